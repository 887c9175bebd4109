//! What long lists of rows share: texts from both ends of a row, the keys that lead through them, and what is in sight.

use eframe::egui::{
    Color32, EventFilter, FontId, FontSelection, Id, Key, Modifiers, Rect, Response, RichText, TextWrapMode,
    Ui, WidgetText, pos2,
};

use crate::ui::tokens::{Tokens, size};

/// Texts of one row, from both ends to what is left in the middle.
pub struct Cells<'a> {
    ui: &'a Ui,
    rect: Rect,
    left: f32,
    right: f32,
}

impl<'a> Cells<'a> {
    /// An empty row.
    pub fn new(ui: &'a Ui, rect: Rect) -> Self {
        Self {
            ui,
            rect,
            left: rect.left() + 8.0,
            right: rect.right() - 6.0,
        }
    }

    /// Writes the next text from the left, in a column of `width` points.
    pub fn at_left(&mut self, text: &str, font: FontId, ink: Color32, width: f32) {
        self.text(text, font, ink, self.left, width - 6.0);
        self.left += width;
    }

    /// Writes the next text from the right, in a column of `width` points.
    pub fn at_right(&mut self, text: &str, font: FontId, ink: Color32, width: f32) {
        self.right -= width;
        self.text(text, font, ink, self.right, width - 4.0);
    }

    /// Writes into what is left in the middle.
    pub fn rest(&mut self, text: &str, font: FontId, ink: Color32) {
        let room = (self.right - self.left - 6.0).max(12.0);
        self.text(text, font, ink, self.left, room);
    }

    fn text(&self, text: &str, font: FontId, ink: Color32, left: f32, room: f32) {
        if text.is_empty() {
            return;
        }
        let text = WidgetText::from(RichText::new(text).font(font).color(ink));
        let galley = text.into_galley(
            self.ui,
            Some(TextWrapMode::Truncate),
            room,
            FontSelection::Default,
        );
        let at = pos2(left, self.rect.center().y - galley.size().y / 2.0);
        self.ui.painter().galley(at, galley, ink);
    }
}

/// Whether a row is the chosen one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    /// It is.
    Chosen,
    /// It is not.
    Free,
}

/// Paints the ground of a row under pointer, keyboard or choice.
pub fn row_ground(ui: &Ui, response: &Response, state: RowState, colors: &Tokens) {
    let rect = response.rect;
    let is_chosen = state == RowState::Chosen;
    if is_chosen || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS, colors.raised);
    }
    if is_chosen {
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect_filled(bar, size::RADIUS, colors.accent);
    }
}

/// What was pressed on a row that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKey {
    /// Nothing for a row.
    Nothing,
    /// So many rows down, or up when negative.
    Step(isize),
    /// Enter.
    Open,
}

/// Takes the keys of a row.
pub fn row_key(ui: &Ui, response: &Response) -> RowKey {
    if !response.has_focus() {
        return RowKey::Nothing;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let step = ui.input_mut(|input| {
        let mut pressed = |key| isize::from(input.consume_key(Modifiers::NONE, key));
        pressed(Key::ArrowDown) - pressed(Key::ArrowUp) + 10 * pressed(Key::PageDown)
            - 10 * pressed(Key::PageUp)
    });
    if step != 0 {
        return RowKey::Step(step);
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        return RowKey::Open;
    }
    RowKey::Nothing
}

/// What of a list is in sight, from frame to frame.
#[derive(Clone, Copy, Debug)]
pub struct Sight(Id);

impl Sight {
    /// Of the list that is drawn next.
    pub fn of(ui: &Ui) -> Self {
        Self(ui.scope_id().with("sight"))
    }

    /// Where to scroll so that the row at this place is in sight; `None` when it is.
    pub fn offset_to_show(self, ui: &Ui, at: usize, height: f32) -> Option<f32> {
        let (offset, room): (f32, f32) = ui.data(|data| data.get_temp(self.0))?;
        #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^24")]
        let top = at as f32 * height;
        if top < offset {
            Some(top)
        } else if top + height > offset + room {
            Some(top + height - room)
        } else {
            None
        }
    }

    /// Keeps where the list stands, and how much of it is seen.
    pub fn keep(self, ui: &Ui, offset: f32, room: f32) {
        ui.data_mut(|data| data.insert_temp(self.0, (offset, room)));
    }
}
