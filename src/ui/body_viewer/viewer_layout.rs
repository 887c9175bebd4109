//! Where the parts of the viewer stand in a frame.

use eframe::egui::{Rect, Response, Role, WidgetInfo};

/// Between the line numbers and the text.
pub(super) const GUTTER_GAP: f32 = 14.0;

/// Where things stand in a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct ViewerLayout {
    /// Line numbers, text and nothing else.
    pub(super) rows: Rect,
    /// The text.
    pub(super) text: Rect,
    /// Width of a digit.
    pub(super) glyph: f32,
}

/// What a screen reader is told of the area.
pub(super) fn tell_area(response: &Response) {
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, "Body text"));
}
