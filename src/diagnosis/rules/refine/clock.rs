//! Times: which of the two clocks is off, and whether the request is merely old.

use time::OffsetDateTime;

use super::{Finding, Hit, Mend, Scene, from_request, mended};
use crate::diagnosis::asked::Asked;
use crate::diagnosis::clock::{parsed_date, server_time, words};
use crate::model::{Cause, Confidence, Evidence, EvidencePlace, RequestPart};

/// A signing time this far from this computer's clock was not taken at the sending.
const PINNED_SECONDS: i64 = 120;

/// Both moments of a refusal.
struct Moments {
    signed: OffsetDateTime,
    service: OffsetDateTime,
}

/// Signed too early or too late.
pub(in super::super) fn clock(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    if finding.cause == Cause::PresignedUrlExpired && scene.asked.as_ref().is_some_and(Asked::is_presigned) {
        return url_ended(scene, hit, finding);
    }
    let Some(moments) = moments(scene, hit) else {
        return vec![finding];
    };
    let behind = (moments.service - moments.signed).whole_seconds();
    let is_behind = behind >= 0;
    finding.cause = if is_behind {
        Cause::ClockBehind
    } else {
        Cause::ClockAhead
    };
    finding.title = format!(
        "The request was signed {} {} the service's time",
        words(behind),
        if is_behind { "before" } else { "after" }
    );
    finding.evidence.push(Evidence::at(
        EvidencePlace::Clock,
        format!(
            "signed at {}, service's time {}",
            shown(moments.signed),
            shown(moments.service)
        ),
    ));
    let local = scene.offset.map(|offset| offset.seconds);
    // The computer's clock at the moment that the service names.
    let own_clock_off = local.map(|local| (local, local.abs() > PINNED_SECONDS));
    match own_clock_off {
        Some((local, true)) => {
            finding.meaning = format!(
                "This computer's clock is {} {}: the date of the reply says so.",
                words(local),
                if local > 0 { "behind" } else { "ahead" }
            );
            mended(finding, server_time(local))
        }
        Some((_, false)) => {
            "This computer's clock agrees with the service's, so the signing time was pinned, typed, or kept from an \
             earlier send."
                .clone_into(&mut finding.meaning);
            finding.steps = vec!["Sign for now in place of the pinned time".to_owned()];
            mended(finding, Some(Mend::SignNow))
        }
        None => {
            "A clock that is off and a request that was kept for a while look the same."
                .clone_into(&mut finding.meaning);
            finding.steps = vec![
                "Sign the request again, for now".to_owned(),
                "When it stays, set the computer's clock, or sign with the service's time".to_owned(),
            ];
            let is_offset = scene.asked.is_none() || scene.is_signed();
            mended(finding, is_offset.then(|| server_time(behind)).flatten())
        }
    }
}

/// The moments that the reply names, or else the date of the request and that of the reply.
fn moments(scene: &Scene<'_>, hit: &Hit) -> Option<Moments> {
    let element = |name: &str| parsed_date(&scene.reply.element(name)?.value);
    let signed_then = || parsed_date(scene.asked.as_ref()?.claim.as_ref()?.date.as_deref()?);
    let replied = || parsed_date(scene.reply.header("date")?);
    let in_message = (!hit.capture(2).is_empty()).then(|| {
        // `20260131T120000Z - 5 min.`
        parsed_date(hit.capture(2).split_whitespace().next()?)
    });
    let signed = parsed_date(hit.capture(0))
        .or_else(|| element("requesttime"))
        .or_else(signed_then)?;
    let service = in_message
        .flatten()
        .or_else(|| element("servertime"))
        .or_else(replied)?;
    Some(Moments { signed, service })
}

fn shown(moment: OffsetDateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = time.as_hms();
    format!("{date} {hour:02}:{minute:02}:{second:02} UTC")
}

/// A presigned URL at its end.
pub(in super::super) fn url_ended(scene: &Scene<'_>, hit: &Hit, mut finding: Finding) -> Vec<Finding> {
    finding.cause = Cause::PresignedUrlExpired;
    finding.confidence = Confidence::Certain;
    let element = |name: &str| parsed_date(&scene.reply.element(name)?.value);
    if let (Some(end), Some(now)) = (element("expires"), element("servertime")) {
        let over = (now - end).whole_seconds();
        if over < 0 {
            // The credentials that made it may have ended before it.
            finding.confidence = Confidence::Likely;
            "The service says that the presigned URL has ended, before the end that it names"
                .clone_into(&mut finding.title);
        } else {
            finding.title = format!("The presigned URL ended {} ago", words(over));
        }
        finding.evidence.push(Evidence::at(
            EvidencePlace::Clock,
            format!("ended at {}, service's time {}", shown(end), shown(now)),
        ));
    }
    if scene.asked.as_ref().is_some_and(|asked| !asked.is_presigned()) {
        finding
            .evidence
            .push(from_request("The request is signed in its header"));
        finding.confidence = Confidence::Likely;
        finding.part = Some(RequestPart::Time);
        return clock(scene, hit, finding);
    }
    mended(finding, Some(Mend::PresignAgain))
}

/// The dates do not fit each other: a new signature has new ones.
pub(in super::super) fn sign_now(_scene: &Scene<'_>, _hit: &Hit, finding: Finding) -> Vec<Finding> {
    mended(finding, Some(Mend::SignNow))
}
