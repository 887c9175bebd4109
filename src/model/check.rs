//! What a reply is checked for, and what is taken from it: assertions and captures, in the words of OpenCollection.

use serde::{Deserialize, Serialize};

use super::{RowId, RowState};

/// One row of `runtime.assertions`: what an expression gives, compared with a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Assertion {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// What of the reply is looked at, as `res.status`.
    pub expression: String,
    /// How it is compared.
    pub operator: AssertionOperator,
    /// With what, as typed; it may name variables. Empty for operators without a value.
    pub value: String,
    /// Whether it counts.
    pub state: RowState,
}

impl Assertion {
    /// An enabled assertion.
    pub fn new(expression: impl Into<String>, operator: AssertionOperator, value: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            operator,
            value: value.into(),
            ..Self::default()
        }
    }

    /// True when it is judged.
    pub fn counts(&self) -> bool {
        self.state == RowState::Enabled
    }

    /// As one line for people and reports: `res.status eq 200`.
    pub fn words(&self) -> String {
        let mut words = format!("{} {}", self.expression, self.operator.as_str());
        if self.operator.takes_value() && !self.value.is_empty() {
            words.push(' ');
            words.push_str(&self.value);
        }
        words
    }
}

/// A value that is taken from a reply and put into a variable: a `set-variable` action after the response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Capture {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// What of the reply is taken, as `res.body.id`.
    pub expression: String,
    /// The variable that gets it.
    pub variable: String,
    /// Whose variable it becomes.
    #[serde(skip_serializing_if = "is_of_run")]
    pub scope: CaptureScope,
    /// Whether it counts.
    pub state: RowState,
}

/// Whose variable a capture becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CaptureScope {
    /// Of the run or of the open window: in memory, above all others.
    #[default]
    Run,
    /// Of the environment in force, whose file the window writes. In a run it stays in memory.
    Environment,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_of_run(scope: &CaptureScope) -> bool {
    *scope == CaptureScope::Run
}

impl Capture {
    /// An enabled capture.
    pub fn new(expression: impl Into<String>, variable: impl Into<String>) -> Self {
        Self {
            expression: expression.into(),
            variable: variable.into(),
            ..Self::default()
        }
    }

    /// True when it is carried out: enabled and with a variable.
    pub fn counts(&self) -> bool {
        self.state == RowState::Enabled && !self.variable.trim().is_empty()
    }
}

/// How an assertion compares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AssertionOperator {
    /// The same value of the same type.
    #[default]
    Eq,
    /// Another value, or one of another type.
    Neq,
    /// Greater than.
    Gt,
    /// Greater than or equal to.
    Gte,
    /// Less than.
    Lt,
    /// Less than or equal to.
    Lte,
    /// One of several values with commas between them.
    In,
    /// None of several values.
    NotIn,
    /// A text with this part, or a list with this item.
    Contains,
    /// A text without this part, or a list without this item.
    NotContains,
    /// Of this length.
    Length,
    /// Matches a regular expression.
    Matches,
    /// Does not match one.
    NotMatches,
    /// A text that begins so.
    StartsWith,
    /// A text that ends so.
    EndsWith,
    /// A number from the first to the second of two values.
    Between,
    /// A text, list or object with nothing in it.
    IsEmpty,
    /// A text, list or object with something in it.
    IsNotEmpty,
    /// Null.
    IsNull,
    /// Not there.
    IsUndefined,
    /// There, null too.
    IsDefined,
    /// True itself.
    IsTruthy,
    /// False itself.
    IsFalsy,
    /// An object or a list.
    IsJson,
    /// A number.
    IsNumber,
    /// A text.
    IsString,
    /// True or false.
    IsBoolean,
    /// A list.
    IsArray,
    /// A word that is not known here. It is kept as it is, and read as the beginning of a value, as Bruno does.
    Other(String),
}

impl AssertionOperator {
    /// All that are known, in the order of Bruno's list.
    pub const ALL: [Self; 28] = [
        Self::Eq,
        Self::Neq,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::In,
        Self::NotIn,
        Self::Contains,
        Self::NotContains,
        Self::Length,
        Self::Matches,
        Self::NotMatches,
        Self::StartsWith,
        Self::EndsWith,
        Self::Between,
        Self::IsEmpty,
        Self::IsNotEmpty,
        Self::IsNull,
        Self::IsUndefined,
        Self::IsDefined,
        Self::IsTruthy,
        Self::IsFalsy,
        Self::IsJson,
        Self::IsNumber,
        Self::IsString,
        Self::IsBoolean,
        Self::IsArray,
    ];

    /// The word of a file.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Eq => "eq",
            Self::Neq => "neq",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::In => "in",
            Self::NotIn => "notIn",
            Self::Contains => "contains",
            Self::NotContains => "notContains",
            Self::Length => "length",
            Self::Matches => "matches",
            Self::NotMatches => "notMatches",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Between => "between",
            Self::IsEmpty => "isEmpty",
            Self::IsNotEmpty => "isNotEmpty",
            Self::IsNull => "isNull",
            Self::IsUndefined => "isUndefined",
            Self::IsDefined => "isDefined",
            Self::IsTruthy => "isTruthy",
            Self::IsFalsy => "isFalsy",
            Self::IsJson => "isJson",
            Self::IsNumber => "isNumber",
            Self::IsString => "isString",
            Self::IsBoolean => "isBoolean",
            Self::IsArray => "isArray",
            Self::Other(word) => word,
        }
    }

    /// False for those that ask of what kind something is.
    pub fn takes_value(&self) -> bool {
        !matches!(
            self,
            Self::IsEmpty
                | Self::IsNotEmpty
                | Self::IsNull
                | Self::IsUndefined
                | Self::IsDefined
                | Self::IsTruthy
                | Self::IsFalsy
                | Self::IsJson
                | Self::IsNumber
                | Self::IsString
                | Self::IsBoolean
                | Self::IsArray
        )
    }
}

impl From<String> for AssertionOperator {
    fn from(word: String) -> Self {
        let known = Self::ALL.into_iter().find(|operator| operator.as_str() == word);
        known.unwrap_or(Self::Other(word))
    }
}

impl From<AssertionOperator> for String {
    fn from(operator: AssertionOperator) -> Self {
        operator.as_str().to_owned()
    }
}

/// Whether other programs of the format evaluate this expression, so that it stands in the YAML. What only this program
/// knows is kept in the file beside it.
pub fn is_of_opencollection(expression: &str) -> bool {
    let expression = expression.trim_start();
    !OWN_EXPRESSIONS.iter().any(|own| is_headed(expression, own))
}

/// What only this program evaluates.
pub const OWN_EXPRESSIONS: [&str; 6] = ["signature", "certificate", "size", "jsonpath", "xpath", "regex"];

fn is_headed(expression: &str, head: &str) -> bool {
    expression
        .strip_prefix(head)
        .is_some_and(|rest| rest.trim_start().starts_with(['.', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_becomes_its_operator_and_back() {
        for operator in AssertionOperator::ALL {
            let word: String = operator.clone().into();
            assert_eq!(AssertionOperator::from(word), operator);
        }
        assert_eq!(
            AssertionOperator::from("isOdd".to_owned()),
            AssertionOperator::Other("isOdd".to_owned())
        );
    }

    #[test]
    fn only_what_others_evaluate_stands_in_the_file_of_others() {
        for (expression, is_theirs) in [
            ("res.status", true),
            ("res('a[0]')", true),
            ("1 + 1", true),
            ("", true),
            ("signature.signedHeaders", false),
            (" xpath('//Code')", false),
            ("regexOfMine", true),
            ("size.body", false),
        ] {
            assert_eq!(is_of_opencollection(expression), is_theirs, "{expression}");
        }
    }
}
