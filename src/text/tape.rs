//! The nodes of a JSON body in the order they stand in it, about 12 bytes each.
//!
//! A node is a value: where it begins, how far it reaches, what it stands in. Keys and contents stay in the body and
//! are read when they are drawn.

mod markup;

use std::ops::Range;

use memchr::memrchr;

use super::json_scan::{Ended, Event, Flow, LeafKind, scan};
use super::source::part;
use super::{JsonError, Source, Stop, Stopped, Syntax};

/// Most memory of a tape: some twelve million nodes. The rest of a body is left out, and [`Tape::is_cut`] says so.
pub const MOST_TAPE_BYTES: usize = 150_000_000;

/// Every so many children their node is noted, so that the n-th child is near.
const CHILDREN_PER_STEP: u32 = 64;

/// Longest key that is looked for.
const LONGEST_KEY_BYTES: usize = 1 << 20;

const KIND_BITS: u32 = 4;
const NO_PARENT: u32 = u32::MAX >> KIND_BITS;
const NO_STEPS: u32 = u32::MAX;

/// Number of a node: its place in the tape, and so in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// `{ }`.
    Object,
    /// `[ ]`.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
    /// `<a> </a>`.
    Element,
    /// Text between tags.
    Text,
    /// Comment, CDATA, instruction or declaration.
    Markup,
}

impl NodeKind {
    const ALL: [Self; 10] = [
        Self::Object,
        Self::Array,
        Self::String,
        Self::Number,
        Self::True,
        Self::False,
        Self::Null,
        Self::Element,
        Self::Text,
        Self::Markup,
    ];

    /// True for what can have children.
    pub fn is_container(self) -> bool {
        matches!(self, Self::Object | Self::Array | Self::Element)
    }
}

impl From<LeafKind> for NodeKind {
    fn from(kind: LeafKind) -> Self {
        match kind {
            LeafKind::String => Self::String,
            LeafKind::Number => Self::Number,
            LeafKind::True => Self::True,
            LeafKind::False => Self::False,
            LeafKind::Null => Self::Null,
        }
    }
}

/// The nodes of a body.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    nodes: Vec<Node>,
    containers: Vec<Container>,
    /// Of a container with many children: every 64th of them.
    steps: Vec<Vec<u32>>,
    roots: u32,
    is_cut: bool,
    error: Option<JsonError>,
    syntax: Syntax,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    /// Length in bytes of a leaf, number of the container of a container.
    extent: u32,
    /// Parent and, in the lowest four bits, kind.
    parent_and_kind: u32,
}

#[derive(Clone, Copy, Debug)]
struct Container {
    /// The node after the last one inside.
    next: u32,
    /// Offset after the closing bracket.
    end: u32,
    children: u32,
    steps: u32,
}

impl Tape {
    /// Reads a body. One that stops being JSON gives the nodes up to there, and [`Tape::error`].
    pub fn of<S: Source + ?Sized>(source: &S, stop: Stop<'_>) -> Result<Self, Stopped> {
        Self::limited(source, MOST_TAPE_BYTES, stop).map(|(tape, _)| tape)
    }

    pub(super) fn limited<S: Source + ?Sized>(
        source: &S,
        most_bytes: usize,
        stop: Stop<'_>,
    ) -> Result<(Self, Ended), Stopped> {
        let mut builder = Builder::new(most_bytes);
        let ended = scan(source, stop, &mut |event| builder.take(event))?;
        let mut tape = builder.tape;
        tape.syntax = Syntax::Json;
        tape.is_cut = ended == Ended::Enough;
        if let Ended::Invalid { error, .. } = ended {
            tape.error = Some(error);
        }
        // What is still open reaches to the end of what was read.
        let (nodes, end) = (to_u32(tape.nodes.len()), to_u32(source.len()));
        for open in builder.open {
            if let Some(container) = tape.container_mut(open) {
                (container.next, container.end) = (nodes, end);
            }
        }
        tape.nodes.shrink_to_fit();
        tape.containers.shrink_to_fit();
        Ok((tape, ended))
    }

    /// What it was read from.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True without a node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// True when the body has more nodes than are kept.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Why the body stops being JSON.
    pub fn error(&self) -> Option<JsonError> {
        self.error
    }

    /// Values that stand in nothing: one, or as many as there are lines of JSON.
    pub fn roots(&self) -> usize {
        self.roots as usize
    }

    /// The node of that number in the body.
    pub fn node(&self, number: usize) -> Option<NodeId> {
        (number < self.nodes.len()).then(|| NodeId(to_u32(number)))
    }

    /// What a node is.
    pub fn kind(&self, node: NodeId) -> NodeKind {
        let bits = self
            .get(node)
            .map_or(0, |node| node.parent_and_kind & ((1 << KIND_BITS) - 1));
        NodeKind::ALL
            .get(bits as usize)
            .copied()
            .unwrap_or(NodeKind::Null)
    }

    /// What a node stands in.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.get(node)?.parent_and_kind >> KIND_BITS;
        (parent != NO_PARENT).then_some(NodeId(parent))
    }

    /// The bytes of a value in the body, brackets and quotes included.
    pub fn range(&self, node: NodeId) -> Range<usize> {
        let Some(found) = self.get(node) else {
            return 0..0;
        };
        let start = found.start as usize;
        match self.container(node) {
            Some(container) => start..container.end as usize,
            None => start..start + found.extent as usize,
        }
    }

    /// Number of members or elements.
    pub fn children(&self, node: NodeId) -> usize {
        self.container(node)
            .map_or(0, |container| container.children as usize)
    }

    /// The node after the last one inside of this one.
    pub fn after(&self, node: NodeId) -> NodeId {
        NodeId(
            self.container(node)
                .map_or(node.0 + 1, |container| container.next),
        )
    }

    /// Number of nodes from the top.
    pub fn depth(&self, node: NodeId) -> usize {
        std::iter::successors(self.parent(node), |node| self.parent(*node)).count()
    }

    /// The first member or element.
    pub fn first_child(&self, node: NodeId) -> Option<NodeId> {
        (self.children(node) > 0).then(|| NodeId(node.0 + 1))
    }

    /// The member or element after this one.
    pub fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        let next = self.after(node);
        let end = match self.parent(node) {
            Some(parent) => self.after(parent),
            None => NodeId(to_u32(self.nodes.len())),
        };
        (next < end).then_some(next)
    }

    /// The child of that number, from 0.
    pub fn child(&self, node: NodeId, number: usize) -> Option<NodeId> {
        let steps = self.steps_of(node);
        let step = number / CHILDREN_PER_STEP as usize;
        let from = match step.checked_sub(1) {
            Some(noted) => NodeId(*steps.get(noted)?),
            None => self.first_child(node)?,
        };
        (0..number % CHILDREN_PER_STEP as usize).try_fold(from, |child, _| self.next_sibling(child))
    }

    /// Number of a node among its siblings, from 0.
    pub fn ordinal(&self, node: NodeId) -> usize {
        let (noted, from) = match self.parent(node) {
            Some(parent) => {
                let steps = self.steps_of(parent);
                let noted = steps.partition_point(|step| *step <= node.0);
                let from = noted
                    .checked_sub(1)
                    .and_then(|last| steps.get(last))
                    .map_or(parent.0 + 1, |step| *step);
                (noted, NodeId(from))
            }
            None => (0, NodeId(0)),
        };
        let walked = std::iter::successors(Some(from), |child| self.next_sibling(*child))
            .take_while(|child| *child < node)
            .count();
        noted * CHILDREN_PER_STEP as usize + walked
    }

    /// The innermost node whose value holds the byte at `offset`; in white space, a key or a comma the container.
    pub fn node_at(&self, offset: usize) -> Option<NodeId> {
        let after = self.nodes.partition_point(|node| node.start as usize <= offset);
        let last = NodeId(to_u32(after.checked_sub(1)?));
        std::iter::successors(Some(last), |node| self.parent(*node))
            .find(|node| self.range(*node).contains(&offset))
    }

    /// The node that a row of the indented form is about, which begins at `offset`: the member of a key that stands
    /// there, or the innermost value.
    pub fn node_of_row<S: Source + ?Sized>(&self, source: &S, offset: usize) -> Option<NodeId> {
        let after = self.nodes.partition_point(|node| node.start as usize <= offset);
        let member = self
            .node(after)
            .filter(|member| self.key(source, *member).is_some_and(|key| key.contains(&offset)));
        member.or_else(|| self.node_at(offset))
    }

    /// The key of a member, with its quotes. `None` for an element, a value at the top, and a key beyond 1 MB.
    pub fn key<S: Source + ?Sized>(&self, source: &S, node: NodeId) -> Option<Range<usize>> {
        if self.kind(self.parent(node)?) != NodeKind::Object {
            return None;
        }
        let value = self.get(node)?.start as usize;
        let mut look = 256;
        loop {
            let from = value.saturating_sub(look);
            let before = source.read(from..value);
            if let Some(key) = key_before(&before) {
                return Some(from + key.start..from + key.end);
            }
            if from == 0 || look >= LONGEST_KEY_BYTES {
                return None;
            }
            look *= 8;
        }
    }

    fn get(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.0 as usize)
    }

    fn container(&self, node: NodeId) -> Option<&Container> {
        let found = self.get(node).filter(|_| self.kind(node).is_container())?;
        self.containers.get(found.extent as usize)
    }

    fn container_mut(&mut self, node: NodeId) -> Option<&mut Container> {
        let extent = self.get(node)?.extent;
        self.containers.get_mut(extent as usize)
    }

    fn steps_of(&self, node: NodeId) -> &[u32] {
        self.container(node)
            .and_then(|container| self.steps.get(container.steps as usize))
            .map_or(&[], Vec::as_slice)
    }
}

/// The last string before a colon and the end of `bytes`.
fn key_before(bytes: &[u8]) -> Option<Range<usize>> {
    let end = memrchr(b'"', bytes)?;
    let mut at = end;
    loop {
        let quote = memrchr(b'"', part(bytes, 0..at))?;
        let backslashes = part(bytes, 0..quote)
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        // A run of backslashes that reaches the start may go on before it.
        if backslashes == quote && quote > 0 {
            return None;
        }
        if backslashes % 2 == 0 {
            return Some(quote..end + 1);
        }
        at = quote;
    }
}

struct Builder {
    tape: Tape,
    open: Vec<NodeId>,
    most_bytes: usize,
}

impl Builder {
    fn new(most_bytes: usize) -> Self {
        Self {
            tape: Tape::default(),
            open: Vec::new(),
            most_bytes,
        }
    }

    fn take(&mut self, event: Event) -> Flow {
        match event {
            Event::Key => {}
            Event::Leaf { start, end, kind } => {
                if self.is_full() {
                    return Flow::Enough;
                }
                self.push(start, to_u32(end - start), kind.into());
            }
            Event::Open { at, is_object } => {
                if self.is_full() {
                    return Flow::Enough;
                }
                let kind = if is_object {
                    NodeKind::Object
                } else {
                    NodeKind::Array
                };
                let node = self.push(at, to_u32(self.tape.containers.len()), kind);
                self.tape.containers.push(Container {
                    next: 0,
                    end: 0,
                    children: 0,
                    steps: NO_STEPS,
                });
                self.open.push(node);
            }
            Event::Close { end } => {
                let next = to_u32(self.tape.nodes.len());
                if let Some(container) = self.open.pop().and_then(|open| self.tape.container_mut(open)) {
                    (container.next, container.end) = (next, to_u32(end));
                }
            }
        }
        Flow::On
    }

    fn is_full(&self) -> bool {
        let held = self.tape.nodes.len() * size_of::<Node>()
            + (self.tape.containers.len() + self.open.len() / 4) * size_of::<Container>();
        held >= self.most_bytes
    }

    fn push(&mut self, start: usize, extent: u32, kind: NodeKind) -> NodeId {
        let node = NodeId(to_u32(self.tape.nodes.len()));
        let parent = self.open.last().copied();
        self.tape.nodes.push(Node {
            start: to_u32(start),
            extent,
            parent_and_kind: parent.map_or(NO_PARENT, |parent| parent.0) << KIND_BITS | kind as u32,
        });
        match parent {
            None => self.tape.roots += 1,
            Some(parent) => self.count_child(parent, node),
        }
        node
    }

    fn count_child(&mut self, parent: NodeId, child: NodeId) {
        let known = to_u32(self.tape.steps.len());
        let Some(container) = self.tape.container_mut(parent) else {
            return;
        };
        let number = container.children;
        container.children += 1;
        if number == 0 || !number.is_multiple_of(CHILDREN_PER_STEP) {
            return;
        }
        if container.steps == NO_STEPS {
            container.steps = known;
        }
        let steps = container.steps;
        if steps == known {
            self.tape.steps.push(Vec::new());
        }
        if let Some(steps) = self.tape.steps.get_mut(steps as usize) {
            steps.push(child.0);
        }
    }
}

/// Offsets and numbers are kept below 4 GiB.
fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
