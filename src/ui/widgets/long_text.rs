//! One-line texts that are too long to be laid out in every frame: they are kept and sent to the last byte, and shown
//! by their beginning.
//!
//! egui lays a field's whole text out again in each frame: a megabyte takes longer than the frame. What HTTP can carry
//! in one line stays below the bound, so that only a paste that went wrong is shown like this.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Button, Event, FontId, Id, Margin, Rect, Response, RichText, TextBuffer, TextEdit, Ui, UiBuilder, pos2,
    vec2,
};

use crate::text::measure::human_bytes;
use crate::ui::fonts;
use crate::ui::masking::Masking;
use crate::ui::tokens::{size, tokens};

/// Longer texts are not edited in one line, in bytes. A URL or a header that can be sent is shorter.
pub const MOST_EDITED: usize = 66_000;

/// Of a longer text so many characters are shown.
const SHOWN: usize = 200;

/// Room for the size and the button at the right end.
const RIGHT: i8 = 124;

/// Whether a text is shown by its beginning only.
pub fn is_long(text: &str) -> bool {
    text.len() > MOST_EDITED
}

/// Puts a large paste into the field that has the cursor, before a field would lay it out. Line breaks become spaces, as
/// in any one-line field. Gives whether there was one.
pub fn take_large_paste(ui: &Ui, id: Id, text: &mut dyn TextBuffer) -> bool {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return false;
    }
    let mut pasted = Vec::new();
    ui.input_mut(|input| {
        input.events.retain_mut(|event| match event {
            Event::Paste(paste) if paste.len() > MOST_EDITED => {
                pasted.push(std::mem::take(paste));
                false
            }
            _ => true,
        });
    });
    let took = !pasted.is_empty();
    for paste in pasted {
        // A text that is shown by its beginning has no cursor: it is replaced.
        let selection = if is_long(text.as_str()) {
            CCursorRange::select_all_str(text.as_str())
        } else {
            TextEditState::load(ui.ctx(), id)
                .and_then(|state| state.cursor.char_range())
                .unwrap_or_else(|| CCursorRange::one(CCursor::end_of_str(text.as_str())))
        };
        let range = selection.as_sorted_char_range();
        let start = range.start;
        text.delete_char_range(range);
        text.insert_text(&paste.replace(['\r', '\n'], " "), start);
    }
    took
}

/// Draws the beginning of a long text with its size, and a button that clears it.
pub fn long_text_ui(
    ui: &mut Ui,
    id: Id,
    text: &mut dyn TextBuffer,
    name: &str,
    masking: Masking,
    extent: [f32; 2],
) -> Response {
    let colors = tokens(ui.ctx());
    let [width, height] = extent;
    let beginning: String = match masking {
        Masking::Clear => text.as_str().chars().take(SHOWN).chain("…".chars()).collect(),
        Masking::Masked => String::new(),
    };
    let bytes = human_bytes(u64::try_from(text.as_str().len()).unwrap_or(u64::MAX));
    let mut shown = beginning.as_str();
    let edit = TextEdit::singleline(&mut shown)
        .id(id)
        .font(fonts::mono())
        .hint_text(RichText::new("too long to show").color(colors.third))
        .margin(Margin {
            left: 12,
            right: RIGHT,
            top: 4,
            bottom: 4,
        })
        .min_size(vec2(width, height))
        .desired_width(width)
        .clip_text(true)
        .align(eframe::egui::Align2::LEFT_CENTER);
    let mut response = ui.add(edit).accessible_name(name).on_hover_text(format!(
        "{bytes}: kept and sent whole, and too long to edit in one line. Clear it, undo, or paste over it"
    ));
    let place = Rect::from_min_max(
        pos2(
            response.rect.right() - f32::from(RIGHT) + 8.0,
            response.rect.top(),
        ),
        response.rect.right_bottom(),
    );
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let label = RichText::new(bytes).font(FontId::proportional(size::CAPTION));
            ui.label(label.color(colors.warning));
            let button = Button::new(RichText::new("Clear").font(fonts::caption())).min_size(vec2(0.0, 20.0));
            let clear = ui.add(button).accessible_name(format!("Clear {name}"));
            if clear.clicked() {
                text.clear();
                response.mark_changed();
            }
        });
    });
    response
}
