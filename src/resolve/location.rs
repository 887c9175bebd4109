//! Where a `Location` header leads (RFC 9110, 10.2.2).
//!
//! The reference is resolved as RFC 3986, 5.2 says, with one difference: what is given whole stays byte for
//! byte. General URL parsers collapse `/a/../b` there too, and a key of S3 would become another.

use super::url::{ParsedUrl, parse};
use crate::model::{Endpoint, TargetSpelling, Traced};

/// Where a reply sends the client on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Where the connection goes.
    pub endpoint: Endpoint,
    /// Path and query as they are sent: what HTTP forbids is escaped, all else as the header has it.
    pub target: String,
}

impl Destination {
    /// The whole URL, without user name, password and fragment.
    pub fn url(&self) -> String {
        url_of(&self.endpoint, &self.target)
    }
}

/// The absolute URL of a request target.
pub fn url_of(endpoint: &Endpoint, target: &str) -> String {
    format!("{}://{}{target}", endpoint.scheme.as_str(), endpoint.authority())
}

/// Resolves a `Location` against the request that it answers; `None` when it leads to no http or https URL.
/// User name, password and fragment are dropped: none of them is ever sent.
pub fn destination(endpoint: &Endpoint, target: &str, location: &str) -> Option<Destination> {
    let location = location.trim_matches([' ', '\t']);
    let reference = location.split('#').next().unwrap_or_default();
    let absolute = match scheme_of(reference) {
        Some(scheme) => {
            let scheme = scheme.to_ascii_lowercase();
            let rest = reference.get(scheme.len() + 1..)?.strip_prefix("//")?;
            if scheme != "http" && scheme != "https" {
                return None;
            }
            with_authority(&scheme, rest)
        }
        None => match reference.strip_prefix("//") {
            Some(rest) => with_authority(endpoint.scheme.as_str(), rest),
            None => url_of(endpoint, &against(target, reference)),
        },
    };
    let url = Traced::rule(&absolute, "from the Location header of the reply before");
    let ParsedUrl { endpoint, target, .. } = parse(&url, TargetSpelling::AsTyped, &mut Vec::new()).ok()?;
    Some(Destination {
        endpoint,
        target: target.as_str().to_owned(),
    })
}

/// RFC 3986, 3.1. A first segment with a colon is a scheme (4.2).
fn scheme_of(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let mut chars = scheme.chars();
    let starts = chars.next().is_some_and(|first| first.is_ascii_alphabetic());
    let goes_on = chars.all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '+' | '-' | '.'));
    (starts && goes_on).then_some(scheme)
}

/// The URL without its user part, which ends at the last `@` of the authority.
fn with_authority(scheme: &str, rest: &str) -> String {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{target}")
}

/// A reference without scheme and authority against a request target (RFC 3986, 5.2.2).
fn against(target: &str, reference: &str) -> String {
    let path = target.split('?').next().unwrap_or_default();
    if reference.is_empty() {
        target.to_owned()
    } else if reference.starts_with('/') {
        reference.to_owned()
    } else if reference.starts_with('?') {
        format!("{path}{reference}")
    } else {
        merged(path, reference)
    }
}

/// Merges a relative path with the base's (RFC 3986, 5.2.3 and 5.2.4). The dots of the reference lead; those
/// of the base are part of its name and stay.
fn merged(base: &str, reference: &str) -> String {
    let (relative, query) = match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    };
    let mut segments: Vec<&str> = base.split('/').skip(1).collect();
    segments.pop();
    let mut pieces = relative.split('/').peekable();
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        match piece {
            "." | ".." => {
                if piece == ".." {
                    segments.pop();
                }
                if is_last {
                    segments.push("");
                }
            }
            name => segments.push(name),
        }
    }
    let path = format!("/{}", segments.join("/"));
    query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scheme;

    fn from(target: &str, location: &str) -> Option<String> {
        let endpoint = Endpoint {
            scheme: Scheme::Https,
            host: "a.example".to_owned(),
            port: 8443,
        };
        destination(&endpoint, target, location).map(|destination| destination.url())
    }

    /// The normal and abnormal examples of RFC 3986, 5.4.1 and 5.4.2, as far as they have this base's form.
    #[test]
    fn the_examples_of_the_rfc() {
        for (reference, target) in [
            ("g", "/b/c/g"),
            ("./g", "/b/c/g"),
            ("g/", "/b/c/g/"),
            ("/g", "/g"),
            ("?y", "/b/c/d;p?y"),
            ("g?y", "/b/c/g?y"),
            ("#s", "/b/c/d;p?q"),
            ("g#s", "/b/c/g"),
            ("g?y#s", "/b/c/g?y"),
            (";x", "/b/c/;x"),
            ("g;x", "/b/c/g;x"),
            ("", "/b/c/d;p?q"),
            (".", "/b/c/"),
            ("./", "/b/c/"),
            ("..", "/b/"),
            ("../", "/b/"),
            ("../g", "/b/g"),
            ("../..", "/"),
            ("../../", "/"),
            ("../../g", "/g"),
            ("../../../g", "/g"),
            ("../../../../g", "/g"),
            ("g.", "/b/c/g."),
            (".g", "/b/c/.g"),
            ("g..", "/b/c/g.."),
            ("..g", "/b/c/..g"),
            ("./../g", "/b/g"),
            ("./g/.", "/b/c/g/"),
            ("g/./h", "/b/c/g/h"),
            ("g/../h", "/b/c/h"),
            ("g;x=1/../y", "/b/c/y"),
            ("g?y/./x", "/b/c/g?y/./x"),
            ("g?y/../x", "/b/c/g?y/../x"),
        ] {
            let expected = format!("https://a.example:8443{target}");
            assert_eq!(from("/b/c/d;p?q", reference), Some(expected), "{reference}");
        }
        assert_eq!(from("/b", "//g").as_deref(), Some("https://g/"));
    }

    #[test]
    fn what_is_given_whole_is_kept_byte_for_byte() {
        for target in [
            "/a/../b//c/./d?x=%2e%2E&k",
            "/a%2fb+c?d=e+f&&",
            "/",
            "/?",
            "//x/..",
        ] {
            let absolute = format!("http://B.example{target}");
            let expected = format!("http://b.example{target}");
            assert_eq!(from("/", &absolute), Some(expected), "{target}");
        }
        assert_eq!(
            from("/x", "/a b/é{{secret}}?q=\"").as_deref(),
            Some("https://a.example:8443/a%20b/%C3%A9%7B%7Bsecret%7D%7D?q=%22")
        );
        assert_eq!(
            from("/key/../with/dots", "next").as_deref(),
            Some("https://a.example:8443/key/../with/next")
        );
    }

    #[test]
    fn user_name_password_and_fragment_are_dropped() {
        for (location, url) in [
            ("https://user:pass@b.example/x#y", "https://b.example/x"),
            ("//user@b.example:81", "https://b.example:81/"),
            ("https://a.example\\@b.example/", "https://b.example/"),
            ("https://a.example@b.example@c.example/@d", "https://c.example/@d"),
            ("https://b.example?a@c", "https://b.example/?a@c"),
        ] {
            assert_eq!(from("/", location).as_deref(), Some(url), "{location}");
        }
    }

    #[test]
    fn other_schemes_and_broken_urls_lead_nowhere() {
        for location in [
            "file:///etc/passwd",
            "data:text/plain,a",
            "ftp://b.example/",
            "javascript:alert(1)",
            "https:b.example",
            "https://",
            "https:///path",
            "https://b.example:99999/",
            "https://b example/",
            "ws://b.example/",
        ] {
            assert_eq!(from("/", location), None, "{location}");
        }
    }
}
