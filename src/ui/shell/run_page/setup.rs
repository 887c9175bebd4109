//! What is run, and how: requests at the left, choices at the right.

use eframe::egui::{Button, Checkbox, Label, RichText, ScrollArea, Ui, vec2};

use super::{Consent, Included, RunCandidate, RunFront, RunPage, RunStart};
use crate::engine::{ErrorStatus, StopAt};
use crate::model::Caution;
use crate::text::measure::grouped;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::run_action::RunAction;
use crate::ui::tokens::{heights, size, verb_color};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::number::{Empty, number_ui};

/// Column of labels, and of fields beside them, in points.
const LABEL: f32 = 92.0;
const VALUE: f32 = 210.0;
const NUMBER: f32 = 84.0;
/// Around the list in the window: title, filter, buttons.
const AROUND: f32 = 240.0;
const METHOD: f32 = 44.0;
/// More at the same time are no use against one service.
const MOST_AT_ONCE: u64 = 256;
/// An hour.
const LONGEST_DELAY_MS: u64 = 3_600_000;
const MOST_RETRIES: u64 = 100;

/// Draws it.
pub(super) fn setup_ui(
    ui: &mut Ui,
    page: &mut RunPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(150.0, 520.0);
    let right = LABEL + VALUE + 2.0 * size::PAD;
    let left = (ui.available_width() - right - size::PAD).max(160.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        ui.allocate_ui(vec2(left, height), |ui| {
            ui.set_min_size(vec2(left, height));
            ui.vertical(|ui| candidates_ui(ui, page, height, ctx));
        });
        ui.allocate_ui(vec2(right, height), |ui| {
            ui.vertical(|ui| {
                ScrollArea::vertical()
                    .id_salt("how it goes")
                    .max_height(height)
                    .auto_shrink([false, true])
                    .show(ui, |ui| how_ui(ui, page, ctx, out));
            });
        });
    });
    ui.separator();
    foot_ui(ui, page, ctx, out)
}

/// The requests, each with its box.
fn candidates_ui(ui: &mut Ui, page: &mut RunPage, height: f32, ctx: &PanelContext<'_>) {
    let is_ready = can_run(page);
    let colors = ctx.tokens;
    let filter = page.form.filter.trim().to_lowercase();
    let is_shown = |candidate: &RunCandidate| {
        filter.is_empty()
            || candidate.name.to_lowercase().contains(&filter)
            || candidate.path.as_str().to_lowercase().contains(&filter)
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let width = (ui.available_width() - 190.0).max(100.0);
        let field = Field::mono(&mut page.form.filter, "Filter the requests")
            .hint("Filter the requests")
            .width(width)
            .ui(ui);
        // A button that can not be pressed yet takes no focus, and does not take it later: what ticks a box must not run.
        if !is_ready {
            page.focus.give(&field);
        }
        for (text, included) in [("Choose all", Included::Yes), ("Choose none", Included::No)] {
            if ui.button(text).clicked() {
                let shown = page.candidates.iter_mut().filter(|candidate| is_shown(candidate));
                shown.for_each(|candidate| candidate.included = included);
            }
        }
    });
    let shown: Vec<usize> = page
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| is_shown(candidate))
        .map(|(at, _)| at)
        .collect();
    if shown.is_empty() {
        let text = if page.candidates.is_empty() {
            "There is no request in it"
        } else {
            "No request has this in its name or path"
        };
        ui.label(RichText::new(text).color(colors.third));
        return;
    }
    let row_height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("requests")
        .max_height(height - heights(ui.ctx()).field - size::GAP)
        .auto_shrink([false, false])
        .show_rows(ui, row_height, shown.len(), |ui, range| {
            for at in shown.get(range).unwrap_or_default() {
                if let Some(candidate) = page.candidates.get_mut(*at) {
                    candidate_ui(ui, candidate, row_height, ctx);
                }
            }
        });
}

fn candidate_ui(ui: &mut Ui, candidate: &mut RunCandidate, height: f32, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.push_id(candidate.path.as_str(), |ui| {
        ui.horizontal(|ui| {
            ui.set_height(height);
            let mut is_included = candidate.included == Included::Yes;
            let told = format!("Run {}", ctx.presentation.text(&candidate.name));
            let checkbox = ui.add(Checkbox::without_text(&mut is_included));
            let changed = checkbox.changed();
            checkbox.accessible_name(told);
            if changed {
                candidate.included = if is_included { Included::Yes } else { Included::No };
            }
            let verb: String = candidate.method.chars().take(6).collect();
            let ink = verb_color(&candidate.method, colors);
            ui.allocate_ui(vec2(METHOD, height), |ui| {
                ui.set_min_width(METHOD);
                ui.label(RichText::new(verb).font(fonts::semibold(10.5)).color(ink));
            });
            let name = RichText::new(ctx.presentation.text(&candidate.name)).color(colors.text);
            ui.label(name);
            let path = RichText::new(candidate.path.as_str()).font(fonts::caption());
            ui.add(Label::new(path.color(colors.third)).truncate());
        });
    });
}

/// How it goes.
fn how_ui(ui: &mut Ui, page: &mut RunPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 6.0;
    if !page.environments.is_empty() {
        row(ui, "Environment", LABEL, |ui| environment_ui(ui, page, out));
    }
    row(ui, "Data", LABEL, |ui| {
        Field::mono(&mut page.form.data, "File with data")
            .hint("CSV or JSON")
            .width(VALUE - 66.0)
            .ui(ui);
        if ui.button("Browse…").accessible_name("Browse for data").clicked() {
            out.push(Action::Browse(PickTarget::RunData));
        }
    });
    row(ui, "At once", LABEL, |ui| {
        let most = (MOST_AT_ONCE, Empty::None);
        number_ui(
            ui,
            "Requests at the same time",
            &mut page.form.parallel,
            most,
            "1",
            NUMBER,
        );
        caption(ui, "at most", ctx);
    });
    row(ui, "Wait", LABEL, |ui| {
        let most = (LONGEST_DELAY_MS, Empty::None);
        number_ui(
            ui,
            "Milliseconds before each request",
            &mut page.form.delay,
            most,
            "0",
            NUMBER,
        );
        caption(ui, "ms before each", ctx);
    });
    row(ui, "Retry", LABEL, |ui| {
        let most = (MOST_RETRIES, Empty::None);
        number_ui(
            ui,
            "Times a failed request is sent again",
            &mut page.form.retries,
            most,
            "0",
            NUMBER,
        );
        caption(ui, "times", ctx).on_hover_text(
            "GET, HEAD, OPTIONS, TRACE, PUT and DELETE, after no reply or a status of 429, 500, 502, 503 or 504",
        );
    });
    let mut stops = page.form.stop == StopAt::FirstFailure;
    if ui.checkbox(&mut stops, "Stop at the first failure").changed() {
        page.form.stop = if stops { StopAt::FirstFailure } else { StopAt::End };
    }
    let mut fails = page.form.error_status == ErrorStatus::Failure;
    let text = "A status of 400 or more is a failure";
    let hint = "Unless an assertion of the request says which status is meant";
    if ui.checkbox(&mut fails, text).on_hover_text(hint).changed() {
        page.form.error_status = if fails {
            ErrorStatus::Failure
        } else {
            ErrorStatus::Reply
        };
    }
    if page.caution == Caution::Dangerous {
        consent_ui(ui, page, ctx);
    }
    for remark in &page.remarks {
        let remark = RichText::new(ctx.presentation.text(remark)).font(fonts::caption());
        ui.add(Label::new(remark.color(colors.warning)).wrap());
    }
}

fn caption(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) -> eframe::egui::Response {
    ui.label(RichText::new(text).font(fonts::caption()).color(ctx.tokens.third))
}

fn environment_ui(ui: &mut Ui, page: &RunPage, out: &mut Vec<Action>) {
    let chosen = page
        .environments
        .iter()
        .position(|name| *name == page.environment);
    let mut now = chosen;
    let mut choices = vec![(None, "No environment")];
    choices.extend(
        page.environments
            .iter()
            .enumerate()
            .map(|(at, name)| (Some(at), name.as_str())),
    );
    choice(ui, "Environment", &mut now, &choices, VALUE);
    if now != chosen {
        let name = now.and_then(|at| page.environments.get(at)).cloned();
        out.push(Action::OfRun(RunAction::UseEnvironment(name.unwrap_or_default())));
    }
}

/// In a dangerous environment what may change data is asked about once, before the run.
fn consent_ui(ui: &mut Ui, page: &mut RunPage, ctx: &PanelContext<'_>) {
    let asked = page.asked_about();
    if asked == 0 {
        caption(
            ui,
            "This environment is marked as dangerous. Nothing that is chosen changes data",
            ctx,
        );
        return;
    }
    let noun = if asked == 1 { "request" } else { "requests" };
    let text = format!(
        "{} is marked as dangerous, and {} {noun} may change data in it",
        page.environment,
        grouped(asked as u64)
    );
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.bad)).wrap());
    let mut given = page.form.consent == Consent::Given;
    if ui.checkbox(&mut given, "Send them all the same").changed() {
        page.form.consent = if given { Consent::Given } else { Consent::Missing };
    }
}

/// Whether something is chosen, and what is asked about was answered.
fn can_run(page: &RunPage) -> bool {
    let consents = page.asked_about() == 0 || page.form.consent == Consent::Given;
    page.included().next().is_some()
        && consents
        && !matches!(page.start, RunStart::AwaitsSecrets | RunStart::Reading)
}

fn foot_ui(ui: &mut Ui, page: &mut RunPage, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let colors = ctx.tokens;
    let mut verdict = Verdict::Open;
    let count = page.included().count();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let text = match count {
            1 => "Run 1 request".to_owned(),
            count => format!("Run {} requests", grouped(count as u64)),
        };
        let ready = can_run(page);
        let button = Button::new(RichText::new(text).color(colors.accent_ink)).fill(colors.accent);
        let run = ui.add_enabled(ready, button);
        if ready {
            page.focus.give(&run);
        }
        if run.clicked() {
            out.push(Action::OfRun(RunAction::Start));
        }
        if page.results.is_some() && ui.button("Back to the last run").clicked() {
            page.front = RunFront::Results;
        }
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
        match &page.start {
            RunStart::Free => {}
            RunStart::AwaitsSecrets => {
                let text = "Reading the values of secret variables…";
                ui.label(RichText::new(text).color(colors.third));
            }
            RunStart::Reading => {
                ui.label(RichText::new("Reading the requests…").color(colors.third));
            }
            RunStart::Refused(why) => {
                let why = RichText::new(ctx.presentation.text(why)).color(colors.bad);
                ui.add(Label::new(why).wrap());
            }
        }
    });
    verdict
}
