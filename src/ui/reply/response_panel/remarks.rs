//! Above the body: that it is not whole, how it was decoded, and what the service says about the signature.

use eframe::egui::Ui;

use crate::model::{BodyCut, BodyEnd, Decoding, Response};
use crate::sigv4::Comparison;
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::comparison::service_comparison::{Room, difference_ui, part_of};
use crate::ui::context::PanelContext;
use crate::ui::icons;
use crate::ui::last_exchange::Sent;
use crate::ui::sentence::sentence;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::widgets::pane_head::padded;

/// Draws the cards.
pub fn remarks_ui(
    ui: &mut Ui,
    sent: &Sent,
    response: &Response,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    for (title, sentence) in [end_remark(&response.end), decoding_remark(&response.decoding)]
        .into_iter()
        .flatten()
    {
        padded(ui, |ui| {
            let icon = icons::TRIANGLE_ALERT;
            card(ui, Tone::Warning, icon, &title, &[&sentence], |_| {});
        });
    }
    if let Some(comparison) = sent.comparison.as_ref().filter(|_| response.head.status >= 400) {
        signature_ui(ui, comparison, ctx, out);
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

fn signature_ui(ui: &mut Ui, comparison: &Comparison, ctx: &PanelContext<'_>, out: &mut Vec<Action>) {
    let (title, sentence) = match comparison.first_difference {
        None => (
            "The secret does not belong to this access key ID".to_owned(),
            "The service built exactly the same request from what it received, and got another signature. So nothing \
             was altered on the way: the secret is wrong, cut off, or from another key.",
        ),
        Some(first) => (
            format!("The service received another request: line {} differs", first + 1),
            &*format!(
                "Something between here and the service changed {}, or the service spells it in another way.",
                part_of(first, comparison.lines.len())
            ),
        ),
    };
    let difference = comparison
        .first_difference
        .and_then(|first| comparison.lines.get(first));
    padded(ui, |ui| {
        card(ui, Tone::Bad, icons::SHIELD_ALERT, &title, &[sentence], |ui| {
            if let Some(line) = difference {
                difference_ui(ui, line, Room::Card, ctx);
            }
            if ui
                .button("Compare")
                .on_hover_text("Show both in the signature pane")
                .clicked()
            {
                out.push(Action::ShowComparison);
            }
        });
    });
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
