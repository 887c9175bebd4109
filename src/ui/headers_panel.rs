//! The header table: the user's rows, and below them every line we add, each with whether it is signed.

use eframe::egui::{Label, RichText, ScrollArea, Ui, vec2};

use super::action::Action;
use super::masking::masked_value;
use super::tab::{Masking, Side, Tab};
use super::table::{CHECK, TRASH, add_ui, cell_ui, check_ui};
use super::tokens::{Tokens, size, tokens};
use super::widgets::field::Field;
use super::widgets::icon_button::icon_button;
use super::{fonts, icons};
use crate::model::{HeaderRow, HeaderSource, RowId, SigningOptions, WireHeader};
use crate::sigv4::signed_choice_with;

const NAME: f32 = 240.0;
const MARK: f32 = 72.0;
/// Where text begins in a field.
const INSET: f32 = 12.0;
/// Height of a line that we add.
const ADDED_LINE: f32 = 22.0;

/// Names that are signed, and the options that turn the choice for a header around.
type SignedNames<'a> = (Option<&'a [String]>, &'a SigningOptions);

/// Draws the section.
pub fn headers_panel_ui(ui: &mut Ui, tab: &mut Tab, out: &mut Vec<Action>) {
    let signed = signed_names(tab);
    let added = added_lines(tab);
    let masking = tab.token;
    let options = tab.request.http.auth.aws.options.clone();
    ScrollArea::vertical()
        .id_salt("headers")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            let focus = tab.focus_row.take();
            for (index, row) in tab.request.http.headers.iter_mut().enumerate() {
                ui.push_id(row.row, |ui| {
                    row_ui(ui, index, row, focus, (signed.as_deref(), &options), out);
                });
            }
            if add_ui(ui, "Add header").clicked() {
                out.push(Action::AddHeader);
            }
            ui.add_space(4.0);
            let colors = tokens(ui.ctx());
            for header in &added {
                added_ui(ui, header, (signed.as_deref(), &options), masking, colors);
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
    let lines = if let (Side::AsSent, Some(wire)) = (tab.side, sent) {
        wire.headers.clone()
    } else {
        let wire = tab.live.wire.iter().flat_map(|wire| wire.headers.clone());
        wire.chain(tab.live.added_headers.iter().cloned()).collect()
    };
    lines
        .into_iter()
        .filter(|header| header.source != HeaderSource::Typed)
        .collect()
}

fn row_ui(
    ui: &mut Ui,
    index: usize,
    row: &mut HeaderRow,
    focus: Option<RowId>,
    signed: SignedNames<'_>,
    out: &mut Vec<Action>,
) {
    let number = index + 1;
    ui.horizontal(|ui| {
        check_ui(ui, &mut row.state, &format!("Send header {number}"));
        let name = Field::mono(&mut row.name, &format!("Header {number} name"))
            .hint("Name")
            .width(NAME)
            .ui(ui);
        if focus == Some(row.row) {
            name.request_focus();
        }
        let width = (ui.available_width() - MARK - TRASH - 2.0 * size::GAP).max(120.0);
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
fn mark_ui(ui: &mut Ui, name: &str, source: HeaderSource, (signed, options): SignedNames<'_>) {
    let colors = tokens(ui.ctx());
    cell_ui(ui, MARK, |ui| {
        let Some(signed) = signed else { return };
        let (text, ink) = if signed.iter().any(|other| other == name) {
            ("signed", colors.header)
        } else {
            ("not signed", colors.third)
        };
        let label = Label::new(RichText::new(text).font(fonts::caption()).color(ink));
        ui.add(label)
            .on_hover_text(signed_choice_with(name, source, options).reason());
    });
}

/// A line that was not typed, in the columns of the table.
fn added_ui(ui: &mut Ui, header: &WireHeader, signed: SignedNames<'_>, masking: Masking, colors: &Tokens) {
    let why = match header.source {
        HeaderSource::Typed => "",
        HeaderSource::Client(why) => why,
        HeaderSource::Signer => "Added by signing",
    };
    ui.spacing_mut().interact_size.y = ADDED_LINE;
    ui.horizontal(|ui| {
        let text = |text: String| {
            Label::new(RichText::new(text).font(fonts::mono()).color(colors.second)).truncate()
        };
        ui.add_space(CHECK + INSET);
        cell_ui(ui, NAME, |ui| ui.add(text(header.name.as_str().to_owned())));
        let width = (ui.available_width() - MARK - TRASH - 2.0 * size::GAP).max(120.0);
        cell_ui(ui, width, |ui| ui.add(text(masked_value(header, masking)))).on_hover_text(why);
        mark_ui(ui, header.name.as_str(), header.source, signed);
    });
}
