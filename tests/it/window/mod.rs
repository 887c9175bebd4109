//! The window, driven as a person drives it: the real app with its engine, the real transport and the
//! embedded server. No display and no graphics card are needed.

mod desk;
mod hands;
mod random;
mod screen;

mod accessibility;
mod auth;
mod auth_kinds;
mod bodies;
mod body_tree;
mod body_viewer;
mod cancel;
mod clipboard;
mod commands;
mod compare;
mod comparisons;
mod copies;
mod docs;
mod error_replies;
mod finder;
mod first_start;
mod headers;
mod hints;
mod hostile_reply;
mod inherit;
mod keyboard;
mod large_body;
mod layout;
mod lesson;
mod links;
mod links_by_keyboard;
mod live_and_sent;
mod long_texts;
mod look;
mod opening;
mod params;
mod pastes;
mod pictures;
mod presentation;
mod proof;
mod protection;
mod reading_order;
mod refused;
mod replies;
mod restart;
mod scripts;
mod settles;
#[cfg(feature = "snapshots")]
mod snapshots;
mod tabs;
mod typing;
mod typing_everywhere;
mod undo;
mod ways;
