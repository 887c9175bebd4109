//! The real app on a harness, with a signal to wait on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use countersign::app::dialogs::{Dialogs, Picked};
use countersign::app::opening::Opener;
use countersign::app::tab::Tab;
use countersign::app::{AfterFirstFrame, App, AppConfig};
use countersign::engine::Ambient;
use countersign::http::{HyperTransport, Transport};
use countersign::model::SigningReport;
use countersign::sigv4::Signer;
use countersign::store::keys::{KeyStore, MemoryKeyStore};
use countersign::store::places::Places;
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::last_exchange::Sent;
use eframe::egui::{
    DroppedFile, Event, OutputCommand, ThemePreference, Vec2, ViewportCommand, ViewportEvent, ViewportId,
};
use egui_kittest::Harness;
use tempfile::TempDir;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::support::server::PATIENCE;

/// Frames in which a window has to come to rest after the last that a thread told it.
const MOST_FRAMES: usize = 12;
/// Frames in which it has to come to rest whatever it is told.
const MOST_TOLD_FRAMES: usize = 1_000;

/// What outlives a window: its folder, the key store, the clock.
#[derive(Clone)]
pub struct TestMachine {
    pub folder: Arc<TempDir>,
    pub key_store: Arc<dyn KeyStore>,
    pub signer: Signer,
    pub now: Arc<Mutex<OffsetDateTime>>,
    pub monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// Makes what sends; each window has its own.
    pub transport: Arc<dyn Fn() -> Arc<dyn Transport>>,
    pub size: Vec2,
    pub dialogs: Arc<dyn Dialogs>,
    pub opener: Arc<NotedOpener>,
    pub scripts: Scripts,
    /// Variables of the environment; none at first, so that no file of the tester's own is read.
    pub environment: Arc<Mutex<BTreeMap<String, String>>>,
    drawn_bits: Arc<AtomicU64>,
}

/// Starts nothing, and notes what it was to open: the path, and what stood in the file.
#[derive(Default)]
pub struct NotedOpener(pub Mutex<Vec<(PathBuf, Vec<u8>)>>);

impl Opener for NotedOpener {
    fn open(&self, file: &Path) -> Result<(), String> {
        let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
        self.0.lock().unwrap().push((file.to_owned(), bytes));
        Ok(())
    }
}

/// Which texts are on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    /// Those that the bundled fonts have.
    Bundled,
    /// Others too, for which the system's fonts are asked, and which are boxes where it has none.
    Any,
}

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        panic!("the window must not read files")
    }
}

/// A system without file dialogs.
pub struct NoDialogs;

impl Dialogs for NoDialogs {
    fn open(&self, _title: &str) -> Picked {
        Picked::NoDialog
    }

    fn save(&self, _title: &str, _file_name: &str) -> Picked {
        Picked::NoDialog
    }

    fn folder(&self, _title: &str) -> Picked {
        Picked::NoDialog
    }
}

/// A user who picks one file whatever is asked.
pub struct Picks(pub PathBuf);

impl Dialogs for Picks {
    fn open(&self, _title: &str) -> Picked {
        Picked::Path(self.0.clone())
    }

    fn save(&self, _title: &str, _file_name: &str) -> Picked {
        Picked::Path(self.0.clone())
    }

    fn folder(&self, _title: &str) -> Picked {
        Picked::Path(self.0.clone())
    }
}

impl Default for TestMachine {
    fn default() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            key_store: Arc::new(MemoryKeyStore::default()),
            signer: Signer::default(),
            now: Arc::new(Mutex::new(datetime!(2026-11-20 12:00:00.5 UTC))),
            monotonic: Ambient::system().monotonic,
            transport: Arc::new(|| Arc::new(HyperTransport::default())),
            size: Vec2::new(1280.0, 800.0),
            dialogs: Arc::new(NoDialogs),
            opener: Arc::default(),
            scripts: Scripts::Bundled,
            environment: Arc::default(),
            drawn_bits: Arc::default(),
        }
    }
}

impl TestMachine {
    pub fn with_key_store(key_store: Arc<dyn KeyStore>) -> Self {
        Self {
            key_store,
            ..Self::default()
        }
    }

    pub fn with_signer(signer: Signer) -> Self {
        Self {
            signer,
            ..Self::default()
        }
    }

    pub fn with_size(size: Vec2) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    pub fn with_dialogs(dialogs: Arc<dyn Dialogs>) -> Self {
        Self {
            dialogs,
            ..Self::default()
        }
    }

    pub fn with_scripts(scripts: Scripts, size: Vec2) -> Self {
        Self {
            size,
            scripts,
            ..Self::default()
        }
    }

    /// Sets a variable of the environment.
    pub fn set(&self, name: &str, value: &str) {
        let mut environment = self.environment.lock().unwrap();
        environment.insert(name.to_owned(), value.to_owned());
    }

    /// Writes a file beside those of the window.
    #[expect(clippy::disallowed_methods, reason = "a file of the test")]
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.data_dir().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    fn config(&self, on_wake: Arc<dyn Fn() + Send + Sync>) -> AppConfig {
        let (now, bits) = (Arc::clone(&self.now), Arc::clone(&self.drawn_bits));
        let environment = Arc::clone(&self.environment);
        AppConfig {
            places: Places::new(Some(self.data_dir().to_owned())).unwrap(),
            collection: None,
            key_store: Arc::clone(&self.key_store),
            ambient: Ambient {
                now: Arc::new(move || *now.lock().unwrap()),
                monotonic: Arc::clone(&self.monotonic),
                environment: Arc::new(move |name| environment.lock().unwrap().get(name).cloned()),
                random: Arc::new(move || u128::from(bits.fetch_add(1, Relaxed)) + 1),
                secret_bits: Arc::new(|| Some([7; 32])),
            },
            signer: self.signer,
            transport: (self.transport)(),
            dialogs: Arc::clone(&self.dialogs),
            opener: Arc::clone(&self.opener) as Arc<dyn Opener>,
            on_wake,
            first_frame: AfterFirstFrame::Stay,
            opened: Arc::default(),
        }
    }
}

/// An open window and what it gave to the clipboard and to the window system.
pub struct TestWindow {
    pub harness: Harness<'static, App>,
    pub machine: TestMachine,
    /// The theme that the app chose when it started; the harness sets its own after that.
    pub theme_at_start: ThemePreference,
    pub copied: Vec<String>,
    /// Addresses handed to the browser.
    pub opened_urls: Vec<String>,
    pub commands: Vec<ViewportCommand>,
    wakes: Receiver<()>,
}

impl TestWindow {
    /// A first start, at rest with the embedded server running.
    pub fn first_start() -> Self {
        Self::start(TestMachine::default())
    }

    /// A start in a machine that may have been used before.
    pub fn start(machine: TestMachine) -> Self {
        let (signal, wakes) = sync_channel(1);
        // A full channel means that a wake is waiting already.
        let config = machine.config(Arc::new(move || signal.try_send(()).unwrap_or_default()));
        let mut theme_at_start = ThemePreference::System;
        let mut builder = Harness::builder().with_size(machine.size);
        if machine.scripts == Scripts::Any {
            builder = builder.allow_missing_glyphs();
        }
        #[cfg(feature = "snapshots")]
        {
            builder = builder.renderer(super::snapshots::renderer());
        }
        let harness = builder.build_eframe(|cc| {
            let app = App::new(&cc.egui_ctx, config).unwrap();
            theme_at_start = cc.egui_ctx.options(|options| options.theme_preference);
            app
        });
        let mut window = Self {
            harness,
            machine,
            theme_at_start,
            copied: Vec::new(),
            opened_urls: Vec::new(),
            commands: Vec::new(),
            wakes,
        };
        window.until("the embedded server runs", |window| {
            matches!(window.app().demo(), DemoStatus::Ready { .. })
        });
        window.settle();
        window
    }

    /// Closes the window as its close button does, and starts again in the same machine.
    pub fn restart(self) -> Self {
        Self::start(self.close())
    }

    /// Closes the window as its close button does.
    pub fn close(mut self) -> TestMachine {
        self.press_close();
        self.machine
    }

    /// Draws the frame in which the window's close button was pressed.
    pub fn press_close(&mut self) {
        let root = self.harness.input_mut().viewports.entry(ViewportId::ROOT);
        root.or_default().events.push(ViewportEvent::Close);
        self.frame();
    }

    pub fn app(&self) -> &App {
        self.harness.state()
    }

    /// The tab in front.
    pub fn tab(&self) -> &Tab {
        self.app().tab().unwrap()
    }

    pub fn tab_mut(&mut self) -> &mut Tab {
        self.harness.state_mut().tab_mut().unwrap()
    }

    /// The last exchange of the tab in front.
    pub fn sent(&self) -> &Sent {
        self.tab().last.sent.as_ref().unwrap()
    }

    pub fn report_sent(&self) -> &SigningReport {
        self.sent().exchange.report.as_ref().unwrap()
    }

    pub fn report_live(&self) -> &SigningReport {
        self.tab().draft.live.report.as_ref().unwrap()
    }

    /// One frame, with the events queued on the harness.
    pub fn frame(&mut self) {
        self.harness.step();
        self.take_output();
    }

    /// Keeps what the frame gave to the clipboard and to the window system.
    fn take_output(&mut self) {
        let output = self.harness.output();
        for command in &output.platform_output.commands {
            match command {
                OutputCommand::CopyText(text) => self.copied.push(text.clone()),
                OutputCommand::OpenUrl(open) => self.opened_urls.push(open.url.clone()),
                _ => {}
            }
        }
        let root = &output.viewport_output[&ViewportId::ROOT];
        self.commands.extend(root.commands.iter().cloned());
    }

    /// A frame with this event alone.
    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.frame();
    }

    /// Draws until nothing asks for another frame at once; fails when something always does. The harness
    /// checks names of widgets here.
    #[track_caller]
    pub fn settle(&mut self) {
        let mut alone = 0;
        for _ in 0..MOST_TOLD_FRAMES {
            // A wake comes after its message, so this frame takes that.
            alone = if self.wakes.try_recv().is_ok() {
                0
            } else {
                alone + 1
            };
            self.frame();
            if self.repaint_delay() > Duration::ZERO {
                self.harness.check_accessibility();
                return;
            }
            if alone == MOST_FRAMES {
                break;
            }
        }
        panic!(
            "the window does not come to rest: {:?}",
            self.harness.ctx.repaint_causes()
        );
    }

    /// When the window wants its next frame without an event.
    pub fn repaint_delay(&self) -> Duration {
        self.harness.output().viewport_output[&ViewportId::ROOT].repaint_delay
    }

    /// Draws, looks, and blocks on the wake signal until `holds`.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        loop {
            self.frame();
            self.frame();
            if holds(self) {
                return;
            }
            let woken = self.wakes.recv_timeout(PATIENCE).is_ok();
            assert!(woken, "never: {what}; on screen: {:#?}", self.texts());
        }
    }

    /// Presses Send with the pointer and waits for the end.
    #[track_caller]
    pub fn send(&mut self) {
        self.send_by(|window| window.click("Send"));
    }

    /// Waits for the end of the send that `order` orders, and lets the window come to rest.
    #[track_caller]
    pub fn send_by(&mut self, order: impl FnOnce(&mut Self)) {
        let exchange = |window: &Self| {
            window
                .tab()
                .last
                .sent
                .as_ref()
                .map(|sent| Arc::as_ptr(&sent.exchange))
        };
        let before = exchange(self);
        order(self);
        self.until("the send ends", |window| {
            window.tab().last.sending.is_none() && exchange(window) != before
        });
        self.settle();
    }

    /// Lets go of files over the window.
    pub fn drop_files(&mut self, paths: &[&Path]) {
        let files = &mut self.harness.input_mut().dropped_files;
        files.extend(
            paths
                .iter()
                .map(|path| Arc::new(Dropped(path.to_path_buf())) as _),
        );
        self.frame();
        self.settle();
    }

    /// The status of the last reply.
    #[track_caller]
    pub fn status(&self) -> u16 {
        match &self.sent().exchange.outcome {
            countersign::model::Outcome::Replied(response) => response.head.status,
            other => panic!("{other:?}"),
        }
    }

    pub fn run(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().run(command, &ctx);
        self.frame();
    }
}
