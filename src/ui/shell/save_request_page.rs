//! The page that puts a request into a folder of a collection.

use eframe::egui::{Atom, Atoms, Button, Label, RichText, ScrollArea, Ui, vec2};

use crate::model::{DraftId, ItemRef};
use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 560.0;
const LABEL: f32 = 70.0;
/// What deeper folders are indented by.
const INDENT: &str = "    ";

/// A folder that can take the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub folder: ItemRef,
    /// Its name.
    pub name: String,
    /// 0 for a collection.
    pub depth: usize,
    /// Environments of its collection.
    pub environments: Vec<String>,
}

/// What is typed and chosen on the page.
#[derive(Debug)]
pub struct SaveRequestPage {
    draft: DraftId,
    name: String,
    targets: Vec<Target>,
    chosen: usize,
    /// What the typed secrets of the request are called, as "secret access key".
    secrets: Vec<&'static str>,
    environment: String,
    cursor: FirstFocus,
}

impl SaveRequestPage {
    /// For the request of a tab; `into` is the folder that is proposed, `environment` the one in force there.
    pub fn new(
        draft: DraftId,
        name: String,
        targets: Vec<Target>,
        into: Option<&ItemRef>,
        environment: String,
        secrets: Vec<&'static str>,
    ) -> Self {
        let chosen = into.and_then(|into| targets.iter().position(|target| target.folder == *into));
        Self {
            draft,
            name,
            chosen: chosen.unwrap_or(0),
            targets,
            secrets,
            environment,
            cursor: FirstFocus::default(),
        }
    }
}

/// Draws the page.
pub fn save_request_page_ui(
    ui: &mut Ui,
    page: &mut SaveRequestPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "save request", WIDTH, "Save the request", |ui| {
        if page.targets.is_empty() {
            return no_collection_ui(ui, ctx, out);
        }
        let mut verdict = Verdict::Open;
        ui.horizontal(|ui| {
            ui.add_sized(
                [LABEL, 24.0],
                Label::new(RichText::new("Name").color(ctx.tokens.second)),
            );
            let field = Field::mono(&mut page.name, "Name of the request")
                .hint("List pets")
                .ui(ui);
            page.cursor.give(&field);
        });
        let title = RichText::new("Into").color(ctx.tokens.second);
        ui.label(title);
        ScrollArea::vertical()
            .max_height(260.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (at, target) in page.targets.iter().enumerate() {
                    let text = format!("{}{}", INDENT.repeat(target.depth), target.name);
                    let mut atoms = Atoms::new(text);
                    atoms.push_right(Atom::grow());
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let button = Button::selectable(page.chosen == at, atoms);
                    let wide = vec2(ui.available_width(), 24.0);
                    if ui
                        .add(button.min_size(wide))
                        .accessible_name(&target.name)
                        .clicked()
                    {
                        page.chosen = at;
                    }
                }
            });
        secrets_ui(ui, page, ctx);
        ui.horizontal(|ui| {
            let target = page.targets.get(page.chosen);
            let is_ready = !page.name.trim().is_empty() && target.is_some();
            if let (true, Some(target)) = (ui.add_enabled(is_ready, Button::new("Save")).clicked(), target) {
                out.push(Action::Collection(CollectionAction::SaveAs {
                    draft: page.draft.clone(),
                    folder: target.folder.clone(),
                    name: page.name.trim().to_owned(),
                    environment: page.environment.trim().to_owned(),
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

fn no_collection_ui(ui: &mut Ui, ctx: &PanelContext<'_>, out: &mut Vec<Action>) -> Verdict {
    let text = "A request is kept in a collection, a folder of files. None is open yet; until then it stays in its tab, \
                also after a restart";
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        for command in [Command::NewCollection, Command::OpenCollection] {
            if ui.button(command.text()).clicked() {
                out.push(Action::Run(command));
                verdict = Verdict::Close;
            }
        }
        if ui.button("Cancel").clicked() {
            verdict = Verdict::Close;
        }
    });
    verdict
}

/// What becomes of typed secrets.
fn secrets_ui(ui: &mut Ui, page: &mut SaveRequestPage, ctx: &PanelContext<'_>) {
    if page.secrets.is_empty() {
        return;
    }
    let text = format!(
        "No secret is written to a file: the {} becomes a secret variable of an environment. Its value stays on this \
         computer",
        page.secrets.join(" and the ")
    );
    ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
    let known = page
        .targets
        .get(page.chosen)
        .map(|target| target.environments.clone())
        .unwrap_or_default();
    ui.horizontal(|ui| {
        ui.label(RichText::new("Environment").color(ctx.tokens.second));
        Field::mono(&mut page.environment, "Environment that takes the secrets")
            .hint("local")
            .width(180.0)
            .ui(ui);
        if !known.is_empty() {
            ui.menu_button(RichText::new("Choose").font(fonts::caption()), |ui| {
                for name in known {
                    if ui.selectable_label(page.environment == name, &name).clicked() {
                        page.environment = name;
                        ui.close();
                    }
                }
            });
        }
    });
}
