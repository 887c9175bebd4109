//! The page of variables: global ones, those of the collection, and of each of its environments.
//!
//! What is typed stays here until it is saved or taken back; closing the page loses nothing.

mod look;
mod scope_list;
mod table;

use eframe::egui::{Label, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::model::{Environment, RowId};
use crate::ui::action::{Action, VariablesAction};
use crate::ui::command::Command;
use crate::ui::editor::bulk::Bulk;
use crate::ui::key_bindings::bindings;
use crate::ui::page::Verdict;
use crate::ui::tokens::{size, tokens};
use crate::ui::variable_scope::{SavedVariables, ScopeId, SecretPlace, TypedSecret, VariableScope};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::{fonts, icons};
use scope_list::Naming;

const WIDTH: f32 = 1040.0;
/// Width of the list of scopes.
const LIST: f32 = 190.0;
/// Around the table in the window: title, margins.
const AROUND: f32 = 150.0;
/// The table is not higher.
const HIGHEST: f32 = 620.0;

/// The page, and what is typed in it.
#[derive(Debug)]
pub struct VariablesPage {
    /// Scopes in the order of the list.
    scopes: Vec<VariableScope>,
    /// The one whose table is shown.
    front: ScopeId,
    /// An environment that is given a name.
    naming: Option<Naming>,
    /// The table while it is edited as text.
    bulk: Option<Bulk>,
    /// A row that takes the cursor.
    focus_row: Option<RowId>,
}

impl VariablesPage {
    /// A page with these scopes, one of them in front.
    pub fn new(scopes: Vec<VariableScope>, front: ScopeId) -> Self {
        Self {
            scopes,
            front,
            naming: None,
            bulk: None,
            focus_row: None,
        }
    }

    /// Brings a scope to the front.
    pub fn show(&mut self, scope: ScopeId) {
        if self.front != scope {
            self.front = scope;
            self.bulk = None;
            self.focus_row = None;
        }
    }

    /// Brings an environment to the front, with the cursor in this variable.
    pub fn show_variable(&mut self, scope: ScopeId, name: &str) {
        self.show(scope);
        self.bulk = None;
        let rows = self.in_front().map(|scope| scope.environment.variables.iter());
        let row = rows.and_then(|mut rows| rows.rfind(|variable| variable.name == name));
        self.focus_row = row.map(|variable| variable.row);
    }

    /// Takes the scopes as they are now on disk, after a save, an edit elsewhere or a git checkout. What is typed stays,
    /// also of an environment whose file is gone.
    pub fn follow(&mut self, now: Vec<VariableScope>) {
        let mut before = std::mem::take(&mut self.scopes);
        for scope in now {
            let known = before.iter().position(|known| known.id == scope.id);
            let scope = match known.map(|at| before.remove(at)) {
                Some(mut known) => {
                    known.follow(scope);
                    known
                }
                None => scope,
            };
            self.scopes.push(scope);
        }
        for mut gone in before.into_iter().filter(VariableScope::is_unsaved) {
            let problem = match gone.id {
                ScopeId::Environment(_) => "Its file is gone. Save writes it anew",
                _ => "Its file is gone. Copy what you need to another scope",
            };
            gone.problem = Some(problem.to_owned());
            self.scopes.push(gone);
        }
        if self.in_front().is_none()
            && let Some(first) = self.scopes.first()
        {
            self.front = first.id.clone();
        }
    }

    /// An environment was given another name: what is typed goes with it.
    pub fn renamed(&mut self, from: &str, to: &str) {
        let (from, to) = (
            ScopeId::Environment(from.to_owned()),
            ScopeId::Environment(to.to_owned()),
        );
        if let Some(scope) = self.scopes.iter_mut().find(|scope| scope.id == from) {
            scope.rename(to.clone());
        }
        if self.front == from {
            self.front = to;
        }
    }

    /// A save did not happen, and why.
    pub fn failed(&mut self, scope: &ScopeId, problem: String) {
        if let Some(scope) = self.scopes.iter_mut().find(|known| known.id == *scope) {
            scope.problem = Some(problem);
        }
    }

    /// What is typed and not saved, by the titles of the scopes.
    pub fn unsaved(&self) -> Vec<&str> {
        let unsaved = self.scopes.iter().filter(|scope| scope.is_unsaved());
        unsaved.map(|scope| scope.id.title()).collect()
    }

    /// What is typed and not saved: whose variables, and how they are.
    pub fn unsaved_scopes(&self) -> impl Iterator<Item = (&ScopeId, &Environment)> {
        let unsaved = self.scopes.iter().filter(|scope| scope.is_unsaved());
        unsaved.map(|scope| (&scope.id, &scope.environment))
    }

    /// Where a value was typed for a secret that is not kept yet, by the titles of the scopes.
    pub fn unsaved_secrets(&self) -> impl Iterator<Item = &str> {
        let unsaved = self.scopes.iter().filter(|scope| scope.has_unsaved_secrets());
        unsaved.map(|scope| scope.id.title())
    }

    /// What was typed for the request in front and is not part of it yet. The page shows another request the next time.
    pub fn take_request(&mut self) -> Option<SavedVariables> {
        let at = self
            .scopes
            .iter()
            .position(|scope| scope.id == ScopeId::Request)?;
        let scope = self.scopes.remove(at);
        scope.is_unsaved().then(|| scope.to_save())
    }

    /// Types what is to be saved later, with the values of secrets that this computer has; unless something is typed there
    /// already.
    pub fn take_typed(
        &mut self,
        id: ScopeId,
        environment: Environment,
        values: &[(TypedSecret, SecretPlace)],
    ) {
        let at = self.scopes.iter().position(|scope| scope.id == id);
        match at.and_then(|at| self.scopes.get_mut(at)) {
            Some(scope) if scope.is_unsaved() => {}
            Some(scope) => scope.type_over(environment, values),
            None => {
                let nothing = Environment {
                    name: environment.name.clone(),
                    ..Environment::default()
                };
                let mut scope = VariableScope::new(id, nothing, &[]);
                scope.type_over(environment, values);
                scope.problem = Some("It has no file. Save makes one".to_owned());
                self.scopes.push(scope);
            }
        }
    }

    /// What saving the scope in front asks for; `None` when there is nothing to save, or it can not be changed.
    pub fn save_front(&self) -> Option<Action> {
        let scope = self.in_front()?;
        let saves = scope.read_only.is_none() && scope.is_unsaved();
        saves.then(|| Action::OfVariables(VariablesAction::Save(Box::new(scope.to_save()))))
    }

    fn in_front(&self) -> Option<&VariableScope> {
        self.scopes.iter().find(|scope| scope.id == self.front)
    }

    /// Names of environments.
    fn names(&self) -> Vec<String> {
        let names = self.scopes.iter().filter_map(|scope| match &scope.id {
            ScopeId::Environment(name) => Some(name.clone()),
            ScopeId::Global | ScopeId::Collection | ScopeId::Folder { .. } | ScopeId::Request => None,
        });
        names.collect()
    }
}

/// Draws the page over the window.
pub fn variables_page_ui(ui: &mut Ui, page: &mut VariablesPage, out: &mut Vec<Action>) -> Verdict {
    let save = bindings(ui.ctx()).shortcuts(Command::SaveRequest);
    if ui.input_mut(|input| save.iter().any(|keys| input.consume_shortcut(keys))) {
        out.extend(page.save_front());
    }
    modal_page(ui, "variables", WIDTH, "Variables", |ui| {
        let height = (ui.ctx().content_rect().height() - AROUND).clamp(200.0, HIGHEST);
        let room = vec2(ui.available_width(), height);
        let (_, place) = ui.allocate_space(room);
        let list = Rect::from_min_size(place.min, vec2(LIST, height));
        let front = Rect::from_min_max(pos2(list.right() + 2.0 * size::PAD, place.top()), place.max);
        let line = Stroke::new(1.0, tokens(ui.ctx()).line);
        ui.painter()
            .vline(list.right() + size::PAD, place.y_range(), line);
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| {
            scope_list::scope_list_ui(ui, page, out);
        });
        ui.scope_builder(UiBuilder::new().max_rect(front), |ui| front_ui(ui, page, out));
        foot_ui(ui, page)
    })
}

/// The scope in front: its name and what can be done with it, its colour and caution, its table.
fn front_ui(ui: &mut Ui, page: &mut VariablesPage, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing = vec2(size::GAP, 6.0);
    let front = page.front.clone();
    let Some(at) = page.scopes.iter().position(|scope| scope.id == front) else {
        let text = RichText::new("Choose whose variables to edit").color(tokens(ui.ctx()).third);
        ui.label(text);
        return;
    };
    head_ui(ui, page, at, out);
    let Some(scope) = page.scopes.get_mut(at) else {
        return;
    };
    if let Some(reason) = &scope.read_only {
        remark_ui(ui, icons::LOCK, &format!("Only shown: {reason}"));
    }
    if let Some(problem) = &scope.problem {
        remark_ui(ui, icons::TRIANGLE_ALERT, problem);
    }
    let is_editable = scope.read_only.is_none();
    ui.add_enabled_ui(is_editable, |ui| {
        if let ScopeId::Environment(name) = &front {
            look::look_ui(ui, &mut scope.environment);
            look::aws_ui(ui, scope, name, out);
        }
        table::table_ui(ui, scope, &mut page.bulk, &mut page.focus_row);
    });
}

fn remark_ui(ui: &mut Ui, icon: &str, text: &str) {
    let colors = tokens(ui.ctx());
    ui.horizontal(|ui| {
        icon_ui(ui, icon, size::ICON, colors.warning);
        ui.add(Label::new(RichText::new(text).color(colors.warning)).wrap());
    });
}

/// Title, and what is done with the whole scope.
fn head_ui(ui: &mut Ui, page: &mut VariablesPage, at: usize, out: &mut Vec<Action>) {
    let Some(scope) = page.scopes.get(at) else { return };
    let colors = tokens(ui.ctx());
    let title = match &scope.id {
        ScopeId::Global => "Global variables".to_owned(),
        ScopeId::Collection => "Variables of the collection".to_owned(),
        ScopeId::Folder { name, .. } => format!("Variables of the folder {name}"),
        ScopeId::Request => "Variables of this request".to_owned(),
        ScopeId::Environment(name) => format!("Environment {name}"),
    };
    let is_unsaved = scope.is_unsaved();
    let is_editable = scope.read_only.is_none();
    let environment = match &scope.id {
        ScopeId::Environment(name) => Some(name.clone()),
        ScopeId::Global | ScopeId::Collection | ScopeId::Folder { .. } | ScopeId::Request => None,
    };
    let mut revert = false;
    let save = page.save_front();
    let mut naming = None;
    bar(
        ui,
        30.0,
        out,
        |ui, out| {
            if let Some(name) = &environment {
                ui.add_enabled_ui(is_editable, |ui| {
                    if icon_button(ui, icons::PEN_LINE, &format!("Rename {name}")).clicked() {
                        naming = Some(Naming::rename(name));
                    }
                    if icon_button(ui, icons::COPY_PLUS, &format!("Duplicate {name}")).clicked() {
                        naming = Some(Naming::copy_of(name));
                    }
                    if icon_button(ui, icons::TRASH_2, &format!("Delete {name}")).clicked() {
                        out.push(Action::OfVariables(VariablesAction::Delete(name.clone())));
                    }
                });
            }
            if ui
                .add_enabled_ui(is_unsaved, |ui| ui.button("Revert"))
                .inner
                .on_hover_text("Take back what is typed here and not saved")
                .clicked()
            {
                revert = true;
            }
            let keys = Command::SaveRequest.shortcut_text(ui.ctx()).unwrap_or_default();
            let button = ui.add_enabled_ui(is_unsaved && is_editable, |ui| ui.button("Save"));
            if button.inner.on_hover_text(keys).clicked() {
                out.extend(save);
            }
        },
        |ui, _| {
            let title = RichText::new(title).font(fonts::semibold(size::TEXT));
            ui.add(Label::new(title.color(colors.text)).truncate());
            if is_unsaved {
                let text = RichText::new("not saved").font(fonts::caption());
                ui.label(text.color(colors.warning));
            }
        },
    );
    if revert && let Some(scope) = page.scopes.get_mut(at) {
        scope.revert();
        page.bulk = None;
    }
    if naming.is_some() {
        page.naming = naming;
    }
}

/// What is kept when the page closes, and the button that closes it.
fn foot_ui(ui: &mut Ui, page: &VariablesPage) -> Verdict {
    let colors = tokens(ui.ctx());
    let mut verdict = Verdict::Open;
    ui.horizontal(|ui| {
        if ui.button("Close").clicked() {
            verdict = Verdict::Close;
        }
        let unsaved = page.unsaved();
        if !unsaved.is_empty() {
            let text = format!("Not saved: {}. Closing keeps what you typed", unsaved.join(", "));
            ui.add(Label::new(RichText::new(text).color(colors.warning)).truncate());
        }
    });
    verdict
}

/// A scroll area for what may be higher than its place.
fn scrolled(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 12.0);
            add(ui);
        });
}
