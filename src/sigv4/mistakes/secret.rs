//! The secret access key, as it was mistyped, mangled or not cleaned before it became a key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::escapes::{decoded, decoded_form, encoded};
use super::subject::Subject;
use super::words::Words;

/// How the secret differed from the one given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretMistake {
    /// A line feed stood behind it.
    LineFeed,
    /// A carriage return and a line feed stood behind it.
    CrLf,
    /// A carriage return stood behind it.
    CarriageReturn,
    /// A space stood behind it.
    SpaceBehind,
    /// A space stood in front of it.
    SpaceBefore,
    /// White space around it was taken off.
    Trimmed,
    /// It stood in double quotes.
    DoubleQuotes,
    /// It stood in single quotes.
    SingleQuotes,
    /// Quotes around it were taken off.
    WithoutQuotes,
    /// `\/` stood for each slash.
    SlashesEscaped,
    /// `\/` became a slash.
    SlashesUnescaped,
    /// It was percent-encoded.
    PercentEncoded,
    /// Its slashes were percent-encoded.
    SlashesPercentEncoded,
    /// It was percent-decoded.
    PercentDecoded,
    /// It was decoded as a form: a space for each `+`.
    FormDecoded,
    /// Its `+` were left out.
    WithoutPlus,
    /// Its slashes were left out.
    WithoutSlashes,
    /// Its last character is missing.
    WithoutLast,
    /// Its first character is missing.
    WithoutFirst,
    /// It ends before its first slash or plus.
    CutAtSign,
    /// A semicolon or comma stood behind it.
    Punctuation(char),
    /// It was in small letters.
    SmallLetters,
    /// It was in capital letters.
    CapitalLetters,
    /// It was decoded from base64.
    Base64Decoded,
    /// It was encoded in base64.
    Base64Encoded,
    /// The access key ID stood in its place.
    AccessKeyId,
    /// Nothing stood in its place.
    Empty,
    /// A word for no value stood in its place.
    NoValue(&'static str),
    /// One of the example secrets of AWS's documentation.
    Example(&'static str),
}

impl SecretMistake {
    pub(super) const USUAL: [Self; 10] = [
        Self::LineFeed,
        Self::CrLf,
        Self::SpaceBehind,
        Self::Trimmed,
        Self::DoubleQuotes,
        Self::WithoutQuotes,
        Self::SlashesEscaped,
        Self::SlashesUnescaped,
        Self::PercentEncoded,
        Self::FormDecoded,
    ];
    pub(super) const RARE: [Self; 27] = [
        Self::CarriageReturn,
        Self::SpaceBefore,
        Self::SingleQuotes,
        Self::SlashesPercentEncoded,
        Self::PercentDecoded,
        Self::WithoutPlus,
        Self::WithoutSlashes,
        Self::WithoutLast,
        Self::WithoutFirst,
        Self::CutAtSign,
        Self::Punctuation(';'),
        Self::Punctuation(','),
        Self::Punctuation('"'),
        Self::Punctuation('\''),
        Self::SmallLetters,
        Self::CapitalLetters,
        Self::Base64Decoded,
        Self::Base64Encoded,
        Self::AccessKeyId,
        Self::Empty,
        Self::NoValue("undefined"),
        Self::NoValue("null"),
        Self::NoValue("None"),
        Self::NoValue("nil"),
        Self::NoValue("<no value>"),
        Self::Example("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        Self::Example("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    ];

    /// The bytes that were used; `None` where the mistake can not be made.
    pub(super) fn bytes(self, subject: &Subject<'_>) -> Option<Zeroizing<Vec<u8>>> {
        let secret = subject.secret.expose_for_signing();
        let bytes = match self {
            Self::Base64Decoded => STANDARD.decode(secret).ok()?,
            Self::PercentDecoded => decoded(secret),
            Self::FormDecoded => decoded_form(secret),
            other => other
                .text(secret, &subject.credential.access_key_id)?
                .into_bytes(),
        };
        Some(Zeroizing::new(bytes))
    }

    fn text(self, secret: &str, access_key_id: &str) -> Option<String> {
        Some(match self {
            Self::LineFeed => format!("{secret}\n"),
            Self::CrLf => format!("{secret}\r\n"),
            Self::CarriageReturn => format!("{secret}\r"),
            Self::SpaceBehind => format!("{secret} "),
            Self::SpaceBefore => format!(" {secret}"),
            Self::Trimmed => secret.trim().to_owned(),
            Self::DoubleQuotes => format!("\"{secret}\""),
            Self::SingleQuotes => format!("'{secret}'"),
            Self::WithoutQuotes => secret.trim_matches(['"', '\'']).to_owned(),
            Self::SlashesEscaped => secret.replace('/', "\\/"),
            Self::SlashesUnescaped => secret.replace("\\/", "/"),
            Self::PercentEncoded => encoded(secret.as_bytes(), b""),
            Self::SlashesPercentEncoded => secret.replace('/', "%2F"),
            Self::WithoutPlus => secret.replace('+', ""),
            Self::WithoutSlashes => secret.replace('/', ""),
            Self::WithoutLast => {
                let mut chars = secret.chars();
                chars.next_back()?;
                chars.as_str().to_owned()
            }
            Self::WithoutFirst => {
                let mut chars = secret.chars();
                chars.next()?;
                chars.as_str().to_owned()
            }
            Self::CutAtSign => secret.split(['/', '+']).next()?.to_owned(),
            Self::Punctuation(mark) => format!("{secret}{mark}"),
            Self::SmallLetters => secret.to_lowercase(),
            Self::CapitalLetters => secret.to_uppercase(),
            Self::Base64Encoded => STANDARD.encode(secret),
            Self::AccessKeyId => access_key_id.to_owned(),
            Self::Empty => String::new(),
            Self::NoValue(text) | Self::Example(text) => text.to_owned(),
            Self::Base64Decoded | Self::PercentDecoded | Self::FormDecoded => return None,
        })
    }

    pub(super) fn words(self) -> Words {
        const CLEAN: &str = "Read the secret access key without anything around it, and without changing it; strip what a file or an \
                             editor puts behind it.";
        const RAW: &str =
            "Use the secret access key as it is shown when it is made, without encoding or decoding it.";
        let (slug, sentence, cure) = match self {
            Self::LineFeed | Self::CrLf | Self::CarriageReturn => (
                "secret-line-end",
                "The secret access key was used with a line end behind it",
                CLEAN,
            ),
            Self::SpaceBehind | Self::SpaceBefore => (
                "secret-white-space",
                "The secret access key was used with a space in front of it or behind it",
                CLEAN,
            ),
            Self::Trimmed => (
                "secret-trimmed",
                "The secret access key was used without the white space around the one given",
                CLEAN,
            ),
            Self::DoubleQuotes | Self::SingleQuotes => (
                "secret-in-quotes",
                "The secret access key was used with the quotes around it",
                CLEAN,
            ),
            Self::WithoutQuotes => (
                "secret-without-quotes",
                "The secret access key was used without the quotes around the one given",
                CLEAN,
            ),
            Self::SlashesEscaped => (
                "secret-slash-escaped",
                "The secret access key was used with \\/ for its slashes, as in JSON",
                RAW,
            ),
            Self::SlashesUnescaped => (
                "secret-slash-unescaped",
                "The secret access key was used with / for the \\/ in the one given, which is from JSON",
                RAW,
            ),
            Self::PercentEncoded | Self::SlashesPercentEncoded => (
                "secret-percent-encoded",
                "The secret access key was percent-encoded before it was used",
                RAW,
            ),
            Self::PercentDecoded | Self::FormDecoded => (
                "secret-url-decoded",
                "The secret access key was URL-decoded before it was used, which makes a space of each +",
                RAW,
            ),
            Self::WithoutPlus | Self::WithoutSlashes => (
                "secret-signs-lost",
                "The secret access key was used without its slashes or plus signs",
                RAW,
            ),
            Self::WithoutLast | Self::WithoutFirst | Self::CutAtSign => (
                "secret-cut-off",
                "Part of the secret access key was cut off before it was used",
                RAW,
            ),
            Self::Punctuation(_) => (
                "secret-punctuation",
                "The secret access key was used with a punctuation mark behind it",
                CLEAN,
            ),
            Self::SmallLetters | Self::CapitalLetters => (
                "secret-case",
                "The letters of the secret access key were made small or capital",
                RAW,
            ),
            Self::Base64Decoded => (
                "secret-base64-decoded",
                "The secret access key was decoded from base64 before it was used",
                RAW,
            ),
            Self::Base64Encoded => (
                "secret-base64-encoded",
                "The secret access key was encoded in base64 before it was used",
                RAW,
            ),
            Self::AccessKeyId => (
                "secret-is-key-id",
                "The access key ID was used for the secret access key",
                "Look at which of the two values goes where.",
            ),
            Self::Empty | Self::NoValue(_) => (
                "secret-missing",
                "An empty secret access key, or a word for no value, was used",
                "Look at where the signer reads the secret access key: it found none.",
            ),
            Self::Example(_) => (
                "secret-example",
                "The example secret access key of AWS's documentation was used",
                "Put your own secret access key in its place.",
            ),
        };
        Words::new(slug, sentence, cure)
    }
}
