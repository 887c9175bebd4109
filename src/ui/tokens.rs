//! The one table of colours and sizes. Every colour and measure of the window is named here.

use eframe::egui::{Color32, Context, CornerRadius, Margin, Stroke, Theme, Vec2, Visuals, style, vec2};

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
    /// One-point lines between panes and around fields.
    pub line: Color32,
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
    text: rgb([0xe6, 0xea, 0xf0]),
    second: rgb([0xa9, 0xb3, 0xc1]),
    third: rgb([0x86, 0x91, 0xa1]),
    accent: rgb([0x3f, 0xb6, 0xa8]),
    accent_ink: rgb([0x06, 0x23, 0x1f]),
    good: rgb([0x4c, 0xc3, 0x8a]),
    warning: rgb([0xe2, 0xa6, 0x3d]),
    bad: rgb([0xef, 0x6a, 0x6a]),
    good_ground: rgb([0x1c, 0x34, 0x30]),
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
    text: rgb([0x1a, 0x21, 0x2b]),
    second: rgb([0x49, 0x55, 0x65]),
    third: rgb([0x5c, 0x68, 0x78]),
    accent: rgb([0x09, 0x76, 0x6a]),
    accent_ink: rgb([0xff, 0xff, 0xff]),
    good: rgb([0x12, 0x70, 0x41]),
    warning: rgb([0x83, 0x55, 0x00]),
    bad: rgb([0xb3, 0x26, 0x1e]),
    good_ground: rgb([0xd3, 0xe8, 0xdd]),
    warning_ground: rgb([0xf4, 0xec, 0xdc]),
    bad_ground: rgb([0xf6, 0xe3, 0xe2]),
    highlight: rgb([0xdd, 0xec, 0xef]),
    path: rgb([0x1f, 0x5f, 0xc4]),
    query: rgb([0x0b, 0x6d, 0x7f]),
    header: rgb([0x23, 0x73, 0x3a]),
    payload: rgb([0x6d, 0x3f, 0xc0]),
    scope: rgb([0x83, 0x55, 0x00]),
    signature: rgb([0xad, 0x2f, 0x67]),
};

/// Heights, widths and gaps in points, on a grid of four.
pub mod size {
    /// The tab strip.
    pub const TAB_STRIP: f32 = 40.0;
    /// URL bar, method box and Send.
    pub const BAR_FIELD: f32 = 36.0;
    /// Fields of a form.
    pub const FIELD: f32 = 30.0;
    /// Row of the editor's section tabs.
    pub const SECTION_TABS: f32 = 34.0;
    /// Head of a pane.
    pub const PANE_HEAD: f32 = 42.0;
    /// The status bar.
    pub const STATUS_BAR: f32 = 28.0;
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
    pub const TITLE: f32 = 30.0;
    /// Sentences.
    pub const TEXT: f32 = 19.0;
    /// Text that was signed or sent.
    pub const MONO: f32 = 21.0;
}

/// The tokens of the theme in force.
pub fn tokens(ctx: &Context) -> &'static Tokens {
    match ctx.theme() {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

/// Puts both themes into egui's two styles.
pub fn install(ctx: &Context) {
    for (theme, tokens) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(theme, tokens);
            style.spacing.item_spacing = vec2(size::GAP, size::GAP);
            style.spacing.button_padding = vec2(10.0, 4.0);
            style.spacing.interact_size = Vec2::new(32.0, 28.0);
            style.spacing.menu_margin = Margin::same(6);
            style.spacing.scroll = style::ScrollStyle {
                bar_width: 8.0,
                floating_width: 4.0,
                ..style::ScrollStyle::floating()
            };
            style.interaction.tooltip_delay = 0.35;
            style.animation_time = 0.0;
            super::fonts::text_styles(style);
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
        inactive: state(tokens.field, tokens.line, tokens.text),
        hovered: state(tokens.raised, tokens.third, tokens.text),
        active: state(tokens.raised, tokens.accent, tokens.text),
        open: state(tokens.raised, tokens.line, tokens.text),
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

    #[test]
    fn every_text_colour_reads_on_every_ground_it_stands_on() {
        for (theme, t) in [("dark", &DARK), ("light", &LIGHT)] {
            let grounds = [t.ground, t.panel, t.field];
            let texts = [
                t.text,
                t.second,
                t.third,
                t.accent,
                t.good,
                t.warning,
                t.bad,
                t.path,
                t.query,
                t.header,
                t.payload,
                t.scope,
                t.signature,
            ];
            for ground in grounds {
                for text in texts {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "{theme}: {text:?} on {ground:?} is {ratio:.2}");
                }
            }
            let pairs = [
                (t.accent_ink, t.accent),
                (t.text, t.raised),
                (t.second, t.raised),
                (t.text, t.bad_ground),
                (t.second, t.bad_ground),
                (t.bad, t.bad_ground),
                (t.good, t.good_ground),
                (t.warning, t.warning_ground),
                (t.second, t.warning_ground),
                (t.text, t.highlight),
                (t.query, t.highlight),
                (t.header, t.highlight),
                (t.path, t.highlight),
            ];
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{theme}: {text:?} on {ground:?} is {ratio:.2}");
            }
        }
    }
}
