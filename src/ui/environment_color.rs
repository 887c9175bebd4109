//! The colour of an environment: a hue of the window, or whatever colour its file names.

use eframe::egui::Color32;

use crate::ui::tokens::{DARK, Tokens};

/// Hues to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// As paths.
    Blue,
    /// As queries.
    Cyan,
    /// As headers.
    Green,
    /// As payloads.
    Violet,
    /// As the credential scope.
    Amber,
    /// As signatures.
    Pink,
}

impl Hue {
    /// All of them, in the order of their swatches.
    pub const ALL: [Self; 6] = [
        Self::Blue,
        Self::Cyan,
        Self::Green,
        Self::Violet,
        Self::Amber,
        Self::Pink,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blue => "Blue",
            Self::Cyan => "Cyan",
            Self::Green => "Green",
            Self::Violet => "Violet",
            Self::Amber => "Amber",
            Self::Pink => "Pink",
        }
    }

    /// How it is drawn in a theme.
    pub fn ink(self, colors: &Tokens) -> Color32 {
        match self {
            Self::Blue => colors.path,
            Self::Cyan => colors.query,
            Self::Green => colors.header,
            Self::Violet => colors.payload,
            Self::Amber => colors.scope,
            Self::Pink => colors.signature,
        }
    }

    /// How a file names it, whatever the theme: `#rrggbb`.
    pub fn hex(self) -> String {
        let ink = self.ink(&DARK);
        format!("#{:02x}{:02x}{:02x}", ink.r(), ink.g(), ink.b())
    }

    /// The hue that a file names.
    pub fn of(hex: &str) -> Option<Self> {
        let hex = hex.trim();
        Self::ALL
            .into_iter()
            .find(|hue| hue.hex().eq_ignore_ascii_case(hex))
    }
}

/// The ink for a colour as a file names it; `None` for none, and for what is no colour.
pub fn environment_ink(hex: &str, colors: &Tokens) -> Option<Color32> {
    match Hue::of(hex) {
        Some(hue) => Some(hue.ink(colors)),
        None => Color32::from_hex(hex.trim()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tokens::LIGHT;

    #[test]
    fn a_hue_is_drawn_for_the_theme_and_a_colour_of_others_as_it_is() {
        assert_eq!(Hue::Blue.hex(), "#7fb4ff");
        assert_eq!(environment_ink(" #7FB4FF ", &LIGHT), Some(LIGHT.path));
        let red = environment_ink("#ff0000", &LIGHT).unwrap();
        assert_eq!([red.r(), red.g(), red.b()], [255, 0, 0]);
        for none in ["", "red", "#12", "#zzzzzz"] {
            assert_eq!(environment_ink(none, &DARK), None, "{none}");
        }
    }
}
