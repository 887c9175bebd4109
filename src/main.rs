//! The `countersign` binary: the window, or one command.

use std::io::{IsTerminal as _, Write as _, stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use countersign::blob::{BodyLimits, SpillFolder};
use countersign::cli::{self, Exit, Outcome, Stream, Surroundings, WindowStay};
use countersign::engine::{Ambient, CookieJar, Deps, ambient};
use countersign::http::HyperTransport;
use countersign::sigv4::Signer;

fn main() -> ExitCode {
    match run_command() {
        Outcome::Exit(exit) => exit.code().into(),
        Outcome::OpenWindow {
            data_dir,
            stay,
            folder,
        } => open_window(data_dir, stay, folder),
    }
}

fn run_command() -> Outcome {
    let ambient = Ambient::system();
    let deps = Deps {
        credentials: ambient.credentials(),
        ambient,
        signer: Signer::default(),
        limits: BodyLimits::default(),
        spills: SpillFolder::system(),
        transport: Arc::new(HyperTransport::default()),
        cookies: CookieJar::default(),
    };
    cli::run(
        ambient::arguments(),
        Surroundings {
            deps: &deps,
            input: &mut stdin().lock(),
            out: &mut stdout().lock(),
            err: &mut stderr().lock(),
            input_is: stream(stdin().is_terminal()),
            out_is: stream(stdout().is_terminal()),
        },
    )
}

fn stream(is_terminal: bool) -> Stream {
    if is_terminal {
        Stream::Terminal
    } else {
        Stream::Redirected
    }
}

#[cfg(feature = "window")]
fn open_window(data_dir: Option<PathBuf>, stay: WindowStay, collection: Option<PathBuf>) -> ExitCode {
    use countersign::app::{AfterFirstFrame, WindowOptions, run};

    let options = WindowOptions {
        data_dir,
        collection,
        first_frame: match stay {
            WindowStay::UntilClosed => AfterFirstFrame::Stay,
            WindowStay::OneFrame => AfterFirstFrame::Close,
        },
    };
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

#[cfg(not(feature = "window"))]
fn open_window(_data_dir: Option<PathBuf>, _stay: WindowStay, _collection: Option<PathBuf>) -> ExitCode {
    refuse("this build has no window: run `countersign demo`, or see `countersign --help`")
}

fn refuse(cause: &str) -> ExitCode {
    writeln!(stderr(), "countersign: {cause}").ok();
    Exit::Failed.code().into()
}
