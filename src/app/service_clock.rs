//! What replies said of the time, and the time that requests are signed with.

use time::Duration;

use super::App;
use crate::diagnosis::{ClockOffset, clock_offset, is_worth_a_warning};
use crate::model::{Exchange, SigningClock, SigningTime};
use crate::ui::live::LiveClock;
use crate::ui::shell::status_bar::ClockStatus;
use crate::ui::shell::toasts::Kind;

/// So many replies are remembered: a warning wants two.
const MOST_SEEN: usize = 2;

/// The clock of services beside this computer's, for this run.
#[derive(Debug, Default)]
pub struct ServiceClock {
    /// By the replies that told, the latest last.
    seen: Vec<ClockOffset>,
    /// How far ahead of this computer's clock requests are signed, while the user wants that.
    used: Option<Duration>,
}

impl ServiceClock {
    /// Takes note of what a reply says of the time.
    pub fn see(&mut self, exchange: &Exchange) {
        let Some(offset) = clock_offset(exchange) else {
            return;
        };
        if self.seen.len() == MOST_SEEN {
            self.seen.remove(0);
        }
        self.seen.push(offset);
    }

    /// The clock that a send signs by, which a pinned time overrules.
    pub fn for_send(&self, pinned: Option<SigningTime>) -> SigningClock {
        match (pinned, self.used) {
            (Some(time), _) => SigningClock::Pinned(time),
            (None, Some(ahead)) => SigningClock::Shifted(ahead),
            (None, None) => SigningClock::Now,
        }
    }

    /// What the status bar says.
    pub fn status(&self) -> ClockStatus {
        match (self.used, self.seen.last()) {
            (Some(ahead), _) => ClockStatus::Shifted {
                seconds: ahead.whole_seconds(),
            },
            (None, None) => ClockStatus::Unknown,
            (None, Some(last)) if is_worth_a_warning(&self.seen) => ClockStatus::Far {
                seconds: last.seconds,
            },
            (None, Some(last)) => ClockStatus::Seen {
                seconds: last.seconds,
            },
        }
    }
}

impl App {
    /// Signs with the time of the service from now on: the one given, or the one that the last reply told.
    pub(super) fn use_service_time(&mut self, offset_seconds: Option<i64>) {
        let told = self.session.clock.seen.last().map(|offset| offset.seconds);
        let Some(seconds) = offset_seconds.or(told) else {
            let text = "No reply told the time yet: send a request first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        self.session.clock.used = Some(Duration::seconds(seconds));
        self.sign_anew();
        let text = "Signing with the service's time until Countersign quits: send again";
        self.overlay.toasts.push(Kind::Done, text);
    }

    /// Signs with this computer's time again.
    pub(super) fn use_own_time(&mut self) {
        if self.session.clock.used.take().is_none() {
            let text = "This computer's time is what is signed with";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        self.sign_anew();
        let text = "Signing with this computer's time again";
        self.overlay.toasts.push(Kind::Done, text);
    }

    /// Gives every live report without a pinned time the time that is signed with now; lets a pinned one in front go.
    fn sign_anew(&mut self) {
        let now = self.signing_now();
        let active = self.session.active;
        for (index, tab) in self.session.tabs.iter_mut().enumerate() {
            if index == active || tab.draft.clock.pinned().is_none() {
                tab.draft.clock = LiveClock::LastEdit(now);
            }
        }
    }
}
