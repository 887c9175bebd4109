//! The rows of the signature pane: each piece with its exact text, what it is, and where it came from.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Color32, CornerRadius, Galley, Id, Label, OpenUrl, Response, RichText, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, vec2,
};

use crate::model::{BodyDigest, HttpRequest, Origin};
use crate::sigv4::KeySteps;
use crate::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection, Pieces, SignedWhere};
use crate::text::row_text;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::glyphs::boxed;
use crate::ui::links::{self, Links, Lit, Pointed};
use crate::ui::masking::Masking;
use crate::ui::mono_text::mono;
use crate::ui::presentation::Presentation;
use crate::ui::signature::key_steps_toggle;
use crate::ui::signature::masked_piece::{Hidden, hidden_in, masked, masked_row};
use crate::ui::signature::opened_row::{Said, said};
use crate::ui::signature::origin_words::{defined_variables, origin_words};
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::far_rows::FarRows;

/// A longer query or list is explained part by part up to here.
const MOST_PARTS: usize = 24;

/// What the rows of one pane share.
pub struct Rows<'a> {
    /// All pieces.
    pub pieces: &'a Pieces,
    /// The request they are of, as typed then; none of a request that was signed elsewhere.
    pub typed: Option<&'a HttpRequest>,
    /// The steps of the key, while the user asks for them.
    pub steps: Option<&'a KeySteps>,
}

/// Draws the rows of a section.
pub fn rows_ui(
    ui: &mut Ui,
    rows: &Rows<'_>,
    section: PieceSection,
    token: &mut Masking,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let lit = ctx.links.lit();
    let table = ui.make_persistent_id(section);
    let extent = Extent::of(ui, *token, ctx);
    let all: Vec<_> = rows.pieces.rows(section).collect();
    let mut far = FarRows::new(ui, table, all.len());
    let mut before = None;
    for (at, (id, piece)) in all.into_iter().enumerate() {
        let label = match piece.kind {
            PieceKind::HeaderLine if before == Some(PieceKind::HeaderLine) => "",
            PieceKind::HeaderLine => "Headers",
            PieceKind::EndOfHeaders => "",
            kind => kind.label(),
        };
        before = Some(piece.kind);
        let row = extent.row(table, piece);
        if far.place(ui, at, row).is_none() {
            let drawn = ui.push_id(id, |ui| {
                row_ui(ui, rows, (id, piece, label), *token, &lit, ctx, out);
            });
            far.drawn(ui, at, row, drawn.response.rect);
        }
        let is_own = rows.pieces.signed_where() == SignedWhere::Here;
        match hidden_in(rows.pieces, id) {
            Hidden::Nothing => {}
            Hidden::SessionToken if is_own && piece.kind != PieceKind::HeaderLine => {}
            hidden => token_ui(ui, hidden, token),
        }
    }
    far.end(ui);
}

/// What decides how high rows are, beside their texts.
struct Extent<'a> {
    /// Width, scale, and whether the token and access key IDs are shown.
    of_all: Id,
    links: &'a Links,
}

impl<'a> Extent<'a> {
    fn of(ui: &Ui, token: Masking, ctx: &PanelContext<'a>) -> Self {
        let scale = ui.ctx().pixels_per_point();
        let shown = (token == Masking::Clear, ctx.presentation.is_on());
        Self {
            of_all: Id::unique((ui.available_width().to_bits(), scale.to_bits(), shown)),
            links: ctx.links,
        }
    }

    /// The identity of a row of that height.
    fn row(&self, table: Id, piece: &Piece) -> Id {
        let is_open = self.links.open.is(piece);
        let text = (piece.kind, piece.name.as_str(), piece.text.as_str());
        table.with((self.of_all, text, is_open))
    }
}

/// A row, and below it what it is while it is open.
fn row_ui(
    ui: &mut Ui,
    rows: &Rows<'_>,
    (id, piece, label): (PieceId, &Piece, &str),
    token: Masking,
    lit: &Lit,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = tokens(ui.ctx());
    let ground = links::ground(ui);
    let shown = Shown::of(rows.pieces, id, piece, token, colors).for_audience(ui.ctx(), ctx.presentation);
    let is_lit = lit.has_piece(id);
    ui.spacing_mut().interact_size.y = size::MONO_LINE;
    let drawn = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP, 0.0);
        let caption = caption_ui(ui, label, &accessible_name(piece, &shown), is_lit, colors);
        let galley = shown.laid_out(ui, lit, colors);
        let text = ui.add(Label::new(Arc::clone(&galley)).selectable(true));
        (caption, text, galley)
    });
    let rect = drawn.response.rect.with_max_x(ui.max_rect().right());
    let (caption, text, galley) = drawn.inner;
    if let Some(hex) = rows
        .steps
        .and_then(|steps| key_steps_toggle::value_of(steps, piece.kind))
    {
        key_ui(ui, hex, colors);
    }
    let under = piece_at(ui, rows.pieces, id, &shown, &text, &galley);
    if ui.rect_contains_pointer(rect) {
        ctx.links.point(Pointed::Piece(under));
    } else if caption.has_focus() {
        ctx.links.focus(Pointed::Piece(id));
    }
    if is_lit {
        ground.light(ui, rect);
    }
    let text = text.on_hover_ui(|ui| tip_ui(ui, rows, under, colors));
    text.context_menu(|ui| {
        let name = rows.pieces.get(under).map_or("", |piece| piece.kind.label());
        if ui.button(format!("Copy {}", lower_first(name))).clicked() {
            out.extend(copied(rows.pieces, under, token));
            ui.close();
        }
    });
    match said(ui, ctx.links, (id, piece), &caption, &text) {
        Said::Nothing => {}
        Said::Words => indented(ui, |ui| words_ui(ui, rows, id, colors)),
        Said::All => explanation_ui(ui, rows, id, token, ctx, out),
    }
}

/// The caption: a button that opens what is said of the piece, and the place where the keyboard stops.
fn caption_ui(ui: &mut Ui, label: &str, name: &str, is_lit: bool, colors: &Tokens) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(size::PIECE_LABEL, size::MONO_LINE), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if is_lit || response.hovered() || response.has_focus() {
        colors.text
    } else {
        colors.third
    };
    let mut job = LayoutJob::simple_singleline(label.to_owned(), fonts::caption(), ink);
    job.wrap = TextWrapping::truncate_at_width(rect.width());
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
    if !label.is_empty() {
        ui.painter().galley(at, galley, ink);
    }
    if response.has_focus() {
        let ring = rect.expand2(vec2(4.0, -1.0));
        let stroke = Stroke::new(1.0, colors.accent);
        ui.painter()
            .rect_stroke(ring, CornerRadius::same(4), stroke, StrokeKind::Inside);
    }
    response
}

/// `Path: /dev/pets`, for a screen reader.
fn accessible_name(piece: &Piece, shown: &Shown) -> String {
    const LONGEST: usize = 120;
    let chars = shown.chunks.iter().flat_map(|chunk| chunk.text.chars());
    let text: String = chars.take(LONGEST).collect();
    format!("{}: {text}", piece.kind.label())
}

/// The text of a row as it is drawn: in chunks, each of one piece.
struct Shown {
    row: PieceId,
    chunks: Vec<Chunk>,
    remark: &'static str,
}

struct Chunk {
    piece: PieceId,
    text: String,
    ink: Color32,
}

impl Shown {
    fn of(pieces: &Pieces, id: PieceId, piece: &Piece, token: Masking, colors: &Tokens) -> Self {
        let mut chunks = Vec::new();
        let mut add = |piece: PieceId, text: &str, ink: Color32| {
            if !text.is_empty() {
                let text = row_text(text.as_bytes(), 0..text.len()).into_owned();
                chunks.push(Chunk { piece, text, ink });
            }
        };
        let text = piece.text.as_str();
        let between = |range: Range<usize>| text.get(range).unwrap_or_default();
        let mut at = 0;
        for (part_id, part) in pieces.parts(id) {
            let Some(place) = &part.part_of else { continue };
            named(between(at..place.range.start), id, colors.third, colors, &mut add);
            let ink = match piece.kind {
                PieceKind::Query => colors.query,
                _ => ink_of(part.kind, colors),
            };
            add(part_id, &masked(pieces, part, token), ink);
            at = place.range.end;
        }
        match (at, piece.kind) {
            (0, PieceKind::Url) => {
                let text = masked(pieces, piece, token);
                let between = |range: Range<usize>| text.get(range).unwrap_or_default();
                let query = text.find('?').unwrap_or(text.len());
                add(id, between(0..query), colors.path);
                add(id, between(query..text.len()), colors.query);
            }
            (0, PieceKind::EndOfHeaders) => add(id, "⏎", colors.third),
            (0, PieceKind::SecretKey | PieceKind::KeyDerivation) => add(id, text, colors.second),
            (0, kind) => {
                let whole = masked(pieces, piece, token);
                named(&whole, id, ink_of(kind, colors), colors, &mut add);
            }
            _ => add(id, between(at..text.len()), colors.third),
        }
        Self {
            row: id,
            chunks,
            remark: remark(piece),
        }
    }

    /// In presentation mode without access key IDs; and nothing that no font draws is hidden.
    fn for_audience(mut self, ctx: &eframe::egui::Context, presentation: &Presentation) -> Self {
        for chunk in &mut self.chunks {
            if let Cow::Owned(text) = boxed(ctx, &fonts::mono(), &chunk.text) {
                chunk.text = text;
            }
        }
        if presentation.is_on() {
            for chunk in &mut self.chunks {
                chunk.text = presentation.text(&chunk.text);
            }
        }
        self
    }

    fn laid_out(&self, ui: &Ui, lit: &Lit, colors: &Tokens) -> Arc<Galley> {
        let mut job = LayoutJob::default();
        for chunk in &self.chunks {
            let mut format = mono(chunk.ink);
            if chunk.piece != self.row && lit.has_piece(chunk.piece) {
                format.background = colors.highlight;
                format.underline = Stroke::new(1.5, colors.accent);
            }
            job.append(&chunk.text, 0.0, format);
        }
        if !self.remark.is_empty() {
            let gap = if self.chunks.is_empty() { 0.0 } else { 10.0 };
            job.append(
                self.remark,
                gap,
                TextFormat::simple(fonts::caption(), colors.third),
            );
        }
        job.wrap = TextWrapping {
            // The scroll bar floats over the pane.
            max_width: ui.available_width() - size::GAP,
            break_anywhere: true,
            ..TextWrapping::default()
        };
        for section in &mut job.sections {
            section.format.line_height = Some(size::MONO_LINE);
        }
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    }

    /// The piece of a character of the text as drawn.
    fn at(&self, index: usize) -> Option<PieceId> {
        let mut end = 0;
        self.chunks
            .iter()
            .find(|chunk| {
                end += chunk.text.chars().count();
                index < end
            })
            .map(|chunk| chunk.piece)
    }
}

/// Adds a text; the name of a parameter of a presigned URL in the quiet colour.
fn named(
    text: &str,
    id: PieceId,
    ink: Color32,
    colors: &Tokens,
    add: &mut impl FnMut(PieceId, &str, Color32),
) {
    match text.split_once('=') {
        Some((name, value)) if name.starts_with("X-Amz-") => {
            add(id, &format!("{name}="), colors.third);
            add(id, value, ink);
        }
        _ => add(id, text, ink),
    }
}

fn remark(piece: &Piece) -> &'static str {
    let is_digest = piece
        .text
        .segments()
        .first()
        .is_some_and(|s| s.origin == Origin::BodyDigest);
    match piece.kind {
        PieceKind::Query if piece.text.is_empty() => "no query: an empty line",
        PieceKind::PayloadHash if is_digest && piece.text.as_str() == BodyDigest::of(&[]).sha256 => {
            "SHA-256 of an empty body"
        }
        PieceKind::PayloadHash if is_digest => "SHA-256 of the body",
        PieceKind::PayloadHash if piece.text.as_str() == "UNSIGNED-PAYLOAD" => "the body is not signed",
        _ => "",
    }
}

/// Colour carries origin.
fn ink_of(kind: PieceKind, colors: &Tokens) -> Color32 {
    match kind {
        PieceKind::Url | PieceKind::Method | PieceKind::Path => colors.path,
        PieceKind::Query | PieceKind::QueryParameter => colors.query,
        PieceKind::HeaderLine | PieceKind::SignedHeaders | PieceKind::SignedHeader => colors.header,
        PieceKind::PayloadHash => colors.payload,
        PieceKind::Scope
        | PieceKind::ScopeDate
        | PieceKind::ScopeRegion
        | PieceKind::ScopeService
        | PieceKind::ScopeTerminator
        | PieceKind::RegionSet
        | PieceKind::KeyDate
        | PieceKind::KeyRegion
        | PieceKind::KeyService
        | PieceKind::KeySigning => colors.scope,
        PieceKind::Signature | PieceKind::SignatureR | PieceKind::SignatureS => colors.signature,
        PieceKind::Algorithm
        | PieceKind::Credential
        | PieceKind::AccessKeyId
        | PieceKind::Time
        | PieceKind::RequestHash
        | PieceKind::Expires
        | PieceKind::SecurityToken
        | PieceKind::EndOfHeaders
        | PieceKind::SecretKey
        | PieceKind::KeyDerivation
        | PieceKind::PublicKeyX
        | PieceKind::PublicKeyY => colors.text,
    }
}

/// The smallest piece under the pointer, else the row.
fn piece_at(
    ui: &Ui,
    pieces: &Pieces,
    row: PieceId,
    shown: &Shown,
    text: &Response,
    galley: &Galley,
) -> PieceId {
    let Some(pos) = ui
        .input(|input| input.pointer.hover_pos())
        .filter(|pos| text.rect.contains(*pos))
    else {
        return row;
    };
    let cursor = galley.cursor_from_pos(pos - text.rect.min);
    shown
        .at(usize::from(cursor.index))
        .filter(|id| pieces.get(*id).is_some())
        .unwrap_or(row)
}

/// What a piece is, where it came from and what was done to it.
fn words_ui(ui: &mut Ui, rows: &Rows<'_>, id: PieceId, colors: &Tokens) {
    let Some(piece) = rows.pieces.get(id) else { return };
    let caption =
        |text: String, ink: Color32| Label::new(RichText::new(text).font(fonts::caption()).color(ink)).wrap();
    ui.add(caption(piece.what.clone(), colors.second));
    for done in &piece.done {
        ui.add(caption(done.clone(), colors.warning));
    }
    if let Some(origin) = origin_of(ui, rows, id) {
        ui.add(caption(origin, colors.third));
    }
}

/// Where a piece came from, as far as that is a place of the editor.
fn origin_of(ui: &Ui, rows: &Rows<'_>, id: PieceId) -> Option<String> {
    origin_words(ui.ctx(), rows.pieces, id, rows.typed?)
}

fn tip_ui(ui: &mut Ui, rows: &Rows<'_>, id: PieceId, colors: &Tokens) {
    const WIDEST: f32 = 360.0;
    ui.set_max_width(WIDEST);
    ui.spacing_mut().item_spacing.y = 2.0;
    if let Some(piece) = rows.pieces.get(id) {
        let title = RichText::new(piece.kind.label()).font(fonts::semibold(size::CAPTION));
        ui.label(title.color(colors.text));
    }
    words_ui(ui, rows, id, colors);
}

/// What is said of a row under it, with what can be done.
fn explanation_ui(
    ui: &mut Ui,
    rows: &Rows<'_>,
    id: PieceId,
    token: Masking,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    let Some(piece) = rows.pieces.get(id) else { return };
    indented(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add_space(2.0);
        words_ui(ui, rows, id, colors);
        let parts: Vec<_> = rows.pieces.parts(id).collect();
        for (part_id, part) in parts.iter().take(MOST_PARTS) {
            part_ui(ui, rows, (*part_id, part), token, ctx);
        }
        if let Some(more) = parts.len().checked_sub(MOST_PARTS).filter(|more| *more > 0) {
            let text = RichText::new(format!("and {more} more")).font(fonts::caption());
            ui.label(text.color(colors.third));
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let link = |text: &str| RichText::new(text).font(fonts::caption()).color(colors.accent);
            let name = lower_first(piece.kind.label());
            if ui.link(link(&format!("Copy {name}"))).clicked() {
                out.extend(copied(rows.pieces, id, token));
            }
            if links::has_field(rows.pieces, id) {
                let go = ui.link(link("Go to its field"));
                if go.on_hover_text("Enter does so from the keyboard").clicked() {
                    ctx.links.go_to_field(ui.ctx(), id);
                }
            }
            for variable in defined_variables(ui.ctx(), rows.pieces, id, rows.typed) {
                let text = format!("Go to {{{{{}}}}}", variable.name);
                let definition = ui.link(link(&text));
                if definition.on_hover_text("Shows where it is defined").clicked() {
                    out.push(Action::ShowVariable(variable));
                }
            }
            let rule = ui.link(link(piece.rule.title));
            if rule.on_hover_text(piece.rule.url).clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(piece.rule.url));
            }
        });
        ui.add_space(4.0);
    });
}

/// A part of the row above, in its colour, with its sentence.
fn part_ui(
    ui: &mut Ui,
    rows: &Rows<'_>,
    (id, part): (PieceId, &Piece),
    token: Masking,
    ctx: &PanelContext<'_>,
) {
    let colors = ctx.tokens;
    let mut job = LayoutJob::default();
    let text = masked(rows.pieces, part, token);
    let text = row_text(text.as_bytes(), 0..text.len());
    let text = ctx.presentation.text(&text);
    job.append(&text, 0.0, mono(ink_of(part.kind, colors)));
    let mut said = vec![part.what.clone()];
    said.extend(part.done.iter().cloned());
    said.extend(origin_of(ui, rows, id));
    let format = TextFormat::simple(fonts::caption(), colors.second);
    job.append(&said.join(". "), 10.0, format);
    job.wrap.max_width = ui.available_width();
    let drawn = ui.add(Label::new(job));
    if drawn.hovered() {
        ctx.links.point(Pointed::Piece(id));
    }
}

/// Under the text column.
fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(size::PIECE_LABEL + size::GAP);
        ui.vertical(add);
    });
}

/// A step of the key in hex, while it was asked for.
fn key_ui(ui: &mut Ui, hex: &str, colors: &Tokens) {
    indented(ui, |ui| {
        let mut job = LayoutJob::single_section(hex.to_owned(), mono(colors.signature));
        job.wrap.max_width = ui.available_width();
        job.wrap.break_anywhere = true;
        ui.add(Label::new(job).selectable(true));
    });
}

/// The link that shows what is hidden, and hides it again.
fn token_ui(ui: &mut Ui, hidden: Hidden, token: &mut Masking) {
    let colors = tokens(ui.ctx());
    let (verb, other) = match (*token, hidden) {
        (Masking::Masked, Hidden::Value) => ("Show what is hidden", Masking::Clear),
        (Masking::Clear, Hidden::Value) => ("Hide it again", Masking::Masked),
        (Masking::Masked, _) => ("Show the session token", Masking::Clear),
        (Masking::Clear, _) => ("Hide the session token", Masking::Masked),
    };
    indented(ui, |ui| {
        let text = RichText::new(verb).font(fonts::caption()).color(colors.accent);
        if ui.link(text).clicked() {
            *token = other;
        }
    });
}

fn copied(pieces: &Pieces, id: PieceId, token: Masking) -> Option<Action> {
    let piece = pieces.get(id)?;
    Some(Action::Copy {
        text: masked_row(pieces, id, token),
        what: piece.kind.label(),
    })
}

/// `signed headers` of `Signed headers`; `URL` and `kDate` stay.
fn lower_first(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), chars.as_str())
        }
        _ => label.to_owned(),
    }
}
