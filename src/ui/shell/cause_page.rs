//! The page of help about a cause: what it means, how services say it, how to check, and what mends it.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, FontId, Frame, Id, Label, Layout, Modal, RichText, ScrollArea, Ui, vec2};

use crate::diagnosis::{CauseHelp, help_of};
use crate::model::Cause;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::mono_text::mono;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, size};

/// Width in points; less in a narrow window.
const WIDTH: f32 = 640.0;
/// Width of the number in front of a step, in points.
const MARK: f32 = 18.0;

/// Draws the page.
pub fn cause_page_ui(ui: &mut Ui, cause: Cause, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let help = help_of(cause);
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("help about a cause"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(window.x - 60.0));
            ui.spacing_mut().item_spacing.y = 4.0;
            let title = RichText::new(help.title).font(fonts::semibold(16.0));
            ui.add(Label::new(title.color(ctx.tokens.text)).wrap());
            let slug = RichText::new(cause.slug()).font(fonts::mono());
            ui.label(slug.color(ctx.tokens.third));
            let most = (window.y - 240.0).max(160.0);
            ScrollArea::vertical()
                .max_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - 12.0);
                    sections_ui(ui, help, ctx.tokens);
                });
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                if ui.button("Close").clicked() {
                    verdict = Verdict::Close;
                }
                let Some(page) = &help.page else { return };
                let tip = format!("{}: the address is copied, nothing is opened", page.url);
                let button = ui.button(format!("Copy the address of {}", page.title));
                if button.on_hover_text(tip).clicked() {
                    out.push(Action::Copy {
                        text: page.url.to_owned(),
                        what: "the address",
                    });
                }
            });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

fn sections_ui(ui: &mut Ui, help: &CauseHelp, colors: &Tokens) {
    for paragraph in help.meaning {
        text_ui(ui, paragraph, colors);
    }
    heading_ui(ui, "How services say it", help.said, colors);
    for said in help.said {
        let words = RichText::new(*said).font(fonts::mono()).color(colors.text);
        ui.add(Label::new(words).wrap().selectable(true));
    }
    heading_ui(ui, "How to check", help.checks, colors);
    numbered_ui(ui, help.checks, colors);
    heading_ui(ui, "What mends it", help.fixes, colors);
    numbered_ui(ui, help.fixes, colors);
}

/// Nothing where nothing comes below it.
fn heading_ui(ui: &mut Ui, text: &str, below: &[&str], colors: &Tokens) {
    if !below.is_empty() {
        ui.add_space(6.0);
        ui.label(
            RichText::new(text)
                .font(fonts::semibold(size::TEXT))
                .color(colors.text),
        );
    }
}

fn numbered_ui(ui: &mut Ui, rows: &[&str], colors: &Tokens) {
    for (number, row) in (1..).zip(rows) {
        ui.horizontal_top(|ui| {
            let mark = vec2(MARK, size::MONO_LINE);
            ui.allocate_ui_with_layout(mark, Layout::left_to_right(Align::Min), |ui| {
                ui.set_width(MARK);
                ui.label(RichText::new(format!("{number}.")).color(colors.third));
            });
            text_ui(ui, row, colors);
        });
    }
}

/// A text with commands between back-ticks.
fn text_ui(ui: &mut Ui, text: &str, colors: &Tokens) {
    let plain = TextFormat::simple(FontId::proportional(size::TEXT), colors.second);
    let mut job = LayoutJob::default();
    for (number, piece) in sentence(text).split('`').enumerate() {
        let format = if number % 2 == 0 {
            plain.clone()
        } else {
            mono(colors.text)
        };
        job.append(piece, 0.0, format);
    }
    ui.add(Label::new(job).wrap().selectable(true));
}
