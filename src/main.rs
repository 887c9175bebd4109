//! The `countersign` binary: the window, or one command.

use std::io::{IsTerminal as _, stderr, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use countersign::cli::{self, Outcome, Stream, Surroundings};
use countersign::engine::{Ambient, Deps, ambient};
use countersign::http::ReqwestTransport;
use countersign::sigv4::Signer;

/// Response bodies are read up to here.
const BODY_CAP_BYTES: u64 = 1 << 30;

fn main() -> ExitCode {
    let deps = Deps {
        ambient: Ambient::system(),
        signer: Signer::default(),
        transport: Arc::new(ReqwestTransport::default()),
        body_cap_bytes: BODY_CAP_BYTES,
    };
    let outcome = cli::run(
        ambient::arguments(),
        Surroundings {
            deps: &deps,
            input: &mut stdin().lock(),
            out: &mut stdout().lock(),
            err: &mut stderr().lock(),
            input_is: stream(stdin().is_terminal()),
            out_is: stream(stdout().is_terminal()),
        },
    );
    match outcome {
        Outcome::Exit(exit) => ExitCode::from(exit.code()),
        Outcome::OpenWindow { data_dir } => open_window(data_dir, deps),
    }
}

fn stream(is_terminal: bool) -> Stream {
    if is_terminal {
        Stream::Terminal
    } else {
        Stream::Redirected
    }
}

// WINDOW CALL SITE: `countersign::app::run(WindowOptions) -> Result<(), app::StartError>` goes here.
fn open_window(_data_dir: Option<std::path::PathBuf>, _deps: Deps) -> ExitCode {
    use std::io::Write as _;
    writeln!(
        stderr(),
        "countersign: This build has no window. Try `countersign demo`, or see `countersign --help`."
    )
    .ok();
    ExitCode::FAILURE
}
