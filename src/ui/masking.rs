//! The session token in what is shown and copied: masked unless the user asked for it.

use super::tab::Masking;
use crate::model::{SigningReport, WireHeader};

/// The value as shown: the session token is masked unless the user asked for it.
pub fn masked_value(header: &WireHeader, masking: Masking) -> String {
    if header.name.as_str() == "x-amz-security-token" && masking == Masking::Masked {
        token_mark(header.value.as_str())
    } else {
        header.value.as_str().to_owned()
    }
}

/// The mark that stands for a session token: two sides still compare by length.
pub fn token_mark(token: &str) -> String {
    format!("[session token, {} bytes]", token.len())
}

/// The canonical request as the pane shows it: with the session token masked unless the user asked for it.
pub fn shown_canonical_request(report: &SigningReport, token: Masking) -> String {
    let text = report.canonical_request.as_str();
    if token == Masking::Clear {
        return text.to_owned();
    }
    let shown = |line: &str| match line.strip_prefix("x-amz-security-token:") {
        Some(value) => format!("x-amz-security-token:{}", token_mark(value)),
        None => line.to_owned(),
    };
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}
