//! This test binary once more, as a process that can be killed or given another environment.

use std::process::{Command, Stdio};

use countersign::engine::Ambient;

/// Set in a child; its value is the child's own.
const MARK: &str = "COUNTERSIGN_TEST_CHILD";

/// A command that runs one test of this binary, by its path, with `argument` for [`argument`].
pub fn command(test: &str, argument: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(MARK, argument)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// In a child: what it was given. `None` in the test run itself, where a child's test has nothing to do.
pub fn argument() -> Option<String> {
    environment(MARK)
}

/// A variable of the environment.
pub fn environment(name: &str) -> Option<String> {
    (Ambient::system().environment)(name)
}
