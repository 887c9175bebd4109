//! The canonical URI: encoded otherwise, normalised otherwise, or another path than the one sent.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use std::borrow::Cow;

use super::escapes::{
    KEPT_BY_ENCODE_URI, KEPT_BY_ENCODE_URI_COMPONENT, decoded, encoded, with_small_escapes,
};
use super::subject::Subject;
use super::words::Words;
use crate::model::Traced;
use crate::sigv4::canonical_path::{canonical_path, normalised_text};
use crate::sigv4::rules::{Normalisation, PathEncoding, ServiceRules};

/// How the path was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathSpelling {
    /// Once, as for S3.
    Once,
    /// Once more than it was sent, as for all but S3.
    Twice,
    /// Twice more than it was sent.
    Thrice,
    /// As it was sent.
    AsSent,
    /// With its escapes undone.
    Decoded,
    /// Once, with the escaped slashes inside a segment kept escaped.
    EscapedSlashesKept,
    /// With escaped slashes taken for slashes.
    EscapedSlashesRead,
    /// With hex digits in small letters.
    SmallHex,
    /// Once, by `encodeURIComponent`.
    EncodeUriComponent,
    /// What was sent once more, by `encodeURIComponent`.
    EncodeUriComponentTwice,
    /// Once, by `encodeURI`.
    EncodeUri,
    /// Once, with `+` for a space.
    PlusForSpace,
}

/// Which empty and dot segments were taken out of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathSegments {
    /// All of them, as for all services but S3.
    Removed,
    /// None, as for S3.
    Kept,
    /// Only those of dots, so that `//` stays.
    DotsRemoved,
    /// Only the empty ones, so that dots stay.
    EmptyRemoved,
}

/// Which path was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathForm {
    /// That behind the first segment: without a stage, a bucket, a base path.
    WithoutFirstSegment,
    /// With the first label of the host in front: `/bucket/key`.
    HostLabelInFront,
    /// With a slash at its end.
    SlashAdded,
    /// Without the slash at its end.
    SlashRemoved,
    /// With the query behind it, and an empty line for the query.
    WithQuery,
    /// The whole URL.
    WholeUrl,
    /// Only `/`.
    Root,
    /// Nothing.
    Empty,
    /// Without the slash at its beginning.
    WithoutFirstSlash,
}

/// How a path was signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct PathRecipe {
    pub spelling: Option<PathSpelling>,
    pub segments: Option<PathSegments>,
    pub form: Option<PathForm>,
}

impl PathRecipe {
    /// The second line of the canonical request; `None` where the mistake can not be made.
    pub fn text(self, subject: &Subject<'_>) -> Option<String> {
        let path = self.chosen(subject)?;
        if path.is_empty() && self.form == Some(PathForm::Empty) {
            return Some(String::new());
        }
        let path = self.without_segments(&path, subject.rules.normalisation);
        let spelt = self.spelt(&path, subject.rules.path_encoding)?;
        Some(match self.form {
            Some(PathForm::WithQuery) => format!("{spelt}?{}", subject.query.as_deref()?),
            Some(PathForm::WholeUrl) => format!("https://{}{spelt}", subject.request.header("host")?),
            Some(PathForm::WithoutFirstSlash) => spelt.trim_start_matches('/').to_owned(),
            _ => spelt,
        })
    }

    fn chosen<'s>(self, subject: &'s Subject<'_>) -> Option<Cow<'s, str>> {
        let path = subject.path.as_str();
        Some(match self.form {
            None | Some(PathForm::WithQuery | PathForm::WholeUrl | PathForm::WithoutFirstSlash) => {
                Cow::Borrowed(path)
            }
            Some(PathForm::WithoutFirstSegment) => {
                let (_, rest) = path.strip_prefix('/')?.split_once('/').unwrap_or_default();
                Cow::Owned(format!("/{rest}"))
            }
            Some(PathForm::HostLabelInFront) => {
                let (label, _) = subject.request.header("host")?.split_once('.')?;
                Cow::Owned(format!("/{label}{path}"))
            }
            Some(PathForm::SlashAdded) => Cow::Owned(format!("{path}/")),
            Some(PathForm::SlashRemoved) => Cow::Borrowed(path.strip_suffix('/')?),
            Some(PathForm::Root) => Cow::Borrowed("/"),
            Some(PathForm::Empty) => Cow::Borrowed(""),
        })
    }

    fn without_segments(self, path: &str, rule: Normalisation) -> String {
        match (self.segments, rule) {
            (Some(PathSegments::Kept), _) | (None, Normalisation::Off) => path.to_owned(),
            (Some(PathSegments::Removed), _) | (None, Normalisation::On) => normalised_text(path),
            (Some(PathSegments::DotsRemoved), _) => without_dots(path),
            (Some(PathSegments::EmptyRemoved), _) => without_empty_segments(path),
        }
    }

    /// The path as it was encoded; `None` where a special way of encoding differs in nothing from the plain one.
    fn spelt(self, path: &str, rule: PathEncoding) -> Option<String> {
        let by = |encoding| encoded_by(path, encoding);
        let unlike = |plain: PathEncoding, text: String| (text != by(plain)).then_some(text);
        match self.spelling {
            None => Some(by(rule)),
            Some(PathSpelling::Once) => Some(by(PathEncoding::Single)),
            Some(PathSpelling::Twice) => Some(by(PathEncoding::Double)),
            Some(PathSpelling::Thrice) => {
                let twice = by(PathEncoding::Double);
                unlike(PathEncoding::Double, encoded_by(&twice, PathEncoding::Double))
            }
            Some(PathSpelling::AsSent) => Some(path.to_owned()),
            Some(PathSpelling::Decoded) => {
                let text = String::from_utf8_lossy(&decoded(path)).into_owned();
                unlike(PathEncoding::Single, text)
            }
            Some(PathSpelling::EscapedSlashesKept) => {
                let text = each_segment(path, |segment| encoded(&decoded(segment), b""));
                unlike(PathEncoding::Single, text)
            }
            Some(PathSpelling::EscapedSlashesRead) => {
                let read = path.replace("%2F", "/").replace("%2f", "/");
                unlike(rule, encoded_by(&read, rule))
            }
            Some(PathSpelling::SmallHex) => unlike(rule, with_small_escapes(&by(rule))),
            Some(PathSpelling::EncodeUriComponent) => {
                let text = each_segment(path, |segment| {
                    encoded(&decoded(segment), KEPT_BY_ENCODE_URI_COMPONENT)
                });
                unlike(PathEncoding::Single, text)
            }
            Some(PathSpelling::EncodeUriComponentTwice) => {
                let text = each_segment(path, |segment| {
                    encoded(segment.as_bytes(), KEPT_BY_ENCODE_URI_COMPONENT)
                });
                unlike(PathEncoding::Double, text)
            }
            Some(PathSpelling::EncodeUri) => {
                unlike(PathEncoding::Single, encoded(&decoded(path), KEPT_BY_ENCODE_URI))
            }
            Some(PathSpelling::PlusForSpace) => {
                unlike(PathEncoding::Single, by(PathEncoding::Single).replace("%20", "+"))
            }
        }
    }
}

fn encoded_by(path: &str, path_encoding: PathEncoding) -> String {
    let rules = ServiceRules {
        path_encoding,
        normalisation: Normalisation::Off,
        ..ServiceRules::DEFAULT
    };
    canonical_path(&Traced::rule(path, "the path"), &rules)
        .as_str()
        .to_owned()
}

fn each_segment(path: &str, spell: impl Fn(&str) -> String) -> String {
    let segments: Vec<String> = path.split('/').map(spell).collect();
    segments.join("/")
}

/// RFC 3986, 5.2.4, to the letter: empty segments stay.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_slash = false;
    for segment in path.split('/').skip(1) {
        ends_in_slash = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    if ends_in_slash {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

fn without_empty_segments(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for ch in path.chars() {
        if ch != '/' || !out.ends_with('/') {
            out.push(ch);
        }
    }
    out
}

impl PathSpelling {
    pub(super) const USUAL: [Self; 6] = [
        Self::Once,
        Self::Twice,
        Self::AsSent,
        Self::Decoded,
        Self::EscapedSlashesKept,
        Self::EscapedSlashesRead,
    ];
    pub(super) const RARE: [Self; 6] = [
        Self::Thrice,
        Self::SmallHex,
        Self::EncodeUriComponent,
        Self::EncodeUriComponentTwice,
        Self::EncodeUri,
        Self::PlusForSpace,
    ];

    pub(super) fn words(self, subject: &Subject<'_>) -> Words {
        const STRICT: &str = "Leave A-Z, a-z, 0-9, '-', '.', '_', '~' and the slashes between segments alone, and write \
                              every other byte as % and two upper-case hex digits.";
        let service = &subject.credential.service;
        let rule = match subject.rules.path_encoding {
            PathEncoding::Single => "Encode the key once for S3, and send the path as it was signed.",
            PathEncoding::Double => {
                "Encode the path as it is sent once more for every service but S3, so that %20 is signed as %2520."
            }
        };
        match self {
            Self::Once => Words::new(
                "path-encoded-once",
                format!("The path was encoded once; {service} takes it encoded once more than it was sent"),
                rule,
            ),
            Self::Twice => Words::new(
                "path-encoded-twice",
                format!("The path as sent was encoded once more; {service} takes the key encoded once"),
                rule,
            ),
            Self::Thrice => Words::new(
                "path-encoded-thrice",
                "The path as sent was encoded twice more",
                rule,
            ),
            Self::AsSent => Words::new(
                "path-not-encoded",
                "The path was signed as it is sent, without the encoding of the canonical request",
                rule,
            ),
            Self::Decoded => Words::new(
                "path-decoded",
                "The path was signed with its escapes undone, without any encoding",
                rule,
            ),
            Self::EscapedSlashesKept => Words::new(
                "path-escaped-slash-kept",
                "An escaped slash (%2F) in the path was signed as %2F; S3 reads it as a slash, and other services \
                 sign it as %252F",
                rule,
            ),
            Self::EscapedSlashesRead => Words::new(
                "path-escaped-slash-read",
                format!(
                    "An escaped slash (%2F) in the path was read as a slash; {service} signs it as %252F"
                ),
                rule,
            ),
            Self::SmallHex => Words::new(
                "path-small-hex",
                "The escapes of the canonical path are in small letters (%2f)",
                STRICT,
            ),
            Self::EncodeUriComponent | Self::EncodeUriComponentTwice => Words::new(
                "path-encode-uri-component",
                "The path was encoded as encodeURIComponent does, which leaves ! ' ( ) * alone",
                STRICT,
            ),
            Self::EncodeUri => Words::new(
                "path-encode-uri",
                "The path was encoded as encodeURI does, which leaves characters such as : @ $ , + alone",
                STRICT,
            ),
            Self::PlusForSpace => Words::new(
                "path-plus-for-space",
                "A space in the path was signed as +",
                STRICT,
            ),
        }
    }
}

impl PathSegments {
    pub(super) const USUAL: [Self; 2] = [Self::Removed, Self::Kept];
    pub(super) const RARE: [Self; 2] = [Self::DotsRemoved, Self::EmptyRemoved];

    pub(super) fn words(self, subject: &Subject<'_>) -> Words {
        let service = &subject.credential.service;
        let cure = match subject.rules.normalisation {
            Normalisation::On => "Take empty segments and those of dots out of the canonical path.",
            Normalisation::Off => "Sign the key as it is: S3 keeps dots and double slashes.",
        };
        match self {
            Self::Removed => Words::new(
                "path-normalised",
                format!("The path was normalised; {service} keeps dots and double slashes"),
                cure,
            ),
            Self::Kept => Words::new(
                "path-not-normalised",
                format!("The path was not normalised; {service} takes dots and double slashes out of it"),
                cure,
            ),
            Self::DotsRemoved => Words::new(
                "path-double-slashes-kept",
                "Segments of dots were taken out of the path and double slashes were kept",
                cure,
            ),
            Self::EmptyRemoved => Words::new(
                "path-dots-kept",
                "Double slashes were taken out of the path and segments of dots were kept",
                cure,
            ),
        }
    }
}

impl PathForm {
    pub(super) const USUAL: [Self; 1] = [Self::WithoutFirstSegment];
    pub(super) const RARE: [Self; 8] = [
        Self::HostLabelInFront,
        Self::SlashAdded,
        Self::SlashRemoved,
        Self::WithQuery,
        Self::WholeUrl,
        Self::Root,
        Self::Empty,
        Self::WithoutFirstSlash,
    ];

    pub(super) fn words(self) -> Words {
        const WHOLE: &str = "Sign the whole path that is sent, with its stage or bucket.";
        const PATH: &str = "Sign the path alone, from its first slash to the question mark.";
        match self {
            Self::WithoutFirstSegment => Words::new(
                "path-without-first-segment",
                "The path was signed without its first segment, such as the stage or the bucket",
                WHOLE,
            ),
            Self::HostLabelInFront => Words::new(
                "path-with-bucket",
                "The path was signed with the first label of the host in front, as /bucket/key",
                WHOLE,
            ),
            Self::SlashAdded => Words::new(
                "path-slash-added",
                "The path was signed with a slash at its end",
                WHOLE,
            ),
            Self::SlashRemoved => Words::new(
                "path-slash-removed",
                "The path was signed without the slash at its end",
                WHOLE,
            ),
            Self::WithQuery => Words::new(
                "path-with-query",
                "The query was signed as part of the path",
                PATH,
            ),
            Self::WholeUrl => Words::new(
                "path-whole-url",
                "The whole URL was signed in place of the path",
                PATH,
            ),
            Self::Root => Words::new("path-root", "Only / was signed in place of the path", PATH),
            Self::Empty => Words::new("path-empty", "The line of the path was left empty", PATH),
            Self::WithoutFirstSlash => Words::new(
                "path-without-first-slash",
                "The path was signed without the slash at its beginning",
                PATH,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_normalisation_leaves_the_other_half() {
        assert_eq!(without_dots("/a//b/../c/."), "/a//c/");
        assert_eq!(without_dots("/a/b/.."), "/a/");
        assert_eq!(without_empty_segments("/a//b/./c///"), "/a/b/./c/");
    }
}
