//! The environment in force, at the right end of the tab strip: its colour and name, and the others in a menu.

use eframe::egui::{
    Atom, AtomExt as _, Atoms, Button, Color32, Context, Id, Popup, RichText, ScrollArea, Stroke, Ui, vec2,
};

use crate::model::{Caution, Environment};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::environment_color::environment_ink;
use crate::ui::tokens::{Tokens, size};
use crate::ui::{fonts, icons};

/// Widest name in the strip, in points; a longer one is cut, and whole in the tip.
const WIDEST: f32 = 150.0;
/// Width of the menu.
const MENU: f32 = 280.0;
/// What is said where none is chosen.
const NONE: &str = "No environment";

/// The environments of the collection in front.
#[derive(Clone, Copy, Debug)]
pub struct EnvironmentChoices<'a> {
    /// Name of the collection.
    pub collection: &'a str,
    /// All of them, in their order.
    pub environments: &'a [Environment],
    /// Name of the one in force; `None` for none. It may have gone from the disk.
    pub chosen: Option<&'a str>,
    /// Secret variables in force that have no value on this computer.
    pub missing: usize,
}

impl<'a> EnvironmentChoices<'a> {
    fn in_force(&self) -> Option<&'a Environment> {
        let name = self.chosen?;
        self.environments
            .iter()
            .find(|environment| environment.name == name)
    }
}

/// Opens the menu, as by a click on the button.
pub fn open(ctx: &Context) {
    Popup::open_id(ctx, menu_id());
    ctx.data_mut(|data| data.insert_temp(menu_id(), FocusWanted));
}

fn menu_id() -> Id {
    Id::unique("menu of environments")
}

/// The menu was opened by the keyboard: the entry in force takes the focus.
#[derive(Clone, Copy, Default)]
struct FocusWanted;

/// Draws the button and, when open, the menu.
pub fn environment_picker_ui(
    ui: &mut Ui,
    choices: &EnvironmentChoices<'_>,
    colors: &Tokens,
    out: &mut Vec<Action>,
) {
    let in_force = choices.in_force();
    let button = Button::new(button_atoms(choices, in_force, colors))
        .fill(Color32::TRANSPARENT)
        .stroke(Stroke::NONE)
        .gap(6.0);
    let tip = tip(choices, in_force);
    let told = match (choices.chosen, in_force) {
        (None, _) => NONE.to_owned(),
        (Some(name), _) => format!("Environment {name}"),
    };
    let response = ui.add(button).accessible_name(told);
    let response = match Command::SwitchEnvironment.shortcut_text(ui.ctx()) {
        Some(keys) => response.on_hover_text(format!("{tip}\nSwitch by {keys}")),
        None => response.on_hover_text(tip),
    };
    Popup::menu(&response)
        .id(menu_id())
        .width(MENU)
        .accessible_name("Environments")
        .show(|ui| menu_ui(ui, choices, colors, out));
}

fn button_atoms(
    choices: &EnvironmentChoices<'_>,
    in_force: Option<&Environment>,
    colors: &Tokens,
) -> Atoms<'static> {
    let mut atoms = Atoms::default();
    let icon = |icon: &'static str, ink: Color32| RichText::new(icon).font(fonts::icons(12.0)).color(ink);
    match (choices.chosen, in_force) {
        (None, _) => atoms.push_right(RichText::new(NONE).color(colors.third)),
        (Some(name), None) => {
            atoms.push_right(icon(icons::TRIANGLE_ALERT, colors.warning));
            atoms.push_right(name_atom(name, colors.warning));
        }
        (Some(name), Some(environment)) => {
            if let Some(ink) = environment_ink(&environment.color, colors) {
                atoms.push_right(dot(ink));
            }
            let ink = match environment.caution {
                Caution::Normal => colors.text,
                Caution::Dangerous => {
                    atoms.push_right(icon(icons::TRIANGLE_ALERT, colors.bad));
                    colors.bad
                }
            };
            atoms.push_right(name_atom(name, ink));
        }
    }
    if choices.missing > 0 {
        atoms.push_right(icon(icons::KEY_ROUND, colors.warning));
    }
    atoms.push_right(icon(icons::CHEVRON_DOWN, colors.third));
    atoms
}

fn name_atom(name: &str, ink: Color32) -> Atom<'static> {
    Atom::from(RichText::new(name.to_owned()).color(ink)).atom_max_width(WIDEST)
}

/// A dot of the environment's colour; its name stands beside it.
fn dot(ink: Color32) -> RichText {
    RichText::new("●")
        .font(eframe::egui::FontId::monospace(size::CAPTION))
        .color(ink)
}

/// What a person, and so a screen reader, is told of the one in force.
fn tip(choices: &EnvironmentChoices<'_>, in_force: Option<&Environment>) -> String {
    let of = format!("of the collection {}", choices.collection);
    let mut tip = match (choices.chosen, in_force) {
        (None, _) => format!("No environment {of} is in force"),
        (Some(name), None) => format!("{name} is no environment {of} any more: choose another one"),
        (Some(name), Some(environment)) => match environment.caution {
            Caution::Normal => format!("Environment {name} {of}"),
            Caution::Dangerous => {
                format!(
                    "{name} is marked as dangerous: you are asked before anything but GET, HEAD and OPTIONS"
                )
            }
        },
    };
    if choices.missing > 0 {
        let missing = choices.missing;
        let noun = if missing == 1 {
            "secret has"
        } else {
            "secrets have"
        };
        tip = format!("{tip}\n{missing} {noun} no value on this computer");
    }
    tip
}

fn menu_ui(ui: &mut Ui, choices: &EnvironmentChoices<'_>, colors: &Tokens, out: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let wants_focus = ui
        .data_mut(|data| data.remove_temp::<FocusWanted>(menu_id()))
        .is_some();
    let most = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        entry_ui(ui, choices, None, wants_focus, colors, out);
        for environment in choices.environments {
            entry_ui(ui, choices, Some(environment), wants_focus, colors, out);
        }
    });
    ui.separator();
    let mut commands = vec![Command::EditEnvironments, Command::EditGlobalVariables];
    if choices.missing > 0 {
        commands.insert(0, Command::FillMissingValues);
    }
    for command in commands {
        let mut atoms = Atoms::new(command.text());
        atoms.push_right(Atom::grow());
        if let Some(keys) = command.shortcut_text(ui.ctx()) {
            atoms.push_right(RichText::new(keys).font(fonts::caption()).weak());
        }
        let button = Button::new(atoms).frame_when_inactive(false);
        let response = ui
            .add(button.min_size(vec2(ui.available_width(), 24.0)))
            .accessible_name(command.text())
            .on_hover_text(command.text_and_tooltip().1);
        if response.clicked() {
            out.push(Action::Run(command));
            ui.close();
        }
    }
}

fn entry_ui(
    ui: &mut Ui,
    choices: &EnvironmentChoices<'_>,
    environment: Option<&Environment>,
    wants_focus: bool,
    colors: &Tokens,
    out: &mut Vec<Action>,
) {
    let name = environment.map(|environment| environment.name.as_str());
    let is_chosen = choices.chosen == name;
    let mut atoms = Atoms::default();
    // The mark of the one in force has its room in every entry.
    let mark = RichText::new(icons::CHECK).font(fonts::icons(12.0));
    let ink = if is_chosen {
        colors.accent
    } else {
        Color32::TRANSPARENT
    };
    atoms.push_right(mark.color(ink));
    if let Some(ink) = environment.and_then(|environment| environment_ink(&environment.color, colors)) {
        atoms.push_right(dot(ink));
    }
    atoms.push_right(RichText::new(name.unwrap_or(NONE).to_owned()).color(colors.text));
    let dangerous = environment.is_some_and(|environment| environment.caution == Caution::Dangerous);
    if dangerous {
        atoms.push_right(Atom::grow());
        let icon = RichText::new(icons::TRIANGLE_ALERT).font(fonts::icons(12.0));
        atoms.push_right(icon.color(colors.bad));
        atoms.push_right(
            RichText::new("dangerous")
                .font(fonts::caption())
                .color(colors.bad),
        );
    }
    let button = Button::selectable(is_chosen, atoms)
        .truncate()
        .gap(6.0)
        .min_size(vec2(ui.available_width(), 26.0));
    let told = match (name, dangerous) {
        (None, _) => format!("Use {}", NONE.to_lowercase()),
        (Some(name), false) => format!("Use {name}"),
        (Some(name), true) => format!("Use {name}, which is marked as dangerous"),
    };
    let response = ui.add(button).accessible_name(told);
    if wants_focus && is_chosen {
        response.request_focus();
    }
    if response.clicked() {
        out.push(Action::ChooseEnvironment(name.map(str::to_owned)));
        ui.close();
    }
}
