//! How high the request editor is: what its section needs, up to the edge that the user drags.

use std::ops::RangeInclusive;

use eframe::egui::{CursorIcon, Key, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::model::{BodyKind, Request};
use crate::ui::section::Section;
use crate::ui::tokens::tokens;

/// A lower editor shows the URL and next to nothing of its section.
const LEAST: f32 = 150.0;
/// An editor of text is not lower than this while nobody drags the edge.
const LEAST_TEXT: f32 = 330.0;
/// Bar, section tabs and head above a text, with the space around it.
const ABOVE_TEXT: f32 = 212.0;
/// A line of the text.
const TEXT_LINE: f32 = 17.0;
/// More lines than this fill any window.
const MOST_LINES: usize = 80;
/// A longer text is not counted: it fills what there is.
const COUNTED_BYTES: usize = 64 * 1024;
/// How far an arrow key moves the edge.
const STEP: f32 = 16.0;
/// How wide the place is that takes the pointer.
const GRIP: f32 = 8.0;

/// The name of the edge to a screen reader.
pub const EDGE: &str = "Height of the request editor";

/// How high the section in front wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// As high as what is in it.
    Content,
    /// A text of so many lines, which takes all the height it is given.
    Text(usize),
}

/// How the table of the section in front is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// Row by row.
    Rows,
    /// As one text.
    Text,
}

/// What a section needs.
pub fn need_of(section: Section, request: &Request, table: TableForm) -> Need {
    let http = &request.http;
    match section {
        Section::Docs => Need::Text(lines(&request.docs)),
        Section::Params if table == TableForm::Text => {
            Need::Text(MOST_LINES.min(http.url.matches('&').count()))
        }
        Section::Headers if table == TableForm::Text => Need::Text(MOST_LINES.min(http.headers.len())),
        Section::Body => match http.body.kind {
            BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => {
                Need::Text(lines(&http.body.text))
            }
            BodyKind::GraphQl => {
                let graphql = &http.body.graphql;
                Need::Text(lines(&graphql.query).max(lines(&graphql.variables)))
            }
            BodyKind::None | BodyKind::Form | BodyKind::Multipart | BodyKind::File => Need::Content,
        },
        Section::Params | Section::Auth | Section::Headers | Section::Checks | Section::Settings => {
            Need::Content
        }
    }
}

fn lines(text: &str) -> usize {
    if text.len() > COUNTED_BYTES {
        MOST_LINES
    } else {
        text.lines().take(MOST_LINES).count()
    }
}

/// Where the editor may end, in points below its upper edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EditorHeight {
    /// It is laid out in this height, and ends where its content does.
    pub most: f32,
    /// So far the edge can be dragged.
    range: (f32, f32),
}

impl EditorHeight {
    /// `wish` is where the user dragged the edge, 0 while it was not; `room` what editor and panes share, of which the
    /// panes need the least, and keep more until somebody drags the edge.
    pub fn new(wish: f32, room: f32, [least_below, below]: [f32; 2], need: Need) -> Self {
        let furthest = (room - least_below).max(LEAST + 10.0);
        let automatic = (room - below).max(LEAST_TEXT).min(furthest);
        #[expect(clippy::cast_precision_loss, reason = "at most a few lines")]
        let most = match need {
            _ if wish > 0.0 => wish.clamp(LEAST, furthest),
            Need::Content => automatic,
            Need::Text(lines) => {
                (ABOVE_TEXT + TEXT_LINE * lines as f32).clamp(LEAST_TEXT.min(automatic), automatic)
            }
        };
        Self {
            most,
            range: (LEAST, furthest),
        }
    }

    fn range(self) -> RangeInclusive<f32> {
        self.range.0..=self.range.1
    }
}

/// Draws the edge under an editor that fills `editor`. Where it was moved to, in points below the upper edge; 0 puts it
/// back to automatic.
pub fn edge_ui(ui: &mut Ui, editor: Rect, height: EditorHeight) -> Option<f32> {
    let at = editor.bottom();
    let grip = Rect::from_center_size(pos2(editor.center().x, at), vec2(editor.width(), GRIP));
    let response = ui.interact(
        grip,
        ui.scope_id().with("edge of the editor"),
        Sense::click_and_drag(),
    );
    let shown = editor.height();
    response.widget_info(|| WidgetInfo::slider(true, f64::from(shown), EDGE));
    let active = response.hovered() || response.dragged() || response.has_focus();
    if active {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeVertical);
    }
    let colors = tokens(ui.ctx());
    let stroke = Stroke::new(1.0, if active { colors.accent } else { colors.line });
    ui.painter().hline(editor.x_range(), at, stroke);
    if response.double_clicked() {
        return Some(0.0);
    }
    let (least, furthest) = height.range().into_inner();
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        return Some((pointer.y - editor.top()).clamp(least, furthest));
    }
    if !response.has_focus() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few key presses")]
    let presses = |key| ui.input(|input| input.num_presses(key) as f32);
    let steps = presses(Key::ArrowDown) - presses(Key::ArrowUp);
    (steps != 0.0).then(|| (shown + steps * STEP).clamp(least, furthest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_takes_what_it_needs_and_leaves_room_for_the_reply() {
        let of = |wish, need| EditorHeight::new(wish, 732.0, [140.0, 240.0], need).most;
        assert!(
            (of(0.0, Need::Content) - 492.0).abs() < 0.1,
            "732 less 240 for the panes"
        );
        assert!((of(0.0, Need::Text(1)) - 330.0).abs() < 0.1);
        assert!(
            (of(0.0, Need::Text(12)) - 416.0).abs() < 0.1,
            "212 and 12 lines of 17"
        );
        assert!((of(0.0, Need::Text(60)) - 492.0).abs() < 0.1);
    }

    #[test]
    fn where_the_user_dragged_the_edge_it_ends_whatever_it_holds() {
        for need in [Need::Content, Need::Text(1), Need::Text(60)] {
            let of = |wish| EditorHeight::new(wish, 732.0, [140.0, 240.0], need).most;
            assert!((of(250.0) - 250.0).abs() < 0.1);
            assert!((of(20.0) - 150.0).abs() < 0.1);
            assert!((of(2_000.0) - 592.0).abs() < 0.1);
        }
    }

    #[test]
    fn a_low_window_leaves_the_panes_their_least() {
        let of = |need| EditorHeight::new(0.0, 412.0, [140.0, 240.0], need).most;
        assert!((of(Need::Content) - 272.0).abs() < 0.1);
        assert!((of(Need::Text(3)) - 272.0).abs() < 0.1);
    }
}
