//! Keys of commands: a table in which new ones are pressed, and files that take them elsewhere.

use eframe::egui::{
    Button, Context, Event, EventFilter, Key, KeyboardShortcut, Label, Modifiers, RichText, Stroke, Ui, vec2,
};

use super::keys_view::{At, Front, Heard, How, KeysView};
use super::row::{Changed, column_ui, heading_ui, reset_button};
use super::state::{SettingsPage, SettingsSection};
use crate::ui::action::Action;
use crate::ui::command::{Command, Group, format};
use crate::ui::key_bindings::{KeyBindings, is_modifier, why_not};
use crate::ui::pick::PickTarget;
use crate::ui::settings_action::SettingsAction;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::{fonts, icons};

const SECTION: SettingsSection = SettingsSection::Keys;
/// Width of the names of commands; less in a narrow window.
const NAME: f32 = 290.0;

/// And so much of a row they take there.
const NAME_SHARE: f32 = 0.35;
/// Room for the buttons at the end of a row.
const BUTTONS: f32 = 212.0;

/// Takes keys that are pressed for a command out of the input, before anything else sees them.
pub fn take_keys(ctx: &Context, page: &mut SettingsPage, bindings: &mut KeyBindings) {
    let view = &mut page.keys;
    let At::Listening {
        command,
        how,
        heard: Heard::Listens,
        ..
    } = view.at
    else {
        return;
    };
    if let Some(pressed) = ctx.input_mut(|input| take_pressed(&mut input.events)) {
        view.at = pressed_for(command, how, pressed, bindings);
        ctx.request_repaint();
    }
}

/// The first keys among the events; all that is typed goes.
fn take_pressed(events: &mut Vec<Event>) -> Option<KeyboardShortcut> {
    let mut found = None;
    events.retain(|event| {
        let pressed = match event {
            Event::Key {
                key,
                pressed: true,
                repeat,
                modifiers,
                ..
            } => (!*repeat && !is_modifier(*key)).then(|| KeyboardShortcut::new(held(*modifiers), *key)),
            // The window system makes these of the keys.
            Event::Copy => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::C)),
            Event::Cut => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::X)),
            Event::Paste(_) => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::V)),
            Event::Text(_) => None,
            _ => return true,
        };
        found = found.or(pressed);
        false
    });
    found
}

/// Modifiers as commands have them: the command key of each system.
fn held(pressed: Modifiers) -> Modifiers {
    let mut held = Modifiers::NONE;
    if pressed.command {
        held = held.plus(Modifiers::COMMAND);
    } else if pressed.ctrl {
        held = held.plus(Modifiers::CTRL);
    }
    if pressed.alt {
        held = held.plus(Modifiers::ALT);
    }
    if pressed.shift {
        held = held.plus(Modifiers::SHIFT);
    }
    held
}

/// What becomes of keys that were pressed for a command.
fn pressed_for(command: Command, how: How, keys: KeyboardShortcut, bindings: &mut KeyBindings) -> At {
    let is_plain = keys.modifiers == Modifiers::NONE;
    let is_own = command.shortcuts().contains(&keys);
    if is_plain && keys.logical_key == Key::Escape && !is_own {
        return At::Rest;
    }
    if is_plain && keys.logical_key == Key::Backspace {
        bindings.set(command, Vec::new());
        return At::Rest;
    }
    if let Some(why) = why_not(command, &keys) {
        return At::Listening {
            command,
            how,
            heard: Heard::Listens,
            refused: Some(why.to_owned()),
        };
    }
    match bindings.owner(&keys) {
        Some(owner) if owner != command => At::Clash {
            command,
            how,
            keys,
            owner,
        },
        _ => {
            give(command, how, keys, bindings);
            At::Rest
        }
    }
}

fn give(command: Command, how: How, keys: KeyboardShortcut, bindings: &mut KeyBindings) {
    let mut all = match how {
        How::Change => Vec::new(),
        How::Add => bindings.shortcuts(command),
    };
    if !all.contains(&keys) {
        all.push(keys);
    }
    bindings.set(command, all);
}

/// Draws the table, and says how many rows it has.
pub(super) fn keys_ui(
    ui: &mut Ui,
    page: &mut SettingsPage,
    bindings: &mut KeyBindings,
    out: &mut Vec<Action>,
) -> usize {
    let mut shown = 0;
    let is_whole = page.is_shown(SECTION, "") && page.search.trim().is_empty();
    for group in Group::ALL {
        let mut of_group = 0;
        for command in Command::ALL
            .into_iter()
            .filter(|command| command.group() == group)
        {
            let keys = keys_text(ui.ctx(), bindings, command);
            let (text, words) = (command.text(), command.other_words());
            let all = format!("{text} {words} {keys} shortcut {}", group.title());
            if !page.is_shown(SECTION, &all) {
                continue;
            }
            heading_ui(ui, SECTION, &mut shown);
            if shown == 1 && is_whole {
                files_ui(ui, &mut page.keys, bindings, out);
            }
            of_group += 1;
            if of_group == 1 {
                group_ui(ui, group);
            }
            ui.push_id(("keys of", command), |ui| {
                command_ui(ui, &mut page.keys, bindings, command, &keys);
            });
        }
    }
    shown
}

fn group_ui(ui: &mut Ui, group: Group) {
    ui.add_space(4.0);
    let title = RichText::new(group.title()).font(fonts::semibold(size::CAPTION));
    ui.label(title.color(tokens(ui.ctx()).third));
}

fn keys_text(ctx: &Context, bindings: &KeyBindings, command: Command) -> String {
    let keys = bindings.shortcuts(command);
    let texts: Vec<String> = keys.iter().map(|keys| format(keys, ctx)).collect();
    texts.join("   ")
}

/// One command: its name, its keys, and what can be done with them.
fn command_ui(ui: &mut Ui, view: &mut KeysView, bindings: &mut KeyBindings, command: Command, keys: &str) {
    let colors = tokens(ui.ctx());
    let (text, tooltip) = command.text_and_tooltip();
    let is_listening = view.is_listening(command);
    let changed = if bindings.is_changed(command) {
        Changed::Yes
    } else {
        Changed::No
    };
    ui.horizontal(|ui| {
        let width = NAME.min(ui.available_width() * NAME_SHARE);
        let name = RichText::new(text).color(colors.text);
        column_ui(ui, width, name).on_hover_text(tooltip);
        let told = if is_listening {
            RichText::new("Press keys…").color(colors.accent)
        } else {
            RichText::new(keys).font(fonts::mono()).color(colors.second)
        };
        let room = (ui.available_width() - BUTTONS).max(60.0);
        column_ui(ui, room, told);
        change_button_ui(ui, view, command);
        let add = Button::new(RichText::new(icons::PLUS).font(fonts::icons(13.0)));
        let add = ui.add(add).accessible_name(format!("Add keys for {text}"));
        if add.on_hover_text("Further keys, besides those it has").clicked() {
            listen(view, command, How::Add);
            ui.ctx().request_repaint();
        }
        if changed == Changed::Yes {
            let name = format!("Reset the keys of {text}");
            if ui.add(reset_button()).accessible_name(name).clicked() {
                bindings.reset(command);
            }
        }
    });
    below_ui(ui, view, bindings, command);
}

/// The button that has the focus while keys are pressed: they are for it alone.
fn change_button_ui(ui: &mut Ui, view: &mut KeysView, command: Command) {
    let colors = tokens(ui.ctx());
    let is_listening = view.is_listening(command);
    let mut button =
        Button::new(if is_listening { "Listening…" } else { "Change" }).min_size(vec2(76.0, 0.0));
    if is_listening {
        button = button.stroke(Stroke::new(1.0, colors.accent));
    }
    let name = format!("Change the keys of {}", command.text());
    let response = ui.add(button).accessible_name(name);
    if response.clicked() && !is_listening {
        listen(view, command, How::Change);
    }
    let heard = match &mut view.at {
        At::Listening {
            command: at, heard, ..
        } if *at == command => heard,
        _ => {
            // Keys go their usual ways again.
            let usual = EventFilter::default();
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, usual));
            return;
        }
    };
    match *heard {
        Heard::NotYet => {
            response.request_focus();
            *heard = Heard::Listens;
            ui.ctx().request_repaint();
        }
        Heard::Listens if !response.has_focus() => view.at = At::Rest,
        Heard::Listens => {
            let all = EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, all));
        }
    }
}

fn listen(view: &mut KeysView, command: Command, how: How) {
    view.at = At::Listening {
        command,
        how,
        heard: Heard::NotYet,
        refused: None,
    };
}

/// What is said below the row that is being changed.
fn below_ui(ui: &mut Ui, view: &mut KeysView, bindings: &mut KeyBindings, command: Command) {
    let colors = tokens(ui.ctx());
    match view.at.clone() {
        At::Listening {
            command: at, refused, ..
        } if at == command => {
            let (text, ink) = match refused {
                Some(why) => (format!("Not these: {why}"), colors.warning),
                None => (
                    "Press the new keys. Escape leaves them as they are, Backspace takes them away"
                        .to_owned(),
                    colors.third,
                ),
            };
            ui.add(Label::new(RichText::new(text).font(fonts::caption()).color(ink)).wrap());
        }
        At::Clash {
            command: at,
            how,
            keys,
            owner,
        } if at == command => {
            let text = format!(
                "{} is {}: take it away there?",
                format(&keys, ui.ctx()),
                owner.text()
            );
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(text).color(colors.warning));
                let take = ui.button("Take it");
                let keep = ui.button("Leave it");
                if take.clicked() {
                    bindings.take_away(owner, &keys);
                    give(command, how, keys, bindings);
                }
                if take.clicked() || keep.clicked() {
                    view.at = At::Rest;
                }
            });
        }
        _ => {}
    }
}

/// What can be done with all keys together.
fn files_ui(ui: &mut Ui, view: &mut KeysView, bindings: &mut KeyBindings, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (front, text) in [(Front::Export, "Export…"), (Front::Import, "Import…")] {
            let name = format!("{text} keys");
            if ui.button(text).accessible_name(name).clicked() {
                view.front = if view.front == front {
                    Front::Nothing
                } else {
                    front
                };
            }
        }
        let is_changed = *bindings != KeyBindings::default();
        let button = ui.add_enabled_ui(is_changed, |ui| ui.button("Reset all"));
        if button.inner.accessible_name("Reset all keys").clicked() {
            *bindings = KeyBindings::default();
            view.at = At::Rest;
        }
    });
    let (button, target) = match view.front {
        Front::Nothing => return,
        Front::Export => ("Write the keys", PickTarget::ExportKeys),
        Front::Import => ("Read the keys", PickTarget::ImportKeys),
    };
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 230.0).max(120.0);
        Field::mono(&mut view.path, "File of keys").width(width).ui(ui);
        let browse = ui.button("Browse…").accessible_name("Browse for a file of keys");
        if browse.clicked() {
            out.push(Action::Browse(target));
        }
        if ui.button(button).clicked() {
            let path = view.path.clone();
            out.push(Action::OfSettings(match view.front {
                Front::Import => SettingsAction::ImportKeys { path },
                Front::Export | Front::Nothing => SettingsAction::ExportKeys { path },
            }));
            view.front = Front::Nothing;
        }
    });
    let text = match view.front {
        Front::Import => "The keys of the file take the place of all that are changed here",
        Front::Export => {
            "A file in TOML with what is changed; import it elsewhere, or put it into settings.toml"
        }
        Front::Nothing => "",
    };
    ui.label(
        RichText::new(text)
            .font(fonts::caption())
            .color(tokens(ui.ctx()).third),
    );
}
