//! The table of assertions.

use eframe::egui::{Atom, Atoms, Button, Id, Popup, RichText, ScrollArea, Ui, vec2};

use crate::model::{Assertion, AssertionOperator, RowId, RowState};
use crate::ui::context::PanelContext;
use crate::ui::editor::check_result::{ResultWords, below_ui, beside_ui};
use crate::ui::editor::check_rows::{Columns, FIELDS, LEAD, ResultPlace, Wish, carry_out, empty_ui, rows_ui};
use crate::ui::editor::check_words::{expressions, is_beginning, operator_words, value_hint};
use crate::ui::editor::checks_panel::{CheckSurroundings, Problems};
use crate::ui::editor::params_panel::entered;
use crate::ui::editor::row_notes::row_note_ui;
use crate::ui::editor::table::{add_ui, cell_ui, check_ui};
use crate::ui::tokens::{heights, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::row_order;
use crate::ui::{fonts, icons};

/// The list of operators is no higher, in points.
const LIST: f32 = 320.0;
/// Width of the list.
const LIST_WIDTH: f32 = 190.0;

/// Draws the table; the row that takes the cursor next.
pub fn assertions_ui(
    ui: &mut Ui,
    rows: &mut Vec<Assertion>,
    focus: Option<RowId>,
    problems: &mut Problems,
    around: &CheckSurroundings<'_>,
    ctx: &PanelContext<'_>,
) -> Option<RowId> {
    let table = ui.make_persistent_id("assertion rows");
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
    let wish = if add_ui(ui, "Add assertion").clicked() {
        Some(Wish::Add)
    } else {
        wish
    };
    wish.and_then(|wish| carry_out(rows, wish))
}

fn row_ui(
    ui: &mut Ui,
    (table, index): (Id, usize),
    row: &mut Assertion,
    (focus, columns): (Option<RowId>, Columns),
    problems: &mut Problems,
    (around, ctx): (&CheckSurroundings<'_>, &PanelContext<'_>),
    wish: &mut Option<Wish>,
) {
    let number = index + 1;
    let name = format!("Assertion {number}");
    let is_blank = row.expression.trim().is_empty() && row.value.trim().is_empty();
    let problem = match row.state {
        RowState::Enabled if !is_blank => problems.of(row.row, &row.expression),
        _ => None,
    };
    let words = match (row.state, &problem) {
        (RowState::Enabled, None) => around.checks.of_row(row.row).map(ResultWords::of_assertion),
        _ => None,
    };
    let mut is_typed = false;
    ui.horizontal(|ui| {
        row_order::handle_ui(ui, table, index, &format!("assertion {number}"));
        check_ui(ui, &mut row.state, &format!("Judge assertion {number}"));
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
        if icon_button(ui, icons::TRASH_2, &format!("Remove assertion {number}")).clicked() {
            *wish = Some(Wish::Remove(row.row));
        }
    });
    match (problem, words) {
        (Some(problem), _) if !is_typed => row_note_ui(ui, LEAD, &problem),
        (None, Some(words)) if columns.result == ResultPlace::Below => {
            below_ui(ui, LEAD, &name, &words, ctx);
        }
        _ => {}
    }
}

/// Expression, operator and value of a row.
fn fields_ui(
    ui: &mut Ui,
    table: Id,
    number: usize,
    row: &mut Assertion,
    columns: Columns,
    headers: &[String],
) -> Vec<eframe::egui::Response> {
    let [expression_id, value_id] = FIELDS.map(|field| table.with((row.row, field)));
    let mut fields = vec![
        Field::mono(&mut row.expression, &format!("Assertion {number} expression"))
            .hint("res.status")
            .width(columns.expression)
            .completing(ui, expression_id, |query| expressions(query, headers)),
    ];
    operator_ui(ui, number, &mut row.operator, columns.choice);
    if row.operator.takes_value() {
        fields.push(
            Field::mono(&mut row.value, &format!("Assertion {number} value"))
                .variables()
                .hint(value_hint(&row.operator))
                .width(columns.value)
                .completing(ui, value_id, |_| Vec::new()),
        );
    } else {
        cell_ui(ui, columns.value, |_| {});
    }
    fields
}

/// The operator, with a list of all when it is open.
fn operator_ui(ui: &mut Ui, number: usize, operator: &mut AssertionOperator, width: f32) {
    let colors = tokens(ui.ctx());
    let shown = operator_words(operator).to_owned();
    let mut atoms = Atoms::new(RichText::new(&shown).color(colors.text));
    atoms.push_right(Atom::grow());
    let chevron = RichText::new(icons::CHEVRON_DOWN).font(fonts::icons(13.0));
    atoms.push_right(chevron.color(colors.third));
    ui.scope(|ui| {
        ui.set_max_width(width);
        let button = Button::new(atoms)
            .fill(colors.field)
            .truncate()
            .min_size(vec2(width, heights(ui.ctx()).field));
        let name = format!("Assertion {number} operator");
        let response = ui.add(button).accessible_name(format!("{name}: {shown}"));
        let tip = format!("{} in the file", operator.as_str());
        let response = response.on_hover_text(tip);
        Popup::menu(&response).width(LIST_WIDTH).show(|ui| {
            ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
                ui.set_min_width(LIST_WIDTH);
                ui.spacing_mut().item_spacing.y = 2.0;
                for choice in AssertionOperator::ALL {
                    let words = operator_words(&choice);
                    let entry = ui.add(Button::selectable(choice == *operator, words));
                    if entry.accessible_name(format!("{name}: choose {words}")).clicked() {
                        *operator = choice;
                        ui.close();
                    }
                }
            });
        });
    });
}
