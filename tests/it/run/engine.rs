//! The engine of a run, as the window starts one: told of each request as it ends, cancelled, with credentials that end.

use std::num::NonZeroUsize;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use countersign::engine::{
    DataRow, Deps, Engine, RunContent, RunOptions, RunPlan, RunRequest, RunStep, Unreadable, run,
};
use countersign::model::{
    Answers, Assertion, AssertionOperator, Auth, AuthKind, CredentialSource, ItemPath, Network, Request,
    SigningClock,
};
use countersign::redact::run_record::{RunCounts, RunEnding, RunRecord};
use countersign::resolve::Scope;
use tokio_util::sync::CancellationToken;

use crate::support::credentials::{MovedClock, demo, demo_role, deps_in, form, user_of};
use crate::support::order::{deps, plain};
use crate::support::server::{PATIENCE, recorder};

fn item(name: &str, request: Request) -> RunRequest {
    RunRequest {
        path: ItemPath::new(name).unwrap(),
        name: name.to_owned(),
        content: Ok(Arc::new(RunContent {
            request: Arc::new(request),
            scope: Scope::default(),
            ancestors: Arc::default(),
            region: None,
            secret_names: Arc::default(),
        })),
    }
}

fn plan(requests: Vec<RunRequest>, rows: usize, parallel: usize) -> RunPlan {
    RunPlan {
        name: "Shop".to_owned(),
        requests,
        rows: vec![DataRow::default(); rows],
        options: RunOptions {
            parallel: NonZeroUsize::new(parallel).unwrap(),
            ..RunOptions::default()
        },
        clock: SigningClock::default(),
        network: Arc::new(Network::default()),
        answers: Answers::default(),
    }
}

/// Runs, and hands each record to `tell`.
fn carried_out(
    deps: &Deps,
    plan: &RunPlan,
    cancel: &CancellationToken,
    tell: impl Fn(&RunRecord) + Send + Sync,
) -> (RunCounts, Vec<RunRecord>) {
    let records = Mutex::new(Vec::new());
    let keep = |step: RunStep<'_>| {
        tell(&step.record);
        // What was sent is there for a history, with its body.
        assert_eq!(step.tried.is_some(), step.record.exchange.is_some());
        records.lock().unwrap().push(step.record);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let counts = runtime.block_on(run(deps, plan, cancel, &keep));
    (counts, records.into_inner().unwrap())
}

#[test]
fn credentials_that_end_in_the_middle_are_fetched_anew() {
    let clock = MovedClock::default();
    let server = demo(&clock);
    let sts = server.sts_address();
    let deps = deps_in(&clock, &user_of(&sts, &[]), |_| {});
    let mut request = plain(&format!("{}/dev/pets", server.address()));
    request.http.auth = Auth {
        kind: AuthKind::AwsSignature,
        aws: form(CredentialSource::Environment, vec![demo_role("run")]),
        ..Auth::default()
    };
    request.assertions = vec![
        Assertion::new("res.status", AssertionOperator::Eq, "200"),
        Assertion::new("signature.proved", AssertionOperator::IsTruthy, ""),
        Assertion::new(
            "signature.signedHeaders",
            AssertionOperator::Eq,
            "host;x-amz-date;x-amz-security-token",
        ),
        Assertion::new("signature.service", AssertionOperator::Eq, "execute-api"),
    ];
    let plan = plan(vec![item("a.yml", request)], 4, 1);
    // Each request is an hour and a bit behind the one before, but for the second.
    let later = |record: &RunRecord| {
        if record.number > 1 {
            clock.to(i64::try_from(record.number - 1).unwrap() * 4_000);
        }
    };
    let (counts, records) = carried_out(&deps, &plan, &CancellationToken::new(), later);
    assert_eq!((counts.passed, counts.requests), (4, 4), "{records:?}");
    let tokens: Vec<String> = server
        .requests()
        .iter()
        .filter(|request| request.target.starts_with("/dev"))
        .map(|request| {
            let found = request
                .headers
                .iter()
                .find(|(name, _)| name == "x-amz-security-token");
            found.unwrap().1.clone()
        })
        .collect();
    assert_eq!(tokens.len(), 4);
    assert_eq!(tokens[0], tokens[1], "kept while they last");
    assert!(
        tokens[1] != tokens[2] && tokens[2] != tokens[3],
        "and fetched anew"
    );
}

#[test]
fn cancel_leaves_the_rest_not_run() {
    let server = recorder();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let requests = ["a.yml", "b.yml", "c.yml"].map(|name| item(name, plain(&url)));
    let cancel = CancellationToken::new();
    let (counts, records) = carried_out(&deps(), &plan(requests.to_vec(), 0, 1), &cancel, |_| {
        cancel.cancel();
    });
    let endings: Vec<&RunEnding> = records.iter().map(|record| &record.ending).collect();
    assert_eq!(
        endings,
        [&RunEnding::Passed, &RunEnding::NotRun, &RunEnding::NotRun]
    );
    assert_eq!((counts.passed, counts.not_run), (1, 2));
    assert_eq!(server.accepted(), 1);
}

#[test]
fn more_at_once_than_there_is_to_do_is_no_matter_and_a_damaged_file_is_a_failure() {
    let server = recorder();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let damaged = RunRequest {
        path: ItemPath::new("b.yml").unwrap(),
        name: "b".to_owned(),
        content: Err(Unreadable {
            kind: "file-damaged",
            message: "The file can not be read".to_owned(),
            hint: "Mend it".to_owned(),
        }),
    };
    let plan = plan(vec![item("a.yml", plain(&url)), damaged], 0, 1_000_000);
    let (counts, _) = carried_out(&deps(), &plan, &CancellationToken::new(), |_| {});
    assert_eq!((counts.passed, counts.failed), (1, 1));
    let nothing = RunPlan {
        requests: Vec::new(),
        ..plan
    };
    let (counts, _) = carried_out(&deps(), &nothing, &CancellationToken::new(), |_| {});
    assert_eq!(counts, RunCounts::default());
}

#[test]
fn the_window_begins_a_run_and_hears_of_it_meanwhile() {
    let server = recorder();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let engine = Engine::start(deps(), |_event| {}, Arc::new(|| {})).unwrap();
    let (sender, told) = channel();
    let ends = sender.clone();
    let tell = move |step: RunStep<'_>| sender.send(Heard::Step(step.record.number)).unwrap();
    let ended = move |counts| ends.send(Heard::End(counts)).unwrap();
    let run = engine.start_run(plan(vec![item("a.yml", plain(&url))], 2, 1), tell, ended);
    assert!(!run.unwrap().is_cancelled());
    let heard: Vec<Heard> = (0..3).map(|_| told.recv_timeout(PATIENCE).unwrap()).collect();
    assert_eq!(heard[..2], [Heard::Step(1), Heard::Step(2)]);
    assert!(
        matches!(heard[2], Heard::End(Some(RunCounts { passed: 2, .. }))),
        "{heard:?}"
    );
}

#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Step(usize),
    End(Option<RunCounts>),
}

/// A run whose only check looks at each value of a list once for each of its values. `tick` is the clock of its time.
fn endless_check(
    tick: impl Fn() -> std::time::Instant + Send + Sync + 'static,
    cancel: &CancellationToken,
) -> RunRecord {
    let list: Vec<u32> = (0..30_000).collect();
    let body: &'static str = Box::leak(serde_json::to_string(&list).unwrap().into_boxed_str());
    let replies: &'static [_] = Box::leak(Box::new([("/", 200, "", body)]));
    let server = super::answering(replies);
    let mut request = plain(&format!("http://127.0.0.1:{}/", server.port()));
    let path = "jsonpath('$[?count($[?@ == @]) < @]')".to_owned();
    request.assertions = vec![Assertion::new(path, AssertionOperator::IsDefined, "")];
    let mut deps = deps();
    deps.ambient.monotonic = Arc::new(tick);
    let (_, records) = carried_out(&deps, &plan(vec![item("a.yml", request)], 0, 1), cancel, |_| {});
    records.into_iter().next().unwrap()
}

#[test]
fn a_check_without_end_is_given_up_when_its_time_is_over() {
    let started = (countersign::engine::Ambient::system().monotonic)();
    let seconds = std::sync::atomic::AtomicU64::new(0);
    // Each look at the clock is a second later.
    let tick = move || {
        let second = seconds.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        started + std::time::Duration::from_secs(second)
    };
    let record = endless_check(tick, &CancellationToken::new());
    assert_eq!(record.ending, RunEnding::Failed(None), "{record:?}");
    let failure = record.checks[0].failure();
    assert!(failure.contains("took too long"), "{failure}");
}

#[test]
fn cancel_ends_a_check_without_end() {
    let cancel = CancellationToken::new();
    let started = (countersign::engine::Ambient::system().monotonic)();
    let own = std::thread::current().id();
    let of_check = cancel.clone();
    // A run is on the thread of the test, what it judges on another one.
    let tick = move || {
        let thread = std::thread::current();
        if thread.id() != own && thread.name().is_some_and(|name| name.starts_with("tokio")) {
            of_check.cancel();
        }
        started
    };
    let record = endless_check(tick, &cancel);
    assert_eq!((record.ending, record.status), (RunEnding::Cancelled, Some(200)));
}
