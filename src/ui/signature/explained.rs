//! The pieces of the signature in front, made once for each report.

use std::sync::Arc;

use crate::model::{HttpRequest, SigningReport, WireRequest};
use crate::sigv4::pieces::Pieces;
use crate::ui::signature::unchanged::Unchanged;
use crate::ui::tab::{Side, Tab};

/// The pieces made last, with the report they are of.
#[derive(Debug, Default)]
pub struct Explained {
    report: Option<Arc<SigningReport>>,
    pieces: Arc<Pieces>,
    /// The URL that the spans of the pieces lie in.
    url: String,
}

impl Tab {
    /// The pieces of the signature in front, live or as sent.
    pub fn pieces(&mut self) -> Option<Arc<Pieces>> {
        let report = self.shown_signed()?;
        let is_same = self
            .explained
            .report
            .as_ref()
            .is_some_and(|made| Arc::ptr_eq(made, &report));
        if !is_same {
            self.explained = self.explain(report)?;
        }
        Some(Arc::clone(&self.explained.pieces))
    }

    /// What of the request behind the pieces still stands in the editor.
    pub fn unchanged(&self) -> Unchanged<'_> {
        let now = &self.request.http;
        Unchanged::new(&self.explained.url, self.shown_typed().unwrap_or(now), now)
    }

    /// The request that the signature in front was made of, as typed then, with the auth that it was signed with.
    pub fn shown_typed(&self) -> Option<&HttpRequest> {
        match self.side {
            Side::Live => Some(&self.applied().http),
            Side::AsSent => self.sent.as_ref().map(|sent| &sent.request.http),
        }
    }

    /// The request of the signature in front as it goes out, or went.
    pub fn shown_wire(&self) -> Option<&WireRequest> {
        match self.side {
            Side::Live => self.live.wire.as_deref(),
            Side::AsSent => self.sent.as_ref()?.exchange.wire.as_deref(),
        }
    }

    fn explain(&self, report: Arc<SigningReport>) -> Option<Explained> {
        let wire = self.shown_wire()?;
        let typed = self.shown_typed()?;
        Some(Explained {
            pieces: Arc::new(Pieces::of(&report, wire, typed)),
            url: typed.url.clone(),
            report: Some(report),
        })
    }
}
