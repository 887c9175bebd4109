//! What came of a run: how far it is, its times, its requests, and the chosen one.

use std::path::{Path, PathBuf};

use eframe::egui::{Button, Color32, Label, ProgressBar, RichText, ScrollArea, Ui, vec2};

use super::{ReportTo, RunFront, RunPage, chart, details, rows};
use crate::formats::run_report::RunReportForm;
use crate::redact::run_record::RunCounts;
use crate::text::measure::{grouped, human_duration};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::run_action::RunAction;
use crate::ui::run_results::{RunFilter, RunOrdering, RunProgress, RunResults};
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::pill::pill;
use crate::ui::widgets::segmented::segmented;

/// Around the table in the window: title, head, chart, choices, details.
const AROUND: f32 = 490.0;
/// Room for what is said of the chosen request.
const DETAILS: f32 = 158.0;
/// While a run is under way its time is drawn this often.
const ELAPSED_EVERY: std::time::Duration = std::time::Duration::from_millis(250);
const FORMS: [(RunReportForm, &str); 4] = [
    (RunReportForm::Junit, "JUnit"),
    (RunReportForm::Json, "JSON"),
    (RunReportForm::Html, "HTML"),
    (RunReportForm::Tap, "TAP"),
];

/// Draws it.
pub(super) fn results_ui(
    ui: &mut Ui,
    page: &mut RunPage,
    folder: &Path,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    if page.results.is_none() {
        page.front = RunFront::Setup;
        return Verdict::Open;
    }
    head_ui(ui, page, folder, ctx, out);
    report_ui(ui, page, out);
    let Some(results) = &mut page.results else {
        return Verdict::Open;
    };
    if results.is_under_way() {
        ui.ctx().request_repaint_after(ELAPSED_EVERY);
    }
    for note in &results.notes {
        let text = RichText::new(note.get().as_str()).color(ctx.tokens.second);
        ui.add(Label::new(text).truncate());
    }
    chart::chart_ui(ui, results, ctx);
    view_ui(ui, results);
    rows::head_ui(ui, results, ctx.tokens);
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(90.0, 520.0);
    let room = vec2(ui.available_width(), height);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        if results.rows() == 0 {
            let text = match (results.is_under_way(), results.view().1) {
                (true, _) => "Nothing has ended yet",
                (false, RunFilter::Failed) => "Nothing failed",
                (false, RunFilter::All) => "Nothing was run",
            };
            ui.label(RichText::new(text).color(ctx.tokens.third));
            return;
        }
        if let Some(id) = rows::rows_ui(ui, results, ctx) {
            details::open(id, page.keeps, out);
        }
    });
    ui.separator();
    let room = vec2(ui.available_width(), DETAILS);
    ui.allocate_ui(room, |ui| {
        ui.set_min_size(room);
        ScrollArea::vertical()
            .id_salt("chosen request")
            .auto_shrink([false, false])
            .show(ui, |ui| details::details_ui(ui, page, ctx, out));
    });
    Verdict::Open
}

/// How it stands, and what can be done with the whole of it.
fn head_ui(ui: &mut Ui, page: &mut RunPage, folder: &Path, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    let Some(results) = &page.results else { return };
    let (words, ink, ground) = verdict_of(results, colors);
    let sum = sum(results, ctx);
    let progress = results.progress;
    let done = results.counts().requests;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a part of a bar some hundred points wide"
    )]
    let part = done as f32 / results.expected.max(1) as f32;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        pill(ui, &words, ink, ground);
        ui.label(RichText::new(sum).color(colors.second));
        match progress {
            RunProgress::UnderWay => {
                if ui.button("Cancel the run").clicked() {
                    out.push(Action::OfRun(RunAction::Cancel));
                }
            }
            RunProgress::Ending => {}
            RunProgress::Ended(_) | RunProgress::Broke => {
                if ui.button("Run again").clicked() {
                    out.push(Action::OfRun(RunAction::Start));
                }
                if ui
                    .button("Change…")
                    .on_hover_text("What is run, and how")
                    .clicked()
                {
                    page.front = RunFront::Setup;
                    page.focus_anew();
                }
                let save = ui.add_enabled(page.report.is_none(), Button::new("Save a report…"));
                if save.clicked() {
                    page.report = Some(ReportTo {
                        path: proposed(folder, RunReportForm::Junit),
                        form: RunReportForm::Junit,
                    });
                }
            }
        }
    });
    if let super::RunStart::Refused(why) = &page.start {
        let why = RichText::new(ctx.presentation.text(why)).color(colors.bad);
        ui.add(Label::new(why).wrap());
    }
    if matches!(progress, RunProgress::UnderWay | RunProgress::Ending) {
        let bar = ProgressBar::new(part).desired_height(6.0).fill(colors.accent);
        let bar = ui.add(bar.desired_width(ui.available_width()));
        bar.accessible_name(format!("{done} of {} requests ended", page.expected()));
    }
}

impl RunPage {
    fn expected(&self) -> usize {
        self.results.as_ref().map_or(0, |results| results.expected)
    }
}

/// The one thing that is read first.
fn verdict_of(results: &RunResults, colors: &Tokens) -> (String, Color32, Color32) {
    let counts = results.counts();
    let failed = counts.failed;
    match results.progress {
        RunProgress::Broke => (
            "Broke off by a bug: please report this".to_owned(),
            colors.bad,
            colors.bad_ground,
        ),
        _ if failed > 0 => (
            format!("{} failed", grouped(failed as u64)),
            colors.bad,
            colors.bad_ground,
        ),
        RunProgress::UnderWay => ("Running".to_owned(), colors.text, colors.raised),
        RunProgress::Ending => ("Ending".to_owned(), colors.text, colors.raised),
        RunProgress::Ended(_) if counts.not_run > 0 => (
            "Not all was run".to_owned(),
            colors.warning,
            colors.warning_ground,
        ),
        RunProgress::Ended(_) => ("All passed".to_owned(), colors.good, colors.good_ground),
    }
}

/// The numbers, in one line.
fn sum(results: &RunResults, ctx: &PanelContext<'_>) -> String {
    let RunCounts {
        requests,
        passed,
        not_run,
        assertions,
        assertions_failed,
        ..
    } = *results.counts();
    let number = |count: usize| grouped(count as u64);
    let mut parts = Vec::new();
    if results.is_under_way() || requests < results.expected {
        parts.push(format!("{} of {}", number(requests), number(results.expected)));
    }
    parts.push(format!("{} passed", number(passed)));
    if not_run > 0 {
        parts.push(format!("{} not run", number(not_run)));
    }
    if assertions > 0 {
        let hold = assertions - assertions_failed;
        parts.push(format!(
            "{} of {} assertions hold",
            number(hold),
            number(assertions)
        ));
    }
    let time = match results.progress {
        RunProgress::Ended(time) => time,
        _ => (ctx.now - results.began).try_into().unwrap_or_default(),
    };
    parts.push(human_duration(time));
    parts.join("  ·  ")
}

/// Where a report goes.
fn report_ui(ui: &mut Ui, page: &mut RunPage, out: &mut Vec<Action>) {
    let Some(report) = &mut page.report else { return };
    let mut done = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let before = report.form;
        choice(ui, "Form of the report", &mut report.form, &FORMS, 100.0);
        if report.form != before {
            let path = PathBuf::from(&report.path);
            report.path = path.with_extension(extension(report.form)).display().to_string();
        }
        let width = (ui.available_width() - 150.0).max(120.0);
        Field::mono(&mut report.path, "File of the report")
            .width(width)
            .ui(ui);
        if ui.button("Write").accessible_name("Write the report").clicked() {
            out.push(Action::OfRun(RunAction::SaveReport {
                path: report.path.clone(),
                form: report.form,
            }));
        }
        done |= ui.button("Cancel").clicked();
    });
    if done {
        page.report = None;
    }
}

fn proposed(folder: &Path, form: RunReportForm) -> String {
    let name = format!("countersign-run.{}", extension(form));
    folder.join(name).display().to_string()
}

fn extension(form: RunReportForm) -> &'static str {
    match form {
        RunReportForm::Junit => "xml",
        RunReportForm::Json => "json",
        RunReportForm::Html => "html",
        RunReportForm::Tap => "tap",
    }
}

/// Order and filter of the table.
fn view_ui(ui: &mut Ui, results: &mut RunResults) {
    let (mut order, mut filter) = results.view();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let orders = [
            (RunOrdering::FailuresFirst, "Failures first"),
            (RunOrdering::AsRun, "As run"),
            (RunOrdering::SlowestFirst, "Slowest first"),
        ];
        segmented(ui, "Order", &mut order, &orders);
        let filters = [(RunFilter::All, "All"), (RunFilter::Failed, "Failed")];
        segmented(ui, "Show", &mut filter, &filters);
    });
    results.set_view((order, filter));
}
