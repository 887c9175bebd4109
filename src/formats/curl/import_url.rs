//! The URL of a curl command as our URL bar takes it.

use super::pieces::without_dots;
use crate::formats::{FormatError, Warning};

/// How curl was told to read the URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UrlRules {
    /// Whether dot segments stay.
    pub dots: Dots,
    /// Whether brackets and braces make lists.
    pub globbing: Globbing,
}

/// What happens to `.` and `..` in a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dots {
    /// curl resolves them.
    #[default]
    Resolved,
    /// `--path-as-is`.
    Kept,
}

/// What brackets and braces mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Globbing {
    /// Lists of URLs; with a backslash in front, themselves.
    #[default]
    On,
    /// `-g`: themselves.
    Off,
}

/// A URL with what it said beside the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedUrl {
    /// With scheme, without user, fragment and dot segments.
    pub url: String,
    /// User and password, decoded.
    pub user: Option<String>,
    /// Host in lower case and port.
    pub address: (String, u16),
}

/// Takes the URL as curl reads it. Without a scheme it is http, which the URL bar would not assume.
pub fn import_url(
    written: &str,
    rules: UrlRules,
    query: &[String],
    warnings: &mut Vec<Warning>,
) -> Result<ImportedUrl, FormatError> {
    let url = match rules.globbing {
        Globbing::Off => written.to_owned(),
        Globbing::On => without_globbing(written, warnings),
    };
    let (url, fragment) = url
        .split_once('#')
        .map_or((url.as_str(), None), |(url, rest)| (url, Some(rest)));
    if fragment.is_some() {
        warnings.push(Warning::FragmentLeftOut);
    }
    let (scheme, rest) = url
        .split_once("://")
        .filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .unwrap_or(("http", url));
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at_checked(at).unwrap_or((rest, ""));
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(decoded(user)), host),
        None => (None, authority),
    };
    if host.is_empty() || host.starts_with(':') {
        return Err(FormatError::NoHost { url: url.to_owned() });
    }
    let target = with_query(cleaned(target, rules.dots, warnings), query);
    Ok(ImportedUrl {
        url: format!("{scheme}://{host}{target}"),
        user,
        address: address(scheme, host),
    })
}

/// A backslash makes a bracket or a brace mean itself.
fn without_globbing(written: &str, warnings: &mut Vec<Warning>) -> String {
    let mut out = String::new();
    let mut chars = written.chars().peekable();
    let mut lists = false;
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => match chars.next_if(|ch| matches!(ch, '{' | '}' | '[' | ']' | ',')) {
                Some(ch) => out.push(ch),
                None => out.push('\\'),
            },
            '{' | '[' | ']' | '}' => {
                lists = true;
                out.push(ch);
            }
            _ => out.push(ch),
        }
    }
    // Double braces are variables here, and curl refuses them.
    if lists && !written.contains("://[") && !written.contains("{{") {
        warnings.push(Warning::Globbing);
    }
    out
}

fn cleaned(target: &str, dots: Dots, warnings: &mut Vec<Warning>) -> String {
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    let path = match (path, dots) {
        ("", _) => "/".to_owned(),
        (path, Dots::Kept) => path.to_owned(),
        (path, Dots::Resolved) => {
            let sent = without_dots(path);
            if sent != path {
                warnings.push(Warning::DotsRemoved {
                    typed: path.to_owned(),
                    sent: sent.clone(),
                });
            }
            sent
        }
    };
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

/// Pieces of `-G` and `--url-query` behind the query that is there.
fn with_query(mut target: String, pieces: &[String]) -> String {
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        if !target.contains('?') {
            target.push('?');
        } else if !target.ends_with(['?', '&']) {
            target.push('&');
        }
        target.push_str(piece);
    }
    target
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn address(scheme: &str, host: &str) -> (String, u16) {
    let default = match scheme.to_ascii_lowercase().as_str() {
        "https" | "wss" => 443,
        _ => 80,
    };
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().unwrap_or(default)),
        _ => (host, default),
    };
    (name.to_ascii_lowercase(), port)
}

/// `HOST1:PORT1:HOST2:PORT2` of `--connect-to`, when it is about this address: where to connect, as `host:port`.
pub fn connect_to(value: &str, address: &(String, u16)) -> Option<String> {
    let mut parts = split_colons(value).into_iter();
    let (host, port) = (parts.next()?, parts.next()?);
    if !matches(&host, &port, address) {
        return None;
    }
    let to = parts
        .next()
        .filter(|host| !host.is_empty())
        .unwrap_or(address.0.clone());
    let port = parts
        .next()
        .filter(|port| !port.is_empty())
        .unwrap_or(address.1.to_string());
    Some(format!("{to}:{port}"))
}

/// `[+]HOST:PORT:ADDRESS[,ADDRESS]` of `--resolve`, when it is about this address.
pub fn resolved_to(value: &str, address: &(String, u16)) -> Option<String> {
    let mut parts = value.trim_start_matches('+').splitn(3, ':');
    let (host, port, to) = (parts.next()?, parts.next()?, parts.next()?);
    if !matches(if host == "*" { "" } else { host }, port, address) {
        return None;
    }
    let to = to.split(',').next().unwrap_or_default();
    let to = if to.contains(':') && !to.starts_with('[') {
        format!("[{to}]")
    } else {
        to.to_owned()
    };
    Some(format!("{to}:{}", address.1))
}

fn matches(host: &str, port: &str, address: &(String, u16)) -> bool {
    (host.is_empty() || host.eq_ignore_ascii_case(&address.0))
        && (port.is_empty() || port == address.1.to_string())
}

/// Splits at colons, but for those of an address in brackets.
fn split_colons(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut in_brackets = false;
    for ch in text.chars() {
        in_brackets = (in_brackets || ch == '[') && ch != ']';
        if ch == ':' && !in_brackets {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(ch);
        }
    }
    parts.push(part);
    parts
}
