use super::*;

fn read(body: &str) -> Reply<'_> {
    Reply::read(None, body.as_bytes())
}

fn message(body: &str) -> String {
    read(body).message.map(|field| field.value).unwrap_or_default()
}

#[test]
fn each_form_gives_code_and_message() {
    let forms = [
        (
            r#"{"__type":"com.amazon.coral.service#X","message":"m"}"#,
            "X",
            "m",
        ),
        (
            r#"{"__type":"X:http://internal.amazon.com/coral/","Message":"m"}"#,
            "X",
            "m",
        ),
        (
            r#"{"errors":[{"code":"X","message":"m","details":""}]}"#,
            "X",
            "m",
        ),
        (
            r#"{"data":null,"errors":[{"path":["a"],"errorType":"X","message":"m"}]}"#,
            "X",
            "m",
        ),
        (
            r#"{"Error":{"Code":"X","Message":"m"},"RequestId":"r"}"#,
            "X",
            "m",
        ),
        (
            r#"{"error":{"root_cause":[{"type":"X","reason":"m"}],"type":"X","reason":"m"},"status":403}"#,
            "X",
            "m",
        ),
        (
            r#"{"Output":{"__type":"a#X","message":"m"},"Version":"1.0"}"#,
            "X",
            "m",
        ),
        (r#"[{"code":"X","message":"m"}]"#, "X", "m"),
        (
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>X</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
            "X",
            "m",
        ),
        (
            "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>X</Code><Message>m</Message></Error></Errors></Response>",
            "X",
            "m",
        ),
        (
            "\u{FEFF}<Error><Code>X</Code>\n  <Message>\n m \n</Message></Error>",
            "X",
            "m",
        ),
        (
            "<a:Error xmlns:a='u'><a:Code>X</a:Code><!-- c --><a:Message><![CDATA[m]]></a:Message></a:Error>",
            "X",
            "m",
        ),
        ("<UnknownOperationException/>", "unknownoperationexception", ""),
    ];
    for (body, kind, text) in forms {
        let reply = read(body);
        assert_eq!(reply.kind.as_deref(), Some(kind), "{body}");
        assert_eq!(message(body), text, "{body}");
    }
}

#[test]
fn a_reply_wrapped_in_another_one_or_cut_off_is_read() {
    let inner = r#"{"__type":"X","message":"it's"}"#;
    for body in [
        serde_json::json!({"statusCode": 403, "body": inner}).to_string(),
        serde_json::json!(inner).to_string(),
        serde_json::json!({"message": inner}).to_string(),
    ] {
        assert_eq!(
            (read(&body).kind.as_deref(), message(&body).as_str()),
            (Some("X"), "it's"),
            "{body}"
        );
    }
    assert_eq!(
        message(r#"{"message":"Signature expired: 2026"#),
        "Signature expired: 2026"
    );
    assert_eq!(message("<Error><Code>X</Code><Message>cut he"), "cut he");
    assert_eq!(message("<Error><Code>X</Code><Message>m</Mess"), "m");
    assert_eq!(message(r"<Error><Message>&amp;apos;a&#39;</Message>"), "'a'");
    assert_eq!(message(r#"{"message":"\\u0027a\u0027"}"#), "'a'");
}

#[test]
fn only_what_speaks_for_the_reply_is_read() {
    for body in [
        r#"{"data":{"message":"m"}}"#,
        r#"{"log":[{"message":"m"}]}"#,
        r#"{"errorMessage":"m","errorType":"ClientError"}"#,
        "<ListBucketResult><Message>m</Message></ListBucketResult>",
        "<html><body><Message>m</Message></body></html>",
        "message: m",
        "",
    ] {
        assert_eq!(message(body), "", "{body}");
    }
}

#[test]
fn a_piece_of_a_message_is_found_in_the_body() {
    let body = " {\"a\":[1,{}],\"message\":\"it\\u0027s \\\"so\\\"\"}";
    let field = read(body).message.unwrap();
    let at = field.value.find("\"so\"").unwrap();
    assert_eq!(
        body.get(field.in_body(&(at..at + 4)).unwrap()).unwrap(),
        "\\\"so\\\""
    );
    assert_eq!(body.get(field.in_body(&(0..4)).unwrap()).unwrap(), "it\\u0027s");
}

#[test]
fn hostile_bodies_end() {
    for body in [
        "[".repeat(100_000),
        "<Error>".repeat(20_000),
        "{\"message\":".repeat(5_000),
        "\"\\".to_owned(),
        "<!--".to_owned(),
        "<![CDATA[".to_owned(),
        "{\"message\":\"\\u".to_owned(),
        "<".to_owned(),
        "</a>".to_owned(),
        "{\"é\":\"\\".to_owned(),
    ] {
        assert!(read(&body).fields.len() <= MOST_FIELDS);
    }
    assert!(Reply::read(None, &[b'{', 0xff, b'"']).message.is_none());
}
