//! The page that opens a collection: a path, the system's dialog, or one that was open before.

use std::path::{Path, PathBuf};

use eframe::egui::{Button, Key, Label, RichText, ScrollArea, Ui};

use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 620.0;

/// What is typed on the page.
#[derive(Debug, Default)]
pub struct OpenCollectionPage {
    /// Path of the folder, as typed or picked.
    pub path: String,
    /// Folders that were open before, the latest first.
    pub recents: Vec<PathBuf>,
    cursor: FirstFocus,
}

impl OpenCollectionPage {
    /// One that offers these folders.
    pub fn new(recents: Vec<PathBuf>) -> Self {
        Self {
            recents,
            ..Self::default()
        }
    }
}

/// Draws the page.
pub fn open_collection_page_ui(
    ui: &mut Ui,
    page: &mut OpenCollectionPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "open collection", WIDTH, "Open a collection", |ui| {
        let mut verdict = Verdict::Open;
        let text = "The folder of an opencollection.yml, or of a file in one. Bruno writes such folders";
        ui.label(RichText::new(text).color(ctx.tokens.second));
        let mut go = false;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 110.0).max(160.0);
            let field = Field::mono(&mut page.path, "Folder of the collection")
                .hint("/home/you/apis/pets")
                .width(width)
                .ui(ui);
            page.cursor.give(&field);
            go = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if ui.button("Browse…").clicked() {
                out.push(Action::Browse(PickTarget::Collection));
            }
        });
        if !page.recents.is_empty() {
            let title = RichText::new("Open before").font(fonts::semibold(11.5));
            ui.label(title.color(ctx.tokens.third));
        }
        ScrollArea::vertical()
            .max_height(240.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for root in &page.recents {
                    if recent_ui(ui, root, ctx) {
                        open(root.clone(), out);
                        verdict = Verdict::Close;
                    }
                }
            });
        ui.horizontal(|ui| {
            let path = page.path.trim();
            let button = ui.add_enabled(!path.is_empty(), Button::new("Open"));
            if (button.clicked() || go) && !path.is_empty() {
                open(PathBuf::from(path), out);
                verdict = Verdict::Close;
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}

fn recent_ui(ui: &mut Ui, root: &Path, ctx: &PanelContext<'_>) -> bool {
    let name = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy();
    ui.horizontal(|ui| {
        let clicked = ui.button(name.as_ref()).clicked();
        let place = RichText::new(root.display().to_string()).font(fonts::caption());
        ui.add(Label::new(place.color(ctx.tokens.third)).truncate());
        clicked
    })
    .inner
}

fn open(root: PathBuf, out: &mut Vec<Action>) {
    out.push(Action::Collection(CollectionAction::OpenCollection(root)));
}
