//! Settings from the journals of versions that had no file of settings.

use crate::model::{
    Appearance, ContrastChoice, HistorySettings, LongLines, Network, ProgramSettings, RowsChoice, ThemeChoice,
};
use crate::store::journal::{Preferences, Session};

/// The settings that an old journal holds; the defaults for a journal of today, which holds none.
pub fn settings_of_session(session: &Session) -> ProgramSettings {
    ProgramSettings {
        appearance: appearance_of(&session.preferences),
        network: session.network.clone(),
        history: session.history.clone(),
        ..ProgramSettings::default()
    }
}

/// What an old journal has of settings, to be written to it again while it has no better place.
#[derive(Clone, Debug)]
pub struct OldSettings {
    preferences: Preferences,
    network: Network,
    history: HistorySettings,
}

impl OldSettings {
    /// Those of a journal.
    pub fn of(session: &Session) -> Self {
        Self {
            preferences: session.preferences.clone(),
            network: session.network.clone(),
            history: session.history.clone(),
        }
    }

    /// Puts them into a journal that is written.
    pub fn put_into(&self, session: &mut Session) {
        let now = std::mem::take(&mut session.preferences);
        session.preferences = Preferences {
            panes: now.panes,
            pane_alone: now.pane_alone,
            response_share: now.response_share,
            response_share_stacked: now.response_share_stacked,
            editor_height: now.editor_height,
            window_size: now.window_size,
            allowed_commands: now.allowed_commands,
            ..self.preferences.clone()
        };
        session.network.clone_from(&self.network);
        session.history.clone_from(&self.history);
    }
}

fn appearance_of(preferences: &Preferences) -> Appearance {
    Appearance {
        theme: match preferences.theme.as_str() {
            "dark" => ThemeChoice::Dark,
            "light" => ThemeChoice::Light,
            _ => ThemeChoice::System,
        },
        contrast: match preferences.contrast.as_str() {
            "high" => ContrastChoice::High,
            _ => ContrastChoice::Normal,
        },
        rows: match preferences.density.as_str() {
            "compact" => RowsChoice::Compact,
            _ => RowsChoice::Comfortable,
        },
        zoom_percent: percent(preferences.zoom),
        long_lines: if preferences.unwrapped {
            LongLines::Unwrapped
        } else {
            LongLines::Wrapped
        },
    }
}

/// A zoom in percent, within its limits; 100 for what is no size.
fn percent(zoom: f32) -> u16 {
    if !(zoom > 0.0 && zoom.is_finite()) {
        return Appearance::default().zoom_percent;
    }
    let (least, most) = (*Appearance::ZOOM_PERCENT.start(), *Appearance::ZOOM_PERCENT.end());
    let percents = least..=most;
    let factor = zoom.clamp(f32::from(least) / 100.0, f32::from(most) / 100.0);
    percents
        .min_by_key(|percent| {
            let distance = (f32::from(*percent) / 100.0 - factor).abs();
            distance.to_bits()
        })
        .unwrap_or(Appearance::default().zoom_percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_that_is_no_size_is_none() {
        for (kept, used) in [
            (0.0, 100),
            (-2.0, 100),
            (f32::NAN, 100),
            (f32::INFINITY, 100),
            (0.01, 50),
            (1.3, 130),
            (1.1, 110),
            (400.0, 300),
        ] {
            assert_eq!(percent(kept), used, "{kept}");
        }
    }
}
