//! Profiles and plans as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use crate::formats::plan_rows::{asked, secret_mark};
use crate::model::{
    BaseSource, CredentialPlan, IdentityCenterStep, KeySet, Place, ProfileList, ProfileRemark,
    ProfileSummary, RoleStep, Secret, Sourced, ValueSource,
};

/// What `credentials list --json` prints.
#[derive(Serialize)]
pub struct JsonList<'a> {
    profiles: Vec<JsonProfile<'a>>,
    remarks: Vec<JsonRemark>,
    named: Value,
}

#[derive(Serialize)]
struct JsonProfile<'a> {
    name: &'a str,
    kind: &'static str,
    account_id: Option<&'a str>,
    role: Option<&'a str>,
    region: Option<&'a str>,
    from: Value,
    remarks: Vec<JsonRemark>,
}

#[derive(Serialize)]
struct JsonRemark {
    kind: &'static str,
    message: String,
    from: Value,
    hint: Option<String>,
}

fn text(found: Option<&Sourced<String>>) -> Option<&str> {
    found.map(|found| found.value.as_str())
}

/// The list.
pub fn list(list: &ProfileList) -> JsonList<'_> {
    JsonList {
        profiles: list.profiles.iter().map(profile).collect(),
        remarks: list.remarks.iter().map(remark).collect(),
        named: optional(list.named.as_ref()),
    }
}

fn profile(profile: &ProfileSummary) -> JsonProfile<'_> {
    JsonProfile {
        name: &profile.name,
        kind: profile.kind.slug(),
        account_id: text(profile.account_id.as_ref()),
        role: text(profile.role.as_ref()),
        region: text(profile.region.as_ref()),
        from: place(&profile.place),
        remarks: profile.remarks.iter().map(remark).collect(),
    }
}

fn remark(remark: &ProfileRemark) -> JsonRemark {
    JsonRemark {
        kind: match remark {
            ProfileRemark::Refused(error) => error.kind(),
            ProfileRemark::Doubt { .. } => "doubt",
        },
        message: remark.text(),
        from: remark.place().map_or(Value::Null, place),
        hint: remark.hint(),
    }
}

/// What `credentials show --json` prints.
pub fn plan(plan: &CredentialPlan) -> Value {
    let roles: Vec<Value> = plan.roles.iter().map(role).collect();
    json!({
        "profile": optional(plan.profile.as_ref()),
        "region": optional(plan.region.as_ref()),
        "base": base(&plan.base),
        "roles": roles,
        "endpoints": {
            "sts": optional(plan.endpoints.sts.as_ref()),
            "sso": optional(plan.endpoints.sso.as_ref()),
            "sso_oidc": optional(plan.endpoints.sso_oidc.as_ref()),
        },
        "asks": asked(plan),
    })
}

fn base(base: &BaseSource) -> Value {
    match base {
        BaseSource::Keys(keys) => key_set(keys),
        BaseSource::Process { command, profile } => {
            json!({"kind": "process", "command": sourced(command), "profile": profile})
        }
        BaseSource::WebIdentity {
            token_file,
            role_arn,
            session_name,
        } => json!({
            "kind": "web-identity",
            "token_file": {"value": token_file.value.display().to_string(), "from": from(&token_file.from)},
            "role_arn": sourced(role_arn),
            "session_name": optional(session_name.as_ref()),
        }),
        BaseSource::IdentityCenter(step) => identity_center(step),
        BaseSource::Login { session, profile } => {
            json!({"kind": "login", "login_session": sourced(session), "profile": profile})
        }
        BaseSource::Container => json!({"kind": "container"}),
        BaseSource::Instance => json!({"kind": "instance"}),
    }
}

fn key_set(keys: &KeySet) -> Value {
    let hidden = |label, found: &Sourced<Secret>| json!({"value": secret_mark(label, &found.value), "from": from(&found.from)});
    json!({
        "kind": "keys",
        "access_key_id": sourced(&keys.access_key_id),
        "secret_access_key": hidden("secret access key", &keys.secret_access_key),
        "session_token": keys.session_token.as_ref().map(|token| hidden("session token", token)),
        "expiration": optional(keys.expiration.as_ref()),
    })
}

fn identity_center(step: &IdentityCenterStep) -> Value {
    let session = &step.session;
    json!({
        "kind": "identity-center",
        "sso_session": optional(session.name.as_ref()),
        "start_url": sourced(&session.start_url),
        "sso_region": sourced(&session.region),
        "scopes": session.scopes,
        "account_id": sourced(&step.account_id),
        "role_name": sourced(&step.role_name),
    })
}

fn role(role: &RoleStep) -> Value {
    let form = &role.form;
    let setting = |key: &str, text: &str| match role.settings.iter().find(|(name, _)| *name == key) {
        Some((_, source)) => json!({"value": text, "from": from(source)}),
        None => Value::Null,
    };
    let duration = form.duration_seconds.map(|seconds| seconds.to_string());
    json!({
        "profile": role.profile,
        "role_arn": {"value": form.role_arn, "from": from(&role.from)},
        "session_name": setting("role_session_name", &form.session_name),
        "external_id": setting("external_id", &form.external_id),
        "mfa_serial": setting("mfa_serial", &form.mfa_serial),
        "duration_seconds": setting("duration_seconds", &duration.unwrap_or_default()),
    })
}

fn sourced(found: &Sourced<String>) -> Value {
    json!({"value": found.value, "from": from(&found.from)})
}

fn optional(found: Option<&Sourced<String>>) -> Value {
    found.map_or(Value::Null, sourced)
}

fn place(place: &Place) -> Value {
    json!({"kind": "file", "file": place.file.display().to_string(), "line": place.line})
}

fn from(source: &ValueSource) -> Value {
    match source {
        ValueSource::Form => json!({"kind": "argument"}),
        ValueSource::Variable(name) => json!({"kind": "variable", "name": name}),
        ValueSource::File(found) => place(found),
        ValueSource::Cache(file) => json!({"kind": "cache", "file": file.display().to_string()}),
        ValueSource::Rule(rule) => json!({"kind": "rule", "rule": rule}),
    }
}
