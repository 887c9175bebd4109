//! What is wrong with single fields of the AWS Signature form, each with the one step that puts it right. Remarks only:
//! test servers take any key, and what is typed is signed.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>

use super::credential_shapes::{is_zero_width, problems_of_keys, without_blanks};
use super::hosts::{HostHint, region_meant_by};
use super::version::is_region_set;
use crate::model::{AwsAuth, Secret, SignatureLocation, SigningAlgorithm, SigningTime};
use crate::resolve::foreign_characters::mended_url;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthField {
    /// Access key ID.
    AccessKeyId,
    /// Secret access key.
    SecretAccessKey,
    /// Session token.
    SessionToken,
    /// Region.
    Region,
    /// Service.
    Service,
    /// How long a presigned URL works.
    Expiry,
}

/// The step that puts a field right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthFix {
    /// Key ID and secret change places.
    Swap,
    /// White space and characters without width go.
    RemoveBlanks,
    /// The quotes around the value go.
    RemoveQuotes,
    /// In upper case.
    WriteInCapitals,
    /// The session token goes.
    ClearSessionToken,
    /// The field is emptied, so that the value of the host counts.
    UseHost(String),
    /// Characters of a web page are written as a keyboard does.
    MendCharacters,
    /// Another region.
    UseRegion(String),
    /// Other seconds for a presigned URL.
    UseSeconds(u32),
}

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Which field.
    pub field: AuthField,
    /// Stable slug, the one of the note on the signature where there is one.
    pub rule: &'static str,
    /// One sentence. Never holds a secret.
    pub sentence: String,
    /// What a click does about it.
    pub fix: Option<AuthFix>,
}

impl FieldProblem {
    pub(super) fn new(field: AuthField, rule: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            field,
            rule,
            sentence: sentence.into(),
            fix: None,
        }
    }

    pub(super) fn with(mut self, fix: AuthFix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// The longest that a presigned URL may work: seven days
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>).
pub(super) const MOST_SECONDS: u32 = 604_800;

/// Signing names and regions of other clouds that take Signature Version 4.
const NOT_OF_AWS: [&str; 1] = [".googleapis.com"];

/// What is wrong with the fields, for a request to `host` at `time`.
pub fn field_problems(
    auth: &AwsAuth,
    host: &str,
    hint: Option<&HostHint>,
    time: SigningTime,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    blanks(auth, &mut problems);
    let id = without_blanks(&auth.access_key_id);
    let secret = Secret::new(without_blanks(auth.secret_access_key.expose_for_signing()));
    let token = Secret::new(without_blanks(auth.session_token.expose_for_signing()));
    problems_of_keys(&id, &secret, &token, hint, &mut problems);
    life(auth, &id, time, &mut problems);
    scope(auth, host, hint, &mut problems);
    problems
}

fn blanks(auth: &AwsAuth, problems: &mut Vec<FieldProblem>) {
    let inside = [
        (
            AuthField::AccessKeyId,
            "access key ID",
            auth.access_key_id.as_str(),
        ),
        (
            AuthField::SecretAccessKey,
            "secret access key",
            auth.secret_access_key.expose_for_signing(),
        ),
        (
            AuthField::SessionToken,
            "session token",
            auth.session_token.expose_for_signing(),
        ),
    ];
    let inside = inside.into_iter().filter(|(_, _, text)| has_blanks(text));
    problems.extend(inside.map(|(field, what, _)| {
        let sentence = blanks_removed_from(what);
        FieldProblem::new(field, "white-space-removed", sentence).with(AuthFix::RemoveBlanks)
    }));
    let around = [
        (AuthField::Region, "region", &auth.region),
        (AuthField::Service, "service", &auth.service),
    ];
    let around = around
        .into_iter()
        .filter(|(_, _, text)| !text.trim().is_empty() && text.trim().len() < text.len());
    problems.extend(around.map(|(field, word, _)| {
        let sentence = blanks_removed_around(word);
        FieldProblem::new(field, "white-space-removed", sentence).with(AuthFix::RemoveBlanks)
    }));
}

fn has_blanks(text: &str) -> bool {
    text.chars().any(|ch| ch.is_whitespace() || is_zero_width(ch))
}

pub(super) fn blanks_removed_from(what: &str) -> String {
    format!("White space was removed from the {what}")
}

pub(super) fn blanks_removed_around(word: &str) -> String {
    format!("White space was removed around the {word}")
}

/// Keys that have ended, and URLs that would outlive them.
fn life(auth: &AwsAuth, id: &str, time: SigningTime, problems: &mut Vec<FieldProblem>) {
    let asked = match auth.options.location {
        SignatureLocation::Header => None,
        SignatureLocation::Query { expires_in } => Some(expires_in),
    };
    if let Some(seconds) = asked.filter(|seconds| !(1..=MOST_SECONDS).contains(seconds)) {
        let nearest = seconds.clamp(1, MOST_SECONDS);
        let sentence = "AWS takes presigned URLs that work from 1 second to 7 days";
        problems.push(
            FieldProblem::new(AuthField::Expiry, "expiry-out-of-range", sentence)
                .with(AuthFix::UseSeconds(nearest)),
        );
    }
    let Some(expiry) = auth.expiry.as_ref().filter(|expiry| expiry.access_key_id == id) else {
        return;
    };
    let left = expiry.unix_seconds - time.moment().unix_timestamp();
    if left <= 0 {
        let ago = words_of(left.unsigned_abs());
        let sentence =
            format!("These credentials expired {ago} ago: AWS refuses them until new ones are pasted");
        problems.push(FieldProblem::new(
            AuthField::SessionToken,
            "credentials-expired",
            sentence,
        ));
    } else if let (Some(asked), Ok(left)) = (asked, u32::try_from(left))
        && asked > left
    {
        let sentence = format!(
            "The credentials end in {}, and the URL with them, not after {}",
            words_of(u64::from(left)),
            words_of(u64::from(asked))
        );
        problems.push(
            FieldProblem::new(AuthField::Expiry, "url-outlives-credentials", sentence)
                .with(AuthFix::UseSeconds(left)),
        );
    }
}

/// A length of time in its largest unit, rounded down.
fn words_of(seconds: u64) -> String {
    let (number, unit) = match seconds {
        s if s >= 172_800 => (s / 86_400, "day"),
        s if s >= 7_200 => (s / 3_600, "hour"),
        s if s >= 120 => (s / 60, "minute"),
        s => (s, "second"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

fn scope(auth: &AwsAuth, host: &str, hint: Option<&HostHint>, problems: &mut Vec<FieldProblem>) {
    let region = auth.region.trim();
    let of_host = hint.and_then(|hint| Some((hint.region.as_deref()?, hint.rule)));
    let foreign = NOT_OF_AWS.iter().any(|suffix| host.ends_with(suffix));
    let is_set = is_region_set(region) && auth.options.algorithm != SigningAlgorithm::SigV4;
    if !region.is_empty() && !is_variable(region) && !foreign && !is_set {
        if let Some(meant) = region_meant_by(region) {
            let sentence = no_such("region", region);
            problems.push(
                FieldProblem::new(AuthField::Region, "region-unusual", sentence)
                    .with(AuthFix::UseRegion(meant)),
            );
        } else if !region.chars().all(may_be_in_region) {
            problems.push(FieldProblem::new(
                AuthField::Region,
                "region-unusual",
                no_such("region", region),
            ));
        }
    }
    let service = auth.service.trim();
    if !service.chars().all(may_be_in_service) && !is_variable(service) {
        let sentence = no_such("service", service);
        problems.push(FieldProblem::new(AuthField::Service, "service-unusual", sentence));
    }
    let service_of_host = hint.map(|hint| (hint.service.as_str(), hint.rule));
    for (field, word, rule, typed, of_host) in [
        (
            AuthField::Region,
            "region",
            "region-contradicts-host",
            region,
            of_host,
        ),
        (
            AuthField::Service,
            "service",
            "service-contradicts-host",
            service,
            service_of_host,
        ),
    ] {
        if let Some((says, of)) = of_host.filter(|(says, _)| !typed.is_empty() && typed != *says)
            && !is_variable(typed)
            && !(is_set && field == AuthField::Region)
        {
            let sentence = contradicts(word, typed, says, of);
            problems.push(FieldProblem::new(field, rule, sentence).with(AuthFix::UseHost(says.to_owned())));
        }
    }
}

/// What a variable stands for is not known here.
fn is_variable(text: &str) -> bool {
    text.contains("{{")
}

pub(super) fn may_be_in_region(ch: char) -> bool {
    ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '-'
}

pub(super) fn may_be_in_service(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || ch == '-'
}

pub(super) fn no_such(word: &str, value: &str) -> String {
    format!("No AWS {word} is called {value:?}")
}

pub(super) fn contradicts(word: &str, typed: &str, host: &str, rule: &str) -> String {
    format!("The typed {word} {typed} is signed, but the host says {host} ({rule})")
}

impl AuthFix {
    /// What a button says.
    pub fn label(&self) -> String {
        match self {
            Self::Swap => "Swap".to_owned(),
            Self::RemoveBlanks => "Remove the blanks".to_owned(),
            Self::RemoveQuotes => "Remove the quotes".to_owned(),
            Self::MendCharacters => "Mend them".to_owned(),
            Self::WriteInCapitals => "Write it in capitals".to_owned(),
            Self::ClearSessionToken => "Clear the session token".to_owned(),
            Self::UseHost(value) | Self::UseRegion(value) => format!("Use {value}"),
            Self::UseSeconds(seconds) => format!("Use {}", words_of(u64::from(*seconds))),
        }
    }

    /// Puts the field right.
    pub fn apply(&self, field: AuthField, auth: &mut AwsAuth) {
        match self {
            Self::Swap => {
                let id = std::mem::take(&mut auth.access_key_id);
                auth.access_key_id = auth.secret_access_key.expose_for_signing().to_owned();
                auth.secret_access_key = Secret::new(id);
            }
            Self::RemoveBlanks => edit(field, auth, without_blanks),
            Self::RemoveQuotes => edit(field, auth, |text| {
                super::credential_shapes::without_quotes(text).to_owned()
            }),
            Self::MendCharacters => edit(field, auth, mended_url),
            Self::WriteInCapitals => edit(field, auth, str::to_ascii_uppercase),
            Self::ClearSessionToken => auth.session_token = Secret::default(),
            Self::UseHost(_) => edit(field, auth, |_| String::new()),
            Self::UseRegion(region) => auth.region.clone_from(region),
            Self::UseSeconds(seconds) => {
                auth.options.location = SignatureLocation::Query { expires_in: *seconds };
            }
        }
    }
}

fn edit(field: AuthField, auth: &mut AwsAuth, edit: impl FnOnce(&str) -> String) {
    match field {
        AuthField::AccessKeyId => auth.access_key_id = edit(&auth.access_key_id),
        AuthField::SecretAccessKey => {
            auth.secret_access_key = Secret::new(edit(auth.secret_access_key.expose_for_signing()));
        }
        AuthField::SessionToken => {
            auth.session_token = Secret::new(edit(auth.session_token.expose_for_signing()));
        }
        AuthField::Region => auth.region = edit(&auth.region),
        AuthField::Service => auth.service = edit(&auth.service),
        AuthField::Expiry => {}
    }
}

#[cfg(test)]
mod tests;
