//! Time of reading service and region from a host.
//!
//! ```text
//! cargo bench --bench hosts
//! ```
//!
//! Prints the first call, which is the only one that could build anything, and for each host the median of rounds
//! in nanoseconds. Fails when one is above the limit.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads the clock and prints what it finds"
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use countersign::sigv4::infer;

const LIMIT: Duration = Duration::from_micros(20);
const ROUNDS: usize = 31;
const CALLS: u32 = 1_000;

/// A host of each machine, and those that go through all of them for nothing.
const HOSTS: &[(&str, &str)] = &[
    ("API", "abcd123456.execute-api.us-east-1.amazonaws.com"),
    ("service", "sqs.eu-west-1.amazonaws.com"),
    ("service, last line", "xray-fips.us-gov-west-1.api.aws"),
    ("global service", "iam.amazonaws.com"),
    ("bucket", "my.dotted.bucket.s3.dualstack.eu-north-1.amazonaws.com"),
    (
        "VPC endpoint",
        "vpce-0a1b-c2d3.runtime.sagemaker.us-east-1.vpce.amazonaws.com",
    ),
    ("guess", "thing.newservice-fips.us-east-1.amazonaws.com"),
    (
        "embedded server",
        "abcd123456.execute-api.us-east-1.localhost:8080",
    ),
    ("custom domain", "api.example.com"),
    ("address", "127.0.0.1:8080"),
    (
        "many labels",
        "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.us-east-1.amazonaws.com",
    ),
];

fn main() -> ExitCode {
    let start = Instant::now();
    black_box(infer(black_box("sqs.eu-west-1.amazonaws.com")));
    println!("first call  {:>8} ns", start.elapsed().as_nanos());
    let mut worst = Duration::ZERO;
    for (what, host) in HOSTS {
        let median = median_of(host);
        println!("{:>8} ns  {what}: {host}", median.as_nanos());
        worst = worst.max(median);
    }
    println!("worst {} ns, limit {} ns", worst.as_nanos(), LIMIT.as_nanos());
    if worst > LIMIT {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Median over the rounds of one call's time.
fn median_of(host: &str) -> Duration {
    let mut rounds: Vec<Duration> = (0..ROUNDS).map(|_| round(host)).collect();
    rounds.sort_unstable();
    rounds.get(ROUNDS / 2).copied().unwrap_or_default()
}

fn round(host: &str) -> Duration {
    let start = Instant::now();
    for _ in 0..CALLS {
        black_box(infer(black_box(host)));
    }
    start.elapsed() / CALLS
}
