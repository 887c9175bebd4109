//! Texts of a search by number, so that a mistake is a few bytes to copy and to compare.

use std::collections::HashMap;

/// The number of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(u32);

/// Texts, each kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, NameId>,
}

impl Names {
    /// The number of the text, the same for the same text.
    pub fn id(&mut self, text: &str) -> NameId {
        if let Some(id) = self.numbers.get(text) {
            return *id;
        }
        let id = NameId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.numbers.insert(text.into(), id);
        id
    }

    /// The text.
    pub fn get(&self, id: NameId) -> &str {
        usize::try_from(id.0)
            .ok()
            .and_then(|at| self.texts.get(at))
            .map_or("", |text| text)
    }
}
