//! All variables at once that keep a request from being sent, and all secrets that it names.

use super::inherit::{Ancestor, Applied, applied, with_inherited};
use super::texts::texts_of;
use super::variables::{
    At, Braced, Scope, Unnamed, Unusable, braced_in, expand, named_in, no_name, references,
};
use crate::model::{Auth, Field, Request, Secrecy, Secret};

/// A variable that a request names and that has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// What is amiss with it.
    pub why: Unusable,
    /// The fields that name it, each in a sentence, as "the URL" or "the URL through {{base}}".
    pub places: Vec<String>,
    /// The same fields.
    pub fields: Vec<Field>,
}

impl Unresolved {
    /// The name at fault, without braces.
    pub fn name(&self) -> &str {
        self.why.name()
    }
}

/// Every variable that keeps a request from being sent, in the order of its fields, each once.
pub fn unresolved(request: &Request, scope: &Scope, ancestors: &[Ancestor]) -> Vec<Unresolved> {
    let auth = match applied(&request.http.auth, ancestors) {
        Applied::Own | Applied::Nothing => request.http.auth.clone(),
        Applied::From { auth, .. } => *auth,
    };
    let request = with_inherited(request, ancestors);
    unresolved_in(&request, &auth, &scope.of_request(&request))
}

/// Names of secret variables without a value on this computer that a request or an assertion of it needs, each once.
pub fn missing_secrets(request: &Request, scope: &Scope, ancestors: &[Ancestor]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    let mut add = |why: &Unusable| {
        if let Unusable::MissingSecret { name, .. } = why
            && !missing.contains(name)
        {
            missing.push(name.clone());
        }
    };
    for one in unresolved(request, scope, ancestors) {
        add(&one.why);
    }
    for assertion in request.assertions.iter().filter(|assertion| assertion.counts()) {
        for reference in references(&assertion.value, scope) {
            if let Err(why) = &reference.found {
                add(why);
            }
        }
    }
    missing
}

/// The same for a request with what it inherits, and the scope of the request itself; `auth` is what it is sent with.
pub fn unresolved_in(request: &Request, auth: &Auth, scope: &Scope) -> Vec<Unresolved> {
    let mut found: Vec<Unresolved> = Vec::new();
    for text in texts_of(request, auth, scope) {
        let unnamed = Unnamed::of(text.field);
        for braced in braced_in(text.text) {
            let at = At {
                place: &text.place,
                row: 0,
                offset: 0,
                unnamed,
            };
            let found_here = match (braced, unnamed) {
                (Braced::Name(named), _) => expand(scope, named.name, at, &mut |_, _| {}),
                (Braced::Other(_), Unnamed::Text) => Ok(()),
                (Braced::Other(other), Unnamed::Mistake) => Err(no_name(other, Vec::new())),
            };
            let Err(why) = found_here else { continue };
            let place = why.place_through(&text.place);
            let why = why.directly();
            let at = found
                .iter()
                .position(|known| known.why == why)
                .unwrap_or_else(|| {
                    found.push(Unresolved {
                        why,
                        places: Vec::new(),
                        fields: Vec::new(),
                    });
                    found.len() - 1
                });
            let Some(known) = found.get_mut(at) else { continue };
            if !known.places.contains(&place) {
                known.places.push(place);
            }
            if !known.fields.contains(&text.field) {
                known.fields.push(text.field);
            }
        }
    }
    found
}

/// The secrets that the texts of a request name, each once: values of secret variables, and those of the process's
/// environment whose name says so, with the name of the variable. `request` is with what it inherits, `scope` with its
/// variables.
pub fn secrets_named(request: &Request, auth: &Auth, scope: &Scope) -> Vec<(String, Secret)> {
    let mut secrets: Vec<(String, Secret)> = Vec::new();
    for text in texts_of(request, auth, scope) {
        for secret in secrets_in(text.text, scope) {
            if !secrets.contains(&secret) {
                secrets.push(secret);
            }
        }
    }
    secrets
}

/// Whether a text names a secret, directly or by the value of a variable.
pub fn names_secret(text: &str, scope: &Scope) -> bool {
    !secrets_in(text, scope).is_empty()
}

fn secrets_in(text: &str, scope: &Scope) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    for named in named_in(text) {
        let at = At {
            place: "",
            row: 0,
            offset: 0,
            unnamed: Unnamed::Text,
        };
        // What has no value is told elsewhere.
        expand(scope, named.name, at, &mut |piece, source| {
            if source.secrecy == Secrecy::Secret {
                secrets.push((source.name.to_string(), Secret::new(piece)));
            }
        })
        .ok();
    }
    secrets
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{
        ApiKeyAuth, AssumeRoleForm, AuthKind, AwsAuth, BasicAuth, BearerAuth, Body, BodyKind, FileBody,
        FormRow, GraphQl, HeaderRow, HttpRequest, IdentityCenterForm, PartKind, PartRow, PathValue, RowState,
        SigningAlgorithm, SigningOptions, Variable, VariableLayer,
    };
    use crate::resolve::{ResolveError, Setting, aws_fields, resolve};

    /// Texts that each name a variable of their own.
    struct Numbered(usize);

    impl Numbered {
        fn text(&mut self) -> String {
            self.0 += 1;
            format!("{{{{v{}}}}}", self.0)
        }

        fn secret(&mut self) -> Secret {
            Secret::new(self.text())
        }
    }

    /// A request with a variable in every field that there is.
    fn full() -> Request {
        let mut n = Numbered(0);
        let mut row = |name: &str| HeaderRow::new(format!("{name}{}", n.text()), n.text());
        let rows = vec![
            row("a"),
            HeaderRow {
                state: RowState::Disabled,
                ..row("off")
            },
        ];
        let mut part = |kind| PartRow {
            name: n.text(),
            kind,
            text: n.text(),
            path: n.text(),
            file_name: n.text(),
            content_type: format!("text/{}", n.text()),
            ..PartRow::default()
        };
        let parts = vec![part(PartKind::Text), part(PartKind::File)];
        let mut role = || AssumeRoleForm {
            role_arn: n.text(),
            session_name: n.text(),
            external_id: n.text(),
            mfa_serial: n.text(),
            duration_seconds: None,
            policy: n.text(),
            sts_region: n.text(),
            sts_endpoint: n.text(),
        };
        let roles = vec![role(), role()];
        let mut value = |name: &str| PathValue {
            name: name.to_owned(),
            value: n.text(),
            ..PathValue::default()
        };
        let path_values = vec![value("id"), value("gone")];
        Request {
            http: HttpRequest {
                method: n.text(),
                url: format!("https://{}/:id", n.text()),
                path_values,
                headers: rows,
                body: Body {
                    text: n.text().into(),
                    form: vec![FormRow {
                        name: n.text(),
                        value: n.text(),
                        ..FormRow::default()
                    }],
                    parts,
                    boundary: n.text(),
                    file: FileBody {
                        path: n.text(),
                        content_type: format!("text/{}", n.text()),
                    },
                    graphql: GraphQl {
                        query: n.text().into(),
                        variables: n.text().into(),
                        operation_name: n.text(),
                    },
                    ..Body::default()
                },
                auth: Auth {
                    kind: AuthKind::None,
                    aws: AwsAuth {
                        profile: n.text(),
                        identity_center: IdentityCenterForm {
                            start_url: n.text(),
                            region: n.text(),
                            account_id: n.text(),
                            role_name: n.text(),
                        },
                        roles,
                        access_key_id: n.text(),
                        secret_access_key: n.secret(),
                        session_token: n.secret(),
                        region: n.text(),
                        service: n.text(),
                        options: SigningOptions {
                            signing_host: Some(n.text()),
                            algorithm: SigningAlgorithm::SigV4a {
                                region_set: vec![n.text(), n.text()],
                            },
                            ..SigningOptions::default()
                        },
                        ..AwsAuth::default()
                    },
                    basic: BasicAuth {
                        username: n.text(),
                        password: n.secret(),
                    },
                    bearer: BearerAuth { token: n.secret() },
                    api_key: ApiKeyAuth {
                        key: n.text(),
                        value: n.secret(),
                        ..ApiKeyAuth::default()
                    },
                    ..Auth::default()
                },
                ..HttpRequest::default()
            },
            ..Request::default()
        }
    }

    /// What replacing complains of, one after the other: each is defined, and the next one comes up.
    fn refused_one_by_one(request: &Request) -> BTreeSet<(String, String)> {
        let mut scope = Scope::default();
        let mut refused = BTreeSet::new();
        loop {
            let result = resolve(request, &scope).map(|_| ());
            let aws = match request.http.auth.kind {
                AuthKind::AwsSignature => aws_fields(&request.http.auth.aws, &scope).map(|_| ()),
                _ => Ok(()),
            };
            let Err(error) = result.and(aws) else {
                return refused;
            };
            let ResolveError::UnknownVariable { name, place, .. } = error else {
                panic!("{error:?}")
            };
            // The variables of GraphQL are an object.
            let value = if place == "the GraphQL variables" {
                "{}"
            } else {
                "x"
            };
            scope = scope.with(VariableLayer::Global, &name, value);
            assert!(refused.insert((name, place)));
        }
    }

    #[test]
    fn all_at_once_are_exactly_those_that_sending_would_refuse_one_by_one() {
        let auths = [
            AuthKind::None,
            AuthKind::Basic,
            AuthKind::Bearer,
            AuthKind::ApiKey,
            AuthKind::AwsSignature,
        ];
        let bodies = [
            BodyKind::None,
            BodyKind::Json,
            BodyKind::Xml,
            BodyKind::Text,
            BodyKind::Raw,
            BodyKind::Form,
            BodyKind::Multipart,
            BodyKind::File,
            BodyKind::GraphQl,
        ];
        let cases = auths
            .into_iter()
            .flat_map(|auth| bodies.into_iter().map(move |body| (auth, body)));
        for (auth, body) in cases {
            let mut request = full();
            request.http.auth.kind = auth;
            request.http.body.kind = body;
            let at_once: BTreeSet<(String, String)> = unresolved(&request, &Scope::default(), &[])
                .into_iter()
                .flat_map(|one| {
                    let name = one.name().to_owned();
                    one.places.into_iter().map(move |place| (name.clone(), place))
                })
                .collect();
            assert_eq!(at_once, refused_one_by_one(&request), "{auth:?} {body:?}");
            assert!(at_once.len() >= 5);
        }
    }

    #[test]
    fn what_is_inherited_is_looked_at_and_own_variables_count() {
        let mut request = Request::default();
        request.http.url = "{{base}}/{{own}}".to_owned();
        request.http.auth.kind = AuthKind::Inherit;
        request.variables = vec![Variable::new("own", "1"), Variable::secret("key")];
        let ancestor = Ancestor {
            headers: vec![HeaderRow::new("x-team", "{{team}}{{key}}")].into(),
            ..Ancestor::of_auth(
                "collection Shop",
                Auth {
                    kind: AuthKind::Bearer,
                    bearer: BearerAuth {
                        token: Secret::new("{{key}}"),
                    },
                    ..Auth::default()
                },
            )
        };
        let scope = Scope::default().with(VariableLayer::Collection, "base", "https://{{team}}");
        let found = unresolved(&request, &scope, &[ancestor]);
        let found: Vec<(&str, &str, Vec<&str>)> = found
            .iter()
            .map(|one| {
                (
                    one.name(),
                    one.why.kind(),
                    one.places.iter().map(String::as_str).collect(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    "team",
                    "unknown-variable",
                    vec![
                        "the value of the header row \"x-team\"",
                        "the URL through {{base}}"
                    ]
                ),
                (
                    "key",
                    "secret-variable-missing",
                    vec!["the value of the header row \"x-team\"", "the bearer token"]
                ),
            ]
        );
        assert_eq!(Setting::ALL.len(), 8);
    }

    #[test]
    fn secrets_are_found_wherever_they_are_named() {
        let request = full();
        let mut request = request;
        request.http.auth.kind = AuthKind::AwsSignature;
        request.http.body.kind = BodyKind::Json;
        let scope = (1..200).fold(Scope::default(), |scope, at| {
            let secret = Some(Secret::new(format!("secret {at}")));
            scope.define(
                VariableLayer::Environment,
                "e",
                &Variable::secret(format!("v{at}")),
                secret,
            )
        });
        let named = secrets_named(&request, &request.http.auth, &scope);
        let unknown = unresolved(&request, &Scope::default(), &[]);
        assert_eq!(named.len(), unknown.len());
        let scope = scope.with(VariableLayer::Global, "through", "x{{v1}}");
        assert!(names_secret("{{through}}", &scope));
        assert!(!names_secret("v1 {{gone}}", &scope));
    }
}
