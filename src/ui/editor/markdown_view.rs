//! A note in Markdown, drawn. A link is reported, never opened.

use eframe::egui::{Color32, Frame, Grid, Label, Margin, RichText, ScrollArea, TextWrapMode, Ui, vec2};

use crate::ui::editor::markdown::{Block, Content, Span};
use crate::ui::fonts;
use crate::ui::tokens::{size, tokens};

/// Indent of a level of lists or quotes.
const INDENT: f32 = 20.0;
/// Longest line of text, for reading.
const WIDEST: f32 = 760.0;
/// Deeper levels stand where this one does.
const MOST_LEVELS: usize = 8;

/// Draws the blocks; gives the address of a link that was clicked.
pub fn markdown_ui(ui: &mut Ui, blocks: &[Block]) -> Option<String> {
    let mut clicked = None;
    ui.set_max_width(ui.available_width().min(WIDEST));
    ui.spacing_mut().item_spacing = vec2(0.0, 6.0);
    // A line is as high as its text, so that the dot of a list stands beside it.
    ui.spacing_mut().interact_size.y = size::TEXT + 6.0;
    for (index, block) in blocks.iter().enumerate() {
        ui.push_id(index, |ui| {
            if let Some(address) = block_ui(ui, block) {
                clicked = Some(address);
            }
        });
    }
    clicked
}

fn block_ui(ui: &mut Ui, block: &Block) -> Option<String> {
    let colors = tokens(ui.ctx());
    let levels = (block.depth + block.quotes).min(MOST_LEVELS);
    let is_item = block.marker.is_some();
    #[expect(clippy::cast_precision_loss, reason = "a few levels")]
    let indent = levels as f32 * INDENT;
    ui.horizontal_top(|ui| {
        let marker = block.marker.as_deref().unwrap_or_default();
        if levels > 0 {
            ui.add_space(indent - INDENT);
            let text = if is_item || block.quotes == 0 {
                marker
            } else {
                "│"
            };
            let label = Label::new(RichText::new(text).color(colors.third)).selectable(false);
            let width = ui.add(label).rect.width();
            ui.add_space((INDENT - width).max(4.0));
        }
        ui.vertical(|ui| content_ui(ui, &block.content, colors.text))
            .inner
    })
    .inner
}

fn content_ui(ui: &mut Ui, content: &Content, ink: Color32) -> Option<String> {
    let colors = tokens(ui.ctx());
    match content {
        Content::Heading(level, spans) => {
            let points = match level {
                1 => size::TEXT + 6.0,
                2 => size::TEXT + 3.0,
                _ => size::TEXT + 1.0,
            };
            ui.add_space(4.0);
            spans_ui(ui, spans, Look::Heading(points), ink)
        }
        Content::Text(spans) => spans_ui(ui, spans, Look::Text, ink),
        Content::Code(code) => {
            Frame::new()
                .fill(colors.field)
                .inner_margin(Margin::symmetric(12, 8))
                .show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    let text = RichText::new(code).font(fonts::mono()).color(ink);
                    ui.add(Label::new(text).wrap());
                });
            None
        }
        Content::Table(rows) => table_ui(ui, rows, ink),
        Content::Rule => {
            ui.separator();
            None
        }
    }
}

fn table_ui(ui: &mut Ui, rows: &[Vec<Vec<Span>>], ink: Color32) -> Option<String> {
    let mut clicked = None;
    ScrollArea::horizontal().id_salt("table").show(ui, |ui| {
        Grid::new("cells")
            .spacing(vec2(24.0, 4.0))
            .striped(true)
            .show(ui, |ui| {
                for (index, row) in rows.iter().enumerate() {
                    let look = if index == 0 {
                        Look::Heading(size::TEXT)
                    } else {
                        Look::Text
                    };
                    for cell in row {
                        ui.horizontal(|ui| {
                            // The table scrolls sideways, so no cell has to break.
                            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
                            if let Some(address) = inline_ui(ui, cell, look, ink) {
                                clicked = Some(address);
                            }
                        });
                    }
                    ui.end_row();
                }
            });
    });
    clicked
}

/// How the text of a block looks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    Text,
    /// Semibold in this size.
    Heading(f32),
}

fn spans_ui(ui: &mut Ui, spans: &[Span], look: Look, ink: Color32) -> Option<String> {
    ui.horizontal_wrapped(|ui| inline_ui(ui, spans, look, ink)).inner
}

fn inline_ui(ui: &mut Ui, spans: &[Span], look: Look, ink: Color32) -> Option<String> {
    let colors = tokens(ui.ctx());
    ui.spacing_mut().item_spacing.x = 0.0;
    let mut clicked = None;
    for span in spans {
        let mut text = RichText::new(&span.text).color(ink);
        text = match look {
            _ if span.style.code => text.font(fonts::mono()).background_color(colors.field),
            Look::Heading(points) => text.font(fonts::semibold(points)),
            Look::Text if span.style.strong => text.font(fonts::semibold(size::TEXT)),
            Look::Text => text,
        };
        if span.style.emphasis {
            text = text.italics();
        }
        if span.style.struck {
            text = text.strikethrough();
        }
        match &span.link {
            Some(address) => {
                let link = ui.link(text.color(colors.accent)).on_hover_text(address);
                if link.clicked() {
                    clicked = Some(address.clone());
                }
            }
            None => {
                ui.label(text);
            }
        }
    }
    clicked
}
