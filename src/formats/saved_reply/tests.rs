use super::*;
use proptest::prelude::*;
use serde_json::json;

fn read(bytes: &[u8]) -> SavedReply {
    from_saved_reply(bytes, HarEntry::FirstFailed).unwrap()
}

#[test]
fn what_curl_prints_is_read_with_the_last_head() {
    let text = "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 100 Continue\n\nHTTP/2 403 \r\nX-Amzn-ErrorType: X\r\nDate:  a\r\n\r\n{\"a\":\n\n1}";
    let saved = read(text.as_bytes());
    let head = saved.head.unwrap();
    assert_eq!(
        (head.status, head.header("x-amzn-errortype"), head.header("date")),
        (403, Some("X"), Some("a"))
    );
    assert_eq!(saved.body, b"{\"a\":\n\n1}");
    assert_eq!(saved.request, None);
}

#[test]
fn chunks_are_taken_apart_where_curl_has_not() {
    let chunked = read(b"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    assert_eq!(chunked.body, b"abc");
    let plain = read(b"HTTP/1.1 403 Forbidden\nTransfer-Encoding: chunked\n\nabc");
    assert_eq!(
        (plain.body.as_slice(), plain.head.unwrap().reason.as_str()),
        (&b"abc"[..], "Forbidden")
    );
}

#[test]
fn a_body_alone_is_taken_as_it_is() {
    for body in [
        "{\"message\":\"Forbidden\"}",
        "<Error/>",
        "no",
        "{\"response\":1}",
        "[",
        "{\"log\":{}}",
    ] {
        let saved = read(format!("\u{feff} {body}").as_bytes());
        assert_eq!(
            (saved.head, saved.body.as_slice()),
            (None, body.as_bytes()),
            "{body}"
        );
    }
    assert_eq!(
        from_saved_reply(b" \n", HarEntry::FirstFailed),
        Err(FormatError::Empty)
    );
}

#[test]
fn the_first_failed_entry_of_a_har_comes_with_its_request() {
    let entry = |status: u16, text: &str| {
        json!({
            "request": {"method": "GET", "url": "https://h.example/a?b", "headers": [{"name": "X-A", "value": "1"}]},
            "response": {
                "status": status, "statusText": "S", "headers": [{"name": "Via", "value": "p"}],
                "content": {"text": text, "encoding": if status == 403 { "base64" } else { "" }},
            },
        })
    };
    let har = json!({"log": {"entries": [entry(200, "a"), entry(403, "Yg==")]}}).to_string();
    let saved = read(har.as_bytes());
    assert_eq!(
        (saved.head.unwrap().status, saved.body.as_slice()),
        (403, &b"b"[..])
    );
    assert_eq!(saved.request.unwrap().header("x-a"), Some("1"));
    let first = from_saved_reply(har.as_bytes(), HarEntry::Number(1)).unwrap();
    assert_eq!(
        (first.head.unwrap().header("via"), first.body.as_slice()),
        (Some("p"), &b"a"[..])
    );
    let none = from_saved_reply(har.as_bytes(), HarEntry::Number(3));
    assert_eq!(none, Err(FormatError::NoEntry { wanted: 3, count: 2 }));
}

#[test]
fn our_own_report_comes_with_request_and_texts() {
    let report = json!({
        "report": {"canonical_request": "c", "string_to_sign": "s"},
        "wire": {"method": "PUT", "target": "/a", "headers": [["host", "h"]], "body_base64": "Yg=="},
        "response": {"status": 403, "reason": "Forbidden", "headers": [["date", "d"]], "body": "x", "body_base64": null},
    });
    let saved = read(report.to_string().as_bytes());
    assert_eq!(saved.head.unwrap().header("date"), Some("d"));
    assert_eq!(
        (saved.body.as_slice(), saved.signed),
        (&b"x"[..], Some(("c".to_owned(), "s".to_owned())))
    );
    let request = saved.request.unwrap();
    assert_eq!(
        (request.header("host"), request.body.clone()),
        (Some("h"), ReceivedBody::Known(b"b".to_vec()))
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), front in "(HTTP/1.1 403 |\\{\"log\":\\{\"entries\":\\[|)") {
        let all = [front.as_bytes(), &bytes].concat();
        from_saved_reply(&all, HarEntry::FirstFailed).ok();
    }
}
