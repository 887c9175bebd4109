//! A typed text that may be many megabytes: copies share it until one of them is edited.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// A text that is cheap to clone and, while shared, to compare. A request is cloned and compared on every edit (undo,
/// the live report, the journal), and its body may be the largest thing in it. Saved as a plain string.
#[derive(Clone, Default, Eq, Deserialize)]
#[serde(from = "String")]
pub struct LongText(Arc<String>);

impl LongText {
    /// True when both are one text in memory.
    pub fn is_shared_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The text as bytes that keep it alive, without a copy.
    pub fn shared_bytes(&self) -> bytes::Bytes {
        bytes::Bytes::from_owner(self.clone())
    }
}

impl PartialEq for LongText {
    fn eq(&self, other: &Self) -> bool {
        self.is_shared_with(other) || self.0 == other.0
    }
}

impl PartialEq<str> for LongText {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for LongText {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for LongText {
    fn eq(&self, other: &String) -> bool {
        *self.0 == *other
    }
}

impl Deref for LongText {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

/// Editing ends the sharing.
impl DerefMut for LongText {
    fn deref_mut(&mut self) -> &mut String {
        Arc::make_mut(&mut self.0)
    }
}

impl AsRef<[u8]> for LongText {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<String> for LongText {
    fn from(text: String) -> Self {
        Self(Arc::new(text))
    }
}

impl From<&str> for LongText {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Serialize for LongText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl fmt::Debug for LongText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_text_until_it_is_edited() {
        let first = LongText::from("text");
        let mut second = first.clone();
        assert!(first.is_shared_with(&second));
        assert_eq!(first.shared_bytes().as_ptr(), first.as_ptr());
        second.push('s');
        assert!(!first.is_shared_with(&second));
        assert_eq!((first.as_str(), second.as_str()), ("text", "texts"));
        second.pop();
        assert_eq!(first, second, "equal by their text");
    }

    #[test]
    fn it_is_saved_as_a_string() {
        let text = LongText::from("a\"é\n");
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(json, r#""a\"é\n""#);
        assert_eq!(serde_json::from_str::<LongText>(&json).unwrap(), text);
    }
}
