use crate::formats::import::reading::only_request;
use crate::formats::import::{
    Import, ImportError, ImportFormat, ImportSource, MOST_ITEMS, TreeItem, read_import,
};
use crate::model::{
    AuthKind, BodyKind, PartKind, PayloadSigning, Request, SignatureLocation, SigningAlgorithm,
};
use serde_json::{Value, json};

fn imported(log: &Value) -> Import {
    let text = json!({ "log": log }).to_string();
    let import = read_import(ImportSource {
        name: "shop.har",
        bytes: text.as_bytes(),
    })
    .unwrap();
    assert_eq!(import.format, ImportFormat::Har);
    import
}

fn request_of(request: &Value) -> (Request, Vec<String>) {
    let import = imported(&json!({ "entries": [{ "request": request }] }));
    only_request(&import)
}

fn headers(pairs: &[(&str, &str)]) -> Value {
    pairs
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

#[test]
fn requests_come_as_they_were_sent_and_what_is_made_afresh_does_not() {
    let (request, report) = request_of(
        &json!({ "method": "POST", "url": "https://api.example/a/b?x=1&y", "bodySize": 9,
        "headers": headers(&[(":authority", "api.example"), (":path", "/a/b"), ("Content-Length", "9"), ("X-A", "1"),
            ("X-A", "2"), ("Host", "api.example:443"), ("Content-Type", "application/json"), ("Connection", "keep-alive")]),
        "queryString": [{ "name": "x", "value": "1" }, { "name": "y", "value": "" }],
        "postData": { "mimeType": "application/json", "text": "{\"a\":1}" } }),
    );
    assert_eq!(
        (request.info.name.as_str(), request.http.method.as_str()),
        ("POST /a/b", "POST")
    );
    assert_eq!(request.http.url, "https://api.example/a/b?x=1&y");
    let rows: Vec<(&str, &str)> = request
        .http
        .headers
        .iter()
        .map(|row| (row.name.as_str(), row.value.as_str()))
        .collect();
    assert_eq!(
        rows,
        [("X-A", "1"), ("X-A", "2"), ("Content-Type", "application/json")]
    );
    assert_eq!(
        (request.http.body.kind, request.http.body.text.as_str()),
        (BodyKind::Json, "{\"a\":1}")
    );
    assert_eq!(request.http.auth.kind, AuthKind::None);
    assert_eq!(
        report,
        [
            "Headers that are made afresh for each request: connection, content-length, host, those of HTTP/2 that begin with a colon"
        ]
    );
}

#[test]
fn a_signature_becomes_aws_signature_with_region_and_service() {
    let (signed, report) = request_of(
        &json!({ "method": "GET", "url": "https://abc.execute-api.eu-west-1.amazonaws.com/dev",
        "headers": headers(&[("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff"),
            ("X-Amz-Date", "20260101T000000Z"), ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), ("Accept", "*/*")]) }),
    );
    let aws = &signed.http.auth.aws;
    assert_eq!(signed.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(
        (aws.region.as_str(), aws.service.as_str()),
        ("eu-west-1", "execute-api")
    );
    assert_eq!(
        (aws.access_key_id.as_str(), aws.options.payload),
        ("AKIAIOSFODNN7EXAMPLE", PayloadSigning::Unsigned)
    );
    assert_eq!(signed.http.headers.len(), 1);
    assert_eq!(
        report,
        [
            "Its signature comes as AWS Signature, which signs it afresh; its secret access key is in no archive: give it, or choose other keys"
        ]
    );
    let (temporary, report) = request_of(&json!({ "method": "GET", "url": "https://x.amazonaws.com/",
        "headers": headers(&[("authorization", "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20260101/us-east-1/sts/aws4_request,SignedHeaders=host,Signature=00"),
            ("x-amz-security-token", "s3cr3t-t0ken")]) }));
    assert_eq!(temporary.http.auth.aws.access_key_id, "");
    assert!(
        temporary.http.headers.is_empty() && report[0].ends_with("choose others"),
        "{report:?}"
    );
    let (link, _) = request_of(
        &json!({ "method": "GET", "url": "https://b.s3.amazonaws.com/k%20y?versionId=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00&z",
        "headers": [] }),
    );
    assert_eq!(link.http.url, "https://b.s3.amazonaws.com/k%20y?versionId=1&z");
    assert_eq!(
        link.http.auth.aws.options.location,
        SignatureLocation::Query { expires_in: 60 }
    );
    assert_eq!(link.http.auth.aws.service, "s3");
    let (wide, _) = request_of(
        &json!({ "method": "GET", "url": "https://x.accesspoint.s3-global.amazonaws.com/",
        "headers": headers(&[("authorization", "AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/s3/aws4_request, SignedHeaders=host, Signature=00"),
            ("x-amz-region-set", "us-east-1, *")]) }),
    );
    assert_eq!(
        wide.http.auth.aws.options.algorithm,
        SigningAlgorithm::SigV4a {
            region_set: vec!["us-east-1".to_owned(), "*".to_owned()]
        }
    );
    assert_eq!(
        (
            wide.http.auth.aws.service.as_str(),
            wide.http.auth.aws.region.as_str()
        ),
        ("s3", "")
    );
    let (odd, _) =
        request_of(&json!({ "url": "https://x/", "headers": headers(&[("authorization", "AWS4-")]) }));
    assert_eq!(
        odd.http.auth.kind,
        AuthKind::AwsSignature,
        "what was signed is not sent unsigned"
    );
    let (bearer, _) = request_of(
        &json!({ "url": "https://x/", "headers": headers(&[("authorization", "Bearer abcdefghijkl")]) }),
    );
    assert!(
        bearer.http.headers[0].value.contains("{{"),
        "a literal token becomes a variable"
    );
}

#[test]
fn bodies_of_every_kind_come_or_keep_it_from_being_sent() {
    let of = |data: Value, size: i64| {
        let (request, report) = request_of(&json!({ "method": "POST", "url": "https://x/", "bodySize": size,
            "headers": headers(&[("Content-Type", data["mimeType"].as_str().unwrap_or_default())]), "postData": data }));
        (request.http, report)
    };
    let (form, _) = of(
        json!({ "mimeType": "application/x-www-form-urlencoded", "text": "a=1&b=%20+", "params": [{}] }),
        9,
    );
    assert_eq!(
        (form.body.kind, form.body.form[1].value.as_str()),
        (BodyKind::Form, "  ")
    );
    let (rows, _) = of(
        json!({ "mimeType": "application/x-www-form-urlencoded", "params": [{ "name": "a", "value": "1" }] }),
        3,
    );
    assert_eq!(rows.body.form[0].name, "a");
    let (parts, report) = of(
        json!({ "mimeType": "multipart/form-data; boundary=x", "params": [{ "name": "t", "value": "1" },
        { "name": "f", "fileName": "a.png", "contentType": "image/png" }, { "name": "g", "fileName": "b.txt", "value": "x" }] }),
        9,
    );
    let kinds: Vec<PartKind> = parts.body.parts.iter().map(|part| part.kind).collect();
    assert_eq!(kinds, [PartKind::Text, PartKind::File, PartKind::Text]);
    assert!(parts.headers.is_empty(), "the boundary is made afresh");
    assert_eq!(report.len(), 1);
    let (whole, _) = of(
        json!({ "mimeType": "multipart/form-data; boundary=x", "text": "--x\r\n…" }),
        9,
    );
    assert_eq!((whole.body.kind, whole.headers.len()), (BodyKind::Text, 1));
    let (decoded, _) = of(
        json!({ "mimeType": "text/plain", "text": "w6Q=", "encoding": "base64" }),
        2,
    );
    assert_eq!(decoded.body.text.as_str(), "ä");
    for (data, size) in [
        (
            json!({ "mimeType": "image/png", "text": "/w==", "encoding": "base64" }),
            1,
        ),
        (
            json!({ "mimeType": "image/png", "text": "no base64!", "_encoding": "base64" }),
            1,
        ),
        (json!({ "mimeType": "image/png" }), 7),
        (json!(null), 7),
    ] {
        let (refused, report) = of(data.clone(), size);
        assert!(
            refused.body.unknown.is_some() && report.len() == 1,
            "{data}: {report:?}"
        );
    }
    assert_eq!(of(json!(null), 0).0.body.kind, BodyKind::None);
    let (braces, report) = of(json!({ "mimeType": "text/plain", "text": "{{a}}" }), 5);
    assert_eq!(braces.body.kind, BodyKind::Text);
    assert_eq!(
        report,
        ["It has {{…}}, which was text and may name a variable here"]
    );
}

#[test]
fn folders_are_pages_or_hosts_where_there_are_several() {
    let entry = |url: &str, page: &str| json!({ "pageref": page, "request": { "method": "GET", "url": url }, "response": {} });
    let folders = |log: Value| -> Vec<(String, usize)> {
        let items = imported(&log).collections.remove(0).items;
        let found = items.into_iter().map(|item| match item {
            TreeItem::Folder(folder) => (folder.name, folder.items.len()),
            TreeItem::Request(request) => (request.info.name, 0),
        });
        found.collect()
    };
    let pages = json!([{ "id": "p1", "title": "https://a/start?token=1" }, { "id": "p2", "title": "" }]);
    assert_eq!(
        folders(
            json!({ "pages": pages, "entries": [entry("https://a/1", "p1"), entry("https://b/2", "p2"),
            entry("https://a/1", "p1"), entry("https://c/3", "")] })
        ),
        [
            ("https://a/start".to_owned(), 2),
            ("p2".to_owned(), 1),
            ("GET /3".to_owned(), 0)
        ]
    );
    assert_eq!(
        folders(json!({ "entries": [entry("https://b:8443/2", "p1"), entry("https://a/1?x", "p1")] })),
        [("b:8443".to_owned(), 1), ("a".to_owned(), 1)]
    );
    assert_eq!(
        folders(json!({ "entries": [entry("https://a/1", ""), entry("https://a/1", "")] })),
        [("GET /1".to_owned(), 0), ("GET /1".to_owned(), 0)],
        "entries that are alike both come"
    );
    let one = imported(
        &json!({ "pages": [{ "id": "p", "title": "Start" }], "entries": [entry("https://a/1", "p")] }),
    );
    assert_eq!(one.collections[0].name, "Start");
    assert_eq!(
        one.collections[0].report[0].text,
        "1 reply, with what was measured: of an archive only requests come"
    );
}

#[test]
fn cookies_and_parameters_that_stand_beside_come() {
    let (request, report) = request_of(
        &json!({ "url": "https://x/a?b=1", "cookies": [{ "name": "sid", "value": "0123456789" }],
        "queryString": [{ "name": "b", "value": "1" }, { "name": "c", "value": "2 3" }],
        "headers": headers(&[("Host", "other.example")]) }),
    );
    assert_eq!(request.http.url, "https://x/a?b=1&c=2%203");
    assert_eq!(request.http.headers[0].name, "Cookie");
    assert!(
        !request.http.headers[0].value.contains("0123456789"),
        "a cookie is a secret"
    );
    assert!(
        report.iter().any(|line| line.contains("named other.example")),
        "{report:?}"
    );
}

#[test]
fn hostile_archives_are_bounded_and_told() {
    let many = json!({ "log": { "entries": vec![json!({}); MOST_ITEMS + 1] } }).to_string();
    let source = ImportSource {
        name: "a.har",
        bytes: many.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let import = imported(
        &json!({ "entries": [{ "request": { "url": "https://x/" } }, { "request": { "url": "wss://x/" } },
        { "request": { "url": "data:text/plain,a" } }, {}, null, 7, { "request": [] }] }),
    );
    assert_eq!(import.collections[0].counts().requests, 1);
    assert_eq!(import.collections[0].report.len(), 6);
    assert_eq!(import.collections[0].name, "shop");
    for odd in [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!([[1, null, {}]]),
        json!({ "a": [1] }),
    ] {
        for key in [
            "method",
            "headers",
            "queryString",
            "cookies",
            "postData",
            "bodySize",
        ] {
            let mut request = json!({ "url": "https://x/" });
            request[key] = odd.clone();
            let mut data = json!({ "mimeType": "multipart/form-data", "text": odd, "params": odd });
            data["encoding"] = odd.clone();
            let import = imported(
                &json!({ "pages": odd, "entries": [{ "pageref": odd, "request": request, "response": odd },
                { "request": { "url": "https://x/", "postData": data } }] }),
            );
            assert_eq!(import.collections[0].counts().requests, 2, "{key}: {odd}");
        }
    }
}

#[test]
fn a_url_of_signatures_alone_takes_no_more_time_than_others() {
    let url = format!(
        "https://x/?X-Amz-Algorithm=a&X-Amz-Signature=b{}&c=1#f",
        "&X-Amz-Date=1".repeat(100_000)
    );
    let (request, _) = request_of(&json!({ "url": url }));
    assert_eq!(request.http.url, "https://x/?c=1#f");
}

#[test]
fn a_body_that_only_says_that_it_is_a_form_is_sent_as_it_was() {
    let type_of = "application/x-www-form-urlencoded";
    let of = |text: &str| {
        let (request, _) = request_of(&json!({ "method": "POST", "url": "https://api.example/",
            "headers": headers(&[("content-type", type_of)]), "postData": { "mimeType": type_of, "text": text } }));
        request.http
    };
    for text in ["{\"a\":1}", "a=1&flag", "a=%zz", "a=%E9"] {
        let http = of(text);
        assert_eq!((http.body.kind, http.body.text.as_str()), (BodyKind::Text, text));
        assert_eq!(http.headers[0].value, type_of);
    }
    assert_eq!(of("a=1&b=2").body.form.len(), 2);
    let (plain, _) =
        request_of(&json!({ "method": "POST", "url": "https://api.example/", "postData": "text" }));
    assert_eq!(plain.http.body.text, "text");
}
