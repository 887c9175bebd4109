use proptest::prelude::*;

use super::*;
use crate::model::ReceivedBody;

fn read(text: &str) -> Imported {
    from_curl(text).unwrap()
}

fn body(imported: &Imported) -> &[u8] {
    match &imported.request.body {
        ReceivedBody::Known(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_form_that_browsers_copy() {
    let imported = read(
        "curl 'https://h.example/dev/pets?limit=1' \\\n  -X 'POST' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/json' \\\n  -b 'a=b; c=d' \\\n  --data-raw $'{\"name\":\"it\\'s\"}' \\\n  --compressed --insecure\n",
    );
    assert_eq!(imported.warnings, []);
    let request = &imported.request;
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/dev/pets?limit=1")
    );
    assert_eq!(request.header("host"), Some("h.example"));
    assert_eq!(request.header("cookie"), Some("a=b; c=d"));
    assert_eq!(
        request.values("content-type").collect::<Vec<_>>(),
        ["application/json"]
    );
    assert_eq!(body(&imported), br#"{"name":"it's"}"#);
}

#[test]
fn the_method_follows_from_the_flags() {
    for (command, method) in [
        ("curl h", "GET"),
        ("curl -I h", "HEAD"),
        ("curl -d a h", "POST"),
        ("curl -T f h", "PUT"),
        ("curl -F a=b h", "POST"),
        ("curl -G -d a h", "GET"),
        ("curl -XPATCH -d a h", "PATCH"),
        ("curl -sSXDELETE h", "DELETE"),
        ("curl --request OPTIONS h", "OPTIONS"),
    ] {
        assert_eq!(read(command).request.method, method, "{command}");
    }
}

#[test]
fn data_are_joined_or_moved_into_the_query() {
    assert_eq!(
        body(&read("curl h -d a=1 --data-raw '@b' --data-binary c")),
        b"a=1&@b&c"
    );
    let moved = read("curl -G h/x?a=1 -d b=2 --data-urlencode 'c=d e'");
    assert_eq!(moved.request.target, "/x?a=1&b=2&c=d+e");
    assert_eq!(body(&moved), b"");
    assert_eq!(read("curl -G h -d b").request.target, "/?b");
    let json = read("curl h --json '{\"a\":1}'");
    assert_eq!(json.request.header("content-type"), Some("application/json"));
    assert_eq!(json.request.method, "POST");
}

#[test]
fn headers_are_set_emptied_and_taken_away() {
    let imported = read("curl h -H 'Host: other' -H 'Accept:' -H 'X-Empty;' -H 'x-a:  b ' -A agent -e r");
    let request = &imported.request;
    assert_eq!(request.values("host").collect::<Vec<_>>(), ["other"]);
    assert_eq!(request.header("accept"), None);
    assert_eq!(request.header("x-empty"), Some(""));
    assert_eq!(request.header("x-a"), Some("b"));
    assert_eq!(
        (request.header("user-agent"), request.header("referer")),
        (Some("agent"), Some("r"))
    );
}

#[test]
fn what_is_not_known_is_said() {
    let imported = read("curl --frob https://h/a -d @file --aws-sigv4 x -u k:s https://i/b | jq");
    assert_eq!(imported.request.body, ReceivedBody::Unknown);
    let has = |wanted: fn(&Warning) -> bool| imported.warnings.iter().any(wanted);
    assert!(has(
        |warning| matches!(warning, Warning::UnknownFlag { flag } if flag == "--frob")
    ));
    assert!(has(|warning| matches!(warning, Warning::BodyInFile { .. })));
    assert!(has(|warning| matches!(warning, Warning::CurlAuthorises { .. })));
    assert!(has(|warning| matches!(warning, Warning::MoreUrls { .. })));
    assert!(has(|warning| matches!(
        warning,
        Warning::AfterCommand { mark: '|' }
    )));
    assert_eq!(imported.warnings.len(), 6, "{:?}", imported.warnings);
}

#[test]
fn dots_go_as_curl_makes_them_go() {
    assert_eq!(
        read("curl h/a/../b//c/./d?x=/../y").request.target,
        "/b//c/d?x=/../y"
    );
    assert_eq!(read("curl --path-as-is h/a/../b").request.target, "/a/../b");
    assert_eq!(read("curl h/a/..").request.target, "/");
    assert_eq!(read("curl h/a/b/.").request.target, "/a/b/");
}

#[test]
fn what_is_no_curl_command_is_an_error() {
    assert_eq!(from_curl(" "), Err(FormatError::Empty));
    assert_eq!(
        from_curl("wget h"),
        Err(FormatError::NotCurl {
            word: "wget".to_owned()
        })
    );
    assert_eq!(from_curl("curl -s"), Err(FormatError::NoUrl));
    assert!(from_curl("$ A=b /usr/bin/curl h").is_ok());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), flags in "( (-[A-Za-z:]{1,3}|--[a-z-]{1,12}|[@a-z=:/.?']{1,8})){0,8}") {
        from_curl(&text).ok();
        from_curl(&format!("curl {text}")).ok();
        from_curl(&format!("curl{flags}")).ok();
    }
}
