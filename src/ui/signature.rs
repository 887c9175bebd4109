//! The signature pane: the pieces of what was signed, where each came from, and how it is compared and taught.

pub mod aged;
pub mod key_steps_toggle;
mod lesson_nothing;
pub mod lesson_page;
mod lesson_slide;
pub mod masked_piece;
pub mod nothing_signed;
mod opened_row;
pub mod origin_words;
pub mod piece_rows;
pub mod proof_banner;
pub mod signature_panel;
