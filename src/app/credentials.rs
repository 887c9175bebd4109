//! The credentials of the request in front: fetched, asked about, copied, and the questions that they come with.

use eframe::egui::Context;

use super::copy::SHELL;
use super::session::Unrecorded;
use super::{App, Overlay};
use crate::engine::{CredentialTask, CredentialsAsked};
use crate::formats::copy::{CredentialForm, credentials_text};
use crate::formats::plan_rows::{asked, plan_rows};
use crate::model::{
    Answers, AuthKind, CredentialPlan, CredentialsError, DraftId, Provided, Question, Secret, SendAs,
};
use crate::prepare::credentials_form;
use crate::ui::action::AfterAnswer;
use crate::ui::command::Command;
use crate::ui::credential_status::{CredentialJob, PendingQuestion};
use crate::ui::live::Problem;
use crate::ui::sentence::sentence;
use crate::ui::shell::plan_page::PlanPage;
use crate::ui::shell::question_page::QuestionPage;
use crate::ui::shell::toasts::Kind;

impl App {
    /// Carries out a command about the credentials in front.
    pub(super) fn run_on_credentials(&mut self, command: Command, ctx: &Context) {
        match command {
            Command::FetchCredentials => self.ask_credentials(CredentialTask::Fetch, Answers::default()),
            Command::WhoAmI => self.ask_credentials(CredentialTask::WhoAmI, Answers::default()),
            Command::ShowCredentialPlan => self.show_credential_plan(),
            Command::SignOut => self.sign_out(),
            Command::ShowOwnCalls => self.show_page(Overlay::OwnCalls),
            Command::SendAsCaller => self.send_as_caller(ctx),
            Command::CopyCredentialsAsShell => self.copy_credentials(CredentialForm::ShellExports),
            Command::CopyCredentialsAsProfile => self.copy_credentials(CredentialForm::Profile),
            Command::CopyCredentialsAsJson => self.copy_credentials(CredentialForm::Json),
            _ => {}
        }
    }

    /// The answers with the commands that were allowed in an earlier run.
    pub(super) fn with_allowed_commands(&self, mut answers: Answers) -> Answers {
        answers
            .allowed_commands
            .extend(self.session.preferences.allowed_commands.iter().cloned());
        answers
    }

    /// Has the credentials in front fetched, or STS asked whose they are; not by the thread of the window.
    pub(super) fn ask_credentials(&mut self, task: CredentialTask, answers: Answers) {
        let inputs = self.inputs();
        let answers = self.with_allowed_commands(answers);
        let network = std::sync::Arc::clone(&self.session.network);
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        if !tab.draft.signs() {
            let text = "This request is not signed: choose AWS Signature on the Auth tab first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        if tab.draft.credential_job.is_running() {
            return;
        }
        let auth = match credentials_form(
            &tab.draft.auth().aws,
            &inputs.scope.of_request(&tab.draft.request),
        ) {
            Ok(auth) => auth,
            Err(error) => {
                tab.draft.credential_job = CredentialJob::Failed(Problem {
                    kind: error.kind(),
                    message: error.to_string(),
                    hint: error.hint(),
                });
                return;
            }
        };
        self.jobs.credential_orders += 1;
        let number = self.jobs.credential_orders;
        let asked = CredentialsAsked {
            draft: tab.draft.id.clone(),
            number,
            task,
            auth: Box::new(auth),
            answers,
            network,
        };
        match self.jobs.engine.ask_credentials(asked) {
            Ok(cancel) => {
                self.jobs
                    .credential_cancels
                    .insert(tab.draft.id.clone(), (number, cancel));
                tab.draft.credential_job = match task {
                    CredentialTask::Fetch => CredentialJob::Fetching,
                    CredentialTask::WhoAmI => CredentialJob::AskingWho,
                };
            }
            Err(full) => {
                let text = format!("Not asked: {full}. Wait for another one");
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    /// Stops what is being done about the credentials in front.
    pub(super) fn cancel_credentials(&mut self) {
        let Some(draft) = self.tab().map(|tab| tab.draft.id.clone()) else {
            return;
        };
        if let Some((_number, cancel)) = self.jobs.credential_cancels.remove(&draft) {
            cancel.cancel();
        }
        if let Some(tab) = self.tab_mut() {
            tab.draft.credential_job = CredentialJob::Idle;
        }
    }

    /// Takes what came of the credentials of a tab. An answer to an order that was cancelled is nobody's.
    pub(super) fn credentials_answered(
        &mut self,
        asked: &CredentialsAsked,
        result: Result<(), CredentialsError>,
    ) {
        let under_way = self.jobs.credential_cancels.get(&asked.draft);
        if under_way.is_none_or(|(number, _)| *number != asked.number) {
            return;
        }
        self.jobs.credential_cancels.remove(&asked.draft);
        let is_front = self.tab().is_some_and(|tab| tab.draft.id == asked.draft);
        let tab = self
            .session
            .tabs
            .iter_mut()
            .find(|tab| tab.draft.id == asked.draft);
        let Some(tab) = tab else { return };
        match result {
            Ok(()) => tab.draft.credential_job = CredentialJob::Idle,
            Err(CredentialsError::Question(question)) => {
                let then = match asked.task {
                    CredentialTask::Fetch => AfterAnswer::Fetch,
                    CredentialTask::WhoAmI => AfterAnswer::WhoAmI,
                };
                tab.draft.credential_job = CredentialJob::Asks(Box::new(PendingQuestion {
                    question,
                    then,
                    so_far: asked.answers.clone(),
                }));
                if is_front {
                    self.ask_of_credentials();
                }
            }
            Err(error) => {
                tab.draft.credential_job = CredentialJob::Failed(Problem {
                    kind: error.kind(),
                    message: error.to_string(),
                    hint: error.hint(),
                });
            }
        }
    }

    /// Asks what the credentials in front wait for. While something else lies over the window the question stays beside
    /// them.
    pub(super) fn ask_of_credentials(&mut self) {
        let Some(tab) = self.tab() else { return };
        let CredentialJob::Asks(pending) = &tab.draft.credential_job else {
            return;
        };
        let (draft, pending) = (tab.draft.id.clone(), PendingQuestion::clone(pending));
        self.ask_person(draft, pending.question, pending.then, pending.so_far);
    }

    /// Shows where the credentials in front come from, once the files are read.
    pub(super) fn show_credential_plan(&mut self) {
        let Some(tab) = self.tab().filter(|tab| tab.draft.signs()) else {
            let text = "This request is not signed: choose AWS Signature on the Auth tab first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        match credentials_form(&tab.draft.auth().aws, &self.scope_of_request()) {
            Ok(auth) => {
                self.show_page(Overlay::Plan(PlanPage::Asked));
                self.jobs.engine.plan_credentials(auth);
            }
            Err(error) => {
                let text = format!("{}. {}", sentence(&error.to_string()), sentence(&error.hint()));
                self.overlay.toasts.push(Kind::Refused, text);
            }
        }
    }

    /// Takes the way to the credentials, while its page is open.
    pub(super) fn credentials_planned(&mut self, plan: Result<CredentialPlan, CredentialsError>) {
        let Overlay::Plan(page) = &mut self.overlay.page else {
            return;
        };
        *page = match plan {
            Ok(plan) => PlanPage::Planned {
                rows: plan_rows(&plan, "the form"),
                asked: asked(&plan),
            },
            Err(error) => PlanPage::Failed(Problem {
                kind: error.kind(),
                message: error.to_string(),
                hint: error.hint(),
            }),
        };
    }

    /// Lays a question over the window, unless something else lies there: the failed send still leads to it.
    pub(super) fn ask_person(
        &mut self,
        draft: DraftId,
        question: Question,
        then: AfterAnswer,
        so_far: Answers,
    ) {
        if matches!(self.overlay.page, Overlay::None) {
            let page = QuestionPage::new(draft, question, then, so_far);
            self.show_page(Overlay::Question(Box::new(page)));
        }
    }

    /// Asks again what the last send in front needs to be told.
    pub(super) fn ask_again(&mut self) {
        let Some(tab) = self.tab() else { return };
        let Some(sent) = &tab.last.sent else { return };
        let (draft, answers) = (tab.draft.id.clone(), sent.answers.clone());
        if let Some(question) = sent.exchange.question.clone() {
            self.ask_person(draft, question, AfterAnswer::Send(answers.send_as), answers);
        }
    }

    /// Goes on with what was said. A command that was allowed is remembered by its hash, until it changes.
    pub(super) fn answered_by_person(
        &mut self,
        draft: &DraftId,
        answers: Answers,
        then: AfterAnswer,
        ctx: &Context,
    ) {
        for command in &answers.allowed_commands {
            let known = &mut self.session.preferences.allowed_commands;
            if !known.contains(command) {
                known.push(command.clone());
                self.session.unrecorded = Unrecorded::Something;
            }
        }
        let Some(index) = self.session.tabs.iter().position(|tab| tab.draft.id == *draft) else {
            return;
        };
        self.select(index);
        match then {
            AfterAnswer::Send(_) => self.send_now(answers, ctx),
            AfterAnswer::Fetch => self.ask_credentials(CredentialTask::Fetch, answers),
            AfterAnswer::WhoAmI => self.ask_credentials(CredentialTask::WhoAmI, answers),
        }
    }

    /// Sends as the identity that assumes the last role.
    pub(super) fn send_as_caller(&mut self, ctx: &Context) {
        let has_role = |tab: &crate::app::tab::Tab| {
            let at_hand = tab.draft.live.at_hand.as_ref();
            !tab.draft.auth().aws.roles.is_empty() || at_hand.is_some_and(|at_hand| at_hand.chain.len() > 1)
        };
        if self.tab().is_some_and(has_role) {
            self.send_as(SendAs::Before(1), ctx);
        } else {
            let text =
                "No role is assumed here that is known: add one on the Auth tab, or fetch the credentials";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// Sends as another identity of the chain, once.
    pub(super) fn send_as(&mut self, send_as: SendAs, ctx: &Context) {
        let answers = Answers {
            send_as,
            ..Answers::default()
        };
        self.send_now(answers, ctx);
    }

    /// Asks whether credentials may go to the clipboard.
    pub(super) fn copy_credentials(&mut self, form: CredentialForm) {
        match self.credentials_in_front() {
            Some(Ok(_)) => self.show_page(Overlay::CopyCredentials(form)),
            Some(Err(error)) => {
                let text = format!("Not copied: {error}. {}", sentence(&error.hint()));
                self.overlay.toasts.push(Kind::Refused, text);
            }
            None => {
                let text = "Not copied: this request is not signed with AWS Signature";
                self.overlay.toasts.push(Kind::Refused, text);
            }
        }
    }

    /// Puts them there, the warning read.
    pub(super) fn copy_credentials_now(&mut self, form: CredentialForm, ctx: &Context) {
        let Some(Ok(given)) = self.credentials_in_front() else {
            return;
        };
        match credentials_text(&given.credentials, given.expires, form, SHELL) {
            Ok(text) => {
                ctx.copy_text(text);
                let text = format!("Copied credentials as {}, in clear text", form.name());
                self.overlay.toasts.push(Kind::Done, text);
            }
            Err(error) => {
                let text = format!("Not copied: {error}. {}", error.hint());
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    /// The secrets of the credentials in front, as far as they are known: those of every identity on the way.
    pub(super) fn secrets_at_hand(&self) -> Vec<(&'static str, Secret)> {
        let Some(Ok(given)) = self.credentials_in_front() else {
            return Vec::new();
        };
        let key = ("secret access key", given.credentials.secret_access_key);
        let token = given
            .credentials
            .session_token
            .map(|token| ("session token", token));
        std::iter::once(key)
            .chain(token)
            .chain(given.further_secrets)
            .collect()
    }

    /// The credentials that sign the request in front, as far as they are known; `None` when none do.
    fn credentials_in_front(&self) -> Option<Provided> {
        let tab = self.tab()?;
        if tab.draft.auth().kind != AuthKind::AwsSignature {
            return None;
        }
        let auth = credentials_form(&tab.draft.auth().aws, &self.scope_of_request()).ok()?;
        Some(self.jobs.engine.credentials().at_hand(&auth, SendAs::LastRole))
    }
}
