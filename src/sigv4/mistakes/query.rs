//! The canonical query string: in another order, spelt otherwise, or of other parameters than those sent.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use std::collections::HashSet;

use super::escapes::{
    KEPT_BY_ENCODE_URI, KEPT_BY_ENCODE_URI_COMPONENT, decoded, decoded_form, encoded, with_small_escapes,
};
use super::names::{NameId, Names};
use super::subject::Subject;
use super::words::Words;

/// In which order the parameters were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryOrder {
    /// As they were sent.
    AsSent,
    /// By name alone: values of one name stay as they were sent.
    ByName,
    /// As whole `name=value` texts.
    WholePieces,
    /// Without regard to case.
    IgnoringCase,
    /// As they are without escapes.
    BeforeEncoding,
}

/// How names and values were spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuerySpelling {
    /// As they were sent.
    AsSent,
    /// With `+` for a space.
    PlusForSpace,
    /// With hex digits in small letters.
    SmallHex,
    /// What was sent, encoded once more.
    Twice,
    /// With their escapes undone.
    Decoded,
    /// With slashes left alone.
    SlashesKept,
    /// With a `+` taken for a plus sign, so that it is `%2B`.
    PlusIsPlus,
    /// By `encodeURIComponent`.
    EncodeUriComponent,
    /// By `encodeURI`.
    EncodeUri,
    /// As an HTML form: `+` for a space, `*` left alone, `~` encoded.
    Form,
}

/// How parameters without a value were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryEmpty {
    /// Without an equal sign.
    WithoutEquals,
    /// As they were sent.
    AsSent,
    /// Not at all.
    LeftOut,
}

/// Which parameters were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryParameters {
    /// None.
    None,
    /// The parameter of the signature too, which was empty by then.
    SignatureKept,
    /// All but the session token.
    WithoutToken,
    /// The session token too, where the service takes it behind the signature.
    TokenKept,
    /// All but `X-Amz-Expires`.
    WithoutExpires,
    /// None of those of the signature.
    WithoutAmz,
    /// All but one.
    Without(NameId),
    /// All, behind a question mark.
    QuestionMark,
    /// The first of each name.
    FirstOfEach,
    /// The last of each name.
    LastOfEach,
}

/// How a query was signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct QueryRecipe {
    pub order: Option<QueryOrder>,
    pub spelling: Option<QuerySpelling>,
    pub empty: Option<QueryEmpty>,
    pub parameters: Option<QueryParameters>,
}

/// A parameter as sent; a value is `None` without an equal sign.
type Parameter<'a> = (&'a str, Option<&'a str>);

impl QueryRecipe {
    /// The third line of the canonical request; `None` where the mistake can not be made.
    pub fn text(self, subject: &Subject<'_>, names: &Names) -> Option<String> {
        let parameters = self.chosen(subject, names)?;
        let mut spelt: Vec<Spelt> = parameters
            .into_iter()
            .filter(|(_, value)| {
                self.empty != Some(QueryEmpty::LeftOut) || value.is_some_and(|value| !value.is_empty())
            })
            .map(|parameter| self.spelt(parameter))
            .collect();
        match self.order {
            None => spelt.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value))),
            Some(QueryOrder::AsSent) => {}
            Some(QueryOrder::ByName) => spelt.sort_by(|a, b| a.name.cmp(&b.name)),
            Some(QueryOrder::WholePieces) => spelt.sort_by_cached_key(Spelt::piece),
            Some(QueryOrder::IgnoringCase) => spelt.sort_by_cached_key(|each| each.piece().to_lowercase()),
            Some(QueryOrder::BeforeEncoding) => {
                spelt.sort_by_cached_key(|each| (decoded_form(&each.name), decoded_form(&each.value)));
            }
        }
        let pieces: Vec<String> = spelt.iter().map(Spelt::piece).collect();
        let mark = match self.parameters {
            Some(QueryParameters::QuestionMark) => "?",
            _ => "",
        };
        Some(format!("{mark}{}", pieces.join("&")))
    }

    fn chosen<'s>(self, subject: &'s Subject<'_>, names: &Names) -> Option<Vec<Parameter<'s>>> {
        let all = parameters_of(subject.query.as_deref().unwrap_or_default());
        let named =
            |wanted: &str, (name, _): &Parameter<'_>| decoded(name).eq_ignore_ascii_case(wanted.as_bytes());
        let without = |wanted: &str| {
            let mut kept = all.clone();
            kept.retain(|parameter| !named(wanted, parameter));
            (kept.len() < all.len()).then_some(kept)
        };
        match self.parameters {
            None | Some(QueryParameters::QuestionMark) => Some(all),
            Some(QueryParameters::None) => (!all.is_empty()).then(Vec::new),
            Some(QueryParameters::SignatureKept) => {
                let mut sent = parameters_of(subject.request.query()?);
                let of_signature = sent
                    .iter_mut()
                    .find(|parameter| named("X-Amz-Signature", parameter))?;
                of_signature.1 = Some("");
                Some(sent)
            }
            Some(QueryParameters::TokenKept) => {
                let mut sent = parameters_of(subject.request.query()?);
                sent.retain(|parameter| !named("X-Amz-Signature", parameter));
                (sent.len() > all.len()).then_some(sent)
            }
            Some(QueryParameters::WithoutToken) => without("X-Amz-Security-Token"),
            Some(QueryParameters::WithoutExpires) => without("X-Amz-Expires"),
            Some(QueryParameters::WithoutAmz) => {
                let mut kept = all.clone();
                kept.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("x-amz-"));
                (kept.len() < all.len()).then_some(kept)
            }
            Some(QueryParameters::Without(name)) => without(names.get(name)),
            Some(QueryParameters::FirstOfEach) => Some(first_of_each(all)),
            Some(QueryParameters::LastOfEach) => {
                let mut last = all;
                last.reverse();
                let mut last = first_of_each(last);
                last.reverse();
                Some(last)
            }
        }
    }

    fn spelt(self, (name, value): Parameter<'_>) -> Spelt {
        let text = value.unwrap_or_default();
        let equals = match self.empty {
            Some(QueryEmpty::WithoutEquals) => !text.is_empty(),
            Some(QueryEmpty::AsSent) => value.is_some(),
            _ => true,
        };
        Spelt {
            name: self.spelling_of(name),
            value: self.spelling_of(text),
            equals: if equals { "=" } else { "" },
        }
    }

    fn spelling_of(self, text: &str) -> String {
        let strict = || encoded(&decoded_form(text), b"");
        match self.spelling {
            None => strict(),
            Some(QuerySpelling::AsSent) => text.to_owned(),
            Some(QuerySpelling::PlusForSpace) => strict().replace("%20", "+"),
            Some(QuerySpelling::SmallHex) => with_small_escapes(&strict()),
            Some(QuerySpelling::Twice) => encoded(text.as_bytes(), b""),
            Some(QuerySpelling::Decoded) => String::from_utf8_lossy(&decoded_form(text)).into_owned(),
            Some(QuerySpelling::SlashesKept) => encoded(&decoded_form(text), b"/"),
            Some(QuerySpelling::PlusIsPlus) => encoded(&decoded(text), b""),
            Some(QuerySpelling::EncodeUriComponent) => {
                encoded(&decoded_form(text), KEPT_BY_ENCODE_URI_COMPONENT)
            }
            Some(QuerySpelling::EncodeUri) => encoded(&decoded_form(text), KEPT_BY_ENCODE_URI),
            Some(QuerySpelling::Form) => encoded(&decoded_form(text), b"*")
                .replace("%20", "+")
                .replace('~', "%7E"),
        }
    }
}

/// A parameter as signed.
struct Spelt {
    name: String,
    value: String,
    equals: &'static str,
}

impl Spelt {
    fn piece(&self) -> String {
        format!("{}{}{}", self.name, self.equals, self.value)
    }
}

fn parameters_of(query: &str) -> Vec<Parameter<'_>> {
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            piece
                .split_once('=')
                .map_or((piece, None), |(name, value)| (name, Some(value)))
        })
        .collect()
}

fn first_of_each(mut parameters: Vec<Parameter<'_>>) -> Vec<Parameter<'_>> {
    let mut seen: HashSet<&str> = HashSet::with_capacity(parameters.len());
    parameters.retain(|(name, _)| seen.insert(name));
    parameters
}

/// The names of the parameters that may have been put in after signing, at most so many.
pub(super) fn parameter_names(subject: &Subject<'_>, most: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (name, _) in parameters_of(subject.query.as_deref().unwrap_or_default()) {
        let name = String::from_utf8_lossy(&decoded(name)).into_owned();
        if found.len() < most && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

impl QueryOrder {
    pub(super) const USUAL: [Self; 1] = [Self::AsSent];
    pub(super) const RARE: [Self; 4] = [
        Self::ByName,
        Self::WholePieces,
        Self::IgnoringCase,
        Self::BeforeEncoding,
    ];

    pub(super) fn words(self) -> Words {
        const CURE: &str = "Sort the encoded parameters by name and then by value, byte by byte.";
        match self {
            Self::AsSent => Words::new(
                "query-unsorted",
                "The query was signed in the order sent, unsorted",
                CURE,
            ),
            Self::ByName => Words::new(
                "query-values-unsorted",
                "Parameters of one name were not sorted by value",
                CURE,
            ),
            Self::WholePieces => Words::new(
                "query-sorted-as-text",
                "The query was sorted as whole name=value texts, and not by name first",
                CURE,
            ),
            Self::IgnoringCase => Words::new(
                "query-sorted-ignoring-case",
                "The query was sorted without regard to case",
                CURE,
            ),
            Self::BeforeEncoding => Words::new(
                "query-sorted-before-encoding",
                "The query was sorted before it was encoded",
                CURE,
            ),
        }
    }
}

impl QuerySpelling {
    pub(super) const USUAL: [Self; 7] = [
        Self::AsSent,
        Self::PlusForSpace,
        Self::SmallHex,
        Self::Twice,
        Self::Decoded,
        Self::SlashesKept,
        Self::PlusIsPlus,
    ];
    pub(super) const RARE: [Self; 3] = [Self::EncodeUriComponent, Self::EncodeUri, Self::Form];

    pub(super) fn words(self) -> Words {
        const STRICT: &str = "Encode names and values once: A-Z, a-z, 0-9, '-', '.', '_' and '~' stay, every other byte is % \
                              and two upper-case hex digits, a space is %20.";
        match self {
            Self::AsSent => Words::new(
                "query-not-encoded",
                "The query was signed as it was sent, without the encoding of the canonical request",
                STRICT,
            ),
            Self::PlusForSpace => Words::new(
                "query-plus-for-space",
                "A space in the query was signed as +, and not as %20",
                STRICT,
            ),
            Self::SmallHex => Words::new(
                "query-small-hex",
                "The escapes of the canonical query are in small letters (%2f)",
                STRICT,
            ),
            Self::Twice => Words::new(
                "query-encoded-twice",
                "The query was encoded once more than it was sent",
                STRICT,
            ),
            Self::Decoded => Words::new(
                "query-decoded",
                "The query was signed with its escapes undone, without any encoding",
                STRICT,
            ),
            Self::SlashesKept => Words::new(
                "query-slashes-kept",
                "Slashes in the query were not encoded",
                STRICT,
            ),
            Self::PlusIsPlus => Words::new(
                "query-plus-as-plus",
                "A + in the query was signed as a plus sign (%2B), and services read it as a space",
                "Send a plus sign as %2B and a space as %20.",
            ),
            Self::EncodeUriComponent => Words::new(
                "query-encode-uri-component",
                "The query was encoded as encodeURIComponent does, which leaves ! ' ( ) * alone",
                STRICT,
            ),
            Self::EncodeUri => Words::new(
                "query-encode-uri",
                "The query was encoded as encodeURI does, which leaves characters such as : @ / , alone",
                STRICT,
            ),
            Self::Form => Words::new(
                "query-encoded-as-form",
                "The query was encoded as an HTML form: + for a space, * left alone, ~ encoded",
                STRICT,
            ),
        }
    }
}

impl QueryEmpty {
    pub(super) const USUAL: [Self; 3] = [Self::WithoutEquals, Self::AsSent, Self::LeftOut];

    pub(super) fn words(self) -> Words {
        const CURE: &str = "Sign a parameter without a value as name=, with the equal sign.";
        match self {
            Self::WithoutEquals | Self::AsSent => Words::new(
                "query-empty-without-equals",
                "A parameter without a value was signed without its equal sign",
                CURE,
            ),
            Self::LeftOut => Words::new(
                "query-empty-left-out",
                "Parameters without a value were left out of the canonical query",
                CURE,
            ),
        }
    }
}

impl QueryParameters {
    pub(super) const USUAL: [Self; 5] = [
        Self::None,
        Self::SignatureKept,
        Self::WithoutToken,
        Self::TokenKept,
        Self::WithoutExpires,
    ];
    pub(super) const RARE: [Self; 4] = [
        Self::WithoutAmz,
        Self::QuestionMark,
        Self::FirstOfEach,
        Self::LastOfEach,
    ];

    pub(super) fn words(self, names: &Names) -> Words {
        const ALL: &str = "Sign every parameter that is sent but X-Amz-Signature.";
        match self {
            Self::None => Words::new(
                "query-not-signed",
                "The query was not signed: the canonical query is empty",
                ALL,
            ),
            Self::SignatureKept => Words::new(
                "query-signature-kept",
                "X-Amz-Signature was part of the canonical query, without a value",
                ALL,
            ),
            Self::WithoutToken => Words::new(
                "session-token-not-signed",
                "The session token was put into the query after signing",
                "Put X-Amz-Security-Token in before signing; only AWS IoT over WebSocket takes it afterwards.",
            ),
            Self::TokenKept => Words::new(
                "session-token-signed",
                "The session token was signed as part of the query",
                "For AWS IoT over WebSocket, put X-Amz-Security-Token into the query after signing.",
            ),
            Self::WithoutExpires => Words::new(
                "query-expires-not-signed",
                "X-Amz-Expires was put into the query after signing",
                ALL,
            ),
            Self::WithoutAmz => Words::new(
                "query-amz-not-signed",
                "The parameters of the signature (X-Amz-…) were not part of the canonical query",
                ALL,
            ),
            Self::Without(name) => Words::new(
                "query-parameter-not-signed",
                format!(
                    "The parameter {} was put into the query after signing",
                    names.get(name)
                ),
                ALL,
            ),
            Self::QuestionMark => Words::new(
                "query-question-mark",
                "The question mark was signed as part of the query",
                "Begin the canonical query behind the question mark.",
            ),
            Self::FirstOfEach | Self::LastOfEach => Words::new(
                "query-repeats-left-out",
                "Of parameters with one name only one was signed",
                ALL,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Traced;
    use crate::sigv4::canonical_query::canonical_query;
    use proptest::prelude::*;

    proptest! {
        /// The recipe without a mistake is the canonical query of signing.
        #[test]
        fn without_a_mistake_it_is_the_canonical_query(query in "[ab=&+%2F7e~*/ ü]{0,24}") {
            let mut spelt: Vec<Spelt> = parameters_of(&query)
                .into_iter()
                .map(|parameter| QueryRecipe::default().spelt(parameter))
                .collect();
            spelt.sort_by(|a, b| (&a.name, &a.value).cmp(&(&b.name, &b.value)));
            let pieces: Vec<String> = spelt.iter().map(Spelt::piece).collect();
            let canonical = canonical_query(&Traced::rule(&query, "test"));
            prop_assert_eq!(pieces.join("&"), canonical.as_str());
        }
    }
}
