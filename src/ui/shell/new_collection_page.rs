//! The page that makes a collection.

use eframe::egui::{Button, Label, RichText, Ui};

use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::context::PanelContext;
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 560.0;
const LABEL: f32 = 70.0;

/// What is typed on the page.
#[derive(Debug, Default)]
pub struct NewCollectionPage {
    /// What it is called.
    pub name: String,
    /// The folder in which its folder is made.
    pub folder: String,
    cursor: FirstFocus,
}

impl NewCollectionPage {
    /// One that proposes this folder.
    pub fn new(folder: String) -> Self {
        Self {
            folder,
            ..Self::default()
        }
    }
}

/// Draws the page.
pub fn new_collection_page_ui(
    ui: &mut Ui,
    page: &mut NewCollectionPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "new collection", WIDTH, "New collection", |ui| {
        let mut verdict = Verdict::Open;
        ui.horizontal(|ui| {
            ui.add_sized(
                [LABEL, 24.0],
                Label::new(RichText::new("Name").color(ctx.tokens.second)),
            );
            let field = Field::mono(&mut page.name, "Name of the collection")
                .hint("Pet store")
                .ui(ui);
            page.cursor.give(&field);
        });
        ui.horizontal(|ui| {
            ui.add_sized(
                [LABEL, 24.0],
                Label::new(RichText::new("Folder").color(ctx.tokens.second)),
            );
            let width = (ui.available_width() - 110.0).max(160.0);
            Field::mono(&mut page.folder, "Folder in which it is made")
                .width(width)
                .ui(ui);
            if ui.button("Browse…").clicked() {
                out.push(Action::Browse(PickTarget::CollectionFolder));
            }
        });
        let text = "A folder of that name is made there, with an opencollection.yml in it. Secrets are never written \
                    into it";
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
        ui.horizontal(|ui| {
            let is_ready = !page.name.trim().is_empty() && !page.folder.trim().is_empty();
            if ui.add_enabled(is_ready, Button::new("Make collection")).clicked() {
                out.push(Action::Collection(CollectionAction::CreateCollection {
                    folder: page.folder.trim().to_owned(),
                    name: page.name.trim().to_owned(),
                }));
                verdict = Verdict::Close;
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}
