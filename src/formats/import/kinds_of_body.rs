//! Bodies as most programs have them, in our kinds.

use super::TransferOutcome;
use super::json::unknown_part;
use super::report::Report;
use super::text_body::form_of;
use crate::model::{Body, BodyKind, HeaderRow, HttpRequest};

/// Content types that our kinds add by themselves.
const ADDED: [&str; 3] = ["application/json", "application/xml", "text/plain"];

/// A text of a content type, which becomes a header where our kind would send another one.
pub(super) fn text(text: String, content_type: &str, http: &mut HttpRequest) {
    if text.is_empty() {
        return;
    }
    let in_header = http
        .headers
        .iter()
        .find(|row| row.is_sent() && row.name.trim().eq_ignore_ascii_case("content-type"))
        .map(|row| row.value.clone());
    let said = in_header.as_deref().unwrap_or(content_type).to_ascii_lowercase();
    let kind = if said.contains("json") {
        BodyKind::Json
    } else if said.contains("xml") {
        BodyKind::Xml
    } else {
        BodyKind::Text
    };
    let is_added = content_type.trim().is_empty() || ADDED.contains(&content_type.trim());
    if in_header.is_none() && !is_added {
        http.headers.push(HeaderRow::new("Content-Type", content_type));
    }
    http.body = Body {
        kind,
        text: text.into(),
        ..Body::default()
    };
}

/// A form that is written as a text, `a=1&b=2`: as rows where they say the same, or else as the text that it is.
pub(super) fn form_of_text(content: String, content_type: &str, http: &mut HttpRequest) {
    match form_of(&content) {
        Some(form) => {
            http.body = Body {
                kind: BodyKind::Form,
                form,
                ..Body::default()
            };
        }
        None => text(content, content_type, http),
    }
}

/// One that is not known here, which keeps its request from being sent.
pub(super) fn not_known(word: &str, place: &str, report: &mut Report) -> Body {
    let unknown = unknown_part(word);
    let text = format!(
        "A body {} is not known here: nothing is sent until another kind is chosen",
        unknown.words()
    );
    report.add(place, TransferOutcome::Dropped, text);
    Body {
        unknown: Some(unknown),
        ..Body::default()
    }
}
