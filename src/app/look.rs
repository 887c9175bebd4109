//! Theme, contrast, density and zoom: chosen by command, remembered in the preferences.

use eframe::egui::{Context, ThemePreference};

use super::{App, Unrecorded};
use crate::store::journal::Preferences;
use crate::ui::tokens::{self, Contrast, Density, Look};

/// Least and most zoom. Below it nothing can be read, above it the smallest window shows one button.
const ZOOM: std::ops::RangeInclusive<f32> = 0.5..=3.0;
/// How much one command zooms.
const ZOOM_STEP: f32 = 0.1;

/// How a command changes the zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zoom {
    /// One step larger.
    In,
    /// One step smaller.
    Out,
    /// As the system has it.
    Reset,
}

/// Gives the window the look of the preferences.
pub(super) fn put_on(ctx: &Context, preferences: &Preferences) {
    tokens::install(ctx, look(preferences));
    ctx.set_theme(theme(preferences));
    ctx.set_zoom_factor(zoom_factor(preferences.zoom));
}

impl App {
    pub(super) fn use_theme(&mut self, ctx: &Context, theme: ThemePreference) {
        ctx.set_theme(theme);
        theme_name(theme).clone_into(&mut self.preferences.theme);
        self.unrecorded = Unrecorded::Something;
    }

    pub(super) fn toggle_contrast(&mut self, ctx: &Context) {
        let name = match look(&self.preferences).contrast {
            Contrast::Normal => "high",
            Contrast::High => "",
        };
        name.clone_into(&mut self.preferences.contrast);
        self.change_look(ctx);
    }

    pub(super) fn toggle_density(&mut self, ctx: &Context) {
        let name = match look(&self.preferences).density {
            Density::Comfortable => "compact",
            Density::Compact => "",
        };
        name.clone_into(&mut self.preferences.density);
        self.change_look(ctx);
    }

    fn change_look(&mut self, ctx: &Context) {
        tokens::install(ctx, look(&self.preferences));
        self.unrecorded = Unrecorded::Something;
    }

    pub(super) fn zoom(&mut self, ctx: &Context, zoom: Zoom) {
        let presents = self.presenting.is_on();
        let now = if presents {
            ctx.zoom_factor()
        } else {
            zoom_factor(self.preferences.zoom)
        };
        let wanted = match zoom {
            Zoom::In => now + ZOOM_STEP,
            Zoom::Out => now - ZOOM_STEP,
            Zoom::Reset => 1.0,
        };
        let factor = zoom_factor((wanted / ZOOM_STEP).round() * ZOOM_STEP);
        ctx.set_zoom_factor(factor);
        // What suits an audience is over with it.
        if presents {
            return;
        }
        self.preferences.zoom = factor;
        self.unrecorded = Unrecorded::Something;
    }
}

fn look(preferences: &Preferences) -> Look {
    Look {
        contrast: match preferences.contrast.as_str() {
            "high" => Contrast::High,
            _ => Contrast::Normal,
        },
        density: match preferences.density.as_str() {
            "compact" => Density::Compact,
            _ => Density::Comfortable,
        },
    }
}

/// The zoom of the preferences, within its limits; 1 for the default and for what is no size.
fn zoom_factor(kept: f32) -> f32 {
    if kept > 0.0 && kept.is_finite() {
        kept.clamp(*ZOOM.start(), *ZOOM.end())
    } else {
        1.0
    }
}

/// The theme of the preferences; the system's until chosen.
fn theme(preferences: &Preferences) -> ThemePreference {
    match preferences.theme.as_str() {
        "light" => ThemePreference::Light,
        "dark" => ThemePreference::Dark,
        _ => ThemePreference::System,
    }
}

/// Its name in the journal.
fn theme_name(theme: ThemePreference) -> &'static str {
    match theme {
        ThemePreference::Light => "light",
        ThemePreference::Dark => "dark",
        ThemePreference::System => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_that_is_no_size_is_none() {
        for (kept, used) in [
            (0.0, 1.0),
            (-2.0, 1.0),
            (f32::NAN, 1.0),
            (f32::INFINITY, 1.0),
            (0.01, 0.5),
            (1.3, 1.3),
            (400.0, 3.0),
        ] {
            assert!((zoom_factor(kept) - used).abs() < f32::EPSILON, "{kept}");
        }
    }
}
