//! JSON read byte by byte: strict, without recursion, in any pieces.
//!
//! <https://www.rfc-editor.org/rfc/rfc8259>, and lines of JSON: after a value and a line end another may follow.

use std::fmt;

use thiserror::Error;

use super::source::for_chunks;
use super::{Source, Stop, Stopped};

/// What is read. Offsets are those of the body; ends are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// `{` or `[`.
    Open { at: usize, is_object: bool },
    /// `}` or `]`.
    Close { end: usize },
    /// A key with its quotes.
    Key,
    /// A value that is neither object nor array.
    Leaf {
        start: usize,
        end: usize,
        kind: LeafKind,
    },
}

/// What a value without members is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeafKind {
    String,
    Number,
    True,
    False,
    Null,
}

/// Why a body is not JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{problem}")]
pub struct JsonError {
    /// Offset of the byte that can not stand there; the length of the body when it ends too early.
    pub offset: usize,
    /// What is wrong.
    pub problem: JsonProblem,
}

/// What is wrong with a body that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonProblem {
    /// Something other than what has to stand there.
    Expected(&'static str, Found),
    /// A comma before a closing bracket.
    TrailingComma,
    /// `}` for `]` or the other way round.
    WrongBracket,
    /// A tab, a line end or another control in a string.
    ControlInString,
    /// A backslash before something that is no escape.
    Escape,
    /// `01`, `1.`, `.5`, `+1` and the like.
    Number,
    /// A word other than `true`, `false` and `null`.
    Word,
    /// A second value on the line of the first.
    SecondValue,
}

/// What stands in the place of something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A byte.
    Byte(u8),
    /// The end of the body.
    End,
}

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected(what, Found::End) => write!(f, "The text ends where {what} is expected"),
            Self::Expected(what, Found::Byte(byte)) if byte.is_ascii_graphic() => {
                write!(f, "{} is expected, not {}", capital(what), char::from(*byte))
            }
            Self::Expected(what, Found::Byte(byte)) => {
                write!(f, "{} is expected, not byte {byte:02X}", capital(what))
            }
            Self::TrailingComma => f.write_str("A comma before a closing bracket"),
            Self::WrongBracket => f.write_str("A closing bracket of the other kind"),
            Self::ControlInString => f.write_str("A control character in a string: it has to be escaped"),
            Self::Escape => f.write_str("An escape that JSON does not have"),
            Self::Number => f.write_str("A number that JSON does not allow"),
            Self::Word => f.write_str("A word other than true, false and null"),
            Self::SecondValue => f.write_str("A second value without a line end before it"),
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + chars.as_str())
        .unwrap_or_default()
}

/// Whether the events go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Enough,
}

/// How the reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The whole body is JSON.
    Valid,
    /// It is not; all tokens before `tokens_end` are whole.
    Invalid { error: JsonError, tokens_end: usize },
    /// The taker of the events had enough.
    Enough,
}

/// Reads a source and gives its events.
pub(super) fn scan<S: Source + ?Sized>(
    source: &S,
    stop: Stop<'_>,
    each: &mut impl FnMut(Event) -> Flow,
) -> Result<Ended, Stopped> {
    let mut scanner = Scanner::default();
    let mut ended = None;
    for_chunks(source, 0..source.len(), stop, |_, chunk| {
        ended = scanner.feed(chunk, each).err();
        ended.is_none()
    })?;
    let ended = match ended {
        Some(ended) => ended,
        None => scanner.finish(each).err().unwrap_or(Ended::Valid),
    };
    Ok(match ended {
        Ended::Invalid { error, tokens_end } if scanner.is_in_token() => Ended::Invalid {
            error,
            tokens_end: tokens_end.min(scanner.token_start),
        },
        other => other,
    })
}

/// What may come next, or what has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A value; for the first one a byte order mark may stand before it.
    Value,
    /// After a comma in an array.
    NextValue,
    /// After `[`.
    ValueOrClose,
    /// After `{`.
    KeyOrClose,
    /// After a comma in an object.
    NextKey,
    Colon,
    CommaOrClose,
    /// After a value that stands in nothing.
    End,
    String,
    Escape,
    /// So many hexadecimal digits are missing.
    Hex(u8),
    Minus,
    Zero,
    Digits,
    Dot,
    Fraction,
    E,
    ESign,
    Exponent,
    /// `true`, `false` or `null`, of which so many bytes were read.
    Word(LeafKind, u8),
}

#[derive(Debug)]
struct Scanner {
    state: State,
    /// One bit for each open bracket: set for `{`.
    open: Vec<u64>,
    depth: usize,
    offset: usize,
    token_start: usize,
    is_key: bool,
    line_ended: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            state: State::Value,
            open: Vec::new(),
            depth: 0,
            offset: 0,
            token_start: 0,
            is_key: false,
            line_ended: true,
        }
    }
}

impl Scanner {
    fn feed(&mut self, chunk: &[u8], each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        let base = self.offset;
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            match self.state {
                State::String => {
                    let rest = chunk.get(at..).unwrap_or_default();
                    let run = rest.iter().take_while(|byte| !ends_run(**byte)).count();
                    at += run;
                    if let Some(&byte) = chunk.get(at) {
                        self.in_string(byte, base + at, each)?;
                        at += 1;
                    }
                }
                State::Digits | State::Fraction | State::Exponent if byte.is_ascii_digit() => at += 1,
                _ if is_number(self.state) => {
                    if self.in_number(byte, base + at, each)? {
                        at += 1;
                    }
                }
                State::Escape | State::Hex(_) => {
                    self.in_escape(byte, base + at)?;
                    at += 1;
                }
                State::Word(kind, read) => {
                    self.in_word(kind, read, byte, base + at, each)?;
                    at += 1;
                }
                _ if matches!(byte, b' ' | b'\n' | b'\r' | b'\t') => {
                    self.line_ended |= byte == b'\n';
                    at += 1;
                }
                _ => {
                    if let Some(skipped) = byte_order_mark(base + at, chunk) {
                        at += skipped;
                        continue;
                    }
                    self.between(byte, base + at, each)?;
                    at += 1;
                }
            }
        }
        self.offset = base + at;
        Ok(())
    }

    fn finish(&mut self, each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        let end = self.offset;
        if is_number(self.state) {
            if !is_whole_number(self.state) {
                return Err(invalid(end, JsonProblem::Number));
            }
            self.leaf(LeafKind::Number, end, each)?;
        }
        let what = match self.state {
            State::End => return Ok(()),
            State::Value | State::NextValue => "a value",
            State::ValueOrClose => "a value or ]",
            State::KeyOrClose => "a key or }",
            State::NextKey => "a key",
            State::Colon => "a colon",
            State::CommaOrClose if self.in_object() => "a comma or }",
            State::CommaOrClose => "a comma or ]",
            State::Word(..) => return Err(invalid(end, JsonProblem::Word)),
            _ => "the end of a string",
        };
        Err(invalid(end, JsonProblem::Expected(what, Found::End)))
    }

    /// Everything outside of strings, numbers and words.
    fn between(&mut self, byte: u8, at: usize, each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        match (self.state, byte) {
            (State::End, _) if !self.line_ended => return Err(invalid(at, JsonProblem::SecondValue)),
            (State::KeyOrClose, b'}') | (State::ValueOrClose, b']') => return self.close(at, each),
            (State::NextKey, b'}') | (State::NextValue, b']') => {
                return Err(invalid(at, JsonProblem::TrailingComma));
            }
            (State::KeyOrClose | State::NextKey, b'"') => self.string(at, true),
            (State::KeyOrClose, _) => return Err(expected("a key or }", byte, at)),
            (State::NextKey, _) => return Err(expected("a key", byte, at)),
            (State::Colon, b':') => self.state = State::Value,
            (State::Colon, _) => return Err(expected("a colon", byte, at)),
            (State::CommaOrClose, b',') if self.in_object() => self.state = State::NextKey,
            (State::CommaOrClose, b',') => self.state = State::NextValue,
            (State::CommaOrClose, b'}' | b']') if self.in_object() != (byte == b'}') => {
                return Err(invalid(at, JsonProblem::WrongBracket));
            }
            (State::CommaOrClose, b'}' | b']') => return self.close(at, each),
            (State::CommaOrClose, _) if self.in_object() => return Err(expected("a comma or }", byte, at)),
            (State::CommaOrClose, _) => return Err(expected("a comma or ]", byte, at)),
            _ => return self.value(byte, at, each),
        }
        Ok(())
    }

    /// The first byte of a value.
    fn value(&mut self, byte: u8, at: usize, each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        self.token_start = at;
        match byte {
            b'"' => self.string(at, false),
            b'{' | b'[' => {
                let is_object = byte == b'{';
                self.push(is_object);
                self.state = if is_object {
                    State::KeyOrClose
                } else {
                    State::ValueOrClose
                };
                return flow(each(Event::Open { at, is_object }));
            }
            b'-' => self.state = State::Minus,
            b'0' => self.state = State::Zero,
            b'1'..=b'9' => self.state = State::Digits,
            b't' => self.state = State::Word(LeafKind::True, 1),
            b'f' => self.state = State::Word(LeafKind::False, 1),
            b'n' => self.state = State::Word(LeafKind::Null, 1),
            b'+' | b'.' => return Err(invalid(at, JsonProblem::Number)),
            _ if byte.is_ascii_alphabetic() => return Err(invalid(at, JsonProblem::Word)),
            _ if self.state == State::ValueOrClose => return Err(expected("a value or ]", byte, at)),
            _ => return Err(expected("a value", byte, at)),
        }
        Ok(())
    }

    fn string(&mut self, at: usize, is_key: bool) {
        (self.token_start, self.is_key, self.state) = (at, is_key, State::String);
    }

    fn in_string(&mut self, byte: u8, at: usize, each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        match byte {
            b'"' if self.is_key => {
                self.state = State::Colon;
                flow(each(Event::Key))
            }
            b'"' => self.leaf(LeafKind::String, at + 1, each),
            b'\\' => {
                self.state = State::Escape;
                Ok(())
            }
            _ => Err(invalid(at, JsonProblem::ControlInString)),
        }
    }

    fn in_escape(&mut self, byte: u8, at: usize) -> Result<(), Ended> {
        self.state = match (self.state, byte) {
            (State::Escape, b'u') => State::Hex(4),
            (State::Escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => State::String,
            (State::Hex(1), _) if byte.is_ascii_hexdigit() => State::String,
            (State::Hex(missing), _) if byte.is_ascii_hexdigit() => State::Hex(missing.saturating_sub(1)),
            _ => return Err(invalid(at, JsonProblem::Escape)),
        };
        Ok(())
    }

    /// False when the byte stands after the number.
    fn in_number(
        &mut self,
        byte: u8,
        at: usize,
        each: &mut impl FnMut(Event) -> Flow,
    ) -> Result<bool, Ended> {
        use State as S;
        self.state = match (self.state, byte) {
            (S::Minus, b'0') => S::Zero,
            (S::Minus, b'1'..=b'9') => S::Digits,
            (S::Zero | S::Digits, b'.') => S::Dot,
            (S::Zero | S::Digits | S::Fraction, b'e' | b'E') => S::E,
            (S::Dot, b'0'..=b'9') => S::Fraction,
            (S::E, b'+' | b'-') => S::ESign,
            (S::E | S::ESign, b'0'..=b'9') => S::Exponent,
            _ if is_whole_number(self.state) && !belongs_to_number(byte) => {
                self.leaf(LeafKind::Number, at, each)?;
                return Ok(false);
            }
            _ => return Err(invalid(at, JsonProblem::Number)),
        };
        Ok(true)
    }

    fn in_word(
        &mut self,
        kind: LeafKind,
        read: u8,
        byte: u8,
        at: usize,
        each: &mut impl FnMut(Event) -> Flow,
    ) -> Result<(), Ended> {
        let word: &[u8] = match kind {
            LeafKind::True => b"true",
            LeafKind::False => b"false",
            _ => b"null",
        };
        if word.get(usize::from(read)) != Some(&byte) {
            return Err(invalid(at, JsonProblem::Word));
        }
        if usize::from(read) + 1 == word.len() {
            return self.leaf(kind, at + 1, each);
        }
        self.state = State::Word(kind, read + 1);
        Ok(())
    }

    fn leaf(
        &mut self,
        kind: LeafKind,
        end: usize,
        each: &mut impl FnMut(Event) -> Flow,
    ) -> Result<(), Ended> {
        self.after_value();
        let start = self.token_start;
        flow(each(Event::Leaf { start, end, kind }))
    }

    fn close(&mut self, at: usize, each: &mut impl FnMut(Event) -> Flow) -> Result<(), Ended> {
        self.depth -= 1;
        self.after_value();
        flow(each(Event::Close { end: at + 1 }))
    }

    fn after_value(&mut self) {
        self.line_ended = false;
        self.state = if self.depth == 0 {
            State::End
        } else {
            State::CommaOrClose
        };
    }

    fn push(&mut self, is_object: bool) {
        let (word, bit) = (self.depth / 64, self.depth % 64);
        if self.open.len() <= word {
            self.open.push(0);
        }
        if let Some(word) = self.open.get_mut(word) {
            *word = *word & !(1 << bit) | u64::from(is_object) << bit;
        }
        self.depth += 1;
    }

    /// True while a string, a number or a word has begun and not ended.
    fn is_in_token(&self) -> bool {
        is_number(self.state)
            || matches!(
                self.state,
                State::String | State::Escape | State::Hex(_) | State::Word(..)
            )
    }

    fn in_object(&self) -> bool {
        let top = self.depth.saturating_sub(1);
        self.open
            .get(top / 64)
            .is_some_and(|word| word >> (top % 64) & 1 == 1)
    }
}

/// Length of a mark at the start of a body: not JSON, and not worth a refusal.
fn byte_order_mark(at: usize, chunk: &[u8]) -> Option<usize> {
    (at == 0 && chunk.starts_with(b"\xEF\xBB\xBF")).then_some(3)
}

fn flow(flow: Flow) -> Result<(), Ended> {
    match flow {
        Flow::On => Ok(()),
        Flow::Enough => Err(Ended::Enough),
    }
}

fn invalid(offset: usize, problem: JsonProblem) -> Ended {
    Ended::Invalid {
        error: JsonError { offset, problem },
        tokens_end: offset,
    }
}

fn expected(what: &'static str, byte: u8, at: usize) -> Ended {
    invalid(at, JsonProblem::Expected(what, Found::Byte(byte)))
}

fn ends_run(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn is_number(state: State) -> bool {
    matches!(
        state,
        State::Minus
            | State::Zero
            | State::Digits
            | State::Dot
            | State::Fraction
            | State::E
            | State::ESign
            | State::Exponent
    )
}

fn is_whole_number(state: State) -> bool {
    matches!(
        state,
        State::Zero | State::Digits | State::Fraction | State::Exponent
    )
}

fn belongs_to_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

#[cfg(test)]
mod tests;
