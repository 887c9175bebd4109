//! A path over a tree.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Write as _;

use roxmltree::{Attribute, Document, Node, NodeId};

use super::parse::{Axis, Comparison, Expr, Function, Path, Step, Test};
use super::{MOST_TEXT_BYTES, MOST_XPATH_RESULTS, XPathError, XPathPicked, XPathResult};
use crate::text::{Stop, Stopped};

const VISITS_PER_LOOK: usize = 4096;

/// A node of XPath: an attribute is one too.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Item<'a, 'i> {
    Node(Node<'a, 'i>),
    Attribute(Node<'a, 'i>, usize),
}

enum Value<'a, 'i> {
    Items(Vec<Item<'a, 'i>>),
    Text(String),
    Number(f64),
    Truth(bool),
}

/// Where a predicate is asked.
#[derive(Clone, Copy)]
struct Context<'a, 'i> {
    item: Item<'a, 'i>,
    position: usize,
    size: usize,
}

pub(super) fn pick(
    document: &Document<'_>,
    path: &Expr,
    (most_visits, value_chars): (usize, usize),
    stop: Stop<'_>,
) -> Result<XPathPicked, XPathError> {
    let evaluation = Evaluation {
        visits: Cell::new(0),
        most_visits,
        stop,
    };
    let context = Context {
        item: Item::Node(document.root()),
        position: 1,
        size: 1,
    };
    let Value::Items(items) = evaluation.value(path, context)? else {
        return Ok(XPathPicked::default());
    };
    let mut ordinals = HashMap::new();
    let total = items.len();
    let results = items
        .into_iter()
        .take(MOST_XPATH_RESULTS)
        .map(|item| {
            evaluation.visit()?;
            Ok(result_of(item, value_chars, &mut ordinals))
        })
        .collect::<Result<_, XPathError>>()?;
    Ok(XPathPicked { results, total })
}

struct Evaluation<'s> {
    visits: Cell<usize>,
    most_visits: usize,
    stop: Stop<'s>,
}

impl Evaluation<'_> {
    fn visit(&self) -> Result<(), XPathError> {
        let visits = self.visits.get() + 1;
        self.visits.set(visits);
        if visits > self.most_visits {
            return Err(XPathError::TooMuchWork);
        }
        if visits.is_multiple_of(VISITS_PER_LOOK) && (self.stop)() {
            return Err(Stopped.into());
        }
        Ok(())
    }

    fn value<'a, 'i>(&self, expr: &Expr, at: Context<'a, 'i>) -> Result<Value<'a, 'i>, XPathError> {
        Ok(match expr {
            Expr::Or(left, right) => Value::Truth(self.truth(left, at)? || self.truth(right, at)?),
            Expr::And(left, right) => Value::Truth(self.truth(left, at)? && self.truth(right, at)?),
            Expr::Compare(left, comparison, right) => {
                let (left, right) = (self.value(left, at)?, self.value(right, at)?);
                Value::Truth(self.compare(&left, *comparison, &right)?)
            }
            Expr::Union(paths) => {
                let mut items = Vec::new();
                for path in paths {
                    items.extend(self.path(path, at.item)?);
                }
                sort(&mut items);
                Value::Items(items)
            }
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Number(number) => Value::Number(*number),
            Expr::Call(function, arguments) => self.call(*function, arguments, at)?,
        })
    }

    fn truth(&self, expr: &Expr, at: Context<'_, '_>) -> Result<bool, XPathError> {
        Ok(self.value(expr, at)?.truth())
    }

    fn path<'a, 'i>(&self, path: &Path, from: Item<'a, 'i>) -> Result<Vec<Item<'a, 'i>>, XPathError> {
        let start = if path.from_root {
            Item::Node(from.element().document().root())
        } else {
            from
        };
        let mut items = vec![start];
        for step in &path.steps {
            let mut next = Vec::new();
            for item in &items {
                next.extend(self.step(step, *item)?);
            }
            sort(&mut next);
            items = next;
        }
        Ok(items)
    }

    fn step<'a, 'i>(&self, step: &Step, from: Item<'a, 'i>) -> Result<Vec<Item<'a, 'i>>, XPathError> {
        let mut found = Vec::new();
        let mut each = |item: Item<'a, 'i>| -> Result<(), XPathError> {
            self.visit()?;
            if passes(&step.test, item) {
                found.push(item);
            }
            Ok(())
        };
        match (step.axis, from) {
            (Axis::This, _) => each(from)?,
            (Axis::Parent, Item::Attribute(node, _)) => each(Item::Node(node))?,
            (Axis::Ancestor | Axis::AncestorOrSelf, Item::Attribute(node, _)) => {
                node.ancestors().try_for_each(|node| each(Item::Node(node)))?;
            }
            (_, Item::Attribute(..)) => {}
            (Axis::Child, Item::Node(node)) => node.children().try_for_each(|node| each(Item::Node(node)))?,
            (Axis::Descendant, Item::Node(node)) => {
                node.descendants()
                    .skip(1)
                    .try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::DescendantOrSelf, Item::Node(node)) => {
                node.descendants().try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::Parent, Item::Node(node)) => node
                .parent()
                .into_iter()
                .try_for_each(|node| each(Item::Node(node)))?,
            (Axis::Ancestor, Item::Node(node)) => {
                node.ancestors()
                    .skip(1)
                    .try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::AncestorOrSelf, Item::Node(node)) => {
                node.ancestors().try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::FollowingSibling, Item::Node(node)) => {
                node.next_siblings()
                    .skip(1)
                    .try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::PrecedingSibling, Item::Node(node)) => {
                node.prev_siblings()
                    .skip(1)
                    .try_for_each(|node| each(Item::Node(node)))?;
            }
            (Axis::Attribute, Item::Node(node)) => {
                (0..node.attributes().len()).try_for_each(|at| each(Item::Attribute(node, at)))?;
            }
        }
        for predicate in &step.predicates {
            found = self.chosen(predicate, found)?;
        }
        Ok(found)
    }

    /// The items for which a predicate holds.
    fn chosen<'a, 'i>(
        &self,
        predicate: &Expr,
        items: Vec<Item<'a, 'i>>,
    ) -> Result<Vec<Item<'a, 'i>>, XPathError> {
        let size = items.len();
        let mut chosen = Vec::new();
        for (number, item) in items.into_iter().enumerate() {
            self.visit()?;
            let position = number + 1;
            let at = Context { item, position, size };
            let holds = match self.value(predicate, at)? {
                Value::Number(wanted) => is_number(position, wanted),
                value => value.truth(),
            };
            if holds {
                chosen.push(item);
            }
        }
        Ok(chosen)
    }

    fn compare(
        &self,
        left: &Value<'_, '_>,
        by: Comparison,
        right: &Value<'_, '_>,
    ) -> Result<bool, XPathError> {
        if let (Value::Truth(_), _) | (_, Value::Truth(_)) = (left, right) {
            return Ok(match by {
                Comparison::Equal => left.truth() == right.truth(),
                Comparison::Unequal => left.truth() != right.truth(),
                _ => numbers(left.number(), by, right.number()),
            });
        }
        // A set of nodes compares when one of them does.
        for left_text in left.texts() {
            for right_text in right.texts() {
                self.visit()?;
                let is_numeric = matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
                let holds = match by {
                    Comparison::Equal if !is_numeric => left_text == right_text,
                    Comparison::Unequal if !is_numeric => left_text != right_text,
                    _ => numbers(to_number(&left_text), by, to_number(&right_text)),
                };
                if holds {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn call<'a, 'i>(
        &self,
        function: Function,
        arguments: &[Expr],
        at: Context<'a, 'i>,
    ) -> Result<Value<'a, 'i>, XPathError> {
        let argument = |number: usize| match arguments.get(number) {
            Some(expr) => self.value(expr, at),
            None => Ok(Value::Items(vec![at.item])),
        };
        let name = |value: Value<'a, 'i>, is_whole: bool| match value {
            Value::Items(items) => items.first().map(|item| item.name(is_whole)).unwrap_or_default(),
            _ => String::new(),
        };
        Ok(match function {
            Function::Position => Value::Number(to_float(at.position)),
            Function::Last => Value::Number(to_float(at.size)),
            Function::Count => match argument(0)? {
                Value::Items(items) => Value::Number(to_float(items.len())),
                _ => Value::Number(f64::NAN),
            },
            Function::Not => Value::Truth(!argument(0)?.truth()),
            Function::Contains => Value::Truth(argument(0)?.text().contains(&argument(1)?.text())),
            Function::StartsWith => Value::Truth(argument(0)?.text().starts_with(&argument(1)?.text())),
            Function::StringLength => Value::Number(to_float(argument(0)?.text().chars().count())),
            Function::NormalizeSpace => {
                let text = argument(0)?.text();
                Value::Text(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            }
            Function::LocalName => Value::Text(name(argument(0)?, false)),
            Function::Name => Value::Text(name(argument(0)?, true)),
            Function::String => Value::Text(argument(0)?.text()),
            Function::Number => Value::Number(argument(0)?.number()),
            Function::True => Value::Truth(true),
            Function::False => Value::Truth(false),
        })
    }
}

impl Value<'_, '_> {
    fn truth(&self) -> bool {
        match self {
            Self::Items(items) => !items.is_empty(),
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
        }
    }

    fn text(&self) -> String {
        self.texts().next().unwrap_or_default()
    }

    /// The text of each node, or of the value.
    fn texts(&self) -> impl Iterator<Item = String> {
        let (items, own): (&[Item<'_, '_>], _) = match self {
            Self::Items(items) => (items, None),
            Self::Text(text) => (&[], Some(text.clone())),
            Self::Number(number) => (&[], Some(number.to_string())),
            Self::Truth(truth) => (&[], Some(truth.to_string())),
        };
        items.iter().map(|item| item.text(MOST_TEXT_BYTES)).chain(own)
    }

    fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            _ => to_number(&self.text()),
        }
    }
}

impl<'a, 'i> Item<'a, 'i> {
    fn element(self) -> Node<'a, 'i> {
        match self {
            Self::Node(node) | Self::Attribute(node, _) => node,
        }
    }

    fn attribute(self) -> Option<Attribute<'a, 'i>> {
        match self {
            Self::Node(_) => None,
            Self::Attribute(node, at) => node.attributes().nth(at),
        }
    }

    /// Order in the document: an attribute stands after its element.
    fn place(self) -> (usize, usize) {
        match self {
            Self::Node(node) => (node.id().get_usize(), 0),
            Self::Attribute(node, at) => (node.id().get_usize(), at + 1),
        }
    }

    fn local(self) -> &'a str {
        match self {
            Self::Node(node) => node.tag_name().name(),
            Self::Attribute(..) => self.attribute().map_or("", |attribute| attribute.name()),
        }
    }

    fn namespace(self) -> Option<&'a str> {
        match self {
            Self::Node(node) => node.tag_name().namespace(),
            Self::Attribute(..) => self.attribute().and_then(|attribute| attribute.namespace()),
        }
    }

    fn name(self, is_whole: bool) -> String {
        let prefix = self
            .namespace()
            .filter(|_| is_whole)
            .and_then(|namespace| self.element().lookup_prefix(namespace));
        match prefix {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", self.local()),
            _ => self.local().to_owned(),
        }
    }

    /// Its text value, cut when it is longer.
    fn text(self, most_bytes: usize) -> String {
        if let Some(attribute) = self.attribute() {
            return attribute.value().to_owned();
        }
        let node = self.element();
        if !node.is_element() && !node.is_root() {
            return node.text().unwrap_or_default().to_owned();
        }
        let mut text = String::new();
        for inside in node.descendants().filter(Node::is_text) {
            text.push_str(inside.text().unwrap_or_default());
            if text.len() >= most_bytes {
                break;
            }
        }
        text
    }
}

fn passes(test: &Test, item: Item<'_, '_>) -> bool {
    let node = item.element();
    let is_named = matches!(item, Item::Attribute(..)) || node.is_element();
    match test {
        Test::Node => true,
        Test::Any => is_named,
        Test::Text => matches!(item, Item::Node(_)) && node.is_text(),
        Test::Comment => matches!(item, Item::Node(_)) && node.is_comment(),
        Test::Name { prefix, local } => {
            let has_namespace = match prefix {
                None => true,
                Some(prefix) => {
                    let meant = node.lookup_namespace_uri(Some(prefix));
                    meant.is_some() && item.namespace() == meant
                }
            };
            is_named && item.local() == local && has_namespace
        }
    }
}

fn sort(items: &mut Vec<Item<'_, '_>>) {
    items.sort_by_key(|item| item.place());
    items.dedup_by_key(|item| item.place());
}

fn numbers(left: f64, by: Comparison, right: f64) -> bool {
    match by {
        Comparison::Equal => left.partial_cmp(&right) == Some(std::cmp::Ordering::Equal),
        Comparison::Unequal => left.partial_cmp(&right) != Some(std::cmp::Ordering::Equal),
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    }
}

fn to_number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(f64::NAN)
}

#[expect(clippy::cast_precision_loss, reason = "there are two million nodes at most")]
fn to_float(count: usize) -> f64 {
    count as f64
}

fn is_number(position: usize, wanted: f64) -> bool {
    (to_float(position) - wanted).abs() < f64::EPSILON
}

/// A deeper place is told by its last steps: ten thousand results may all lie deep.
const MOST_STEPS_OF_A_RESULT: usize = 100;

/// Number of each child among those of its name, by parent.
type Ordinals = HashMap<NodeId, HashMap<NodeId, usize>>;

fn result_of(item: Item<'_, '_>, value_chars: usize, ordinals: &mut Ordinals) -> XPathResult {
    let node = item.element();
    let mut around: Vec<Node<'_, '_>> = node
        .ancestors()
        .take(MOST_STEPS_OF_A_RESULT + 1)
        .filter(|node| !node.is_root())
        .collect();
    around.reverse();
    let mut path = String::new();
    if around.len() > MOST_STEPS_OF_A_RESULT {
        around.remove(0);
        path.push('…');
    }
    for node in around {
        let name = match node {
            _ if node.is_element() => Item::Node(node).name(true),
            _ if node.is_text() => "text()".to_owned(),
            _ => "comment()".to_owned(),
        };
        let ordinal = node
            .parent()
            .map_or(1, |parent| ordinal_of(parent, node.id(), ordinals));
        write!(path, "/{name}[{ordinal}]").unwrap_or_default();
    }
    if let Some(attribute) = item.attribute() {
        path.push_str("/@");
        path.push_str(attribute.name());
    } else if path.is_empty() {
        path.push('/');
    }
    XPathResult {
        path,
        value: item
            .text(value_chars.saturating_mul(4).min(MOST_TEXT_BYTES))
            .chars()
            .take(value_chars)
            .collect(),
        range: item
            .attribute()
            .map_or(node.range(), |attribute| attribute.range()),
    }
}

fn ordinal_of(parent: Node<'_, '_>, child: NodeId, ordinals: &mut Ordinals) -> usize {
    let of_parent = ordinals.entry(parent.id()).or_insert_with(|| {
        let mut seen: HashMap<(bool, String), usize> = HashMap::new();
        let number = |node: Node<'_, '_>| {
            let name = (node.is_text(), node.tag_name().name().to_owned());
            let count = seen.entry(name).or_insert(0);
            *count += 1;
            (node.id(), *count)
        };
        parent.children().map(number).collect()
    });
    of_parent.get(&child).copied().unwrap_or(1)
}
