//! The export of a collection: what, in which format, what of it that format can not say, and into which file.

use eframe::egui::{Button, Id, Key, Label, RichText, Ui};

use crate::formats::collection_tree::TransferOutcome;
use crate::formats::export::{ExportFormat, Exported};
use crate::model::ItemRef;
use crate::text::measure::grouped;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::export_action::{Existing, ExportAction, ExportChoice};
use crate::ui::icons;
use crate::ui::page::Verdict;
use crate::ui::pick::PickTarget;
use crate::ui::shell::transfer_notes::{heading_ui, note_line, notes_ui, sentences_ui};
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::choice::choice;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 760.0;
/// Column of labels, and of the lists beside it, in points.
const LABEL: f32 = 100.0;
const LIST: f32 = 320.0;
/// Around the notes in the window: title, choices, file, buttons.
const AROUND: f32 = 400.0;

/// The page.
#[derive(Debug)]
pub struct ExportPage {
    /// What can be exported, with the name of each and its environments.
    pub sources: Vec<ExportSourceRow>,
    /// Which of them.
    pub chosen: usize,
    /// The format.
    pub format: ExportFormat,
    /// The environment, by its place in the list of the collection.
    pub environment: usize,
    /// The file, as typed.
    pub path: String,
    /// Whose words the file is.
    pub path_from: PathFrom,
    /// How far it is.
    pub state: ExportState,
    asked: Option<ExportChoice>,
    focus: FirstFocus,
}

/// Something that can be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSourceRow {
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub item: ItemRef,
    /// Names of the environments of its collection.
    pub environments: Vec<String>,
    /// What the person should know before; empty for nothing.
    pub remark: String,
}

/// Whose words a file name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathFrom {
    /// It was made of the name, and follows it.
    #[default]
    Name,
    /// It was typed.
    Person,
}

/// How far an export is.
#[derive(Debug, Default)]
pub enum ExportState {
    /// It is being made.
    #[default]
    Making,
    /// It was made, and not written.
    Made(Made),
    /// Nothing could be made, and why.
    Failed(String),
    /// It is being written.
    Writing(Made),
    /// A file is there already: this one.
    Exists(Made, String),
    /// It was written.
    Done(Vec<String>),
}

/// What was made, and how it is shown.
#[derive(Debug, Default)]
pub struct Made {
    /// The texts.
    pub exported: Exported,
    notes: Vec<(TransferOutcome, String)>,
}

impl Made {
    /// With its notes as they are shown.
    pub fn new(exported: Exported) -> Self {
        let notes = exported.report.iter();
        Self {
            notes: notes.map(|note| (note.outcome, note_line(note))).collect(),
            exported,
        }
    }
}

impl ExportPage {
    /// A page with one of the sources chosen.
    pub fn new(sources: Vec<ExportSourceRow>, chosen: usize, format: ExportFormat) -> Self {
        Self {
            sources,
            chosen,
            format,
            environment: 0,
            path: String::new(),
            path_from: PathFrom::default(),
            state: ExportState::default(),
            asked: None,
            focus: FirstFocus::Wanted,
        }
    }

    /// What is chosen.
    pub fn source(&self) -> Option<&ExportSourceRow> {
        self.sources.get(self.chosen)
    }

    /// What is to be made as the page stands.
    pub fn choice(&self) -> Option<ExportChoice> {
        let source = self.source()?;
        Some(ExportChoice {
            item: source.item.clone(),
            format: self.format,
            environment: match self.format {
                ExportFormat::Postman => None,
                ExportFormat::OpenApi | ExportFormat::Har => {
                    source.environments.get(self.environment).cloned()
                }
            },
        })
    }

    fn is_free(&self) -> bool {
        !matches!(self.state, ExportState::Writing(_))
    }
}

/// Draws the page.
pub fn export_page_ui(
    ui: &mut Ui,
    page: &mut ExportPage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "export", WIDTH, "Export", |ui| {
        let colors = ctx.tokens;
        let text = "For other programs. No value of a secret leaves: variables for secrets come without their values";
        ui.add(Label::new(RichText::new(text).color(colors.second)).wrap());
        choices_ui(ui, page);
        ask(page, out);
        if let Some(source) = page.source()
            && !source.remark.is_empty()
        {
            let remark = [source.remark.clone()];
            sentences_ui(ui, &remark, (icons::TRIANGLE_ALERT, colors.warning), ctx);
        }
        match &page.state {
            ExportState::Making => {
                ui.label(RichText::new("Reading…").color(colors.third));
            }
            ExportState::Failed(why) => {
                let why = RichText::new(ctx.presentation.text(why)).color(colors.bad);
                ui.add(Label::new(why).wrap());
            }
            ExportState::Made(made) | ExportState::Writing(made) => made_ui(ui, made, ctx),
            ExportState::Exists(made, text) => {
                made_ui(ui, made, ctx);
                sentences_ui(
                    ui,
                    std::slice::from_ref(text),
                    (icons::TRIANGLE_ALERT, colors.warning),
                    ctx,
                );
            }
            ExportState::Done(lines) => {
                sentences_ui(ui, lines, (icons::CIRCLE_CHECK, colors.good), ctx);
            }
        }
        file_ui(ui, page, out);
        foot_ui(ui, page, out)
    })
}

fn choices_ui(ui: &mut Ui, page: &mut ExportPage) {
    row(ui, "Export", LABEL, |ui| {
        let choices: Vec<(usize, &str)> = page
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| (at, source.name.as_str()))
            .collect();
        choice(ui, "What to export", &mut page.chosen, &choices, LIST);
    });
    row(ui, "Format", LABEL, |ui| {
        let choices = ExportFormat::ALL.map(|format| (format, format.label()));
        choice(ui, "Format", &mut page.format, &choices, LIST);
    });
    if page.format == ExportFormat::Postman {
        return;
    }
    let environments = page
        .source()
        .map(|source| source.environments.clone())
        .unwrap_or_default();
    if environments.len() > 1 {
        row(ui, "Values of", LABEL, |ui| {
            let choices: Vec<(usize, &str)> = environments
                .iter()
                .enumerate()
                .map(|(at, name)| (at, name.as_str()))
                .collect();
            choice(
                ui,
                "Environment with the values",
                &mut page.environment,
                &choices,
                LIST,
            );
        });
    }
}

/// Asks for what is chosen, once for each choice.
fn ask(page: &mut ExportPage, out: &mut Vec<Action>) {
    let choice = page.choice();
    if page.asked == choice || !page.is_free() {
        return;
    }
    page.asked.clone_from(&choice);
    page.state = ExportState::Making;
    out.extend(choice.map(|choice| Action::OfExport(ExportAction::Make(choice))));
}

fn made_ui(ui: &mut Ui, made: &Made, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let noun = if made.exported.requests == 1 {
        "request"
    } else {
        "requests"
    };
    let beside = match made.exported.beside.len() {
        0 => String::new(),
        1 => ", and a file for the environment".to_owned(),
        count => format!(", and a file for each of {count} environments"),
    };
    let text = format!("{} {noun}{beside}", grouped(made.exported.requests as u64));
    ui.label(RichText::new(text).color(colors.text));
    if made.notes.is_empty() {
        ui.label(RichText::new("Everything comes as it is").color(colors.third));
        return;
    }
    let heading = format!(
        "What does not come as it is ({})",
        grouped(made.notes.len() as u64)
    );
    heading_ui(ui, &heading, colors);
    #[expect(clippy::cast_precision_loss, reason = "some thousand notes")]
    let wanted = 24.0 + made.notes.len() as f32 * (heights(ui.ctx()).row + 2.0);
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(60.0, wanted.max(60.0));
    ui.scope(|ui| notes_ui(ui, &made.notes, height, ctx));
}

fn file_ui(ui: &mut Ui, page: &mut ExportPage, out: &mut Vec<Action>) {
    row(ui, "File", LABEL, |ui| {
        let width = (ui.available_width() - 100.0).max(120.0);
        let field = Field::mono(&mut page.path, "File to write")
            .width(width)
            // What stands above it changes while it is typed in.
            .id(Id::unique("file of the export"))
            .ui(ui);
        page.focus.give(&field);
        if field.changed() {
            page.path_from = PathFrom::Person;
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && can_write(page) {
            out.push(write(page, Existing::Kept));
        }
        if ui
            .button("Browse…")
            .accessible_name("Browse for a place")
            .clicked()
        {
            out.push(Action::Browse(PickTarget::Export));
        }
    });
}

fn can_write(page: &ExportPage) -> bool {
    let is_made = matches!(page.state, ExportState::Made(_) | ExportState::Exists(..));
    is_made && !page.path.trim().is_empty()
}

fn write(page: &ExportPage, existing: Existing) -> Action {
    Action::OfExport(ExportAction::Write {
        path: page.path.clone(),
        existing,
    })
}

fn foot_ui(ui: &mut Ui, page: &ExportPage, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        match &page.state {
            ExportState::Writing(_) => {
                ui.label("Writing…");
            }
            ExportState::Done(_) => {}
            ExportState::Exists(..) => {
                let hint = "The files that are there are lost";
                if ui.button("Replace").on_hover_text(hint).clicked() {
                    out.push(write(page, Existing::Replaced));
                }
            }
            ExportState::Making | ExportState::Made(_) | ExportState::Failed(_) => {
                let colors = tokens(ui.ctx());
                let button = if can_write(page) {
                    Button::new(RichText::new("Export").color(colors.accent_ink)).fill(colors.accent)
                } else {
                    Button::new("Export")
                };
                let export = ui.add_enabled(can_write(page), button);
                if export.accessible_name("Write the export").clicked() {
                    out.push(write(page, Existing::Kept));
                }
            }
        }
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
    });
    verdict
}
