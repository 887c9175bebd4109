//! Why an expression gives no value.

use thiserror::Error;

/// Why an expression gives no value, so that nothing can be said for or against it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoValue {
    /// It is empty.
    #[error("There is no expression")]
    Empty,
    /// It is a program, and programs of files are not run.
    #[error("The expression is more than a path, and scripts are not run: {what}")]
    Script {
        /// What of it is not read.
        what: String,
    },
    /// The way leads through something that is not there.
    #[error("The path ends before {missing}: there is no value in front of it")]
    Broken {
        /// The step that can not be taken.
        missing: String,
    },
    /// JSONPath, XPath or regular expression can not be used.
    #[error("{0}")]
    Query(String),
    /// The body is too large to be looked into.
    #[error("The body is too large to be looked into: {bytes} bytes")]
    BodyTooLong {
        /// Its length.
        bytes: u64,
    },
    /// The checks of the reply took too long, or the run ended.
    #[error("It was given up: the checks of this response took too long")]
    OutOfTime,
    /// The checks broke off.
    #[error("A bug in Countersign broke off the checks of this response")]
    BrokeOff,
    /// The body is not there to be looked into.
    #[error("{0}")]
    BodyLeftOut(String),
    /// The value to compare with can not be made.
    #[error("{0}")]
    Operand(String),
}

impl NoValue {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "Write what of the response is meant, as res.status or res.body.items[0].id",
            Self::Script { .. } => {
                "Write a path, as res.body.items[0].id, or look for the value with jsonpath('…') or regex('…')"
            }
            Self::Broken { .. } => "Compare the path with the body of the response",
            Self::Query(_) => "Mend the query; filter the body with it in the response to try it",
            Self::BodyTooLong { .. } => "Check status and headers, or ask for a part of it",
            Self::OutOfTime => "Name more of the way to the value, or ask for a smaller response",
            Self::BrokeOff => "Please report it",
            Self::BodyLeftOut(_) => "Send the request again to check its body",
            Self::Operand(_) => "Mend the value that is compared with",
        }
    }
}
