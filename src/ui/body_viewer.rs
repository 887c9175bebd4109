//! Any body, drawn line by line: only the visible rows are laid out and coloured, whatever the size.
//!
//! egui's own text widgets lay out everything they hold (about 190 bytes a character), so no body is ever
//! given to one.

use bytes::Bytes;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, Label, RichText, ScrollArea, Ui, vec2};

use super::fonts;
use super::tokens::{Tokens, size, tokens};
use crate::text::{LineIndex, Syntax, TokenKind, lexer, row_text};

/// Bodies up to this size are wrapped to the width of the pane while drawing (well below a millisecond);
/// larger ones keep the index that the worker made, and scroll sideways.
const WRAP_INLINE_BYTES: usize = 256 * 1024;
const GUTTER: f32 = 44.0;

/// A body to draw.
#[derive(Clone, Copy, Debug)]
pub struct Viewed<'a> {
    /// The bytes.
    pub bytes: &'a Bytes,
    /// Index made on the worker.
    pub lines: &'a LineIndex,
    /// How to colour it.
    pub syntax: Syntax,
}

/// What the viewer remembers between frames: the wrap of a small body at the width of the pane.
#[derive(Debug, Default)]
pub struct Wrap {
    made_for: Option<(usize, usize, usize)>,
    lines: LineIndex,
}

/// Draws the body in what is left of `ui`.
pub fn body_viewer_ui(ui: &mut Ui, body: Viewed<'_>, wrap: &mut Wrap) {
    let colors = tokens(ui.ctx());
    let glyph = ui
        .fonts_mut(|fonts| fonts.glyph_width(&fonts::mono(), '0'))
        .max(1.0);
    let room = ui.available_width() - GUTTER - 2.0 * size::PAD;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width in characters"
    )]
    let columns = (room / glyph).clamp(20.0, 2000.0) as usize;
    let lines = if body.bytes.len() <= WRAP_INLINE_BYTES {
        let key = (body.bytes.as_ptr().addr(), body.bytes.len(), columns);
        if wrap.made_for != Some(key) {
            wrap.lines = LineIndex::wrapped(body.bytes, columns);
            wrap.made_for = Some(key);
        }
        &wrap.lines
    } else {
        body.lines
    };
    ScrollArea::both()
        .id_salt("body")
        .auto_shrink([false, false])
        .show_rows(ui, size::MONO_LINE, lines.rows(), |ui, visible| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            for index in visible {
                row_ui(ui, body, lines, index, colors);
            }
        });
}

fn row_ui(ui: &mut Ui, body: Viewed<'_>, lines: &LineIndex, index: usize, colors: &Tokens) {
    let row = lines.row(body.bytes, index);
    let text = row_text(body.bytes, row.range.clone());
    ui.spacing_mut().interact_size.y = size::MONO_LINE;
    ui.horizontal(|ui| {
        let number = row
            .line_number
            .map(|number| number.to_string())
            .unwrap_or_default();
        ui.allocate_ui_with_layout(
            vec2(GUTTER, size::MONO_LINE),
            eframe::egui::Layout::right_to_left(eframe::egui::Align::Center),
            |ui| {
                ui.set_min_width(GUTTER);
                ui.add_space(14.0);
                ui.add(
                    Label::new(RichText::new(number).font(fonts::mono()).color(colors.third))
                        .selectable(false),
                );
            },
        );
        let job = match body.syntax {
            Syntax::Json => json_job(&text, row.state, colors),
            Syntax::Xml | Syntax::Html | Syntax::Plain => plain_job(&text, colors.text),
        };
        ui.add(Label::new(job).selectable(true).extend());
    });
}

fn json_job(text: &str, state: crate::text::LexState, colors: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    for token in lexer::json_tokens(text, state) {
        let ink = match token.kind {
            TokenKind::Key => colors.path,
            TokenKind::String => colors.header,
            TokenKind::Number => colors.scope,
            TokenKind::Literal => colors.payload,
            _ => colors.text,
        };
        job.append(text.get(token.range).unwrap_or_default(), 0.0, mono(ink));
    }
    job
}

fn plain_job(text: &str, ink: Color32) -> LayoutJob {
    LayoutJob::single_section(text.to_owned(), mono(ink))
}

/// Text that was signed or sent, in a colour.
pub fn mono(ink: Color32) -> TextFormat {
    TextFormat::simple(fonts::mono(), ink)
}
