//! Fonts: a sans for the interface, a monospace without ligatures for what is signed or sent, an icon font.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId, Style, TextStyle};

use crate::ui::tokens::size;

const SEMIBOLD: &str = "semibold";
const ICONS: &str = "icons";

/// Puts our fonts in front of egui's, which stay behind them for other scripts with the system's.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let ours: [(&str, &'static [u8]); 4] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        (
            "Inter SemiBold",
            include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        ),
        (
            "JetBrains Mono NL",
            include_bytes!("../../assets/fonts/JetBrainsMonoNL-Regular.ttf"),
        ),
        ("Lucide", include_bytes!("../../assets/fonts/lucide.ttf")),
    ];
    for (name, bytes) in ours {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let families: &mut BTreeMap<FontFamily, Vec<String>> = &mut fonts.families;
    let behind_sans = families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let behind_mono = families.get(&FontFamily::Monospace).cloned().unwrap_or_default();
    let stack = |first: &[&str], behind: &[String]| -> Vec<String> {
        first
            .iter()
            .map(|name| (*name).to_owned())
            .chain(behind.iter().cloned())
            .collect()
    };
    // Inter has no triangles and the monospace no key marks: each stands behind the other.
    families.insert(
        FontFamily::Proportional,
        stack(&["Inter", "Lucide", "JetBrains Mono NL"], &behind_sans),
    );
    families.insert(
        FontFamily::Monospace,
        stack(&["JetBrains Mono NL", "Lucide", "Inter"], &behind_mono),
    );
    families.insert(
        FontFamily::Name(SEMIBOLD.into()),
        stack(&["Inter SemiBold", "Lucide", "JetBrains Mono NL"], &behind_sans),
    );
    families.insert(
        FontFamily::Name(ICONS.into()),
        stack(&["Lucide", "Inter"], &behind_sans),
    );
    ctx.set_fonts(fonts);
}

/// The text styles of both themes.
pub fn text_styles(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Heading, semibold(16.0)),
        (TextStyle::Body, FontId::proportional(size::TEXT)),
        (TextStyle::Button, FontId::proportional(size::TEXT)),
        (TextStyle::Small, FontId::proportional(size::CAPTION)),
        (TextStyle::Monospace, mono()),
    ]
    .into();
}

/// Semibold, for titles and the main button.
pub fn semibold(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(SEMIBOLD.into()))
}

/// The icon font.
pub fn icons(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(ICONS.into()))
}

/// Text that is signed or sent.
pub fn mono() -> FontId {
    FontId::monospace(size::MONO)
}

/// Captions.
pub fn caption() -> FontId {
    FontId::proportional(size::CAPTION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icons;

    /// Marks the window draws as text, in the sans or the monospace.
    const MARKS: &str = "…–—•·×≠→←↑↓✓✗●▸▾⏎↵␣⌘⇧⌥";

    fn has_glyphs(font: &FontId, text: &str) -> bool {
        let ctx = Context::default();
        install(&ctx);
        let mut found = false;
        // Fonts are there from the first pass on.
        let mut output = ctx.run_ui(eframe::egui::RawInput::default(), |ui| {
            found = ui.ctx().fonts_mut(|fonts| fonts.has_glyphs(font, text));
        });
        // Nothing is painted, and egui wants to hear that.
        output.textures_delta.clear();
        found
    }

    #[test]
    fn every_icon_is_in_the_icon_font() {
        for icon in icons::ALL {
            assert!(has_glyphs(&super::icons(16.0), icon), "{icon:?}");
        }
    }

    #[test]
    fn text_marks_and_european_scripts_are_drawn() {
        for font in [FontId::proportional(13.0), mono(), semibold(13.0)] {
            for character in "Grüße Łódź Δίκη Щука ї €".chars().chain(MARKS.chars()) {
                assert!(
                    has_glyphs(&font, &character.to_string()),
                    "{character} in {font:?}"
                );
            }
        }
    }
}
