//! What differs between the file of a request and its tab, line by line.

use eframe::egui::{Label, RichText, Ui};

use crate::model::DraftId;
use crate::ui::action::Action;
use crate::ui::changed_lines::{ChangedLine, changed_lines_ui};
use crate::ui::collection_action::{CollectionAction, Resolution};
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 860.0;
/// Why the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody wants to see what Save would change.
    Unsaved,
    /// The file was changed by another program since it was read, and the tab has edits.
    Conflict,
}

/// A comparison of file and tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesPage {
    /// The tab.
    pub draft: DraftId,
    /// The file, as it is named in the sidebar.
    pub file: String,
    /// Why it is shown.
    pub occasion: Occasion,
    /// What differs, with some lines around it.
    pub lines: Vec<ChangedLine>,
}

/// Draws the page.
pub fn changes_page_ui(
    ui: &mut Ui,
    page: &ChangesPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let title = match page.occasion {
        Occasion::Unsaved => "Unsaved changes",
        Occasion::Conflict => "The file was changed by another program",
    };
    modal_page(ui, "changes", WIDTH, title, |ui| {
        let text = match page.occasion {
            Occasion::Unsaved => format!("What Save would change in {}", page.file),
            Occasion::Conflict => format!(
                "{} differs from what this tab was opened with, and the tab has edits that are not saved. Neither is lost \
                 until you choose. Lines with - are the file's, lines with + this tab's",
                page.file
            ),
        };
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
        let most = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 560.0);
        changed_lines_ui(ui, &page.lines, most, ctx);
        buttons_ui(ui, page, out)
    })
}

fn buttons_ui(ui: &mut Ui, page: &ChangesPage, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    let resolve = |resolution| Action::Collection(CollectionAction::Resolve(page.draft.clone(), resolution));
    ui.horizontal(|ui| match page.occasion {
        Occasion::Unsaved => {
            if ui.button("Save").clicked() {
                out.push(Action::Run(Command::SaveRequest));
                verdict = Verdict::Close;
            }
            let tip = "The tab shows the file again; Undo brings the edits back";
            if ui.button("Discard the edits").on_hover_text(tip).clicked() {
                out.push(resolve(Resolution::TakeTheirs));
                verdict = Verdict::Close;
            }
            if ui.button("Close").clicked() {
                verdict = Verdict::Close;
            }
        }
        Occasion::Conflict => {
            let tip = "The file is written over with what is in the tab (+)";
            if ui.button("Keep mine").on_hover_text(tip).clicked() {
                out.push(resolve(Resolution::KeepMine));
                verdict = Verdict::Close;
            }
            let tip = "The tab shows what is in the file (-); Undo brings the edits back";
            if ui.button("Take the file's").on_hover_text(tip).clicked() {
                out.push(resolve(Resolution::TakeTheirs));
                verdict = Verdict::Close;
            }
            if ui.button("Save mine under another name…").clicked() {
                out.push(Action::Run(Command::SaveRequestAs));
                verdict = Verdict::Close;
            }
            if ui.button("Decide later").clicked() {
                verdict = Verdict::Close;
            }
        }
    });
    verdict
}
