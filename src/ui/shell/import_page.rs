//! The import of collections: a file, what of it would come and what not, where it goes, and the way back.

use eframe::egui::{Button, Event, Key, Label, RichText, ScrollArea, Ui, vec2};

use crate::formats::import::{CollectionTree, Import, TransferOutcome, TreeCounts, TreeItem};
use crate::model::ItemRef;
use crate::text::measure::grouped;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::import_action::{ImportAction, ImportTo};
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::shell::transfer_notes::{heading_ui, note_line, notes_ui, sentences_ui};
use crate::ui::tokens::{heights, size, tokens, verb_color};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 960.0;
/// Column of labels, and of the list of places, in points.
const LABEL: f32 = 60.0;
const PLACES: f32 = 320.0;
/// Around the preview in the window: title, file, place, buttons.
const AROUND: f32 = 330.0;
/// So far a row stands to the right of the one above it.
const INDENT: f32 = 16.0;
const METHOD: f32 = 48.0;

/// The page.
#[derive(Debug)]
pub struct ImportPage {
    /// The file, as typed.
    pub path: String,
    /// How far it is.
    pub state: ImportState,
    /// Where it can go besides a new collection, with the name of each.
    pub places: Vec<(String, ItemRef)>,
    /// Which of the places; `None` for a new collection.
    pub chosen: Option<usize>,
    /// Folder in which new collections are made, as typed.
    pub folder: String,
    focus: FirstFocus,
}

/// How far an import is.
#[derive(Debug, Default)]
pub enum ImportState {
    /// No file was read.
    #[default]
    Empty,
    /// Files are being read.
    Reading,
    /// An address was typed: whether it is fetched.
    Asked(String),
    /// It is being fetched.
    Fetching(String),
    /// None could be read, and why.
    Failed(String),
    /// Everything was read: this would come.
    Read(Preview),
    /// It is being written.
    Writing(Preview),
    /// It was written.
    Done {
        /// What, in a sentence each.
        lines: Vec<String>,
        /// What is not as it was shown.
        notes: Vec<String>,
    },
}

/// What was read, and how it is shown.
#[derive(Debug, Default)]
pub struct Preview {
    /// What the files hold.
    pub imports: Vec<Import>,
    rows: Vec<PreviewRow>,
    notes: Vec<(TransferOutcome, String)>,
}

#[derive(Debug)]
struct PreviewRow {
    depth: usize,
    what: What,
    name: String,
    remark: String,
}

#[derive(Debug)]
enum What {
    Collection,
    Environment,
    Folder,
    Request(String),
}

impl Preview {
    /// What would come, and what not.
    pub fn new(imports: Vec<Import>) -> Self {
        let mut preview = Self::default();
        for import in &imports {
            for collection in &import.collections {
                if import.passes_over(collection) {
                    preview.pass_over(collection);
                } else {
                    preview.add(collection);
                }
            }
        }
        preview.imports = imports;
        preview
    }

    fn add(&mut self, collection: &CollectionTree) {
        if !collection.items.is_empty() {
            self.rows.push(PreviewRow {
                depth: 0,
                what: What::Collection,
                name: collection.name.clone(),
                remark: counted(collection.counts()),
            });
            self.add_items(&collection.items, 1);
        }
        for environment in &collection.environments {
            let count = environment.variables.len();
            self.rows.push(PreviewRow {
                depth: usize::from(!collection.items.is_empty()),
                what: What::Environment,
                name: environment.name.clone(),
                remark: format!("environment of {}", noun(count, "variable", "variables")),
            });
        }
        self.add_notes(collection);
    }

    fn pass_over(&mut self, collection: &CollectionTree) {
        let text = format!("{}: It has no requests and is not imported", collection.name);
        self.notes.push((TransferOutcome::Dropped, text));
        self.add_notes(collection);
    }

    fn add_notes(&mut self, collection: &CollectionTree) {
        let notes = collection.report.iter();
        self.notes
            .extend(notes.map(|note| (note.outcome, note_line(note))));
    }

    fn add_items(&mut self, items: &[TreeItem], depth: usize) {
        for item in items {
            match item {
                TreeItem::Folder(folder) => {
                    self.rows.push(PreviewRow {
                        depth,
                        what: What::Folder,
                        name: folder.name.clone(),
                        remark: String::new(),
                    });
                    self.add_items(&folder.items, depth + 1);
                }
                TreeItem::Request(request) => self.rows.push(PreviewRow {
                    depth,
                    what: What::Request(request.http.method.clone()),
                    name: request.info.name.clone(),
                    remark: request.http.url.chars().take(200).collect(),
                }),
            }
        }
    }
}

fn noun(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", grouped(count as u64))
}

fn counted(counts: TreeCounts) -> String {
    [
        noun(counts.requests, "request", "requests"),
        noun(counts.folders, "folder", "folders"),
        noun(counts.variables, "variable", "variables"),
    ]
    .join(", ")
}

impl ImportPage {
    /// No file could be read: the cursor goes back to where its path is typed.
    pub fn fail(&mut self, why: String) {
        self.state = ImportState::Failed(why);
        self.focus = FirstFocus::Wanted;
    }

    /// A page that offers these places.
    pub fn new(places: Vec<(String, ItemRef)>, folder: String) -> Self {
        Self {
            path: String::new(),
            state: ImportState::default(),
            places,
            chosen: None,
            folder,
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the page.
pub fn import_page_ui(
    ui: &mut Ui,
    page: &mut ImportPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "import", WIDTH, "Import", |ui| {
        let colors = ctx.tokens;
        let text = "OpenAPI 3 and Swagger 2, Postman, Insomnia, Hoppscotch, Bruno, HTTP Archives (HAR), .http and Hurl files or folders of them, and shell scripts with curl commands. Nothing of it is run or sent";
        ui.add(Label::new(RichText::new(text).color(colors.second)).wrap());
        take_text(ui, page, out);
        file_ui(ui, page, out);
        match &page.state {
            ImportState::Empty => {}
            ImportState::Asked(url) => asked_ui(ui, url, ctx),
            ImportState::Fetching(url) => {
                let text = format!("Fetching {url}…");
                ui.add(Label::new(RichText::new(text).color(colors.third)).truncate());
            }
            ImportState::Reading => {
                ui.label(RichText::new("Reading…").color(colors.third));
            }
            ImportState::Failed(why) => {
                let why = RichText::new(ctx.presentation.text(why)).color(colors.bad);
                ui.add(Label::new(why).wrap());
            }
            ImportState::Read(preview) | ImportState::Writing(preview) => preview_ui(ui, preview, ctx),
            ImportState::Done { lines, notes } => {
                sentences_ui(ui, lines, (icons::CIRCLE_CHECK, colors.good), ctx);
                sentences_ui(ui, notes, (icons::TRIANGLE_ALERT, colors.warning), ctx);
            }
        }
        if matches!(page.state, ImportState::Read(_)) {
            place_ui(ui, page);
        }
        foot_ui(ui, page, out)
    })
}

fn file_ui(ui: &mut Ui, page: &mut ImportPage, out: &mut Vec<Action>) {
    row(ui, "File", LABEL, |ui| {
        let width = (ui.available_width() - 250.0).max(120.0);
        let field = Field::mono(&mut page.path, "File to import")
            .hint("Path of a file or folder, or URL; or drop files, or paste their text")
            .width(width)
            .ui(ui);
        page.focus.give(&field);
        let go = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui
            .button("Browse…")
            .accessible_name("Browse for a file")
            .clicked()
        {
            out.push(Action::Browse(PickTarget::Import));
        }
        if ui
            .button("Folder…")
            .accessible_name("Browse for a folder")
            .clicked()
        {
            out.push(Action::Browse(PickTarget::ImportFolder));
        }
        let can_read = !page.path.trim().is_empty()
            && !matches!(
                page.state,
                ImportState::Reading | ImportState::Fetching(_) | ImportState::Writing(_)
            );
        if (ui.add_enabled(can_read, Button::new("Read")).clicked() || go) && can_read {
            if is_address(&page.path) {
                page.state = ImportState::Asked(page.path.trim().to_owned());
                return;
            }
            out.push(Action::OfImport(ImportAction::Read {
                path: page.path.clone(),
            }));
        }
    });
}

/// Whether it is an address and no path.
fn is_address(typed: &str) -> bool {
    let typed = typed.trim().to_ascii_lowercase();
    typed.starts_with("https://") || typed.starts_with("http://")
}

fn asked_ui(ui: &mut Ui, url: &str, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let text = format!("Fetch {url}?");
    ui.add(Label::new(RichText::new(ctx.presentation.text(&text)).color(colors.text)).wrap());
    let text = "One GET without credentials, cookies or headers of yours. It is listed under \"Calls of Countersign itself\"";
    ui.add(Label::new(RichText::new(text).color(colors.second)).wrap());
    if url.to_ascii_lowercase().starts_with("http:") {
        let text = "It is not encrypted: others on the way can read and change the file";
        ui.add(Label::new(RichText::new(text).color(colors.warning)).wrap());
    }
}

/// A paste that is a file's text and no path goes where files go.
fn take_text(ui: &Ui, page: &ImportPage, out: &mut Vec<Action>) {
    if matches!(
        page.state,
        ImportState::Reading | ImportState::Fetching(_) | ImportState::Writing(_)
    ) {
        return;
    }
    let is_content = |text: &str| text.trim_start().starts_with(['{', '[']) || text.trim().contains('\n');
    let mut pasted = None;
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Paste(text) if is_content(text) => {
                pasted = Some(text.clone());
                false
            }
            _ => true,
        });
    });
    out.extend(pasted.map(|text| Action::OfImport(ImportAction::ReadText(text))));
}

/// What comes at the left, what does not come as it was at the right.
fn preview_ui(ui: &mut Ui, preview: &Preview, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(120.0, 460.0);
    let half = (ui.available_width() - size::PAD) / 2.0;
    let is_whole = preview.notes.is_empty();
    let left = if is_whole { ui.available_width() } else { half };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = size::PAD;
        ui.allocate_ui(vec2(left, height), |ui| {
            ui.set_min_size(vec2(left, height));
            ui.vertical(|ui| {
                heading_ui(ui, "What comes", colors);
                rows_ui(ui, &preview.rows, height, ctx);
            });
        });
        if is_whole {
            return;
        }
        ui.allocate_ui(vec2(half, height), |ui| {
            ui.set_min_size(vec2(half, height));
            ui.vertical(|ui| {
                heading_ui(
                    ui,
                    &format!(
                        "What does not come as it was ({})",
                        grouped(preview.notes.len() as u64)
                    ),
                    colors,
                );
                notes_ui(ui, &preview.notes, height, ctx);
            });
        });
    });
}

fn rows_ui(ui: &mut Ui, rows: &[PreviewRow], height: f32, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let row_height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("what comes")
        .max_height(height - 20.0)
        .auto_shrink([false, false])
        .show_rows(ui, row_height, rows.len(), |ui, range| {
            for row in rows.get(range).unwrap_or_default() {
                ui.horizontal(|ui| {
                    ui.set_height(row_height);
                    #[expect(clippy::cast_precision_loss, reason = "some dozen folders")]
                    ui.add_space(row.depth as f32 * INDENT);
                    let (icon, ink) = match &row.what {
                        What::Collection => (icons::LIBRARY, colors.accent),
                        What::Environment => (icons::BRACES, colors.second),
                        What::Folder => (icons::FOLDER, colors.second),
                        What::Request(method) => {
                            let verb: String = method.chars().take(6).collect();
                            let verb = RichText::new(verb).font(fonts::semibold(10.5));
                            ui.allocate_ui(vec2(METHOD, row_height), |ui| {
                                ui.set_min_width(METHOD);
                                ui.label(verb.color(verb_color(method, colors)));
                            });
                            ("", colors.second)
                        }
                    };
                    if !icon.is_empty() {
                        ui.label(RichText::new(icon).font(fonts::icons(14.0)).color(ink));
                    }
                    ui.label(RichText::new(ctx.presentation.text(&row.name)).color(colors.text));
                    let remark = RichText::new(ctx.presentation.text(&row.remark)).font(fonts::caption());
                    ui.add(Label::new(remark.color(colors.third)).truncate());
                });
            }
        });
}

fn place_ui(ui: &mut Ui, page: &mut ImportPage) {
    row(ui, "Into", LABEL, |ui| {
        let mut choices = vec![(None, "A new collection")];
        choices.extend(
            page.places
                .iter()
                .enumerate()
                .map(|(at, (name, _))| (Some(at), name.as_str())),
        );
        choice(ui, "Into", &mut page.chosen, &choices, PLACES);
        if page.chosen.is_none() {
            ui.label("in");
            let width = ui.available_width().max(120.0);
            Field::mono(&mut page.folder, "Folder of new collections")
                .width(width)
                .ui(ui);
        }
    });
}

fn foot_ui(ui: &mut Ui, page: &ImportPage, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        match &page.state {
            ImportState::Read(_) => {
                let colors = tokens(ui.ctx());
                let text = RichText::new("Import").color(colors.accent_ink);
                let import = ui.add(Button::new(text).fill(colors.accent));
                if import.accessible_name("Import what is shown").clicked() {
                    let to = match page.chosen.and_then(|at| page.places.get(at)) {
                        Some((_, item)) => ImportTo::Into(item.clone()),
                        None => ImportTo::NewCollection(page.folder.clone()),
                    };
                    out.push(Action::OfImport(ImportAction::Write(to)));
                }
            }
            ImportState::Writing(_) => {
                ui.label("Writing…");
            }
            ImportState::Done { .. } => {
                let hint = "Delete what was imported; it is kept with everything that is deleted";
                if ui.button("Undo the import").on_hover_text(hint).clicked() {
                    out.push(Action::OfImport(ImportAction::Undo));
                }
            }
            ImportState::Asked(url) => {
                let colors = tokens(ui.ctx());
                let text = RichText::new("Fetch").color(colors.accent_ink);
                let fetch = ui.add(Button::new(text).fill(colors.accent));
                if fetch.accessible_name("Fetch the file").clicked() {
                    out.push(Action::OfImport(ImportAction::Fetch { url: url.clone() }));
                }
            }
            ImportState::Empty | ImportState::Reading | ImportState::Fetching(_) | ImportState::Failed(_) => {
            }
        }
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
    });
    verdict
}
