//! The cookies of one run of the program (RFC 6265), in memory only.
//!
//! The crate `cookie` reads the lines. The rules for keeping and sending stand here, because the jars on
//! crates.io read the clock themselves, and time is an argument in this program.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use time::OffsetDateTime;

use crate::model::{Cookie, CookieScope, Endpoint, Scheme, Secret};
use crate::sigv4::infer;

/// Name and value together (RFC 6265, 6.1 asks for at least this much).
const LONGEST_BYTES: usize = 4_096;
/// Cookies of one domain (RFC 6265, 6.1 asks for at least 50); the oldest give way.
const MOST_OF_A_DOMAIN: usize = 180;
/// Cookies in all.
const MOST_IN_ALL: usize = 3_000;

/// A jar that sends and window share; clones are the same jar. Locks are held for the time of a look.
#[derive(Clone, Default)]
pub struct CookieJar(Arc<Mutex<Jar>>);

/// In the order in which they came.
#[derive(Default)]
struct Jar {
    cookies: Vec<Cookie>,
    revision: u64,
}

/// Whether the lines of a reply changed the jar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JarChange {
    /// A cookie was added, got another value, or went.
    Changed,
    /// All is as before.
    None,
}

impl CookieJar {
    /// Keeps what the `Set-Cookie` lines of a reply ask for, as far as the rules allow (RFC 6265, 5.3).
    /// `target` is the one of the request.
    pub fn keep<'a>(
        &self,
        lines: impl IntoIterator<Item = &'a str>,
        endpoint: &Endpoint,
        target: &str,
        now: OffsetDateTime,
    ) -> JarChange {
        let mut jar = self.jar();
        let mut change = JarChange::None;
        for line in lines {
            if let Some(cookie) = accepted(line, endpoint, target, now)
                && jar.put(cookie, endpoint, now) == JarChange::Changed
            {
                change = JarChange::Changed;
            }
        }
        if change == JarChange::Changed {
            jar.revision += 1;
        }
        change
    }

    /// The cookies for a request, in the order in which they are sent: longer paths first, then older ones
    /// (RFC 6265, 5.4).
    pub fn for_request(&self, endpoint: &Endpoint, target: &str, now: OffsetDateTime) -> Vec<Cookie> {
        let path = path_of(target);
        let mut fitting: Vec<Cookie> = self
            .jar()
            .cookies
            .iter()
            .filter(|cookie| {
                is_live(cookie, now)
                    && is_for_host(cookie, &endpoint.host)
                    && path_matches(&cookie.path, path)
                    && (!cookie.secure || is_trustworthy(endpoint))
            })
            .cloned()
            .collect();
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        fitting
    }

    /// Every cookie that has not ended, by domain, path and name.
    pub fn all(&self, now: OffsetDateTime) -> Vec<Cookie> {
        let mut all: Vec<Cookie> = self.jar().cookies.clone();
        all.retain(|cookie| is_live(cookie, now));
        all.sort_by(|a, b| (&a.domain, &a.path, &a.name).cmp(&(&b.domain, &b.path, &b.name)));
        all
    }

    /// Adds a cookie that the user wrote, in the place of the one with its domain, path and name. The user may
    /// keep what a server may not.
    pub fn put(&self, mut cookie: Cookie) {
        cookie.domain = cookie.domain.trim_start_matches('.').to_ascii_lowercase();
        if !cookie.path.starts_with('/') {
            "/".clone_into(&mut cookie.path);
        }
        let mut jar = self.jar();
        jar.revision += 1;
        match jar.place_of(&cookie) {
            Some(place) => *place = cookie,
            None => jar.cookies.push(cookie),
        }
    }

    /// Takes the cookie with this domain, path and name out.
    pub fn delete(&self, domain: &str, path: &str, name: &str) {
        let mut jar = self.jar();
        jar.revision += 1;
        jar.cookies
            .retain(|cookie| cookie.domain != domain || cookie.path != path || cookie.name != name);
    }

    /// Empties the jar.
    pub fn clear(&self) {
        let mut jar = self.jar();
        jar.revision += 1;
        jar.cookies.clear();
    }

    /// A number that grows with every change, so that whoever shows cookies knows when to look again.
    pub fn revision(&self) -> u64 {
        self.jar().revision
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The count alone: values log somebody in.
impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CookieJar({} cookies)", self.jar().cookies.len())
    }
}

impl Jar {
    /// A cookie is known by domain, path and name (RFC 6265, 5.3, step 11).
    fn place_of(&mut self, cookie: &Cookie) -> Option<&mut Cookie> {
        self.cookies
            .iter_mut()
            .find(|kept| kept.domain == cookie.domain && kept.path == cookie.path && kept.name == cookie.name)
    }

    /// Keeps one that a server set. A place keeps its age when its value changes; one that has ended goes.
    fn put(&mut self, cookie: Cookie, from: &Endpoint, now: OffsetDateTime) -> JarChange {
        let live = is_live(&cookie, now);
        let Some(place) = self.place_of(&cookie) else {
            if live {
                self.cookies.push(cookie);
                self.make_room();
                return JarChange::Changed;
            }
            return JarChange::None;
        };
        // Plain http may not put its own value in the place of one that came over TLS.
        if place.secure && !is_trustworthy(from) || *place == cookie {
            return JarChange::None;
        }
        if live {
            *place = cookie;
        } else {
            self.cookies.retain(|kept| {
                kept.domain != cookie.domain || kept.path != cookie.path || kept.name != cookie.name
            });
        }
        JarChange::Changed
    }

    /// Oldest first, of the domain that got the last one, then of all.
    fn make_room(&mut self) {
        let Some(domain) = self.cookies.last().map(|cookie| cookie.domain.clone()) else {
            return;
        };
        let of_domain = |cookie: &Cookie| cookie.domain == domain;
        if self.cookies.iter().filter(|cookie| of_domain(cookie)).count() > MOST_OF_A_DOMAIN
            && let Some(oldest) = self.cookies.iter().position(of_domain)
        {
            self.cookies.remove(oldest);
        }
        if self.cookies.len() > MOST_IN_ALL {
            self.cookies.remove(0);
        }
    }
}

/// What a line asks for, when this host may ask for it.
fn accepted(line: &str, endpoint: &Endpoint, target: &str, now: OffsetDateTime) -> Option<Cookie> {
    let parsed = cookie::Cookie::parse(line).ok()?;
    let (name, value) = (parsed.name(), parsed.value());
    if name.len() + value.len() > LONGEST_BYTES || !is_sendable(name) || !is_sendable(value) {
        return None;
    }
    let (domain, scope) = domain_of(parsed.domain(), &endpoint.host)?;
    let cookie = Cookie {
        name: name.to_owned(),
        value: Secret::new(value),
        domain,
        scope,
        path: match parsed.path() {
            Some(path) if path.starts_with('/') => path.to_owned(),
            _ => default_path(target).to_owned(),
        },
        expires: expires(&parsed, now),
        secure: parsed.secure() == Some(true),
        http_only: parsed.http_only() == Some(true),
    };
    let allowed = (!cookie.secure || is_trustworthy(endpoint)) && prefix_holds(&cookie);
    allowed.then_some(cookie)
}

/// A line that goes out later must not break a header.
fn is_sendable(text: &str) -> bool {
    !text.chars().any(|ch| ch.is_control() || ch == ';')
}

/// Promises that a name makes
/// (<https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3>).
fn prefix_holds(cookie: &Cookie) -> bool {
    let name = cookie.name.to_ascii_lowercase();
    if name.starts_with("__host-") {
        cookie.secure && cookie.path == "/" && cookie.scope == CookieScope::HostOnly
    } else {
        !name.starts_with("__secure-") || cookie.secure
    }
}

/// Which hosts get it: none, when the domain is not one that the host may speak for (RFC 6265, 5.3, steps 5
/// and 6). There is no list of public suffixes: single labels are none's to speak for, nor are the domains
/// above a resource of AWS, which its customers share.
fn domain_of(said: Option<&str>, host: &str) -> Option<(String, CookieScope)> {
    let said = said
        .map(|domain| domain.trim_start_matches('.'))
        .unwrap_or_default();
    if said.is_empty() {
        return Some((host.to_owned(), CookieScope::HostOnly));
    }
    let domain = match url::Host::parse(said).ok()? {
        url::Host::Domain(domain) => domain,
        address => address.to_string(),
    };
    let shared = !domain.contains('.') || is_address(host) || infer(host).is_some();
    if shared {
        return (domain == host).then_some((domain, CookieScope::HostOnly));
    }
    is_at_or_below(host, &domain).then_some((domain, CookieScope::Domain))
}

/// Domain matching (RFC 6265, 5.1.3).
fn is_at_or_below(host: &str, domain: &str) -> bool {
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|below| below.ends_with('.') && !is_address(host))
}

fn is_for_host(cookie: &Cookie, host: &str) -> bool {
    match cookie.scope {
        CookieScope::HostOnly => cookie.domain == host,
        CookieScope::Domain => is_at_or_below(host, &cookie.domain),
    }
}

fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Secure cookies travel over TLS, and to this machine: nobody listens on the way there.
fn is_trustworthy(endpoint: &Endpoint) -> bool {
    endpoint.scheme == Scheme::Https || is_loopback(&endpoint.host)
}

/// Names below localhost are resolved to loopback by this program (RFC 6761, 6.3).
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    host == "localhost"
        || host.ends_with(".localhost")
        || bare
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
        || bare
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `Max-Age` wins over `Expires`; `None` is the end of the program (RFC 6265, 5.3, step 3).
fn expires(cookie: &cookie::Cookie<'_>, now: OffsetDateTime) -> Option<OffsetDateTime> {
    match cookie.max_age() {
        Some(age) => now.checked_add(age),
        None => cookie.expires_datetime(),
    }
}

fn is_live(cookie: &Cookie, now: OffsetDateTime) -> bool {
    cookie.expires.is_none_or(|end| end > now)
}

fn path_of(target: &str) -> &str {
    target.split('?').next().unwrap_or_default()
}

/// The folder of the request's path (RFC 6265, 5.1.4).
fn default_path(target: &str) -> &str {
    match path_of(target).rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder,
        _ => "/",
    }
}

/// RFC 6265, 5.1.4.
fn path_matches(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    fn endpoint(url: &str) -> (Endpoint, String) {
        let anywhere = Endpoint {
            scheme: Scheme::Https,
            host: "x".to_owned(),
            port: 443,
        };
        let destination = crate::resolve::destination(&anywhere, "/", url).unwrap();
        (destination.endpoint, destination.target)
    }

    fn set(jar: &CookieJar, url: &str, line: &str) -> JarChange {
        let (endpoint, target) = endpoint(url);
        jar.keep([line], &endpoint, &target, NOW)
    }

    fn sent_at(jar: &CookieJar, url: &str, now: OffsetDateTime) -> String {
        let (endpoint, target) = endpoint(url);
        let pairs: Vec<String> = jar
            .for_request(&endpoint, &target, now)
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value.expose_for_editing()))
            .collect();
        pairs.join("; ")
    }

    fn sent(jar: &CookieJar, url: &str) -> String {
        sent_at(jar, url, NOW)
    }

    #[test]
    fn a_cookie_without_a_domain_is_for_its_host_alone() {
        let jar = CookieJar::default();
        set(&jar, "https://a.example.com/", "k=v");
        assert_eq!(sent(&jar, "https://a.example.com/x?y"), "k=v");
        assert_eq!(sent(&jar, "https://a.example.com:8443/"), "k=v");
        for other in [
            "https://b.a.example.com/",
            "https://example.com/",
            "https://nota.example.com/",
        ] {
            assert_eq!(sent(&jar, other), "", "{other}");
        }
    }

    #[test]
    fn a_host_speaks_for_the_domains_above_it_and_no_others() {
        for (host, domain, kept) in [
            ("a.example.com", ".Example.COM", true),
            ("a.example.com", "a.example.com", true),
            ("a.example.com", "b.example.com", false),
            ("a.example.com", "x.a.example.com", false),
            ("a.example.com", "ample.com", false),
            ("a.example.com", "com", false),
            ("com", "com", true),
            ("localhost", "localhost", true),
            ("a.localhost", "localhost", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "0.0.1", false),
            ("10.0.0.1", "0.1", false),
            ("[::1]", "[::1]", true),
            (
                "abcd123456.execute-api.us-east-1.amazonaws.com",
                "execute-api.us-east-1.amazonaws.com",
                false,
            ),
            (
                "abcd123456.execute-api.us-east-1.amazonaws.com",
                "amazonaws.com",
                false,
            ),
            ("bucket.s3.amazonaws.com", "s3.amazonaws.com", false),
        ] {
            let jar = CookieJar::default();
            set(
                &jar,
                &format!("https://{host}/"),
                &format!("k=v; Domain={domain}"),
            );
            assert_eq!(jar.all(NOW).len(), usize::from(kept), "{host} for {domain}");
        }
        let jar = CookieJar::default();
        set(&jar, "https://a.example.com/", "k=v; Domain=example.com");
        for (url, line) in [
            ("https://example.com/", "k=v"),
            ("https://b.c.example.com/", "k=v"),
            ("https://notexample.com/", ""),
        ] {
            assert_eq!(sent(&jar, url), line, "{url}");
        }
        let jar = CookieJar::default();
        set(&jar, "https://com/", "k=v; Domain=com");
        assert_eq!(sent(&jar, "https://a.com/"), "", "a single label is one host");
    }

    #[test]
    fn paths_are_folders_and_the_longest_goes_first() {
        let jar = CookieJar::default();
        set(&jar, "https://h.example/a/b?q=/x/", "one=1");
        set(&jar, "https://h.example/a/b", "two=2; Path=/");
        set(&jar, "https://h.example/a/b", "three=3; Path=/a/b");
        set(&jar, "https://h.example/a/b", "four=4; Path=relative");
        set(&jar, "https://h.example/", "five=5; Path=/a/");
        for (path, line) in [
            ("/a/b", "three=3; five=5; one=1; four=4; two=2"),
            ("/a/b/c", "three=3; five=5; one=1; four=4; two=2"),
            ("/a/bc", "five=5; one=1; four=4; two=2"),
            ("/a", "one=1; four=4; two=2"),
            ("/ab", "two=2"),
            ("/", "two=2"),
        ] {
            assert_eq!(sent(&jar, &format!("https://h.example{path}")), line, "{path}");
        }
    }

    #[test]
    fn secure_cookies_stay_off_plain_http_but_for_this_machine() {
        let jar = CookieJar::default();
        assert_eq!(set(&jar, "http://h.example/", "k=1; Secure"), JarChange::None);
        set(&jar, "https://h.example/", "k=2; Secure");
        assert_eq!(sent(&jar, "http://h.example/"), "");
        assert_eq!(sent(&jar, "https://h.example/"), "k=2");
        assert_eq!(set(&jar, "http://h.example/", "k=forged"), JarChange::None);
        assert_eq!(sent(&jar, "https://h.example/"), "k=2");
        for host in ["localhost", "api.localhost", "127.0.0.9", "[::1]"] {
            let jar = CookieJar::default();
            let url = format!("http://{host}:8080/");
            set(&jar, &url, "k=v; Secure");
            assert_eq!(sent(&jar, &url), "k=v", "{host}");
        }
        for host in ["localhost.example", "notlocalhost", "128.0.0.1"] {
            assert_eq!(
                set(&jar, &format!("http://{host}/"), "k=v; Secure"),
                JarChange::None,
                "{host}"
            );
        }
    }

    #[test]
    fn a_name_that_makes_a_promise_keeps_it() {
        for (line, kept) in [
            ("__Host-k=v; Secure; Path=/", 1),
            ("__Host-k=v; Secure; Path=/a", 0),
            ("__Host-k=v; Path=/", 0),
            ("__host-k=v; Secure; Path=/; Domain=h.example", 0),
            ("__Secure-k=v; Secure", 1),
            ("__Secure-k=v", 0),
        ] {
            let jar = CookieJar::default();
            set(&jar, "https://h.example/", line);
            assert_eq!(jar.all(NOW).len(), kept, "{line}");
        }
    }

    #[test]
    fn cookies_end() {
        let jar = CookieJar::default();
        let url = "https://h.example/";
        set(
            &jar,
            url,
            "age=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        );
        set(&jar, url, "date=2; Expires=Fri, 20 Nov 2026 12:02:00 GMT");
        set(&jar, url, "run=3");
        let at = |seconds: i64| sent_at(&jar, url, NOW + time::Duration::seconds(seconds));
        assert_eq!(at(59), "age=1; date=2; run=3");
        assert_eq!(at(60), "date=2; run=3");
        assert_eq!(at(120), "run=3");
        assert_eq!(at(1_000_000_000), "run=3");
        assert_eq!(set(&jar, url, "run=; Max-Age=0"), JarChange::Changed);
        assert_eq!(set(&jar, url, "never=; Max-Age=-1"), JarChange::None);
        assert_eq!(sent(&jar, url), "age=1; date=2");
    }

    #[test]
    fn a_changed_value_keeps_its_place_and_an_equal_one_is_no_change() {
        let jar = CookieJar::default();
        let url = "https://h.example/";
        set(&jar, url, "a=1");
        set(&jar, url, "b=2");
        assert_eq!(set(&jar, url, "a=1"), JarChange::None);
        assert_eq!(set(&jar, url, "a=3"), JarChange::Changed);
        assert_eq!(sent(&jar, url), "a=3; b=2");
    }

    #[test]
    fn hostile_lines_are_passed_over() {
        let jar = CookieJar::default();
        let long = format!("k={}", "v".repeat(LONGEST_BYTES));
        for line in ["", "=", "=v", "novalue", ";", "k=\u{1}", "k=a\rb", long.as_str()] {
            set(&jar, "https://h.example/", line);
        }
        assert_eq!(jar.all(NOW), []);
    }

    #[test]
    fn the_jar_is_bounded() {
        let jar = CookieJar::default();
        for number in 0..MOST_OF_A_DOMAIN + 5 {
            set(&jar, "https://h.example/", &format!("k{number}=v"));
        }
        let all = jar.all(NOW);
        assert_eq!(all.len(), MOST_OF_A_DOMAIN);
        assert!(
            all.iter()
                .all(|cookie| cookie.name != "k0" && cookie.name != "k4")
        );
        for number in 0..MOST_IN_ALL {
            set(&jar, &format!("https://h{number}.example/"), "k=v");
        }
        assert_eq!(jar.all(NOW).len(), MOST_IN_ALL);
    }

    #[test]
    fn the_user_edits_deletes_and_clears() {
        let jar = CookieJar::default();
        set(&jar, "https://h.example/", "a=1");
        set(&jar, "https://h.example/", "b=2");
        let mut first = jar.all(NOW).remove(0);
        first.value = Secret::new("edited");
        jar.put(first);
        assert_eq!(sent(&jar, "https://h.example/"), "a=edited; b=2");
        jar.delete("h.example", "/", "a");
        assert_eq!(sent(&jar, "https://h.example/"), "b=2");
        jar.clear();
        assert_eq!(jar.all(NOW), []);
        assert_eq!(format!("{jar:?}"), "CookieJar(0 cookies)");
    }
}
