//! The protection test: one request sent unsigned, signed, and signed with a wrong secret. No body is kept.

use std::sync::Arc;

use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::diagnosis::{Answer, Probe};
use crate::engine::{Order, Progress, SendId};
use crate::model::{Answers, AuthKind, CookieUse, Exchange, Outcome, Redirects, Request, Secret};
use crate::sigv4::is_set_by_signing;
use crate::ui::live::CredentialsUsed;
use crate::ui::sentence::sentence;
use crate::ui::shell::protection_page::{ProtectionPage, ProtectionStage};
use crate::ui::shell::toasts::Kind;

/// Belongs to no key. It has the length of a real one.
const WRONG_SECRET: &str = "this-secret-is-wrong-on-purpose-00000000";

impl App {
    /// Begins the test of the request in front. A method that may change things is asked about first.
    pub(super) fn test_protection(&mut self) {
        let Some(tab) = self.tab() else { return };
        let refused = if let Some(problem) = tab.draft.live.problem.as_ref().filter(|_| tab.draft.inherits())
        {
            Some(format!("{}. {}", sentence(&problem.message), problem.hint))
        } else if !tab.draft.signs() {
            Some("Auth is None: choose AWS Signature, so that there is something to test".to_owned())
        } else if let Some(problem) = &tab.draft.live.problem {
            Some(format!("{}. {}", problem.message, problem.hint))
        } else if tab.draft.live.credentials == CredentialsUsed::Example {
            Some("Credentials are missing".to_owned())
        } else {
            None
        };
        if let Some(why) = refused {
            self.overlay
                .toasts
                .push(Kind::Problem, format!("Not tested. {why}"));
            return;
        }
        let http = &tab.draft.request.http;
        let host = tab.draft.live.hint.as_ref();
        let typed = tab.draft.auth().aws.service.trim();
        let page = ProtectionPage {
            method: http.method.clone(),
            url: http.url.clone(),
            service: match host {
                Some(hint) if typed.is_empty() => hint.service.clone(),
                _ => typed.to_owned(),
            },
            stage: ProtectionStage::Asking,
        };
        let is_safe = matches!(page.method.as_str(), "GET" | "HEAD");
        self.show_page(Overlay::Protection(page));
        if is_safe {
            self.send_three_times();
        }
    }

    /// Sends the three of the page that is open.
    pub(super) fn send_three_times(&mut self) {
        let pinned = self.tab().and_then(|tab| tab.draft.clock.pinned());
        let clock = self.session.clock.for_send(pinned);
        let Some((_, request)) = self.request_to_send() else {
            return;
        };
        let inputs = self.inputs_of_send();
        self.end_protection_test();
        for probe in Probe::ALL {
            let send = SendId(self.jobs.next_send);
            self.jobs.next_send += 1;
            let order = Order {
                request: probing(&request, probe),
                scope: inputs.scope.clone(),
                ancestors: Arc::clone(&inputs.ancestors),
                region: None,
                network: Arc::clone(&self.session.network),
                clock,
                answers: Answers::default(),
                body: SharedBody::default(),
                progress: Arc::new(Progress::default()),
            };
            match self.jobs.engine.try_send(send, order) {
                Ok(cancel) => {
                    self.jobs.cancels.insert(send, cancel);
                    self.jobs.probes.push((send, probe));
                }
                Err(full) => {
                    self.end_protection_test();
                    self.overlay.page = Overlay::None;
                    let text = format!("Not tested: {full}. Cancel one or wait for it");
                    self.overlay.toasts.push(Kind::Problem, text);
                    return;
                }
            }
        }
        if let Overlay::Protection(page) = &mut self.overlay.page {
            page.stage = ProtectionStage::Sent([None, None, None]);
        }
    }

    /// Takes the end of a send of the test; `false` when it is none.
    pub(super) fn probe_finished(&mut self, send: SendId, exchange: &Exchange) -> bool {
        let Some(at) = self.jobs.probes.iter().position(|(known, _)| *known == send) else {
            return false;
        };
        let (_, probe) = self.jobs.probes.remove(at);
        let answer = match &exchange.outcome {
            Outcome::Replied(response) => Answer::Status(response.head.status),
            Outcome::Failed(failure) => Answer::NoReply(failure.message.clone()),
            Outcome::Cancelled { .. } => Answer::NoReply("it was cancelled".to_owned()),
        };
        if let Overlay::Protection(page) = &mut self.overlay.page
            && let ProtectionStage::Sent(answers) = &mut page.stage
        {
            let place = Probe::ALL.iter().zip(answers).find(|(known, _)| **known == probe);
            if let Some((_, place)) = place {
                *place = Some(answer);
            }
        }
        true
    }

    /// Cancels what is under way of the test: its page was closed. The events of the ends are taken and dropped.
    pub(super) fn end_protection_test(&mut self) {
        for (send, _) in self.jobs.probes.drain(..) {
            if let Some(cancel) = self.jobs.cancels.get(&send) {
                cancel.cancel();
            }
        }
    }
}

/// The request as a probe sends it. Redirects are answers too.
fn probing(request: &Request, probe: Probe) -> Request {
    let mut request = request.clone();
    request.settings.redirects = Redirects::Stop;
    // A session cookie would let the unsigned one in and say nothing about signatures.
    if request.settings.cookies == CookieUse::Auto {
        request.settings.cookies = CookieUse::Off;
    }
    let auth = &mut request.http.auth;
    match probe {
        Probe::Signed => {}
        Probe::WrongSecret => auth.aws.secret_access_key = Secret::new(WRONG_SECRET),
        Probe::Unsigned => {
            auth.kind = AuthKind::None;
            let is_auth = |name: &str| is_set_by_signing(&name.trim().to_ascii_lowercase());
            request.http.headers.retain(|row| !is_auth(&row.name));
        }
    }
    request
}
