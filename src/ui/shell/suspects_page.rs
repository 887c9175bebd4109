//! The question before a file is written that has something like a secret in it.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::model::{DraftId, ItemRef};
use crate::redact::Suspect;
use crate::ui::action::Action;
use crate::ui::collection_action::{CollectionAction, WithSuspects};
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 620.0;

/// Where a request is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveTarget {
    /// To the file of its tab.
    File,
    /// To a new file.
    New {
        /// The folder that takes it.
        folder: ItemRef,
        /// What the request is called.
        name: String,
        /// Environment that takes typed secrets as variables; empty for the one in force.
        environment: String,
    },
}

/// A save that waits for the answer.
#[derive(Debug)]
pub struct SuspectsPage {
    /// The tab.
    pub draft: DraftId,
    /// Where its request goes.
    pub target: SaveTarget,
    /// What looks like a secret.
    pub suspects: Vec<Suspect>,
    focus: FirstFocus,
}

impl SuspectsPage {
    /// A save that nobody answered about.
    pub fn new(draft: DraftId, target: SaveTarget, suspects: Vec<Suspect>) -> Self {
        Self {
            draft,
            target,
            suspects,
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the question. Values are not shown: the fields have them.
pub fn suspects_page_ui(
    ui: &mut Ui,
    page: &mut SuspectsPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "suspects", WIDTH, "Save a secret into a file?", |ui| {
        let mut verdict = Verdict::Open;
        let text = "This looks like secrets. In a file they would be shared with everybody who has the collection; as \
                    secret variables their values stay on this computer";
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
        ScrollArea::vertical()
            .max_height(260.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for suspect in &page.suspects {
                    let text = sentence(&format!("{}: {}", suspect.words, suspect.what.words()));
                    ui.add(Label::new(RichText::new(text).color(ctx.tokens.text)).wrap());
                }
            });
        let choose = |choice, out: &mut Vec<Action>| {
            out.push(Action::Collection(CollectionAction::SaveWithSuspects(choice)));
        };
        ui.horizontal(|ui| {
            let button = ui.button("Make them variables");
            page.focus.give(&button);
            if button.clicked() {
                choose(WithSuspects::MakeVariables, out);
            }
            let tip = "They are no secrets: the file has them as they stand";
            if ui.button("Save as it is").on_hover_text(tip).clicked() {
                choose(WithSuspects::Keep, out);
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}
