//! Which nodes of a [`Tape`] are rows of the tree.
//!
//! Two bits a node: it is expanded, it is visible. The n-th row is found by counting bits, so a million rows cost
//! what ten cost.

use std::ops::Range;

use super::markup_items::Items;
use super::ranked_bits::RankedBits;
use super::row_text::RowText;
use super::{LexState, NodeId, NodeKind, Source, Syntax, Tape, TokenKind};

/// Most bytes of a key or a value that stand in a row of the tree.
pub const MOST_TREE_TEXT_BYTES: usize = 400;

/// The rows of a tree view: kept by whoever shows the tape, changed by folding.
#[derive(Clone, Debug)]
pub struct TreeRows {
    expanded: RankedBits,
    visible: RankedBits,
}

/// A way to change what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeChange {
    /// [`TreeRows::expand`].
    Expand,
    /// [`TreeRows::collapse`].
    Collapse,
    /// [`TreeRows::expand_all`].
    ExpandAll,
    /// [`TreeRows::collapse_all`].
    CollapseAll,
    /// [`TreeRows::reveal`].
    Reveal,
}

impl TreeChange {
    /// Nodes that are looked at, one by one: some tens of thousands are a millisecond.
    pub fn cost(self, rows: &TreeRows, tape: &Tape, node: NodeId) -> usize {
        match self {
            Self::Expand => tape.children(node),
            Self::ExpandAll => inside(tape, node).len(),
            Self::Collapse | Self::CollapseAll => 0,
            Self::Reveal => std::iter::successors(tape.parent(node), |node| tape.parent(*node))
                .filter(|around| !rows.is_expanded(*around))
                .map(|around| tape.children(around))
                .sum(),
        }
    }
}

/// One row of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// The node of the tape that the row shows.
    pub node: NodeId,
    /// Levels from the top.
    pub depth: usize,
    /// What it is.
    pub kind: NodeKind,
    /// Members or elements.
    pub children: usize,
    /// Whether they are shown below.
    pub is_expanded: bool,
}

impl TreeRows {
    /// A tree whose containers above `depth` are expanded: 0 shows the top only, 1 what stands in it.
    pub fn to_depth(tape: &Tape, depth: usize) -> Self {
        let mut rows = Self {
            expanded: RankedBits::new(tape.len()),
            visible: RankedBits::new(tape.len()),
        };
        let mut open: Vec<u32> = Vec::new();
        for number in 0..tape.len() {
            let Some(node) = tape.node(number) else { break };
            while open.last().is_some_and(|end| *end <= node.0) {
                open.pop();
            }
            rows.visible.put(number, open.len() <= depth);
            if tape.children(node) > 0 {
                rows.expanded.put(number, open.len() < depth);
                open.push(tape.after(node).0);
            }
        }
        rows.visible.recount();
        rows
    }

    /// A tree with everything shown.
    pub fn expanded(tape: &Tape) -> Self {
        Self::to_depth(tape, usize::MAX)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.visible.count()
    }

    /// The row of that number.
    pub fn row(&self, tape: &Tape, number: usize) -> Option<TreeRow> {
        let mut found = None;
        self.visit(tape, number..number + 1, |row| found = Some(row));
        found
    }

    /// Gives the rows of a range.
    pub fn visit(&self, tape: &Tape, rows: Range<usize>, mut each: impl FnMut(TreeRow)) {
        let mut at = self.visible.select(rows.start);
        let mut above: Option<(NodeId, usize)> = None;
        for _ in rows {
            let Some(node) = at.and_then(|at| tape.node(at)) else {
                return;
            };
            let depth = match above {
                None => tape.depth(node),
                Some((above, depth)) => depth_below(tape, above, depth, node),
            };
            each(TreeRow {
                node,
                depth,
                kind: tape.kind(node),
                children: tape.children(node),
                is_expanded: self.is_expanded(node),
            });
            above = Some((node, depth));
            at = self.visible.next_after(node.0 as usize);
        }
    }

    /// The row of a node, or of the innermost node around it that is shown.
    pub fn row_of(&self, tape: &Tape, node: NodeId) -> usize {
        let shown = std::iter::successors(Some(node), |node| tape.parent(*node))
            .find(|node| self.visible.get(node.0 as usize));
        shown.map_or(0, |node| self.visible.rank(node.0 as usize))
    }

    /// Whether what stands in a node is shown.
    pub fn is_expanded(&self, node: NodeId) -> bool {
        self.expanded.get(node.0 as usize)
    }

    /// Makes a change to a node.
    pub fn change(&mut self, change: TreeChange, tape: &Tape, node: NodeId) {
        match change {
            TreeChange::Expand => self.expand(tape, node),
            TreeChange::Collapse => self.collapse(tape, node),
            TreeChange::ExpandAll => self.expand_all(tape, node),
            TreeChange::CollapseAll => self.collapse_all(tape, node),
            TreeChange::Reveal => self.reveal(tape, node),
        }
    }

    /// Shows what stands in a node, as far as it was expanded before.
    pub fn expand(&mut self, tape: &Tape, node: NodeId) {
        self.show_children(tape, node);
        self.visible.recount();
    }

    /// Hides what stands in a node.
    pub fn collapse(&mut self, tape: &Tape, node: NodeId) {
        self.expanded.put(node.0 as usize, false);
        self.visible.put_range(inside(tape, node), false);
        self.visible.recount();
    }

    /// Shows everything in a node, at every level.
    pub fn expand_all(&mut self, tape: &Tape, node: NodeId) {
        let inside = inside(tape, node);
        for number in node.0 as usize..inside.end {
            let is_open = tape.node(number).is_some_and(|node| tape.children(node) > 0);
            self.expanded.put(number, is_open);
        }
        if self.visible.get(node.0 as usize) {
            self.visible.put_range(inside, true);
        }
        self.visible.recount();
    }

    /// Hides everything in a node, at every level: expanded again, it shows its own members only.
    pub fn collapse_all(&mut self, tape: &Tape, node: NodeId) {
        self.expanded
            .put_range(node.0 as usize..inside(tape, node).end, false);
        self.collapse(tape, node);
    }

    /// Expands what a node stands in, so that it is shown.
    pub fn reveal(&mut self, tape: &Tape, node: NodeId) {
        let mut around: Vec<NodeId> =
            std::iter::successors(tape.parent(node), |node| tape.parent(*node)).collect();
        while let Some(parent) = around.pop() {
            if !self.is_expanded(parent) {
                self.show_children(tape, parent);
            }
        }
        self.visible.recount();
    }

    /// Marks a node expanded, and its children and what is expanded among them visible when it is.
    fn show_children(&mut self, tape: &Tape, node: NodeId) {
        if tape.children(node) == 0 {
            return;
        }
        self.expanded.put(node.0 as usize, true);
        if !self.visible.get(node.0 as usize) {
            return;
        }
        let end = tape.after(node);
        let mut at = NodeId(node.0 + 1);
        while at < end {
            self.visible.put(at.0 as usize, true);
            at = if self.is_expanded(at) {
                NodeId(at.0 + 1)
            } else {
                tape.after(at)
            };
        }
    }
}

fn inside(tape: &Tape, node: NodeId) -> Range<usize> {
    node.0 as usize + 1..tape.after(node).0 as usize
}

/// Depth of the visible node below one of known depth.
fn depth_below(tape: &Tape, above: NodeId, depth: usize, node: NodeId) -> usize {
    let parent = tape.parent(node);
    let mut at = (Some(above), depth + 1);
    while at.0 != parent {
        let Some(up) = at.0 else { break };
        at = (tape.parent(up), at.1.saturating_sub(1));
    }
    at.1
}

/// Draws a row of the tree: `key: value`, a container as `{ 3 members }`, `[ 1,200 items ]` or `<tag> 4 children`;
/// without indentation, which is [`TreeRow::depth`]. Long keys and values are cut, and [`RowText::left_out`] says so.
pub fn draw_tree_row<S: Source + ?Sized>(tape: &Tape, source: &S, tree_row: TreeRow, row: &mut RowText) {
    row.clear();
    let value = tape.range(tree_row.node);
    row.source.clone_from(&value);
    if let Some(key) = tape.key(source, tree_row.node) {
        row.source.start = key.start;
        push_cut(source, key, TokenKind::Key, row);
        row.push_added(": ", value.start, TokenKind::Punctuation);
    } else if tape.syntax() == Syntax::Json && tape.parent(tree_row.node).is_some() {
        row.push_added(
            &tape.ordinal(tree_row.node).to_string(),
            value.start,
            TokenKind::Attribute,
        );
        row.push_added(": ", value.start, TokenKind::Punctuation);
    }
    let counted = |one: &str, many: &str| {
        let count = tree_row.children;
        let noun = if count == 1 { one } else { many };
        format!("{} {noun}", super::measure::grouped(count as u64))
    };
    let in_brackets = |open: char, close: char, count: String| match tree_row.children {
        0 => format!("{open}{close}"),
        _ => format!("{open} {count} {close}"),
    };
    let count = match tree_row.kind {
        NodeKind::Object => in_brackets('{', '}', counted("member", "members")),
        NodeKind::Array => in_brackets('[', ']', counted("item", "items")),
        NodeKind::String => return push_cut(source, value, TokenKind::String, row),
        NodeKind::Number => return push_cut(source, value, TokenKind::Number, row),
        NodeKind::True | NodeKind::False | NodeKind::Null => {
            return push_cut(source, value, TokenKind::Literal, row);
        }
        NodeKind::Text | NodeKind::Markup => return push_markup(tape, source, value, row),
        NodeKind::Element if tree_row.children == 0 => return push_markup(tape, source, value, row),
        NodeKind::Element => {
            // Of an element with others in it: its start tag.
            let start = source.read(value.start..value.end.min(value.start + MOST_TREE_TEXT_BYTES + 3));
            let tag = Items::new(&start, tape.syntax()).next();
            let len = tag.map_or(0, |tag| tag.range.len());
            push_markup(tape, source, value.start..value.start + len, row);
            format!(" {}", counted("child", "children"))
        }
    };
    row.push_added(&count, value.start, TokenKind::Comment);
    row.finish();
}

/// Where the text of at most [`MOST_TREE_TEXT_BYTES`] of a range ends. `bytes` may be three longer, so that a
/// character that does not fit is left out whole.
fn cut_at(bytes: &[u8]) -> usize {
    if bytes.len() > MOST_TREE_TEXT_BYTES {
        super::line_index::break_before(bytes, MOST_TREE_TEXT_BYTES)
    } else {
        bytes.len()
    }
}

fn push_markup<S: Source + ?Sized>(tape: &Tape, source: &S, range: Range<usize>, row: &mut RowText) {
    let most = range.start + MOST_TREE_TEXT_BYTES;
    let bytes = source.read(range.start..range.end.min(most + 3));
    let len = cut_at(&bytes);
    let shown = bytes.get(..len).unwrap_or_default();
    row.push_row(shown, range.start, tape.syntax(), LexState::LineStart);
    row.left_out += range.len() - len;
}

fn push_cut<S: Source + ?Sized>(source: &S, range: Range<usize>, kind: TokenKind, row: &mut RowText) {
    let most = range.start + MOST_TREE_TEXT_BYTES;
    let bytes = source.read(range.start..range.end.min(most + 3));
    let len = cut_at(&bytes);
    row.push(bytes.get(..len).unwrap_or_default(), range.start, kind);
    row.finish();
    row.left_out += range.len() - len;
}

#[cfg(test)]
mod tests;
