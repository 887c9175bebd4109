//! Any body, drawn row by row: only the rows in sight are made, laid out and coloured, whatever the size.
//!
//! egui's own text widgets lay out everything they hold (about 190 bytes a character), so no body is ever
//! given to one. Position, selection and search are ours, by row and column.

mod copies;
mod filter;
mod find;
mod finder;
mod growth;
mod input;
mod line;
pub mod menu;
mod path_filter;
mod row;
pub mod scroll;
mod tree;
mod tree_view;
mod view;
mod viewer_layout;

use eframe::egui::{
    Align2, CornerRadius, Id, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

pub use copies::MOST_COPIED_BYTES;
pub use filter::filter_ui;
pub use find::find_ui;
pub use finder::Step;
pub use growth::Follow;
pub use line::go_to_line_ui;
pub use tree::tree_ui;
pub use view::{BodyView, LineWrap, UNWRAPPED_BYTES};

use crate::text::{Syntax, View};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::{fonts, icons};
use row::row_ui;
use scroll::{BAR, points_of, rows_in, scroll_bar_ui};
use view::End;
use viewer_layout::{GUTTER_GAP, ViewerLayout, tell_area};

/// Least width of the column of line numbers.
const GUTTER: f32 = 44.0;
/// What has the focus when the body drawn in `ui` has it.
pub fn area_id(ui: &Ui) -> Id {
    ui.scope_id().with("body")
}

/// Draws the body in what is left of `ui`.
pub fn body_viewer_ui(
    ui: &mut Ui,
    view: &mut BodyView,
    shown: View,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = tokens(ui.ctx());
    let glyph = ui
        .fonts_mut(|fonts| fonts.glyph_width(&fonts::mono(), '0'))
        .max(1.0);
    view.turn(shown);
    view.tree_is_shown = false;
    let all = ui.available_rect_before_wrap();
    let rows = Rect::from_min_max(all.min, pos2((all.right() - BAR).max(all.left()), all.bottom()));
    let gutter = gutter_width(view, glyph);
    let text = Rect::from_min_max(pos2(rows.left() + gutter, rows.top()), rows.max);
    let document = view.laid_out(columns_in(text.width() - size::PAD, glyph));
    view.indent_when_shown();
    let place = ViewerLayout { rows, text, glyph };
    let id = area_id(ui);
    let response = ui.interact(rows, id, Sense::click_and_drag());
    ui.advance_cursor_after_rect(all);
    tell_area(&response);
    let total = view.folds.shown(document.view(shown).rows());
    input::keys(ui, &response, view, total, place, out);
    view.place.follow_wheel(ui, place.rows);
    if let Some(found) = view.reveal.take() {
        reveal(view, found, place);
    }
    let bar = Rect::from_min_max(pos2(rows.right(), all.top()), all.max);
    scroll_bar_ui(ui, bar, total, &mut view.place, colors);
    if view.end == End::Wanted {
        view.place.top = total;
    }
    view.place.clamp(total, rows.height());
    view.end = if view.place.top + rows_in(rows.height()).max(1) >= total {
        End::InSight
    } else {
        End::Below
    };
    let count = rows_in(rows.height()) + 2;
    let first = view.place.top;
    view.prepare_rows(&document, first..(first + count).min(total));
    input::pointer(ui, &response, view, total, place);
    menu::text_menu(&response, view, out);
    let painter = ui.painter_at(rows);
    let mut toggled = None;
    for shown_at in first..(first + count).min(total) {
        let number = view.folds.row(shown_at);
        let y = rows.top() - view.place.into + points_of(shown_at - first);
        let row_place = Rect::from_min_size(pos2(rows.left(), y), vec2(rows.width(), size::MONO_LINE));
        let width = row_ui(ui, &painter, view, number, row_place, place, ctx);
        view.widest = view.widest.max(width);
        let arrow = Rect::from_min_max(
            pos2(text.left() - GUTTER_GAP + 1.0, row_place.top()),
            pos2(text.left(), row_place.bottom()),
        );
        if fold_ui(ui, &painter, view, number, arrow, colors) {
            toggled = Some(number);
        }
    }
    if let Some(number) = toggled {
        view.toggle_fold(number);
        ui.ctx().request_repaint();
    }
    let most = (view.widest + size::PAD - text.width()).max(0.0);
    view.place.x = view.place.x.clamp(0.0, most);
    if response.has_focus() {
        let edge = Stroke::new(1.0, colors.accent);
        ui.painter()
            .rect_stroke(rows, CornerRadius::ZERO, edge, StrokeKind::Inside);
    }
}

/// Draws the arrow of a row that opens a bracket or a tag; true on a click.
fn fold_ui(ui: &Ui, painter: &Painter, view: &BodyView, number: usize, at: Rect, colors: &Tokens) -> bool {
    let document = view.document();
    let Some(row) = view.row(number) else { return false };
    // What the beginning alone would fold has no end yet.
    let can_fold =
        view.view == View::Pretty && document.syntax() != Syntax::Plain && !document.is_indented_in_part();
    let in_sight = at.intersect(painter.clip_rect());
    if !can_fold || !in_sight.is_positive() || !document.view(view.view).opens(number, row) {
        return false;
    }
    let is_folded = view.folds.is_folded(number + 1);
    let (icon, verb) = if is_folded {
        (icons::CHEVRON_RIGHT, "Unfold")
    } else {
        (icons::CHEVRON_DOWN, "Fold")
    };
    let id = ui.scope_id().with(("fold", number));
    let response = ui.interact(in_sight, id, Sense::click());
    let line = row.line_number.unwrap_or_default();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} line {line}")));
    let ink = if response.hovered() || response.has_focus() || is_folded {
        colors.text
    } else {
        colors.third
    };
    painter.text(at.center(), Align2::CENTER_CENTER, icon, fonts::icons(11.0), ink);
    response.clicked()
}

/// Room for the highest line number.
fn gutter_width(view: &BodyView, glyph: f32) -> f32 {
    let lines = view.current().view(view.view).lines();
    if lines == 0 {
        return size::PAD;
    }
    let digits = lines.ilog10() + 1;
    #[expect(clippy::cast_precision_loss, reason = "a few digits")]
    let width = digits as f32 * glyph + GUTTER_GAP + size::GAP;
    width.max(GUTTER)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a width in characters"
)]
fn columns_in(width: f32, glyph: f32) -> usize {
    (width / glyph).clamp(20.0, 2000.0) as usize
}

fn reveal(view: &mut BodyView, found: crate::text::Selection, place: ViewerLayout) {
    let at = found.ordered().start;
    view.refold(|folds| folds.reveal(at.row));
    let shown = view.folds.shown_at(at.row);
    view.place.bring(shown, place.rows.height());
    #[expect(clippy::cast_precision_loss, reason = "columns of a row")]
    let x = at.column as f32 * place.glyph;
    if x < view.place.x || x > view.place.x + place.text.width() - 4.0 * size::PAD {
        view.place.x = (x - place.text.width() / 2.0).max(0.0);
        view.widest = view.widest.max(x + place.text.width() / 2.0);
    }
    view.selection = Some(found);
}
