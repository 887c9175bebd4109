//! How the window looks.

use eframe::egui::Ui;

use super::row::{Asked, Changed, heading_ui, row_ui};
use super::state::{SettingsPage, SettingsSection};
use crate::model::{Appearance, ContrastChoice, LongLines, RowsChoice, ThemeChoice};
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::widgets::segmented::segmented;

const SECTION: SettingsSection = SettingsSection::Appearance;
/// How much one click zooms.
const ZOOM_STEP: u16 = 10;

/// Draws its rows, and says how many.
pub(super) fn appearance_ui(
    ui: &mut Ui,
    page: &SettingsPage,
    appearance: &mut Appearance,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> usize {
    let usual = Appearance::default();
    let mut shown = 0;
    let hint = "System follows the desktop's choice of dark or light";
    if page.is_shown(SECTION, &format!("Theme colours colors dark light {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&appearance.theme, &usual.theme);
        let asked = row_ui(ui, "Theme", hint, changed, |ui| {
            let choices = [
                (ThemeChoice::System, "System"),
                (ThemeChoice::Dark, "Dark"),
                (ThemeChoice::Light, "Light"),
            ];
            segmented(ui, "Theme", &mut appearance.theme, &choices);
        });
        if asked == Asked::Reset {
            appearance.theme = usual.theme;
        }
    }
    let hint = "High has text at 7:1 and visible borders, in the dark and the light theme";
    if page.is_shown(SECTION, &format!("Contrast accessibility {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&appearance.contrast, &usual.contrast);
        let asked = row_ui(ui, "Contrast", hint, changed, |ui| {
            let choices = [(ContrastChoice::Normal, "Normal"), (ContrastChoice::High, "High")];
            segmented(ui, "Contrast", &mut appearance.contrast, &choices);
        });
        if asked == Asked::Reset {
            appearance.contrast = usual.contrast;
        }
    }
    let hint = "Compact shows more rows in the same window";
    if page.is_shown(SECTION, &format!("Rows density comfortable spacing {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&appearance.rows, &usual.rows);
        let asked = row_ui(ui, "Rows", hint, changed, |ui| {
            let choices = [
                (RowsChoice::Comfortable, "Comfortable"),
                (RowsChoice::Compact, "Compact"),
            ];
            segmented(ui, "Rows", &mut appearance.rows, &choices);
        });
        if asked == Asked::Reset {
            appearance.rows = usual.rows;
        }
    }
    shown += size_ui(ui, page, appearance, shown);
    let hint = "Off lets long lines of a response body go on beyond the pane, to scroll sideways";
    if page.is_shown(SECTION, &format!("Wrap long lines soft break word {hint}")) {
        heading_ui(ui, SECTION, &mut shown);
        let changed = Changed::of(&appearance.long_lines, &usual.long_lines);
        let asked = row_ui(ui, "Wrap long lines", hint, changed, |ui| {
            let choices = [(LongLines::Wrapped, "On"), (LongLines::Unwrapped, "Off")];
            segmented(ui, "Wrap long lines", &mut appearance.long_lines, &choices);
        });
        if asked == Asked::Reset {
            appearance.long_lines = usual.long_lines;
        }
    }
    let hint = "Larger, with access key IDs masked; ends with the program";
    if page.is_shown(
        SECTION,
        &format!("Presentation mode projector demo audience {hint}"),
    ) {
        heading_ui(ui, SECTION, &mut shown);
        row_ui(ui, "Presentation mode", hint, Changed::No, |ui| {
            let text = if ctx.presentation.is_on() { "End" } else { "Begin" };
            let name = format!("{text} presentation mode");
            if ui.button(text).accessible_name(name).clicked() {
                out.push(Action::Run(Command::Present));
            }
        });
    }
    shown
}

/// The size of everything, and how many rows that is.
fn size_ui(ui: &mut Ui, page: &SettingsPage, appearance: &mut Appearance, above: usize) -> usize {
    let hint = "The size of everything, from 50 to 300 percent";
    if !page.is_shown(SECTION, &format!("Zoom font scale bigger smaller {hint}")) {
        return 0;
    }
    let mut shown = above;
    heading_ui(ui, SECTION, &mut shown);
    let usual = Appearance::default().zoom_percent;
    let (least, most) = (*Appearance::ZOOM_PERCENT.start(), *Appearance::ZOOM_PERCENT.end());
    let zoom = &mut appearance.zoom_percent;
    let asked = row_ui(ui, "Zoom", hint, Changed::of(zoom, &usual), |ui| {
        let steps = [
            ("−", "Zoom: smaller", zoom.saturating_sub(ZOOM_STEP).max(least)),
            ("+", "Zoom: larger", zoom.saturating_add(ZOOM_STEP).min(most)),
        ];
        let [smaller, larger] = steps;
        let mut chosen = None;
        for (at, (sign, name, then)) in [smaller, larger].into_iter().enumerate() {
            if at == 1 {
                ui.label(format!("{zoom} %"));
            }
            let button = ui.add_enabled_ui(then != *zoom, |ui| ui.button(sign));
            if button.inner.accessible_name(name).clicked() {
                chosen = Some(then);
            }
        }
        *zoom = chosen.unwrap_or(*zoom);
    });
    if asked == Asked::Reset {
        appearance.zoom_percent = usual;
    }
    1
}
