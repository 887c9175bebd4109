//! The `cookie` line of a request: what the jar adds to it, live and as sent. Pure.

use crate::model::{
    AuthKind, Cookie, CookieUse, HeaderSource, Note, Origin, Traced, WireHeader, WireRequest,
};

const FROM_THE_JAR: &str = "from the cookie jar";

/// Whether the jar takes part in a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JarTakesPart {
    /// Cookies are sent and kept.
    Yes,
    /// The jar is left alone.
    No,
}

/// What the settings of a request say about the jar: a signed request goes without, unless asked to, as it
/// shows who sends it in its own way.
pub fn jar_takes_part(cookies: CookieUse, auth: AuthKind) -> JarTakesPart {
    match (cookies, auth) {
        (CookieUse::On, _)
        | (CookieUse::Auto, AuthKind::None | AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey) => {
            JarTakesPart::Yes
        }
        (CookieUse::Off, _) | (CookieUse::Auto, AuthKind::AwsSignature | AuthKind::Inherit) => {
            JarTakesPart::No
        }
    }
}

/// Adds the cookies to an unsigned wire request, as one line (RFC 6265, 5.4). A row that the user typed stays,
/// and wins over a cookie of the same name.
#[must_use]
pub fn with_cookies(mut wire: WireRequest, cookies: &[Cookie], notes: &mut Vec<Note>) -> WireRequest {
    let typed: Vec<&WireHeader> = wire.headers.iter().filter(|line| is_cookie(line)).collect();
    let names: Vec<String> = typed
        .iter()
        .flat_map(|line| names_in(line.value.as_str()))
        .collect();
    let (beaten, added): (Vec<&Cookie>, Vec<&Cookie>) =
        cookies.iter().partition(|cookie| names.contains(&cookie.name));
    if !beaten.is_empty() {
        let beaten: Vec<&str> = beaten.iter().map(|cookie| cookie.name.as_str()).collect();
        notes.push(
            Note::new(
                "cookie-row-wins",
                format!(
                    "The cookie row is sent in place of what the jar has for {}",
                    beaten.join(", ")
                ),
            )
            .about_headers("cookie"),
        );
    }
    if added.is_empty() {
        return wire;
    }
    let mut value = Traced::default();
    for line in &typed {
        separate(&mut value);
        value.append(&line.value);
    }
    for cookie in &added {
        separate(&mut value);
        let pair = format!("{}={}", cookie.name, cookie.value.expose_for_sending());
        value.push(&pair, Origin::Rule(FROM_THE_JAR));
    }
    notes.push(added_note(&added, typed.len()));
    match typed.first() {
        Some(first) => {
            let line = WireHeader {
                value,
                ..(*first).clone()
            };
            let at = wire.headers.iter().position(is_cookie).unwrap_or(0);
            wire.headers.retain(|line| !is_cookie(line));
            wire.headers.insert(at, line);
        }
        None => wire.headers.push(WireHeader {
            name: Traced::rule("cookie", FROM_THE_JAR),
            value,
            source: HeaderSource::Client(FROM_THE_JAR),
        }),
    }
    wire
}

fn added_note(added: &[&Cookie], rows: usize) -> Note {
    let names: Vec<&str> = added.iter().map(|cookie| cookie.name.as_str()).collect();
    let names = names.join(", ");
    let sentence = match rows {
        0 => format!("The cookie line comes from the cookie jar: {names}"),
        _ => format!("The cookie jar adds to the cookie row, in one line: {names}"),
    };
    Note::new("cookies-from-jar", sentence)
}

fn is_cookie(line: &WireHeader) -> bool {
    line.name.as_str() == "cookie"
}

fn separate(value: &mut Traced) {
    if !value.is_empty() {
        value.push("; ", Origin::Rule("between two cookies (RFC 6265, 4.2.1)"));
    }
}

fn names_in(value: &str) -> impl Iterator<Item = String> + '_ {
    value
        .split(';')
        .filter_map(|pair| pair.split('=').next())
        .map(|name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BodyDigest, CookieScope, Endpoint, Scheme, Secret, WireBody};

    fn cookie(name: &str, value: &str) -> Cookie {
        Cookie {
            name: name.to_owned(),
            value: Secret::new(value),
            domain: "h.example".to_owned(),
            scope: CookieScope::HostOnly,
            path: "/".to_owned(),
            expires: None,
            secure: false,
            http_only: false,
        }
    }

    fn lines(rows: &[(&str, &str)], cookies: &[Cookie]) -> (Vec<String>, Vec<&'static str>) {
        let wire = WireRequest {
            endpoint: Endpoint {
                scheme: Scheme::Https,
                host: "h.example".to_owned(),
                port: 443,
            },
            method: Traced::rule("GET", "test"),
            target: Traced::rule("/", "test"),
            headers: rows
                .iter()
                .map(|(name, value)| WireHeader {
                    name: Traced::rule(name, "test"),
                    value: Traced::rule(value, "test"),
                    source: HeaderSource::Typed,
                })
                .collect(),
            body: WireBody::default(),
            digest: BodyDigest::of(b""),
        };
        let mut notes = Vec::new();
        let wire = with_cookies(wire, cookies, &mut notes);
        let lines = wire
            .headers
            .iter()
            .map(|line| format!("{}: {}", line.name.as_str(), line.value.as_str()))
            .collect();
        (lines, notes.iter().map(|note| note.rule).collect())
    }

    #[test]
    fn the_jar_makes_one_line_at_the_end() {
        let jar = [cookie("a", "1"), cookie("b", "\"2\"")];
        assert_eq!(
            lines(&[("host", "h"), ("accept", "*/*")], &jar),
            (
                vec![
                    "host: h".to_owned(),
                    "accept: */*".to_owned(),
                    "cookie: a=1; b=\"2\"".to_owned()
                ],
                vec!["cookies-from-jar"]
            )
        );
        assert_eq!(lines(&[("host", "h")], &[]), (vec!["host: h".to_owned()], vec![]));
    }

    #[test]
    fn a_typed_row_wins_and_stays_in_its_place() {
        let jar = [cookie("a", "jar"), cookie("b", "jar")];
        assert_eq!(
            lines(&[("cookie", "a=typed; c"), ("cookie", "d=4"), ("x", "1")], &jar),
            (
                vec!["cookie: a=typed; c; d=4; b=jar".to_owned(), "x: 1".to_owned()],
                vec!["cookie-row-wins", "cookies-from-jar"]
            )
        );
        assert_eq!(
            lines(&[("cookie", "a=1"), ("cookie", "b=2")], &jar),
            (
                vec!["cookie: a=1".to_owned(), "cookie: b=2".to_owned()],
                vec!["cookie-row-wins"]
            )
        );
    }

    #[test]
    fn signed_requests_go_without_the_jar_unless_asked() {
        for (use_, auth, takes_part) in [
            (CookieUse::Auto, AuthKind::None, JarTakesPart::Yes),
            (CookieUse::Auto, AuthKind::AwsSignature, JarTakesPart::No),
            (CookieUse::On, AuthKind::AwsSignature, JarTakesPart::Yes),
            (CookieUse::On, AuthKind::None, JarTakesPart::Yes),
            (CookieUse::Off, AuthKind::None, JarTakesPart::No),
            (CookieUse::Off, AuthKind::AwsSignature, JarTakesPart::No),
        ] {
            assert_eq!(jar_takes_part(use_, auth), takes_part, "{use_:?} {auth:?}");
        }
    }
}
