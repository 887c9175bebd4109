//! A frame round the whole window while a dangerous environment is in force.

use eframe::egui::{Context, CornerRadius, Id, LayerId, Order, Stroke, StrokeKind};

use crate::ui::tokens::tokens;

/// Its width in points.
pub const WIDTH: f32 = 4.0;

/// Draws the frame above everything, pages and menus too. The words stand at the environment's name.
pub fn danger_frame_ui(ctx: &Context) {
    let layer = LayerId::new(Order::Tooltip, Id::unique("frame of a dangerous environment"));
    let stroke = Stroke::new(WIDTH, tokens(ctx).bad);
    ctx.layer_painter(layer).rect_stroke(
        ctx.viewport_rect(),
        CornerRadius::ZERO,
        stroke,
        StrokeKind::Inside,
    );
}
