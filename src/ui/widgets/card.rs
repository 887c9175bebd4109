//! A framed message: what happened, why, and the next step.

use eframe::egui::{Color32, CornerRadius, Frame, Label, Margin, RichText, Ui};

use crate::ui::fonts;
use crate::ui::tokens::{quiet_edge, size, tokens};
use crate::ui::widgets::icon::icon_ui;

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something failed.
    Bad,
    /// Something to look at.
    Warning,
    /// Something to know.
    Quiet,
}

/// Draws a card with a title, sentences below it and whatever `more` adds (buttons).
pub fn card(
    ui: &mut Ui,
    tone: Tone,
    icon: &str,
    title: &str,
    sentences: &[&str],
    more: impl FnOnce(&mut Ui),
) {
    card_with_aside(ui, tone, icon, (title, ""), sentences, more);
}

/// The same, with a quiet word at the right end of the row of the title.
pub fn card_with_aside(
    ui: &mut Ui,
    tone: Tone,
    icon: &str,
    (title, aside): (&str, &str),
    sentences: &[&str],
    more: impl FnOnce(&mut Ui),
) {
    let colors = tokens(ui.ctx());
    let (edge, ground, ink): (Color32, Color32, Color32) = match tone {
        Tone::Bad => (colors.bad, colors.bad_ground, colors.bad),
        Tone::Warning => (colors.warning, colors.warning_ground, colors.warning),
        Tone::Quiet => (colors.line, colors.field, colors.accent),
    };
    Frame::new()
        .fill(ground)
        .stroke(quiet_edge(ui.ctx(), edge))
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal_top(|ui| {
                icon_ui(ui, icon, size::ICON, ink);
                let aside = (!aside.is_empty()).then(|| {
                    ui.painter()
                        .layout_no_wrap(aside.to_owned(), fonts::caption(), colors.third)
                });
                let room = aside.as_ref().map_or(0.0, |aside| aside.size().x + size::GAP);
                let width = (ui.available_width() - room).max(0.0);
                let title = RichText::new(title).font(fonts::semibold(size::TEXT));
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.add(Label::new(title.color(colors.text)).wrap());
                });
                if let Some(aside) = aside {
                    ui.add(Label::new(aside));
                }
            });
            for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
                ui.add(Label::new(RichText::new(*sentence).color(colors.second)).wrap());
            }
            more(ui);
        });
}
