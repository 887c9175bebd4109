//! Identities on the way to the credentials that sign.

use time::OffsetDateTime;

use crate::model::identity_words::origin;
use crate::model::{
    ChainLink, CredentialSource, Credentials, KeyFlaw, LinkSource, Live, Note, ProvidedCredentials, Secret,
};

/// Label of a secret access key among the secrets of a send.
pub(super) const SECRET_ACCESS_KEY: &str = "secret access key";
/// Label of a session token.
pub(super) const SESSION_TOKEN: &str = "session token";

/// One identity with its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) credentials: Credentials<Live>,
    pub(super) source: LinkSource,
    /// Where it is known without asking.
    pub(super) arn: Option<String>,
    pub(super) expires: Option<OffsetDateTime>,
    /// Other secrets that were met on the way to it.
    pub(super) secrets: Vec<(&'static str, Secret)>,
    pub(super) renewal: Renewal,
    /// What a person should know of them.
    pub(super) notes: Vec<Note>,
}

/// Whether a person has to say something before a link can be fetched again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewal {
    /// It is fetched before its end.
    Silent,
    /// It took an MFA code, so it is used to its end.
    AsksForCode,
}

impl Link {
    /// A link without an ARN, that is fetched again silently.
    pub(super) fn new(
        credentials: Credentials<Live>,
        source: LinkSource,
        expires: Option<OffsetDateTime>,
    ) -> Self {
        Self {
            credentials,
            source,
            arn: None,
            expires,
            secrets: Vec::new(),
            renewal: Renewal::Silent,
            notes: Vec::new(),
        }
    }

    /// What keeps the credentials from signing: whoever gave them left a part out, or put one in that no header and no
    /// file can hold.
    pub(super) fn flaw(&self) -> Option<(&'static str, KeyFlaw)> {
        let secret = |secret: &Secret| flaw_of(&String::from_utf8_lossy(secret.expose_for_search()));
        let Credentials {
            access_key_id,
            secret_access_key,
            session_token,
            ..
        } = &self.credentials;
        let token = session_token.as_ref().and_then(secret);
        let parts = [
            ("access key ID", flaw_of(access_key_id)),
            (SECRET_ACCESS_KEY, secret(secret_access_key)),
            (SESSION_TOKEN, token),
        ];
        parts.into_iter().find_map(|(part, flaw)| Some((part, flaw?)))
    }

    /// Who gave them, behind "the credentials from".
    pub(super) fn giver(&self) -> String {
        match &self.source {
            LinkSource::Role { role_arn } => format!("role {role_arn}"),
            _ => origin(&self.shown()),
        }
    }

    fn shown(&self) -> ChainLink {
        ChainLink {
            access_key_id: self.credentials.access_key_id.clone(),
            arn: self.arn.clone(),
            source: self.source.clone(),
            expires: self.expires,
        }
    }

    fn own_secrets(&self) -> impl Iterator<Item = (&'static str, Secret)> {
        let token = self.credentials.session_token.clone();
        std::iter::once((SECRET_ACCESS_KEY, self.credentials.secret_access_key.clone()))
            .chain(token.map(|token| (SESSION_TOKEN, token)))
    }
}

fn flaw_of(part: &str) -> Option<KeyFlaw> {
    if part.trim().is_empty() {
        return Some(KeyFlaw::Empty);
    }
    part.chars()
        .any(char::is_control)
        .then_some(KeyFlaw::ControlCharacter)
}

/// The first identity, and the roles that were assumed from it one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    before: Vec<Link>,
    pub(super) last: Link,
}

impl Chain {
    pub(super) fn begin(first: Link) -> Self {
        Self {
            before: Vec::new(),
            last: first,
        }
    }

    /// The same with one more identity.
    pub(super) fn then(&self, next: Link) -> Self {
        let mut before = self.before.clone();
        before.push(self.last.clone());
        Self { before, last: next }
    }

    /// What a send gets.
    pub(super) fn provided(&self, source: CredentialSource, notes: Vec<Note>) -> ProvidedCredentials {
        let links = || self.before.iter().chain(std::iter::once(&self.last));
        let earlier = self.before.iter().flat_map(Link::own_secrets);
        let others = links().flat_map(|link| link.secrets.iter().cloned());
        let told = links().flat_map(|link| link.notes.iter().cloned());
        ProvidedCredentials {
            credentials: self.last.credentials.clone(),
            source,
            expires: self.last.expires,
            notes: notes.into_iter().chain(told).collect(),
            chain: links().map(Link::shown).collect(),
            region: None,
            further_secrets: earlier.chain(others).collect(),
        }
    }
}
