//! Markup cut into tags, texts and the rest, without a tree and without refusing anything.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::Syntax;
use super::source::part;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    /// `<a …>`.
    Open,
    /// `</a>`.
    Close,
    /// `<a …/>`, and in HTML an element that has no end tag.
    Empty,
    /// What stands between tags.
    Text,
    /// Comment, CDATA, instruction or declaration.
    Other,
}

/// A piece of markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) range: Range<usize>,
    pub(super) kind: ItemKind,
    /// Of a tag.
    pub(super) name: Range<usize>,
}

/// HTML elements without an end tag. <https://html.spec.whatwg.org/#void-elements>
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// The items of a text: they cover it once.
pub(super) struct Items<'a> {
    bytes: &'a [u8],
    at: usize,
    syntax: Syntax,
    /// Name of the element whose text is not markup.
    raw: Option<&'static [u8]>,
}

impl<'a> Items<'a> {
    pub(super) fn new(bytes: &'a [u8], syntax: Syntax) -> Self {
        Self {
            bytes,
            at: 0,
            syntax,
            raw: None,
        }
    }

    fn item(&self, len: usize, kind: ItemKind) -> Item {
        Item {
            range: self.at..(self.at + len).min(self.bytes.len()),
            kind,
            name: 0..0,
        }
    }

    fn until(&self, rest: &[u8], end: &[u8]) -> Item {
        let len = memmem::find(rest, end).map_or(rest.len(), |at| at + end.len());
        self.item(len, ItemKind::Other)
    }

    fn text(&self, rest: &[u8]) -> Item {
        let mut from = 1;
        while let Some(at) = rest.get(from..).and_then(|rest| memchr(b'<', rest)) {
            let at = from + at;
            if rest.get(at + 1).is_some_and(|byte| begins_markup(*byte)) {
                return self.item(at, ItemKind::Text);
            }
            from = at + 1;
        }
        self.item(rest.len(), ItemKind::Text)
    }

    fn tag(&mut self, rest: &[u8]) -> Item {
        let is_close = rest.get(1) == Some(&b'/');
        let before_name = if is_close { 2 } else { 1 };
        let name = rest.get(before_name..).unwrap_or_default();
        let ends_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<');
        let name_len = name.iter().position(ends_name).unwrap_or(name.len());
        let name = part(name, 0..name_len);
        let len = tag_len(rest, before_name + name_len);
        let is_empty = part(rest, 0..len).ends_with(b"/>");
        let kind = match self.syntax {
            _ if is_close => ItemKind::Close,
            _ if is_empty => ItemKind::Empty,
            Syntax::Html if VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) => ItemKind::Empty,
            _ => ItemKind::Open,
        };
        if kind == ItemKind::Open && self.syntax == Syntax::Html {
            let raw: [&'static [u8]; 2] = [b"script", b"style"];
            self.raw = raw.into_iter().find(|raw| raw.eq_ignore_ascii_case(name));
        }
        let start = self.at + before_name;
        Item {
            name: start..start + name_len,
            ..self.item(len, kind)
        }
    }
}

impl Iterator for Items<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let item = if let Some(name) = self.raw.take() {
            match raw_len(rest, name) {
                0 => self.tag(rest),
                len => self.item(len, ItemKind::Text),
            }
        } else if rest.starts_with(b"<!--") {
            self.until(rest, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            self.until(rest, b"]]>")
        } else if rest.starts_with(b"<?") {
            self.until(rest, b"?>")
        } else if rest.starts_with(b"<!") {
            self.until(rest, b">")
        } else if rest.first() == Some(&b'<') && rest.get(1).is_some_and(|byte| begins_markup(*byte)) {
            self.tag(rest)
        } else {
            self.text(rest)
        };
        self.at = item.range.end;
        Some(item)
    }
}

/// Length of a tag, quoted values skipped; a `<` ends one that is never closed.
fn tag_len(rest: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'>' => return at + 1,
            b'<' => return at,
            b'"' | b'\'' => {
                let Some(len) = rest.get(at + 1..).and_then(|rest| memchr(*byte, rest)) else {
                    return rest.len();
                };
                at += len + 2;
            }
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of a script up to its end tag.
fn raw_len(rest: &[u8], name: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| memmem::find(rest, b"</")) {
        let at = from + at;
        if part(rest, at + 2..at + 2 + name.len()).eq_ignore_ascii_case(name) {
            return at;
        }
        from = at + 2;
    }
    rest.len()
}

fn begins_markup(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':' | b'/' | b'!' | b'?') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items(text: &str, syntax: Syntax) -> Vec<(&str, ItemKind)> {
        Items::new(text.as_bytes(), syntax)
            .map(|item| (text.get(item.range).unwrap(), item.kind))
            .collect()
    }

    #[test]
    fn tags_texts_and_the_rest() {
        use ItemKind::{Close, Empty, Open, Other, Text};
        assert_eq!(
            items(
                "<?x?><!-- <a> --><a b='>'>1 < 2<c/><![CDATA[<]]></a>",
                Syntax::Xml
            ),
            [
                ("<?x?>", Other),
                ("<!-- <a> -->", Other),
                ("<a b='>'>", Open),
                ("1 < 2", Text),
                ("<c/>", Empty),
                ("<![CDATA[<]]>", Other),
                ("</a>", Close),
            ]
        );
        assert_eq!(
            items("<SCRIPT>a<b></p></Script><br>", Syntax::Html),
            [
                ("<SCRIPT>", Open),
                ("a<b></p>", Text),
                ("</Script>", Close),
                ("<br>", Empty)
            ]
        );
        assert_eq!(items("<a <b>", Syntax::Xml), [("<a ", Open), ("<b>", Open)]);
    }

    proptest! {
        #[test]
        fn items_cover_any_text(text in prop_oneof!["\\PC{0,60}", r#"[<>!/?a&;='"\[\]é -]{0,60}"#], html in any::<bool>()) {
            let syntax = if html { Syntax::Html } else { Syntax::Xml };
            let mut at = 0;
            for item in Items::new(text.as_bytes(), syntax) {
                prop_assert_eq!(item.range.start, at);
                prop_assert!(item.range.end > at);
                at = item.range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
