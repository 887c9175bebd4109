//! Which keys run which command: those of the table, and those that a person chose in their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Context, Id, Key, KeyboardShortcut, Modifiers};

use crate::model::SettingsProblem;
use crate::ui::command::Command;

/// Keys of all commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyBindings {
    /// Commands whose keys are not those of the table.
    changed: BTreeMap<Command, Vec<KeyboardShortcut>>,
}

impl KeyBindings {
    /// Keys of a command, the one shown in menus first.
    pub fn shortcuts(&self, command: Command) -> Vec<KeyboardShortcut> {
        let changed = self.changed.get(&command).cloned();
        changed.unwrap_or_else(|| command.shortcuts())
    }

    /// Whether they are not those of the table.
    pub fn is_changed(&self, command: Command) -> bool {
        self.changed.contains_key(&command)
    }

    /// The command that these keys run.
    pub fn owner(&self, keys: &KeyboardShortcut) -> Option<Command> {
        let is_it = |command: &Command| self.shortcuts(*command).iter().any(|own| is_same(*own, *keys));
        Command::ALL.into_iter().find(is_it)
    }

    /// Gives a command these keys, and no others. Who had them before keeps them: see [`Self::take_away`].
    pub fn set(&mut self, command: Command, keys: Vec<KeyboardShortcut>) {
        if keys == command.shortcuts() {
            self.changed.remove(&command);
        } else {
            self.changed.insert(command, keys);
        }
    }

    /// Takes keys away from a command.
    pub fn take_away(&mut self, command: Command, keys: &KeyboardShortcut) {
        let mut left = self.shortcuts(command);
        left.retain(|own| !is_same(*own, *keys));
        self.set(command, left);
    }

    /// Gives a command the keys of the table. Those that another command has by now stay with it.
    pub fn reset(&mut self, command: Command) {
        self.changed.remove(&command);
        let free: Vec<_> = command
            .shortcuts()
            .into_iter()
            .filter(|keys| {
                let others = Command::ALL.into_iter().filter(|other| *other != command);
                !others
                    .into_iter()
                    .any(|other| self.shortcuts(other).iter().any(|own| is_same(*own, *keys)))
            })
            .collect();
        self.set(command, free);
    }

    /// What is not as in the table, by the names of the commands, as text.
    pub fn as_text(&self) -> BTreeMap<String, Vec<String>> {
        let named = self.changed.iter().map(|(command, keys)| {
            let keys = keys.iter().map(text_of).collect();
            (name_of(*command), keys)
        });
        named.collect()
    }

    /// Reads what a file says. What does not count is named with its line, and the command has the keys of the table.
    pub fn read(
        said: &BTreeMap<String, Vec<String>>,
        lines: &BTreeMap<String, usize>,
    ) -> (Self, Vec<SettingsProblem>) {
        let mut bindings = Self::default();
        let mut problems = Vec::new();
        let line_of = |name: &str| lines.get(name).copied().unwrap_or(1);
        for (name, keys) in said {
            let read = match command_named(name) {
                Some(command) => keys_of(command, keys).map(|keys| (command, keys)),
                None => Err("is no command, so it does not count".to_owned()),
            };
            match read {
                Ok((command, keys)) => bindings.set(command, keys),
                Err(why) => problems.push(SettingsProblem {
                    line: line_of(name),
                    text: format!("keys.{name} {why}"),
                }),
            }
        }
        while let Some((loser, owner, keys)) = bindings.clash(|command| line_of(&name_of(command))) {
            bindings.changed.remove(&loser);
            let name = name_of(loser);
            problems.push(SettingsProblem {
                line: line_of(&name),
                text: format!(
                    "keys.{name} has {}, which runs {}; the usual keys count",
                    text_of(&keys),
                    name_of(owner)
                ),
            });
        }
        (bindings, problems)
    }

    /// A command with keys of its own that another one has too: the one that stands later in the file.
    fn clash(&self, line: impl Fn(Command) -> usize) -> Option<(Command, Command, KeyboardShortcut)> {
        let mut found: Option<(Command, Command, KeyboardShortcut)> = None;
        for (command, own) in &self.changed {
            for keys in own {
                let mut others = Command::ALL.into_iter().filter(|other| other != command);
                let has = |other: &Command| {
                    self.shortcuts(*other)
                        .iter()
                        .any(|theirs| is_same(*theirs, *keys))
                };
                let Some(owner) = others.find(has) else { continue };
                let is_later = !self.is_changed(owner) || line(*command) >= line(owner);
                let loses =
                    |(before, _, _): &(Command, Command, KeyboardShortcut)| line(*before) < line(*command);
                if is_later && found.as_ref().is_none_or(loses) {
                    found = Some((*command, owner, *keys));
                }
            }
        }
        found
    }
}

/// Makes the bindings known to menus, tooltips and the keyboard.
pub fn install(ctx: &Context, bindings: KeyBindings) {
    ctx.data_mut(|data| data.insert_temp(bindings_id(), Arc::new(bindings)));
}

/// The bindings in force.
pub fn bindings(ctx: &Context) -> Arc<KeyBindings> {
    ctx.data(|data| data.get_temp::<Arc<KeyBindings>>(bindings_id()))
        .unwrap_or_default()
}

fn bindings_id() -> Id {
    Id::unique("key bindings")
}

/// The name of a command in files: `open_palette`.
pub fn name_of(command: Command) -> String {
    let mut name = String::new();
    for letter in format!("{command:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn command_named(name: &str) -> Option<Command> {
    Command::ALL.into_iter().find(|command| name_of(*command) == name)
}

fn keys_of(command: Command, texts: &[String]) -> Result<Vec<KeyboardShortcut>, String> {
    let mut all = Vec::new();
    for text in texts {
        let Some(keys) = keys_named(text) else {
            return Err(format!(
                "has no keys in \"{text}\", as \"ctrl+shift+h\" or \"f5\" are; the usual keys count"
            ));
        };
        if let Some(why) = why_not(command, &keys) {
            return Err(format!("can not have {text}: {why}; the usual keys count"));
        }
        if !all.iter().any(|one| is_same(*one, keys)) {
            all.push(keys);
        }
    }
    Ok(all)
}

/// Keys as text in files: `ctrl+shift+h`. `ctrl` is the command key on macOS; `control` is Ctrl everywhere.
pub fn text_of(keys: &KeyboardShortcut) -> String {
    let held = keys.modifiers;
    let mut text = String::new();
    for (is_held, word) in [
        (held.command, "ctrl+"),
        (held.ctrl && !held.command, "control+"),
        (held.alt, "alt+"),
        (held.shift, "shift+"),
    ] {
        if is_held {
            text.push_str(word);
        }
    }
    text.push_str(&key_text(keys.logical_key));
    text
}

fn key_text(key: Key) -> String {
    let sign = match key {
        Key::Comma => ",",
        Key::Period => ".",
        Key::Slash => "/",
        Key::Backslash => "\\",
        Key::Minus => "-",
        Key::Equals => "=",
        _ => return key.name().to_ascii_lowercase(),
    };
    sign.to_owned()
}

/// Reads keys; capitals and spaces do not matter.
fn keys_named(text: &str) -> Option<KeyboardShortcut> {
    let text: String = text.to_ascii_lowercase().split_whitespace().collect();
    let (held, key) = match text.strip_suffix("++") {
        Some(held) => (held.to_owned(), "plus".to_owned()),
        None => match text.rsplit_once('+') {
            Some((held, key)) => (held.to_owned(), key.to_owned()),
            None => (String::new(), text),
        },
    };
    let mut modifiers = Modifiers::NONE;
    for word in held.split('+').filter(|word| !word.is_empty()) {
        modifiers = modifiers.plus(match word {
            "ctrl" | "cmd" | "command" => Modifiers::COMMAND,
            "control" => Modifiers::CTRL,
            "alt" | "option" => Modifiers::ALT,
            "shift" => Modifiers::SHIFT,
            _ => return None,
        });
    }
    let is_it = |named: &&Key| key_text(**named) == key || named.name().eq_ignore_ascii_case(&key);
    let key = Key::ALL.iter().find(is_it)?;
    Some(KeyboardShortcut::new(modifiers, *key))
}

/// Whether two are the same on any system: Ctrl and the command key are one on all but macOS.
fn is_same(one: KeyboardShortcut, other: KeyboardShortcut) -> bool {
    let held = |keys: KeyboardShortcut| {
        let held = keys.modifiers;
        (
            held.ctrl || held.command || held.mac_cmd,
            held.alt,
            held.shift,
            keys.logical_key,
        )
    };
    held(one) == held(other)
}

/// Why a command can not have these keys; `None` when it can. Those of the table are its own.
pub fn why_not(command: Command, keys: &KeyboardShortcut) -> Option<&'static str> {
    if command.shortcuts().iter().any(|own| is_same(*own, *keys)) {
        return None;
    }
    let held = keys.modifiers;
    let (is_ctrl, key) = (held.command || held.ctrl, keys.logical_key);
    if key == Key::Escape {
        return Some("Escape closes what is open");
    }
    if is_ctrl && held.alt {
        return Some("Ctrl with Alt is AltGr on many keyboards, which types characters");
    }
    if held.alt && key == Key::F4 {
        return Some("the system closes the window with it");
    }
    if is_function(key) {
        return None;
    }
    if is_of_cursor(key) {
        return Some("a text field moves its cursor and deletes with it");
    }
    if !is_ctrl && !held.alt {
        return Some("a text field and the keyboard focus need it: hold Ctrl, or Alt, with it");
    }
    if key == Key::Tab && !is_ctrl {
        return Some("the system switches windows with it");
    }
    if !is_ctrl {
        return None;
    }
    match key {
        Key::C | Key::X | Key::V | Key::A | Key::Z | Key::Y | Key::Insert => {
            Some("a text field copies, cuts, pastes, selects or takes back with it")
        }
        Key::Num1
        | Key::Num2
        | Key::Num3
        | Key::Num4
        | Key::Num5
        | Key::Num6
        | Key::Num7
        | Key::Num8
        | Key::Num9
            if !held.shift =>
        {
            Some("it goes to the tab of that number")
        }
        _ => None,
    }
}

fn is_function(key: Key) -> bool {
    let number = key.name().strip_prefix('F');
    number.is_some_and(|number| number.parse::<u8>().is_ok())
}

fn is_of_cursor(key: Key) -> bool {
    matches!(
        key,
        Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::ArrowUp
            | Key::Backspace
            | Key::Delete
            | Key::End
            | Key::Home
    )
}

/// Keys that are held, and are none by themselves.
pub fn is_modifier(key: Key) -> bool {
    matches!(
        key,
        Key::AltLeft
            | Key::AltRight
            | Key::CapsLock
            | Key::ControlLeft
            | Key::ControlRight
            | Key::Fn
            | Key::NumLock
            | Key::ScrollLock
            | Key::ShiftLeft
            | Key::ShiftRight
            | Key::SuperLeft
            | Key::SuperRight
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CTRL: Modifiers = Modifiers::COMMAND;

    fn said(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
        pairs
            .iter()
            .map(|(name, keys)| ((*name).to_owned(), owned(keys)))
            .collect()
    }

    fn lines(names: &[&str]) -> BTreeMap<String, usize> {
        let numbered = names.iter().enumerate();
        numbered.map(|(at, name)| ((*name).to_owned(), at + 2)).collect()
    }

    #[test]
    fn every_usual_key_is_read_as_it_is_written_and_may_be_had() {
        for command in Command::ALL {
            assert_eq!(command_named(&name_of(command)), Some(command));
            for keys in command.shortcuts() {
                assert_eq!(keys_named(&text_of(&keys)), Some(keys), "{}", text_of(&keys));
                assert_eq!(why_not(command, &keys), None);
            }
        }
    }

    #[test]
    fn keys_are_read_as_people_write_them() {
        let key = |modifiers, key| Some(KeyboardShortcut::new(modifiers, key));
        for (text, keys) in [
            ("Ctrl + Shift + H", key(CTRL | Modifiers::SHIFT, Key::H)),
            ("F5", key(Modifiers::NONE, Key::F5)),
            ("cmd+k", key(CTRL, Key::K)),
            ("ctrl++", key(CTRL, Key::Plus)),
            ("ctrl+,", key(CTRL, Key::Comma)),
            ("alt+shift+f", key(Modifiers::ALT | Modifiers::SHIFT, Key::F)),
            ("ctrl+", None),
            ("hyper+k", None),
            ("", None),
            ("ctrl+nokey", None),
        ] {
            assert_eq!(keys_named(text), keys, "{text}");
        }
    }

    #[test]
    fn a_text_field_keeps_what_it_needs() {
        for text in [
            "a",
            "shift+a",
            "space",
            "enter",
            "tab",
            "left",
            "ctrl+left",
            "ctrl+c",
            "ctrl+v",
            "ctrl+x",
            "ctrl+a",
            "ctrl+z",
            "backspace",
            "escape",
            "ctrl+1",
            "ctrl+alt+q",
            "alt+f4",
            "ctrl+backspace",
        ] {
            let keys = keys_named(text).unwrap();
            assert!(why_not(Command::WhoAmI, &keys).is_some(), "{text}");
        }
        for text in [
            "ctrl+m",
            "f6",
            "shift+f6",
            "alt+m",
            "ctrl+shift+enter",
            "ctrl+pageup",
            "ctrl+0",
        ] {
            let keys = keys_named(text).unwrap();
            assert_eq!(why_not(Command::WhoAmI, &keys), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_count_is_named_and_the_usual_keys_stay() {
        for (name, keys, says) in [
            ("fly", "ctrl+m", "keys.fly is no command"),
            ("who_am_i", "ctrl+", "has no keys in \"ctrl+\""),
            ("who_am_i", "a", "can not have a: "),
            ("who_am_i", "ctrl+r", "has ctrl+r, which runs send"),
        ] {
            let (bindings, problems) = KeyBindings::read(&said(&[(name, &[keys])]), &lines(&[name]));
            assert_eq!(bindings, KeyBindings::default(), "{says}");
            let [problem] = problems.as_slice() else {
                panic!("{problems:?}")
            };
            assert!(problem.line == 2 && problem.text.contains(says), "{problem:?}");
        }
    }

    #[test]
    fn of_two_commands_with_the_same_keys_the_later_one_gives_way() {
        let both = said(&[("close_tab", &["ctrl+m"]), ("who_am_i", &["ctrl+m"])]);
        for (first, second) in [("close_tab", "who_am_i"), ("who_am_i", "close_tab")] {
            let (bindings, problems) = KeyBindings::read(&both, &lines(&[first, second]));
            assert!(bindings.is_changed(command_named(first).unwrap()));
            assert!(!bindings.is_changed(command_named(second).unwrap()));
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].line, 3);
        }
    }

    #[test]
    fn keys_may_be_exchanged_and_be_none() {
        let exchanged = said(&[
            ("who_am_i", &["ctrl+r"]),
            ("send", &["ctrl+enter", "f5"]),
            ("quit", &[]),
        ]);
        let (bindings, problems) = KeyBindings::read(&exchanged, &BTreeMap::new());
        assert_eq!(problems, []);
        let keys = KeyboardShortcut::new(CTRL, Key::R);
        assert_eq!(bindings.owner(&keys), Some(Command::WhoAmI));
        assert_eq!(bindings.shortcuts(Command::Quit), []);
        assert_eq!(bindings.as_text(), exchanged);
    }

    #[test]
    fn a_reset_takes_nothing_from_another_command() {
        let mut bindings = KeyBindings::default();
        let keys = KeyboardShortcut::new(CTRL, Key::W);
        bindings.take_away(Command::CloseTab, &keys);
        bindings.set(Command::WhoAmI, vec![keys]);
        bindings.reset(Command::CloseTab);
        assert_eq!(bindings.owner(&keys), Some(Command::WhoAmI));
        assert_eq!(bindings.shortcuts(Command::CloseTab), []);
        bindings.reset(Command::WhoAmI);
        bindings.reset(Command::CloseTab);
        assert_eq!(bindings, KeyBindings::default());
    }
}
