//! When the live signature turns too old to be accepted: one wake-up at that moment, and none before.

use std::time::Duration;

use eframe::egui::Context;

use super::App;
use crate::model::identity_words::words_last;
use crate::model::{SignatureLocation, SigningReport};
use crate::ui::draft::Draft;
use crate::ui::live::{Age, LiveClock};

impl App {
    /// Sees whether the live signature in front has aged, or asks for a frame at the moment when it will have.
    pub(super) fn watch_age(&mut self, ctx: &Context) {
        let now = self.signing_now().moment();
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let draft = &mut tab.draft;
        if let Some(ends) = draft.live.at_hand.as_ref().and_then(|at_hand| at_hand.expires) {
            // The words of the countdown change with the minute.
            ctx.request_repaint_after(words_last(ends, (self.ambient.now)()));
        }
        let Some((made, lasts)) = lasts(draft) else {
            draft.age = Age::Fresh;
            return;
        };
        // A clock that was put back makes it no older.
        let passed = Duration::try_from(now - made).unwrap_or_default();
        draft.age = match lasts.checked_sub(passed).filter(|left| !left.is_zero()) {
            Some(left) => {
                ctx.request_repaint_after(left);
                Age::Fresh
            }
            None => Age::Stale { lasted: lasts },
        };
    }
}

/// When the live signature was made, and how long a service takes it. `None` where there is none, and for a time that
/// the user pinned.
fn lasts(draft: &Draft) -> Option<(time::OffsetDateTime, Duration)> {
    let report = draft.live.report.as_ref()?;
    let LiveClock::LastEdit(made) = draft.clock else {
        return None;
    };
    let lasts = match draft.auth().aws.options.location {
        SignatureLocation::Query { expires_in } => Duration::from_secs(u64::from(expires_in)),
        SignatureLocation::Header if is_s3(report) => OF_S3,
        SignatureLocation::Header => HEADER_FORM,
    };
    Some((made.moment(), lasts))
}

/// Services refuse a time that is further off their clocks.
const HEADER_FORM: Duration = Duration::from_mins(5);
/// S3 refuses one with `RequestTimeTooSkewed` after this.
const OF_S3: Duration = Duration::from_mins(15);

fn is_s3(report: &SigningReport) -> bool {
    let service = report.credential_scope.as_str().split('/').nth(2);
    service.is_some_and(|service| service == "s3" || service.starts_with("s3-") || service == "s3express")
}
