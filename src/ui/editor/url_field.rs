//! The field of the URL: what is to be filled in is marked, and Tab goes through it.

use std::ops::Range;

use eframe::egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use eframe::egui::text_edit::{CompletionPopup, TextEditState};
use eframe::egui::{
    Color32, Context, Event, EventFilter, FocusDirection, Id, Key, Margin, Modifiers, RectAlign, RichText,
    Stroke, TextEdit, Ui, vec2,
};

use crate::model::DraftId;
use crate::ui::action::Action;
use crate::ui::as_entered::{AsEntered, Chosen};
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::url_text::{UrlInk, Way, next_placeholder, sections};
use crate::ui::masking::Masking;
use crate::ui::tokens::{Tokens, heights, size};
use crate::ui::variables::{self, Offering};
use crate::ui::widgets::long_text::{is_long, long_text_ui, take_large_paste};
use crate::ui::{fonts, glyphs};

/// Width of the box of the method, which stands before it, in points.
pub const METHOD_WIDTH: f32 = 104.0;
/// Where the text of the URL field begins, from the left edge of the bar.
pub const FIELD_INSET: f32 = METHOD_WIDTH + size::GAP + 12.0;

/// Identity of a tab's URL field: its own, so that undo stays within the tab.
pub fn url_id(draft: &DraftId) -> Id {
    Id::unique(("url", draft.as_str()))
}

/// Puts the cursor into the URL field of this tab, with its text selected: typing replaces it.
pub fn focus_url(ctx: &Context, draft: &Draft) {
    let id = url_id(&draft.id);
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let everything = CCursorRange::select_all_str(&draft.request.http.url);
    state.cursor.set_char_range(Some(everything));
    state.store(ctx, id);
    ctx.memory_mut(|memory| memory.request_focus(id));
}

/// The same with bytes of the URL selected, when the field is drawn next.
pub fn select_in_url(ctx: &Context, draft: &Draft, bytes: Range<usize>) {
    let chars = |to: usize| {
        let url = &draft.request.http.url;
        url.char_indices().take_while(|(at, _)| *at < to).count()
    };
    let wanted = chars(bytes.start)..chars(bytes.end);
    ctx.data_mut(|data| data.insert_temp(url_id(&draft.id).with(SELECTION_WANTED), wanted));
    ctx.request_repaint();
}

const SELECTION_WANTED: &str = "selection wanted";

/// Whether the cursor is in the URL field of this tab.
pub fn url_has_focus(ctx: &Context, draft: &Draft) -> bool {
    ctx.memory(|memory| memory.has_focus(url_id(&draft.id)))
}

/// The URL bar. Enter sends; Tab goes through what is to be filled in before it leaves.
pub fn url_ui(ui: &mut Ui, id: Id, url: &mut String, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    take_large_paste(ui, id, url);
    if is_long(url) {
        let extent = [ui.available_width(), heights(ui.ctx()).bar_field];
        long_text_ui(ui, id, url, "URL", Masking::Clear, extent);
        return;
    }
    select_when_wanted(ui, id, url);
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        tab: has_placeholders(url),
        ..EventFilter::default()
    };
    let offers = id.with("offers variables");
    let was_offering = ui.data(|data| data.get_temp::<bool>(offers)).unwrap_or_default();
    if filter.tab && !was_offering && ui.memory(|memory| memory.has_focus(id)) {
        take_tab(ui, id, url);
    }
    let mut layouter = |ui: &Ui, text: &dyn eframe::egui::TextBuffer, _wrap: f32| {
        let mut job = url_job(text.as_str(), colors);
        variables::color(ui.ctx(), &mut job, colors);
        ctx.links.light_url(&mut job, colors);
        glyphs::box_in_place(ui.ctx(), &fonts::mono(), &mut job);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let width = ui.available_width();
    let edit = TextEdit::singleline(url)
        .id(id)
        .font(fonts::mono())
        .hint_text(
            RichText::new("https://{api id}.execute-api.{region}.amazonaws.com/{stage}/…")
                .color(colors.third),
        )
        .margin(Margin::symmetric(12, 4))
        .min_size(vec2(width, heights(ui.ctx()).bar_field))
        .desired_width(width)
        .align(eframe::egui::Align2::LEFT_CENTER)
        .event_filter(filter)
        .layouter(&mut layouter);
    let egui = ui.ctx().clone();
    let as_entered = AsEntered::of(ui, id);
    let output = CompletionPopup::new(id)
        .word_boundary(variables::is_word_boundary)
        .align(RectAlign::BOTTOM_START)
        .show(ui, edit, |query| {
            if !as_entered.is_typed_in(query.text) {
                return Vec::new();
            }
            variables::suggestions_in_field(&egui, query).unwrap_or_default()
        });
    let offering = Offering::of(&output);
    ui.data_mut(|data| data.insert_temp(offers, offering));
    let chosen = match output.accepted {
        Some(_) => Chosen::Something,
        None => Chosen::Nothing,
    };
    let drawn = output.text_edit;
    as_entered.settle(ui, &drawn.response.response, url, chosen);
    variables::tell(ui, &drawn, drawn.galley.text(), offering);
    ctx.links.point_at_url(ui, &drawn, drawn.galley.text());
    let mut response = drawn.response.response.accessible_name("URL");
    if chosen == Chosen::Something {
        response.mark_changed();
    }
    let pasted = |event: &Event| matches!(event, Event::Paste(_));
    if response.changed() && ui.input(|input| input.events.iter().any(pasted)) {
        // A pasted template: typing fills in its first place.
        if let Some(place) = next_placeholder(url, &(0..0), Way::Forward) {
            select(ui.ctx(), id, &place);
            ui.ctx().request_repaint();
        }
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        out.push(Action::Run(Command::Send));
        response.request_focus();
    }
}

fn has_placeholders(url: &str) -> bool {
    next_placeholder(url, &(0..0), Way::Forward).is_some()
}

/// Tab selects the next placeholder. After the last one it leaves the field as it does anywhere.
fn take_tab(ui: &Ui, id: Id, url: &str) {
    let way = ui.input_mut(|input| {
        if input.consume_key(Modifiers::SHIFT, Key::Tab) {
            Some(Way::Back)
        } else {
            input
                .consume_key(Modifiers::NONE, Key::Tab)
                .then_some(Way::Forward)
        }
    });
    let Some(way) = way else { return };
    let selected = TextEditState::load(ui.ctx(), id)
        .and_then(|state| state.cursor.char_range())
        .map_or(0..0, |range| {
            let range = range.as_sorted_char_range();
            range.start.0..range.end.0
        });
    match next_placeholder(url, &selected, way) {
        Some(place) => select(ui.ctx(), id, &place),
        None => ui.memory_mut(|memory| {
            memory.move_focus(match way {
                Way::Forward => FocusDirection::Next,
                Way::Back => FocusDirection::Previous,
            });
        }),
    }
}

/// Selects characters of a URL field.
fn select(ctx: &Context, id: Id, place: &Range<usize>) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(place.start), CCursor::new(place.end));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, id);
}

/// Puts the cursor into the URL field, on its first placeholder, when the field is drawn next: the click that asks for
/// it takes the focus from every field of its own frame.
pub fn select_first_placeholder(ctx: &Context, draft: &DraftId) {
    let wanted = url_id(draft).with(PLACEHOLDER_WANTED);
    ctx.data_mut(|data| data.insert_temp(wanted, ()));
    ctx.request_repaint();
}

const PLACEHOLDER_WANTED: &str = "placeholder wanted";

fn select_when_wanted(ui: &Ui, id: Id, url: &str) {
    let wanted = ui.data_mut(|data| data.remove_temp::<()>(id.with(PLACEHOLDER_WANTED)));
    let place = wanted.and_then(|()| next_placeholder(url, &(0..0), Way::Forward));
    let place = ui
        .data_mut(|data| data.remove_temp::<Range<usize>>(id.with(SELECTION_WANTED)))
        .or(place);
    if let Some(place) = place {
        select(ui.ctx(), id, &place);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

/// The URL with its variables marked, its query in the query's colour, and what is to be filled in underlined.
fn url_job(url: &str, colors: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (range, ink) in sections(url) {
        let (color, background, underline) = match ink {
            UrlInk::Plain => (colors.text, Color32::TRANSPARENT, Stroke::NONE),
            UrlInk::Query => (colors.query, Color32::TRANSPARENT, Stroke::NONE),
            UrlInk::Variable => (colors.query, colors.highlight, Stroke::NONE),
            UrlInk::Placeholder => (
                colors.warning,
                colors.warning_ground,
                Stroke::new(1.5, colors.warning),
            ),
        };
        let format = TextFormat {
            font_id: fonts::mono(),
            color,
            background,
            underline,
            ..TextFormat::default()
        };
        job.append(url.get(range).unwrap_or_default(), 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tokens::DARK;

    #[test]
    fn the_coloured_url_is_the_typed_url() {
        for url in [
            "",
            "{{demo}}/dev/pets?type=dog&x={{y}}#f",
            "{{",
            "?{{a}}",
            "https://é/{{ü}}?ß",
            "https://<Api-id>.x/<stage>",
        ] {
            assert_eq!(url_job(url, &DARK).text, url);
        }
    }
}
