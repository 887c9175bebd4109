//! The params section: the query as a table that is a view of the URL, and the values of the path parameters.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Id, Key, Label, Rect, Response, RichText, ScrollArea, Ui, vec2};

use crate::model::{HttpRequest, Note, PathValue, RowState};
use crate::resolve::path_params::{PathParam, Reach, path_params};
use crate::resolve::query_text::Half;
use crate::sigv4::pieces::Place;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::bulk::{Bulk, BulkBraces, BulkLine, bulk_ui};
use crate::ui::editor::params_table::{ParamEdit, ParamRow, apply, replace_all, rows};
use crate::ui::editor::row_notes::{note_on_param, row_note_ui};
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::far_rows::FarRows;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::row_order;
use crate::ui::widgets::section_head::{RowsOrText, section_head};
use crate::ui::{fonts, icons, links};

const NAME: f32 = 240.0;
const TRASH: f32 = 34.0;
/// Handle and check box with their gaps.
const LEFT: f32 = row_order::HANDLE + 28.0 + 2.0 * size::GAP;
/// Fields are laid out each frame, and nobody reads more rows than this.
const MOST_ROWS: usize = 200;

/// What the section shows.
#[derive(Debug, Default)]
pub struct ParamsView {
    /// The params while they are edited as text.
    pub bulk: Option<Bulk>,
}

/// Draws the section.
pub fn params_panel_ui(ui: &mut Ui, view: &mut ParamsView, draft: &mut Draft, ctx: &PanelContext<'_>) {
    ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
    let mut shown = match view.bulk {
        Some(_) => RowsOrText::Text,
        None => RowsOrText::Rows,
    };
    let params = path_params(&draft.request.http.url);
    if section_head(ui, "Query parameters", &mut shown) {
        view.bulk = match shown {
            RowsOrText::Rows => None,
            RowsOrText::Text => Some(Bulk::new(lines(&draft.request.http))),
        };
    }
    if let Some(bulk) = &mut view.bulk {
        let http = &mut draft.request.http;
        bulk.follow(lines(http));
        if let Some(edited) = bulk_ui(ui, bulk, "Query parameters as text", BulkBraces::Variables) {
            let rows = edited.into_iter().map(|line| (line.state, line.name, line.value));
            replace_all(http, rows);
            bulk.became(lines(http));
        }
        return;
    }
    ScrollArea::vertical()
        .id_salt("params")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            table_ui(ui, &mut draft.request.http, &draft.live.notes, ctx);
            if !params.is_empty() {
                ui.add_space(size::GAP);
                path_ui(ui, &params, &mut draft.request.http.path_values, ctx);
            }
        });
}

fn lines(http: &HttpRequest) -> Vec<BulkLine> {
    let line = |row: ParamRow| BulkLine {
        state: row.state,
        name: row.name,
        value: row.value,
    };
    rows(http).into_iter().map(line).collect()
}

/// The rows, and an empty one at the end that becomes a row when something is typed into it.
fn table_ui(ui: &mut Ui, http: &mut HttpRequest, notes: &[Note], ctx: &PanelContext<'_>) {
    let table = rows(http);
    let salt = ui.make_persistent_id("params");
    let focused = ui.memory(eframe::egui::Memory::focused);
    let halves = |at: usize| [Half::Name, Half::Value].map(|half| Some(field_id(salt, half, at)));
    let at = (0..table.len().min(MOST_ROWS)).find(|at| focused.is_some() && halves(*at).contains(&focused));
    let moved = row_order::by_keys(ui, at, table.len());
    let (mut edit, mut next) = (None, None);
    let mut places = Vec::new();
    if let Some((from, to)) = moved {
        edit = Some((ParamEdit::Move(from, to), None));
        // Rows are named by their places: the cursor goes with its row.
        let half = if focused == Some(field_id(salt, Half::Value, from)) {
            Half::Value
        } else {
            Half::Name
        };
        next = Some(field_id(salt, half, to));
    }
    let mut in_url = links::parameters(&http.url);
    let mut far = FarRows::new(ui, salt, table.len().min(MOST_ROWS));
    for (at, row) in table.iter().take(MOST_ROWS).enumerate() {
        let ground = links::ground(ui);
        let id = salt.with(at);
        let (place, wish) = if let Some(place) = far.place(ui, at, id) {
            (place, None)
        } else {
            let (place, wish) = row_ui(ui, salt, at, Some(row), &mut next);
            far.drawn(ui, at, id, place);
            (place, wish)
        };
        let stands = match row.state {
            RowState::Enabled => in_url.next(),
            RowState::Disabled => None,
        };
        if row.state == RowState::Enabled {
            ground.of_places(ui, ctx.links, place, stands.as_slice());
        }
        places.push(place);
        edit = wish.or(edit);
        if let Some(Place::Text { span, .. }) = &stands
            && let Some(note) = note_on_param(notes, span)
        {
            row_note_ui(ui, LEFT + NAME + size::GAP, note);
        }
    }
    far.end(ui);
    if table.len() > MOST_ROWS {
        let more = table.len() - MOST_ROWS;
        let text = format!("{more} more parameters stand in the URL: edit them there or as text");
        ui.label(RichText::new(text).color(tokens(ui.ctx()).third));
    } else {
        edit = row_ui(ui, salt, table.len(), None, &mut next).1.or(edit);
    }
    if let Some((from, to)) = row_order::dragged(ui, salt, &places) {
        edit = Some((ParamEdit::Move(from, to), None));
    }
    // Not before all are drawn: the field would take the same Enter and leave.
    if let Some(next) = next {
        ui.memory_mut(|memory| memory.request_focus(next));
    }
    if let Some((edit, typed)) = edit {
        let place = match &edit {
            ParamEdit::Set(at, half, text) => Some((*at, *half, text.chars().count())),
            ParamEdit::Add(half, text) => Some((table.len(), *half, text.chars().count())),
            _ => None,
        };
        apply(http, edit);
        if let (Some((at, half, length)), Some(field)) = (place, typed) {
            let stands = rows(http).into_iter().nth(at);
            let stands = stands.and_then(|row| match half {
                Half::Name => Some(row.name),
                Half::Value => row.value,
            });
            let grown = stands.unwrap_or_default().chars().count().saturating_sub(length);
            push_cursor(ui, field, grown);
        }
    }
}

/// Moves the cursor on by what an escape is longer than the character that was typed.
fn push_cursor(ui: &Ui, field: Id, by: usize) {
    let Some(mut state) = TextEditState::load(ui.ctx(), field).filter(|_| by > 0) else {
        return;
    };
    let Some(range) = state.cursor.char_range() else {
        return;
    };
    let cursor = CCursor::new(range.primary.index + by);
    state.cursor.set_char_range(Some(CCursorRange::one(cursor)));
    state.store(ui.ctx(), field);
}

fn field_id(salt: Id, half: Half, at: usize) -> Id {
    match half {
        Half::Name => salt.with(("name", at)),
        Half::Value => salt.with(("value", at)),
    }
}

/// A row; `None` is the empty one at the end. Gives the edit with the field that was typed into.
fn row_ui(
    ui: &mut Ui,
    salt: Id,
    at: usize,
    row: Option<&ParamRow>,
    next: &mut Option<Id>,
) -> (Rect, Option<(ParamEdit, Option<Id>)>) {
    let number = at + 1;
    let mut edit = None;
    let drawn = ui.horizontal(|ui| {
        match row {
            Some(row) => {
                row_order::handle_ui(ui, salt, at, &format!("parameter {number}"));
                let mut on = row.state == RowState::Enabled;
                let check = ui.checkbox(&mut on, "");
                if check
                    .accessible_name(format!("Send parameter {number}"))
                    .changed()
                {
                    edit = Some((ParamEdit::Switch(at), None));
                }
            }
            None => {
                ui.add_space(LEFT);
            }
        }
        let value_width = |ui: &Ui| (ui.available_width() - TRASH - size::GAP).max(120.0);
        for half in [Half::Name, Half::Value] {
            let (word, hint, stands) = match half {
                Half::Name => ("name", "Name", row.map(|row| row.name.as_str())),
                Half::Value => ("value", "Value", row.and_then(|row| row.value.as_deref())),
            };
            let width = if half == Half::Name { NAME } else { value_width(ui) };
            let mut text = stands.unwrap_or_default().to_owned();
            let id = field_id(salt, half, at);
            let response = Field::mono(&mut text, &format!("Parameter {number} {word}"))
                .variables()
                .hint(if row.is_none() && half == Half::Name {
                    "Add parameter"
                } else {
                    hint
                })
                .width(width)
                .id(id)
                .ui(ui);
            if response.changed() {
                edit = Some(match row {
                    Some(_) => (ParamEdit::Set(at, half, text), Some(id)),
                    None => (ParamEdit::Add(half, text), Some(id)),
                });
            }
            if entered(ui, &response) {
                *next = Some(field_id(salt, Half::Name, at + 1));
            }
        }
        if row.is_some() && icon_button(ui, icons::TRASH_2, &format!("Remove parameter {number}")).clicked() {
            edit = Some((ParamEdit::Remove(at), None));
        }
    });
    (drawn.response.rect, edit)
}

/// True when Enter was pressed in the field.
pub(super) fn entered(ui: &Ui, response: &Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The path parameters in the order of the URL, each name once.
fn path_ui(ui: &mut Ui, params: &[PathParam], values: &mut Vec<PathValue>, ctx: &PanelContext<'_>) {
    let colors = tokens(ui.ctx());
    let title = RichText::new("Path parameters").font(fonts::semibold(size::CAPTION));
    ui.label(title.color(colors.second));
    let mut seen: Vec<&str> = Vec::new();
    for param in params {
        let name = param.name.as_str();
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let places = links::path_parameter(param, values);
        let ground = links::ground(ui);
        let egui = ui.ctx().clone();
        let path_row = |ui: &mut Ui| {
            ui.horizontal(|ui| {
                let shown = RichText::new(name).font(fonts::mono()).color(colors.path);
                ui.add_space(LEFT);
                ui.allocate_ui(vec2(NAME, heights(ui.ctx()).field), |ui| {
                    ui.set_min_width(NAME);
                    ui.horizontal_centered(|ui| ui.add(Label::new(shown).truncate()));
                });
                let at = values.iter().position(|value| value.name == name);
                let mut text = at
                    .and_then(|at| values.get(at))
                    .map(|value| value.value.clone())
                    .unwrap_or_default();
                let empty = text.is_empty();
                let note = if empty { 190.0 } else { TRASH };
                let width = (ui.available_width() - note - size::GAP).max(120.0);
                let field = Field::mono(&mut text, &format!("Path parameter {name}"))
                    .variables()
                    .hint(match param.reach {
                        Reach::Segment => "Value",
                        Reach::Rest => "Value, may hold slashes",
                    })
                    .width(width)
                    .ui(ui);
                if field.changed() {
                    match at.and_then(|at| values.get_mut(at)) {
                        Some(value) => value.value = text,
                        None => values.push(PathValue {
                            name: name.to_owned(),
                            value: text,
                            ..PathValue::default()
                        }),
                    }
                }
                if empty {
                    let text = "no value: sent as it stands";
                    let label = RichText::new(text).font(fonts::caption()).color(colors.warning);
                    ui.add(Label::new(label).truncate());
                }
            })
        };
        let drawn = ctx
            .links
            .field_focus
            .focusable(&egui, &places, || ui.push_id(name, path_row));
        ground.of_places(ui, ctx.links, drawn.response.rect, &places);
    }
}
