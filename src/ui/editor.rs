//! The left half: one section of the request each, the URL bar above them, and what is said at their fields.

pub mod auth_advanced;
pub mod auth_inherit;
pub mod auth_kinds;
pub mod auth_panel;
pub mod auth_source;
pub mod body_panel;
pub mod bulk;
pub mod docs_panel;
pub mod header_words;
pub mod headers_panel;
pub mod markdown;
pub mod markdown_view;
pub mod params_panel;
pub mod params_table;
pub mod remarks;
pub mod request_bar;
pub mod row_notes;
pub mod section_tabs;
pub mod settings_panel;
pub mod shared_auth_page;
pub mod table;
pub mod url_field;
pub mod url_line;
pub mod url_text;
