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

/// An opaque colour from `0xRRGGBB`.
#[expect(
    clippy::disallowed_methods,
    reason = "the token table is the one place that makes colours"
)]
const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

/// The dark theme.
pub const DARK: Tokens = Tokens {
    ground: rgb(0x0f_12_16),
    panel: rgb(0x14_18_1d),
    field: rgb(0x1a_1f_26),
    raised: rgb(0x22_29_34),
    line: rgb(0x2a_32_3d),
    text: rgb(0xe6_ea_f0),
    second: rgb(0xa9_b3_c1),
    third: rgb(0x86_91_a1),
    accent: rgb(0x3f_b6_a8),
    accent_ink: rgb(0x06_23_1f),
    good: rgb(0x4c_c3_8a),
    warning: rgb(0xe2_a6_3d),
    bad: rgb(0xef_6a_6a),
    good_ground: rgb(0x1c_34_30),
    warning_ground: rgb(0x2b_26_1c),
    bad_ground: rgb(0x2c_1e_22),
    highlight: rgb(0x1b_2d_34),
    path: rgb(0x7f_b4_ff),
    query: rgb(0x4f_c3_d9),
    header: rgb(0x7c_cf_8e),
    payload: rgb(0xb7_94_f4),
    scope: rgb(0xe2_a6_3d),
    signature: rgb(0xf0_8b_b4),
};

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    ground: rgb(0xee_f1_f5),
    panel: rgb(0xf7_f8_fa),
    field: rgb(0xff_ff_ff),
    raised: rgb(0xe6_ea_f0),
    line: rgb(0xd5_db_e3),
    text: rgb(0x1a_21_2b),
    second: rgb(0x49_55_65),
    third: rgb(0x5c_68_78),
    accent: rgb(0x0b_7f_72),
    accent_ink: rgb(0xff_ff_ff),
    good: rgb(0x12_70_41),
    warning: rgb(0x83_55_00),
    bad: rgb(0xb3_26_1e),
    good_ground: rgb(0xd3_e8_dd),
    warning_ground: rgb(0xf4_ec_dc),
    bad_ground: rgb(0xf6_e3_e2),
    highlight: rgb(0xdd_ec_ef),
    path: rgb(0x1f_5f_c4),
    query: rgb(0x0b_6d_7f),
    header: rgb(0x23_73_3a),
    payload: rgb(0x6d_3f_c0),
    scope: rgb(0x83_55_00),
    signature: rgb(0xad_2f_67),
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
