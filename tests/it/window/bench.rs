//! A page or a widget alone, without the app around it: driven by the same events, seen with the same eyes.

use countersign::ui::action::Action;
use countersign::ui::page::Verdict;
use countersign::ui::tokens::{self, Look};
use countersign::ui::{focus_ring, fonts};
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, Ui, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};

use super::screen::{is_button, is_text_field, texts_of};
use super::viewer_input::key_press;

/// What is drawn, what it asked for, and whether it is still open.
pub struct Of<S> {
    pub state: S,
    pub actions: Vec<Action>,
    pub verdict: Verdict,
    pub look: Look,
    fonts: Fonts,
}

/// Fonts are there from the frame after the one that asks for them.
#[derive(PartialEq, Eq)]
enum Fonts {
    NotYet,
    Asked,
}

/// A page on a harness of its own.
pub struct Bench<S: 'static> {
    pub harness: Harness<'static, Of<S>>,
}

impl<S: 'static> Bench<S> {
    pub fn new(
        state: S,
        size: Vec2,
        draw: impl Fn(&mut Ui, &mut S, &mut Vec<Action>) -> Verdict + 'static,
    ) -> Self {
        let builder = Harness::builder().with_size(size);
        #[cfg(feature = "snapshots")]
        let builder = builder.renderer(super::snapshots::renderer());
        let of = Of {
            state,
            actions: Vec::new(),
            verdict: Verdict::Open,
            look: Look::default(),
            fonts: Fonts::NotYet,
        };
        let harness = builder.build_ui_state(
            move |ui, of: &mut Of<S>| {
                tokens::install(ui.ctx(), of.look);
                if of.fonts == Fonts::NotYet {
                    fonts::install(ui.ctx());
                    of.fonts = Fonts::Asked;
                    ui.request_repaint();
                    return;
                }
                if of.verdict == Verdict::Open {
                    of.verdict = draw(ui, &mut of.state, &mut of.actions);
                }
                focus_ring::focus_ring_ui(ui.ctx());
            },
            of,
        );
        let mut bench = Self { harness };
        bench.settle();
        bench
    }

    pub fn settle(&mut self) {
        for _ in 0..6 {
            self.harness.step();
        }
        self.harness.check_accessibility();
    }

    pub fn state(&mut self) -> &mut S {
        &mut self.harness.state_mut().state
    }

    /// What was asked for since the last look.
    pub fn actions(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.harness.state_mut().actions)
    }

    pub fn is_open(&self) -> bool {
        self.harness.state().verdict == Verdict::Open
    }

    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.step();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        for event in key_press(modifiers, key) {
            self.event(event);
        }
        self.settle();
    }

    pub fn type_text(&mut self, text: &str) {
        for ch in text.chars() {
            self.event(Event::Text(ch.to_string()));
        }
        self.settle();
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
        self.settle();
    }

    fn find<'a>(&'a self, name: &'a str, is_it: impl Fn(egui::accesskit::Role) -> bool) -> Option<Node<'a>> {
        let mut named = self.harness.query_all_by_label(name);
        named.find(|node| is_it(node.accesskit_node().role()))
    }

    #[track_caller]
    pub fn click(&mut self, name: &str) {
        let button = self.find(name, is_button);
        let place = button
            .unwrap_or_else(|| panic!("no button {name:?} among {:#?}", self.controls()))
            .rect();
        self.click_at(place.center());
    }

    #[track_caller]
    pub fn field<'a>(&'a self, name: &'a str) -> Node<'a> {
        self.find(name, is_text_field)
            .unwrap_or_else(|| panic!("no field {name:?} among {:#?}", self.controls()))
    }

    /// Puts the text into a field, over what stands there.
    #[track_caller]
    pub fn fill(&mut self, name: &str, text: &str) {
        let place = self.field(name).rect();
        self.click_at(place.left_center() + egui::vec2(16.0, 0.0));
        self.press(Modifiers::COMMAND, Key::A);
        self.press(Modifiers::NONE, Key::Delete);
        self.type_text(text);
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name, |role| is_button(role) || is_text_field(role))
            .is_some()
    }

    /// Names of everything a person can act on.
    pub fn controls(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter(|node| {
                let role = node.accesskit_node().role();
                is_button(role) || is_text_field(role)
            })
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }

    /// The name of what has the focus.
    pub fn focused(&self) -> Option<String> {
        let mut nodes = self.harness.root().children_recursive();
        let focused = nodes.find(|node| {
            let node = node.accesskit_node();
            node.is_focused() && node.role() != egui::accesskit::Role::Window
        });
        focused?.accesskit_node().label()
    }

    /// Whether a text with these words is in sight.
    pub fn sees(&self, words: &str) -> bool {
        texts_of(self.harness.output())
            .iter()
            .any(|drawn| drawn.text.contains(words))
    }

    #[track_caller]
    pub fn assert_sees(&self, words: &str) {
        let texts: Vec<String> = texts_of(self.harness.output())
            .into_iter()
            .map(|drawn| drawn.text)
            .collect();
        assert!(self.sees(words), "{words:?} is not among {texts:#?}");
    }

    /// Everything a screen reader is told, and everything drawn.
    pub fn everything_told(&self) -> String {
        let drawn = texts_of(self.harness.output());
        let mut all: Vec<String> = drawn.into_iter().map(|drawn| drawn.text).collect();
        for node in self.harness.root().children_recursive() {
            let node = node.accesskit_node();
            all.extend(
                [node.label(), node.value(), node.description()]
                    .into_iter()
                    .flatten(),
            );
        }
        all.join("\n")
    }
}

/// Where a button or field of this name stands.
#[track_caller]
pub fn place_of<S>(bench: &Bench<S>, name: &str) -> egui::Rect {
    let found = bench.find(name, |role| is_button(role) || is_text_field(role));
    found
        .unwrap_or_else(|| panic!("no {name:?} among {:#?}", bench.controls()))
        .rect()
}
