//! One frame: commands first, then the panels, then what they asked for, then the live report.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{
    Context, Frame, Id, Margin, Panel, Rect, ScrollArea, Ui, UiBuilder, accesskit_root_id, pos2, vec2,
};

use super::environments::Choices;
use super::overlay::Popups;
use super::quitting::Quitting;
use super::tab::Tab;
use super::tab_file::Presence;
use super::workspace::{Workspace, sidebar_data};
use super::{App, Overlay, Unrecorded, saving};
use crate::model::{ItemRef, Outcome, SigningTime};
use crate::ui::action::Action;
use crate::ui::body_viewer::rows;
use crate::ui::context::PanelContext;
use crate::ui::editor::auth_source::Whose;
use crate::ui::editor::checks_panel::{CheckSurroundings, checks_panel_ui};
use crate::ui::editor::headers_panel::SignedHeaders;
use crate::ui::last_exchange::Sent;
use crate::ui::page::Verdict;
use crate::ui::reply::response_view::ResponsePage;
use crate::ui::section::Section;
use crate::ui::shell::editor_height::{self, EditorHeight, Need, TableForm};
use crate::ui::shell::palette::palette_ui;
use crate::ui::shell::settings_page::{Edited, take_keys};
use crate::ui::shell::tab_numbers;
use crate::ui::shell::tab_strip::{Kept, OpenTab, SaveOver};
use crate::ui::signature::lesson_page::Turning;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::typed_commands::{self, TakesEscape};
use crate::ui::widgets::pane_head::Shown;
use crate::ui::widgets::pane_head::line_ui;
use crate::ui::{
    comparison::service_comparison_page, editor::auth_panel, editor::body_panel, editor::docs_panel,
    editor::headers_panel, editor::params_panel, editor::request_bar, editor::section_tabs,
    editor::settings_panel, editor::shared_auth_page, focus_ring, reply::save_page, reply::support_page,
    shell::accounts_page, shell::break_page, shell::cause_page, shell::changes_page, shell::chooser,
    shell::code_page, shell::cookies_page, shell::copy_credentials_page, shell::danger_frame,
    shell::danger_page, shell::defaults_page, shell::exchanges_page, shell::export_page, shell::history_page,
    shell::import_page, shell::missing_values_page, shell::new_collection_page, shell::open_collection_page,
    shell::own_calls_page, shell::panes, shell::plan_page, shell::protection_page, shell::question_page,
    shell::run_page, shell::save_request_page, shell::settings_page, shell::shortcuts, shell::sign_in_page,
    shell::status_bar, shell::suspects_page, shell::tab_strip, shell::variables_page, shell::verify_page,
    sidebar::sidebar_panel, signature::lesson_page, variables,
};

/// While a send is under way its elapsed time is drawn this often.
const ELAPSED_EVERY: Duration = Duration::from_millis(100);
/// So narrow and so wide the sidebar can be dragged, in points.
const SIDEBAR_WIDTHS: std::ops::RangeInclusive<f32> = 180.0..=520.0;

impl App {
    /// Draws everything and carries out what was asked.
    pub(super) fn frame(&mut self, ui: &mut Ui) {
        focus_ring::follow_focus(ui.ctx());
        // The frame around all controls is told by this name.
        ui.ctx()
            .accesskit_node_builder(accesskit_root_id(), |node| node.set_label("Countersign"));
        self.observe_touched(ui.ctx());
        self.run_typed(ui);
        self.observe_touched(ui.ctx());
        self.refresh_live(ui.ctx());
        self.watch_age(ui.ctx());
        self.tell_presentation();
        self.tell_variables(ui.ctx());
        let mut actions = Vec::new();
        self.overlay.toasts.expire(ui);
        if self.overlay.lesson.is_some() {
            self.lesson(ui, &mut actions);
        } else {
            self.panels(ui, &mut actions);
        }
        self.settle_links(ui.ctx());
        if matches!(self.overlay.page, Overlay::None) && self.overlay.lesson.is_none() {
            self.keep_cursor(ui.ctx());
        }
        self.overlay(ui, &mut actions);
        self.quit_question(ui, &mut actions);
        self.overlay.popups = if ui.ctx().any_popup_open() {
            Popups::Open
        } else {
            Popups::Closed
        };
        focus_ring::focus_ring_ui(ui.ctx());
        if !actions.is_empty() {
            ui.ctx().request_repaint();
        }
        self.observe(ui.ctx());
        for action in actions {
            self.leave_lesson_for(&action);
            self.apply(action, ui.ctx());
            self.touch_front();
        }
        self.observe_touched(ui.ctx());
        self.refresh_live(ui.ctx());
        self.ask_body_jobs(ui.ctx());
        self.ask_history(ui.ctx());
        self.ask_pictures(ui.ctx());
        self.ask_comparisons(ui.ctx());
        self.ask_checks(ui.ctx());
        self.ask_verification(ui.ctx());
        self.watch_profiles(ui.ctx());
        self.watch_settings(ui.ctx());
        self.remember(ui.ctx());
        if self.session.unrecorded == Unrecorded::Something {
            self.record();
        }
        if self.tab().is_some_and(|tab| tab.last.sending.is_some()) {
            ui.ctx().request_repaint_after(ELAPSED_EVERY);
        }
    }

    /// Tells the fields what the request in front can name, when that changed.
    fn tell_variables(&mut self, ctx: &Context) {
        variables::forget_cursor(ctx);
        let of = self.tab().map(|tab| (tab.draft.id.clone(), tab.draft.revision));
        let file = self.tab().and_then(|tab| tab.item().cloned());
        let basis = (
            self.session.scope_revision,
            of,
            file,
            self.around.presentation.clone(),
        );
        if self.around.told_variables.as_ref() == Some(&basis) {
            return;
        }
        let scope = self.scope_of_request();
        variables::install(ctx, scope, self.around.presentation.clone());
        self.around.told_variables = Some(basis);
    }

    /// Runs what was typed. A page that covers the window leaves alone what can not be seen behind it.
    fn run_typed(&mut self, ui: &Ui) {
        let was_lesson = self.overlay.lesson.is_some();
        self.take_keys_for_settings(ui.ctx());
        self.close_rows_by_escape(ui.ctx());
        self.choose_tab_by_number(ui.ctx());
        for command in typed_commands::consume(ui.ctx(), self.takes_escape()) {
            if self.overlay.lesson.is_none() || lesson_page::leaves(command) {
                self.run(command, ui.ctx());
                self.touch_front();
            }
        }
        if self.overlay.lesson.is_some() {
            return;
        }
        if was_lesson {
            self.around.key_steps.shut();
        }
        self.take_pastes(ui.ctx());
    }

    /// Keys that are pressed to become those of a command run none.
    fn take_keys_for_settings(&mut self, ctx: &Context) {
        let Overlay::Settings(page) = &mut self.overlay.page else {
            return;
        };
        let mut bindings = self.session.settings.bindings.clone();
        take_keys(ctx, page, &mut bindings);
        if bindings != self.session.settings.bindings {
            let settings = self.settings_in_force();
            self.use_settings(settings, bindings, ctx);
        }
    }

    /// Escape closes the search and the filter of the body first, and cancels after that.
    fn close_rows_by_escape(&mut self, ctx: &Context) {
        if self.is_covered() || self.session.panes.shown == Shown::Signature {
            return;
        }
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        if tab.reply.response.page == ResponsePage::Body
            && tab.reply.viewer.has_rows()
            && rows::takes_escape(ctx)
        {
            tab.reply.viewer.close_rows();
        }
    }

    /// The number keys choose a tab, as in a browser.
    fn choose_tab_by_number(&mut self, ctx: &Context) {
        if self.is_covered() {
            return;
        }
        if let Some(number) = tab_numbers::consume(ctx)
            && let Some(index) = tab_numbers::chosen(number, self.session.tabs.len())
        {
            self.select(index);
            ctx.request_repaint();
        }
    }

    fn takes_escape(&self) -> TakesEscape {
        let sending = self.tab().is_some_and(|tab| tab.last.sending.is_some());
        if sending && !self.is_covered() {
            TakesEscape::Yes
        } else {
            TakesEscape::No
        }
    }

    /// Whether keys and pastes belong to something that lies over the panels.
    pub(super) fn is_covered(&self) -> bool {
        !matches!(self.overlay.page, Overlay::None)
            || self.overlay.lesson.is_some()
            || self.overlay.popups == Popups::Open
            || matches!(self.overlay.quitting, Quitting::Asked(_))
    }

    /// The page in the place of the panels. The palette may lie over it, and then takes the keys.
    fn lesson(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        let turning = if matches!(self.overlay.page, Overlay::None) {
            Turning::ByKeys
        } else {
            Turning::Held
        };
        let network = Arc::clone(&self.session.network);
        let ctx = self
            .around
            .context(ui, self.available(), &network, (self.ambient.now)());
        let verdict = match (
            &mut self.overlay.lesson,
            self.session.tabs.get_mut(self.session.active),
        ) {
            (Some(page), Some(tab)) => {
                let of = (&tab.draft, &tab.last);
                lesson_page::lesson_page_ui(ui, page, &mut tab.signature, of, turning, &ctx, out)
            }
            _ => Verdict::Close,
        };
        if verdict == Verdict::Close {
            self.overlay.lesson = None;
            ui.ctx().request_repaint();
        }
    }

    /// What was chosen in the palette over the page may need what the page covers.
    fn leave_lesson_for(&mut self, action: &Action) {
        let stays = match action {
            Action::Run(command) => lesson_page::leaves(*command),
            Action::SignWithAws => true,
            _ => false,
        };
        if self.overlay.lesson.is_some() && !stays {
            self.overlay.lesson = None;
            self.around.key_steps.shut();
        }
    }

    fn panels(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        let choices = self.environment_choices();
        self.note_unsaved();
        let colors = tokens(ui.ctx());
        let network = Arc::clone(&self.session.network);
        let ctx = self
            .around
            .context(ui, self.available(), &network, (self.ambient.now)());
        if self.is_dangerous() {
            danger_frame::danger_frame_ui(ui.ctx());
        }
        Panel::top("tabs")
            .frame(Frame::new().fill(colors.ground))
            .exact_size(heights(ui.ctx()).tab_strip)
            .show(ui, |ui| {
                let tabs: Vec<OpenTab<'_>> = self.session.tabs.iter().map(open_tab).collect();
                tab_strip::tab_strip_ui(
                    ui,
                    &mut self.overlay.tab_strip,
                    &tabs,
                    self.session.active,
                    choices.as_ref().map(Choices::borrowed).as_ref(),
                    &ctx,
                    out,
                );
            });
        Panel::bottom("status")
            .frame(Frame::new().fill(colors.ground))
            .exact_size(size::STATUS_BAR)
            .show(ui, |ui| {
                let draft = self.session.tabs.get(self.session.active).map(|tab| &tab.draft);
                let clock = self.session.clock.status();
                let run = self.overlay.running.under_way();
                status_bar::status_bar_ui(ui, draft, (clock, run), &self.overlay.toasts, &ctx, out);
            });
        if self.session.workspace.is_shown() {
            let front = self
                .session
                .tabs
                .get(self.session.active)
                .and_then(|tab| tab.file.as_ref());
            let front = front.map(|file| file.item.clone());
            if sidebar(ui, &mut self.session.workspace, front.as_ref(), &ctx, out) == Unrecorded::Something {
                self.session.unrecorded = Unrecorded::Something;
            }
        }
        self.overlay.toasts.place_ui(ui, &self.around.presentation);
        let wrap = self.line_wrap();
        let environment = choices.as_ref().and_then(Choices::chosen);
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        tab.reply.viewer.set_line_wrap(wrap);
        let room = ui.available_rect_before_wrap();
        let wish = self.session.preferences.editor_height;
        let below = [
            self.session.panes.least_height(),
            self.session.panes.comfortable_height(room.width()),
        ];
        let height = EditorHeight::new(wish, room.height(), below, need_of(tab));
        ui.painter().rect_filled(room, 0.0, colors.panel);
        let place = Rect::from_min_size(room.min, vec2(room.width(), height.most));
        let editor = ui.scope_builder(own("editor").max_rect(place), |ui| {
            ui.set_clip_rect(place.intersect(ui.clip_rect()));
            editor_ui(ui, tab, environment.as_deref(), &ctx, out);
        });
        let editor = Rect::from_min_size(
            room.min,
            vec2(room.width(), editor.response.rect.height().round()),
        );
        let dragged = editor_height::edge_ui(ui, editor, height);
        let below = Rect::from_min_max(pos2(room.left(), editor.bottom() + 1.0), room.max);
        let laid_out = &mut self.session.panes;
        ui.scope_builder(own("panes").max_rect(below), |ui| {
            let of = (&tab.draft, &tab.last);
            panes::panes_ui(ui, laid_out, (&mut tab.reply, &mut tab.signature), of, &ctx, out);
        });
        self.keep_panes();
        if let Some(wish) = dragged {
            self.session.preferences.editor_height = wish;
            self.session.unrecorded = Unrecorded::Something;
        }
    }

    fn overlay(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        let network = Arc::clone(&self.session.network);
        let ctx = self
            .around
            .context(ui, self.available(), &network, (self.ambient.now)());
        let inheriting = self.inheriting();
        let settings = self.settings_in_force();
        let decoding = saving::outcome_of(self)
            .and_then(Outcome::response)
            .map(|response| response.decoding.clone())
            .unwrap_or_default();
        // What is typed goes to the journal as it is typed.
        if ui.input(|input| !input.events.is_empty()) && self.overlay.page.has_unsaved() {
            self.session.unrecorded = Unrecorded::Something;
        }
        let verdict = match &mut self.overlay.page {
            Overlay::None => return,
            Overlay::Palette(palette) => palette_ui(ui, palette, &ctx, out),
            Overlay::Choice(choice) => chooser::chooser_ui(ui, choice, (self.ambient.now)(), out),
            Overlay::Protection(page) => protection_page::protection_page_ui(ui, page, out),
            Overlay::Compare(page) => match self.session.tabs.get_mut(self.session.active) {
                Some(tab) => {
                    let of = (&tab.draft, &tab.last);
                    service_comparison_page::service_comparison_page_ui(
                        ui,
                        page,
                        &mut tab.signature.side,
                        of,
                        &ctx,
                        out,
                    )
                }
                None => Verdict::Close,
            },
            Overlay::Shortcuts => shortcuts::shortcuts_ui(ui, &ctx),
            Overlay::SharedAuth => shared_auth_page::shared_auth_page_ui(
                ui,
                &mut self.session.shared.form,
                inheriting,
                &ctx,
                out,
            ),
            Overlay::Save(page) => save_page::save_page_ui(ui, page, &decoding, out),
            Overlay::Support(page) => support_page::support_page_ui(ui, page, &ctx, out),
            Overlay::BreakIt => break_page::break_page_ui(ui, &ctx, out),
            Overlay::Verify(page) => {
                let now = SigningTime::new((self.ambient.now)());
                verify_page::verify_page_ui(ui, page, now, &ctx, out)
            }
            Overlay::Cause(cause) => cause_page::cause_page_ui(ui, *cause, &ctx, out),
            Overlay::Question(page) => question_page::question_page_ui(ui, page, out),
            Overlay::SignIn(page) => sign_in_page::sign_in_page_ui(ui, page, &ctx, out),
            Overlay::Accounts(page) => accounts_page::accounts_page_ui(ui, page, &ctx, out),
            Overlay::Plan(page) => plan_page::plan_page_ui(ui, page, &ctx),
            Overlay::OwnCalls => {
                let calls = self.jobs.engine.credentials().calls();
                own_calls_page::own_calls_page_ui(ui, &calls, &ctx)
            }
            Overlay::CopyCredentials(form) => {
                copy_credentials_page::copy_credentials_page_ui(ui, *form, &ctx, out)
            }
            Overlay::Code(page) => code_page::code_page_ui(ui, page, &ctx, out),
            Overlay::OpenCollection(page) => {
                open_collection_page::open_collection_page_ui(ui, page, &ctx, out)
            }
            Overlay::NewCollection(page) => new_collection_page::new_collection_page_ui(ui, page, &ctx, out),
            Overlay::SaveRequest(page) => save_request_page::save_request_page_ui(ui, page, &ctx, out),
            Overlay::Defaults(page) => defaults_page::defaults_page_ui(ui, page, &ctx, out),
            Overlay::Suspects(page) => suspects_page::suspects_page_ui(ui, page, &ctx, out),
            Overlay::Changes(page) => changes_page::changes_page_ui(ui, page, &ctx, out),
            Overlay::Variables(page) => variables_page::variables_page_ui(ui, page, out),
            Overlay::History(page) => history_page::history_page_ui(ui, page, &ctx, out),
            Overlay::Export(page) => export_page::export_page_ui(ui, page, &ctx, out),
            Overlay::Import(page) => import_page::import_page_ui(ui, page, &ctx, out),
            Overlay::Run => match &mut self.overlay.running.page {
                Some(page) => run_page::run_page_ui(ui, page, &self.session.folders.base, &ctx, out),
                None => Verdict::Close,
            },
            Overlay::Exchanges(page) => exchanges_page::exchanges_page_ui(ui, page, &ctx),
            Overlay::MissingValues(page) => missing_values_page::missing_values_page_ui(ui, page, out),
            Overlay::Danger(page) => danger_page::danger_page_ui(ui, page, out),
            Overlay::Cookies => {
                let now = (self.ambient.now)();
                cookies_page::cookies_page_ui(ui, &self.session.cookies, now)
            }
            Overlay::Settings(page) => {
                let mut changed = settings.clone();
                let mut bindings = self.session.settings.bindings.clone();
                let mut edited = Edited {
                    settings: &mut changed,
                    bindings: &mut bindings,
                };
                let verdict = settings_page::settings_page_ui(ui, page, &mut edited, &ctx, out);
                if changed != settings || bindings != self.session.settings.bindings {
                    self.use_settings(changed, bindings, ui.ctx());
                }
                verdict
            }
        };
        if verdict == Verdict::Close {
            if matches!(self.overlay.page, Overlay::Protection(_)) {
                self.end_protection_test();
            }
            if matches!(self.overlay.page, Overlay::SignIn(_) | Overlay::Accounts(_)) {
                self.end_sign_in();
            }
            self.close_page();
            ui.ctx().request_repaint();
        }
    }
}

/// Draws the open collections at the left, and says whether the journal has to be told.
fn sidebar(
    ui: &mut Ui,
    workspace: &mut Workspace,
    front: Option<&ItemRef>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Unrecorded {
    let mut view = std::mem::take(&mut workspace.view);
    let mut history = std::mem::take(&mut workspace.history);
    let unfolded = view.revision();
    let shown = Panel::left("sidebar")
        .frame(
            Frame::new()
                .fill(ctx.tokens.ground)
                .inner_margin(Margin::symmetric(8, 6)),
        )
        .resizable(true)
        .default_size(workspace.width)
        .size_range(SIDEBAR_WIDTHS)
        .show(ui, |ui| {
            let data = sidebar_data(workspace, front);
            sidebar_panel::sidebar_ui(ui, &mut view, (data, &mut history), ctx, out);
        });
    let width = shown.response.rect.width();
    let changed = (width - workspace.width).abs() > 0.5 || unfolded != view.revision();
    workspace.width = width;
    workspace.view = view;
    workspace.history = history;
    if changed {
        Unrecorded::Something
    } else {
        Unrecorded::Nothing
    }
}

fn open_tab(tab: &Tab) -> OpenTab<'_> {
    OpenTab {
        draft: &tab.draft,
        sending: tab.last.sending.as_ref(),
        kept: match &tab.file {
            None => Kept::InJournal,
            Some(file) => Kept::InFile {
                path: file.item.path.as_str(),
                unsaved: file.unsaved,
                gone: match &file.presence {
                    Presence::There => None,
                    Presence::Gone { reason } => Some((reason, SaveOver::MakesAnew)),
                    Presence::Unreadable { reason } => Some((reason, SaveOver::Refuses)),
                },
            },
        },
    }
}

/// Names of the header lines of a reply.
fn header_names(sent: Option<&Sent>) -> Vec<String> {
    let head = sent.and_then(Sent::head);
    let headers = head.map(|head| head.headers.as_slice()).unwrap_or_default();
    headers.iter().map(|(name, _)| name.clone()).collect()
}

/// A part of the window whose widgets keep their identities when a message comes and goes above or below it: a click
/// would be lost between press and release.
fn own(part: &str) -> UiBuilder {
    UiBuilder::new().scope_id(Id::unique(part))
}

/// What the section in front needs.
fn need_of(tab: &Tab) -> Need {
    let is_text = match tab.section {
        Section::Params => tab.params.bulk.is_some(),
        Section::Headers => tab.headers.bulk.is_some(),
        _ => false,
    };
    let table = if is_text { TableForm::Text } else { TableForm::Rows };
    editor_height::need_of(tab.section, &tab.draft.request, table)
}

/// Bar, section tabs and the section in front.
fn editor_ui(
    ui: &mut Ui,
    tab: &mut Tab,
    environment: Option<&str>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    if let Need::Text(_) = need_of(tab) {
        ui.set_min_height(ui.available_height());
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let sending = tab.last.sending.as_ref();
    request_bar::request_bar_ui(ui, &mut tab.draft, sending, &mut tab.section, ctx, out);
    section_tabs::section_tabs_ui(ui, &mut tab.section, &tab.draft, ctx);
    line_ui(ui, ctx.tokens);
    let salt = tab.draft.id.clone();
    ui.push_id(salt.as_str(), |ui| {
        Frame::new()
            .inner_margin(Margin::symmetric(16, heights(ui.ctx()).pad))
            .show(ui, |ui| match tab.section {
                Section::Auth => {
                    ScrollArea::vertical()
                        .id_salt("auth")
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            let (view, draft) = (&mut tab.auth, &mut tab.draft);
                            auth_panel::auth_panel_ui(ui, view, draft, Whose::Request, ctx, out);
                        });
                }
                Section::Params => params_panel::params_panel_ui(ui, &mut tab.params, &mut tab.draft, ctx),
                Section::Headers => {
                    let signed = SignedHeaders::of(tab.shown(), tab.signature.token);
                    headers_panel::headers_panel_ui(ui, &mut tab.headers, &mut tab.draft, &signed, ctx);
                }
                Section::Checks => {
                    let names = header_names(tab.last.sent.as_ref());
                    let around = CheckSurroundings {
                        checks: &tab.last.checks,
                        headers: &names,
                        environment,
                    };
                    checks_panel_ui(ui, &mut tab.checks, &mut tab.draft.request, &around, ctx);
                }
                Section::Settings => {
                    let inherited = &tab.draft.inherited_settings;
                    settings_panel::settings_panel_ui(
                        ui,
                        &mut tab.draft.request.settings,
                        inherited,
                        ctx.network,
                    );
                }
                Section::Docs => {
                    ui.spacing_mut().item_spacing.y = heights(ui.ctx()).gap;
                    docs_panel::docs_panel_ui(ui, &mut tab.docs, &mut tab.draft.request.docs, ctx, out);
                }
                Section::Body => {
                    ui.spacing_mut().item_spacing.y = heights(ui.ctx()).gap;
                    body_panel::body_panel_ui(ui, &mut tab.body, &mut tab.draft, ctx, out);
                }
            });
    });
}
