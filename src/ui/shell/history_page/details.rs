//! The chosen row of the history: what there is to say of it, and what can be done with it.

use eframe::egui::{Label, RichText, Ui};

use super::HistoryPage;
use crate::model::{HistoryRow, Pin};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::history_action::HistoryAction;
use crate::ui::page::Verdict;
use crate::ui::tokens::size;
use crate::ui::widgets::field::Field;

/// Draws them.
pub(super) fn details_ui(
    ui: &mut Ui,
    page: &mut HistoryPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let Some(row) = page.list.selected_row().cloned() else {
        let text = "Choose a row to see more; Enter or a double click opens it as it was";
        ui.label(RichText::new(text).color(ctx.tokens.third));
        return Verdict::Open;
    };
    ui.spacing_mut().item_spacing.y = 6.0;
    let url = RichText::new(ctx.presentation.text(&row.url)).font(fonts::mono());
    ui.add(Label::new(url.color(ctx.tokens.text)).truncate());
    let facts = RichText::new(facts(&row)).font(fonts::caption());
    ui.add(Label::new(facts.color(ctx.tokens.second)).truncate());
    let verdict = buttons_ui(ui, page, &row, out);
    only_ui(ui, page, &row);
    note_ui(ui, page, &row, out);
    verdict
}

/// Cause, sizes and where it stood, in one line.
fn facts(row: &HistoryRow) -> String {
    let mut facts = Vec::new();
    facts.extend(row.title.clone());
    facts.push(human_duration(row.total));
    facts.extend(row.reply_bytes.map(human_bytes));
    facts.extend(row.environment.as_ref().map(|name| format!("environment {name}")));
    facts.extend(row.request.clone());
    facts.join("  ·  ")
}

fn buttons_ui(ui: &mut Ui, page: &mut HistoryPage, row: &HistoryRow, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let mut ask = |action| out.push(Action::History(action));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        if ui
            .button("Open")
            .on_hover_text("In a new tab, with reply and signature as they were")
            .clicked()
        {
            ask(HistoryAction::Open(row.id));
            verdict = Verdict::Close;
        }
        if ui
            .button("Send again")
            .on_hover_text("The request in a new tab, signed afresh")
            .clicked()
        {
            ask(HistoryAction::SendAgain(row.id));
            verdict = Verdict::Close;
        }
        match page.marked {
            Some(marked) if marked != row.id => {
                if ui.button("Compare with the marked one").clicked() {
                    ask(HistoryAction::Compare(marked, row.id));
                    verdict = Verdict::Close;
                }
                if ui.button("Mark this one instead").clicked() {
                    page.marked = Some(row.id);
                }
            }
            Some(_) => {
                ui.label("Marked: choose another row to compare it with");
            }
            None => {
                let mark = ui
                    .button("Mark to compare")
                    .on_hover_text("Then choose another row");
                if mark.clicked() {
                    page.marked = Some(row.id);
                }
            }
        }
        let (text, pin) = match row.pin {
            Pin::Unpinned => ("Pin", Pin::Pinned),
            Pin::Pinned => ("Unpin", Pin::Unpinned),
        };
        let hint = "What is pinned stays, whatever the limits say";
        if ui.button(text).on_hover_text(hint).clicked() {
            ask(HistoryAction::Pin(row.id, pin));
        }
        if ui.button("Delete").clicked() {
            ask(HistoryAction::Delete(row.id));
        }
    });
    verdict
}

/// Filters that this row has the values for.
fn only_ui(ui: &mut Ui, page: &mut HistoryPage, row: &HistoryRow) {
    let filter = &mut page.list.query.filter;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        ui.label(RichText::new("Only").font(fonts::caption()));
        if !row.host.is_empty() && filter.host.is_none() && ui.small_button("this host").clicked() {
            filter.host = Some(row.host.clone());
        }
        if filter.method.is_none() && ui.small_button("this method").clicked() {
            filter.method = Some(row.method.clone());
        }
        if let Some(request) = &row.request
            && filter.request.is_none()
            && ui.small_button("this request").clicked()
        {
            filter.request = Some(request.clone());
            filter.collection.clone_from(&row.collection);
        }
        if let Some(environment) = &row.environment
            && filter.environment.is_none()
            && ui.small_button("this environment").clicked()
        {
            filter.environment = Some(environment.clone());
        }
        if let Some(cause) = &row.cause
            && filter.cause.is_none()
        {
            let name = cause.replace('-', " ");
            let button = ui.small_button("this cause").on_hover_text(name);
            if button.clicked() {
                filter.cause = Some(cause.clone());
            }
        }
    });
}

/// What the user writes to it; kept when the cursor leaves the field.
fn note_ui(ui: &mut Ui, page: &mut HistoryPage, row: &HistoryRow, out: &mut Vec<Action>) {
    if page.note.0 != Some(row.id) {
        page.note = (Some(row.id), row.note.clone());
    }
    let field = Field::mono(&mut page.note.1, "Note")
        .hint("Note")
        .width(ui.available_width())
        .ui(ui);
    if field.lost_focus() && page.note.1 != row.note {
        let note = page.note.1.clone();
        out.push(Action::History(HistoryAction::Note(row.id, note)));
    }
}
