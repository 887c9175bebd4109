//! Text that was signed or sent, in the font of such text.

use eframe::egui::Color32;
use eframe::egui::text::{LayoutJob, TextFormat};

use crate::text::{RowText, TokenKind};
use crate::ui::fonts;
use crate::ui::tokens::Tokens;

/// Text that was signed or sent, in a colour.
pub fn mono(ink: Color32) -> TextFormat {
    TextFormat::simple(fonts::mono(), ink)
}

/// Appends a text in a colour, with marks for what can not be seen or would reorder its neighbours.
pub fn append_shown(job: &mut LayoutJob, text: &str, ink: Color32, colors: &Tokens) {
    let mut row = RowText::default();
    row.push(text.as_bytes(), 0, TokenKind::Plain);
    row.finish();
    for token in &row.tokens {
        let ink = match token.kind {
            TokenKind::Mark => colors.bad,
            _ => ink,
        };
        job.append(
            row.text.get(token.range.clone()).unwrap_or_default(),
            0.0,
            mono(ink),
        );
    }
}

/// A text of one colour.
pub fn plain(text: &str, ink: Color32) -> LayoutJob {
    LayoutJob::single_section(text.to_owned(), mono(ink))
}
