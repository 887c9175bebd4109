//! Words of a command as a shell reads them. Nothing is expanded: what the shell would replace stays as written, with
//! a warning.

mod cmd;
mod posix;
mod powershell;
pub mod variables;
mod word;

pub use word::Word;

use std::borrow::Cow;

use super::{FormatError, Warning};

/// Which shell a command is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// `sh`, bash, zsh.
    Posix,
    /// The command prompt of Windows.
    Cmd,
    /// `PowerShell` of either generation.
    Power,
}

impl Shell {
    /// The shell that the quoting of a text speaks for; POSIX when nothing speaks for another one.
    pub fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let start = lower.trim_start();
        if start.starts_with("ps ") || start.starts_with("ps>") {
            Self::Power
        } else if is_drive_prompt(start) {
            Self::Cmd
        } else if let Some(shell) = Self::by_marks(&lower) {
            shell
        } else if start.starts_with("curl.exe") {
            if text.contains('\'') {
                Self::Power
            } else {
                Self::Cmd
            }
        } else {
            Self::Posix
        }
    }

    /// The first mark outside of quotes that only one shell has: what joins lines, a quote behind a caret, `$env:`.
    fn by_marks(lower: &str) -> Option<Self> {
        let mut quote = None;
        let mut before = ' ';
        let mut chars = lower.char_indices();
        while let Some((at, ch)) = chars.next() {
            let rest = lower.get(at..).unwrap_or_default();
            let in_double = quote == Some('"');
            match ch {
                '$' if quote != Some('\'') && (rest.starts_with("$env:") || rest.starts_with("${env:")) => {
                    return Some(Self::Power);
                }
                '^' if quote.is_none() && rest.starts_with("^\"") => return Some(Self::Cmd),
                '^' | '`' | '\\' if quote.is_none() && ends_line(rest) => {
                    return Some(match ch {
                        '^' => Self::Cmd,
                        '`' => Self::Power,
                        _ => Self::Posix,
                    });
                }
                // What it stands in front of ends no quotes; in '…' it is itself, in $'…' it is not.
                '\\' if quote.is_none() || in_double || quote == Some('$') => {
                    chars.next();
                }
                '\'' if quote.is_none() && before == '$' => quote = Some('$'),
                '\'' if quote == Some('$') => quote = None,
                '\'' | '"' if quote.is_none() => quote = Some(ch),
                '\'' | '"' if quote == Some(ch) => quote = None,
                _ => {}
            }
            before = ch;
        }
        None
    }
}

/// True when a mark is the last in its line, and another line follows.
fn ends_line(rest: &str) -> bool {
    let after = rest
        .get(1..)
        .unwrap_or_default()
        .trim_start_matches([' ', '\t', '\r']);
    after.starts_with('\n') && !after.trim().is_empty()
}

/// `C:\Users\me>`.
fn is_drive_prompt(start: &str) -> bool {
    let mut chars = start.chars();
    chars.next().is_some_and(|ch| ch.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && chars.next() == Some('\\')
        && start.lines().next().is_some_and(|line| line.contains('>'))
}

/// The words of the first command in a text, prompt left out.
pub fn words(text: &str, warnings: &mut Vec<Warning>) -> Result<Vec<Word>, FormatError> {
    let text = text.trim_start_matches('\u{feff}');
    match Shell::of(text) {
        Shell::Posix => posix::words(&without_sign(text), warnings),
        Shell::Cmd => Ok(cmd::words(without_path(text), warnings)),
        Shell::Power => powershell::words(without_path(text), warnings),
    }
}

/// Without the `$`, `%`, `#` or `>` of a prompt in front of a command, and the `>` in front of its further lines.
fn without_sign(text: &str) -> Cow<'_, str> {
    let start = text.trim_start();
    let is_comment = || {
        start
            .lines()
            .skip(1)
            .any(|line| line.trim_start().starts_with("curl"))
    };
    let sign = ["$ ", "% ", "> ", "# curl"]
        .into_iter()
        .find(|sign| start.starts_with(sign));
    let Some(sign) = sign.filter(|sign| *sign != "# curl" || !is_comment()) else {
        return Cow::Borrowed(text);
    };
    let command = start.get(1..).unwrap_or_default();
    if sign != "$ " {
        return Cow::Borrowed(command);
    }
    Cow::Owned(command.replace("\\\n> ", "\\\n").replace("\\\r\n> ", "\\\n"))
}

/// Without `PS C:\x>` or `C:\x>` in front of a command.
fn without_path(text: &str) -> &str {
    let start = text.trim_start();
    let lower = start.to_ascii_lowercase();
    if lower.starts_with("ps ") || lower.starts_with("ps>") || is_drive_prompt(&lower) {
        return start.split_once('>').map_or(start, |(_, rest)| rest);
    }
    start.strip_prefix('>').unwrap_or(start)
}

/// Notes that a text after the first command was not read.
fn note_rest(rest: &str, mark: char, warnings: &mut Vec<Warning>) {
    if !rest.trim().is_empty() {
        let mark = if mark == '\n' { '↵' } else { mark };
        warnings.push(Warning::AfterCommand { mark });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quoting_says_which_shell_is_meant() {
        for (text, shell) in [
            ("curl 'https://h' \\\n -H 'a: b'", Shell::Posix),
            ("curl https://h", Shell::Posix),
            ("curl ^\"https://h^\" ^\n  -H ^\"a: b^\"", Shell::Cmd),
            ("curl https://h ^\r\n -d x", Shell::Cmd),
            ("C:\\Users\\me>curl https://h", Shell::Cmd),
            ("curl.exe \"https://h\"", Shell::Cmd),
            ("curl.exe 'https://h'", Shell::Power),
            ("PS C:\\> curl.exe https://h", Shell::Power),
            ("curl https://h `\n -d x", Shell::Power),
            ("curl https://h -d '^\"a^\nb`\n$env:x'", Shell::Posix),
            ("curl 'it'\\''s ^\"' -d $'\\'^\"'", Shell::Posix),
            ("curl https://h -u $env:USER", Shell::Power),
        ] {
            assert_eq!(Shell::of(text), shell, "{text}");
        }
    }

    #[test]
    fn prompts_are_no_words() {
        for text in [
            "$ curl h",
            "> curl h",
            "# curl h",
            "% curl h",
            "PS C:\\x> curl h",
            "C:\\>curl h",
            "curl h",
            "$ curl \\\n> h",
            "# curl it\ncurl h",
        ] {
            let words = words(text, &mut Vec::new()).unwrap();
            assert_eq!(
                words.iter().map(Word::text).collect::<Vec<_>>(),
                ["curl", "h"],
                "{text}"
            );
        }
    }
}
