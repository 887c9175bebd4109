//! The signature in front, live or as sent, with the request that it was made of.

use std::sync::Arc;

use crate::model::{Auth, Exchange, HttpRequest, SigningReport, WireRequest};
use crate::sigv4::pieces::Pieces;
use crate::ui::draft::Draft;
use crate::ui::last_exchange::{LastExchange, Sent};
use crate::ui::unchanged::Unchanged;

/// Which signature the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Of what is typed now.
    #[default]
    Live,
    /// Of the last send.
    AsSent,
}

/// The signature of one side of a request.
#[derive(Clone, Copy, Debug)]
pub struct ShownSignature<'a> {
    /// Which signature is in front.
    pub side: Side,
    /// The request as it is edited.
    pub draft: &'a Draft,
    /// What it last did on the network.
    pub last: &'a LastExchange,
}

impl<'a> ShownSignature<'a> {
    /// The last send, when its signature is in front.
    pub fn sent(self) -> Option<&'a Sent> {
        match self.side {
            Side::Live => None,
            Side::AsSent => self.last.sent.as_ref(),
        }
    }

    /// The exchange of the last send, when its signature is in front.
    pub fn exchange(self) -> Option<&'a Exchange> {
        self.sent().map(|sent| &*sent.exchange)
    }

    /// The report in front.
    pub fn report(self) -> Option<&'a Arc<SigningReport>> {
        match self.side {
            Side::Live => self.draft.live.report.as_ref(),
            Side::AsSent => self.exchange()?.report.as_ref(),
        }
    }

    /// The request that it was made of, as typed then, with the auth that it was signed with.
    pub fn typed(self) -> Option<&'a HttpRequest> {
        match self.side {
            Side::Live => Some(&self.draft.applied().http),
            Side::AsSent => self.sent().map(|sent| &sent.request.http),
        }
    }

    /// The auth that it was made with, after variables.
    pub fn auth(self) -> Option<&'a Auth> {
        match self.side {
            Side::Live => self.draft.live.auth.as_deref(),
            Side::AsSent => self.sent().map(|sent| &sent.request.http.auth),
        }
    }

    /// The request as it goes out, or went.
    pub fn wire(self) -> Option<&'a WireRequest> {
        match self.side {
            Side::Live => self.draft.live.wire.as_deref(),
            Side::AsSent => self.exchange()?.wire.as_deref(),
        }
    }
}

/// The pieces made last, with the report they are of.
#[derive(Debug, Default)]
pub struct Explained {
    report: Option<Arc<SigningReport>>,
    pieces: Arc<Pieces>,
    /// The URL that the spans of the pieces lie in.
    url: String,
}

impl Explained {
    /// The pieces of the signature in front, made once for each report.
    pub fn pieces(&mut self, shown: ShownSignature<'_>) -> Option<Arc<Pieces>> {
        let report = shown.report()?;
        let is_same = |made: &Arc<SigningReport>| Arc::ptr_eq(made, report);
        if !self.report.as_ref().is_some_and(is_same) {
            let (wire, typed) = (shown.wire()?, shown.typed()?);
            *self = Self {
                pieces: Arc::new(Pieces::of(report, wire, typed)),
                url: typed.url.clone(),
                report: Some(Arc::clone(report)),
            };
        }
        Some(Arc::clone(&self.pieces))
    }

    /// What of the request behind the pieces still stands in the editor.
    pub fn unchanged<'a>(&self, shown: ShownSignature<'a>) -> Unchanged<'a> {
        let now = &shown.draft.request.http;
        Unchanged::new(&self.url, shown.typed().unwrap_or(now), now)
    }
}
