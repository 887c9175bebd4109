//! The text of the URL bar, taken apart by ourselves: general URL parsers collapse dot segments and drop
//! what they do not like, and a signature then covers another request than the one typed.

use super::error::ResolveError;
use super::foreign_characters::{kinds_in, listed};
use super::placeholders::{has_marks, place_of_host, to_fill_in};
use super::target::spell;
use crate::model::{About, Endpoint, Field, Note, Origin, Scheme, TargetSpelling, Traced};

/// The most bytes of a whole URL; `http::Uri` reads 65,534.
pub(super) const LONGEST_URL: usize = 65_000;

/// A longer text is no URL, whatever its variables stand for, and is not taken apart.
pub(super) const LONGEST_TEXT: usize = 4 * LONGEST_URL;

/// A URL in the parts that a request is made of.
#[derive(Debug)]
pub(super) struct ParsedUrl {
    /// Where the connection goes.
    pub endpoint: Endpoint,
    /// Value of the Host header.
    pub authority: Traced,
    /// Path and query as sent.
    pub target: Traced,
}

/// Takes the URL apart (RFC 3986, 3) and spells its target.
pub(super) fn parse(
    url: &Traced,
    spelling: TargetSpelling,
    notes: &mut Vec<Note>,
) -> Result<ParsedUrl, ResolveError> {
    let url = trim(url, notes);
    if url.is_empty() {
        return Err(ResolveError::UrlMissing);
    }
    let (scheme, rest) = split_scheme(&url, notes)?;
    let text = rest.as_str();
    let authority_end = text.find(['/', '?', '#']).unwrap_or(text.len());
    check_placeholders(&url, notes)?;
    let (host, port) = split_authority(&rest.slice(0..authority_end))?;
    let foreign = kinds_in(host.as_str());
    if !foreign.is_empty() {
        return Err(ResolveError::HostHasForeignCharacters {
            what: listed(&foreign),
        });
    }
    let host = normal_host(&host, notes)?;
    let endpoint = Endpoint {
        scheme,
        host: host.as_str().to_owned(),
        port: port
            .as_ref()
            .map(port_number)
            .transpose()?
            .flatten()
            .unwrap_or_else(|| scheme.default_port()),
    };
    let authority = authority(&endpoint, host, port.as_ref());
    if authority.as_str().parse::<::http::uri::Authority>().is_err() {
        return Err(ResolveError::HostInvalid { host: endpoint.host });
    }
    let target = spell(
        &without_fragment(&rest.slice(authority_end..text.len()), notes),
        spelling,
        notes,
    );
    let bytes = scheme.as_str().len() + 3 + authority.len() + target.len();
    if bytes > LONGEST_URL {
        return Err(ResolveError::UrlTooLong {
            bytes,
            limit: LONGEST_URL,
        });
    }
    Ok(ParsedUrl {
        endpoint,
        authority,
        target,
    })
}

/// A placeholder that can be sent gets a note; one that no host can have is in the way.
fn check_placeholders(url: &Traced, notes: &mut Vec<Note>) -> Result<(), ResolveError> {
    let text = url.as_str();
    if text.len() > LONGEST_URL {
        return Ok(());
    }
    let host = place_of_host(text);
    for place in to_fill_in(text) {
        let placeholder = text.get(place.clone()).unwrap_or_default();
        if host.contains(&place.start) && has_marks(placeholder) {
            return Err(ResolveError::HostHasPlaceholder {
                placeholder: placeholder.to_owned(),
            });
        }
        let reason = format!("Replace the placeholder {placeholder}");
        let places = url.slice(place).spans_in(Field::Url);
        match notes.iter_mut().find(|note| note.reason == reason) {
            Some(Note {
                about: About::Url(other),
                ..
            }) => other.extend(places),
            Some(_) => {}
            None => notes.push(Note::new("placeholder", reason).about(About::Url(places))),
        }
    }
    Ok(())
}

fn trim(url: &Traced, notes: &mut Vec<Note>) -> Traced {
    let text = url.as_str();
    let start = text.len() - text.trim_start().len();
    let trimmed = url.slice(start..start + text.trim().len());
    if trimmed.len() < url.len() {
        notes.push(Note::new("url-trimmed", "Blanks around the URL are not sent"));
    }
    trimmed
}

/// Scheme and what follows its two slashes; `https` when none is typed.
fn split_scheme(url: &Traced, notes: &mut Vec<Note>) -> Result<(Scheme, Traced), ResolveError> {
    let text = url.as_str();
    if let Some((scheme, _)) = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)) {
        let rest = url.slice(scheme.len() + 3..text.len());
        return match scheme.to_ascii_lowercase().as_str() {
            "http" => Ok((Scheme::Http, rest)),
            "https" => Ok((Scheme::Https, rest)),
            other => Err(ResolveError::SchemeUnsupported {
                scheme: other.to_owned(),
            }),
        };
    }
    let lower = text.get(..6).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("http:") || lower.starts_with("https:") || text.starts_with(':') {
        return Err(ResolveError::SchemeIncomplete);
    }
    notes.push(Note::new(
        "scheme-assumed",
        "The URL has no scheme: https:// is assumed",
    ));
    let start = if text.starts_with("//") { 2 } else { 0 };
    Ok((Scheme::Https, url.slice(start..text.len())))
}

/// RFC 3986, 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '+' | '-' | '.'))
}

/// Host and port (RFC 3986, 3.2), both as typed.
fn split_authority(authority: &Traced) -> Result<(Traced, Option<Traced>), ResolveError> {
    let text = authority.as_str();
    if text.contains('@') {
        return Err(ResolveError::UserInfoInUrl);
    }
    let host_end = match text.find(']') {
        Some(bracket) if text.starts_with('[') => bracket + 1,
        _ => text.find(':').unwrap_or(text.len()),
    };
    let host = authority.slice(0..host_end);
    if host.is_empty() {
        return Err(ResolveError::HostMissing);
    }
    match text.get(host_end..).unwrap_or_default() {
        "" => Ok((host, None)),
        rest if rest.starts_with(':') => Ok((host, Some(authority.slice(host_end + 1..text.len())))),
        _ => Err(ResolveError::HostInvalid {
            host: text.to_owned(),
        }),
    }
}

/// The number of a typed port; `None` for a colon with nothing after it, which means the default
/// (RFC 3986, 3.2.3).
fn port_number(port: &Traced) -> Result<Option<u16>, ResolveError> {
    let text = port.as_str();
    if text.is_empty() {
        return Ok(None);
    }
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
        .filter(|port| *port > 0)
        .map(Some)
        .ok_or_else(|| ResolveError::PortInvalid {
            port: text.to_owned(),
        })
}

/// The host as it is connected to and sent: lower-case, international names in their ASCII form, addresses
/// in their one spelling (<https://url.spec.whatwg.org/#host-parsing>).
fn normal_host(host: &Traced, notes: &mut Vec<Note>) -> Result<Traced, ResolveError> {
    let typed = host.as_str();
    let normal = match ::url::Host::parse(typed) {
        Ok(::url::Host::Domain(domain)) => domain,
        Ok(::url::Host::Ipv4(address)) => address.to_string(),
        Ok(::url::Host::Ipv6(address)) => format!("[{address}]"),
        Err(_) => {
            return Err(ResolveError::HostInvalid {
                host: typed.to_owned(),
            });
        }
    };
    if normal == typed.to_ascii_lowercase() {
        return Ok(lower_case(host));
    }
    notes.push(Note::new(
        "host-rewritten",
        format!("The host {typed} is looked up and sent as {normal}"),
    ));
    Ok(Traced::new(&normal, whole_origin(host)))
}

/// ASCII letters in lower case, each with its place.
fn lower_case(text: &Traced) -> Traced {
    let mut out = Traced::default();
    for (ch, origin) in text.chars() {
        out.push_joined(ch.to_ascii_lowercase().encode_utf8(&mut [0; 4]), origin);
    }
    out
}

/// One origin for a text that is replaced as a whole: the span from its first to its last typed byte.
fn whole_origin(text: &Traced) -> Origin {
    let mut origins = text.segments().iter().map(|segment| &segment.origin);
    let first = origins.next().cloned().unwrap_or(Origin::Host);
    origins.fold(first, |whole, next| match (whole, next) {
        (
            Origin::Typed { field, span },
            Origin::Typed {
                field: other,
                span: next,
            },
        ) if field == *other => Origin::Typed {
            field,
            span: span.start.min(next.start)..span.end.max(next.end),
        },
        (whole, _) => whole,
    })
}

/// The Host header's value: the port only when it is not the scheme's own (RFC 9110, 7.2).
fn authority(endpoint: &Endpoint, host: Traced, port: Option<&Traced>) -> Traced {
    if endpoint.port == endpoint.scheme.default_port() {
        return host;
    }
    let mut value = host;
    value.push(
        ":",
        Origin::Rule("the port is named because it is not the scheme's own"),
    );
    let digits = endpoint.port.to_string();
    match port {
        Some(port) if port.as_str() == digits => value.append(port),
        Some(port) => value.push(&digits, whole_origin(port)),
        None => value.push(&digits, Origin::Rule("port of the scheme")),
    }
    value
}

fn without_fragment(target: &Traced, notes: &mut Vec<Note>) -> Traced {
    match target.split_once('#') {
        None => target.clone(),
        Some((target, _)) => {
            notes.push(Note::new(
                "fragment-not-sent",
                "The part of the URL after # is never sent (RFC 9110, 7.1)",
            ));
            target
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn parsed(text: &str) -> Result<(ParsedUrl, Vec<&'static str>), ResolveError> {
        let mut notes = Vec::new();
        let parsed = parse(&Traced::typed(text, Field::Url), TargetSpelling::Auto, &mut notes)?;
        Ok((parsed, notes.iter().map(|note| note.rule).collect()))
    }

    fn endpoint(text: &str) -> (String, Vec<&'static str>) {
        let (url, notes) = parsed(text).unwrap();
        let Endpoint { scheme, host, port } = url.endpoint;
        (
            format!("{} {host} {port} {}", scheme.as_str(), url.authority.as_str()),
            notes,
        )
    }

    #[test]
    fn endpoints() {
        for (text, expected) in [
            (
                "https://api.example.com/x",
                "https api.example.com 443 api.example.com",
            ),
            (
                "HTTP://API.Example.com:8080",
                "http api.example.com 8080 api.example.com:8080",
            ),
            ("http://h:80/", "http h 80 h"),
            ("https://h:80/", "https h 80 h:80"),
            ("https://h:/", "https h 443 h"),
            ("https://h:0080/", "https h 80 h:80"),
            ("http://[::1]:9000/x", "http [::1] 9000 [::1]:9000"),
            ("http://[2001:DB8::1]", "http [2001:db8::1] 80 [2001:db8::1]"),
            ("https://h?q=1", "https h 443 h"),
            ("https://h#f", "https h 443 h"),
        ] {
            assert_eq!(endpoint(text).0, expected, "{text}");
        }
    }

    #[test]
    fn what_is_assumed_or_rewritten_is_noted() {
        assert_eq!(
            endpoint("localhost:8080/a://b"),
            (
                "https localhost 8080 localhost:8080".into(),
                vec!["scheme-assumed"]
            )
        );
        assert_eq!(endpoint("//h/x").1, ["scheme-assumed"]);
        assert_eq!(
            endpoint("https://bücher.example/").0,
            "https xn--bcher-kva.example 443 xn--bcher-kva.example"
        );
        assert_eq!(endpoint("https://bücher.example/").1, ["host-rewritten"]);
        assert_eq!(endpoint("http://0x7f.1/").0, "http 127.0.0.1 80 127.0.0.1");
        assert_eq!(endpoint(" https://h/\n").1, ["url-trimmed"]);
        assert_eq!(endpoint("https://h/#top").1, ["fragment-not-sent"]);
    }

    #[test]
    fn errors() {
        for (text, kind) in [
            ("", "url-missing"),
            ("  ", "url-missing"),
            ("ftp://h/", "scheme-unsupported"),
            ("wss://h/", "scheme-unsupported"),
            ("https:h/", "scheme-incomplete"),
            ("http:/h", "scheme-incomplete"),
            ("://h", "scheme-incomplete"),
            ("https://", "host-missing"),
            ("/dev/pets", "host-missing"),
            ("https://:80/", "host-missing"),
            ("https://u:p@h/", "user-in-url"),
            ("https://a b/", "host-invalid"),
            ("https://good.com\\evil/", "host-invalid"),
            ("https://{{demo/", "host-invalid"),
            ("https://[::1/", "host-invalid"),
            ("https://[::1]x/", "host-invalid"),
            ("https://h:0/", "port-invalid"),
            ("https://h:65536/", "port-invalid"),
            ("https://h:+80/", "port-invalid"),
            ("https://::1/", "host-missing"),
        ] {
            assert_eq!(parsed(text).unwrap_err().kind(), kind, "{text}");
        }
        let long = format!("https://h/{}", "a".repeat(70_000));
        assert_eq!(parsed(&long).unwrap_err().kind(), "url-too-long");
    }

    #[test]
    fn a_password_in_the_url_is_not_repeated() {
        let error = parsed("https://user:hunter2@h/").unwrap_err();
        assert!(!format!("{error} {error:?} {}", error.hint()).contains("hunter2"));
    }

    #[test]
    fn the_host_keeps_its_place() {
        let (url, _) = parsed("https://API.example.com:8443/").unwrap();
        assert_eq!(url.authority.segments()[0].origin, typed(8..23));
        assert_eq!(url.authority.segments()[2].origin, typed(24..28));
    }

    fn typed(span: std::ops::Range<usize>) -> Origin {
        Origin::Typed {
            field: Field::Url,
            span,
        }
    }
}
