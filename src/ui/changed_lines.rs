//! Lines of two texts, and what differs between them.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::ui::context::PanelContext;
use crate::ui::fonts;

/// Longer comparisons are cut.
const MOST_LINES: usize = 5_000;

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedLine {
    /// In both.
    Same(String),
    /// In the first text alone: in the file, or what was sent before.
    Before(String),
    /// In the second text alone: in the tab, or what was sent later.
    After(String),
    /// So many lines that are in both are left out.
    LeftOut(usize),
}

/// Draws them in a scroll area of at most this height, in points.
pub fn changed_lines_ui(ui: &mut Ui, lines: &[ChangedLine], most: f32, ctx: &PanelContext<'_>) {
    ScrollArea::both()
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in lines.iter().take(MOST_LINES) {
                line_ui(ui, line, ctx);
            }
        });
}

fn line_ui(ui: &mut Ui, line: &ChangedLine, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    // Signs stand before the lines, so that it is not colour alone that tells.
    let (text, ink, ground) = match line {
        ChangedLine::Same(text) => (format!("  {text}"), colors.second, None),
        ChangedLine::Before(text) => (format!("- {text}"), colors.bad, Some(colors.bad_ground)),
        ChangedLine::After(text) => (format!("+ {text}"), colors.good, Some(colors.good_ground)),
        ChangedLine::LeftOut(count) => (format!("  … {count} lines …"), colors.third, None),
    };
    let mut rich = RichText::new(ctx.presentation.text(&text))
        .font(fonts::mono())
        .color(ink);
    if let Some(ground) = ground {
        rich = rich.background_color(ground);
    }
    ui.add(Label::new(rich).extend());
}
