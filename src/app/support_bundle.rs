//! The support bundle of the exchange in front: made, shown, and made anew with other parts in it.

use super::App;
use super::overlay::Overlay;
use crate::diagnosis::clock_offset;
use crate::engine::operating_system;
use crate::formats::support_bundle::{
    Choice, Included, SupportBundle, is_reportable, suggested_name, support_bundle,
};
use crate::model::Cause;
use crate::prepare::insert_exchange_secrets;
use crate::redact::KnownSecrets;
use crate::ui::last_exchange::Sent;
use crate::ui::reply::support_page::SupportPage;
use crate::ui::shell::toasts::Kind;

/// Name and version, as in the reports of a bug.
const PROGRAM: &str = concat!("Countersign ", env!("CARGO_PKG_VERSION"));

impl App {
    /// Opens the page of the exchange in front.
    pub(super) fn open_support_page(&mut self) {
        let sent = self.tab().and_then(|tab| tab.last.sent.as_ref());
        let Some(sent) = sent.filter(|sent| is_reportable(&sent.exchange)) else {
            let text = "Nothing to report yet: send the request first";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        let mut included = Included::default();
        if sent.received.credentials.is_some() {
            // A reply that gives out credentials is not for anybody else.
            included.body = Choice::Out;
        }
        let (text, too_short) = bundle_of(sent, included);
        let path = self.scope().folders.base.join(suggested_name(&sent.exchange));
        self.show_page(Overlay::Support(SupportPage {
            text,
            included,
            path: path.to_string_lossy().into_owned(),
            too_short,
            problem: None,
        }));
    }

    /// Makes the bundle of the open page with these parts.
    pub(super) fn make_support_bundle(&mut self, included: Included) {
        let Some(sent) = self.tab().and_then(|tab| tab.last.sent.clone()) else {
            return;
        };
        if let Overlay::Support(page) = &mut self.overlay.page {
            (page.text, page.too_short) = bundle_of(&sent, included);
            page.included = included;
        }
    }

    /// Opens the page of help about a cause.
    pub(super) fn explain_cause(&mut self, cause: Cause) {
        self.show_page(Overlay::Cause(cause));
    }
}

/// The text, and the names of secrets that are too short to be hidden.
fn bundle_of(sent: &Sent, included: Included) -> (String, Vec<String>) {
    let secrets = secrets_of(sent);
    let bundle = SupportBundle {
        exchange: &sent.exchange,
        body: &sent.received.bytes,
        findings: &sent.received.findings,
        clock_offset_seconds: clock_offset(&sent.exchange).map(|offset| offset.seconds),
        program: PROGRAM,
        system: &operating_system(),
        included,
    };
    let text = support_bundle(&bundle, &secrets).into_inner();
    (text, secrets.too_short().map(str::to_owned).collect())
}

/// The secrets of the request as it was sent, and everything of the exchange that lets somebody in.
pub(super) fn secrets_of(sent: &Sent) -> KnownSecrets {
    let mut secrets = KnownSecrets::of_auth(&sent.request.http.auth);
    secrets.insert_all(&sent.exchange.secrets);
    if let Some(found) = &sent.received.credentials {
        for set in found.others.iter().chain([&found.chosen]) {
            secrets.insert("secret access key", &set.secret_access_key);
            secrets.insert("session token", &set.session_token);
        }
    }
    insert_exchange_secrets(&sent.exchange, &mut secrets);
    secrets
}
