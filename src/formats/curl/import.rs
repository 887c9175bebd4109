//! A curl command as a request to edit and to send.
//!
//! Nothing is read from files, the environment or `.netrc`: a file that the command names becomes a body of a file
//! kind, which asks for permission, and a credential in a variable leaves its field empty, with a warning for each.
//! What curl adds by itself (its user agent, `accept: */*`) is left to our own client.

mod auth;

use super::flags::Meaning;
use super::form;
use super::given::{self, Given, Program};
use super::import_body::text_body;
use super::import_url::{Dots, Globbing, ImportedUrl, UrlRules, connect_to, import_url, resolved_to};
use super::pieces::{HeaderLine, header_line, urlencoded};
use super::substitute::substitute;
use crate::formats::shell::Word;
use crate::formats::shell::variables::Variables;
use crate::formats::{FormatError, LeftOutReason, Warning};
use crate::model::{
    Body, BodyKind, FileBody, HeaderRow, HttpRequest, PartRow, Protocol, Redirects, Request, RequestSettings,
};
pub use auth::CommandCredentials;
use auth::{AuthFlags, ImportedAuth};

/// A request that another tool wrote, to be edited and sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedRequest {
    /// The request.
    pub request: Request,
    /// Whether the command names the credentials to send it with.
    pub credentials: CommandCredentials,
    /// What may not be as meant.
    pub warnings: Vec<Warning>,
}

/// Reads a command line as it is pasted into a shell, for editing and sending.
pub fn request_from_curl(text: &str) -> Result<ImportedRequest, FormatError> {
    read(text, None)
}

/// The same with the variables of an environment in their places. One that is not set is an error: what a shell would
/// make of it is not what was meant.
pub fn request_from_curl_with(text: &str, variables: &Variables<'_>) -> Result<ImportedRequest, FormatError> {
    read(text, Some(variables))
}

fn read(text: &str, variables: Option<&Variables<'_>>) -> Result<ImportedRequest, FormatError> {
    let mut draft = Draft::default();
    let mut given = given::read(text, &mut draft.warnings)?;
    if let Some(variables) = variables {
        given = substitute(given, variables, &mut draft.warnings)?;
    }
    for given in &given {
        draft.take(given);
    }
    draft.finish()
}

/// What the flags said so far.
#[derive(Default)]
struct Draft {
    method: Option<String>,
    urls: Vec<Word>,
    rules: UrlRules,
    query: Vec<String>,
    headers: Vec<(HeaderLine, Word)>,
    agent: Option<String>,
    referer: Option<String>,
    range: Option<String>,
    cookies: Vec<String>,
    data: Option<Vec<u8>>,
    source: Source,
    file: Option<String>,
    parts: Vec<PartRow>,
    placing: Placing,
    auth: AuthFlags,
    connect: Vec<(Meaning, String)>,
    settings: RequestSettings,
    warnings: Vec<Warning>,
}

/// What makes the body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Source {
    #[default]
    Nothing,
    Data,
    Json,
    Form,
    Upload,
}

/// What becomes of the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Placing {
    #[default]
    Body,
    /// `-G`.
    Query,
    /// `-I`.
    Head,
    /// `-G -I`.
    QueryOfHead,
}

impl Draft {
    fn take(&mut self, given: &Given) {
        let (flag, text) = (given.flag.as_str(), || given.value.text());
        match given.meaning {
            Meaning::Method => self.method = Some(text()).filter(|method| !method.is_empty()),
            Meaning::Url => self.urls.push(given.value.clone()),
            Meaning::UrlQuery => match text().strip_prefix('+') {
                Some(raw) => self.query.push(raw.to_owned()),
                None => match urlencoded(given.value.bytes()) {
                    Ok(piece) => self.query.push(piece),
                    Err(path) => self.needs_permission(flag, path),
                },
            },
            Meaning::Get => {
                self.placing = match self.placing {
                    Placing::Body | Placing::Query => Placing::Query,
                    Placing::Head | Placing::QueryOfHead => Placing::QueryOfHead,
                };
            }
            Meaning::Head => {
                self.placing = match self.placing {
                    Placing::Body | Placing::Head => Placing::Head,
                    Placing::Query | Placing::QueryOfHead => Placing::QueryOfHead,
                };
            }
            Meaning::PathAsIs => self.rules.dots = Dots::Kept,
            Meaning::GlobOff => self.rules.globbing = Globbing::Off,
            Meaning::Header => self.header(flag, &given.value),
            Meaning::UserAgent => self.agent = Some(text()),
            Meaning::Referer => {
                let referer = text();
                let referer = referer.strip_suffix(";auto").unwrap_or(&referer);
                self.referer = Some(referer.to_owned());
            }
            Meaning::Range => self.range = Some(format!("bytes={}", text())),
            Meaning::Cookie if given.value.bytes().contains(&b'=') => self.cookies.push(text()),
            Meaning::Cookie => self.needs_permission(flag, text()),
            Meaning::Data
            | Meaning::DataBinary
            | Meaning::DataRaw
            | Meaning::DataUrlencode
            | Meaning::Json => {
                self.data(given);
            }
            Meaning::Form => {
                self.source = Source::Form;
                match form::part(flag, &text(), &mut self.warnings) {
                    Some(part) => self.parts.push(part),
                    None => self.left_out(flag, LeftOutReason::NoPart),
                }
            }
            Meaning::FormString => {
                self.source = Source::Form;
                let written = text();
                let (name, value) = written.split_once('=').unwrap_or((written.as_str(), ""));
                self.parts.push(PartRow {
                    name: name.to_owned(),
                    text: value.to_owned(),
                    ..PartRow::default()
                });
            }
            Meaning::Upload => {
                self.source = Source::Upload;
                self.file = Some(text());
                self.needs_permission(flag, text());
            }
            Meaning::ConnectTo | Meaning::Resolve => self.connect.push((given.meaning, text())),
            Meaning::Location => self.settings.redirects = Redirects::Everywhere,
            Meaning::Http2 => self.settings.protocol = Protocol::Http2,
            Meaning::MaxTime => self.settings.total_timeout_ms = self.milliseconds(flag, &text()),
            Meaning::ConnectTimeout => self.settings.connect_timeout_ms = self.milliseconds(flag, &text()),
            meaning => {
                self.auth.take(given);
                if let Some(because) = why_left_out(meaning) {
                    self.left_out(flag, because);
                }
            }
        }
    }

    fn left_out(&mut self, flag: &str, because: LeftOutReason) {
        self.warnings.push(Warning::LeftOut {
            flag: flag.to_owned(),
            because,
        });
    }

    fn needs_permission(&mut self, flag: &str, path: String) {
        self.warnings.push(Warning::NeedsPermission {
            flag: flag.to_owned(),
            path,
        });
    }

    fn milliseconds(&mut self, flag: &str, seconds: &str) -> Option<u64> {
        let whole = seconds
            .trim()
            .parse::<f64>()
            .ok()
            .map(|seconds| (seconds * 1_000.0).round());
        let Some(whole) = whole.filter(|whole| (0.0..1e12).contains(whole)) else {
            self.left_out(flag, LeftOutReason::NoSeconds);
            return None;
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number between 0 and 10^12"
        )]
        Some(whole as u64)
    }

    fn header(&mut self, flag: &str, line: &Word) {
        let text = line.text();
        if let Some(path) = text.strip_prefix('@') {
            return self.needs_permission(flag, path.to_owned());
        }
        match header_line(&text) {
            Some(read) => {
                let value = line
                    .split_once(b':')
                    .map_or_else(Word::default, |(_, value)| value.trimmed());
                self.headers.push((read, value));
            }
            // The line stays out of the message: it may be a token without its name.
            None => self.left_out(flag, LeftOutReason::NoHeaderLine),
        }
    }

    fn data(&mut self, given: &Given) {
        let flag = given.flag.as_str();
        let value = given.value.bytes();
        let is_json = given.meaning == Meaning::Json;
        let file = match (given.meaning, value.strip_prefix(b"@")) {
            (Meaning::DataRaw | Meaning::DataUrlencode, _) | (_, None) => None,
            (_, Some(path)) => Some(String::from_utf8_lossy(path).into_owned()),
        };
        self.source = if is_json { Source::Json } else { Source::Data };
        let piece = match (given.meaning, file) {
            (_, Some(path)) => Err(path),
            (Meaning::DataUrlencode, None) => urlencoded(value).map(String::into_bytes),
            (_, None) => Ok(value.to_vec()),
        };
        let joint: &[u8] = if is_json { b"" } else { b"&" };
        match piece {
            Ok(piece) => match &mut self.data {
                Some(data) => data.extend_from_slice(&[joint, &piece].concat()),
                None => self.data = Some(piece),
            },
            Err(path) => {
                self.needs_permission(flag, path.clone());
                if matches!(given.meaning, Meaning::Data | Meaning::Json) {
                    self.warnings.push(Warning::LineBreaksKept {
                        flag: flag.to_owned(),
                        path: path.clone(),
                    });
                }
                if self.file.is_some() {
                    self.left_out(flag, LeftOutReason::SeveralBodies);
                } else {
                    self.file = Some(path);
                }
            }
        }
    }

    fn finish(mut self) -> Result<ImportedRequest, FormatError> {
        let ImportedUrl { url, user, address } = self.url()?;
        for (meaning, value) in std::mem::take(&mut self.connect) {
            let to = match meaning {
                Meaning::Resolve => resolved_to(&value, &address),
                _ => connect_to(&value, &address),
            };
            self.settings.connect_to = to.unwrap_or(std::mem::take(&mut self.settings.connect_to));
        }
        let method = self.method();
        let program = self.auth.program();
        let ImportedAuth {
            auth,
            authorization,
            credentials,
        } = self.take_auth(user, &address.0);
        let (body, content_type) = self.body();
        let headers = match program {
            Program::Curl => self.rows(authorization, content_type),
            Program::Awscurl => self.rows_of_awscurl(),
        };
        for text in std::iter::once(&url)
            .chain(headers.iter().map(|row| &row.value))
            .filter(|text| text.contains("{{"))
        {
            self.warnings
                .extend(double_braces(text).map(|text| Warning::ReadAsVariable { text }));
        }
        self.say_once();
        Ok(ImportedRequest {
            request: Request {
                http: HttpRequest {
                    method,
                    url,
                    headers,
                    body,
                    auth,
                    ..HttpRequest::default()
                },
                settings: self.settings,
                ..Request::default()
            },
            credentials,
            warnings: self.warnings,
        })
    }

    /// A variable that left a field empty is not said to stay as written too.
    fn say_once(&mut self) {
        let empty: Vec<String> = self
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::EmptyField { variable, .. } => Some(variable.clone()),
                _ => None,
            })
            .collect();
        self.warnings.retain(|warning| match warning {
            Warning::ShellExpansion { text } => {
                !empty.iter().any(|variable| variable.contains(text.as_str()))
            }
            _ => true,
        });
    }

    fn url(&mut self) -> Result<ImportedUrl, FormatError> {
        // A value of a flag that is not known may stand among the URLs.
        let is_url = |word: &&Word| word.text().contains("://");
        let word = self.urls.iter().find(is_url).or(self.urls.first());
        let written = word.ok_or(FormatError::NoUrl)?.text();
        let mut query = std::mem::take(&mut self.query);
        if matches!(self.placing, Placing::Query | Placing::QueryOfHead)
            && let Some(data) = self.data.take()
        {
            query.push(String::from_utf8_lossy(&data).into_owned());
        }
        let found = import_url(&written, self.rules, &query, &mut self.warnings)?;
        if self.urls.len() > 1 {
            self.warnings.push(Warning::MoreUrls { kept: written });
        }
        Ok(found)
    }

    fn method(&self) -> String {
        let by_flags = match (self.placing, self.source) {
            (Placing::Head | Placing::QueryOfHead, _) => "HEAD",
            (Placing::Query, Source::Data | Source::Json) | (_, Source::Nothing) => "GET",
            (_, Source::Upload) => "PUT",
            (_, Source::Data | Source::Json | Source::Form) => "POST",
        };
        let by_flags = if self.auth.is_awscurl() { "GET" } else { by_flags };
        self.method.clone().unwrap_or_else(|| by_flags.to_owned())
    }

    fn named(&self, name: &'static str) -> impl Iterator<Item = &HeaderLine> {
        self.headers
            .iter()
            .map(|(line, _)| line)
            .filter(move |line| line.name.eq_ignore_ascii_case(name))
    }

    fn is_named(&self, name: &'static str) -> bool {
        self.named(name).next().is_some()
    }

    /// The body, and the content type that curl adds for it.
    fn body(&mut self) -> (Body, Option<&'static str>) {
        let content_type = match self.source {
            Source::Data => Some("application/x-www-form-urlencoded"),
            Source::Json => Some("application/json"),
            Source::Nothing | Source::Form | Source::Upload => None,
        };
        if matches!(self.placing, Placing::Query | Placing::QueryOfHead) {
            return (Body::default(), None);
        }
        if self.source == Source::Form {
            return (self.multipart(), None);
        }
        if let Some(path) = self.file.take() {
            if self.data.is_some() {
                self.left_out("-d", LeftOutReason::SeveralBodies);
            }
            let body = Body {
                kind: BodyKind::File,
                file: FileBody {
                    path,
                    content_type: String::new(),
                },
                ..Body::default()
            };
            return (body, content_type);
        }
        let Some(data) = self.data.take() else {
            return (Body::default(), content_type);
        };
        let typed = self.named("content-type").last().map(|line| line.value.clone());
        let kind_by = typed.unwrap_or_else(|| content_type.map(str::to_owned));
        match String::from_utf8(data) {
            Ok(text) => (text_body(text, kind_by.as_deref()), content_type),
            Err(error) => {
                let body = Body {
                    kind: BodyKind::Raw,
                    bytes: error.into_bytes().into(),
                    ..Body::default()
                };
                (body, content_type)
            }
        }
    }

    fn multipart(&mut self) -> Body {
        let mut body = Body {
            kind: BodyKind::Multipart,
            parts: std::mem::take(&mut self.parts),
            ..Body::default()
        };
        // curl writes a boundary of its own behind this header; here the body brings the header.
        let at = self.headers.iter().position(|(line, _)| {
            let value = line.value.as_deref().unwrap_or_default().to_ascii_lowercase();
            line.name.eq_ignore_ascii_case("content-type") && value.starts_with("multipart/form-data")
        });
        if let Some((line, _)) = at.map(|at| self.headers.remove(at)) {
            let value = line.value.unwrap_or_default();
            let boundary = value.split_once("boundary=").map_or("", |(_, boundary)| boundary);
            boundary.trim_matches('"').clone_into(&mut body.boundary);
        }
        body
    }

    /// awscurl adds two headers when none is typed.
    fn rows_of_awscurl(&mut self) -> Vec<HeaderRow> {
        let rows = self.rows(None, None);
        if !rows.is_empty() {
            return rows;
        }
        vec![
            HeaderRow::new("accept", "application/xml"),
            HeaderRow::new("content-type", "application/json"),
        ]
    }

    /// The rows of the header table: those typed, then those of flags that stand for a header.
    fn rows(&mut self, authorization: Option<String>, content_type: Option<&'static str>) -> Vec<HeaderRow> {
        let mut rows = Vec::new();
        for (line, _) in &self.headers {
            if let Some(value) = &line.value {
                rows.push(HeaderRow::new(line.name.as_str(), value.as_str()));
                continue;
            }
            let name = line.name.to_ascii_lowercase();
            if matches!(name.as_str(), "host" | "accept" | "user-agent" | "content-length") {
                self.warnings.push(Warning::SentAllTheSame { name });
            }
        }
        let cookies = (!self.cookies.is_empty()).then(|| self.cookies.join(";"));
        let accept = (self.source == Source::Json).then(|| "application/json".to_owned());
        if self.agent.as_deref() == Some("") {
            self.warnings.push(Warning::SentAllTheSame {
                name: "user-agent".to_owned(),
            });
        }
        for (name, value) in [
            ("authorization", authorization),
            ("user-agent", self.agent.take().filter(|agent| !agent.is_empty())),
            (
                "referer",
                self.referer.take().filter(|referer| !referer.is_empty()),
            ),
            ("range", self.range.take()),
            ("cookie", cookies),
            ("content-type", content_type.map(str::to_owned)),
            ("accept", accept),
        ] {
            if let Some(value) = value.filter(|_| !self.is_named(name)) {
                rows.push(HeaderRow::new(name, value));
            }
        }
        if rows
            .iter()
            .any(|row| row.value.contains(char::REPLACEMENT_CHARACTER))
        {
            self.warnings.push(Warning::NotText { place: "A header" });
        }
        rows
    }
}

/// Every `{{name}}` in a text.
fn double_braces(text: &str) -> impl Iterator<Item = String> {
    text.split("{{").skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once("}}")?;
        Some(format!("{{{{{name}}}}}"))
    })
}

fn why_left_out(meaning: Meaning) -> Option<LeftOutReason> {
    Some(match meaning {
        Meaning::OtherAuth => LeftOutReason::OtherAuth,
        Meaning::OtherHttp => LeftOutReason::OtherHttp,
        Meaning::Insecure => LeftOutReason::Insecure,
        Meaning::Trust => LeftOutReason::Trust,
        Meaning::Proxy => LeftOutReason::Proxy,
        Meaning::ReadsSecrets => LeftOutReason::ReadsSecrets,
        Meaning::Profile => LeftOutReason::Profile,
        Meaning::Variable => LeftOutReason::Variable,
        Meaning::NotDone => LeftOutReason::NotDone,
        _ => return None,
    })
}
