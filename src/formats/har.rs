//! One entry of a HAR (HTTP Archive 1.2), as browsers and proxies export it.
//!
//! <http://www.softwareishard.com/blog/har-12-spec/>. Read leniently: exporters leave out what they like.

use base64::Engine as _;
use serde::Deserialize;
use serde_json::Value;

use super::url_parts::UrlParts;
use super::{FormatError, Imported, Warning};
use crate::model::{ReceivedBody, ReceivedRequest};

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default, rename = "postData")]
    post_data: Option<PostData>,
    #[serde(default, rename = "bodySize")]
    body_size: Option<i64>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// Reads the request of one entry, counted from 1.
pub fn from_har(bytes: &[u8], entry: usize) -> Result<Imported, FormatError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(FormatError::Empty);
    }
    let har: Value = serde_json::from_slice(text).map_err(|error| FormatError::NotJson(error.to_string()))?;
    let entries = har
        .pointer("/log/entries")
        .and_then(Value::as_array)
        .ok_or(FormatError::NotHar)?;
    let found = entry
        .checked_sub(1)
        .and_then(|at| entries.get(at))
        .ok_or(FormatError::NoEntry {
            wanted: entry,
            count: entries.len(),
        })?;
    let request = found
        .get("request")
        .and_then(|request| Request::deserialize(request).ok())
        .ok_or(FormatError::NoRequestInEntry { entry })?;
    import(&request)
}

fn import(of: &Request) -> Result<Imported, FormatError> {
    let mut warnings = Vec::new();
    let parts = UrlParts::parse(&of.url, &mut warnings)?;
    let mut request = ReceivedRequest {
        method: of.method.clone(),
        target: parts.target,
        ..ReceivedRequest::default()
    };
    read_headers(of, &mut request, &mut warnings);
    if request.header("host").is_none() {
        request.push_header("host", &parts.host);
    }
    let presigned = request
        .query()
        .is_some_and(|query| query.contains("X-Amz-Signature="));
    if request.header("authorization").is_none() && !presigned {
        warnings.push(Warning::NoAuthorizationInHar);
    }
    request.body = body(of, &mut warnings);
    Ok(Imported { request, warnings })
}

/// HTTP/2 has `:authority` for the host, and `:path` and `:method` for the request line (RFC 9113, 8.3.1).
fn read_headers(of: &Request, request: &mut ReceivedRequest, warnings: &mut Vec<Warning>) {
    for header in &of.headers {
        match header.name.to_ascii_lowercase().as_str() {
            ":authority" => {
                request.push_header("host", &header.value);
                warnings.push(Warning::PseudoHeaders);
            }
            ":path" if header.value.starts_with('/') => request.target.clone_from(&header.value),
            name if name.starts_with(':') => {}
            name => request.push_header(name, &header.value),
        }
    }
}

fn body(of: &Request, warnings: &mut Vec<Warning>) -> ReceivedBody {
    let said = of.body_size.and_then(|size| usize::try_from(size).ok());
    let Some(data) = of.post_data.as_ref() else {
        if said.is_some_and(|size| size > 0) {
            warnings.push(Warning::BodyNotInHar);
            return ReceivedBody::Unknown;
        }
        return ReceivedBody::Known(Vec::new());
    };
    let text = data.text.clone().unwrap_or_default();
    let bytes = if data.encoding.as_deref() == Some("base64") {
        base64::engine::general_purpose::STANDARD.decode(&text).ok()
    } else {
        Some(text.into_bytes())
    };
    match (bytes, said) {
        (Some(bytes), Some(said)) if said > 0 && said != bytes.len() => {
            warnings.push(if bytes.is_empty() {
                Warning::BodyNotInHar
            } else {
                Warning::BodyReencoded {
                    said,
                    held: bytes.len(),
                }
            });
            ReceivedBody::Unknown
        }
        (Some(bytes), _) => ReceivedBody::Known(bytes),
        (None, _) => {
            warnings.push(Warning::BodyNotInHar);
            ReceivedBody::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn har(requests: &[Value]) -> Vec<u8> {
        let entries: Vec<Value> = requests
            .iter()
            .map(|request| json!({ "request": request }))
            .collect();
        json!({ "log": { "version": "1.2", "entries": entries } })
            .to_string()
            .into_bytes()
    }

    #[test]
    fn pseudo_headers_are_host_and_target() {
        let request = json!({
            "method": "GET", "url": "https://h.example/a?b=%20", "httpVersion": "h2",
            "headers": [
                { "name": ":authority", "value": "h.example" }, { "name": ":method", "value": "GET" },
                { "name": ":path", "value": "/a?b=%20" }, { "name": ":scheme", "value": "https" },
                { "name": "Authorization", "value": "AWS4-HMAC-SHA256 x" },
            ],
        });
        let imported = from_har(&har(&[request]), 1).unwrap();
        assert_eq!(imported.warnings, [Warning::PseudoHeaders]);
        assert_eq!(
            imported.request.headers,
            [("host", "h.example"), ("authorization", "AWS4-HMAC-SHA256 x")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn a_missing_authorization_is_said_unless_the_url_is_presigned() {
        let plain = json!({ "method": "GET", "url": "https://h/a" });
        let presigned = json!({ "method": "GET", "url": "https://h/a?X-Amz-Signature=1" });
        let har = har(&[plain, presigned]);
        assert_eq!(
            from_har(&har, 1).unwrap().warnings,
            [Warning::NoAuthorizationInHar]
        );
        assert_eq!(from_har(&har, 2).unwrap().warnings, []);
        assert_eq!(
            from_har(&har, 3),
            Err(FormatError::NoEntry { wanted: 3, count: 2 })
        );
        assert_eq!(
            from_har(&har, 0),
            Err(FormatError::NoEntry { wanted: 0, count: 2 })
        );
    }

    #[test]
    fn bodies_are_taken_when_they_are_whole() {
        let entry = |post_data: Value, size: i64| {
            json!({
                "method": "POST", "url": "https://h/", "bodySize": size, "postData": post_data,
                "headers": [{ "name": "authorization", "value": "x" }],
            })
        };
        let har = har(&[
            entry(json!({ "mimeType": "a/b", "text": "ä" }), 2),
            entry(json!({ "text": "/w==", "encoding": "base64" }), -1),
            entry(json!({ "text": "ä" }), 1),
            entry(Value::Null, 7),
        ]);
        let read = |entry| {
            let imported = from_har(&har, entry).unwrap();
            (imported.request.body, imported.warnings)
        };
        assert_eq!(read(1), (ReceivedBody::Known("ä".into()), vec![]));
        assert_eq!(read(2), (ReceivedBody::Known(vec![0xff]), vec![]));
        assert_eq!(
            read(3),
            (
                ReceivedBody::Unknown,
                vec![Warning::BodyReencoded { said: 1, held: 2 }]
            )
        );
        assert_eq!(read(4), (ReceivedBody::Unknown, vec![Warning::BodyNotInHar]));
    }

    #[test]
    fn what_is_no_har_is_an_error() {
        assert_eq!(from_har(b"", 1), Err(FormatError::Empty));
        assert!(matches!(from_har(b"{", 1), Err(FormatError::NotJson(_))));
        assert_eq!(from_har(b"{}", 1), Err(FormatError::NotHar));
        assert_eq!(
            from_har(&har(&[json!({})]), 1),
            Err(FormatError::NoRequestInEntry { entry: 1 })
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
            url in any::<String>(), name in any::<String>(), size in any::<i64>(),
        ) {
            from_har(&bytes, 1).ok();
            let request = json!({
                "method": "GET", "url": url, "bodySize": size, "headers": [{ "name": name }],
                "postData": { "text": name, "encoding": "base64" },
            });
            from_har(&har(&[request]), 1).ok();
        }
    }
}
