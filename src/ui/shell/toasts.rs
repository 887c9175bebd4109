//! Short messages about what the user just did. Errors of a request stay in its pane and are no toasts.
//!
//! They cover nothing that is read: a short one takes the right end of the status bar while it stands, and a longer one,
//! or one that stays, has a place of its own above it.

use std::time::Duration;

use eframe::egui::{Color32, Frame, Label, Margin, Panel, RichText, Ui};

use crate::ui::icons;
use crate::ui::presentation::Presentation;
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;

/// How long a message stands, in seconds.
const STANDS: f64 = 4.0;
/// A longer message does not fit into the status bar.
const SHORT_CHARS: usize = 90;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Done as asked; goes by itself.
    Done,
    /// Not done, and nothing changed; goes by itself.
    Refused,
    /// Something the user must know; stays until closed.
    Problem,
}

impl Kind {
    fn icon(self, colors: &Tokens) -> (&'static str, Color32) {
        match self {
            Self::Done => (icons::CIRCLE_CHECK, colors.good),
            Self::Refused => (icons::INFO, colors.warning),
            Self::Problem => (icons::TRIANGLE_ALERT, colors.warning),
        }
    }
}

/// One message.
#[derive(Clone, Debug)]
struct Toast {
    kind: Kind,
    text: String,
    /// On egui's clock, seconds; set when first drawn.
    since: Option<f64>,
}

impl Toast {
    fn is_short(&self) -> bool {
        let fits = self.text.chars().count() <= SHORT_CHARS && !self.text.contains('\n');
        self.kind != Kind::Problem && fits
    }
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

    /// What kind of message a text is.
    pub fn kind_of(&self, text: &str) -> Option<Kind> {
        let toast = self.0.iter().find(|toast| toast.text == text);
        toast.map(|toast| toast.kind)
    }

    /// Lets go of what has stood long enough. Asks for one repaint: when the next one is to go.
    pub fn expire(&mut self, ui: &Ui) {
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
            .filter(|toast| toast.kind != Kind::Problem)
            .map(left)
            .reduce(f64::min);
        if let Some(seconds) = next {
            ui.ctx()
                .request_repaint_after(Duration::from_secs_f64(seconds.max(0.05)));
        }
    }

    /// Draws those that need room in a place of their own, at the foot of what is left of `ui`.
    pub fn place_ui(&mut self, ui: &mut Ui, presentation: &Presentation) {
        if self.0.iter().all(Toast::is_short) {
            return;
        }
        let colors = tokens(ui.ctx());
        let mut closed = None;
        Panel::bottom("messages")
            .frame(
                Frame::new()
                    .fill(colors.raised)
                    .inner_margin(Margin::symmetric(14, 6)),
            )
            .show_separator_line(true)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                for (index, toast) in self.0.iter().enumerate().filter(|(_, toast)| !toast.is_short()) {
                    if toast_ui(ui, toast, presentation, colors) == Answer::Close {
                        closed = Some(index);
                    }
                }
            });
        if let Some(index) = closed {
            self.0.remove(index);
        }
    }

    /// Draws the newest short one at the right end of the status bar; nothing when there is none, and then the bar says
    /// there what it always says.
    pub fn line_ui(&self, ui: &mut Ui, presentation: &Presentation) -> Line {
        let Some(toast) = self.0.iter().rev().find(|toast| toast.is_short()) else {
            return Line::Free;
        };
        let colors = tokens(ui.ctx());
        let (icon, ink) = toast.kind.icon(colors);
        let text = presentation.text(&toast.text);
        ui.spacing_mut().item_spacing.x = 6.0;
        let text = RichText::new(text).color(colors.text);
        ui.add(Label::new(text).truncate());
        icon_ui(ui, icon, size::ICON, ink);
        Line::Taken
    }
}

/// Whether a message stands in the status bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// None does.
    Free,
    /// One does.
    Taken,
}

/// What a message was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Stay,
    Close,
}

fn toast_ui(ui: &mut Ui, toast: &Toast, presentation: &Presentation, colors: &Tokens) -> Answer {
    let (icon, ink) = toast.kind.icon(colors);
    let mut answer = Answer::Stay;
    ui.horizontal_top(|ui| {
        if toast.kind == Kind::Problem && icon_button(ui, icons::X, "Close the message").clicked() {
            answer = Answer::Close;
        }
        ui.add_space(2.0);
        ui.vertical(|ui| {
            ui.add_space(7.0);
            icon_ui(ui, icon, size::ICON, ink);
        });
        // Several lines and long ones break beside the icon.
        ui.vertical(|ui| {
            ui.add_space(7.0);
            let text = presentation.text(&toast.text);
            ui.add(Label::new(RichText::new(text).color(colors.text)).wrap());
        });
    });
    answer
}
