//! The flags of `send` for redirects, route and time, with the real binary.

use serde_json::{Value, json};

use crate::support::command::{DEMO, SAID, run, run_with};
use crate::support::origins::{Log, leading, plain_origin, tls_origin};
use crate::support::server::Server;

/// Two origins, and a path on the first that leads to the second.
fn two_origins() -> (Log, [Server<()>; 2], String, String) {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let other = plain_origin("B", &log);
    let within = format!(
        "http://abcd123456.execute-api.us-east-1.localhost:{}{}",
        first.port(),
        leading(302, "/end")
    );
    let away = format!(
        "http://abcd123456.execute-api.us-east-1.localhost:{}{}",
        first.port(),
        leading(302, &format!("http://localhost:{}/end", other.port()))
    );
    (log, [first, other], within, away)
}

#[test]
fn redirects_are_followed_as_told_and_each_is_a_remark() {
    let (log, servers, within, away) = two_origins();
    for (url, flags, body, remark) in [
        (&within, &[][..], "moved", "was not followed: use --location"),
        (&within, &["-L"], "ok", "/end, followed, signed again"),
        (&within, &["--follow", "same-origin"], "ok", "signed again"),
        (&within, &["--follow", "stop"], "moved", "was not followed"),
        (&away, &["--location"], "moved", "it leads to another origin"),
        (
            &away,
            &["--follow", "everywhere"],
            "ok",
            "/end, followed without credentials",
        ),
    ] {
        let arguments = [&["send", "GET", url.as_str()], flags].concat();
        let ran = run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (0, body), "{flags:?} {ran:?}");
        let said = ran.err.replace(SAID, "");
        assert!(said.starts_with("redirect: 302 to http://"), "{ran:?}");
        assert!(said.contains(remark) && said.lines().count() == 1, "{ran:?}");
    }
    let log = log.lock().unwrap();
    let away: Vec<&String> = log
        .iter()
        .filter(|(name, _)| *name == "B")
        .map(|(_, request)| request)
        .collect();
    assert_eq!(away.len(), 1);
    assert!(!away[0].contains("authorization"), "{}", away[0]);
    assert_eq!(servers[1].accepted(), 1);
}

#[test]
fn json_has_hops_redirect_connection_and_times() {
    let (_log, _servers, within, _) = two_origins();
    let ran = run(&["send", "--json", "-L", "GET", &within]);
    let json = ran.json();
    let hop = &json["hops"][0];
    assert_eq!(
        (&hop["status"], &hop["followed"]),
        (&json!(302), &json!("same_origin"))
    );
    assert!(hop["location"].as_str().unwrap().ends_with("/end"), "{hop}");
    assert_eq!(hop["report"]["consistent"], true);
    assert_ne!(hop["report"]["signature"], json["report"]["signature"]);
    assert_eq!(hop["wire"]["method"], "GET");
    assert_eq!(json["redirect"], Value::Null);
    assert!(json["connection"].is_object() && json["timings"]["phases"].is_object());
    assert!(
        json["timings"]["phases"]["downloading"].is_number(),
        "{}",
        json["timings"]
    );
    assert!(json["timings"]["total"].as_f64().unwrap() > 0.0);

    let json = run(&["send", "--json", "GET", &within]).json();
    assert_eq!(json["hops"], json!([]));
    assert_eq!(json["redirect"]["why"], "settings");
    assert_eq!(json["response"]["status"], 302);
}

#[test]
fn a_time_that_is_over_is_no_reply() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.until_closed();
    });
    let url = format!("http://localhost:{}/", server.port());
    let ran = run(&[
        "send",
        "--auth",
        "none",
        "--json",
        "--max-time",
        "0.2",
        "GET",
        &url,
    ]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.json()["error"]["kind"], "timeout");
    assert!(
        ran.err.contains("0.2 s") && ran.err.contains("--max-time"),
        "{ran:?}"
    );
}

#[test]
fn flags_that_can_not_be_read_are_usage_errors_with_a_cure() {
    let url = "http://localhost:1/";
    for (flags, cure) in [
        (
            &["--connect-to", "http://a"][..],
            "--connect-to host, host:port or [::1]:port",
        ),
        (&["--server-name", "a b"], "--server-name api.example.com"),
        (&["--accept-certificate", "abc"], "64 hex digits"),
        (&["--max-time", "-1"], ""),
        (&["--max-time", "soon"], "as 2.5"),
        (&["--follow", "all"], "same-origin"),
        (&["-L", "--follow", "stop"], "cannot be used with"),
        (&["--key", "k.pem"], "--cert"),
    ] {
        let arguments = [&["send", "GET", url, "--auth", "none"], flags].concat();
        let ran = run(&arguments);
        assert_eq!(ran.code, 2, "{flags:?} {ran:?}");
        assert!(ran.err.contains(cure), "{flags:?} {ran:?}");
        assert_eq!(ran.out, "", "{flags:?}");
    }
}

/// A password on the command line works, is warned about, and is printed nowhere.
#[test]
fn the_password_of_a_proxy_is_not_printed() {
    const PASSWORD: &str = "canary-of-the-proxy";
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.write(format!("HTTP/1.1 200 OK\r\ncontent-length: 19\r\n\r\n{PASSWORD}").as_bytes());
    });
    let url = format!("http://localhost:{}/", server.port());
    let proxy = format!("http://me:{PASSWORD}@127.0.0.1:1");
    let flags = ["--auth", "none", "--noproxy", "localhost", "GET", url.as_str()];
    for json in [&["--json"][..], &[]] {
        let typed = run(&[&["send", "--proxy", proxy.as_str()], json, &flags[..]].concat());
        assert_eq!(typed.code, 0, "{typed:?}");
        assert!(
            typed.err.contains("COUNTERSIGN_PROXY_PASSWORD") || !json.is_empty(),
            "{typed:?}"
        );
        assert!(!typed.all().contains(PASSWORD), "{typed:?}");
        let variables = [&DEMO[..], &[("COUNTERSIGN_PROXY_PASSWORD", PASSWORD)]].concat();
        let given = run_with(
            &variables,
            "",
            &[&["send", "--proxy", "http://me@127.0.0.1:1"], json, &flags[..]].concat(),
        );
        assert_eq!((given.code, given.err.as_str()), (0, ""), "{given:?}");
        assert!(!given.all().contains(PASSWORD), "{given:?}");
    }
}

/// The request is made for the URL's host, and goes where it is told.
#[test]
fn connect_to_changes_the_way_and_not_the_request() {
    let log = Log::default();
    let server = plain_origin("A", &log);
    let url = "http://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets";
    let address = format!("127.0.0.1:{}", server.port());
    let ran = run(&["send", "--json", "--connect-to", &address, "GET", url]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["connection"]["address"], address);
    assert_eq!(json["connection"]["origin"], "new");
    assert_eq!(json["connection"]["tls"], Value::Null);
    assert!(
        json["connection"]["bytes_down"].as_u64().unwrap() > 2,
        "{}",
        json["connection"]
    );
    assert!(
        json["timings"]["phases"]["connecting"].is_number(),
        "{}",
        json["timings"]
    );
    let log = log.lock().unwrap();
    let host = "\r\nhost: abcd123456.execute-api.us-east-1.amazonaws.com\r\n";
    assert!(log[0].1.contains(host), "{}", log[0].1);
    assert!(
        log[0].1.contains("\r\nauthorization: AWS4-HMAC-SHA256 "),
        "{}",
        log[0].1
    );
}

/// A certificate that nobody vouches for is refused, unless its authority or it itself is named.
#[test]
fn certificates_are_accepted_by_authority_or_by_name() {
    use base64::Engine as _;
    let log = Log::default();
    let port = tls_origin("S", &log);
    let url = format!("https://localhost:{port}/");
    let certificate = include_bytes!("../fixtures/tls/good.der").as_slice();
    let fingerprint = countersign::model::BodyDigest::of(certificate)
        .sha256
        .to_ascii_uppercase();
    let authority =
        base64::engine::general_purpose::STANDARD.encode(include_bytes!("../fixtures/tls/ca.der"));
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{authority}\n-----END CERTIFICATE-----\n");
    std::io::Write::write_all(&mut file, pem.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let other = "0".repeat(64);
    for (flags, trust) in [
        (&[][..], None),
        (&["--accept-certificate", other.as_str()], None),
        (&["--accept-certificate", fingerprint.as_str()], Some("accepted")),
        (&["--cacert", path], Some("verified")),
    ] {
        let ran = run(&[&["send", "--json", "--auth", "none", "GET", url.as_str()], flags].concat());
        let json = ran.json();
        match trust {
            Some(trust) => {
                assert_eq!(
                    (ran.code, &json["connection"]["tls"]["trust"]),
                    (0, &json!(trust)),
                    "{ran:?}"
                );
                let sha256 = json["connection"]["tls"]["chain"][0]["sha256"].as_str().unwrap();
                assert!(sha256.eq_ignore_ascii_case(&fingerprint), "{sha256}");
            }
            None => assert_eq!(
                (ran.code, &json["error"]["kind"]),
                (1, &json!("tls-failure")),
                "{ran:?}"
            ),
        }
    }
    assert_eq!(log.lock().unwrap().len(), 2, "refused servers get no request");
}
