//! Commands typed on the keyboard, by the keys that are in force.

use eframe::egui::{Context, Event, ImeEvent, Key};

use crate::ui::command::{Command, format};
use crate::ui::key_bindings::bindings;

impl Command {
    /// The first of its keys in force as text of this system, as `Ctrl+Enter`.
    pub fn shortcut_text(self, ctx: &Context) -> Option<String> {
        let keys = bindings(ctx).shortcuts(self);
        keys.first().map(|keys| format(keys, ctx))
    }
}

/// Takes the commands typed since the last frame out of the input, before any widget sees them: egui's text
/// fields would take some of the keys for deletions.
///
/// Modifiers must match exactly, so that AltGr (which arrives as Ctrl+Alt on Windows) types its character.
/// Nothing is taken while an input method composes. `takes_escape` says whether Escape means Cancel now.
pub fn consume(ctx: &Context, takes_escape: TakesEscape) -> Vec<Command> {
    let bindings = bindings(ctx);
    ctx.input_mut(|input| {
        let composing = input
            .events
            .iter()
            .any(|event| matches!(event, Event::Ime(ImeEvent::Preedit { .. })));
        if composing {
            return Vec::new();
        }
        let mut typed = Vec::new();
        // A letter with Alt comes as a key and then as text.
        let mut with_alt: Option<Key> = None;
        input.events.retain(|event| {
            if let Event::Text(text) = event {
                return !with_alt
                    .take()
                    .is_some_and(|key| text.eq_ignore_ascii_case(key.name()));
            }
            let Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } = event
            else {
                return true;
            };
            let found = Command::ALL.into_iter().find(|command| {
                (*command != Command::Cancel || takes_escape == TakesEscape::Yes)
                    && bindings
                        .shortcuts(*command)
                        .iter()
                        .any(|keys| keys.logical_key == *key && modifiers.matches_exact(keys.modifiers))
            });
            typed.extend(found);
            with_alt = found.filter(|_| modifiers.alt).map(|_| *key);
            found.is_none()
        });
        typed
    })
}

/// Whether Escape cancels a send, or is left to popups and fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakesEscape {
    /// A send is under way and no popup is open.
    Yes,
    /// Escape closes what is open.
    No,
}

#[cfg(test)]
mod tests {
    use eframe::egui::Modifiers;

    use super::*;

    #[test]
    fn the_letter_of_a_shortcut_with_alt_is_not_typed_and_others_are() {
        let ctx = Context::default();
        let key = |key, modifiers| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        };
        let text = |text: &str| Event::Text(text.to_owned());
        ctx.input_mut(|input| {
            input.events = vec![
                key(Key::F, Modifiers::ALT.plus(Modifiers::SHIFT)),
                text("F"),
                text("f"),
                key(Key::G, Modifiers::ALT.plus(Modifiers::SHIFT)),
                text("G"),
            ];
        });
        assert_eq!(consume(&ctx, TakesEscape::No), [Command::BeautifyBody]);
        let left = ctx.input(|input| input.events.clone());
        assert_eq!(
            left,
            [
                text("f"),
                key(Key::G, Modifiers::ALT.plus(Modifiers::SHIFT)),
                text("G")
            ]
        );
    }
}
