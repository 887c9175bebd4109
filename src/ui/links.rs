//! Which part of the editor became which piece of the signature: what the pointer is on lights both.
//!
//! Panels say what they drew where ([`Links::linked`]); what the pointer was on in one frame is lit in the next. A frame that
//! changes nothing asks for no other one.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use eframe::egui::layers::ShapeIdx;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::text_edit::TextEditOutput;
use eframe::egui::{Color32, Context, CornerRadius, Rect, Shape, Stroke, Ui, pos2};

pub use crate::model::Field;
use crate::model::{PathValue, RowId};
use crate::resolve::path_params::PathParam;
use crate::resolve::query_text;
use crate::sigv4::pieces::{Piece, PieceId, PieceKind, Pieces, Place, SignedWhere};
use crate::ui::field_focus::FieldFocus;
use crate::ui::focused::focused;
use crate::ui::open_piece::OpenPiece;
use crate::ui::section::Section;
use crate::ui::tokens::{Tokens, tokens};
use crate::ui::unchanged::{Unchanged, host_span};

/// What is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// Something in the editor: all that it holds.
    Places(Vec<Place>),
    /// A field of AWS Signature, also while it is empty.
    Field(Field),
    /// A piece in the signature pane.
    Piece(PieceId),
}

/// What is lit.
#[derive(Clone, Debug, Default)]
pub struct Lit {
    /// Pieces, each row or part by itself, in order.
    pub pieces: Vec<PieceId>,
    /// Places of the editor.
    pub places: Vec<Place>,
    kinds: Vec<PieceKind>,
    from: Option<(Pointed, Arc<Pieces>)>,
}

impl Lit {
    /// Whether that piece is lit.
    pub fn has_piece(&self, piece: PieceId) -> bool {
        self.pieces.binary_search(&piece).is_ok()
    }

    /// Whether anything of these places, or of that kind, is lit.
    fn has(&self, places: &[Place], kind: Option<PieceKind>) -> bool {
        let touched = |place: &Place| self.places.iter().any(|lit| lit.touches(place));
        places.iter().any(touched) || kind.is_some_and(|kind| self.kinds.contains(&kind))
    }

    fn is_from(&self, pointed: Option<&Pointed>, pieces: &Arc<Pieces>) -> bool {
        match (&self.from, pointed) {
            (None, None) => true,
            (Some((was, of)), Some(is)) => was == is && Arc::ptr_eq(of, pieces),
            _ => false,
        }
    }

    fn of(pointed: Pointed, pieces: &Arc<Pieces>, unchanged: &Unchanged<'_>) -> Self {
        let kin = |id: PieceId| {
            let mut kin = pieces.kin(id);
            kin.push(id);
            kin
        };
        let from = |place: &Place| -> Vec<PieceId> {
            let then = unchanged.then(place);
            then.iter().flat_map(|place| pieces.from(place)).collect()
        };
        let places_of = |id: PieceId| places_now(pieces, id, unchanged);
        let mut found: Vec<PieceId> = match &pointed {
            Pointed::Places(places) => places.iter().flat_map(from).collect(),
            Pointed::Field(field) => {
                let mut found = from(&Place::whole(*field));
                let kind = kind_of(*field).filter(|_| unchanged.has_kept(*field));
                let of_kind = kind.into_iter().flat_map(|kind| of_kind(pieces, kind));
                found.extend(of_kind.flat_map(kin));
                found
            }
            Pointed::Piece(id) => kin(*id),
        };
        found.sort_unstable();
        found.dedup();
        let places: Vec<Place> = match &pointed {
            Pointed::Piece(id) => places_of(*id),
            Pointed::Places(places) => {
                let lines = found.iter().filter(|id| is_line(pieces, **id));
                let lines = lines.flat_map(|id| places_of(*id));
                places.iter().cloned().chain(lines).collect()
            }
            Pointed::Field(field) => vec![Place::whole(*field)],
        };
        let kinds = match &pointed {
            Pointed::Piece(id) => pieces.get(*id).map(|piece| piece.kind).into_iter().collect(),
            _ => Vec::new(),
        };
        let has_kept = |kind: &PieceKind| field_of(*kind).is_none_or(|field| unchanged.has_kept(field));
        Self {
            pieces: found,
            places,
            kinds: kinds.into_iter().filter(has_kept).collect(),
            from: Some((pointed, Arc::clone(pieces))),
        }
    }
}

/// Where a piece came from, as far as it still stands there.
fn places_now(pieces: &Pieces, id: PieceId, unchanged: &Unchanged<'_>) -> Vec<Place> {
    let places = pieces.places(id);
    places.iter().flat_map(|place| unchanged.now(place)).collect()
}

fn of_kind(pieces: &Pieces, kind: PieceKind) -> impl Iterator<Item = PieceId> {
    pieces
        .iter()
        .filter(move |(_, piece)| piece.kind == kind)
        .map(|(id, _)| id)
}

/// A line of its own in the canonical request: what else it is made of is lit with it.
fn is_line(pieces: &Pieces, id: PieceId) -> bool {
    pieces.get(id).is_some_and(|piece| {
        matches!(
            piece.kind,
            PieceKind::Method | PieceKind::Path | PieceKind::QueryParameter | PieceKind::HeaderLine
        )
    })
}

/// What the panels of a frame said, and what is lit in it.
#[derive(Debug, Default)]
pub struct Links {
    board: RefCell<Board>,
    /// The field that takes the cursor.
    pub field_focus: FieldFocus,
    /// The row of the signature that is open.
    pub open: OpenPiece,
}

#[derive(Debug, Default)]
struct Board {
    lit: Arc<Lit>,
    pointed: Option<Pointed>,
    focused: Option<Pointed>,
    /// A piece whose field is to take the cursor.
    wish: Option<PieceId>,
    /// Places that were drawn lit.
    shown: Vec<Place>,
    shown_before: Vec<Place>,
}

/// Where a piece leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The field that it came from.
    Field(Place),
    /// Itself, opened: it came from no field, or its field was edited since.
    Piece(PieceId),
}

impl Links {
    /// What is lit in this frame.
    pub fn lit(&self) -> Arc<Lit> {
        Arc::clone(&self.board.borrow().lit)
    }

    /// The places of the editor that were drawn lit in the last frame.
    pub fn shown(&self) -> Vec<Place> {
        self.board.borrow().shown_before.clone()
    }

    /// Says what the pointer is on.
    pub fn point(&self, pointed: Pointed) {
        self.board.borrow_mut().pointed = Some(pointed);
    }

    /// Says what the keyboard is on: it counts while the pointer is on nothing.
    pub fn focus(&self, focused: Pointed) {
        self.board.borrow_mut().focused = Some(focused);
    }

    /// What was drawn last is no part of the request in front: nothing of it lights.
    pub fn forget_pointed(&self) {
        let mut now = self.board.borrow_mut();
        now.pointed = None;
        now.focused = None;
    }

    /// Asks for the field that a piece came from. A piece that came from none, or whose field was edited since, is opened.
    pub fn go_to_field(&self, ctx: &Context, id: PieceId) {
        self.board.borrow_mut().wish = Some(id);
        ctx.request_repaint();
    }

    /// Ends a frame: what was pointed at in it is lit in the next. `pieces` are those of the signature in front, and
    /// `unchanged` says what of the request behind them still stands in the editor.
    pub fn settle<'a>(
        &self,
        ctx: &Context,
        pieces: Option<&Arc<Pieces>>,
        unchanged: impl Fn() -> Unchanged<'a>,
    ) -> Option<Goal> {
        let mut now = self.board.borrow_mut();
        let pointed = now.pointed.take().or(now.focused.take());
        now.focused = None;
        now.shown_before = std::mem::take(&mut now.shown);
        let wish = now.wish.take();
        let lit = match (pieces, pointed) {
            (Some(pieces), pointed) if now.lit.is_from(pointed.as_ref(), pieces) => None,
            (Some(pieces), Some(pointed)) => Some(Lit::of(pointed, pieces, &unchanged())),
            _ if now.lit.from.is_none() => None,
            _ => Some(Lit::default()),
        };
        if let Some(lit) = lit {
            now.lit = Arc::new(lit);
            ctx.request_repaint();
        }
        self.field_focus.settle(ctx);
        let (wish, pieces) = wish.zip(pieces)?;
        match goal(pieces, wish, &unchanged()) {
            Some(place) => Some(Goal::Field(place)),
            None => pieces.get(wish).map(|_| Goal::Piece(wish)),
        }
    }

    /// Draws something in a column that stands for these places.
    pub fn linked<R>(&self, ui: &mut Ui, places: &[Place], add: impl FnOnce(&mut Ui) -> R) -> R {
        let ground = ground(ui);
        let (drawn, rect) = placed(ui, add);
        ground.of_places(ui, self, rect, places);
        drawn
    }

    /// The same for something in a line.
    pub fn beside(&self, ui: &mut Ui, places: &[Place], add: impl FnOnce(&mut Ui)) {
        let ground = ground(ui);
        let ctx = ui.ctx().clone();
        let drawn = self.field_focus.focusable(&ctx, places, || ui.scope(add));
        ground.of_places(ui, self, drawn.response.rect, places);
    }

    /// The same for a field of AWS Signature, whose value may have come from the host or be an example.
    pub fn linked_field<R>(&self, ui: &mut Ui, field: Field, add: impl FnOnce(&mut Ui) -> R) -> R {
        let ground = ground(ui);
        let ctx = ui.ctx().clone();
        let places = [Place::whole(field)];
        let (drawn, rect) = self.field_focus.focusable(&ctx, &places, || placed(ui, add));
        if ui.rect_contains_pointer(rect) {
            self.point(Pointed::Field(field));
        } else if has_focus(ui, rect) {
            self.focus(Pointed::Field(field));
        }
        ground.when_lit(ui, self, rect, &places, kind_of(field));
        drawn
    }

    /// Marks what is lit in the URL's text.
    pub fn light_url(&self, job: &mut LayoutJob, colors: &Tokens) {
        let lit = self.lit();
        let spans = lit.places.iter().filter_map(|place| match place {
            Place::Text {
                field: Field::Url,
                span,
            } => Some(span.clone()),
            Place::Host => Some(host_span(&job.text)),
            _ => None,
        });
        let mut spans: Vec<Range<usize>> = spans.collect();
        spans.retain(|span| !span.is_empty());
        for span in spans {
            mark(job, &span, colors.highlight, Stroke::new(1.5, colors.accent));
        }
    }

    /// Says on which part of the URL the pointer is, or else the cursor. With everything selected it is on none.
    pub fn point_at_url(&self, ui: &Ui, drawn: &TextEditOutput, url: &str) {
        let in_url = |span: Range<usize>| {
            let field = Field::Url;
            Pointed::Places(vec![Place::Text { field, span }])
        };
        if let Some(span) = under_pointer(ui, drawn, url) {
            self.point(in_url(span));
        } else if drawn.response.response.has_focus()
            && let Some(cursor) = drawn.cursor_range
        {
            let range = cursor.as_sorted_char_range();
            let byte = |at: usize| url.char_indices().nth(at).map_or(url.len(), |(byte, _)| byte);
            let span = byte(usize::from(range.start))..byte(usize::from(range.end));
            if span != (0..url.len()) {
                self.focus(in_url(span));
            }
        }
    }

    /// Whether something that is lit stands in a section of the editor.
    pub fn lights(&self, section: Section, url: &str) -> bool {
        let lit = self.lit();
        let query = url.find('?').unwrap_or(url.len());
        let is_in = |place: &Place| match (place, section) {
            (Place::Added(_), Section::Headers) => true,
            (Place::Text { field, span }, section) => match (field, section) {
                (Field::Url, Section::Params) => span.end > query,
                (Field::PathValue(_), Section::Params)
                | (Field::HeaderName(_) | Field::HeaderValue(_), Section::Headers)
                | (Field::Body, Section::Body)
                | (
                    Field::AccessKeyId
                    | Field::SecretAccessKey
                    | Field::SessionToken
                    | Field::Region
                    | Field::Service
                    | Field::RegionSet
                    | Field::SigningHost
                    | Field::CredentialSource,
                    Section::Auth,
                ) => true,
                _ => false,
            },
            _ => false,
        };
        lit.places.iter().any(is_in)
    }
}

/// Whether a piece came from a field.
pub fn has_field(pieces: &Pieces, id: PieceId) -> bool {
    if pieces.signed_where() == SignedWhere::Elsewhere {
        return false;
    }
    let typed = |place: &Place| !matches!(place, Place::Added(_));
    let is_of_field = |piece: &Piece| field_of(piece.kind).is_some();
    pieces.get(id).is_some_and(is_of_field) || pieces.places(id).iter().any(typed)
}

/// The field that a piece came from: what was typed, before the host it was read from, before an empty field of AWS
/// Signature.
fn goal(pieces: &Pieces, id: PieceId, unchanged: &Unchanged<'_>) -> Option<Place> {
    if pieces.signed_where() == SignedWhere::Elsewhere {
        return None;
    }
    let typed = |place: &Place| !matches!(place, Place::Added(_));
    let place = places_now(pieces, id, unchanged).into_iter().find(typed);
    place.or_else(|| {
        let field = field_of(pieces.get(id)?.kind)?;
        unchanged.has_kept(field).then(|| Place::whole(field))
    })
}

/// A place under what is drawn next, for the ground of a lit row.
pub struct Ground(ShapeIdx);

/// Keeps a place for the ground of a row. Call it before the row is drawn.
pub fn ground(ui: &Ui) -> Ground {
    Ground(ui.painter().add(Shape::Noop))
}

impl Ground {
    /// Lights a row: a ground, and a bar at its left, so that it is not colour alone that tells.
    pub fn light(self, ui: &Ui, rect: Rect) {
        let colors = tokens(ui.ctx());
        let rect = rect.expand2(eframe::egui::vec2(4.0, 1.0));
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 3.0, rect.bottom()));
        let round = CornerRadius::same(3);
        ui.painter().set(
            self.0,
            Shape::Vec(vec![
                Shape::rect_filled(rect, round, colors.highlight),
                Shape::rect_filled(bar, round, colors.accent),
            ]),
        );
    }

    /// Lights a row that holds these places, and says when the pointer is on it.
    pub fn of_places(self, ui: &Ui, links: &Links, rect: Rect, places: &[Place]) {
        if ui.rect_contains_pointer(rect) {
            links.point(Pointed::Places(places.to_vec()));
        } else if has_focus(ui, rect) {
            links.focus(Pointed::Places(places.to_vec()));
        }
        self.when_lit(ui, links, rect, places, None);
    }

    fn when_lit(self, ui: &Ui, links: &Links, rect: Rect, places: &[Place], kind: Option<PieceKind>) {
        if !links.lit().has(places, kind) {
            return;
        }
        self.light(ui, rect);
        links.board.borrow_mut().shown.extend(places.iter().cloned());
    }
}

/// Whether what has the keyboard lies in a row that was just drawn.
fn has_focus(ui: &Ui, rect: Rect) -> bool {
    focused(ui.ctx())
        .is_some_and(|field| field.layer_id == ui.layer_id() && rect.contains(field.rect.center()))
}

/// The piece that a field of AWS Signature becomes, also where the value is not typed.
fn kind_of(field: Field) -> Option<PieceKind> {
    match field {
        Field::AccessKeyId => Some(PieceKind::AccessKeyId),
        Field::SecretAccessKey => Some(PieceKind::SecretKey),
        Field::SessionToken => Some(PieceKind::SecurityToken),
        Field::Region => Some(PieceKind::ScopeRegion),
        Field::Service => Some(PieceKind::ScopeService),
        Field::RegionSet => Some(PieceKind::RegionSet),
        _ => None,
    }
}

/// The other way around: the field in which such a piece can be typed.
fn field_of(kind: PieceKind) -> Option<Field> {
    match kind {
        PieceKind::AccessKeyId => Some(Field::AccessKeyId),
        PieceKind::SecretKey => Some(Field::SecretAccessKey),
        PieceKind::SecurityToken => Some(Field::SessionToken),
        PieceKind::ScopeRegion | PieceKind::KeyRegion => Some(Field::Region),
        PieceKind::ScopeService | PieceKind::KeyService => Some(Field::Service),
        PieceKind::RegionSet => Some(Field::RegionSet),
        _ => None,
    }
}

/// Draws in a column, and gives what was drawn with the rows it took.
fn placed<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> (R, Rect) {
    let top = ui.cursor().top();
    let drawn = add(ui);
    let bottom = (ui.cursor().top() - ui.spacing().item_spacing.y).max(top);
    let range = ui.max_rect().x_range();
    (drawn, Rect::from_x_y_ranges(range, top..=bottom))
}

/// The body, which counts as a whole.
pub fn body() -> Place {
    Place::Text {
        field: Field::Body,
        span: 0..0,
    }
}

/// The two places of a header row.
pub fn header_row(row: RowId) -> [Place; 2] {
    [Field::HeaderName(row), Field::HeaderValue(row)].map(Place::whole)
}

/// The places of the parameters of a URL, in order.
pub fn parameters(url: &str) -> impl Iterator<Item = Place> + use<> {
    query_text::pairs(url).into_iter().map(|pair| Place::Text {
        field: Field::Url,
        span: pair.name.start..pair.value.map_or(pair.name.end, |value| value.end),
    })
}

/// The places of a path parameter: its value, and where it stands in the URL.
pub fn path_parameter(param: &PathParam, values: &[PathValue]) -> Vec<Place> {
    let value = values.iter().find(|value| value.name == param.name);
    let value = value
        .filter(|value| !value.value.is_empty())
        .map(|value| Place::whole(Field::PathValue(value.row)));
    let in_url = Place::Text {
        field: Field::Url,
        span: param.range.clone(),
    };
    value.into_iter().chain([in_url]).collect()
}

/// Gives a range of a text another ground and a line under it.
pub fn mark(job: &mut LayoutJob, range: &Range<usize>, ground: Color32, line: Stroke) {
    restyle(job, range, |format| {
        format.background = ground;
        format.underline = line;
    });
}

/// Changes how a range of a text is drawn.
pub fn restyle(job: &mut LayoutJob, range: &Range<usize>, change: impl Fn(&mut TextFormat)) {
    let sections = std::mem::take(&mut job.sections);
    for section in sections {
        let whole: Range<usize> = section.byte_range.start.0..section.byte_range.end.0;
        let start = range.start.clamp(whole.start, whole.end);
        let end = range.end.clamp(whole.start, whole.end);
        let cuts = [whole.start..start, start..end, end..whole.end];
        let is_char = |at: usize| job.text.is_char_boundary(at);
        if start >= end || !is_char(start) || !is_char(end) {
            job.sections.push(section);
            continue;
        }
        for (nth, cut) in cuts.into_iter().enumerate().filter(|(_, cut)| !cut.is_empty()) {
            let mut part = section.clone();
            part.byte_range = cut.start.into()..cut.end.into();
            if cut.start != whole.start {
                part.leading_space = 0.0;
            }
            if nth == 1 {
                change(&mut part.format);
            }
            job.sections.push(part);
        }
    }
}

/// The character under the pointer in a field that was just drawn with this text.
pub fn under_pointer(ui: &Ui, drawn: &TextEditOutput, url: &str) -> Option<Range<usize>> {
    let pos = ui.input(|input| input.pointer.hover_pos())?;
    let text = drawn.galley.rect.translate(drawn.galley_pos.to_vec2());
    if !ui.rect_contains_pointer(drawn.text_clip_rect) || !text.x_range().contains(pos.x) {
        return None;
    }
    let at = drawn.galley.cursor_from_pos(pos - drawn.galley_pos);
    let found = url.char_indices().nth(usize::from(at.index));
    let (byte, ch) = found.or_else(|| url.char_indices().next_back())?;
    Some(byte..byte + ch.len_utf8())
}

/// Points out a tab behind which something is lit.
pub fn point_out(ui: &Ui, tab: Rect) {
    const RADIUS: f32 = 3.0;
    let at = pos2(tab.right() + 2.0 * RADIUS, tab.center().y);
    ui.painter().circle_filled(at, RADIUS, tokens(ui.ctx()).accent);
}
