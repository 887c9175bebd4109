//! Fonts: a sans for the interface, a monospace without ligatures for what is signed or sent, an icon font.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId, Style, TextStyle};

use super::tokens::size;

const SEMIBOLD: &str = "semibold";
const ICONS: &str = "icons";

/// Puts our fonts in front of egui's, which stay behind them for other scripts with the system's.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let ours: [(&str, &'static [u8]); 4] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")),
        ("JetBrains Mono NL", include_bytes!("../../assets/fonts/JetBrainsMonoNL-Regular.ttf")),
        ("Lucide", include_bytes!("../../assets/fonts/lucide.ttf")),
    ];
    for (name, bytes) in ours {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let families: &mut BTreeMap<FontFamily, Vec<String>> = &mut fonts.families;
    let behind_sans = families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let behind_mono = families.get(&FontFamily::Monospace).cloned().unwrap_or_default();
    let stack = |first: &[&str], behind: &[String]| -> Vec<String> {
        first
            .iter()
            .map(|name| (*name).to_owned())
            .chain(behind.iter().cloned())
            .collect()
    };
    families.insert(FontFamily::Proportional, stack(&["Inter", "Lucide"], &behind_sans));
    families.insert(FontFamily::Monospace, stack(&["JetBrains Mono NL", "Lucide"], &behind_mono));
    families.insert(
        FontFamily::Name(SEMIBOLD.into()),
        stack(&["Inter SemiBold", "Lucide"], &behind_sans),
    );
    families.insert(FontFamily::Name(ICONS.into()), stack(&["Lucide", "Inter"], &behind_sans));
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
