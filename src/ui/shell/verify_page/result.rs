//! What the check found, the verdict first.

use eframe::egui::{RichText, Ui};
use time::Duration;

use super::mistakes::{Asked, search_ui};
use super::signed_pieces::PiecesView;
use super::{Checked, fact_ui};
use crate::model::SigningTime;
use crate::sigv4::verify::{Claim, Fault, SignaturePlace, Verdict, Verification, valid_between};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::sentence::sentence;
use crate::ui::tokens::size;
use crate::ui::widgets::card::{Tone, card};
use crate::ui::{fonts, icons};

/// Draws what is known; `fraction` is how far the search for the mistake is.
pub fn result_ui(
    ui: &mut Ui,
    (problem, checked): (Option<&str>, Option<&Result<Checked, String>>),
    view: &mut PiecesView,
    fraction: f32,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Asked {
    if let Some(problem) = problem {
        card(ui, Tone::Warning, icons::TRIANGLE_ALERT, problem, &[], |_| {});
        return Asked::Nothing;
    }
    match checked {
        None => {
            let text = "Nothing is sent: the request is read, and checked as the service would";
            ui.label(RichText::new(text).color(ctx.tokens.third));
            Asked::Nothing
        }
        Some(Err(why)) => {
            card(
                ui,
                Tone::Warning,
                icons::TRIANGLE_ALERT,
                &sentence(why),
                &[],
                |_| {},
            );
            Asked::Nothing
        }
        Some(Ok(checked)) => checked_ui(ui, checked, view, fraction, ctx, out),
    }
}

fn checked_ui(
    ui: &mut Ui,
    checked: &Checked,
    view: &mut PiecesView,
    fraction: f32,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Asked {
    let verification = &checked.verification;
    verdict_ui(ui, verification);
    let asked = search_ui(ui, &checked.search, fraction, ctx);
    for fault in &verification.faults {
        let title = sentence(&fault.to_string());
        card(
            ui,
            Tone::Bad,
            icons::CIRCLE_ALERT,
            &title,
            &[fault.cure()],
            |_| {},
        );
    }
    for warning in &checked.warnings {
        card(
            ui,
            Tone::Warning,
            icons::TRIANGLE_ALERT,
            &sentence(warning),
            &[],
            |_| {},
        );
    }
    if let Some(claim) = &verification.claim {
        heading_ui(ui, &format!("What the {} says", checked.form.name()), ctx);
        for (name, value) in facts(claim, checked.now) {
            fact_ui(ui, name, &value, ctx);
        }
    }
    if let Some(pieces) = &checked.pieces {
        view.ui(ui, pieces, ctx, out);
    }
    asked
}

fn verdict_ui(ui: &mut Ui, verification: &Verification) {
    let (tone, icon, title, more) = words(&verification.verdict, &verification.faults);
    card(ui, tone, icon, title, &[&more], |_| {});
}

/// The verdict in words.
fn words(verdict: &Verdict, faults: &[Fault]) -> (Tone, &'static str, &'static str, String) {
    match verdict {
        Verdict::Valid if faults.is_empty() => (
            Tone::Quiet,
            icons::SHIELD_CHECK,
            "The signature belongs to this request and this secret",
            String::new(),
        ),
        Verdict::Valid => (
            Tone::Warning,
            icons::TRIANGLE_ALERT,
            "The signature belongs to this request and this secret, but a service would see the faults below",
            String::new(),
        ),
        Verdict::SignatureDiffers { computed } => (
            Tone::Bad,
            icons::SHIELD_ALERT,
            "The signature does not belong to this request and this secret",
            match computed {
                Some(computed) => format!(
                    "This request and this secret give {computed}. Either the secret is another one, or the request was \
                     changed after it was signed"
                ),
                None => "Either the secret is another one, or the request was changed after it was signed"
                    .to_owned(),
            },
        ),
        Verdict::Unknown(why) => (
            Tone::Quiet,
            icons::INFO,
            "No verdict on the signature yet",
            sentence(&why.to_string()),
        ),
    }
}

/// What the claim says, decoded.
fn facts(claim: &Claim, now: SigningTime) -> Vec<(&'static str, String)> {
    let place = match claim.place {
        SignaturePlace::Header => "the Authorization header",
        SignaturePlace::Query => "the query: a presigned URL",
    };
    let mut facts = vec![("Signed in", place.to_owned())];
    let mut fact = |name, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    fact("Algorithm", claim.algorithm.clone());
    match claim.parsed_credential() {
        Some(credential) => {
            fact("Access key ID", Some(credential.access_key_id.clone()));
            fact("Credential scope", Some(credential.scope().to_owned()));
            fact(
                "Region",
                Some(credential.region).filter(|region| !region.is_empty()),
            );
            fact("Service", Some(credential.service));
        }
        None => fact("Credential", claim.credential.clone()),
    }
    fact("Signed at", claim.date.clone());
    if let Some((from, until)) = valid_between(claim) {
        fact("Good from", Some(from.amz_date()));
        fact(
            "Good until",
            Some(format!("{}, {}", until.amz_date(), until_words(until, now))),
        );
    }
    fact("Signed headers", claim.signed_headers.clone());
    fact("Signature", claim.signature.clone());
    facts
}

/// How long it still is, or was.
fn until_words(until: SigningTime, now: SigningTime) -> String {
    let left = until.moment() - now.moment();
    if left.is_negative() {
        format!("over for {}", length(-left))
    } else {
        format!("for {} more", length(left))
    }
}

fn length(duration: Duration) -> String {
    match duration.whole_seconds() {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

fn heading_ui(ui: &mut Ui, text: &str, ctx: &PanelContext<'_>) {
    ui.add_space(4.0);
    ui.label(
        RichText::new(text)
            .font(fonts::semibold(size::TEXT))
            .color(ctx.tokens.text),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_counted_to_the_end() {
        let at = |text: &str| SigningTime::parse_amz_date(text).unwrap();
        let now = at("20150830T123600Z");
        assert_eq!(until_words(at("20150830T123700Z"), now), "for 60 s more");
        assert_eq!(until_words(at("20150830T143600Z"), now), "for 2 h more");
        assert_eq!(until_words(at("20150829T120000Z"), now), "over for 24 h");
    }
}
