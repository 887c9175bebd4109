//! The history: what is kept and found again, limits, clearing, damage, kills, and no secret anywhere.

mod canaries;
mod clearing;
mod damage;
mod entries;
mod kills;
mod limits;
mod paging;
mod searching;
mod threads;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign::model::{
    BodyDigest, BodyEnd, Cause, Confidence, Connection, Decoding, Endpoint, Exchange, ExchangeId, Finding,
    HeaderSource, HistoryQuery, Outcome, Request, Response, ResponseHead, Scheme, Timings, Traced, WireBody,
    WireHeader, WireRequest,
};
use countersign::redact::KnownSecrets;
use countersign::store::history::{BodyOf, Database, HistoryEntry, HistoryNotice, HistoryPlace, Sent};
use countersign::store::places::Places;
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-20 12:00:00 UTC);
const MOST_BODY_BYTES: u64 = 1 << 20;

struct Fixture {
    folder: tempfile::TempDir,
    places: Places,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(Some(folder.path().join("data"))).unwrap();
        Self { folder, places }
    }

    fn open(&self) -> Database {
        let (database, notices) = Database::open(&self.places, NOW).unwrap();
        assert_eq!(notices, []);
        database
    }

    fn open_damaged(&self) -> (Database, Vec<HistoryNotice>) {
        Database::open(&self.places, NOW).unwrap()
    }

    /// Every file below the data folder.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.places.data_dir, &mut found);
        found.sort();
        found
    }

    fn names(&self) -> Vec<String> {
        let names = self.files().into_iter();
        names
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect()
    }

    /// How many bodies are in files of their own.
    fn spilled(&self) -> usize {
        let files = self.files().into_iter();
        files
            .filter(|file| file.extension().is_some_and(|extension| extension == "zst"))
            .count()
    }

    /// How often these bytes stand in all files, as they are.
    fn occurrences(&self, bytes: &[u8]) -> usize {
        let files = self.files().into_iter();
        files
            .map(|file| memchr::memmem::find_iter(&fs::read(file).unwrap(), bytes).count())
            .sum()
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// A send without signature, of which tests change what they are about.
struct Made {
    exchange: Exchange,
    request: Request,
    sent_body: Vec<u8>,
    reply_body: Vec<u8>,
    findings: Vec<Finding>,
    place: HistoryPlace,
    known: KnownSecrets,
}

impl Made {
    fn new(number: u128) -> Self {
        Self::at(number, "example.com", &format!("/pets/{number}"))
    }

    fn at(number: u128, host: &str, target: &str) -> Self {
        let mut request = Request::default();
        request.http.url = format!("https://{host}{target}");
        let wire = WireRequest {
            endpoint: Endpoint {
                scheme: Scheme::Https,
                host: host.to_owned(),
                port: 443,
            },
            method: Traced::rule("GET", "test"),
            target: Traced::rule(target, "test"),
            headers: Vec::new(),
            body: WireBody::default(),
            digest: BodyDigest::of(b""),
        };
        let exchange = Exchange {
            id: ExchangeId::from_random(number),
            began: NOW + Duration::from_secs(u64::try_from(number % 1_000_000).unwrap()),
            wire: Some(Arc::new(wire)),
            report: None,
            notes: Vec::new(),
            secret_occurrences: None,
            hops: Vec::new(),
            redirect: None,
            connection: Connection::default(),
            outcome: Outcome::Replied(Response {
                head: ResponseHead {
                    status: 200,
                    reason: "OK".to_owned(),
                    headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                },
                body_bytes: 0,
                received_bytes: 0,
                end: BodyEnd::Complete,
                decoding: Decoding::None,
            }),
            chain: Vec::new(),
            secrets: Vec::new(),
            question: None,
            timings: Timings::default(),
        };
        Self {
            exchange,
            request,
            sent_body: Vec::new(),
            reply_body: Vec::new(),
            findings: Vec::new(),
            place: HistoryPlace::default(),
            known: KnownSecrets::default(),
        }
    }

    fn id(&self) -> ExchangeId {
        self.exchange.id
    }

    fn wire(&mut self) -> &mut WireRequest {
        Arc::make_mut(self.exchange.wire.as_mut().unwrap())
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.wire().headers.push(WireHeader {
            name: Traced::rule(name, "test"),
            value: Traced::rule(value, "test"),
            source: HeaderSource::Typed,
        });
        self
    }

    fn method(mut self, method: &str) -> Self {
        self.wire().method = Traced::rule(method, "test");
        self
    }

    fn head(&mut self) -> &mut ResponseHead {
        match &mut self.exchange.outcome {
            Outcome::Replied(response) => &mut response.head,
            other => panic!("{other:?}"),
        }
    }

    fn status(mut self, status: u16) -> Self {
        self.head().status = status;
        self
    }

    fn reply(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.reply_body = body.into();
        self
    }

    fn finding(mut self, cause: Cause, title: &str) -> Self {
        self.findings.push(Finding {
            cause,
            confidence: Confidence::Certain,
            title: title.to_owned(),
            evidence: Vec::new(),
            meaning: String::new(),
            ruled_out: Vec::new(),
            steps: Vec::new(),
            mend: None,
            policy: None,
            part: None,
        });
        self
    }

    fn entry(&self) -> HistoryEntry {
        let sent = Sent {
            exchange: &self.exchange,
            request: &self.request,
            sent_body: BodyOf::Bytes(&self.sent_body),
            reply_body: BodyOf::Bytes(&self.reply_body),
            findings: &self.findings,
            place: &self.place,
        };
        HistoryEntry::new(&sent, &self.known, MOST_BODY_BYTES)
    }
}

/// Writes exchanges 1 to `count`.
fn fill(database: &mut Database, count: u128) {
    let entries: Vec<HistoryEntry> = (1..=count).map(|number| Made::new(number).entry()).collect();
    database.write_all(&entries).unwrap();
}

fn search(text: &str) -> HistoryQuery {
    HistoryQuery {
        text: text.to_owned(),
        ..HistoryQuery::default()
    }
}

/// Numbers of all exchanges that a query finds, the newest first.
fn found(database: &Database, query: &HistoryQuery) -> Vec<u128> {
    let mut numbers = Vec::new();
    let mut before = None;
    loop {
        let page = database.page(query, before, 7).unwrap();
        numbers.extend(page.rows.iter().map(|row| number_of(row.id)));
        if page.next.is_none() {
            return numbers;
        }
        before = page.next;
    }
}

fn number_of(id: ExchangeId) -> u128 {
    u128::from_str_radix(&id.to_string(), 16).unwrap()
}

/// Bytes that zstd does not make smaller, from a seed.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length)
        .map(|at| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Begins as no format does, and with no letter beside a zero.
            let first = if at < 8 { 0x80 } else { 0 };
            state.to_le_bytes()[4] | first
        })
        .collect()
}
