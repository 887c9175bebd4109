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
        /// Its first word.
        word: String,
    },
    /// A quotation mark without its partner.
    #[error("The command ends inside {quote} … {quote}")]
    UnclosedQuote {
        /// The mark.
        quote: char,
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
}

impl FormatError {
    /// Stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "nothing-to-read",
            Self::NotCurl { .. } => "not-curl",
            Self::UnclosedQuote { .. } => "unclosed-quote",
            Self::NoUrl => "url-missing",
            Self::NoHost { .. } => "host-missing",
            Self::NoRequestLine { .. } => "no-request-line",
            Self::NotJson(_) | Self::NotHar => "not-a-har",
            Self::NoEntry { .. } | Self::NoRequestInEntry { .. } => "no-such-entry",
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
            Self::NoUrl => "Copy the whole command.",
            Self::NoHost { .. } => "Write the whole URL, as https://host/path.",
            Self::NoRequestLine { .. } => {
                "It is written as GET /path HTTP/1.1, with the header lines after it."
            }
            Self::NotJson(_) | Self::NotHar => "Export it again with the network tools of the browser.",
            Self::NoEntry { .. } | Self::NoRequestInEntry { .. } => {
                "Choose another one with --entry, counted from 1."
            }
        }
    }
}
