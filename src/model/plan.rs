//! A signing plan: everything the signer is told, each value with the reason for it.

use std::marker::PhantomData;
use std::ops::Range;

use super::{RowId, Secret, SigningOptions, SigningTime};

/// Marks credentials the user gave: they may seal a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {}

/// Marks the documented example credentials that stand in while fields are empty: they can draw a report
/// and can not seal a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview {}

/// A key pair with its optional session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials<Kind> {
    /// Access key ID.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: Secret,
    /// Session token of temporary credentials; never `Some` of an empty text.
    pub session_token: Option<Secret>,
    kind: PhantomData<Kind>,
}

impl<Kind> Credentials<Kind> {
    /// A key pair; an empty session token becomes none, as `aws-sigv4` would sign an empty header for it.
    pub fn new(access_key_id: String, secret_access_key: Secret, session_token: Option<Secret>) -> Self {
        Self {
            access_key_id,
            secret_access_key,
            session_token: session_token.filter(|token| !token.is_empty()),
            kind: PhantomData,
        }
    }
}

/// Why a value of the plan is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Typed by the user.
    Typed,
    /// Read from the host; the text names the rule, as "execute-api host".
    Host(&'static str),
    /// Nothing said otherwise; the text names the rule.
    Rule(&'static str),
}

/// A value with the reason for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The value.
    pub value: String,
    /// What made it so, shown beside it.
    pub reason: Reason,
}

/// Resolved auth, ready for signing at `time`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningPlan<Kind> {
    /// Who signs.
    pub credentials: Credentials<Kind>,
    /// Region of the credential scope. For Signature Version 4A the region set, joined with commas.
    pub region: Chosen,
    /// Service of the credential scope (AWS: signing name).
    pub service: Chosen,
    /// Moment of signing.
    pub time: SigningTime,
    /// What the user set; the rest is as the service asks. The algorithm is never `Auto`.
    pub options: SigningOptions,
    /// Remarks made while planning, as "white space removed from the secret access key".
    pub notes: Vec<Note>,
}

/// What of the request a note speaks of, so that it can be told there too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// The request as a whole, or what stands in no row.
    #[default]
    Request,
    /// One row of the header table.
    HeaderRow(RowId),
    /// Every row of this name, in lower case.
    HeadersNamed(String),
    /// These bytes of the URL's text as typed.
    Url(Vec<Range<usize>>),
}

/// A rule that was applied and why; shown beside what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Short stable slug, as `region-from-host`.
    pub rule: &'static str,
    /// One sentence for people.
    pub reason: String,
    /// Where else it is told.
    pub about: About,
}

impl Note {
    /// A note.
    pub fn new(rule: &'static str, reason: impl Into<String>) -> Self {
        Self {
            rule,
            reason: reason.into(),
            about: About::Request,
        }
    }

    /// The note, told at the place it speaks of.
    #[must_use]
    pub fn about(mut self, about: About) -> Self {
        self.about = about;
        self
    }

    /// The note, told at the header rows of this name.
    #[must_use]
    pub fn about_headers(self, name: &str) -> Self {
        self.about(About::HeadersNamed(name.to_ascii_lowercase()))
    }
}
