//! What stands around a request: tabs, menu, palette, panes, messages, and the pages over the window.

pub mod accounts_page;
pub mod break_page;
pub mod cause_page;
pub mod chooser;
pub mod cookies_page;
pub mod copy_credentials_page;
pub mod editor_height;
pub mod finder;
pub mod menu;
pub mod network_page;
pub mod own_calls_page;
pub mod palette;
pub mod panes;
pub mod plan_page;
pub mod protection_page;
pub mod question_page;
pub mod shortcuts;
pub mod sign_in_page;
pub mod status_bar;
pub mod tab_numbers;
pub mod tab_strip;
pub mod toasts;
pub mod verify_page;
