//! Sends the request in front, and cancels it.

use std::sync::Arc;

use eframe::egui::Context;

use super::App;
use crate::blob::SharedBody;
use crate::engine::{Order, Progress, SendId};
use crate::model::{Answers, Request};
use crate::redact::mark_in;
use crate::ui::last_exchange::Sending;
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::tree::ShownContent;

impl App {
    /// Sends the tab in front, after asking where its environment is dangerous.
    pub(super) fn send(&mut self, answers: Answers, ctx: &Context) {
        if !self.asks_before_sending() {
            self.send_now(answers, ctx);
        }
    }

    /// Queues a send of the tab in front with what a person said about its credentials. One that is under way is left
    /// alone.
    pub(super) fn send_now(&mut self, answers: Answers, ctx: &Context) {
        let refused = self
            .collection_not_known()
            .or_else(|| self.damage_above_front())
            .or_else(|| self.mark_in_front());
        if let Some(reason) = refused {
            self.overlay.toasts.push(Kind::Problem, reason);
            return;
        }
        let inputs = self.inputs_of_send();
        let send = SendId(self.jobs.next_send);
        let began = ctx.input(|input| input.time);
        let Some((typed, request)) = self.request_to_send() else {
            return;
        };
        let answers = self.with_allowed_commands(answers);
        let place = self.tab().map(|tab| self.history_place(tab)).unwrap_or_default();
        let checked_with = self.checked_with(inputs.scope.clone());
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        if tab.last.sending.is_some() {
            return;
        }
        let progress = Arc::new(Progress::default());
        let body = SharedBody::default();
        let order = Order {
            request: Request::clone(&typed),
            scope: inputs.scope,
            ancestors: inputs.ancestors,
            region: None,
            network: Arc::clone(&self.session.network),
            clock: self.session.clock.for_send(tab.draft.clock.pinned()),
            answers: answers.clone(),
            body: body.clone(),
            progress: Arc::clone(&progress),
        };
        match self.jobs.engine.try_send(send, order) {
            Ok(cancel) => {
                tab.last.sending = Some(Sending {
                    send,
                    progress,
                    began,
                    request,
                    typed,
                    answers,
                    body,
                });
                self.jobs.cancels.insert(send, cancel);
                self.jobs.sent_from.insert(send, place);
                self.jobs.checked_with.insert(send, checked_with);
                self.jobs.next_send += 1;
            }
            Err(full) => {
                let text = format!("Not sent: {full}. Cancel one or wait for it");
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    /// Why the request in front is no request: the history took a secret out of it.
    fn mark_in_front(&self) -> Option<String> {
        let mark = mark_in_request(&self.tab()?.draft.request)?;
        Some(format!(
            "Not sent: {mark} stands in the place of a secret, which the history does not keep. Type the value again"
        ))
    }

    /// Why it is not known what the request in front is read against: its collection is not open, or the environment in
    /// force is none of it.
    fn collection_not_known(&self) -> Option<String> {
        let root = self.root_in_front()?;
        let workspace = &self.session.workspace;
        let shown = workspace.open.iter().find(|shown| shown.root == root);
        let collection = match shown.map(|shown| &shown.content) {
            Some(ShownContent::Open(collection)) => collection,
            Some(ShownContent::Opening) => {
                return Some(
                    "Not sent: the collection is still being read. Try again in a moment".to_owned(),
                );
            }
            Some(ShownContent::Failed(problem)) => {
                return Some(format!(
                    "Not sent: the collection of this request can not be read ({}), so it is not known what it inherits. {}",
                    problem.message, problem.hint
                ));
            }
            None => {
                return Some(format!(
                    "Not sent: the collection of this request is not open, so it is not known what it inherits. Open {}",
                    root.display()
                ));
            }
        };
        let tab = self.tab()?;
        let path = &tab.item()?.path;
        if tab.file.is_none() && collection.item(path).is_none() {
            return Some(format!(
                "Not sent: {path}, which this request came from, is not in the collection any more, so it is not known what it \
                 inherits. Save it into a folder first"
            ));
        }
        if let Some(folder) = collection.folder_left_out(path) {
            return Some(format!(
                "Not sent: the collection leaves the folder {folder} out, so it is not known what this request inherits. Take \
                 it off the list extensions.bruno.ignore, or move the request"
            ));
        }
        let chosen = workspace.chosen.get(root)?;
        if collection.environment(chosen).is_some() || self.known_environment(root, chosen).is_some() {
            return None;
        }
        let damaged = collection
            .damaged
            .iter()
            .find(|damaged| damaged.path.as_str() == format!("environments/{chosen}.yml"));
        Some(match damaged {
            Some(damaged) => format!(
                "Not sent: the environment {chosen} is chosen, and its file can not be read ({}). Mend that file, or choose \
                 another environment",
                damaged.reason
            ),
            None => format!(
                "Not sent: the environment {chosen} is chosen, and the collection has none of that name. Choose another one"
            ),
        })
    }

    /// Why it is not known what the request in front inherits: a file of what it stands in can not be read.
    fn damage_above_front(&self) -> Option<String> {
        let item = self.tab()?.item()?;
        let collection = self.session.workspace.collection(&item.root)?;
        let damaged = collection.damage_above(&item.path)?;
        Some(format!(
            "Not sent: {} can not be read ({}), so it is not known what this request inherits. Mend that file",
            damaged.path, damaged.reason
        ))
    }

    /// Ends the send of the tab in front.
    pub(super) fn cancel(&mut self) {
        let send = self
            .tab()
            .and_then(|tab| tab.last.sending.as_ref())
            .map(|sending| sending.send);
        if let Some(cancel) = send.and_then(|send| self.jobs.cancels.get(&send)) {
            cancel.cancel();
        }
    }
}

/// The first mark in a text of a request that stands in the place of a secret.
pub(super) fn mark_in_request(request: &Request) -> Option<String> {
    let text = serde_json::to_string(request).ok()?;
    mark_in(&text).map(str::to_owned)
}
