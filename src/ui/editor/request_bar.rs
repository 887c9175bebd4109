//! Method, URL and Send.

use eframe::egui::{
    Button, CornerRadius, Frame, Key, Margin, Popup, PopupCloseBehavior, RichText, Stroke, TextEdit, Ui, vec2,
};

use crate::model::{AuthKind, Field};
use crate::sigv4::pieces::Place;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::url_field::{METHOD_WIDTH, url_id, url_ui};
use crate::ui::editor::url_line::url_line_ui;
use crate::ui::last_exchange::Sending;
use crate::ui::section::Section;
use crate::ui::tokens::{Tokens, heights, size, verb_color};
use crate::ui::widgets::bar::bar;
use crate::ui::{field_focus, fonts, icons};

/// Methods offered in the list; any other can be typed.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// In a narrower bar the URL needs the room.
const WIDE_ENOUGH_TO_OFFER: f32 = 780.0;

/// Draws the bar.
///
/// `section` is what is in front below it.
pub fn request_bar_ui(
    ui: &mut Ui,
    draft: &mut Draft,
    sending: Option<&Sending>,
    section: &mut Section,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    Frame::new()
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            let mut both = (&mut *draft, out);
            bar(
                ui,
                heights(ui.ctx()).bar_field,
                &mut both,
                |ui, (draft, out)| {
                    if let Some(sending) = sending {
                        cancel_ui(ui, sending, ctx.tokens, out);
                    } else {
                        sign_offer_ui(ui, draft, section);
                        send_ui(ui, ctx.tokens, out);
                    }
                },
                |ui, (draft, out)| {
                    ctx.links.beside(ui, &[Place::whole(Field::Method)], |ui| {
                        method_ui(ui, &mut draft.request.http.method, ctx.tokens);
                    });
                    let id = url_id(&draft.id);
                    url_ui(ui, id, &mut draft.request.http.url, ctx, out);
                },
            );
            url_line_ui(ui, draft);
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
fn sign_offer_ui(ui: &mut Ui, draft: &mut Draft, section: &mut Section) {
    let Some(text) = sign_offer(draft).filter(|_| ui.available_width() > WIDE_ENOUGH_TO_OFFER) else {
        return;
    };
    let tip = "This is a host of AWS and auth is None: turn AWS Signature on";
    if ui.button(text).on_hover_text(tip).clicked() {
        draft.request.http.auth.kind = AuthKind::AwsSignature;
        *section = Section::Auth;
    }
}

/// `Sign this (execute-api, us-east-1)`.
fn sign_offer(draft: &Draft) -> Option<String> {
    let has_own_auth = draft
        .request
        .http
        .headers
        .iter()
        .any(|row| row.name.trim().eq_ignore_ascii_case("authorization"));
    let hint = draft
        .live
        .hint
        .as_ref()
        .filter(|_| draft.auth().kind == AuthKind::None && !has_own_auth)?;
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
