//! Values that a filter compares.

use std::cmp::Ordering;

use crate::text::NodeId;

/// A value that stands in the path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Number(Number),
    True,
    False,
    Null,
}

/// A number, whole as long as that is exact.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(i128),
    Float(f64),
}

impl Number {
    /// Of its JSON text.
    pub(super) fn of(text: &str) -> Self {
        text.parse()
            .map(Self::Whole)
            .unwrap_or_else(|_| Self::Float(text.parse().unwrap_or(f64::NAN)))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "compared with a number that is not exact either"
    )]
    fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(&right)),
            _ => self.float().partial_cmp(&other.float()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.order(*other) == Some(Ordering::Equal)
    }
}

/// What an operand is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    /// A path that leads nowhere.
    Nothing,
    Literal(&'a Literal),
    Number(Number),
    Node(NodeId),
}

impl Value<'_> {
    /// Of a number of things.
    pub(super) fn count(count: usize) -> Self {
        Self::Number(Number::Whole(i128::try_from(count).unwrap_or(i128::MAX)))
    }
}
