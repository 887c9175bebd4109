//! Theme, contrast, density and zoom: chosen by command or on the page of settings.

use eframe::egui::{Context, ThemePreference};

use super::{App, Unrecorded};
use crate::model::{Appearance, ContrastChoice, RowsChoice, ThemeChoice};
use crate::ui::tokens::{self, Contrast, Density, Look};

/// How much one command zooms, in percent.
const ZOOM_STEP: u16 = 10;

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

/// Gives the window the look of the settings, but for its zoom.
pub(super) fn put_on(ctx: &Context, appearance: Appearance) {
    tokens::install(ctx, look(appearance));
    ctx.set_theme(match appearance.theme {
        ThemeChoice::System => ThemePreference::System,
        ThemeChoice::Dark => ThemePreference::Dark,
        ThemeChoice::Light => ThemePreference::Light,
    });
}

/// Gives the window the zoom of the settings.
pub(super) fn put_zoom_on(ctx: &Context, appearance: Appearance) {
    ctx.set_zoom_factor(factor(appearance.zoom_percent));
}

impl App {
    pub(super) fn use_theme(&mut self, ctx: &Context, theme: ThemeChoice) {
        self.session.settings.appearance.theme = theme;
        self.change_look(ctx);
    }

    pub(super) fn toggle_contrast(&mut self, ctx: &Context) {
        let contrast = &mut self.session.settings.appearance.contrast;
        *contrast = match contrast {
            ContrastChoice::Normal => ContrastChoice::High,
            ContrastChoice::High => ContrastChoice::Normal,
        };
        self.change_look(ctx);
    }

    pub(super) fn toggle_density(&mut self, ctx: &Context) {
        let rows = &mut self.session.settings.appearance.rows;
        *rows = match rows {
            RowsChoice::Comfortable => RowsChoice::Compact,
            RowsChoice::Compact => RowsChoice::Comfortable,
        };
        self.change_look(ctx);
    }

    fn change_look(&mut self, ctx: &Context) {
        put_on(ctx, self.session.settings.appearance);
        self.session.unrecorded = Unrecorded::Something;
    }

    pub(super) fn zoom(&mut self, ctx: &Context, zoom: Zoom) {
        let presents = self.overlay.presenting.is_on();
        let kept = self.session.settings.appearance.zoom_percent;
        let now = if presents {
            percent_near(ctx.zoom_factor())
        } else {
            kept
        };
        let wanted = match zoom {
            Zoom::In => now.saturating_add(ZOOM_STEP),
            Zoom::Out => now.saturating_sub(ZOOM_STEP),
            Zoom::Reset => Appearance::default().zoom_percent,
        };
        let (least, most) = (*Appearance::ZOOM_PERCENT.start(), *Appearance::ZOOM_PERCENT.end());
        let to_step = wanted.saturating_add(ZOOM_STEP / 2) / ZOOM_STEP * ZOOM_STEP;
        let percent = to_step.clamp(least, most);
        ctx.set_zoom_factor(factor(percent));
        // What suits an audience is over with it.
        if presents {
            return;
        }
        self.session.settings.appearance.zoom_percent = percent;
        self.session.unrecorded = Unrecorded::Something;
    }
}

fn look(appearance: Appearance) -> Look {
    Look {
        contrast: match appearance.contrast {
            ContrastChoice::High => Contrast::High,
            ContrastChoice::Normal => Contrast::Normal,
        },
        density: match appearance.rows {
            RowsChoice::Compact => Density::Compact,
            RowsChoice::Comfortable => Density::Comfortable,
        },
    }
}

fn factor(percent: u16) -> f32 {
    f32::from(percent) / 100.0
}

/// The percent that a factor is nearest to, as far as a window is zoomed.
fn percent_near(zoom: f32) -> u16 {
    let (least, most) = (*Appearance::ZOOM_PERCENT.start(), *Appearance::ZOOM_PERCENT.end());
    let mut percents = least..=most;
    percents
        .find(|percent| factor(*percent) >= zoom - 0.005)
        .unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_a_percent() {
        for (zoom, percent) in [(1.0, 100), (1.35, 135), (0.1, 50), (7.0, 300), (1.1, 110)] {
            assert_eq!(percent_near(zoom), percent, "{zoom}");
        }
    }
}
