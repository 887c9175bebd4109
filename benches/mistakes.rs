//! CPU time of the search for the mistake behind a signature.
//!
//! ```text
//! cargo bench --bench mistakes
//! ```
//!
//! Searches requests whose signature no mistake gives, so that everything is tried: a GET with a query, and a PUT of 1 MiB
//! of JSON with eleven signed headers for S3. Prints the median over the rounds for mistakes by themselves, made ready and
//! hashed bodies included, and for the whole search. Fails when one is above its limit.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a bench prints what it finds"
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use countersign::model::{ReceivedBody, ReceivedRequest, Secret};
use countersign::sigv4::mistakes::{MistakeSearch, SearchEnd};
use countersign::sigv4::verify::Claim;
use countersign::text::never;

/// Limits of mistakes by themselves and of the whole search.
const LIMITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(1)];
const ROUNDS: usize = 5;
const MIB: usize = 1024 * 1024;

/// Why the bench can not run.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let measured = [("GET", get()), ("PUT of 1 MiB", put())].map(|(what, request)| {
        let held = measure(what, &request);
        held.inspect_err(|error| eprintln!("{error}"))
    });
    if measured.iter().all(|held| matches!(held, Ok(true))) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn measure(what: &str, request: &ReceivedRequest) -> Result<bool, Failure> {
    let mut rounds = (0..ROUNDS)
        .map(|_| round(request))
        .collect::<Result<Vec<_>, _>>()?;
    let mut median = |of: fn(&Round) -> Duration| {
        rounds.sort_unstable_by_key(of);
        rounds.get(ROUNDS / 2).map(of).unwrap_or_default()
    };
    let times = [median(|round| round.alone), median(|round| round.whole)];
    let tried = rounds.first().map_or(0, |round| round.tried);
    let [alone, whole] = times.map(|time| time.as_secs_f64() * 1e3);
    println!("{what}: {alone:.1} ms alone, {whole:.1} ms in all, {tried} signatures tried");
    Ok(times.iter().zip(LIMITS).all(|(time, limit)| *time <= limit))
}

/// What one search took.
struct Round {
    alone: Duration,
    whole: Duration,
    tried: usize,
}

fn round(request: &ReceivedRequest) -> Result<Round, Failure> {
    let secret = Secret::new("kW9mP2xT/7vQ+ZrLbN4cYhJd8sFgU1oEaI6tR3wX");
    let start = cpu_time();
    let claim = Claim::of(request)?;
    let mut search = MistakeSearch::new(black_box(request), &claim, &secret)?;
    let singles = search.singles();
    search.step(singles);
    let alone = cpu_time().saturating_sub(start);
    if search.run(&never, &mut |_| {}) != SearchEnd::NothingFound {
        return Err("a mistake gives this signature".into());
    }
    Ok(Round {
        alone,
        whole: cpu_time().saturating_sub(start),
        tried: search.progress().tried,
    })
}

fn get() -> ReceivedRequest {
    let mut request = ReceivedRequest {
        target: "/dev/pets/a%20b//c%2Fd?type=dog&limit=10&q=x+y&empty".to_owned(),
        ..ReceivedRequest::default()
    };
    sign(
        &mut request,
        "abcd123456.execute-api.us-east-1.amazonaws.com:443",
        "execute-api",
        &["host", "x-amz-date"],
    );
    request
}

fn put() -> ReceivedRequest {
    let row = br#"{"name": "pet", "price": 1.5}, "#;
    let mut body = b"[".to_vec();
    while body.len() < MIB {
        body.extend_from_slice(row);
    }
    body.extend_from_slice(b"0]\r\n");
    let mut request = ReceivedRequest {
        method: "PUT".to_owned(),
        target: "/a/../b//c%20d$e?partNumber=1&uploadId=x%2Fy".to_owned(),
        body: ReceivedBody::Known(body),
        ..ReceivedRequest::default()
    };
    request.push_header("Content-Type", "application/json");
    let names: Vec<String> = (0..8).map(|nth| format!("x-amz-meta-{nth}")).collect();
    for name in &names {
        request.push_header(name, "a  b");
    }
    let mut signed = vec!["content-type", "host", "x-amz-date"];
    signed.extend(names.iter().map(String::as_str));
    request.push_header("x-amz-content-sha256", &"ab".repeat(32));
    sign(&mut request, "bucket.s3.us-east-1.amazonaws.com", "s3", &signed);
    request
}

/// Adds an Authorization header with a signature that nothing gives.
fn sign(request: &mut ReceivedRequest, host: &str, service: &str, signed: &[&str]) {
    let signature = "5f".repeat(32);
    request.push_header("Host", host);
    request.push_header("X-Amz-Date", "20261120T120000Z");
    request.push_header("User-Agent", "curl/8.5.0");
    request.push_header("Accept", "*/*");
    request.push_header(
        "Authorization",
        &format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/us-east-1/{service}/aws4_request, SignedHeaders={}, \
             Signature={signature}",
            signed.join(";")
        ),
    );
}

/// What this thread has used of a processor.
#[cfg(target_os = "linux")]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Elsewhere the time since the first call, which another program may lengthen.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
fn cpu_time() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
