//! Signing in to IAM Identity Center with a browser, at the demo server, which checks PKCE. The test is the browser.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Mutex;

use countersign::demo::{Phase, SsoFault};
use countersign::model::{SignInMethod, SignInState, SsoError};

use crate::support::raw_client::{connect, exchange};
use crate::support::server::PATIENCE;
use crate::support::sso::{Bench, TenMinutes, browse, get, json_file, on_thread};

/// A parameter of a URL.
fn parameter(url: &str, name: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    let value = url.query_pairs().find(|(key, _)| key == name);
    value.unwrap_or_else(|| panic!("no {name}")).1.into_owned()
}

fn port_of(redirect_uri: &str) -> u16 {
    url::Url::parse(redirect_uri).unwrap().port().unwrap()
}

#[test]
fn the_browser_comes_back_and_the_code_is_exchanged() {
    let bench = Bench::with(&[]);
    let shown = Mutex::new(None);
    let (ended, states) = bench.sign_in(SignInMethod::Browser, |state, _| {
        if let SignInState::WaitingForBrowser { url } = state {
            *shown.lock().unwrap() = Some(browse(url));
        }
    });
    ended.unwrap();
    let [
        SignInState::Registering,
        SignInState::WaitingForBrowser { url },
        SignInState::Exchanging,
        SignInState::Done { .. },
    ] = states.as_slice()
    else {
        panic!("{states:?}")
    };
    assert_eq!(parameter(url, "scopes"), "sso:account:access");
    let page = shown
        .into_inner()
        .unwrap()
        .unwrap()
        .recv_timeout(PATIENCE)
        .unwrap();
    assert_eq!(page.status, 200);
    assert!(page.body.contains("<h1>Signed in</h1>"), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    let requests = bench.server.requests();
    let body = |path: &str| -> serde_json::Value {
        let request = requests.iter().find(|request| request.target == path).unwrap();
        assert_eq!(request.header("authorization"), None);
        serde_json::from_slice(&request.body).unwrap()
    };
    let registered = body("/client/register");
    assert_eq!(
        registered["redirectUris"],
        serde_json::json!(["http://127.0.0.1/oauth/callback"])
    );
    assert_eq!(
        registered["grantTypes"],
        serde_json::json!(["authorization_code", "refresh_token"])
    );
    let exchanged = body("/token");
    assert_eq!(exchanged["redirectUri"], parameter(url, "redirect_uri"));
    assert_eq!(
        exchanged["codeVerifier"].as_str().unwrap().len(),
        43,
        "RFC 7636, 4.1"
    );
    assert!(!url.contains(exchanged["codeVerifier"].as_str().unwrap()));
    let kept = json_file(
        &bench
            .deps
            .cache
            .registration_file(&bench.session, SignInMethod::Browser),
    );
    assert_eq!(kept["grantTypes"], registered["grantTypes"]);
    assert!(bench.token()["refreshToken"].as_str().unwrap().starts_with("aor"));
    // Nobody listens any more.
    TcpStream::connect(("127.0.0.1", port_of(&parameter(url, "redirect_uri")))).unwrap_err();
}

#[test]
fn what_is_not_the_answer_gets_a_404_and_changes_nothing() {
    let bench = Bench::with(&[]);
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |state, _| {
        let SignInState::WaitingForBrowser { url } = state else {
            return;
        };
        let url = url.clone();
        on_thread(move || {
            let redirect_uri = parameter(&url, "redirect_uri");
            let (state, port) = (parameter(&url, "state"), port_of(&redirect_uri));
            // One that says nothing, one that breaks off, one that talks too long, and one that is no HTTP.
            let _silent = connect(port);
            connect(port).write_all(b"GET /oauth/callback?co").unwrap();
            connect(port).write_all(&vec![b'x'; 64 * 1024]).ok();
            connect(port).write_all(b"\x16\x03\x01\r\n\r\n").unwrap();
            for wrong in [
                format!("{redirect_uri}?code=stolen&state=wrong"),
                format!("{redirect_uri}?code=stolen"),
                format!("{redirect_uri}?error=access_denied&state=wrong"),
                format!("{redirect_uri}?state={state}"),
                redirect_uri.replace("/oauth/callback", "/"),
                redirect_uri.replace("/oauth/callback", "/favicon.ico"),
            ] {
                assert_eq!(get(&wrong).status, 404, "{wrong}");
            }
            // A page that found the port by a name of its own.
            let head =
                format!("GET /oauth/callback?code=a&state={state} HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assert_eq!(exchange(&mut connect(port), head.as_bytes()).status, 404);
            browse(&url);
        });
    });
    ended.unwrap();
    let exchanges = bench.asked().iter().filter(|path| *path == "/token").count();
    assert_eq!(exchanges, 1, "no stolen code was tried");
}

#[test]
fn the_person_says_no() {
    let bench = Bench::with(&[SsoFault::Denied]);
    let (ended, states) = bench.sign_in_by_browser();
    assert_eq!(ended, Err(SsoError::Denied));
    assert_eq!(states.last(), Some(&SignInState::Failed(SsoError::Denied)));
    assert!(!bench.token_file().exists());
}

#[test]
fn another_error_is_told_in_the_service_s_words() {
    let bench = Bench::with(&[]);
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |state, _| {
        if let SignInState::WaitingForBrowser { url } = state {
            let url = url.clone();
            on_thread(move || {
                let query = "error=server_error&error_description=Try%20later";
                let page = get(&format!(
                    "{}?{query}&state={}",
                    parameter(&url, "redirect_uri"),
                    parameter(&url, "state")
                ));
                assert!(page.body.contains("Not signed in"), "{}", page.body);
            });
        }
    });
    assert_eq!(
        ended,
        Err(SsoError::CameBackWithError {
            code: "server_error".to_owned(),
            message: "Try later".to_owned()
        })
    );
}

#[test]
fn a_code_that_is_not_the_service_s_is_refused() {
    let bench = Bench::with(&[]);
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |state, _| {
        if let SignInState::WaitingForBrowser { url } = state {
            let url = url.clone();
            on_thread(move || {
                let (redirect_uri, state) = (parameter(&url, "redirect_uri"), parameter(&url, "state"));
                get(&format!("{redirect_uri}?code=made-up&state={state}"));
            });
        }
    });
    assert_eq!(ended.unwrap_err().code(), Some("InvalidGrantException"));
}

#[test]
fn a_registration_that_ended_meanwhile_is_forgotten() {
    let bench = Bench::with(&[SsoFault::RegistrationExpired]);
    // The page itself refuses, and the browser never comes back: the person ends it.
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |state, cancel| {
        if let SignInState::WaitingForBrowser { url } = state {
            assert_eq!(get(url).status, 401);
            cancel.cancel();
        }
    });
    assert_eq!(ended, Err(SsoError::Cancelled));
    // A code that comes all the same finds the client unknown.
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |state, _| {
        if let SignInState::WaitingForBrowser { url } = state {
            let url = url.clone();
            on_thread(move || {
                let (redirect_uri, state) = (parameter(&url, "redirect_uri"), parameter(&url, "state"));
                get(&format!("{redirect_uri}?code=made-up&state={state}"));
            });
        }
    });
    assert_eq!(ended.unwrap_err().kind(), "sso-registration-ended");
    assert!(
        !bench
            .deps
            .cache
            .registration_file(&bench.session, SignInMethod::Browser)
            .exists()
    );
    bench.sign_in_by_browser().0.unwrap();
}

#[test]
fn nobody_signs_in_within_ten_minutes() {
    let bench = Bench::with_ten_minutes(&[], TenMinutes::Pass);
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |_, _| {});
    assert_eq!(ended, Err(SsoError::TooLate));
}

#[test]
fn it_is_cancelled_while_the_browser_is_waited_for() {
    let bench = Bench::with(&[]);
    let (ended, states) = bench.sign_in(SignInMethod::Browser, |state, cancel| {
        if let SignInState::WaitingForBrowser { .. } = state {
            cancel.cancel();
        }
    });
    assert_eq!(ended, Err(SsoError::Cancelled));
    let SignInState::WaitingForBrowser { url } = &states[1] else {
        panic!("{states:?}")
    };
    TcpStream::connect(("127.0.0.1", port_of(&parameter(url, "redirect_uri")))).unwrap_err();
}

#[test]
fn it_is_cancelled_while_it_registers_and_while_it_exchanges() {
    for held_in in [SignInState::Registering, SignInState::Exchanging] {
        let bench = Bench::with(&[]);
        let server = &bench.server;
        let (ended, states) = std::thread::scope(|scope| {
            bench.sign_in(SignInMethod::Browser, |state, cancel| {
                if let SignInState::WaitingForBrowser { url } = state {
                    browse(url);
                }
                if *state == held_in {
                    bench.server.hold(Phase::BeforeReply);
                    let cancel = cancel.clone();
                    scope.spawn(move || {
                        assert!(server.wait_until_held(Phase::BeforeReply, PATIENCE));
                        cancel.cancel();
                    });
                }
            })
        });
        bench.server.release(Phase::BeforeReply);
        assert_eq!(ended, Err(SsoError::Cancelled), "{held_in:?}");
        assert_eq!(states[states.len() - 2], held_in);
        assert!(!bench.token_file().exists());
    }
}

#[test]
fn without_randomness_nothing_is_asked() {
    let mut bench = Bench::with(&[]);
    bench.deps.secret_bits = std::sync::Arc::new(|| None);
    let (ended, _) = bench.sign_in(SignInMethod::Browser, |_, _| {});
    assert_eq!(ended, Err(SsoError::NoRandomness));
    assert_eq!(bench.asked(), [""; 0]);
}
