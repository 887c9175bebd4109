//! Files that are not what they were: the server never sees a whole request of them.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use countersign::engine::{Deps, SendId, exchange};
use countersign::http::{HyperTransport, Lookup, SystemLookup, Trust};
use countersign::model::{Body, BodyKind, Exchange, FileBody, Outcome, PartKind, PartRow, Request, Stage};
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::support::engine::WokenEngine;
use crate::support::files::{Files, content};
use crate::support::order::{deps, deps_with, execute_api, order, signed};
use crate::support::server::Server;

fn put(url: &str, path: &Path) -> Request {
    let mut request = signed(url);
    "PUT".clone_into(&mut request.http.method);
    request.http.body = Body {
        kind: BodyKind::File,
        file: FileBody {
            path: path.to_str().unwrap().to_owned(),
            ..FileBody::default()
        },
        ..Body::default()
    };
    request
}

fn multipart(url: &str, path: &Path) -> Request {
    let mut request = put(url, path);
    request.http.body.kind = BodyKind::Multipart;
    request.http.body.parts = vec![PartRow {
        name: "f".to_owned(),
        kind: PartKind::File,
        path: path.to_str().unwrap().to_owned(),
        ..PartRow::default()
    }];
    request
}

/// What happens to a file.
type Change = fn(&Path);

fn alter_the_last_byte(path: &Path) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::End(-1)).unwrap();
    file.write_all(b"!").unwrap();
}

fn shrink(path: &Path) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() - 1).unwrap();
}

fn grow(path: &Path) {
    File::options()
        .append(true)
        .open(path)
        .unwrap()
        .write_all(b"!")
        .unwrap();
}

fn vanish(path: &Path) {
    fs::remove_file(path).unwrap();
}

fn become_a_folder(path: &Path) {
    vanish(path);
    fs::create_dir(path).unwrap();
}

/// Changes the file while the name is resolved: after the first pass, before the second.
struct ChangeOnLookup {
    path: PathBuf,
    change: Change,
}

impl Lookup for ChangeOnLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        (self.change)(&self.path);
        SystemLookup.lookup(host)
    }
}

/// What came before the connection ended.
struct Came {
    /// What `content-length` promised; `None` when not even a whole head came.
    promised: Option<u64>,
    /// Bytes of body.
    body: u64,
}

impl Came {
    fn of(received: &[u8]) -> Self {
        let Some(end) = memchr::memmem::find(received, b"\r\n\r\n") else {
            return Self {
                promised: None,
                body: 0,
            };
        };
        let (head, body) = received.split_at(end + 4);
        let head = String::from_utf8(head.to_vec()).unwrap();
        let promised = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        Self {
            promised: Some(promised.unwrap().parse().unwrap()),
            body: body.len() as u64,
        }
    }

    /// Of a whole request all came that was promised.
    fn is_whole(&self) -> bool {
        self.promised.is_some_and(|promised| self.body >= promised)
    }
}

/// A server that reads until the connection ends. It first waits at its gate, once the head is there.
fn gated(gate: impl Fn() + Send + Sync + 'static) -> Server<Came> {
    Server::start(move |mut connection, report| {
        connection.wait_for(b"\r\n\r\n");
        gate();
        report.send(Came::of(&connection.until_closed())).unwrap();
    })
}

/// A server that reads until the connection ends.
fn reader() -> Server<Came> {
    Server::start(|connection, report| {
        report.send(Came::of(&connection.until_closed())).unwrap();
    })
}

fn failure(exchange: &Exchange) -> (&'static str, &str) {
    match &exchange.outcome {
        Outcome::Failed(failure) => (failure.kind, &failure.message),
        other => panic!("{other:?}"),
    }
}

async fn run(deps: &Deps, request: Request) -> Exchange {
    exchange::run(deps, &order(request), &CancellationToken::new()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn between_the_passes() {
    let files = Files::new();
    let changes: [(Change, &str); 5] = [
        (alter_the_last_byte, "file-changed"),
        (shrink, "file-changed"),
        (grow, "file-changed"),
        (vanish, "file-changed"),
        (become_a_folder, "file-is-folder"),
    ];
    for length in [1, 5_000, 200_000] {
        for (number, (change, kind)) in changes.into_iter().enumerate() {
            for make in [put, multipart] {
                let path = files.place(&format!("{length}-{number}"));
                fs::remove_dir(&path).ok();
                files.write(&format!("{length}-{number}"), &content(length));
                let server = reader();
                let lookup = ChangeOnLookup {
                    path: path.clone(),
                    change,
                };
                let transport = HyperTransport::new(Arc::new(lookup), Trust::System);
                let deps = deps_with(Arc::new(transport));
                let exchange = run(&deps, make(&execute_api(server.port(), "/"), &path)).await;
                assert_eq!(failure(&exchange).0, kind, "{length} {number}");
                assert!(!server.next().is_whole(), "{length} {number}");
            }
        }
    }
}

/// More than all buffers on the way hold, so that the end is not read while the server waits.
const LARGE: usize = 48 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn while_it_is_sent() {
    let files = Files::new();
    let changes: [Change; 3] = [alter_the_last_byte, shrink, grow];
    let bytes = content(LARGE);
    for change in changes {
        let path = PathBuf::from(files.write("large", &bytes));
        let changed = path.clone();
        let server = gated(move || change(&changed));
        let exchange = run(&deps(), put(&execute_api(server.port(), "/"), &path)).await;
        let (kind, message) = failure(&exchange);
        assert_eq!(kind, "file-changed");
        assert!(message.ends_with("large changed while it was sent"), "{message}");
        let came = server.next();
        assert_eq!(came.promised, Some(LARGE as u64));
        assert!(!came.is_whole());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_that_can_not_be_sent_reaches_no_connection() {
    let files = Files::new();
    let server = reader();
    let url = execute_api(server.port(), "/");
    let boundary = files.write("boundary", b"x\r\n--mine\r\n");
    let mut cut = multipart(&url, Path::new(&boundary));
    cut.http.body.boundary = "mine".to_owned();
    let pipe = files.place("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    let mut cases = vec![
        (put(&url, &files.place("missing")), "file-not-found"),
        (put(&url, &files.place("")), "file-is-folder"),
        (put(&url, Path::new("/dev/zero")), "file-not-regular"),
        (cut, "boundary-in-part"),
    ];
    if made.is_ok_and(|made| made.success()) {
        cases.push((put(&url, &pipe), "file-not-regular"));
    }
    for (request, kind) in cases {
        let exchange = run(&deps(), request).await;
        assert_eq!(failure(&exchange).0, kind);
        let Outcome::Failed(failure) = &exchange.outcome else {
            panic!()
        };
        assert_eq!(failure.stage, Stage::Hashing);
        assert!(!failure.hint.is_empty());
    }
    assert_eq!(server.accepted(), 0);
}

/// A file of a terabyte of nothing: nobody waits for its end.
fn endless(files: &Files) -> PathBuf {
    let path = PathBuf::from(files.write("endless", b""));
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    path
}

#[test]
fn hashing_shows_its_progress_and_a_cancel_ends_it() {
    let files = Files::new();
    let request = put(&execute_api(1, "/"), &endless(&files));
    let engine = WokenEngine::start(deps());
    let order = order(request);
    let progress = Arc::clone(&order.progress);
    let cancel = engine.engine.try_send(SendId(1), order).unwrap();
    engine.woken_until(|_| (progress.hashed() > 1 << 20).then_some(()));
    assert_eq!(
        (progress.stage(), progress.body_total()),
        (Stage::Hashing, 1 << 40)
    );
    cancel.cancel();
    let (_, exchange, _) = engine.finished();
    let Outcome::Cancelled { stage, .. } = exchange.outcome else {
        panic!("{:?}", exchange.outcome)
    };
    assert_eq!(stage, Stage::Hashing);
    // The reading thread lets go of it too.
    while Arc::strong_count(&progress) > 1 {
        std::thread::yield_now();
    }
}

#[test]
fn sending_shows_its_progress_and_a_cancel_ends_it_before_the_last_byte() {
    let files = Files::new();
    let path = PathBuf::from(files.write("large", &content(LARGE)));
    let (release, held) = channel::<()>();
    let held = Mutex::new(held);
    let server = gated(move || held.lock().unwrap().recv().unwrap());
    let engine = WokenEngine::start(deps());
    let order = order(put(&execute_api(server.port(), "/"), &path));
    let progress = Arc::clone(&order.progress);
    let cancel = engine.engine.try_send(SendId(1), order).unwrap();
    engine.woken_until(|_| (progress.sent() > 0).then_some(()));
    assert_eq!(
        (progress.hashed(), progress.body_total()),
        (LARGE as u64, LARGE as u64)
    );
    cancel.cancel();
    let (_, exchange, _) = engine.finished();
    assert!(
        matches!(exchange.outcome, Outcome::Cancelled { .. }),
        "{:?}",
        exchange.outcome
    );
    let release: Sender<()> = release;
    release.send(()).unwrap();
    assert!(!server.next().is_whole());
}
