//! The auth of a collection, folder or request of Postman.
//!
//! The names of AWS Signature's fields are those of Postman's own signer, `postman-runtime/lib/authorizer/aws4.js`.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, text, text_at, unknown_part};
use super::super::report::Report;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, Secret, SignatureLocation};

/// What Postman signs with where nothing is given.
const USUAL_REGION: &str = "us-east-1";
const USUAL_SERVICE: &str = "execute-api";
/// How long a link that is signed into the query works, in seconds, as Postman's signer has it.
const QUERY_SECONDS: u32 = 86_400;

/// Reads it; `absent` is what stands where there is none.
pub(super) fn read(value: Option<&Value>, absent: AuthKind, place: &str, report: &mut Report) -> Auth {
    let value = match value {
        Some(value) if !is_nothing(value) => value,
        _ => {
            return Auth {
                kind: absent,
                ..Auth::default()
            };
        }
    };
    let kind = kind_of(value);
    let fields = Fields(value.get(&kind).unwrap_or(&Value::Null));
    let mut auth = Auth::default();
    match kind.as_str() {
        "awsv4" => aws(&mut auth, &fields, place, report),
        "basic" => {
            auth.kind = AuthKind::Basic;
            auth.basic.username = fields.text("username");
            auth.basic.password = Secret::new(fields.text("password"));
        }
        "bearer" => {
            auth.kind = AuthKind::Bearer;
            auth.bearer.token = Secret::new(fields.text("token"));
        }
        "apikey" => {
            auth.kind = AuthKind::ApiKey;
            auth.api_key.key = fields.text("key");
            auth.api_key.value = Secret::new(fields.text("value"));
            if fields.text("in") == "query" {
                auth.api_key.placement = ApiKeyPlacement::Query;
            }
        }
        "noauth" => {}
        "oauth2" if !fields.text("accessToken").is_empty() => {
            oauth2(&mut auth, &fields);
            let text = "OAuth 2.0 comes as its access token: a new one is not fetched here";
            report.add(place, TransferOutcome::Changed, text);
        }
        other => {
            let unknown = unknown_part(other);
            let text = format!(
                "Auth {} is not known here: nothing is sent until another kind is chosen",
                unknown.words()
            );
            auth.unknown = Some(unknown);
            report.add(place, TransferOutcome::Dropped, text);
        }
    }
    auth
}

/// The token as it is sent: behind `Bearer`, behind another word, or in the query.
fn oauth2(auth: &mut Auth, fields: &Fields<'_>) {
    let token = fields.text("accessToken");
    if fields.text("addTokenTo") == "queryParams" {
        auth.kind = AuthKind::ApiKey;
        "access_token".clone_into(&mut auth.api_key.key);
        auth.api_key.value = Secret::new(token);
        auth.api_key.placement = ApiKeyPlacement::Query;
        return;
    }
    match fields.value("headerPrefix").map(|prefix| text(Some(prefix))) {
        Some(prefix) if !prefix.trim().eq_ignore_ascii_case("bearer") => {
            auth.kind = AuthKind::ApiKey;
            "Authorization".clone_into(&mut auth.api_key.key);
            let between = if prefix.trim().is_empty() { "" } else { " " };
            auth.api_key.value = Secret::new(format!("{}{between}{token}", prefix.trim()));
        }
        Some(_) | None => {
            auth.kind = AuthKind::Bearer;
            auth.bearer.token = Secret::new(token);
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Number(_) | Value::Bool(true) => false,
    }
}

/// Its word, or the only key that is there: some tools leave the word out.
fn kind_of(value: &Value) -> String {
    let said = match value {
        Value::String(word) => word.clone(),
        value => text_at(value, "type"),
    };
    if !said.is_empty() {
        return said;
    }
    let mut keys = value.as_object().into_iter().flat_map(|fields| fields.keys());
    match (keys.next(), keys.next()) {
        (Some(only), None) => only.clone(),
        _ => String::new(),
    }
}

fn aws(auth: &mut Auth, fields: &Fields<'_>, place: &str, report: &mut Report) {
    auth.kind = AuthKind::AwsSignature;
    let aws = &mut auth.aws;
    aws.access_key_id = fields.text("accessKey");
    aws.secret_access_key = Secret::new(fields.text("secretKey"));
    aws.session_token = Secret::new(fields.text("sessionToken"));
    aws.region = fields.text("region");
    aws.service = fields.text("service");
    let mut filled = Vec::new();
    if aws.region.trim().is_empty() {
        USUAL_REGION.clone_into(&mut aws.region);
        filled.push(format!("region {USUAL_REGION}"));
    }
    if aws.service.trim().is_empty() {
        USUAL_SERVICE.clone_into(&mut aws.service);
        filled.push(format!("service {USUAL_SERVICE}"));
    }
    if !filled.is_empty() {
        let text = format!(
            "AWS Signature has {}, with which Postman signs where nothing is given",
            filled.join(" and ")
        );
        report.add(place, TransferOutcome::Changed, text);
    }
    if is_on(fields.value("addAuthDataToQuery")) {
        aws.options.location = SignatureLocation::Query {
            expires_in: QUERY_SECONDS,
        };
    }
}

/// The fields of a kind: a list of keys and values in version 2.1, an object in 2.0.
struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    fn value(&self, name: &str) -> Option<&'a Value> {
        match self.0 {
            Value::Array(fields) => fields
                .iter()
                .find(|field| field.get("key").and_then(Value::as_str) == Some(name))?
                .get("value"),
            other => other.get(name),
        }
    }

    fn text(&self, name: &str) -> String {
        text(self.value(name))
    }
}
