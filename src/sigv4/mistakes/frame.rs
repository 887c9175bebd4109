//! How the lines of the canonical request were put together.

use super::subject::Pieces;
use super::words::Words;

/// What was wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameMistake {
    /// The empty line behind the canonical headers is missing.
    NoBlankLine,
    /// There are two of them.
    TwoBlankLines,
    /// Lines end in `\r\n`.
    CrLf,
    /// A line feed stands at the end.
    LineFeedAtEnd,
    /// The empty line of a request without query is missing.
    NoQueryLine,
    /// `\n` was written as two characters.
    EscapedLineFeeds,
    /// The last line is missing.
    NoPayloadLine,
}

impl FrameMistake {
    pub(super) const USUAL: [Self; 4] = [
        Self::NoBlankLine,
        Self::CrLf,
        Self::LineFeedAtEnd,
        Self::NoQueryLine,
    ];
    pub(super) const RARE: [Self; 3] = [Self::TwoBlankLines, Self::EscapedLineFeeds, Self::NoPayloadLine];

    /// The canonical request; `None` where the mistake can not be made.
    pub(super) fn joined(self, pieces: &Pieces) -> Option<String> {
        let Pieces {
            method,
            path,
            query,
            lines,
            list,
            payload,
        } = pieces;
        Some(match self {
            Self::NoBlankLine => format!("{method}\n{path}\n{query}\n{lines}{list}\n{payload}"),
            Self::TwoBlankLines => format!("{method}\n{path}\n{query}\n{lines}\n\n{list}\n{payload}"),
            Self::CrLf => pieces.joined().replace('\n', "\r\n"),
            Self::LineFeedAtEnd => format!("{}\n", pieces.joined()),
            Self::NoQueryLine => query
                .is_empty()
                .then(|| format!("{method}\n{path}\n{lines}\n{list}\n{payload}"))?,
            Self::EscapedLineFeeds => pieces.joined().replace('\n', "\\n"),
            Self::NoPayloadLine => format!("{method}\n{path}\n{query}\n{lines}\n{list}"),
        })
    }

    pub(super) fn words(self) -> Words {
        const CURE: &str = "Join method, path, query, headers, an empty line, the list of signed headers and the hash of the \
                            body with one line feed each, and none at the end.";
        match self {
            Self::NoBlankLine => Words::new(
                "canonical-no-blank-line",
                "The empty line behind the canonical headers is missing",
                CURE,
            ),
            Self::TwoBlankLines => Words::new(
                "canonical-two-blank-lines",
                "There are two empty lines behind the canonical headers",
                CURE,
            ),
            Self::CrLf => Words::new(
                "canonical-crlf",
                "The lines of the canonical request end in a carriage return and a line feed",
                CURE,
            ),
            Self::LineFeedAtEnd => Words::new(
                "canonical-line-feed-at-end",
                "The canonical request ends in a line feed",
                CURE,
            ),
            Self::NoQueryLine => Words::new(
                "canonical-no-query-line",
                "The empty line of the query is missing in the canonical request",
                CURE,
            ),
            Self::EscapedLineFeeds => Words::new(
                "canonical-escaped-line-feeds",
                "The lines of the canonical request are joined with a backslash and an n in place of a line feed",
                CURE,
            ),
            Self::NoPayloadLine => Words::new(
                "canonical-no-payload-line",
                "The canonical request ends before the hash of the body",
                CURE,
            ),
        }
    }
}
