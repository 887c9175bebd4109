//! `send`: sign, send, print the response; when the service refused the signature, say what it expected.

use std::io::{self, BufRead};
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::args::SendArgs;
use super::draft::Draft;
use super::json_reply::{self, Reply};
use super::network;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, redirect_report, text_report};
use crate::blob::SharedBody;
use crate::diagnosis::{ServerExpectation, server_expectation};
use crate::engine::{Deps, Order, Progress, exchange};
use crate::model::{BodyEnd, Exchange, Network, Outcome, Request, SigningReport, SigningTime};
use crate::resolve::Scope;
use crate::sigv4::compare;

/// A reply this bad may say what the service expected.
const FIRST_ERROR_STATUS: u16 = 400;

/// Runs the command.
pub fn run(
    args: &SendArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let ended = Draft::read(&args.request, deps, input, printer).and_then(|mut draft| {
        let network = network::apply(&args.network, &mut draft, &deps.ambient, printer)?;
        let (exchange, body) = exchange(&draft, network, deps)?;
        finish(args, &draft, &exchange, &body, printer)
    });
    if let Err(problem) = &ended
        && args.json
    {
        printer.json_document(&problem.json());
    }
    ended
}

/// Sends one draft.
fn exchange(draft: &Draft, network: Network, deps: &Deps) -> Result<(Exchange, SharedBody), Problem> {
    exchange_request(
        draft.request.clone(),
        draft.scope.clone(),
        draft.time,
        network,
        deps,
    )
}

/// Sends one request by the way that the window takes, and waits for its end.
pub fn exchange_request(
    request: Request,
    scope: Scope,
    time: Option<SigningTime>,
    network: Network,
    deps: &Deps,
) -> Result<(Exchange, SharedBody), Problem> {
    let body = SharedBody::default();
    let order = Order {
        request,
        scope,
        network: Arc::new(network),
        time,
        body: body.clone(),
        progress: Arc::new(Progress::default()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| no_runtime(&error))?;
    let exchange = runtime.block_on(exchange::run(deps, &order, &CancellationToken::new()));
    runtime.shutdown_background();
    Ok((exchange, body))
}

fn no_runtime(error: &io::Error) -> Problem {
    Problem::failed(
        "no-runtime",
        format!("The system gives no event loop: {error}"),
        "Close other programs, or raise the limit of open files.",
    )
}

fn finish(
    args: &SendArgs,
    draft: &Draft,
    exchange: &Exchange,
    body: &SharedBody,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    redirect_report::print(exchange, printer);
    let response = match &exchange.outcome {
        Outcome::Replied(response) => response,
        Outcome::Failed(failure) => return Err(failure.into()),
        Outcome::Cancelled { stage, .. } => {
            return Err(Problem::failed(
                "cancelled",
                format!("Cancelled while {}", stage.doing()),
                "",
            ));
        }
    };
    let body = body.snapshot();
    let head = &response.head;
    let expected = (head.status >= FIRST_ERROR_STATUS)
        .then(|| server_expectation(&body))
        .flatten();
    let reply = Reply {
        head,
        body: &body,
        end: &response.end,
        expected: expected.as_ref(),
    };
    if args.json {
        printer.json_document(&json_reply::of(draft, exchange, &reply));
    } else {
        print_text(args, exchange, &reply, printer);
        for warning in &draft.warnings {
            printer.remark(&format!("warning: {warning}"));
        }
        if let (Some(expected), Some(report)) = (&expected, &exchange.report) {
            printer.remark(&verdict(expected, report));
        }
    }
    Ok(exit(args, exchange, &reply, printer))
}

fn print_text(args: &SendArgs, exchange: &Exchange, reply: &Reply<'_>, printer: &mut Printer<'_>) {
    if args.include {
        let protocol = exchange.connection.protocol.unwrap_or("HTTP/1.1");
        printer.line(&format!("{protocol} {} {}", reply.head.status, reply.head.reason));
        for (name, value) in &reply.head.headers {
            printer.line(&format!("{name}: {value}"));
        }
        printer.line("");
    }
    printer.body(reply.body);
}

/// Compares what was signed with what the service computed, in one sentence.
pub fn verdict(expected: &ServerExpectation, report: &SigningReport) -> String {
    let comparison = compare(report.canonical_request.as_str(), &expected.canonical_request);
    let line = comparison
        .first_difference
        .and_then(|at| comparison.lines.get(at));
    let quoted = |text: &Option<String>| {
        text.as_ref()
            .map_or("nothing".to_owned(), |text| format!("'{text}'"))
    };
    match line {
        None => {
            "The service computed the same canonical request: the secret access key does not belong to this \
                 access key ID"
                .to_owned()
        }
        Some(line) => format!(
            "The request was altered on its way: {} was signed, {} arrived",
            quoted(&line.ours),
            quoted(&line.theirs)
        ),
    }
}

fn exit(args: &SendArgs, exchange: &Exchange, reply: &Reply<'_>, printer: &mut Printer<'_>) -> Exit {
    if exchange
        .report
        .as_ref()
        .is_some_and(|report| !report.proof.holds())
    {
        printer.problem(&text_report::broken_proof());
        return Exit::Signing;
    }
    let cut = match reply.end {
        BodyEnd::Complete => None,
        BodyEnd::Capped { cap } => Some(format!(
            "The response is longer than {cap} bytes, and was cut there"
        )),
        BodyEnd::Partial(_) => Some("The connection ended before the response was whole".to_owned()),
    };
    if let Some(message) = cut {
        printer.problem(&Problem::failed("response-cut", message, "Send it again."));
        return Exit::Failed;
    }
    if args.fail && reply.head.status >= FIRST_ERROR_STATUS {
        Exit::Failed
    } else {
        Exit::Good
    }
}
