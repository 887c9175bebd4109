//! The one table of colours and sizes. Every colour and measure of the window is named here.

use eframe::egui::{Color32, Context, CornerRadius, Id, Margin, Stroke, Theme, Vec2, Visuals, style, vec2};

/// Colours of one theme. Roles, never hues, name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Behind everything: tab strip, status bar.
    pub ground: Color32,
    /// Panes.
    pub panel: Color32,
    /// Text fields.
    pub field: Color32,
    /// Selected or hovered things.
    pub raised: Color32,
    /// One-point lines between panes and around cards.
    pub line: Color32,
    /// Around what can be acted on: fields, buttons, check boxes. Seen against every ground.
    pub edge: Color32,
    /// First text.
    pub text: Color32,
    /// Second text: labels.
    pub second: Color32,
    /// Third text: captions and hints.
    pub third: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Text on the accent.
    pub accent_ink: Color32,
    /// Success.
    pub good: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Failure.
    pub bad: Color32,
    /// Ground of a success pill.
    pub good_ground: Color32,
    /// Ground of a warning card.
    pub warning_ground: Color32,
    /// Ground of a failure card or pill.
    pub bad_ground: Color32,
    /// Ground of a highlighted line or selection.
    pub highlight: Color32,
    /// Origin: method and path.
    pub path: Color32,
    /// Origin: query.
    pub query: Color32,
    /// Origin: headers.
    pub header: Color32,
    /// Origin: payload.
    pub payload: Color32,
    /// Origin: credential scope.
    pub scope: Color32,
    /// Origin: signature.
    pub signature: Color32,
}

/// An opaque colour.
#[expect(
    clippy::disallowed_methods,
    reason = "the token table is the one place that makes colours"
)]
const fn rgb([red, green, blue]: [u8; 3]) -> Color32 {
    Color32::from_rgb(red, green, blue)
}

/// The dark theme.
pub const DARK: Tokens = Tokens {
    ground: rgb([0x0f, 0x12, 0x16]),
    panel: rgb([0x14, 0x18, 0x1d]),
    field: rgb([0x1a, 0x1f, 0x26]),
    raised: rgb([0x22, 0x29, 0x34]),
    line: rgb([0x2a, 0x32, 0x3d]),
    edge: rgb([0x6f, 0x7a, 0x8a]),
    text: rgb([0xe6, 0xea, 0xf0]),
    second: rgb([0xa9, 0xb3, 0xc1]),
    third: rgb([0x88, 0x93, 0xa4]),
    accent: rgb([0x3f, 0xb6, 0xa8]),
    accent_ink: rgb([0x06, 0x23, 0x1f]),
    good: rgb([0x4c, 0xc3, 0x8a]),
    warning: rgb([0xe2, 0xa6, 0x3d]),
    bad: rgb([0xef, 0x6a, 0x6a]),
    good_ground: rgb([0x18, 0x2d, 0x29]),
    warning_ground: rgb([0x2b, 0x26, 0x1c]),
    bad_ground: rgb([0x2c, 0x1e, 0x22]),
    highlight: rgb([0x1b, 0x2d, 0x34]),
    path: rgb([0x7f, 0xb4, 0xff]),
    query: rgb([0x4f, 0xc3, 0xd9]),
    header: rgb([0x7c, 0xcf, 0x8e]),
    payload: rgb([0xb7, 0x94, 0xf4]),
    scope: rgb([0xe2, 0xa6, 0x3d]),
    signature: rgb([0xf0, 0x8b, 0xb4]),
};

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    ground: rgb([0xee, 0xf1, 0xf5]),
    panel: rgb([0xf7, 0xf8, 0xfa]),
    field: rgb([0xff, 0xff, 0xff]),
    raised: rgb([0xe6, 0xea, 0xf0]),
    line: rgb([0xd5, 0xdb, 0xe3]),
    edge: rgb([0x7a, 0x84, 0x92]),
    text: rgb([0x1a, 0x21, 0x2b]),
    second: rgb([0x49, 0x55, 0x65]),
    third: rgb([0x5c, 0x68, 0x78]),
    accent: rgb([0x09, 0x76, 0x6a]),
    accent_ink: rgb([0xff, 0xff, 0xff]),
    good: rgb([0x12, 0x70, 0x41]),
    warning: rgb([0x83, 0x55, 0x00]),
    bad: rgb([0xb3, 0x26, 0x1e]),
    good_ground: rgb([0xdc, 0xee, 0xe4]),
    warning_ground: rgb([0xf4, 0xec, 0xdc]),
    bad_ground: rgb([0xf8, 0xe8, 0xe7]),
    highlight: rgb([0xdd, 0xec, 0xef]),
    path: rgb([0x1f, 0x5f, 0xc4]),
    query: rgb([0x0b, 0x6d, 0x7f]),
    header: rgb([0x23, 0x73, 0x3a]),
    payload: rgb([0x6d, 0x3f, 0xc0]),
    scope: rgb([0x83, 0x55, 0x00]),
    signature: rgb([0xad, 0x2f, 0x67]),
};

/// The dark theme in high contrast.
pub const DARK_HIGH: Tokens = Tokens {
    ground: rgb([0x00, 0x00, 0x00]),
    panel: rgb([0x00, 0x00, 0x00]),
    field: rgb([0x08, 0x0a, 0x0d]),
    raised: rgb([0x20, 0x27, 0x31]),
    line: rgb([0x8d, 0x98, 0xa7]),
    edge: rgb([0xd5, 0xdb, 0xe3]),
    text: rgb([0xff, 0xff, 0xff]),
    second: rgb([0xe2, 0xe7, 0xee]),
    third: rgb([0xc9, 0xd1, 0xdb]),
    accent: rgb([0x62, 0xe4, 0xd4]),
    accent_ink: rgb([0x00, 0x00, 0x00]),
    good: rgb([0x6a, 0xe3, 0xa8]),
    warning: rgb([0xff, 0xc9, 0x5c]),
    bad: rgb([0xff, 0xa3, 0xa3]),
    good_ground: rgb([0x06, 0x2a, 0x1c]),
    warning_ground: rgb([0x2d, 0x20, 0x00]),
    bad_ground: rgb([0x3a, 0x0d, 0x10]),
    highlight: rgb([0x06, 0x33, 0x3d]),
    path: rgb([0xa9, 0xcf, 0xff]),
    query: rgb([0x78, 0xe0, 0xf3]),
    header: rgb([0x98, 0xe6, 0xa9]),
    payload: rgb([0xd6, 0xc1, 0xff]),
    scope: rgb([0xff, 0xc9, 0x5c]),
    signature: rgb([0xff, 0xb0, 0xd0]),
};

/// The light theme in high contrast.
pub const LIGHT_HIGH: Tokens = Tokens {
    ground: rgb([0xff, 0xff, 0xff]),
    panel: rgb([0xff, 0xff, 0xff]),
    field: rgb([0xff, 0xff, 0xff]),
    raised: rgb([0xe6, 0xea, 0xf0]),
    line: rgb([0x5c, 0x68, 0x78]),
    edge: rgb([0x1a, 0x21, 0x2b]),
    text: rgb([0x00, 0x00, 0x00]),
    second: rgb([0x1f, 0x27, 0x33]),
    third: rgb([0x30, 0x3a, 0x47]),
    accent: rgb([0x00, 0x4d, 0x45]),
    accent_ink: rgb([0xff, 0xff, 0xff]),
    good: rgb([0x06, 0x4a, 0x28]),
    warning: rgb([0x57, 0x38, 0x00]),
    bad: rgb([0x86, 0x0d, 0x08]),
    good_ground: rgb([0xdb, 0xf1, 0xe5]),
    warning_ground: rgb([0xfa, 0xef, 0xd6]),
    bad_ground: rgb([0xfd, 0xe6, 0xe5]),
    highlight: rgb([0xd3, 0xec, 0xf1]),
    path: rgb([0x12, 0x3d, 0x85]),
    query: rgb([0x05, 0x4a, 0x58]),
    header: rgb([0x10, 0x4b, 0x20]),
    payload: rgb([0x4a, 0x22, 0x9c]),
    scope: rgb([0x57, 0x38, 0x00]),
    signature: rgb([0x7d, 0x15, 0x45]),
};

/// Heights, widths and gaps in points, on a grid of four.
///
/// Those that the density changes stand in [`Heights`].
pub mod size {
    /// The status bar.
    pub const STATUS_BAR: f32 = 28.0;
    /// Ring around what has the keyboard focus.
    pub const FOCUS_RING: f32 = 2.0;
    /// Side padding of panes.
    pub const PAD: f32 = 16.0;
    /// Gap between neighbours.
    pub const GAP: f32 = 8.0;
    /// Column of labels in forms.
    pub const LABEL: f32 = 136.0;
    /// Column of labels in the signature pane.
    pub const PIECE_LABEL: f32 = 104.0;
    /// Line of text that was signed or sent.
    pub const MONO_LINE: f32 = 20.0;
    /// Corner radius of fields and buttons.
    pub const RADIUS: u8 = 6;
    /// Body text.
    pub const TEXT: f32 = 13.0;
    /// Captions.
    pub const CAPTION: f32 = 11.5;
    /// Text that was signed or sent.
    pub const MONO: f32 = 12.5;
    /// Icons in buttons.
    pub const ICON: f32 = 15.0;
}

/// Sizes of type that is read from the last row.
pub mod projector {
    /// Titles.
    pub const TITLE: f32 = 34.0;
    /// Sentences.
    pub const TEXT: f32 = 22.0;
    /// Text that was signed or sent: a hash fits into a line of the smallest projector.
    pub const MONO: f32 = 24.0;
    /// Width of its letters, in parts of its size.
    pub const MONO_ADVANCE: f32 = 0.6;
    /// Height of the window for which these are, in points without zoom; in a larger one they grow with it.
    pub const HEIGHT: f32 = 800.0;
    /// So far they shrink and grow.
    pub const SCALE: [f32; 2] = [0.8, 2.0];
}

/// Heights that the density changes, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heights {
    /// The tab strip.
    pub tab_strip: f32,
    /// URL bar, method box and Send.
    pub bar_field: f32,
    /// Fields of a form.
    pub field: f32,
    /// Row of the editor's section tabs.
    pub section_tabs: f32,
    /// Head of a pane.
    pub pane_head: f32,
    /// Buttons and the rows of lists.
    pub row: f32,
    /// Between rows.
    pub gap: f32,
    /// Above and below the sections of the editor.
    pub pad: i8,
}

/// Room to read and to hit.
pub const COMFORTABLE: Heights = Heights {
    tab_strip: 40.0,
    bar_field: 36.0,
    field: 30.0,
    section_tabs: 34.0,
    pane_head: 42.0,
    row: 28.0,
    gap: size::GAP,
    pad: 12,
};

/// More rows in the same window. Nothing to act on is lower than 24 points,
/// <https://www.w3.org/TR/WCAG22/#target-size-minimum>.
pub const COMPACT: Heights = Heights {
    tab_strip: 34.0,
    bar_field: 30.0,
    field: 26.0,
    section_tabs: 28.0,
    pane_head: 34.0,
    row: 24.0,
    gap: 4.0,
    pad: 8,
};

/// How far text stands out from its ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// At least 4.5:1, <https://www.w3.org/TR/WCAG22/#contrast-minimum>.
    #[default]
    Normal,
    /// At least 7:1, <https://www.w3.org/TR/WCAG22/#contrast-enhanced>.
    High,
}

/// How much room rows take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// As [`COMFORTABLE`].
    #[default]
    Comfortable,
    /// As [`COMPACT`].
    Compact,
}

/// What the user chose besides dark and light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How far text stands out.
    pub contrast: Contrast,
    /// How much room rows take.
    pub density: Density,
}

/// The look in force.
pub fn look(ctx: &Context) -> Look {
    ctx.data(|data| data.get_temp(look_id())).unwrap_or_default()
}

fn look_id() -> Id {
    Id::unique("look")
}

/// The tokens of the theme in force.
pub fn tokens(ctx: &Context) -> &'static Tokens {
    tokens_of(ctx.theme(), look(ctx).contrast)
}

fn tokens_of(theme: Theme, contrast: Contrast) -> &'static Tokens {
    match (theme, contrast) {
        (Theme::Dark, Contrast::Normal) => &DARK,
        (Theme::Light, Contrast::Normal) => &LIGHT,
        (Theme::Dark, Contrast::High) => &DARK_HIGH,
        (Theme::Light, Contrast::High) => &LIGHT_HIGH,
    }
}

/// The line around what says something and is not acted on: a quieter form of its ink, or all of it in high
/// contrast.
pub fn quiet_edge(ctx: &Context, ink: Color32) -> Stroke {
    match look(ctx).contrast {
        Contrast::Normal => Stroke::new(1.0, ink.gamma_multiply(0.5)),
        Contrast::High => Stroke::new(1.0, ink),
    }
}

/// The line around the choice in force among several: in high contrast its ground alone is not seen.
pub fn chosen_edge(ctx: &Context) -> Stroke {
    match look(ctx).contrast {
        Contrast::Normal => Stroke::NONE,
        Contrast::High => Stroke::new(2.0, tokens(ctx).accent),
    }
}

/// The heights of the density in force.
pub fn heights(ctx: &Context) -> &'static Heights {
    match look(ctx).density {
        Density::Comfortable => &COMFORTABLE,
        Density::Compact => &COMPACT,
    }
}

/// Puts the look into egui's two styles.
pub fn install(ctx: &Context, look: Look) {
    ctx.data_mut(|data| data.insert_temp(look_id(), look));
    let heights = heights(ctx);
    for theme in [Theme::Dark, Theme::Light] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(theme, tokens_of(theme, look.contrast));
            style.spacing.item_spacing = vec2(size::GAP, heights.gap);
            style.spacing.button_padding = vec2(10.0, 4.0);
            style.spacing.interact_size = Vec2::new(32.0, heights.row);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = style::ScrollStyle {
                bar_width: 8.0,
                floating_width: 4.0,
                ..style::ScrollStyle::floating()
            };
            style.interaction.tooltip_delay = 0.35;
            style.animation_time = 0.0;
            crate::ui::fonts::text_styles(style);
        });
    }
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let mut visuals = match theme {
        Theme::Dark => Visuals::dark(),
        Theme::Light => Visuals::light(),
    };
    let radius = CornerRadius::same(size::RADIUS);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.third);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.field;
    visuals.extreme_bg_color = tokens.field;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.code_bg_color = tokens.field;
    visuals.warn_fg_color = tokens.warning;
    visuals.error_fg_color = tokens.bad;
    visuals.window_fill = tokens.panel;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.panel_fill = tokens.panel;
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_corner_radius = CornerRadius::same(10);
    // A blinking cursor would wake a settled window twice a second.
    visuals.text_cursor.blink = false;
    visuals.selection.bg_fill = tokens.highlight;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    visuals.widgets = widgets(tokens, radius);
    visuals
}

fn widgets(tokens: &Tokens, radius: CornerRadius) -> style::Widgets {
    let state = |fill: Color32, edge: Color32, text: Color32| style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    style::Widgets {
        noninteractive: state(tokens.panel, tokens.line, tokens.text),
        inactive: state(tokens.field, tokens.edge, tokens.text),
        hovered: state(tokens.raised, tokens.third, tokens.text),
        active: state(tokens.raised, tokens.accent, tokens.text),
        open: state(tokens.raised, tokens.edge, tokens.text),
    }
}

/// The colour of a method: reading, creating, changing, removing. The word says the same.
pub fn verb_color(method: &str, colors: &Tokens) -> Color32 {
    match method {
        "GET" | "HEAD" | "OPTIONS" => colors.good,
        "POST" => colors.warning,
        "DELETE" => colors.bad,
        _ => colors.path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, <https://www.w3.org/TR/WCAG21/#dfn-relative-luminance>.
    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(text: Color32, ground: Color32) -> f64 {
        let (one, two) = (luminance(text), luminance(ground));
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Every colour that text and icons are drawn in, but for the ink of the main button.
    fn inks(t: &Tokens) -> [(&'static str, Color32); 13] {
        [
            ("text", t.text),
            ("second", t.second),
            ("third", t.third),
            ("accent", t.accent),
            ("good", t.good),
            ("warning", t.warning),
            ("bad", t.bad),
            ("path", t.path),
            ("query", t.query),
            ("header", t.header),
            ("payload", t.payload),
            ("scope", t.scope),
            ("signature", t.signature),
        ]
    }

    /// Every ground under them. A selection or a match can lie under text of any colour, and a row under the
    /// pointer holds any of them.
    fn grounds(t: &Tokens) -> [(&'static str, Color32); 8] {
        [
            ("ground", t.ground),
            ("panel", t.panel),
            ("field", t.field),
            ("raised", t.raised),
            ("highlight", t.highlight),
            ("good_ground", t.good_ground),
            ("warning_ground", t.warning_ground),
            ("bad_ground", t.bad_ground),
        ]
    }

    /// Each theme with the least contrast of its text.
    const THEMES: [(&str, &Tokens, f64); 4] = [
        ("dark", &DARK, 4.5),
        ("light", &LIGHT, 4.5),
        ("dark, high contrast", &DARK_HIGH, 7.0),
        ("light, high contrast", &LIGHT_HIGH, 7.0),
    ];

    #[test]
    fn every_ink_reads_on_every_ground_of_every_theme() {
        let mut weak = Vec::new();
        for (theme, t, least) in THEMES {
            for (ink, text) in inks(t) {
                for (ground, under) in grounds(t) {
                    let ratio = contrast(text, under);
                    if ratio < least {
                        weak.push(format!("{theme}: {ink} on {ground} is {ratio:.2}"));
                    }
                }
            }
            let ratio = contrast(t.accent_ink, t.accent);
            if ratio < least {
                weak.push(format!("{theme}: accent_ink on accent is {ratio:.2}"));
            }
        }
        assert_eq!(weak, Vec::<String>::new());
    }

    /// <https://www.w3.org/TR/WCAG22/#non-text-contrast>
    #[test]
    fn the_edge_of_a_control_is_seen_on_every_ground_it_stands_on() {
        let mut weak = Vec::new();
        for (theme, t, _) in THEMES {
            for (ground, under) in grounds(t) {
                let ratio = contrast(t.edge, under);
                if ratio < 3.0 {
                    weak.push(format!("{theme}: edge on {ground} is {ratio:.2}"));
                }
            }
        }
        for (theme, t) in [("dark", &DARK_HIGH), ("light", &LIGHT_HIGH)] {
            for (ground, under) in grounds(t) {
                let ratio = contrast(t.line, under);
                if ratio < 3.0 {
                    weak.push(format!("{theme}, high contrast: line on {ground} is {ratio:.2}"));
                }
            }
        }
        assert_eq!(weak, Vec::<String>::new());
    }
}
