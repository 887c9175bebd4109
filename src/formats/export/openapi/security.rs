//! Who gets in: the schemes of a description, and which one an operation has.

use serde_json::{Value, json};

use super::super::Notes;
use super::super::node::Node;
use crate::formats::collection_tree::TransferOutcome;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, AwsAuth, Request, SignatureLocation, SigningOptions};
use crate::resolve::{Ancestor, Applied, applied};
use crate::sigv4::infer;

/// What API Gateway calls the scheme in its own exports.
const AWS: &str = "sigv4";
/// The service that a reader takes where the host names none.
const EXECUTE_API: &str = "execute-api";

/// The schemes that are used, each once.
#[derive(Default)]
pub(super) struct Schemes(Vec<(String, Value)>);

impl Schemes {
    /// The requirement of an operation; `None` where nothing is known.
    pub(super) fn security(
        &mut self,
        request: &Request,
        ancestors: &[Ancestor],
        host: &str,
        place: &str,
        notes: &mut Notes,
    ) -> Option<Node> {
        let auth = match applied(&request.http.auth, ancestors) {
            Applied::Own => request.http.auth.clone(),
            Applied::From { auth, .. } => *auth,
            Applied::Nothing => Auth::default(),
        };
        if let Some(unknown) = auth.not_understood() {
            let text = format!("Auth is {}, which is not known here", unknown.words());
            notes.add(place, TransferOutcome::Dropped, text);
            return None;
        }
        let name = match auth.kind {
            AuthKind::None | AuthKind::Inherit => return Some(Node::List(Vec::new())),
            AuthKind::Basic => self.named("basic", json!({ "type": "http", "scheme": "basic" })),
            AuthKind::Bearer => self.named("bearer", json!({ "type": "http", "scheme": "bearer" })),
            AuthKind::ApiKey => {
                let within = match auth.api_key.placement {
                    ApiKeyPlacement::Header => "header",
                    ApiKeyPlacement::Query => "query",
                };
                let scheme = json!({ "type": "apiKey", "name": auth.api_key.key.trim(), "in": within });
                self.named("api_key", scheme)
            }
            AuthKind::AwsSignature => {
                told(&auth.aws, host, place, notes);
                let scheme = json!({
                    "type": "apiKey",
                    "name": "Authorization",
                    "in": "header",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                });
                self.named(AWS, scheme)
            }
        };
        let requirement = Node::Object(vec![(name.into(), Node::List(Vec::new()))]);
        Some(Node::List(vec![requirement]))
    }

    /// The name of a scheme: another one that looks otherwise gets a number.
    fn named(&mut self, wish: &str, scheme: Value) -> String {
        if let Some((name, _)) = self.0.iter().find(|(_, known)| *known == scheme) {
            return name.clone();
        }
        let mut name = wish.to_owned();
        let mut number = 1;
        while self.0.iter().any(|(known, _)| *known == name) {
            number += 1;
            name = format!("{wish}{number}");
        }
        self.0.push((name.clone(), scheme));
        name
    }

    pub(super) fn written(self) -> Option<Node> {
        let schemes: Vec<_> = self
            .0
            .into_iter()
            .map(|(name, scheme)| (name.into(), Node::Value(scheme)))
            .collect();
        (!schemes.is_empty()).then_some(Node::Object(schemes))
    }
}

/// What the scheme can not say.
fn told(aws: &AwsAuth, host: &str, place: &str, notes: &mut Notes) {
    let hint = infer(host);
    let hinted_region = hint
        .as_ref()
        .and_then(|hint| hint.region.as_deref())
        .unwrap_or_default();
    let hinted_service = hint.as_ref().map_or(EXECUTE_API, |hint| hint.service.as_str());
    let (region, service) = (aws.region.trim(), aws.service.trim());
    if (!region.is_empty() && region != hinted_region) || (!service.is_empty() && service != hinted_service) {
        let text = format!(
            "AWS Signature for region {region} and service {service}: OpenAPI leaves both to the host"
        );
        notes.add(place, TransferOutcome::Dropped, text);
    }
    let plain = SigningOptions {
        location: SignatureLocation::Header,
        ..SigningOptions::default()
    };
    if aws.options != plain {
        notes.add(
            place,
            TransferOutcome::Dropped,
            "Signing options, for which OpenAPI has no word",
        );
    }
}
