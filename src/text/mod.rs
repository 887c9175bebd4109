//! What the body viewer needs in order to draw any body line by line: line index, row text, lexer, pretty
//! form, and figures for people. Pure, and knows nothing of egui.
//!
//! The way of a body onto the screen: [`LineIndex`] is made once on a worker; of each visible row the
//! window takes [`row_text()`] and colours it with [`lexer::json_tokens`]. Nothing here costs more per frame
//! than the rows that are drawn.

pub mod charset;
pub mod kind;
pub mod lexer;
mod line_index;
pub mod measure;
pub mod pretty;
mod row_text;
mod source;
mod stop;
mod syntax;

pub use charset::Charset;
pub use kind::Kind;
pub use lexer::{LexState, Token, TokenKind};
pub use line_index::{DEFAULT_ROW_BYTES, LineIndex, LineIndexer, MOST_ROW_BYTES, Row};
pub use row_text::{RowText, row_text};
pub use source::{CHUNK_BYTES, Source};
pub use stop::{Stop, Stopped, never};
pub use syntax::Syntax;
