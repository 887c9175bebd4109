//! Auth in the words of Postman.
//!
//! The names of AWS Signature's fields are those of Postman's own signer, `postman-runtime/lib/authorizer/aws4.js`.

use std::collections::BTreeSet;

use super::super::Notes;
use super::super::node::Node;
use super::Texts;
use crate::formats::collection_tree::TransferOutcome;
use crate::model::{
    ApiKeyPlacement, Auth, AuthKind, AwsAuth, CredentialSource, Secret, SignatureLocation, SigningOptions,
    UnknownPart,
};
use crate::resolve::{Ancestor, Applied, applied};
use crate::sigv4::infer;

/// What Postman signs with where nothing is given.
const USUAL_REGION: &str = "us-east-1";
const USUAL_SERVICE: &str = "execute-api";
/// Variables for keys that Postman can not fetch.
const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/// Kinds of Postman whose values nobody here reads.
const POSTMAN_KINDS: [&str; 8] = [
    "oauth2", "oauth1", "digest", "hawk", "ntlm", "edgegrid", "jwt", "asap",
];

/// Where auth comes from.
pub(super) enum From {
    /// From the request.
    Own,
    /// From what it stands in.
    Above,
}

/// What is told while it is written.
pub(super) struct Told<'a> {
    pub(super) notes: &'a mut Notes,
    /// Variables for keys that have to be filled in.
    pub(super) credentials: &'a mut BTreeSet<&'static str>,
}

/// What a request is sent with; `None` for nothing.
pub(super) fn applied_below(own: &Auth, ancestors: &[Ancestor]) -> Option<(Auth, From)> {
    match applied(own, ancestors) {
        Applied::Own => Some((own.clone(), From::Own)),
        Applied::From { auth, .. } => Some((*auth, From::Above)),
        Applied::Nothing => None,
    }
}

/// Whether region or service follow from the host of each request, which Postman knows nothing of.
pub(super) fn follows_host(auth: &Auth) -> bool {
    auth.kind == AuthKind::AwsSignature
        && (auth.aws.region.trim().is_empty() || auth.aws.service.trim().is_empty())
}

/// Auth that is switched off.
pub(super) fn nothing() -> Node {
    Node::object([("type", Node::text("noauth"))])
}

/// Auth of a collection, folder or request. `host` is that of the request.
pub(super) fn written(
    auth: &Auth,
    texts: &mut Texts<'_>,
    host: Option<&str>,
    place: &str,
    told: &mut Told<'_>,
) -> Option<Node> {
    if let Some(unknown) = auth.not_understood() {
        return Some(not_understood(unknown, place, told.notes));
    }
    Some(match auth.kind {
        AuthKind::Inherit => return None,
        AuthKind::None => nothing(),
        AuthKind::Basic => kind(
            "basic",
            [
                ("username", texts.of(&auth.basic.username)),
                ("password", secret(&auth.basic.password, texts)),
            ],
        ),
        AuthKind::Bearer => kind("bearer", [("token", secret(&auth.bearer.token, texts))]),
        AuthKind::ApiKey => kind(
            "apikey",
            [
                ("key", texts.of(&auth.api_key.key)),
                ("value", secret(&auth.api_key.value, texts)),
                (
                    "in",
                    match auth.api_key.placement {
                        ApiKeyPlacement::Header => "header",
                        ApiKeyPlacement::Query => "query",
                    }
                    .to_owned(),
                ),
            ],
        ),
        AuthKind::AwsSignature => aws(&auth.aws, texts, host, place, told),
    })
}

fn kind<const N: usize>(name: &'static str, fields: [(&'static str, String); N]) -> Node {
    let fields = fields
        .into_iter()
        .map(|(key, value)| field(key, Node::text(value), "string"));
    Node::object([("type", Node::text(name)), (name, Node::List(fields.collect()))])
}

fn field(key: &'static str, value: Node, kind: &'static str) -> Node {
    Node::object([
        ("key", Node::text(key)),
        ("value", value),
        ("type", Node::text(kind)),
    ])
}

/// The variable that a field names; a value never leaves.
fn secret(secret: &Secret, texts: &mut Texts<'_>) -> String {
    secret
        .reference()
        .map_or_else(String::new, |name| texts.of(&format!("{{{{{name}}}}}")))
}

/// The kind without its values where Postman has it, so that nobody takes the request for one without auth.
fn not_understood(unknown: &UnknownPart, place: &str, notes: &mut Notes) -> Node {
    let text = format!(
        "Auth is {}: its values are not known here and do not come",
        unknown.words()
    );
    notes.add(place, TransferOutcome::Dropped, text);
    match unknown {
        UnknownPart::Kind(word) if POSTMAN_KINDS.contains(&word.as_str()) => {
            Node::object([("type", Node::text(word.as_str()))])
        }
        _ => nothing(),
    }
}

fn aws(aws: &AwsAuth, texts: &mut Texts<'_>, host: Option<&str>, place: &str, told: &mut Told<'_>) -> Node {
    let [key_id, secret_key, token] = keys(aws, texts, place, told);
    let hint = host.and_then(infer);
    let filled = |typed: &str, hinted: Option<String>, usual: &str, what: &str, notes: &mut Notes| {
        if !typed.trim().is_empty() {
            return typed.to_owned();
        }
        if hinted.is_none() && host.is_some() {
            let text =
                format!("AWS Signature has no {what} and the host names none: Postman signs with {usual}");
            notes.add(place, TransferOutcome::Changed, text);
        }
        hinted.unwrap_or_default()
    };
    let hinted_region = hint.as_ref().and_then(|hint| hint.region.clone());
    let region = filled(&aws.region, hinted_region, USUAL_REGION, "region", told.notes);
    let hinted_service = hint.map(|hint| hint.service);
    let service = filled(&aws.service, hinted_service, USUAL_SERVICE, "service", told.notes);
    options(&aws.options, place, told.notes);
    let in_query = matches!(aws.options.location, SignatureLocation::Query { .. });
    let texts_of = [
        ("accessKey", key_id),
        ("secretKey", secret_key),
        ("sessionToken", token),
        ("region", texts.of(&region)),
        ("service", texts.of(&service)),
    ];
    let mut fields: Vec<Node> = texts_of
        .into_iter()
        .map(|(key, value)| field(key, Node::text(value), "string"))
        .collect();
    fields.push(field("addAuthDataToQuery", Node::from(in_query), "boolean"));
    Node::object([("type", Node::text("awsv4")), ("awsv4", Node::List(fields))])
}

/// The three keys: as the form names them, or variables to be filled in, since Postman fetches none.
fn keys(aws: &AwsAuth, texts: &mut Texts<'_>, place: &str, told: &mut Told<'_>) -> [String; 3] {
    if aws.source == CredentialSource::Typed && aws.roles.is_empty() {
        return [
            texts.of(&aws.access_key_id),
            secret(&aws.secret_access_key, texts),
            secret(&aws.session_token, texts),
        ];
    }
    told.credentials.extend(KEYS);
    let from = match aws.source {
        CredentialSource::Profile if aws.profile.trim().is_empty() => "the default profile".to_owned(),
        CredentialSource::Profile => format!("the profile {}", aws.profile.trim()),
        CredentialSource::IdentityCenter => "IAM Identity Center".to_owned(),
        CredentialSource::Environment => "the environment".to_owned(),
        CredentialSource::Automatic => "where the AWS CLI finds them".to_owned(),
        CredentialSource::Container => "the container".to_owned(),
        CredentialSource::Instance => "the instance".to_owned(),
        CredentialSource::Typed => "an assumed role".to_owned(),
    };
    let text = format!(
        "Credentials come from {from}, which Postman can not ask: fill in {{{{{}}}}}, {{{{{}}}}} and {{{{{}}}}} there",
        KEYS[0], KEYS[1], KEYS[2]
    );
    told.notes.add(place, TransferOutcome::Changed, text);
    KEYS.map(|name| format!("{{{{{name}}}}}"))
}

/// How it is signed, where Postman has no choice.
fn options(options: &SigningOptions, place: &str, notes: &mut Notes) {
    let plain = SigningOptions {
        location: options.location,
        ..SigningOptions::default()
    };
    if *options != plain {
        let text = "Signing options: Postman signs as it does for every service";
        notes.add(place, TransferOutcome::Dropped, text);
    }
    if let SignatureLocation::Query { expires_in } = options.location
        && expires_in != 86_400
    {
        let text = "How long the signed link works: one of Postman works for a day";
        notes.add(place, TransferOutcome::Dropped, text);
    }
}
