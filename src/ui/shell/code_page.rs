//! The page of a request as code: languages on the left, on the right what one needs, what to know, and the code.

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Button, Color32, Frame, Label, Rect, RichText, ScrollArea, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::formats::code::Language;
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::list_rows::{RowKey, row_key};
use crate::ui::page::Verdict;
use crate::ui::tokens::{chosen_edge, size, tokens};
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::icon::icon_ui;
use crate::ui::widgets::modal_page::modal_page;
use crate::ui::{fonts, icons};

const WIDTH: f32 = 980.0;
const LIST: f32 = 190.0;
const ROW: f32 = 28.0;
/// Of title, buttons and the room around the page.
const AROUND: f32 = 190.0;

/// The page while it is open.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// The language in front.
    pub language: Language,
    /// The code in it, or why there is none.
    pub shown: Result<ShownCode, String>,
    focus: FirstFocus,
}

/// Code without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCode {
    /// The code.
    pub text: String,
    /// What may not be as meant.
    pub warnings: Vec<String>,
}

impl CodePage {
    /// A page with this language in front.
    pub fn new(language: Language, shown: Result<ShownCode, String>) -> Self {
        Self {
            language,
            shown,
            focus: FirstFocus::default(),
        }
    }

    /// Another language, with the keyboard on its row.
    pub fn show(&mut self, language: Language, shown: Result<ShownCode, String>) {
        *self = Self::new(language, shown);
    }
}

/// Draws the page over the window.
pub fn code_page_ui(
    ui: &mut Ui,
    page: &mut CodePage,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    modal_page(ui, "code", WIDTH, "Copy as code", |ui| {
        let height = (ui.ctx().content_rect().height() - AROUND).max(200.0);
        let (_, place) = ui.allocate_space(vec2(ui.available_width(), height));
        let list = Rect::from_min_size(place.min, vec2(LIST, height));
        let front = Rect::from_min_max(pos2(list.right() + 2.0 * size::PAD, place.top()), place.max);
        let line = Stroke::new(1.0, ctx.tokens.line);
        ui.painter()
            .vline(list.right() + size::PAD, place.y_range(), line);
        ui.scope_builder(UiBuilder::new().max_rect(list), |ui| languages_ui(ui, page, out));
        ui.scope_builder(UiBuilder::new().max_rect(front), |ui| front_ui(ui, page, ctx));
        let mut verdict = Verdict::Open;
        ui.horizontal(|ui| {
            let text = page.shown.as_ref().ok().map(|shown| &shown.text);
            let copy = ui.add_enabled(text.is_some(), Button::new("Copy the code"));
            if let Some(text) = text.filter(|_| copy.clicked()) {
                out.push(Action::Copy {
                    text: text.clone(),
                    what: "the code",
                });
            }
            if ui.button("Close").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}

fn languages_ui(ui: &mut Ui, page: &mut CodePage, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    ScrollArea::vertical()
        .id_salt("languages")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for language in Language::ALL {
                let is_chosen = language == page.language;
                let (ink, fill, edge) = if is_chosen {
                    (colors.text, colors.raised, chosen_edge(ui.ctx()))
                } else {
                    (colors.second, Color32::TRANSPARENT, Stroke::NONE)
                };
                let button = Button::new(RichText::new(language.name()).color(ink))
                    .selected(is_chosen)
                    .fill(fill)
                    .stroke(edge)
                    .min_size(vec2(LIST - 4.0, ROW))
                    .right_text("");
                let response = ui.add(button);
                let told = format!("Language: {}", language.name());
                response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, &told));
                if is_chosen {
                    page.focus.give(&response);
                }
                if response.clicked() {
                    out.push(Action::WriteCode(language));
                }
                if let RowKey::Step(step) = row_key(ui, &response) {
                    out.push(Action::WriteCode(stepped(language, step)));
                }
            }
        });
}

/// The language so many rows below, or the last one in that direction.
fn stepped(language: Language, step: isize) -> Language {
    let at = Language::ALL.iter().position(|one| *one == language);
    let last = Language::ALL.len() - 1;
    let to = at.unwrap_or_default().saturating_add_signed(step).min(last);
    Language::ALL.get(to).copied().unwrap_or_default()
}

fn front_ui(ui: &mut Ui, page: &CodePage, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Needs").color(colors.third));
        let needs = RichText::new(page.language.needs()).font(fonts::mono());
        ui.add(Label::new(needs.color(colors.second)).wrap().selectable(true));
    });
    let shown = match &page.shown {
        Ok(shown) => shown,
        Err(why) => {
            remark_ui(ui, why, ctx);
            return;
        }
    };
    for warning in &shown.warnings {
        remark_ui(ui, warning, ctx);
    }
    Frame::new().fill(colors.field).inner_margin(10).show(ui, |ui| {
        ScrollArea::both()
            .id_salt(("code", page.language.slug()))
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let text = RichText::new(ctx.presentation.text(&shown.text)).font(fonts::mono());
                ui.add(Label::new(text.color(colors.text)).extend().selectable(true));
            });
    });
}

fn remark_ui(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) {
    ui.horizontal(|ui| {
        icon_ui(ui, icons::TRIANGLE_ALERT, size::ICON, ctx.tokens.warning);
        ui.add(Label::new(RichText::new(text).color(ctx.tokens.second)).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_the_list() {
        assert_eq!(stepped(Language::Curl, -1), Language::Curl);
        assert_eq!(stepped(Language::Curl, 1), Language::Awscurl);
        assert_eq!(stepped(Language::Go, 100), Language::PowerShell);
    }
}
