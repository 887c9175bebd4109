//! The body as a tree of values: one row each, folded and unfolded by click and arrow keys.

use std::sync::Arc;

use eframe::egui::text::CCursor;
use eframe::egui::{
    Align2, CornerRadius, EventFilter, Key, Modifiers, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use super::menu::entry;
use super::row::{Found, presented, row_job};
use super::scroll::{BAR, points_of, rows_in, scroll_bar_ui};
use super::tree_view::TreeView;
use super::view::BodyView;
use super::viewer_layout::tell_area;
use crate::engine::{BodyWork, NodePart, PartAt};
use crate::text::{RowText, Source as _, TreeChange, TreeRow, View, draw_tree_row};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::tokens::{Tokens, size};
use crate::ui::{fonts, icons};

/// Width of a level.
const LEVEL: f32 = 16.0;
/// Deeper levels are drawn like this one.
const MOST_LEVELS: usize = 40;
/// Room for the arrow.
const ARROW: f32 = 16.0;

impl BodyView {
    /// Leaves a change of many nodes to a worker.
    fn ask_for_large_change(&mut self) {
        let Some((change, node)) = self.tree.large.take() else {
            return;
        };
        if let Some((tape, rows)) = &self.tree.made {
            let work = BodyWork::ChangeTree {
                tape: Arc::clone(tape),
                rows: Box::new(rows.clone()),
                change,
                node,
            };
            self.tree.front = Some(node);
            self.ask(self.document().clone(), work, 0..0);
        }
    }

    /// Has the value or the path of the node in front put on the clipboard. False when there is none.
    pub(super) fn copy_node(&mut self, part: NodePart) -> bool {
        let (Some(row), Some((tape, _))) = (self.tree.current_node(), &self.tree.made) else {
            return false;
        };
        let at = PartAt::Node(Arc::clone(tape), row.node);
        self.copy_part(part, at);
        true
    }
}

/// Where things stand in a frame.
struct Area {
    rows: Rect,
    first: usize,
    total: usize,
}

impl Area {
    fn row_rect(&self, number: usize, into: f32) -> Rect {
        let y = self.rows.top() - into + points_of(number - self.first);
        Rect::from_min_size(
            pos2(self.rows.left(), y),
            vec2(self.rows.width(), size::MONO_LINE),
        )
    }

    fn row_at(&self, pos: Pos2, into: f32) -> Option<usize> {
        let number = self.first + rows_in((pos.y - self.rows.top() + into).max(0.0));
        (number < self.total && self.rows.contains(pos)).then_some(number)
    }
}

/// Draws the tree in what is left of `ui`.
pub fn tree_ui(ui: &mut Ui, view: &mut BodyView, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let colors = ctx.tokens;
    view.turn(View::Pretty);
    view.tree_is_shown = true;
    if !view.document().is_whole() || view.document().text().whole().is_none() {
        let why = if view.document().is_whole() {
            "This body is in a file, and the tree is for bodies in memory: Pretty shows it, folds and finds"
        } else {
            "The tree is made when all of the body is here"
        };
        say(ui, why, colors);
        return;
    }
    if view.tree.made.is_none() {
        if !view.tree.asked {
            view.tree.asked = true;
            view.ask(view.document().clone(), BodyWork::Tree, 0..0);
        }
        say(ui, "Reading the tree…", colors);
        return;
    }
    let all = ui.available_rect_before_wrap();
    let rows_rect = Rect::from_min_max(all.min, pos2((all.right() - BAR).max(all.left()), all.bottom()));
    let id = ui.scope_id().with("tree");
    let response = ui.interact(rows_rect, id, Sense::click());
    ui.advance_cursor_after_rect(all);
    tell_area(&response);
    let text = view.document().text().clone();
    let tree = &mut view.tree;
    tree.show_revealed(rows_rect.height());
    let total = |tree: &TreeView| tree.made.as_ref().map_or(0, |(_, rows)| rows.rows());
    tree.place.follow_wheel(ui, rows_rect);
    let before = tree.current;
    let copies = keys(ui, &response, tree, total(tree), rows_rect.height());
    if tree.current != before {
        tree.place.bring_near(tree.current, rows_rect.height());
    }
    let mut area = Area {
        rows: rows_rect,
        first: tree.place.top,
        total: total(tree),
    };
    pointer(ui, &response, tree, &area);
    area.total = total(tree);
    tree.current = tree.current.min(area.total.saturating_sub(1));
    let bar = Rect::from_min_max(pos2(rows_rect.right(), all.top()), all.max);
    scroll_bar_ui(ui, bar, area.total, &mut tree.place, colors);
    tree.place.clamp(area.total, rows_rect.height());
    area.first = tree.place.top;
    let count = rows_in(rows_rect.height()) + 2;
    let range = area.first..(area.first + count).min(area.total);
    let mut found = Vec::new();
    if let Some((tape, rows)) = &tree.made {
        rows.visit(tape, range.clone(), |row| {
            let mut drawn = RowText::default();
            draw_tree_row(tape, &text, row, &mut drawn);
            found.push((row, drawn));
        });
    }
    let (into, x, current) = (tree.place.into, tree.place.x, tree.current);
    let mut widest = tree.widest;
    for (number, (row, drawn)) in range.zip(&found) {
        let at = area.row_rect(number, into);
        let is_current = number == current;
        let width = row_ui(ui, view, row, drawn, at, x, is_current, ctx);
        widest = widest.max(width);
    }
    view.tree.widest = widest;
    let most = (widest + size::PAD - rows_rect.width()).max(0.0);
    view.tree.place.x = view.tree.place.x.clamp(0.0, most);
    if copies {
        view.copy_node(NodePart::Value);
    }
    menu(&response, view, out);
    view.ask_for_large_change();
    if response.has_focus() {
        let edge = Stroke::new(1.0, colors.accent);
        ui.painter()
            .rect_stroke(rows_rect, CornerRadius::ZERO, edge, StrokeKind::Inside);
    }
}

fn say(ui: &mut Ui, text: &str, colors: &Tokens) {
    ui.horizontal_wrapped(|ui| {
        ui.add_space(size::PAD);
        ui.label(eframe::egui::RichText::new(text).color(colors.third));
    });
}

/// Keys of a tree that has the focus; true for a copy.
fn keys(ui: &Ui, response: &Response, tree: &mut TreeView, total: usize, height: f32) -> bool {
    if !response.has_focus() {
        return false;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |modifiers: Modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::ALT, Key::ArrowRight) {
        tree.change(TreeChange::ExpandAll);
    }
    if pressed(Modifiers::ALT, Key::ArrowLeft) {
        tree.change(TreeChange::CollapseAll);
    }
    let page = rows_in(height).saturating_sub(1).max(1);
    let last = total.saturating_sub(1);
    for (key, to) in [
        (Key::ArrowUp, tree.current.saturating_sub(1)),
        (Key::ArrowDown, tree.current + 1),
        (Key::PageUp, tree.current.saturating_sub(page)),
        (Key::PageDown, tree.current + page),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        if pressed(Modifiers::NONE, key) {
            tree.current = to.min(last);
        }
    }
    if pressed(Modifiers::NONE, Key::ArrowLeft) {
        tree.leave();
    }
    if pressed(Modifiers::NONE, Key::ArrowRight) {
        tree.enter();
    }
    if pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::Space) {
        tree.toggle();
    }
    super::input::takes_copy(ui)
}

fn pointer(ui: &Ui, response: &Response, tree: &mut TreeView, area: &Area) {
    let clicked = response.clicked() || response.secondary_clicked();
    let Some(pos) = response.interact_pointer_pos().filter(|_| clicked) else {
        return;
    };
    response.request_focus();
    let Some(number) = area.row_at(pos, tree.place.into) else {
        return;
    };
    tree.current = number;
    let Some(row) = tree.current_node() else { return };
    let arrow = area.rows.left() + size::PAD - tree.place.x + indent(row.depth);
    let on_arrow = (arrow - 2.0..arrow + ARROW).contains(&pos.x);
    if response.double_clicked() || (response.clicked() && on_arrow) {
        tree.toggle();
    }
    ui.ctx().request_repaint();
}

fn menu(response: &Response, view: &mut BodyView, out: &mut Vec<Action>) {
    response.context_menu(|ui| {
        if entry(ui, "Copy the value") {
            view.copy_node(NodePart::Value);
        }
        if entry(ui, "Copy the path") {
            view.copy_node(NodePart::Path);
        }
        ui.separator();
        if entry(ui, "Unfold all below") {
            view.tree.change(TreeChange::ExpandAll);
        }
        if entry(ui, "Fold all below") {
            view.tree.change(TreeChange::CollapseAll);
        }
        ui.separator();
        let find = crate::ui::command::Command::FindInBody;
        if entry(ui, find.text()) {
            out.push(Action::Run(find));
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "at most forty levels")]
fn indent(depth: usize) -> f32 {
    depth.min(MOST_LEVELS) as f32 * LEVEL
}

/// Draws a row; gives its width.
#[expect(clippy::too_many_arguments, reason = "what a row is drawn from")]
fn row_ui(
    ui: &Ui,
    view: &BodyView,
    row: &TreeRow,
    drawn: &RowText,
    at: Rect,
    x: f32,
    is_current: bool,
    ctx: &PanelContext<'_>,
) -> f32 {
    let colors = ctx.tokens;
    let painter = ui.painter_at(at.intersect(ui.clip_rect()));
    if is_current {
        painter.rect_filled(at, CornerRadius::ZERO, colors.highlight);
    }
    let left = at.left() + size::PAD + indent(row.depth) - x;
    if row.children > 0 {
        let icon = if row.is_expanded {
            icons::CHEVRON_DOWN
        } else {
            icons::CHEVRON_RIGHT
        };
        let middle = pos2(left + ARROW / 2.0 - 2.0, at.center().y);
        painter.text(
            middle,
            Align2::CENTER_CENTER,
            icon,
            fonts::icons(11.0),
            colors.second,
        );
    }
    let drawn = &*presented(ctx.presentation, drawn);
    let galley = painter.layout_job(row_job(drawn, 0..usize::MAX, colors));
    let start = pos2(left + ARROW, at.top() + (size::MONO_LINE - galley.size().y) / 2.0);
    let x_of = |column| galley.pos_from_cursor(CCursor::new(column)).left();
    let found = Found {
        painter: &painter,
        view,
        row: drawn,
        at,
    };
    found.mark(0..drawn.columns(), start.x, x_of, colors);
    if row.children > 0 && !row.is_expanded {
        // What a folded node holds is marked on what stands for it.
        let shown = drawn.offset_at(drawn.columns());
        let stands_for = drawn
            .tokens
            .last()
            .map_or(0, |token| drawn.column_of_byte(token.range.start));
        let columns = stands_for..drawn.columns();
        found.mark_hidden(shown..drawn.source.end, columns, start.x, x_of, colors);
    }
    let width = galley.size().x;
    painter.galley(start, galley, colors.text);
    if drawn.left_out > 0 {
        let more = format!("{} more bytes", drawn.left_out);
        let after = pos2(start.x + width + size::GAP, at.center().y);
        painter.text(after, Align2::LEFT_CENTER, more, fonts::caption(), colors.third);
    }
    tell_row(ui, row, drawn, at, is_current);
    left + ARROW + width - at.left() + x
}

/// What a screen reader is told of a row.
fn tell_row(ui: &Ui, row: &TreeRow, drawn: &RowText, at: Rect, is_current: bool) {
    let at = at.intersect(ui.clip_rect());
    if !at.is_positive() {
        return;
    }
    let id = ui.scope_id().with(("tree row", row.node));
    let response = ui.interact(at, id, Sense::HOVER);
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, is_current, &drawn.text));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_level(row.depth);
        if row.children > 0 {
            node.set_expanded(row.is_expanded);
        }
    });
}
