//! Findings in the order of the text, put together into sets.

use super::field::{Bond, Field, looks_like_key_id, looks_like_secret, moment};
use super::{CredentialRemark, CredentialSet};
use crate::model::{Secret, SigningTime};

/// What was found, in order.
#[derive(Default)]
pub struct Findings {
    found: Vec<Found>,
}

enum Found {
    /// A value of a field.
    Value(Field, String, Bond),
    /// A value was wrapped over lines.
    Wrapped(Field),
    /// What follows belongs together, under a name.
    Block(Option<String>),
}

impl Findings {
    /// Adds a value.
    pub fn value(&mut self, field: Field, value: &str, bond: Bond) {
        self.found.push(Found::Value(field, value.to_owned(), bond));
    }

    /// Says that the value before was wrapped.
    pub fn wrapped(&mut self, field: Field) {
        self.found.push(Found::Wrapped(field));
    }

    /// Begins a set of its own.
    pub fn block(&mut self, name: Option<&str>) {
        self.found.push(Found::Block(name.map(str::to_owned)));
    }

    /// The whole sets: a set has a key ID and a secret, and begins anew where a field comes a second time.
    pub fn into_sets(self, now: SigningTime) -> Vec<CredentialSet> {
        let mut sets = Vec::new();
        let mut draft = Draft::default();
        let mut common = Draft::default();
        for found in self.found {
            match found {
                Found::Block(name) => {
                    let whole = std::mem::take(&mut draft);
                    // What stands in front of the first block is for all of them.
                    if sets.is_empty() && !whole.is_whole() {
                        common = whole.clone();
                    }
                    sets.extend(whole.finish(&common, now));
                    draft.profile = name;
                }
                Found::Value(field, value, bond) => {
                    if draft.is_taken(field, &value) {
                        sets.extend(std::mem::take(&mut draft).finish(&common, now));
                    }
                    draft.put(field, value, bond);
                }
                Found::Wrapped(field) => draft.wrapped.push(field),
            }
        }
        sets.extend(draft.finish(&common, now));
        let mut seen: Vec<CredentialSet> = Vec::new();
        for set in sets {
            let is_known = |other: &CredentialSet| {
                other.access_key_id == set.access_key_id
                    && other.secret_access_key == set.secret_access_key
                    && other.session_token == set.session_token
            };
            if !seen.iter().any(is_known) {
                seen.push(set);
            }
        }
        seen
    }
}

#[derive(Clone, Default)]
struct Draft {
    id: Option<(String, Bond)>,
    secret: Option<(String, Bond)>,
    token: Option<String>,
    expiry: Option<String>,
    region: Option<String>,
    profile: Option<String>,
    wrapped: Vec<Field>,
}

impl Draft {
    fn is_whole(&self) -> bool {
        self.id.is_some() && self.secret.is_some()
    }

    /// True when the field has another value already. A region may change, and older names repeat a token.
    fn is_taken(&self, field: Field, value: &str) -> bool {
        let old = match field {
            Field::KeyId => self.id.as_ref().map(|(id, _)| id),
            Field::Secret => self.secret.as_ref().map(|(secret, _)| secret),
            Field::Token => self.token.as_ref(),
            Field::Expiry | Field::Region | Field::Profile => None,
        };
        old.is_some_and(|old| old != value)
    }

    fn put(&mut self, field: Field, value: String, bond: Bond) {
        match field {
            Field::KeyId => self.id = Some((value, bond)),
            Field::Secret => self.secret = Some((value, bond)),
            Field::Token => self.token = Some(value),
            Field::Expiry => self.expiry = Some(value),
            Field::Region => self.region = Some(value),
            Field::Profile => self.profile = Some(value),
        }
    }

    fn finish(self, common: &Self, now: SigningTime) -> Option<CredentialSet> {
        let (access_key_id, _) = self.id?;
        let (secret, _) = self.secret?;
        if access_key_id == secret {
            return None;
        }
        let mut remarks = Vec::new();
        let expires = self.expiry.as_deref().and_then(moment);
        if let Some(at) = expires.filter(|at| *at <= now.moment()) {
            remarks.push(CredentialRemark::Expired {
                at: SigningTime::new(at).amz_date(),
            });
        }
        if access_key_id.starts_with("ASIA") && self.token.is_none() {
            remarks.push(CredentialRemark::TokenMissing {
                access_key_id: access_key_id.clone(),
            });
        }
        for field in self.wrapped {
            remarks.push(CredentialRemark::Joined {
                field: match field {
                    Field::Secret => "secret access key",
                    _ => "session token",
                },
            });
        }
        Some(CredentialSet {
            access_key_id,
            secret_access_key: Secret::new(secret),
            session_token: Secret::new(self.token.unwrap_or_default()),
            region: self.region.or(common.region.clone()),
            expires,
            profile: self.profile.or(common.profile.clone()),
            remarks,
        })
    }
}

/// Two or three values and nothing else: key ID, secret, token.
pub fn bare_values(text: &str) -> Findings {
    let mut findings = Findings::default();
    let values: Vec<&str> = text
        .split(|ch: char| ch.is_whitespace() || matches!(ch, ',' | ':' | ';' | '"' | '\''))
        .filter(|value| !value.is_empty())
        .collect();
    if let [id, secret, rest @ ..] = values.as_slice()
        && looks_like_key_id(id)
        && looks_like_secret(secret)
        && rest.len() <= 1
    {
        findings.value(Field::KeyId, id, Bond::Loose);
        findings.value(Field::Secret, secret, Bond::Loose);
        if let [token] = rest
            && super::field::accepted(Field::Token, token, Bond::Loose)
        {
            findings.value(Field::Token, token, Bond::Loose);
        }
    }
    findings
}
