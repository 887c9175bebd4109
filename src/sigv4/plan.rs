//! From the AWS Signature form to a signing plan: clean credentials, region, service, each with a reason.

use time::OffsetDateTime;

use super::credential_shapes::{problems_of_keys, without_blanks};
use super::error::SignError;
use super::field_problems::{
    MOST_SECONDS, blanks_removed_around, blanks_removed_from, contradicts, may_be_in_region,
    may_be_in_service, no_such,
};
use super::hosts::{Certainty, HostHint, infer, region_meant_by};
use super::version::{algorithm, region_set, typed_region_set};
use crate::model::{
    AwsAuth, Chosen, CredentialSource, Credentials, CredentialsError, Endpoint, Live, Note, Preview,
    ProvidedCredentials, Reason, Secret, SignatureLocation, SigningAlgorithm, SigningOptions, SigningPlan,
    SigningTime,
};

/// Rule of the note that says that the access key ID is the example one.
pub(super) const EXAMPLE_ACCESS_KEY_ID: &str = "example-access-key-id";

/// The example credentials of AWS's documentation
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html>).
pub fn example_credentials() -> Credentials<Preview> {
    Credentials::new(
        "AKIAIOSFODNN7EXAMPLE".to_owned(),
        Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        None,
    )
}

/// The credentials of the form's fields, without the blanks that came with pasting.
pub fn typed_credentials(auth: &AwsAuth) -> Result<ProvidedCredentials, CredentialsError> {
    let clean = Clean::of(auth);
    if clean.access_key_id.is_empty() {
        return Err(CredentialsError::AccessKeyIdMissing);
    }
    if clean.secret.is_empty() {
        return Err(CredentialsError::SecretMissing);
    }
    let expiry = auth.expiry.as_ref();
    let expires = expiry
        .filter(|expiry| expiry.access_key_id == clean.access_key_id)
        .and_then(|expiry| OffsetDateTime::from_unix_timestamp(expiry.unix_seconds).ok());
    Ok(ProvidedCredentials {
        credentials: Credentials::new(clean.access_key_id, clean.secret, Some(clean.token)),
        source: CredentialSource::Typed,
        expires,
        notes: clean.notes,
        chain: Vec::new(),
        region: None,
        further_secrets: Vec::new(),
    })
}

/// Plan from credentials that a source gave; unusable credentials, and a missing region or service, are errors.
/// `auth` is the form after variables.
pub fn plan_with(
    auth: &AwsAuth,
    provided: &ProvidedCredentials,
    endpoint: &Endpoint,
    time: SigningTime,
) -> Result<SigningPlan<Live>, SignError> {
    finish(
        provided.credentials.clone(),
        provided.notes.clone(),
        auth,
        endpoint,
        time,
    )
}

/// Plan from what was typed; missing or unusable credentials, region or service are errors.
pub fn plan(auth: &AwsAuth, endpoint: &Endpoint, time: SigningTime) -> Result<SigningPlan<Live>, SignError> {
    plan_with(auth, &typed_credentials(auth)?, endpoint, time)
}

/// Plan for the live pane while fields are still empty: blanks are filled with the documented example
/// credentials, so it can never be sealed. A missing region or service is still an error.
pub fn preview_plan(
    auth: &AwsAuth,
    endpoint: &Endpoint,
    time: SigningTime,
) -> Result<SigningPlan<Preview>, SignError> {
    let example = example_credentials();
    let mut clean = Clean::of(auth);
    if clean.access_key_id.is_empty() {
        clean.access_key_id = example.access_key_id;
        clean.notes.push(Note::new(
            EXAMPLE_ACCESS_KEY_ID,
            "The field is empty: shown with the example access key ID of AWS's documentation",
        ));
    }
    if clean.secret.is_empty() {
        clean.secret = example.secret_access_key;
        clean.notes.push(Note::new(
            "example-secret-access-key",
            "The field is empty: shown with the example secret access key of AWS's documentation",
        ));
    }
    let credentials = Credentials::new(clean.access_key_id, clean.secret, Some(clean.token));
    finish(credentials, clean.notes, auth, endpoint, time)
}

/// The three credential fields without the blanks that came with pasting.
struct Clean {
    access_key_id: String,
    secret: Secret,
    token: Secret,
    notes: Vec<Note>,
}

impl Clean {
    fn of(auth: &AwsAuth) -> Self {
        let mut notes = Vec::new();
        Self {
            access_key_id: cleaned(&auth.access_key_id, "access key ID", &mut notes),
            secret: Secret::new(cleaned(
                auth.secret_access_key.expose_for_signing(),
                "secret access key",
                &mut notes,
            )),
            token: Secret::new(cleaned(
                auth.session_token.expose_for_signing(),
                "session token",
                &mut notes,
            )),
            notes,
        }
    }
}

/// The text without blanks, with a remark when there were some.
fn cleaned(text: &str, what: &str, notes: &mut Vec<Note>) -> String {
    let clean = without_blanks(text);
    if clean.len() < text.len() {
        notes.push(Note::new("white-space-removed", blanks_removed_from(what)));
    }
    clean
}

fn finish<Kind>(
    credentials: Credentials<Kind>,
    mut notes: Vec<Note>,
    auth: &AwsAuth,
    endpoint: &Endpoint,
    time: SigningTime,
) -> Result<SigningPlan<Kind>, SignError> {
    let none = Secret::default();
    let token = credentials.session_token.as_ref().unwrap_or(&none);
    if let Some(found) = unusable_in_credential(&credentials.access_key_id) {
        return Err(SignError::AccessKeyIdUnusable { found });
    }
    if let Some(found) = unusable_in_header(token.expose_for_signing()) {
        return Err(SignError::SessionTokenUnusable { found });
    }
    let hint = infer(&endpoint.host);
    let mut problems = Vec::new();
    problems_of_keys(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        token,
        hint.as_ref(),
        &mut problems,
    );
    notes.extend(
        problems
            .into_iter()
            .map(|problem| Note::new(problem.rule, problem.sentence)),
    );
    check_options(&auth.options)?;

    let typed_set = typed_region_set(auth, &mut notes);
    let one_region = if typed_set.is_some() {
        None
    } else {
        choose(
            &auth.region,
            hint.as_ref()
                .and_then(|hint| Some((hint.region.as_deref()?, hint))),
            &REGION,
            &mut notes,
        )
    };
    let algorithm =
        typed_set.unwrap_or_else(|| algorithm(&auth.options.algorithm, hint.as_ref(), &mut notes));
    let region = match &algorithm {
        SigningAlgorithm::Auto | SigningAlgorithm::SigV4 => one_region,
        SigningAlgorithm::SigV4a { region_set: typed } => {
            let set = region_set(typed, hint.as_ref(), one_region, &mut notes);
            // It is a header too, in which runs of spaces count as one to some and not to others.
            let value = cleaned(&set.value, "region set", &mut notes);
            (!value.is_empty()).then_some(Chosen { value, ..set })
        }
    }
    .ok_or_else(|| SignError::RegionMissing {
        host: endpoint.host.clone(),
    })?;
    if let Some(found) = control_character(&region.value) {
        return Err(SignError::RegionUnusable { found });
    }
    let service = choose(
        &auth.service,
        hint.as_ref().map(|hint| (hint.service.as_str(), hint)),
        &SERVICE,
        &mut notes,
    )
    .ok_or_else(|| SignError::ServiceMissing {
        host: endpoint.host.clone(),
    })?;
    if let Some(found) = control_character(&service.value) {
        return Err(SignError::ServiceUnusable { found });
    }
    Ok(SigningPlan {
        credentials,
        region,
        service,
        time,
        options: SigningOptions {
            algorithm,
            ..auth.options.clone()
        },
        notes,
    })
}

fn check_options(options: &SigningOptions) -> Result<(), SignError> {
    if let SignatureLocation::Query { expires_in } = options.location
        && !(1..=MOST_SECONDS).contains(&expires_in)
    {
        return Err(SignError::ExpiresOutOfRange { seconds: expires_in });
    }
    match options.signing_host.as_deref().and_then(unusable_in_header) {
        Some(found) => Err(SignError::SigningHostUnusable { found }),
        None => Ok(()),
    }
}

/// Slugs and words for one of the two values that host or user can name.
struct Kind {
    word: &'static str,
    from_host: &'static str,
    contradicts: &'static str,
    unusual: &'static str,
    is_usual: fn(&str) -> bool,
}

const REGION: Kind = Kind {
    word: "region",
    from_host: "region-from-host",
    contradicts: "region-contradicts-host",
    unusual: "region-unusual",
    is_usual: |value| value.chars().all(may_be_in_region) && region_meant_by(value).is_none(),
};

const SERVICE: Kind = Kind {
    word: "service",
    from_host: "service-from-host",
    contradicts: "service-contradicts-host",
    unusual: "service-unusual",
    is_usual: |value| value.chars().all(may_be_in_service),
};

/// What was typed, else what the host says; a contradiction is remarked on, never resolved silently.
fn choose(
    typed: &str,
    from_host: Option<(&str, &HostHint)>,
    kind: &Kind,
    notes: &mut Vec<Note>,
) -> Option<Chosen> {
    let word = kind.word;
    let value = typed.trim();
    if value.is_empty() {
        let (value, hint) = from_host?;
        let rule = hint.rule;
        let how = match hint.certainty {
            Certainty::Exact => "read",
            Certainty::Guessed => "guessed",
        };
        notes.push(Note::new(
            kind.from_host,
            format!("The {word} {value} is {how} from the host ({rule})"),
        ));
        return Some(Chosen {
            value: value.to_owned(),
            reason: Reason::Host(rule),
        });
    }
    if value.len() < typed.len() {
        notes.push(Note::new("white-space-removed", blanks_removed_around(word)));
    }
    if let Some((host, hint)) = from_host
        && host != value
    {
        let rule = hint.rule;
        notes.push(Note::new(kind.contradicts, contradicts(word, value, host, rule)));
    }
    if !(kind.is_usual)(value) {
        notes.push(Note::new(kind.unusual, no_such(word, value)));
    }
    Some(Chosen {
        value: value.to_owned(),
        reason: Reason::Typed,
    })
}

/// What keeps a text from being the first part of `Credential=`, which slashes part.
fn unusable_in_credential(text: &str) -> Option<&'static str> {
    if text.contains('/') {
        return Some("a slash");
    }
    unusable_in_header(text)
}

/// What keeps a text out of a header value: only visible ASCII arrives everywhere as it was sent (RFC 9110, 5.5).
pub(super) fn unusable_in_header(text: &str) -> Option<&'static str> {
    control_character(text).or_else(|| (!text.is_ascii()).then_some("a character outside ASCII"))
}

fn control_character(text: &str) -> Option<&'static str> {
    text.chars()
        .any(char::is_control)
        .then_some("a control character")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scheme;

    fn endpoint(host: &str) -> Endpoint {
        Endpoint {
            scheme: Scheme::Https,
            host: host.to_owned(),
            port: 443,
        }
    }

    fn gateway() -> Endpoint {
        endpoint("abcd123456.execute-api.us-east-1.amazonaws.com")
    }

    fn keys() -> AwsAuth {
        AwsAuth {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            ..AwsAuth::default()
        }
    }

    fn time() -> SigningTime {
        SigningTime::parse_amz_date("20261120T120000Z").unwrap()
    }

    fn rules(plan: &SigningPlan<Live>) -> Vec<&'static str> {
        plan.notes.iter().map(|note| note.rule).collect()
    }

    #[test]
    fn region_and_service_come_from_the_host_with_their_reason() {
        let plan = plan(&keys(), &gateway(), time()).unwrap();
        assert_eq!(plan.region.value, "us-east-1");
        assert_eq!(plan.service.value, "execute-api");
        assert_eq!(plan.service.reason, Reason::Host("execute-api host"));
        assert_eq!(plan.credentials.session_token, None);
    }

    #[test]
    fn typed_region_and_service_win_and_a_contradiction_is_told() {
        let auth = AwsAuth {
            region: " eu-west-1 ".to_owned(),
            service: "lambda".to_owned(),
            ..keys()
        };
        let plan = plan(&auth, &gateway(), time()).unwrap();
        assert_eq!(plan.region.value, "eu-west-1");
        assert_eq!(plan.region.reason, Reason::Typed);
        assert_eq!(plan.service.value, "lambda");
        assert_eq!(
            rules(&plan),
            [
                "white-space-removed",
                "region-contradicts-host",
                "service-contradicts-host"
            ]
        );
    }

    #[test]
    fn each_missing_value_is_named() {
        let kind = |auth: &AwsAuth, host: &str| plan(auth, &endpoint(host), time()).unwrap_err().kind();
        assert_eq!(kind(&AwsAuth::default(), "x.com"), "access-key-id-missing");
        let no_secret = AwsAuth {
            secret_access_key: Secret::new(" \n"),
            ..keys()
        };
        assert_eq!(kind(&no_secret, "x.com"), "secret-missing");
        assert_eq!(kind(&keys(), "x.com"), "region-missing");
        let region = AwsAuth {
            region: "us-east-1".to_owned(),
            ..keys()
        };
        assert_eq!(kind(&region, "x.com"), "service-missing");
    }

    #[test]
    fn pasted_blanks_are_removed_everywhere() {
        let auth = AwsAuth {
            access_key_id: " ASIAEXAMPLE\n".to_owned(),
            secret_access_key: Secret::new("abc def"),
            session_token: Secret::new("tok\r\n en\u{200B}"),
            ..AwsAuth::default()
        };
        let plan = plan(&auth, &gateway(), time()).unwrap();
        assert_eq!(plan.credentials.access_key_id, "ASIAEXAMPLE");
        assert_eq!(plan.credentials.secret_access_key.expose_for_signing(), "abcdef");
        assert_eq!(
            plan.credentials
                .session_token
                .as_ref()
                .unwrap()
                .expose_for_signing(),
            "token"
        );
        assert_eq!(
            rules(&plan)
                .iter()
                .filter(|rule| **rule == "white-space-removed")
                .count(),
            3
        );
    }

    #[test]
    fn what_can_not_stand_in_a_header_is_refused_and_the_rest_is_not() {
        let with_key = |key: &str| AwsAuth {
            access_key_id: key.to_owned(),
            ..keys()
        };
        for key in ["AKIA/X", "AKIA\u{1}", "AKIAÉ"] {
            assert_eq!(
                plan(&with_key(key), &gateway(), time()).unwrap_err().kind(),
                "access-key-id-unusable"
            );
        }
        assert!(plan(&with_key("minio-user"), &gateway(), time()).is_ok());
        let token = AwsAuth {
            session_token: Secret::new("a\u{7}"),
            ..keys()
        };
        assert_eq!(
            plan(&token, &gateway(), time()).unwrap_err().kind(),
            "session-token-unusable"
        );
        let region = AwsAuth {
            region: "us/east 1".to_owned(),
            ..keys()
        };
        assert!(rules(&plan(&region, &gateway(), time()).unwrap()).contains(&"region-unusual"));
    }

    #[test]
    fn a_temporary_key_without_its_token_is_remarked_on() {
        let auth = AwsAuth {
            access_key_id: "ASIAEXAMPLE".to_owned(),
            ..keys()
        };
        assert!(rules(&plan(&auth, &gateway(), time()).unwrap()).contains(&"session-token-missing"));
    }

    #[test]
    fn a_preview_fills_blanks_with_the_example_credentials() {
        let plan = preview_plan(&AwsAuth::default(), &gateway(), time()).unwrap();
        assert_eq!(plan.credentials.access_key_id, "AKIAIOSFODNN7EXAMPLE");
        assert_eq!(
            plan.credentials.secret_access_key.expose_for_signing(),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        );
        assert_eq!(
            preview_plan(&AwsAuth::default(), &endpoint("x.com"), time())
                .unwrap_err()
                .kind(),
            "region-missing"
        );
    }
}
