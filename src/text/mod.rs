//! What the body viewer needs in order to draw any body line by line: line index, row text, lexer, pretty
//! form, and figures for people. Pure, and knows nothing of egui.
//!
//! The way of a body onto the screen: [`LineIndex`] is made once on a worker; of each visible row the
//! window takes [`row_text()`] and colours it with [`lexer::json_tokens`]. Nothing here costs more per frame
//! than the rows that are drawn.

pub mod charset;
pub mod document;
pub mod event_stream;
mod folds;
pub mod hex;
pub mod json_path;
mod json_rows;
mod json_scan;
pub mod kind;
pub mod lexer;
pub mod line_diff;
mod line_index;
mod markup_items;
mod markup_rows;
pub mod measure;
pub mod node_path;
pub mod pretty;
mod ranked_bits;
mod row_text;
pub mod search;
pub mod selection;
mod source;
mod stop;
mod syntax;
mod tape;
mod tree_rows;
pub mod xpath;

pub use charset::Charset;
pub use document::{Document, Rows, View};
pub use folds::Folds;
pub use json_rows::{JsonFault, JsonRows};
pub use json_scan::{JsonError, JsonProblem};
pub use kind::Kind;
pub use lexer::{LexState, Token, TokenKind};
pub use line_index::{DEFAULT_ROW_BYTES, LineIndex, LineIndexer, MOST_ROW_BYTES, Row};
pub use markup_rows::{MOST_MARKUP_BYTES, MarkupRows};
pub use row_text::{RowText, row_text};
pub use selection::{Position, Selection};
pub use source::{CHUNK_BYTES, Source};
pub use stop::{Stop, Stopped, never};
pub use syntax::Syntax;
pub use tape::{MOST_TAPE_BYTES, NodeId, NodeKind, Tape};
pub use tree_rows::{MOST_TREE_TEXT_BYTES, TreeRow, TreeRows, draw_tree_row};
