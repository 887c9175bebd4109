//! The list of scopes, and the field in which an environment is given its name.

use eframe::egui::{
    Atom, Atoms, Button, Color32, FontId, Key, Label, Modifiers, RichText, Role, Stroke, Ui, WidgetInfo, vec2,
};

use super::{VariablesPage, scrolled};
use crate::model::Caution;
use crate::ui::action::{Action, VariablesAction};
use crate::ui::editor::table::add_ui;
use crate::ui::environment_color::environment_ink;
use crate::ui::tokens::{chosen_edge, size, tokens};
use crate::ui::variable_scope::{ScopeId, VariableScope, name_problem};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::{fonts, icons};

/// An environment that is given a name.
#[derive(Debug)]
pub(super) struct Naming {
    what: Named,
    text: String,
    focus: FirstFocus,
}

/// Which.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// A new one.
    New,
    /// A copy of this one.
    CopyOf(String),
    /// This one, anew.
    Again(String),
}

impl Naming {
    pub(super) fn new() -> Self {
        Self::with(Named::New, String::new())
    }

    pub(super) fn copy_of(name: &str) -> Self {
        Self::with(Named::CopyOf(name.to_owned()), format!("{name} copy"))
    }

    pub(super) fn rename(name: &str) -> Self {
        Self::with(Named::Again(name.to_owned()), name.to_owned())
    }

    fn with(what: Named, text: String) -> Self {
        Self {
            what,
            text,
            focus: FirstFocus::Wanted,
        }
    }

    fn action(&self) -> VariablesAction {
        let name = self.text.trim().to_owned();
        match &self.what {
            Named::New => VariablesAction::Create { name, copy_of: None },
            Named::CopyOf(other) => VariablesAction::Create {
                name,
                copy_of: Some(other.clone()),
            },
            Named::Again(from) => VariablesAction::Rename {
                from: from.clone(),
                to: name,
            },
        }
    }
}

/// Draws the list.
pub(super) fn scope_list_ui(ui: &mut Ui, page: &mut VariablesPage, out: &mut Vec<Action>) {
    scrolled(ui, "scopes", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut chosen = None;
        let mut in_environments = false;
        for scope in &page.scopes {
            if matches!(scope.id, ScopeId::Environment(_)) && !in_environments {
                in_environments = true;
                heading_ui(ui);
            }
            if entry_ui(ui, scope, scope.id == page.front) {
                chosen = Some(scope.id.clone());
            }
            let renamed = |naming: &Naming| matches!((&naming.what, &scope.id), (Named::Again(of), ScopeId::Environment(name)) if of == name);
            if page.naming.as_ref().is_some_and(renamed) {
                let names: Vec<String> = others(&page.names(), page.naming.as_ref());
                naming_ui(ui, &mut page.naming, &names, out);
            }
        }
        let has_collection = page.scopes.iter().any(|scope| scope.id == ScopeId::Collection);
        if !has_collection {
            if let Some(scope) = chosen {
                page.show(scope);
            }
            return;
        }
        if !in_environments {
            heading_ui(ui);
        }
        if page
            .naming
            .as_ref()
            .is_some_and(|naming| !matches!(naming.what, Named::Again(_)))
        {
            let names = page.names();
            naming_ui(ui, &mut page.naming, &names, out);
        }
        ui.add_space(4.0);
        if add_ui(ui, "New environment").clicked() {
            page.naming = Some(Naming::new());
        }
        if let Some(scope) = chosen {
            page.show(scope);
        }
    });
}

/// The names of the environments that are not renamed.
fn others(names: &[String], naming: Option<&Naming>) -> Vec<String> {
    let own = naming.map(|naming| &naming.what);
    let is_other = |name: &&String| !matches!(own, Some(Named::Again(own)) if own == *name);
    names.iter().filter(is_other).cloned().collect()
}

fn heading_ui(ui: &mut Ui) {
    ui.add_space(6.0);
    let text = RichText::new("Environments").font(fonts::semibold(size::CAPTION));
    ui.label(text.color(tokens(ui.ctx()).third));
}

/// A scope; true when it was chosen.
fn entry_ui(ui: &mut Ui, scope: &VariableScope, is_front: bool) -> bool {
    let colors = tokens(ui.ctx());
    let title = scope.id.title().to_owned();
    let mut atoms = Atoms::default();
    if let Some(ink) = environment_ink(&scope.environment.color, colors) {
        let dot = RichText::new("●").font(FontId::monospace(size::CAPTION));
        atoms.push_right(dot.color(ink));
    }
    atoms.push_right(RichText::new(title.clone()).color(colors.text));
    atoms.push_right(Atom::grow());
    let mut told = title;
    if scope.environment.caution == Caution::Dangerous {
        let icon = RichText::new(icons::TRIANGLE_ALERT).font(fonts::icons(12.0));
        atoms.push_right(icon.color(colors.bad));
        told.push_str(", dangerous");
    }
    if scope.is_unsaved() {
        let text = RichText::new("not saved").font(fonts::caption());
        atoms.push_right(text.color(colors.warning));
        told.push_str(", not saved");
    }
    let (fill, edge) = if is_front {
        (colors.raised, chosen_edge(ui.ctx()))
    } else {
        (Color32::TRANSPARENT, Stroke::NONE)
    };
    let button = Button::new(atoms)
        .selected(is_front)
        .fill(fill)
        .stroke(edge)
        .truncate()
        .gap(6.0)
        .min_size(vec2(ui.available_width(), 28.0));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_front, format!("Variables of {told}")));
    response.clicked()
}

/// The field: Enter takes the name, Escape gives it up.
fn naming_ui(ui: &mut Ui, naming: &mut Option<Naming>, taken: &[String], out: &mut Vec<Action>) {
    let Some(now) = naming else { return };
    // Else it would close the page.
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        *naming = None;
        return;
    }
    let name = match &now.what {
        Named::New => "Name of the new environment".to_owned(),
        Named::CopyOf(other) => format!("Name of the copy of {other}"),
        Named::Again(other) => format!("New name of {other}"),
    };
    let field = Field::mono(&mut now.text, &name)
        .hint("as dev, test or prod")
        .ui(ui);
    now.focus.give(&field);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let problem = name_problem(&now.text, taken);
    if let Some(problem) = problem.filter(|_| !now.text.is_empty()) {
        let text = RichText::new(problem).font(fonts::caption());
        ui.add(Label::new(text.color(tokens(ui.ctx()).warning)).wrap());
    }
    let mut is_done = false;
    let mut is_given_up = false;
    ui.horizontal(|ui| {
        let verb = if matches!(now.what, Named::Again(_)) {
            "Rename"
        } else {
            "Create"
        };
        let button = ui.add_enabled_ui(problem.is_none(), |ui| ui.button(verb));
        is_done = button.inner.clicked();
        is_given_up = ui.button("Cancel").accessible_name("Cancel the name").clicked();
    });
    if (is_done || entered) && problem.is_none() {
        let unchanged = matches!(&now.what, Named::Again(from) if *from == now.text.trim());
        if !unchanged {
            out.push(Action::OfVariables(now.action()));
        }
        *naming = None;
    } else if is_given_up {
        *naming = None;
    } else if entered {
        field.request_focus();
    }
}
