//! The settings of the program over the window: searched, in sections, each with a way back to its default.

mod appearance;
mod file;
mod keys;
mod keys_view;
mod network;
mod others;
mod row;
mod state;

use eframe::egui::{
    Button, Color32, Rect, RichText, Role, ScrollArea, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

pub use keys::take_keys;
pub use state::{SettingsPage, SettingsSection};

use crate::model::{ProgramSettings, SettingsFileState};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::key_bindings::KeyBindings;
use crate::ui::page::Verdict;
use crate::ui::tokens::{chosen_edge, size, tokens};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 900.0;
/// Width of the list of sections.
const LIST: f32 = 116.0;
/// Around the settings in the window: title, search, foot, margins.
const AROUND: f32 = 180.0;
const HIGHEST: f32 = 620.0;

/// What the page edits.
pub struct Edited<'a> {
    /// The settings, with the secrets of this run.
    pub settings: &'a mut ProgramSettings,
    /// Keys of commands.
    pub bindings: &'a mut KeyBindings,
}

/// Draws the page.
pub fn settings_page_ui(
    ui: &mut Ui,
    page: &mut SettingsPage,
    edited: &mut Edited<'_>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "settings", WIDTH, "Settings", |ui| {
        let search = Field::mono(&mut page.search, "Search the settings")
            .hint("Search settings and keys")
            .width(ui.available_width())
            .ui(ui);
        page.focus.give(&search);
        let top = ui.cursor().top();
        // Fields below stay the same ones when something becomes amiss: who types in them goes on.
        match page.file {
            SettingsFileState::Fine => ui.skip_ahead_auto_ids(1),
            _ => {
                ui.scope(|ui| file::problems_ui(ui, page, out));
            }
        }
        let said = ui.cursor().top() - top;
        let height = (ui.ctx().content_rect().height() - AROUND - said).clamp(160.0, HIGHEST);
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), height));
        let list = Rect::from_min_size(place.min, vec2(LIST, height));
        let front = Rect::from_min_max(pos2(list.right() + 2.0 * size::PAD, place.top()), place.max);
        let line = Stroke::new(1.0, tokens(ui.ctx()).line);
        ui.painter()
            .vline(list.right() + size::PAD, place.y_range(), line);
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| sections_ui(ui, page));
        ui.scope_builder(UiBuilder::new().max_rect(front), |ui| {
            ScrollArea::vertical()
                .id_salt(("settings", page.section as usize))
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 6.0;
                    // The bar is not to lie over the buttons at the end of a row.
                    ui.set_max_width(ui.available_width() - 14.0);
                    front_ui(ui, page, edited, ctx, out);
                });
        });
        let mut verdict = Verdict::Open;
        bar(
            ui,
            28.0,
            &mut (&mut verdict, &mut *out),
            |ui, (verdict, _)| {
                if ui.button("Close").clicked() {
                    **verdict = Verdict::Close;
                }
            },
            |ui, (_, out)| file::place_ui(ui, &page.path, out),
        );
        verdict
    })
}

fn sections_ui(ui: &mut Ui, page: &mut SettingsPage) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let colors = tokens(ui.ctx());
    let is_searching = !page.search.trim().is_empty();
    for section in SettingsSection::ALL {
        let is_chosen = section == page.section && !is_searching;
        let (ink, fill, edge) = if is_chosen {
            (colors.text, colors.raised, chosen_edge(ui.ctx()))
        } else {
            (colors.second, Color32::TRANSPARENT, Stroke::NONE)
        };
        let button = Button::new(RichText::new(section.title()).color(ink))
            .selected(is_chosen)
            .fill(fill)
            .stroke(edge)
            .min_size(vec2(LIST, 28.0))
            .right_text("");
        let response = ui.add(button);
        let told = format!("Section: {}", section.title());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, &told));
        if response.clicked() {
            page.section = section;
            page.search.clear();
        }
    }
}

fn front_ui(
    ui: &mut Ui,
    page: &mut SettingsPage,
    edited: &mut Edited<'_>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let mut shown = 0;
    shown += appearance::appearance_ui(ui, page, &mut edited.settings.appearance, ctx, out);
    shown += network::network_ui(ui, page, &mut edited.settings.network, out);
    shown += others::history_ui(ui, page, out);
    shown += others::security_ui(ui, page, &mut edited.settings.security, out);
    shown += others::credentials_ui(ui, page, &mut edited.settings.credentials, ctx);
    shown += keys::keys_ui(ui, page, edited.bindings, out);
    if shown == 0 {
        let text = "No setting has these words. Look for fewer";
        ui.label(RichText::new(text).color(ctx.tokens.third));
    }
}
