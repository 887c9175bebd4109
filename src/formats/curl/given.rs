//! The flags of a curl command in their order, each with its value.

use super::flags::{self, Flag, Meaning, Takes};
use super::foreign::as_meant;
use crate::formats::shell::{self, Word};
use crate::formats::{FormatError, Warning};

/// A flag with what was said by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What it means.
    pub meaning: Meaning,
    /// As written; empty for a URL without a flag.
    pub flag: String,
    /// Its value; empty when it takes none.
    pub value: Word,
}

/// Reads the first curl command of a text. A flag that is not known is left out with a warning; reading stops where
/// another request begins.
pub fn read(text: &str, warnings: &mut Vec<Warning>) -> Result<Vec<Given>, FormatError> {
    let text = as_meant(text, warnings);
    let words = shell::words(&text, warnings)?;
    let mut words = words
        .into_iter()
        .skip_while(|word| word.bytes() == b"$" || is_assignment(word.bytes()));
    let first = words.next().ok_or(FormatError::Empty)?;
    let program = Program::named(&first.text()).ok_or_else(|| FormatError::NotCurl { word: first.text() })?;
    let mut reader = Reader {
        program,
        given: Vec::new(),
        warnings,
    };
    if program == Program::Awscurl {
        reader.push(Meaning::Awscurl, "awscurl", Word::default());
    }
    while let Some(word) = words.next() {
        if reader.word(&word, &mut words) == Goes::Ends {
            break;
        }
    }
    Ok(reader.given)
}

/// Whose flags the command has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// curl itself.
    Curl,
    /// awscurl, which has the commonest flags of curl and some for signing.
    Awscurl,
}

impl Program {
    /// The program of a command's first word, with or without its folder.
    pub fn named(word: &str) -> Option<Self> {
        let name = word.replace('\\', "/").to_ascii_lowercase();
        match name.rsplit('/').next() {
            Some("curl" | "curl.exe") => Some(Self::Curl),
            Some("awscurl" | "awscurl.exe") => Some(Self::Awscurl),
            _ => None,
        }
    }

    fn long(self, name: &str) -> Option<Flag> {
        match self {
            Self::Curl => flags::long(name),
            Self::Awscurl => flags::awscurl_long(name),
        }
    }
}

/// `NAME=value` in front of a command.
fn is_assignment(word: &[u8]) -> bool {
    let name: Vec<u8> = word.iter().copied().take_while(|byte| *byte != b'=').collect();
    name.len() < word.len()
        && !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

struct Reader<'w> {
    program: Program,
    given: Vec<Given>,
    warnings: &'w mut Vec<Warning>,
}

#[derive(PartialEq, Eq)]
enum Goes {
    On,
    Ends,
}

impl Reader<'_> {
    fn word(&mut self, word: &Word, words: &mut impl Iterator<Item = Word>) -> Goes {
        let text = word.text();
        if text == "--" {
            words.for_each(|word| self.url(word));
        } else if let Some(name) = text.strip_prefix("--") {
            if self.with_equals(word) {
                return Goes::On;
            }
            match self.program.long(name) {
                Some(flag) if flag.meaning == Meaning::Next => return self.next_request(),
                Some(flag) => self.long(flag, &text, words),
                // What follows an equals sign may be a secret.
                None => self.warnings.push(Warning::UnknownFlag {
                    flag: text.split('=').next().unwrap_or_default().to_owned(),
                }),
            }
        } else if word.bytes().len() > 1 && word.bytes().starts_with(b"-") {
            return self.short(word, words);
        } else if !text.is_empty() {
            self.url(word.clone());
        }
        Goes::On
    }

    fn next_request(&mut self) -> Goes {
        self.warnings.push(Warning::NextRequest);
        Goes::Ends
    }

    /// `--region=eu-west-1`, which awscurl reads and curl does not.
    fn with_equals(&mut self, word: &Word) -> bool {
        let Some((flag, value)) = word.split_once(b'=').filter(|_| self.program == Program::Awscurl) else {
            return false;
        };
        let text = flag.text();
        match text.strip_prefix("--").and_then(|name| self.program.long(name)) {
            Some(Flag {
                meaning,
                takes: Takes::Value,
            }) => {
                self.push(meaning, &text, value);
                true
            }
            _ => false,
        }
    }

    fn url(&mut self, value: Word) {
        self.push(Meaning::Url, "", value);
    }

    fn push(&mut self, meaning: Meaning, flag: &str, value: Word) {
        self.given.push(Given {
            meaning,
            flag: flag.to_owned(),
            value,
        });
    }

    fn long(&mut self, flag: Flag, text: &str, words: &mut impl Iterator<Item = Word>) {
        match flag.takes {
            Takes::Nothing => self.push(flag.meaning, text, Word::default()),
            Takes::Value => self.with_value(flag.meaning, text, words.next()),
        }
    }

    /// `-sSXPOST`: letters, of which the last may take the rest or the next word.
    fn short(&mut self, word: &Word, words: &mut impl Iterator<Item = Word>) -> Goes {
        let letters = word.bytes();
        for (at, letter) in letters.iter().enumerate().skip(1) {
            let text = format!("-{}", char::from(*letter));
            let Some(flag) = flags::short(char::from(*letter)) else {
                self.warnings.push(Warning::UnknownFlag { flag: word.text() });
                return Goes::On;
            };
            if flag.meaning == Meaning::Next {
                return self.next_request();
            }
            if flag.takes == Takes::Nothing {
                self.push(flag.meaning, &text, Word::default());
                continue;
            }
            let rest = word.after(at + 1);
            let value = if rest.bytes().is_empty() {
                words.next()
            } else {
                Some(rest)
            };
            self.with_value(flag.meaning, &text, value);
            return Goes::On;
        }
        Goes::On
    }

    fn with_value(&mut self, meaning: Meaning, flag: &str, value: Option<Word>) {
        match value {
            Some(value) => self.push(meaning, flag, value),
            None => self.warnings.push(Warning::FlagWithoutValue {
                flag: flag.to_owned(),
            }),
        }
    }
}
