//! The history over the window: what was sent, searched, filtered, opened again, compared and cleared.

mod details;
mod filters;
mod keeping;

use eframe::egui::{Label, RichText, ScrollArea, Ui, vec2};

pub use keeping::keeping_ui;

use crate::model::ExchangeId;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::history_action::{HistoryAction, HistoryKeeping};
use crate::ui::history_list::HistoryList;
use crate::ui::history_rows::{RowAsked, RowWidth, history_rows_ui, lead_to_rows, table_head_ui};
use crate::ui::page::Verdict;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 1120.0;
/// Around the table in the window: title, filters, details, buttons.
const AROUND: f32 = 434.0;
/// Room for what is said of the chosen row.
const DETAILS: f32 = 156.0;

/// The page.
#[derive(Debug)]
pub struct HistoryPage {
    /// What is looked for, and what was found.
    pub list: HistoryList,
    /// How many exchanges the query finds, for people; empty while they are counted.
    pub count: String,
    /// What is kept, and how much, as it is typed.
    pub keeping: HistoryKeeping,
    /// The same as it is in force.
    pub in_force: HistoryKeeping,
    /// Where a HAR file is written, as typed.
    pub har_path: String,
    /// The exchange that another one is compared with.
    pub marked: Option<ExchangeId>,
    /// The note of the chosen row, as typed.
    note: (Option<ExchangeId>, String),
    front: Front,
    focus: FirstFocus,
}

/// What stands below the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Front {
    /// The chosen row.
    #[default]
    Details,
    /// What is kept, and how much.
    Keeping,
    /// The question before everything is deleted.
    Clearing,
    /// Where the HAR file goes.
    Exporting,
}

impl HistoryPage {
    /// A page that shows everything.
    pub fn new(keeping: HistoryKeeping, har_path: String) -> Self {
        Self {
            list: HistoryList::default(),
            count: String::new(),
            in_force: keeping.clone(),
            keeping,
            har_path,
            marked: None,
            note: (None, String::new()),
            front: Front::default(),
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the page.
pub fn history_page_ui(
    ui: &mut Ui,
    page: &mut HistoryPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "history", WIDTH, "History", |ui| {
        let search = Field::mono(&mut page.list.query.text, "Search the history")
            .hint("Search URL, headers, bodies, findings and notes")
            .width(ui.available_width())
            .ui(ui);
        page.focus.give(&search);
        lead_to_rows(ui, &search, &mut page.list);
        filters::filters_ui(ui, &mut page.list);
        table_head_ui(ui, ctx.tokens);
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(120.0, 560.0);
        let room = vec2(ui.available_width(), height);
        let mut verdict = Verdict::Open;
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            if let Some(why) = nothing(&page.list) {
                ui.label(RichText::new(why).color(ctx.tokens.third));
                return;
            }
            match history_rows_ui(ui, &mut page.list, RowWidth::Table, ctx) {
                RowAsked::Opened => {
                    if let Some(id) = page.list.selected {
                        out.push(Action::History(HistoryAction::Open(id)));
                        verdict = Verdict::Close;
                    }
                }
                RowAsked::Selected => page.front = Front::Details,
                RowAsked::Nothing => {}
            }
        });
        ui.separator();
        let room = vec2(ui.available_width(), DETAILS);
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            ScrollArea::vertical().id_salt("below").show(ui, |ui| {
                let below = match page.front {
                    Front::Details => details::details_ui(ui, page, ctx, out),
                    Front::Keeping => {
                        keeping_ui(ui, &mut page.keeping, &mut page.in_force, out);
                        Verdict::Open
                    }
                    Front::Clearing => {
                        clearing_ui(ui, page, out);
                        Verdict::Open
                    }
                    Front::Exporting => {
                        exporting_ui(ui, page, out);
                        Verdict::Open
                    }
                };
                if below == Verdict::Close {
                    verdict = Verdict::Close;
                }
            });
        });
        if foot_ui(ui, page) == Verdict::Close {
            verdict = Verdict::Close;
        }
        verdict
    })
}

/// Why there are no rows, when there are none.
fn nothing(list: &HistoryList) -> Option<String> {
    if let Some(problem) = list.problem() {
        return Some(problem.to_owned());
    }
    if !list.rows().is_empty() {
        return None;
    }
    let is_all = list.query == crate::model::HistoryQuery::default();
    Some(match (list.is_answered(), is_all) {
        (false, _) => "Reading…".to_owned(),
        (true, true) => "Nothing was sent yet, or nothing is kept. What you send comes here".to_owned(),
        (true, false) => "Nothing is found. Take a filter away, or look for less".to_owned(),
    })
}

fn clearing_ui(ui: &mut Ui, page: &mut HistoryPage, out: &mut Vec<Action>) {
    let text = "Nothing brings back what is cleared: it is wiped from the disk";
    ui.label(RichText::new(text).color(tokens(ui.ctx()).warning));
    ui.horizontal(|ui| {
        let mut chosen = None;
        if ui.button("Clear all but what is pinned").clicked() {
            chosen = Some(HistoryAction::ClearUnpinned);
        }
        if ui.button("Clear everything").clicked() {
            chosen = Some(HistoryAction::ClearAll);
        }
        if ui.button("Keep it").clicked() {
            page.front = Front::Details;
        }
        if let Some(action) = chosen {
            out.push(Action::History(action));
            page.front = Front::Details;
        }
    });
}

fn exporting_ui(ui: &mut Ui, page: &mut HistoryPage, out: &mut Vec<Action>) {
    let text = "An HTTP Archive (HAR 1.2) of what is found, with marks in the places of secrets";
    ui.label(RichText::new(text).color(tokens(ui.ctx()).second));
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 190.0).max(160.0);
        Field::mono(&mut page.har_path, "File of the archive")
            .width(width)
            .ui(ui);
        if ui.button("Write HAR").clicked() {
            let path = page.har_path.clone();
            out.push(Action::History(HistoryAction::ExportHar { path }));
            page.front = Front::Details;
        }
        if ui.button("Cancel").clicked() {
            page.front = Front::Details;
        }
    });
}

/// What can be done with all of it, and the button that closes the page.
fn foot_ui(ui: &mut Ui, page: &mut HistoryPage) -> Verdict {
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        for (front, text) in [
            (Front::Exporting, "Export as HAR…"),
            (Front::Keeping, "What is kept…"),
            (Front::Clearing, "Clear…"),
        ] {
            if ui.button(text).clicked() {
                page.front = if page.front == front {
                    Front::Details
                } else {
                    front
                };
            }
        }
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
        let count = RichText::new(&page.count).color(tokens(ui.ctx()).third);
        ui.add(Label::new(count).truncate());
    });
    verdict
}
