//! Where `send` puts a response: standard output as it comes, a file in one piece, a JSON report.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use countersign::demo::DEMO_SECRET;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::receiving::{answering, raw_reply};
use crate::support::command::{DEMO, Ran, binary, run};
use crate::support::server::{PATIENCE, Server};

fn url<T: Send + 'static>(server: &Server<T>) -> String {
    format!("http://127.0.0.1:{}/", server.port())
}

/// `send --auth none … GET url`.
fn send<T: Send + 'static>(server: &Server<T>, flags: &[&str]) -> Ran {
    let url = url(server);
    run(&[&["send", "--auth", "none"], flags, &["GET", &url]].concat())
}

fn whole(body: &[u8]) -> Vec<u8> {
    raw_reply(&format!("content-length: {}", body.len()), body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn the_body_goes_into_the_file_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let name = path.to_str().unwrap();
    let body: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let ran = send(&answering(whole(&body)), &["-o", name]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(fs::read(&path).unwrap(), body);
    let ran = send(&answering(whole(b"new")), &["--include", "--output", name]);
    assert_eq!(ran.out, "HTTP/1.1 200 OK\ncontent-length: 3\n\n");
    assert_eq!(
        (fs::read(&path).unwrap(), names(folder.path())),
        (b"new".to_vec(), vec!["file".to_owned()])
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let plain = fs::File::create(folder.path().join("plain")).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().mode(),
            plain.metadata().unwrap().mode()
        );
    }
}

#[test]
fn a_coded_body_is_decoded_unless_it_is_wanted_raw() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let name = path.to_str().unwrap();
    let coded = gzip(b"text\n");
    let server = answering(raw_reply("content-encoding: gzip", &coded));
    assert_eq!(send(&server, &["-o", name]).code, 0);
    assert_eq!(fs::read(&path).unwrap(), b"text\n");
    assert_eq!(send(&server, &["--raw", "-o", name]).code, 0);
    assert_eq!(fs::read(&path).unwrap(), coded);
    assert_eq!(send(&server, &["-o", "-"]).out, "text\n");
    let response = &send(&server, &["--json"]).json()["response"];
    assert_eq!(
        (
            &response["body"],
            &response["decoding"]["state"],
            &response["decoding"]["codings"][0]
        ),
        (&"text\n".into(), &"decoded".into(), &"gzip".into())
    );
    assert_eq!(
        (&response["body_bytes"], &response["received_bytes"]),
        (&5.into(), &coded.len().into())
    );
}

#[test]
fn a_body_that_is_not_what_its_coding_says_is_printed_and_an_error() {
    let server = answering(raw_reply("content-encoding: gzip", b"plain text"));
    let ran = send(&server, &[]);
    assert_eq!((ran.code, ran.out.as_str()), (1, "plain text"));
    assert!(ran.err.contains("gzip") && ran.err.contains("--raw"), "{ran:?}");
    let ran = send(&server, &["--raw"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "plain text", "")
    );
}

#[test]
fn of_a_body_that_is_cut_what_came_is_written_and_the_exit_code_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let server = answering(raw_reply("content-length: 100", b"half"));
    let ran = send(&server, &["-o", path.to_str().unwrap()]);
    assert_eq!((ran.code, fs::read(&path).unwrap()), (1, b"half".to_vec()));
    assert!(ran.err.contains("before the response was whole"), "{ran:?}");
    let ran = send(&server, &["--json"]);
    let response = &ran.json()["response"];
    assert_eq!(
        (ran.code, &response["complete"], &response["end"]),
        (1, &false.into(), &"connection".into())
    );
    assert_eq!(response["body"], "half");
}

#[test]
fn without_a_reply_the_file_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::File::create(&path).unwrap().write_all(b"old").unwrap();
    let ran = send(&answering(Vec::new()), &["-o", path.to_str().unwrap()]);
    assert_eq!((ran.code, fs::read(&path).unwrap()), (1, b"old".to_vec()));
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn a_file_that_can_not_be_written_is_found_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/such/folder");
    let server = answering(whole(b"text"));
    let ran = send(&server, &["-o", path.to_str().unwrap()]);
    assert_eq!((ran.code, server.accepted()), (1, 0));
    assert!(
        ran.err.contains("can not be written") && ran.err.contains("--output"),
        "{ran:?}"
    );
    let ran = send(&server, &["--json", "-o", path.to_str().unwrap()]);
    assert_eq!(ran.json()["error"]["kind"], "output");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_a_full_one_is_an_error() {
    use std::os::unix::fs::FileTypeExt as _;
    let server = answering(whole(b"text"));
    assert_eq!(send(&server, &["-o", "/dev/null"]).code, 0);
    let ran = send(&server, &["-o", "/dev/full"]);
    assert!(
        ran.code == 1 && ran.err.contains("/dev/full can not be written"),
        "{ran:?}"
    );
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn a_stream_is_printed_as_it_comes() {
    let (open, opened) = channel::<()>();
    let opened = Mutex::new(opened);
    let server = Server::<()>::start(move |mut connection, _| {
        connection.request();
        connection.write(&raw_reply("content-type: text/event-stream", b"data: 1\n\n"));
        opened.lock().unwrap().recv_timeout(PATIENCE).unwrap();
        connection.write(b"data: 2\n\n");
    });
    let mut child = binary()
        .args(["send", "--auth", "none", "-i", "GET", &url(&server)])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    let first = [next(), next(), next(), next(), next()];
    assert_eq!(
        first,
        [
            "HTTP/1.1 200 OK",
            "content-type: text/event-stream",
            "",
            "data: 1",
            ""
        ]
    );
    open.send(()).unwrap();
    assert_eq!([next(), next()], ["data: 2", ""]);
    assert!(child.wait().unwrap().success());
}

#[test]
fn when_nobody_reads_any_more_an_endless_body_ends() {
    let server = Server::start(|mut connection, ended| {
        connection.request();
        connection.write(&raw_reply("content-type: text/plain", b""));
        while connection.try_write(b"on and on\n") {}
        ended.send(()).unwrap();
    });
    let mut child = binary()
        .args(["send", "--auth", "none", "GET", &url(&server)])
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 100]).unwrap();
    drop(out);
    server.next();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_body_above_the_memory_limit_is_printed_whole() {
    let body: Vec<u8> = (0..10_000_000_u64).flat_map(u64::to_le_bytes).collect();
    let server = answering(whole(&body));
    let mut child = binary()
        .args(["send", "--auth", "none", "GET", &url(&server)])
        .spawn()
        .unwrap();
    let mut printed = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut printed).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(printed == body, "{} of {} bytes", printed.len(), body.len());
}

#[test]
fn a_large_body_is_left_out_of_the_json_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let name = path.to_str().unwrap();
    let server = answering(whole(&vec![b'x'; 9_000_000]));
    let ran = send(&server, &["--json"]);
    let report = ran.json();
    let response = &report["response"];
    assert!(ran.code == 0 && ran.out.len() < 10_000, "{}", ran.out.len());
    for absent in ["body", "body_base64", "body_file"] {
        assert!(response[absent].is_null(), "{absent}");
    }
    assert_eq!(
        (&response["body_bytes"], &response["complete"]),
        (&9_000_000.into(), &true.into())
    );
    assert!(report["timings"]["phases"]["downloading"].as_f64().unwrap() >= 0.0);
    let response = &send(&server, &["--json", "-o", name]).json()["response"];
    assert!(
        response["body_file"] == name && response["body"].is_null(),
        "{response}"
    );
    assert_eq!(fs::metadata(&path).unwrap().len(), 9_000_000);
}

/// The secret stands across two writes, and across the place where a long line is parted.
#[test]
fn a_secret_in_a_streamed_body_is_replaced() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        let (front, back) = DEMO_SECRET.split_at(11);
        connection.write(&raw_reply("connection: close", front.as_bytes()));
        connection.write(format!("{back}\n{}{DEMO_SECRET}", "x".repeat((1 << 20) - 65_536)).as_bytes());
        connection.write(format!("{}{DEMO_SECRET}", "y".repeat(300_000)).as_bytes());
    });
    let target = url(&server);
    let flags = ["send", "--region", "us-east-1", "--service", "s3", "GET", &target];
    let output = binary()
        .envs(DEMO)
        .args(flags)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(!out.contains(DEMO_SECRET) && output.status.success());
    assert_eq!(out.matches("[secret access key, 40 bytes").count(), 3);
    assert_eq!(
        out.matches('y').count() - 3 * "[secret access key, 40 bytes".matches('y').count(),
        300_000
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_download_keeps_what_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let server = Server::start(|mut connection, held| {
        connection.request();
        connection.write(&raw_reply("content-length: 100", b"half"));
        held.send(()).unwrap();
        connection.until_closed();
    });
    let mut child = binary()
        .args([
            "send",
            "--auth",
            "none",
            "-o",
            path.to_str().unwrap(),
            "GET",
            &url(&server),
        ])
        .spawn()
        .unwrap();
    server.next();
    // The bytes are in the file under its other name before the program is interrupted.
    let came = || {
        names(folder.path())
            .iter()
            .any(|name| fs::read(folder.path().join(name)).is_ok_and(|bytes| bytes == b"half"))
    };
    while !came() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{err}");
    assert!(err.contains("Cancelled"), "{err}");
    assert_eq!(fs::read(&path).unwrap(), b"half");
    assert_eq!(names(folder.path()), ["file"]);
}
