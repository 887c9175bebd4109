//! Signed GETs one after the other in one process, over kept connections.
//!
//! ```text
//! cargo bench --bench sequential -- target/release/countersign
//! ```
//!
//! The embedded server runs as a process of its own, so its cost is not counted: the figure is the CPU time of this
//! process with all of its threads, as the kernel counts it, for a request. Fails when it is above the limit.
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;

use countersign::blob::{BodyLimits, SharedBody, SpillFolder};
use countersign::engine::{Ambient, CookieJar, Deps, Order, Progress, exchange};
use countersign::http::HyperTransport;
use countersign::model::{Answers, AuthKind, Outcome, Request, Secret, SigningClock};
use countersign::resolve::Scope;
use countersign::sigv4::Signer;
use tokio_util::sync::CancellationToken;

const REQUESTS: u32 = 200;
const LIMIT_MS: f64 = 1.0;
/// The tutorial's example credentials, which the embedded server knows.
const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let binary = std::env::args()
        .find(|argument| argument.ends_with("countersign"))
        .ok_or("name the countersign binary")?;
    let server = Server::start(&binary)?;
    let ambient = Ambient::system();
    let deps = Deps {
        credentials: ambient.credentials(),
        ambient,
        signer: Signer::default(),
        limits: BodyLimits::default(),
        spills: SpillFolder::system(),
        transport: Arc::new(HyperTransport::default()),
        cookies: CookieJar::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let url = format!("{}/dev/pets", server.address);
    runtime.block_on(send(&deps, &url))?;
    let before = cpu_ms()?;
    for _ in 0..REQUESTS {
        runtime.block_on(send(&deps, &url))?;
    }
    let each = (cpu_ms()? - before) / f64::from(REQUESTS);
    println!("{REQUESTS} signed GETs one after the other: {each:.2} ms of CPU each, limit {LIMIT_MS} ms");
    Ok(if each > LIMIT_MS {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// One signed GET that the server accepts.
async fn send(deps: &Deps, url: &str) -> Result<(), Box<dyn Error>> {
    let mut request = Request::default();
    url.clone_into(&mut request.http.url);
    request.http.auth.kind = AuthKind::AwsSignature;
    KEY_ID.clone_into(&mut request.http.auth.aws.access_key_id);
    request.http.auth.aws.secret_access_key = Secret::new(SECRET);
    let order = Order {
        request,
        scope: Scope::default(),
        ancestors: Arc::default(),
        region: None,
        network: Arc::default(),
        clock: SigningClock::Now,
        answers: Answers::default(),
        body: SharedBody::default(),
        progress: Arc::new(Progress::default()),
    };
    let exchange = exchange::run(deps, &order, &CancellationToken::new()).await;
    match exchange.outcome {
        Outcome::Replied(response) if response.head.status == 200 => Ok(()),
        other => Err(format!("not accepted: {other:?}").into()),
    }
}

/// CPU time of all threads of this process so far: the first figure of each `schedstat`, in nanoseconds.
fn cpu_ms() -> Result<f64, Box<dyn Error>> {
    let mut nanoseconds = 0.0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(task?.path().join("schedstat"))?;
        let first = text.split(' ').next().unwrap_or_default();
        nanoseconds += first.parse::<f64>()?;
    }
    Ok(nanoseconds / 1_000_000.0)
}

/// The embedded server in a process of its own, ended with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(binary: &str) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(binary)
            .arg("demo-server")
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(process.stdout.take().ok_or("no standard output")?).lines();
        for line in lines {
            let line = line?;
            let address = line
                .split_whitespace()
                .find(|word| word.starts_with("http://") && word.contains("execute-api"));
            if let Some(address) = address {
                let address = address.trim_end_matches('/').to_owned();
                return Ok(Self { process, address });
            }
        }
        Err("the embedded server did not start".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
