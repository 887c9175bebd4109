//! The auth of an operation: its own security, or that of the whole description.
//!
//! AWS Signature is a scheme of type `apiKey` with `x-amazon-apigateway-authtype: awsSigv4`, or the operation's own
//! `x-amazon-apigateway-auth` of type `AWS_IAM`.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{text_at, unknown_part};
use super::super::report::Report;
use super::escape::in_query;
use super::reference::Document;
use crate::model::{
    ApiKeyAuth, ApiKeyPlacement, Auth, AuthKind, CredentialSource, HeaderRow, HttpRequest, Request, Secret,
};
use crate::sigv4::infer;

/// The service of API Gateway, where the host does not say another one.
const EXECUTE_API: &str = "execute-api";
/// Names under which tools write the scheme without its mark.
const NAMES_OF_AWS: [&str; 4] = ["sigv4", "aws.auth.sigv4", "sigv4reference", "awssigv4"];

/// So many ways in are looked at, and so many schemes of each.
const MOST_NAMES: usize = 100;

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

    /// Gives a request the auth of its operation. Of several ways in one with AWS Signature is taken, or else the first
    /// one of which every part is known here.
    pub(super) fn put(&self, operation: &Value, request: &mut Request, report: &mut Report) {
        let place = request.info.name.clone();
        let by_gateway = operation
            .get("x-amazon-apigateway-auth")
            .map(|auth| text_at(auth, "type").to_ascii_uppercase());
        let security = operation
            .get("security")
            .filter(|security| !security.is_null())
            .or_else(|| self.document.root.get("security"));
        let mut ways: Vec<Way> = ways_of(security)
            .into_iter()
            .map(|names| self.way(names))
            .collect();
        match by_gateway.as_deref() {
            Some("AWS_IAM") => {
                let keys = self.keys_alone(ways, &place, report);
                let aws = Way::of(self.aws());
                ways = vec![aws.and(keys)];
            }
            Some("NONE") => ways = vec![self.keys_alone(ways, &place, report)],
            _ => {}
        }
        let Some(taken) = best(&ways) else { return };
        let others: Vec<String> = ways
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != taken)
            .map(|(_, way)| way.words())
            .collect();
        let Some(way) = ways.into_iter().nth(taken) else {
            return;
        };
        if !others.is_empty() {
            let text = format!("Other ways in than {}: {}", way.words(), others.join(", "));
            report.add(&place, TransferOutcome::Dropped, text);
        }
        if way.auth.unknown.is_some() {
            let text = format!(
                "Its auth {} is not known here: nothing is sent until another kind is chosen",
                way.words()
            );
            report.add(&place, TransferOutcome::Dropped, text);
        }
        let http = &mut request.http;
        http.auth = way.auth;
        for key in way.keys {
            put_key(http, &key);
        }
    }

    /// What keys API Gateway asks for besides: it looks at them whatever else lets somebody in.
    fn keys_alone(&self, ways: Vec<Way>, place: &str, report: &mut Report) -> Way {
        let mut kept = Way::default();
        for way in ways {
            let (keys, others): (Vec<String>, Vec<String>) = way
                .names
                .into_iter()
                .partition(|name| self.of_scheme(name).kind == AuthKind::ApiKey);
            let others: Vec<String> = others
                .into_iter()
                .filter(|name| self.of_scheme(name).kind != AuthKind::AwsSignature)
                .collect();
            if !others.is_empty() {
                let text = format!(
                    "API Gateway says how somebody gets in, and not {}",
                    others.join(" and ")
                );
                report.add(place, TransferOutcome::Dropped, text);
            }
            if kept.names.is_empty() {
                kept = self.way(keys);
            }
        }
        kept
    }

    /// A way in of which every part is needed.
    fn way(&self, names: Vec<String>) -> Way {
        let mut way = Way::default();
        for name in &names {
            way = way.and(Way::of(self.of_scheme(name)));
        }
        way.names = names;
        way
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

    fn of_scheme(&self, name: &str) -> Auth {
        let mut auth = Auth::default();
        let scheme = self
            .schemes
            .get(name)
            .map_or(&Value::Null, |scheme| self.document.resolved(scheme));
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
            (kind, _) => auth.unknown = Some(unknown_part(kind)),
        }
        auth
    }
}

/// Something that lets somebody in.
#[derive(Default)]
struct Way {
    /// Its schemes.
    names: Vec<String>,
    auth: Auth,
    /// API keys besides.
    keys: Vec<ApiKeyAuth>,
}

impl Way {
    fn of(auth: Auth) -> Self {
        Self {
            auth,
            ..Self::default()
        }
    }

    /// Both together. One auth is sent, and API keys as rows beside it; anything else is known as a whole by nobody here.
    fn and(mut self, other: Self) -> Self {
        self.names.extend(other.names);
        self.keys.extend(other.keys);
        if self.auth.unknown.is_some() || other.auth == Auth::default() {
            return self;
        }
        match (self.auth.kind, other.auth.kind) {
            (AuthKind::None, _) => self.auth = other.auth,
            (_, AuthKind::ApiKey) => self.keys.push(other.auth.api_key),
            (AuthKind::ApiKey, _) if other.auth.unknown.is_none() => {
                let key = std::mem::replace(&mut self.auth, other.auth).api_key;
                self.keys.push(key);
            }
            _ => {
                self.auth = Auth {
                    unknown: Some(unknown_part("several at once")),
                    ..Auth::default()
                };
                self.keys.clear();
            }
        }
        self
    }

    fn words(&self) -> String {
        if self.names.is_empty() {
            match self.auth.kind {
                AuthKind::AwsSignature => "AWS_IAM".to_owned(),
                _ => "none at all".to_owned(),
            }
        } else {
            self.names.join(" with ")
        }
    }
}

/// The place of the way that is taken: with AWS Signature, with auth that is known here, without any, or else the first.
fn best(ways: &[Way]) -> Option<usize> {
    let known = |way: &Way| way.auth.unknown.is_none();
    let first = |is_right: &dyn Fn(&Way) -> bool| ways.iter().position(is_right);
    first(&|way| known(way) && way.auth.kind == AuthKind::AwsSignature)
        .or_else(|| first(&|way| known(way) && way.auth.kind != AuthKind::None))
        .or_else(|| first(&known))
        .or_else(|| (!ways.is_empty()).then_some(0))
}

/// An API key beside other auth is a header or a query parameter.
fn put_key(http: &mut HttpRequest, key: &ApiKeyAuth) {
    let value = key.value.expose_for_editing();
    match key.placement {
        ApiKeyPlacement::Header => http.headers.push(HeaderRow::new(key.key.as_str(), value)),
        ApiKeyPlacement::Query => {
            let between = if http.url.contains('?') { '&' } else { '?' };
            http.url.push(between);
            http.url.push_str(&in_query(&key.key));
            http.url.push('=');
            http.url.push_str(value);
        }
    }
}

/// The ways in that security lists, each with the names of all schemes that it needs. A list of objects, or, as some tools
/// write it, one object.
fn ways_of(security: Option<&Value>) -> Vec<Vec<String>> {
    let of_object = |object: &Value| -> Option<Vec<String>> {
        let object = object.as_object()?;
        Some(object.keys().take(MOST_NAMES).cloned().collect())
    };
    match security {
        Some(Value::Array(ways)) => ways.iter().filter_map(of_object).take(MOST_NAMES).collect(),
        Some(object) => of_object(object).into_iter().collect(),
        None => Vec::new(),
    }
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
