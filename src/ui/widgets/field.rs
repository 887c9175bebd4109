//! A one-line text field in the look of the window.

use eframe::egui::text_edit::{CompletionPopup, CompletionQuery, Suggestion};
use eframe::egui::{
    self, Align2, Color32, CornerRadius, Event, FontId, ImeEvent, Margin, RectAlign, Response, Stroke,
    StrokeKind, TextBuffer, TextEdit, Ui, vec2,
};

use super::long_text::{is_long, long_text_ui, take_large_paste};
use crate::ui::as_entered::{AsEntered, Chosen};
use crate::ui::masking::Masking;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::variables::{self, Lines, Offering};
use crate::ui::{field_focus, fonts};

/// A one-line field with an accessible name.
pub struct Field<'a> {
    text: &'a mut dyn TextBuffer,
    name: &'a str,
    hint: &'a str,
    font: FontId,
    width: f32,
    right: i8,
    masking: Masking,
    outline: Option<Color32>,
    id: Option<egui::Id>,
    takes: Takes,
}

/// What `{{name}}` is in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    /// Text as any.
    Text,
    /// A variable.
    Variables,
}

impl<'a> Field<'a> {
    /// A field for text that is signed or sent; `name` is what a screen reader says.
    pub fn mono(text: &'a mut dyn TextBuffer, name: &'a str) -> Self {
        Self {
            text,
            name,
            hint: "",
            font: fonts::mono(),
            width: f32::INFINITY,
            right: 12,
            masking: Masking::Clear,
            outline: None,
            id: None,
            takes: Takes::Text,
        }
    }

    /// `{{name}}` in it is a variable of the request: coloured, explained and completed.
    #[must_use]
    pub fn variables(mut self) -> Self {
        self.takes = Takes::Variables;
        self
    }

    /// Text while the field is empty.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Outer width in points.
    #[must_use]
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Space kept free at the right end, for a button that stands in the field.
    #[must_use]
    pub fn right(mut self, right: i8) -> Self {
        self.right = right;
        self
    }

    /// Whether the text is shown.
    #[must_use]
    pub fn masking(mut self, masking: Masking) -> Self {
        self.masking = masking;
        self
    }

    /// A colour of the frame that says that something is wrong with the value; the words stand elsewhere.
    #[must_use]
    pub fn outline(mut self, ink: Color32) -> Self {
        self.outline = Some(ink);
        self
    }

    /// A fixed identity, for focus by command.
    #[must_use]
    pub fn id(mut self, id: egui::Id) -> Self {
        self.id = Some(id);
        self
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// Draws it.
    pub fn ui(mut self, ui: &mut Ui) -> Response {
        let outline = self.outline;
        let id = self.id.unwrap_or_else(|| {
            let id = ui.next_auto_id();
            ui.skip_ahead_auto_ids(1);
            id
        });
        if self.takes == Takes::Variables {
            return self.completing(ui, id, |_| Vec::new());
        }
        self.id = Some(id);
        let took = take_large_paste(ui, id, self.text);
        let mut response = if is_long(self.text.as_str()) {
            self.long(ui, id)
        } else {
            let name = self.name;
            ui.add(self.edit(ui)).accessible_name(name)
        };
        if took {
            response.mark_changed();
        }
        field_focus::take(&response);
        outline_ui(ui, &response, outline);
        response
    }

    /// Draws it with a list of what may be meant. While the list is closed it takes no key; and it is closed while
    /// nothing fits and while an input method composes.
    pub fn completing(
        mut self,
        ui: &mut Ui,
        id: egui::Id,
        suggest: impl FnOnce(&CompletionQuery<'_>) -> Vec<Suggestion>,
    ) -> Response {
        let (name, outline, takes) = (self.name, self.outline, self.takes);
        let took = take_large_paste(ui, id, self.text);
        if took || is_long(self.text.as_str()) {
            let mut response = self.long(ui, id);
            if took {
                response.mark_changed();
            }
            field_focus::take(&response);
            outline_ui(ui, &response, outline);
            return response;
        }
        self.id = None;
        let in_clear = takes == Takes::Variables && self.masking == Masking::Clear;
        let font = self.font.clone();
        let mut layouter =
            |ui: &Ui, text: &dyn TextBuffer, _: f32| variables::lay_out(ui, text.as_str(), &font, Lines::One);
        let mut edit = self.edit(ui);
        if in_clear {
            edit = edit.layouter(&mut layouter);
        }
        let composes = composes(ui, id);
        let as_entered = AsEntered::of(ui, id);
        let egui = ui.ctx().clone();
        let output = CompletionPopup::new(id)
            .word_boundary(|ch| takes == Takes::Variables && variables::is_word_boundary(ch))
            .align(RectAlign::BOTTOM_START)
            .show(ui, edit, |query| {
                if composes || !as_entered.is_typed_in(query.text) {
                    return Vec::new();
                }
                let named = match takes {
                    Takes::Variables => variables::suggestions_in_field(&egui, query),
                    Takes::Text => None,
                };
                match named {
                    Some(named) => named,
                    None if query.is_at_start() => suggest(query),
                    None => Vec::new(),
                }
            });
        if in_clear {
            let offering = Offering::of(&output);
            variables::tell(ui, &output.text_edit, output.text_edit.galley.text(), offering);
        }
        let mut response = output.text_edit.response.response.accessible_name(name);
        let chosen = match output.accepted {
            Some(_) => {
                response.mark_changed();
                Chosen::Something
            }
            None => Chosen::Nothing,
        };
        as_entered.settle(ui, &response, self.text.as_str(), chosen);
        field_focus::take(&response);
        outline_ui(ui, &response, outline);
        response
    }

    fn long(self, ui: &mut Ui, id: egui::Id) -> Response {
        let width = self.width.min(ui.available_width());
        let extent = [width, heights(ui.ctx()).field];
        long_text_ui(ui, id, self.text, self.name, self.masking, extent)
    }

    fn edit<'t>(&'t mut self, ui: &Ui) -> TextEdit<'t> {
        let colors = tokens(ui.ctx());
        let width = self.width.min(ui.available_width());
        let hint = egui::RichText::new(self.hint)
            .font(FontId::proportional(size::TEXT))
            .color(colors.third);
        let mut edit = TextEdit::singleline(&mut *self.text)
            .font(self.font.clone())
            .hint_text(hint)
            .margin(Margin {
                left: 12,
                right: self.right,
                top: 4,
                bottom: 4,
            })
            .min_size(vec2(width, heights(ui.ctx()).field))
            .desired_width(width)
            .align(Align2::LEFT_CENTER)
            .password(self.masking == Masking::Masked);
        if let Some(id) = self.id {
            edit = edit.id(id);
        }
        edit
    }
}

/// The frame that says that something is wrong with the value.
fn outline_ui(ui: &Ui, field: &Response, outline: Option<Color32>) {
    if let Some(ink) = outline {
        let (round, stroke) = (CornerRadius::same(size::RADIUS), Stroke::new(1.0, ink));
        ui.painter()
            .rect_stroke(field.rect, round, stroke, StrokeKind::Inside);
    }
}

/// Whether an input method composes in this field: from its first preview to the end of the text or of the focus.
fn composes(ui: &Ui, id: egui::Id) -> bool {
    let state = id.with("composes");
    let before = ui.data(|data| data.get_temp::<bool>(state)).unwrap_or_default();
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let now = ui.input(|input| {
        input.events.iter().fold(before, |before, event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Event::Ime(_) => false,
            _ => before,
        })
    });
    let now = now && has_focus;
    if now != before {
        ui.data_mut(|data| data.insert_temp(state, now));
    }
    now
}
