//! The chosen request of a run: why it failed, its checks, and the way to it.

use eframe::egui::{Button, Color32, Label, RichText, Ui};

use super::RunPage;
use super::rows::{ending_words, name_of};
use crate::model::ExchangeId;
use crate::redact::run_record::{CheckRecord, CheckResult, RunRecord};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::history_action::{HistoryAction, Keep};
use crate::ui::run_action::RunAction;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

const NOT_KEPT: &str = "The history keeps nothing of this collection, so there is nothing to open";

/// Asks for an exchange as it was; the history has it.
pub(super) fn open(id: ExchangeId, keeps: Keep, out: &mut Vec<Action>) {
    if keeps == Keep::Yes {
        out.push(Action::History(HistoryAction::Open(id)));
    }
}

/// Draws it.
pub(super) fn details_ui(ui: &mut Ui, page: &RunPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let Some(record) = page.results.as_ref().and_then(|results| results.selected()) else {
        let text =
            "Choose a row to see why it passed or failed; Enter or a double click opens it as it was sent";
        ui.label(RichText::new(text).color(colors.third));
        return;
    };
    ui.spacing_mut().item_spacing.y = 5.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let name = RichText::new(ctx.presentation.text(name_of(record))).font(fonts::semibold(size::TEXT));
        ui.label(name.color(colors.text));
        ui.label(
            RichText::new(facts(record))
                .font(fonts::caption())
                .color(colors.third),
        );
    });
    buttons_ui(ui, page, record, out);
    let url = RichText::new(ctx.presentation.text(record.url.get())).font(fonts::mono());
    ui.add(Label::new(url.color(colors.second)).truncate());
    if let Some(fault) = record.fault() {
        line_ui(
            ui,
            icons::CIRCLE_ALERT,
            colors.bad,
            &sentences(fault.message.get(), fault.hint.get()),
            ctx,
        );
    }
    if let Some((title, step)) = &record.cause {
        line_ui(
            ui,
            icons::INFO,
            colors.warning,
            &sentences(title.get(), step.get()),
            ctx,
        );
    }
    for check in record.failures() {
        check_ui(ui, check, colors, ctx);
    }
    for check in record.checks.iter().filter(|check| check.holds()) {
        check_ui(ui, check, colors, ctx);
    }
}

fn sentences(one: &str, other: &str) -> String {
    if other.is_empty() {
        one.to_owned()
    } else {
        format!("{one}. {other}")
    }
}

fn facts(record: &RunRecord) -> String {
    let mut facts = vec![ending_words(record).to_owned()];
    facts.extend(record.status.map(|status| format!("status {status}")));
    if record.attempts > 1 {
        facts.push(format!("sent {} times", record.attempts));
    }
    facts.push(record.path.to_string());
    facts.join("  ·  ")
}

fn buttons_ui(ui: &mut Ui, page: &RunPage, record: &RunRecord, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let can_open = record.exchange.is_some() && page.keeps == Keep::Yes;
        let open_it = ui
            .add_enabled(can_open, Button::new("Open as it was sent"))
            .on_hover_text("In a new tab, with reply and signature as they were")
            .on_disabled_hover_text(if record.exchange.is_none() {
                "Nothing was sent"
            } else {
                NOT_KEPT
            });
        if let Some(id) = record.exchange.filter(|_| open_it.clicked()) {
            open(id, page.keeps, out);
        }
        if ui.button("Open the request").clicked() {
            out.push(Action::OfRun(RunAction::OpenRequest(record.path.clone())));
        }
    });
}

fn check_ui(ui: &mut Ui, check: &CheckRecord, colors: &Tokens, ctx: &PanelContext<'_>) {
    let (icon, ink) = match check.result {
        CheckResult::Holds => (icons::CHECK, colors.good),
        CheckResult::Fails | CheckResult::NotEvaluated { .. } => (icons::X, colors.bad),
    };
    let words = check.words.get();
    let text = match check.failure() {
        failure if failure.is_empty() => words.clone(),
        failure => format!("{words}: {}", lower_first(&failure)),
    };
    line_ui(ui, icon, ink, &text, ctx);
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn line_ui(ui: &mut Ui, icon: &str, ink: Color32, text: &str, ctx: &PanelContext<'_>) {
    ui.horizontal_top(|ui| {
        icon_ui(ui, icon, 14.0, ink);
        let text = RichText::new(ctx.presentation.text(text)).color(ctx.tokens.text);
        ui.add(Label::new(text).wrap());
    });
}
