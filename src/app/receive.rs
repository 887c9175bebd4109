//! Takes what came from other threads: finished sends, the embedded server, secrets, live reports, problems.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use super::App;
use super::freshness::{Arrival, Own};
use super::live::LiveMade;
use super::message::Message;
use super::practice;
use super::secrets::{note_mut, secret, secret_mut};
use crate::app::tab::Tab;
use crate::engine::{BodyAnswer, BodyMade, Event, Queued, Received, SendId, ViewerId};
use crate::model::{DraftId, Exchange, Secret};
use crate::sigv4;
use crate::store::keys::{KeyEvent, KeyName, KeyStoreError, SecretPart};
use crate::ui::context::DemoStatus;
use crate::ui::last_exchange::Sent;
use crate::ui::secret_notes::SecretNote;
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

/// A full queue is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

impl App {
    /// Takes everything that waits, without waiting.
    pub(super) fn receive(&mut self, ctx: &Context) {
        let mut any = false;
        while let Some(message) = self.jobs.mailbox.take() {
            any = true;
            match message {
                Message::Engine(event) => self.engine_event(event.open(), ctx),
                Message::Key(KeyEvent::Loaded { name, result }) => match name {
                    KeyName::Draft(draft, part) => self.secret_loaded(&draft, part, result),
                    KeyName::Variable(key) => self.variable_loaded(key, result),
                },
                Message::Key(KeyEvent::Saved { name, result }) => match name {
                    KeyName::Draft(draft, part) => self.secret_saved(&draft, part, result),
                    KeyName::Variable(key) => self.variable_saved(&key, result),
                },
                Message::Live(made) => self.live_made(&made),
                Message::Body(viewer, answer) => self.body_answered(&viewer, answer, ctx),
                Message::Picture(draft, made) => self.picture_made(&draft, made, ctx),
                Message::Compared(made) => self.compared(made),
                Message::Checks(message) => self.checked(message),
                Message::Dialog(answer) => self.answered(answer),
                Message::Opened(opened) => self.body_opened(opened),
                Message::Saved(saved) => self.saved(&saved),
                Message::Paste(made) => self.paste_read(made, ctx),
                Message::Verified(answer) => self.verified(answer),
                Message::Profiles(list) => self.profiles_read(*list),
                Message::Files(done) => self.files_done(*done, ctx),
                Message::Run(message) => self.run_told(message),
                Message::History(message) => self.history_answered(message, ctx),
                Message::Settings(message) => self.settings_answered(message, ctx),
                Message::FilesChanged(root) => self.files_changed(root),
                Message::Problem(problem) => self.overlay.toasts.push(Kind::Problem, problem),
            }
        }
        if any {
            self.start_awaited_run();
            self.touch_front();
            ctx.request_repaint();
        }
    }

    fn engine_event(&mut self, event: Event, ctx: &Context) {
        match event {
            Event::Finished {
                send,
                exchange,
                received,
            } => self.finished(send, exchange, received),
            Event::CredentialsAnswered { asked, result } => {
                if let Some(result) = result {
                    self.credentials_answered(&asked, result);
                }
            }
            Event::Planned(plan) => self.credentials_planned(*plan),
            Event::Sso(event) => self.sso_event(event, ctx),
            Event::Downloaded { number, result } => self.downloaded(number, result),
            Event::DemoReady { address, port } => {
                self.around.demo = DemoStatus::Ready { address, port };
                self.session.scope_revision += 1;
            }
            Event::DemoProxyReady { address } => {
                self.around.demo_proxy = Some(address);
                self.session.scope_revision += 1;
            }
            Event::DemoFailed { message } => self.around.demo = DemoStatus::Failed(message),
        }
    }

    fn finished(&mut self, send: SendId, exchange: Arc<Exchange>, received: Arc<Received>) {
        self.jobs.cancels.remove(&send);
        let place = self.jobs.sent_from.remove(&send).unwrap_or_default();
        let checked_with = self.jobs.checked_with.remove(&send);
        self.session.clock.see(&exchange);
        if self.probe_finished(send, &exchange) {
            return;
        }
        let now = self.now();
        let is_of = |tab: &&mut Tab| {
            tab.last
                .sending
                .as_ref()
                .is_some_and(|sending| sending.send == send)
        };
        let Some(tab) = self
            .session
            .tabs
            .iter_mut()
            .chain(&mut self.session.closed)
            .find(is_of)
        else {
            return;
        };
        let comparison = match (&exchange.report, &received.expectation) {
            (Some(report), Some(expected)) => Some(Arc::new(sigv4::compare(
                report.canonical_request.as_str(),
                &expected.canonical_request,
            ))),
            _ => None,
        };
        let (request, typed, answers) = match tab.last.sending.take() {
            Some(sending) => (sending.request, sending.typed, sending.answers),
            None => Default::default(),
        };
        self.session.past.remember(
            Arc::clone(&typed),
            (exchange.id, &exchange.outcome),
            received.findings.first(),
            now,
        );
        tab.signature.side = Side::AsSent;
        tab.reply.viewer.show(send, &received);
        tab.reply.picture.forget();
        let (id, title) = (tab.draft.id.clone(), tab.draft.title());
        let sent = Sent {
            request,
            typed,
            answers,
            exchange,
            received,
            comparison,
            kept: None,
        };
        let before = tab.last.sent.replace(sent.clone());
        let mended = tab
            .last
            .sent
            .as_ref()
            .map(|sent| Arc::clone(&sent.exchange))
            .and_then(|exchange| practice::mended(tab, &exchange.outcome));
        let reference = tab.reply.compare.take().map(|view| view.reference());
        let is_in_front = self
            .session
            .tabs
            .get(self.session.active)
            .is_some_and(|tab| tab.draft.id == id);
        self.check_ended(&id, &sent, checked_with);
        self.keep_in_history(sent, place);
        self.keep_previous(&id, title, before);
        if let Some(text) = mended {
            self.overlay.toasts.push(Kind::Done, text);
        }
        if is_in_front {
            self.ask_again();
        }
        // A comparison that is open goes on with the new reply.
        match reference {
            Some(reference) if is_in_front => self.compare(reference),
            _ => {}
        }
    }

    /// Takes what a thread made for a body viewer. Each thread does its newest job, so the other viewers ask again.
    fn body_answered(&mut self, asked: &ViewerId, answer: BodyAnswer, ctx: &Context) {
        let kind = answer.kind;
        let mut own = None;
        for tab in &mut self.session.tabs {
            let is_own_tab = tab.draft.id == asked.draft;
            for (place, viewer) in tab.viewers() {
                if is_own_tab && place == asked.place {
                    own = Some(viewer);
                } else {
                    viewer.overtaken(kind);
                }
            }
        }
        match own.and_then(|viewer| viewer.receive(answer)) {
            Some(BodyMade::Text { text, what }) => self.copy(ctx, text, what),
            Some(BodyMade::NoText) => self.overlay.toasts.push(Kind::Refused, "Nothing to copy there"),
            Some(BodyMade::TooLong(bytes)) => self.too_large_to_copy(bytes),
            _ => {}
        }
    }

    /// Hands the work of the viewers in front to the threads.
    pub(super) fn ask_body_jobs(&mut self, ctx: &Context) {
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let draft = tab.draft.id.clone();
        for (place, viewer) in tab.viewers() {
            for job in viewer.take_jobs() {
                let asked = ViewerId {
                    draft: draft.clone(),
                    place,
                };
                if self.jobs.bodies.ask(asked, job.clone()) == Queued::No {
                    viewer.put_back(job);
                    ctx.request_repaint_after(ASK_AGAIN);
                }
            }
        }
    }

    /// Takes a live report when its tab still waits for it: one of a state that has passed would show what is not sent.
    /// The worker skips jobs that a newer one has overtaken, whosever they are: their tabs ask again.
    fn live_made(&mut self, made: &LiveMade) {
        for tab in &mut self.session.tabs {
            let own = if tab.draft.id == made.draft {
                Own::Yes
            } else {
                Own::No
            };
            if tab.live_state.arrived(made.ticket, own) == Arrival::Shown {
                tab.draft.live = made.live.clone();
            }
        }
    }

    fn expire_live(&mut self, draft: &DraftId) {
        let tab = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *draft);
        if let Some(tab) = tab {
            tab.live_state.expire();
        }
    }

    fn secret_loaded(&mut self, draft: &DraftId, part: SecretPart, result: Result<Secret, KeyStoreError>) {
        let Some(holder) = self.holder_of(draft) else {
            return;
        };
        let field = secret_mut(&mut holder.request.http.auth, part);
        let note = note_mut(&mut holder.secrets, part);
        // What was typed or taken meanwhile is newer than what the key store had.
        if !field.is_empty() || *note != SecretNote::Loading {
            return;
        }
        match result {
            Ok(secret) => {
                field.clone_from(&secret);
                *note = SecretNote::Kept;
                // Bringing a value back is no edit.
                holder.history.amend(|request| {
                    let field = secret_mut(&mut request.http.auth, part);
                    if field.is_empty() {
                        field.clone_from(&secret);
                    }
                });
                self.expire_live(draft);
                self.shared_came_back();
            }
            Err(error) => *note = SecretNote::Missing(error.to_string()),
        }
    }

    fn secret_saved(&mut self, draft: &DraftId, part: SecretPart, result: Result<(), KeyStoreError>) {
        let Some(holder) = self.holder_of(draft) else {
            return;
        };
        let empty = secret(&holder.request.http.auth, part).is_empty();
        let note = note_mut(&mut holder.secrets, part);
        *note = match result {
            _ if empty => SecretNote::Quiet,
            Ok(()) => SecretNote::Kept,
            Err(error) => SecretNote::MemoryOnly(error.to_string()),
        };
    }
}
