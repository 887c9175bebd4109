//! Pointer and keys of a viewer.

use eframe::egui::{Event, EventFilter, Key, Modifiers, PointerButton, Pos2, Response, Ui, vec2};

use super::row::LaidOut;
use super::scroll::{points_of, rows_in};
use super::view::BodyView;
use super::viewer_layout::ViewerLayout;
use crate::text::{Position, Selection, View};
use crate::ui::action::Action;
use crate::ui::tokens::{size, tokens};

/// Columns that an arrow key scrolls sideways.
const SIDEWAYS: f32 = 4.0;

/// Keys of a viewer that has the focus.
pub fn keys(
    ui: &Ui,
    response: &Response,
    view: &mut BodyView,
    total: usize,
    place: ViewerLayout,
    out: &mut Vec<Action>,
) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let page = rows_in(place.rows.height()).saturating_sub(1).max(1);
    let pressed = |key| {
        ui.input_mut(|input| {
            let plain = input.consume_key(Modifiers::NONE, key);
            let shifted = input.consume_key(Modifiers::SHIFT, key);
            (plain || shifted).then_some(shifted)
        })
    };
    let far = total.cast_signed();
    let page = page.cast_signed();
    let moves = [
        (Key::ArrowUp, -1),
        (Key::ArrowDown, 1),
        (Key::PageUp, -page),
        (Key::PageDown, page),
        (Key::Home, -far),
        (Key::End, far),
    ];
    for (key, by) in moves {
        match pressed(key) {
            Some(true) => extend(view, by, total, place),
            Some(false) => {
                view.place.top = view.place.top.saturating_add_signed(by).min(total);
                view.place.into = 0.0;
            }
            None => {}
        }
    }
    for (key, by) in [(Key::Home, 0), (Key::End, total)] {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
            view.place.top = by;
            view.place.into = 0.0;
        }
    }
    for (key, by) in [(Key::ArrowLeft, -SIDEWAYS), (Key::ArrowRight, SIDEWAYS)] {
        if pressed(key).is_some() && !folds(view, key) {
            view.place.x += by * place.glyph;
        }
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
        view.select_all();
    }
    if takes_copy(ui)
        && let Some(text) = view.copy()
    {
        out.push(Action::Copy {
            text,
            what: "the selection",
        });
    }
}

/// Takes the order to copy out of the input.
pub fn takes_copy(ui: &Ui) -> bool {
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, Event::Copy));
        input.events.len() < before
    })
}

/// Folds or unfolds the row where the selection ends; false when there is nothing to fold.
fn folds(view: &mut BodyView, key: Key) -> bool {
    let Some(row) = view.selection.map(|chosen| chosen.head.row) else {
        return false;
    };
    let opens = view
        .row(row)
        .is_some_and(|text| view.document().view(view.view).opens(row, text));
    let wants = view.folds.is_folded(row + 1) == (key == Key::ArrowRight);
    let can_fold = view.view == View::Pretty && !view.document().is_indented_in_part();
    let folds = can_fold && opens && wants && view.place.x <= 0.0;
    if folds {
        view.toggle_fold(row);
    }
    folds
}

impl BodyView {
    /// Selects everything.
    pub fn select_all(&mut self) {
        let total = self.folds.shown(self.document().view(self.view).rows());
        let last = self.folds.row(total.saturating_sub(1));
        self.selection = Some(Selection {
            anchor: Position::default(),
            head: Position {
                row: last,
                column: usize::MAX,
            },
        });
    }
}

/// Moves the end of the selection by rows.
fn extend(view: &mut BodyView, by: isize, total: usize, place: ViewerLayout) {
    let top = view.folds.row(view.place.top);
    let start = Position { row: top, column: 0 };
    let mut chosen = view.selection.unwrap_or(Selection {
        anchor: start,
        head: start,
    });
    let shown = view.folds.shown_at(chosen.head.row).saturating_add_signed(by);
    let last = total.saturating_sub(1);
    if shown > last {
        chosen.head.column = usize::MAX;
    } else if view
        .folds
        .shown_at(chosen.head.row)
        .checked_add_signed(by)
        .is_none()
    {
        chosen.head.column = 0;
    }
    chosen.head.row = view.folds.row(shown.min(last));
    view.place.bring_near(shown.min(last), place.rows.height());
    view.selection = Some(chosen);
}

/// Selects with the pointer, and scrolls when it is dragged beyond an edge.
pub fn pointer(ui: &Ui, response: &Response, view: &mut BodyView, total: usize, place: ViewerLayout) {
    if response.hovered() {
        ui.set_cursor_icon(eframe::egui::CursorIcon::Text);
    }
    let Some(pos) = response.interact_pointer_pos() else {
        return;
    };
    let (pressed, shift) = ui.input(|input| (input.pointer.primary_pressed(), input.modifiers.shift));
    if response.secondary_clicked() {
        response.request_focus();
        view.menu_row = position_at(ui, view, total, place, pos).row;
    } else if pressed {
        response.request_focus();
        let at = position_at(ui, view, total, place, pos);
        let anchor = match view.selection {
            Some(chosen) if shift => chosen.anchor,
            _ => at,
        };
        view.selection = Some(Selection { anchor, head: at });
    } else if response.dragged_by(PointerButton::Primary) {
        scroll_at_the_edge(ui, view, place, pos);
        let inside = pos.clamp(place.rows.min, place.rows.max - vec2(0.0, 1.0));
        let head = position_at(ui, view, total, place, inside);
        if let Some(chosen) = &mut view.selection {
            chosen.head = head;
        }
    }
    let at = position_at(ui, view, total, place, pos);
    if response.triple_clicked() {
        view.selection = Some(line_at(view, at));
    } else if response.double_clicked()
        && let Some(row) = view.row(at.row)
    {
        let columns = row.word_at(at.column);
        let place = |column| Position { column, ..at };
        view.selection = Some(Selection {
            anchor: place(columns.start),
            head: place(columns.end),
        });
    }
}

/// The line of a row, as far as its rows are made.
fn line_at(view: &BodyView, at: Position) -> Selection {
    let continues = |row: usize| view.row(row).is_some_and(|row| row.line_number.is_none());
    let is_hex = view.view == crate::text::View::Hex;
    let mut first = at.row;
    while !is_hex && first > 0 && continues(first) {
        first -= 1;
    }
    let mut last = at.row;
    while !is_hex && continues(last + 1) {
        last += 1;
    }
    Selection {
        anchor: Position {
            row: first,
            column: 0,
        },
        head: Position {
            row: last,
            column: view.row(last).map_or(0, crate::text::RowText::columns),
        },
    }
}

fn scroll_at_the_edge(ui: &Ui, view: &mut BodyView, place: ViewerLayout, pos: Pos2) {
    let rows = place.rows;
    let above = (rows.top() - pos.y).max(0.0);
    let below = (pos.y - rows.bottom()).max(0.0);
    let left = (place.text.left() - pos.x).max(0.0);
    let right = (pos.x - place.text.right()).max(0.0);
    if above + below > 0.0 || (right > 0.0 || left > 0.0 && view.place.x > 0.0) {
        view.place.scroll((below - above) / 2.0);
        view.place.x += (right - left) / 4.0;
        ui.ctx().request_repaint();
    }
}

/// The place in the text that a point is nearest to.
fn position_at(ui: &Ui, view: &BodyView, total: usize, place: ViewerLayout, pos: Pos2) -> Position {
    let down = (pos.y - place.rows.top() + view.place.into).max(0.0);
    let shown = (view.place.top + rows_in(down)).min(total.saturating_sub(1));
    let row = view.folds.row(shown);
    let is_below = view.place.top + rows_in(down) >= total && total > 0;
    let Some(text) = view.row(row) else {
        return Position { row, column: 0 };
    };
    if is_below && down > points_of(total.saturating_sub(view.place.top)) + size::MONO_LINE {
        return Position {
            row,
            column: text.columns(),
        };
    }
    let x = pos.x - place.text.left() + view.place.x;
    let (shown_from, width) = (view.place.x, place.text.width());
    let laid_out = LaidOut::new(
        ui.painter(),
        text,
        shown_from,
        width,
        place.glyph,
        tokens(ui.ctx()),
    );
    Position {
        row,
        column: laid_out.column_at(x),
    }
}
