//! The sidebar: its head, its filter, and the tree.

use std::collections::BTreeSet;

use eframe::egui::text::CCursorRange;
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    Button, DragAndDrop, EventFilter, Id, Key, Label, Modifiers, Popup, Rect, RichText, Role, ScrollArea,
    Stroke, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::row::{Drop, Front, RowState, TabStop, Unsaved, drop_ui, name_start, row_ui};
use super::row_menu::{RenameAsked, can_delete, can_rename, row_menu_ui};
use super::sidebar_view::{Keyboard, SidebarPart, SidebarView};
use super::tree::{Fold, RowKind, ShownCollection, TreeRow};
use crate::model::{ItemPath, ItemRef};
use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::command::Command;
use crate::ui::context::PanelContext;
use crate::ui::fonts;
use crate::ui::history_action::HistoryAction;
use crate::ui::history_list::HistoryList;
use crate::ui::history_rows::{RowAsked, RowWidth, history_rows_ui, lead_to_rows};
use crate::ui::icons;
use crate::ui::tokens::{heights, size};
use crate::ui::widgets::bar::bar;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::icon_button::icon_button;

/// What the sidebar shows.
#[derive(Clone, Copy, Debug)]
pub struct SidebarData<'a> {
    /// The open collections.
    pub collections: &'a [ShownCollection],
    /// Grows whenever one of them changes.
    pub revision: u64,
    /// The request whose tab is in front.
    pub front: Option<&'a ItemRef>,
    /// Requests whose tabs have unsaved edits.
    pub unsaved: &'a BTreeSet<ItemRef>,
    /// Whether a deletion can be taken back.
    pub undo: UndoDelete<'a>,
}

/// Whether a deletion can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoDelete<'a> {
    /// Nothing was deleted.
    Nothing,
    /// The last one can, of this name.
    Of(&'a str),
}

/// Draws the sidebar.
pub fn sidebar_ui(
    ui: &mut Ui,
    view: &mut SidebarView,
    (data, history): (SidebarData<'_>, &mut HistoryList),
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
    head_ui(ui, view, ctx, out);
    if view.part == SidebarPart::History {
        history_ui(ui, view, history, ctx, out);
        return;
    }
    if data.collections.is_empty() {
        empty_ui(ui, ctx, out);
        return;
    }
    ui.horizontal(|ui| {
        let field = Field::mono(&mut view.filter, "Filter the sidebar")
            .hint("Filter")
            .width(ui.available_width())
            .ui(ui);
        if std::mem::take(&mut view.filter_wanted) {
            field.request_focus();
        }
        // A field lets the cursor go at Escape.
        let had_cursor = field.has_focus() || field.lost_focus();
        if had_cursor && ui.input(|input| input.key_pressed(Key::Escape)) {
            view.filter.clear();
        }
        if field.has_focus() && take_key(ui, Key::ArrowDown) {
            let first = view.rows(data.collections, data.revision).first();
            view.wanted = first.map(|row| row.item.clone());
        }
    });
    if let UndoDelete::Of(name) = data.undo {
        ui.horizontal(|ui| {
            let text = RichText::new(format!("Deleted {name}")).color(ctx.tokens.second);
            ui.add(Label::new(text).truncate());
            if ui.button("Undo").clicked() {
                out.push(Action::Collection(CollectionAction::UndoDelete));
            }
        });
    }
    tree_ui(ui, view, data, ctx, out);
}

fn head_ui(ui: &mut Ui, view: &mut SidebarView, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let height = heights(ui.ctx()).row;
    let part = view.part;
    let right = |ui: &mut Ui, out: &mut Vec<Action>| {
        if part == SidebarPart::History {
            let command = Command::ShowHistory;
            if icon_button(ui, icons::SQUARE, command.text()).clicked() {
                out.push(Action::Run(command));
            }
            return;
        }
        let button = icon_button(ui, icons::PLUS, "New, or open");
        Popup::menu(&button).width(220.0).show(|ui| {
            for command in [Command::OpenCollection, Command::NewCollection] {
                let entry = Button::new(command.text()).frame_when_inactive(false);
                if ui
                    .add(entry)
                    .on_hover_text(command.text_and_tooltip().1)
                    .clicked()
                {
                    out.push(Action::Run(command));
                    ui.close();
                }
            }
        });
    };
    bar(ui, height, out, right, |ui, _| {
        ui.add_space(2.0);
        for (part, text) in [
            (SidebarPart::Collections, "Collections"),
            (SidebarPart::History, "History"),
        ] {
            let is_front = view.part == part;
            let ink = if is_front {
                ctx.tokens.text
            } else {
                ctx.tokens.third
            };
            let text_of = RichText::new(text).font(fonts::semibold(size::TEXT)).color(ink);
            let button = ui.add(Button::new(text_of).frame(false));
            button
                .widget_info(|| WidgetInfo::selected(Role::Tab, true, is_front, format!("Sidebar: {text}")));
            if is_front {
                let under = button.rect.bottom() + 1.0;
                ui.painter()
                    .hline(button.rect.x_range(), under, Stroke::new(2.0, ctx.tokens.accent));
            }
            if button.clicked() {
                view.part = part;
            }
        }
    });
}

/// What was sent, the latest first, searched as one types.
fn history_ui(
    ui: &mut Ui,
    view: &mut SidebarView,
    list: &mut HistoryList,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let field = Field::mono(&mut list.query.text, "Search the history")
        .hint("Search what was sent")
        .width(ui.available_width())
        .ui(ui);
    if std::mem::take(&mut view.filter_wanted) {
        field.request_focus();
    }
    lead_to_rows(ui, &field, list);
    let had_cursor = field.has_focus() || field.lost_focus();
    if had_cursor && ui.input(|input| input.key_pressed(Key::Escape)) {
        list.query.text.clear();
    }
    if let Some(problem) = list.problem() {
        ui.label(RichText::new(problem).color(ctx.tokens.warning));
        return;
    }
    if list.rows().is_empty() {
        let text = match (list.is_answered(), list.query.text.is_empty()) {
            (false, _) => "Reading…",
            (true, true) => "What you send comes here, without its secrets, and stays over a restart",
            (true, false) => "Nothing is found",
        };
        ui.label(RichText::new(text).color(ctx.tokens.third));
        return;
    }
    if history_rows_ui(ui, list, RowWidth::Narrow, ctx) == RowAsked::Opened
        && let Some(id) = list.selected
    {
        out.push(Action::History(HistoryAction::Open(id)));
    }
}

/// No collection is open.
fn empty_ui(ui: &mut Ui, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    ui.add_space(12.0);
    let text = "A collection is a folder of requests in OpenCollection YAML, which Bruno reads and writes too. Keep it \
                in git and share it; secrets stay on this computer";
    ui.label(RichText::new(text).color(ctx.tokens.second));
    ui.add_space(8.0);
    for command in [Command::OpenCollection, Command::NewCollection] {
        if ui.button(command.text()).clicked() {
            out.push(Action::Run(command));
        }
    }
}

fn tree_ui(
    ui: &mut Ui,
    view: &mut SidebarView,
    data: SidebarData<'_>,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let height = heights(ui.ctx()).row;
    ui.spacing_mut().item_spacing.y = 0.0;
    view.rows(data.collections, data.revision);
    if view.made().is_empty() {
        ui.label(RichText::new("Nothing is found").color(ctx.tokens.third));
        return;
    }
    // Exactly one row is a stop of the Tab key.
    let stop = view.cursor_row().unwrap_or(0);
    let mut happened = Happened::default();
    let mut area = ScrollArea::vertical().id_salt("tree").auto_shrink([false, false]);
    if let Some(offset) = offset_to_show(view, height) {
        area = area.vertical_scroll_offset(offset);
    }
    let count = view.made().len();
    let shown = area.show_rows(ui, height, count, |ui, range| {
        for at in range {
            let Some(row) = view.made().get(at).cloned() else {
                continue;
            };
            if view.renaming.as_ref().is_some_and(|(item, _)| *item == row.item) {
                rename_ui(ui, view, &row, out);
                continue;
            }
            let state = RowState {
                front: if data.front == Some(&row.item) {
                    Front::Yes
                } else {
                    Front::No
                },
                edits: if data.unsaved.contains(&row.item) {
                    Unsaved::Some
                } else {
                    Unsaved::None
                },
                stop: if at == stop {
                    TabStop::Here
                } else {
                    TabStop::Elsewhere
                },
            };
            let response = row_ui(ui, &row, state, ctx.tokens);
            take_offer(ui, view, &row);
            if view.wanted.as_ref() == Some(&row.item) {
                if response.has_focus() {
                    view.wanted = None;
                } else {
                    view.cursor = Some(row.item.clone());
                    response.request_focus();
                    ui.ctx().request_repaint();
                }
            }
            if response.has_focus() {
                let filter = EventFilter {
                    vertical_arrows: true,
                    horizontal_arrows: true,
                    ..EventFilter::default()
                };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
                happened.focused = Some(at);
            }
            if response.clicked() {
                happened.clicked = Some(at);
            }
            if response.double_clicked() && can_rename(&row.kind) && row.kind.fold().is_none() {
                view.renaming = Some((row.item.clone(), row.name.clone()));
            }
            if response.drag_started()
                && !matches!(row.kind, RowKind::Collection(_) | RowKind::Damaged { .. })
            {
                response.dnd_set_drag_payload(row.item.clone());
            }
            if let Some(drop) = drop_ui(ui, response.rect, &row, ctx.tokens) {
                happened.drop = Some(drop);
            }
            response.context_menu(|ui| {
                if row_menu_ui(ui, &row, out) == RenameAsked::Yes {
                    view.renaming = Some((row.item.clone(), row.name.clone()));
                }
            });
        }
    });
    view.sight = Some((shown.state.clamped_offset().y, shown.inner_rect.height()));
    view.keyboard = match happened.focused {
        Some(_) => Keyboard::InTree,
        None => Keyboard::Elsewhere,
    };
    if let Some(at) = happened.focused {
        keys(ui, view, at, out);
    }
    if let Some(at) = happened.clicked {
        act(view, at, out);
    }
    if let Some(drop) = happened.drop
        && ui.input(|input| input.pointer.any_released())
    {
        dropped(ui, view, drop, out);
    }
}

/// What the rows of a frame reported.
#[derive(Default)]
struct Happened {
    focused: Option<usize>,
    clicked: Option<usize>,
    drop: Option<Drop>,
}

/// Where the list is scrolled to so that the row that takes the keyboard is drawn; `None` when it is in sight.
#[expect(
    clippy::cast_precision_loss,
    reason = "a tree of millions of rows is not drawn"
)]
fn offset_to_show(view: &SidebarView, height: f32) -> Option<f32> {
    let offered = view.offered.as_ref().map(|offered| &offered.item);
    let wanted = view.wanted.as_ref().or(offered)?;
    let at = view.made().iter().position(|row| row.item == *wanted)? as f32;
    let (offset, sight) = view.sight?;
    let (top, bottom) = (at * height, (at + 1.0) * height);
    if top < offset {
        Some(top)
    } else if bottom > offset + sight {
        Some(bottom - sight)
    } else {
        None
    }
}

/// Gives the keyboard to a row that it is offered to. Who types elsewhere meanwhile goes on there.
fn take_offer(ui: &Ui, view: &mut SidebarView, row: &TreeRow) {
    let Some(offered) = view.offered.take_if(|offered| offered.item == row.item) else {
        return;
    };
    view.cursor = Some(offered.item.clone());
    if view.keyboard == Keyboard::Elsewhere && ui.memory(|memory| memory.focused().is_some()) {
        return;
    }
    match offered.renaming {
        Some(name) => view.renaming = Some((offered.item, name)),
        None => view.wanted = Some(offered.item),
    }
    ui.ctx().request_repaint();
}

/// Takes a key without modifiers out of the input.
fn take_key(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

/// The keys of a tree: <https://www.w3.org/WAI/ARIA/apg/patterns/treeview/#keyboardinteraction>.
fn keys(ui: &Ui, view: &mut SidebarView, at: usize, out: &mut Vec<Action>) {
    let Some(row) = view.made().get(at).cloned() else {
        return;
    };
    view.cursor = Some(row.item.clone());
    let last = view.made().len() - 1;
    let mut goal = None;
    if take_key(ui, Key::ArrowDown) {
        goal = Some((at + 1).min(last));
    } else if take_key(ui, Key::ArrowUp) {
        goal = Some(at.saturating_sub(1));
    } else if take_key(ui, Key::Home) {
        goal = Some(0);
    } else if take_key(ui, Key::End) {
        goal = Some(last);
    } else if take_key(ui, Key::ArrowRight) {
        match row.kind.fold() {
            Some(Fold::Closed) => view.fold(&row.item, Fold::Open),
            Some(Fold::Open) => goal = Some((at + 1).min(last)),
            None => {}
        }
    } else if take_key(ui, Key::ArrowLeft) {
        if row.kind.fold() == Some(Fold::Open) && view.filter.trim().is_empty() {
            view.fold(&row.item, Fold::Closed);
        } else {
            goal = view
                .made()
                .get(..at)
                .and_then(|above| above.iter().rposition(|other| other.depth < row.depth));
        }
    } else if take_key(ui, Key::Enter) || take_key(ui, Key::Space) {
        act(view, at, out);
    } else if take_key(ui, Key::Delete) && can_delete(&row.kind) {
        view.cursor = neighbour(view.made(), at);
        view.wanted.clone_from(&view.cursor);
        out.push(Action::Collection(CollectionAction::DeleteItem(row.item)));
        return;
    }
    if let Some(goal) = goal
        .and_then(|goal| view.made().get(goal))
        .filter(|goal| goal.item != row.item)
    {
        view.wanted = Some(goal.item.clone());
        ui.ctx().request_repaint();
    }
}

/// The row that takes the keyboard when this one goes away.
fn neighbour(rows: &[TreeRow], at: usize) -> Option<ItemRef> {
    let depth = rows.get(at)?.depth;
    let below = rows.iter().skip(at + 1).find(|row| row.depth <= depth);
    let below = below.filter(|row| row.depth == depth);
    let above = rows.get(..at)?.last();
    below.or(above).map(|row| row.item.clone())
}

/// What a click or Enter does: a request is opened, all else folded.
fn act(view: &mut SidebarView, at: usize, out: &mut Vec<Action>) {
    let Some(row) = view.made().get(at).cloned() else {
        return;
    };
    view.cursor = Some(row.item.clone());
    match row.kind {
        RowKind::Collection(fold) | RowKind::Folder(fold) => {
            let other = match fold {
                Fold::Open => Fold::Closed,
                Fold::Closed => Fold::Open,
            };
            view.fold(&row.item, other);
        }
        RowKind::Request { .. } => out.push(Action::Collection(CollectionAction::OpenRequest(row.item))),
        RowKind::Other { .. } | RowKind::Damaged { .. } => {}
    }
}

fn dropped(ui: &Ui, view: &SidebarView, drop: Drop, out: &mut Vec<Action>) {
    let Some(dragged) = DragAndDrop::payload::<ItemRef>(ui.ctx()) else {
        return;
    };
    DragAndDrop::clear_payload(ui.ctx());
    let (folder, before) = match drop {
        Drop::Into(folder) => (folder.path, None),
        Drop::Before(item) => (item.path.parent().unwrap_or_default(), Some(item.path)),
    };
    let row = view.made().iter().find(|row| row.item == *dragged);
    if row.is_some() {
        out.push(Action::Collection(CollectionAction::MoveItem {
            item: ItemRef::clone(&dragged),
            folder,
            before,
        }));
    }
}

/// The field in the place of the name: Enter and leaving it keep the name, Escape does not.
fn rename_ui(ui: &mut Ui, view: &mut SidebarView, row: &TreeRow, out: &mut Vec<Action>) {
    let Some((item, mut name)) = view.renaming.take() else {
        return;
    };
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), heights(ui.ctx()).row),
        eframe::egui::Sense::hover(),
    );
    let place = Rect::from_min_max(
        eframe::egui::pos2(name_start(rect, row) - 6.0, rect.top()),
        rect.max,
    );
    let field = Id::unique("item that is renamed");
    let was_drawn = ui.ctx().read_response(field).is_some();
    let response = ui
        .scope_builder(UiBuilder::new().max_rect(place), |ui| {
            Field::mono(&mut name, "Name of the item")
                .width(place.width())
                .id(field)
                .ui(ui)
        })
        .inner;
    if !was_drawn {
        let mut state = TextEditState::load(ui.ctx(), field).unwrap_or_default();
        state
            .cursor
            .set_char_range(Some(CCursorRange::select_all_str(&name)));
        state.store(ui.ctx(), field);
        response.request_focus();
    }
    let is_left = was_drawn && (response.lost_focus() || !response.has_focus());
    if !is_left {
        view.renaming = Some((item, name));
        return;
    }
    view.wanted = Some(item.clone());
    let given_up = ui.input(|input| input.key_pressed(Key::Escape));
    let name = name.trim();
    if !given_up && !name.is_empty() && name != row.name {
        out.push(Action::Collection(CollectionAction::RenameItem(
            item,
            name.to_owned(),
        )));
    }
    ui.ctx().request_repaint();
}

/// Where an item of a collection would be made: in the folder, or beside the request, of the row of the cursor.
pub fn folder_at_cursor(view: &SidebarView) -> Option<ItemRef> {
    let row = view.made().get(view.cursor_row()?)?;
    let path: ItemPath = match row.kind {
        RowKind::Collection(_) | RowKind::Folder(_) => row.item.path.clone(),
        RowKind::Request { .. } | RowKind::Other { .. } | RowKind::Damaged { .. } => {
            row.item.path.parent().unwrap_or_default()
        }
    };
    Some(ItemRef {
        root: row.item.root.clone(),
        path,
    })
}
