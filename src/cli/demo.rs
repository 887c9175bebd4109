//! `demo`: a guided run in the terminal. Unsigned, signed, signed with a wrong secret.

use std::io::BufRead;

use super::draft::Draft;
use super::print::{Ink, Printer};
use super::problem::Problem;
use super::send::exchange_draft;
use super::{Exit, Stream, demo_server, text_report};
use crate::demo::{DEMO_KEY_ID, DEMO_SECRET};
use crate::diagnosis::{ServerExpectation, error_message, server_expectation};
use crate::engine::Deps;
use crate::model::{
    Auth, AuthKind, AwsAuth, Exchange, HttpRequest, Network, Outcome, ResponseHead, Secret, SigningReport,
};
use crate::sigv4::compare;

/// What a step of the run shows.
struct Step {
    heading: &'static str,
    lesson: &'static str,
    auth: Auth,
    expected_status: u16,
}

/// Runs the three steps. Good when each ended as it teaches.
pub fn run(
    deps: &Deps,
    input: &mut dyn BufRead,
    input_is: Stream,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let server = demo_server::start(0, deps)?;
    printer.line(&format!(
        "A demo API with IAM auth runs at {}, on this machine only.",
        server.address()
    ));
    let mut worst = Exit::Good;
    for step in steps() {
        printer.line("");
        wait_for_enter(input, input_is, printer);
        worst = worst.max(take(&step, &server.address(), deps, printer)?);
    }
    printer.line("");
    printer.line("Open the window with `countersign`, or serve the demo to other clients with `countersign demo-server`.");
    Ok(worst)
}

fn steps() -> [Step; 3] {
    let signed_with = |secret: &str| Auth {
        kind: AuthKind::AwsSignature,
        aws: AwsAuth {
            access_key_id: DEMO_KEY_ID.to_owned(),
            secret_access_key: Secret::new(secret),
            ..AwsAuth::default()
        },
        ..Auth::default()
    };
    [
        Step {
            heading: "1. Without a signature",
            lesson: "The route asks for AWS auth and the request brings none.",
            auth: Auth::default(),
            expected_status: 403,
        },
        Step {
            heading: "2. Signed with the example credentials",
            lesson: "Region and service were read from the host. The service canonicalised what it received, \
                     came to the same signature, and answered.",
            auth: signed_with(DEMO_SECRET),
            expected_status: 200,
        },
        Step {
            heading: "3. Signed with a wrong secret access key",
            lesson: "When the strings are equal the request arrived as it was signed, so the secret is wrong. \
                     When a line differs, that line was altered on the way.",
            auth: signed_with("wJalrXUtnFEMI/K7MDENG/bPxRfiCYWRONGSECRET"),
            expected_status: 403,
        },
    ]
}

fn take(step: &Step, address: &str, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let url = format!("{address}/dev/pets?limit=1");
    printer.inked(Ink::Bold, step.heading);
    printer.line(&format!("GET {url}"));
    printer.line("");
    printer.hide_key(&step.auth.aws.secret_access_key);
    let http = HttpRequest {
        url,
        auth: step.auth.clone(),
        ..HttpRequest::default()
    };
    let (exchange, body) = exchange_draft(&Draft::new(http, None), Network::default(), deps)?;
    if let Some(report) = &exchange.report {
        text_report::steps(report, printer);
        text_report::proof(report, printer);
        printer.line(&sent_secret(&exchange));
        printer.line("");
    }
    let head = match &exchange.outcome {
        Outcome::Replied(response) => &response.head,
        Outcome::Failed(failure) => return Err(failure.into()),
        Outcome::Cancelled { stage, .. } => {
            return Err(Problem::failed(
                "cancelled",
                format!("Cancelled while {}", stage.doing()),
                "",
            ));
        }
    };
    print_reply(head, &body.snapshot(), &exchange, printer);
    printer.inked(Ink::Faint, step.lesson);
    Ok(judge(step, head, &exchange))
}

fn sent_secret(exchange: &Exchange) -> String {
    let count = exchange.secret_occurrences.unwrap_or_default();
    format!("The secret was used to compute, not sent: {count} occurrences in the bytes sent")
}

fn print_reply(head: &ResponseHead, body: &[u8], exchange: &Exchange, printer: &mut Printer<'_>) {
    let ink = if head.status < 400 { Ink::Green } else { Ink::Red };
    let error_type = head
        .header("x-amzn-errortype")
        .map(|text| format!(" · {text}"))
        .unwrap_or_default();
    printer.inked(ink, &format!("{} {}{error_type}", head.status, head.reason));
    match (server_expectation(body), &exchange.report, error_message(body)) {
        (Some(expected), Some(report), _) => {
            text_report::block("The service computed", &expected.canonical_request, printer);
            printer.inked(Ink::Bold, &verdict(&expected, report));
        }
        (_, _, Some(message)) => printer.line(&message),
        _ => printer.line(&String::from_utf8_lossy(body)),
    }
    printer.line("");
}

/// A run that does not go as it teaches is a failed check.
fn judge(step: &Step, head: &ResponseHead, exchange: &Exchange) -> Exit {
    if exchange
        .report
        .as_ref()
        .is_some_and(|report| !report.proof.holds())
    {
        Exit::Signing
    } else if head.status == step.expected_status {
        Exit::Good
    } else {
        Exit::Failed
    }
}

/// A person reads at their own speed; a pipe does not wait.
fn wait_for_enter(input: &mut dyn BufRead, input_is: Stream, printer: &mut Printer<'_>) {
    if input_is == Stream::Terminal {
        printer.inked(Ink::Faint, "Press Enter to go on");
        input.read_line(&mut String::new()).ok();
    }
}

/// Compares what was signed with what the service computed, in one sentence.
fn verdict(expected: &ServerExpectation, report: &SigningReport) -> String {
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
