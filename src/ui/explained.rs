//! The pieces of the signature in front, made once for each report.

use std::sync::Arc;

use super::tab::{Side, Tab};
use crate::model::{HttpRequest, SigningReport};
use crate::sigv4::pieces::Pieces;

/// The pieces made last, with the report they are of.
#[derive(Debug, Default)]
pub struct Explained {
    report: Option<Arc<SigningReport>>,
    pieces: Arc<Pieces>,
    /// The URL that the spans of the pieces lie in.
    url: String,
}

/// Whether the URL that a signature was made of still stands in the URL bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlNow {
    /// It does.
    Same,
    /// It was edited since; places in it are not known.
    Edited,
}

impl Tab {
    /// The pieces of the signature in front, live or as sent, and whether their places in the URL hold.
    pub fn pieces(&mut self) -> Option<(Arc<Pieces>, UrlNow)> {
        let report = self.shown_signed()?;
        let is_same = self
            .explained
            .report
            .as_ref()
            .is_some_and(|made| Arc::ptr_eq(made, &report));
        if !is_same {
            self.explained = self.explain(report)?;
        }
        let url = if self.explained.url == self.request.http.url {
            UrlNow::Same
        } else {
            UrlNow::Edited
        };
        Some((Arc::clone(&self.explained.pieces), url))
    }

    /// The request that the signature in front was made of, as typed then, with the auth that it was signed with.
    pub fn shown_typed(&self) -> Option<&HttpRequest> {
        match self.side {
            Side::Live => Some(&self.applied().http),
            Side::AsSent => self.sent.as_ref().map(|sent| &sent.request.http),
        }
    }

    fn explain(&self, report: Arc<SigningReport>) -> Option<Explained> {
        let wire = match self.side {
            Side::Live => self.live.wire.as_ref(),
            Side::AsSent => self.sent.as_ref()?.exchange.wire.as_ref(),
        }?;
        let typed = self.shown_typed()?;
        Some(Explained {
            pieces: Arc::new(Pieces::of(&report, wire, typed)),
            url: typed.url.clone(),
            report: Some(report),
        })
    }
}
