//! The strip of open requests, with the palette and the menu at its right end.

use eframe::egui::{
    Align, Button, Color32, CornerRadius, FontId, Frame, Layout, Margin, Rect, RichText, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2,
};

use super::action::Action;
use super::command::Command;
use super::context::PanelContext;
use super::tab::Tab;
use super::tokens::{Tokens, size};
use super::widgets::icon_button::icon_button;
use super::{fonts, icons, menu};

/// Draws the strip; `active` is the index of the tab in front.
pub fn tab_strip_ui(ui: &mut Ui, tabs: &[Tab], active: usize, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    Frame::new()
        .fill(colors.ground)
        .inner_margin(Margin {
            left: 8,
            right: 8,
            top: 0,
            bottom: 0,
        })
        .show(ui, |ui| {
            ui.set_height(size::TAB_STRIP);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                menu::menu_ui(ui, ctx, out);
                palette_hint_ui(ui, colors, out);
                ui.with_layout(Layout::left_to_right(Align::Max), |ui| {
                    ScrollArea::horizontal()
                        .id_salt("tabs")
                        .auto_shrink([false, false])
                        .show(ui, |ui| {
                            ui.spacing_mut().item_spacing.x = 2.0;
                            ui.with_layout(Layout::left_to_right(Align::Max), |ui| {
                                for (index, tab) in tabs.iter().enumerate() {
                                    ui.push_id(tab.id.as_str(), |ui| {
                                        one_tab_ui(ui, tab, index == active, colors, out);
                                    });
                                }
                                ui.add_space(4.0);
                                let place = vec2(28.0, size::TAB_STRIP - 8.0);
                                ui.allocate_ui_with_layout(
                                    place,
                                    Layout::left_to_right(Align::Center),
                                    |ui| {
                                        if icon_button(ui, icons::PLUS, "New request").clicked() {
                                            out.push(Action::Run(Command::NewTab));
                                        }
                                    },
                                );
                            });
                        });
                });
            });
        });
}

/// The hint that opens the palette.
fn palette_hint_ui(ui: &mut Ui, colors: &Tokens, out: &mut Vec<Action>) {
    let keys = Command::OpenPalette.shortcut_text(ui.ctx()).unwrap_or_default();
    let wide = ui.available_width() > 640.0;
    let text = if wide {
        Command::OpenPalette.text()
    } else {
        "Search"
    };
    let mut atoms = eframe::egui::Atoms::new(RichText::new(text).color(colors.third));
    atoms.push_right(
        RichText::new(keys)
            .font(FontId::monospace(size::CAPTION))
            .color(colors.third),
    );
    let button = Button::new(atoms).fill(Color32::TRANSPARENT).stroke(Stroke::NONE);
    if ui
        .add(button)
        .accessible_name(Command::OpenPalette.text())
        .clicked()
    {
        out.push(Action::Run(Command::OpenPalette));
    }
}

/// One tab: verb, title, close button. Middle click closes.
fn one_tab_ui(ui: &mut Ui, tab: &Tab, selected: bool, colors: &Tokens, out: &mut Vec<Action>) {
    let title = tab.title();
    let method = tab.request.http.method.trim();
    let verb = ui.painter().layout_no_wrap(
        method.to_owned(),
        fonts::semibold(10.5),
        verb_color(method, colors),
    );
    let ink = if selected { colors.text } else { colors.second };
    let text = elided(ui, &title, ink);
    let width = 12.0 + verb.size().x + 8.0 + text.size().x + 8.0 + 22.0 + 4.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::TAB_STRIP - 8.0), Sense::click());
    let response = response.accessible_name(format!("Tab {title}"));
    response.widget_info(|| {
        eframe::egui::WidgetInfo::selected(eframe::egui::Role::Tab, true, selected, format!("Tab {title}"))
    });
    let round = CornerRadius {
        nw: 8,
        ne: 8,
        sw: 0,
        se: 0,
    };
    if selected {
        let body = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() + 2.0));
        ui.painter().rect(
            body,
            round,
            colors.panel,
            Stroke::new(1.0, colors.line),
            StrokeKind::Inside,
        );
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, round, colors.raised);
    }
    let middle = rect.center().y;
    let mut x = rect.left() + 12.0;
    ui.painter()
        .galley(pos2(x, middle - verb.size().y / 2.0), verb.clone(), colors.second);
    x += verb.size().x + 8.0;
    ui.painter()
        .galley(pos2(x, middle - text.size().y / 2.0), text, ink);
    let close = Rect::from_center_size(pos2(rect.right() - 15.0, middle), vec2(22.0, 22.0));
    let closed = ui
        .scope_builder(
            UiBuilder::new()
                .max_rect(close)
                .layout(Layout::left_to_right(Align::Center)),
            |ui| {
                let icon = if tab.sending.is_some() {
                    icons::ELLIPSIS
                } else {
                    icons::X
                };
                let glyph = RichText::new(icon).font(fonts::icons(12.0)).color(colors.third);
                let button = Button::new(glyph)
                    .fill(Color32::TRANSPARENT)
                    .stroke(Stroke::NONE)
                    .min_size(vec2(20.0, 20.0));
                ui.spacing_mut().button_padding = vec2(2.0, 2.0);
                ui.spacing_mut().interact_size = vec2(20.0, 20.0);
                ui.add(button).accessible_name(format!("Close {title}")).clicked()
            },
        )
        .inner;
    if closed || response.middle_clicked() {
        out.push(Action::Close(tab.id.clone()));
    } else if response.clicked() {
        out.push(Action::Select(tab.id.clone()));
    }
    response.on_hover_text(format!("{method} {}", tab.request.http.url));
}

/// A title cut to a width that leaves room for its neighbours.
fn elided(ui: &Ui, title: &str, ink: Color32) -> std::sync::Arc<eframe::egui::Galley> {
    let mut job = eframe::egui::text::LayoutJob::single_section(
        title.to_owned(),
        eframe::egui::TextFormat::simple(FontId::proportional(size::TEXT), ink),
    );
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(180.0);
    ui.painter().layout_job(job)
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
