//! A text of many lines whose variables are coloured, explained and completed.

use std::ops::Range;

use eframe::egui::class::HasClasses as _;
use eframe::egui::text::{CCursor, CCursorRange, CharIndex};
use eframe::egui::text_edit::{Suggestion, TextEditOutput, TextEditState};
use eframe::egui::{
    Align, Button, CompletionPopup, Context, Event, EventFilter, Id, ImeEvent, InputState, Key, LayerId,
    Margin, Popup, PopupAnchor, PopupKind, Rect, RectAlign, Response, RichText, ScrollArea, SurrenderFocusOn,
    TextBuffer, TextEdit, Ui, Vec2, vec2,
};

use crate::ui::fonts;
use crate::ui::variables::{self, Lines, Offering};

/// Width of the list, in points.
const LIST: f32 = 420.0;
/// The list is not higher, in points.
const HIGHEST: f32 = 200.0;

/// How an editor of many lines looks.
#[derive(Clone, Debug)]
pub struct ManyLines {
    /// Stands in it while it is empty.
    pub hint: RichText,
    /// It is no smaller, in points.
    pub min_size: Vec2,
    /// What Tab does.
    pub tab: TabKey,
}

/// What Tab does in an editor of many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabKey {
    /// It is typed.
    Types,
    /// It leads to what comes next.
    Leaves,
}

impl ManyLines {
    /// The editor of a text.
    pub fn editor(self, text: &mut dyn TextBuffer) -> TextEdit<'_> {
        TextEdit::multiline(text)
            .font(fonts::mono())
            .hint_text(self.hint)
            .margin(Margin::symmetric(12, 8))
            .min_size(self.min_size)
            .desired_width(f32::INFINITY)
            .lock_focus(self.tab == TabKey::Types)
    }
}

/// What is kept of the list between frames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ListState {
    /// Which suggestion Enter takes; `None` while the list is closed.
    selected: Option<usize>,
    /// What was typed of the name when it was selected.
    typed: String,
    /// Whether an input method composes.
    composes: bool,
}

/// Keys that the list takes before the text sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ListKeys {
    /// Rows down, negative for up.
    moved: isize,
    accepts: bool,
    dismisses: bool,
}

/// Draws the text. The list of what may be meant opens below the cursor while a
/// name is typed after `{{`; while it is closed it takes no key.
pub fn variables_text_ui(
    ui: &mut Ui,
    id: Id,
    text: &mut dyn TextBuffer,
    name: &str,
    look: ManyLines,
) -> Response {
    let state_id = id.with("variables of many lines");
    let mut state: ListState = ui.data(|data| data.get_temp(state_id)).unwrap_or_default();
    let before = state.clone();
    let is_open = state.selected.is_some();
    let keys = if is_open {
        ui.input_mut(take_keys)
    } else {
        ListKeys::default()
    };
    state.composes = composes(ui, state.composes);

    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        variables::lay_out(ui, text.as_str(), &fonts::mono(), Lines::WrappedAt(width))
    };
    let edit = look.editor(text).id(id).layouter(&mut layouter);
    let filter = edit.get_event_filter();
    let edit = edit.event_filter(EventFilter {
        escape: filter.escape || is_open,
        ..filter
    });
    let list_id = id.with("variables to choose from");
    let drawn = keeping_focus_below(ui, list_id, is_open, |ui| edit.show(ui));
    let mut response = drawn.response.response.clone();

    let typed = cursor(&drawn).filter(|_| response.has_focus() && !state.composes);
    let typed = typed.filter(|_| !keys.dismisses && (is_open || response.changed()));
    let typed = typed.and_then(|at| typed_at(text.as_str(), at));
    let suggestions = typed
        .as_ref()
        .and_then(|name| {
            let (before, behind) = text.as_str().split_at_checked(name.end)?;
            variables::suggestions(ui.ctx(), before, behind)
        })
        .unwrap_or_default();
    let mut taken = None;
    if let Some(name) = typed.filter(|_| !suggestions.is_empty()) {
        let word = text.as_str().get(name.clone()).unwrap_or_default();
        let selected = if word == state.typed {
            moved(state.selected.unwrap_or_default(), keys.moved, suggestions.len())
        } else {
            0
        };
        word.clone_into(&mut state.typed);
        state.selected = Some(selected);
        taken = if keys.accepts {
            Some(selected)
        } else {
            let place = place_of(&drawn, text.as_str(), name.start);
            list_ui(ui, list_id, place, &suggestions, selected, keys)
        };
        if let Some(suggestion) = taken.and_then(|at| suggestions.get(at)) {
            replace(ui.ctx(), id, text, name, &suggestion.insert);
            response.mark_changed();
        }
    } else {
        state.selected = None;
    }
    if taken.is_some() {
        state.selected = None;
    }
    let offering = if state.selected.is_some() {
        Offering::Open
    } else {
        Offering::Closed
    };
    if state != before {
        ui.data_mut(|data| data.insert_temp(state_id, state));
    }
    variables::tell(ui, &drawn, drawn.galley.text(), offering);
    response.accessible_name(name)
}

/// The keys of the list, taken out of the input.
fn take_keys(input: &mut InputState) -> ListKeys {
    let mut keys = ListKeys::default();
    input.events.retain(|event| {
        let Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } = event
        else {
            return true;
        };
        if !modifiers.is_none() {
            return true;
        }
        match key {
            Key::ArrowDown => keys.moved += 1,
            Key::ArrowUp => keys.moved -= 1,
            Key::Enter | Key::Tab => keys.accepts = true,
            Key::Escape => keys.dismisses = true,
            _ => return true,
        }
        false
    });
    keys
}

/// Whether an input method composes after the events of this frame.
fn composes(ui: &Ui, before: bool) -> bool {
    ui.input(|input| {
        input.events.iter().fold(before, |before, event| match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Event::Ime(_) => false,
            _ => before,
        })
    })
}

/// Draws something that keeps the focus while the pointer presses on the list over it.
fn keeping_focus_below<R>(ui: &mut Ui, list: Id, is_open: bool, draw: impl FnOnce(&mut Ui) -> R) -> R {
    let ctx = ui.ctx().clone();
    let layer = LayerId::new(PopupKind::Popup.order(), list);
    let on_list = is_open && ctx.pointer_interact_pos().and_then(|at| ctx.layer_id_at(at)) == Some(layer);
    if !on_list {
        return draw(ui);
    }
    let before = ctx.options(|options| options.input_options.surrender_focus_on);
    ctx.options_mut(|options| options.input_options.surrender_focus_on = SurrenderFocusOn::Never);
    let drawn = draw(ui);
    ctx.options_mut(|options| options.input_options.surrender_focus_on = before);
    drawn
}

/// Where the cursor is while nothing is selected, in characters.
fn cursor(drawn: &TextEditOutput) -> Option<usize> {
    let range = drawn.cursor_range?.as_sorted_char_range();
    (range.start == range.end).then_some(usize::from(range.start))
}

/// The name that ends at the cursor, in bytes: what stands behind the last brace before it.
fn typed_at(text: &str, cursor: usize) -> Option<Range<usize>> {
    let end = text
        .char_indices()
        .nth(cursor)
        .map_or(text.len(), |(byte, _)| byte);
    let start = text.get(..end)?.rfind('{')? + 1;
    Some(start..end)
}

/// The row so many rows further, round and round.
fn moved(selected: usize, by: isize, rows: usize) -> usize {
    let rows = isize::try_from(rows).unwrap_or(isize::MAX).max(1);
    let selected = isize::try_from(selected).unwrap_or_default();
    usize::try_from((selected + by).rem_euclid(rows)).unwrap_or_default()
}

/// The line of the screen that a byte of the text stands in, from that byte on.
fn place_of(drawn: &TextEditOutput, text: &str, byte: usize) -> Rect {
    let before = text.get(..byte).unwrap_or_default();
    let at = drawn
        .galley
        .pos_from_cursor(CCursor::new(before.chars().count()))
        .translate(drawn.galley_pos.to_vec2());
    let start = at.min.max(drawn.text_clip_rect.min).min(drawn.text_clip_rect.max);
    Rect::from_min_size(start, vec2(LIST, at.height()))
}

/// Draws the list; which one was clicked.
fn list_ui(
    ui: &Ui,
    id: Id,
    place: Rect,
    suggestions: &[Suggestion],
    selected: usize,
    keys: ListKeys,
) -> Option<usize> {
    let layer = ui.layer_id();
    Popup::new(id, ui.ctx().clone(), PopupAnchor::ParentRect(place), layer)
        .kind(PopupKind::Popup)
        .open(true)
        .align(RectAlign::BOTTOM_START)
        .align_alternatives(&[RectAlign::TOP_START])
        .width(LIST)
        .show(|ui| {
            let rows = ScrollArea::vertical().max_height(HIGHEST);
            let clicked = rows.show(ui, |ui| {
                let mut clicked = None;
                for (at, suggestion) in suggestions.iter().enumerate() {
                    let row = Button::selectable(at == selected, suggestion.content.clone())
                        .with_class(CompletionPopup::CLASS_SUGGESTION)
                        .min_size(vec2(ui.available_width(), 0.0));
                    let row = ui.add(row);
                    if at == selected && keys.moved != 0 {
                        row.scroll_to_me(Some(Align::Center));
                    }
                    if row.clicked() {
                        clicked = Some(at);
                    }
                }
                clicked
            });
            clicked.inner
        })?
        .inner
}

/// Puts what was chosen in the place of what was typed of it, the cursor behind it.
fn replace(ctx: &Context, id: Id, text: &mut dyn TextBuffer, typed: Range<usize>, insert: &str) {
    let chars = |end: usize| CharIndex(text.as_str().get(..end).unwrap_or_default().chars().count());
    let (start, end) = (chars(typed.start), chars(typed.end));
    text.delete_char_range(start..end);
    let written = text.insert_text(insert, start);
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let cursor = CCursor::new(CharIndex(usize::from(start) + written));
    state.cursor.set_char_range(Some(CCursorRange::one(cursor)));
    state.store(ctx, id);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_goes_round() {
        assert_eq!(moved(0, -1, 3), 2);
        assert_eq!(moved(2, 1, 3), 0);
        assert_eq!(moved(1, 0, 3), 1);
        assert_eq!(moved(5, 0, 2), 1, "the list became shorter");
    }

    #[test]
    fn a_name_ends_at_the_cursor_whatever_characters_stand_before_it() {
        let text = "{\"é\": \"{{ba\"}";
        let cursor = text.chars().take_while(|ch| *ch != 'a').count() + 1;
        assert_eq!(typed_at(text, cursor).and_then(|name| text.get(name)), Some("ba"));
        assert_eq!(typed_at("ba", 2), None);
    }
}
