//! The real app on a harness, with hands: pointer, keys and clipboard, and a signal to wait on.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign::app::{AfterFirstFrame, App, AppConfig};
use countersign::engine::Ambient;
use countersign::http::ReqwestTransport;
use countersign::model::SigningReport;
use countersign::sigv4::Signer;
use countersign::store::keys::{KeyStore, MemoryKeyStore};
use countersign::store::places::Places;
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::tab::{Sent, Tab};
use eframe::egui::accesskit::Role;
use eframe::egui::{
    self, Event, Key, Modifiers, OutputCommand, PointerButton, Pos2, ThemePreference, Vec2, ViewportCommand,
    ViewportEvent, ViewportId,
};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use tempfile::TempDir;
use time::OffsetDateTime;
use time::macros::datetime;

use super::screen::Drawn;
use crate::support::server::PATIENCE;

/// Frames in which a window at rest has to come to rest again.
const MOST_FRAMES: usize = 12;

/// What outlives a window: its folder, the key store, the clock.
#[derive(Clone)]
pub struct Room {
    pub folder: Arc<TempDir>,
    pub key_store: Arc<dyn KeyStore>,
    pub signer: Signer,
    pub now: Arc<Mutex<OffsetDateTime>>,
    pub size: Vec2,
    drawn_bits: Arc<AtomicU64>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().unwrap()),
            key_store: Arc::new(MemoryKeyStore::default()),
            signer: Signer::default(),
            now: Arc::new(Mutex::new(datetime!(2026-11-20 12:00:00.5 UTC))),
            size: Vec2::new(1280.0, 800.0),
            drawn_bits: Arc::default(),
        }
    }
}

impl Room {
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

    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    fn config(&self, on_wake: Arc<dyn Fn() + Send + Sync>) -> AppConfig {
        let (now, bits) = (Arc::clone(&self.now), Arc::clone(&self.drawn_bits));
        AppConfig {
            places: Places::new(Some(self.data_dir().to_owned())).unwrap(),
            key_store: Arc::clone(&self.key_store),
            ambient: Ambient {
                now: Arc::new(move || *now.lock().unwrap()),
                environment: Arc::new(|_| None),
                random: Arc::new(move || u128::from(bits.fetch_add(1, Relaxed)) + 1),
                ..Ambient::system()
            },
            signer: self.signer,
            transport: Arc::new(ReqwestTransport::default()),
            on_wake,
            first_frame: AfterFirstFrame::Stay,
            opened: Arc::default(),
        }
    }
}

/// An open window and what it gave to the clipboard and to the window system.
pub struct Desk {
    pub harness: Harness<'static, App>,
    pub room: Room,
    /// The theme that the app chose when it started; the harness sets its own after that.
    pub theme_at_start: ThemePreference,
    pub copied: Vec<String>,
    pub commands: Vec<ViewportCommand>,
    wakes: Receiver<()>,
}

impl Desk {
    /// A first start, at rest with the embedded server running.
    pub fn first_start() -> Self {
        Self::start(Room::default())
    }

    /// A start in a room that may have been used before.
    pub fn start(room: Room) -> Self {
        let (waker, wakes) = sync_channel(1);
        // A full channel means that a wake is waiting already.
        let config = room.config(Arc::new(move || waker.try_send(()).unwrap_or_default()));
        let mut theme_at_start = ThemePreference::System;
        let harness = Harness::builder().with_size(room.size).build_eframe(|cc| {
            let app = App::new(&cc.egui_ctx, config).unwrap();
            theme_at_start = cc.egui_ctx.options(|options| options.theme_preference);
            app
        });
        let mut desk = Self {
            harness,
            room,
            theme_at_start,
            copied: Vec::new(),
            commands: Vec::new(),
            wakes,
        };
        desk.until("the embedded server runs", |desk| {
            matches!(desk.app().demo(), DemoStatus::Ready { .. })
        });
        desk.settle();
        desk
    }

    /// Closes the window as its close button does, and starts again in the same room.
    pub fn restart(self) -> Self {
        Self::start(self.close())
    }

    /// Closes the window as its close button does.
    pub fn close(mut self) -> Room {
        let root = self.harness.input_mut().viewports.entry(ViewportId::ROOT);
        root.or_default().events.push(ViewportEvent::Close);
        self.frame();
        self.room
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
        self.tab().sent.as_ref().unwrap()
    }

    pub fn report_sent(&self) -> &SigningReport {
        self.sent().exchange.report.as_ref().unwrap()
    }

    pub fn report_live(&self) -> &SigningReport {
        self.tab().live.report.as_ref().unwrap()
    }

    /// The value of `{{demo}}`.
    pub fn demo(&self) -> String {
        match self.app().demo() {
            DemoStatus::Ready { address, .. } => address.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// One frame, with the events queued on the harness.
    pub fn frame(&mut self) {
        self.harness.step();
        let output = self.harness.output();
        for command in &output.platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                self.copied.push(text.clone());
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
        for _ in 0..MOST_FRAMES {
            self.frame();
            if self.repaint_delay() > Duration::ZERO {
                self.harness.check_accessibility();
                return;
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
            if self.wakes.recv_timeout(PATIENCE).is_err() {
                panic!("never: {what}; on screen: {:#?}", self.texts());
            }
        }
    }

    /// Presses Send with the pointer and waits for the end.
    #[track_caller]
    pub fn send(&mut self) {
        self.send_by(|desk| desk.click("Send"));
    }

    /// Waits for the end of the send that `order` orders, and lets the window come to rest.
    #[track_caller]
    pub fn send_by(&mut self, order: impl FnOnce(&mut Self)) {
        let exchange = |desk: &Self| desk.tab().sent.as_ref().map(|sent| Arc::as_ptr(&sent.exchange));
        let before = exchange(self);
        order(self);
        self.until("the send ends", |desk| {
            desk.tab().sending.is_none() && exchange(desk) != before
        });
        self.settle();
    }

    /// The status of the last reply.
    #[track_caller]
    pub fn status(&self) -> u16 {
        match &self.sent().exchange.outcome {
            countersign::model::Outcome::Replied { head, .. } => head.status,
            other => panic!("{other:?}"),
        }
    }

    pub fn run(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().run(command, &ctx);
        self.frame();
    }
}

/// Hands.
impl Desk {
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.event(Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            self.event(Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            });
        }
        self.event(Event::ModifiersChanged(Modifiers::NONE));
    }

    pub fn ctrl(&mut self, key: Key) {
        self.press(Modifiers::CTRL | Modifiers::COMMAND, key);
    }

    pub fn ctrl_shift(&mut self, key: Key) {
        self.press(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, key);
    }

    /// Types into what has the focus, character by character.
    pub fn type_text(&mut self, text: &str) {
        for ch in text.chars() {
            self.event(Event::Text(ch.to_string()));
        }
    }

    /// Pastes into what has the focus.
    pub fn paste(&mut self, text: &str) {
        self.event(Event::Paste(text.to_owned()));
    }

    /// Clicks the button of this name.
    #[track_caller]
    pub fn click(&mut self, name: &str) {
        let place = self.button(name).rect().center();
        self.click_at(place);
    }

    /// Opens the menu and clicks the entry of this name, scrolling to it.
    #[track_caller]
    pub fn click_in_menu(&mut self, name: &str) {
        let places = |desk: &Self| -> Vec<egui::Rect> {
            let nodes = desk.harness.query_all_by_label(name);
            nodes.map(|node| node.rect()).collect()
        };
        let before = places(self);
        self.click("Menu");
        self.frame();
        let is_new = |node: &Node<'_>| !before.contains(&node.rect());
        let entry = self.harness.query_all_by_label(name).find(is_new);
        let entry = entry.unwrap_or_else(|| panic!("no entry {name:?}"));
        let in_sight = |text: &Drawn| text.text == name && text.seen.height() > 12.0;
        let of_entry = |text: &Drawn| entry.rect().contains_rect(text.seen);
        if !self.drawn().iter().any(|text| in_sight(text) && of_entry(text)) {
            entry.scroll_to_me();
            (0..4).for_each(|_| self.frame());
        }
        let entry = self.harness.query_all_by_label(name).find(is_new).unwrap();
        let place = entry.rect().center();
        self.click_at(place);
        self.frame();
    }

    pub fn click_at(&mut self, pos: Pos2) {
        self.event(Event::PointerMoved(pos));
        for pressed in [true, false] {
            self.event(Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        self.event(Event::PointerGone);
    }

    /// Brings the button of this name into sight.
    #[track_caller]
    pub fn scroll_to(&mut self, name: &str) {
        self.button(name).scroll_to_me();
        (0..4).for_each(|_| self.frame());
    }

    /// Drags with the pointer, in a few steps.
    pub fn drag(&mut self, from: Pos2, by: Vec2) {
        self.event(Event::PointerMoved(from));
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.event(button(from, true));
        for part in [0.25, 0.5, 0.75, 1.0] {
            self.event(Event::PointerMoved(from + by * part));
        }
        self.event(button(from + by, false));
        self.event(Event::PointerGone);
        self.settle();
    }

    /// Drags the edge under the editor.
    pub fn make_editor_higher(&mut self, by: f32) {
        let line = self.panes_at() - 22.0;
        self.drag(egui::pos2(self.room.size.x / 2.0, line), egui::vec2(0.0, by));
    }

    /// Where the editor has ended and the title of the signature pane stands.
    pub fn panes_at(&self) -> f32 {
        let head = self.drawn().into_iter().find(|drawn| drawn.text == "Signature");
        head.unwrap().seen.center().y
    }

    /// Puts the cursor into the field of this name and selects what stands there.
    #[track_caller]
    pub fn enter(&mut self, name: &str) {
        let place = self.field(name).rect().left_center() + egui::vec2(14.0, 0.0);
        self.click_at(place);
        assert!(self.field(name).is_focused(), "{name} takes the focus");
        self.ctrl(Key::A);
    }

    /// Types a text into the field of this name, over what stands there.
    #[track_caller]
    pub fn fill(&mut self, name: &str, text: &str) {
        self.enter(name);
        if text.is_empty() {
            self.press(Modifiers::NONE, Key::Delete);
        }
        self.type_text(text);
        self.settle();
    }

    /// Pastes a text into the field of this name, over what stands there.
    #[track_caller]
    pub fn fill_by_paste(&mut self, name: &str, text: &str) {
        self.enter(name);
        if text.is_empty() {
            self.press(Modifiers::NONE, Key::Delete);
        } else {
            self.paste(text);
        }
        self.settle();
    }
}

/// Eyes on the accessibility tree; what is drawn is looked at in [`super::screen`].
impl Desk {
    /// The button, link, tab or check box of this name.
    #[track_caller]
    pub fn button<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.harness
            .query_all_by_label(name)
            .find(|node| is_button(node.accesskit_node().role()))
            .unwrap_or_else(|| panic!("no button {name:?}"))
    }

    pub fn has_button(&self, name: &str) -> bool {
        self.harness
            .query_all_by_label(name)
            .any(|node| node.accesskit_node().role() == Role::Button)
    }

    /// The text field of this name.
    #[track_caller]
    pub fn field<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.find_field(name)
            .unwrap_or_else(|| panic!("no field {name:?}"))
    }

    pub fn find_field<'a>(&'a self, name: &'a str) -> Option<Node<'a>> {
        self.harness
            .query_all_by_label(name)
            .find(|node| is_text_field(node.accesskit_node().role()))
    }

    /// Names of everything a person can act on.
    pub fn controls(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        let acts = |role| is_button(role) || is_text_field(role) || role == Role::Slider;
        nodes
            .map(|node| node.accesskit_node())
            .filter(|node| acts(node.role()))
            .filter_map(|node| node.label())
            .collect()
    }

    /// The name of what has the focus.
    pub fn focused(&self) -> Option<String> {
        let node = self.harness.root().children_recursive().find(|node| {
            let node = node.accesskit_node();
            node.is_focused() && node.role() != Role::Window
        })?;
        node.accesskit_node().label()
    }
}

fn is_button(role: Role) -> bool {
    matches!(role, Role::Button | Role::Link | Role::Tab | Role::CheckBox)
}

pub fn is_text_field(role: Role) -> bool {
    matches!(
        role,
        Role::TextInput | Role::MultilineTextInput | Role::PasswordInput
    )
}
