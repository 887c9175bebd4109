//! The signature report in front as Markdown: copied, or saved to a file.

use eframe::egui::Context;

use super::copy::{self, Source};
use super::{App, Overlay};
use crate::app::tab::Tab;
use crate::diagnosis::{PastedExpectation, judge};
use crate::formats::signature_report::{
    KeyIds, ReportState, ReportedReply, SignatureReport, signature_report, suggested_name,
};
use crate::model::SigningReport;
use crate::redact::KnownSecrets;
use crate::ui::action::SaveForm;
use crate::ui::last_exchange::Sent;
use crate::ui::live::CredentialsUsed;
use crate::ui::reply::save_page::{SavePage, SaveSubject};
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

/// A document, and the name of a file for it.
struct ExportedReport {
    text: String,
    file_name: String,
    /// Names of secrets too short to be told from other text.
    too_short: Vec<String>,
}

impl App {
    /// Copies the document of the side shown.
    pub(super) fn copy_signature_report(&mut self, ctx: &Context) {
        match self.document() {
            Ok(made) => {
                let text = made.said("Copied the signature report as Markdown: no secret in it");
                ctx.copy_text(made.text);
                self.overlay.toasts.push(Kind::Done, text);
            }
            Err(why) => self
                .overlay
                .toasts
                .push(Kind::Refused, format!("Not copied. {why}")),
        }
    }

    /// Opens the page that saves it.
    pub(super) fn open_report_page(&mut self) {
        match self.document() {
            Ok(made) => {
                let folder = self.scope().folders.base;
                let path = folder.join(&made.file_name).to_string_lossy().into_owned();
                self.show_page(Overlay::Save(SavePage {
                    path,
                    subject: SaveSubject::SignatureReport,
                    form: SaveForm::AsShown,
                    problem: None,
                }));
            }
            Err(why) => self
                .overlay
                .toasts
                .push(Kind::Refused, format!("Nothing to save. {why}")),
        }
    }

    /// What is written to the file.
    pub(super) fn signature_report_text(&self) -> Result<String, String> {
        self.document().map(|made| made.text)
    }

    fn document(&self) -> Result<ExportedReport, String> {
        let tab = self.tab().ok_or("There is no request")?;
        let (source, state) = match tab.signature.side {
            Side::AsSent => (copy::as_sent(tab)?, ReportState::AsSent),
            Side::Live => live(tab)?,
        };
        let report = source
            .report
            .as_deref()
            .ok_or("This request is not signed with AWS Signature")?;
        let notes: Vec<String> = match tab.signature.side {
            Side::AsSent => tab
                .last
                .sent
                .as_ref()
                .map_or(&[][..], |sent| &sent.exchange.notes),
            Side::Live => &tab.draft.live.notes[..],
        }
        .iter()
        .map(|note| note.reason.clone())
        .collect();
        let reply = match (tab.signature.side, &tab.last.sent) {
            (Side::AsSent, Some(sent)) => reply_of(sent, report),
            _ => None,
        };
        let document = SignatureReport {
            wire: &source.wire,
            report,
            state,
            notes: &notes,
            reply: reply.as_ref(),
            key_ids: if self.around.presentation.is_on() {
                KeyIds::Masked
            } else {
                KeyIds::Shown
            },
            now: self.now(),
        };
        let mut secrets = KnownSecrets::of_auth(&source.request.http.auth);
        match (tab.signature.side, &tab.last.sent) {
            (Side::AsSent, Some(sent)) => secrets.insert_all(&sent.exchange.secrets),
            _ => secrets.insert_all(&self.secrets_at_hand()),
        }
        Ok(ExportedReport {
            text: signature_report(&document, &secrets).into_inner(),
            file_name: suggested_name(&source.wire),
            too_short: secrets.too_short().map(str::to_owned).collect(),
        })
    }
}

impl ExportedReport {
    fn said(&self, done: &str) -> String {
        if self.too_short.is_empty() {
            return done.to_owned();
        }
        let names = self.too_short.join(", ");
        format!("Copied the signature report as Markdown. Too short to be found in it and hidden: {names}")
    }
}

/// What is typed now; a preview of the example key too, which can be shown and not sent.
fn live(tab: &Tab) -> Result<(Source, ReportState), String> {
    if tab.draft.live.credentials == CredentialsUsed::Example && tab.draft.live.report.is_some() {
        let mut shown = tab.draft.live.clone();
        shown.problem = None;
        return Ok((copy::live(&shown, tab.draft.applied())?, ReportState::Example));
    }
    Ok((
        copy::live(&tab.draft.live, tab.draft.applied())?,
        ReportState::Live,
    ))
}

/// What came back, in a few lines.
fn reply_of(sent: &Sent, report: &SigningReport) -> Option<ReportedReply> {
    let head = sent.head()?;
    let error = sent.received.error.as_ref();
    let diagnosis = sent.received.expectation.as_ref().map(|expected| {
        let judged = judge(
            report,
            &PastedExpectation {
                canonical_request: Some(expected.canonical_request.clone()),
                string_to_sign: expected.string_to_sign.clone(),
                repairs: Vec::new(),
            },
        );
        let mut lines = vec![judged.title];
        lines.extend(judged.sentences);
        lines
    });
    Some(ReportedReply {
        status: format!("{} {}", head.status, head.reason).trim().to_owned(),
        error: error.map_or_else(Vec::new, |error| {
            let code = error.code.iter().map(|code| format!("Code: {code}"));
            code.chain(error.message.clone()).collect()
        }),
        ids: error.map_or_else(Vec::new, |error| error.ids.clone()),
        diagnosis: diagnosis.unwrap_or_default(),
    })
}
