//! The set of secret values to hide.

use std::fmt;
use std::ops::Range;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Redacted;
use super::base64_cores::{self, Core};
use super::by_name::hide_short_by_name;
use super::spelling;
use crate::model::{Auth, AwsAuth, Secret};

/// Secrets of fewer bytes are not replaced in texts: a value of one or two characters stands everywhere by
/// chance, and replacing it would both spoil the text and tell what it is. Nothing that AWS gives out is
/// this short (a secret access key has 40 bytes). They are still counted, in the forms a value is written in.
pub const SHORTEST_REDACTED_BYTES: usize = 8;

/// The secret values in play, each with the name it has for the user.
///
/// A value is found as it stands, percent-encoded (also twice), escaped for JSON or XML, with letters in lower case, with
/// runs of blanks or slashes folded, in any mixture of these, as hex with or without spaces, and in base64 at any alignment.
/// It is not found when it is cut, sorted, compressed, encrypted, or in base64 that is broken into lines. White space around a value is ignored, as
/// signing ignores it.
#[derive(Clone, Default)]
pub struct KnownSecrets {
    secrets: Vec<Known>,
}

#[derive(Clone)]
struct Known {
    label: String,
    value: Zeroizing<String>,
    base64: Vec<Core>,
    mark: String,
}

impl KnownSecrets {
    /// The secrets of the AWS Signature form.
    pub fn of_aws(auth: &AwsAuth) -> Self {
        let mut known = Self::default();
        known.insert("secret access key", &auth.secret_access_key);
        known.insert("session token", &auth.session_token);
        known
    }

    /// The secrets of every kind of auth. The password is found in the base64 of Basic auth too, wherever it begins.
    pub fn of_auth(auth: &Auth) -> Self {
        let mut known = Self::of_aws(&auth.aws);
        known.insert("password", &auth.basic.password);
        known.insert("bearer token", &auth.bearer.token);
        known.insert("API key", &auth.api_key.value);
        known
    }

    /// Adds every secret of a send.
    pub fn insert_all(&mut self, secrets: &[(&'static str, Secret)]) {
        for (label, secret) in secrets {
            self.insert(*label, secret);
        }
    }

    /// Adds what another set has and this one has not.
    pub fn insert_known(&mut self, others: &Self) {
        for other in &others.secrets {
            if self.secrets.iter().all(|known| known.value != other.value) {
                self.secrets.push(other.clone());
            }
        }
    }

    /// Adds a value under a label such as `session token`. A value that is empty or known is passed over.
    pub fn insert(&mut self, label: impl Into<String>, value: &Secret) {
        let text = String::from_utf8_lossy(value.expose_for_search());
        let value = Zeroizing::new(text.trim().to_owned());
        if value.is_empty() || self.secrets.iter().any(|known| known.value == value) {
            return;
        }
        let label = label.into();
        self.secrets.push(Known {
            mark: mark(&label, &value),
            base64: base64_cores::of(value.as_bytes()),
            label,
            value,
        });
    }

    /// True when there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Whether a text is a piece of a secret, or all of one.
    pub fn has_part(&self, text: &str) -> bool {
        self.secrets.iter().any(|known| known.value.contains(text))
    }

    /// Labels of the values that [`Self::redact`] leaves alone for being shorter than
    /// [`SHORTEST_REDACTED_BYTES`]: what a sink has to warn about.
    pub fn too_short(&self) -> impl Iterator<Item = &str> {
        self.secrets
            .iter()
            .filter(|known| known.is_short())
            .map(|known| known.label.as_str())
    }

    /// The text with a mark such as `[session token, 1,284 bytes, sha256 9f3a…]` in place of each secret.
    /// Two texts that held the same secret hold the same mark.
    pub fn redact(&self, text: &str) -> Redacted<String> {
        let bytes = self.replaced(text.as_bytes());
        // Secrets are whole characters and so are their encodings: this never has to replace a byte.
        Redacted(
            String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    /// The same for a short text that names a field, as an error does: there short values are hidden too.
    pub fn redact_short_too(&self, text: &str) -> Redacted<String> {
        let found = self.secrets.iter().flat_map(|known| {
            let mark = if known.is_short() {
                "••••••"
            } else {
                known.mark.as_str()
            };
            known
                .find_all(text.as_bytes())
                .into_iter()
                .map(move |range| (range, mark))
        });
        let bytes = replaced_in(text.as_bytes(), found.collect());
        Redacted(
            String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    /// The same for a body of any kind. Takes time in proportion to it: call it on a worker.
    pub fn redact_bytes(&self, bytes: &[u8]) -> Redacted<Vec<u8>> {
        Redacted(self.replaced(bytes))
    }

    /// The same for a body that is kept. In a text, what stands behind a telling name is hidden however short it is.
    pub fn redact_kept(&self, bytes: &[u8], as_text: Option<&str>) -> Redacted<Vec<u8>> {
        match as_text {
            Some(text) => Redacted(hide_short_by_name(self.redact(text).get()).into_bytes()),
            None => self.redact_bytes(bytes),
        }
    }

    /// The same for every text of a JSON value, its keys included: for types whose fields are many.
    pub fn redact_json(&self, value: Value) -> Redacted<Value> {
        Redacted(self.replaced_json(value))
    }

    fn replaced_json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.redact(&text).into_inner()),
            Value::Array(values) => values
                .into_iter()
                .map(|value| self.replaced_json(value))
                .collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, value)| (self.redact(&name).into_inner(), self.replaced_json(value)))
                .collect(),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
        }
    }

    /// The same for the beginning of a text that goes on: all but the last `held_back` bytes, or less when a secret
    /// stands across that place. Says how many bytes it was. What was left belongs in front of the next part; hold
    /// back more than the longest form of a secret.
    pub fn redact_part(&self, bytes: &[u8], held_back: usize) -> (Redacted<Vec<u8>>, usize) {
        let cut = bytes.len().saturating_sub(held_back);
        let across = self
            .secrets
            .iter()
            .filter(|known| !known.is_short())
            .flat_map(|known| known.find_all(bytes))
            .filter(|range| range.start < cut && cut < range.end)
            .map(|range| range.start)
            .min();
        let cut = across.unwrap_or(cut);
        let part = bytes.get(..cut).unwrap_or_default();
        (self.redact_bytes(part), cut)
    }

    /// How often a known secret stands in these bytes, in any of its forms. Short values are searched for
    /// too, as they stand or escaped: a value of one character is found by chance.
    pub fn count_occurrences(&self, haystack: &[u8]) -> usize {
        let mut matches: Vec<_> = self
            .secrets
            .iter()
            .flat_map(|known| known.find_all(haystack))
            .collect();
        matches.sort_by_key(|range| (range.start, range.end));
        let mut end = 0;
        matches
            .into_iter()
            .filter(|range| {
                let is_new = range.start >= end;
                end = end.max(range.end);
                is_new
            })
            .count()
    }

    fn replaced(&self, bytes: &[u8]) -> Vec<u8> {
        let matches = self
            .secrets
            .iter()
            .filter(|known| !known.is_short())
            .flat_map(|known| {
                let ranges = known.find_all(bytes).into_iter();
                ranges.map(|range| (range, known.mark.as_str()))
            })
            .collect();
        replaced_in(bytes, matches)
    }
}

/// The bytes with marks in the places of what was found.
fn replaced_in(bytes: &[u8], mut matches: Vec<(Range<usize>, &str)>) -> Vec<u8> {
    // Of two that start together the longer one names the place.
    matches.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (range, mark) in matches {
        if range.start >= at {
            out.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
            out.extend_from_slice(mark.as_bytes());
        }
        at = at.max(range.end);
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

impl fmt::Debug for KnownSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.secrets.iter().map(|known| &known.label))
            .finish()
    }
}

impl Known {
    fn is_short(&self) -> bool {
        self.value.len() < SHORTEST_REDACTED_BYTES
    }

    fn find_all(&self, haystack: &[u8]) -> Vec<Range<usize>> {
        let mut found = spelling::find_escaped(haystack, &self.value);
        if !self.is_short() {
            found.extend(spelling::find_hex(haystack, self.value.as_bytes()));
            found.extend(base64_cores::find(haystack, &self.base64));
        }
        found
    }
}

/// The mark that stands for a secret: two sides still compare by length and by the start of the hash.
pub fn mark(label: &str, value: &str) -> String {
    let hash = Sha256::digest(value.as_bytes());
    let [first, second, ..] = hash.as_slice() else {
        return format!("[{label}]");
    };
    let length = grouped(value.len());
    format!("[{label}, {length} bytes, sha256 {first:02x}{second:02x}…]")
}

/// The first mark of [`mark`] in a text: what stands there is no value, and must not be sent or saved as one.
pub fn mark_in(text: &str) -> Option<&str> {
    const MIDDLE: &str = " bytes, sha256 ";
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find(MIDDLE).map(|at| from + at) {
        from = at + MIDDLE.len();
        let hash = text.get(from..from + 4).unwrap_or_default();
        let is_hash = hash.len() == 4 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash
            && text.get(from + 4..).is_some_and(|rest| rest.starts_with("…]"))
            && let Some(start) = text.get(..at).and_then(|before| before.rfind('['))
        {
            return text.get(start..from + 4 + "…]".len());
        }
    }
    None
}

/// `1284` as `1,284`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn known(label: &str, value: &str) -> KnownSecrets {
        let mut known = KnownSecrets::default();
        known.insert(label, &Secret::new(value));
        known
    }

    /// Every form one by one, in a text that says something else around it.
    fn forms(value: &str) -> Vec<String> {
        let percent = |upper: bool| -> String {
            let escape = |byte: &u8| {
                if upper {
                    format!("%{byte:02X}")
                } else {
                    format!("%{byte:02x}")
                }
            };
            let spell = |byte: &u8| {
                if byte.is_ascii_alphanumeric() {
                    char::from(*byte).to_string()
                } else {
                    escape(byte)
                }
            };
            value.as_bytes().iter().map(spell).collect()
        };
        let spaced: Vec<_> = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        let json = serde_json::to_string(value).unwrap();
        let json = json.trim_matches('"').to_owned();
        let code_points: Vec<_> = value
            .chars()
            .map(|ch| format!("\\u{:04X}", u32::from(ch)))
            .collect();
        let code_points = code_points.concat();
        let mut forms = vec![
            value.to_owned(),
            percent(true),
            percent(false),
            percent(true).replace('%', "%25"),
            json.replace('/', "\\/"),
            json,
            code_points,
            value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;")
                .replace('/', "&#x2F;"),
            spaced.join(" "),
            spaced.concat().to_uppercase(),
        ];
        for prefix in ["", "a", "ab", "abc"] {
            for suffix in ["", "y", "yz"] {
                let text = format!("{prefix}{value}{suffix}");
                forms.push(STANDARD.encode(&text));
                forms.push(URL_SAFE_NO_PAD.encode(&text));
            }
        }
        forms
    }

    #[test]
    fn a_mark_is_known_again_and_nothing_else_is_one() {
        let made = mark("x-api-key", "0123456789");
        let text = format!("before {made} after");
        assert_eq!(mark_in(&text), Some(made.as_str()));
        for other in [
            "[a, 3 bytes, sha256 xyz…]",
            "3 bytes, sha256 abcd…]",
            "[a]",
            "é bytes, sha256 ",
        ] {
            assert_eq!(mark_in(other), None, "{other}");
        }
    }

    #[test]
    fn the_mark_tells_label_length_and_hash() {
        let token = "t".repeat(1284);
        let text = known("session token", &token).redact(&format!("x-amz-security-token: {token}\n"));
        assert_eq!(
            text.get(),
            "x-amz-security-token: [session token, 1,284 bytes, sha256 c2ca…]\n"
        );
    }

    #[test]
    fn every_form_is_found_counted_and_replaced() {
        for value in [KEY, "a+b/c=d&e<f>g\"h\\i%j", "pässwörd€x"] {
            let known = known("secret access key", value);
            for form in forms(value) {
                let text = format!("{{\"before\": \"{form}\"}} after");
                assert_eq!(known.count_occurrences(text.as_bytes()), 1, "{form}");
                let redacted = known.redact(&text).into_inner();
                assert!(redacted.starts_with("{\"before\": \""), "{redacted}");
                assert!(redacted.ends_with("\"} after"), "{redacted}");
                assert!(redacted.contains("[secret access key, "), "{redacted}");
            }
        }
    }

    #[test]
    fn a_value_is_found_as_signing_and_hosts_spell_it() {
        for (value, spelled) in [
            ("abcd+efgh+ijkl", "abcd%20efgh%20ijkl"),
            ("abcd+efgh+ijkl", "abcd efgh ijkl"),
            ("abcd+efgh", "abcd%2Befgh"),
            ("two  blanks \t here", "two blanks here"),
            ("two  blanks   here", "two%20blanks%20here"),
            ("seg//ment///x", "seg/ment/x"),
            ("MyHost-ABCDEF", "myhost-abcdef"),
            ("+leading1", "%20leading1"),
        ] {
            let known = known("secret variable", value);
            let text = format!("x:{spelled}\n");
            let redacted = known.redact(&text).into_inner();
            assert!(
                redacted.starts_with("x:[secret variable, "),
                "{value} in {redacted}"
            );
            assert!(redacted.ends_with("]\n"), "{redacted}");
        }
        // Letters are not raised, and what is no run is not folded.
        for (value, other) in [
            ("abcdefgh", "ABCDEFGH"),
            ("a b c d e f", "a b c d ef"),
            ("abcd/efgh", "abcdefgh"),
        ] {
            assert_eq!(known("secret variable", value).redact(other).get(), other);
        }
    }

    #[test]
    fn short_values_are_hidden_where_a_field_is_named() {
        let known = known("secret variable", "Ab1");
        assert_eq!(
            known.redact_short_too("the host \"x.ab1.example\"").get(),
            "the host \"x.••••••.example\""
        );
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        let known = known("secret access key", KEY);
        let text = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE wJalrXUtnFEMI";
        assert_eq!(known.redact(text).get(), text);
        assert_eq!(known.count_occurrences(text.as_bytes()), 0);
        assert_eq!(KnownSecrets::default().redact(text).get(), text);
    }

    #[test]
    fn several_and_overlapping_secrets_leave_nothing() {
        let mut known = known("short one", "abcdefgh");
        known.insert("long one", &Secret::new("abcdefghijkl"));
        known.insert("late one", &Secret::new("jklmnopq"));
        let text = known.redact("abcdefghijklmnopq abcdefgh").into_inner();
        assert_eq!(known.count_occurrences(b"abcdefghijklmnopq abcdefgh"), 2);
        assert!(text.starts_with("[long one, 12 bytes"), "{text}");
        assert!(text.contains(" [short one, 8 bytes"), "{text}");
        assert!(!text.contains("mnopq"), "{text}");
    }

    #[test]
    fn short_values_are_counted_and_not_replaced() {
        let known = known("secret access key", "a/b");
        assert_eq!(known.redact("a/b a%2Fb").get(), "a/b a%2Fb");
        assert_eq!(known.count_occurrences(b"a/b a%2Fb"), 2);
        assert_eq!(known.too_short().collect::<Vec<_>>(), ["secret access key"]);
    }

    #[test]
    fn empty_values_are_none_and_outer_white_space_is_ignored() {
        assert!(known("session token", "").is_empty());
        assert!(known("session token", " \n").is_empty());
        let padded = known("secret access key", &format!(" {KEY}\n"));
        assert_eq!(padded.count_occurrences(KEY.as_bytes()), 1);
    }

    #[test]
    fn debug_shows_labels_alone() {
        assert_eq!(
            format!("{:?}", known("session token", KEY)),
            "{\"session token\"}"
        );
    }

    proptest! {
        #[test]
        fn no_form_survives_in_any_surroundings(
            value in "[ -~é€]{6,40}[a-zA-Z0-9/+=]{4}",
            before in "[ -~]{0,20}",
            after in "[ -~]{0,20}",
        ) {
            let known = known("secret", &value);
            for form in forms(value.trim()) {
                // A letter of the surroundings could be read as a part of base64 or hex: keep them apart.
                let text = format!("{before}\n{form}\n{after}");
                prop_assert!(known.count_occurrences(text.as_bytes()) >= 1, "{}", form);
                prop_assert!(!known.redact(&text).get().contains(&form));
            }
        }

        #[test]
        fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let known = known("secret", KEY);
            prop_assert_eq!(known.redact_bytes(&bytes).into_inner(), bytes);
        }
    }

    #[test]
    fn no_secret_is_parted_wherever_a_text_is() {
        let known = known("secret access key", KEY);
        for form in [KEY.to_owned(), STANDARD.encode(KEY)] {
            let text = format!("{}{form}{}", "x".repeat(50), "y".repeat(50));
            let whole = known.redact_bytes(text.as_bytes()).into_inner();
            for held_back in 0..text.len() {
                let (part, taken) = known.redact_part(text.as_bytes(), held_back);
                let rest = known.redact_bytes(&text.as_bytes()[taken..]);
                assert!(text.len() - taken >= held_back);
                assert_eq!(
                    [part.into_inner(), rest.into_inner()].concat(),
                    whole,
                    "{held_back}"
                );
            }
        }
    }
}
