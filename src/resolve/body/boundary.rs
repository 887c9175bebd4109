//! The line between the parts of a multipart body (RFC 2046, 5.1.1).

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::BodyError;

/// RFC 2046, 5.1.1.
const LONGEST: usize = 70;

/// A boundary made from what is between its lines: the same parts give the same one, live and as sent, and another one
/// when it occurs in a text.
pub(super) fn derived<'a>(
    described: &(impl Iterator<Item = &'a str> + Clone),
    texts: &(impl Iterator<Item = &'a str> + Clone),
) -> String {
    let mut attempt = 0_u64;
    loop {
        let mut hash = Sha256::new();
        hash.update(attempt.to_be_bytes());
        for text in described.clone() {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        let mut boundary = "countersign-".to_owned();
        for byte in hash.finalize().iter().take(16) {
            write!(boundary, "{byte:02x}").ok();
        }
        if !texts.clone().any(|text| text.contains(&boundary)) {
            return boundary;
        }
        attempt += 1;
    }
}

/// Refuses what RFC 2046, 5.1.1 does not allow.
pub(super) fn check(boundary: &str) -> Result<(), BodyError> {
    let allowed = |ch: char| ch.is_ascii_alphanumeric() || "'()+_,-./:=? ".contains(ch);
    if boundary.is_empty()
        || boundary.len() > LONGEST
        || boundary.ends_with(' ')
        || !boundary.chars().all(allowed)
    {
        return Err(BodyError::Boundary {
            boundary: boundary.to_owned(),
        });
    }
    Ok(())
}

/// The content type that names the boundary, in quotes where it is no token (RFC 9110, 5.6.6).
pub(super) fn content_type(boundary: &str) -> String {
    if boundary
        .chars()
        .all(|ch| ch.is_ascii_alphanumeric() || "'+_-.".contains(ch))
    {
        format!("multipart/form-data; boundary={boundary}")
    } else {
        format!("multipart/form-data; boundary=\"{boundary}\"")
    }
}

/// The boundary that a content type names.
pub(super) fn named_by(content_type: &str) -> Option<String> {
    parameters(content_type)
        .into_iter()
        .skip(1)
        .find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim();
            let value = value
                .strip_prefix('"')
                .and_then(|quoted| quoted.strip_suffix('"'))
                .unwrap_or(value);
            (name.trim().eq_ignore_ascii_case("boundary") && !value.is_empty()).then(|| value.to_owned())
        })
}

/// Split at semicolons outside of quotes.
fn parameters(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for ch in text.chars() {
        if ch == ';' && !quoted {
            pieces.push(String::new());
            continue;
        }
        quoted ^= ch == '"';
        if let Some(last) = pieces.last_mut() {
            last.push(ch);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_found_among_the_parameters() {
        for (content_type, boundary) in [
            ("multipart/form-data; boundary=abc", Some("abc")),
            (
                "multipart/form-data;charset=utf-8; BOUNDARY = \"a;b\" ;x=1",
                Some("a;b"),
            ),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("boundary=abc", None),
        ] {
            assert_eq!(named_by(content_type).as_deref(), boundary, "{content_type}");
        }
        for boundary in ["abc", "a b", "a:b", "'()+_,-./:=?"] {
            check(boundary).unwrap();
            assert_eq!(named_by(&content_type(boundary)).as_deref(), Some(boundary));
        }
        for boundary in ["", "a ", "ä", "a\"b", "a\r\nb", &"a".repeat(71)] {
            assert_eq!(check(boundary).unwrap_err().kind(), "boundary-invalid");
        }
    }

    #[test]
    fn a_derived_boundary_avoids_the_texts_and_depends_on_the_parts() {
        let first = derived(&["a"].into_iter(), &["a"].into_iter());
        check(&first).unwrap();
        assert_eq!(first, derived(&["a"].into_iter(), &["a"].into_iter()));
        assert_ne!(first, derived(&["b"].into_iter(), &["b"].into_iter()));
        let hostile = format!("x--{first}--");
        let second = derived(&["a"].into_iter(), &[hostile.as_str()].into_iter());
        assert!(second != first && !hostile.contains(&second));
    }
}
