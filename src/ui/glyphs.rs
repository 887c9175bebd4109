//! Characters that no font on this computer draws: they would vanish, and what is signed must be seen. They show as a box
//! with their code point.

use std::borrow::Cow;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Context, FontId};

/// The box.
const BOX: char = '□';

/// A text with a box and the code point, as `□U+E000`, in the place of what this font and those behind it do not draw.
pub fn boxed<'a>(ctx: &Context, font: &FontId, text: &'a str) -> Cow<'a, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let missing = missing(ctx, font, text);
    if missing.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if missing.contains(&character) {
            shown.push_str(&named(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// `□U+E000`.
pub fn named(character: char) -> String {
    format!("{BOX}U+{:04X}", u32::from(character))
}

/// The characters of a text that are not drawn, each once, in their order.
pub fn missing(ctx: &Context, font: &FontId, text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    if text.is_ascii() {
        return missing;
    }
    ctx.fonts_mut(|fonts| {
        for character in text.chars().filter(|character| !character.is_ascii()) {
            if !joins(character) && !missing.contains(&character) && !fonts.has_glyph(font, character) {
                missing.push(character);
            }
        }
    });
    missing
}

/// What changes the character before it and draws nothing itself: it makes an emoji of two.
fn joins(character: char) -> bool {
    matches!(character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The same for a text that is edited, where each character keeps its place: a box alone.
pub fn box_in_place(ctx: &Context, font: &FontId, job: &mut LayoutJob) {
    let missing = missing(ctx, font, &job.text);
    if missing.is_empty() {
        return;
    }
    let mut shown = LayoutJob {
        wrap: job.wrap.clone(),
        ..LayoutJob::default()
    };
    for section in &job.sections {
        let text = job
            .text
            .get(section.byte_range.start.0..section.byte_range.end.0)
            .unwrap_or_default();
        let text: String = text
            .chars()
            .map(|character| {
                if missing.contains(&character) {
                    BOX
                } else {
                    character
                }
            })
            .collect();
        shown.append(&text, section.leading_space, section.format.clone());
    }
    *job = shown;
}
