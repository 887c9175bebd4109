//! Where the credentials of a request come from: each value with its file and line, variable or field, and who would be
//! asked.

use eframe::egui::{Grid, Label, RichText, ScrollArea, Ui};

use crate::formats::plan_rows::PlanRow;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::live::Problem;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 820.0;
/// Values are broken at this width: a column that finds its own grows for many frames.
const VALUES: f32 = 400.0;

/// The way to credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanPage {
    /// The files are being read.
    Asked,
    /// Each value, and who would be asked.
    Planned {
        /// The values, secrets as marks.
        rows: Vec<PlanRow>,
        /// Whom a send would ask, in this order.
        asked: Vec<String>,
    },
    /// There is none.
    Failed(Problem),
}

/// Draws the page.
pub fn plan_page_ui(ui: &mut Ui, page: &PlanPage, ctx: &PanelContext<'_>) -> Verdict {
    modal_page(
        ui,
        "credential plan",
        WIDTH,
        "Where the credentials come from",
        |ui| {
            match page {
                PlanPage::Asked => text_ui(ui, "Reading the config files…", ctx),
                PlanPage::Failed(problem) => {
                    let text = format!("{}. {}", sentence(&problem.message), sentence(&problem.hint));
                    text_ui(ui, &text, ctx);
                }
                PlanPage::Planned { rows, asked } => {
                    let most = (ui.ctx().content_rect().height() - 240.0).clamp(120.0, 560.0);
                    ScrollArea::vertical()
                        .max_height(most)
                        .auto_shrink([false, true])
                        .show(ui, |ui| rows_ui(ui, rows, ctx));
                    let asked = match asked.as_slice() {
                        [] => "Send asks nobody for them".to_owned(),
                        asked => format!("Send asks {}", asked.join(", then ")),
                    };
                    text_ui(ui, &asked, ctx);
                }
            }
            if ui.button("Close").clicked() {
                Verdict::Close
            } else {
                Verdict::Open
            }
        },
    )
}

fn rows_ui(ui: &mut Ui, rows: &[PlanRow], ctx: &PanelContext<'_>) {
    Grid::new("plan")
        .num_columns(3)
        .max_col_width(VALUES)
        .spacing([size::GAP, 4.0])
        .show(ui, |ui| {
            for row in rows {
                ui.label(RichText::new(row.label.trim()).color(ctx.tokens.second));
                let value = ctx.presentation.text(&row.value);
                let value = RichText::new(value).font(fonts::mono()).color(ctx.tokens.text);
                ui.add(Label::new(value).wrap());
                let from = row.from.as_deref().unwrap_or_default();
                let from = RichText::new(from).font(fonts::caption()).color(ctx.tokens.third);
                ui.add(Label::new(from).wrap());
                ui.end_row();
            }
        });
}

fn text_ui(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) {
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
}
