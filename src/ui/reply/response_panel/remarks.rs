//! Above the body: that it is not whole, and how it was decoded.

use eframe::egui::Ui;

use crate::model::{BodyCut, BodyEnd, Decoding, Response};
use crate::text::measure::human_bytes;
use crate::ui::icons;
use crate::ui::sentence::sentence;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::pane_head::padded;

/// Draws the cards.
pub fn remarks_ui(ui: &mut Ui, response: &Response) {
    for (title, sentence) in [end_remark(&response.end), decoding_remark(&response.decoding)]
        .into_iter()
        .flatten()
    {
        padded(ui, |ui| {
            let icon = icons::TRIANGLE_ALERT;
            card(ui, Tone::Warning, icon, &title, &[&sentence], |_| {});
        });
    }
}

/// Title and sentence about a body that is not whole.
fn end_remark(end: &BodyEnd) -> Option<(String, String)> {
    let not_whole = "The body is not whole".to_owned();
    Some(match end {
        BodyEnd::Complete => return None,
        BodyEnd::Capped { cap } => (
            format!("Only the first {} are shown", human_bytes(*cap)),
            "Reading stopped there and the connection was closed".to_owned(),
        ),
        BodyEnd::Partial(BodyCut::Cancelled) => (
            not_whole,
            "It was cancelled; what came before is shown".to_owned(),
        ),
        BodyEnd::Partial(BodyCut::TimedOut) => (
            not_whole,
            "The total timeout was over; what came before is shown. Settings has a longer one".to_owned(),
        ),
        BodyEnd::Partial(BodyCut::Connection(how)) => (
            not_whole,
            format!("The connection ended early ({how}); what came before is shown"),
        ),
        BodyEnd::Partial(BodyCut::Storage(why)) => (
            not_whole,
            format!("It could not be kept ({why}); what came before is shown"),
        ),
    })
}

/// Title and sentence about content codings that could not be undone as a whole.
fn decoding_remark(decoding: &Decoding) -> Option<(String, String)> {
    Some(match decoding {
        Decoding::None | Decoding::Decoded { .. } => return None,
        Decoding::Capped { codings, cap } => (
            format!(
                "Only the first {} of the decoded body are shown",
                human_bytes(*cap)
            ),
            format!(
                "Undoing {} stopped there, as so much may be meant to fill the memory",
                codings.join(", ")
            ),
        ),
        Decoding::Broken { codings, reason } => (
            format!("The body does not follow its coding {}", codings.join(", ")),
            format!("{}; what was decoded before is shown", sentence(reason)),
        ),
        Decoding::Unknown { coding } => (
            format!("The coding {coding:?} is not known here"),
            "The body is shown as it came".to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_body_needs_no_remark() {
        assert_eq!(end_remark(&BodyEnd::Complete), None);
        let decoded = Decoding::Decoded {
            codings: vec!["gzip".to_owned()],
        };
        assert_eq!(decoding_remark(&decoded), None);
    }

    #[test]
    fn every_cut_says_what_cut_it() {
        let cases = [
            (BodyEnd::Capped { cap: 100_000_000 }, "connection was closed"),
            (BodyEnd::Partial(BodyCut::Cancelled), "cancelled"),
            (BodyEnd::Partial(BodyCut::TimedOut), "total timeout"),
            (BodyEnd::Partial(BodyCut::Connection("reset".to_owned())), "reset"),
            (
                BodyEnd::Partial(BodyCut::Storage("disk full".to_owned())),
                "disk full",
            ),
        ];
        for (end, says) in cases {
            let (_, sentence) = end_remark(&end).unwrap();
            assert!(sentence.contains(says), "{sentence}");
        }
    }

    #[test]
    fn every_failed_coding_is_named() {
        let codings = || vec!["gzip".to_owned(), "br".to_owned()];
        let cases = [
            Decoding::Capped {
                codings: codings(),
                cap: 1_000,
            },
            Decoding::Broken {
                codings: codings(),
                reason: "bad checksum".to_owned(),
            },
            Decoding::Unknown {
                coding: "br".to_owned(),
            },
        ];
        for decoding in cases {
            let (title, sentence) = decoding_remark(&decoding).unwrap();
            assert!(
                format!("{title} {sentence}").contains("br"),
                "{title}: {sentence}"
            );
        }
    }
}
