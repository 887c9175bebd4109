//! A path over the nodes of a body.
//!
//! Results are given one by one, in the order of the standard, so that nothing is kept but what the caller keeps.
//! What stands below a value are the nodes after it, so no depth of nesting costs more than another.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

use regex::Regex;

use super::query;
use super::query::{
    Comparison, Extent, Operand, Pattern, Query, Reach, Segment, Selector, Slice, Start, Test,
};
use super::value::{Literal, Number, Value};
use crate::text::node_path::string_value;
use crate::text::source::part;
use crate::text::{NodeId, NodeKind, Stop, Tape};

/// Values between two looks at the stop flag.
const VISITS_PER_LOOK: usize = 4096;
/// Bytes of a text that cost as much as a value.
const BYTES_PER_VISIT: usize = 64;
/// Members of an object that is compared with another one: their names are held while that is done.
const MOST_COMPARED: usize = 100_000;
/// What making a pattern costs, in values.
const VISITS_PER_PATTERN: usize = 1000;

/// Why a path is not followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// What was asked for is known.
    Enough,
    /// It looked at too many values.
    TooMuchWork,
    /// The caller asked to stop.
    Stopped,
}

pub(super) type Done = Result<(), End>;

/// A body while a path goes through it.
pub(super) struct Evaluation<'a> {
    body: &'a [u8],
    tape: &'a Tape,
    root: Cell<NodeId>,
    visits: Cell<usize>,
    looked: Cell<usize>,
    most_visits: usize,
    stop: Stop<'a>,
    /// The pattern that was read from the body last.
    pattern: RefCell<Option<(String, Extent, Option<Regex>)>>,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(
        body: &'a [u8],
        tape: &'a Tape,
        root: NodeId,
        most_visits: usize,
        stop: Stop<'a>,
    ) -> Self {
        Self {
            body,
            tape,
            root: Cell::new(root),
            visits: Cell::new(0),
            looked: Cell::new(0),
            most_visits,
            stop,
            pattern: RefCell::new(None),
        }
    }

    /// Gives each value that a path from `root` picks.
    pub(super) fn pick(&self, query: &Query, root: NodeId, each: &mut dyn FnMut(NodeId) -> Done) -> Done {
        self.root.set(root);
        self.walk(&query.segments, root, each)
    }

    fn visit(&self, cost: usize) -> Done {
        let visits = self.visits.get().saturating_add(cost);
        self.visits.set(visits);
        if visits > self.most_visits {
            return Err(End::TooMuchWork);
        }
        if visits - self.looked.get() >= VISITS_PER_LOOK {
            self.looked.set(visits);
            if (self.stop)() {
                return Err(End::Stopped);
            }
        }
        Ok(())
    }

    fn walk(&self, segments: &[Segment], node: NodeId, each: &mut dyn FnMut(NodeId) -> Done) -> Done {
        let Some((segment, rest)) = segments.split_first() else {
            return each(node);
        };
        let last = match segment.reach {
            Reach::Children => node.0 + 1,
            Reach::Descendants => self.tape.after(node).0,
        };
        for number in node.0..last {
            self.visit(1)?;
            let from = NodeId(number);
            if !self.tape.kind(from).is_container() {
                continue;
            }
            for selector in &segment.selectors {
                self.select(selector, from, &mut |found| self.walk(rest, found, each))?;
            }
        }
        Ok(())
    }

    fn select(&self, selector: &Selector, of: NodeId, each: &mut dyn FnMut(NodeId) -> Done) -> Done {
        match selector {
            Selector::Name(name) => match self.member(of, name)? {
                Some(member) => each(member),
                None => Ok(()),
            },
            Selector::Index(index) => match self.element(of, *index) {
                Some(element) => each(element),
                None => Ok(()),
            },
            Selector::Wildcard => self.children(of, each),
            Selector::Slice(slice) => self.slice(*slice, of, each),
            Selector::Filter(test) => self.children(of, &mut |child| {
                if self.holds(test, child)? {
                    each(child)?;
                }
                Ok(())
            }),
        }
    }

    fn children(&self, of: NodeId, each: &mut dyn FnMut(NodeId) -> Done) -> Done {
        let mut child = self.tape.first_child(of);
        while let Some(found) = child {
            self.visit(1)?;
            each(found)?;
            child = self.tape.next_sibling(found);
        }
        Ok(())
    }

    /// The member of a name; of a repeated one the last, as parsers have it.
    fn member(&self, of: NodeId, name: &str) -> Result<Option<NodeId>, End> {
        let mut member = None;
        if self.tape.kind(of) == NodeKind::Object {
            self.children(of, &mut |child| {
                if self.has_name(child, name) {
                    member = Some(child);
                }
                Ok(())
            })?;
        }
        Ok(member)
    }

    fn has_name(&self, member: NodeId, name: &str) -> bool {
        let Some(key) = self.tape.key(self.body, member) else {
            return false;
        };
        let key = part(self.body, key);
        let bare = key.get(1..key.len().saturating_sub(1)).unwrap_or_default();
        bare == name.as_bytes() || (bare.contains(&b'\\') && string_value(key) == name)
    }

    fn element(&self, of: NodeId, index: i64) -> Option<NodeId> {
        if self.tape.kind(of) != NodeKind::Array {
            return None;
        }
        let number = match usize::try_from(index) {
            Ok(number) => number,
            Err(_) => self
                .tape
                .children(of)
                .checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
        };
        (number < self.tape.children(of))
            .then(|| self.tape.child(of, number))
            .flatten()
    }

    /// <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.4.2.2>
    fn slice(&self, slice: Slice, of: NodeId, each: &mut dyn FnMut(NodeId) -> Done) -> Done {
        if self.tape.kind(of) != NodeKind::Array || slice.step == 0 {
            return Ok(());
        }
        let len = i64::try_from(self.tape.children(of)).unwrap_or(i64::MAX);
        let from_start = |bound: i64| if bound < 0 { len + bound } else { bound };
        let (mut at, end) = if slice.step > 0 {
            let start = slice.start.map_or(0, from_start).clamp(0, len);
            (start, slice.end.map_or(len, from_start).clamp(0, len))
        } else {
            let start = slice.start.map_or(len - 1, from_start).clamp(-1, len - 1);
            (start, slice.end.map_or(-1, from_start).clamp(-1, len - 1))
        };
        while (slice.step > 0 && at < end) || (slice.step < 0 && at > end) {
            self.visit(1)?;
            if let Some(found) = self.element(of, at) {
                each(found)?;
            }
            at = at.saturating_add(slice.step);
        }
        Ok(())
    }

    fn holds(&self, test: &Test, at: NodeId) -> Result<bool, End> {
        match test {
            Test::Or(tests) => {
                for test in tests {
                    if self.holds(test, at)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Test::And(tests) => {
                for test in tests {
                    if !self.holds(test, at)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Test::Not(test) => Ok(!self.holds(test, at)?),
            Test::Exists(query) => Ok(self.first_of(query, at, 1)?.0 > 0),
            Test::Compare(left, comparison, right) => {
                let (left, right) = (self.operand(left, at)?, self.operand(right, at)?);
                self.compare(left, *comparison, right)
            }
            Test::Matches(text, pattern, extent) => self.matches(text, pattern, *extent, at),
        }
    }

    /// How many values a query gives, counted up to `enough`, and the first one.
    fn first_of(&self, query: &Query, at: NodeId, enough: usize) -> Result<(usize, Option<NodeId>), End> {
        let from = match query.start {
            Start::Root => self.root.get(),
            Start::Current => at,
        };
        let (mut count, mut first) = (0, None);
        let walked = self.walk(&query.segments, from, &mut |found| {
            count += 1;
            first.get_or_insert(found);
            if count >= enough {
                return Err(End::Enough);
            }
            Ok(())
        });
        match walked {
            Ok(()) | Err(End::Enough) => Ok((count, first)),
            Err(error) => Err(error),
        }
    }

    fn operand<'q>(&self, operand: &'q Operand, at: NodeId) -> Result<Value<'q>, End> {
        let node = |found: Option<NodeId>| found.map_or(Value::Nothing, Value::Node);
        Ok(match operand {
            Operand::Literal(literal) => Value::Literal(literal),
            Operand::Query(query) => node(self.first_of(query, at, 1)?.1),
            Operand::Value(query) => match self.first_of(query, at, 2)? {
                (1, found) => node(found),
                _ => Value::Nothing,
            },
            Operand::Count(query) => Value::count(self.first_of(query, at, usize::MAX)?.0),
            Operand::Length(of) => {
                let of = self.operand(of, at)?;
                match (self.text(of)?, of) {
                    (Some(text), _) => Value::count(text.chars().count()),
                    (None, Value::Node(node)) if self.tape.kind(node).is_container() => {
                        Value::count(self.tape.children(node))
                    }
                    _ => Value::Nothing,
                }
            }
        })
    }

    /// The text of a value that is one.
    fn text<'v>(&self, value: Value<'v>) -> Result<Option<Cow<'v, str>>, End>
    where
        'a: 'v,
    {
        match value {
            Value::Literal(Literal::Text(text)) => Ok(Some(Cow::Borrowed(text))),
            Value::Node(node) if self.tape.kind(node) == NodeKind::String => {
                let quoted = part(self.body, self.tape.range(node));
                self.visit(quoted.len() / BYTES_PER_VISIT)?;
                let bare = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
                match std::str::from_utf8(bare) {
                    Ok(text) if !bare.contains(&b'\\') => Ok(Some(Cow::Borrowed(text))),
                    _ => Ok(Some(Cow::Owned(string_value(quoted)))),
                }
            }
            _ => Ok(None),
        }
    }

    fn number(&self, value: Value<'_>) -> Option<Number> {
        match value {
            Value::Number(number) => Some(number),
            Value::Literal(Literal::Number(number)) => Some(*number),
            Value::Node(node) if self.tape.kind(node) == NodeKind::Number => {
                let text = std::str::from_utf8(part(self.body, self.tape.range(node))).ok()?;
                Some(Number::of(text))
            }
            _ => None,
        }
    }

    /// <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5.2.2>
    fn compare(&self, left: Value<'_>, by: Comparison, right: Value<'_>) -> Result<bool, End> {
        Ok(match by {
            Comparison::Equal => self.equal(left, right)?,
            Comparison::Unequal => !self.equal(left, right)?,
            Comparison::Less => self.order(left, right)? == Some(Ordering::Less),
            Comparison::Greater => self.order(left, right)? == Some(Ordering::Greater),
            Comparison::LessOrEqual => {
                self.order(left, right)? == Some(Ordering::Less) || self.equal(left, right)?
            }
            Comparison::GreaterOrEqual => {
                self.order(left, right)? == Some(Ordering::Greater) || self.equal(left, right)?
            }
        })
    }

    /// Only numbers and texts have an order.
    fn order(&self, left: Value<'_>, right: Value<'_>) -> Result<Option<Ordering>, End> {
        if let (Some(left), Some(right)) = (self.number(left), self.number(right)) {
            return Ok(left.order(right));
        }
        Ok(match (self.text(left)?, self.text(right)?) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => None,
        })
    }

    fn equal(&self, left: Value<'_>, right: Value<'_>) -> Result<bool, End> {
        if let (Value::Node(left), Value::Node(right)) = (left, right) {
            return self.same(left, right);
        }
        if let (Some(left), Some(right)) = (self.number(left), self.number(right)) {
            return Ok(left == right);
        }
        if let (Some(left), Some(right)) = (self.text(left)?, self.text(right)?) {
            return Ok(left == right);
        }
        Ok(match (self.word(left), self.word(right)) {
            (Some(left), Some(right)) => left == right,
            _ => matches!((left, right), (Value::Nothing, Value::Nothing)),
        })
    }

    fn word(&self, value: Value<'_>) -> Option<NodeKind> {
        match value {
            Value::Literal(Literal::True) => Some(NodeKind::True),
            Value::Literal(Literal::False) => Some(NodeKind::False),
            Value::Literal(Literal::Null) => Some(NodeKind::Null),
            Value::Node(node) => Some(self.tape.kind(node))
                .filter(|kind| matches!(kind, NodeKind::True | NodeKind::False | NodeKind::Null)),
            _ => None,
        }
    }

    /// Whether two values of the body are the same, whatever the order of their members.
    fn same(&self, left: NodeId, right: NodeId) -> Result<bool, End> {
        let mut pairs = vec![(left, right)];
        while let Some((left, right)) = pairs.pop() {
            self.visit(1)?;
            let kind = self.tape.kind(left);
            if kind != self.tape.kind(right) {
                return Ok(false);
            }
            let is_same = match kind {
                NodeKind::Array => {
                    let (mut lefts, mut rights) = (self.tape.first_child(left), self.tape.first_child(right));
                    while let (Some(left), Some(right)) = (lefts, rights) {
                        self.visit(1)?;
                        pairs.push((left, right));
                        (lefts, rights) = (self.tape.next_sibling(left), self.tape.next_sibling(right));
                    }
                    lefts.is_none() && rights.is_none()
                }
                NodeKind::Object => {
                    let (lefts, rights) = (self.members(left)?, self.members(right)?);
                    let found = lefts
                        .iter()
                        .map_while(|(name, left)| Some((*left, *rights.get(name)?)));
                    let before = pairs.len();
                    pairs.extend(found);
                    lefts.len() == rights.len() && pairs.len() - before == lefts.len()
                }
                NodeKind::Number => self.number(Value::Node(left)) == self.number(Value::Node(right)),
                NodeKind::String => self.text(Value::Node(left))? == self.text(Value::Node(right))?,
                _ => true,
            };
            if !is_same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn members(&self, of: NodeId) -> Result<HashMap<String, NodeId>, End> {
        let mut members = HashMap::new();
        self.children(of, &mut |member| {
            if members.len() >= MOST_COMPARED {
                return Err(End::TooMuchWork);
            }
            if let Some(key) = self.tape.key(self.body, member) {
                members.insert(string_value(part(self.body, key)), member);
            }
            Ok(())
        })?;
        Ok(members)
    }

    fn matches(&self, text: &Operand, pattern: &Pattern, extent: Extent, at: NodeId) -> Result<bool, End> {
        let text = self.operand(text, at)?;
        let Some(text) = self.text(text)? else {
            return Ok(false);
        };
        self.visit(1 + text.len() / BYTES_PER_VISIT)?;
        match pattern {
            Pattern::Made(pattern) => Ok(pattern.as_ref().is_some_and(|pattern| pattern.is_match(&text))),
            Pattern::Asked(operand) => {
                let wanted = self.operand(operand, at)?;
                let Some(wanted) = self.text(wanted)? else {
                    return Ok(false);
                };
                let mut known = self.pattern.borrow_mut();
                let is_known = known
                    .as_ref()
                    .is_some_and(|(text, of, _)| *text == wanted && *of == extent);
                if !is_known {
                    self.visit(VISITS_PER_PATTERN)?;
                    let made = query::pattern(&wanted, extent);
                    *known = Some((wanted.into_owned(), extent, made));
                }
                Ok(known
                    .as_ref()
                    .and_then(|(_, _, made)| made.as_ref())
                    .is_some_and(|pattern| pattern.is_match(&text)))
            }
        }
    }
}
