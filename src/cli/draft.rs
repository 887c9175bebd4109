//! What the flags or the JSON request mean: one request, ready to be resolved.

use std::io::{BufRead, Read as _};

use base64::Engine as _;
use bytes::Bytes;

use super::args::{AuthFlag, RequestArgs};
use super::header_flag;
use super::json_options::presigned;
use super::json_request::JsonRequest;
use super::print::Printer;
use super::problem::Problem;
use super::secret_source;
use crate::engine::{Ambient, Deps};
use crate::model::{
    Auth, AuthKind, AwsAuth, Body, BodyDigest, BodyKind, HeaderRow, HttpRequest, Note, Request,
    SignatureLocation, SigningOptions, SigningTime,
};
use crate::resolve::{Assembled, ResolvedRequest, Scope, assemble, resolve};
use crate::sigv4::{choose_spelling, infer};

/// A request with what else was said about it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The request as the window would edit it.
    pub request: Request,
    /// A body that is no text, which the window's editor can not hold; then the one in `request` is empty.
    pub binary_body: Option<Bytes>,
    /// A pinned signing time; `None` takes the clock.
    pub time: Option<SigningTime>,
    /// Remarks made on the way, for the report.
    pub notes: Vec<Note>,
    /// What may not be as meant, for the report and for standard error.
    pub warnings: Vec<String>,
}

impl Draft {
    /// Reads flags, files and standard input, fills credentials and region in, and tells the printer what
    /// to hide.
    pub fn read(
        args: &RequestArgs,
        deps: &Deps,
        input: &mut dyn BufRead,
        printer: &mut Printer<'_>,
    ) -> Result<Self, Problem> {
        standard_input_once(args)?;
        let mut draft = match &args.json_request {
            Some(place) => JsonRequest::parse(&read_place(place, input)?)?.into_draft()?,
            None => Self::of_flags(args, input)?,
        };
        draft.complete(args, &deps.ambient, input, printer)?;
        Ok(draft)
    }

    /// Reads one line of `--jsonl`.
    pub fn of_line(line: &[u8], ambient: &Ambient, printer: &mut Printer<'_>) -> Result<Self, Problem> {
        let mut draft = JsonRequest::parse(line)?.into_draft()?;
        draft.complete(&RequestArgs::default(), ambient, &mut std::io::empty(), printer)?;
        Ok(draft)
    }

    /// The wire request without a signature.
    pub fn assemble(&self) -> Result<Assembled, Problem> {
        let resolved = self.resolve()?;
        let digest = BodyDigest::of(&resolved.body_in_memory());
        Ok(assemble(&resolved, &digest)?)
    }

    fn resolve(&self) -> Result<ResolvedRequest, Problem> {
        let mut resolved = resolve(&self.request, &Scope::default())?;
        if let Some(body) = &self.binary_body {
            resolved.body = Some(body.clone().into());
        }
        Ok(choose_spelling(resolved, &self.request.http.auth))
    }

    fn of_flags(args: &RequestArgs, input: &mut dyn BufRead) -> Result<Self, Problem> {
        let (Some(method), Some(url)) = (&args.method, &args.url) else {
            return Err(Problem::usage(
                "request-missing",
                "There is no request: it needs a method and a URL",
                "Write METHOD URL, or --json-request FILE; see countersign help.",
            ));
        };
        let body = args
            .data
            .as_deref()
            .map(|data| flag_body(data, input))
            .transpose()?;
        let mut headers: Vec<HeaderRow> = args
            .headers
            .iter()
            .map(|text| header_flag::parse(text))
            .collect::<Result<_, _>>()?;
        if let Some(text) = &body
            && !headers
                .iter()
                .any(|row| row.name.eq_ignore_ascii_case("content-type"))
        {
            headers.push(HeaderRow::new("content-type", content_type(text)));
        }
        let auth = Auth {
            kind: match args.auth {
                AuthFlag::Aws => AuthKind::AwsSignature,
                AuthFlag::None => AuthKind::None,
            },
            aws: AwsAuth {
                access_key_id: args.access_key_id.clone().unwrap_or_default(),
                region: args.region.clone().unwrap_or_default(),
                service: args.service.clone().unwrap_or_default(),
                options: SigningOptions {
                    location: args.presign.map_or(SignatureLocation::Header, presigned),
                    ..SigningOptions::default()
                },
                ..AwsAuth::default()
            },
            ..Auth::default()
        };
        Ok(Self::new(
            HttpRequest {
                method: method.clone(),
                url: url.clone(),
                headers,
                body: body.map(exact).unwrap_or_default(),
                auth,
                ..HttpRequest::default()
            },
            args.time.as_deref().map(parse_time).transpose()?,
        ))
    }

    /// A draft without remarks.
    pub fn new(http: HttpRequest, time: Option<SigningTime>) -> Self {
        Self {
            request: Request {
                http,
                ..Request::default()
            },
            binary_body: None,
            time,
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Credentials and region from the environment, where nothing nearer gives them.
    fn complete(
        &mut self,
        args: &RequestArgs,
        ambient: &Ambient,
        input: &mut dyn BufRead,
        printer: &mut Printer<'_>,
    ) -> Result<(), Problem> {
        if self.request.http.auth.kind != AuthKind::AwsSignature {
            return Ok(());
        }
        let aws = &mut self.request.http.auth.aws;
        let completed = secret_source::complete(aws, args, ambient, input);
        printer.hide_key(&aws.secret_access_key);
        printer.hide_token(&aws.session_token);
        self.warnings.extend(completed?);
        let host = self.assemble()?.wire.endpoint.host;
        self.region_of_environment(&host, ambient);
        Ok(())
    }

    /// The host beats the environment: only a host that says nothing leaves it a word.
    fn region_of_environment(&mut self, host: &str, ambient: &Ambient) {
        let aws = &mut self.request.http.auth.aws;
        if !aws.region.is_empty() || infer(host).is_some() {
            return;
        }
        let found = ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|name| {
            let value = (ambient.environment)(name).filter(|value| !value.is_empty())?;
            Some((name, value))
        });
        if let Some((name, value)) = found {
            let reason = format!("{value} comes from {name}: it was not typed, and {host} names no region");
            self.notes.push(Note::new("region-from-environment", reason));
            aws.region = value;
        }
    }

    /// Takes body bytes as they are, without a content type of their own.
    pub fn set_exact_body(&mut self, bytes: Vec<u8>) {
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.request.http.body = exact(text);
            }
            Err(error) => self.binary_body = Some(Bytes::from(error.into_bytes())),
        }
    }
}

/// Reads `20261120T120000Z`.
pub fn parse_time(text: &str) -> Result<SigningTime, Problem> {
    SigningTime::parse_amz_date(text).ok_or_else(|| {
        Problem::usage(
            "malformed-time",
            format!("The time '{text}' is not in the form of X-Amz-Date"),
            "Write it as 20261120T120000Z, in UTC.",
        )
    })
}

/// Header rows from pairs.
pub fn rows(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<HeaderRow> {
    pairs
        .into_iter()
        .map(|(name, value)| HeaderRow::new(name, value))
        .collect()
}

/// Decodes `body_base64`.
pub fn decode(text: &str) -> Result<Vec<u8>, Problem> {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|error| {
            Problem::usage(
                "malformed-body",
                format!("body_base64 is not base64: {error}"),
                "Use the standard alphabet with padding.",
            )
        })
}

/// A text that is sent as it stands.
fn exact(text: String) -> Body {
    Body {
        kind: BodyKind::Raw,
        text,
        ..Body::default()
    }
}

/// The text of `-d`.
fn flag_body(data: &str, input: &mut dyn BufRead) -> Result<String, Problem> {
    let Some(place) = data.strip_prefix('@') else {
        return Ok(data.to_owned());
    };
    String::from_utf8(read_place(place, input)?).map_err(|_| {
        Problem::usage(
            "binary-body",
            format!("The body in {place} is not UTF-8 text"),
            "Use --json-request with body_base64 to sign bytes.",
        )
    })
}

/// What a body of `-d` is, when no -H says so.
fn content_type(text: &str) -> &'static str {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => "application/json",
        Err(_) => "text/plain; charset=utf-8",
    }
}

/// A file, or standard input for `-`.
pub fn read_place(place: &str, input: &mut dyn BufRead) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = if place == "-" {
        input.read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::File::open(place)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .map(|_| ())
    };
    read.map(|()| bytes).map_err(|error| {
        let name = if place == "-" { "standard input" } else { place };
        Problem::usage(
            "unreadable-file",
            format!("{name} could not be read: {error}"),
            "Check the path and its permissions.",
        )
    })
}

/// Request, body and secrets can not all come from one stream.
fn standard_input_once(args: &RequestArgs) -> Result<(), Problem> {
    let secrets = [&args.secret_from, &args.session_token_from]
        .into_iter()
        .any(|from| from.as_deref() == Some("stdin"));
    let uses = [
        args.json_request.as_deref() == Some("-"),
        args.data.as_deref() == Some("@-"),
        secrets,
    ];
    if uses.into_iter().filter(|used| *used).count() > 1 {
        return Err(Problem::usage(
            "standard-input-twice",
            "Standard input is asked for two different things",
            "Read one of them from a file or from an environment variable.",
        ));
    }
    Ok(())
}
