//! The text of a piece as it may be shown and copied.
//!
//! A request that was signed elsewhere may carry anybody's secrets: its cookies and keys are told by the names before
//! them. What was typed here is masked where it is typed, so that of our own pieces only the session token and the values
//! of secret variables are.

use percent_encoding::percent_decode_str;

use crate::redact::{header_secrets, mark, secret_kind};
use crate::sigv4::pieces::{Piece, PieceId, PieceKind, PieceSection, Pieces, SignedWhere};
use crate::ui::masking::{Masking, masked_line, masked_query, masked_variables};

/// What of a row is masked unless the user asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Nothing.
    Nothing,
    /// A session token.
    SessionToken,
    /// A cookie, a key, a password.
    Value,
}

/// What is masked in a row and its parts.
pub fn hidden_in(pieces: &Pieces, id: PieceId) -> Hidden {
    let Some(row) = pieces.get(id) else {
        return Hidden::Nothing;
    };
    let is_hidden = |piece: &Piece| masked(pieces, piece, Masking::Masked) != piece.text.as_str();
    let holds_token = |piece: &Piece| piece.kind.holds_token(&piece.name) && is_hidden(piece);
    let mut parts = pieces.parts(id).map(|(_, part)| part);
    if holds_token(row) || pieces.parts(id).any(|(_, part)| holds_token(part)) {
        Hidden::SessionToken
    } else if is_hidden(row) || parts.any(is_hidden) {
        Hidden::Value
    } else {
        Hidden::Nothing
    }
}

/// The text of one piece. That of a row with parts is [`masked_row`].
pub fn masked(pieces: &Pieces, piece: &Piece, masking: Masking) -> String {
    let text = piece.text.as_str();
    if masking == Masking::Clear {
        return text.to_owned();
    }
    match (
        piece.kind.holds_token(&piece.name),
        piece.kind,
        pieces.signed_where(),
    ) {
        (true, PieceKind::HeaderLine, _) => masked_line(text),
        (true, PieceKind::SecurityToken, _) => masked_query(text, masking),
        (_, PieceKind::HeaderLine, SignedWhere::Elsewhere) => without_header_secret(text),
        (_, PieceKind::QueryParameter, SignedWhere::Elsewhere) => without_parameter_secret(text),
        (_, PieceKind::Url, SignedWhere::Elsewhere) => without_query_secrets(text),
        _ => masked_variables(&piece.text, masking),
    }
}

/// The text of a row, its parts masked each by itself.
pub fn masked_row(pieces: &Pieces, id: PieceId, masking: Masking) -> String {
    let Some(row) = pieces.get(id) else {
        return String::new();
    };
    let mut out = String::new();
    let mut at = 0;
    for (_, part) in pieces.parts(id) {
        let Some(place) = &part.part_of else { continue };
        out.push_str(row.text.as_str().get(at..place.range.start).unwrap_or_default());
        out.push_str(&masked(pieces, part, masking));
        at = place.range.end;
    }
    if at == 0 {
        return masked(pieces, row, masking);
    }
    out.push_str(row.text.as_str().get(at..).unwrap_or_default());
    out
}

/// The lines of a text that has one row for each.
pub fn masked_section(pieces: &Pieces, section: PieceSection, masking: Masking) -> String {
    let line = |(id, row): (PieceId, &Piece)| match row.kind {
        PieceKind::EndOfHeaders => String::new(),
        _ => masked_row(pieces, id, masking),
    };
    pieces.rows(section).map(line).collect::<Vec<_>>().join("\n")
}

/// A canonical header line, its value a mark when the name tells of a secret.
fn without_header_secret(line: &str) -> String {
    match line.split_once(':') {
        Some((name, value)) if !header_secrets(name, value).is_empty() => {
            format!("{name}:{}", mark(name, value))
        }
        _ => line.to_owned(),
    }
}

fn without_parameter_secret(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_parameter(name) => {
            format!("{name}={}", mark(name, value))
        }
        _ => parameter.to_owned(),
    }
}

/// By its name, in whatever escapes. The signature of the request is what is looked at here.
fn is_secret_parameter(name: &str) -> bool {
    let name = percent_decode_str(name).decode_utf8_lossy();
    name != "X-Amz-Signature" && secret_kind(&name).is_some()
}

fn without_query_secrets(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let parameters: Vec<String> = query.split('&').map(without_parameter_secret).collect();
    format!("{path}?{}", parameters.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ReceivedRequest;
    use crate::sigv4::verify::{Claim, SignedTexts};

    const CANARY: &str = "canary0123456789";

    fn pieces() -> Pieces {
        let mut request = ReceivedRequest {
            target: format!("/a?api%5fkey={CANARY}&page=2"),
            ..ReceivedRequest::default()
        };
        for (name, value) in [
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request, \
                 SignedHeaders=cookie;host;x-amz-date;x-amz-security-token;x-api-key, Signature=00",
            ),
            ("cookie", &format!("sid={CANARY}")),
            ("host", "h.example"),
            ("x-amz-date", "20150830T123600Z"),
            ("x-amz-security-token", CANARY),
            ("x-api-key", CANARY),
        ] {
            request.push_header(name, value);
        }
        let claim = Claim::of(&request).unwrap();
        Pieces::of_received(&SignedTexts::of(&request, &claim).unwrap())
    }

    #[test]
    fn no_secret_of_a_request_signed_elsewhere_is_shown_before_it_is_asked_for() {
        let pieces = pieces();
        let shown: Vec<String> = PieceSection::ALL
            .into_iter()
            .map(|section| masked_section(&pieces, section, Masking::Masked))
            .collect();
        assert!(!shown.concat().contains(CANARY), "{shown:?}");
        assert!(shown.concat().contains("page=2"), "{shown:?}");
        let clear = masked_section(&pieces, PieceSection::CanonicalRequest, Masking::Clear);
        assert_eq!(clear.matches(CANARY).count(), 4, "{clear}");
    }

    #[test]
    fn a_row_says_what_is_hidden_in_it() {
        let pieces = pieces();
        let of = |kind, name| {
            let id = pieces.find(PieceSection::CanonicalRequest, kind, name).unwrap();
            hidden_in(&pieces, id)
        };
        assert_eq!(
            of(PieceKind::HeaderLine, "x-amz-security-token"),
            Hidden::SessionToken
        );
        assert_eq!(of(PieceKind::HeaderLine, "cookie"), Hidden::Value);
        assert_eq!(of(PieceKind::Query, ""), Hidden::Value);
        assert_eq!(of(PieceKind::HeaderLine, "host"), Hidden::Nothing);
    }
}
