//! The real binary, with an environment of its own.

use std::io::Write as _;
use std::process::{Command, Stdio};

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};

/// What a run ended with.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Standard output as one JSON value.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Both streams, for searches.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The binary without anything of this process's environment.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// An environment.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// Runs with these variables and this standard input.
pub fn run_with(variables: Variables<'_>, input: &str, arguments: &[&str]) -> Ran {
    let mut child = binary()
        .envs(variables.iter().copied())
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // Beside the reading: either pipe may fill. A command that reads nothing may be gone already.
        scope.spawn(move || stdin.write_all(input.as_bytes()).ok());
        child.wait_with_output().unwrap()
    });
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs with the demo user's credentials.
pub fn run(arguments: &[&str]) -> Ran {
    run_with(&DEMO, "", arguments)
}

/// What is said of them on standard error.
pub const SAID: &str = "countersign: environment, AKIAIOSFODNN7EXAMPLE\n";

/// The demo user's credentials as the environment carries them.
pub const DEMO: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", DEMO_KEY_ID),
    ("AWS_SECRET_ACCESS_KEY", DEMO_SECRET),
];
