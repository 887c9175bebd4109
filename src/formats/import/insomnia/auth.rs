//! The auth of a folder or request of Insomnia.
//!
//! The names of the fields are those of its own types, `AuthTypeAwsIam` and its neighbours in
//! <https://github.com/Kong/insomnia/blob/develop/packages/insomnia/src/models/request.ts>.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, text_at, unknown_part};
use super::super::kinds_of_auth as kinds;
use super::super::report::Report;
use super::template::Texts;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, Secret};

/// Stands for no word before a token of OAuth 2.0.
const WITHOUT_PREFIX: &str = "NO_PREFIX";

/// Reads it. None, and one that is switched off, is that of the next folder above, as in Insomnia.
pub(super) fn read(value: Option<&Value>, texts: &mut Texts, place: &str, report: &mut Report) -> Auth {
    let inherited = kinds::of_kind(AuthKind::Inherit);
    let Some(value) = value.filter(|value| !is_empty(value)) else {
        return inherited;
    };
    let kind = text_at(value, "type");
    if is_on(value.get("disabled")) {
        if kind != "none" {
            let text = format!(
                "Its auth {} is switched off and does not come",
                unknown_part(&kind).words()
            );
            report.add(place, TransferOutcome::Dropped, text);
        }
        return inherited;
    }
    let mut field = |name: &str| texts.of(&text_at(value, name));
    match kind.as_str() {
        "none" => Auth::default(),
        "iam" => {
            let mut auth = kinds::of_kind(AuthKind::AwsSignature);
            auth.aws.access_key_id = field("accessKeyId");
            auth.aws.secret_access_key = Secret::new(field("secretAccessKey"));
            auth.aws.session_token = Secret::new(field("sessionToken"));
            auth.aws.region = field("region");
            auth.aws.service = field("service");
            auth
        }
        "basic" => kinds::basic(field("username"), field("password")),
        "bearer" => kinds::token(&field("token"), &field("prefix")),
        "singleToken" => kinds::token(&field("token"), ""),
        "apikey" => {
            let (key, content) = (field("key"), field("value"));
            match text_at(value, "addTo").as_str() {
                "queryParams" => kinds::api_key(&key, &content, ApiKeyPlacement::Query),
                "cookie" => kinds::api_key("Cookie", &format!("{key}={content}"), ApiKeyPlacement::Header),
                _ => kinds::api_key(&key, &content, ApiKeyPlacement::Header),
            }
        }
        "oauth2" if !text_at(value, "accessToken").is_empty() => {
            let (token, prefix) = (field("accessToken"), field("tokenPrefix"));
            let auth = if prefix == WITHOUT_PREFIX {
                kinds::api_key("Authorization", &token, ApiKeyPlacement::Header)
            } else {
                kinds::token(&token, &prefix)
            };
            kinds::fetched(auth, place, report)
        }
        other => kinds::not_known(other, place, report),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
