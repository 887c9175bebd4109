//! The palette: commands, open and closed requests and past sends, found by typing parts of their names. The list
//! of open requests is the same with those alone.

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align, Align2, Area, Atom, AtomExt as _, Atoms, Button, Event, Frame, Id, Key, Modal, Modifiers,
    Response, RichText, ScrollArea, TextEdit, Ui, vec2,
};

use crate::model::DraftId;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::shell::finder::{Candidate, Heading, Row, found};
use crate::ui::tokens::{heights, size};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Width in points; less in a narrow window.
const WIDTH: f32 = 640.0;
/// Height of the list in points; less in a low window.
const HEIGHT: f32 = 392.0;
/// Width of the button that closes a request, in points.
const CLOSE: f32 = 36.0;
/// Between the rows, in points.
const GAP: f32 = 2.0;

/// The palette while it is open.
#[derive(Debug)]
pub struct Palette {
    subject: Subject,
    candidates: Vec<Candidate>,
    typed: String,
    /// What was found for `searched`.
    rows: Vec<Row>,
    searched: Option<String>,
    /// Which candidate among the rows Enter takes.
    selected: usize,
    reveal: Reveal,
}

/// What a palette is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything that can be run or opened.
    Everything,
    /// The open requests.
    OpenRequests,
}

impl Subject {
    fn name_and_hint(self) -> (&'static str, &'static str) {
        match self {
            Self::Everything => ("Search commands", "Search or run a command, or go to a request"),
            Self::OpenRequests => ("Search open requests", "Search open requests"),
        }
    }

    fn nothing(self) -> &'static str {
        match self {
            Self::Everything => "No command and no request has these letters",
            Self::OpenRequests => "No open request has these letters",
        }
    }
}

/// Whether the selected row is to be scrolled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reveal {
    Selected,
    Nothing,
}

impl Palette {
    /// A palette that has just been opened. Candidates of one heading stand together.
    pub fn new(subject: Subject, candidates: Vec<Candidate>) -> Self {
        Self {
            subject,
            candidates,
            typed: String::new(),
            rows: Vec::new(),
            searched: None,
            selected: 0,
            reveal: Reveal::Nothing,
        }
    }

    /// The same with the open request of this identity selected.
    #[must_use]
    pub fn at(mut self, draft: &DraftId) -> Self {
        let of_draft = Action::Select(draft.clone());
        let candidates = self.candidates.iter();
        self.selected = candidates
            .take_while(|candidate| candidate.action != of_draft)
            .count();
        self.reveal = Reveal::Selected;
        self
    }

    fn search(&mut self) {
        if self.searched.as_ref() != Some(&self.typed) {
            self.rows = found(&self.typed, &self.candidates);
            self.searched = Some(self.typed.clone());
        }
    }

    /// How many candidates were found.
    fn count(&self) -> usize {
        let candidates = self.rows.iter().filter(|row| matches!(row, Row::Candidate(_)));
        candidates.count()
    }

    /// The number of the selected candidate, and of its row.
    fn selected(&self) -> Option<(usize, usize)> {
        let candidates = self.rows.iter().enumerate().filter_map(|(at, row)| match row {
            Row::Candidate(index) => Some((*index, at)),
            Row::Heading(_) => None,
        });
        candidates.clone().nth(self.selected)
    }

    fn step(&mut self, by: i64) {
        let last = self.count().saturating_sub(1);
        let by = isize::try_from(by).unwrap_or_default();
        self.selected = self.selected.saturating_add_signed(by).min(last);
        if by != 0 {
            self.reveal = Reveal::Selected;
        }
    }

    /// Takes a closed request out of the list.
    fn remove(&mut self, index: usize) {
        if index < self.candidates.len() {
            self.candidates.remove(index);
            self.searched = None;
        }
    }
}

/// What a row asks for.
enum Wish {
    Choose(usize),
    Close(usize),
}

/// Draws the palette; what was chosen is pushed to `out`.
pub fn palette_ui(
    ui: &mut Ui,
    palette: &mut Palette,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let window = ui.ctx().content_rect();
    let top = (window.height() * 0.09).min(72.0);
    let area = Area::new(Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, top))
        .order(eframe::egui::Order::Foreground);
    let mut wish = None;
    let response = Modal::new(Id::unique("palette modal"))
        .area(area)
        .frame(Frame::popup(ui.style()).inner_margin(10))
        .show(ui.ctx(), |ui| {
            let width = WIDTH.min(window.width() - 40.0);
            ui.set_width(width);
            let is_fresh = palette.searched.is_none();
            palette.search();
            let by = taken_steps(ui, heights(ui.ctx()).row);
            palette.step(by);
            if is_pressed(ui, Modifiers::SHIFT, Key::Delete) {
                wish = palette.selected().map(|(index, _)| Wish::Close(index));
            }
            let field = field_ui(ui, palette, width, ctx);
            let enter = ui.input(|input| input.key_pressed(Key::Enter));
            if enter && (field.has_focus() || field.lost_focus()) {
                wish = palette.selected().map(|(index, _)| Wish::Choose(index));
            }
            let nothing_has_focus = ui.memory(|memory| memory.focused().is_none());
            let by_tab = ui.input(|input| input.key_pressed(Key::Tab));
            if !field.has_focus() && !enter && (is_fresh || nothing_has_focus && !by_tab) {
                field.request_focus();
            }
            let most = (window.height() - top - 110.0).clamp(60.0, HEIGHT);
            list_ui(ui, palette, most, &mut wish, ctx);
            if palette.subject == Subject::OpenRequests {
                let keys = "Enter goes to the request, Shift+Delete closes it";
                ui.label(RichText::new(keys).font(fonts::caption()).color(ctx.tokens.third));
            }
        });
    match wish {
        Some(Wish::Choose(index)) => {
            out.extend(palette.candidates.get(index).map(|chosen| chosen.action.clone()));
            return Verdict::Close;
        }
        Some(Wish::Close(index)) => {
            if let Some(Action::Select(draft)) = palette.candidates.get(index).map(|found| &found.action) {
                out.push(Action::Close(draft.clone()));
                palette.remove(index);
            }
        }
        None => {}
    }
    if response.should_close() {
        Verdict::Close
    } else {
        Verdict::Open
    }
}

/// How far the arrow and page keys move the selection. They are taken from the field.
fn taken_steps(ui: &Ui, row: f32) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a few rows")]
    let page = (HEIGHT / (row + GAP)) as i64 - 1;
    let keys = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
    ];
    ui.input(|input| {
        let pressed = |key| i64::try_from(input.num_presses(key)).unwrap_or_default();
        keys.into_iter().map(|(key, by)| pressed(key) * by).sum()
    })
}

fn is_pressed(ui: &Ui, modifiers: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| {
            !matches!(event, Event::Key { key: pressed, modifiers: held, pressed: true, .. }
                if *pressed == key && held.matches_exact(modifiers))
        });
        // Shift+Delete arrives as a wish to cut, too.
        if input.events.len() < before {
            input.events.retain(|event| !matches!(event, Event::Cut));
        }
        input.events.len() < before
    })
}

fn field_ui(ui: &mut Ui, palette: &mut Palette, width: f32, ctx: &PanelContext<'_>) -> Response {
    let (name, hint) = palette.subject.name_and_hint();
    let edit = TextEdit::singleline(&mut palette.typed)
        .hint_text(RichText::new(hint).color(ctx.tokens.third))
        .min_size(vec2(width, heights(ui.ctx()).bar_field))
        .desired_width(width)
        .margin(eframe::egui::Margin::symmetric(12, 4))
        .align(Align2::LEFT_CENTER);
    let field = ui.add(edit).accessible_name(name);
    if field.changed() {
        palette.selected = 0;
        palette.reveal = Reveal::Selected;
        palette.search();
    }
    field
}

fn list_ui(ui: &mut Ui, palette: &mut Palette, most: f32, wish: &mut Option<Wish>, ctx: &PanelContext<'_>) {
    if palette.rows.is_empty() {
        ui.label(RichText::new(palette.subject.nothing()).color(ctx.tokens.third));
    }
    let row_height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = GAP;
    let selected = palette.selected();
    let mut area = ScrollArea::vertical()
        .max_height(most)
        .min_scrolled_height(most)
        .auto_shrink([false, true]);
    if let (Reveal::Selected, Some((_, at))) = (palette.reveal, selected) {
        area = area.vertical_scroll_offset(offset_of(ui, at, row_height + GAP, most));
    }
    palette.reveal = Reveal::Nothing;
    let shown = area.show_rows(ui, row_height, palette.rows.len(), |ui, range| {
        for at in range {
            match palette.rows.get(at) {
                Some(Row::Heading(heading)) => heading_ui(ui, *heading, row_height, ctx),
                Some(Row::Candidate(index)) => {
                    if let Some(candidate) = palette.candidates.get(*index) {
                        let is_selected = selected.is_some_and(|(selected, _)| selected == *index);
                        ui.push_id(index, |ui| match row_ui(ui, candidate, is_selected, ctx) {
                            RowAnswer::Chosen => *wish = Some(Wish::Choose(*index)),
                            RowAnswer::Closed => *wish = Some(Wish::Close(*index)),
                            RowAnswer::Nothing => {}
                        });
                    }
                }
                None => {}
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(offset_id(), shown.state.clamped_offset().y));
}

fn offset_id() -> Id {
    Id::unique("offset of the palette")
}

/// The offset at which the row is in sight, moved as little as possible; the heading above a first row shows too.
fn offset_of(ui: &Ui, row: usize, pitch: f32, height: f32) -> f32 {
    let now = ui
        .data(|data| data.get_temp::<f32>(offset_id()))
        .unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
    let top = row as f32 * pitch;
    let first = if row <= 1 { 0.0 } else { top };
    now.clamp(
        (top + pitch - height).max(0.0),
        first.max((top + pitch - height).max(0.0)),
    )
}

fn heading_ui(ui: &mut Ui, heading: Heading, height: f32, ctx: &PanelContext<'_>) {
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), height),
        eframe::egui::Layout::left_to_right(Align::Max),
        |ui| {
            ui.set_min_height(height);
            ui.add_space(6.0);
            let title = RichText::new(heading.title()).font(fonts::semibold(size::CAPTION));
            ui.label(title.color(ctx.tokens.third));
        },
    );
}

enum RowAnswer {
    Nothing,
    Chosen,
    Closed,
}

fn row_ui(ui: &mut Ui, candidate: &Candidate, is_selected: bool, ctx: &PanelContext<'_>) -> RowAnswer {
    let height = heights(ui.ctx()).row;
    let (why_not, keys) = match candidate.action {
        Action::Run(command) => (
            command.unavailable(ctx.available),
            command.shortcut_text(ui.ctx()).unwrap_or_default(),
        ),
        _ => (None, candidate.remark.clone()),
    };
    let ink = match why_not {
        None => ctx.tokens.text,
        Some(_) => ctx.tokens.third,
    };
    // A long name leaves room for what else is known.
    let strong = TextFormat::simple(fonts::semibold(size::TEXT), ink);
    let mut name = LayoutJob::single_section(candidate.title.clone(), strong);
    name.wrap = TextWrapping::truncate_at_width(ui.available_width() * 0.6);
    let mut atoms = Atoms::new(ui.fonts_mut(|fonts| fonts.layout_job(name)));
    let detail = RichText::new(why_not.unwrap_or(&candidate.detail)).font(fonts::caption());
    atoms.push_right(detail.color(ctx.tokens.third).atom_shrink(true));
    atoms.push_right(Atom::grow());
    atoms.push_right(
        RichText::new(keys)
            .font(fonts::caption())
            .color(ctx.tokens.second),
    );
    let button = Button::selectable(is_selected, atoms).gap(10.0).truncate();
    let mut answer = RowAnswer::Nothing;
    ui.horizontal(|ui| {
        let closes = matches!(candidate.action, Action::Select(_));
        let room = if closes { CLOSE + size::GAP } else { 0.0 };
        let width = (ui.available_width() - room).max(40.0);
        let response = ui.add_sized([width, height], button);
        let response = response.accessible_name(&candidate.title);
        if response.clicked() {
            answer = RowAnswer::Chosen;
        }
        if closes && icon_button(ui, icons::X, &format!("Close {}", candidate.title)).clicked() {
            answer = RowAnswer::Closed;
        }
    });
    answer
}
