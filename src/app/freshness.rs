//! Whether what is shown is of what is typed: the one place that notices edits, and decides whether the live report is
//! made anew.
//!
//! ```text
//! panels, or a command that changed something ──▶ observe: the draft's revision grows with an edit of what is sent
//! refresh_live: revision, scope, time, cookies, shared auth ──same as the report's──▶ nothing to do
//!                                                           ──another────────────────▶ the report is made anew
//! ```

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Context, Memory};

use super::App;
use super::live::{self, Job, LiveTicket};
use super::session::Unrecorded;
use crate::blob::DigestMemo;
use crate::engine::Queued;
use crate::model::{DraftId, Request, SigningTime};
use crate::prepare::Outline;
use crate::resolve::{inherited_headers, inherited_settings};
use crate::ui::draft::{Draft, Edit};
use crate::ui::live::{Freshness, LiveClock};
use crate::ui::shown_signature::Side;

/// A full queue of live reports is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// What a live report is of. It is made anew when one of these is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Basis {
    /// Of the draft.
    revision: u64,
    /// Of the variables.
    scope: u64,
    time: SigningTime,
    /// Of the cookie jar.
    jar: u64,
    /// Of the credentials that were fetched.
    credentials: u64,
    /// Of the shared authorization, when it is inherited.
    shared: Option<u64>,
}

/// How fresh the live report of a tab is.
#[derive(Debug, Default)]
pub(super) struct LiveState {
    /// What the report is of, and the request whose secrets were kept then.
    of: Option<(Basis, Arc<Request>)>,
    /// The report that a worker is making.
    awaited: Option<LiveTicket>,
}

impl LiveState {
    /// Forgets what the report is of, so that it is made anew, though nothing was edited.
    pub(super) fn expire(&mut self) {
        self.of = None;
    }

    /// The request whose secrets the key store was given last.
    pub(super) fn kept(&self) -> Option<Arc<Request>> {
        self.of.as_ref().map(|(_, kept)| Arc::clone(kept))
    }

    /// What becomes of a report that a worker made: one of a state that has passed would show what is not sent.
    pub(super) fn arrived(&mut self, ticket: LiveTicket, own: Own) -> Arrival {
        match (self.awaited, own) {
            (Some(awaited), Own::Yes) if awaited == ticket => {
                self.awaited = None;
                Arrival::Shown
            }
            // The worker skips jobs that a newer one has overtaken, whosever they are: their tabs ask again.
            (Some(awaited), _) if awaited < ticket => {
                self.awaited = None;
                self.of = None;
                Arrival::Ignored
            }
            _ => Arrival::Ignored,
        }
    }
}

/// Whether a report is of the tab that looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Yes,
    No,
}

/// What becomes of a report that a worker made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    Shown,
    Ignored,
}

impl App {
    /// Notes that commands or answers may have changed the tab in front: it is looked at when the next frame begins.
    pub(super) fn touch_front(&mut self) {
        if let Some(id) = self.tab().map(|tab| tab.draft.id.clone()) {
            self.touch(id);
        }
    }

    /// The same for a tab that may not be in front.
    pub(super) fn touch(&mut self, draft: DraftId) {
        if !self.session.touched.contains(&draft) {
            self.session.touched.push(draft);
        }
    }

    /// Takes note of what commands and answers edited since the last call.
    pub(super) fn observe_touched(&mut self, ctx: &Context) {
        for draft in std::mem::take(&mut self.session.touched) {
            let front = self.session.active;
            let tabs = self.session.tabs.iter().enumerate();
            let found = tabs
                .map(|(at, tab)| (at, &tab.draft.id))
                .find(|(_, id)| **id == draft);
            if let Some((at, _)) = found {
                let by = if at == front { By::Keyboard } else { By::Others };
                self.observe_tab(at, by, ctx);
            }
        }
        self.settle_shared(ctx);
    }

    /// Takes note of what the panels edited in the tab in front: the one comparison of a frame.
    pub(super) fn observe(&mut self, ctx: &Context) {
        self.observe_tab(self.session.active, By::Keyboard, ctx);
        self.settle_shared(ctx);
    }

    fn observe_tab(&mut self, at: usize, by: By, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        let focus = match by {
            By::Keyboard => ctx.memory(Memory::focused),
            By::Others => None,
        };
        let Some(tab) = self.session.tabs.get_mut(at) else {
            return;
        };
        if tab.draft.observe(now, focus) != Edit::None {
            if let Some(file) = tab.file.as_mut() {
                file.look(&tab.draft.request);
            }
            self.session.unrecorded = Unrecorded::Something;
            ctx.request_repaint();
        }
    }

    /// Makes the live report anew when what it stands on changed. An edit takes the time of the clock, and
    /// turns the signature pane to what is typed.
    pub(super) fn refresh_live(&mut self, ctx: &Context) {
        let (scope, jar) = (self.session.scope_revision, self.session.cookies.revision());
        let shared = self.session.shared.revision;
        let credentials = self.jobs.engine.credentials().revision();
        let basis = |draft: &Draft| Basis {
            revision: draft.revision,
            scope,
            time: draft.clock.time(),
            jar,
            credentials,
            shared: draft.inherits().then_some(shared),
        };
        let Some(tab) = self.tab() else { return };
        let of = tab.live_state.of.as_ref().map(|(of, _)| *of);
        if of == Some(basis(&tab.draft)) {
            return;
        }
        let edited = of.is_some_and(|of| of.revision != tab.draft.revision);
        let (inputs, now) = (self.inputs(), self.signing_now());
        let inherited = self.inherited_in_front(&inputs);
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        if edited {
            tab.signature.side = Side::Live;
            if let LiveClock::LastEdit(_) = tab.draft.clock {
                tab.draft.clock = LiveClock::LastEdit(now);
            }
        }
        let time = tab.draft.clock.time();
        let request = tab.draft.history.present();
        tab.draft.inherited = inherited;
        tab.draft.inherited_headers = inherited_headers(&request, &inputs.ancestors);
        tab.draft.inherited_settings = inherited_settings(&request.settings, &inputs.ancestors).1;
        if live::needs_worker(&request.http.body) {
            let ticket = self.session.ticket.next();
            let job = Job {
                draft: tab.draft.id.clone(),
                request: Arc::clone(&request),
                inputs,
                time,
                ticket,
            };
            if self.jobs.live.ask(job) == Queued::No {
                ctx.request_repaint_after(ASK_AGAIN);
                return;
            }
            self.session.ticket = ticket;
            tab.live_state.awaited = Some(ticket);
            tab.draft.live.freshness = Freshness::Computing;
        } else {
            let in_memory = |outline: &Outline<'_>| live::digest_by(&mut DigestMemo::default(), outline);
            let (signer, jar) = (self.signer, &self.session.cookies);
            tab.draft.live = live::live(&request, &inputs, time, signer, jar, in_memory);
            tab.live_state.awaited = None;
        }
        let made_of = basis(&tab.draft);
        if edited {
            self.keep_secrets();
        }
        if let Some(tab) = self.session.tabs.get_mut(self.session.active) {
            tab.live_state.of = Some((made_of, request));
        }
        ctx.request_repaint();
    }
}

/// Who edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// Whoever has the keyboard, in the tab in front.
    Keyboard,
    /// An answer, in a tab that is not in front.
    Others,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_shown_only_to_the_tab_that_still_waits_for_it() {
        let first = LiveTicket::default().next();
        let (second, third) = (first.next(), first.next().next());
        let waiting = || LiveState {
            of: None,
            awaited: Some(second),
        };
        assert_eq!(waiting().arrived(second, Own::Yes), Arrival::Shown);
        assert_eq!(waiting().arrived(first, Own::Yes), Arrival::Ignored, "too late");
        let mut overtaken = waiting();
        assert_eq!(overtaken.arrived(third, Own::No), Arrival::Ignored);
        assert_eq!(overtaken.awaited, None, "skipped, so it is asked for again");
        let mut still_waiting = waiting();
        still_waiting.arrived(first, Own::No);
        assert_eq!(still_waiting.awaited, Some(second));
    }
}
