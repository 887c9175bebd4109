//! Number keys that choose a tab: the first eight by their place, and 9 for the last, as in a browser.

use eframe::egui::{Context, Event, Key, Modifiers};

/// What the help page says of them.
pub const HELP: (&str, &str) = ("Go to the tab of that number; 9 is the last", "Ctrl+1 … Ctrl+9");

const KEYS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// Takes the number, from 1, that was typed with the command key alone: AltGr types a character.
pub fn consume(ctx: &Context) -> Option<usize> {
    ctx.input_mut(|input| {
        let mut number = None;
        input.events.retain(|event| {
            let Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } = event
            else {
                return true;
            };
            let found = KEYS.iter().position(|number| number == key);
            let found = found.filter(|_| modifiers.matches_exact(Modifiers::COMMAND));
            number = found.map(|at| at + 1).or(number);
            found.is_none()
        });
        number
    })
}

/// The index of the tab that a number chooses among so many; the one in front stays where there is none.
pub fn chosen(number: usize, tabs: usize) -> Option<usize> {
    match number {
        9 => tabs.checked_sub(1),
        _ => number.checked_sub(1).filter(|at| *at < tabs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_is_the_last_and_a_number_without_a_tab_is_none() {
        for (number, tabs, expected) in [
            (1, 2, Some(0)),
            (2, 2, Some(1)),
            (3, 2, None),
            (8, 12, Some(7)),
            (9, 12, Some(11)),
            (9, 1, Some(0)),
        ] {
            assert_eq!(chosen(number, tabs), expected, "{number} of {tabs}");
        }
    }
}
