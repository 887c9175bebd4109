//! What is drawn: the texts with the part of them that is not clipped away.

use std::sync::Arc;

use countersign::ui::sentence::sentence;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Galley, Rect};
use egui_kittest::kittest::NodeT as _;

use super::desk::Desk;

/// A text on screen.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub text: String,
    /// What of its place lies in sight.
    pub seen: Rect,
    pub galley: Arc<Galley>,
}

impl Desk {
    /// Every text of which a part is in sight.
    pub fn drawn(&self) -> Vec<Drawn> {
        let mut found = Vec::new();
        for ClippedShape { clip_rect, shape, .. } in &self.harness.output().shapes {
            collect(shape, *clip_rect, &mut found);
        }
        found
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
