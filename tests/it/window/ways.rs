//! The settings of a request, the network settings of the program, cookies and redirects, on real servers.

use countersign::model::{AuthKind, CookieUse, Protocol, ProxyMode, Redirects, TargetSpelling};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

/// Chooses an entry of a list that opens.
fn choose(window: &mut TestWindow, name: &str, before: &str, choice: &str) {
    window.click(&format!("{name}: {before}"));
    window.settle();
    window.click(&format!("{name}: choose {choice}"));
    window.settle();
}

/// A window on an unsigned GET of this URL.
fn getting(url: &str) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", url);
    window
}

#[test]
fn each_setting_is_chosen_counted_and_kept() {
    let mut window = TestWindow::first_start();
    window.click("Settings");
    window.settle();
    choose(&mut window, "Spelling of the URL", "By service", "Canonical");
    choose(&mut window, "Protocol", "HTTP/1.1", "HTTP/2");
    choose(&mut window, "Redirects", "Stop", "Follow everywhere");
    choose(&mut window, "Cookies", "For unsigned requests", "Never");
    window.fill("Connect to", "127.0.0.1:1");
    window.fill("Server name", "other.example");
    window.fill("Connect timeout in milliseconds", "2500");
    window.fill("Total timeout in milliseconds", "0");
    let settings = &window.tab().draft.request.settings;
    assert_eq!(settings.spelling, TargetSpelling::Canonical);
    assert_eq!(settings.protocol, Protocol::Http2);
    assert_eq!(settings.redirects, Redirects::Everywhere);
    assert_eq!(settings.cookies, CookieUse::Off);
    assert_eq!(settings.connect_to, "127.0.0.1:1");
    assert_eq!(settings.server_name, "other.example");
    assert_eq!(settings.connect_timeout_ms, Some(2_500));
    assert_eq!(settings.total_timeout_ms, Some(0));
    window.assert_sees("8");
    let before = settings.clone();
    let mut window = window.restart();
    assert_eq!(window.tab().draft.request.settings, before);
    window.click("Settings");
    window.settle();
    window.fill("Connect timeout in milliseconds", "");
    assert_eq!(window.tab().draft.request.settings.connect_timeout_ms, None);
    window.assert_sees("10 s, from the program");
}

#[test]
fn a_request_is_given_up_when_its_total_time_is_over() {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        connection.until_closed();
        seen.send(()).unwrap();
    });
    let mut window = getting(&format!("http://127.0.0.1:{}/", server.port()));
    window.click("Settings");
    window.settle();
    window.fill("Total timeout in milliseconds", "200");
    window.send();
    window.assert_sees("No reply");
    server.next();
}

#[test]
fn network_settings_are_kept_without_their_passwords() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenNetwork);
    window.settle();
    window.click("Proxy: This one");
    window.settle();
    window.fill("Proxy URL", "http://proxy.example:3128");
    window.fill("Proxy user", "ann");
    window.fill("Proxy password", "canary-proxy-password");
    window.fill("Reach directly", "localhost");
    window.fill("Connect timeout in milliseconds", "700");
    for name in ["Add authority", "Add client certificate"] {
        window.scroll_to(name);
        window.click(name);
        window.settle();
    }
    window.scroll_to("Remove authority 1");
    window.fill("Authority 1 path", "/ca.pem");
    window.scroll_to("Remove client certificate 1");
    window.fill("Client certificate 1 host", "*.example.com");
    let told = window.everything_told();
    assert!(!told.contains("canary"), "the password is masked");
    assert_eq!(
        window.app().network().proxy.password.len(),
        "canary-proxy-password".len()
    );
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let window = window.restart();
    let network = window.app().network();
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
    for entry in std::fs::read_dir(window.machine.data_dir()).unwrap() {
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
    let mut window = getting(&format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    let first = String::from_utf8(server.next()).unwrap();
    assert!(!first.contains("cookie"), "{first}");
    window.run(Command::OpenCookies);
    window.settle();
    window.assert_sees("127.0.0.1");
    window.assert_sees("session");
    window.assert_sees("HttpOnly");
    let cookies_page = window.field("Value of cookie session of 127.0.0.1");
    assert!(
        !format!("{cookies_page:?}").contains("canary"),
        "the value is masked"
    );
    window.fill("Value of cookie session of 127.0.0.1", "mine");
    window.click("Delete cookie theme of 127.0.0.1");
    window.settle();
    window.click("Close");
    window.settle();
    window.tab_mut().draft.request.settings.cookies = CookieUse::On;
    window.settle();
    let live = window.tab().draft.live.wire.clone().unwrap();
    assert_eq!(live.header("cookie").unwrap().value.as_str(), "session=mine");
    window.send();
    let second = String::from_utf8(server.next()).unwrap();
    assert!(second.contains("cookie: session=mine\r\n"), "{second}");
    window.run(Command::OpenCookies);
    window.settle();
    window.click("Delete all cookies");
    window.settle();
    window.assert_sees("No cookie yet");
    let live = window.tab().draft.live.wire.clone().unwrap();
    assert_eq!(live.header("cookie"), None);
    let now = *window.machine.now.lock().unwrap();
    assert!(window.app().cookies().all(now).is_empty());
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
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.settings.redirects = Redirects::SameOrigin;
    window.fill("URL", &execute_api(first.port(), "/dev/pets"));
    window.send();
    first.next();
    assert_eq!(window.status(), 307);
    window.assert_sees("This redirect leads to another origin");
    window.assert_sees("/dev/elsewhere");
    assert_eq!(other.accepted(), 0);

    let host = format!("abcd123456.execute-api.us-east-1.localhost:{}", other.port());
    window.send_by(|window| window.click(&format!("Sign again for {host}")));
    assert_eq!(window.app().tabs().len(), 3, "in a tab of its own");
    let signed = String::from_utf8(other.next()).unwrap();
    assert!(signed.starts_with("GET /dev/elsewhere HTTP/1.1\r\n"), "{signed}");
    assert!(signed.contains("authorization: AWS4-HMAC-SHA256"), "{signed}");
    assert!(signed.contains(&format!("host: {host}\r\n")), "{signed}");

    window.run(Command::PreviousTab);
    window.settle();
    window.send_by(|window| window.click("Follow without credentials"));
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
    let mut window = getting(&format!("http://127.0.0.1:{}/start", first.port()));
    window.send();
    window.assert_sees("This is a redirect");
    assert!(!window.has_button(&format!("Sign again for 127.0.0.1:{}", other.port())));
    assert!(window.has_button("Follow without credentials"));

    window.tab_mut().draft.request.settings.redirects = Redirects::Everywhere;
    window.send();
    assert_eq!(window.status(), 200);
    window.run(Command::ShowTimeline);
    window.settle();
    window.scroll_timeline_to_the_end();
    window.assert_sees("1 followed");
    window.assert_sees("/start");
    window.assert_sees(&to);
}

#[test]
fn the_timeline_tells_a_new_connection_from_a_kept_one() {
    let server = recorder();
    let mut window = getting(&format!("http://127.0.0.1:{}/", server.port()));
    window.run(Command::ShowTimeline);
    window.send();
    for words in [
        "Connecting",
        "Waiting",
        "from start to end",
        "HTTP/1.1",
        &server.address.to_string(),
    ] {
        window.assert_sees(words);
    }
    window.assert_sees_not("Reused connection");
    window.send();
    assert_eq!(server.accepted(), 1);
    window.assert_sees("Reused connection: no name resolution, TCP or TLS handshake");
    window.assert_sees_not("Connecting");
}

#[test]
fn the_wire_names_the_version_that_was_spoken() {
    let server = crate::support::server::recorder();
    let mut window = getting(&format!("http://127.0.0.1:{}/", server.port()));
    let request = &mut window.tab_mut().draft.request;
    request.settings.protocol = countersign::model::Protocol::Http2;
    request
        .http
        .headers
        .push(countersign::model::HeaderRow::new("host", "other.example"));
    window.send();
    window.click("Response wire");
    window.settle();
    window.assert_sees("over HTTP/1.1");
}
