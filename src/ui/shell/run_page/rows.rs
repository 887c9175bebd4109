//! The requests of a run, a row each.

use eframe::egui::{Align2, Color32, Id, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::model::ExchangeId;
use crate::redact::run_record::{RunEnding, RunRecord};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::context::PanelContext;
use crate::ui::list_rows::{Cells, RowKey, RowState, Sight, row_ground, row_key};
use crate::ui::run_results::{Iterations, RunResults};
use crate::ui::tokens::{Tokens, heights, size, verb_color};
use crate::ui::{fonts, icons};

/// Columns, in points.
const MARK: f32 = 24.0;
const NUMBER: f32 = 54.0;
const VERB: f32 = 50.0;
const DATA_ROW: f32 = 60.0;
const STATUS: f32 = 64.0;
const CHECKS: f32 = 74.0;
const TIME: f32 = 74.0;
const BYTES: f32 = 80.0;

/// A heading over the columns.
pub(super) fn head_ui(ui: &mut Ui, results: &RunResults, colors: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let mut left = rect.left() + 8.0 + MARK;
    let mut right = rect.right() - 6.0;
    let write = |x: f32, text: &str| {
        let at = pos2(x, rect.center().y);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, text, fonts::caption(), colors.third);
    };
    for (text, width) in [("No.", NUMBER), ("", VERB)] {
        write(left, text);
        left += width;
    }
    write(left, "Request");
    let data = match results.iterations {
        Iterations::One => None,
        Iterations::OfRows => Some(("Row", DATA_ROW)),
    };
    let columns = [
        ("Size", BYTES),
        ("Time", TIME),
        ("Checks", CHECKS),
        ("Reply", STATUS),
    ];
    for (text, width) in columns.into_iter().chain(data) {
        right -= width;
        write(right, text);
    }
}

/// Draws the rows. Gives the exchange that is to be opened.
pub(super) fn rows_ui(ui: &mut Ui, results: &mut RunResults, ctx: &PanelContext<'_>) -> Option<ExchangeId> {
    let height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = 0.0;
    let rows_id = ui.scope_id();
    let sight = Sight::of(ui);
    let wanted = results.wanted.and_then(|number| results.row_of(number));
    let mut area = ScrollArea::vertical()
        .id_salt("requests of the run")
        .auto_shrink([false, false]);
    if let Some(offset) = wanted.and_then(|at| sight.offset_to_show(ui, at, height)) {
        area = area.vertical_scroll_offset(offset);
    }
    // One row is a stop of the Tab key; arrows lead to the others.
    let stop = results
        .selected
        .and_then(|number| results.row_of(number))
        .unwrap_or(0);
    let mut opened = None;
    let shown = area.show_rows(ui, height, results.rows(), |ui, range| {
        for at in range {
            let Some(record) = results.row(at) else { continue };
            let (number, exchange) = (record.number, record.exchange);
            let is_selected = results.selected == Some(number);
            let response = row_ui(
                ui,
                rows_id,
                record,
                (at == stop, is_selected),
                results.iterations,
                ctx,
            );
            if results.wanted == Some(number) {
                results.wanted = None;
                response.request_focus();
                ui.ctx().request_repaint();
            }
            match row_key(ui, &response) {
                RowKey::Step(step) => {
                    results.selected = Some(number);
                    results.step(step);
                }
                RowKey::Open => {
                    results.selected = Some(number);
                    opened = exchange;
                }
                RowKey::Nothing => {}
            }
            if response.clicked() {
                results.selected = Some(number);
                response.request_focus();
            }
            if response.double_clicked() {
                opened = exchange;
            }
        }
    });
    sight.keep(ui, shown.state.unclamped_offset().y, shown.inner_rect.height());
    if results.wanted.is_some() {
        ui.ctx().request_repaint();
    }
    opened
}

fn row_ui(
    ui: &mut Ui,
    rows_id: Id,
    record: &RunRecord,
    (is_stop, is_selected): (bool, bool),
    iterations: Iterations,
    ctx: &PanelContext<'_>,
) -> Response {
    let colors = ctx.tokens;
    let sense = if is_stop { Sense::click() } else { Sense::CLICK };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), heights(ui.ctx()).row), Sense::hover());
    let response = ui.interact(rect, rows_id.with(("run", record.number)), sense);
    let told = told(record, iterations, ctx);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &told));
    let state = if is_selected {
        RowState::Chosen
    } else {
        RowState::Free
    };
    row_ground(ui, &response, state, colors);
    let (icon, ink) = mark_of(record, colors);
    let mut cells = Cells::new(ui, rect);
    cells.at_left(icon, fonts::icons(14.0), ink, MARK);
    cells.at_left(&record.number.to_string(), fonts::caption(), colors.third, NUMBER);
    let verb: String = record.method.get().chars().take(6).collect();
    cells.at_left(
        &verb,
        fonts::semibold(10.5),
        verb_color(record.method.get(), colors),
        VERB,
    );
    let was_sent = record.exchange.is_some();
    let bytes = if was_sent {
        human_bytes(record.body_bytes)
    } else {
        String::new()
    };
    cells.at_right(&bytes, fonts::caption(), colors.third, BYTES);
    let time = if was_sent {
        human_duration(record.duration)
    } else {
        String::new()
    };
    cells.at_right(&time, fonts::caption(), colors.second, TIME);
    let (checks, checks_ink) = checks_of(record, colors);
    cells.at_right(&checks, fonts::caption(), checks_ink, CHECKS);
    let status = record.status.map(|status| status.to_string()).unwrap_or_default();
    let status_ink = match record.status {
        Some(200..300) => colors.good,
        Some(300..400) => colors.warning,
        _ => colors.bad,
    };
    cells.at_right(&status, fonts::semibold(size::CAPTION), status_ink, STATUS);
    if iterations == Iterations::OfRows {
        cells.at_right(
            &record.iteration.to_string(),
            fonts::caption(),
            colors.third,
            DATA_ROW,
        );
    }
    let name = ctx.presentation.text(name_of(record));
    cells.rest(&name, eframe::egui::FontId::proportional(size::TEXT), colors.text);
    response
}

/// What a request is called.
pub(super) fn name_of(record: &RunRecord) -> &str {
    if record.name.is_empty() {
        record.path.as_str()
    } else {
        &record.name
    }
}

/// How it ended, as a shape and a colour.
fn mark_of(record: &RunRecord, colors: &Tokens) -> (&'static str, Color32) {
    match record.ending {
        RunEnding::Passed => (icons::CIRCLE_CHECK, colors.good),
        RunEnding::Failed(_) | RunEnding::NoReply(_) => (icons::CIRCLE_ALERT, colors.bad),
        RunEnding::Cancelled | RunEnding::NotRun => (icons::CIRCLE_STOP, colors.third),
    }
}

/// How many of its checks hold.
fn checks_of(record: &RunRecord, colors: &Tokens) -> (String, Color32) {
    let all = record.checks.len();
    if all == 0 {
        return (String::new(), colors.third);
    }
    let failed = record.failures().count();
    let ink = if failed == 0 { colors.second } else { colors.bad };
    (format!("{} of {all}", all - failed), ink)
}

/// How it ended, in a word or two.
pub(super) fn ending_words(record: &RunRecord) -> &'static str {
    match record.ending {
        RunEnding::Passed => "passed",
        RunEnding::Failed(_) => "failed",
        RunEnding::NoReply(_) => "no reply",
        RunEnding::Cancelled => "cancelled",
        RunEnding::NotRun => "not run",
    }
}

/// What a screen reader says of a row.
fn told(record: &RunRecord, iterations: Iterations, ctx: &PanelContext<'_>) -> String {
    let mut parts = vec![
        ctx.presentation.text(name_of(record)),
        ending_words(record).to_owned(),
    ];
    parts.extend(record.status.map(|status| status.to_string()));
    if iterations == Iterations::OfRows {
        parts.push(format!("row {}", record.iteration));
    }
    if !record.checks.is_empty() {
        let failed = record.failures().count();
        parts.push(format!(
            "{} of {} checks hold",
            record.checks.len() - failed,
            record.checks.len()
        ));
    }
    if record.exchange.is_some() {
        parts.push(human_duration(record.duration));
    }
    parts.join(", ")
}
