//! The ring around what has the keyboard focus: one place, so that no control is without it.

use eframe::egui::accesskit::{Action, ActionRequest, TreeId};
use eframe::egui::{Context, CornerRadius, Event, Id, Key, Rect, Response, Stroke, StrokeKind};

use crate::ui::focused::focused;
use crate::ui::tokens::{size, tokens};

/// So much of a high field in sight is enough, in points.
const ENOUGH: f32 = 60.0;

/// Scrolls to what the Tab key reached in the frame before, when it was out of sight: egui moves the focus without
/// that. Call it first.
pub fn follow_focus(ctx: &Context) {
    let Some(target) = ctx
        .data_mut(|data| data.remove_temp::<Option<Id>>(reached_id()))
        .flatten()
    else {
        return;
    };
    let scroll = Event::AccessKitActionRequest(ActionRequest {
        action: Action::ScrollIntoView,
        target_tree: TreeId::ROOT,
        target_node: target.accesskit_id(),
        data: None,
    });
    ctx.input_mut(|input| input.events.push(scroll));
}

/// Draws the ring over what was drawn in this frame. Call it last.
pub fn focus_ring_ui(ctx: &Context) {
    let Some(focused) = focused(ctx) else {
        return;
    };
    let seen = in_sight(&focused);
    let by_tab = ctx.input(|input| input.key_pressed(Key::Tab));
    if by_tab && focused.gained_focus() && seen.height() + 1.0 < focused.rect.height().min(ENOUGH) {
        ctx.data_mut(|data| data.insert_temp(reached_id(), Some(focused.id)));
        ctx.request_repaint();
    }
    if !seen.is_positive() {
        return;
    }
    let ring = seen.expand(size::FOCUS_RING).intersect(ctx.content_rect());
    let round = CornerRadius::same(size::RADIUS + 2);
    let stroke = Stroke::new(size::FOCUS_RING, tokens(ctx).accent);
    ctx.layer_painter(focused.layer_id)
        .rect_stroke(ring, round, stroke, StrokeKind::Inside);
}

/// The part of a control that is not clipped away.
fn in_sight(control: &Response) -> Rect {
    control.rect.intersect(control.interact_rect)
}

fn reached_id() -> Id {
    Id::unique("reached by the Tab key")
}
