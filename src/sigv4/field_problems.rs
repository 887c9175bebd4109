//! What is wrong with single fields of the AWS Signature form, each with the one step that puts it right. Remarks only:
//! test servers take any key, and what is typed is signed.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes>

use super::credential_shapes::{is_zero_width, problems_of_keys, without_blanks};
use super::hosts::{HostHint, region_meant_by};
use crate::model::{AwsAuth, Secret, SignatureLocation, SigningTime};

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
    if !region.is_empty() && !is_variable(region) && !foreign {
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
mod tests {
    use super::super::hosts::infer;
    use super::*;
    use crate::model::KeyExpiry;

    const ID: &str = "AKIAIOSFODNN7EXAMPLE";
    const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const GATEWAY: &str = "abcd123456.execute-api.eu-west-1.amazonaws.com";

    fn time() -> SigningTime {
        SigningTime::parse_amz_date("20261120T120000Z").unwrap()
    }

    fn form(id: &str, secret: &str, token: &str, region: &str, service: &str) -> AwsAuth {
        AwsAuth {
            access_key_id: id.to_owned(),
            secret_access_key: Secret::new(secret),
            session_token: Secret::new(token),
            region: region.to_owned(),
            service: service.to_owned(),
            ..AwsAuth::default()
        }
    }

    fn found(auth: &AwsAuth, host: &str) -> Vec<FieldProblem> {
        field_problems(auth, host, infer(host).as_ref(), time())
    }

    /// Applies every fix until none is left.
    fn mended(mut auth: AwsAuth, host: &str) -> AwsAuth {
        for _ in 0..8 {
            let problems = found(&auth, host);
            let Some((field, fix)) = problems
                .into_iter()
                .find_map(|problem| Some((problem.field, problem.fix?)))
            else {
                break;
            };
            fix.apply(field, &mut auth);
        }
        auth
    }

    #[test]
    fn what_is_as_it_should_be_gets_no_remark() {
        let long = "IQoJb3JpZ2luX2VjE".repeat(120);
        let china = "abcd123456.execute-api.cn-north-1.amazonaws.com.cn";
        let government = "abcd123456.execute-api.us-gov-west-1.amazonaws.com";
        for (auth, host) in [
            (form("", "", "", "", ""), GATEWAY),
            (form(ID, SECRET, "", "", ""), GATEWAY),
            (form(ID, SECRET, "", "eu-west-1", "execute-api"), GATEWAY),
            (
                form(
                    "AKIAI44QH8DHBEXAMPLE",
                    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
                    "",
                    "",
                    "",
                ),
                GATEWAY,
            ),
            (
                form(
                    "AKIDEXAMPLE",
                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                    "",
                    "",
                    "",
                ),
                GATEWAY,
            ),
            (form(TEMPORARY, SECRET, "token", "", ""), GATEWAY),
            (form(TEMPORARY, SECRET, &long, "", ""), GATEWAY),
            (form(ID, SECRET, "", "", ""), china),
            (form(ID, SECRET, "", "cn-north-1", ""), china),
            (form(ID, SECRET, "", "us-gov-west-1", ""), government),
            (form(ID, SECRET, "", "aws-global", "iam"), "api.example.com"),
            (
                form(ID, SECRET, "", "eu-west-1", "execute-api"),
                "api.example.com",
            ),
            (form("test", "test", "", "us-east-1", "s3"), "localhost"),
            (
                form("test", "test", "", "us-east-1", "sqs"),
                "localhost.localstack.cloud",
            ),
            (form("test", "test", "test", "us-east-1", "s3"), "127.0.0.1"),
            (
                form("minioadmin", "minioadmin", "", "us-east-1", "s3"),
                "play.min.io",
            ),
            (
                form(
                    "minio-user",
                    "a long pass-word".replace(' ', "-").as_str(),
                    "",
                    "us-east-1",
                    "s3",
                ),
                "localhost",
            ),
            (
                form(
                    "Q3AM3UQ867SPQQA43P2F",
                    "zuf+tfteSlswRu7BJ86wekitnifILbZam1KYY3TG",
                    "",
                    "us-east-1",
                    "s3",
                ),
                "play.min.io",
            ),
            (
                form(
                    "GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA",
                    "bGoa+V7g/yqDXvKRqq+JTFn4uQZbPiQJo4pf9RzJ",
                    "",
                    "us-east1",
                    "s3",
                ),
                "storage.googleapis.com",
            ),
            (
                form(
                    "3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e",
                    "0123456789abcdef0123456789abcdef",
                    "",
                    "auto",
                    "s3",
                ),
                "x.r2.cloudflarestorage.com",
            ),
            (
                form(
                    "SCW12345678901234567",
                    "11111111-2222-3333-4444-555555555555",
                    "",
                    "fr-par",
                    "s3",
                ),
                "s3.fr-par.scw.cloud",
            ),
            (
                form("id", "secret", "", "us-west-004", "s3"),
                "s3.us-west-004.backblazeb2.com",
            ),
            (
                form("{{key}}", "{{secret}}", "", "{{region}}", "{{service}}"),
                "api.example.com",
            ),
            (form(ID, SECRET, "", "eu-isoe-west-1", "s3"), "api.example.com"),
            (
                form(ID, SECRET, "", "mx-central-1", "execute-api"),
                "api.example.com",
            ),
        ] {
            let found = found(&auth, host);
            assert!(
                found.is_empty(),
                "{} {} {host}: {found:?}",
                auth.access_key_id,
                auth.region
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named_at_its_field_and_mended() {
        use AuthField::{AccessKeyId, Region, SecretAccessKey, Service, SessionToken};
        let good = || form(ID, SECRET, "", "", "");
        let with_id = |id: &str| form(id, SECRET, "", "", "");
        let scope = |region: &str, service: &str| form(ID, SECRET, "", region, service);
        let quoted = |text: &str| format!("\"{text}\"");
        let rows: Vec<(AwsAuth, AuthField, &str, Option<AwsAuth>)> = vec![
            (
                form(SECRET, ID, "", "", ""),
                AccessKeyId,
                "keys-swapped",
                Some(good()),
            ),
            (form(SECRET, "", "", "", ""), AccessKeyId, "keys-swapped", None),
            (form("", ID, "", "", ""), SecretAccessKey, "keys-swapped", None),
            (
                with_id("AKIAIOSFODNN7EXAMPL"),
                AccessKeyId,
                "access-key-id-length",
                None,
            ),
            (
                with_id("AKIAIOSFODNN7EXAMPLEE"),
                AccessKeyId,
                "access-key-id-length",
                None,
            ),
            (with_id("AKIA"), AccessKeyId, "access-key-id-length", None),
            (
                with_id("AKIAIOSFODNN7EXAMPL!"),
                AccessKeyId,
                "access-key-id-unusual",
                None,
            ),
            (with_id("my-key"), AccessKeyId, "access-key-id-unusual", None),
            (
                with_id("AIDACKCEVSQ6C2EXAMPLE"),
                AccessKeyId,
                "access-key-id-of-another-kind",
                None,
            ),
            (
                with_id("AROACKCEVSQ6C2EXAMPLE"),
                AccessKeyId,
                "access-key-id-of-another-kind",
                None,
            ),
            (
                with_id("akiaiosfodnn7example"),
                AccessKeyId,
                "access-key-id-lower-case",
                Some(good()),
            ),
            (with_id(&quoted(ID)), AccessKeyId, "value-quoted", Some(good())),
            (
                with_id(&format!("'{ID}'")),
                AccessKeyId,
                "value-quoted",
                Some(good()),
            ),
            (
                with_id(&format!(" {ID}")),
                AccessKeyId,
                "white-space-removed",
                Some(good()),
            ),
            (
                with_id("AKIA IOSFODNN7EXAMPLE"),
                AccessKeyId,
                "white-space-removed",
                Some(good()),
            ),
            (
                with_id("AKIAIOSFODNN7\nEXAMPLE"),
                AccessKeyId,
                "white-space-removed",
                Some(good()),
            ),
            (
                with_id("\u{200b}AKIAIOSFODNN7EXAMPLE"),
                AccessKeyId,
                "white-space-removed",
                Some(good()),
            ),
            (
                form(ID, "wJalrXUtnFEMI", "", "", ""),
                SecretAccessKey,
                "secret-length",
                None,
            ),
            (
                form(ID, &quoted(SECRET), "", "", ""),
                SecretAccessKey,
                "value-quoted",
                Some(good()),
            ),
            (
                form(ID, &format!("{SECRET} "), "", "", ""),
                SecretAccessKey,
                "white-space-removed",
                Some(good()),
            ),
            (
                form("x", "sécret", "", "", ""),
                SecretAccessKey,
                "secret-not-ascii",
                None,
            ),
            (
                form(TEMPORARY, SECRET, "", "", ""),
                SessionToken,
                "session-token-missing",
                None,
            ),
            (
                form(TEMPORARY, SECRET, " ", "", ""),
                SessionToken,
                "session-token-missing",
                None,
            ),
            (
                form(ID, SECRET, "stale", "", ""),
                SessionToken,
                "session-token-with-long-term-key",
                Some(good()),
            ),
            (
                form(TEMPORARY, SECRET, "to\r\nken", "", ""),
                SessionToken,
                "white-space-removed",
                Some(form(TEMPORARY, SECRET, "token", "", "")),
            ),
            (
                form(TEMPORARY, SECRET, "\"token\"", "", ""),
                SessionToken,
                "value-quoted",
                Some(form(TEMPORARY, SECRET, "token", "", "")),
            ),
            (
                scope("us-east-1", ""),
                Region,
                "region-contradicts-host",
                Some(good()),
            ),
            (
                scope("", "lambda"),
                Service,
                "service-contradicts-host",
                Some(good()),
            ),
            (
                scope("", "apigateway"),
                Service,
                "service-contradicts-host",
                Some(good()),
            ),
            (scope("", "execute_api"), Service, "service-unusual", Some(good())),
            (
                scope("eu-west1", ""),
                Region,
                "region-unusual",
                Some(scope("eu-west-1", "")),
            ),
            (
                scope("EU-WEST-1", ""),
                Region,
                "region-unusual",
                Some(scope("eu-west-1", "")),
            ),
            (
                scope("eu_west_1", ""),
                Region,
                "region-unusual",
                Some(scope("eu-west-1", "")),
            ),
            (
                scope("euwest1", ""),
                Region,
                "region-unusual",
                Some(scope("eu-west-1", "")),
            ),
            (
                scope("eu-west-1a", ""),
                Region,
                "region-unusual",
                Some(scope("eu-west-1", "")),
            ),
            (
                scope(" eu-west-1", ""),
                Region,
                "white-space-removed",
                Some(scope("eu-west-1", "")),
            ),
            (scope("Ireland!", ""), Region, "region-unusual", Some(good())),
        ];
        assert!(rows.len() >= 36, "{}", rows.len());
        for (auth, field, rule, expected) in rows {
            let found = found(&auth, GATEWAY);
            let of_field = found
                .iter()
                .find(|problem| problem.field == field && problem.rule == rule);
            assert!(of_field.is_some(), "{rule} of {field:?}: {found:?}");
            assert!(
                found.iter().all(|problem| !problem.sentence.contains(SECRET)),
                "{found:?}"
            );
            if let Some(expected) = expected {
                assert_eq!(mended(auth, GATEWAY), expected, "{rule}");
            }
        }
    }

    #[test]
    fn on_a_custom_domain_a_misspelled_region_is_still_seen() {
        let found = found(
            &form(ID, SECRET, "", "us-gov-west1", "execute-api"),
            "api.example.com",
        );
        let fixes: Vec<_> = found.into_iter().filter_map(|problem| problem.fix).collect();
        assert_eq!(fixes, [AuthFix::UseRegion("us-gov-west-1".to_owned())]);
    }

    fn with_life(left: i64, expires_in: Option<u32>) -> AwsAuth {
        let mut auth = form(TEMPORARY, SECRET, "token", "", "");
        auth.expiry = Some(KeyExpiry {
            access_key_id: TEMPORARY.to_owned(),
            unix_seconds: time().moment().unix_timestamp() + left,
        });
        if let Some(expires_in) = expires_in {
            auth.options.location = SignatureLocation::Query { expires_in };
        }
        auth
    }

    #[test]
    fn ended_keys_and_urls_that_outlive_them_are_told() {
        for (left, asked, expected) in [
            (3_600, None, None),
            (3_600, Some(900), None),
            (3_600, Some(3_600), None),
            (
                2_400,
                Some(3_600),
                Some(("url-outlives-credentials", Some(2_400))),
            ),
            (0, None, Some(("credentials-expired", None))),
            (-7_300, Some(900), Some(("credentials-expired", None))),
            (
                9_999_999,
                Some(700_000),
                Some(("expiry-out-of-range", Some(604_800))),
            ),
            (9_999_999, Some(0), Some(("expiry-out-of-range", Some(1)))),
        ] {
            let found = found(&with_life(left, asked), GATEWAY);
            let told = found.first().map(|problem| {
                let seconds = match problem.fix {
                    Some(AuthFix::UseSeconds(seconds)) => Some(seconds),
                    _ => None,
                };
                (problem.rule, seconds)
            });
            assert_eq!(told, expected, "{left} {asked:?}");
        }
        let mut other = with_life(-1, None);
        other.access_key_id = "ASIAI44QH8DHBEXAMPLE".to_owned();
        assert!(
            found(&other, GATEWAY).is_empty(),
            "the end of another key is not its own"
        );
    }
}
