//! Comparing replies: the one before and the pinned one are kept, one of each for the whole window.

use std::io;
use std::time::Duration;

use eframe::egui::Context;

use super::App;
use super::message::{Mail, Message};
use crate::engine::{LatestWorker, Queued};
use crate::model::DraftId;
use crate::text::document_diff::diff_documents;
use crate::ui::comparison::reply_comparison::{
    ComparedBodies, ComparisonJob, Pinned, Reference, ReplyComparison, is_same,
};
use crate::ui::last_exchange::Sent;
use crate::ui::reply::response_view::ResponsePage;
use crate::ui::shell::toasts::Kind;

/// A full queue is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Tab, ticket of the job, and what came of it.
pub type ComparisonResult = (DraftId, u64, ComparedBodies);

/// Compares two bodies after the other.
pub type ComparisonWorker = LatestWorker<(DraftId, ComparisonJob)>;

/// Starts the thread that compares bodies.
pub fn start_worker(mailbox: Mail) -> io::Result<ComparisonWorker> {
    let work = move |(draft, job): (DraftId, ComparisonJob)| {
        let stop = || job.stop.is_set();
        let made = diff_documents(&job.before, &job.after, job.form, &stop);
        mailbox.put(Message::Compared((draft, job.ticket, made)));
    };
    LatestWorker::start("compare bodies", work)
}

/// The replies that others are compared with. Bodies in files stay there.
#[derive(Debug, Default)]
pub struct References {
    /// The reply before the last one, of the tab that sent last.
    pub previous: Option<(DraftId, Pinned)>,
    /// The one the user pinned.
    pub pinned: Option<Pinned>,
    /// Comparisons opened so far.
    pub opened: u64,
}

impl App {
    /// Keeps the reply that a tab shows before the next one takes its place.
    pub(super) fn keep_previous(&mut self, draft: &DraftId, title: String, sent: Option<Sent>) {
        if let Some(sent) = sent.filter(|sent| sent.head().is_some()) {
            self.session.references.previous = Some((draft.clone(), Pinned { title, sent }));
        }
    }

    /// Shows the reply in front against another one.
    pub(super) fn compare(&mut self, reference: Reference) {
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let Some(sent) = tab.last.sent.clone().filter(|sent| sent.head().is_some()) else {
            let text = "No response to compare yet: send the request first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        let other = match reference {
            Reference::Previous => {
                let kept = self.session.references.previous.as_ref();
                kept.filter(|(draft, _)| *draft == tab.draft.id)
                    .map(|(_, kept)| kept)
            }
            Reference::Pinned => self.session.references.pinned.as_ref(),
        };
        let nothing = match (reference, other) {
            (Reference::Previous, None) => "No response before this one is kept: send again, then compare",
            (Reference::Pinned, None) => "No response is pinned: pin one, then compare others with it",
            (Reference::Pinned, Some(pinned)) if is_same(&pinned.sent, &sent) => {
                "This is the pinned response: send again, then compare"
            }
            (_, Some(other)) => {
                // Room for the jobs of one comparison, so that none takes the answer to another.
                let ticket = self.session.references.opened << 32;
                tab.reply.compare = ReplyComparison::new(ticket, reference, other.clone(), sent);
                self.session.references.opened += 1;
                tab.reply.response.page = ResponsePage::Compare;
                return;
            }
        };
        self.overlay.toasts.push(Kind::Refused, nothing);
    }

    /// Keeps the reply in front to compare others with it.
    pub(super) fn pin_response(&mut self) {
        let Some((title, sent)) = self
            .tab()
            .and_then(|tab| Some((tab.draft.title(), tab.last.sent.clone()?)))
            .filter(|(_, sent)| sent.head().is_some())
        else {
            self.overlay
                .toasts
                .push(Kind::Refused, "No response to pin yet: send the request first");
            return;
        };
        let is_pinned = |pinned: &Pinned| is_same(&pinned.sent, &sent);
        if self.session.references.pinned.as_ref().is_some_and(is_pinned) {
            self.session.references.pinned = None;
            self.overlay
                .toasts
                .push(Kind::Done, "The response is not pinned any more");
            return;
        }
        self.session.references.pinned = Some(Pinned { title, sent });
        let text = "Pinned until Countersign quits: compare another response with it";
        self.overlay.toasts.push(Kind::Done, text);
    }

    /// Goes to a difference of the comparison in front.
    pub(super) fn go_to_difference(&mut self, go: fn(&mut ReplyComparison)) {
        let shown = self
            .tab_mut()
            .filter(|tab| tab.reply.response.page == ResponsePage::Compare)
            .and_then(|tab| tab.reply.compare.as_mut());
        match shown {
            Some(view) if view.position().1 > 0 => go(view),
            Some(_) => self.overlay.toasts.push(Kind::Refused, "No difference"),
            None => {
                let text = "No comparison is open: compare with the previous response first";
                self.overlay.toasts.push(Kind::Refused, text);
            }
        }
    }

    /// Hands the comparison in front to its thread; one that nobody looks at is let go.
    pub(super) fn ask_comparisons(&mut self, ctx: &Context) {
        for (index, tab) in self.session.tabs.iter_mut().enumerate() {
            match (tab.reply.response.page, &tab.reply.compare) {
                (ResponsePage::Compare, None) => tab.reply.response.page = ResponsePage::Body,
                (ResponsePage::Compare, _) => {}
                _ => tab.reply.compare = None,
            }
            let Some(view) = tab
                .reply
                .compare
                .as_mut()
                .filter(|_| index == self.session.active)
            else {
                continue;
            };
            let Some(job) = view.take_job() else { continue };
            if self.jobs.compares.ask((tab.draft.id.clone(), job.clone())) == Queued::No {
                view.put_back(job);
                ctx.request_repaint_after(ASK_AGAIN);
            }
        }
        self.session
            .closed
            .iter_mut()
            .for_each(|tab| tab.reply.compare = None);
    }

    /// Takes what a thread found.
    pub(super) fn compared(&mut self, (draft, ticket, made): ComparisonResult) {
        for tab in self.session.tabs.iter_mut().filter(|tab| tab.draft.id != draft) {
            if let Some(view) = &mut tab.reply.compare {
                view.overtaken();
            }
        }
        let own = self.session.tabs.iter_mut().find(|tab| tab.draft.id == draft);
        if let Some(view) = own.and_then(|tab| tab.reply.compare.as_mut()) {
            view.receive(ticket, made);
        }
    }
}
