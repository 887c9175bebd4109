//! Eyes: the texts drawn, with the part of them that is not clipped away, and the accessibility tree.

use std::sync::Arc;

use countersign::demo::TEMPORARY_TOKEN;
use countersign::model::BodyDigest;
use countersign::ui::sentence::sentence;
use eframe::egui::accesskit::Role;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{FullOutput, Galley, Rect};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::test_window::TestWindow;

/// A start of the session token by which it is recognised.
pub const TOKEN_START: &str = "AQoDYXdzEPT//////////wEX";

/// The mark that stands for the session token.
pub fn mark() -> String {
    let hash = BodyDigest::of(TEMPORARY_TOKEN.as_bytes()).sha256;
    let start = hash.get(..4).unwrap();
    format!(
        "[session token, {} bytes, sha256 {start}…]",
        TEMPORARY_TOKEN.len()
    )
}

/// A text on screen.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub text: String,
    /// What of its place lies in sight.
    pub seen: Rect,
    pub galley: Arc<Galley>,
}

impl TestWindow {
    /// Every text of which a part is in sight.
    pub fn drawn(&self) -> Vec<Drawn> {
        texts_of(self.harness.output())
    }

    pub fn texts(&self) -> Vec<String> {
        self.drawn().into_iter().map(|drawn| drawn.text).collect()
    }

    /// Whether a text with these words is in sight.
    pub fn sees(&self, words: &str) -> bool {
        self.drawn().iter().any(|drawn| drawn.text.contains(words))
    }

    /// The words stand on screen, as they are or as the start of a sentence.
    #[track_caller]
    pub fn assert_sees(&self, words: &str) {
        let found = self.sees(words) || self.sees(&sentence(words));
        assert!(found, "{words:?} is not among {:#?}", self.texts());
    }

    #[track_caller]
    pub fn assert_sees_not(&self, words: &str) {
        assert!(!self.sees(words), "{words:?} is in sight");
    }

    /// Everything a screen reader is told, and everything drawn, in sight or not.
    pub fn everything_told(&self) -> String {
        let mut all = self.texts().join("\n");
        for node in self.harness.root().children_recursive() {
            let node = node.accesskit_node();
            for text in [node.label(), node.value(), node.description()]
                .into_iter()
                .flatten()
            {
                all.push('\n');
                all.push_str(&text);
            }
        }
        all
    }
}

/// Every text of a frame of which a part is in sight.
pub fn texts_of(output: &FullOutput) -> Vec<Drawn> {
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &output.shapes {
        collect(shape, *clip_rect, &mut found);
    }
    found
}

fn collect(shape: &Shape, clip: Rect, found: &mut Vec<Drawn>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, found)),
        Shape::Text(text) => {
            let seen = text.galley.rect.translate(text.pos.to_vec2()).intersect(clip);
            if seen.is_positive() {
                found.push(Drawn {
                    text: text.galley.text().to_owned(),
                    seen,
                    galley: Arc::clone(&text.galley),
                });
            }
        }
        _ => {}
    }
}

/// What a screen reader is told.
impl TestWindow {
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
            .any(|node| is_button(node.accesskit_node().role()))
    }

    /// Whether the button of this name can be pressed.
    #[track_caller]
    pub fn is_enabled(&self, name: &str) -> bool {
        !self.button(name).accesskit_node().is_disabled()
    }

    /// The button of this name is whole in the window.
    #[track_caller]
    pub fn assert_inside(&self, name: &str) {
        let (window, button) = (self.harness.ctx.content_rect(), self.button(name).rect());
        assert!(window.contains_rect(button), "{name:?} at {button} in {window}");
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
        self.focused_node()?.accesskit_node().label()
    }

    /// Name and place of what has the focus.
    pub fn focus(&self) -> Option<(String, Rect)> {
        let node = self.focused_node()?;
        Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
    }

    /// What has the focus, to be found again when it has moved.
    pub fn focused_id(&self) -> Option<String> {
        Some(id_of(&self.focused_node()?))
    }

    /// Where a control stands now.
    pub fn place_of(&self, id: &str) -> Option<Rect> {
        let mut nodes = self.harness.root().children_recursive();
        Some(nodes.find(|node| id_of(node) == id)?.rect())
    }

    fn focused_node(&self) -> Option<Node<'_>> {
        self.harness.root().children_recursive().find(|node| {
            let node = node.accesskit_node();
            node.is_focused() && node.role() != Role::Window
        })
    }
}

/// The library does not give out the type of its ids.
fn id_of(node: &Node<'_>) -> String {
    format!("{:?}", node.accesskit_node().id())
}

pub fn is_button(role: Role) -> bool {
    matches!(
        role,
        Role::Button | Role::Link | Role::Tab | Role::TreeItem | Role::CheckBox | Role::RadioButton
    )
}

pub fn is_text_field(role: Role) -> bool {
    matches!(
        role,
        Role::TextInput | Role::MultilineTextInput | Role::PasswordInput
    )
}
