//! An exchange on its way into the history.

use std::borrow::Cow;

use super::detail::{self, Detail};
use super::found_secrets;
use super::kept_body::KeptBody;
use super::search_text;
use crate::blob::SharedBody;
use crate::model::{Exchange, ExchangeId, Finding, Outcome, Request};
use crate::redact::{KnownSecrets, Redacted};

type Text = Redacted<String>;

/// One send with all that is kept of it.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// What happened.
    pub exchange: &'a Exchange,
    /// The request as it was edited, with its variables, to be opened again.
    pub request: &'a Request,
    /// The body as it was sent.
    pub sent_body: BodyOf<'a>,
    /// The body of the reply, with its content codings undone.
    pub reply_body: BodyOf<'a>,
    /// Why it failed, the surest first.
    pub findings: &'a [Finding],
    /// Where the request stands.
    pub place: &'a HistoryPlace,
}

/// A body, wherever it is.
#[derive(Clone, Copy, Debug, Default)]
pub enum BodyOf<'a> {
    /// There is none.
    #[default]
    None,
    /// In memory.
    Bytes(&'a [u8]),
    /// Of a reply; may be in a file, which is read.
    Shared(&'a SharedBody),
    /// Sent from files.
    Files {
        /// Bytes of all of it.
        of: u64,
    },
}

impl BodyOf<'_> {
    /// At most so many bytes of its beginning; nothing when it can not be read.
    pub(super) fn beginning(&self, most: usize) -> Cow<'_, [u8]> {
        match self {
            Self::None | Self::Files { .. } => Cow::Borrowed(&[]),
            Self::Bytes(bytes) => Cow::Borrowed(bytes.get(..most).unwrap_or(bytes)),
            Self::Shared(shared) => {
                let length = usize::try_from(shared.len()).unwrap_or(most).min(most);
                let mut bytes = vec![0; length];
                let read = shared.read_at(0, &mut bytes).unwrap_or_default();
                bytes.truncate(read);
                Cow::Owned(bytes)
            }
        }
    }
}

/// Where a request stands, by names that a person knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPlace {
    /// Folder of the collection; `None` for a request without one.
    pub collection: Option<String>,
    /// Its file in the collection.
    pub request: Option<String>,
    /// The environment in force.
    pub environment: Option<String>,
}

/// An exchange in the form in which it is kept. Every text of it was searched for the secrets of its send, so that a
/// secret can not be in the history by its type.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    pub(super) id: ExchangeId,
    pub(super) began_millis: i64,
    pub(super) method: Text,
    pub(super) url: Text,
    pub(super) host: Text,
    pub(super) ending: EntryEnding,
    pub(super) total_micros: i64,
    pub(super) cause: Option<&'static str>,
    pub(super) title: Option<Text>,
    pub(super) collection: Option<Text>,
    pub(super) request: Option<Text>,
    pub(super) environment: Option<Text>,
    pub(super) detail: Detail,
    pub(super) sent_body: KeptBody<Redacted<Vec<u8>>>,
    pub(super) reply_body: KeptBody<Redacted<Vec<u8>>>,
    /// What is searched, in lower case, but for the note.
    pub(super) text: String,
}

/// How a send ended, for the table.
#[derive(Clone, Copy, Debug)]
pub(super) enum EntryEnding {
    Replied { status: u16, body_bytes: u64 },
    Failed { kind: &'static str },
    Cancelled { status: Option<u16> },
}

impl HistoryEntry {
    /// Takes out the secrets: those that are `known`, and those that are found in the exchange. Keeps at most
    /// `most_body_bytes` of a body. Takes time in proportion to the bodies, and may read a file: for a worker.
    pub fn new(sent: &Sent<'_>, known: &KnownSecrets, most_body_bytes: u64) -> Self {
        let known = found_secrets::all(sent, known);
        let most = usize::try_from(most_body_bytes).unwrap_or(usize::MAX);
        let exchange = sent.exchange;
        let record = known.record(exchange);
        let sent_body = KeptBody::of(&sent.sent_body, most, &known);
        let reply_body = KeptBody::of(&sent.reply_body, most, &known);
        let finding = sent.findings.first();
        let place = sent.place;
        let named = |name: &Option<String>| name.as_deref().map(|name| known.redact(name));
        let (method, url, host) = head_of(sent, &known);
        let mut entry = Self {
            id: exchange.id,
            began_millis: i64::try_from(exchange.began.unix_timestamp_nanos() / 1_000_000)
                .unwrap_or_default(),
            method,
            url,
            host,
            ending: ending_of(&exchange.outcome),
            total_micros: i64::try_from(exchange.timings.total.as_micros()).unwrap_or(i64::MAX),
            cause: finding.map(|finding| finding.cause.slug()),
            title: finding.map(|finding| known.redact(&finding.title)),
            collection: named(&place.collection),
            request: named(&place.request),
            environment: named(&place.environment),
            detail: detail::of(&record, sent.request, sent.findings, most, &known),
            sent_body,
            reply_body,
            text: String::new(),
        };
        entry.text = search_text::of(&entry, &record);
        entry
    }

    /// Which exchange it is.
    pub fn id(&self) -> ExchangeId {
        self.id
    }
}

/// Method, URL and host, of what was sent or of what was typed.
fn head_of(sent: &Sent<'_>, known: &KnownSecrets) -> (Text, Text, Text) {
    match &sent.exchange.wire {
        Some(wire) => {
            let endpoint = &wire.endpoint;
            let origin = format!("{}://{}", endpoint.scheme.as_str(), endpoint.authority());
            let target = known.redact_traced(&wire.target);
            (
                known.redact_traced(&wire.method),
                known.redact(&format!("{origin}{target}")),
                known.redact(&endpoint.authority()),
            )
        }
        None => (
            known.redact(&sent.request.http.method),
            known.redact(&sent.request.http.url),
            known.redact(""),
        ),
    }
}

fn ending_of(outcome: &Outcome) -> EntryEnding {
    match outcome {
        Outcome::Replied(response) => EntryEnding::Replied {
            status: response.head.status,
            body_bytes: response.body_bytes,
        },
        Outcome::Failed(failure) => EntryEnding::Failed { kind: failure.kind },
        Outcome::Cancelled { response, .. } => EntryEnding::Cancelled {
            status: response.as_ref().map(|response| response.head.status),
        },
    }
}
