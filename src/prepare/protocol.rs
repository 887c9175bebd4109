//! Which version of HTTP a request can be sent with.

use crate::model::{Note, Protocol, RequestSettings, WireRequest};

/// HTTP/2 has one name for the host, and a Host that differs from it is lost or doubled on the way (RFC 9113, 8.3.1):
/// then HTTP/1.1, where both are said.
pub(super) fn protocol(settings: &RequestSettings, wire: &WireRequest, notes: &mut Vec<Note>) -> Protocol {
    let authority = wire.endpoint.authority();
    let sent = wire
        .header("host")
        .map_or(authority.as_str(), |line| line.value.as_str());
    if settings.protocol == Protocol::Http2 && !sent.eq_ignore_ascii_case(&authority) {
        notes.push(Note::new(
            "http2-needs-one-host",
            format!("Sent over HTTP/1.1: with HTTP/2 the host {sent} could not differ from the URL's"),
        ));
        return Protocol::Http1;
    }
    settings.protocol
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BodyDigest, Endpoint, HeaderSource, Scheme, Traced, WireBody, WireHeader};

    fn protocol_for(sent: &str) -> (Protocol, Vec<Note>) {
        let wire = WireRequest {
            endpoint: Endpoint {
                scheme: Scheme::Https,
                host: "api.example.com".to_owned(),
                port: 443,
            },
            method: Traced::rule("GET", "test"),
            target: Traced::rule("/", "test"),
            headers: vec![WireHeader {
                name: Traced::rule("host", "test"),
                value: Traced::rule(sent, "test"),
                source: HeaderSource::Typed,
            }],
            body: WireBody::default(),
            digest: BodyDigest::of(b""),
        };
        let settings = RequestSettings {
            protocol: Protocol::Http2,
            ..RequestSettings::default()
        };
        let mut notes = Vec::new();
        let chosen = protocol(&settings, &wire, &mut notes);
        (chosen, notes)
    }

    #[test]
    fn http_2_is_for_one_host() {
        assert_eq!(protocol_for("api.example.com"), (Protocol::Http2, Vec::new()));
        let (chosen, notes) = protocol_for("other.example");
        assert_eq!(chosen, Protocol::Http1);
        assert_eq!(notes.first().map(|note| note.rule), Some("http2-needs-one-host"));
    }
}
