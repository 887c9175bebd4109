//! Data rows: each is one iteration, its columns are variables.

use super::{PLAIN_ROOT, answering, assertion, capture, collection, json_of, ran, request, results, write};

#[test]
fn each_row_is_an_iteration_with_captures_of_its_own() {
    let server = answering(&[("/a", 200, "", "{\"id\": 1}"), ("/b", 200, "", "ok")]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let runtime = ["  actions:\n", &capture("res.url", "before")].concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/a?pet={{pet}}"), "", &runtime)),
        (
            "b.yml",
            request("GET", &url("/b?name={{name}}&before={{before}}"), "", ""),
        ),
        (
            "data.csv",
            "\u{feff}pet,name\r\n1,\"Tom, Tim\"\r\n2,Jo\r\n".to_owned(),
        ),
    ]);
    let file = collection.path().join("data.csv");
    for parallel in ["1", "4"] {
        let flags = ["--data", file.to_str().unwrap(), "--parallel", parallel];
        let (code, report) = json_of(&[], &collection, &flags);
        assert_eq!(code, 0, "{report}");
        let iterations: Vec<u64> = report["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|request| request["iteration"].as_u64().unwrap())
            .collect();
        assert_eq!(iterations, [1, 1, 2, 2]);
        let mut sent: Vec<String> = (0..4)
            .map(|_| server.next().split(' ').nth(1).unwrap().to_owned())
            .collect();
        sent.sort();
        assert_eq!(sent[..2], ["/a?pet=1", "/a?pet=2"]);
        // Each iteration has the capture of its own row.
        assert!(
            sent[2].contains("name=Jo") && sent[2].contains("pet=2"),
            "{sent:?}"
        );
        assert!(
            sent[3].contains("name=Tom") && sent[3].contains("pet=1"),
            "{sent:?}"
        );
    }
}

#[test]
fn hostile_data_is_refused_before_anything_is_sent() {
    let server = answering(&[("/a", 200, "", "")]);
    let url = format!("http://127.0.0.1:{}/a", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", "")),
    ]);
    let huge = format!("a\n{}", "1\n".repeat(100_001));
    for (bytes, words) in [
        (&b""[..], "no rows"),
        (b"a,b\n1", "row 1 has 1 fields"),
        (b"a\n\"t0ps3cret", "quotes of row 1"),
        (b"a,a\n1,2", "two columns"),
        (b"a\n\xff\xfe", "not UTF-8"),
        (b"{\"t0ps3cret\": 1", "no JSON list"),
        (huge.as_bytes(), "100,000 rows"),
    ] {
        write(collection.path(), "data.csv", bytes);
        let file = collection.path().join("data.csv");
        let ran = ran(&[], &collection, &["--data", file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.err.contains(words) && !ran.err.contains("t0ps3cret"),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    let gone = ran(&[], &collection, &["--data", "/nowhere.csv"]);
    assert_eq!(gone.code, 2);
    assert_eq!(server.accepted(), 0);
}

#[test]
fn a_column_that_is_a_secret_is_in_no_report() {
    const CANARY: &str = "canary-of-a-row-0123456789";
    let server = answering(&[("/a", 200, "", "{\"x\": \"canary-of-a-row-0123456789\"}")]);
    let url = format!("http://127.0.0.1:{}/a?key={{{{apiKey}}}}", server.port());
    let runtime = [
        "  assertions:\n",
        &assertion("res.body.x", "eq", "a"),
        &assertion("res.body.x", "neq", "{{apiKey}}"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", &runtime)),
        ("data.json", format!("[{{\"apiKey\": \"{CANARY}\"}}]")),
    ]);
    let file = collection.path().join("data.json");
    for form in ["json", "junit", "html", "tap"] {
        let ran = ran(
            &[],
            &collection,
            &["--data", file.to_str().unwrap(), "--report", form],
        );
        assert_eq!(ran.code, 1);
        assert!(!ran.all().contains(CANARY), "{}", ran.all());
        assert!(server.next().contains(CANARY));
    }
}

#[test]
fn a_column_that_is_missing_fails_the_requests_that_name_it() {
    let server = answering(&[("/a", 200, "", ""), ("/b", 200, "", "")]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/a"), "", "")),
        ("b.yml", request("GET", &url("/b?x={{gone}}"), "", "")),
        ("data.csv", "x\n1\n".to_owned()),
    ]);
    let file = collection.path().join("data.csv");
    let (code, report) = json_of(&[], &collection, &["--data", file.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_eq!(results(&report), [("a.yml", "passed"), ("b.yml", "no-reply")]);
}

#[test]
fn numbers_of_json_keep_their_digits_and_an_empty_secret_is_told() {
    let server = answering(&[("/a", 200, "", "")]);
    let url = format!("http://127.0.0.1:{}/a?{{{{id}}}}&{{{{pin}}}}", server.port());
    let root = "opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  variables:\n    - secret: true\n      name: pin\n";
    let collection = collection(&[
        ("opencollection.yml", root.to_owned()),
        ("a.yml", request("GET", &url, "", "")),
        (
            "good.json",
            r#"[{"id": 12345678901234567890123, "pin": "12345678"}, {"id": 1e999, "pin": "87654321"}]"#
                .to_owned(),
        ),
        ("empty.csv", "id,pin\n1,12345678\n2,\n".to_owned()),
    ]);
    let file = |name: &str| collection.path().join(name).to_str().unwrap().to_owned();
    let good = ran(&[], &collection, &["--data", &file("good.json")]);
    assert_eq!(good.code, 0, "{good:?}");
    assert!(server.next().contains("/a?12345678901234567890123&12345678 "));
    assert!(server.next().contains("/a?1e999&87654321 "));
    // With a value elsewhere too: the cell would hide it.
    for variables in [&[][..], &[("COUNTERSIGN_SECRET_PIN", "from-the-environment")]] {
        let refused = ran(variables, &collection, &["--data", &file("empty.csv")]);
        assert_eq!(refused.code, 3, "{refused:?}");
        let words = "Row 2 of the data has no value for the secret variable pin";
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    assert_eq!(server.accepted(), 1, "one connection, of the good run");
}
