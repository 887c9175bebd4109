//! Percent encoding as signers do it who do not do what `UriEncode` of Signature Version 4 asks for.

use percent_encoding::percent_decode_str;

use crate::resolve::percent::is_unreserved;

/// What `encodeURIComponent` of ECMAScript leaves alone beside unreserved characters
/// (<https://tc39.es/ecma262/#sec-encodeuricomponent-uricomponent>).
pub(super) const KEPT_BY_ENCODE_URI_COMPONENT: &[u8] = b"!'()*";

/// What `encodeURI` leaves alone beside unreserved characters
/// (<https://tc39.es/ecma262/#sec-encodeuri-uri>).
pub(super) const KEPT_BY_ENCODE_URI: &[u8] = b"!'()*;/?:@&=+$,#";

/// The bytes that a percent-encoded text stands for.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

/// The same, with `+` for a space as in HTML forms.
pub(super) fn decoded_form(text: &str) -> Vec<u8> {
    decoded(&text.replace('+', " "))
}

/// Everything but unreserved characters and `kept` as `%` and two upper-case hex digits.
pub(super) fn encoded(bytes: &[u8], kept: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if is_unreserved(byte) || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(u32::from(digit), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    out
}

/// The escapes of a text with their letters in small letters, all else as it is.
pub(super) fn with_small_escapes(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|ch| {
            let in_escape = left > 0;
            left = if ch == '%' {
                2
            } else {
                usize::saturating_sub(left, 1)
            };
            if in_escape { ch.to_ascii_lowercase() } else { ch }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_kept_and_all_else_is_escaped() {
        assert_eq!(encoded("a b/ü~!".as_bytes(), b""), "a%20b%2F%C3%BC~%21");
        assert_eq!(encoded(b"a b/!", b"/!"), "a%20b/!");
        assert_eq!(decoded("%2F%zz+"), b"/%zz+");
        assert_eq!(decoded_form("a+b%2B"), b"a b+");
    }

    #[test]
    fn only_the_letters_of_escapes_become_small() {
        assert_eq!(with_small_escapes("A%2F%C3Z%AB"), "A%2f%c3Z%ab");
    }
}
