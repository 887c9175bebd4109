//! Everything the body viewer needs for bodies up to a gigabyte. Pure, and knows nothing of egui, files or threads.
//!
//! # From a body to the screen
//!
//! 1. The window's thread makes [`Document::first_look`] of the first 64 kB: the first screen stands at once.
//! 2. A worker makes [`Document::open`] (kind, charset, lines), then [`Document::with_pretty`] and, for the tree,
//!    [`Document::with_tape`]; each takes a [`Stop`] and can be shown before the next is done. A document is cheap to
//!    clone and never changes.
//! 3. Each frame the window asks a [`View`] of it for its [`Rows`]: how many there are, and [`Rows::visit`] for the
//!    visible ones, drawn into one [`RowText`] that is used again. Nothing costs more per frame than what is drawn.
//! 4. Another width: [`Document::wrapped_at`]; another charset: [`Document::open`] with it.
//!
//! A body is any [`Source`]: bytes in memory are never copied, a spill file is read in pieces. A body that is still
//! received goes through [`LineIndexer::push`], whose [`LineIndexer::snapshot`] shows what has come.
//!
//! # Places
//!
//! Three kinds, each with its own way to the others: an *offset* is a byte of [`Document::text`] (of
//! [`Document::body`] in hex); a *row* is a number in one view; a *column* is a character (`char`) of a row's text.
//! [`Rows::row_at`], [`RowText::column_at`] and [`Rows::position_of`] lead from offsets to the screen,
//! [`RowText::offset_at`] and [`Rows::bytes_of`] back. Selections are [`Selection`]s of [`Position`]s;
//! [`Rows::word_at`], [`Rows::line_at`] and [`Rows::copy`] serve double click, triple click and the clipboard.
//! Searches ([`search`]), nodes of the [`Tape`] and results of filters ([`json_path`], [`xpath`]) are ranges of
//! offsets: they mark rows in every view of the text, and [`search::Matches::within`] gives those of one row.
//!
//! # Folding
//!
//! In the indented view [`Rows::fold`] tells what a row's bracket or tag encloses, and [`Folds`] keeps what is
//! folded: the window shows [`Folds::shown`] rows and asks [`Folds::row`] which they are. The tree keeps its own
//! [`TreeRows`] over the tape and draws with [`draw_tree_row`].

pub mod charset;
pub mod document;
pub mod document_diff;
pub mod event_stream;
pub mod exact_numbers;
pub mod filter;
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
pub mod minify;
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
mod visible;
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
pub use tree_rows::{MOST_TREE_TEXT_BYTES, TreeChange, TreeRow, TreeRows, draw_tree_row};
pub use visible::{visible, visible_line};
