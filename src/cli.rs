//! The same core without a window.
//!
//! ```text
//! arguments ──args──▶ Args ──draft──▶ Draft (request, time) ──┬─ sign ──▶ report ──┐
//!              stdin, files, environment                      └─ send ──▶ exchange ┴──▶ print
//! ```
//!
//! Low arguments mirror the flags; a draft is what they mean. Every command ends in an [`Exit`], and every
//! error in one [`Problem`] with cause and cure.

mod args;
mod body_flags;
mod chosen_source;
mod code;
mod code_args;
mod collection_args;
mod collection_check;
mod copy;
mod credential_problem;
mod credentials;
mod credentials_args;
mod credentials_export;
mod credentials_json;
mod credentials_text;
mod curl_request;
mod curl_warning;
mod demo;
mod demo_server;
mod draft;
mod exchanging;
mod explain;
mod export;
mod export_args;
mod fetching;
mod file_args;
mod findings_report;
mod form_flag;
mod given_secret;
mod header_flag;
mod hiding;
mod import;
mod import_args;
mod input;
mod json_aws;
mod json_exchange;
mod json_options;
mod json_reply;
mod json_report;
mod json_request;
mod json_response;
mod mistake_report;
mod network;
mod network_args;
mod nothing_to_sign;
mod output;
mod print;
mod problem;
mod redirect_report;
mod request_file;
mod role_args;
mod run;
mod run_args;
mod run_hint;
mod run_output;
mod run_requests;
mod run_variables;
mod secret_source;
mod send;
mod shell_support;
mod sign;
mod sign_in;
mod sign_in_args;
mod sign_lines;
mod signed_url;
mod source_args;
mod text_report;
mod verify;
mod verify_report;
mod whoami;

use std::ffi::OsString;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Parser as _;

use crate::engine::Deps;
use args::{Args, Command};
use input::Input;
use print::Printer;
use problem::Problem;

/// What the process answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// A reply came, or the check passed.
    Good,
    /// No reply, or the check failed.
    Failed,
    /// The command line or a request can not be understood.
    Usage,
    /// Credentials are missing, signing failed, or the proof of a signature does not hold.
    Signing,
}

impl Exit {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Signing => 3,
        }
    }
}

/// What `main` has to do after [`run()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The command is done.
    Exit(Exit),
    /// No command was given: the window is wanted.
    OpenWindow {
        /// Where the user's files are, when it was said.
        data_dir: Option<PathBuf>,
        /// How long it stays.
        stay: WindowStay,
        /// The folder of the collection to open.
        folder: Option<PathBuf>,
    },
}

/// How long the window stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowStay {
    /// Until it is closed.
    UntilClosed,
    /// For one frame, for measuring the start.
    OneFrame,
}

/// What a stream is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// A person.
    Terminal,
    /// A file, a pipe or nothing.
    Redirected,
}

/// What the command line speaks to, passed in so that tests can stand in for it.
pub struct Surroundings<'a> {
    /// Clock, environment, signer and transport.
    pub deps: &'a Deps,
    /// Standard input.
    pub input: &'a mut dyn BufRead,
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// What standard input is connected to.
    pub input_is: Stream,
    /// What standard output is connected to.
    pub out_is: Stream,
}

/// Runs one command line, the name of the program first.
pub fn run(arguments: impl IntoIterator<Item = OsString>, surroundings: Surroundings<'_>) -> Outcome {
    let Surroundings {
        deps,
        input,
        out,
        err,
        input_is,
        out_is,
    } = surroundings;
    let mut printer = Printer::new(out, err, out_is);
    let mut input = Input {
        reader: input,
        is: input_is,
    };
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => return Outcome::Exit(printer.usage(&error)),
    };
    let Some(command) = args.command else {
        if let Some(path) = args.path.as_deref().filter(|path| !path.is_dir()) {
            return Outcome::Exit(report(&no_folder(path), &mut printer));
        }
        return Outcome::OpenWindow {
            data_dir: args.data_dir,
            stay: if args.exit_after_first_frame {
                WindowStay::OneFrame
            } else {
                WindowStay::UntilClosed
            },
            folder: args.path,
        };
    };
    let done = match command {
        Command::Sign(args) if args.jsonl => sign_lines::run(&args, deps, &mut *input.reader, &mut printer),
        Command::Sign(args) => sign::run(&args, deps, &mut input, &mut printer),
        Command::Send(args) => send::run(&args, deps, &mut input, &mut printer),
        Command::Verify(args) => verify::run(&args, deps, &mut *input.reader, &mut printer),
        Command::Explain(args) => explain::run(&args, deps, &mut *input.reader, &mut printer),
        Command::Whoami(args) => whoami::run(&args, deps, &mut input, &mut printer),
        Command::Run(args) => run::run(&args, deps, &mut input, &mut printer),
        Command::Import(args) => import::run(&args, &mut input, &mut printer),
        Command::Code(args) => code::run(&args, deps, &mut *input.reader, &mut printer),
        Command::Export(args) => export::run(&args, &mut printer),
        Command::Collection(args) => collection_check::run(&args, deps, &mut printer),
        Command::Credentials(args) => credentials::run(&args.command, deps, &mut input, &mut printer),
        Command::Completions(args) => Ok(shell_support::completions(&args, &mut printer)),
        Command::Man(args) => shell_support::man(&args, &mut printer),
        Command::Demo => demo::run(deps, &mut *input.reader, input.is, &mut printer),
        Command::DemoServer(args) => demo_server::run(args.port, deps, &mut printer),
    };
    Outcome::Exit(done.unwrap_or_else(|problem| report(&problem, &mut printer)))
}

fn no_folder(path: &Path) -> Problem {
    Problem::usage(
        "unknown-path",
        format!("{} is neither a command nor a folder", path.display()),
        "Name the folder of a collection, or see countersign --help.",
    )
}

fn report(problem: &Problem, printer: &mut Printer<'_>) -> Exit {
    printer.problem(problem);
    problem.exit
}
