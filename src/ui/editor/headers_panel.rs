//! The header table: the user's rows, and below them every line we add, each with whether it is signed.

use eframe::egui::{
    Align, Button, Color32, Id, Label, Layout, Rect, Response, RichText, ScrollArea, Stroke, Ui, vec2,
};

use crate::model::{HeaderRow, HeaderSource, Note, RowId, Secret, SigningOptions, WireHeader};
use crate::redact::is_secret_header;
use crate::sigv4::pieces::Place;
use crate::sigv4::{is_set_by_signing, signed_choice_with};
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::editor::bulk::{Bulk, BulkBraces, BulkLine, bulk_ui};
use crate::ui::editor::content_type::{contradiction, contradiction_ui};
use crate::ui::editor::header_words;
use crate::ui::editor::params_panel::entered;
use crate::ui::editor::row_notes::{note_on_header, row_note_ui};
use crate::ui::editor::table::{TRASH, add_ui, cell_ui, check_ui, empty_row, empty_row_taken};
use crate::ui::glyphs::boxed;
use crate::ui::masking::Masking;
use crate::ui::masking::masked_value;
use crate::ui::shown_signature::{ShownSignature, Side};
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::far_rows::FarRows;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::row_order;
use crate::ui::widgets::section_head::{RowsOrText, section_head};
use crate::ui::{fonts, icons, links};

const NAME: f32 = 240.0;
const MARK: f32 = 104.0;
/// Around the words of a mark, which are a button where a click turns them around.
const MARK_PADDING: f32 = 4.0;
/// Width of the handle and the check box with its gap.
const LEAD: f32 = 36.0;
/// Where text begins in a field.
const INSET: f32 = 12.0;
/// Height of a line that we add.
const ADDED_LINE: f32 = 22.0;
/// Puts the first line of such a value beside its name.
const ABOVE_VALUE: f32 = 3.0;
/// In bytes: a value is read whole, but one that nobody reads does not fill the window.
const MOST_WRAPPED: usize = 4_096;

/// What the signature makes of the rows.
struct Signing<'a> {
    /// Names that are signed; `None` when nothing is.
    names: Option<&'a [String]>,
    /// Where a choice against the rule is kept.
    options: &'a mut SigningOptions,
}

/// What the section shows.
#[derive(Debug, Default)]
pub struct HeadersView {
    /// The headers while they are edited as text.
    pub bulk: Option<Bulk>,
    /// A row that takes the cursor: it was just added, or is gone to.
    pub focus_row: Option<RowId>,
}

/// What the signature in front makes of the headers.
#[derive(Clone, Debug, Default)]
pub struct SignedHeaders {
    /// Names that are signed now or were at the last send; `None` when nothing is signed.
    pub names: Option<Vec<String>>,
    /// The lines that the user did not type, as they will be or were sent.
    pub added: Vec<WireHeader>,
    /// Whether the session token is masked among them.
    pub masking: Masking,
}

impl SignedHeaders {
    /// Of the signature in front.
    pub fn of(shown: ShownSignature<'_>, masking: Masking) -> Self {
        Self {
            names: shown.report().map(|report| report.signed_headers.clone()),
            added: added_lines(shown),
            masking,
        }
    }
}

/// Draws the section.
pub fn headers_panel_ui(
    ui: &mut Ui,
    view: &mut HeadersView,
    draft: &mut Draft,
    signed: &SignedHeaders,
    ctx: &PanelContext<'_>,
) {
    ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
    let mut shown = match view.bulk {
        Some(_) => RowsOrText::Text,
        None => RowsOrText::Rows,
    };
    if section_head(ui, "Headers", &mut shown) {
        view.bulk = match shown {
            RowsOrText::Rows => None,
            RowsOrText::Text => Some(Bulk::new(lines(&draft.request.http.headers))),
        };
    }
    if let Some(bulk) = &mut view.bulk {
        let rows = &mut draft.request.http.headers;
        bulk.follow(lines(rows));
        if let Some(edited) = bulk_ui(ui, bulk, "Headers as text", BulkBraces::Variables) {
            replace_all(rows, edited);
            bulk.became(lines(rows));
        }
        return;
    }
    let focus = view.focus_row.take();
    let notes = draft.live.notes.as_slice();
    let contradiction = contradiction(&draft.request.http);
    let http = &mut draft.request.http;
    let mut signing = Signing {
        names: signed.names.as_deref(),
        options: &mut http.auth.aws.options,
    };
    ScrollArea::vertical()
        .id_salt("headers")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            let wish = rows_ui(ui, &mut http.headers, focus, &mut signing, notes, ctx);
            if let Some(found) = &contradiction {
                contradiction_ui(ui, row_order::HANDLE + LEAD + size::GAP, found, &mut http.headers);
            }
            if http.headers.is_empty() {
                empty_ui(ui, &mut http.headers);
            }
            let wish = if add_ui(ui, "Add header").clicked() {
                Some(Wish::Add)
            } else {
                wish
            };
            view.focus_row = wish.and_then(|wish| carry_out(&mut http.headers, wish));
            ui.add_space(4.0);
            for (row, from) in &draft.inherited_headers {
                ctx.links.linked(ui, &links::header_row(row.row), |ui| {
                    inherited_ui(ui, row, from, ctx);
                });
            }
            for header in &signed.added {
                let place = Place::Added(header.name.as_str().to_owned());
                ctx.links.linked(ui, &[place], |ui| {
                    added_ui(ui, header, &mut signing, signed.masking, ctx);
                });
            }
        });
}

/// A row of a folder or collection, which is edited there.
fn inherited_ui(ui: &mut Ui, row: &HeaderRow, from: &str, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.spacing_mut().interact_size.y = ADDED_LINE;
    ui.horizontal(|ui| {
        let text = |text: &str| Label::new(RichText::new(text).font(fonts::mono()).color(colors.second));
        ui.add_space(row_order::HANDLE + size::GAP + LEAD + INSET);
        cell_ui(ui, NAME, |ui| ui.add(text(&row.name).truncate()));
        let width = (ui.available_width() - 2.0 * MARK - TRASH).max(120.0);
        let shown = if is_secret_header(&row.name) && Secret::new(row.value.trim()).is_no_reference() {
            "•".repeat(12)
        } else {
            ctx.presentation.text(&row.value)
        };
        cell_ui(ui, width, |ui| {
            ui.add(text(&boxed(ui.ctx(), &fonts::mono(), &shown)).truncate())
        });
        let caption = RichText::new(format!("from {from}")).font(fonts::caption());
        let tip = format!("Inherited from {from}: a row of that name here takes its place");
        ui.add(Label::new(caption.color(colors.third)).truncate())
            .on_hover_text(tip);
    });
}

fn lines(rows: &[HeaderRow]) -> Vec<BulkLine> {
    let line = |row: &HeaderRow| BulkLine {
        state: row.state,
        name: row.name.clone(),
        value: Some(row.value.clone()),
    };
    rows.iter().map(line).collect()
}

/// Puts the lines in the place of the rows, which keep their identities by their places.
fn replace_all(rows: &mut Vec<HeaderRow>, lines: Vec<BulkLine>) {
    rows.resize_with(lines.len(), HeaderRow::default);
    for (row, line) in rows.iter_mut().zip(lines) {
        (row.state, row.name) = (line.state, line.name);
        row.value = line.value.unwrap_or_default();
    }
}

/// What a row asks for beyond its own texts.
#[derive(Clone, Copy)]
enum Wish {
    /// An empty row at the end, with the cursor.
    Add,
    /// The cursor in the row at that place, or in a new one.
    Enter(usize),
    Remove(RowId),
    Move(usize, usize),
}

/// Carries a wish out; the row that takes the cursor.
fn carry_out(rows: &mut Vec<HeaderRow>, wish: Wish) -> Option<RowId> {
    match wish {
        Wish::Enter(at) if at < rows.len() => rows.get(at).map(|row| row.row),
        Wish::Add | Wish::Enter(_) => {
            let row = HeaderRow::default();
            let id = row.row;
            rows.push(row);
            Some(id)
        }
        Wish::Remove(id) => {
            rows.retain(|row| row.row != id);
            None
        }
        Wish::Move(from, to) => {
            if from < rows.len() && to < rows.len() {
                let row = rows.remove(from);
                rows.insert(to, row);
            }
            None
        }
    }
}

fn rows_ui(
    ui: &mut Ui,
    rows: &mut [HeaderRow],
    focus: Option<RowId>,
    signing: &mut Signing<'_>,
    notes: &[Note],
    ctx: &PanelContext<'_>,
) -> Option<Wish> {
    let table = ui.make_persistent_id("header rows");
    let focused = ui.memory(eframe::egui::Memory::focused);
    let at = rows.iter().position(|row| {
        COLUMNS
            .iter()
            .any(|column| Some(table.with((row.row, *column))) == focused)
    });
    let mut wish = row_order::by_keys(ui, at, rows.len()).map(|(from, to)| Wish::Move(from, to));
    let mut places = Vec::with_capacity(rows.len());
    let mut far = FarRows::new(ui, table, rows.len());
    for (index, row) in rows.iter_mut().enumerate() {
        let ground = links::ground(ui);
        let id = table.with(row.row);
        let place = match focus {
            Some(focus) if focus == row.row => None,
            _ => far.place(ui, index, id),
        };
        let place = place.unwrap_or_else(|| {
            let drawn = ui.push_id(row.row, |ui| {
                row_ui(ui, table, index, row, focus, signing, &mut wish)
            });
            far.drawn(ui, index, id, drawn.inner);
            drawn.inner
        });
        ground.of_places(ui, ctx.links, place, &links::header_row(row.row));
        places.push(place);
        if let Some(note) = note_on_header(notes, row) {
            row_note_ui(ui, row_order::HANDLE + LEAD + NAME + 2.0 * size::GAP, note);
        }
    }
    far.end(ui);
    let dragged = row_order::dragged(ui, table, &places);
    dragged.map(|(from, to)| Wish::Move(from, to)).or(wish)
}

/// The first row before it is one: typing into it makes it one, and the cursor stays.
fn empty_ui(ui: &mut Ui, rows: &mut Vec<HeaderRow>) {
    let table = ui.make_persistent_id("header rows");
    let mut row = HeaderRow {
        row: empty_row(ui, table),
        ..HeaderRow::default()
    };
    ui.push_id(row.row, |ui| {
        ui.horizontal(|ui| {
            ui.add_space(row_order::HANDLE + LEAD + size::GAP);
            fields_ui(ui, table, 1, &mut row);
        });
    });
    if !row.name.is_empty() || !row.value.is_empty() {
        empty_row_taken(ui, table);
        rows.push(row);
    }
}

/// Name and value of a row.
fn fields_ui(ui: &mut Ui, table: Id, number: usize, row: &mut HeaderRow) -> [Response; 2] {
    let [name_id, value_id] = COLUMNS.map(|column| table.with((row.row, column)));
    let name = Field::mono(&mut row.name, &format!("Header {number} name"))
        .variables()
        .hint("Name")
        .width(NAME)
        .completing(ui, name_id, header_words::names);
    let width = (ui.available_width() - MARK - TRASH - 2.0 * size::GAP).max(120.0);
    let header = &row.name;
    let value = Field::mono(&mut row.value, &format!("Header {number} value"))
        .variables()
        .hint("Value")
        .width(width)
        .completing(ui, value_id, |query| header_words::values(header, query));
    [name, value]
}

const COLUMNS: [&str; 2] = ["name", "value"];

/// The lines the user did not type, as they will be or were sent.
fn added_lines(shown: ShownSignature<'_>) -> Vec<WireHeader> {
    let live = &shown.draft.live;
    let (wire, by_signing) = match (shown.side, shown.wire()) {
        (Side::AsSent, Some(wire)) => (Some(wire), [].as_slice()),
        _ => (live.wire.as_deref(), live.added_headers.as_slice()),
    };
    let lines = wire.into_iter().flat_map(|wire| &wire.headers).chain(by_signing);
    lines
        .filter(|header| header.source != HeaderSource::Typed)
        .cloned()
        .collect()
}

/// Draws a row and gives its place.
fn row_ui(
    ui: &mut Ui,
    table: Id,
    index: usize,
    row: &mut HeaderRow,
    focus: Option<RowId>,
    signing: &mut Signing<'_>,
    wish: &mut Option<Wish>,
) -> Rect {
    let number = index + 1;
    let drawn = ui.horizontal(|ui| {
        row_order::handle_ui(ui, table, index, &format!("header {number}"));
        check_ui(ui, &mut row.state, &format!("Send header {number}"));
        let [name, value] = fields_ui(ui, table, number, row);
        if focus == Some(row.row) {
            name.request_focus();
        }
        if entered(ui, &name) || entered(ui, &value) {
            *wish = Some(Wish::Enter(index + 1));
        }
        if row.is_sent() {
            let name = row.name.trim().to_ascii_lowercase();
            mark_ui(ui, &name, HeaderSource::Typed, signing);
        } else {
            cell_ui(ui, MARK, |_| {});
        }
        if icon_button(ui, icons::TRASH_2, &format!("Remove header {number}")).clicked() {
            *wish = Some(Wish::Remove(row.row));
        }
    });
    drawn.response.rect
}

/// Says whether a name is signed, and why; a click turns it around, and what was turned around can go back.
fn mark_ui(ui: &mut Ui, name: &str, source: HeaderSource, signing: &mut Signing<'_>) {
    let colors = tokens(ui.ctx());
    cell_ui(ui, MARK, |ui| {
        let Some(names) = signing.names else { return };
        let is_signed = names.iter().any(|other| other == name);
        let choice = signed_choice_with(name, source, signing.options);
        let by_hand = is_named(&signing.options.unsigned_headers, name)
            || is_named(&signing.options.signed_headers_extra, name);
        let text = if is_signed { "signed" } else { "not signed" };
        let ink = match (by_hand, is_signed) {
            (true, _) => colors.warning,
            (false, true) => colors.header,
            (false, false) => colors.third,
        };
        let text = RichText::new(text).font(fonts::caption()).color(ink);
        if name == "host" || is_set_by_signing(name) {
            ui.add_space(MARK_PADDING);
            ui.add(Label::new(text)).on_hover_text(choice.reason());
            return;
        }
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.spacing_mut().button_padding.x = MARK_PADDING;
        let button = Button::new(text)
            .fill(Color32::TRANSPARENT)
            .stroke(Stroke::NONE)
            .min_size(vec2(0.0, 22.0));
        let verb = if is_signed { "Do not sign" } else { "Sign" };
        let tip = format!("{}. {verb} it by a click", choice.reason());
        let flipped = ui
            .add(button)
            .accessible_name(format!("{verb} {name}"))
            .on_hover_text(tip);
        if flipped.clicked() {
            turn_around(signing.options, name, source);
        }
        if by_hand && icon_button(ui, icons::ROTATE_CCW, &format!("{name}: back to automatic")).clicked() {
            back_to_automatic(signing.options, name);
        }
    });
}

fn is_named(list: &[String], name: &str) -> bool {
    list.iter().any(|typed| typed.trim().eq_ignore_ascii_case(name))
}

/// Turns the choice for a header around; turned around twice it is automatic again.
fn turn_around(options: &mut SigningOptions, name: &str, source: HeaderSource) {
    let was_signed = signed_choice_with(name, source, options).is_signed();
    back_to_automatic(options, name);
    if signed_choice_with(name, source, options).is_signed() != was_signed {
        return;
    }
    let list = if was_signed {
        &mut options.unsigned_headers
    } else {
        &mut options.signed_headers_extra
    };
    list.push(name.to_owned());
}

fn back_to_automatic(options: &mut SigningOptions, name: &str) {
    for list in [&mut options.unsigned_headers, &mut options.signed_headers_extra] {
        list.retain(|typed| !typed.trim().eq_ignore_ascii_case(name));
    }
}

/// A line that was not typed, in the columns of the table.
fn added_ui(
    ui: &mut Ui,
    header: &WireHeader,
    signing: &mut Signing<'_>,
    masking: Masking,
    ctx: &PanelContext<'_>,
) {
    let colors = ctx.tokens;
    let why = match header.source {
        HeaderSource::Typed => "",
        HeaderSource::Client(why) => why,
        HeaderSource::Signer => "Added by signing",
    };
    ui.spacing_mut().interact_size.y = ADDED_LINE;
    ui.horizontal_top(|ui| {
        let text = |text: String| Label::new(RichText::new(text).font(fonts::mono()).color(colors.second));
        ui.add_space(row_order::HANDLE + size::GAP + LEAD + INSET);
        cell_ui(ui, NAME, |ui| {
            ui.add(text(header.name.as_str().to_owned()).truncate())
        });
        let width = (ui.available_width() - MARK - TRASH - 2.0 * size::GAP).max(120.0);
        let value = ctx.presentation.text(&masked_value(header, masking));
        let value = boxed(ui.ctx(), &fonts::mono(), &value).into_owned();
        let is_long = value.len() > MOST_WRAPPED;
        let value = text(value);
        let value = if is_long { value.truncate() } else { value.wrap() };
        ui.allocate_ui_with_layout(vec2(width, ADDED_LINE), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            ui.add_space(ABOVE_VALUE);
            ui.add(value).on_hover_text(why);
        });
        mark_ui(ui, header.name.as_str(), header.source, signing);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_turned_around_twice_is_automatic_again() {
        let mut options = SigningOptions::default();
        for (name, list) in [("x-team", "unsigned"), ("user-agent", "extra")] {
            turn_around(&mut options, name, HeaderSource::Typed);
            let lists = [&options.unsigned_headers, &options.signed_headers_extra];
            let expected = if list == "unsigned" { [1, 0] } else { [0, 1] };
            assert_eq!(lists.map(Vec::len), expected, "{name}");
            turn_around(&mut options, name, HeaderSource::Typed);
            assert_eq!(options, SigningOptions::default());
        }
    }
}
