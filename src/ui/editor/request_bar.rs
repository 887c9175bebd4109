//! Method, URL and Send.

use std::ops::Range;

use eframe::egui::text::{CCursor, CCursorRange, LayoutJob, TextFormat};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Button, Color32, Context, CornerRadius, Event, EventFilter, FocusDirection, Frame, Id, Key, Margin,
    Modifiers, Popup, PopupCloseBehavior, RichText, Stroke, TextEdit, Ui, vec2,
};

use crate::model::{AuthKind, DraftId, Field};
use crate::sigv4::pieces::Place;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::editor::url_line::url_line_ui;
use crate::ui::editor::url_text::{UrlInk, Way, next_placeholder, sections};
use crate::ui::shell::tab_strip::verb_color;
use crate::ui::tab::{Section, Sending, Tab};
use crate::ui::tokens::{Tokens, heights, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Masking;
use crate::ui::widgets::long_text::{is_long, long_text_ui, take_large_paste};
use crate::ui::{field_focus, fonts, glyphs, icons, links};

/// Methods offered in the list; any other can be typed.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const METHOD_WIDTH: f32 = 104.0;
/// Where the text of the URL field begins, from the left edge of the bar.
pub(super) const FIELD_INSET: f32 = METHOD_WIDTH + size::GAP + 12.0;
/// In a narrower bar the URL needs the room.
const WIDE_ENOUGH_TO_OFFER: f32 = 780.0;

/// Identity of a tab's URL field: its own, so that undo stays within the tab.
fn url_id(draft: &DraftId) -> Id {
    Id::unique(("url", draft.as_str()))
}

/// Puts the cursor into the URL field of this tab, with its text selected: typing replaces it.
pub fn focus_url(ctx: &Context, tab: &Tab) {
    let id = url_id(&tab.id);
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let everything = CCursorRange::select_all_str(&tab.request.http.url);
    state.cursor.set_char_range(Some(everything));
    state.store(ctx, id);
    ctx.memory_mut(|memory| memory.request_focus(id));
}

/// The same with bytes of the URL selected, when the field is drawn next.
pub fn select_in_url(ctx: &Context, tab: &Tab, bytes: Range<usize>) {
    let chars = |to: usize| {
        tab.request
            .http
            .url
            .char_indices()
            .take_while(|(at, _)| *at < to)
            .count()
    };
    let wanted = chars(bytes.start)..chars(bytes.end);
    ctx.data_mut(|data| data.insert_temp(url_id(&tab.id).with(SELECTION_WANTED), wanted));
    ctx.request_repaint();
}

const SELECTION_WANTED: &str = "selection wanted";

/// Whether the cursor is in the URL field of this tab.
pub fn url_has_focus(ctx: &Context, tab: &Tab) -> bool {
    ctx.memory(|memory| memory.has_focus(url_id(&tab.id)))
}

/// Draws the bar.
pub fn request_bar_ui(ui: &mut Ui, tab: &mut Tab, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    Frame::new()
        .inner_margin(Margin {
            left: 16,
            right: 16,
            top: 12,
            // The line under the bar keeps its place.
            bottom: 2,
        })
        .show(ui, |ui| {
            let mut both = (&mut *tab, out);
            bar(
                ui,
                heights(ui.ctx()).bar_field,
                &mut both,
                |ui, (tab, out)| {
                    if let Some(sending) = &tab.sending {
                        cancel_ui(ui, sending, ctx.tokens, out);
                    } else {
                        sign_offer_ui(ui, tab);
                        send_ui(ui, ctx.tokens, out);
                    }
                },
                |ui, (tab, out)| {
                    links::beside(ui, &[Place::whole(Field::Method)], |ui| {
                        method_ui(ui, &mut tab.request.http.method, ctx.tokens);
                    });
                    let id = url_id(&tab.id);
                    url_ui(ui, id, &mut tab.request.http.url, ctx.tokens, out);
                },
            );
            url_line_ui(ui, tab);
        });
}

fn send_ui(ui: &mut Ui, colors: &Tokens, out: &mut Vec<Action>) {
    let keys = Command::Send.shortcut_text(ui.ctx()).unwrap_or_default();
    let mut atoms = eframe::egui::Atoms::new(
        RichText::new("Send")
            .font(fonts::semibold(size::TEXT))
            .color(colors.accent_ink),
    );
    atoms.push_right(RichText::new(keys).size(size::CAPTION).color(colors.accent_ink));
    let button = Button::new(atoms)
        .fill(colors.accent)
        .stroke(Stroke::NONE)
        .corner_radius(CornerRadius::same(8))
        .min_size(vec2(132.0, heights(ui.ctx()).bar_field));
    let response = ui.add(button).accessible_name("Send");
    if response.clicked() {
        out.push(Action::Run(Command::Send));
    }
    response.on_hover_text(Command::Send.text_and_tooltip().1);
}

/// One click to sign a request to an AWS host that would go out without auth.
fn sign_offer_ui(ui: &mut Ui, tab: &mut Tab) {
    let Some(text) = sign_offer(tab).filter(|_| ui.available_width() > WIDE_ENOUGH_TO_OFFER) else {
        return;
    };
    let tip = "This is a host of AWS and auth is None: turn AWS Signature on";
    if ui.button(text).on_hover_text(tip).clicked() {
        tab.request.http.auth.kind = AuthKind::AwsSignature;
        tab.section = Section::Auth;
    }
}

/// `Sign this (execute-api, us-east-1)`.
fn sign_offer(tab: &Tab) -> Option<String> {
    let has_own_auth = tab
        .request
        .http
        .headers
        .iter()
        .any(|row| row.name.trim().eq_ignore_ascii_case("authorization"));
    let hint = tab
        .live
        .hint
        .as_ref()
        .filter(|_| tab.auth().kind == AuthKind::None && !has_own_auth)?;
    Some(match &hint.region {
        Some(region) => format!("Sign this ({}, {region})", hint.service),
        None => format!("Sign this ({})", hint.service),
    })
}

fn cancel_ui(ui: &mut Ui, sending: &Sending, colors: &Tokens, out: &mut Vec<Action>) {
    let elapsed = ui.input(|input| input.time) - sending.began;
    let mut atoms = eframe::egui::Atoms::new(
        RichText::new("Cancel")
            .font(fonts::semibold(size::TEXT))
            .color(colors.text),
    );
    if elapsed >= 0.3 {
        atoms.push_right(
            RichText::new(format!("{elapsed:.1} s"))
                .size(size::CAPTION)
                .color(colors.second),
        );
    }
    let button = Button::new(atoms)
        .fill(colors.raised)
        .stroke(Stroke::new(1.0, colors.edge))
        .corner_radius(CornerRadius::same(8))
        .min_size(vec2(132.0, heights(ui.ctx()).bar_field));
    let response = ui.add(button).accessible_name("Cancel");
    if response.clicked() {
        out.push(Action::Run(Command::Cancel));
    }
    response.on_hover_text(Command::Cancel.text_and_tooltip().1);
}

/// The method box: a list of the common ones and a field for any other.
fn method_ui(ui: &mut Ui, method: &mut String, colors: &Tokens) {
    let mut atoms = eframe::egui::Atoms::new(
        RichText::new(method.as_str())
            .font(fonts::semibold(size::TEXT))
            .color(verb_color(method, colors)),
    );
    atoms.push_right(eframe::egui::Atom::grow());
    atoms.push_right(
        RichText::new(icons::CHEVRON_DOWN)
            .font(fonts::icons(13.0))
            .color(colors.third),
    );
    let button = Button::new(atoms)
        .fill(colors.field)
        .corner_radius(CornerRadius::same(8))
        .truncate()
        .min_size(vec2(METHOD_WIDTH, heights(ui.ctx()).bar_field));
    ui.scope(|ui| {
        ui.set_max_width(METHOD_WIDTH);
        let response = ui.add(button).accessible_name(format!("Method {method}"));
        field_focus::take(&response);
        Popup::menu(&response)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(150.0)
            .show(|ui| {
                for choice in METHODS {
                    let text = RichText::new(choice)
                        .font(fonts::semibold(size::TEXT))
                        .color(verb_color(choice, colors));
                    if ui.add(Button::selectable(method == choice, text)).clicked() {
                        choice.clone_into(method);
                        ui.close();
                    }
                }
                ui.separator();
                let custom = TextEdit::singleline(method)
                    .font(fonts::mono())
                    .desired_width(130.0)
                    .hint_text("Other method");
                if ui.add(custom).accessible_name("Other method").lost_focus()
                    && ui.input(|input| input.key_pressed(Key::Enter))
                {
                    ui.close();
                }
            });
    });
}

/// The URL bar. Enter sends; Tab goes through what is to be filled in before it leaves.
fn url_ui(ui: &mut Ui, id: Id, url: &mut String, colors: &'static Tokens, out: &mut Vec<Action>) {
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
    if filter.tab && ui.memory(|memory| memory.has_focus(id)) {
        take_tab(ui, id, url);
    }
    let mut layouter = |ui: &Ui, text: &dyn eframe::egui::TextBuffer, _wrap: f32| {
        let mut job = url_job(text.as_str(), colors);
        links::light_url(ui.ctx(), &mut job, colors);
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
    let drawn = edit.show(ui);
    links::point_at_url(ui, &drawn, drawn.galley.text());
    let response = drawn.response.response.accessible_name("URL");
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
pub fn select_first_placeholder(ctx: &Context, tab: &Tab) {
    let wanted = url_id(&tab.id).with(PLACEHOLDER_WANTED);
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
