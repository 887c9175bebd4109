//! CPU time and size of a large history.
//!
//! ```text
//! cargo bench --bench history [-- EXCHANGES]
//! ```
//!
//! Writes 100,000 exchanges with replies of some 1.5 kB, then opens the history and asks it as a window does. Prints the
//! CPU time of the thread, the mean (some systems count in ticks of 4 ms) and the worst of the rounds, beside the limits of the issue, and the size on disk.
//! Fails above a limit: 100 ms for what a person waits for, 10 ms for a write.
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use countersign::model::{
    BodyDigest, BodyEnd, Connection, Decoding, Endpoint, Exchange, ExchangeId, HeaderSource, HistoryFilter,
    HistoryQuery, Outcome, Request, Response, ResponseHead, Scheme, Secret, StatusClass, Timings, Traced,
    WireBody, WireHeader, WireRequest,
};
use countersign::redact::KnownSecrets;
use countersign::store::history::{BodyOf, Database, HistoryEntry, HistoryLimits, HistoryPlace, Sent};
use countersign::store::places::Places;
use time::OffsetDateTime;
use time::macros::datetime;

const EXCHANGES: u128 = 100_000;
const WRITTEN_TOGETHER: u128 = 500;
const ROUNDS: u32 = 21;
const PAGE: usize = 50;
const WAITED_FOR_MILLIS: f64 = 100.0;
const WRITE_MILLIS: f64 = 10.0;
/// The index is searched for every group of characters that goes; nobody waits for it.
const DELETE_MILLIS: f64 = 500.0;
const NOW: OffsetDateTime = datetime!(2026-11-20 12:00:00 UTC);

const WORDS: [&str; 16] = [
    "pet",
    "order",
    "invoice",
    "customer",
    "shipping",
    "address",
    "street",
    "quantity",
    "price",
    "currency",
    "colour",
    "created",
    "updated",
    "status",
    "pending",
    "delivered",
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let given = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let exchanges: u128 = given.unwrap_or(EXCHANGES);
    let folder = tempfile::tempdir()?;
    let places = Places::new(Some(folder.path().join("data")))?;
    fill(&places, exchanges)?;
    println!(
        "{exchanges} exchanges: {} MB on disk",
        bytes_below(&places.data_dir) / 1_000_000
    );
    for (table, bytes) in tables(&places)? {
        println!("    {table:<40} {:>10.1} MB", bytes / 1e6);
    }
    println!("{:<52} {:>10} {:>10} {:>10}", "", "mean ms", "worst ms", "limit");
    let mut table = Table::default();
    table.row("open", WAITED_FOR_MILLIS, || {
        black_box(Database::open(&places, NOW)?);
        Ok(())
    })?;
    let (mut database, _) = Database::open(&places, NOW)?;
    println!("    {:?}", database.totals()?);
    asked(&mut table, &database, exchanges)?;
    written(&mut table, &mut database, exchanges)?;
    Ok(if table.is_missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What a person waits for.
fn asked(table: &mut Table, database: &Database, exchanges: u128) -> Result<(), Box<dyn Error>> {
    let text = |text: &str| HistoryQuery {
        text: text.to_owned(),
        ..HistoryQuery::default()
    };
    let filter = |filter: HistoryFilter| HistoryQuery {
        filter,
        ..HistoryQuery::default()
    };
    let of_host = filter(HistoryFilter {
        host: Some("svc7.execute-api.us-east-1.amazonaws.com".to_owned()),
        ..HistoryFilter::default()
    });
    let of_nothing = filter(HistoryFilter {
        status: Some(StatusClass::Redirection),
        method: Some("PATCH".to_owned()),
        ..HistoryFilter::default()
    });
    let both = HistoryQuery {
        text: "invoice".to_owned(),
        ..of_nothing.clone()
    };
    for (what, query) in [
        ("first page", HistoryQuery::default()),
        ("page of a host", of_host),
        ("page of filters that nothing passes", of_nothing),
        ("search: a word of every exchange", text("amazonaws")),
        ("search: words of many", text("invoice delivered")),
        ("search: one exchange", text("req-00000777")),
        ("search: nothing", text("zebra crossing")),
        ("search: groups of many, the word of none", text("statustatu")),
        ("search: two characters of many", text("pe")),
        ("search: two characters of none", text("qz")),
        ("search with filters that nothing passes", both),
    ] {
        table.row(what, WAITED_FOR_MILLIS, || {
            black_box(database.page(&query, None, PAGE)?);
            Ok(())
        })?;
        table.row(&format!("    counted: {what}"), WAITED_FOR_MILLIS, || {
            black_box(database.count(&query)?);
            Ok(())
        })?;
    }
    for (what, query) in [
        ("scroll: each of 200 pages", HistoryQuery::default()),
        ("scroll a search: each of 200 pages", text("delivered")),
    ] {
        let mut before = None;
        table.rounds(what, 200, WAITED_FOR_MILLIS, || {
            let page = database.page(&query, before, PAGE)?;
            before = page.next;
            Ok(())
        })?;
    }
    let mut number = 0;
    table.row("read one whole", WAITED_FOR_MILLIS, || {
        number = (number * 31 + 17) % exchanges;
        black_box(database.read(ExchangeId::from_random(number + 1))?);
        Ok(())
    })
}

/// What the thread of the history does for a send.
fn written(table: &mut Table, database: &mut Database, from: u128) -> Result<(), Box<dyn Error>> {
    let known = known();
    let mut number = from;
    table.rounds("take the secrets out of one", 200, WRITE_MILLIS, || {
        number += 1;
        black_box(entry(number, &known));
        Ok(())
    })?;
    // A worker makes them, so they are made before the time of a write begins.
    let mut ready: Vec<HistoryEntry> = (from + 1..=from + 240)
        .rev()
        .map(|number| entry(number, &known))
        .collect();
    table.rounds("write one", 200, WRITE_MILLIS, || {
        database.write(&ready.pop().ok_or("none left")?)?;
        Ok(())
    })?;
    let limits = HistoryLimits {
        entries: u64::try_from(from)?,
        ..HistoryLimits::default()
    };
    table.rounds(
        "write one and delete the oldest by the limits",
        40,
        WRITE_MILLIS,
        || {
            database.write(&ready.pop().ok_or("none left")?)?;
            database.trim(&limits, NOW)?;
            Ok(())
        },
    )?;
    let mut number = from;
    table.rounds("delete one without a trace", 40, DELETE_MILLIS, || {
        number += 1;
        database.delete(ExchangeId::from_random(number))?;
        Ok(())
    })
}

#[derive(Default)]
struct Table {
    is_missed: bool,
}

impl Table {
    fn row(
        &mut self,
        what: &str,
        limit: f64,
        work: impl FnMut() -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        self.rounds(what, ROUNDS, limit, work)
    }

    fn rounds(
        &mut self,
        what: &str,
        rounds: u32,
        limit: f64,
        mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let (mut all, mut worst) = (0.0, 0.0_f64);
        for _ in 0..rounds {
            let start = cpu_millis();
            work()?;
            let millis = cpu_millis() - start;
            all += millis;
            worst = worst.max(millis);
        }
        let mean = all / f64::from(rounds);
        println!("{what:<52} {mean:>10.2} {worst:>10.2} {limit:>10.0}");
        self.is_missed |= mean > limit;
        Ok(())
    }
}

fn fill(places: &Places, exchanges: u128) -> Result<(), Box<dyn Error>> {
    let (mut database, _) = Database::open(places, NOW)?;
    // Searching for secrets takes longer than writing, and is measured below.
    let known = KnownSecrets::default();
    let start = cpu_millis();
    let mut number = 0;
    while number < exchanges {
        let last = exchanges.min(number + WRITTEN_TOGETHER);
        let entries: Vec<HistoryEntry> = (number + 1..=last).map(|number| entry(number, &known)).collect();
        database.write_all(&entries)?;
        number = last;
    }
    let millis = cpu_millis() - start;
    println!(
        "made and written together: {:.2} ms of CPU for each",
        millis / as_f64(exchanges)
    );
    Ok(())
}

fn as_f64(number: u128) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn known() -> KnownSecrets {
    let mut known = KnownSecrets::default();
    known.insert(
        "secret access key",
        &Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    );
    known.insert(
        "session token",
        &Secret::new("IQoJb3JpZ2luX2VjEXAMPLETOKEN".repeat(30)),
    );
    known
}

fn entry(number: u128, known: &KnownSecrets) -> HistoryEntry {
    let host = format!("svc{}.execute-api.us-east-1.amazonaws.com", number % 40);
    let target = format!("/prod/{}/{number}?limit=10", word(number));
    let mut request = Request::default();
    request.http.url = format!("https://{host}{target}");
    let method = if number.is_multiple_of(5) { "POST" } else { "GET" };
    let header = |name: &str, value: String| WireHeader {
        name: Traced::rule(name, "bench"),
        value: Traced::rule(&value, "bench"),
        source: HeaderSource::Client("bench"),
    };
    let scope = "20261120/us-east-1/execute-api/aws4_request";
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/{scope}, SignedHeaders=host;x-amz-date, Signature={}",
        hex(number, 64)
    );
    let wire = WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            host: host.clone(),
            port: 443,
        },
        method: Traced::rule(method, "bench"),
        target: Traced::rule(&target, "bench"),
        headers: vec![
            header("host", host),
            header("user-agent", "countersign/0.1".to_owned()),
            header("x-amz-date", "20261120T120000Z".to_owned()),
            header("authorization", authorization),
        ],
        body: WireBody::default(),
        digest: BodyDigest::of(b""),
    };
    let body = body(number);
    let status = if number.is_multiple_of(20) { 403 } else { 200 };
    let exchange = Exchange {
        id: ExchangeId::from_random(number),
        began: NOW + Duration::from_secs(u64::try_from(number).unwrap_or_default()),
        wire: Some(Arc::new(wire)),
        report: None,
        notes: Vec::new(),
        secret_occurrences: Some(0),
        hops: Vec::new(),
        redirect: None,
        connection: Connection::default(),
        outcome: Outcome::Replied(Response {
            head: ResponseHead {
                status,
                reason: "OK".to_owned(),
                headers: vec![
                    ("date".to_owned(), "Fri, 20 Nov 2026 12:00:00 GMT".to_owned()),
                    ("content-type".to_owned(), "application/json".to_owned()),
                    ("content-length".to_owned(), body.len().to_string()),
                    ("x-amzn-requestid".to_owned(), hex(number + 1, 32)),
                    ("x-amz-apigw-id".to_owned(), hex(number + 2, 16)),
                ],
            },
            body_bytes: body.len() as u64,
            received_bytes: body.len() as u64,
            end: BodyEnd::Complete,
            decoding: Decoding::None,
        }),
        chain: Vec::new(),
        secrets: Vec::new(),
        question: None,
        timings: Timings::default(),
    };
    let place = HistoryPlace {
        collection: Some("shop".to_owned()),
        request: Some(format!("{}/request {}.yml", word(number), number % 100)),
        environment: number.is_multiple_of(3).then(|| "dev".to_owned()),
    };
    let sent = Sent {
        exchange: &exchange,
        request: &request,
        sent_body: BodyOf::None,
        reply_body: BodyOf::Bytes(body.as_bytes()),
        findings: &[],
        place: &place,
    };
    HistoryEntry::new(&sent, known, HistoryLimits::default().body_bytes)
}

/// A list of six things.
fn body(number: u128) -> String {
    let thing = |at: u128| {
        let seed = number * 7 + at;
        format!(
            "{{\"id\": \"{}\", \"{}\": \"{}\", \"{}\": {}, \"status\": \"{}\", \"created\": \"2026-11-{:02}T{:02}:{:02}:00Z\", \
             \"{}\": \"{} {}\"}}",
            hex(seed, 24),
            word(seed),
            word(seed / 3),
            word(seed / 5),
            seed % 10_000,
            word(seed / 7),
            seed % 28 + 1,
            seed % 24,
            seed % 60,
            word(seed / 11),
            word(seed / 13),
            word(seed / 17),
        )
    };
    let things: Vec<String> = (0..6).map(thing).collect();
    format!(
        "{{\"request\": \"req-{number:08}\", \"items\": [{}]}}",
        things.join(", ")
    )
}

fn word(seed: u128) -> &'static str {
    let at = usize::try_from(mixed(seed) % WORDS.len() as u64).unwrap_or_default();
    WORDS.get(at).copied().unwrap_or_default()
}

/// Hex digits that look drawn by lot.
fn hex(seed: u128, digits: usize) -> String {
    let parts = (0..).map(|part| format!("{:016x}", mixed(seed + (part << 64))));
    let mut text: String = parts.take(digits.div_ceil(16)).collect();
    text.truncate(digits);
    text
}

/// `SplitMix64`.
fn mixed(seed: u128) -> u64 {
    let seed = u64::try_from((seed ^ (seed >> 64)) & u128::from(u64::MAX)).unwrap_or_default();
    let mut word = seed
        .wrapping_add(seed >> 32)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// What each table and index takes.
fn tables(places: &Places) -> Result<Vec<(String, f64)>, Box<dyn Error>> {
    let connection = rusqlite::Connection::open(places.history_file())?;
    let mut statement = connection
        .prepare("SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC LIMIT 6")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                bytes_below(&path)
            } else {
                entry.metadata().map_or(0, |facts| facts.len())
            }
        })
        .sum()
}

/// CPU time of this thread, from the scheduler's own count in nanoseconds; 0 where there is none.
fn cpu_millis() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    nanos.unwrap_or_default() / 1e6
}
