//! Carries out actions and commands.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{Context, ViewportCommand};

use super::live::INLINE_BODY_BYTES;
use super::look::Zoom;
use super::overlay::Cursor;
use super::paste::{PasteJob, Rewrite};
use super::{App, MOST_CLOSED, Overlay, Unrecorded, samples};
use crate::app::tab::Tab;
use crate::engine::{Queued, sign_again_for, without_credentials};
use crate::formats::copy::CopyForm;
use crate::model::{
    AcceptedCertificate, Answers, Auth, AuthKind, BodyKind, DraftId, FormRow, LongText, Outcome, PartRow,
    Request, ThemeChoice,
};
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::action::Follow;
use crate::ui::body_viewer::{self, Step};
use crate::ui::command::Command;
use crate::ui::comparison::reply_comparison::{Reference, ReplyComparison};
use crate::ui::comparison::service_comparison_page::ServiceComparisonPage;
use crate::ui::editor::url_field;
use crate::ui::live::LiveClock;
use crate::ui::masking;
use crate::ui::pick::PickTarget;
use crate::ui::reply::response_view::ResponsePage;
use crate::ui::section::Section;
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;
use crate::ui::signature::lesson_page::LessonPage;
use crate::ui::signature::signature_panel::Reveal;
use crate::ui::widgets::pane_head::Shown;
use crate::ui::widgets::split::Arrangement;

/// A larger body is not copied whole: the window would wait for it, and so would whoever pastes it.
const MOST_COPIED_BYTES: u64 = body_viewer::MOST_COPIED_BYTES as u64;

impl App {
    /// Carries out one action of a panel.
    pub(super) fn apply(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::Run(command) => self.run(command, ctx),
            Action::Collection(action) => self.apply_to_collections(action, ctx),
            Action::History(action) => self.apply_to_history(action),
            Action::OfSettings(action) => self.apply_to_settings(action),
            Action::OfExport(action) => self.apply_to_export(action),
            Action::OfImport(action) => self.apply_to_import(action),
            Action::OfRun(action) => self.apply_to_run(action),
            Action::Select(id) => {
                if let Some(index) = self.session.tabs.iter().position(|tab| tab.draft.id == id) {
                    self.select(index);
                }
            }
            Action::Reopen(id) => self.reopen(|tab| tab.draft.id == id),
            Action::OpenPast(number) => self.open_past(number, ctx),
            Action::Close(id) => self.close(&id),
            Action::AddFormRow => {
                if let Some(tab) = self.tab_mut() {
                    let row = FormRow::default();
                    tab.body.focus_row = Some(row.row);
                    tab.draft.request.http.body.form.push(row);
                }
            }
            Action::RemoveFormRow(row) => {
                if let Some(tab) = self.tab_mut() {
                    tab.draft.request.http.body.form.retain(|field| field.row != row);
                }
            }
            Action::AddPart(kind) => {
                if let Some(tab) = self.tab_mut() {
                    let part = PartRow {
                        kind,
                        ..PartRow::default()
                    };
                    tab.body.focus_row = Some(part.row);
                    tab.draft.request.http.body.parts.push(part);
                }
            }
            Action::RemovePart(row) => {
                if let Some(tab) = self.tab_mut() {
                    tab.draft.request.http.body.parts.retain(|part| part.row != row);
                }
            }
            Action::Browse(target) => self.browse(target),
            Action::SaveBody { path, form } => self.save_body(&path, form),
            Action::OpenBody { draft, extension } => self.open_body(&draft, extension),
            Action::Mend(mend) => self.mend(&mend, ctx),
            Action::Practise(fault) => self.practise(fault, ctx),
            Action::ExplainCause(cause) => self.explain_cause(cause),
            Action::ShowComparison => {
                if let Some(tab) = self.tab_mut() {
                    tab.signature.side = Side::AsSent;
                    tab.signature.reveal = Some(Reveal::Comparison);
                }
            }
            Action::SignWithAws => {
                if let Some(tab) = self.tab_mut() {
                    tab.draft.request.http.auth.kind = AuthKind::AwsSignature;
                    tab.signature.side = Side::Live;
                }
            }
            Action::SaveReport { path } => self.save_report(&path),
            Action::WriteCode(language) => self.write_code(language),
            Action::MakeSupportBundle(included) => self.make_support_bundle(included),
            Action::SaveSupportBundle { path } => self.save_support_bundle(&path),
            Action::Accept(certificate) => self.accept(certificate),
            Action::UseCredentials { draft, set } => {
                if draft.is_none() {
                    self.open(samples::empty(), ctx);
                }
                if let Some(draft) = draft.or_else(|| self.tab().map(|tab| tab.draft.id.clone())) {
                    self.use_credentials(&draft, &set);
                }
            }
            Action::UseReplyCredentials(place) => self.use_reply_credentials(place),
            Action::SendThreeTimes => self.send_three_times(),
            Action::AllowFiles { draft, body } => self.allow_files(&draft, *body),
            Action::Answer { draft, answers, then } => self.answered_by_person(&draft, *answers, then, ctx),
            Action::SignIn {
                session,
                method,
                then,
            } => self.sign_in(*session, method, then),
            Action::SignInAgain(method) => self.sign_in_again(method),
            Action::ChooseAccount => self.choose_account(),
            Action::ListRoles(account) => self.list_roles(*account),
            Action::UseRole { draft, role } => self.use_role(&draft, *role),
            Action::AskAgain => self.ask_again(),
            Action::AskOfCredentials => self.ask_of_credentials(),
            Action::SendAs(send_as) => self.send_as(send_as, ctx),
            Action::CancelCredentials => self.cancel_credentials(),
            Action::CopyCredentials(form) => self.copy_credentials(form),
            Action::CopyCredentialsNow(form) => self.copy_credentials_now(form, ctx),
            Action::FollowRedirect(follow) => self.follow(follow, ctx),
            Action::CloseOthers(id) => self.close_others(&id),
            Action::MoveTab(id, to) => self.move_tab(&id, to),
            Action::ShowCheck(row) => self.show_checks(Some(row)),
            Action::Rename(id, name) => self.rename(&id, name),
            Action::Copy { text, what } => self.copy(ctx, text, what),
            Action::ChooseEnvironment(name) => {
                if let Some(root) = self.root_in_front().map(Path::to_path_buf) {
                    self.choose_environment(&root, name.unwrap_or_default());
                }
            }
            Action::ShowVariable(variable) => self.show_variable(&variable),
            Action::OfVariables(action) => self.apply_to_variables(action),
            Action::SendInDangerous(draft) => self.send_though_dangerous(&draft, ctx),
            Action::Quit => self.quit(ctx),
        }
    }

    /// Carries out a command on the tab in front.
    #[expect(clippy::too_many_lines, reason = "one arm for each command")]
    pub fn run(&mut self, command: Command, ctx: &Context) {
        match command {
            Command::RenameTab | Command::DuplicateTab | Command::Undo if self.runs_in_sidebar(command) => {}
            Command::Send => self.send(Answers::default(), ctx),
            Command::Cancel => self.cancel(),
            Command::SaveRequest
            | Command::SaveRequestAs
            | Command::SaveAll
            | Command::ShowUnsaved
            | Command::CopyRequestPath
            | Command::OpenCollection
            | Command::NewCollection
            | Command::ShowSidebar
            | Command::FilterSidebar => self.run_on_collections(command, ctx),
            Command::ShowHistory => self.open_history_page(),
            Command::ExportCollection => self.export_collection(),
            Command::ImportCollection => self.open_import_page(),
            Command::UndoImport => self.undo_import(),
            Command::RunRequests => self.run_requests(),
            Command::ShowRun => self.show_run(),
            Command::NewTab => self.open(self.fresh(), ctx),
            Command::DuplicateTab => self.duplicate_front(ctx),
            Command::CloseTab => {
                if let Some(id) = self.tab().map(|tab| tab.draft.id.clone()) {
                    self.close(&id);
                }
            }
            Command::ReopenTab => self.reopen(|_| true),
            Command::ListTabs => self.show_page(Overlay::Palette(self.tab_list())),
            Command::NextTab => self.step(1),
            Command::PreviousTab => self.step(self.session.tabs.len().saturating_sub(1)),
            Command::Undo | Command::Redo => self.step_in_history(command, ctx),
            Command::RenameTab => {
                if let Some(tab) = self.session.tabs.get(self.session.active) {
                    self.overlay.tab_strip.rename(&tab.draft);
                }
            }
            Command::CloseOtherTabs => {
                if let Some(id) = self.tab().map(|tab| tab.draft.id.clone()) {
                    self.close_others(&id);
                }
            }
            Command::FocusUrl => self.focus_url(ctx),
            Command::ShowParams => self.show(Section::Params),
            Command::ShowAuth => self.show(Section::Auth),
            Command::EditSharedAuth => self.open_shared(),
            Command::EditInherited => self.open_inherited(),
            Command::ShowHeaders => self.show(Section::Headers),
            Command::ShowBody => self.show(Section::Body),
            Command::ShowChecks => self.show_checks(None),
            Command::ForgetCaptured => self.forget_captured(),
            Command::ShowSettings => self.show(Section::Settings),
            Command::ShowDocs => self.show(Section::Docs),
            Command::ShowTimeline => self.turn_page(ResponsePage::Timeline),
            Command::PutPanesBeside => self.session.panes.arrange(Arrangement::Beside),
            Command::StackPanes => self.session.panes.arrange(Arrangement::Stacked),
            Command::TurnPanes => self.turn_panes(),
            Command::ShowResponseAlone => self.session.panes.toggle(Shown::Response),
            Command::ShowSignatureAlone => self.session.panes.toggle(Shown::Signature),
            Command::BeautifyBody => self.rewrite_json(Rewrite::Indent),
            Command::MinifyBody => self.rewrite_json(Rewrite::Minify),
            Command::ChooseBodyFile => {
                self.show(Section::Body);
                self.browse(PickTarget::BodyFile);
            }
            Command::ShowLiveSignature => self.turn(Side::Live),
            Command::ShowSentSignature => self.turn(Side::AsSent),
            Command::PinTime => self.pin(),
            Command::UseTimeNow => self.unpin(),
            Command::CompareWithService => {
                if let Some(tab) = self.tab() {
                    self.show_page(Overlay::Compare(ServiceComparisonPage::of(
                        tab.last.sent.as_ref(),
                    )));
                }
            }
            Command::ExplainSteps => self.overlay.lesson = Some(LessonPage::default()),
            Command::CopySignatureReport => self.copy_signature_report(ctx),
            Command::SaveSignatureReport => self.open_report_page(),
            Command::Present => self.toggle_presentation(ctx),
            Command::CopyAuthorization
            | Command::CopyCanonicalRequest
            | Command::CopyStringToSign
            | Command::CopyResponseBody => self.copy_part(command, ctx),
            Command::CompareWithPrevious => self.compare(Reference::Previous),
            Command::PinResponse => self.pin_response(),
            Command::CompareWithPinned => self.compare(Reference::Pinned),
            Command::NextDifference => self.go_to_difference(ReplyComparison::next),
            Command::PreviousDifference => self.go_to_difference(ReplyComparison::previous),
            Command::FindInBody => self.find(None),
            Command::FindNext => self.find(Some(Step::Next)),
            Command::FindPrevious => self.find(Some(Step::Previous)),
            Command::FilterBody
            | Command::GoToLine
            | Command::ToggleLineWrap
            | Command::ShowBodyTree
            | Command::CopyBodyValue
            | Command::CopyBodyPath => self.act_on_body(command),
            Command::CopyAsCurlEnv => self.copy_as(CopyForm::CurlWithKeys, ctx),
            Command::CopyAsCurlSigned => self.copy_as(CopyForm::CurlSignedOnce, ctx),
            Command::CopyAsAwscurl => self.copy_as(CopyForm::Awscurl, ctx),
            Command::CopyAsCode => self.open_code_page(),
            Command::CopyAsRaw => self.copy_as(CopyForm::RawHttp, ctx),
            Command::CopyAsPresignedUrl => self.copy_as(CopyForm::PresignedUrl, ctx),
            Command::TestProtection => self.test_protection(),
            Command::OpenSample => self.open(samples::list_pets(), ctx),
            Command::OpenWrongSecretSample => self.open(samples::wrong_secret(), ctx),
            Command::UseDarkTheme => self.use_theme(ctx, ThemeChoice::Dark),
            Command::UseLightTheme => self.use_theme(ctx, ThemeChoice::Light),
            Command::UseSystemTheme => self.use_theme(ctx, ThemeChoice::System),
            Command::ToggleHighContrast => self.toggle_contrast(ctx),
            Command::ToggleDensity => self.toggle_density(ctx),
            Command::ZoomIn => self.zoom(ctx, Zoom::In),
            Command::ZoomOut => self.zoom(ctx, Zoom::Out),
            Command::ResetZoom => self.zoom(ctx, Zoom::Reset),
            Command::OpenPalette => {
                self.around.key_steps.shut();
                self.show_page(Overlay::Palette(self.palette()));
            }
            Command::SaveResponseBody => self.open_save_page(),
            Command::OpenResponseBody => self.ask_to_open(),
            Command::FetchCredentials
            | Command::WhoAmI
            | Command::ShowCredentialPlan
            | Command::SignOut
            | Command::ShowOwnCalls
            | Command::SendAsCaller
            | Command::CopyCredentialsAsShell
            | Command::CopyCredentialsAsProfile
            | Command::CopyCredentialsAsJson => self.run_on_credentials(command, ctx),
            Command::OpenCookies => self.show_page(Overlay::Cookies),
            Command::VerifySignedElsewhere => self.open_verify_page(),
            Command::BreakIt => self.show_page(Overlay::BreakIt),
            Command::ReportForSupport => self.open_support_page(),
            Command::UseServiceTime => self.use_service_time(None),
            Command::UseOwnTime => self.use_own_time(),
            Command::SwitchEnvironment
            | Command::EditEnvironments
            | Command::EditGlobalVariables
            | Command::GoToVariable
            | Command::FillMissingValues => self.run_on_environments(command, ctx),
            Command::OpenSettings | Command::OpenNetwork | Command::ChangeKeys => self.run_settings(command),
            Command::ShowShortcuts => self.show_page(Overlay::Shortcuts),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
        ctx.request_repaint();
    }

    /// Opens a request in a new tab, in front.
    pub fn open(&mut self, request: Request, ctx: &Context) {
        let fresh = request.http.url.is_empty();
        let id = DraftId::from_random((self.ambient.random)());
        let tab = Tab::new(id, request, self.signing_now());
        let at = (self.session.active + 1).min(self.session.tabs.len());
        self.session.tabs.insert(at, tab);
        self.select(at);
        self.keep_secrets();
        if fresh {
            self.focus_url(ctx);
        }
    }

    fn focus_url(&mut self, ctx: &Context) {
        self.overlay.cursor = Cursor::WantedInUrl;
        if let Some(tab) = self.tab() {
            url_field::focus_url(ctx, &tab.draft);
        }
    }

    /// Asks again for a cursor that was wanted in the URL field and is not there: in the frame after a
    /// modal closed, egui takes the focus from everything that was below it.
    pub(super) fn keep_cursor(&mut self, ctx: &Context) {
        if self.overlay.cursor == Cursor::Free {
            return;
        }
        match self.tab() {
            Some(tab) if !url_field::url_has_focus(ctx, &tab.draft) => {
                url_field::focus_url(ctx, &tab.draft);
                ctx.request_repaint();
            }
            _ => self.overlay.cursor = Cursor::Free,
        }
    }

    pub(super) fn select(&mut self, index: usize) {
        if index < self.session.tabs.len() {
            self.session.active = index;
            self.session.unrecorded = Unrecorded::Something;
        }
    }

    fn step(&mut self, by: usize) {
        if let Some(next) = (self.session.active + by).checked_rem(self.session.tabs.len()) {
            self.select(next);
        }
    }

    /// Closes a tab: nothing is asked, and it can be reopened. The last one leaves an empty request.
    pub(super) fn close(&mut self, id: &DraftId) {
        let Some(index) = self.session.tabs.iter().position(|tab| tab.draft.id == *id) else {
            return;
        };
        let mut tab = self.session.tabs.remove(index);
        if let Some(cancel) = tab
            .last
            .sending
            .as_ref()
            .and_then(|sending| self.jobs.cancels.get(&sending.send))
        {
            cancel.cancel();
        }
        tab.stop_viewers();
        self.session.closed.push(tab);
        if self.session.closed.len() > MOST_CLOSED {
            let forgotten = self.session.closed.remove(0);
            self.forget_secrets(&forgotten.draft.id);
        }
        if self.session.tabs.is_empty() {
            let id = DraftId::from_random((self.ambient.random)());
            self.session
                .tabs
                .push(Tab::new(id, self.fresh(), self.signing_now()));
        }
        if index < self.session.active || self.session.active >= self.session.tabs.len() {
            self.session.active = self.session.active.saturating_sub(1);
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Opens the latest closed tab for which `wanted` holds.
    fn reopen(&mut self, wanted: impl Fn(&Tab) -> bool) {
        let Some(at) = self.session.closed.iter().rposition(wanted) else {
            self.overlay.toasts.push(Kind::Refused, "No closed tab to reopen");
            return;
        };
        let mut tab = self.session.closed.remove(at);
        tab.last.sending = None;
        let at = (self.session.active + 1).min(self.session.tabs.len());
        self.session.tabs.insert(at, tab);
        self.select(at);
    }

    pub(super) fn show(&mut self, section: Section) {
        if let Some(tab) = self.tab_mut() {
            tab.section = section;
        }
    }

    /// Lays the panes out the other way.
    fn turn_panes(&mut self) {
        let other = match self.session.panes.arrangement {
            Arrangement::Beside => Arrangement::Stacked,
            Arrangement::Stacked => Arrangement::Beside,
        };
        self.session.panes.arrange(other);
    }

    fn turn_page(&mut self, page: ResponsePage) {
        self.session.panes.bring(Shown::Response);
        if let Some(tab) = self.tab_mut() {
            tab.reply.response.page = page;
        }
    }

    /// Believes a certificate for the sends to come.
    fn accept(&mut self, certificate: AcceptedCertificate) {
        let name = certificate.server_name.clone();
        if !self.session.network.accepted.contains(&certificate) {
            Arc::make_mut(&mut self.session.network)
                .accepted
                .push(certificate);
        }
        let text = format!("The certificate is accepted for {name}: send again");
        self.overlay.toasts.push(Kind::Done, text);
    }

    /// Opens the request that a redirect leads to in a new tab, and sends it.
    fn follow(&mut self, follow: Follow, ctx: &Context) {
        let Some(sent) = self.tab().and_then(|tab| tab.last.sent.clone()) else {
            return;
        };
        if sent.kept.is_some() {
            let text =
                "This redirect is of the history: send the request again, and follow the one that comes then";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        let (Some(stop), Outcome::Replied(response)) = (&sent.exchange.redirect, &sent.exchange.outcome)
        else {
            return;
        };
        let status = response.head.status;
        let scope = self.scope();
        let mut next = match follow {
            Follow::SignedAgain => sign_again_for(&sent.request, status, &stop.location),
            Follow::WithoutCredentials => without_credentials(&sent.request, &scope, status, &stop.location),
        };
        // What was inherited stays shared, unless it has to differ for the other host.
        let typed = &sent.typed.http.auth;
        match follow {
            // Where what is shared is another one by now, the new request keeps what the old one was signed with.
            Follow::SignedAgain
                if next.http.auth == sent.request.http.auth
                    && self.is_auth_of(&sent.typed, &next)
                    // The new request stands in no folder, which could give it that auth.
                    && self.root_in_front().is_none() =>
            {
                next.http.auth = typed.clone();
            }
            Follow::SignedAgain => {}
            Follow::WithoutCredentials => {
                let kind = next.http.auth.kind;
                next.http.auth = Auth {
                    kind,
                    ..typed.clone()
                };
            }
        }
        next.info.name.clear();
        self.open(next, ctx);
        self.send(Answers::default(), ctx);
    }

    fn turn(&mut self, side: Side) {
        let Some(tab) = self.tab_mut() else { return };
        if side == Side::AsSent && tab.last.sent.is_none() {
            self.overlay.toasts.push(Kind::Refused, "Nothing sent yet");
            return;
        }
        tab.signature.side = side;
        self.session.panes.bring(Shown::Signature);
    }

    fn pin(&mut self) {
        if let Some(tab) = self.tab_mut() {
            tab.draft.clock = LiveClock::Pinned(tab.draft.clock.time());
        }
    }

    pub(super) fn unpin(&mut self) {
        let now = self.signing_now();
        if let Some(tab) = self.tab_mut() {
            tab.draft.clock = LiveClock::LastEdit(now);
        }
    }

    /// Writes the JSON body anew, its meaning the same: a small one at once, a large one by the worker.
    fn rewrite_json(&mut self, rewrite: Rewrite) {
        let Some(tab) = self.tab_mut() else { return };
        let body = &tab.draft.request.http.body;
        let (draft, text) = (tab.draft.id.clone(), body.text.clone());
        if body.kind != BodyKind::Json {
            self.rewritten(&draft, &text, None);
        } else if text.len() <= INLINE_BODY_BYTES {
            let made = rewrite.of(&text);
            self.rewritten(&draft, &text, made);
        } else if self.jobs.pastes.ask(PasteJob::Rewrite { draft, text, rewrite }) == Queued::No {
            let text = "Still reading another text: try again in a moment";
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Takes the body as it was written anew, unless it was edited meanwhile.
    pub(super) fn rewritten(&mut self, draft: &DraftId, before: &LongText, made: Option<LongText>) {
        let Some(made) = made else {
            self.overlay
                .toasts
                .push(Kind::Refused, "The body is not JSON, so it stays as it is");
            return;
        };
        let tab = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *draft);
        let body = tab.map(|tab| &mut tab.draft.request.http.body);
        if let Some(body) = body.filter(|body| body.text.is_shared_with(before)) {
            body.text = made;
            self.session.touched.push(draft.clone());
        }
    }

    /// Says that so many bytes are not copied.
    pub(super) fn too_large_to_copy(&mut self, bytes: u64) {
        let size = human_bytes(bytes);
        let text = format!("{size} are too large for the clipboard: select a part of the body and copy that");
        self.overlay.toasts.push(Kind::Refused, text);
    }

    pub(super) fn copy(&mut self, ctx: &Context, text: String, what: &str) {
        ctx.copy_text(text);
        self.overlay.toasts.push(Kind::Done, format!("Copied {what}"));
    }

    /// Copies a part of the signature in front, or the body.
    fn copy_part(&mut self, command: Command, ctx: &Context) {
        let Some(tab) = self.tab() else { return };
        let too_large = tab.last.sent.as_ref().filter(|sent| {
            command == Command::CopyResponseBody && sent.received.body.len() > MOST_COPIED_BYTES
        });
        if let Some(sent) = too_large {
            let size = sent.received.body.len();
            self.too_large_to_copy(size);
            return;
        }
        let report = tab.shown().report().cloned();
        let part = match (command, report, &tab.last.sent) {
            (Command::CopyAuthorization, Some(report), _) => Some(match &report.presigned_url {
                None => (
                    report.authorization.as_str().to_owned(),
                    "the Authorization header",
                ),
                Some(url) => (url.as_str().to_owned(), "the presigned URL"),
            }),
            (Command::CopyStringToSign, Some(report), _) => {
                Some((report.string_to_sign.as_str().to_owned(), "the string to sign"))
            }
            (Command::CopyCanonicalRequest, Some(report), _) => Some((
                masking::shown_canonical_request(&report, tab.signature.token),
                "the canonical request",
            )),
            (Command::CopyResponseBody, _, Some(sent)) => Some((
                String::from_utf8_lossy(&sent.received.bytes).into_owned(),
                "the response body",
            )),
            _ => None,
        };
        match part {
            Some((text, what)) => self.copy(ctx, text, what),
            None => self.overlay.toasts.push(Kind::Refused, "Nothing to copy yet"),
        }
    }
}
