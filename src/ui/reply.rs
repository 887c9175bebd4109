//! The response pane: what came back, in every view of it.

pub mod checks_strip;
pub mod connection_cards;
pub mod finding_card;
pub mod opened_as;
pub mod picture_view;
pub mod response_panel;
pub mod response_view;
pub mod save_page;
pub mod support_page;
pub mod timeline;
pub mod wire_view;
