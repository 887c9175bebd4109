//! Pasted credentials, region and service. Input: access key ID, secret access key, session token, region and
//! service between bars.

use countersign::model::{AwsAuth, HttpRequest, Request, Secret};
use countersign::sigv4::{Signer, plan, preview_plan};

use super::checks::{now, report_is_sound, unsigned};

/// Whatever is pasted, blanks are gone, cleaning again changes nothing, and no message holds the secret.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut fields = text.splitn(5, '|').map(str::to_owned);
    let mut next = || fields.next().unwrap_or_default();
    let auth = AwsAuth {
        access_key_id: next(),
        secret_access_key: Secret::new(next()),
        session_token: Secret::new(next()),
        region: next(),
        service: next(),
        ..AwsAuth::default()
    };
    let wire = unsigned(&Request {
        http: HttpRequest {
            method: "GET".to_owned(),
            url: "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev".to_owned(),
            ..HttpRequest::default()
        },
        ..Request::default()
    })
    .unwrap();
    preview_plan(&auth, &wire.endpoint, now()).ok();
    let plan = match plan(&auth, &wire.endpoint, now()) {
        Ok(plan) => plan,
        Err(error) => return keeps_secret(&format!("{error} {error:?} {}", error.hint()), &auth),
    };
    keeps_secret(&format!("{plan:?}"), &auth);
    let credentials = &plan.credentials;
    let token = credentials.session_token.clone().unwrap_or_default();
    for text in [
        credentials.access_key_id.as_str(),
        credentials.secret_access_key.expose_for_signing(),
        token.expose_for_signing(),
    ] {
        assert!(!text.contains(char::is_whitespace), "white space is left");
    }
    let clean = AwsAuth {
        access_key_id: credentials.access_key_id.clone(),
        secret_access_key: credentials.secret_access_key.clone(),
        session_token: token,
        region: plan.region.value.clone(),
        service: plan.service.value.clone(),
        ..AwsAuth::default()
    };
    let again = countersign::sigv4::plan(&clean, &wire.endpoint, now()).unwrap();
    assert_eq!(again.credentials, plan.credentials);
    assert!(!again.notes.iter().any(|note| note.rule == "white-space-removed"));
    let (_, report) = Signer::default().seal(wire, &plan).unwrap();
    report_is_sound(&report);
}

/// A secret that is long enough to be one stands in no message, unless it was typed elsewhere too.
fn keeps_secret(message: &str, auth: &AwsAuth) {
    let secret = auth.secret_access_key.expose_for_signing();
    let secret = secret.trim_matches(|ch: char| !ch.is_alphanumeric());
    let letters = |text: &str| text.chars().filter(|ch| ch.is_alphanumeric()).collect::<String>();
    let elsewhere = [&auth.access_key_id, &auth.region, &auth.service];
    let typed_elsewhere = |text: &String| letters(text).contains(&letters(secret));
    if secret.len() >= 16 && !elsewhere.into_iter().any(typed_elsewhere) {
        assert!(!message.contains(secret), "the secret is in a message");
    }
}
