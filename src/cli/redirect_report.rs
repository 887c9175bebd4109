//! The redirects of a send, for people: one remark for each.

use super::print::Printer;
use crate::model::{Exchange, Followed, Hop, Outcome, RedirectStop, StopReason};

/// Prints the redirects that were followed, and the one at which it stopped.
pub fn print(exchange: &Exchange, printer: &mut Printer<'_>) {
    for hop in &exchange.hops {
        printer.remark(&followed(hop));
    }
    let status = match &exchange.outcome {
        Outcome::Replied(response) => Some(response.head.status),
        Outcome::Failed(_) | Outcome::Cancelled { .. } => None,
    };
    if let (Some(stop), Some(status)) = (&exchange.redirect, status) {
        printer.remark(&stopped(stop, status));
    }
}

fn followed(hop: &Hop) -> String {
    let how = match (hop.followed, &hop.report) {
        (Followed::SameOrigin, Some(_)) => "followed, signed again",
        (Followed::SameOrigin, None) => "followed",
        (Followed::WithoutCredentials, _) => "followed without credentials",
    };
    format!("redirect: {} to {}, {how}", hop.head.status, hop.location)
}

fn stopped(stop: &RedirectStop, status: u16) -> String {
    let why = match stop.why {
        StopReason::Settings => "use --location to follow within the origin, or --follow everywhere",
        StopReason::OtherOrigin => {
            "it leads to another origin; --follow everywhere goes there without credentials, when the body holds none"
        }
        StopReason::Downgrade => "it leads from https to http, where everybody on the way can read",
        StopReason::TooMany => "ten were followed before it",
        StopReason::Loop => "the same request was sent before",
        StopReason::NotHttp => "it is no http or https URL",
    };
    format!("redirect: {status} to {} was not followed: {why}", stop.location)
}
