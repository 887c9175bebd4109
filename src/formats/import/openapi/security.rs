//! The auth of an operation: its own security, or that of the whole description.
//!
//! AWS Signature is a scheme of type `apiKey` with `x-amazon-apigateway-authtype: awsSigv4`, or the operation's own
//! `x-amazon-apigateway-auth` of type `AWS_IAM`.

use serde_json::Value;

use super::super::ImportOutcome;
use super::super::json::text_at;
use super::super::report::Report;
use super::reference::Document;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, CredentialSource, Secret, UnknownPart};
use crate::sigv4::infer;

/// The service of API Gateway, where the host does not say another one.
const EXECUTE_API: &str = "execute-api";
/// Names under which tools write the scheme without its mark.
const NAMES_OF_AWS: [&str; 4] = ["sigv4", "aws.auth.sigv4", "sigv4reference", "awssigv4"];

/// The schemes of a description.
pub(super) struct Security<'a> {
    document: Document<'a>,
    schemes: &'a Value,
    region: String,
    service: String,
}

impl<'a> Security<'a> {
    pub(super) fn new(document: Document<'a>, host: Option<&str>) -> Self {
        let root = document.root;
        let of_version_3 = root
            .get("components")
            .and_then(|components| components.get("securitySchemes"));
        let hint = host.and_then(infer);
        Self {
            document,
            schemes: of_version_3
                .or_else(|| root.get("securityDefinitions"))
                .unwrap_or(&Value::Null),
            region: hint
                .as_ref()
                .and_then(|hint| hint.region.clone())
                .unwrap_or_default(),
            service: hint.map_or_else(|| EXECUTE_API.to_owned(), |hint| hint.service),
        }
    }

    /// The auth of an operation. Of several ways in the first one that is known here is taken.
    pub(super) fn of(&self, operation: &Value, place: &str, report: &mut Report) -> Auth {
        let by_gateway = operation
            .get("x-amazon-apigateway-auth")
            .map(|auth| text_at(auth, "type"));
        match by_gateway.as_deref().map(str::to_ascii_uppercase).as_deref() {
            Some("AWS_IAM") => return self.aws(),
            Some("NONE") => return Auth::default(),
            _ => {}
        }
        let security = operation
            .get("security")
            .or_else(|| self.document.root.get("security"));
        let names = names_of(security);
        let mut first = None;
        for name in &names {
            let scheme = self
                .schemes
                .get(name)
                .map(|scheme| self.document.resolved(scheme));
            let auth = self.of_scheme(name, scheme);
            if auth.unknown.is_none() {
                if names.len() > 1 {
                    let text = format!("Other ways in than {name}: {}", others(&names, name));
                    report.add(place, ImportOutcome::Dropped, text);
                }
                return auth;
            }
            first.get_or_insert((name, auth));
        }
        let Some((name, auth)) = first else {
            return Auth::default();
        };
        let text = format!("Its auth {name} is not known here: nothing is sent until another kind is chosen");
        report.add(place, ImportOutcome::Dropped, text);
        auth
    }

    fn aws(&self) -> Auth {
        let mut auth = Auth {
            kind: AuthKind::AwsSignature,
            ..Auth::default()
        };
        // A description has no credentials: those that the AWS CLI would take.
        auth.aws.source = CredentialSource::Automatic;
        auth.aws.region.clone_from(&self.region);
        auth.aws.service.clone_from(&self.service);
        auth
    }

    fn of_scheme(&self, name: &str, scheme: Option<&Value>) -> Auth {
        let mut auth = Auth::default();
        let scheme = scheme.unwrap_or(&Value::Null);
        let says = text_at(scheme, "x-amazon-apigateway-authtype").to_ascii_lowercase();
        let described = text_at(scheme, "description").to_ascii_lowercase();
        let is_aws = says.starts_with("awssigv4")
            || NAMES_OF_AWS.contains(&name.to_ascii_lowercase().as_str())
            || described.contains("amazon signature authorization v4");
        if is_aws {
            return self.aws();
        }
        let named = |suffix: &str| Secret::new(format!("{{{{{}}}}}", variable_name(name, suffix)));
        match (
            text_at(scheme, "type").as_str(),
            text_at(scheme, "scheme").to_ascii_lowercase().as_str(),
        ) {
            ("basic", _) | ("http", "basic") => {
                auth.kind = AuthKind::Basic;
                "{{username}}".clone_into(&mut auth.basic.username);
                auth.basic.password = named("password");
            }
            ("http", "bearer") => {
                auth.kind = AuthKind::Bearer;
                auth.bearer.token = named("token");
            }
            ("apiKey", _) if matches!(text_at(scheme, "in").as_str(), "header" | "query") => {
                auth.kind = AuthKind::ApiKey;
                auth.api_key.key = text_at(scheme, "name");
                auth.api_key.value = named("");
                if text_at(scheme, "in") == "query" {
                    auth.api_key.placement = ApiKeyPlacement::Query;
                }
            }
            (kind, _) => auth.unknown = Some(UnknownPart::of_kind(kind)),
        }
        auth
    }
}

/// The names of all schemes that security lists, in their order. A list of objects, or, as some tools write it, one object.
fn names_of(security: Option<&Value>) -> Vec<String> {
    let of_object = |object: &Value| -> Vec<String> {
        object
            .as_object()
            .map(|object| object.keys().cloned().collect())
            .unwrap_or_default()
    };
    match security {
        Some(Value::Array(ways)) => ways.iter().flat_map(of_object).collect(),
        Some(object) => of_object(object),
        None => Vec::new(),
    }
}

fn others(names: &[String], taken: &str) -> String {
    let others: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != taken)
        .collect();
    others.join(", ")
}

/// A name that a variable can have.
fn variable_name(name: &str, suffix: &str) -> String {
    let mut text: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if !suffix.is_empty() {
        text.push('_');
        text.push_str(suffix);
    }
    text
}
