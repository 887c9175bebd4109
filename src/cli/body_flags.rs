//! The body that the flags describe.

use std::io::BufRead;

use bytes::Bytes;
use url::form_urlencoded::byte_serialize;

use super::args::RequestArgs;
use super::draft::read_place;
use super::form_flag::{self, FormValue};
use super::problem::Problem;
use crate::model::{Body, BodyKind, FileBody, GraphQl, PartRow};

/// A body, and the content type it goes by unless a header says otherwise; `None` where its kind brings one.
#[derive(Debug, Default)]
pub struct FlagBody {
    /// The body as the window would edit it, but that its bytes need not be text.
    pub body: Body,
    /// For bytes as they stand.
    pub content_type: Option<&'static str>,
}

/// Reads the flags, of which at most one kind is given, and what they name; files that are sent as they are stay
/// unread.
pub fn body_of(args: &RequestArgs, input: &mut dyn BufRead) -> Result<FlagBody, Problem> {
    if let Some(data) = &args.data {
        let bytes = text_or_place(data, input)?;
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(of_bytes(text.into_bytes())),
            Err(_) => Err(Problem::usage(
                "binary-body",
                format!("The body in {} is not UTF-8 text", data.trim_start_matches('@')),
                "Use --data-binary @FILE to send bytes.",
            )),
        };
    }
    if let Some(data) = &args.data_binary {
        return match data.strip_prefix('@') {
            None => Ok(of_bytes(data.clone().into_bytes())),
            Some(place) => whole_file(place, input),
        };
    }
    if let Some(place) = &args.upload_file {
        return whole_file(place, input);
    }
    if !args.data_urlencode.is_empty() {
        return urlencoded(&args.data_urlencode, input);
    }
    if !args.form.is_empty() {
        return multipart(&args.form, input);
    }
    match &args.graphql {
        Some(query) => graphql(query, args, input),
        None => Ok(FlagBody::default()),
    }
}

/// How many of the flags ask for standard input.
pub fn standard_input_uses(args: &RequestArgs) -> usize {
    let marked = [&args.data, &args.data_binary, &args.graphql, &args.variables]
        .into_iter()
        .filter(|place| place.as_deref() == Some("@-"));
    let urlencoded = args
        .data_urlencode
        .iter()
        .filter(|text| !text.contains('=') && text.ends_with("@-"));
    let form = args
        .form
        .iter()
        .filter(|text| matches!(form_flag::parse(text), Ok(FormValue::TextIn(_, place)) if place == "-"));
    marked.count() + urlencoded.count() + form.count() + usize::from(args.upload_file.as_deref() == Some("-"))
}

/// Bytes that are sent as they stand.
pub fn exact(bytes: impl Into<Bytes>) -> Body {
    Body {
        kind: BodyKind::Raw,
        bytes: bytes.into(),
        ..Body::default()
    }
}

/// The bytes of a file, streamed from it.
pub fn file(path: &str) -> Body {
    Body {
        kind: BodyKind::File,
        file: FileBody {
            path: path.to_owned(),
            ..FileBody::default()
        },
        ..Body::default()
    }
}

fn of_bytes(bytes: Vec<u8>) -> FlagBody {
    let content_type = match serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
        Ok(_) => "application/json",
        Err(_) if std::str::from_utf8(&bytes).is_ok() => "text/plain; charset=utf-8",
        Err(_) => "application/octet-stream",
    };
    FlagBody {
        body: exact(bytes),
        content_type: Some(content_type),
    }
}

/// A file; standard input has no length, so it is read into memory.
fn whole_file(place: &str, input: &mut dyn BufRead) -> Result<FlagBody, Problem> {
    if place == "-" {
        return Ok(of_bytes(read_place(place, input)?));
    }
    Ok(FlagBody {
        body: file(place),
        content_type: None,
    })
}

/// `content`, `=content`, `name=content`, `@file`, `name@file`, joined with `&`. As with curl a name is taken as it
/// stands, and content is encoded; here by the set of the URL standard.
fn urlencoded(flags: &[String], input: &mut dyn BufRead) -> Result<FlagBody, Problem> {
    let mut pairs = Vec::with_capacity(flags.len());
    for flag in flags {
        let (name, content) = match (flag.split_once('='), flag.split_once('@')) {
            (Some((name, content)), _) => (name, content.as_bytes().to_vec()),
            (None, Some((name, place))) => (name, read_place(place, input)?),
            (None, None) => ("", flag.as_bytes().to_vec()),
        };
        let content: String = byte_serialize(&content).collect();
        pairs.push(if name.is_empty() {
            content
        } else {
            format!("{name}={content}")
        });
    }
    Ok(FlagBody {
        body: exact(pairs.join("&")),
        content_type: Some("application/x-www-form-urlencoded"),
    })
}

fn multipart(flags: &[String], input: &mut dyn BufRead) -> Result<FlagBody, Problem> {
    let parts = flags
        .iter()
        .map(|flag| match form_flag::parse(flag)? {
            FormValue::Given(part) => Ok(part),
            FormValue::TextIn(part, place) => Ok(PartRow {
                text: text_of(read_place(&place, input)?, &place)?,
                ..part
            }),
        })
        .collect::<Result<_, Problem>>()?;
    Ok(FlagBody {
        body: Body {
            kind: BodyKind::Multipart,
            parts,
            ..Body::default()
        },
        content_type: None,
    })
}

fn graphql(query: &str, args: &RequestArgs, input: &mut dyn BufRead) -> Result<FlagBody, Problem> {
    let variables = args.variables.as_deref().unwrap_or_default();
    let graphql = GraphQl {
        query: text_of(text_or_place(query, input)?, query)?.into(),
        variables: text_of(text_or_place(variables, input)?, variables)?.into(),
        operation_name: args.operation_name.clone().unwrap_or_default(),
    };
    Ok(FlagBody {
        body: Body {
            kind: BodyKind::GraphQl,
            graphql,
            ..Body::default()
        },
        content_type: None,
    })
}

/// The text of a flag, or what `@FILE` holds.
fn text_or_place(text: &str, input: &mut dyn BufRead) -> Result<Vec<u8>, Problem> {
    match text.strip_prefix('@') {
        Some(place) => read_place(place, input),
        None => Ok(text.as_bytes().to_vec()),
    }
}

fn text_of(bytes: Vec<u8>, place: &str) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|_| {
        Problem::usage(
            "binary-text",
            format!("The text in {} is not UTF-8", place.trim_start_matches('@')),
            "Send it as a file: -F name=@FILE.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(args: &RequestArgs, input: &str) -> FlagBody {
        body_of(args, &mut input.as_bytes()).unwrap()
    }

    #[test]
    fn urlencoded_data_is_joined_as_curl_does() {
        let flags = ["a b&c", "=d=e", "n=ä +", "m@-"].map(str::to_owned);
        let args = RequestArgs {
            data_urlencode: flags.to_vec(),
            ..RequestArgs::default()
        };
        let made = made(&args, "x\n");
        assert_eq!(made.body.bytes, "a+b%26c&d%3De&n=%C3%A4+%2B&m=x%0A");
        assert_eq!(made.content_type, Some("application/x-www-form-urlencoded"));
        assert_eq!(standard_input_uses(&args), 1);
    }

    #[test]
    fn a_file_is_named_and_not_read() {
        let args = RequestArgs {
            data_binary: Some("@/no/such/file".to_owned()),
            ..RequestArgs::default()
        };
        let made = made(&args, "");
        assert_eq!(
            (made.body.kind, made.body.file.path.as_str()),
            (BodyKind::File, "/no/such/file")
        );
    }

    #[test]
    fn bytes_go_by_what_they_are() {
        let of = |bytes: &[u8]| of_bytes(bytes.to_vec()).content_type.unwrap();
        assert_eq!(of(b"{}"), "application/json");
        assert_eq!(of(b"text"), "text/plain; charset=utf-8");
        assert_eq!(of(&[0, 255]), "application/octet-stream");
    }
}
