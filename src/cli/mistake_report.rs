//! The search for the mistake behind a signature that differs, for people and as JSON.

use serde::Serialize;

use super::print::{Ink, Printer};
use crate::model::{ReceivedRequest, Secret};
use crate::sigv4::mistakes::{Explanation, FoundMistake, MistakeSearch, SearchEnd};
use crate::sigv4::verify::{Claim, Verdict};
use crate::text::never;

/// Most explanations that are printed for people beside the first.
const MOST_ALTERNATIVES: usize = 3;

/// A search that was made.
pub struct Searched {
    /// What it found; empty when no usual mistake gives the signature.
    pub explanations: Vec<Explanation>,
    /// How many signatures were computed.
    pub tried: usize,
}

/// Searches when there is a secret and the signature differs from the one that it gives.
pub fn search(
    request: &ReceivedRequest,
    claim: Option<&Claim>,
    verdict: &Verdict,
    secret: Option<&Secret>,
) -> Option<Searched> {
    let (Verdict::SignatureDiffers { .. }, Some(claim), Some(secret)) = (verdict, claim, secret) else {
        return None;
    };
    let mut search = MistakeSearch::new(request, claim, secret).ok()?;
    let explanations = match search.run(&never, &mut |_| {}) {
        SearchEnd::Found(explanations) => explanations,
        SearchEnd::NothingFound | SearchEnd::Stopped => Vec::new(),
    };
    Some(Searched {
        explanations,
        tried: search.progress().tried,
    })
}

/// Prints the most usual explanation with its cures, and the others without.
pub fn print(searched: &Searched, printer: &mut Printer<'_>) {
    let Some((first, others)) = searched.explanations.split_first() else {
        printer.inked(
            Ink::Faint,
            &format!(
                "No usual mistake gives this signature, and no two of them together; {} were tried",
                searched.tried
            ),
        );
        return;
    };
    printer.inked(
        Ink::Red,
        match first.mistakes.len() {
            1 => "This mistake gives exactly this signature:",
            _ => "These mistakes together give exactly this signature:",
        },
    );
    for mistake in &first.mistakes {
        printer.inked(Ink::Red, &format!("Mistake: {}", mistake.sentence));
        printer.inked(Ink::Faint, &format!("         {}", mistake.cure));
    }
    for other in others.iter().take(MOST_ALTERNATIVES) {
        let sentences: Vec<&str> = other
            .mistakes
            .iter()
            .map(|mistake| mistake.sentence.as_str())
            .collect();
        printer.inked(
            Ink::Faint,
            &format!("Or, with the same bytes: {}", sentences.join("; ")),
        );
    }
}

/// A mistake as `--json` prints it.
#[derive(Serialize)]
pub struct JsonMistake<'a> {
    slug: &'static str,
    sentence: &'a str,
    cure: &'a str,
}

/// The search as `--json` prints it.
#[derive(Serialize)]
pub struct JsonSearch<'a> {
    /// The most usual explanation; null when no search was made, empty when it found nothing.
    mistakes: Option<Vec<JsonMistake<'a>>>,
    /// The others, which give the same bytes.
    equal_mistakes: Vec<Vec<JsonMistake<'a>>>,
    /// How many signatures were computed.
    mistakes_tried: Option<usize>,
}

/// The JSON form.
pub fn json(searched: Option<&Searched>) -> JsonSearch<'_> {
    let explanations = searched.map(|searched| searched.explanations.as_slice());
    let (first, others) = explanations.and_then(<[Explanation]>::split_first).unzip();
    JsonSearch {
        mistakes: searched.map(|_| first.map(json_mistakes).unwrap_or_default()),
        equal_mistakes: others.unwrap_or_default().iter().map(json_mistakes).collect(),
        mistakes_tried: searched.map(|searched| searched.tried),
    }
}

fn json_mistakes(explanation: &Explanation) -> Vec<JsonMistake<'_>> {
    let mistakes = explanation.mistakes.iter();
    mistakes
        .map(
            |FoundMistake {
                 slug, sentence, cure, ..
             }| JsonMistake { slug, sentence, cure },
        )
        .collect()
}
