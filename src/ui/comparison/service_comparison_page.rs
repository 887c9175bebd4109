//! The page that compares a signature with what a service says it expected, pasted from anywhere.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align, Button, Color32, Event, FontId, Frame, Id, Label, Layout, Modal, Popup, Response, RichText, Role,
    ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

use crate::diagnosis::{
    Judged, LONGEST_PASTE, Likeness, PasteProblem, PastedExpectation, judge, name_of_line, read_expectation,
};
use crate::model::{Exchange, SigningReport};
use crate::sigv4::{ComparedLine, Comparison};
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::comparison::service_comparison::{
    Party, Room, differing, lines_around, marked, shown, side_text, started,
};
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::last_exchange::{LastExchange, Sent};
use crate::ui::masking::masked_line;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::shown_signature::{ShownSignature, Side};
use crate::ui::tokens::{Tokens, size, tokens};
use crate::ui::widgets::bar::at_end;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::paste_field::{PasteField, paste_field};
use crate::ui::widgets::segmented::segmented;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 1_120.0;
/// From this width on ours and theirs stand side by side.
const TWO_COLUMNS: f32 = 720.0;
/// The column of line numbers and names.
const NAMES: f32 = 190.0;
/// A longer paste is kept and not drawn: the field lays all of it out in every frame.
const LONGEST_DRAWN: usize = 16 * 1024;

/// The page while it is open.
#[derive(Debug, Default)]
pub struct ServiceComparisonPage {
    source: Source,
    /// In the field.
    pasted: String,
    /// What was made of it.
    made: Option<JudgedPaste>,
    /// What the reply of an exchange says.
    reply: Option<(Arc<Exchange>, Option<String>)>,
}

/// Where the service's text is from.
#[derive(Debug, Default)]
enum Source {
    /// The field.
    #[default]
    Field,
    /// A paste that is too long for the field.
    LongPaste(String),
    /// A paste that is too long to be read, of so many bytes. It is not kept.
    TooLong(usize),
    /// The reply of the last send, as it was when the page took it.
    Reply(String),
}

#[derive(Debug)]
struct JudgedPaste {
    report: Arc<SigningReport>,
    text: String,
    result: Result<(PastedExpectation, Judged), PasteProblem>,
}

impl ServiceComparisonPage {
    /// A page that begins with what the reply of the last send says, when it says something.
    pub fn of(sent: Option<&Sent>) -> Self {
        let mut page = Self::default();
        page.source = page.reply(sent).map_or(Source::Field, Source::Reply);
        page
    }

    /// The reply of the last send, when it holds what the service expected. Read once for each.
    fn reply(&mut self, sent: Option<&Sent>) -> Option<String> {
        let sent = sent?;
        let exchange = &sent.exchange;
        let is_read = |read: &(Arc<Exchange>, Option<String>)| Arc::ptr_eq(&read.0, exchange);
        if !self.reply.as_ref().is_some_and(is_read) {
            self.reply = Some((Arc::clone(exchange), reply_text(sent)));
        }
        self.reply.as_ref().and_then(|(_, text)| text.clone())
    }

    fn text(&self) -> &str {
        match &self.source {
            Source::Field => &self.pasted,
            Source::LongPaste(text) | Source::Reply(text) => text,
            Source::TooLong(_) => "",
        }
    }

    /// Reads and compares again when the text or the report is another.
    fn make(&mut self, report: &Arc<SigningReport>) {
        let text = self.text();
        let is_refused = |made: &JudgedPaste| matches!(made.result, Err(PasteProblem::TooLong { .. }));
        let refuses = matches!(self.source, Source::TooLong(_));
        let is_made = |made: &JudgedPaste| {
            Arc::ptr_eq(&made.report, report) && made.text == text && is_refused(made) == refuses
        };
        if self.made.as_ref().is_some_and(is_made) {
            return;
        }
        let read = match self.source {
            Source::TooLong(bytes) => Err(PasteProblem::TooLong { bytes }),
            _ => read_expectation(text),
        };
        let result = read.map(|pasted| {
            let judged = judge(report, &pasted);
            (pasted, judged)
        });
        self.made = Some(JudgedPaste {
            report: Arc::clone(report),
            text: text.to_owned(),
            result,
        });
    }
}

/// The reply of the last send, when it holds what the service expected.
fn reply_text(sent: &Sent) -> Option<String> {
    let bytes = &sent.received.bytes;
    if bytes.len() > LONGEST_PASTE {
        return None;
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    read_expectation(&text).is_ok().then_some(text)
}

/// Draws the page over the window.
pub fn service_comparison_page_ui(
    ui: &mut Ui,
    page: &mut ServiceComparisonPage,
    side: &mut Side,
    (draft, last): (&Draft, &LastExchange),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    take_long_pastes(ui, page);
    let mut verdict = Verdict::Open;
    let window = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("compare"))
        .frame(Frame::popup(ui.style()).inner_margin(16))
        .show(ui.ctx(), |ui| {
            let colors = ctx.tokens;
            ui.set_width(WIDTH.min(window.x - 64.0));
            ui.spacing_mut().item_spacing.y = 10.0;
            head_ui(ui, side, last, colors, &mut verdict);
            source_ui(ui, page, *side, last.sent.as_ref(), ctx);
            let most = (window.y - 330.0).max(140.0);
            let shown = ShownSignature {
                side: *side,
                draft,
                last,
            };
            let Some(report) = shown.report() else {
                let text = "There is no signature on this side to compare with";
                ui.label(RichText::new(text).color(colors.second));
                return;
            };
            page.make(report);
            ScrollArea::vertical()
                .id_salt("compared")
                .max_height(most)
                .min_scrolled_height(most)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.set_max_width(ui.available_width() - 12.0);
                    if let Some(made) = &page.made {
                        result_ui(ui, &made.result, ctx, out);
                    }
                });
        });
    if response.should_close() {
        Verdict::Close
    } else {
        verdict
    }
}

/// Keeps long pastes out of the field, which would lay all of them out.
fn take_long_pastes(ui: &Ui, page: &mut ServiceComparisonPage) {
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Paste(text) if text.len() > LONGEST_PASTE => {
                page.source = Source::TooLong(text.len());
                false
            }
            Event::Paste(text) if text.len() > LONGEST_DRAWN => {
                page.source = Source::LongPaste(text.clone());
                false
            }
            // One paste behind the other must not fill the field either.
            Event::Paste(text) if page.pasted.len() + text.len() > LONGEST_DRAWN => {
                page.pasted.push_str(text);
                page.source = Source::LongPaste(std::mem::take(&mut page.pasted));
                false
            }
            _ => true,
        });
    });
}

fn head_ui(ui: &mut Ui, side: &mut Side, last: &LastExchange, colors: &Tokens, verdict: &mut Verdict) {
    ui.horizontal(|ui| {
        let title = RichText::new("Compare with the service").font(fonts::semibold(16.0));
        ui.label(title.color(colors.text));
        at_end(ui, |ui| {
            if last.sent.is_some() {
                let sides = [(Side::Live, "Live"), (Side::AsSent, "As sent")];
                segmented(ui, "Compare", side, &sides);
            }
            if ui.button("Close").clicked() {
                *verdict = Verdict::Close;
            }
        });
    });
}

/// The field, or what stands in its place.
fn source_ui(
    ui: &mut Ui,
    page: &mut ServiceComparisonPage,
    side: Side,
    sent: Option<&Sent>,
    ctx: &PanelContext<'_>,
) {
    let colors = ctx.tokens;
    let kept = match &page.source {
        Source::Field => None,
        Source::Reply(_) if side == Side::Live => {
            Some("From the reply of the last send, compared with what is typed now".to_owned())
        }
        Source::Reply(_) => Some("From the reply of the last send".to_owned()),
        Source::LongPaste(text) => Some(format!("{} pasted", human_bytes(text.len() as u64))),
        Source::TooLong(_) => Some("The paste is not kept".to_owned()),
    };
    if let Some(kept) = kept {
        ui.horizontal(|ui| {
            ui.label(RichText::new(kept).color(colors.second));
            if ui.button("Paste another text").clicked() {
                page.source = Source::Field;
                page.pasted.clear();
            }
        });
        return;
    }
    let field = PasteField {
        id: "service's text",
        name: "Text of the service",
        hint: "Paste the canonical string or the string to sign that the service expected, its message, or the whole \
               reply",
        height: 112.0,
    };
    paste_field(ui, field, &mut page.pasted, &[], ctx);
    let reply = page.reply(sent);
    ui.horizontal(|ui| {
        let take = ui.add_enabled(reply.is_some(), Button::new("Take it from the reply"));
        let why_not = "The reply of the last send does not say what the service expected";
        if take.on_disabled_hover_text(why_not).clicked()
            && let Some(text) = reply
        {
            page.source = Source::Reply(text);
        }
        if !page.pasted.is_empty() && ui.button("Clear").clicked() {
            page.pasted.clear();
        }
    });
}

fn result_ui(
    ui: &mut Ui,
    result: &Result<(PastedExpectation, Judged), PasteProblem>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 6.0;
    let (pasted, judged) = match result {
        Ok(made) => made,
        Err(PasteProblem::Empty) => {
            ui.add(Label::new(RichText::new(PasteProblem::Empty.hint()).color(colors.third)).wrap());
            return;
        }
        Err(problem) => {
            let (title, hint) = (sentence(&problem.to_string()), problem.hint());
            card(ui, Tone::Warning, icons::TRIANGLE_ALERT, &title, &[hint], |_| {});
            return;
        }
    };
    let sentences: Vec<&str> = judged.sentences.iter().map(String::as_str).collect();
    let (tone, icon) = match judged.likeness {
        Likeness::Same => (Tone::Quiet, icons::EQUAL),
        Likeness::Differs => (Tone::Bad, icons::EQUAL_NOT),
    };
    card(ui, tone, icon, &judged.title, &sentences, |_| {});
    if !pasted.repairs.is_empty() {
        let repairs: Vec<&str> = pasted.repairs.iter().map(|repair| repair.text()).collect();
        let text = format!("Undone to read the paste: {}", repairs.join(", "));
        ui.label(RichText::new(text).font(fonts::caption()).color(colors.third));
    }
    if let Some(comparison) = &judged.canonical_request {
        lines_ui(ui, &CANONICAL_REQUEST, comparison, ctx, out);
    }
    if let Some(comparison) = &judged.string_to_sign {
        lines_ui(ui, &STRING_TO_SIGN, comparison, ctx, out);
    }
}

fn name_to_sign(_: &Comparison, at: usize) -> String {
    let names = ["algorithm", "time", "scope", "hash of the request"];
    names.get(at).copied().unwrap_or("no such line").to_owned()
}

/// A text that is compared: its words, and the name of each of its lines.
struct Subject {
    title: &'static str,
    /// What is copied, of us and of the service.
    copied: [&'static str; 2],
    name: fn(&Comparison, usize) -> String,
}

const CANONICAL_REQUEST: Subject = Subject {
    title: "Canonical request",
    copied: ["our canonical request", "the service's canonical request"],
    name: name_of_line,
};
const STRING_TO_SIGN: Subject = Subject {
    title: "String to sign",
    copied: ["our string to sign", "the service's string to sign"],
    name: name_to_sign,
};

const PARTIES: [(Party, &str); 2] = [(Party::Ours, "Ours"), (Party::Theirs, "Service")];

/// Title and columns, with a button that copies each side.
fn heading_ui(ui: &mut Ui, subject: &Subject, comparison: &Comparison, column: f32, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    let two = ui.available_width() >= TWO_COLUMNS;
    ui.horizontal(|ui| {
        let text = RichText::new(subject.title)
            .font(fonts::semibold(size::TEXT))
            .color(colors.text);
        let cell = |ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)| {
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(width, 26.0), layout, |ui| {
                ui.set_min_width(width);
                ui.spacing_mut().item_spacing.x = 2.0;
                add(ui);
            });
        };
        cell(ui, NAMES, &mut |ui| {
            ui.label(text.clone());
        });
        for ((party, words), what) in PARTIES.into_iter().zip(subject.copied) {
            let width = if two { column } else { 100.0 };
            cell(ui, width, &mut |ui| {
                ui.label(RichText::new(words).font(fonts::caption()).color(colors.third));
                if icon_button(ui, icons::COPY, &format!("Copy {what}")).clicked() {
                    let text = side_text(comparison, party);
                    out.push(Action::Copy { text, what });
                }
            });
        }
    });
}

/// The name of a line: a button with what can be copied of it.
fn name_ui(ui: &mut Ui, caption: &str, line: &ComparedLine, ink: Color32, out: &mut Vec<Action>) {
    let job = plain_caption(caption, ink);
    let response = ui.add(Label::new(job).sense(Sense::click()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Line {caption}")));
    Popup::menu(&response).show(|ui| copies_ui(ui, line, out));
}

/// What can be copied of a line.
fn copies_ui(ui: &mut Ui, line: &ComparedLine, out: &mut Vec<Action>) {
    for (party, verb, what) in [
        (Party::Ours, "Copy our line", "our line"),
        (Party::Theirs, "Copy the service's line", "the service's line"),
    ] {
        let text = party.of(line);
        if ui.add_enabled(text.is_some(), Button::new(verb)).clicked() {
            let text = text.map(masked_line).unwrap_or_default();
            out.push(Action::Copy { text, what });
            ui.close();
        }
    }
}

/// The lines of both sides, the first difference in the middle of those drawn.
fn lines_ui(
    ui: &mut Ui,
    subject: &Subject,
    comparison: &Comparison,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    ui.add_space(6.0);
    let two = ui.available_width() >= TWO_COLUMNS;
    let column = (ui.available_width() - NAMES - 2.0 * size::GAP) / 2.0;
    heading_ui(ui, subject, comparison, column, out);
    let first = comparison.first_difference;
    let shown_lines = lines_around(first.unwrap_or(0), comparison.lines.len());
    let count = comparison.lines.len();
    left_out_ui(ui, shown_lines.start, "above", colors);
    let end = shown_lines.end;
    for (at, line) in comparison
        .lines
        .iter()
        .enumerate()
        .take(end)
        .skip(shown_lines.start)
    {
        let said = |line| ctx.presentation.text(&shown(line));
        let (ours, theirs) = (said(line.ours.as_deref()), said(line.theirs.as_deref()));
        let differs = line.ours != line.theirs;
        let (ours, theirs) = if differs {
            let [in_ours, in_theirs] = differing(&ours, &theirs);
            (
                marked(&ours, in_ours, Room::Pane, colors.bad, colors),
                marked(&theirs, in_theirs, Room::Pane, colors.good, colors),
            )
        } else {
            (started(&ours, colors.second), started(&theirs, colors.second))
        };
        let caption = format!("{} {}", at + 1, (subject.name)(comparison, at));
        let ink = if first == Some(at) {
            colors.bad
        } else {
            colors.third
        };
        if two {
            ui.horizontal_top(|ui| {
                let layout = Layout::left_to_right(Align::Center);
                ui.allocate_ui_with_layout(vec2(NAMES, size::MONO_LINE), layout, |ui| {
                    ui.set_min_width(NAMES);
                    ui.set_max_width(NAMES);
                    name_ui(ui, &caption, line, ink, out);
                });
                for job in [ours, theirs] {
                    cell_ui(ui, job, column).context_menu(|ui| copies_ui(ui, line, out));
                }
            });
        } else {
            name_ui(ui, &caption, line, ink, out);
            if differs {
                over_under_ui(ui, "Ours", ours, colors);
                over_under_ui(ui, "Service", theirs, colors);
            } else {
                over_under_ui(ui, "Both", ours, colors);
            }
        }
    }
    left_out_ui(ui, count.saturating_sub(end), "below", colors);
}

fn plain_caption(text: &str, ink: Color32) -> LayoutJob {
    let format = eframe::egui::text::TextFormat::simple(FontId::proportional(size::CAPTION), ink);
    LayoutJob::single_section(text.to_owned(), format)
}

/// A wrapped text in a column. It can be selected with the pointer, over several cells.
fn cell_ui(ui: &mut Ui, mut job: LayoutJob, width: f32) -> Response {
    job.wrap = TextWrapping {
        max_width: width,
        break_anywhere: true,
        ..TextWrapping::default()
    };
    for section in &mut job.sections {
        section.format.line_height = Some(size::MONO_LINE);
    }
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let extent = vec2(width, galley.size().y);
    let layout = Layout::left_to_right(Align::Min);
    let drawn = ui.allocate_ui_with_layout(extent, layout, |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(galley).selectable(true))
    });
    drawn.inner
}

fn over_under_ui(ui: &mut Ui, label: &str, job: LayoutJob, colors: &Tokens) {
    ui.horizontal_top(|ui| {
        cell_ui(ui, plain_caption(label, colors.third), 56.0);
        let width = ui.available_width();
        cell_ui(ui, job, width);
    });
}

fn left_out_ui(ui: &mut Ui, lines: usize, place: &str, colors: &Tokens) {
    if lines > 0 {
        let plural = if lines == 1 { "line" } else { "lines" };
        let text = format!("{lines} more {plural} {place}");
        ui.label(RichText::new(text).font(fonts::caption()).color(colors.third));
    }
}
