//! One form for every secret that has no value on this computer: what a clone of a collection needs to be sent.

use eframe::egui::{Label, RichText, ScrollArea, Ui};

use crate::model::Secret;
use crate::ui::action::{Action, VariablesAction};
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::tokens::{size, tokens};
use crate::ui::variable_scope::{ScopeId, TypedSecret};
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::form_row::row;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::widgets::secret_field::secret_field;

const WIDTH: f32 = 640.0;
/// Column of the names.
const NAMES: f32 = 180.0;
/// Room for the words behind a field.
const USES: f32 = 190.0;

/// A secret without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingValue {
    /// Whose variable it is.
    pub scope: ScopeId,
    /// Its name.
    pub name: String,
    /// Requests of the collection that can not be sent without it; `None` while they are counted.
    pub used_in: Option<usize>,
    /// As typed.
    pub value: Secret,
}

impl MissingValue {
    /// One that nobody has typed yet.
    pub fn new(scope: ScopeId, name: impl Into<String>) -> Self {
        Self {
            scope,
            name: name.into(),
            used_in: None,
            value: Secret::default(),
        }
    }
}

/// Whether the system has a key store that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepsIn {
    /// It has.
    KeyStore,
    /// Values are in memory until the program ends.
    Memory,
}

/// The form.
#[derive(Debug)]
pub struct MissingValuesPage {
    /// The secrets without a value.
    pub values: Vec<MissingValue>,
    /// Where values are kept.
    pub keeps_in: KeepsIn,
    focus: FirstFocus,
}

impl MissingValuesPage {
    /// A form that is not filled in.
    pub fn new(values: Vec<MissingValue>, keeps_in: KeepsIn) -> Self {
        Self {
            values,
            keeps_in,
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the form. What is left empty stays missing.
pub fn missing_values_page_ui(ui: &mut Ui, page: &mut MissingValuesPage, out: &mut Vec<Action>) -> Verdict {
    let colors = tokens(ui.ctx());
    modal_page(ui, "missing values", WIDTH, "Missing secret values", |ui| {
        let kept = match page.keeps_in {
            KeepsIn::KeyStore => {
                "Secrets are in no file of the collection. What you type here is kept in the key store of this computer"
            }
            KeepsIn::Memory => {
                "Secrets are in no file of the collection. No key store answers on this computer, so what you type here is \
                 kept in memory until the program ends"
            }
        };
        ui.add(Label::new(RichText::new(kept).color(colors.second)).wrap());
        let most = (ui.ctx().content_rect().height() - 240.0).clamp(120.0, 460.0);
        ScrollArea::vertical()
            .max_height(most)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 14.0);
                for (index, value) in page.values.iter_mut().enumerate() {
                    ui.push_id(index, |ui| {
                        let field = value_ui(ui, value);
                        if index == 0 {
                            page.focus.give(&field);
                        }
                    });
                }
            });
        let typed = page.values.iter().filter(|value| !value.value.is_empty()).count();
        buttons_ui(ui, page, typed, out)
    })
}

fn value_ui(ui: &mut Ui, value: &mut MissingValue) -> eframe::egui::Response {
    let colors = tokens(ui.ctx());
    let mut field = None;
    row(ui, &value.name, NAMES, |ui| {
        let width = (ui.available_width() - USES).max(120.0);
        let name = format!("Value of {}", value.name);
        field = Some(secret_field(
            ui,
            &mut value.value,
            &name,
            "no value on this computer",
            width,
        ));
        let whose = match &value.scope {
            ScopeId::Environment(name) => name.clone(),
            ScopeId::Folder { name, .. } => format!("folder {name}"),
            scope => scope.title().to_lowercase(),
        };
        let used = match value.used_in {
            None => whose,
            Some(0) => format!("{whose}, in no request"),
            Some(1) => format!("{whose}, in 1 request"),
            Some(count) => format!("{whose}, in {count} requests"),
        };
        let used = RichText::new(used).font(fonts::caption()).color(colors.third);
        ui.add(Label::new(used).truncate());
    });
    field.unwrap_or_else(|| ui.label(""))
}

fn buttons_ui(ui: &mut Ui, page: &MissingValuesPage, typed: usize, out: &mut Vec<Action>) -> Verdict {
    let mut verdict = Verdict::Open;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::GAP;
        let text = match page.keeps_in {
            KeepsIn::KeyStore => "Keep in the key store",
            KeepsIn::Memory => "Keep until the program ends",
        };
        let keep = ui.add_enabled_ui(typed > 0, |ui| ui.button(text)).inner;
        let keep = keep.on_disabled_hover_text("Type a value first");
        if keep.clicked() {
            let values = page.values.iter().filter(|value| !value.value.is_empty());
            let values = values.map(|value| {
                let typed = TypedSecret {
                    name: value.name.clone(),
                    value: value.value.clone(),
                };
                (value.scope.clone(), typed)
            });
            let keep = VariablesAction::KeepSecrets(values.collect());
            out.push(Action::OfVariables(keep));
            verdict = Verdict::Close;
        }
        if ui.button("Cancel").clicked() {
            verdict = Verdict::Close;
        }
        if typed > 0 && typed < page.values.len() {
            let left = match page.values.len() - typed {
                1 => "1 stays missing".to_owned(),
                left => format!("{left} stay missing"),
            };
            let text = RichText::new(left).font(fonts::caption());
            ui.label(text.color(tokens(ui.ctx()).third));
        }
    });
    verdict
}
