//! Short messages about what the user just did. Errors of a request stay in its pane and are no toasts.

use std::time::Duration;

use eframe::egui::{
    Align2, Area, CornerRadius, Frame, Id, Label, Margin, Order, RichText, Shadow, Stroke, Ui, vec2,
};

use crate::ui::icons;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;

/// How long a message stands, in seconds.
const STANDS: f64 = 4.0;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Done as asked; goes by itself.
    Done,
    /// Something the user must know; stays until closed.
    Problem,
}

/// One message.
#[derive(Clone, Debug)]
struct Toast {
    kind: Kind,
    text: String,
    /// On egui's clock, seconds; set when first drawn.
    since: Option<f64>,
}

/// The messages on screen, oldest first.
#[derive(Debug, Default)]
pub struct Toasts(Vec<Toast>);

impl Toasts {
    /// Adds a message; the same text does not stand twice.
    pub fn push(&mut self, kind: Kind, text: impl Into<String>) {
        let text = text.into();
        self.0.retain(|toast| toast.text != text);
        self.0.push(Toast {
            kind,
            text,
            since: None,
        });
    }

    /// Texts on screen, for tests and the accessibility tree.
    pub fn texts(&self) -> Vec<&str> {
        self.0.iter().map(|toast| toast.text.as_str()).collect()
    }

    /// Draws them in the lower right corner. Asks for one repaint: when the next one is to go.
    pub fn ui(&mut self, ui: &mut Ui, presentation: &Presentation) {
        let now = ui.input(|input| input.time);
        for toast in &mut self.0 {
            toast.since.get_or_insert(now);
        }
        let left = |toast: &Toast| STANDS - (now - toast.since.unwrap_or(now));
        self.0
            .retain(|toast| toast.kind == Kind::Problem || left(toast) > 0.0);
        let next = self
            .0
            .iter()
            .filter(|toast| toast.kind == Kind::Done)
            .map(left)
            .reduce(f64::min);
        if let Some(seconds) = next {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(seconds.max(0.05)));
        }
        if self.0.is_empty() {
            return;
        }
        let colors = tokens(ui.ctx());
        let mut closed = None;
        Area::new(Id::unique("toasts"))
            .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -(size::STATUS_BAR + 12.0)))
            .order(Order::Foreground)
            .show(ui.ctx(), |ui| {
                for (index, toast) in self.0.iter().enumerate() {
                    let (icon, ink) = match toast.kind {
                        Kind::Done => (icons::CIRCLE_CHECK, colors.good),
                        Kind::Problem => (icons::TRIANGLE_ALERT, colors.warning),
                    };
                    Frame::new()
                        .fill(colors.raised)
                        .stroke(Stroke::new(1.0, colors.line))
                        .corner_radius(CornerRadius::same(8))
                        .inner_margin(Margin::symmetric(12, 6))
                        .shadow(Shadow::NONE)
                        .show(ui, |ui| {
                            ui.horizontal_top(|ui| {
                                icon_ui(ui, icon, size::ICON, ink);
                                // Several lines and long ones break beside the icon.
                                ui.vertical(|ui| {
                                    ui.set_max_width(420.0);
                                    let text = presentation.text(&toast.text);
                                    let text = RichText::new(text).color(colors.text);
                                    ui.add(Label::new(text).wrap());
                                });
                                if toast.kind == Kind::Problem
                                    && icon_button(ui, icons::X, "Close the message").clicked()
                                {
                                    closed = Some(index);
                                }
                            });
                        });
                }
            });
        if let Some(index) = closed {
            self.0.remove(index);
        }
    }
}
