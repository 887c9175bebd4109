//! The session token in what is shown and copied: masked unless the user asked for it.

use super::tab::Masking;
use crate::model::{SigningReport, WireHeader};
use crate::redact;

const TOKEN_HEADER: &str = "x-amz-security-token";

/// The mark that stands for a session token.
pub fn token_mark(token: &str) -> String {
    redact::mark("session token", token)
}

/// The value as shown: the session token is masked unless the user asked for it.
pub fn masked_value(header: &WireHeader, masking: Masking) -> String {
    if header.name.as_str() == TOKEN_HEADER && masking == Masking::Masked {
        token_mark(header.value.as_str())
    } else {
        header.value.as_str().to_owned()
    }
}

/// A canonical header line with its session token masked.
pub fn masked_line(line: &str) -> String {
    match line
        .strip_prefix(TOKEN_HEADER)
        .and_then(|rest| rest.strip_prefix(':'))
    {
        Some(token) => format!("{TOKEN_HEADER}:{}", token_mark(token)),
        None => line.to_owned(),
    }
}

/// The canonical request as the pane shows it: with the session token masked unless the user asked for it.
pub fn shown_canonical_request(report: &SigningReport, token: Masking) -> String {
    let text = report.canonical_request.as_str();
    match token {
        Masking::Clear => text.to_owned(),
        Masking::Masked => text.split('\n').map(masked_line).collect::<Vec<_>>().join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_line_of_the_token_is_masked() {
        assert_eq!(masked_line("host:example.com"), "host:example.com");
        let masked = masked_line("x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLE");
        assert!(masked.starts_with("x-amz-security-token:[session token, 23 bytes, sha256 "));
        assert!(!masked.contains("IQoJ"));
    }
}
