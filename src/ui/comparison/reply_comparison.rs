//! Two replies against each other: status, headers and body, what is equal folded away.

mod input;
mod rows;
mod view;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Align2, Color32, CornerRadius, Label, Painter, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

pub use rows::{HeadLine, head_lines};
pub use view::{ComparedBodies, ComparisonJob, Pinned, Reference, ReplyComparison, is_same};

use crate::text::document_diff::{BodyDiff, DiffExtent, DiffForm, DiffItem};
use crate::text::measure::{grouped, human_bytes};
use crate::ui::action::Action;
use crate::ui::body_viewer::scroll::{BAR, points_of, rows_in, scroll_bar_ui};
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::mono_text::mono;
use crate::ui::page::Verdict;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};
use rows::{LineText, Row, Sign, line_text};
use view::State;

/// Room for the sign of a line.
const SIGN: f32 = 18.0;

/// Draws the page; says whether it is to be closed.
pub fn reply_comparison_ui(
    ui: &mut Ui,
    view: &mut ReplyComparison,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let colors = ctx.tokens;
    let mut verdict = Verdict::Open;
    let right = |ui: &mut Ui, view: &mut ReplyComparison| {
        let mut form = view.form();
        let forms = [(DiffForm::Pretty, "Pretty"), (DiffForm::Raw, "Raw")];
        if segmented(ui, "Compare", &mut form, &forms) {
            view.turn(form);
        }
        for (icon, command) in [
            (icons::ARROW_LEFT, Command::PreviousDifference),
            (icons::ARROW_RIGHT, Command::NextDifference),
        ] {
            if icon_button(ui, icon, command.text()).clicked() {
                out.push(Action::Run(command));
            }
        }
        let copies = icon_button(ui, icons::COPY, "Copy rows or a side");
        input::button_menu(&copies, view, out);
        if icon_button(ui, icons::X, "Close the comparison").clicked() {
            verdict = Verdict::Close;
        }
        ui.add_space(size::PAD);
    };
    bar(ui, 38.0, view, right, |ui, view| {
        ui.add_space(size::PAD);
        let text = RichText::new(view.verdict()).font(fonts::semibold(size::TEXT));
        ui.add(Label::new(text.color(colors.text)).truncate());
    });
    bar(
        ui,
        22.0,
        view,
        |_, _| {},
        |ui, view| {
            ui.add_space(size::PAD);
            let text = RichText::new(view.subject())
                .font(fonts::caption())
                .color(colors.second);
            ui.add(Label::new(text).truncate());
        },
    );
    rows_ui(ui, view, ctx, out);
    verdict
}

/// Where things stand in a frame.
struct CompareLayout {
    rows: Rect,
    /// Right ends of the two columns of numbers.
    numbers: [f32; 2],
    text: f32,
}

fn rows_ui(ui: &mut Ui, view: &mut ReplyComparison, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let all = ui.available_rect_before_wrap();
    let area = Rect::from_min_max(all.min, pos2((all.right() - BAR).max(all.left()), all.bottom()));
    let glyph = ui
        .fonts_mut(|fonts| fonts.glyph_width(&fonts::mono(), '0'))
        .max(1.0);
    let digits = view.most_lines().max(1).ilog10() + 1;
    #[expect(clippy::cast_precision_loss, reason = "a few digits")]
    let column = (digits as f32 + 1.0) * glyph;
    let first = area.left() + size::GAP + column;
    let place = CompareLayout {
        rows: area,
        numbers: [first, first + column],
        text: first + column + size::GAP + SIGN,
    };
    let id = ui.scope_id().with("comparison");
    let response = ui.interact(area, id, Sense::click_and_drag());
    ui.advance_cursor_after_rect(all);
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, "Differences"));
    let total = view.rows();
    input::choose(ui, &response, view, area, total);
    input::keys(ui, &response, view, total, area.height());
    input::menu(&response, view, out);
    view.place.follow_wheel(ui, area);
    view.bring_current(area.height());
    let bar = Rect::from_min_max(pos2(area.right(), all.top()), all.max);
    scroll_bar_ui(ui, bar, total, &mut view.place, colors);
    view.place.clamp(total, area.height());
    let (top, shown) = (view.place.top, rows_in(area.height()) + 2);
    let mut unfolded = None;
    let mut widest = 0.0f32;
    for number in top..(top + shown).min(total) {
        let y = area.top() - view.place.into + points_of(number - top);
        let at = Rect::from_min_size(pos2(area.left(), y), vec2(area.width(), size::MONO_LINE));
        if let Some(row) = view.row(number) {
            widest = widest.max(row_ui(ui, view, (number, &row), at, &place, ctx));
            if let Row::Body(DiffItem::Folded { lines, .. }) = row
                && fold_ui(ui, number, lines, at, &place, colors)
            {
                unfolded = Some(number);
            }
        }
    }
    let most = (widest + size::PAD - (area.right() - place.text)).max(0.0);
    view.place.x = view.place.x.clamp(0.0, most);
    if let Some(number) = unfolded {
        view.unfold(number);
        ui.ctx().request_repaint();
    }
    if response.has_focus() {
        let edge = Stroke::new(1.0, colors.accent);
        ui.painter()
            .rect_stroke(area, CornerRadius::ZERO, edge, eframe::egui::StrokeKind::Inside);
    }
}

/// Draws a row; gives the width of its text.
fn row_ui(
    ui: &Ui,
    view: &ReplyComparison,
    (number, row): (usize, &Row<'_>),
    at: Rect,
    place: &CompareLayout,
    ctx: &PanelContext<'_>,
) -> f32 {
    let colors = ctx.tokens;
    let painter = ui.painter_at(place.rows);
    let center = at.center().y;
    if view.is_current(number) {
        let edge = Rect::from_min_size(at.left_top(), vec2(3.0, at.height()));
        painter.rect_filled(edge, CornerRadius::ZERO, colors.accent);
    }
    let line = match row {
        Row::Heading(text) => {
            chosen_ui(&painter, view, number, at, colors);
            let font = fonts::semibold(size::CAPTION);
            let left = pos2(at.left() + size::PAD, center);
            painter.text(left, Align2::LEFT_CENTER, text, font, colors.second);
            tell(ui, number, at, place, text);
            return 0.0;
        }
        Row::Note(text) => {
            chosen_ui(&painter, view, number, at, colors);
            let left = pos2(at.left() + size::PAD, center);
            painter.text(left, Align2::LEFT_CENTER, text, fonts::caption(), colors.third);
            tell(ui, number, at, place, text);
            return 0.0;
        }
        Row::Body(DiffItem::Folded { .. }) => return 0.0,
        Row::Head(line) => LineText::of_head(line),
        Row::Body(item) => match view.text() {
            Some(texts) => line_text(texts, *item),
            None => return 0.0,
        },
    };
    let (ink, ground) = match line.sign {
        Sign::Same => (colors.third, Color32::TRANSPARENT),
        Sign::Removed => (colors.bad, colors.bad_ground),
        Sign::Added => (colors.good, colors.good_ground),
    };
    let strip = Rect::from_min_max(pos2(place.numbers[0] - 4.0 * size::GAP, at.top()), at.max);
    let strip = if view.is_current(number) {
        Rect::from_min_max(pos2(at.left() + 3.0, at.top()), at.max)
    } else {
        Rect::from_min_max(pos2(at.left(), at.top()), strip.max)
    };
    painter.rect_filled(strip, CornerRadius::ZERO, ground);
    chosen_ui(&painter, view, number, strip, colors);
    for (right, line_number) in place.numbers.iter().zip(line.numbers) {
        if let Some(line_number) = line_number {
            let number_ink = if line.sign == Sign::Same {
                colors.third
            } else {
                colors.second
            };
            let text = (line_number + 1).to_string();
            painter.text(
                pos2(*right, center),
                Align2::RIGHT_CENTER,
                text,
                fonts::mono(),
                number_ink,
            );
        }
    }
    let sign = pos2(place.text - SIGN / 2.0 - 2.0, center);
    painter.text(sign, Align2::CENTER_CENTER, line.sign.mark(), fonts::mono(), ink);
    tell(ui, number, at, place, &line.told());
    let masked = ctx.presentation.byte_for_byte(&line.text);
    let line = match masked {
        Some(text) => LineText { text, ..line },
        None => line,
    };
    let galley = painter.layout_job(line_job(&line, ink, colors));
    let clip = Rect::from_min_max(pos2(place.text, place.rows.top()), place.rows.max);
    let top = at.top() + (size::MONO_LINE - galley.size().y) / 2.0;
    let width = galley.size().x;
    painter
        .with_clip_rect(clip)
        .galley(pos2(place.text - view.place.x, top), galley, colors.text);
    width
}

/// The ground of a chosen row, with a bar at its left.
fn chosen_ui(painter: &Painter, view: &ReplyComparison, number: usize, row: Rect, colors: &Tokens) {
    if view.is_chosen(number) {
        painter.rect_filled(row, CornerRadius::ZERO, colors.highlight);
        let bar = Rect::from_min_size(row.left_top(), vec2(3.0, row.height()));
        painter.rect_filled(bar, CornerRadius::ZERO, colors.accent);
    }
}

/// A line with its changed parts marked by an underline and the colour of its sign.
fn line_job(line: &LineText, ink: Color32, colors: &Tokens) -> LayoutJob {
    let plain = mono(if line.sign == Sign::Same {
        colors.second
    } else {
        colors.text
    });
    let mut changed = mono(ink);
    changed.underline = Stroke::new(1.5, ink);
    let mut job = LayoutJob::default();
    let mut at = 0;
    let mut push = |range: std::ops::Range<usize>, format: &TextFormat| {
        job.append(line.text.get(range).unwrap_or_default(), 0.0, format.clone());
    };
    for marked in &line.changed {
        push(at..marked.start, &plain);
        push(marked.clone(), &changed);
        at = marked.end;
    }
    push(at..line.text.len(), &plain);
    if !line.remark.is_empty() {
        let remark = TextFormat::simple(fonts::caption(), colors.second);
        job.append(&line.remark, 12.0, remark);
    }
    job
}

/// Draws the line that stands for equal ones; true on a click.
fn fold_ui(ui: &Ui, number: usize, lines: usize, at: Rect, place: &CompareLayout, colors: &Tokens) -> bool {
    let in_sight = at.intersect(place.rows);
    if !in_sight.is_positive() {
        return false;
    }
    let text = format!("… {} equal lines", grouped(lines as u64));
    let id = ui.scope_id().with(("equal lines", number));
    let response = ui.interact(in_sight, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Button,
            true,
            format!("Show {} equal lines", grouped(lines as u64)),
        )
    });
    let ink = if response.hovered() || response.has_focus() {
        colors.text
    } else {
        colors.third
    };
    let painter = ui.painter_at(place.rows);
    painter.rect_filled(at, CornerRadius::ZERO, colors.field);
    let left = pos2(place.text, at.center().y);
    painter.text(left, Align2::LEFT_CENTER, text, fonts::caption(), ink);
    response.clicked()
}

/// What a screen reader is told of a row.
fn tell(ui: &Ui, number: usize, at: Rect, place: &CompareLayout, text: &str) {
    let in_sight = at.intersect(place.rows);
    if in_sight.is_positive() {
        let id = ui.scope_id().with(("difference", number));
        let response = ui.interact(in_sight, id, Sense::HOVER);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
}

impl ReplyComparison {
    /// What came of it, in one line.
    fn verdict(&self) -> String {
        let (status, headers, fresh) = self.head_changes();
        let body = match &self.state {
            State::Wanted(_) | State::Comparing(_) => return "Comparing the bodies".to_owned(),
            State::Failed(why) => return why.clone(),
            State::Done(BodyDiff::Text(texts)) => texts.changes(),
            State::Done(BodyDiff::Bytes { first }) => usize::from(first.is_some()),
        };
        let changes = status + headers + body;
        match (changes, fresh) {
            (0, 0) => format!("The responses are the same{}", self.reservation()),
            (0, _) => format!(
                "The responses are the same{}, but for what differs every time",
                self.reservation()
            ),
            _ if let (Some(at), of) = self.position() => {
                format!("Change {} of {}", grouped(at as u64), grouped(of as u64))
            }
            (1, _) => "1 change".to_owned(),
            (changes, _) => format!("{} changes", grouped(changes as u64)),
        }
    }

    /// What "the same" does not mean.
    fn reservation(&self) -> &'static str {
        match self.text() {
            Some(texts) if texts.extent == DiffExtent::Start => " as far as they were compared",
            Some(texts) if texts.bytes == crate::text::document_diff::SameBytes::No => {
                ", formatted in another way"
            }
            _ => "",
        }
    }

    /// Notes under the heading of the body.
    fn body_notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let [before, after] = self.body_bytes();
        match &self.state {
            State::Done(BodyDiff::Text(texts)) => {
                if texts.extent == DiffExtent::Start {
                    notes.push("The bodies are large: the first 16 MB of each are compared".to_owned());
                }
                if self.form() == DiffForm::Pretty && texts.form == DiffForm::Raw && self.could_be_pretty() {
                    notes.push(
                        "One of them can not be indented to its end, so both are compared as they came"
                            .to_owned(),
                    );
                }
                if texts.changes() == 0 {
                    notes.push(match texts.bytes {
                        crate::text::document_diff::SameBytes::Yes if before == 0 => {
                            "Both are empty".to_owned()
                        }
                        crate::text::document_diff::SameBytes::Yes => {
                            format!("The same {}, byte for byte", human_bytes(after))
                        }
                        crate::text::document_diff::SameBytes::No if texts.extent == DiffExtent::Start => {
                            "No difference there".to_owned()
                        }
                        crate::text::document_diff::SameBytes::No => {
                            "The same but for white space; Raw shows it".to_owned()
                        }
                    });
                }
            }
            State::Done(BodyDiff::Bytes { first: None }) => {
                notes.push(format!("The same {}, byte for byte", human_bytes(after)));
            }
            State::Done(BodyDiff::Bytes { first: Some(at) }) => notes.push(format!(
                "Not text: {} and {}, which differ from byte {} on",
                human_bytes(before),
                human_bytes(after),
                grouped(*at as u64)
            )),
            State::Wanted(_) | State::Comparing(_) | State::Failed(_) => {}
        }
        notes
    }
}
