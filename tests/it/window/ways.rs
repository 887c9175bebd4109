//! The settings of a request, the network settings of the program, cookies and redirects, on real servers.

use countersign::model::{AuthKind, CookieUse, Protocol, ProxyMode, Redirects, TargetSpelling};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

/// Chooses an entry of a list that opens.
fn choose(desk: &mut Desk, name: &str, before: &str, choice: &str) {
    desk.click(&format!("{name}: {before}"));
    desk.settle();
    desk.click(&format!("{name}: choose {choice}"));
    desk.settle();
}

/// A window on an unsigned GET of this URL.
fn getting(url: &str) -> Desk {
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", url);
    desk
}

#[test]
fn each_setting_is_chosen_counted_and_kept() {
    let mut desk = Desk::first_start();
    desk.click("Settings");
    desk.settle();
    choose(&mut desk, "Spelling of the URL", "By service", "Canonical");
    choose(&mut desk, "Protocol", "HTTP/1.1", "HTTP/2");
    choose(&mut desk, "Redirects", "Stop", "Follow everywhere");
    choose(&mut desk, "Cookies", "For unsigned requests", "Never");
    desk.fill("Connect to", "127.0.0.1:1");
    desk.fill("Server name", "other.example");
    desk.fill("Connect timeout in milliseconds", "2500");
    desk.fill("Total timeout in milliseconds", "0");
    let settings = &desk.tab().request.settings;
    assert_eq!(settings.spelling, TargetSpelling::Canonical);
    assert_eq!(settings.protocol, Protocol::Http2);
    assert_eq!(settings.redirects, Redirects::Everywhere);
    assert_eq!(settings.cookies, CookieUse::Off);
    assert_eq!(settings.connect_to, "127.0.0.1:1");
    assert_eq!(settings.server_name, "other.example");
    assert_eq!(settings.connect_timeout_ms, Some(2_500));
    assert_eq!(settings.total_timeout_ms, Some(0));
    desk.assert_sees("8");
    let before = settings.clone();
    let mut desk = desk.restart();
    assert_eq!(desk.tab().request.settings, before);
    desk.click("Settings");
    desk.settle();
    desk.fill("Connect timeout in milliseconds", "");
    assert_eq!(desk.tab().request.settings.connect_timeout_ms, None);
    desk.assert_sees("10 s, from the program");
}

#[test]
fn a_request_is_given_up_when_its_total_time_is_over() {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        connection.until_closed();
        seen.send(()).unwrap();
    });
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()));
    desk.click("Settings");
    desk.settle();
    desk.fill("Total timeout in milliseconds", "200");
    desk.send();
    desk.assert_sees("No reply");
    server.next();
}

#[test]
fn network_settings_are_kept_without_their_passwords() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenNetwork);
    desk.settle();
    desk.click("Proxy: This one");
    desk.settle();
    desk.fill("Proxy URL", "http://proxy.example:3128");
    desk.fill("Proxy user", "ann");
    desk.fill("Proxy password", "canary-proxy-password");
    desk.fill("Reach directly", "localhost");
    desk.fill("Connect timeout in milliseconds", "700");
    for name in ["Add authority", "Add client certificate"] {
        desk.scroll_to(name);
        desk.click(name);
        desk.settle();
    }
    desk.scroll_to("Remove authority 1");
    desk.fill("Authority 1 path", "/ca.pem");
    desk.scroll_to("Remove client certificate 1");
    desk.fill("Client certificate 1 host", "*.example.com");
    let told = desk.everything_told();
    assert!(!told.contains("canary"), "the password is masked");
    assert_eq!(
        desk.app().network().proxy.password.len(),
        "canary-proxy-password".len()
    );
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    let desk = desk.restart();
    let network = desk.app().network();
    assert_eq!(network.proxy.mode, ProxyMode::Explicit);
    assert_eq!(network.proxy.url, "http://proxy.example:3128");
    assert_eq!(
        (network.proxy.user.as_str(), network.proxy.bypass.as_str()),
        ("ann", "localhost")
    );
    assert!(network.proxy.password.is_empty());
    assert_eq!(network.authorities, ["/ca.pem"]);
    assert_eq!(network.client_certificates[0].host, "*.example.com");
    assert_eq!(network.connect_timeout_ms, Some(700));
    for entry in std::fs::read_dir(desk.room.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(
                memchr::memmem::find(&bytes, b"canary").is_none(),
                "{}",
                path.display()
            );
        }
    }
}

/// A server that sets two cookies with its first reply.
fn setting_cookies() -> Server<Vec<u8>> {
    Server::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            connection.write(
                b"HTTP/1.1 200 OK\r\nset-cookie: session=canary-cookie\r\n\
                  set-cookie: theme=dark; Path=/; HttpOnly\r\ncontent-length: 2\r\n\r\nok",
            );
            report.send(request).unwrap();
        }
    })
}

#[test]
fn cookies_are_kept_sent_masked_changed_and_deleted() {
    let server = setting_cookies();
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()));
    desk.send();
    let first = String::from_utf8(server.next()).unwrap();
    assert!(!first.contains("cookie"), "{first}");
    desk.run(Command::OpenCookies);
    desk.settle();
    desk.assert_sees("127.0.0.1");
    desk.assert_sees("session");
    desk.assert_sees("HttpOnly");
    let cookies_page = desk.field("Value of cookie session of 127.0.0.1");
    assert!(
        !format!("{cookies_page:?}").contains("canary"),
        "the value is masked"
    );
    desk.fill("Value of cookie session of 127.0.0.1", "mine");
    desk.click("Delete cookie theme of 127.0.0.1");
    desk.settle();
    desk.click("Close");
    desk.settle();
    desk.tab_mut().request.settings.cookies = CookieUse::On;
    desk.settle();
    let live = desk.tab().live.wire.clone().unwrap();
    assert_eq!(live.header("cookie").unwrap().value.as_str(), "session=mine");
    desk.send();
    let second = String::from_utf8(server.next()).unwrap();
    assert!(second.contains("cookie: session=mine\r\n"), "{second}");
    desk.run(Command::OpenCookies);
    desk.settle();
    desk.click("Delete all cookies");
    desk.settle();
    desk.assert_sees("No cookie yet");
    let live = desk.tab().live.wire.clone().unwrap();
    assert_eq!(live.header("cookie"), None);
    let now = *desk.room.now.lock().unwrap();
    assert!(desk.app().cookies().all(now).is_empty());
}

/// A server that sends every request on to this place.
fn redirecting(to: String) -> Server<Vec<u8>> {
    Server::start(move |mut connection, report| {
        while let Some(request) = connection.request() {
            let reply =
                format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
            connection.write(reply.as_bytes());
            report.send(request).unwrap();
        }
    })
}

#[test]
fn a_signed_redirect_to_another_origin_waits_for_the_user() {
    let other = recorder();
    let first = redirecting(execute_api(other.port(), "/dev/elsewhere"));
    let mut desk = Desk::first_start();
    desk.tab_mut().request.settings.redirects = Redirects::SameOrigin;
    desk.fill("URL", &execute_api(first.port(), "/dev/pets"));
    desk.send();
    first.next();
    assert_eq!(desk.status(), 307);
    desk.assert_sees("This redirect leads to another origin");
    desk.assert_sees("/dev/elsewhere");
    assert_eq!(other.accepted(), 0);

    let host = format!("abcd123456.execute-api.us-east-1.localhost:{}", other.port());
    desk.send_by(|desk| desk.click(&format!("Sign again for {host}")));
    assert_eq!(desk.app().tabs().len(), 3, "in a tab of its own");
    let signed = String::from_utf8(other.next()).unwrap();
    assert!(signed.starts_with("GET /dev/elsewhere HTTP/1.1\r\n"), "{signed}");
    assert!(signed.contains("authorization: AWS4-HMAC-SHA256"), "{signed}");
    assert!(signed.contains(&format!("host: {host}\r\n")), "{signed}");

    desk.run(Command::PreviousTab);
    desk.settle();
    desk.send_by(|desk| desk.click("Follow without credentials"));
    let bare = String::from_utf8(other.next()).unwrap();
    assert!(
        !bare.contains("authorization") && !bare.contains("x-amz-"),
        "{bare}"
    );
}

#[test]
fn an_unsigned_redirect_is_not_offered_to_be_signed_and_followed_hops_are_listed() {
    let other = recorder();
    let to = format!("http://127.0.0.1:{}/end", other.port());
    let first = redirecting(to.clone());
    let mut desk = getting(&format!("http://127.0.0.1:{}/start", first.port()));
    desk.send();
    desk.assert_sees("This is a redirect");
    assert!(!desk.has_button(&format!("Sign again for 127.0.0.1:{}", other.port())));
    assert!(desk.has_button("Follow without credentials"));

    desk.tab_mut().request.settings.redirects = Redirects::Everywhere;
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.run(Command::ShowTimeline);
    desk.settle();
    desk.scroll_timeline_to_the_end();
    desk.assert_sees("1 followed");
    desk.assert_sees("/start");
    desk.assert_sees(&to);
}

#[test]
fn the_timeline_tells_a_new_connection_from_a_kept_one() {
    let server = recorder();
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()));
    desk.run(Command::ShowTimeline);
    desk.send();
    for words in [
        "Connecting",
        "Waiting",
        "from start to end",
        "HTTP/1.1",
        &server.address.to_string(),
    ] {
        desk.assert_sees(words);
    }
    desk.assert_sees_not("Reused connection");
    desk.send();
    assert_eq!(server.accepted(), 1);
    desk.assert_sees("Reused connection: no name resolution, TCP or TLS handshake");
    desk.assert_sees_not("Connecting");
}

#[test]
fn the_wire_names_the_version_that_was_spoken() {
    let server = crate::support::server::recorder();
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()));
    let request = &mut desk.tab_mut().request;
    request.settings.protocol = countersign::model::Protocol::Http2;
    request
        .http
        .headers
        .push(countersign::model::HeaderRow::new("host", "other.example"));
    desk.send();
    desk.click("Response wire");
    desk.settle();
    desk.assert_sees("over HTTP/1.1");
}
