//! The eframe app: joins the panels and the engine. State changes in three places only: panels edit the
//! request in front, [`apply`] carries out actions, [`receive`] takes what came from other threads.

mod aging;
mod apply;
mod body;
mod captures;
mod checks;
mod code;
mod collection_actions;
mod collection_files;
mod config;
mod copy;
mod credentials;
mod defaults;
mod deleted_items;
pub mod dialogs;
mod duplicated_items;
mod environment_files;
mod environments;
mod exporting;
mod field_goal;
mod files;
mod frame;
mod freshness;
mod history;
mod history_actions;
mod importing;
mod jobs;
pub mod live;
mod look;
mod mend;
mod message;
mod missing_values;
pub mod opening;
mod overlay;
mod past;
mod paste;
mod pictures;
mod practice;
mod presentation;
mod profiles;
mod protection;
mod quitting;
mod reading_requests;
mod receive;
mod remembered;
mod reply_comparison;
mod report_export;
mod run_requests;
mod run_setup;
mod running;
pub mod samples;
mod saved_secrets;
mod saving;
mod saving_requests;
mod secrets;
mod sending;
mod service_clock;
mod session;
mod settings;
mod settings_file;
mod shared;
mod shown_page;
mod sign_in;
#[cfg(feature = "snapshots")]
mod snapshot_support;
pub mod start;
mod support_bundle;
mod surroundings;
pub mod tab;
mod tab_file;
mod tabs;
mod undo;
mod unsaved_defaults;
mod unsaved_variables;
mod variable_secrets;
mod variables;
mod verify;
mod workspace;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui;

pub use config::{AfterFirstFrame, AppConfig};
pub use start::{StartError, WindowOptions, run};
pub use tab_file::FileRead;

use crate::engine::{Ambient, CookieJar, Mailbox, Wake};
use crate::model::{HistoryRow, Network, SigningTime};
use crate::sigv4::Signer;
use crate::ui::context::DemoStatus;
use crate::ui::fonts;
use crate::ui::history_list::HistoryList;
use crate::ui::key_bindings::{self, KeyBindings};
use crate::ui::links::Links;
use crate::ui::shell::panes::Panes;
use crate::ui::shell::toasts::Kind;
use jobs::Jobs;
use message::Mail;
use overlay::{Overlay, OverlayState};
use session::{Session, Unrecorded};
use surroundings::Surroundings;
use tab::Tab;

/// Closed tabs that can be reopened.
const MOST_CLOSED: usize = 20;

/// The window.
pub struct App {
    session: Session,
    jobs: Jobs,
    overlay: OverlayState,
    around: Surroundings,
    ambient: Ambient,
    signer: Signer,
    first_frame: AfterFirstFrame,
    opened: Arc<AtomicBool>,
}

impl App {
    /// Builds the window's state, reads the journal and starts the threads.
    pub fn new(ctx: &egui::Context, config: AppConfig) -> io::Result<Self> {
        fonts::install(ctx);
        ctx.options_mut(|options| {
            options.quit_shortcuts.clear();
            // Ours are commands, which are remembered.
            options.zoom_with_keyboard = false;
        });
        let wake: Wake = {
            let ctx = ctx.clone();
            let on_wake = Arc::clone(&config.on_wake);
            Arc::new(move || {
                ctx.request_repaint();
                on_wake();
            })
        };
        let mailbox: Mail = Arc::new(Mailbox::new(Arc::clone(&wake)));
        let jobs = Jobs::start(&config, &CookieJar::default(), Arc::clone(&mailbox), wake)?;
        let (session, opened) = Session::open(&config, jobs.engine.cookies().clone(), &mailbox)?;
        let mut app = Self {
            session,
            jobs,
            overlay: OverlayState::default(),
            around: Surroundings::default(),
            ambient: config.ambient,
            signer: config.signer,
            first_frame: config.first_frame,
            opened: config.opened,
        };
        for problem in opened.problems {
            app.overlay.toasts.push(Kind::Problem, problem);
        }
        app.restore(opened.session);
        if let Some(folder) = &config.collection {
            app.open_collection(folder);
        }
        app.apply_history_limits();
        key_bindings::install(ctx, app.session.settings.bindings.clone());
        look::put_on(ctx, app.session.settings.appearance);
        look::put_zoom_on(ctx, app.session.settings.appearance);
        Ok(app)
    }

    /// The tab in front.
    pub fn tab(&self) -> Option<&Tab> {
        self.session.tabs.get(self.session.active)
    }

    /// The tab in front, for changing it.
    pub fn tab_mut(&mut self) -> Option<&mut Tab> {
        self.touch_front();
        self.session.tabs.get_mut(self.session.active)
    }

    /// All open tabs, left to right.
    pub fn tabs(&self) -> &[Tab] {
        &self.session.tabs
    }

    /// Where the embedded server stands.
    pub fn demo(&self) -> &DemoStatus {
        &self.around.demo
    }

    /// How response and signature are laid out.
    pub fn panes(&self) -> &Panes {
        &self.session.panes
    }

    /// Network settings of the program.
    pub fn network(&self) -> &Network {
        &self.session.network
    }

    /// Keys of commands.
    pub fn key_bindings(&self) -> &KeyBindings {
        &self.session.settings.bindings
    }

    /// Cookies of this run.
    pub fn cookies(&self) -> &CookieJar {
        &self.session.cookies
    }

    /// What is lit in editor and signature.
    pub fn links(&self) -> &Links {
        &self.around.links
    }

    /// Rows of the history as its page lists them, and else the sidebar.
    pub fn history_rows(&self) -> &[HistoryRow] {
        self.history_list().rows()
    }

    /// Whether that list is complete for what is looked for.
    pub fn history_is_answered(&self) -> bool {
        self.history_list().is_answered()
    }

    fn history_list(&self) -> &HistoryList {
        match &self.overlay.page {
            Overlay::History(page) => &page.list,
            _ => &self.session.workspace.history,
        }
    }

    /// Messages on screen.
    pub fn messages(&self) -> Vec<&str> {
        self.overlay.toasts.texts()
    }

    /// What kind of message stands on screen with this text.
    pub fn message_kind(&self, text: &str) -> Option<Kind> {
        self.overlay.toasts.kind_of(text)
    }

    fn now(&self) -> SigningTime {
        SigningTime::new((self.ambient.now)())
    }

    /// What a request is signed for that has no time of its own.
    fn signing_now(&self) -> SigningTime {
        self.session.clock.for_send(None).at((self.ambient.now)())
    }

    /// Writes what the journal and the key store do not have yet, and waits for it.
    fn flush(&mut self) {
        // What is under way ends and is kept; nothing else begins.
        self.cancel_run();
        self.record();
        self.session.journal.flush();
        self.flush_settings();
        self.session.keys.flush();
        self.jobs.history.flush();
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.receive(ctx);
        self.dropped(ctx);
        if self.is_closed_by(ctx) {
            self.flush();
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
        self.opened.store(true, Ordering::Relaxed);
        if self.first_frame == AfterFirstFrame::Close {
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.forget_deleted();
        self.flush();
    }
}
