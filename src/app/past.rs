//! The sends of this run, for finding and opening one again. In memory only, and bounded.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{Cause, ExchangeId, Finding, Outcome, Request, SigningTime};
use crate::ui::action::Action;
use crate::ui::shell::finder::{Candidate, Heading};

/// So many sends are remembered.
const MOST_SENDS: usize = 1_000;
/// And so many bytes of typed bodies.
const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;

/// The sends of this run, the latest last.
#[derive(Debug, Default)]
pub(super) struct PastSends {
    sends: VecDeque<PastSend>,
    next: u64,
}

#[derive(Debug)]
struct PastSend {
    number: u64,
    exchange: ExchangeId,
    request: Arc<Request>,
    status: String,
    /// Why it was refused, in one sentence.
    verdict: Option<String>,
    time: SigningTime,
}

impl PastSends {
    /// Remembers a send that ended; the oldest ones go when it gets too many.
    pub(super) fn remember(
        &mut self,
        request: Arc<Request>,
        (exchange, outcome): (ExchangeId, &Outcome),
        finding: Option<&Finding>,
        time: SigningTime,
    ) {
        let known = finding.filter(|finding| finding.cause != Cause::Unknown);
        self.sends.push_back(PastSend {
            number: self.next,
            exchange,
            request,
            status: status(outcome),
            verdict: known.map(|finding| finding.title.clone()),
            time,
        });
        self.next += 1;
        while self.sends.len() > MOST_SENDS || (self.sends.len() > 1 && self.bytes() > MOST_BODY_BYTES) {
            self.sends.pop_front();
        }
    }

    fn bytes(&self) -> usize {
        let bodies = self.sends.iter().map(|send| &send.request.http.body);
        bodies.map(|body| body.text.len()).sum()
    }

    /// What was sent then.
    pub(super) fn request(&self, number: u64) -> Option<&Request> {
        let send = self.sends.iter().find(|send| send.number == number)?;
        Some(&send.request)
    }

    /// What was sent in an exchange of this run, with its secrets.
    pub(super) fn request_of(&self, exchange: ExchangeId) -> Option<&Request> {
        let send = self.sends.iter().find(|send| send.exchange == exchange)?;
        Some(&send.request)
    }

    /// For the palette, the latest first.
    pub(super) fn candidates(&self) -> impl Iterator<Item = Candidate> {
        self.sends.iter().rev().map(|send| {
            let http = &send.request.http;
            let title = format!("{} {}", http.method.trim(), http.url);
            let name = send.request.info.name.trim();
            let detail = match &send.verdict {
                Some(verdict) => verdict.as_str(),
                None => name,
            };
            let action = Action::OpenPast(send.number);
            let other = format!("{} {name}", send.status);
            let mut candidate = Candidate::new(Heading::Sent, &title, detail, &other, action);
            candidate.remark = format!("{}, {}", send.status, send.time.clock());
            candidate
        })
    }
}

fn status(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Replied(response) => format!("{} {}", response.head.status, response.head.reason)
            .trim_end()
            .to_owned(),
        Outcome::Failed(_) => "No reply".to_owned(),
        Outcome::Cancelled { .. } => "Cancelled".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::model::Stage;

    fn send(past: &mut PastSends, body: usize) {
        let mut request = Request::default();
        request.http.body.text = "x".repeat(body).into();
        let outcome = Outcome::Cancelled {
            stage: Stage::Building,
            response: None,
        };
        let time = SigningTime::new(datetime!(2026-11-20 12:00:00 UTC));
        past.remember(
            Arc::new(request),
            (ExchangeId::from_random(1), &outcome),
            None,
            time,
        );
    }

    #[test]
    fn old_sends_go_when_there_are_too_many_or_their_bodies_are_too_large() {
        let mut past = PastSends::default();
        (0..MOST_SENDS + 5).for_each(|_| send(&mut past, 0));
        assert_eq!(past.candidates().count(), MOST_SENDS);
        assert!(past.request(4).is_none() && past.request(5).is_some());
        send(&mut past, MOST_BODY_BYTES + 1);
        assert_eq!(past.candidates().count(), 1, "the newest stays in any case");
        send(&mut past, 10);
        assert_eq!(past.candidates().count(), 1);
    }
}
