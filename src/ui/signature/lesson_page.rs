//! The derivation of the signature shown, one step on a page, large enough for a projector.

use std::sync::Arc;

use eframe::egui::text::TextWrapping;
use eframe::egui::{
    Align, Button, CentralPanel, Color32, FontId, Frame, Key, Label, Layout, Margin, RichText, ScrollArea,
    Ui, vec2,
};

use crate::model::{KeyShown, SigningReport};
use crate::sigv4::pieces::PieceKind;
use crate::sigv4::{KeySteps, LessonForm, LessonStep, LineState};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::fonts;
use crate::ui::last_exchange::LastExchange;
use crate::ui::live::CredentialsUsed;
use crate::ui::mono_text::plain;
use crate::ui::page::Verdict;
use crate::ui::shown_signature::{ShownSignature, Side};
use crate::ui::signature::key_steps_toggle::{self, key_steps_toggle_ui};
use crate::ui::signature::lesson_nothing;
use crate::ui::signature::lesson_slide::{Line, Note, Slide, slide};
use crate::ui::signature::signature_panel::SignatureView;
use crate::ui::tokens::{Tokens, projector, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::segmented::segmented;

/// From this width on the text that grows and what is said of it stand side by side; it grows with the type.
const TWO_COLUMNS: f32 = 1_900.0;
/// Letters of a hash in hex, and what stands beside a line: margins, bar, and the scroll bar.
const HASH: f32 = 64.0;
const EDGES: f32 = 150.0;
/// Width of what is said in place of a lesson.
const NOTHING: f32 = 640.0;
/// The column of "Typed" and "Signed".
const LABEL: f32 = 92.0;

/// A size of the type, grown with the window as far as a hash fits into a line.
fn grown(ui: &Ui, size: f32) -> f32 {
    let [least, most] = projector::SCALE;
    let points = ui.ctx().content_rect().size();
    // Zooming comes on top.
    let by_height = points.y * ui.ctx().zoom_factor() / projector::HEIGHT;
    let by_width = (points.x - EDGES) / (HASH * projector::MONO_ADVANCE * projector::MONO);
    size * by_height.min(by_width).clamp(least, most)
}

/// The page while it is open.
#[derive(Debug)]
pub struct LessonPage {
    /// The step in front.
    pub step: LessonStep,
    form: LessonForm,
    made: Option<CachedSlide>,
}

/// What is shown, until step or signature is another.
#[derive(Debug)]
struct CachedSlide {
    step: LessonStep,
    report: Arc<SigningReport>,
    slide: Slide,
}

impl Default for LessonPage {
    fn default() -> Self {
        Self {
            step: LessonStep::Request,
            form: LessonForm::default(),
            made: None,
        }
    }
}

impl LessonPage {
    /// Makes the slide anew when step or signature is another.
    fn make(&mut self, view: &mut SignatureView, shown: ShownSignature<'_>, report: &Arc<SigningReport>) {
        self.form = LessonForm::of(report);
        self.step = self.form.own(self.step);
        let is_made = |made: &CachedSlide| made.step == self.step && Arc::ptr_eq(&made.report, report);
        if self.made.as_ref().is_some_and(is_made) {
            return;
        }
        let pieces = view.pieces(shown.draft, shown.last);
        self.made = pieces.zip(shown.typed()).map(|(pieces, typed)| CachedSlide {
            step: self.step,
            slide: slide(self.step, &pieces, report, typed, shown.wire()),
            report: Arc::clone(report),
        });
    }
}

/// Whether keys turn the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turning {
    /// Left and Right, Page keys, Home and End do, Up and Down move it, and Escape leaves it.
    ByKeys,
    /// The palette lies over it and takes them.
    Held,
}

/// Draws the page in the place of the window.
pub fn lesson_page_ui(
    ui: &mut Ui,
    page: &mut LessonPage,
    view: &mut SignatureView,
    (draft, last): (&Draft, &LastExchange),
    turning: Turning,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let colors = ctx.tokens;
    let mut verdict = match turning {
        Turning::ByKeys => turn(ui, page),
        Turning::Held => Verdict::Open,
    };
    let before = page.step;
    let shown = view.shown(draft, last);
    match shown.report() {
        Some(report) => page.make(view, shown, report),
        None => page.made = None,
    }
    CentralPanel::no_frame()
        .frame(
            Frame::new()
                .fill(colors.panel)
                .inner_margin(Margin::symmetric(40, 24)),
        )
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 14.0;
            head_ui(ui, page, &mut view.side, last, colors, &mut verdict);
            if let Some(made) = &page.made {
                made_ui(ui, page, made, view.shown(draft, last), turning, ctx);
            } else {
                ui.add_space(12.0);
                ui.set_max_width(NOTHING);
                lesson_nothing::nothing_ui(ui, &mut view.side, (draft, last), out);
            }
        });
    if page.step != before {
        ui.ctx().request_repaint();
    }
    if page.step != LessonStep::SigningKey || verdict == Verdict::Close {
        ctx.key_steps.shut();
    }
    verdict
}

fn made_ui(
    ui: &mut Ui,
    page: &LessonPage,
    made: &CachedSlide,
    shown: ShownSignature<'_>,
    turning: Turning,
    ctx: &PanelContext<'_>,
) {
    let colors = ctx.tokens;
    let steps = ctx.key_steps.opened(shown, &made.report);
    let explained = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let used = shown.draft.live.credentials;
        let is_example = shown.side == Side::Live && used == CredentialsUsed::Example;
        if is_example && page.step == LessonStep::Request {
            sentence_ui(ui, "Signed with the example key of AWS's documentation", colors);
        }
        for note in &made.slide.notes {
            note_ui(ui, note, steps.as_ref(), ctx);
        }
        if page.step == LessonStep::SigningKey && made.report.key == KeyShown::Chain {
            let font = FontId::proportional(grown(ui, projector::TEXT));
            key_steps_toggle_ui(ui, shown, &made.report, steps.as_ref(), &font, ctx);
        }
    };
    ScrollArea::vertical()
        .id_salt(("lesson", page.step))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 14.0);
            scroll_by_keys(ui, turning);
            if made.slide.lines.is_empty() {
                explained(ui);
            } else if ui.available_width() >= grown(ui, TWO_COLUMNS) {
                ui.columns(2, |columns| {
                    if let [left, right] = columns {
                        lines_ui(left, &made.slide.lines, ctx);
                        Frame::new()
                            .inner_margin(Margin {
                                left: 24,
                                ..Margin::ZERO
                            })
                            .show(right, explained);
                    }
                });
            } else {
                lines_ui(ui, &made.slide.lines, ctx);
                ui.add_space(6.0);
                explained(ui);
            }
        });
}

/// Up and Down move a step that is longer than the window.
fn scroll_by_keys(ui: &Ui, turning: Turning) {
    if turning == Turning::Held {
        return;
    }
    for (key, way) in [(Key::ArrowUp, 1.0), (Key::ArrowDown, -1.0)] {
        let none = eframe::egui::Modifiers::NONE;
        if ui.input_mut(|input| input.consume_key(none, key)) {
            ui.scroll_with_delta(vec2(0.0, way * 3.0 * grown(ui, projector::MONO)));
        }
    }
}

/// Whether a command acts while the page covers the window: those of the program and of what it shows, and none that
/// acts on a request.
pub fn leaves(command: Command) -> bool {
    matches!(
        command,
        Command::Quit
            | Command::OpenPalette
            | Command::Present
            | Command::ZoomIn
            | Command::ZoomOut
            | Command::ResetZoom
            | Command::UseDarkTheme
            | Command::UseLightTheme
            | Command::UseSystemTheme
            | Command::ToggleHighContrast
            | Command::ToggleDensity
            | Command::ShowLiveSignature
            | Command::ShowSentSignature
    )
}

/// Takes the keys before a scroll area does.
fn turn(ui: &Ui, page: &mut LessonPage) -> Verdict {
    let pressed = |keys: &[Key]| {
        ui.input_mut(|input| {
            let none = eframe::egui::Modifiers::NONE;
            keys.iter().any(|key| input.consume_key(none, *key))
        })
    };
    if pressed(&[Key::ArrowRight, Key::PageDown]) {
        page.step = page.form.forward(page.step);
    }
    if pressed(&[Key::ArrowLeft, Key::PageUp]) {
        page.step = page.form.back(page.step);
    }
    if pressed(&[Key::Home]) {
        page.step = LessonStep::Request;
    }
    if pressed(&[Key::End]) {
        page.step = LessonStep::Sent;
    }
    if pressed(&[Key::Escape]) {
        return Verdict::Close;
    }
    Verdict::Open
}

fn head_ui(
    ui: &mut Ui,
    page: &mut LessonPage,
    side: &mut Side,
    last: &LastExchange,
    colors: &Tokens,
    verdict: &mut Verdict,
) {
    let title = page.step.title(page.form);
    let letters = fonts::semibold(grown(ui, projector::TITLE));
    let height = ui.fonts_mut(|fonts| fonts.row_height(&letters));
    let right = |ui: &mut Ui, verdict: &mut Verdict| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let (at, of) = (page.form.number(page.step), page.form.steps().len());
        if page.made.is_some() {
            let at = RichText::new(format!("Step {at} of {of}"))
                .font(FontId::proportional(grown(ui, projector::TEXT)));
            ui.label(at.color(colors.third));
        }
        if last.sent.is_some() {
            let sides = [(Side::Live, "Live"), (Side::AsSent, "As sent")];
            if segmented(ui, "Explain", side, &sides) {
                ui.ctx().request_repaint();
            }
        }
        let is_first = page.step == LessonStep::Request;
        if ui.add_enabled(!is_first, Button::new("Previous step")).clicked() {
            page.step = page.form.back(page.step);
        }
        let is_last = page.step == LessonStep::Sent;
        if ui.add_enabled(!is_last, Button::new("Next step")).clicked() {
            page.step = page.form.forward(page.step);
        }
        if ui.button("Close").clicked() {
            *verdict = Verdict::Close;
        }
    };
    let height = height.max(size::MONO_LINE + size::GAP);
    bar(ui, height, verdict, right, |ui, _| title_ui(ui, title, colors));
}

/// The title, smaller where it would not fit beside the buttons.
fn title_ui(ui: &mut Ui, title: &str, colors: &Tokens) {
    let letters = grown(ui, projector::TITLE);
    let room = ui.available_width();
    let laid_out = |letters: f32| {
        let font = fonts::semibold(letters);
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(title.to_owned(), font, colors.text))
    };
    let wide = laid_out(letters);
    let width = wide.size().x;
    let galley = if width > room {
        laid_out((letters * room / width).floor().max(size::TEXT))
    } else {
        wide
    };
    ui.add(Label::new(galley));
}

/// The text as far as it is built: what was there stands back, what is new has a bar, a ground and its colour.
fn lines_ui(ui: &mut Ui, lines: &[Line], ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for line in lines {
            let is_new = line.state == LineState::New;
            let (ground, ink) = if is_new {
                (colors.highlight, ink(line.kind, colors))
            } else {
                (Color32::TRANSPARENT, colors.second)
            };
            let text = if line.text.is_empty() {
                "(empty line)"
            } else {
                &line.text
            };
            let drawn = Frame::new()
                .fill(ground)
                .inner_margin(Margin::symmetric(14, 2))
                .show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    text_ui(
                        ui,
                        text,
                        if line.text.is_empty() { colors.third } else { ink },
                        ctx,
                    );
                });
            if is_new {
                let rect = drawn.response.rect;
                let bar = rect.with_max_x(rect.left() + 5.0);
                ui.painter().rect_filled(bar, 0.0, ink);
            }
        }
    });
}

/// A piece: as typed when that differs, as signed, and what was done between.
fn note_ui(ui: &mut Ui, note: &Note, steps: Option<&KeySteps>, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let ink = note.kind.map_or(colors.text, |kind| ink(kind, colors));
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if let Some(before) = &note.before {
            labelled_ui(ui, "Typed", before, colors.second, ctx);
            labelled_ui(ui, "Signed", &note.text, ink, ctx);
        } else if !note.text.is_empty() {
            text_ui(ui, &note.text, ink, ctx);
        } else if note.kind == Some(PieceKind::EndOfHeaders) {
            text_ui(ui, "(empty line)", colors.third, ctx);
        }
        if let Some(hex) = steps
            .zip(note.kind)
            .and_then(|(steps, kind)| key_steps_toggle::value_of(steps, kind))
        {
            text_ui(ui, hex, colors.signature, ctx);
        }
        for said in note.said.iter().filter(|said| !said.is_empty()) {
            sentence_ui(ui, said, colors);
        }
    });
}

fn labelled_ui(ui: &mut Ui, label: &str, text: &str, ink: Color32, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let label = RichText::new(label).font(FontId::proportional(grown(ui, projector::TEXT)));
        let mono = FontId::monospace(grown(ui, projector::MONO));
        let line = ui.fonts_mut(|fonts| fonts.row_height(&mono));
        let width = grown(ui, LABEL);
        ui.allocate_ui_with_layout(vec2(width, line), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(width);
            ui.add(Label::new(label.color(colors.third)).selectable(false));
        });
        ui.vertical(|ui| text_ui(ui, text, ink, ctx));
    });
}

fn ink(kind: PieceKind, colors: &Tokens) -> Color32 {
    match kind {
        PieceKind::Method | PieceKind::Path | PieceKind::Url => colors.path,
        PieceKind::Query | PieceKind::QueryParameter => colors.query,
        PieceKind::HeaderLine | PieceKind::SignedHeaders | PieceKind::EndOfHeaders => colors.header,
        PieceKind::PayloadHash => colors.payload,
        PieceKind::Scope | PieceKind::Credential => colors.scope,
        PieceKind::Signature => colors.signature,
        _ => colors.text,
    }
}

fn text_ui(ui: &mut Ui, text: &str, ink: Color32, ctx: &PanelContext<'_>) {
    let mut job = ctx.presentation.job(plain(text, ink));
    let letters = grown(ui, projector::MONO);
    for section in &mut job.sections {
        section.format.font_id = FontId::monospace(letters);
    }
    job.wrap = TextWrapping {
        max_width: ui.available_width() - size::PAD,
        break_anywhere: true,
        ..TextWrapping::default()
    };
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.add(Label::new(galley).selectable(true));
}

fn sentence_ui(ui: &mut Ui, text: &str, colors: &Tokens) {
    let text = RichText::new(text).font(FontId::proportional(grown(ui, projector::TEXT)));
    ui.add(Label::new(text.color(colors.second)).wrap());
}
