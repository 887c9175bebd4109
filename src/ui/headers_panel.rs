//! The header table: the user's rows, and below them every line we add, each with whether it is signed.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::action::Action;
use super::tab::{Masking, Side, Tab};
use super::tokens::{Tokens, size, tokens};
use super::widgets::field::Field;
use super::widgets::icon_button::icon_button;
use super::{fonts, icons};
use crate::model::{HeaderRow, HeaderSource, RowState, WireHeader};

const NAME: f32 = 240.0;
const MARK: f32 = 72.0;

/// Draws the section.
pub fn headers_panel_ui(ui: &mut Ui, tab: &mut Tab, out: &mut Vec<Action>) {
    let signed = signed_names(tab);
    let added = added_lines(tab);
    let masking = tab.token;
    ScrollArea::vertical()
        .id_salt("headers")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            for (index, row) in tab.request.http.headers.iter_mut().enumerate() {
                ui.push_id(row.row, |ui| row_ui(ui, index, row, signed.as_deref(), out));
            }
            let add = ui.button((
                RichText::new(icons::PLUS).font(fonts::icons(size::CAPTION)),
                RichText::new("Add header"),
            ));
            if add.accessible_name("Add header").clicked() {
                out.push(Action::AddHeader);
            }
            ui.add_space(4.0);
            let colors = tokens(ui.ctx());
            for header in &added {
                added_ui(ui, header, signed.as_deref(), masking, colors);
            }
        });
}

/// Names that are signed now or were at the last send; `None` when nothing is signed.
fn signed_names(tab: &Tab) -> Option<Vec<String>> {
    tab.shown_signed().map(|report| report.signed_headers.clone())
}

/// The lines the user did not type, as they will be or were sent.
fn added_lines(tab: &Tab) -> Vec<WireHeader> {
    let sent = tab.sent.as_ref().and_then(|sent| sent.exchange.wire.as_ref());
    let lines = match (tab.side, sent) {
        (Side::AsSent, Some(wire)) => wire.headers.clone(),
        _ => {
            let wire = tab.live.wire.iter().flat_map(|wire| wire.headers.clone());
            wire.chain(tab.live.added_headers.iter().cloned()).collect()
        }
    };
    lines
        .into_iter()
        .filter(|header| header.source != HeaderSource::Typed)
        .collect()
}

fn row_ui(ui: &mut Ui, index: usize, row: &mut HeaderRow, signed: Option<&[String]>, out: &mut Vec<Action>) {
    let number = index + 1;
    ui.horizontal(|ui| {
        let mut enabled = row.state == RowState::Enabled;
        if ui
            .checkbox(&mut enabled, "")
            .accessible_name(format!("Send header {number}"))
            .changed()
        {
            row.state = if enabled {
                RowState::Enabled
            } else {
                RowState::Disabled
            };
        }
        Field::mono(&mut row.name, &format!("Header {number} name"))
            .hint("Name")
            .width(NAME)
            .ui(ui);
        let width = (ui.available_width() - MARK - 34.0 - 2.0 * size::GAP).max(120.0);
        Field::mono(&mut row.value, &format!("Header {number} value"))
            .hint("Value")
            .width(width)
            .ui(ui);
        if row.is_sent() {
            mark_ui(
                ui,
                &row.name.trim().to_ascii_lowercase(),
                HeaderSource::Typed,
                signed,
            );
        } else {
            ui.add_space(MARK);
        }
        if icon_button(ui, icons::TRASH_2, &format!("Remove header {number}")).clicked() {
            out.push(Action::RemoveHeader(row.row));
        }
    });
}

/// Says whether a name is signed, and why.
fn mark_ui(ui: &mut Ui, name: &str, source: HeaderSource, signed: Option<&[String]>) {
    let colors = tokens(ui.ctx());
    ui.allocate_ui_with_layout(
        vec2(MARK, size::FIELD),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_min_width(MARK);
            let Some(signed) = signed else { return };
            let (text, ink) = if signed.iter().any(|other| other == name) {
                ("signed", colors.header)
            } else {
                ("not signed", colors.third)
            };
            let label = Label::new(RichText::new(text).font(fonts::caption()).color(ink));
            ui.add(label)
                .on_hover_text(crate::sigv4::signed_choice(name, source).reason());
        },
    );
}

fn added_ui(ui: &mut Ui, header: &WireHeader, signed: Option<&[String]>, masking: Masking, colors: &Tokens) {
    let why = match header.source {
        HeaderSource::Typed => "",
        HeaderSource::Client(why) => why,
        HeaderSource::Signer => "added by signing",
    };
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.add_space(26.0);
        ui.allocate_ui_with_layout(
            vec2(NAME + 6.0, 20.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(NAME + 6.0);
                ui.add_space(12.0);
                ui.label(
                    RichText::new(header.name.as_str())
                        .font(fonts::mono())
                        .color(colors.second),
                );
            },
        );
        let width = (ui.available_width() - MARK - 34.0 - 2.0 * size::GAP).max(120.0);
        ui.allocate_ui_with_layout(vec2(width, 20.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(width);
            ui.add_space(12.0);
            let value = masked_value(header, masking);
            ui.add(Label::new(RichText::new(value).font(fonts::mono()).color(colors.second)).truncate());
        })
        .response
        .on_hover_text(why);
        mark_ui(ui, header.name.as_str(), header.source, signed);
    });
}

/// The value as shown: the session token is masked unless the user asked for it.
pub fn masked_value(header: &WireHeader, masking: Masking) -> String {
    if header.name.as_str() == "x-amz-security-token" && masking == Masking::Masked {
        token_mark(header.value.as_str())
    } else {
        header.value.as_str().to_owned()
    }
}

/// The mark that stands for a session token: two sides still compare by length.
pub fn token_mark(token: &str) -> String {
    format!("[session token, {} bytes]", token.len())
}
