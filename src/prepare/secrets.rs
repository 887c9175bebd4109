//! Every secret of one send.

use std::fmt;

use super::cross_origin::secret_parameters;
use crate::model::{Auth, Credentials, ProvidedCredentials, Secret, WireRequest};
use crate::redact::KnownSecrets;
use crate::resolve::{ResolveError, Scope, secret_after_variables};

/// The secrets of a send, wherever they came from: typed, from a variable, from a source of credentials, or in a
/// presigned URL. Searches, redaction and the count of occurrences go by this set.
#[derive(Clone, Default)]
pub struct Secrets {
    named: Vec<(&'static str, Secret)>,
    /// Those that stand for a secret variable, with its name.
    variables: Vec<(String, Secret)>,
    /// What is never sent in any form: the secret access key.
    never_sent: Option<Secret>,
}

impl Secrets {
    /// The secrets of every kind of auth, after variables.
    pub(super) fn of_auth(auth: &Auth, scope: &Scope) -> Self {
        let mut secrets = Self::default();
        for (name, place, secret) in [
            (
                SECRET_ACCESS_KEY,
                "the secret access key",
                &auth.aws.secret_access_key,
            ),
            (SESSION_TOKEN, "the session token", &auth.aws.session_token),
            ("password", "the password", &auth.basic.password),
            ("bearer token", "the bearer token", &auth.bearer.token),
            ("API key", "the API key", &auth.api_key.value),
        ] {
            secrets.add(name, secret_after_variables(secret, place, scope));
        }
        secrets
    }

    /// What secret variables stood for, wherever the request names them.
    pub(super) fn add_named(&mut self, secrets: Vec<(String, Secret)>) {
        for (_, secret) in &secrets {
            self.add("secret variable", secret.clone());
        }
        self.variables.extend(secrets);
    }

    /// The values of secret variables that the request names, each with the name.
    pub fn variables(&self) -> &[(String, Secret)] {
        &self.variables
    }

    /// The error without the values of secret variables, which may stand in a host, a method or a name, however short.
    pub(super) fn hidden_in(&self, error: ResolveError) -> ResolveError {
        if self.named.is_empty() {
            return error;
        }
        let known = self.known();
        error.with_texts(&|text| known.redact_short_too(text).into_inner())
    }

    /// All that a source gave: the credentials that sign, and those of the identities before them.
    pub(super) fn add_provided(&mut self, provided: &ProvidedCredentials) {
        self.add_credentials(&provided.credentials);
        for (name, secret) in &provided.further_secrets {
            self.add(name, secret.clone());
        }
    }

    fn add_credentials<Kind>(&mut self, credentials: &Credentials<Kind>) {
        self.add(SECRET_ACCESS_KEY, credentials.secret_access_key.clone());
        if let Some(token) = &credentials.session_token {
            self.add(SESSION_TOKEN, token.clone());
        }
        self.never_sent = Some(credentials.secret_access_key.clone());
    }

    /// The parts of a presigned URL with which somebody could act.
    pub fn add_presigned(&mut self, target: &str) {
        for (_, value) in secret_parameters(target) {
            self.add("part of a presigned URL", value);
        }
    }

    /// A session token that is typed in a header row.
    pub(super) fn add_typed_token(&mut self, wire: &WireRequest) {
        if let Some(line) = wire.header("x-amz-security-token") {
            self.add(SESSION_TOKEN, Secret::new(line.value.as_str()));
        }
    }

    fn add(&mut self, name: &'static str, secret: Secret) {
        if !secret.is_empty() && !self.named.iter().any(|(_, known)| *known == secret) {
            self.named.push((name, secret));
        }
    }

    /// The secret access key that signs; `None` for a request that is not signed.
    pub fn never_sent(&self) -> Option<&Secret> {
        self.never_sent.as_ref()
    }

    /// All of them, each with its label.
    pub fn all(&self) -> Vec<(&'static str, Secret)> {
        self.named.clone()
    }

    /// The set in the form that finds them in every encoding.
    pub fn known(&self) -> KnownSecrets {
        let mut known = KnownSecrets::default();
        for (name, secret) in &self.named {
            known.insert(*name, secret);
        }
        known
    }
}

const SECRET_ACCESS_KEY: &str = "secret access key";
const SESSION_TOKEN: &str = "session token";

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.named.iter().map(|(name, _)| name))
            .finish()
    }
}
