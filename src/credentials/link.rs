//! Identities on the way to the credentials that sign.

use time::OffsetDateTime;

use crate::model::{
    ChainLink, CredentialSource, Credentials, LinkSource, Live, Note, ProvidedCredentials, Secret,
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
        ProvidedCredentials {
            credentials: self.last.credentials.clone(),
            source,
            expires: self.last.expires,
            notes,
            chain: links().map(Link::shown).collect(),
            region: None,
            further_secrets: earlier.chain(others).collect(),
        }
    }
}
