//! A curl command as the request that curl would send.

mod flags;
mod foreign;
mod form;
mod given;
mod import;
mod import_body;
mod import_url;
mod output;
mod pieces;
mod request;
mod substitute;

use super::shell::Word;
use super::shell::variables::Variables;
use super::{FormatError, Imported, Warning};
use flags::Meaning;
use given::Given;
use pieces::{HeaderLine, header_line, urlencoded};

pub use given::Program;
pub use import::{CommandCredentials, ImportedRequest, request_from_curl, request_from_curl_with};
pub use output::{Output, output_of};

/// Reads a command line as it is pasted into a shell.
pub fn from_curl(text: &str) -> Result<Imported, FormatError> {
    read(text, None)
}

/// The same with the variables of an environment in their places; one that is not set is an error.
pub fn from_curl_with(text: &str, variables: &Variables<'_>) -> Result<Imported, FormatError> {
    read(text, Some(variables))
}

fn read(text: &str, variables: Option<&Variables<'_>>) -> Result<Imported, FormatError> {
    let mut command = Command::default();
    let mut given = given::read(text, &mut command.warnings)?;
    if let Some(variables) = variables {
        given = substitute::substitute(given, variables, &mut command.warnings)?;
    }
    for given in &given {
        command.apply(given);
    }
    command.into_request()
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
    fn apply(&mut self, given: &Given) {
        let (flag, value) = (given.flag.as_str(), given.value.bytes());
        match given.meaning {
            Meaning::Method => self.method = Some(lossy(value)),
            Meaning::Url => self.urls.push(lossy(value)),
            Meaning::Get => self.get = Asked::Yes,
            Meaning::Head => self.head = Asked::Yes,
            Meaning::PathAsIs => self.path_as_is = Asked::Yes,
            Meaning::GlobOff => self.glob_off = Asked::Yes,
            Meaning::Header => self.header(flag, &given.value),
            Meaning::UserAgent => self.set("user-agent", value),
            Meaning::Referer => self.set("referer", value),
            Meaning::Range => self.set("range", &[b"bytes=", value].concat()),
            Meaning::Cookie if value.contains(&b'=') => self.set("cookie", value),
            Meaning::Data | Meaning::DataBinary => self.data(flag, value),
            Meaning::DataRaw => self.push_data(value),
            Meaning::DataUrlencode => match urlencoded(value) {
                Ok(data) => self.push_data(data.as_bytes()),
                Err(file) => self.data(flag, format!("@{file}").as_bytes()),
            },
            Meaning::Json => {
                self.body = BodyKind::Json;
                self.data(flag, value);
            }
            Meaning::Form | Meaning::FormString => {
                self.body = BodyKind::Multipart;
                self.warnings.push(Warning::MultipartBody {
                    flag: flag.to_owned(),
                });
            }
            Meaning::Upload => {
                self.body = BodyKind::Upload;
                self.body_in_file(flag, value);
            }
            Meaning::User | Meaning::Bearer | Meaning::AwsSigv4 | Meaning::Awscurl => {
                self.warnings.push(Warning::CurlAuthorises {
                    flag: flag.to_owned(),
                });
            }
            _ => {}
        }
    }

    fn set(&mut self, name: &str, value: &[u8]) {
        self.headers.push(HeaderLine {
            name: name.to_owned(),
            value: Some(lossy(value)),
        });
    }

    fn header(&mut self, flag: &str, line: &Word) {
        let line = line.text();
        let read = match line.strip_prefix('@') {
            Some(_) => None,
            None => header_line(&line),
        };
        match read {
            Some(read) => self.headers.push(HeaderLine {
                name: read.name.to_ascii_lowercase(),
                ..read
            }),
            None if line.starts_with('@') => self.warnings.push(Warning::NoHeader {
                line: format!("{flag} {line}"),
            }),
            None => self.warnings.push(Warning::NoHeader { line }),
        }
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
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
