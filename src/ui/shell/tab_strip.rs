//! The strip of open requests, with the palette and the menu at its right end.

use eframe::egui::text::CCursorRange;
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Align, Button, Color32, Context, CornerRadius, DragAndDrop, FontId, Frame, Id, Key, Layout, Margin, Rect,
    RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, pos2, style::ScrollAnimation, vec2,
};

use crate::model::DraftId;
use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::draft::Draft;
use crate::ui::glyphs::boxed;
use crate::ui::last_exchange::Sending;
use crate::ui::shell::environment_picker::{EnvironmentChoices, environment_picker_ui};
use crate::ui::shell::menu;
use crate::ui::sidebar::row::Unsaved;
use crate::ui::tokens::{Tokens, heights, size, verb_color};
use crate::ui::undo::Edits;
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::{fonts, icons};

/// A tab of the strip.
#[derive(Clone, Copy, Debug)]
pub struct OpenTab<'a> {
    /// The request as edited, which gives the tab its method and name.
    pub draft: &'a Draft,
    /// The send under way.
    pub sending: Option<&'a Sending>,
    /// Where it is kept.
    pub kept: Kept<'a>,
}

/// Where the request of a tab is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
    /// In the journal alone.
    InJournal,
    /// In a file of a collection.
    InFile {
        /// Where it stands in the collection.
        path: &'a str,
        /// Whether the tab has edits that the file does not have.
        unsaved: Unsaved,
        /// Why the file can not be read, when it can not.
        gone: Option<(&'a String, SaveOver)>,
    },
}

/// What Save does with the file of a tab that can not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveOver {
    /// It is not there: Save makes it again.
    MakesAnew,
    /// Somebody made something of it that can not be read: nothing is written over it.
    Refuses,
}

impl SaveOver {
    fn words(self) -> &'static str {
        match self {
            Self::MakesAnew => "Save makes it again",
            Self::Refuses => "Mend it, or put the request into another file with Save as",
        }
    }
}

/// What the strip keeps between frames.
#[derive(Debug, Default)]
pub struct TabStrip {
    /// The request that is given a name, and the name as typed so far.
    renaming: Option<(DraftId, String)>,
    /// Whether more tabs than fit were there in the frame before: the button for that stands before them.
    overflows: bool,
    /// The tab that was scrolled to, its place, the number of tabs and the width in whole points.
    revealed: Option<(DraftId, usize, usize, i32)>,
}

impl TabStrip {
    /// Turns the title of this request into a field.
    pub fn rename(&mut self, draft: &Draft) {
        self.renaming = Some((draft.id.clone(), draft.title()));
    }
}

/// Draws the strip; `active` is the index of the tab in front, and `environments` are those of its collection, if it has one.
pub fn tab_strip_ui(
    ui: &mut Ui,
    strip: &mut TabStrip,
    tabs: &[OpenTab<'_>],
    active: usize,
    environments: Option<&EnvironmentChoices<'_>>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
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
            let height = heights(ui.ctx()).tab_strip;
            let overflows = strip.overflows;
            let right = |ui: &mut Ui, out: &mut Vec<Action>| {
                if overflows && icon_button(ui, icons::LIST, Command::ListTabs.text()).clicked() {
                    out.push(Action::Run(Command::ListTabs));
                }
                if let Some(environments) = environments {
                    environment_picker_ui(ui, environments, colors, out);
                }
                palette_hint_ui(ui, colors, out);
                menu::menu_ui(ui, ctx, out);
            };
            bar(ui, height, out, right, |ui, out| {
                if icon_button(ui, icons::PANEL_LEFT, Command::ShowSidebar.text()).clicked() {
                    out.push(Action::Run(Command::ShowSidebar));
                }
                ui.with_layout(Layout::left_to_right(Align::Max), |ui| {
                    let area = ScrollArea::horizontal()
                        .id_salt("tabs")
                        .auto_shrink([false, false])
                        .show(ui, |ui| {
                            ui.spacing_mut().item_spacing.x = 2.0;
                            ui.with_layout(Layout::left_to_right(Align::Max), |ui| {
                                let mut places = Vec::with_capacity(tabs.len());
                                for (index, tab) in tabs.iter().enumerate() {
                                    let drawn = ui.push_id(tab.draft.id.as_str(), |ui| {
                                        let named = strip.renaming.as_ref();
                                        if named.is_some_and(|(id, _)| *id == tab.draft.id) {
                                            rename_ui(ui, &mut strip.renaming, tab.draft, out);
                                        } else {
                                            let renamed = one_tab_ui(ui, *tab, index == active, ctx, out);
                                            if renamed == Renamed::Yes {
                                                strip.rename(tab.draft);
                                            }
                                        }
                                    });
                                    places.push(drawn.response.rect);
                                }
                                reveal(ui, &mut strip.revealed, tabs, active, &places);
                                dragged(ui, tabs, &places, colors, out);
                                ui.add_space(4.0);
                                let place = vec2(28.0, heights(ui.ctx()).tab_strip - 8.0);
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
                    note_overflow(
                        ui,
                        &mut strip.overflows,
                        area.content_size.x > area.inner_rect.width() + 1.0,
                    );
                });
            });
        });
}

fn note_overflow(ui: &Ui, known: &mut bool, overflows: bool) {
    if overflows != std::mem::replace(known, overflows) {
        ui.ctx().request_repaint();
    }
}

/// Scrolls to the tab in front when it, its place or the window has changed, and leaves the strip alone otherwise.
fn reveal(
    ui: &Ui,
    revealed: &mut Option<(DraftId, usize, usize, i32)>,
    tabs: &[OpenTab<'_>],
    active: usize,
    places: &[Rect],
) {
    let (Some(tab), Some(place)) = (tabs.get(active), places.get(active)) else {
        return;
    };
    #[expect(clippy::cast_possible_truncation, reason = "whole points are enough")]
    let now = (
        tab.draft.id.clone(),
        active,
        tabs.len(),
        ui.clip_rect().width() as i32,
    );
    if revealed.as_ref() != Some(&now) {
        *revealed = Some(now);
        ui.scroll_to_rect_animation(*place, None, ScrollAnimation::none());
    }
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

/// What the tooltip, and so a screen reader, says of a tab with edits.
const EDITED: &str = "Edited since it was opened, kept on this computer";
/// The same of a tab with a file.
const UNSAVED: &str = "Has changes that are not saved, kept on this computer";
/// Of the dot that stands for them, in points.
const DOT_RADIUS: f32 = 3.5;

/// One tab: verb, title, close button. Middle click closes. Where there are edits a dot stands in place of the button's
/// cross until the pointer comes.
fn one_tab_ui(
    ui: &mut Ui,
    OpenTab { draft, sending, kept }: OpenTab<'_>,
    selected: bool,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Renamed {
    let colors = ctx.tokens;
    let title = draft.title();
    let method = draft.request.http.method.trim();
    let verb = ui.painter().layout_no_wrap(
        method.to_owned(),
        fonts::semibold(10.5),
        verb_color(method, colors),
    );
    let ink = if selected { colors.text } else { colors.second };
    let text = elided(ui, &title, ink);
    let width = 12.0 + verb.size().x + 8.0 + text.size().x + 8.0 + 22.0 + 4.0;
    let (rect, response) = ui.allocate_exact_size(
        vec2(width, heights(ui.ctx()).tab_strip - 8.0),
        Sense::click_and_drag(),
    );
    if response.drag_started() {
        response.dnd_set_drag_payload(draft.id.clone());
    }
    let response = response.accessible_name(format!("Tab {title}"));
    let (edits, kept_hint) = edits_of(draft, kept);
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
                let dotted = edits == Edits::Some && sending.is_none() && !ui.rect_contains_pointer(rect);
                let icon = match sending {
                    Some(_) => icons::ELLIPSIS,
                    None if dotted => "",
                    None => icons::X,
                };
                let glyph = RichText::new(icon).font(fonts::icons(12.0)).color(colors.third);
                let button = Button::new(glyph)
                    .fill(Color32::TRANSPARENT)
                    .stroke(Stroke::NONE)
                    .min_size(vec2(20.0, 20.0));
                ui.spacing_mut().button_padding = vec2(2.0, 2.0);
                ui.spacing_mut().interact_size = vec2(20.0, 20.0);
                let button = ui.add(button).accessible_name(format!("Close {title}"));
                if dotted {
                    let center = button.rect.center();
                    ui.painter().circle_filled(center, DOT_RADIUS, colors.second);
                }
                button.clicked()
            },
        )
        .inner;
    if closed || response.middle_clicked() {
        out.push(Action::Close(draft.id.clone()));
    } else if response.clicked() {
        out.push(Action::Select(draft.id.clone()));
    }
    let renamed = if response.double_clicked() {
        Renamed::Yes
    } else {
        Renamed::No
    };
    response.context_menu(|ui| tab_menu_ui(ui, draft, ctx, out));
    let mut hint = format!(
        "{title}\n{method} {}",
        cut_in_the_middle(&draft.request.http.url, 300)
    );
    if let Some(kept) = kept_hint {
        hint = format!("{hint}\n{kept}");
    }
    response.on_hover_text(hint);
    renamed
}

/// Whether a tab has edits worth a dot, and what is said of where it is kept.
fn edits_of(draft: &Draft, kept: Kept<'_>) -> (Edits, Option<String>) {
    match kept {
        Kept::InJournal => {
            let edits = draft.history.edits();
            (edits, (edits == Edits::Some).then(|| EDITED.to_owned()))
        }
        Kept::InFile {
            path,
            gone: Some((reason, save)),
            ..
        } => (
            Edits::Some,
            Some(format!(
                "{path} can not be read any more: {reason}. {}",
                save.words()
            )),
        ),
        Kept::InFile {
            path,
            unsaved: Unsaved::Some,
            ..
        } => (Edits::Some, Some(format!("{path}\n{UNSAVED}"))),
        Kept::InFile { path, .. } => (Edits::None, Some(path.to_owned())),
    }
}

/// Whether a double click asked for the field of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Renamed {
    Yes,
    No,
}

/// What can be done with a tab that need not be in front.
fn tab_menu_ui(ui: &mut Ui, draft: &Draft, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    for command in [
        Command::RenameTab,
        Command::DuplicateTab,
        Command::CloseTab,
        Command::CloseOtherTabs,
        Command::ReopenTab,
    ] {
        let enabled = command.unavailable(ctx.available).is_none();
        let button = Button::new(command.text()).frame_when_inactive(false);
        if ui.add_enabled(enabled, button).clicked() {
            if command != Command::ReopenTab {
                out.push(Action::Select(draft.id.clone()));
            }
            out.push(Action::Run(command));
            ui.close();
        }
    }
}

fn select_all(ctx: &Context, field: Id, text: &str) {
    let mut state = TextEditState::load(ctx, field).unwrap_or_default();
    let everything = CCursorRange::select_all_str(text);
    state.cursor.set_char_range(Some(everything));
    state.store(ctx, field);
}

/// The field in place of the title: Enter and leaving it keep the name, Escape does not.
fn rename_ui(ui: &mut Ui, renaming: &mut Option<(DraftId, String)>, draft: &Draft, out: &mut Vec<Action>) {
    let Some((id, mut name)) = renaming.take() else {
        return;
    };
    let field = Id::unique("tab that is renamed").with("field");
    let was_drawn = ui.ctx().read_response(field).is_some();
    let response = Field::mono(&mut name, "Name of the request")
        .width(200.0)
        .id(field)
        .ui(ui);
    let is_left = was_drawn && (response.lost_focus() || !response.has_focus());
    if !was_drawn {
        select_all(ui.ctx(), field, &name);
        response.request_focus();
    }
    if !is_left {
        *renaming = Some((id, name));
        return;
    }
    let given_up = ui.input(|input| input.key_pressed(Key::Escape));
    let name = name.trim();
    if !given_up && name != draft.title() {
        out.push(Action::Rename(id, name.to_owned()));
    }
    ui.ctx().request_repaint();
}

/// Shows where a dragged tab goes, and puts it there.
fn dragged(ui: &Ui, tabs: &[OpenTab<'_>], places: &[Rect], colors: &Tokens, out: &mut Vec<Action>) {
    let Some(id) = DragAndDrop::payload::<DraftId>(ui.ctx()) else {
        return;
    };
    let Some(pointer) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    let before = places.iter().filter(|place| place.center().x < pointer.x).count();
    let Some(from) = tabs.iter().position(|tab| tab.draft.id == *id) else {
        return;
    };
    if let (Some(first), Some(last)) = (places.first(), places.last()) {
        let x = places
            .get(before)
            .map_or(last.right() + 1.0, |place| place.left() - 1.0);
        ui.painter()
            .vline(x, first.y_range(), Stroke::new(2.0, colors.accent));
    }
    if !ui.input(|input| input.pointer.any_released()) {
        return;
    }
    DragAndDrop::clear_payload(ui.ctx());
    let to = if before > from { before - 1 } else { before };
    if to != from {
        out.push(Action::MoveTab(DraftId::clone(&id), to));
    }
}

/// Start and end of a long text: titles of one API differ at their ends.
fn cut_in_the_middle(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let tail = most / 2;
    let head: String = text.chars().take(most - tail - 1).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{head}…{end}")
}

/// A title cut to a width that leaves room for its neighbours.
fn elided(ui: &Ui, title: &str, ink: Color32) -> std::sync::Arc<eframe::egui::Galley> {
    let font = FontId::proportional(size::TEXT);
    let title = boxed(ui.ctx(), &font, title);
    let mut job = eframe::egui::text::LayoutJob::single_section(
        cut_in_the_middle(&title, 28),
        eframe::egui::TextFormat::simple(font, ink),
    );
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(220.0);
    ui.painter().layout_job(job)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_keep_both_ends() {
        assert_eq!(cut_in_the_middle("short", 28), "short");
        assert_eq!(cut_in_the_middle("abcdefghij", 7), "abc…hij");
        assert_eq!(cut_in_the_middle(&"ü".repeat(50), 9), "üüüü…üüüü");
    }
}
