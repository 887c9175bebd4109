//! Postman: a collection of one request, which it signs by itself. Keys and secrets are its variables.
//!
//! <https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html>

use serde_json::{Value, json};

use super::outgoing::{BodyPart, Keys, Outgoing, Payload};
use super::text::{Piece, Text};
use super::{CodeError, CodeWarning, python};
use crate::formats::copy::CopyError;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// The text of a collection.
pub(super) fn code(request: &Outgoing, warnings: &mut Vec<CodeWarning>) -> Result<String, CodeError> {
    let mut auth = json!({ "type": "noauth" });
    if let Some(signing) = &request.signing {
        if signing.payload == Payload::Unsigned && signing.expires_in.is_none() {
            warnings.push(CodeWarning::OptionLeftOut {
                option: "the unsigned payload",
            });
        }
        // Its signer reads a plain path alone as AWS does, and puts the parameters in order.
        let is_usual = |ch: char| ch.is_ascii_alphanumeric() || "-._~/".contains(ch);
        let has_dots = |text: &str| text.contains("/.") || text.contains("//");
        let mut path = request.path.literals();
        if !path.all(|text| text.chars().all(is_usual) && !has_dots(text)) {
            return Err(CodeError::SignsOtherwise { what: "the path" });
        }
        let is_other = |text: &str| text.contains('%') || text.split('&').any(|part| part.starts_with('='));
        if signing.query.literals().any(is_other) || !signing.has_plain_query(request.query.as_ref()) {
            return Err(CodeError::SignsOtherwise { what: "the query" });
        }
        if !request.names_twice().is_empty() || !request.has_ascii_headers() {
            return Err(CodeError::SignsOtherwise {
                what: "header lines of one name, or with letters that are not ASCII,",
            });
        }
        if signing.expires_in.is_some() && signing.payload == Payload::Signed && request.has_body() {
            return Err(CodeError::SignsOtherwise { what: "the body" });
        }
        auth = json!({ "type": "awsv4", "awsv4": [
            pair("accessKey", "{{AWS_ACCESS_KEY_ID}}"),
            pair("secretKey", "{{AWS_SECRET_ACCESS_KEY}}"),
            pair("sessionToken", "{{AWS_SESSION_TOKEN}}"),
            pair("region", &signing.region),
            pair("service", &signing.service),
            json!({ "key": "addAuthDataToQuery", "value": signing.expires_in.is_some(), "type": "boolean" }),
        ] });
    }
    if let Some(host) = &request.host {
        warnings.push(CodeWarning::HostLeftOut {
            host: python::shown(host),
        });
    }
    let mut headers = Vec::new();
    for header in &request.headers {
        if let Some((user, password)) = basic(&header.value) {
            auth = json!({ "type": "basic", "basic": [
                pair("username", &text(&user)?), pair("password", &text(&password)?),
            ] });
            continue;
        }
        headers.push(json!({ "key": header.name, "value": text(&header.value)? }));
    }
    let description = request
        .signing
        .as_ref()
        .map_or_else(String::new, |signing| described(&signing.keys));
    let mut url = text(&request.url())?;
    if let Some(seconds) = request.signing.as_ref().and_then(|signing| signing.expires_in) {
        url.push(if request.query.is_some() { '&' } else { '?' });
        url.push_str("X-Amz-Expires=");
        url.push_str(&seconds.to_string());
    }
    let mut sent = json!({
        "method": request.method, "header": headers, "auth": auth, "url": url,
    });
    if let (Some(body), Some(fields)) = (body(request)?, sent.as_object_mut()) {
        fields.insert("body".to_owned(), body);
    }
    let name = format!("{} {}", request.method, python::shown(&request.path));
    let collection = json!({
        "info": { "name": name, "description": description, "schema": SCHEMA },
        "item": [{ "name": name, "request": sent, "protocolProfileBehavior": {
            "disableUrlEncoding": true, "disableBodyPruning": true, "followRedirects": false,
        } }],
    });
    Ok(format!("{collection:#}"))
}

/// What stands in for the keys, which Postman can not fetch.
fn described(keys: &Keys) -> String {
    let whose = match keys {
        Keys::Environment => String::new(),
        Keys::Profile(name) => format!(" with the keys of the profile {name}"),
        Keys::Chain => " with the keys that the AWS CLI finds".to_owned(),
    };
    format!(
        "Needs the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN{whose}; the last is empty for \
         keys without a token"
    )
}

fn pair(key: &str, value: &str) -> Value {
    json!({ "key": key, "value": value, "type": "string" })
}

/// Variables in double braces, which a literal may not have.
fn text(text: &Text) -> Result<String, CodeError> {
    let mut out = String::new();
    for piece in &text.0 {
        match piece {
            Piece::Literal(text) if text.contains("{{") => return Err(CodeError::HasBraces),
            Piece::Literal(text) => out.push_str(text),
            Piece::Variable(name) => {
                out.push_str("{{");
                out.push_str(name);
                out.push_str("}}");
            }
            Piece::Base64(_) => return Err(CopyError::NotText.into()),
        }
    }
    Ok(out)
}

/// User and password of what Basic auth adds.
fn basic(value: &Text) -> Option<(Text, Text)> {
    let inner = value.0.iter().find_map(|piece| match piece {
        Piece::Base64(inner) => Some(inner),
        Piece::Literal(_) | Piece::Variable(_) => None,
    })?;
    let (password, user) = inner.0.split_last()?;
    let mut user = Text(user.to_vec());
    if let Some(Piece::Literal(last)) = user.0.last_mut() {
        *last = last.strip_suffix(':').unwrap_or(last).to_owned();
    }
    Some((user, Text(vec![password.clone()])))
}

fn body(request: &Outgoing) -> Result<Option<Value>, CodeError> {
    Ok(match request.body.as_slice() {
        [] => None,
        [BodyPart::Text(content)] => Some(json!({ "mode": "raw", "raw": text(content)? })),
        [BodyPart::File(path)] => Some(json!({ "mode": "file", "file": { "src": path } })),
        [BodyPart::Bytes(_)] => return Err(CopyError::NotText.into()),
        _ => return Err(CopyError::BodyOfFiles.into()),
    })
}
