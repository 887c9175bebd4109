//! The session token in what is shown and copied: masked unless the user asked for it.

use crate::model::{Field, Origin, Secrecy, SigningReport, Traced, WireHeader};
use crate::redact;
use crate::resolve::percent::decode;

/// Whether a secret is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Masking {
    /// Replaced by a mark.
    #[default]
    Masked,
    /// In clear.
    Clear,
}

const TOKEN_HEADERS: [&str; 2] = ["x-amz-security-token", "x-amz-s3session-token"];
const TOKEN_PARAMETERS: [&str; 2] = ["X-Amz-Security-Token=", "X-Amz-S3session-Token="];

/// The mark that stands for a session token.
pub fn token_mark(token: &str) -> String {
    redact::mark("session token", token)
}

/// The value as shown: the session token is masked unless the user asked for it.
pub fn masked_value(header: &WireHeader, masking: Masking) -> String {
    if TOKEN_HEADERS.contains(&header.name.as_str()) && masking == Masking::Masked {
        token_mark(header.value.as_str())
    } else {
        masked_text(&header.value, masking)
    }
}

/// A text with a mark in the place of each secret that auth or a secret variable put there: a password, a bearer token, an API
/// key.
pub fn masked_text(text: &Traced, masking: Masking) -> String {
    masked_by(text, masking, secret_name)
}

/// The same for the values of secret variables alone.
pub fn masked_variables(text: &Traced, masking: Masking) -> String {
    masked_by(text, masking, secret_variable)
}

fn masked_by(text: &Traced, masking: Masking, secret_name: fn(&Origin) -> Option<&'static str>) -> String {
    match masking {
        Masking::Masked => redact::hide_pieces(text, secret_name).into_owned(),
        Masking::Clear => text.as_str().to_owned(),
    }
}

fn secret_variable(origin: &Origin) -> Option<&'static str> {
    match origin {
        Origin::Variable {
            secrecy: Secrecy::Secret,
            ..
        } => Some("secret variable"),
        _ => None,
    }
}

fn secret_name(origin: &Origin) -> Option<&'static str> {
    let (Origin::Typed { field, .. } | Origin::Variable { field, .. }) = origin else {
        return None;
    };
    match field {
        Field::Password => Some("user name and password"),
        Field::BearerToken => Some("bearer token"),
        Field::ApiKeyValue => Some("API key"),
        _ => secret_variable(origin),
    }
}

/// A line of a canonical request with its session token masked, in a header or in the query.
pub fn masked_line(line: &str) -> String {
    match token_line(line) {
        Some((name, token)) => format!("{name}:{}", token_mark(token)),
        None => masked_query(line, Masking::Masked),
    }
}

/// Name and value of a canonical header line that holds a session token.
pub fn token_line(line: &str) -> Option<(&str, &str)> {
    line.split_once(':')
        .filter(|(name, _)| TOKEN_HEADERS.contains(name))
}

/// A query or target as shown: the session token of a presigned URL is masked unless the user asked for it.
pub fn masked_query(text: &str, masking: Masking) -> String {
    let place = TOKEN_PARAMETERS
        .iter()
        .find_map(|name| text.find(name).map(|at| at + name.len()));
    let Some((before, rest)) = place
        .filter(|_| masking == Masking::Masked)
        .and_then(|at| text.split_at_checked(at))
    else {
        return text.to_owned();
    };
    let (token, after) = rest.split_at(rest.find(['&', ' ']).unwrap_or(rest.len()));
    format!("{before}{}{after}", token_mark(&decoded(token)))
}

/// The token as typed, so that its mark is the same everywhere.
fn decoded(token: &str) -> String {
    let chars: Vec<_> = token.chars().map(|ch| (ch, Origin::Host)).collect();
    let bytes: Vec<u8> = decode(&chars).into_iter().map(|(byte, _)| byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The canonical request as the pane shows it: with the session token masked unless the user asked for it.
pub fn shown_canonical_request(report: &SigningReport, token: Masking) -> String {
    let text = masked_variables(&report.canonical_request, token);
    match token {
        Masking::Clear => text,
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

    #[test]
    fn what_auth_adds_is_masked_by_its_origin() {
        let mut text = Traced::typed("/p?a=1&key=", Field::Url);
        text.append(&Traced::typed("ab", Field::ApiKeyValue));
        text.append(&Traced::typed("%2Fcde", Field::ApiKeyValue));
        text.append(&Traced::typed("&b", Field::Url));
        let mark = redact::mark("API key", "ab%2Fcde");
        assert_eq!(
            masked_text(&text, Masking::Masked),
            format!("/p?a=1&key={mark}&b")
        );
        assert_eq!(masked_text(&text, Masking::Clear), text.as_str());
    }

    #[test]
    fn a_token_in_the_query_has_the_same_mark_as_in_a_header() {
        let mark = token_mark("IQoJ/b3Jp+2luX2VjEXAMPLE==");
        let query = "a=1&X-Amz-Security-Token=IQoJ%2Fb3Jp%2B2luX2VjEXAMPLE%3D%3D&X-Amz-Signature=0";
        assert_eq!(
            masked_query(query, Masking::Masked),
            format!("a=1&X-Amz-Security-Token={mark}&X-Amz-Signature=0")
        );
        assert_eq!(masked_query(query, Masking::Clear), query);
        assert_eq!(masked_query("a=1", Masking::Masked), "a=1");
        assert_eq!(masked_line(query), masked_query(query, Masking::Masked));
    }
}
