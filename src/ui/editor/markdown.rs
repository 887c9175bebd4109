//! A note in Markdown (`CommonMark` with tables, <https://spec.commonmark.org/0.31.2/>), as blocks to draw.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Of a longer note only the beginning is drawn.
pub const DRAWN_BYTES: usize = 64 * 1024;

/// A piece of a note with its place in lists and quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// How deep in lists.
    pub depth: usize,
    /// How deep in quotes.
    pub quotes: usize,
    /// What stands in front of a list item: a dot or its number.
    pub marker: Option<String>,
    /// What it is.
    pub content: Content,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A title of level 1 to 6.
    Heading(u8, Vec<Span>),
    /// Text.
    Text(Vec<Span>),
    /// Text as it stands.
    Code(String),
    /// Rows of cells, the first one the head.
    Table(Vec<Vec<Vec<Span>>>),
    /// A line across.
    Rule,
}

/// Text in one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Address, when it is a link.
    pub link: Option<String>,
}

/// How text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "any of them at once")]
pub struct Style {
    /// Strong.
    pub strong: bool,
    /// Emphasised.
    pub emphasis: bool,
    /// Code.
    pub code: bool,
    /// Struck through.
    pub struck: bool,
}

/// Reads the beginning of a note, up to [`DRAWN_BYTES`]. Pictures become their description, HTML stays as it is
/// written: nothing is fetched and nothing runs.
pub fn blocks(note: &str) -> Vec<Block> {
    let mut end = note.len().min(DRAWN_BYTES);
    while !note.is_char_boundary(end) {
        end -= 1;
    }
    let drawn = note.get(..end).unwrap_or_default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(drawn, options) {
        reader.take(event);
    }
    reader.end_text();
    reader.blocks
}

/// What is known while reading.
#[derive(Debug, Default)]
struct Reader {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    style: Style,
    link: Option<String>,
    /// The number of the next item of each list that is open, or none for dots.
    lists: Vec<Option<u64>>,
    quotes: usize,
    marker: Option<String>,
    code: Option<String>,
    table: Option<Vec<Vec<Vec<Span>>>>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let before = self.style;
                self.style.code = true;
                self.text(&text);
                self.style = before;
            }
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => {
                self.end_text();
                self.push(Content::Rule);
            }
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock => self.end_text(),
            Tag::BlockQuote(_) => {
                self.end_text();
                self.quotes += 1;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.end_text();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.end_text();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_text();
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}.");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "•".to_owned(),
                });
            }
            Tag::Table(_) => {
                self.end_text();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.style.emphasis = true,
            Tag::Strong => self.style.strong = true,
            Tag::Strikethrough => self.style.struck = true,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::Image { .. } => self.text("[picture: "),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let spans = std::mem::take(&mut self.spans);
                self.push(Content::Heading(level_number(level), spans));
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_text(),
            TagEnd::BlockQuote(_) => {
                self.end_text();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(Content::Code(code.trim_end_matches('\n').to_owned()));
                }
            }
            TagEnd::List(_) => {
                self.end_text();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_text();
                self.marker = None;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(rows) = self.table.take() {
                    self.push(Content::Table(rows));
                }
            }
            TagEnd::Emphasis => self.style.emphasis = false,
            TagEnd::Strong => self.style.strong = false,
            TagEnd::Strikethrough => self.style.struck = false,
            TagEnd::Link => self.link = None,
            TagEnd::Image => self.text("]"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.style == self.style && last.link == self.link => last.text.push_str(text),
            _ => self.spans.push(Span {
                text: text.to_owned(),
                style: self.style,
                link: self.link.clone(),
            }),
        }
    }

    /// Ends a text that has begun: those of tight lists and of HTML stand in no paragraph.
    fn end_text(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end_matches('\n').len());
        }
        if spans.iter().any(|span| !span.text.is_empty()) {
            self.push(Content::Text(spans));
        }
    }

    fn push(&mut self, content: Content) {
        self.blocks.push(Block {
            depth: self.lists.len(),
            quotes: self.quotes,
            marker: self.marker.take(),
            content,
        });
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Span {
        Span {
            text: text.to_owned(),
            ..Span::default()
        }
    }

    fn contents(note: &str) -> Vec<Content> {
        blocks(note).into_iter().map(|block| block.content).collect()
    }

    #[test]
    fn headings_code_and_rules_are_blocks() {
        assert_eq!(
            contents("## Pets\n\nOne\ntwo\n\n```json\n{ }\n\n[]\n```\n---\n"),
            [
                Content::Heading(2, vec![plain("Pets")]),
                Content::Text(vec![plain("One two")]),
                Content::Code("{ }\n\n[]".to_owned()),
                Content::Rule,
            ]
        );
    }

    #[test]
    fn lists_have_their_depth_and_their_numbers() {
        let found = blocks("3. three\n4. four\n   - dot\n\nafter\n");
        let places: Vec<(usize, Option<&str>)> = found
            .iter()
            .map(|block| (block.depth, block.marker.as_deref()))
            .collect();
        assert_eq!(
            places,
            [(1, Some("3.")), (1, Some("4.")), (2, Some("•")), (0, None)]
        );
    }

    #[test]
    fn a_table_keeps_its_cells() {
        let cell = |text: &str| vec![plain(text)];
        assert_eq!(
            contents("| a | b |\n|---|---|\n| 1 | 2 |\n"),
            [Content::Table(vec![
                vec![cell("a"), cell("b")],
                vec![cell("1"), cell("2")]
            ])]
        );
    }

    #[test]
    fn a_link_keeps_its_address_and_a_picture_only_its_description() {
        let [Content::Text(spans)] = &contents("[here](https://example.com/) ![dog](https://x/d.png)")[..]
        else {
            panic!("one text");
        };
        assert_eq!(
            spans.first().unwrap().link.as_deref(),
            Some("https://example.com/")
        );
        let rest: String = spans.iter().skip(1).map(|span| span.text.as_str()).collect();
        assert_eq!(rest, " [picture: dog]");
        assert!(spans.iter().skip(1).all(|span| span.link.is_none()));
    }

    #[test]
    fn html_is_text() {
        let [Content::Text(spans)] = &contents("<script>alert(1)</script>")[..] else {
            panic!("one text");
        };
        assert_eq!(spans[..], [plain("<script>alert(1)</script>")]);
    }

    #[test]
    fn a_large_or_deep_note_ends() {
        let deep = "> - ".repeat(20_000);
        assert!(blocks(&deep).len() <= 1);
        let long = "é".repeat(DRAWN_BYTES);
        let [Content::Text(spans)] = &contents(&long)[..] else {
            panic!("one text");
        };
        assert_eq!(spans.first().unwrap().text.len(), DRAWN_BYTES);
    }
}
