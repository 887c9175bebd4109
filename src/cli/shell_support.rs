//! `completions` and `man`: what a shell and `man` need, made of the flags themselves.

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use super::Exit;
use super::args::Args;
use super::output::write_text;
use super::print::Printer;
use super::problem::Problem;

/// The program's name in both.
const NAME: &str = "countersign";

/// Flags of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Flags of `man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// Write a page for the program and for each command into this folder, instead of printing the page of the program
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs, printer: &mut Printer<'_>) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), NAME, &mut script);
    printer.message(&String::from_utf8_lossy(&script));
    Exit::Good
}

/// Prints the page, or writes all of them.
pub fn man(args: &ManArgs, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let mut command = Args::command().name(NAME);
    command.build();
    let Some(folder) = &args.output else {
        printer.message(&page(&command, NAME)?);
        return Ok(Exit::Good);
    };
    if !folder.is_dir() {
        return Err(Problem::usage(
            "not-a-folder",
            format!("{} is no folder", folder.display()),
            "Make the folder first, or choose another one.",
        ));
    }
    let mut pages = vec![(NAME.to_owned(), page(&command, NAME)?)];
    below(&command, NAME, &mut pages)?;
    for (name, text) in &pages {
        write_text(&folder.join(format!("{name}.1")), text)?;
    }
    printer.line(&format!("{} pages to {}", pages.len(), folder.display()));
    Ok(Exit::Good)
}

/// The pages of the commands in a command.
fn below(command: &Command, name: &str, pages: &mut Vec<(String, String)>) -> Result<(), Problem> {
    let shown = command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set() && inner.get_name() != "help");
    for inner in shown {
        let name = format!("{name}-{}", inner.get_name());
        pages.push((name.clone(), page(inner, &name)?));
        below(inner, &name, pages)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str) -> Result<String, Problem> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone().display_name(name))
        .title(name)
        .render(&mut text)
        .map_err(|error| {
            Problem::failed(
                "man",
                format!("The page {name} can not be made: {error}"),
                "Try again.",
            )
        })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
