//! Why a text could not be read as the format it was said to be.

/// The text is not of that format. `Display` is the cause; [`FormatError::hint`] the cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Nothing but white space.
    #[error("There is nothing to read")]
    Empty,
    /// The command is another one.
    #[error("This is no curl command: it starts with '{word}'")]
    NotCurl {
        /// The first word of the text, where `curl` was expected.
        word: String,
    },
    /// A quotation mark without its partner.
    #[error("The command ends inside {quote} … {quote}")]
    UnclosedQuote {
        /// The mark.
        quote: char,
    },
    /// Variables without a value, where no credentials stand.
    #[error(
        "The command takes {} from the environment, where {}",
        listed(names),
        not_set(names)
    )]
    VariablesNotSet {
        /// The names of the variables, without `$`.
        names: Vec<String>,
    },
    /// Variables without a value, some of which hold credentials.
    #[error(
        "The command takes {} from the environment, where {}",
        listed(names),
        not_set(names)
    )]
    CredentialsNotSet {
        /// The names of the variables, without `$`.
        names: Vec<String>,
    },
    /// What only a shell can put in.
    #[error("The command has {text} in it, which only a shell can work out")]
    OnlyShell {
        /// As written.
        text: String,
    },
    /// The command names no URL.
    #[error("The curl command has no URL")]
    NoUrl,
    /// The URL has no host.
    #[error("The URL '{url}' has no host")]
    NoHost {
        /// As written.
        url: String,
    },
    /// The first line is no request line.
    #[error("The first line '{line}' is no HTTP request line")]
    NoRequestLine {
        /// As written.
        line: String,
    },
    /// Broken JSON.
    #[error("The HAR is not JSON: {0}")]
    NotJson(String),
    /// JSON of another kind.
    #[error("The JSON is no HAR: it has no log.entries")]
    NotHar,
    /// There is no such entry.
    #[error("The HAR has {count} entries, and number {wanted} was asked for")]
    NoEntry {
        /// Counted from 1.
        wanted: usize,
        /// How many there are.
        count: usize,
    },
    /// The entry has no request, or one without a URL.
    #[error("Entry {entry} of the HAR has no request with method and URL")]
    NoRequestInEntry {
        /// Counted from 1.
        entry: usize,
    },
    /// The entry has no response: it was blocked, cancelled, or none came.
    #[error("Entry {entry} of the HAR has no response: the browser blocked it, or none came")]
    NoResponseInEntry {
        /// Counted from 1.
        entry: usize,
    },
}

/// `A`, `A and B`, `A, B and C`.
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn not_set(names: &[String]) -> &'static str {
    if names.len() == 1 {
        "it is not set"
    } else {
        "they are not set"
    }
}

impl FormatError {
    /// Stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "nothing-to-read",
            Self::NotCurl { .. } => "not-curl",
            Self::UnclosedQuote { .. } => "unclosed-quote",
            Self::VariablesNotSet { .. } => "variable-not-set",
            Self::CredentialsNotSet { .. } => "credentials-not-set",
            Self::OnlyShell { .. } => "only-shell",
            Self::NoUrl => "url-missing",
            Self::NoHost { .. } => "host-missing",
            Self::NoRequestLine { .. } => "no-request-line",
            Self::NotJson(_) | Self::NotHar => "not-a-har",
            Self::NoEntry { .. } | Self::NoRequestInEntry { .. } => "no-such-entry",
            Self::NoResponseInEntry { .. } => "no-response-in-entry",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "Paste the whole request.",
            Self::NotCurl { .. } => "In the browser, choose Copy as cURL (bash).",
            Self::UnclosedQuote { .. } => {
                "Copy the whole command; give it in single quotes, or through standard input with -."
            }
            Self::VariablesNotSet { .. } => "Set them, or write their values into the command.",
            Self::CredentialsNotSet { .. } => {
                "Set them: a command that names its credentials is signed with no others."
            }
            Self::OnlyShell { .. } => {
                "Write the value into the command; where it is meant as it stands, put it in single quotes."
            }
            Self::NoUrl => "Copy the whole command.",
            Self::NoHost { .. } => "Write the whole URL, as https://host/path.",
            Self::NoRequestLine { .. } => {
                "It is written as GET /path HTTP/1.1, with the header lines after it."
            }
            Self::NotJson(_) | Self::NotHar => "Export it again with the network tools of the browser.",
            Self::NoEntry { .. } | Self::NoRequestInEntry { .. } | Self::NoResponseInEntry { .. } => {
                "Choose another one with --entry, counted from 1."
            }
        }
    }
}
