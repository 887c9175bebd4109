//! A tree of YAML, and changing one place of it.

use super::Scalar;

/// A node. Two are equal when they mean the same to a reader without types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store::opencollection) enum Node {
    /// A text, number, boolean or null.
    Scalar(Scalar),
    /// A list.
    List(Vec<Self>),
    /// A mapping.
    Map(Map),
}

impl Node {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Scalar(Scalar::text(text))
    }

    /// Its text; empty for null, lists and mappings.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Scalar(scalar) => scalar.as_text(),
            Self::List(_) | Self::Map(_) => "",
        }
    }

    /// Its mapping, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            Self::Scalar(_) | Self::List(_) => None,
        }
    }

    /// Its items; none for what is no list.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Scalar(_) | Self::Map(_) => &[],
        }
    }
}

/// A mapping with its keys in the order of the file, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::store::opencollection) struct Map {
    entries: Vec<(String, Node)>,
}

impl Map {
    /// From its entries, whose keys differ.
    pub(super) fn from_entries(entries: Vec<(String, Node)>) -> Self {
        Self { entries }
    }

    /// The entries in order.
    pub fn entries(&self) -> &[(String, Node)] {
        &self.entries
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }

    /// The text of a key; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.get(key).map_or("", Node::as_text)
    }

    /// The mapping of a key.
    pub fn map(&self, key: &str) -> Option<&Self> {
        self.get(key)?.as_map()
    }

    /// The items of a key's list; none where there is no list.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).map_or(&[], Node::items)
    }

    /// Whether a key is a plain `true`.
    pub fn is_true(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Node::Scalar(scalar)) if scalar.is_true())
    }

    /// The whole number of a key.
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Node::Scalar(scalar) => scalar.as_u64(),
            Node::List(_) | Node::Map(_) => None,
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(at).1)
    }

    /// Gives a key another name in its place.
    pub fn rename(&mut self, key: &str, name: &str) {
        if let Some((there, _)) = self.entries.iter_mut().find(|(there, _)| there == key) {
            name.clone_into(there);
        }
    }

    /// Sets a key. One that is there keeps its place; a new one stands behind the last of those that `order` names
    /// before it.
    pub fn put(&mut self, key: &str, node: Node, order: &[&str]) {
        if let Some((_, there)) = self.entries.iter_mut().find(|(name, _)| name == key) {
            *there = node;
            return;
        }
        let before = order.iter().take_while(|name| **name != key);
        let place = before
            .filter_map(|name| self.entries.iter().position(|(there, _)| there == name))
            .max()
            .map_or_else(|| self.first_place(key, order), |at| at + 1);
        self.entries.insert(place, (key.to_owned(), node));
    }

    /// Where a key goes that nothing stands in front of: before the first of those that follow it, else at the end.
    fn first_place(&self, key: &str, order: &[&str]) -> usize {
        let after = order.iter().skip_while(|name| **name != key);
        after
            .filter_map(|name| self.entries.iter().position(|(there, _)| there == name))
            .min()
            .unwrap_or(self.entries.len())
    }

    /// Sets the text of a key, unless it is read as that already: what stands in the place of a text and is none, as a
    /// list, is read as an empty one and stays until another text is typed.
    pub fn put_text(&mut self, key: &str, text: &str, order: &[&str]) {
        let is_there = self.get(key).is_some_and(|node| node.as_text() == text);
        if !is_there {
            self.put(key, Node::text(text), order);
        }
    }

    /// Sets the text of a key, or takes the key out when the text is empty. An empty one that is there stays.
    pub fn put_filled(&mut self, key: &str, text: &str, order: &[&str]) {
        if !text.is_empty() {
            self.put_text(key, text, order);
        } else if !self.text(key).is_empty() || !matches!(self.get(key), Some(Node::Scalar(_)) | None) {
            self.remove(key);
        }
    }

    /// Sets a plain scalar, unless it is that already.
    pub fn put_plain(&mut self, key: &str, text: &str, order: &[&str]) {
        let node = Node::Scalar(Scalar::plain(text));
        if self.get(key) != Some(&node) {
            self.put(key, node, order);
        }
    }

    /// Sets a list, or takes the key out when it is empty. An empty one that is there stays.
    pub fn put_list(&mut self, key: &str, items: Vec<Node>, order: &[&str]) {
        if !items.is_empty() {
            self.put(key, Node::List(items), order);
        } else if !self.items(key).is_empty() {
            self.remove(key);
        }
    }

    /// Sets a mapping, or takes the key out when it is empty. An empty one that is there stays.
    pub fn put_map(&mut self, key: &str, map: Self, order: &[&str]) {
        if !map.is_empty() {
            self.put(key, Node::Map(map), order);
        } else if self.map(key).is_some_and(|map| !map.is_empty()) {
            self.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_stands_where_the_order_puts_it() {
        let order = ["a", "b", "c", "d"];
        let mut map = Map::default();
        for key in ["c", "x", "a", "d", "b"] {
            map.put_text(key, key, &order);
        }
        let keys: Vec<&str> = map.entries().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "c", "d", "x"]);
    }

    #[test]
    fn a_text_that_is_there_keeps_its_spelling() {
        let mut map = Map::default();
        map.put_plain("value", "1e3", &[]);
        map.put_text("value", "1e3", &[]);
        assert!(matches!(map.get("value"), Some(Node::Scalar(scalar)) if !scalar.is_text()));
        map.put_text("value", "1e4", &[]);
        assert_eq!(map.get("value"), Some(&Node::text("1e4")));
    }
}
