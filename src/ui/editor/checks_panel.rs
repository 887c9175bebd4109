//! The checks of a request: assertions about its reply and values captured from it, each with what came of it last.

use std::collections::HashMap;

use eframe::egui::{Label, RichText, ScrollArea, Ui, vec2};

use crate::checks::expression_problem;
use crate::model::{Request, RowId};
use crate::ui::context::PanelContext;
use crate::ui::editor::assertion_rows::assertions_ui;
use crate::ui::editor::capture_rows::captures_ui;
use crate::ui::fonts;
use crate::ui::reply_checks::ReplyChecks;
use crate::ui::tokens::size;

/// Above and below the line between the two tables.
const APART: f32 = 8.0;

/// What the section shows.
#[derive(Debug, Default)]
pub struct ChecksView {
    /// A row that takes the cursor: it was just added, or is gone to.
    pub focus_row: Option<RowId>,
    problems: Problems,
}

/// What is wrong with expressions, by row: they are read when they are typed, and not in every frame.
#[derive(Debug, Default)]
pub struct Problems(HashMap<RowId, (String, Option<String>)>);

impl Problems {
    /// What is wrong with the expression of a row, for people.
    pub fn of(&mut self, row: RowId, expression: &str) -> Option<String> {
        if let Some((read, problem)) = self.0.get(&row)
            && read == expression
        {
            return problem.clone();
        }
        let problem = expression_problem(expression);
        self.0.insert(row, (expression.to_owned(), problem.clone()));
        problem
    }

    /// Forgets rows that are gone.
    fn keep(&mut self, request: &Request) {
        if self.0.len() <= request.assertions.len() + request.captures.len() {
            return;
        }
        let assertions = request.assertions.iter().map(|row| row.row);
        let rows: Vec<RowId> = assertions
            .chain(request.captures.iter().map(|row| row.row))
            .collect();
        self.0.retain(|row, _| rows.contains(row));
    }
}

/// What the tables take from around them.
pub struct CheckSurroundings<'a> {
    /// What came of the checks of the last reply.
    pub checks: &'a ReplyChecks,
    /// Names of its headers.
    pub headers: &'a [String],
    /// The environment in force, which captures may go into.
    pub environment: Option<&'a str>,
}

/// Draws the section.
pub fn checks_panel_ui(
    ui: &mut Ui,
    view: &mut ChecksView,
    request: &mut Request,
    around: &CheckSurroundings<'_>,
    ctx: &PanelContext<'_>,
) {
    view.problems.keep(request);
    let focus = view.focus_row.take();
    ScrollArea::vertical()
        .id_salt("checks")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(size::GAP, 4.0);
            title_ui(ui, "Assertions", "what the response has to be", ctx);
            let asserted = assertions_ui(
                ui,
                &mut request.assertions,
                focus,
                &mut view.problems,
                around,
                ctx,
            );
            ui.add_space(APART);
            title_ui(ui, "Captures", "values of the response for later requests", ctx);
            let captured = captures_ui(ui, &mut request.captures, focus, &mut view.problems, around, ctx);
            view.focus_row = asserted.or(captured);
        });
}

fn title_ui(ui: &mut Ui, title: &str, what: &str, ctx: &PanelContext<'_>) {
    ui.horizontal(|ui| {
        let title = RichText::new(title).font(fonts::semibold(size::CAPTION));
        ui.label(title.color(ctx.tokens.second));
        let what = RichText::new(what).font(fonts::caption()).color(ctx.tokens.third);
        ui.add(Label::new(what).truncate());
    });
}
