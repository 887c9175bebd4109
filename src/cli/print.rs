//! The one place that writes to the terminal. Everything that passes is searched for the secrets in play.

use std::io::{self, Write};

use serde::Serialize;

use super::problem::Problem;
use super::{Exit, Stream};
use crate::model::Secret;
use crate::redact::KnownSecrets;
use crate::text::visible;

/// How a piece of text stands out on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Headings.
    Bold,
    /// Labels and asides.
    Faint,
    /// What went well.
    Green,
    /// What was refused.
    Red,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Faint => "2",
            Self::Green => "32",
            Self::Red => "31",
        }
    }
}

/// A line longer than this goes out in parts.
const LONG_LINE_BYTES: usize = 1 << 20;
/// Far more than any form of a session token has.
const HELD_BACK_BYTES: usize = 64 * 1024;

/// What of a response was not printed yet.
#[derive(Debug)]
pub struct OpenLine {
    bytes: Vec<u8>,
    ends_line: bool,
}

impl Default for OpenLine {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            ends_line: true,
        }
    }
}

/// Standard output and standard error, with the secrets that may not appear on either.
///
/// A write that fails (the reader of a pipe has gone) is not an error of the command.
pub struct Printer<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    out_is: Stream,
    /// Never printed in any form.
    keys: KnownSecrets,
    /// Not printed for people; a JSON report holds the header that was signed.
    keys_and_tokens: KnownSecrets,
}

impl<'a> Printer<'a> {
    /// A printer that knows no secret yet.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, out_is: Stream) -> Self {
        Self {
            out,
            err,
            out_is,
            keys: KnownSecrets::default(),
            keys_and_tokens: KnownSecrets::default(),
        }
    }

    /// The same streams without the secrets of the request before.
    pub fn afresh(&mut self, out_is: Stream) -> Printer<'_> {
        Printer::new(&mut *self.out, &mut *self.err, out_is)
    }

    /// From now on this secret access key is hidden from everything.
    pub fn hide_key(&mut self, key: &Secret) {
        self.keys.insert("secret access key", key);
        self.keys_and_tokens.insert("secret access key", key);
    }

    /// From now on this session token is hidden from texts for people.
    pub fn hide_token(&mut self, token: &Secret) {
        self.keys_and_tokens.insert("session token", token);
    }

    /// From now on the value of a secret variable is hidden from texts for people alone, as a part of what is signed: the
    /// access key ID, the scope.
    pub fn hide_from_people(&mut self, label: &str, secret: &Secret) {
        self.keys_and_tokens.insert(label, secret);
    }

    /// From now on this password is hidden from everything.
    pub fn hide_password(&mut self, label: &str, password: &Secret) {
        self.keys.insert(label, password);
        self.keys_and_tokens.insert(label, password);
    }

    /// A line for people. What others wrote may not drive the terminal: see [`visible`].
    pub fn line(&mut self, text: &str) {
        self.styled("", text, "");
    }

    fn styled(&mut self, before: &str, text: &str, after: &str) {
        let text = visible(self.keys_and_tokens.redact(text).get());
        writeln!(self.out, "{before}{text}{after}").ok();
        self.out.flush().ok();
    }

    /// The same in colour, when a person reads it.
    pub fn inked(&mut self, ink: Ink, text: &str) {
        match self.out_is {
            Stream::Terminal => self.styled(&format!("\x1b[{}m", ink.code()), text, "\x1b[0m"),
            Stream::Redirected => self.line(text),
        }
    }

    /// Bytes of a response that is still coming, in order and without a gap; `is_last` once with the last of them.
    ///
    /// No form of a secret that is searched for holds a line feed, so whole lines go out at once and an open line
    /// waits for its end, or until it is long. A person's prompt starts on a line of its own.
    pub fn body_part(&mut self, open: &mut OpenLine, bytes: &[u8], is_last: bool) -> io::Result<()> {
        open.bytes.extend_from_slice(bytes);
        let (part, taken) = if is_last || self.keys_and_tokens.is_empty() {
            (self.keys_and_tokens.redact_bytes(&open.bytes), open.bytes.len())
        } else if let Some(end) = memchr::memrchr(b'\n', &open.bytes) {
            let lines = open.bytes.get(..=end).unwrap_or_default();
            (self.keys_and_tokens.redact_bytes(lines), lines.len())
        } else if open.bytes.len() > LONG_LINE_BYTES {
            self.keys_and_tokens.redact_part(&open.bytes, HELD_BACK_BYTES)
        } else {
            return Ok(());
        };
        open.bytes.drain(..taken);
        let part = part.into_inner();
        if let Some(last) = part.last() {
            open.ends_line = *last == b'\n';
        }
        self.out.write_all(&part)?;
        if is_last && self.out_is == Stream::Terminal && !open.ends_line {
            self.out.write_all(b"\n")?;
        }
        self.out.flush()
    }

    /// One JSON value on one line.
    pub fn json(&mut self, value: &impl Serialize) {
        self.json_text(serde_json::to_string(value));
    }

    /// One JSON value, spread over lines for a person.
    pub fn json_document(&mut self, value: &impl Serialize) {
        self.json_text(match self.out_is {
            Stream::Redirected => serde_json::to_string(value),
            Stream::Terminal => serde_json::to_string_pretty(value),
        });
    }

    /// The reports have string keys and no foreign types: serialising them does not fail.
    fn json_text(&mut self, text: serde_json::Result<String>) {
        let text = self.keys.redact(&text.unwrap_or_default());
        writeln!(self.out, "{text}").ok();
        self.out.flush().ok();
    }

    /// A request in another form, which has the session token where the request has it.
    pub fn copied(&mut self, text: &str) {
        let text = self.keys.redact(text);
        writeln!(self.out, "{text}").ok();
        self.out.flush().ok();
    }

    /// A message as it is sent, with no line feed of ours behind it.
    pub fn message(&mut self, text: &str) {
        let text = self.keys.redact(text);
        write!(self.out, "{text}").ok();
        self.out.flush().ok();
    }

    /// A text for a file, with the last look that everything printed gets.
    pub fn redacted(&self, text: &str) -> String {
        self.keys_and_tokens.redact(text).into_inner()
    }

    /// Text that shows the public example credentials, which the demo exists to hand out.
    pub fn example_credentials(&mut self, text: &str) {
        writeln!(self.out, "{text}").ok();
        self.out.flush().ok();
    }

    /// Credentials with their secrets, which somebody asked for by a command of its own.
    pub fn exported_credentials(&mut self, text: &str) {
        write!(self.out, "{text}").ok();
        self.out.flush().ok();
    }

    /// A question on standard error, with the answer on the same line.
    pub fn prompt(&mut self, text: &str) {
        let text = visible(self.keys_and_tokens.redact(text).get());
        write!(self.err, "{text}").ok();
        self.err.flush().ok();
    }

    /// A remark on standard error.
    pub fn remark(&mut self, text: &str) {
        let text = visible(self.keys_and_tokens.redact(text).get());
        writeln!(self.err, "{text}").ok();
    }

    /// An error on standard error.
    pub fn problem(&mut self, problem: &Problem) {
        self.remark(&problem.line());
    }

    /// What the reader of the flags has to say: help and version are output, all else is an error.
    pub fn usage(&mut self, error: &clap::Error) -> Exit {
        let text = error.render();
        let (stream, exit) = if error.use_stderr() {
            (&mut *self.err, Exit::Usage)
        } else {
            (&mut *self.out, Exit::Good)
        };
        match self.out_is {
            Stream::Terminal => write!(stream, "{}", text.ansi()).ok(),
            Stream::Redirected => write!(stream, "{text}").ok(),
        };
        stream.flush().ok();
        exit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_does_not_drive_the_terminal() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut printer = Printer::new(&mut out, &mut err, Stream::Terminal);
        printer.line("a\u{1b}[2J\tb");
        printer.inked(Ink::Red, "c\u{202e}");
        printer.remark("d\u{1b}]0;x\u{7}");
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a<U+001B>[2J\tb\n\u{1b}[31mc<U+202E>\u{1b}[0m\n"
        );
        assert_eq!(String::from_utf8(err).unwrap(), "d<U+001B>]0;x<U+0007>\n");
    }
}
