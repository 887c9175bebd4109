//! Over the response: how many of its checks passed, and which did not. Each leads to its row.

use eframe::egui::{Align, Button, Color32, Label, Layout, RichText, ScrollArea, Stroke, Ui, vec2};

use crate::redact::run_record::{CheckKind, CheckRecord, CheckResult};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::disclosure::Disclosure;
use crate::ui::editor::check_result::{Ending, cut};
use crate::ui::reply_checks::ReplyChecks;
use crate::ui::tokens::size;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::pane_head::line_ui;
use crate::ui::{fonts, icons};

/// Height of a line.
const LINE: f32 = 26.0;
/// The list is no higher; what is more is scrolled to.
const LIST: f32 = 132.0;
/// So many characters of a check are told.
const MOST_TOLD: usize = 200;

/// Draws the strip; nothing where nothing is checked.
pub fn checks_strip_ui(
    ui: &mut Ui,
    checks: &ReplyChecks,
    unfolded: &mut Disclosure,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    match checks {
        ReplyChecks::None => return,
        ReplyChecks::UnderWay => line(ui, |ui| {
            icon_ui(ui, icons::CLOCK, size::ICON, ctx.tokens.third);
            let text = RichText::new("Checking the response").font(fonts::caption());
            ui.label(text.color(ctx.tokens.third));
        }),
        ReplyChecks::Done(done) if done.records.is_empty() => return,
        ReplyChecks::Done(_) => done_ui(ui, checks, unfolded, ctx, out),
    }
    line_ui(ui, ctx.tokens);
}

fn done_ui(
    ui: &mut Ui,
    checks: &ReplyChecks,
    unfolded: &mut Disclosure,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
    let sorted = checks.failures_first();
    let first = sorted.iter().copied().find(|record| !record.holds());
    line(ui, |ui| {
        let (icon, name) = match unfolded {
            Disclosure::Open => (icons::CHEVRON_DOWN, "Hide the checks"),
            Disclosure::Closed => (icons::CHEVRON_RIGHT, "List the checks"),
        };
        if icon_button(ui, icon, name).clicked() {
            *unfolded = match unfolded {
                Disclosure::Open => Disclosure::Closed,
                Disclosure::Closed => Disclosure::Open,
            };
        }
        let ending = first.map_or(Ending::Passed, Ending::of);
        let (icon, ink) = ending.mark(colors);
        icon_ui(ui, icon, size::ICON, ink);
        let ink = match ending {
            Ending::Passed => colors.second,
            Ending::Failed | Ending::Unknown => colors.text,
        };
        let summary = RichText::new(summary(checks)).color(ink);
        ui.add(Label::new(summary).extend());
        if let Some(first) = first.filter(|_| *unfolded == Disclosure::Closed) {
            check_ui(ui, first, ctx, out);
        }
    });
    if *unfolded == Disclosure::Closed {
        return;
    }
    ScrollArea::vertical()
        .id_salt("checks of the response")
        .max_height(LIST)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for record in sorted {
                line(ui, |ui| {
                    ui.add_space(26.0 + 6.0);
                    let (icon, ink) = Ending::of(record).mark(colors);
                    icon_ui(ui, icon, size::ICON, ink);
                    check_ui(ui, record, ctx, out);
                });
            }
        });
}

fn line(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let place = vec2(ui.available_width(), LINE);
    ui.allocate_ui_with_layout(place, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(place);
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = LINE - 2.0;
        ui.add_space(size::PAD - 6.0);
        add(ui);
    });
}

/// A check in words, which leads to its row.
fn check_ui(ui: &mut Ui, record: &CheckRecord, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let ink = match record.result {
        CheckResult::Holds => colors.second,
        CheckResult::Fails | CheckResult::NotEvaluated { .. } => colors.text,
    };
    let words = ctx.presentation.text(&cut(&words(record), MOST_TOLD));
    let text = RichText::new(&words).font(fonts::mono()).color(ink);
    let button = Button::new(text)
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE)
        .truncate();
    let name = format!("Go to the check {words}");
    if ui
        .add(button)
        .accessible_name(name)
        .on_hover_text(words)
        .clicked()
    {
        out.push(Action::ShowCheck(record.row));
    }
}

/// `3 of 4 checks passed`.
fn summary(checks: &ReplyChecks) -> String {
    let counts = checks.counts();
    match (counts.passed, counts.all) {
        (1, 1) => "The check passed".to_owned(),
        (0, 1) => "The check did not pass".to_owned(),
        (passed, all) if passed == all => format!("All {all} checks passed"),
        (passed, all) => format!("{passed} of {all} checks passed"),
    }
}

/// `res.status eq 200: is 403`.
fn words(record: &CheckRecord) -> String {
    match (&record.result, record.kind) {
        (CheckResult::Holds, CheckKind::Assertion) => record.words.get().clone(),
        (CheckResult::Holds, CheckKind::Capture) => format!("captured {}", record.words),
        (CheckResult::Fails, _) => format!("{}: is {}", record.words, record.actual),
        (CheckResult::NotEvaluated { reason, .. }, _) => format!("{}: {reason}", record.words),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::RowId;
    use crate::redact::KnownSecrets;
    use crate::ui::reply_checks::DoneChecks;

    fn checks(results: &[CheckResult]) -> ReplyChecks {
        let text = |text: &str| KnownSecrets::default().redact(text);
        let record = |result: &CheckResult| CheckRecord {
            row: RowId::default(),
            kind: CheckKind::Assertion,
            words: text("res.status eq 200"),
            result: result.clone(),
            expected: text("200"),
            actual: text("403"),
        };
        ReplyChecks::Done(Arc::new(DoneChecks {
            records: results.iter().map(record).collect(),
            ..DoneChecks::default()
        }))
    }

    #[test]
    fn the_summary_counts_and_failures_come_first() {
        use CheckResult::{Fails, Holds};
        assert_eq!(summary(&checks(&[Holds])), "The check passed");
        assert_eq!(summary(&checks(&[Fails])), "The check did not pass");
        assert_eq!(summary(&checks(&[Holds, Holds])), "All 2 checks passed");
        let mixed = checks(&[Holds, Fails, Holds]);
        assert_eq!(summary(&mixed), "2 of 3 checks passed");
        assert_eq!(words(mixed.failures_first()[0]), "res.status eq 200: is 403");
        assert_eq!(mixed.first_failure(), Some(mixed.records()[1].row));
        assert_eq!(checks(&[Holds]).first_failure(), None);
    }
}
