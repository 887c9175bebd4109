//! Presentation mode: access key IDs are masked wherever the window shows them. Secrets are masked in any case.

use eframe::egui::text::LayoutJob;

use crate::redact::{key_ids_in, masked_key_id};

/// The access key IDs that the window masks; `None` outside presentation mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation(pub Option<Vec<String>>);

impl Presentation {
    /// Whether presentation mode is on.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A text as an audience may see it.
    pub fn text(&self, text: &str) -> String {
        self.0
            .as_ref()
            .map_or_else(|| text.to_owned(), |hidden| without(text, hidden))
    }

    /// The same for a text that is being edited: as many characters as it has, so that the cursor stands where it acts.
    pub fn letter_for_letter(&self, text: &str) -> String {
        let Some(hidden) = &self.0 else {
            return text.to_owned();
        };
        let dotted = |id: &str| -> String {
            let dot = |(at, letter)| if at < 4 { letter } else { '•' };
            id.chars().enumerate().map(dot).collect()
        };
        let ids = hidden.iter().filter(|id| !id.is_empty());
        ids.fold(text.to_owned(), |text, id| text.replace(id, &dotted(id)))
    }

    /// A row of a body as an audience may see it, byte for byte, so that colours, marks and selections stay in their
    /// places. A body may give out keys that no tab knows: those are found by their shape. `None` when nothing is hidden.
    pub fn byte_for_byte(&self, text: &str) -> Option<String> {
        let known = self
            .0
            .as_ref()?
            .iter()
            .map(String::as_str)
            .filter(|id| !id.is_empty());
        let ids: Vec<&str> = known
            .chain(key_ids_in(text))
            .filter(|id| text.contains(id))
            .collect();
        if ids.is_empty() {
            return None;
        }
        let starred = |id: &str| -> String {
            let kind: String = id.chars().take(4).collect();
            let rest = id.len() - kind.len();
            kind + &"*".repeat(rest)
        };
        Some(
            ids.iter()
                .fold(text.to_owned(), |text, id| text.replace(id, &starred(id))),
        )
    }

    /// A laid out text as an audience may see it. An access key ID has one colour, so each section is looked at alone.
    pub fn job(&self, job: LayoutJob) -> LayoutJob {
        let Some(hidden) = &self.0 else { return job };
        let mut masked = LayoutJob {
            text: String::new(),
            sections: Vec::new(),
            ..job.clone()
        };
        for section in &job.sections {
            let range = section.byte_range.start.0..section.byte_range.end.0;
            let part = job.text.get(range).unwrap_or_default();
            masked.append(
                &without(part, hidden),
                section.leading_space,
                section.format.clone(),
            );
        }
        masked
    }
}

/// Without the key IDs of the tabs, and without what has the shape of one: a message may name a key that is gone.
fn without(text: &str, hidden: &[String]) -> String {
    let known = hidden.iter().map(String::as_str).filter(|id| !id.is_empty());
    known
        .chain(key_ids_in(text))
        .fold(text.to_owned(), |text, id| text.replace(id, &masked_key_id(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_key_id_is_masked_and_nothing_else() {
        let hidden = ["AKIDEXAMPLE".to_owned(), String::new()];
        assert_eq!(
            without("Credential=AKIDEXAMPLE/20150830", &hidden),
            "Credential=AKID••••••••/20150830"
        );
        assert_eq!(without("host:example.com", &hidden), "host:example.com");
    }
}
