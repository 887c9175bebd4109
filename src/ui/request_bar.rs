//! Method, URL and Send.

use eframe::egui::text::{CCursorRange, LayoutJob, TextFormat};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Button, Color32, Context, CornerRadius, Frame, Id, Key, Margin, Popup, PopupCloseBehavior, RichText,
    Stroke, TextEdit, Ui, vec2,
};

use super::action::Action;
use super::command::Command;
use super::context::PanelContext;
use super::tab::{Section, Sending, Tab};
use super::tab_strip::verb_color;
use super::tokens::{Tokens, heights, size};
use super::widgets::bar::bar;
use super::{fonts, icons, links};
use crate::model::{AuthKind, DraftId, Field};
use crate::sigv4::pieces::Place;

/// Methods offered in the list; any other can be typed.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const METHOD_WIDTH: f32 = 104.0;
/// Where less is left beside Send, the URL needs it.
const WIDE_ENOUGH_TO_OFFER: f32 = 640.0;

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

/// Whether the cursor is in the URL field of this tab.
pub fn url_has_focus(ctx: &Context, tab: &Tab) -> bool {
    ctx.memory(|memory| memory.has_focus(url_id(&tab.id)))
}

/// Draws the bar.
pub fn request_bar_ui(ui: &mut Ui, tab: &mut Tab, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    Frame::new()
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            let mut both = (tab, out);
            bar(
                ui,
                heights(ui.ctx()).bar_field,
                &mut both,
                |ui, (tab, out)| {
                    if let Some(sending) = &tab.sending {
                        cancel_ui(ui, sending, ctx.tokens, out);
                    } else {
                        send_ui(ui, ctx.tokens, out);
                        sign_offer_ui(ui, tab);
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
        .filter(|_| tab.request.http.auth.kind == AuthKind::None && !has_own_auth)?;
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

/// The URL bar. Enter sends.
fn url_ui(ui: &mut Ui, id: Id, url: &mut String, colors: &'static Tokens, out: &mut Vec<Action>) {
    let mut layouter = |ui: &Ui, text: &dyn eframe::egui::TextBuffer, _wrap: f32| {
        let mut job = url_job(text.as_str(), colors);
        links::light_url(ui.ctx(), &mut job, colors);
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
        .layouter(&mut layouter);
    let drawn = edit.show(ui);
    links::point_at_url(ui, &drawn, drawn.galley.text());
    let response = drawn.response.response.accessible_name("URL");
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        out.push(Action::Run(Command::Send));
        response.request_focus();
    }
}

/// The URL with its variables marked and its query in the query's colour.
fn url_job(url: &str, colors: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let format = |ink: Color32, ground: Color32| TextFormat {
        font_id: fonts::mono(),
        color: ink,
        background: ground,
        ..TextFormat::default()
    };
    let query_at = url.find('?').unwrap_or(url.len());
    let mut at = 0;
    while let Some(rest) = url.get(at..).filter(|rest| !rest.is_empty()) {
        let (plain, variable) = match rest
            .find("{{")
            .and_then(|open| Some((open, rest.get(open..)?.find("}}")?)))
        {
            Some((open, close)) => (open, close + 2),
            None => (rest.len(), 0),
        };
        let split = query_at.clamp(at, at + plain) - at;
        job.append(
            rest.get(..split).unwrap_or_default(),
            0.0,
            format(colors.text, Color32::TRANSPARENT),
        );
        job.append(
            rest.get(split..plain).unwrap_or_default(),
            0.0,
            format(colors.query, Color32::TRANSPARENT),
        );
        job.append(
            rest.get(plain..plain + variable).unwrap_or_default(),
            0.0,
            format(colors.query, colors.highlight),
        );
        at += plain + variable;
    }
    job
}

#[cfg(test)]
mod tests {
    use super::super::tokens::DARK;
    use super::*;

    #[test]
    fn the_coloured_url_is_the_typed_url() {
        for url in [
            "",
            "{{demo}}/dev/pets?type=dog&x={{y}}#f",
            "{{",
            "}}{{a",
            "?{{a}}",
            "https://é/{{ü}}?ß",
        ] {
            assert_eq!(url_job(url, &DARK).text, url);
        }
    }
}
