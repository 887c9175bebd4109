//! The rows of the history: in the sidebar a line each, on its page a table.

use eframe::egui::{
    Align2, Color32, FontId, Id, Key, Modifiers, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2,
    vec2,
};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::model::{HistoryEnding, HistoryRow, Pin};
use crate::text::measure::{human_bytes, human_duration};
use crate::ui::context::PanelContext;
use crate::ui::history_list::HistoryList;
use crate::ui::list_rows::{Cells, RowKey, RowState, Sight, row_ground, row_key};
use crate::ui::tokens::{Tokens, heights, size, verb_color};
use crate::ui::{fonts, icons};

/// Room of a method in front of a row, in points.
const VERB: f32 = 44.0;
/// Columns of the table, in points: moment, status, time, bytes, environment.
const MOMENT: f32 = 118.0;
const STATUS: f32 = 76.0;
const TOTAL: f32 = 70.0;
const BYTES: f32 = 74.0;
const ENVIRONMENT: f32 = 96.0;
const PIN: f32 = 20.0;
/// So many rows before the end the next page is asked for.
const BEFORE_END: usize = 20;

/// How much of a row is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowWidth {
    /// Method, path, status and moment.
    Narrow,
    /// A row of a table.
    Table,
}

/// What was done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowAsked {
    /// Nothing.
    Nothing,
    /// It was chosen by pointer or keyboard: it has the cursor now.
    Selected,
    /// It was clicked twice, or Enter was pressed on it.
    Opened,
}

/// Draws the rows in a scroll area that fills what is left. One row is a stop of the Tab key; arrows lead to the others.
pub fn history_rows_ui(
    ui: &mut Ui,
    list: &mut HistoryList,
    width: RowWidth,
    ctx: &PanelContext<'_>,
) -> RowAsked {
    let height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = list.rows().len();
    let stop = list.selected_at().unwrap_or(0);
    let mut asked = RowAsked::Nothing;
    let rows_id = ui.scope_id();
    let mut area = ScrollArea::vertical()
        .id_salt("history rows")
        .auto_shrink([false, false]);
    let sight = Sight::of(ui);
    let wanted = list
        .wanted
        .and_then(|wanted| list.rows().iter().position(|row| row.id == wanted));
    if let Some(offset) = wanted.and_then(|at| sight.offset_to_show(ui, at, height)) {
        area = area.vertical_scroll_offset(offset);
    }
    let shown = area.show_rows(ui, height, count, |ui, range| {
        if range.end + BEFORE_END > count {
            list.show_more();
        }
        for at in range {
            let Some(row) = list.rows().get(at).cloned() else {
                continue;
            };
            let state = (at == stop, list.selected == Some(row.id));
            let response = row_ui(ui, (rows_id, &row), state, width, ctx);
            if list.wanted == Some(row.id) {
                list.wanted = None;
                response.request_focus();
                ui.ctx().request_repaint();
            }
            let done = row_asked(ui, list, &row, &response, width);
            if done != RowAsked::Nothing {
                asked = done;
            }
        }
    });
    sight.keep(ui, shown.state.unclamped_offset().y, shown.inner_rect.height());
    if list.wanted.is_some() {
        ui.ctx().request_repaint();
    }
    asked
}

/// What is done with a row by pointer and keyboard.
fn row_asked(
    ui: &Ui,
    list: &mut HistoryList,
    row: &HistoryRow,
    response: &Response,
    width: RowWidth,
) -> RowAsked {
    match row_key(ui, response) {
        RowKey::Step(step) => {
            list.selected = Some(row.id);
            list.step(step);
            return RowAsked::Selected;
        }
        RowKey::Open => {
            list.selected = Some(row.id);
            return RowAsked::Opened;
        }
        RowKey::Nothing => {}
    }
    // A second click on a row that opened at the first one is no other wish.
    let opened_before = width == RowWidth::Narrow && response.double_clicked();
    if !response.clicked() || opened_before {
        return RowAsked::Nothing;
    }
    list.selected = Some(row.id);
    response.request_focus();
    if response.double_clicked() || width == RowWidth::Narrow {
        RowAsked::Opened
    } else {
        RowAsked::Selected
    }
}

/// Leads the keyboard from a search field that was just drawn down to the rows.
pub fn lead_to_rows(ui: &Ui, search: &Response, list: &mut HistoryList) {
    let down = search.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
    if down {
        list.selected = None;
        list.step(0);
    }
}

fn row_ui(
    ui: &mut Ui,
    (rows_id, row): (Id, &HistoryRow),
    (is_stop, is_selected): (bool, bool),
    width: RowWidth,
    ctx: &PanelContext<'_>,
) -> Response {
    let colors = ctx.tokens;
    let sense = if is_stop { Sense::click() } else { Sense::CLICK };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), heights(ui.ctx()).row), Sense::hover());
    let response = ui.interact(rect, rows_id.with(("history", row.id)), sense);
    let told = told(row, ctx);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &told));
    let state = if is_selected {
        RowState::Chosen
    } else {
        RowState::Free
    };
    row_ground(ui, &response, state, colors);
    let mut cells = Cells::new(ui, rect);
    let (status, ink) = status_of(row, colors);
    match width {
        RowWidth::Narrow => {
            verb(&mut cells, row, colors);
            cells.at_right(
                &short_moment(row.began, ctx.now),
                fonts::caption(),
                colors.third,
                44.0,
            );
            cells.at_right(&status, fonts::semibold(size::CAPTION), ink, 34.0);
            if row.pin == Pin::Pinned {
                cells.at_right(icons::PIN, fonts::icons(11.0), colors.second, 16.0);
            }
            let path = ctx.presentation.text(path_of(&row.url));
            cells.rest(&path, FontId::proportional(size::TEXT), colors.second);
        }
        RowWidth::Table => {
            let moment = moment_words(row.began, ctx.now);
            cells.at_left(&moment, fonts::caption(), colors.second, MOMENT);
            verb(&mut cells, row, colors);
            cells.at_left(&status, fonts::semibold(size::CAPTION), ink, STATUS);
            let pin = if row.pin == Pin::Pinned { icons::PIN } else { "" };
            cells.at_right(pin, fonts::icons(12.0), colors.second, PIN);
            let environment = row.environment.as_deref().unwrap_or_default();
            cells.at_right(environment, fonts::caption(), colors.third, ENVIRONMENT);
            let bytes = row.reply_bytes.map(human_bytes).unwrap_or_default();
            cells.at_right(&bytes, fonts::caption(), colors.third, BYTES);
            let total = human_duration(row.total);
            cells.at_right(&total, fonts::caption(), colors.third, TOTAL);
            cells.rest(&ctx.presentation.text(&row.url), fonts::mono(), colors.text);
        }
    }
    response
}

fn verb(cells: &mut Cells<'_>, row: &HistoryRow, colors: &Tokens) {
    let verb: String = row.method.chars().take(5).collect();
    let ink = verb_color(&row.method, colors);
    cells.at_left(&verb, fonts::semibold(10.5), ink, VERB);
}

/// A heading over the columns of the table.
pub fn table_head_ui(ui: &mut Ui, colors: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let mut left = rect.left() + 8.0;
    let mut right = rect.right() - 6.0 - PIN;
    let write = |x: f32, text: &str| {
        let at = pos2(x, rect.center().y);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, text, fonts::caption(), colors.third);
    };
    for (text, width) in [("Sent, UTC", MOMENT), ("", VERB), ("Reply", STATUS)] {
        write(left, text);
        left += width;
    }
    write(left, "URL");
    for (text, width) in [("Environment", ENVIRONMENT), ("Size", BYTES), ("Time", TOTAL)] {
        right -= width;
        write(right, text);
    }
}

/// What became of a send, and its colour.
fn status_of(row: &HistoryRow, colors: &Tokens) -> (String, Color32) {
    let (failed, stopped) = ("fail".to_owned(), "stop".to_owned());
    match &row.ending {
        HistoryEnding::Replied(status) => (status.to_string(), status_ink(*status, colors)),
        HistoryEnding::Failed(_) => (failed, colors.bad),
        HistoryEnding::Cancelled(_) => (stopped, colors.third),
    }
}

fn status_ink(status: u16, colors: &Tokens) -> Color32 {
    match status {
        0..300 => colors.good,
        300..400 => colors.warning,
        _ => colors.bad,
    }
}

/// Path and query of a URL, or all of what is none.
fn path_of(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else {
        return url;
    };
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

/// `12:01:07` of today, else `29 Nov 12:01`, with the year when it is another one.
pub fn moment_words(began: OffsetDateTime, now: OffsetDateTime) -> String {
    let words = if began.date() == now.date() {
        began.format(format_description!("[hour]:[minute]:[second]"))
    } else if began.year() == now.year() {
        began.format(format_description!(
            "[day padding:none] [month repr:short] [hour]:[minute]"
        ))
    } else {
        began.format(format_description!(
            "[day padding:none] [month repr:short] [year] [hour]:[minute]"
        ))
    };
    words.unwrap_or_default()
}

/// `12:01` of today, else `29 Nov`: as much as a narrow list has room for.
fn short_moment(began: OffsetDateTime, now: OffsetDateTime) -> String {
    let words = if began.date() == now.date() {
        began.format(format_description!("[hour]:[minute]"))
    } else {
        began.format(format_description!("[day padding:none] [month repr:short]"))
    };
    words.unwrap_or_default()
}

/// What a screen reader says of a row.
fn told(row: &HistoryRow, ctx: &PanelContext<'_>) -> String {
    let mut parts = vec![format!("{} {}", row.method, ctx.presentation.text(&row.url))];
    parts.push(match &row.ending {
        HistoryEnding::Replied(status) => status.to_string(),
        HistoryEnding::Failed(_) => "no reply".to_owned(),
        HistoryEnding::Cancelled(_) => "cancelled".to_owned(),
    });
    parts.push(moment_words(row.began, ctx.now));
    parts.extend(row.title.clone());
    if row.pin == Pin::Pinned {
        parts.push("pinned".to_owned());
    }
    if !row.note.is_empty() {
        parts.push(row.note.clone());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_as_short_as_it_is_clear() {
        let at =
            |text: &str| OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).unwrap();
        let now = at("2026-11-29T12:00:00Z");
        assert_eq!(moment_words(at("2026-11-29T01:02:03Z"), now), "01:02:03");
        assert_eq!(moment_words(at("2026-03-05T23:59:59Z"), now), "5 Mar 23:59");
        assert_eq!(moment_words(at("2025-12-31T23:59:59Z"), now), "31 Dec 2025 23:59");
    }

    #[test]
    fn the_path_of_a_url_is_what_stands_behind_its_host() {
        for (url, path) in [
            ("https://h/dev/pets?x=1", "/dev/pets?x=1"),
            ("https://h", "/"),
            ("{{base}}/pets", "{{base}}/pets"),
        ] {
            assert_eq!(path_of(url), path);
        }
    }
}
