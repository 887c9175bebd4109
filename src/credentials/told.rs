//! The words of others before they are shown: who refuses a request may quote it, secrets and all, and at any length.

use super::link::{SECRET_ACCESS_KEY, SESSION_TOKEN};
use crate::model::{Credentials, Live, Secret};
use crate::redact::{KnownSecrets, Signatures, hide_by_name};

/// Longest text that is told, in characters: two ARNs with a sentence around them.
const LONGEST_TEXT: usize = 600;
/// So much of a text is searched for telling names, in characters.
const LONGEST_SEARCHED: usize = 8 * LONGEST_TEXT;
/// Longest code of an error that is told, in characters.
const LONGEST_CODE: usize = 100;
/// Codes of MFA devices have six digits; what is much shorter stands in any text by chance.
const SHORTEST_MFA_CODE: usize = 4;

/// What a service was shown, so that it can be hidden where it comes back.
#[derive(Default)]
pub(super) struct Confided {
    known: KnownSecrets,
    mfa_code: Option<Secret>,
}

impl Confided {
    /// The credentials that sign the call.
    pub(super) fn of_caller(caller: &Credentials<Live>) -> Self {
        let mut confided = Self::default().and(SECRET_ACCESS_KEY, &caller.secret_access_key);
        if let Some(token) = &caller.session_token {
            confided = confided.and(SESSION_TOKEN, token);
        }
        confided
    }

    /// One more secret.
    pub(super) fn and(mut self, label: &str, secret: &Secret) -> Self {
        self.known.insert(label, secret);
        self
    }

    /// The code of an MFA device, which is shorter than other secrets.
    pub(super) fn and_mfa_code(mut self, code: Option<&Secret>) -> Self {
        self.mfa_code = code.cloned();
        self
    }

    /// A text for people: on one line, of a length that can be read, without what was confided and without what stands
    /// behind a telling name.
    pub(super) fn told(&self, text: &str) -> String {
        let text = self.known.redact(text).into_inner();
        let text: String = self
            .without_mfa_code(text)
            .chars()
            .take(LONGEST_SEARCHED)
            .collect();
        one_line(&hide_by_name(&text, Signatures::Hidden), LONGEST_TEXT)
    }

    /// The code of an error.
    pub(super) fn told_code(&self, code: &str) -> String {
        one_line(&self.told(code), LONGEST_CODE)
    }

    fn without_mfa_code(&self, text: String) -> String {
        let code = self
            .mfa_code
            .as_ref()
            .and_then(|code| std::str::from_utf8(code.expose_for_search()).ok());
        match code.map(str::trim) {
            Some(code) if code.len() >= SHORTEST_MFA_CODE => text.replace(code, "[MFA code]"),
            _ => text,
        }
    }
}

/// A text on one line, cut where it is longer than this many characters.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let mut rest = text.chars();
    let mut told: String = rest.by_ref().take(longest).collect();
    if rest.next().is_some() {
        told.push('…');
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confided_is_hidden_also_where_a_cut_would_leave_a_part_of_it() {
        let caller = Credentials::new(
            "ASIAEXAMPLE".to_owned(),
            Secret::new("wJalrXUtnFEMI/K7MDENG"),
            Some(Secret::new("t0ken-of-the-caller")),
        );
        let confided = Confided::of_caller(&caller).and_mfa_code(Some(&Secret::new(" 123456 ")));
        let text = format!(
            "{}x-amz-security-token:t0ken-of-the-caller\n\nwJalrXUtnFEMI%2FK7MDENG 123456 end",
            "a ".repeat(290)
        );
        let told = confided.told(&text);
        for secret in ["t0ken", "wJalr", "123456"] {
            assert!(!told.contains(secret), "{told}");
        }
        assert_eq!(told.chars().count(), LONGEST_TEXT + 1);
        assert!(
            confided
                .told("the code 123456 is wrong\nagain")
                .contains("the code [MFA code] is wrong again")
        );
    }

    #[test]
    fn a_secret_of_somebody_else_is_hidden_by_its_name() {
        let told = Confided::default().told("host:sts\nx-amz-security-token:abcdef\n\nhost");
        assert!(!told.contains("abcdef") && told.starts_with("host:sts"), "{told}");
    }

    #[test]
    fn long_texts_are_cut() {
        let told = Confided::default().told(&"token=a ".repeat(100_000));
        assert!(
            told.chars().count() <= LONGEST_TEXT + 1 && told.ends_with('…'),
            "{told}"
        );
        assert_eq!(
            Confided::default().told_code(&"c".repeat(1_000)).chars().count(),
            LONGEST_CODE + 1
        );
    }
}
