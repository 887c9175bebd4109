//! The request in front as text for other tools.

use std::sync::Arc;

use eframe::egui::Context;

use super::App;
use crate::app::tab::Tab;
use crate::formats::copy::{Copied, CopyForm, CopyWarning, ShellForm, copy_as};
use crate::model::{Auth, AuthKind, BodyPiece, Request, Secret, SigningReport, WireRequest};
use crate::sigv4::is_set_by_signing;
use crate::text::measure::human_bytes;
use crate::ui::live::{Freshness, Live};
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

/// A larger body is not copied: the window would wait for it, and so would whoever pastes it.
const MOST_COPIED_BYTES: u64 = 10_000_000;

/// The shell that a command is copied for: that of the system.
pub(super) const SHELL: ShellForm = if cfg!(windows) {
    ShellForm::Power
} else {
    ShellForm::Bash
};

/// What is copied: the request as it is or was sent.
pub(super) struct Source {
    pub(super) wire: WireRequest,
    pub(super) report: Option<Arc<SigningReport>>,
    pub(super) request: Request,
}

impl App {
    /// Copies the side shown in a form, or says why not.
    pub(super) fn copy_as(&mut self, form: CopyForm, ctx: &Context) {
        let Some(tab) = self.tab() else { return };
        match copied(form, tab) {
            Ok((text, lines)) => {
                ctx.copy_text(text);
                let kind = if lines.len() > 1 {
                    Kind::Problem
                } else {
                    Kind::Done
                };
                self.overlay.toasts.push(kind, lines.join("\n"));
            }
            Err(why) => self
                .overlay
                .toasts
                .push(Kind::Problem, format!("Not copied. {why}")),
        }
    }
}

/// The text, and what to say of it.
fn copied(form: CopyForm, tab: &Tab) -> Result<(String, Vec<String>), String> {
    let source = match tab.signature.side {
        Side::AsSent => as_sent(tab)?,
        Side::Live => live(&tab.draft.live, tab.draft.applied())?,
    };
    let bytes: u64 = source.wire.body.pieces().iter().map(in_memory).sum();
    if bytes > MOST_COPIED_BYTES && form != CopyForm::PresignedUrl {
        let size = human_bytes(bytes);
        return Err(format!("A body of {size} is too large for the clipboard"));
    }
    let Copied { text, warnings } = copy_as(
        form,
        SHELL,
        &source.wire,
        source.report.as_deref(),
        &source.request,
    )
    .map_err(|error| format!("{error}. {}", error.hint()))?;
    let mut lines = vec![contents(form, &text, &source)];
    // That a signature ends is part of the first line.
    let is_news = |warning: &&CopyWarning| !matches!(warning, CopyWarning::Expires { .. });
    lines.extend(warnings.iter().filter(is_news).map(ToString::to_string));
    Ok((text, lines))
}

/// What a piece of a body would put on the clipboard; a file is copied by its name.
fn in_memory(piece: &BodyPiece) -> u64 {
    match piece {
        BodyPiece::Bytes(bytes) => bytes.len() as u64,
        BodyPiece::File(_) => 0,
    }
}

/// What was sent.
pub(super) fn as_sent(tab: &Tab) -> Result<Source, String> {
    let sent = tab.last.sent.as_ref().ok_or("Nothing sent yet")?;
    if sent.kept.is_some() {
        return Err(
            "What is shown comes from the history, with marks in the places of secrets: send it again first"
                .to_owned(),
        );
    }
    let wire = sent.exchange.wire.as_deref().ok_or("Nothing was sent")?;
    Ok(Source {
        wire: wire.clone(),
        report: sent.exchange.report.clone(),
        request: Request::clone(&sent.request),
    })
}

/// What is typed now with what signing adds, as the signer would send it.
pub(super) fn live(live: &Live, request: &Request) -> Result<Source, String> {
    if let Some(problem) = &live.problem {
        return Err(format!("{}. {}", problem.message, problem.hint));
    }
    if live.freshness == Freshness::Computing {
        return Err("The body is still being hashed: copy again in a moment".to_owned());
    }
    let mut wire = WireRequest::clone(live.wire.as_deref().ok_or("There is no request yet")?);
    if request.http.auth.kind == AuthKind::AwsSignature {
        let added = |name: &str| live.added_headers.iter().any(|line| line.name.as_str() == name);
        wire.headers.retain(|line| {
            let name = line.name.as_str();
            !is_set_by_signing(name) && !added(name)
        });
        wire.headers.extend(live.added_headers.iter().cloned());
    }
    let mut request = request.clone();
    if let Some(auth) = &live.auth {
        request.http.auth = Auth::clone(auth);
    }
    Ok(Source {
        wire,
        report: live.report.clone(),
        request,
    })
}

/// What the text is and what it holds.
fn contents(form: CopyForm, text: &str, source: &Source) -> String {
    let aws = &source.request.http.auth.aws;
    let holds = |secret: &Secret| {
        let known = std::str::from_utf8(secret.expose_for_search()).unwrap_or_default();
        !known.is_empty() && text.contains(known)
    };
    let safe = if holds(&aws.secret_access_key) || holds(&aws.session_token) {
        "one of your secrets is in it, as it is typed in the request itself"
    } else {
        "no secret of the key fields in it"
    };
    let once = match &source.report {
        Some(report) if report.presigned_url.is_some() => "signed once, works until the URL expires",
        Some(_) => "signed once, works for 15 minutes",
        None => "not signed",
    };
    match form {
        CopyForm::CurlWithKeys => {
            format!("Copied as curl, which signs with the credentials of the environment: {safe}")
        }
        CopyForm::Awscurl => {
            format!("Copied as awscurl, which signs with the credentials of the environment: {safe}")
        }
        CopyForm::CurlSignedOnce => format!("Copied as curl: {once}"),
        CopyForm::RawHttp => format!("Copied as raw HTTP: {once}"),
        CopyForm::PresignedUrl => {
            "Copied the presigned URL: whoever has it can send this request until it expires".to_owned()
        }
    }
}
