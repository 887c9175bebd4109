//! Two panes with a line between them that can be dragged.

use eframe::egui::{CursorIcon, Id, Key, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::ui::tokens::tokens;

/// How wide the place is that takes the pointer.
const GRIP: f32 = 8.0;
/// No pane gets narrower than this.
const NARROWEST: f32 = 260.0;
/// No pane gets lower than this: its head and a few lines.
const LOWEST: f32 = 110.0;

/// How two panes stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// Left and right.
    #[default]
    Beside,
    /// Above and below.
    Stacked,
}

/// Splits what is left of `ui` at `share` of its length and returns the two places. Dragging the line or
/// the arrow keys on it change `share`; a double click puts it back to a half. `name` is the line's to a screen reader.
pub fn split(ui: &mut Ui, arrangement: Arrangement, share: &mut f32, name: &str) -> [Rect; 2] {
    let colors = tokens(ui.ctx());
    let whole = ui.available_rect_before_wrap();
    let (start, length, narrowest) = match arrangement {
        Arrangement::Beside => (whole.left(), whole.width(), NARROWEST),
        Arrangement::Stacked => (whole.top(), whole.height(), LOWEST),
    };
    let least = (narrowest / length.max(1.0)).min(0.5);
    let shown = share.clamp(least, 1.0 - least);
    let at = (start + length * shown).round();
    let grip = match arrangement {
        Arrangement::Beside => Rect::from_center_size(pos2(at, whole.center().y), vec2(GRIP, whole.height())),
        Arrangement::Stacked => Rect::from_center_size(pos2(whole.center().x, at), vec2(whole.width(), GRIP)),
    };
    let id = ui.make_persistent_id(("split", arrangement == Arrangement::Stacked));
    let response = ui.interact(grip, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(true, f64::from(shown), name));
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        let pointer = match arrangement {
            Arrangement::Beside => pointer.x,
            Arrangement::Stacked => pointer.y,
        };
        *share = ((pointer - start) / length.max(1.0)).clamp(least, 1.0 - least);
    }
    if response.double_clicked() {
        *share = 0.5;
    }
    if response.has_focus() {
        let steps = steps(ui, arrangement);
        if steps != 0.0 {
            *share = (shown + steps * 0.02).clamp(least, 1.0 - least);
        }
    }
    let active = response.hovered() || response.dragged() || response.has_focus();
    if active {
        ui.ctx().set_cursor_icon(match arrangement {
            Arrangement::Beside => CursorIcon::ResizeHorizontal,
            Arrangement::Stacked => CursorIcon::ResizeVertical,
        });
    }
    let stroke = Stroke::new(1.0, if active { colors.accent } else { colors.line });
    match arrangement {
        Arrangement::Beside => {
            ui.painter().vline(at, whole.y_range(), stroke);
            [
                Rect::from_min_max(whole.min, pos2(at, whole.bottom())),
                Rect::from_min_max(pos2(at + 1.0, whole.top()), whole.max),
            ]
        }
        Arrangement::Stacked => {
            ui.painter().hline(whole.x_range(), at, stroke);
            [
                Rect::from_min_max(whole.min, pos2(whole.right(), at)),
                Rect::from_min_max(pos2(whole.left(), at + 1.0), whole.max),
            ]
        }
    }
}

/// Presses of the arrow keys along the way the line moves, forward less backward.
fn steps(ui: &Ui, arrangement: Arrangement) -> f32 {
    let (forward, back) = match arrangement {
        Arrangement::Beside => (Key::ArrowRight, Key::ArrowLeft),
        Arrangement::Stacked => (Key::ArrowDown, Key::ArrowUp),
    };
    ui.input(|input| {
        #[expect(clippy::cast_precision_loss, reason = "a few key presses")]
        let presses = |key| input.num_presses(key) as f32;
        presses(forward) - presses(back)
    })
}

/// Draws one of the places as a pane of its own that nothing leaves.
pub fn pane(ui: &mut Ui, salt: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let id = Id::unique(salt);
    ui.scope_builder(UiBuilder::new().scope_id(id).max_rect(place), |ui| {
        ui.set_clip_rect(place.intersect(ui.clip_rect()));
        add(ui);
    });
}
