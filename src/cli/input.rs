//! Standard input, and the person who may sit there.

use std::io::BufRead;

use super::Stream;
use super::print::Printer;
use crate::model::{BodyDigest, Question, Secret};

/// Standard input with what it is connected to.
pub struct Input<'a> {
    /// What is read.
    pub reader: &'a mut dyn BufRead,
    /// Questions are asked of a terminal alone.
    pub is: Stream,
}

/// What a person answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The code of an MFA device, with its serial number.
    MfaCode(String, Secret),
    /// A command may run: SHA-256 in hex of its text.
    AllowedCommand(String),
}

impl Input<'_> {
    /// Asks a question that can be answered with a line. `None` where nobody sits, or nothing was answered.
    pub fn ask(&mut self, question: &Question, printer: &mut Printer<'_>) -> Option<Answer> {
        if self.is != Stream::Terminal {
            return None;
        }
        match question {
            Question::MfaCode { serial, role_arn } => {
                printer.prompt(&format!(
                    "Code of the MFA device {serial}, to assume {role_arn}: "
                ));
                let code = self.line()?;
                Some(Answer::MfaCode(serial.clone(), Secret::new(code)))
            }
            Question::FirstRun {
                profile,
                command,
                place,
            } => {
                printer.remark(&format!(
                    "Profile {profile} has its credentials from a command ({place}):"
                ));
                printer.remark(&format!("  {command}"));
                printer.prompt("Run it now? [y/N] ");
                let said = self.line()?.to_ascii_lowercase();
                matches!(said.as_str(), "y" | "yes").then(|| Answer::AllowedCommand(command_hash(command)))
            }
            Question::Ended { .. } | Question::SignIn(_) => None,
        }
    }

    /// What was typed, without white space around it.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.reader.read_line(&mut line).ok()?;
        let line = line.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }
}

/// By what a command is allowed: it holds until the command changes.
pub fn command_hash(command: &str) -> String {
    BodyDigest::of(command.as_bytes()).sha256
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::Place;

    fn asked(question: &Question, typed: &str, is: Stream) -> (Option<Answer>, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut printer = Printer::new(&mut out, &mut err, Stream::Terminal);
        let mut reader = typed.as_bytes();
        let mut input = Input {
            reader: &mut reader,
            is,
        };
        let answer = input.ask(question, &mut printer);
        (answer, String::from_utf8(err).unwrap())
    }

    #[test]
    fn a_code_is_asked_for_on_a_terminal_alone() {
        let question = Question::MfaCode {
            serial: "arn:aws:iam::111122223333:mfa/bob".to_owned(),
            role_arn: "arn:aws:iam::222233334444:role/Invoke".to_owned(),
        };
        let (answer, said) = asked(&question, " 123456\n", Stream::Terminal);
        let code = Answer::MfaCode(
            "arn:aws:iam::111122223333:mfa/bob".to_owned(),
            Secret::new("123456"),
        );
        assert_eq!(answer, Some(code));
        assert_eq!(
            said,
            "Code of the MFA device arn:aws:iam::111122223333:mfa/bob, to assume arn:aws:iam::222233334444:role/Invoke: "
        );
        assert_eq!(asked(&question, "\n", Stream::Terminal).0, None);
        assert_eq!(
            asked(&question, "123456\n", Stream::Redirected),
            (None, String::new())
        );
    }

    #[test]
    fn a_command_runs_after_a_yes_that_is_spelled_out() {
        let question = Question::FirstRun {
            profile: "dev".to_owned(),
            command: "vault read\u{1b}[2J".to_owned(),
            place: Place {
                file: PathBuf::from("/c"),
                line: 3,
            },
        };
        let allowed = Answer::AllowedCommand(command_hash("vault read\u{1b}[2J"));
        for (typed, expected) in [("Y\n", Some(allowed)), ("\n", None), ("n\n", None), ("", None)] {
            let (answer, said) = asked(&question, typed, Stream::Terminal);
            assert_eq!(answer, expected, "{typed:?}");
            assert!(said.contains("(/c line 3):\n  vault read<U+001B>[2J\n"), "{said}");
        }
    }
}
