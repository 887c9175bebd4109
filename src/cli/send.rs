//! `send`: sign, send, print the response; when the service refused the signature, say what it expected.

use super::args::SendArgs;
use super::draft::Draft;
use super::exchanging::{order, printing, quietly, until_interrupted};
use super::input::Input;
use super::json_reply::{self, Reply};
use super::network;
use super::output::Output;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, findings_report, redirect_report, text_report};
use crate::blob::SharedBody;
use crate::diagnosis::{Diagnosable, diagnose, server_expectation};
use crate::engine::Deps;
use crate::model::{
    BodyCut, BodyEnd, Decoding, Exchange, Network, Outcome, Protocol, Response, ResponseHead,
};

/// A reply this bad may say what the service expected.
const FIRST_ERROR_STATUS: u16 = 400;
/// Under a status of success only a reply this short is looked at: S3 and GraphQL send errors so.
const LONGEST_ODD_ERROR_BYTES: u64 = 64 * 1024;

/// Runs the command.
pub fn run(
    args: &SendArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let ended = Draft::read(&args.request, deps, &mut *input.reader, printer).and_then(|mut draft| {
        let network = network::apply(&args.network, &mut draft, &deps.ambient, printer)?;
        draft.fetch(&args.request.source, network.clone(), deps, input, printer)?;
        send(args, &draft, network, deps, printer)
    });
    let ended = ended.map_err(|problem| problem.in_words_of(&args.request));
    if let Err(problem) = &ended
        && args.json
    {
        printer.json_document(&problem.json());
    }
    ended
}

/// Sends one draft, and puts what came where it is wanted.
fn send(
    args: &SendArgs,
    draft: &Draft,
    network: Network,
    deps: &Deps,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let output = Output::of(args);
    let mut deps = deps.clone();
    if args.raw {
        deps.limits.decoded = 0;
    }
    let order = order(draft, network, output.body()?);
    let exchange = match output {
        Output::Printed => {
            let head = |head: &ResponseHead, printer: &mut Printer<'_>| {
                draft.say_credentials(printer);
                print_head(args, draft, head, printer);
            };
            match printing(&order, &deps, printer, head)? {
                Some(exchange) => exchange,
                // As any command in a pipe that is closed.
                None => return Ok(Exit::Good),
            }
        }
        Output::Reported => quietly(&order, &deps)?,
        Output::File(_) => until_interrupted(&order, &deps)?,
    };
    finish(args, draft, &exchange, &order.body, &output, printer)
}

/// Sends one request by the way that the window takes, and waits for its end.
pub fn exchange_draft(
    draft: &Draft,
    network: Network,
    deps: &Deps,
) -> Result<(Exchange, SharedBody), Problem> {
    let order = order(draft, network, SharedBody::default());
    let exchange = quietly(&order, deps)?;
    Ok((exchange, order.body))
}

fn finish(
    args: &SendArgs,
    draft: &Draft,
    exchange: &Exchange,
    body: &SharedBody,
    output: &Output,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    redirect_report::print(exchange, printer);
    let response = match &exchange.outcome {
        Outcome::Replied(response)
        | Outcome::Cancelled {
            response: Some(response),
            ..
        } => response,
        Outcome::Failed(failure) => {
            return Err(Problem {
                findings: diagnose(&Diagnosable::of_exchange(exchange, &[])),
                ..failure.into()
            });
        }
        Outcome::Cancelled { stage, .. } => {
            return Err(Problem::failed(
                "cancelled",
                format!("Cancelled while {}", stage.doing()),
                "",
            ));
        }
    };
    if !matches!(output, Output::Printed) {
        draft.say_credentials(printer);
    }
    output.finish(body)?;
    let is_error = response.head.status >= FIRST_ERROR_STATUS;
    // Errors under another status are short.
    let text = (is_error || body.len() <= LONGEST_ODD_ERROR_BYTES).then(|| body.snapshot());
    let text = text.unwrap_or_default();
    let expected = is_error.then(|| server_expectation(&text)).flatten();
    let findings = diagnose(&Diagnosable::of_exchange(exchange, &text));
    // In JSON they stand in the report.
    if !args.json || exchange.report.is_none() {
        for warning in &draft.warnings {
            printer.remark(&format!("warning: {warning}"));
        }
    }
    if args.json {
        let reply = Reply {
            response,
            body,
            file: output.path(),
            expected: expected.as_ref(),
            findings: &findings,
        };
        printer.json_document(&json_reply::of(draft, exchange, &reply));
    } else {
        if output.path().is_some() {
            print_head(args, draft, &response.head, printer);
        }
        findings_report::remark(&findings, printer);
    }
    Ok(exit(args, exchange, response, printer))
}

fn print_head(args: &SendArgs, draft: &Draft, head: &ResponseHead, printer: &mut Printer<'_>) {
    if args.include {
        let protocol = match draft.request.settings.protocol {
            Protocol::Http1 => "HTTP/1.1",
            Protocol::Http2 => "HTTP/2",
        };
        printer.line(&format!("{protocol} {} {}", head.status, head.reason));
        for (name, value) in &head.headers {
            printer.line(&format!("{name}: {value}"));
        }
        printer.line("");
    }
}

fn exit(args: &SendArgs, exchange: &Exchange, response: &Response, printer: &mut Printer<'_>) -> Exit {
    if exchange
        .report
        .as_ref()
        .is_some_and(|report| !report.proof.holds())
    {
        printer.problem(&text_report::broken_proof());
        return Exit::Signing;
    }
    if let Decoding::Unknown { coding } = &response.decoding {
        printer.remark(&format!(
            "warning: the content coding {coding} is not known here: the body is as it was received"
        ));
    }
    if let Some(problem) = cut(&response.end).or_else(|| not_decoded(&response.decoding)) {
        printer.problem(&problem);
        return Exit::Failed;
    }
    if args.fail && response.head.status >= FIRST_ERROR_STATUS {
        Exit::Failed
    } else {
        Exit::Good
    }
}

/// Why a body is not whole.
fn cut(end: &BodyEnd) -> Option<Problem> {
    let (message, hint) = match end {
        BodyEnd::Complete => return None,
        BodyEnd::Capped { cap } => (
            format!("The response is longer than {cap} bytes, and was cut there"),
            "Ask for a part of it.",
        ),
        BodyEnd::Partial(BodyCut::Cancelled) => (
            "Cancelled before the response was whole; what had come was kept".to_owned(),
            "",
        ),
        BodyEnd::Partial(BodyCut::TimedOut) => (
            "The time was over before the response was whole; what had come was kept".to_owned(),
            "Give it more time.",
        ),
        BodyEnd::Partial(BodyCut::Connection(reason)) => (
            format!("The connection ended before the response was whole: {reason}"),
            "Send it again.",
        ),
        BodyEnd::Partial(BodyCut::Storage(reason)) => (
            format!("The response could not be kept beyond what is here: {reason}"),
            "Make room on the disk, or write it elsewhere with --output FILE.",
        ),
    };
    Some(Problem::failed("response-cut", message, hint))
}

/// Why a body is not what its codings say.
fn not_decoded(decoding: &Decoding) -> Option<Problem> {
    let message = match decoding {
        Decoding::None
        | Decoding::Decoded { .. }
        | Decoding::Unknown { .. }
        | Decoding::Capped { cap: 0, .. } => {
            return None;
        }
        Decoding::Capped { cap, .. } => {
            format!("Decoded, the response is longer than {cap} bytes, and was cut there")
        }
        Decoding::Broken { codings, reason } => format!(
            "The response is not what its content-encoding says ({}): {reason}",
            codings.join(", ")
        ),
    };
    let hint = "Take it as it was received with --raw.";
    Some(Problem::failed("response-not-decoded", message, hint))
}
