//! The window, driven as a person drives it: the real app with its engine, the real transport and the
//! embedded server. No display and no graphics card are needed.

mod desk;
mod hands;
mod random;
mod screen;

mod auth;
mod auth_kinds;
mod bodies;
mod body_viewer;
mod cancel;
mod clipboard;
mod commands;
mod copies;
mod docs;
mod first_start;
mod headers;
mod hostile_reply;
mod keyboard;
mod large_body;
mod layout;
mod live_and_sent;
mod long_texts;
mod look;
mod params;
mod pastes;
mod pictures;
mod proof;
mod protection;
mod refused;
mod replies;
mod restart;
mod settles;
mod tabs;
mod typing;
mod typing_everywhere;
mod undo;
mod ways;
