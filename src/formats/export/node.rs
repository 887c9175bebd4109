//! JSON whose keys stand in the order in which they were put there, for files that people read.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

/// A value of JSON.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Anything whose inner order does not matter.
    Value(Value),
    /// Keys with values.
    Object(Vec<(Cow<'static, str>, Self)>),
    /// Values.
    List(Vec<Self>),
}

impl Node {
    /// An object of these keys.
    pub(super) fn object<const N: usize>(fields: [(&'static str, Self); N]) -> Self {
        Self::Object(
            fields
                .into_iter()
                .map(|(key, value)| (Cow::Borrowed(key), value))
                .collect(),
        )
    }

    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Value(Value::String(text.into()))
    }

    /// Adds a key to an object.
    pub(super) fn put(&mut self, key: impl Into<Cow<'static, str>>, value: Self) {
        if let Self::Object(fields) = self {
            fields.push((key.into(), value));
        }
    }

    /// Adds a text unless it is empty.
    pub(super) fn put_text(&mut self, key: &'static str, text: &str) {
        if !text.is_empty() {
            self.put(key, Self::text(text));
        }
    }

    /// Adds a list unless it is empty.
    pub(super) fn put_list(&mut self, key: &'static str, list: Vec<Self>) {
        if !list.is_empty() {
            self.put(key, Self::List(list));
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            Self::Value(_) | Self::List(_) => None,
        }
    }

    /// The text, where it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Value(value) => value.as_str(),
            Self::Object(_) | Self::List(_) => None,
        }
    }

    /// The value of a key.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match self {
            Self::Object(fields) => fields
                .iter_mut()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            Self::Value(_) | Self::List(_) => None,
        }
    }

    /// Indented, with a line end.
    pub(super) fn into_text(self) -> String {
        let mut text = serde_json::to_string_pretty(&self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Value(Value::Bool(value))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
        }
    }
}
