//! What a curl command writes for a script to read: the body of the reply, its status, or something else.

use super::given;

/// What is written to the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The body and nothing else.
    Body,
    /// The status code and nothing else.
    Status,
    /// Headers, several things, or nothing.
    Other,
}

/// Reads the flags about what is written. <https://curl.se/docs/manpage.html#-w>
pub fn output_of(command: &str) -> Output {
    let Ok(given) = given::read(command, &mut Vec::new()) else {
        return Output::Other;
    };
    let is_stdout = |path: &str| matches!(path, "-" | "/dev/stdout");
    let mut has_body = true;
    let mut told = None;
    for given in &given {
        let value = given.value.text();
        match given.flag.as_str() {
            "-o" | "--output" => has_body = is_stdout(&value),
            "-O" | "--remote-name" | "--remote-name-all" => has_body = false,
            "-w" | "--write-out" => told = Some(value),
            "-i" | "--include" | "--show-headers" | "-I" | "--head" => return Output::Other,
            "-D" | "--dump-header" if is_stdout(&value) => return Output::Other,
            _ => {}
        }
    }
    match (
        has_body,
        told.as_deref().map(|told| told.trim_end_matches("\\n").trim()),
    ) {
        (true, None) => Output::Body,
        (false, Some("%{http_code}" | "%{response_code}")) => Output::Status,
        _ => Output::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_say_what_is_written() {
        for (command, output) in [
            ("curl -s https://x", Output::Body),
            ("curl -so - https://x", Output::Body),
            ("curl -s -o /dev/null -w '%{http_code}' https://x", Output::Status),
            (
                "curl -sSo/dev/null -w'%{response_code}\\n' https://x",
                Output::Status,
            ),
            ("curl -w '%{http_code}' https://x", Output::Other),
            ("curl -o /dev/null -w '%{time_total}' https://x", Output::Other),
            ("curl -o a.json https://x", Output::Other),
            ("curl -i https://x", Output::Other),
            ("curl -sI https://x", Output::Other),
            ("curl -D - https://x", Output::Other),
        ] {
            assert_eq!(output_of(command), output, "{command}");
        }
    }
}
