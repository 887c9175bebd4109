//! An exchange as history may keep it: every text was searched for the secrets of its send.
//!
//! Texts are [`Redacted`], which only this layer makes, so that a secret can not be in a record by its type. Slugs of
//! notes and failures are texts: a record outlives the version that wrote it, and another one may know other slugs.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{KnownSecrets, Redacted};
use crate::model::{
    BodyEnd, Connection, Decoding, Exchange, ExchangeId, Failure, Followed, HeaderSource, Hop, Note, Outcome,
    Proof, RedirectStop, Response, ResponseHead, SigningReport, Stage, StopReason, Timings, WireRequest,
};

type Text = Redacted<String>;

/// One send. It is read back as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// Identity of the exchange.
    pub id: ExchangeId,
    /// When it began, by the wall clock.
    #[serde(with = "time::serde::timestamp::milliseconds")]
    pub began: OffsetDateTime,
    /// The request; `None` when building it failed.
    pub wire: Option<WireRecord>,
    /// What was signed; `None` for an unsigned request.
    pub report: Option<ReportRecord>,
    /// What was assumed, rewritten or left out.
    pub notes: Vec<NoteRecord>,
    /// How often the secret access key stood in the bytes sent; `None` when nothing was signed.
    pub secret_occurrences: Option<usize>,
    /// The redirects that were followed, first to last.
    pub hops: Vec<HopRecord>,
    /// The redirect at which it stopped.
    pub redirect: Option<RedirectRecord>,
    /// The connection of the last hop.
    pub connection: Connection,
    /// How it ended.
    pub outcome: OutcomeRecord,
    /// How long it took.
    pub timings: Timings,
}

/// The request line and the header lines; the body by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireRecord {
    /// Scheme, host and port, as `https://api.example.com:8443`.
    pub origin: String,
    /// The method.
    pub method: Text,
    /// Path and query.
    pub target: Text,
    /// The header lines in order.
    pub headers: Vec<HeaderRecord>,
    /// SHA-256 of the body in lower-case hex.
    pub body_sha256: String,
    /// Length of the body in bytes.
    pub body_bytes: u64,
}

/// One header line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderRecord {
    /// Lower-case name.
    pub name: Text,
    /// The value.
    pub value: Text,
    /// Who put it there.
    pub source: SourceRecord,
}

/// Who put a header line there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceRecord {
    /// A row of the header table.
    Typed,
    /// The client, because HTTP asks for it.
    Client,
    /// Signing.
    Signer,
}

/// What was signed, and whether it was proved then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRecord {
    /// The canonical request.
    pub canonical_request: Text,
    /// SHA-256 of the canonical request as it was signed.
    pub canonical_request_hash: String,
    /// The string to sign.
    pub string_to_sign: Text,
    /// The credential scope.
    pub credential_scope: String,
    /// Access key ID.
    pub access_key_id: String,
    /// Signing time, as `20261120T120000Z`.
    pub time: String,
    /// Names of the signed headers, sorted.
    pub signed_headers: Vec<String>,
    /// The Authorization header; empty for a presigned URL.
    pub authorization: Text,
    /// The presigned URL.
    pub presigned_url: Option<Text>,
    /// Whether the canonical request reproduced the signature when it was sent.
    pub proved: bool,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRecord {
    /// Slug of the rule.
    pub rule: String,
    /// One sentence.
    pub reason: Text,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopRecord {
    /// The request of this hop.
    pub wire: WireRecord,
    /// What was signed.
    pub report: Option<ReportRecord>,
    /// What was assumed, rewritten or left out for the request of this hop.
    pub notes: Vec<NoteRecord>,
    /// The reply that redirected.
    pub head: HeadRecord,
    /// Where it led.
    pub location: Text,
    /// How the next request was made.
    pub followed: Followed,
}

/// A redirect at which the send stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectRecord {
    /// Where it leads.
    pub location: Text,
    /// Why it was not followed.
    pub why: StopReason,
}

/// How a send ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutcomeRecord {
    /// With a reply.
    Replied(ReplyRecord),
    /// Without one.
    Failed {
        /// Slug of the failure.
        kind: String,
        /// What was being done.
        stage: Stage,
        /// What happened.
        message: Text,
        /// What to do about it.
        hint: Text,
    },
    /// By the user.
    Cancelled {
        /// What was going on.
        stage: Stage,
        /// The reply as far as it had come.
        reply: Option<ReplyRecord>,
    },
}

/// A reply; its body is kept beside the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRecord {
    /// Status and header lines.
    pub head: HeadRecord,
    /// Bytes of body that are shown.
    pub body_bytes: u64,
    /// Bytes of body that came.
    pub received_bytes: u64,
    /// Whether that was all.
    pub end: BodyEnd,
    /// What became of its content codings.
    pub decoding: Decoding,
}

/// Status line and header lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadRecord {
    /// Status code.
    pub status: u16,
    /// Reason phrase.
    pub reason: Text,
    /// Header lines in the order received.
    pub headers: Vec<(Text, Text)>,
}

impl KnownSecrets {
    /// The record of an exchange, without these secrets: all of its send.
    pub fn record(&self, exchange: &Exchange) -> ExchangeRecord {
        ExchangeRecord {
            id: exchange.id,
            began: exchange.began,
            wire: exchange.wire.as_ref().map(|wire| self.wire(wire)),
            report: exchange.report.as_ref().map(|report| self.report(report)),
            notes: self.notes(&exchange.notes),
            secret_occurrences: exchange.secret_occurrences,
            hops: exchange.hops.iter().map(|hop| self.hop(hop)).collect(),
            redirect: exchange.redirect.as_ref().map(|stop| self.redirect(stop)),
            connection: exchange.connection.clone(),
            outcome: self.outcome(&exchange.outcome),
            timings: exchange.timings,
        }
    }

    fn wire(&self, wire: &WireRequest) -> WireRecord {
        let line = |line: &crate::model::WireHeader| HeaderRecord {
            name: self.redact_traced(&line.name),
            value: self.redact_traced(&line.value),
            source: match line.source {
                HeaderSource::Typed => SourceRecord::Typed,
                HeaderSource::Client(_) => SourceRecord::Client,
                HeaderSource::Signer => SourceRecord::Signer,
            },
        };
        let endpoint = &wire.endpoint;
        WireRecord {
            origin: format!("{}://{}", endpoint.scheme.as_str(), endpoint.authority()),
            method: self.redact_traced(&wire.method),
            target: self.redact_traced(&wire.target),
            headers: wire.headers.iter().map(line).collect(),
            body_sha256: wire.digest.sha256.clone(),
            body_bytes: wire.digest.length,
        }
    }

    fn report(&self, report: &SigningReport) -> ReportRecord {
        ReportRecord {
            canonical_request: self.redact_traced(&report.canonical_request),
            canonical_request_hash: report.canonical_request_hash.clone(),
            string_to_sign: self.redact_traced(&report.string_to_sign),
            credential_scope: report.credential_scope.as_str().to_owned(),
            access_key_id: report.access_key_id.clone(),
            time: report.time.amz_date(),
            signed_headers: report.signed_headers.clone(),
            authorization: self.redact_traced(&report.authorization),
            presigned_url: report.presigned_url.as_ref().map(|url| self.redact_traced(url)),
            proved: report.proof == Proof::Proved,
        }
    }

    fn notes(&self, notes: &[Note]) -> Vec<NoteRecord> {
        let record = |note: &Note| NoteRecord {
            rule: note.rule.to_owned(),
            reason: self.redact(&note.reason),
        };
        notes.iter().map(record).collect()
    }

    fn hop(&self, hop: &Hop) -> HopRecord {
        HopRecord {
            wire: self.wire(&hop.wire),
            report: hop.report.as_ref().map(|report| self.report(report)),
            notes: self.notes(&hop.notes),
            head: self.head(&hop.head),
            location: self.redact(&hop.location),
            followed: hop.followed,
        }
    }

    fn redirect(&self, stop: &RedirectStop) -> RedirectRecord {
        RedirectRecord {
            location: self.redact(&stop.location),
            why: stop.why,
        }
    }

    fn outcome(&self, outcome: &Outcome) -> OutcomeRecord {
        match outcome {
            Outcome::Replied(response) => OutcomeRecord::Replied(self.reply(response)),
            Outcome::Failed(Failure {
                kind,
                stage,
                message,
                hint,
            }) => OutcomeRecord::Failed {
                kind: (*kind).to_owned(),
                stage: *stage,
                message: self.redact(message),
                hint: self.redact(hint),
            },
            Outcome::Cancelled { stage, response } => OutcomeRecord::Cancelled {
                stage: *stage,
                reply: response.as_ref().map(|response| self.reply(response)),
            },
        }
    }

    fn reply(&self, response: &Response) -> ReplyRecord {
        ReplyRecord {
            head: self.head(&response.head),
            body_bytes: response.body_bytes,
            received_bytes: response.received_bytes,
            end: response.end.clone(),
            decoding: response.decoding.clone(),
        }
    }

    fn head(&self, head: &ResponseHead) -> HeadRecord {
        let line = |(name, value): &(String, String)| (self.redact(name), self.redact(value));
        HeadRecord {
            status: head.status,
            reason: self.redact(&head.reason),
            headers: head.headers.iter().map(line).collect(),
        }
    }
}
