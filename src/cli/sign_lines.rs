//! `sign --jsonl`: one JSON request per line in, one report per line out, as they come.

use std::io::BufRead;

use super::args::SignArgs;
use super::draft::Draft;
use super::input::Input;
use super::print::Printer;
use super::problem::Problem;
use super::sign::{ShowKeys, SignedDraft};
use super::{Exit, Stream, json_report, network};
use crate::engine::Deps;

/// Signs line by line. A line that can not be signed gets an error object and the next one is read; the exit
/// code is the worst of all lines.
pub fn run(
    args: &SignArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let mut worst = Exit::Good;
    let mut said = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        let count = input.read_until(b'\n', &mut line).map_err(|error| {
            Problem::usage(
                "unreadable-file",
                format!("Standard input could not be read: {error}"),
                "",
            )
        })?;
        if count == 0 {
            return Ok(worst);
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        worst = worst.max(one(&line, args, deps, &mut said, printer));
    }
}

/// One line has its own secrets: it is printed by a printer of its own. Which credentials sign is told when it changes.
fn one(
    line: &[u8],
    args: &SignArgs,
    deps: &Deps,
    said: &mut Option<String>,
    printer: &mut Printer<'_>,
) -> Exit {
    let mut printer = printer.afresh(Stream::Redirected);
    let signed = Draft::of_line(line, &args.request, deps, &mut printer).and_then(|mut draft| {
        let network = network::route(&args.route, &deps.ambient, &mut draft.warnings, &mut printer);
        // Standard input has the next line.
        let mut nobody = Input {
            reader: &mut std::io::empty(),
            is: Stream::Redirected,
        };
        draft.fetch(&args.request.source, network, deps, &mut nobody, &mut printer)?;
        let signed = SignedDraft::make(&draft, deps, ShowKeys::No)?;
        if draft.credentials.is_some() && draft.credentials != *said {
            draft.say_credentials(&mut printer);
            said.clone_from(&draft.credentials);
        }
        Ok(signed)
    });
    match signed {
        Ok(signed) => {
            printer.json(&json_report::of_signed(&signed));
            signed.exit()
        }
        Err(problem) => {
            let problem = problem.for_json_request();
            printer.json(&problem.json());
            problem.exit
        }
    }
}
