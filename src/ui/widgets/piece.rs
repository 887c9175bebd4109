//! Labelled pieces of text that was signed: a caption on the left, the exact text on the right.

use std::ops::Range;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Align, Color32, Label, Layout, RichText, Ui, vec2};

use crate::ui::action::Action;
use crate::ui::mono_text::{mono, plain};
use crate::ui::presentation::Presentation;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Title of a group of pieces, with what it is and a copy button.
pub fn heading_ui(ui: &mut Ui, title: &str, remark: &str, copy: Option<Action>, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    let right = |ui: &mut Ui, out: &mut Vec<Action>| {
        if let Some(action) = copy
            && icon_button(ui, icons::COPY, &copy_name(&action)).clicked()
        {
            out.push(action);
        }
    };
    ui.add_space(6.0);
    bar(ui, 28.0, out, right, |ui, _| {
        ui.label(
            RichText::new(title)
                .font(fonts::semibold(size::TEXT))
                .color(colors.text),
        );
        let remark = RichText::new(remark).font(fonts::caption()).color(colors.third);
        ui.add(Label::new(remark).truncate());
    });
}

fn copy_name(action: &Action) -> String {
    match action {
        Action::Run(command) => command.text().to_owned(),
        Action::Copy { what, .. } => format!("Copy {what}"),
        _ => "Copy".to_owned(),
    }
}

/// One piece: label and wrapped text, both to be read by a screen reader as one line.
pub fn piece_ui(ui: &mut Ui, presentation: &Presentation, label: &str, job: LayoutJob, tip: &str) {
    let colors = tokens(ui.ctx());
    let mut job = presentation.job(job);
    ui.spacing_mut().interact_size.y = size::MONO_LINE;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP, 0.0);
        ui.allocate_ui_with_layout(
            vec2(size::PIECE_LABEL, size::MONO_LINE),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_size(vec2(size::PIECE_LABEL, size::MONO_LINE));
                let caption = RichText::new(label).font(fonts::caption()).color(colors.third);
                ui.add(Label::new(caption).selectable(false));
            },
        );
        job.wrap = TextWrapping {
            max_width: ui.available_width(),
            break_anywhere: true,
            ..TextWrapping::default()
        };
        for section in &mut job.sections {
            section.format.line_height = Some(size::MONO_LINE);
        }
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let response = ui.add(Label::new(galley).selectable(true));
        if !tip.is_empty() {
            response.on_hover_text(tip);
        }
    });
}

/// A text of one colour, followed by a remark in the sans.
pub fn remarked(text: &str, ink: Color32, remark: &str, remark_ink: Color32) -> LayoutJob {
    let mut job = plain(text, ink);
    if !remark.is_empty() {
        job.append(remark, 10.0, TextFormat::simple(fonts::caption(), remark_ink));
    }
    job
}

/// Parts of a text, each in its colour; ranges that do not fit are left out.
pub fn colored(text: &str, parts: &[(Range<usize>, Color32)]) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (range, ink) in parts {
        job.append(text.get(range.clone()).unwrap_or_default(), 0.0, mono(*ink));
    }
    job
}
