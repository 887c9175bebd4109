//! Pointer, keys and clipboard of a person at the window.

use countersign::ui::shell::editor_height::EDGE;
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Vec2};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::screen::Drawn;
use super::test_window::TestWindow;

/// What the system tells of a key that is pressed and let go.
pub fn key_press(modifiers: Modifiers, key: Key) -> [Event; 4] {
    let key = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    [
        Event::ModifiersChanged(modifiers),
        key(true),
        key(false),
        Event::ModifiersChanged(Modifiers::NONE),
    ]
}

impl TestWindow {
    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        for event in key_press(modifiers, key) {
            self.event(event);
        }
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

    /// Clicks the last control of a name: that of the page over the window, or the lowest.
    #[track_caller]
    pub fn click_last(&mut self, name: &str) {
        let at = self
            .harness
            .get_all_by_label(name)
            .filter(|node| node.accesskit_node().role() == Role::Button)
            .map(|node| node.rect().center())
            .next_back();
        self.click_at(at.expect("a button of that name"));
        self.settle();
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
        let places = |window: &Self| -> Vec<egui::Rect> {
            let nodes = window.harness.query_all_by_label(name);
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

    /// Clicks with the other button, which opens a menu.
    pub fn secondary_click_at(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
        for pressed in [true, false] {
            self.event(Event::PointerButton {
                pos: at,
                button: PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        self.settle();
    }

    /// Brings the button of this name into sight.
    #[track_caller]
    pub fn scroll_to(&mut self, name: &str) {
        self.button(name).scroll_to_me();
        (0..4).for_each(|_| self.frame());
    }

    /// Turns the wheel over the response pane until its end.
    pub fn scroll_timeline_to_the_end(&mut self) {
        let pos = egui::pos2(self.machine.size.x / 4.0, self.machine.size.y * 0.7);
        self.event(Event::PointerMoved(pos));
        self.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -4_000.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        self.event(Event::PointerGone);
        (0..8).for_each(|_| self.frame());
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
        self.drag(egui::pos2(self.machine.size.x / 2.0, line), egui::vec2(0.0, by));
    }

    /// Where the editor has ended and the heads of the panes stand.
    pub fn panes_at(&self) -> f32 {
        self.harness.get_by_label(EDGE).rect().center().y + 22.0
    }

    /// Puts the cursor into the field of this name and selects what stands there.
    #[track_caller]
    pub fn enter(&mut self, name: &str) {
        let place = self.field(name).rect().left_center() + egui::vec2(14.0, 0.0);
        self.click_at(place);
        if !self.field(name).is_focused() {
            self.field(name).scroll_to_me();
            (0..4).for_each(|_| self.frame());
            let place = self.field(name).rect().left_center() + egui::vec2(14.0, 0.0);
            self.click_at(place);
        }
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
