//! The table of captures.

use eframe::egui::{Id, Response, Ui};

use crate::model::{Capture, CaptureScope, RowId, RowState};
use crate::resolve::can_be_named;
use crate::ui::context::PanelContext;
use crate::ui::editor::check_result::{Effect, ResultWords, Shown, below_ui, beside_ui};
use crate::ui::editor::check_rows::{Columns, FIELDS, LEAD, ResultPlace, Wish, carry_out, empty_ui, rows_ui};
use crate::ui::editor::check_words::{expressions, is_beginning};
use crate::ui::editor::checks_panel::{CheckSurroundings, Problems};
use crate::ui::editor::params_panel::entered;
use crate::ui::editor::row_notes::row_note_ui;
use crate::ui::editor::table::{add_ui, check_ui};
use crate::ui::icons;
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::row_order;

/// Draws the table; the row that takes the cursor next.
pub fn captures_ui(
    ui: &mut Ui,
    rows: &mut Vec<Capture>,
    focus: Option<RowId>,
    problems: &mut Problems,
    around: &CheckSurroundings<'_>,
    ctx: &PanelContext<'_>,
) -> Option<RowId> {
    let table = ui.make_persistent_id("capture rows");
    let columns = Columns::of(ui.available_width());
    let wish = rows_ui(ui, table, rows, focus, |ui, index, row, wish| {
        row_ui(
            ui,
            (table, index),
            row,
            (focus, columns),
            problems,
            (around, ctx),
            wish,
        );
    });
    if rows.is_empty() {
        empty_ui(ui, table, rows, |ui, row| {
            fields_ui(ui, table, 1, row, columns, around.headers);
        });
    }
    let wish = if add_ui(ui, "Add capture").clicked() {
        Some(Wish::Add)
    } else {
        wish
    };
    wish.and_then(|wish| carry_out(rows, wish))
}

fn row_ui(
    ui: &mut Ui,
    (table, index): (Id, usize),
    row: &mut Capture,
    (focus, columns): (Option<RowId>, Columns),
    problems: &mut Problems,
    (around, ctx): (&CheckSurroundings<'_>, &PanelContext<'_>),
    wish: &mut Option<Wish>,
) {
    let number = index + 1;
    let name = format!("Capture {number}");
    let shown = if around.checks.is_secret(&row.variable) {
        Shown::Hidden
    } else {
        Shown::InClear
    };
    let problem = problem(row, problems, around);
    let words = match (row.state, &problem) {
        (RowState::Enabled, None | Some(Problem::InMemory)) => around.checks.of_row(row.row),
        _ => None,
    };
    let effect = if around.checks.is_taken(&row.variable) {
        Effect::Taken
    } else {
        Effect::NextSend
    };
    let words = words.map(|record| ResultWords::of_capture(record, shown, effect));
    let mut is_typed = false;
    ui.horizontal(|ui| {
        row_order::handle_ui(ui, table, index, &format!("capture {number}"));
        check_ui(ui, &mut row.state, &format!("Carry out capture {number}"));
        let fields = fields_ui(ui, table, number, row, columns, around.headers);
        if let Some(expression) = fields.first() {
            if focus == Some(row.row) {
                expression.request_focus();
            }
            is_typed = expression.has_focus() && is_beginning(&row.expression);
        }
        if fields.iter().any(|field| entered(ui, field)) {
            *wish = Some(Wish::Enter(index + 1));
        }
        if let ResultPlace::Beside(width) = columns.result {
            beside_ui(ui, width, &name, words.as_ref(), ctx);
        }
        if icon_button(ui, icons::TRASH_2, &format!("Remove capture {number}")).clicked() {
            *wish = Some(Wish::Remove(row.row));
        }
    });
    match (problem, words) {
        (Some(problem), _) if !is_typed => row_note_ui(ui, LEAD, &problem.words()),
        (None, Some(words)) if columns.result == ResultPlace::Below => {
            below_ui(ui, LEAD, &name, &words, ctx);
        }
        _ => {}
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// Its expression, for people.
    Expression(String),
    /// No variable takes the value.
    NoVariable,
    /// No text can name the variable.
    Name(String),
    /// There is no environment that takes the value.
    InMemory,
}

impl Problem {
    fn words(&self) -> String {
        match self {
            Self::Expression(why) => why.clone(),
            Self::NoVariable => "Nothing is captured: name the variable that takes the value".to_owned(),
            Self::Name(name) => format!(
                "No text can name the variable {name}: use letters, digits, hyphens, underscores and dots"
            ),
            Self::InMemory => "No environment is chosen: the value stays in memory".to_owned(),
        }
    }
}

fn problem(row: &Capture, problems: &mut Problems, around: &CheckSurroundings<'_>) -> Option<Problem> {
    let variable = row.variable.trim();
    let is_blank = row.expression.trim().is_empty() && variable.is_empty();
    if row.state == RowState::Disabled || is_blank {
        return None;
    }
    if let Some(why) = problems.of(row.row, &row.expression) {
        return Some(Problem::Expression(why));
    }
    if variable.is_empty() {
        return Some(Problem::NoVariable);
    }
    if !can_be_named(variable) {
        return Some(Problem::Name(variable.to_owned()));
    }
    let is_nowhere = row.scope == CaptureScope::Environment && around.environment.is_none();
    is_nowhere.then_some(Problem::InMemory)
}

/// Expression, variable and scope of a row.
fn fields_ui(
    ui: &mut Ui,
    table: Id,
    number: usize,
    row: &mut Capture,
    columns: Columns,
    headers: &[String],
) -> Vec<Response> {
    let [expression_id, variable_id] = FIELDS.map(|field| table.with((row.row, field)));
    let expression = Field::mono(&mut row.expression, &format!("Capture {number} expression"))
        .hint("res.body.id")
        .width(columns.expression)
        .completing(ui, expression_id, |query| expressions(query, headers));
    let variable = Field::mono(&mut row.variable, &format!("Capture {number} variable"))
        .hint("Variable")
        .width(columns.value)
        .id(variable_id)
        .ui(ui);
    let choices = [
        (CaptureScope::Run, "in memory"),
        (CaptureScope::Environment, "in environment"),
    ];
    let name = format!("Capture {number} kept");
    choice(ui, &name, &mut row.scope, &choices, columns.choice);
    vec![expression, variable]
}
