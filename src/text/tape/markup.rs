//! The nodes of XML and HTML, as those of JSON: elements hold elements, texts and the rest.
//!
//! White space between tags is no node. A text that is all an element holds belongs to the element. Nothing is
//! refused: an end tag closes the nearest element of its name, or nothing.

use std::ops::Range;

use super::super::markup_items::{Item, ItemKind, Items};
use super::super::markup_rows::MOST_MARKUP_BYTES;
use super::super::source::part;
use super::super::{Source, Stop, Stopped, Syntax};
use super::{Builder, Container, MOST_TAPE_BYTES, NO_STEPS, NodeId, NodeKind, Tape, to_u32};

/// Items between two looks at the stop flag.
const ITEMS_PER_LOOK: usize = 4096;
/// An end tag looks so far up for its start tag.
const MOST_UNCLOSED: usize = 64;
/// Levels that are counted; what stands deeper is a neighbour of the last.
const MOST_LEVELS: usize = 10_000;

impl Tape {
    /// Reads XML or HTML of at most [`MOST_MARKUP_BYTES`]; the rest of a larger body is left out.
    pub fn of_markup<S: Source + ?Sized>(
        source: &S,
        syntax: Syntax,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        let bytes = source.read(0..source.len().min(MOST_MARKUP_BYTES));
        let mut reader = Reader {
            bytes: &bytes,
            syntax,
            builder: Builder::new(MOST_TAPE_BYTES),
            names: Vec::new(),
        };
        let mut is_cut = source.len() > MOST_MARKUP_BYTES;
        for (number, item) in Items::new(&bytes, syntax).enumerate() {
            if number.is_multiple_of(ITEMS_PER_LOOK) && stop() {
                return Err(Stopped);
            }
            if reader.builder.is_full() {
                is_cut = true;
                break;
            }
            reader.take(&item);
        }
        reader.close_to(0, bytes.len());
        let mut tape = reader.builder.tape;
        tape.syntax = syntax;
        tape.is_cut = is_cut;
        tape.nodes.shrink_to_fit();
        tape.containers.shrink_to_fit();
        Ok(tape)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    syntax: Syntax,
    builder: Builder,
    /// Names of the elements that are open.
    names: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn take(&mut self, item: &Item) {
        match item.kind {
            ItemKind::Open => {
                self.element(item);
                if self.names.len() >= MOST_LEVELS {
                    self.close(item.range.end);
                }
            }
            ItemKind::Empty => {
                self.element(item);
                self.close(item.range.end);
            }
            ItemKind::Close => {
                let near = self.names.len().saturating_sub(MOST_UNCLOSED);
                let found = (near..self.names.len()).rev().find(|at| {
                    let open = self.names.get(*at).cloned().unwrap_or_default();
                    self.same_name(open, item.name.clone())
                });
                if let Some(at) = found {
                    self.close_to(at + 1, item.range.start);
                    self.close(item.range.end);
                }
            }
            ItemKind::Text => {
                let text = part(self.bytes, item.range.clone());
                let blanks = text.len() - text.trim_ascii_start().len();
                let len = text.trim_ascii().len();
                if len > 0 {
                    let start = item.range.start + blanks;
                    self.builder.push(start, to_u32(len), NodeKind::Text);
                }
            }
            ItemKind::Other => {
                let len = to_u32(item.range.len());
                self.builder.push(item.range.start, len, NodeKind::Markup);
            }
        }
    }

    fn element(&mut self, item: &Item) {
        let builder = &mut self.builder;
        let number = to_u32(builder.tape.containers.len());
        let node = builder.push(item.range.start, number, NodeKind::Element);
        builder.tape.containers.push(Container {
            next: 0,
            end: 0,
            children: 0,
            steps: NO_STEPS,
        });
        builder.open.push(node);
        self.names.push(item.name.clone());
    }

    /// Closes elements until so many are open.
    fn close_to(&mut self, left: usize, end: usize) {
        while self.names.len() > left {
            self.close(end);
        }
    }

    fn close(&mut self, end: usize) {
        self.names.pop();
        let Some(open) = self.builder.open.pop() else {
            return;
        };
        let tape = &mut self.builder.tape;
        let last = NodeId(to_u32(tape.nodes.len()).saturating_sub(1));
        let holds_text_alone =
            tape.children(open) == 1 && tape.kind(last) == NodeKind::Text && tape.parent(last) == Some(open);
        if holds_text_alone {
            tape.nodes.pop();
        }
        let next = to_u32(tape.nodes.len());
        if let Some(container) = tape.container_mut(open) {
            (container.next, container.end) = (next, to_u32(end));
            if holds_text_alone {
                container.children = 0;
            }
        }
    }

    fn same_name(&self, one: Range<usize>, other: Range<usize>) -> bool {
        let (one, other) = (part(self.bytes, one), part(self.bytes, other));
        match self.syntax {
            Syntax::Html => one.eq_ignore_ascii_case(other),
            _ => one == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::node_path::place_of;
    use super::super::super::stop::never;
    use super::super::super::xpath::xpath;
    use super::super::super::{RowText, TreeRows, draw_tree_row};
    use super::*;

    fn tape(text: &str, syntax: Syntax) -> Tape {
        Tape::of_markup(text.as_bytes(), syntax, &never).unwrap()
    }

    fn shown(text: &str, syntax: Syntax) -> Vec<String> {
        let tape = tape(text, syntax);
        let rows = TreeRows::expanded(&tape);
        let mut row = RowText::default();
        let mut found = Vec::new();
        rows.visit(&tape, 0..rows.rows(), |tree_row| {
            draw_tree_row(&tape, text.as_bytes(), tree_row, &mut row);
            found.push(format!("{}{}", "  ".repeat(tree_row.depth), row.text));
        });
        found
    }

    #[test]
    fn elements_hold_elements_and_short_texts_stay_with_them() {
        let text =
            "<?xml version='1.0'?>\n<List id='7'>\n <Name>two</Name><Empty/> more <b>x<i/></b>\n</List>";
        assert_eq!(
            shown(text, Syntax::Xml),
            [
                "<?xml version='1.0'?>",
                "<List id='7'> 4 children",
                "  <Name>two</Name>",
                "  <Empty/>",
                "  more",
                "  <b> 2 children",
                "    x",
                "    <i/>",
            ]
        );
        assert_eq!(
            shown("<ul><li>a<br></ul><p>b", Syntax::Html),
            ["<ul> 1 child", "  <li> 2 children", "    a", "    <br>", "<p>b"]
        );
    }

    #[test]
    fn every_element_is_found_by_its_path() {
        let text = "<A xmlns:x='u'><B>1</B>t<B k='v'><C/><C>2</C></B><x:B>3</x:B><!-- c --></A>";
        let tape = tape(text, Syntax::Xml);
        let mut elements = 0;
        for node in (0..tape.len()).filter_map(|number| tape.node(number)) {
            if tape.kind(node) != NodeKind::Element {
                continue;
            }
            elements += 1;
            let path = place_of(&tape, text.as_bytes(), node);
            let found = xpath(text, &path, &never).unwrap();
            let ranges: Vec<_> = found.results.into_iter().map(|found| found.range).collect();
            assert_eq!(ranges, [tape.range(node)], "{path}");
        }
        assert_eq!(elements, 6);
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(tape(&deep, Syntax::Xml).len(), 100_000);
        assert!(Tape::of_markup(deep.as_bytes(), Syntax::Xml, &|| true).is_err());
    }

    proptest! {
        #[test]
        fn any_text_gives_a_sound_tape(text in r"([ab<>/! -]|<a>|</a>|<b>|</b>|<a/>|x){0,40}", html in any::<bool>()) {
            let syntax = if html { Syntax::Html } else { Syntax::Xml };
            let tape = tape(&text, syntax);
            for node in (0..tape.len()).filter_map(|number| tape.node(number)) {
                let range = tape.range(node);
                prop_assert!(range.start < range.end && range.end <= text.len());
                if let Some(parent) = tape.parent(node) {
                    let around = tape.range(parent);
                    prop_assert!(around.start <= range.start && range.end <= around.end);
                }
                prop_assert!(tape.after(node) > node && tape.after(node).0 as usize <= tape.len());
                let mut children = 0;
                let mut child = tape.first_child(node);
                while let Some(found) = child {
                    children += 1;
                    child = tape.next_sibling(found);
                }
                prop_assert_eq!(children, tape.children(node));
            }
        }
    }
}
