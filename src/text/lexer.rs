//! Tokens of one visible row, for colouring.
//!
//! Works row by row: what a row has to know of the rows above is one [`LexState`], which
//! [`super::LineIndex`] keeps. A token that is cut at the end of a row is coloured by what the row shows.

pub mod json;
pub mod markup;
pub mod plain;

use std::ops::Range;

pub use json::json_tokens;

use super::Syntax;

/// What the lexer has to know at the start of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LexState {
    /// Outside of anything.
    #[default]
    LineStart,
    /// JSON: inside a string that began in a row above.
    InString,
    /// Markup: inside `<!-- -->`.
    InComment,
    /// Markup: inside `<![CDATA[ ]]>`.
    InCdata,
    /// Markup: inside `<? ?>`.
    InInstruction,
    /// Markup: inside `<! >`.
    InDeclaration,
    /// Markup: inside a tag, between attributes.
    InTag,
    /// Markup: inside a value in single quotes.
    InSingleQuotes,
    /// Markup: inside a value in double quotes.
    InDoubleQuotes,
    /// HTML: inside the tag `<script`.
    InScriptTag,
    /// HTML: inside the tag `<style`.
    InStyleTag,
    /// HTML: in a script, which ends at `</script` only.
    InScript,
    /// HTML: in a style sheet, which ends at `</style` only.
    InStyle,
}

/// What a token is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A string before a colon, with its quotes.
    Key,
    /// Any other string, with its quotes; the value of an attribute.
    String,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// Brackets, braces, colon, comma.
    Punctuation,
    /// White space and what has no kind of its own.
    Plain,
    /// Name of an element with its brackets.
    Tag,
    /// Name of an attribute.
    Attribute,
    /// Comment, processing instruction or declaration.
    Comment,
    /// Character reference such as `&amp;`.
    Entity,
    /// An address that can be opened.
    Url,
    /// A date, with or without time.
    Date,
    /// An Amazon resource name.
    Arn,
    /// Stands for what can not be drawn: a control, a direction mark, an invalid byte.
    Mark,
}

/// A piece of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte range in the row's text, on character boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// Tokens of a row's bytes: they cover every byte once, in order, and none is empty. Boundaries are never inside a
/// character of valid UTF-8.
pub fn tokens(syntax: Syntax, row: &[u8], state: LexState, mut each: impl FnMut(Range<usize>, TokenKind)) {
    match syntax {
        Syntax::Json => json::each_token(row, state, &mut each),
        Syntax::Xml | Syntax::Html => {
            markup::each_token(row, state, syntax, &mut each);
        }
        Syntax::Plain => plain::each_token(row, &mut each),
    }
}

/// The state of the row after this one. `ends_line` when this row holds its line's end.
pub fn state_after(syntax: Syntax, row: &[u8], state: LexState, ends_line: bool) -> LexState {
    match syntax {
        Syntax::Json if ends_line => LexState::LineStart,
        Syntax::Json => json::state_after(row, state),
        Syntax::Xml | Syntax::Html => markup::state_after(row, state, syntax),
        Syntax::Plain => LexState::LineStart,
    }
}
