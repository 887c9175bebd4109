//! Every value of a way to credentials as a row, with where it stands; secrets as marks.

use crate::model::{BaseSource, CredentialPlan, RoleStep, Secret, Sourced, ValueSource};
use crate::redact::mark;

/// One value of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// What it is, as "Secret access key".
    pub label: &'static str,
    /// The value; a mark in the place of a secret.
    pub value: String,
    /// Where it stands; `None` where that is a matter of the machine.
    pub from: Option<String>,
}

/// All values, the first identity first. `form` names what a person types into.
pub fn plan_rows(plan: &CredentialPlan, form: &str) -> Vec<PlanRow> {
    let at = Places { form };
    let mut rows = Vec::new();
    if let Some(profile) = &plan.profile {
        rows.push(at.shown("Profile", profile));
    }
    rows.extend(at.base_rows(&plan.base));
    for role in &plan.roles {
        rows.extend(at.role_rows(role));
    }
    rows.extend(plan.region.as_ref().map(|region| at.shown("Region", region)));
    let endpoints = [
        ("STS endpoint", &plan.endpoints.sts),
        ("SSO endpoint", &plan.endpoints.sso),
        ("SSO OIDC endpoint", &plan.endpoints.sso_oidc),
    ];
    rows.extend(
        endpoints
            .into_iter()
            .filter_map(|(label, found)| found.as_ref().map(|found| at.shown(label, found))),
    );
    rows
}

/// How places are named.
struct Places<'a> {
    form: &'a str,
}

impl Places<'_> {
    fn shown(&self, label: &'static str, found: &Sourced<String>) -> PlanRow {
        row(label, found.value.clone(), Some(self.from(&found.from)))
    }

    fn from(&self, source: &ValueSource) -> String {
        match source {
            ValueSource::Form => self.form.to_owned(),
            source => source.to_string(),
        }
    }

    fn base_rows(&self, base: &BaseSource) -> Vec<PlanRow> {
        match base {
            BaseSource::Keys(keys) => {
                let hidden = |label: &'static str, name: &str, found: &Sourced<Secret>| {
                    row(
                        label,
                        secret_mark(name, &found.value),
                        Some(self.from(&found.from)),
                    )
                };
                let mut rows = vec![
                    self.shown("Access key ID", &keys.access_key_id),
                    hidden("Secret access key", "secret access key", &keys.secret_access_key),
                ];
                rows.extend(
                    keys.session_token
                        .as_ref()
                        .map(|token| hidden("Session token", "session token", token)),
                );
                rows.extend(keys.expiration.as_ref().map(|end| self.shown("Expires", end)));
                rows
            }
            BaseSource::Process { command, .. } => vec![self.shown("Command", command)],
            BaseSource::WebIdentity {
                token_file,
                role_arn,
                session_name,
            } => {
                let file = token_file.value.display().to_string();
                let mut rows = vec![
                    row("Web identity token", file, Some(self.from(&token_file.from))),
                    self.shown("Role", role_arn),
                ];
                rows.extend(session_name.as_ref().map(|name| self.shown("Session name", name)));
                rows
            }
            BaseSource::IdentityCenter(step) => {
                let session = &step.session;
                let mut rows: Vec<PlanRow> = session
                    .name
                    .iter()
                    .map(|name| self.shown("SSO session", name))
                    .collect();
                rows.extend([
                    self.shown("Start URL", &session.start_url),
                    self.shown("SSO region", &session.region),
                    self.shown("Account ID", &step.account_id),
                    self.shown("Role name", &step.role_name),
                ]);
                rows
            }
            BaseSource::Login { session, .. } => vec![self.shown("Login session", session)],
            BaseSource::Container => vec![row("Source", "the container's credentials".to_owned(), None)],
            BaseSource::Instance => vec![row("Source", "the instance's metadata".to_owned(), None)],
        }
    }

    fn role_rows(&self, role: &RoleStep) -> Vec<PlanRow> {
        let form = &role.form;
        let mut rows = vec![row("Role", form.role_arn.clone(), Some(self.from(&role.from)))];
        let duration = form.duration_seconds.map(|seconds| seconds.to_string());
        let settings = [
            ("role_session_name", "  session name", form.session_name.as_str()),
            ("external_id", "  external ID", form.external_id.as_str()),
            ("mfa_serial", "  MFA device", form.mfa_serial.as_str()),
            (
                "duration_seconds",
                "  duration",
                duration.as_deref().unwrap_or_default(),
            ),
        ];
        for (key, label, value) in settings {
            let found = role.settings.iter().find(|(name, _)| *name == key);
            rows.extend(found.map(|(_, source)| row(label, value.to_owned(), Some(self.from(source)))));
        }
        rows
    }
}

fn row(label: &'static str, value: String, from: Option<String>) -> PlanRow {
    PlanRow { label, value, from }
}

/// A secret by length and the start of its hash.
pub fn secret_mark(label: &str, secret: &Secret) -> String {
    mark(label, &String::from_utf8_lossy(secret.expose_for_search()))
}

/// Whom the plan would ask, in this order, were it carried out.
pub fn asked(plan: &CredentialPlan) -> Vec<String> {
    let service =
        |name: &str, endpoint: Option<&Sourced<String>>, region: Option<&String>| match (endpoint, region) {
            (Some(endpoint), _) => endpoint.value.clone(),
            (None, Some(region)) => format!("{name} in {region}"),
            (None, None) => name.to_owned(),
        };
    let region = plan.region.as_ref().map(|region| &region.value);
    let sts = service("STS", plan.endpoints.sts.as_ref(), region);
    let mut asked = Vec::new();
    match &plan.base {
        BaseSource::Keys(_) | BaseSource::Login { .. } => {}
        BaseSource::Process { command, .. } => asked.push(format!("the command {}", command.value)),
        BaseSource::WebIdentity { .. } => asked.push(format!("{sts}: AssumeRoleWithWebIdentity")),
        BaseSource::IdentityCenter(step) => {
            let portal = service(
                "IAM Identity Center",
                plan.endpoints.sso.as_ref(),
                Some(&step.session.region.value),
            );
            asked.push(format!("{portal}: GetRoleCredentials, after a sign-in"));
        }
        BaseSource::Container => asked.push("the container's credentials endpoint".to_owned()),
        BaseSource::Instance => asked.push("the instance's metadata service".to_owned()),
    }
    asked.extend(
        plan.roles
            .iter()
            .map(|role| format!("{sts}: AssumeRole of {}", role.form.role_arn)),
    );
    asked
}
