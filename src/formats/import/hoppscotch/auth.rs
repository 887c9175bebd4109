//! The auth of a collection, folder or request of Hoppscotch.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, text_at, unknown_part};
use super::super::kinds_of_auth as kinds;
use super::super::report::Report;
use super::text::Texts;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, Secret, SignatureLocation};

/// What Hoppscotch signs with where no region is given.
const USUAL_REGION: &str = "us-east-1";
/// How long a link that is signed into the query works, in seconds, as its signer has it.
const QUERY_SECONDS: u32 = 86_400;

/// Reads the auth of something. Where there is none it is inherited.
pub(super) fn read(of: &Value, texts: &mut Texts, place: &str, report: &mut Report) -> Auth {
    let value = match of.get("auth") {
        Some(value @ Value::Object(_)) => value,
        Some(Value::String(word)) => return of_version_0(word, of, texts, place, report),
        _ => return kinds::of_kind(AuthKind::Inherit),
    };
    let kind = text_at(value, "authType");
    let is_off = value
        .get("authActive")
        .is_some_and(|active| !active.is_null() && !is_on(Some(active)));
    if is_off {
        if kind != "none" && kind != "inherit" {
            let text = format!(
                "Its auth {} is switched off and does not come",
                unknown_part(&kind).words()
            );
            report.add(place, TransferOutcome::Dropped, text);
        }
        return Auth::default();
    }
    let mut field = |name: &str| texts.of(&text_at(value, name));
    match kind.as_str() {
        "none" => Auth::default(),
        "inherit" => kinds::of_kind(AuthKind::Inherit),
        "basic" => kinds::basic(field("username"), field("password")),
        "bearer" => kinds::token(&field("token"), ""),
        "api-key" => kinds::api_key(&field("key"), &field("value"), placement(value)),
        "aws-signature" => {
            let mut auth = kinds::of_kind(AuthKind::AwsSignature);
            auth.aws.access_key_id = field("accessKey");
            auth.aws.secret_access_key = Secret::new(field("secretKey"));
            auth.aws.session_token = Secret::new(field("serviceToken"));
            auth.aws.region = field("region");
            auth.aws.service = field("serviceName");
            if auth.aws.region.trim().is_empty() {
                USUAL_REGION.clone_into(&mut auth.aws.region);
                let text = format!(
                    "AWS Signature has region {USUAL_REGION}, with which Hoppscotch signs where none is given"
                );
                report.add(place, TransferOutcome::Changed, text);
            }
            if placement(value) == ApiKeyPlacement::Query {
                auth.aws.options.location = SignatureLocation::Query {
                    expires_in: QUERY_SECONDS,
                };
            }
            auth
        }
        "oauth-2" => {
            let grant = value.get("grantTypeInfo").unwrap_or(&Value::Null);
            // In the first versions the token stands beside the kind.
            let token = match text_at(grant, "token") {
                token if token.is_empty() => text_at(value, "token"),
                token => token,
            };
            if token.is_empty() {
                return kinds::not_known(&kind, place, report);
            }
            let token = texts.of(&token);
            let auth = match placement(value) {
                ApiKeyPlacement::Query => kinds::api_key("access_token", &token, ApiKeyPlacement::Query),
                ApiKeyPlacement::Header => kinds::token(&token, ""),
            };
            kinds::fetched(auth, place, report)
        }
        other => kinds::not_known(other, place, report),
    }
}

/// In the header, unless the query is named in one of its spellings.
fn placement(value: &Value) -> ApiKeyPlacement {
    match text_at(value, "addTo").as_str() {
        "QUERY_PARAMS" | "Query params" => ApiKeyPlacement::Query,
        _ => ApiKeyPlacement::Header,
    }
}

fn of_version_0(word: &str, of: &Value, texts: &mut Texts, place: &str, report: &mut Report) -> Auth {
    let mut field = |name: &str| texts.of(&text_at(of, name));
    match word {
        "" | "None" => Auth::default(),
        "Basic Auth" => kinds::basic(field("httpUser"), field("httpPassword")),
        "Bearer Token" => kinds::token(&field("bearerToken"), ""),
        "OAuth 2.0" if !text_at(of, "bearerToken").is_empty() => {
            let auth = kinds::token(&field("bearerToken"), "");
            kinds::fetched(auth, place, report)
        }
        other => kinds::not_known(other, place, report),
    }
}
