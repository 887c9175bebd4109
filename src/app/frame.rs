//! One frame: commands first, then the panels, then what they asked for, then the live report.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui, accesskit_root_id};

use super::live::{self, Job};
use super::secrets::secrets;
use super::tab::Tab;
use super::{App, Overlay, Popups, Seen, Unrecorded, saving};
use crate::blob::DigestMemo;
use crate::engine::Queued;
use crate::model::{Network, Outcome, Request, Secret};
use crate::prepare::Outline;
use crate::ui::action::Action;
use crate::ui::command::{self, TakesEscape};
use crate::ui::context::PanelContext;
use crate::ui::editor::auth_source::Whose;
use crate::ui::editor::headers_panel::SignedHeaders;
use crate::ui::live::{Freshness, LiveClock};
use crate::ui::page::Verdict;
use crate::ui::section::Section;
use crate::ui::shell::palette::palette_ui;
use crate::ui::shell::tab_strip::OpenTab;
use crate::ui::shown_signature::Side;
use crate::ui::signature::lesson_page::Turning;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::pane_head::line_ui;
use crate::ui::{
    editor::auth_panel, editor::body_panel, editor::docs_panel, editor::headers_panel, editor::params_panel,
    editor::request_bar, editor::section_tabs, editor::settings_panel, editor::shared_auth_page, focus_ring,
    reply::save_page, shell::chooser, shell::cookies_page, shell::network_page, shell::panes,
    shell::protection_page, shell::shortcuts, shell::status_bar, shell::tab_strip, signature::compare_page,
    signature::lesson_page,
};

/// While a send is under way its elapsed time is drawn this often.
const ELAPSED_EVERY: Duration = Duration::from_millis(100);
/// A full queue of live reports is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// The form of AWS Signature without remarks.
const EDITOR_HEIGHT: f32 = 316.0;

impl App {
    /// Draws everything and carries out what was asked.
    pub(super) fn frame(&mut self, ui: &mut Ui) {
        focus_ring::follow_focus(ui.ctx());
        // The frame around all controls is told by this name.
        ui.ctx()
            .accesskit_node_builder(accesskit_root_id(), |node| node.set_label("Countersign"));
        self.observe(ui.ctx());
        self.run_typed(ui);
        self.refresh_live(ui.ctx());
        self.tell_presentation();
        let mut actions = Vec::new();
        if self.lesson.is_some() {
            self.lesson(ui);
        } else {
            self.panels(ui, &mut actions);
        }
        self.settle_links(ui.ctx());
        if matches!(self.overlay, Overlay::None) && self.lesson.is_none() {
            self.keep_cursor(ui.ctx());
        }
        self.overlay(ui, &mut actions);
        self.toasts.ui(ui, &self.around.presentation);
        self.popups = if ui.ctx().any_popup_open() {
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
        }
        self.observe(ui.ctx());
        self.refresh_live(ui.ctx());
        self.ask_body_jobs(ui.ctx());
        self.ask_pictures(ui.ctx());
        self.ask_comparisons(ui.ctx());
        if self.unrecorded == Unrecorded::Something {
            self.record();
        }
        if self.tab().is_some_and(|tab| tab.last.sending.is_some()) {
            ui.ctx().request_repaint_after(ELAPSED_EVERY);
        }
    }

    /// Runs what was typed. A page that covers the window leaves alone what can not be seen behind it.
    fn run_typed(&mut self, ui: &Ui) {
        let was_lesson = self.lesson.is_some();
        for command in command::consume(ui.ctx(), self.takes_escape()) {
            if self.lesson.is_none() || lesson_page::leaves(command) {
                self.run(command, ui.ctx());
            }
        }
        if self.lesson.is_some() {
            return;
        }
        if was_lesson {
            self.around.key_steps.shut();
        }
        self.take_pastes(ui.ctx());
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
        !matches!(self.overlay, Overlay::None) || self.lesson.is_some() || self.popups == Popups::Open
    }

    /// The page in the place of the panels. The palette may lie over it, and then takes the keys.
    fn lesson(&mut self, ui: &mut Ui) {
        let turning = if matches!(self.overlay, Overlay::None) {
            Turning::ByKeys
        } else {
            Turning::Held
        };
        let network = Arc::clone(&self.network);
        let ctx = self.around.context(ui, self.available(), &network);
        let verdict = match (&mut self.lesson, self.tabs.get_mut(self.active)) {
            (Some(page), Some(tab)) => {
                let of = (&tab.draft, &tab.last);
                lesson_page::lesson_page_ui(ui, page, &mut tab.signature, of, turning, &ctx)
            }
            _ => Verdict::Close,
        };
        if verdict == Verdict::Close {
            self.lesson = None;
            ui.ctx().request_repaint();
        }
    }

    /// What was chosen in the palette over the page may need what the page covers.
    fn leave_lesson_for(&mut self, action: &Action) {
        let stays = matches!(action, Action::Run(command) if lesson_page::leaves(*command));
        if self.lesson.is_some() && !stays {
            self.lesson = None;
            self.around.key_steps.shut();
        }
    }

    fn panels(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        let colors = tokens(ui.ctx());
        let network = Arc::clone(&self.network);
        let panel = Frame::new().fill(colors.panel);
        let ctx = self.around.context(ui, self.available(), &network);
        Panel::top("tabs")
            .frame(Frame::new().fill(colors.ground))
            .exact_size(heights(ui.ctx()).tab_strip)
            .show(ui, |ui| {
                let tabs: Vec<OpenTab<'_>> = self.tabs.iter().map(open_tab).collect();
                tab_strip::tab_strip_ui(ui, &mut self.tab_strip, &tabs, self.active, &ctx, out);
            });
        Panel::bottom("status")
            .frame(Frame::new().fill(colors.ground))
            .exact_size(size::STATUS_BAR)
            .show(ui, |ui| {
                let draft = self.tabs.get(self.active).map(|tab| &tab.draft);
                status_bar::status_bar_ui(ui, draft, &ctx);
            });
        let wrap = self.line_wrap();
        let Some(tab) = self.tabs.get_mut(self.active) else {
            return;
        };
        tab.reply.viewer.set_line_wrap(wrap);
        let wish = self.preferences.editor_height;
        let editor = Panel::top("editor")
            .frame(panel)
            .resizable(true)
            .default_size(if wish > 0.0 { wish } else { EDITOR_HEIGHT })
            .size_range(150.0..=(ui.available_height() - self.panes.least_height()).max(160.0))
            .show(ui, |ui| editor_ui(ui, tab, &ctx, out));
        let laid_out = &mut self.panes;
        CentralPanel::no_frame().frame(panel).show(ui, |ui| {
            let of = (&tab.draft, &tab.last);
            panes::panes_ui(ui, laid_out, (&mut tab.reply, &mut tab.signature), of, &ctx, out);
        });
        self.keep_panes();
        let height = editor.response.rect.height();
        let kept = &mut self.preferences.editor_height;
        let before = if *kept > 0.0 { *kept } else { EDITOR_HEIGHT };
        if (height - before).abs() > 1.0 && ui.input(|input| input.pointer.any_released()) {
            *kept = height;
            self.unrecorded = Unrecorded::Something;
        }
    }

    fn overlay(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        let network = Arc::clone(&self.network);
        let ctx = self.around.context(ui, self.available(), &network);
        let inheriting = self.inheriting();
        let decoding = saving::outcome_of(self)
            .and_then(Outcome::response)
            .map(|response| response.decoding.clone())
            .unwrap_or_default();
        let verdict = match &mut self.overlay {
            Overlay::None => return,
            Overlay::Palette(palette) => palette_ui(ui, palette, &ctx, out),
            Overlay::Choice(choice) => chooser::chooser_ui(ui, choice, (self.ambient.now)(), out),
            Overlay::Protection(page) => protection_page::protection_page_ui(ui, page, out),
            Overlay::Compare(page) => match self.tabs.get_mut(self.active) {
                Some(tab) => {
                    let of = (&tab.draft, &tab.last);
                    compare_page::compare_page_ui(ui, page, &mut tab.signature, of, &ctx, out)
                }
                None => Verdict::Close,
            },
            Overlay::Shortcuts => shortcuts::shortcuts_ui(ui, &ctx),
            Overlay::SharedAuth => {
                shared_auth_page::shared_auth_page_ui(ui, &mut self.shared.form, inheriting, &ctx, out)
            }
            Overlay::Save(page) => save_page::save_page_ui(ui, page, &decoding, out),
            Overlay::Cookies => {
                let now = (self.ambient.now)();
                cookies_page::cookies_page_ui(ui, &self.cookies, now)
            }
            Overlay::Network => {
                let mut edited = Network::clone(&network);
                let verdict = network_page::network_page_ui(ui, &mut edited, out);
                if edited != *network {
                    self.network = Arc::new(edited);
                    self.unrecorded = Unrecorded::Something;
                }
                verdict
            }
        };
        if verdict == Verdict::Close {
            if matches!(self.overlay, Overlay::Protection(_)) {
                self.end_protection_test();
            }
            self.overlay = Overlay::None;
            ui.ctx().request_repaint();
        }
    }

    /// Makes the live report anew when what it stands on changed. An edit takes the time of the clock, and
    /// turns the signature pane to what is typed.
    pub(super) fn refresh_live(&mut self, ctx: &eframe::egui::Context) {
        let inputs = self.inputs();
        let now = self.now();
        let Some(tab) = self.tabs.get_mut(self.active) else {
            return;
        };
        let secrets = secrets(&tab.draft.request.http.auth);
        let seen = self.seen.get(&tab.draft.id);
        let edited = seen.is_some_and(|seen| *seen.request != tab.draft.request || seen.secrets != secrets);
        let jar = self.cookies.revision();
        let shared = tab.draft.inherits().then_some(self.shared.revision);
        let same_surroundings = seen.is_some_and(|seen| {
            seen.inputs == inputs
                && seen.time == tab.draft.clock.time()
                && seen.jar == jar
                && seen.shared == shared
        });
        if same_surroundings && !edited {
            return;
        }
        if edited
            && same_surroundings
            && seen.is_some_and(|seen| is_sent_alike(seen, &tab.draft.request, &secrets))
        {
            self.unrecorded = Unrecorded::Something;
            let request = tab.draft.history.shared(&tab.draft.request);
            self.seen
                .entry(tab.draft.id.clone())
                .and_modify(|seen| seen.request = request);
            ctx.request_repaint();
            return;
        }
        if edited {
            self.unrecorded = Unrecorded::Something;
            tab.signature.side = Side::Live;
            if let LiveClock::LastEdit(_) = tab.draft.clock {
                tab.draft.clock = LiveClock::LastEdit(now);
            }
        }
        let time = tab.draft.clock.time();
        tab.draft.inherited = self.shared.inherited_by(&tab.draft.request);
        if !live::needs_worker(&tab.draft.request.http.body) {
            let in_memory = |outline: &Outline<'_>| live::digest_by(&mut DigestMemo::default(), outline);
            tab.draft.live = live::live(
                &tab.draft.request,
                &inputs,
                time,
                self.signer,
                &self.cookies,
                in_memory,
            );
            self.awaited.remove(&tab.draft.id);
        } else if self.live.ask(Job {
            draft: tab.draft.id.clone(),
            request: tab.draft.history.shared(&tab.draft.request),
            inputs: inputs.clone(),
            time,
            ticket: self.ticket.next(),
        }) == Queued::No
        {
            ctx.request_repaint_after(ASK_AGAIN);
            return;
        } else {
            self.ticket = self.ticket.next();
            self.awaited.insert(tab.draft.id.clone(), self.ticket);
            tab.draft.live.freshness = Freshness::Computing;
        }
        let id = tab.draft.id.clone();
        let request = tab.draft.history.shared(&tab.draft.request);
        if edited {
            self.keep_secrets();
        }
        let seen = Seen {
            request,
            inputs,
            time,
            secrets,
            jar,
            shared,
        };
        self.seen.insert(id, seen);
        ctx.request_repaint();
    }
}

/// Whether only the name or the note was edited, which are never sent: the signature stays as it is.
fn is_sent_alike(seen: &Seen, request: &Request, secrets: &[Secret]) -> bool {
    seen.secrets == secrets && seen.request.http == request.http && seen.request.settings == request.settings
}

fn open_tab(tab: &Tab) -> OpenTab<'_> {
    OpenTab {
        draft: &tab.draft,
        sending: tab.last.sending.as_ref(),
    }
}

/// Bar, section tabs and the section in front.
fn editor_ui(ui: &mut Ui, tab: &mut Tab, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    // A panel shrinks to what is in it: without this a short section would leave it short for the others.
    ui.set_min_height(ui.available_height());
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
                        .auto_shrink([false, false])
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
                Section::Settings => {
                    settings_panel::settings_panel_ui(ui, &mut tab.draft.request.settings, ctx.network);
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
