//! Profiles and plans for people.

use super::print::{Ink, Printer};
use crate::model::{
    BaseSource, CredentialPlan, ProfileList, ProfileRemark, ProfileSummary, RoleStep, Secret, Sourced,
    ValueSource,
};
use crate::redact::mark;
use crate::text::visible_line;

/// A label and its value in a column of its own.
const LABEL_WIDTH: usize = 20;

/// Prints one line for each profile, and what is amiss below.
pub fn list(list: &ProfileList, printer: &mut Printer<'_>) {
    if list.profiles.is_empty() {
        printer.line("No profiles");
    }
    let name_width = list
        .profiles
        .iter()
        .map(|profile| profile.name.chars().count())
        .max()
        .unwrap_or_default();
    for profile in &list.profiles {
        printer.line(&visible_line(&row(profile, name_width)));
        for told in &profile.remarks {
            printer.inked(ink_of(told), &format!("    {}", visible_line(&sentence(told))));
        }
    }
    for told in &list.remarks {
        printer.inked(ink_of(told), &visible_line(&sentence(told)));
    }
}

fn row(profile: &ProfileSummary, name_width: usize) -> String {
    let further = [&profile.account_id, &profile.role, &profile.region];
    let further: Vec<&str> = further
        .into_iter()
        .flatten()
        .map(|found| found.value.as_str())
        .collect();
    let row = format!(
        "{:<name_width$}  {:<20}  {}",
        profile.name,
        profile.kind.label(),
        further.join("  ")
    );
    row.trim_end().to_owned()
}

fn ink_of(remark: &ProfileRemark) -> Ink {
    match remark {
        ProfileRemark::Refused(_) => Ink::Red,
        ProfileRemark::Doubt { .. } => Ink::Faint,
    }
}

/// Errors name their line themselves.
fn sentence(remark: &ProfileRemark) -> String {
    match remark {
        ProfileRemark::Refused(error) => format!("{error}. {}", error.hint()),
        ProfileRemark::Doubt { place, text } => format!("{text}: {place}"),
    }
}

/// Prints every value of a plan with where it stands, and who would be asked.
pub fn plan(plan: &CredentialPlan, printer: &mut Printer<'_>) {
    let mut rows = Vec::new();
    if let Some(profile) = &plan.profile {
        rows.push(shown("Profile", profile));
    }
    rows.extend(base_rows(&plan.base));
    for role in &plan.roles {
        rows.extend(role_rows(role));
    }
    rows.extend(plan.region.as_ref().map(|region| shown("Region", region)));
    let endpoints = [
        ("STS endpoint", &plan.endpoints.sts),
        ("SSO endpoint", &plan.endpoints.sso),
        ("SSO OIDC endpoint", &plan.endpoints.sso_oidc),
    ];
    rows.extend(
        endpoints
            .into_iter()
            .filter_map(|(label, found)| found.as_ref().map(|found| shown(label, found))),
    );
    for (label, value, from) in rows {
        let from = from.map(|from| format!("  ({from})")).unwrap_or_default();
        printer.line(&format!(
            "{label:<LABEL_WIDTH$}{}",
            visible_line(&format!("{value}{from}"))
        ));
    }
    let asked = asked(plan);
    for asked in &asked {
        printer.line(&format!("{:<LABEL_WIDTH$}{}", "Would ask", visible_line(asked)));
    }
    if asked.is_empty() {
        printer.line(&format!("{:<LABEL_WIDTH$}nobody", "Would ask"));
    }
}

type Row = (&'static str, String, Option<String>);

fn shown(label: &'static str, found: &Sourced<String>) -> Row {
    (label, found.value.clone(), Some(from(&found.from)))
}

fn from(source: &ValueSource) -> String {
    match source {
        ValueSource::Form => "the command line".to_owned(),
        source => source.to_string(),
    }
}

fn base_rows(base: &BaseSource) -> Vec<Row> {
    match base {
        BaseSource::Keys(keys) => {
            let hidden = |label: &'static str, name: &str, found: &Sourced<Secret>| {
                (label, secret_mark(name, &found.value), Some(from(&found.from)))
            };
            let mut rows = vec![
                shown("Access key ID", &keys.access_key_id),
                hidden("Secret access key", "secret access key", &keys.secret_access_key),
            ];
            rows.extend(
                keys.session_token
                    .as_ref()
                    .map(|token| hidden("Session token", "session token", token)),
            );
            rows.extend(keys.expiration.as_ref().map(|end| shown("Expires", end)));
            rows
        }
        BaseSource::Process { command, .. } => vec![shown("Command", command)],
        BaseSource::WebIdentity {
            token_file,
            role_arn,
            session_name,
        } => {
            let file = token_file.value.display().to_string();
            let mut rows = vec![
                ("Web identity token", file, Some(from(&token_file.from))),
                shown("Role", role_arn),
            ];
            rows.extend(session_name.as_ref().map(|name| shown("Session name", name)));
            rows
        }
        BaseSource::IdentityCenter(step) => {
            let session = &step.session;
            let mut rows: Vec<Row> = session
                .name
                .iter()
                .map(|name| shown("SSO session", name))
                .collect();
            rows.extend([
                shown("Start URL", &session.start_url),
                shown("SSO region", &session.region),
                shown("Account ID", &step.account_id),
                shown("Role name", &step.role_name),
            ]);
            rows
        }
        BaseSource::Login { session, .. } => vec![shown("Login session", session)],
        BaseSource::Container => vec![("Source", "the container's credentials".to_owned(), None)],
        BaseSource::Instance => vec![("Source", "the instance's metadata".to_owned(), None)],
    }
}

fn role_rows(role: &RoleStep) -> Vec<Row> {
    let form = &role.form;
    let mut rows = vec![("Role", form.role_arn.clone(), Some(from(&role.from)))];
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
        rows.extend(found.map(|(_, source)| (label, value.to_owned(), Some(from(source)))));
    }
    rows
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
