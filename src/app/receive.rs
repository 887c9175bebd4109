//! Takes what came from other threads: finished sends, the embedded server, secrets, live reports, problems.

use std::sync::Arc;

use eframe::egui::Context;

use super::App;
use crate::engine::{Event, Received, SendId};
use crate::model::{DraftId, Exchange, Secret};
use crate::sigv4;
use crate::store::keys::{KeyEvent, KeyStoreError, SecretPart};
use crate::ui::context::DemoStatus;
use crate::ui::tab::{SecretNote, Sent, Side, Tab};
use crate::ui::toasts::Kind;

impl App {
    /// Takes everything that waits, without waiting.
    pub(super) fn receive(&mut self, ctx: &Context) {
        let mut any = false;
        while let Some(event) = self.engine.try_next() {
            any = true;
            match event {
                Event::Finished {
                    send,
                    exchange,
                    received,
                } => self.finished(send, exchange, received),
                Event::DemoReady { address, port } => self.demo = DemoStatus::Ready { address, port },
                Event::DemoFailed { message } => self.demo = DemoStatus::Failed(message),
            }
        }
        while let Some(event) = self.keys.try_next() {
            any = true;
            match event {
                KeyEvent::Loaded { draft, part, result } => self.secret_loaded(&draft, part, result),
                KeyEvent::Saved { draft, part, result } => self.secret_saved(&draft, part, result),
            }
        }
        while let Some((draft, live)) = self.live.try_next() {
            any = true;
            if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == draft) {
                tab.live = live;
            }
        }
        while let Some(answer) = self.dialogs.try_next() {
            any = true;
            self.answered(answer);
        }
        while let Some(made) = self.pastes.try_next() {
            any = true;
            self.paste_read(made, ctx);
        }
        while let Ok(problem) = self.problems.try_recv() {
            any = true;
            self.toasts.push(Kind::Problem, problem);
        }
        if any {
            ctx.request_repaint();
        }
    }

    fn finished(&mut self, send: SendId, exchange: Arc<Exchange>, received: Arc<Received>) {
        self.cancels.remove(&send);
        if self.probe_finished(send, &exchange) {
            return;
        }
        let is_of = |tab: &&mut Tab| tab.sending.as_ref().is_some_and(|sending| sending.send == send);
        let Some(tab) = self.tabs.iter_mut().chain(&mut self.closed).find(is_of) else {
            return;
        };
        let comparison = match (&exchange.report, &received.expectation) {
            (Some(report), Some(expected)) => Some(Arc::new(sigv4::compare(
                report.canonical_request.as_str(),
                &expected.canonical_request,
            ))),
            _ => None,
        };
        let request = match tab.sending.take() {
            Some(sending) => sending.request,
            None => Arc::default(),
        };
        tab.side = Side::AsSent;
        tab.sent = Some(Sent {
            request,
            exchange,
            received,
            comparison,
        });
    }

    fn secret_loaded(&mut self, draft: &DraftId, part: SecretPart, result: Result<Secret, KeyStoreError>) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == *draft) else {
            return;
        };
        let aws = &mut tab.request.http.auth.aws;
        let (field, note) = match part {
            SecretPart::SecretAccessKey => (&mut aws.secret_access_key, &mut tab.secrets.secret_access_key),
            SecretPart::SessionToken => (&mut aws.session_token, &mut tab.secrets.session_token),
        };
        // What was typed meanwhile is newer than what the key store had.
        if !field.is_empty() {
            return;
        }
        match result {
            Ok(secret) => {
                *field = secret;
                *note = SecretNote::Kept;
                // Bringing a value back is no edit.
                self.seen.remove(draft);
            }
            Err(error) => *note = SecretNote::Missing(error.to_string()),
        }
    }

    fn secret_saved(&mut self, draft: &DraftId, part: SecretPart, result: Result<(), KeyStoreError>) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == *draft) else {
            return;
        };
        let aws = &tab.request.http.auth.aws;
        let (empty, note) = match part {
            SecretPart::SecretAccessKey => (
                aws.secret_access_key.is_empty(),
                &mut tab.secrets.secret_access_key,
            ),
            SecretPart::SessionToken => (aws.session_token.is_empty(), &mut tab.secrets.session_token),
        };
        *note = match result {
            _ if empty => SecretNote::Quiet,
            Ok(()) => SecretNote::Kept,
            Err(error) => SecretNote::MemoryOnly(error.to_string()),
        };
    }
}
