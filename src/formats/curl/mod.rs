//! A curl command as the request that curl would send.

mod flags;
mod request;

use super::shell::{self, Word};
use super::{FormatError, Imported, Warning};
use flags::{Flag, Meaning, Takes};

/// Reads a command line as it is pasted into a POSIX shell.
pub fn from_curl(text: &str) -> Result<Imported, FormatError> {
    let mut warnings = Vec::new();
    if text.contains("^\"") || text.contains("^\n") || text.contains("^\r\n") {
        warnings.push(Warning::WindowsQuoting);
    }
    let mut words = shell::words(text, &mut warnings)?
        .into_iter()
        .skip_while(|word| word == b"$" || is_assignment(word));
    let program = words.next().ok_or(FormatError::Empty)?;
    if !is_curl(&program) {
        return Err(FormatError::NotCurl {
            word: lossy(&program),
        });
    }
    let mut command = Command {
        warnings,
        ..Command::default()
    };
    command.read(words);
    command.into_request()
}

fn is_curl(word: &[u8]) -> bool {
    let name = lossy(word).replace('\\', "/").to_ascii_lowercase();
    matches!(name.rsplit('/').next(), Some("curl" | "curl.exe"))
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

/// What the flags said.
#[derive(Default)]
struct Command {
    method: Option<String>,
    urls: Vec<String>,
    /// Lines of `-H` and of the flags that stand for one.
    headers: Vec<HeaderLine>,
    data: Option<Vec<u8>>,
    body: BodyKind,
    get: Asked,
    head: Asked,
    path_as_is: Asked,
    glob_off: Asked,
    warnings: Vec<Warning>,
}

/// A header with its value; `None` takes away what curl would send of that name.
struct HeaderLine {
    name: String,
    value: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    No,
    Yes,
}

/// What makes the body, beside the data.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum BodyKind {
    #[default]
    Data,
    Json,
    /// Data of a file that is not opened.
    UnknownData,
    Multipart,
    Upload,
}

impl Command {
    fn read(&mut self, mut words: impl Iterator<Item = Word>) {
        while let Some(word) = words.next() {
            let text = lossy(&word);
            if text == "--" {
                self.urls.extend(words.by_ref().map(|word| lossy(&word)));
            } else if let Some(name) = text.strip_prefix("--") {
                match flags::long(name) {
                    Some(flag) if flag.meaning == Meaning::Next => {
                        self.warnings.push(Warning::AfterCommand { mark: ':' });
                        return;
                    }
                    Some(flag) => self.long(flag, &text, &mut words),
                    None => self.warnings.push(Warning::UnknownFlag { flag: text }),
                }
            } else if word.len() > 1 && word.starts_with(b"-") {
                self.short(&word, &mut words);
            } else if !text.is_empty() {
                self.urls.push(text);
            }
        }
    }

    fn long(&mut self, flag: Flag, text: &str, words: &mut impl Iterator<Item = Word>) {
        let value = match flag.takes {
            Takes::Nothing => Word::new(),
            Takes::Value => match words.next() {
                Some(value) => value,
                None => return self.no_value(text),
            },
        };
        self.apply(flag.meaning, text, &value);
    }

    /// `-sSXPOST`: letters, of which the last may take the rest or the next word.
    fn short(&mut self, word: &[u8], words: &mut impl Iterator<Item = Word>) {
        let mut rest = word.get(1..).unwrap_or_default();
        while let Some((letter, after)) = rest.split_first() {
            rest = after;
            let text = format!("-{}", char::from(*letter));
            let Some(flag) = flags::short(char::from(*letter)) else {
                self.warnings.push(Warning::UnknownFlag { flag: lossy(word) });
                return;
            };
            if flag.takes == Takes::Nothing {
                self.apply(flag.meaning, &text, &[]);
                continue;
            }
            match if rest.is_empty() {
                words.next()
            } else {
                Some(rest.to_vec())
            } {
                Some(value) => self.apply(flag.meaning, &text, &value),
                None => self.no_value(&text),
            }
            return;
        }
    }

    fn no_value(&mut self, flag: &str) {
        self.warnings.push(Warning::FlagWithoutValue {
            flag: flag.to_owned(),
        });
    }

    fn apply(&mut self, meaning: Meaning, flag: &str, value: &[u8]) {
        match meaning {
            Meaning::Method => self.method = Some(lossy(value)),
            Meaning::Url => self.urls.push(lossy(value)),
            Meaning::Get => self.get = Asked::Yes,
            Meaning::Head => self.head = Asked::Yes,
            Meaning::PathAsIs => self.path_as_is = Asked::Yes,
            Meaning::GlobOff => self.glob_off = Asked::Yes,
            Meaning::Header => self.header(flag, &lossy(value)),
            Meaning::UserAgent => self.set("user-agent", value),
            Meaning::Referer => self.set("referer", value),
            Meaning::Range => self.set("range", &[b"bytes=", value].concat()),
            Meaning::Cookie if value.contains(&b'=') => self.set("cookie", value),
            Meaning::Data => self.data(flag, value),
            Meaning::DataRaw => self.push_data(value),
            Meaning::DataUrlencode => self.urlencode(flag, value),
            Meaning::Json => {
                self.body = BodyKind::Json;
                self.data(flag, value);
            }
            Meaning::Form => {
                self.body = BodyKind::Multipart;
                self.warnings.push(Warning::MultipartBody {
                    flag: flag.to_owned(),
                });
            }
            Meaning::Upload => {
                self.body = BodyKind::Upload;
                self.body_in_file(flag, value);
            }
            Meaning::Authorises => self.warnings.push(Warning::CurlAuthorises {
                flag: flag.to_owned(),
            }),
            Meaning::Cookie | Meaning::Next | Meaning::Nothing => {}
        }
    }

    fn set(&mut self, name: &str, value: &[u8]) {
        self.headers.push(HeaderLine {
            name: name.to_owned(),
            value: Some(lossy(value)),
        });
    }

    /// `Name: value`, `Name;` for an empty value, `Name:` to leave the header out.
    fn header(&mut self, flag: &str, line: &str) {
        if let Some(file) = line.strip_prefix('@') {
            self.warnings.push(Warning::NoHeader {
                line: format!("{flag} @{file}"),
            });
            return;
        }
        let (name, value) = match (line.split_once(':'), line.strip_suffix(';')) {
            (Some((name, value)), _) => {
                let value = value.trim_matches([' ', '\t', '\r', '\n']);
                (name, Some(value.to_owned()).filter(|value| !value.is_empty()))
            }
            (None, Some(name)) => (name, Some(String::new())),
            (None, None) => {
                self.warnings.push(Warning::NoHeader {
                    line: line.to_owned(),
                });
                return;
            }
        };
        self.headers.push(HeaderLine {
            name: name.trim().to_ascii_lowercase(),
            value,
        });
    }

    fn data(&mut self, flag: &str, value: &[u8]) {
        match value.strip_prefix(b"@") {
            Some(file) => {
                self.body_in_file(flag, file);
                self.push_data(b"");
                if self.body == BodyKind::Data {
                    self.body = BodyKind::UnknownData;
                }
            }
            None => self.push_data(value),
        }
    }

    fn body_in_file(&mut self, flag: &str, file: &[u8]) {
        self.warnings.push(Warning::BodyInFile {
            flag: flag.to_owned(),
            file: lossy(file),
        });
    }

    /// Several pieces of data are joined with `&`, those of `--json` with nothing.
    fn push_data(&mut self, value: &[u8]) {
        let joint: &[u8] = if self.body == BodyKind::Json { b"" } else { b"&" };
        match &mut self.data {
            Some(data) => data.extend_from_slice(&[joint, value].concat()),
            None => self.data = Some(value.to_vec()),
        }
    }

    /// `content`, `=content`, `name=content`; `@file` and `name@file` are not opened.
    fn urlencode(&mut self, flag: &str, value: &[u8]) {
        let text = lossy(value);
        let (name, content) = match text.split_once('=') {
            Some((name, content)) => (name, content),
            None if text.contains('@') => return self.data(flag, b"@"),
            None => ("", text.as_str()),
        };
        let encoded = percent_encoding::utf8_percent_encode(content, FORM)
            .to_string()
            .replace("%20", "+");
        let pair = if name.is_empty() {
            encoded
        } else {
            format!("{name}={encoded}")
        };
        self.push_data(pair.as_bytes());
    }
}

/// What `--data-urlencode` leaves as it is.
const FORM: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
