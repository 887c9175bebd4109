//! `export`: a collection in the format of another program, with a report of what that format can not say.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Exit;
use super::export_args::ExportArgs;
use super::output::write_text;
use super::print::Printer;
use super::problem::Problem;
use super::request_file::{OpenedCollection, chosen_environment};
use crate::formats::collection_tree::TransferNote;
use crate::formats::export::{ExportFormat, ExportSource, Exported, export};
use crate::text::measure::grouped;

/// Runs the command.
pub fn run(args: &ExportArgs, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let opened = OpenedCollection::around(&args.path)?;
    let below = opened.path_of(&args.path)?;
    let environment = chosen_environment(&opened.collection, args.environment.as_deref())?;
    let source = ExportSource {
        tree: opened.tree(&below),
        globals: Vec::new(),
        environment: environment.map(|environment| environment.name.clone()),
    };
    let format = ExportFormat::from(args.format);
    let exported = export(source, format);
    if exported.requests == 0 {
        let report = exported.report.iter().map(|note| format!(" {}.", words(note)));
        return Err(Problem::usage(
            "nothing-to-export",
            format!(
                "There is no request in it that could be exported.{}",
                report.collect::<String>()
            ),
            "Name a collection or a folder with requests.",
        ));
    }
    let Some(output) = &args.output else {
        printer.message(&exported.text);
        for note in &exported.report {
            printer.remark(&format!("countersign: {}", words(note)));
        }
        if !exported.beside.is_empty() {
            printer.remark("countersign: environments are written by --output, each into a file of its own");
        }
        return Ok(Exit::Good);
    };
    let files = exported.files(output);
    if !args.replace {
        nothing_there(&files)?;
    }
    for (file, text) in &files {
        write_text(file, text)?;
    }
    let places: Vec<&Path> = files.iter().map(|(file, _)| file.as_path()).collect();
    if args.json {
        printer.json_document(&document(&places, format, &exported));
    } else {
        printer.line(&sentence(&places, &exported));
        for note in &exported.report {
            printer.line(&format!("  {}", words(note)));
        }
    }
    Ok(Exit::Good)
}

fn nothing_there(files: &[(PathBuf, &str)]) -> Result<(), Problem> {
    match files
        .iter()
        .find(|(file, _)| file.symlink_metadata().is_ok_and(|facts| !is_device(&facts)))
    {
        None => Ok(()),
        Some((file, _)) => Err(Problem::usage(
            "file-exists",
            format!("{} is there already, and nothing was written", file.display()),
            "Choose another name, or add --replace.",
        )),
    }
}

/// `/dev/stdout` and pipes are written to, and lose nothing.
fn is_device(facts: &std::fs::Metadata) -> bool {
    let kind = facts.file_type();
    !kind.is_file() && !kind.is_dir() && !kind.is_symlink()
}

fn words(note: &TransferNote) -> String {
    match note.place.as_str() {
        "" => format!("{}: {}", note.outcome.as_str(), note.text),
        place => format!("{}: {place}: {}", note.outcome.as_str(), note.text),
    }
}

fn sentence(places: &[&Path], exported: &Exported) -> String {
    let noun = if exported.requests == 1 {
        "request"
    } else {
        "requests"
    };
    let names: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    format!(
        "{} {noun} to {}",
        grouped(exported.requests as u64),
        names.join(", ")
    )
}

fn document(places: &[&Path], format: ExportFormat, exported: &Exported) -> Value {
    let report: Vec<Value> = exported
        .report
        .iter()
        .map(|note| json!({ "place": note.place, "outcome": note.outcome.as_str(), "text": note.text }))
        .collect();
    json!({
        "format": format.slug(),
        "requests": exported.requests,
        "files": places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>(),
        "report": report,
    })
}
