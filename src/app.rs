//! The eframe app: joins the panels and the engine. State changes in three places only: panels edit the
//! request in front, [`apply`] carries out actions, [`receive`] takes what came from other threads.

mod apply;
mod body;
mod compare;
mod config;
mod copy;
pub mod dialogs;
mod field_goal;
mod files;
mod frame;
pub mod live;
mod look;
pub mod opening;
mod past;
mod paste;
mod pictures;
mod presentation;
mod protection;
mod receive;
mod report_export;
pub mod samples;
mod saving;
mod secrets;
mod session;
mod shared;
#[cfg(feature = "snapshots")]
mod snapshot_support;
pub mod start;
mod surroundings;
pub mod tab;
mod tabs;
mod undo;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui;
use tokio_util::sync::CancellationToken;

pub use config::{AfterFirstFrame, AppConfig};
pub use start::{StartError, WindowOptions, run};

use crate::blob::{BodyLimits, SpillFile, SpillFolder};
use crate::diagnosis::Probe;
use crate::engine::{Ambient, BodyWorkers, CookieJar, Deps, Engine, SendId};
use crate::model::{DraftId, Network, Request, Secret, SigningTime, VariableLayer};
use crate::resolve::{Braces, Folders, Scope};
use crate::sigv4::Signer;
use crate::store::journal::{Access, Journal, Preferences};
use crate::store::keys::KeyThread;
use crate::ui::context::DemoStatus;
use crate::ui::fonts;
use crate::ui::links::Links;
use crate::ui::reply::save_page::SavePage;
use crate::ui::shell::chooser::Choice;
use crate::ui::shell::palette::Palette;
use crate::ui::shell::panes::Panes;
use crate::ui::shell::protection_page::ProtectionPage;
use crate::ui::shell::tab_strip::TabStrip;
use crate::ui::shell::toasts::{Kind, Toasts};
use crate::ui::signature::compare_page::ComparePage;
use crate::ui::signature::lesson_page::LessonPage;
use compare::{CompareWorker, References};
use dialogs::DialogWorker;
use live::{Inputs, LiveTicket, LiveWorker};
use opening::OpenWorker;
use past::PastSends;
use paste::PasteWorker;
use pictures::PictureWorker;
use presentation::Presenting;
use saving::{SaveWorker, Saving};
use shared::Shared;
use surroundings::Surroundings;
use tab::Tab;

/// Closed tabs that can be reopened.
const MOST_CLOSED: usize = 20;

/// The window.
pub struct App {
    /// Open requests, left to right. Never empty.
    tabs: Vec<Tab>,
    /// Index of the one in front.
    active: usize,
    /// Closed tabs, the latest last.
    closed: Vec<Tab>,
    /// Sends that ended, of all tabs.
    past: PastSends,
    /// What each tab's live report was made of.
    seen: HashMap<DraftId, Seen>,
    /// Stops sends under way.
    cancels: HashMap<SendId, CancellationToken>,
    next_send: u64,
    /// Sends of a protection test that are under way.
    probes: Vec<(SendId, Probe)>,
    overlay: Overlay,
    /// The signature step by step, in the place of the panels and under what lies over the window.
    lesson: Option<LessonPage>,
    cursor: Cursor,
    popups: Popups,
    toasts: Toasts,
    preferences: Preferences,
    /// How response and signature are laid out.
    panes: Panes,
    presenting: Presenting,
    around: Surroundings,
    tab_strip: TabStrip,
    /// How all requests reach the network.
    network: Arc<Network>,
    /// Cookies of this run, shared with the sends.
    cookies: CookieJar,
    /// What requests with auth Inherit take.
    shared: Shared,
    /// Set when the journal does not have the newest state.
    unrecorded: Unrecorded,
    /// Tabs that were edited though they may not be in front.
    edited_behind: Vec<DraftId>,
    engine: Engine,
    live: LiveWorker,
    /// The live reports that are waited for.
    awaited: HashMap<DraftId, LiveTicket>,
    ticket: LiveTicket,
    bodies: BodyWorkers,
    dialogs: DialogWorker,
    pastes: PasteWorker,
    pictures: PictureWorker,
    compares: CompareWorker,
    references: References,
    opens: OpenWorker,
    /// Copies that other programs read, the latest last; each is removed when it is dropped.
    opened_copies: Vec<SpillFile>,
    dialog: Dialog,
    saves: SaveWorker,
    saving: Saving,
    journal: Journal,
    keys: KeyThread,
    /// A second window on the same folder shares draft identities, so it must not write their secrets.
    access: Access,
    problems: std::sync::mpsc::Receiver<String>,
    ambient: Ambient,
    signer: Signer,
    first_frame: AfterFirstFrame,
    opened: Arc<AtomicBool>,
}

/// What lies over the window.
#[derive(Debug, Default)]
enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The command palette.
    Palette(Palette),
    /// A question about what was pasted or read.
    Choice(Choice),
    /// A protection test.
    Protection(ProtectionPage),
    /// The help page.
    Shortcuts,
    /// A comparison with a pasted text.
    Compare(ComparePage),
    /// Network settings of the program.
    Network,
    /// The shared authorization.
    SharedAuth,
    /// Cookies of this run.
    Cookies,
    /// Saving a reply body.
    Save(SavePage),
}

/// Whether a file dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialog {
    /// None is.
    Closed,
    /// One is.
    Open,
}

/// Whether a command has put the cursor somewhere and it has not arrived yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    /// It is where it is.
    Free,
    /// It was sent to the URL field.
    WantedInUrl,
}

/// Whether a menu, a popup or a list of completions was open when the last frame ended. Commands run before the panels
/// of their own frame are drawn, when egui knows of none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Popups {
    /// None was.
    Closed,
    /// Keys and pastes are its own.
    Open,
}

/// Whether the journal has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unrecorded {
    /// The journal has everything.
    Nothing,
    /// Something changed since.
    Something,
}

/// What a live report was made of.
struct Seen {
    request: Arc<Request>,
    inputs: Inputs,
    time: SigningTime,
    secrets: [Secret; 5],
    /// State of the cookie jar.
    jar: u64,
    /// State of the shared authorization, when it was inherited.
    shared: Option<u64>,
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
        let wake: Arc<dyn Fn() + Send + Sync> = {
            let ctx = ctx.clone();
            let on_wake = Arc::clone(&config.on_wake);
            Arc::new(move || {
                ctx.request_repaint();
                on_wake();
            })
        };
        let cookies = CookieJar::default();
        let spills = SpillFolder::new(config.places.bodies_folder());
        let deps = Deps {
            ambient: config.ambient.clone(),
            signer: config.signer,
            transport: config.transport,
            limits: BodyLimits::default(),
            spills: spills.clone(),
            cookies: cookies.clone(),
        };
        let (report, problems) = std::sync::mpsc::sync_channel(16);
        let on_problem = {
            let wake = Arc::clone(&wake);
            Arc::new(move |problem: String| {
                report.try_send(problem).ok();
                wake();
            })
        };
        let engine = Engine::start(deps, Arc::clone(&wake))?;
        engine.start_demo();
        let (journal, opened) = Journal::open(&config.places, on_problem);
        let keys = KeyThread::start(config.key_store, Arc::clone(&wake))?;
        let shared = Shared::new(
            DraftId::from_random((config.ambient.random)()),
            SigningTime::new((config.ambient.now)()),
        );
        let mut app = Self {
            tabs: Vec::new(),
            active: 0,
            closed: Vec::new(),
            past: PastSends::default(),
            seen: HashMap::new(),
            cancels: HashMap::new(),
            next_send: 0,
            probes: Vec::new(),
            overlay: Overlay::None,
            lesson: None,
            cursor: Cursor::Free,
            popups: Popups::Closed,
            toasts: Toasts::default(),
            preferences: Preferences::default(),
            panes: Panes::default(),
            presenting: Presenting::Off,
            around: Surroundings::default(),
            tab_strip: TabStrip::default(),
            network: Arc::default(),
            cookies: cookies.clone(),
            shared,
            unrecorded: Unrecorded::Something,
            edited_behind: Vec::new(),
            engine,
            awaited: HashMap::new(),
            ticket: LiveTicket::default(),
            live: live::start_worker(config.signer, cookies, Arc::clone(&wake))?,
            bodies: BodyWorkers::start(&wake)?,
            dialogs: dialogs::start_worker(config.dialogs, Arc::clone(&wake))?,
            pastes: paste::start_worker(Arc::clone(&wake))?,
            compares: compare::start_worker(Arc::clone(&wake))?,
            references: References::default(),
            opens: opening::start_worker(config.opener, spills, Arc::clone(&wake))?,
            opened_copies: Vec::new(),
            pictures: pictures::start_worker(Arc::clone(&wake))?,
            dialog: Dialog::Closed,
            saves: saving::start_worker(wake)?,
            saving: Saving::Idle,
            journal,
            keys,
            access: opened.access,
            problems,
            ambient: config.ambient,
            signer: config.signer,
            first_frame: config.first_frame,
            opened: config.opened,
        };
        for problem in opened.problems {
            app.toasts.push(Kind::Problem, problem);
        }
        app.restore(opened.session);
        look::put_on(ctx, &app.preferences);
        Ok(app)
    }

    /// The tab in front.
    pub fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    /// The tab in front, for changing it.
    pub fn tab_mut(&mut self) -> Option<&mut Tab> {
        self.tabs.get_mut(self.active)
    }

    /// All open tabs, left to right.
    pub fn tabs(&self) -> &[Tab] {
        &self.tabs
    }

    /// Where the embedded server stands.
    pub fn demo(&self) -> &DemoStatus {
        &self.around.demo
    }

    /// How response and signature are laid out.
    pub fn panes(&self) -> &Panes {
        &self.panes
    }

    /// Network settings of the program.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Cookies of this run.
    pub fn cookies(&self) -> &CookieJar {
        &self.cookies
    }

    /// What is lit in editor and signature.
    pub fn links(&self) -> &Links {
        &self.around.links
    }

    /// Messages on screen.
    pub fn messages(&self) -> Vec<&str> {
        self.toasts.texts()
    }

    /// What open requests depend on besides themselves.
    fn inputs(&self) -> Inputs {
        Inputs {
            scope: self.scope(),
            ancestors: self.shared.ancestors(),
        }
    }

    /// Variables that requests can name, and the home folder, from which typed paths start.
    fn scope(&self) -> Scope {
        let home = ["HOME", "USERPROFILE"]
            .into_iter()
            .find_map(|name| (self.ambient.environment)(name))
            .map(PathBuf::from);
        let folders = Folders {
            base: home.clone().unwrap_or_default(),
            home,
        };
        let scope = Scope::new(Braces::Variables, folders);
        match &self.around.demo {
            DemoStatus::Ready { address, .. } => scope.with(VariableLayer::Process, "demo", address),
            DemoStatus::Starting | DemoStatus::Failed(_) => scope,
        }
    }

    fn now(&self) -> SigningTime {
        SigningTime::new((self.ambient.now)())
    }

    /// Writes what the journal and the key store do not have yet, and waits for it.
    fn flush(&mut self) {
        self.record();
        self.journal.flush();
        self.keys.flush();
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.receive(ctx);
        self.dropped(ctx);
        if ctx.input(|input| input.viewport().close_requested()) {
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
        self.flush();
    }
}
