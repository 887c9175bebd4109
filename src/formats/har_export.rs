//! Exchanges as an HTTP Archive, for other programs to read.
//!
//! HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>. Texts stand there as they are kept: with marks in the places of
//! secrets. What a field asks for and nobody knows is `-1`, as the specification says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::model::{Exchange, Response, Timings, WireRequest};

/// An exchange with the bodies that are kept of it.
#[derive(Clone, Copy, Debug)]
pub struct HarEntry<'a> {
    /// What happened.
    pub exchange: &'a Exchange,
    /// The body that was sent.
    pub sent_body: &'a [u8],
    /// The body of the reply, decoded.
    pub reply_body: &'a [u8],
    /// What is said of it besides: the finding, the user's note; empty for nothing.
    pub comment: &'a str,
}

/// The archive. `program` is its name and its version. What was never built into a request is left out.
pub fn har(entries: &[HarEntry<'_>], program: (&str, &str)) -> String {
    let entries: Vec<Value> = entries.iter().filter_map(entry).collect();
    let archive = json!({
        "log": {
            "version": "1.2",
            "creator": { "name": program.0, "version": program.1 },
            "entries": entries,
        }
    });
    format!("{archive:#}")
}

fn entry(of: &HarEntry<'_>) -> Option<Value> {
    let exchange = of.exchange;
    let wire = exchange.wire.as_ref()?;
    let protocol = match exchange.connection.protocol {
        Some(crate::model::HttpVersion::Http2) => "HTTP/2",
        Some(crate::model::HttpVersion::Http10) => "HTTP/1.0",
        _ => "HTTP/1.1",
    };
    let response = exchange.outcome.response();
    let mut entry = json!({
        "startedDateTime": exchange.began.format(&Rfc3339).unwrap_or_default(),
        "time": millis(exchange.timings.total),
        "request": request(wire, of.sent_body, protocol),
        "response": reply(response, of.reply_body, protocol),
        "cache": {},
        "timings": timings(&exchange.timings),
    });
    let object = entry.as_object_mut()?;
    if let Some(address) = exchange.connection.address {
        object.insert("serverIPAddress".to_owned(), json!(address.ip().to_string()));
    }
    if !of.comment.is_empty() {
        object.insert("comment".to_owned(), json!(of.comment));
    }
    Some(entry)
}

fn request(wire: &WireRequest, body: &[u8], protocol: &str) -> Value {
    let endpoint = &wire.endpoint;
    let target = wire.target.as_str();
    let headers: Vec<Value> = wire
        .headers
        .iter()
        .map(|line| pair(line.name.as_str(), line.value.as_str()))
        .collect();
    let mut request = json!({
        "method": wire.method.as_str(),
        "url": format!("{}://{}{target}", endpoint.scheme.as_str(), endpoint.authority()),
        "httpVersion": protocol,
        "cookies": [],
        "headers": headers,
        "queryString": query(target),
        "headersSize": -1,
        "bodySize": wire.digest.length,
    });
    if wire.digest.length > 0
        && let Some(object) = request.as_object_mut()
    {
        let kind = wire
            .header("content-type")
            .map_or("application/octet-stream", |line| line.value.as_str());
        let mut data = json!({ "mimeType": kind });
        put_text(&mut data, body);
        object.insert("postData".to_owned(), data);
    }
    request
}

/// Name and value of each parameter, as they are spelled.
fn query(target: &str) -> Vec<Value> {
    let Some((_, query)) = target.split_once('?') else {
        return Vec::new();
    };
    let pieces = query.split('&').filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            pair(name, value)
        })
        .collect()
}

/// A reply, or the form that says that none came. Its sizes are those of the reply: what is kept of a body has marks in it,
/// or may be its beginning alone.
fn reply(response: Option<&Response>, body: &[u8], protocol: &str) -> Value {
    let head = response.map(|response| &response.head);
    let headers: Vec<Value> = head
        .into_iter()
        .flat_map(|head| &head.headers)
        .map(|(name, value)| pair(name, value))
        .collect();
    let named = |name| head.and_then(|head| head.header(name)).unwrap_or_default();
    let size = response.map_or(0, |response| response.body_bytes);
    let mut content = json!({ "size": size, "mimeType": named("content-type") });
    put_text(&mut content, body);
    json!({
        "status": head.map_or(0, |head| head.status),
        "statusText": head.map_or("", |head| head.reason.as_str()),
        "httpVersion": protocol,
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": named("location"),
        "headersSize": -1,
        "bodySize": response.map_or(json!(-1), |response| json!(response.received_bytes)),
    })
}

fn pair(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

/// A body as text, and in base64 when it is none.
fn put_text(object: &mut Value, body: &[u8]) {
    let Some(object) = object.as_object_mut() else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(body) {
        object.insert("text".to_owned(), json!(text));
    } else {
        object.insert("text".to_owned(), json!(STANDARD.encode(body)));
        object.insert("encoding".to_owned(), json!("base64"));
    }
}

/// The phases; of TLS the time is part of that for the connection, as the specification has it.
fn timings(timings: &Timings) -> Value {
    let phases = &timings.phases;
    let known = |time: Option<std::time::Duration>| time.map_or(json!(-1), |time| json!(millis(time)));
    let connect = phases
        .connecting
        .map(|time| time + phases.securing.unwrap_or_default());
    // These three are asked for, and are 0 where the send ended before.
    let spent = |time: Option<std::time::Duration>| millis(time.unwrap_or_default());
    json!({
        "blocked": known(phases.hashing),
        "dns": known(phases.resolving),
        "connect": known(connect),
        "ssl": known(phases.securing),
        "send": spent(phases.sending),
        "wait": spent(phases.waiting),
        "receive": spent(phases.downloading),
    })
}

fn millis(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_listed_as_it_is_spelled() {
        let listed = query("/x?a=1&b&c=%20=&");
        assert_eq!(
            listed,
            [pair("a", "1"), pair("b", ""), pair("c", "%20=")],
            "nothing is decoded"
        );
        assert!(query("/x").is_empty());
    }

    #[test]
    fn what_is_no_text_is_in_base64() {
        let mut content = json!({});
        put_text(&mut content, &[0xff, 0x00]);
        assert_eq!(content, json!({ "text": "/wA=", "encoding": "base64" }));
    }
}
