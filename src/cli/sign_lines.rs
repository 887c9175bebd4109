//! `sign --jsonl`: one JSON request per line in, one report per line out, as they come.

use std::io::BufRead;

use super::draft::Draft;
use super::json_report;
use super::print::Printer;
use super::problem::Problem;
use super::sign::{ShowKeys, SignedDraft};
use super::{Exit, Stream};
use crate::engine::Deps;

/// Signs line by line. A line that can not be signed gets an error object and the next one is read; the exit
/// code is the worst of all lines.
pub fn run(deps: &Deps, input: &mut dyn BufRead, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let mut worst = Exit::Good;
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
        worst = worst.max(one(&line, deps, printer));
    }
}

/// One line has its own secrets: it is printed by a printer of its own.
fn one(line: &[u8], deps: &Deps, printer: &mut Printer<'_>) -> Exit {
    let mut printer = printer.afresh(Stream::Redirected);
    let signed = Draft::of_line(line, &deps.ambient, &mut printer)
        .and_then(|draft| SignedDraft::make(&draft, deps, ShowKeys::No));
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
