//! One row of the tree: where it stands, what it is, and what the pointer does with it.

use eframe::egui::{
    Align2, DragAndDrop, FontSelection, Pos2, Rect, Response, RichText, Sense, Stroke, Ui, WidgetInfo,
    WidgetText, pos2, vec2,
};

use super::tree::{Fold, RowKind, TreeRow};
use crate::model::ItemRef;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::tokens::{Tokens, heights, size, verb_color};

/// What is deeper stands so much further to the right, in points.
const INDENT: f32 = 14.0;
/// Room for the sign that folds.
const FOLD_SIGN: f32 = 16.0;
/// Room for the icon of a row.
const ICON: f32 = 20.0;
/// Room for the method of a request.
const VERB: f32 = 42.0;
/// Longer methods are cut.
const VERB_LETTERS: usize = 5;
/// Of the dot that stands for unsaved edits, in points.
const DOT_RADIUS: f32 = 3.5;

/// How a row stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowState {
    /// Whether its tab is in front.
    pub front: Front,
    /// Whether its tab has edits that are not saved.
    pub edits: Unsaved,
    /// Whether the Tab key stops here.
    pub stop: TabStop,
}

/// Whether the tab of a request is in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// It is.
    Yes,
    /// It is not, or the request is in no tab.
    No,
}

/// Whether a tab has edits that its file does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// It has.
    Some,
    /// It has none.
    None,
}

/// Whether the Tab key stops at a row: at one of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabStop {
    /// It does.
    Here,
    /// It stops at another row.
    Elsewhere,
}

/// Draws a row and says what happened to it.
pub fn row_ui(ui: &mut Ui, row: &TreeRow, state: RowState, colors: &Tokens) -> Response {
    let height = heights(ui.ctx()).row;
    // A row off the way of the Tab key still takes clicks and drags.
    let sense = match state.stop {
        TabStop::Here => Sense::click_and_drag(),
        TabStop::Elsewhere => Sense::CLICK | Sense::DRAG,
    };
    let id = ui.scope_id().with(&row.item);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let response = ui.interact(rect, id, sense);
    let told = told(row, state);
    response.widget_info(|| {
        WidgetInfo::selected(
            eframe::egui::Role::TreeItem,
            true,
            state.front == Front::Yes,
            &told,
        )
    });
    if state.front == Front::Yes {
        ui.painter().rect_filled(rect, size::RADIUS, colors.raised);
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect_filled(bar, size::RADIUS, colors.accent);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS, colors.raised);
    }
    let end = name_start(rect, row);
    sign_ui(ui, rect, row, colors);
    let (ink, room_right) = match (&row.kind, state.edits) {
        (RowKind::Damaged { .. }, _) => (colors.bad, 0.0),
        (_, Unsaved::Some) => (colors.text, 18.0),
        _ if state.front == Front::Yes => (colors.text, 0.0),
        (RowKind::Collection(_), _) => (colors.text, 0.0),
        _ => (colors.second, 0.0),
    };
    let font = match row.kind {
        RowKind::Collection(_) => fonts::semibold(size::TEXT),
        _ => eframe::egui::FontId::proportional(size::TEXT),
    };
    let name = RichText::new(&row.name).font(font).color(ink);
    let room = (rect.right() - end - 8.0 - room_right).max(24.0);
    let galley = WidgetText::from(name).into_galley(
        ui,
        Some(eframe::egui::TextWrapMode::Truncate),
        room,
        FontSelection::Default,
    );
    let at = pos2(end, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    if state.edits == Unsaved::Some {
        let center = pos2(rect.right() - 12.0, rect.center().y);
        ui.painter().circle_filled(center, DOT_RADIUS, colors.second);
    }
    response.on_hover_text(tip(row, state))
}

/// Where the name of a row begins, in points from the left of the window.
pub fn name_start(rect: Rect, row: &TreeRow) -> f32 {
    let own = match row.kind {
        RowKind::Collection(_) | RowKind::Folder(_) | RowKind::Damaged { .. } => FOLD_SIGN + ICON,
        RowKind::Request { .. } | RowKind::Other { .. } => FOLD_SIGN + VERB,
    };
    indent(rect, row) + own
}

fn indent(rect: Rect, row: &TreeRow) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "folders are a few levels deep")]
    let depth = row.depth as f32;
    rect.left() + 6.0 + depth * INDENT
}

/// What stands before the name: the sign that folds, and an icon or the method.
fn sign_ui(ui: &Ui, rect: Rect, row: &TreeRow, colors: &Tokens) {
    let left = indent(rect, row);
    let middle = rect.center().y;
    let icon = |at: Pos2, icon: &str, ink| {
        ui.painter().text(
            at,
            Align2::CENTER_CENTER,
            icon,
            fonts::icons(size::ICON - 1.0),
            ink,
        );
    };
    if let Some(fold) = row.kind.fold() {
        let sign = match fold {
            Fold::Open => icons::CHEVRON_DOWN,
            Fold::Closed => icons::CHEVRON_RIGHT,
        };
        icon(pos2(left + FOLD_SIGN / 2.0, middle), sign, colors.third);
    }
    let at = pos2(left + FOLD_SIGN + ICON / 2.0 - 2.0, middle);
    match &row.kind {
        RowKind::Collection(_) => icon(at, icons::LIBRARY, colors.accent),
        RowKind::Folder(Fold::Open) => icon(at, icons::FOLDER_OPEN, colors.third),
        RowKind::Folder(Fold::Closed) => icon(at, icons::FOLDER, colors.third),
        RowKind::Damaged { .. } => icon(at, icons::TRIANGLE_ALERT, colors.bad),
        RowKind::Request { method } => {
            let verb = short(method.trim());
            let place = pos2(left + FOLD_SIGN, middle);
            ui.painter().text(
                place,
                Align2::LEFT_CENTER,
                verb,
                fonts::semibold(10.5),
                verb_color(method, colors),
            );
        }
        RowKind::Other { kind } => {
            let word: String = kind.to_uppercase().chars().take(VERB_LETTERS).collect();
            let place = pos2(left + FOLD_SIGN, middle);
            ui.painter().text(
                place,
                Align2::LEFT_CENTER,
                word,
                fonts::semibold(10.5),
                colors.third,
            );
        }
    }
}

/// A method in the room that rows have for it.
fn short(method: &str) -> String {
    match method {
        "DELETE" => "DEL".to_owned(),
        "OPTIONS" => "OPT".to_owned(),
        other => other.chars().take(VERB_LETTERS).collect(),
    }
}

/// What a screen reader says of a row.
fn told(row: &TreeRow, state: RowState) -> String {
    let what = match &row.kind {
        RowKind::Collection(_) => format!("{}, collection", row.name),
        RowKind::Folder(_) => format!("{}, folder", row.name),
        RowKind::Request { method } => format!("{method} {}", row.name),
        RowKind::Other { kind } => format!("{}, {kind}", row.name),
        RowKind::Damaged { .. } => format!("{}, damaged file", row.name),
    };
    match state.edits {
        Unsaved::Some => format!("{what}, unsaved changes"),
        Unsaved::None => what,
    }
}

fn tip(row: &TreeRow, state: RowState) -> String {
    let place = row.item.full_path();
    let place = place.display();
    let what = match &row.kind {
        RowKind::Damaged { reason } => {
            format!("{place}\nNot read, and left as it is: {reason}")
        }
        RowKind::Other { kind } => {
            format!("{place}\nAn item of type {kind}: it is kept as it is and can not be edited here")
        }
        _ => place.to_string(),
    };
    match state.edits {
        Unsaved::Some => format!("{what}\nHas unsaved changes"),
        Unsaved::None => what,
    }
}

/// Where a dragged item would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drop {
    /// Into this folder or collection, at its end.
    Into(ItemRef),
    /// In front of this item.
    Before(ItemRef),
}

/// Where the pointer would put what is dragged, when it is over this row; it is drawn.
pub fn drop_ui(ui: &Ui, rect: Rect, row: &TreeRow, colors: &Tokens) -> Option<Drop> {
    let dragged = DragAndDrop::payload::<ItemRef>(ui.ctx())?;
    let pointer = ui
        .ctx()
        .pointer_interact_pos()
        .filter(|pointer| rect.contains(*pointer))?;
    let is_own = row.item.root == dragged.root && row.item.path.is_in(&dragged.path);
    if row.item.root != dragged.root || is_own {
        return None;
    }
    let upper = pointer.y < rect.top() + rect.height() / 3.0;
    let drop = match row.kind {
        RowKind::Collection(_) => Drop::Into(row.item.clone()),
        RowKind::Folder(_) if !upper => Drop::Into(row.item.clone()),
        RowKind::Folder(_) | RowKind::Request { .. } | RowKind::Other { .. } => {
            Drop::Before(row.item.clone())
        }
        RowKind::Damaged { .. } => return None,
    };
    let stroke = Stroke::new(2.0, colors.accent);
    match &drop {
        Drop::Into(_) => {
            ui.painter()
                .rect_stroke(rect, size::RADIUS, stroke, eframe::egui::StrokeKind::Inside);
        }
        Drop::Before(_) => {
            ui.painter().hline(rect.x_range(), rect.top(), stroke);
        }
    }
    Some(drop)
}
