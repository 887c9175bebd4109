//! Requests that are broken for practice, and what is said when one of them is mended.

use eframe::egui::Context;
use time::Duration;

use super::App;
use super::samples::{self, Published};
use crate::app::tab::Tab;
use crate::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use crate::model::{BodyKind, HeaderRow, Outcome, Request, Secret, SigningTime};
use crate::ui::live::LiveClock;
use crate::ui::practised_fault::PractisedFault;
use crate::ui::shell::toasts::Kind;

/// How old the time of [`PractisedFault::OldClock`] is: services take five minutes.
const OLD: Duration = Duration::minutes(20);

impl App {
    /// Opens a request with this fault.
    pub(super) fn practise(&mut self, fault: PractisedFault, ctx: &Context) {
        if is_behind_proxy(fault) {
            self.jobs.engine.start_demo_proxy();
        }
        self.open(broken(fault), ctx);
        let signed_for = SigningTime::new((self.ambient.now)().saturating_sub(OLD));
        if let Some(tab) = self.tab_mut() {
            tab.practised = Some(fault);
            if fault == PractisedFault::OldClock {
                tab.draft.clock = LiveClock::Pinned(signed_for);
            }
        }
        let text = "Send it, find out why it is refused, and mend it";
        self.overlay.toasts.push(Kind::Done, text);
    }
}

/// What to say when a reply shows that the fault is gone; only once.
pub(super) fn mended(tab: &mut Tab, outcome: &Outcome) -> Option<String> {
    let fault = tab.practised?;
    let is_good = matches!(outcome, Outcome::Replied(response) if (200..300).contains(&response.head.status));
    is_good.then(|| {
        tab.practised = None;
        fault.mended()
    })
}

fn is_behind_proxy(fault: PractisedFault) -> bool {
    matches!(fault, PractisedFault::HeaderChanged | PractisedFault::BodyChanged)
}

/// The request, named after the fault so that the learner knows the tab again, with the task in its note.
fn broken(fault: PractisedFault) -> Request {
    let mut request = samples::list_pets();
    request.info.name = format!("Break it: {}", fault.name());
    request.docs = note(fault).into();
    let http = &mut request.http;
    "{{demo}}/dev/pets".clone_into(&mut http.url);
    let aws = &mut http.auth.aws;
    match fault {
        PractisedFault::WrongSecret => aws.secret_access_key = Published::TestSuite.secret(),
        PractisedFault::OldClock => {}
        PractisedFault::WrongRegion => "eu-west-1".clone_into(&mut aws.region),
        PractisedFault::WrongService => "s3".clone_into(&mut aws.service),
        PractisedFault::MissingToken => {
            TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
            aws.secret_access_key = Secret::new(TEMPORARY_SECRET);
        }
        PractisedFault::WrongStage => "{{demo}}/prod/pets".clone_into(&mut http.url),
        PractisedFault::HeaderChanged => {
            "{{proxy}}/dev/pets".clone_into(&mut http.url);
            http.headers.push(HeaderRow::new("x-amz-meta-team", "pets"));
        }
        PractisedFault::BodyChanged => {
            "POST".clone_into(&mut http.method);
            "{{proxy}}/dev/pets".clone_into(&mut http.url);
            http.body.kind = BodyKind::Json;
            http.body.text = "{\n  \"type\": \"cat\",\n  \"price\": 12.5\n}".into();
        }
    }
    request
}

/// The task, and what the learner can not know.
fn note(fault: PractisedFault) -> String {
    let more = match fault {
        PractisedFault::MissingToken => {
            format!("\n\nThe session token of these keys:\n\n```\n{TEMPORARY_TOKEN}\n```\n")
        }
        PractisedFault::WrongSecret => {
            "\n\nThe secret of this key is the one of AWS's documentation, as in the sample *List pets*.\n"
                .to_owned()
        }
        PractisedFault::HeaderChanged | PractisedFault::BodyChanged => {
            "\n\n`{{proxy}}` is a proxy in front of the embedded server, `{{demo}}` the server itself.\n"
                .to_owned()
        }
        _ => String::new(),
    };
    format!("This request is broken on purpose. Send it, find out why it is refused, and mend it.{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_one_edit_of_the_sample_and_its_note_says_what_can_not_be_guessed() {
        for fault in PractisedFault::ALL {
            let request = broken(fault);
            assert!(request.info.name.ends_with(fault.name()));
            assert_eq!(request.http.url.contains("{{proxy}}"), is_behind_proxy(fault));
        }
        assert!(note(PractisedFault::MissingToken).contains(TEMPORARY_TOKEN));
    }
}
