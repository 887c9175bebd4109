//! Why a request was refused, over the body of the reply: the surest finding with its fix, the others behind it.

use eframe::egui::{
    Align, Button, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui, vec2,
};

use crate::model::{Cause, Confidence, EvidencePlace, Finding, PolicyDocument, PolicyHint};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::comparison::service_comparison::{Room, difference_ui};
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::last_exchange::Sent;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::card::{Tone, card_with_aside};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// Characters of a piece of evidence that are drawn: the body below has all of it.
const MOST_EVIDENCE: usize = 240;
/// Width of the mark in front of a step, in points.
const MARK: f32 = 16.0;
/// Height of a policy before it scrolls, in points.
const POLICY_HEIGHT: f32 = 180.0;

/// How much room there is for the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardRoom {
    /// Its explanation and its buttons are seen at once.
    Enough,
    /// A few rows.
    Low,
}

/// Draws the card, when there is a finding.
pub fn findings_ui(
    ui: &mut Ui,
    sent: &Sent,
    (shown, room): (&mut Disclosure, CardRoom),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let Some(first) = sent.received.findings.first() else {
        return;
    };
    let title = ctx.presentation.text(&first.title);
    let meaning = ctx.presentation.text(&sentence(&first.meaning));
    let aside = confidence_words(first);
    // In a low pane the fix comes before the explanation, as the rest may have to be scrolled to.
    let is_low = room == CardRoom::Low;
    let first_sentences: &[&str] = if is_low { &[] } else { &[&meaning] };
    let head = (title.as_str(), aside);
    card_with_aside(ui, tone_of(first), icon_of(first), head, first_sentences, |ui| {
        if is_low {
            more_ui(ui, sent, shown, ctx, out);
            ui.add(Label::new(RichText::new(&meaning).color(ctx.tokens.second)).wrap());
        }
        let difference = sent
            .comparison
            .as_ref()
            .and_then(|comparison| comparison.lines.get(comparison.first_difference?));
        match difference {
            Some(line) => difference_ui(ui, line, Room::Card, ctx),
            None => evidence_ui(ui, first, ctx),
        }
        if !is_low {
            more_ui(ui, sent, shown, ctx, out);
        }
    });
}

/// What to do about it: the buttons, and below them what they unfold.
pub fn more_ui(
    ui: &mut Ui,
    sent: &Sent,
    shown: &mut Disclosure,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let Some((first, others)) = sent.received.findings.split_first() else {
        return;
    };
    buttons_ui(ui, sent, first, others, shown, out);
    if *shown == Disclosure::Open {
        details_ui(ui, first, ctx, out);
        others_ui(ui, others, ctx, out);
    }
}

/// How grave a finding is drawn: a cause that is sure is the failure itself, all else is something to look at.
fn tone_of(finding: &Finding) -> Tone {
    match (finding.cause, finding.confidence) {
        (Cause::Unknown | Cause::NotFound | Cause::ServerError | Cause::Throttled, _) => Tone::Quiet,
        (_, Confidence::Certain | Confidence::Likely) => Tone::Bad,
        (_, Confidence::Possible) => Tone::Warning,
    }
}

fn icon_of(finding: &Finding) -> &'static str {
    match tone_of(finding) {
        Tone::Bad => icons::SHIELD_ALERT,
        Tone::Warning => icons::TRIANGLE_ALERT,
        Tone::Quiet => icons::INFO,
    }
}

/// A cause that is not known has no confidence worth a word.
fn confidence_words(finding: &Finding) -> &'static str {
    match finding.cause {
        Cause::Unknown => "",
        _ => finding.confidence.as_str(),
    }
}

/// The header that services put the type of an error in; the strip over the card shows it.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// Whether evidence is seen without the card: the words of the service are, right above and below it.
fn is_in_sight(place: &EvidencePlace) -> bool {
    match place {
        EvidencePlace::Body | EvidencePlace::Status => true,
        EvidencePlace::Header(name) => name == ERROR_TYPE,
        EvidencePlace::Request | EvidencePlace::Clock | EvidencePlace::Connection => false,
    }
}

/// What is not seen without the card.
fn evidence_ui(ui: &mut Ui, finding: &Finding, ctx: &PanelContext<'_>) {
    let elsewhere = finding
        .evidence
        .iter()
        .filter(|evidence| !is_in_sight(&evidence.place));
    for evidence in elsewhere.take(2) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = size::MONO_LINE;
            let place = RichText::new(sentence(&evidence.place.label())).font(fonts::caption());
            ui.label(place.color(ctx.tokens.third));
            let text: String = evidence.text.chars().take(MOST_EVIDENCE).collect();
            let text = RichText::new(ctx.presentation.text(&text)).font(fonts::mono());
            ui.add(Label::new(text.color(ctx.tokens.text)).wrap().selectable(true));
        });
    }
}

fn buttons_ui(
    ui: &mut Ui,
    sent: &Sent,
    first: &Finding,
    others: &[Finding],
    shown: &mut Disclosure,
    out: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        mend_ui(ui, first, out);
        if sent.comparison.is_some() {
            let tip = "Show both in the signature pane";
            if ui.button("Compare").on_hover_text(tip).clicked() {
                out.push(Action::ShowComparison);
            }
        }
        let text = match (*shown, first.policy.is_some(), others.len()) {
            (Disclosure::Open, ..) => "Less".to_owned(),
            (_, true, 0) => "Policy and steps".to_owned(),
            (_, true, count) => format!("Policy, steps and {}", others_words(count)),
            (_, false, 0) => "Steps".to_owned(),
            (_, false, count) => format!("Steps and {}", others_words(count)),
        };
        if ui.button(text).clicked() {
            *shown = match shown {
                Disclosure::Open => Disclosure::Closed,
                Disclosure::Closed => Disclosure::Open,
            };
        }
        if first.cause != Cause::Unknown && ui.button("What this means").clicked() {
            out.push(Action::ExplainCause(first.cause));
        }
        let (text, tip) = Command::ReportForSupport.text_and_tooltip();
        if ui.button(text).on_hover_text(tip).clicked() {
            out.push(Action::Run(Command::ReportForSupport));
        }
    });
}

fn others_words(count: usize) -> String {
    match count {
        1 => "another cause".to_owned(),
        _ => format!("{count} other causes"),
    }
}

fn mend_ui(ui: &mut Ui, finding: &Finding, out: &mut Vec<Action>) {
    let Some(mend) = &finding.mend else { return };
    let label = RichText::new(mend.label()).font(fonts::semibold(size::TEXT));
    let tip = "One edit, which undo takes back";
    if ui.add(Button::new(label)).on_hover_text(tip).clicked() {
        out.push(Action::Mend(mend.clone()));
    }
}

/// The policy, steps, and what is ruled out.
fn details_ui(ui: &mut Ui, finding: &Finding, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    if let Some(policy) = &finding.policy {
        policy_ui(ui, policy, colors, ctx, out);
    }
    list_ui(ui, "What to do", &finding.steps, Marks::Numbers, ctx);
    list_ui(ui, "Ruled out", &finding.ruled_out, Marks::Dots, ctx);
}

/// What stands in front of the rows of a list.
#[derive(Clone, Copy)]
enum Marks {
    Numbers,
    Dots,
}

fn list_ui(ui: &mut Ui, heading: &str, rows: &[String], marks: Marks, ctx: &PanelContext<'_>) {
    if rows.is_empty() {
        return;
    }
    heading_ui(ui, heading, ctx.tokens);
    for (number, row) in (1..).zip(rows) {
        ui.horizontal_top(|ui| {
            let mark = match marks {
                Marks::Numbers => format!("{number}."),
                Marks::Dots => "·".to_owned(),
            };
            mark_ui(ui, &mark, ctx.tokens);
            let text = ctx.presentation.text(&sentence(row));
            let text = RichText::new(text).color(ctx.tokens.second);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    }
}

/// Draws the mark of a row; the texts behind them stand one below the other.
fn mark_ui(ui: &mut Ui, mark: &str, colors: &Tokens) {
    let size = vec2(MARK, size::MONO_LINE);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
        ui.set_width(MARK);
        ui.label(RichText::new(mark).color(colors.third));
    });
}

fn heading_ui(ui: &mut Ui, text: &str, colors: &Tokens) {
    ui.add_space(2.0);
    ui.label(
        RichText::new(text)
            .font(fonts::semibold(size::TEXT))
            .color(colors.text),
    );
}

fn policy_ui(
    ui: &mut Ui,
    policy: &PolicyHint,
    colors: &Tokens,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    heading_ui(ui, "A policy that would allow it: a hint, not a grant", colors);
    let facts = [
        Some(("Action", policy.action.as_str())),
        Some(("Resource", policy.resource.as_str())),
        policy
            .principal
            .as_deref()
            .map(|principal| ("Principal", principal)),
        policy.layer.as_deref().map(|layer| ("Denied by", layer)),
    ];
    for (name, value) in facts.into_iter().flatten() {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).font(fonts::caption()).color(colors.third));
            let value = RichText::new(ctx.presentation.text(value)).font(fonts::mono());
            ui.add(Label::new(value.color(colors.text)).wrap().selectable(true));
        });
    }
    for document in &policy.documents {
        document_ui(ui, document, ctx, out);
    }
    for remark in &policy.remarks {
        let remark = RichText::new(sentence(remark)).color(colors.second);
        ui.add(Label::new(remark).wrap());
    }
}

fn document_ui(ui: &mut Ui, document: &PolicyDocument, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    ui.horizontal(|ui| {
        ui.label(RichText::new(&document.title).color(colors.second));
        let copies = icon_button(ui, icons::COPY, &format!("Copy: {}", document.title));
        if copies.clicked() {
            out.push(Action::Copy {
                text: document.json.clone(),
                what: "the policy",
            });
        }
    });
    Frame::new()
        .fill(colors.field)
        .corner_radius(CornerRadius::same(size::RADIUS))
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::both()
                .id_salt(&document.title)
                .max_height(POLICY_HEIGHT)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    let json = RichText::new(ctx.presentation.text(&document.json)).font(fonts::mono());
                    ui.add(Label::new(json.color(colors.text)).extend().selectable(true));
                });
        });
}

/// The findings behind the first one, each with its own fix.
fn others_ui(ui: &mut Ui, others: &[Finding], ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    if others.is_empty() {
        return;
    }
    heading_ui(ui, "It may also be", ctx.tokens);
    for other in others {
        ui.horizontal_wrapped(|ui| {
            let title = RichText::new(ctx.presentation.text(&other.title)).color(ctx.tokens.text);
            ui.add(Label::new(title).wrap());
            let sure = RichText::new(confidence_words(other)).font(fonts::caption());
            ui.label(sure.color(ctx.tokens.third));
        });
        let meaning = RichText::new(ctx.presentation.text(&sentence(&other.meaning)));
        ui.add(Label::new(meaning.color(ctx.tokens.second)).wrap());
        ui.push_id(other.cause, |ui| {
            ui.horizontal_wrapped(|ui| {
                mend_ui(ui, other, out);
                if ui.button("What this means").clicked() {
                    out.push(Action::ExplainCause(other.cause));
                }
            });
        });
    }
}
