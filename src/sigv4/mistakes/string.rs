//! The string to sign, put together otherwise.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign>

use super::subject::{Pieces, Subject};
use super::words::Words;
use crate::sigv4::string_to_sign::{ALGORITHM, ALGORITHM_V4A, sha256_hex, string_to_sign_of_hash};

/// What was wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StringMistake {
    /// Lines end in `\r\n`.
    CrLf,
    /// A line feed stands at the end.
    LineFeedAtEnd,
    /// `\n` was written as two characters.
    EscapedLineFeeds,
    /// The hash of the canonical request is in capital letters.
    CapitalHash,
    /// The hash of the canonical request was hashed again.
    HashedTwice,
    /// The canonical request stands in place of its hash.
    NotHashed,
    /// The canonical request itself was signed.
    CanonicalRequestAlone,
    /// The whole credential stands in place of the scope.
    CredentialForScope,
    /// The line of the time is missing.
    NoDate,
    /// The name of another algorithm stands in the first line.
    Algorithm(&'static str),
    /// It is the string to sign of Signature Version 2.
    Version2,
}

/// The lines that vary.
#[derive(Clone, Copy)]
pub(super) struct StringParts<'a> {
    pub subject: &'a Subject<'a>,
    pub date: &'a str,
    pub scope: &'a str,
    /// In hex.
    pub canonical_hash: &'a str,
}

impl StringParts<'_> {
    /// The string to sign without a mistake.
    pub fn joined(self) -> String {
        self.with(&self.subject.algorithm, self.scope, self.canonical_hash)
    }

    fn with(self, algorithm: &str, scope: &str, hash: &str) -> String {
        string_to_sign_of_hash(algorithm, self.date, scope, hash)
    }
}

impl StringMistake {
    pub(super) const USUAL: [Self; 5] = [
        Self::CrLf,
        Self::HashedTwice,
        Self::NotHashed,
        Self::CredentialForScope,
        Self::Algorithm(ALGORITHM_V4A),
    ];
    pub(super) const RARE: [Self; 11] = [
        Self::LineFeedAtEnd,
        Self::EscapedLineFeeds,
        Self::CapitalHash,
        Self::CanonicalRequestAlone,
        Self::NoDate,
        Self::Version2,
        Self::Algorithm(ALGORITHM),
        Self::Algorithm("HMAC-SHA256"),
        Self::Algorithm("AWS4-HMAC-SHA1"),
        Self::Algorithm("AWS4-HMAC-SHA512"),
        Self::Algorithm("AWS-HMAC-SHA256"),
    ];

    /// Whether it is one: the right algorithm is none.
    pub(super) fn can_be_made(self, subject: &Subject<'_>) -> bool {
        !matches!(self, Self::Algorithm(name) if name == subject.algorithm)
    }

    /// The text that was signed. `canonical` makes the canonical request, which most mistakes do without.
    pub(super) fn joined(
        self,
        parts: StringParts<'_>,
        pieces: &Pieces,
        canonical: impl Fn() -> String,
    ) -> String {
        let hash = parts.canonical_hash;
        let algorithm = &parts.subject.algorithm;
        match self {
            Self::CrLf => parts.joined().replace('\n', "\r\n"),
            Self::LineFeedAtEnd => format!("{}\n", parts.joined()),
            Self::EscapedLineFeeds => parts.joined().replace('\n', "\\n"),
            Self::CapitalHash => parts.with(algorithm, parts.scope, &hash.to_ascii_uppercase()),
            Self::HashedTwice => parts.with(algorithm, parts.scope, &sha256_hex(hash)),
            Self::NotHashed => parts.with(algorithm, parts.scope, &canonical()),
            Self::CanonicalRequestAlone => canonical(),
            Self::CredentialForScope => {
                let key_id = &parts.subject.credential.access_key_id;
                parts.with(algorithm, &format!("{key_id}/{}", parts.scope), hash)
            }
            Self::NoDate => format!("{algorithm}\n{}\n{hash}", parts.scope),
            Self::Algorithm(name) => parts.with(name, parts.scope, hash),
            Self::Version2 => {
                let host = parts.subject.request.header("host").unwrap_or_default();
                let Pieces {
                    method, path, query, ..
                } = pieces;
                format!("{method}\n{}\n{path}\n{query}", host.to_ascii_lowercase())
            }
        }
    }

    pub(super) fn words(self) -> Words {
        const FOUR: &str = "Join algorithm, time, scope and the hash of the canonical request, in hex digits in small letters, with \
                            one line feed each, and none at the end.";
        let (slug, sentence) = match self {
            Self::CrLf => (
                "string-crlf",
                "The lines of the string to sign end in a carriage return and a line feed",
            ),
            Self::LineFeedAtEnd => (
                "string-line-feed-at-end",
                "The string to sign ends in a line feed",
            ),
            Self::EscapedLineFeeds => (
                "string-escaped-line-feeds",
                "The lines of the string to sign are joined with a backslash and an n in place of a line feed",
            ),
            Self::CapitalHash => (
                "string-capital-hash",
                "The hash of the canonical request stands in the string to sign in capital letters",
            ),
            Self::HashedTwice => (
                "string-hashed-twice",
                "The hash of the canonical request was hashed again",
            ),
            Self::NotHashed => (
                "string-not-hashed",
                "The canonical request stands in the string to sign in place of its hash",
            ),
            Self::CanonicalRequestAlone => (
                "string-missing",
                "The canonical request itself was signed in place of the string to sign",
            ),
            Self::CredentialForScope => (
                "string-credential-for-scope",
                "The string to sign has the access key ID in front of the scope",
            ),
            Self::NoDate => (
                "string-no-date",
                "The line of the signing time is missing in the string to sign",
            ),
            Self::Algorithm(name) => {
                return Words::new(
                    "string-other-algorithm",
                    format!("The string to sign names the algorithm {name}, and the signature another one"),
                    FOUR,
                );
            }
            Self::Version2 => (
                "signature-version-2",
                "The string to sign is that of Signature Version 2",
            ),
        };
        Words::new(slug, sentence, FOUR)
    }
}
