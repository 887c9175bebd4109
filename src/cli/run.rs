//! `run`: the requests of a collection, sent, checked and reported.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use time::format_description::well_known::Rfc3339;
use tokio_util::sync::CancellationToken;

use super::Exit;
use super::exchanging::multi_thread;
use super::input::Input;
use super::network;
use super::output::write_text;
use super::print::Printer;
use super::problem::Problem;
use super::run_args::RunArgs;
use super::run_hint::in_words_of_terminal;
use super::run_output::{Detail, say, sum};
use super::run_requests::chosen;
use crate::engine::{self, DataRow, Deps, ErrorStatus, RunOptions, RunPlan, StopAt};
use crate::formats::data_rows::{LONGEST_DATA_BYTES, read_data};
use crate::formats::run_report::run_report;
use crate::model::{Answers, ExpiredUse, Network, SigningClock, Stage};
use crate::redact::Redacted;
use crate::redact::run_record::{RunCounts, RunRecord, RunRecords};

/// Runs the command.
pub fn run(
    args: &RunArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let (plan, notes) = plan(args, deps, input, printer)?;
    let detail = match (args.report, &args.report_file) {
        (Some(_), None) => Detail::Nothing,
        _ if args.quiet => Detail::Failures,
        _ => Detail::All,
    };
    let began = (deps.ambient.now)();
    let started = (deps.ambient.monotonic)();
    let (counts, requests) = carried_out(&plan, deps, detail, printer)?;
    let records = RunRecords {
        name: plan.name,
        began: began
            .replace_nanosecond(0)
            .unwrap_or(began)
            .format(&Rfc3339)
            .unwrap_or_default(),
        duration: (deps.ambient.monotonic)().saturating_duration_since(started),
        notes,
        requests,
    };
    if let Some(form) = args.report {
        let report = run_report(&records, form.into());
        match &args.report_file {
            Some(file) => write_text(file, &printer.redacted(&report))?,
            None => printer.message(&report),
        }
    }
    let sum = sum(&counts, records.duration);
    match detail {
        Detail::Nothing => printer.remark(&format!("countersign: {sum}")),
        Detail::All | Detail::Failures => printer.line(&sum),
    }
    Ok(exit(&records, &counts))
}

fn exit(records: &RunRecords, counts: &RunCounts) -> Exit {
    let is_signing = |record: &RunRecord| {
        record
            .fault()
            .is_some_and(|fault| matches!(fault.stage, Stage::FetchingCredentials | Stage::Signing))
    };
    if records.requests.iter().any(is_signing) {
        Exit::Signing
    } else if counts.passed == counts.requests {
        Exit::Good
    } else {
        Exit::Failed
    }
}

/// Reads everything before anything is sent. The second is what of the files has no part in the run.
fn plan(
    args: &RunArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<(RunPlan, Vec<Redacted<String>>), Problem> {
    if let Some(file) = &args.report_file {
        can_be_written(file)?;
    }
    let rows = data(args, input)?;
    let mut chosen = chosen(args, &rows, deps, input, printer)?;
    let network = Network {
        total_timeout_ms: args.max_time,
        connect_timeout_ms: args.connect_timeout,
        ..network::own_calls(&args.route, &deps.ambient, printer)
    };
    let answers = fetch(&mut chosen.to_fetch, args, &network, deps, input, printer)?;
    let plan = RunPlan {
        name: chosen.name,
        requests: chosen.requests,
        rows,
        options: RunOptions {
            parallel: args.parallel,
            delay: Duration::from_millis(args.delay),
            stop: if args.bail {
                StopAt::FirstFailure
            } else {
                StopAt::End
            },
            retries: args.retry,
            error_status: if args.fail {
                ErrorStatus::Failure
            } else {
                ErrorStatus::Reply
            },
        },
        clock: SigningClock::default(),
        network: Arc::new(network),
        answers,
    };
    Ok((plan, chosen.notes))
}

/// Has credentials fetched that can be named before the run, where somebody may be asked. Those that only captures name
/// are fetched when their request is sent.
fn fetch(
    drafts: &mut [super::draft::Draft],
    args: &RunArgs,
    network: &Network,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Answers, Problem> {
    let mut answers = Answers {
        expired: if args.source.use_expired {
            ExpiredUse::SendAnyway
        } else {
            ExpiredUse::Refresh
        },
        ..Answers::default()
    };
    for draft in drafts {
        let given = draft.fetch_asking(&args.source, network.clone(), deps, input, printer)?;
        draft.say_credentials(printer);
        // A code is good once; a command that may run may run again.
        answers.allowed_commands.extend(given.allowed_commands);
    }
    Ok(answers)
}

fn data(args: &RunArgs, input: &mut Input<'_>) -> Result<Vec<DataRow>, Problem> {
    let Some(file) = &args.data else {
        return Ok(Vec::new());
    };
    let unreadable = |error: std::io::Error| {
        Problem::usage(
            "unreadable-file",
            format!("The data file {} can not be read: {error}", file.display()),
            "Check the path.",
        )
    };
    let most = LONGEST_DATA_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        (&mut *input.reader).take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    }
    .map_err(unreadable)?;
    let rows = read_data(&bytes).map_err(|error| {
        Problem::usage(
            "unusable-data",
            format!("{} can not be used: {error}", file.display()),
            error.hint(),
        )
    })?;
    Ok(rows.into_iter().map(DataRow).collect())
}

/// Runs on threads of its own and prints what comes, as printing waits for whoever reads. Ctrl-C ends it.
fn carried_out(
    plan: &RunPlan,
    deps: &Deps,
    detail: Detail,
    printer: &mut Printer<'_>,
) -> Result<(RunCounts, Vec<RunRecord>), Problem> {
    let runtime = multi_thread()?;
    let cancel = CancellationToken::new();
    let (sender, receiver) = mpsc::channel();
    let rows = plan.rows.len();
    let work = {
        let (plan, deps, cancel) = (plan.clone(), deps.clone(), cancel.clone());
        runtime.spawn(async move {
            let tell = |step: engine::RunStep<'_>| {
                let question = step.tried.and_then(|tried| tried.exchange.question.as_ref());
                let record = in_words_of_terminal(step.record, question);
                // Nobody listens any more only when the program ends.
                sender.send(record).ok();
            };
            engine::run(&deps, &plan, &cancel, &tell).await
        })
    };
    let interrupt = runtime.spawn(async move {
        if interrupted().await {
            cancel.cancel();
        }
    });
    let mut records = Vec::new();
    for record in receiver {
        say(&record, detail, rows, printer);
        records.push(record);
    }
    interrupt.abort();
    let counts = runtime.block_on(work).map_err(|_ended| {
        Problem::failed(
            "internal-error",
            "A bug in Countersign ended this run",
            "Please report it",
        )
    })?;
    runtime.shutdown_background();
    records.sort_by_key(|record| record.number);
    Ok((counts, records))
}

/// Ctrl-C, or the signal by which CI ends a job.
#[cfg(unix)]
async fn interrupted() -> bool {
    use tokio::signal::unix::{SignalKind, signal};

    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return tokio::signal::ctrl_c().await.is_ok();
    };
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt.is_ok(),
        received = terminate.recv() => received.is_some(),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> bool {
    tokio::signal::ctrl_c().await.is_ok()
}

/// A report that can not be written is found before anything is sent, not behind it.
fn can_be_written(file: &Path) -> Result<(), Problem> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let problem = if file.is_dir() {
        Some("it is a folder".to_owned())
    } else {
        match folder.metadata() {
            Ok(folder) if !folder.is_dir() => Some("what it stands in is no folder".to_owned()),
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        }
    };
    problem.map_or(Ok(()), |problem| {
        Err(Problem::usage(
            "report-file",
            format!("The report can not be written to {}: {problem}", file.display()),
            "Make the folder first, or choose another place.",
        ))
    })
}
