//! What to say, and what to report, when an explanation does not reproduce the signature.

use std::fmt::Write as _;

use eframe::egui::Ui;

use crate::model::{HttpRequest, Proof, SigningReport, WireRequest};
use crate::redact::{KnownSecrets, Redacted};
use crate::sigv4::unsigned_target;
use crate::ui::action::Action;
use crate::ui::icons;
use crate::ui::masking::Masking;
use crate::ui::masking::shown_canonical_request;
use crate::ui::shown_signature::ShownSignature;
use crate::ui::widgets::card::{Tone, card};

/// The system that this was built for.
const SYSTEM: &str = if cfg!(windows) {
    "Windows"
} else if cfg!(target_os = "macos") {
    "macOS"
} else {
    "Linux"
};

/// Draws the banner.
pub fn proof_banner_ui(
    ui: &mut Ui,
    shown: ShownSignature<'_>,
    report: &SigningReport,
    out: &mut Vec<Action>,
) {
    let sentences = [
        "The canonical request shown here does not reproduce the signature that was made. The signature itself is of \
         aws-sigv4 and was not changed.",
        "Please report this with the method, URL and headers, without credentials.",
    ];
    let title = "This explanation is wrong: it is not what was signed";
    card(ui, Tone::Bad, icons::SHIELD_ALERT, title, &sentences, |ui| {
        let button = ui.button("Copy what to report");
        let button = button.on_hover_text(
            "Method, target, header names and canonical request; secrets and key ID are replaced",
        );
        if button.clicked() {
            if let (Some(wire), Some(typed)) = (shown.wire(), shown.typed()) {
                out.push(Action::Copy {
                    text: what_to_report(report, wire, typed).into_inner(),
                    what: "what to report",
                });
            }
        }
    });
}

/// What somebody needs who is to find the fault, without anything that gives access.
pub fn what_to_report(report: &SigningReport, wire: &WireRequest, typed: &HttpRequest) -> Redacted<String> {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| writeln!(text, "{name}: {value}").unwrap_or_default();
    line("Program", concat!("Countersign ", env!("CARGO_PKG_VERSION")));
    line("System", SYSTEM);
    line("Method", wire.method.as_str());
    line("Target", &unsigned_target(wire.target.as_str()));
    let names: Vec<&str> = wire.headers.iter().map(|header| header.name.as_str()).collect();
    line("Headers", &names.join(", "));
    line("Scope", report.credential_scope.as_str());
    line("Signature made", &report.signature);
    if let Proof::Broken { from_report } = &report.proof {
        line("Signature of this canonical request", from_report);
    }
    line("Canonical request", "");
    text.push_str(&shown_canonical_request(report, Masking::Masked));
    text.push('\n');
    let id = report.access_key_id.as_str();
    if !id.is_empty() {
        text = text.replace(id, "[access key ID]");
    }
    KnownSecrets::of_auth(&typed.auth).redact(&text)
}
