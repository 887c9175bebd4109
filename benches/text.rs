//! CPU time and memory of everything that reads a whole body.
//!
//! ```text
//! cargo bench --bench text
//! ```
//!
//! Bodies are made here from a seed, the same on every machine. Prints for each piece of work the mean CPU time of
//! the thread and the growth of anonymous memory, beside what `serde_json` takes to indent the same bytes. Fails when
//! one is above its limit.
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::process::ExitCode;

use bytes::Bytes;
use countersign::diagnosis::{Diagnosable, SignedText, diagnose};
use countersign::model::ResponseHead;
use countersign::text::document::{Document, View};
use countersign::text::search::{Query, find_all};
use countersign::text::{
    DEFAULT_ROW_BYTES, JsonRows, LineIndex, LineIndexer, RowText, Syntax, Tape, TreeRows, never,
};

const MB: usize = 1_000_000;
const FEWEST_ROUNDS: u32 = 2;
const MOST_ROUNDS: u32 = 5_000;
const LEAST_MILLIS: f64 = 150.0;
/// Above the body itself.
const MEMORY_LIMIT: usize = 150 * MB;
const VISIBLE_ROWS: usize = 60;

/// One line of the table.
struct Measured {
    what: String,
    millis: f64,
    limit_millis: Option<f64>,
    grown_bytes: usize,
    limit_bytes: Option<usize>,
}

fn main() -> ExitCode {
    let mut table = Vec::new();
    let lines = Bytes::from(lines_of_text(100 * MB));
    table.push(measure("line index, 100 MB, 5 M lines", Some(300.0), || {
        LineIndex::of(&lines, DEFAULT_ROW_BYTES, Syntax::Plain, &never)
    }));
    table.push(measure(
        "line index in chunks of 64 kB, 100 MB",
        Some(300.0),
        || {
            let mut indexer = LineIndexer::new(DEFAULT_ROW_BYTES, Syntax::Plain);
            lines.chunks(64 * 1024).for_each(|chunk| indexer.push(chunk));
            indexer.finish()
        },
    ));
    drop(lines);
    let empty = Bytes::from(vec![b'\n'; 100 * MB]);
    table.push(measure("line index, 100 M empty lines", None, || {
        LineIndex::of(&empty, DEFAULT_ROW_BYTES, Syntax::Plain, &never)
    }));
    drop(empty);
    let json = Bytes::from(json(100 * MB));
    table.push(measure(
        "line index, 100 MB JSON in one line",
        Some(300.0),
        || LineIndex::of(&json, DEFAULT_ROW_BYTES, Syntax::Json, &never),
    ));
    table.push(measure("pretty checkpoints, 100 MB JSON", Some(1000.0), || {
        JsonRows::of(&json, DEFAULT_ROW_BYTES, &never)
    }));
    table.push(measure("tape, 50 MB JSON", Some(1000.0), || {
        Tape::of(&json.slice(..50 * MB), &never)
    }));
    if let Ok(tape) = Tape::of(&json.slice(..50 * MB), &never) {
        table.push(measure("tree rows of that tape, all expanded", None, || {
            TreeRows::expanded(&tape)
        }));
    }
    for size in [10, 50, 100] {
        let body = json.slice(..size * MB);
        table.push(measure(
            &format!("first visible text, {size} MB JSON"),
            Some(50.0),
            || draw(&Document::first_look(body.clone(), Some("application/json"))),
        ));
    }
    table.push(measure("document: charset, index, pretty, 100 MB", None, || {
        Document::open(json.clone(), Some("application/json"), None, &never)
            .and_then(|document| document.with_pretty(&never))
    }));
    for (what, query) in [
        ("search text", Query::text("\"needle\"")),
        ("search text in any case", Query::text("NEEDLE").in_any_case()),
        ("search regular expression", Query::regex(r"need\w+\d{3}")),
        ("search text with many matches", Query::text("name")),
    ] {
        let found = find_all(&json, &query, &never).map_or(0, |found| found.total);
        assert!(found > 0, "{what} finds what was put there");
        table.push(measure(&format!("{what}, {found} found, 100 MB"), None, || {
            find_all(&json, &query, &never)
        }));
    }
    hostile(&mut table);
    diagnosis(&mut table);
    let small = json.slice(..100 * MB);
    let mut opponent = measure("serde_json: read and write indented, 100 MB", None, || {
        serde_json::from_slice::<serde_json::Value>(&small)
            .ok()
            .and_then(|value| serde_json::to_vec_pretty(&value).ok())
    });
    opponent.limit_bytes = None;
    table.push(opponent);
    report(&table)
}

/// Bodies that are made to hurt.
fn hostile(table: &mut Vec<Measured>) {
    let deep = Bytes::from("[".repeat(1_000_000) + &"]".repeat(1_000_000));
    table.push(measure(
        "pretty checkpoints, 1 M nested arrays",
        Some(1000.0),
        || JsonRows::of(&deep, DEFAULT_ROW_BYTES, &never),
    ));
    table.push(measure("tape, 1 M nested arrays", Some(1000.0), || {
        Tape::of(&deep, &never)
    }));
    let marks = Bytes::from("e".to_owned() + &"\u{301}".repeat(1_000_000));
    table.push(measure(
        "first text, a million combining marks",
        Some(50.0),
        || draw(&Document::first_look(marks.clone(), None)),
    ));
    let wide: Vec<u8> = lines_of_text(10 * MB)
        .into_iter()
        .flat_map(|byte| u16::from(byte).to_le_bytes())
        .collect();
    let wide = Bytes::from(wide);
    table.push(measure("document, 20 MB UTF-16", Some(1000.0), || {
        Document::open(wide.clone(), Some("text/plain; charset=utf-16le"), None, &never)
    }));
    let invalid = Bytes::from(vec![0xFF; 100 * MB]);
    table.push(measure("document, 100 MB of FF", None, || {
        Document::open(invalid.clone(), Some("text/plain; charset=utf-8"), None, &never)
    }));
}

/// Why a reply of 64 kB was refused: with the strings of a mismatch, and without a word of AWS.
fn diagnosis(table: &mut Vec<Measured>) {
    const LONGEST: usize = 64 * 1024;
    let canonical = |end: &str| {
        let query = "a=1&".repeat(12_000);
        format!(
            "GET\n/{end}\n{query}\nhost:h\nx-amz-date:20261120T120000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD"
        )
    };
    let (ours, theirs) = (canonical("a"), canonical("b"));
    let message = "The request signature we calculated does not match the signature you provided. Check your AWS \
                   Secret Access Key and signing method. Consult the service documentation for details.";
    let mismatch = format!(
        "{{\"message\":\"{message}\\n\\nThe Canonical String for this request should have been\\n'{}'\\n\\nThe \
         String-to-Sign should have been\\n'AWS4-HMAC-SHA256\\n20261120T120000Z\\ns\\nh'\\n\"}}",
        theirs.replace('\n', "\\n")
    );
    let sentences = format!("{{\"message\":\"{}\"}}", "This is no word of AWS. ".repeat(2_600));
    let page = format!("<html><body>{}</body></html>", "<p>a</p>".repeat(8_000));
    let elements = format!("<Error><Code>A</Code>{}</Error>", "<B>c&amp;d</B>".repeat(4_600));
    let list = String::from_utf8(json(LONGEST)).unwrap_or_default();
    let head = ResponseHead {
        status: 403,
        reason: String::new(),
        headers: vec![("x-amzn-RequestId".to_owned(), "1".to_owned())],
    };
    for (what, body) in [
        ("the strings of a mismatch", &mismatch),
        ("sentences", &sentences),
        ("a page", &page),
        ("elements", &elements),
        ("a list", &list),
    ] {
        let input = Diagnosable {
            signed: Some(SignedText {
                canonical_request: &ours,
                string_to_sign: "AWS4-HMAC-SHA256\n20261120T120000Z\ns\nh",
            }),
            ..Diagnosable::of_reply(&head, body.as_bytes())
        };
        table.push(measure(&format!("diagnosis of 64 kB, {what}"), Some(1.0), || {
            diagnose(&input)
        }));
    }
}

/// Draws the first screen.
fn draw(document: &Document) -> usize {
    let mut drawn = 0;
    document
        .view(View::Raw)
        .visit(0..VISIBLE_ROWS, &mut RowText::default(), |_, row| {
            drawn += row.text.len();
        });
    drawn
}

/// Mean CPU time of as many rounds as give a figure beyond the scheduler's steps of some milliseconds; the growth of
/// memory of the first, while its result is held.
fn measure<T>(what: &str, limit_millis: Option<f64>, work: impl Fn() -> T) -> Measured {
    let before = anonymous_bytes();
    let first = black_box(work());
    let grown_bytes = anonymous_bytes().saturating_sub(before);
    drop(first);
    let start = cpu_millis();
    let mut rounds = 0;
    let mut spent = 0.0;
    while rounds < FEWEST_ROUNDS || (spent < LEAST_MILLIS && rounds < MOST_ROUNDS) {
        drop(black_box(work()));
        rounds += 1;
        spent = cpu_millis() - start;
    }
    Measured {
        what: what.to_owned(),
        millis: spent / f64::from(rounds),
        limit_millis,
        grown_bytes,
        limit_bytes: Some(MEMORY_LIMIT),
    }
}

fn report(table: &[Measured]) -> ExitCode {
    println!(
        "{:<48} {:>10} {:>9} {:>9} {:>9}",
        "", "CPU ms", "limit", "memory MB", "limit"
    );
    let mut is_missed = false;
    for line in table {
        let limit = line
            .limit_millis
            .map_or_else(String::new, |limit| format!("{limit:.0}"));
        let memory = line
            .limit_bytes
            .map_or_else(String::new, |limit| (limit / MB).to_string());
        let missed = line.limit_millis.is_some_and(|limit| line.millis > limit)
            || line.limit_bytes.is_some_and(|limit| line.grown_bytes > limit);
        println!(
            "{:<48} {:>10.2} {:>9} {:>9} {:>9}{}",
            line.what,
            line.millis,
            limit,
            line.grown_bytes / MB,
            memory,
            if missed { "  MISSED" } else { "" }
        );
        is_missed |= missed;
    }
    if is_missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// CPU time of this thread, from the scheduler's own count in nanoseconds; 0 where there is none.
fn cpu_millis() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|word| word.parse::<f64>().ok());
    nanos.unwrap_or_default() / 1e6
}

/// Anonymous memory of this process; 0 where the system does not say.
fn anonymous_bytes() -> usize {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
        .unwrap_or_default()
        * 1024
}

/// Numbers from a seed (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}

/// Lines of 20 bytes.
fn lines_of_text(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(7);
    let mut out = String::with_capacity(bytes + 32);
    while out.len() < bytes {
        writeln!(out, "line {:>14}", numbers.below(1 << 40)).unwrap_or_default();
    }
    out.truncate(bytes);
    out.into_bytes()
}

/// Minified JSON such as a service lists: objects with strings, numbers, arrays and escapes.
fn json(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(11);
    let mut out = String::with_capacity(bytes + 512);
    out.push_str("{\"Items\":[");
    while out.len() + 400 < bytes {
        let (id, size) = (numbers.below(1 << 40), numbers.below(100_000));
        write!(
            out,
            r#"{{"id":{id},"name":"item-{id:x}","arn":"arn:aws:s3:::bucket/{size}/\u00e9\n","size":{size}.25,"tags":["a","b-{size}",null,true],"owner":{{"name":"Zoë \"{size}\"","active":false}}}},"#
        )
        .unwrap_or_default();
    }
    out.push_str(r#"{"last":"needle"},{"last":"needle123"}]}"#);
    while out.len() < bytes {
        out.push(' ');
    }
    out.into_bytes()
}
