//! The live report: what would be sent and signed now, as panels show it.

use std::sync::Arc;

use crate::model::{Auth, Note, SigningReport, SigningTime, WireHeader, WireRequest};
use crate::sigv4::{FieldProblem, HostHint, UrlAdvice};
use crate::ui::credential_status::CredentialsAtHand;

/// Signing time of the live report: it never ticks, so a settled window does not repaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveClock {
    /// The time of the last edit; Send takes its own.
    LastEdit(SigningTime),
    /// A time the user pinned; Send takes it too.
    Pinned(SigningTime),
}

impl LiveClock {
    /// The moment.
    pub fn time(self) -> SigningTime {
        match self {
            Self::LastEdit(time) | Self::Pinned(time) => time,
        }
    }

    /// The pinned moment, which Send takes too.
    pub fn pinned(self) -> Option<SigningTime> {
        match self {
            Self::Pinned(time) => Some(time),
            Self::LastEdit(_) => None,
        }
    }
}

/// What would be sent and signed now.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The unsigned wire request; `None` while the URL can not be sent.
    pub wire: Option<Arc<WireRequest>>,
    /// What would be signed; `None` for auth None or while something is missing.
    pub report: Option<Arc<SigningReport>>,
    /// What it would be sent with: its own auth or the inherited one, after variables.
    pub auth: Option<Arc<Auth>>,
    /// The header lines that signing would add.
    pub added_headers: Vec<WireHeader>,
    /// Whether the report stands on the user's credentials.
    pub credentials: CredentialsUsed,
    /// The user's credentials that it stands on.
    pub at_hand: Option<CredentialsAtHand>,
    /// What the host says about region and service.
    pub hint: Option<HostHint>,
    /// Remarks made while building and planning.
    pub notes: Vec<Note>,
    /// What there is to say about the URL.
    pub url: UrlAdvice,
    /// What is wrong with single fields of the AWS Signature form.
    pub fields: Vec<FieldProblem>,
    /// What stands in the way of sending.
    pub problem: Option<Problem>,
    /// Set while a large body is being hashed; the rest is of the edit before.
    pub freshness: Freshness,
}

/// Whose credentials a live report stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialsUsed {
    /// The user's.
    #[default]
    Typed,
    /// The documented example key, while fields are empty: a preview that can not be sent.
    Example,
}

/// Whether a live report is of the newest edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freshness {
    /// Of the newest edit.
    #[default]
    Current,
    /// Of an earlier one; the newest is being computed.
    Computing,
}

/// What stands in the way, with the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable slug.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Whether a service would still take a live signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Age {
    /// It would, as far as the clock goes.
    #[default]
    Fresh,
    /// It is older than a service takes.
    Stale {
        /// So long it was good.
        lasted: std::time::Duration,
    },
}
