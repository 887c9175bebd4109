//! The body flags of the real binary: what is sent, and what is refused with a cure.

use serde_json::json;

use crate::support::command::{DEMO, run, run_with};
use crate::support::files::{Files, content};
use crate::support::order::execute_api;
use crate::support::server::recorder;

/// Sends with these flags and gives content type and body as they arrived.
fn arrived(input: &str, flags: &[&str]) -> (Option<String>, Vec<u8>) {
    let server = recorder();
    let url = execute_api(server.port(), "/dev/pets");
    let ran = run_with(&DEMO, input, &[&["send", "POST", &url], flags].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let received = server.next();
    let head = memchr::memmem::find(&received, b"\r\n\r\n").unwrap() + 4;
    let content_type = String::from_utf8_lossy(&received[..head])
        .lines()
        .find_map(|line| line.strip_prefix("content-type: ").map(str::to_owned));
    (content_type, received[head..].to_vec())
}

fn assert_arrives(input: &str, flags: &[&str], content_type: &str, body: &[u8]) {
    let (sent_as, sent) = arrived(input, flags);
    assert_eq!(sent_as.as_deref(), Some(content_type), "{flags:?}");
    assert_eq!(sent, body, "{flags:?}");
}

#[test]
fn bodies_of_bytes() {
    let files = Files::new();
    let bytes = content(70_000);
    let file = files.write("a.png", &bytes);
    let at = format!("@{file}");
    assert_arrives("", &["--data-binary", &at], "image/png", &bytes);
    assert_arrives("", &["-T", &file], "image/png", &bytes);
    assert_arrives("", &["--data-binary", "{}"], "application/json", b"{}");
    let text = "text/plain; charset=utf-8";
    assert_arrives("typed\n", &["-T", "-"], text, b"typed\n");
    assert_arrives("typed\n", &["--data-binary", "@-"], text, b"typed\n");
    assert_arrives("", &["-d", "a {{b}}"], text, b"a {{b}}");
    assert_arrives("", &["-T", &file, "-H", "content-type: x/y"], "x/y", &bytes);
}

#[test]
fn forms() {
    let files = Files::new();
    let at = format!("note@{}", files.write("note", "ä b".as_bytes()));
    let flags = ["--data-urlencode", "q=a b&c", "--data-urlencode", at.as_str()];
    let form = "application/x-www-form-urlencoded";
    assert_arrives("", &flags, form, b"q=a+b%26c&note=%C3%A4+b");
}

#[tokio::test]
async fn parts() {
    let files = Files::new();
    let bytes = content(40_000);
    let file = format!(
        "f=@{};type=image/x;filename=other \"name\".png",
        files.write("a.bin", &bytes)
    );
    let text = format!("t=<{}", files.write("text", b"from a file"));
    let flags = ["-F", "name={{literal}} text", "-F", &file, "-F", &text];
    let (content_type, body) = arrived("", &flags);
    let boundary = multer::parse_boundary(content_type.unwrap()).unwrap();
    let whole = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(body))]);
    let mut read = multer::Multipart::new(whole, boundary);
    let mut parts = Vec::new();
    while let Some(field) = read.next_field().await.unwrap() {
        parts.push((
            field.name().unwrap().to_owned(),
            field.file_name().map(str::to_owned),
            field.bytes().await.unwrap().to_vec(),
        ));
    }
    let file_name = Some("other %22name%22.png".to_owned());
    assert_eq!(
        parts,
        [
            ("name".to_owned(), None, b"{{literal}} text".to_vec()),
            ("f".to_owned(), file_name, bytes),
            ("t".to_owned(), None, b"from a file".to_vec()),
        ]
    );
}

#[test]
fn graphql() {
    assert_arrives(
        "{\"id\": 1}",
        &["--graphql", "{ a }", "--variables", "@-", "--operation-name", "A"],
        "application/json",
        br#"{"query":"{ a }","variables":{"id": 1},"operationName":"A"}"#,
    );
}

#[test]
fn a_json_request_names_a_file_or_holds_bytes() {
    let files = Files::new();
    let bytes = content(100_000);
    let path = files.write("a.csv", &bytes);
    let server = recorder();
    let request = |body: serde_json::Value| {
        let mut request = json!({"method": "PUT", "url": execute_api(server.port(), "/"), "aws": {}});
        request
            .as_object_mut()
            .unwrap()
            .extend(body.as_object().unwrap().clone());
        request.to_string()
    };
    let ends_with = |bytes: &[u8]| server.next().ends_with(&[b"\r\n\r\n", bytes].concat());
    let send = ["send", "--json", "--json-request", "-"];

    let ran = run_with(&DEMO, &request(json!({"body_file": path})), &send);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ends_with(&bytes));
    let wire = &ran.json()["wire"];
    assert_eq!(wire["body_base64"], json!(null));
    assert_eq!(wire["body_file"], path.as_str());
    assert_eq!(wire["body_length"], 100_000);

    let ran = run_with(&DEMO, &request(json!({"body_base64": "AP8="})), &send);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ends_with(&[0, 255]));
    assert_eq!(ran.json()["wire"]["body_base64"], "AP8=");

    let both = request(json!({"body_file": path, "body": "a"}));
    assert_eq!(run_with(&DEMO, &both, &send).code, 2);
}

/// SHA-256 of "abc": FIPS 180-2, appendix B.1.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

#[test]
fn signing_reads_files_and_sends_nothing() {
    let files = Files::new();
    let path = files.write("abc", b"abc");
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/key";
    let signed = run(&["sign", "PUT", url, "-T", &path, "--json"]);
    assert_eq!(signed.code, 0, "{signed:?}");
    let json = signed.json();
    assert!(json["canonical_request"].as_str().unwrap().ends_with(ABC));
    assert_eq!(json["wire"]["body_sha256"], ABC);
    assert_eq!(json["wire"]["body_length"], 3);
    let part = format!("f=@{path}");
    let signed = run(&["sign", "POST", url, "-F", &part, "--json"]).json();
    let pieces = signed["wire"]["body_pieces"].as_array().unwrap();
    assert_eq!(pieces.len(), 3);
    assert_eq!(pieces[1]["file"], path.as_str());
}

#[test]
fn what_can_not_be_sent_is_named_with_the_cure() {
    let files = Files::new();
    let missing = files.place("missing");
    let missing = missing.to_str().unwrap();
    let missing_part = format!("f=@{missing}");
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/key";
    for (flags, cause) in [
        (vec!["-T", missing], "does not exist"),
        (vec!["-F", &missing_part], "does not exist"),
        (vec!["-T", "/dev/zero"], "only files can be sent"),
        (vec!["-T", "/"], "is a folder"),
        (vec!["-T", "no/such/file"], "it starts from the current folder"),
        (
            vec!["--graphql", "{a}", "--variables", "[1]"],
            "not a JSON object",
        ),
        (vec!["-F", "nothing"], "has no name"),
        (vec!["-d", "a", "-T", "b"], "cannot be used with"),
        (vec!["-T", "-", "--secret-from", "stdin"], "two different things"),
    ] {
        for command in ["sign", "send"] {
            let ran = run(&[&[command, "PUT", url], flags.as_slice()].concat());
            assert_eq!(ran.code, 2, "{ran:?}");
            assert!(ran.err.contains(cause), "{ran:?}");
            assert_eq!(ran.out, "");
        }
    }
}
