//! Which usual mistake gives exactly this signature: the search under way, and what it found.

use eframe::egui::{Label, ProgressBar, RichText, Ui};

use super::Search;
use crate::sigv4::mistakes::{Explanation, SearchEnd};
use crate::text::measure::grouped;
use crate::ui::context::PanelContext;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::{fonts, icons};

/// Explanations after the most usual one that are shown.
const MOST_OTHERS: usize = 5;

/// What the user asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// To end the search.
    Stop,
}

/// Draws it; `fraction` is how far the search is.
pub fn search_ui(ui: &mut Ui, search: &Search, fraction: f32, ctx: &PanelContext<'_>) -> Asked {
    match search {
        Search::None => Asked::Nothing,
        Search::Running => running_ui(ui, fraction),
        Search::Ended { end, tried } => {
            ended_ui(ui, end, *tried, ctx);
            Asked::Nothing
        }
    }
}

fn running_ui(ui: &mut Ui, fraction: f32) -> Asked {
    let mut asked = Asked::Nothing;
    ui.horizontal(|ui| {
        ui.label("Looking for the mistake that gives this signature");
        ui.add(ProgressBar::new(fraction).desired_width(160.0));
        if ui.button("Cancel").clicked() {
            asked = Asked::Stop;
        }
    });
    asked
}

fn ended_ui(ui: &mut Ui, end: &SearchEnd, tried: usize, ctx: &PanelContext<'_>) {
    match end {
        SearchEnd::Stopped => {
            let text = "The search for the mistake was stopped";
            ui.label(RichText::new(text).color(ctx.tokens.third));
        }
        SearchEnd::NothingFound => {
            let title = "No usual mistake gives this signature";
            let more = format!(
                "Nor do two of them together: {} signatures were computed. So the secret access key is another one, or \
                 more was changed after signing",
                grouped(tried as u64)
            );
            card(ui, Tone::Quiet, icons::SEARCH, title, &[&more], |_| {});
        }
        SearchEnd::Found(explanations) => {
            let Some((first, others)) = explanations.split_first() else {
                return;
            };
            explanation_ui(ui, first, others, ctx);
        }
    }
}

fn explanation_ui(ui: &mut Ui, first: &Explanation, others: &[Explanation], ctx: &PanelContext<'_>) {
    let title = match first.mistakes.len() {
        0 | 1 => "This gives exactly the signature",
        _ => "These together give exactly the signature",
    };
    card(ui, Tone::Warning, icons::SEARCH, title, &[], |ui| {
        for mistake in &first.mistakes {
            let what = RichText::new(sentence(&mistake.sentence)).font(fonts::semibold(size::TEXT));
            ui.add(Label::new(what.color(ctx.tokens.text)).wrap());
            let cure = RichText::new(&mistake.cure).color(ctx.tokens.second);
            ui.add(Label::new(cure).wrap().selectable(true));
        }
        if others.is_empty() {
            return;
        }
        let text = "The same signature would come of";
        ui.label(RichText::new(text).font(fonts::caption()).color(ctx.tokens.third));
        for other in others.iter().take(MOST_OTHERS) {
            let what: Vec<&str> = other
                .mistakes
                .iter()
                .map(|mistake| mistake.sentence.as_str())
                .collect();
            let what = RichText::new(sentence(&what.join(", and "))).color(ctx.tokens.second);
            ui.add(Label::new(what).wrap());
        }
    });
}
