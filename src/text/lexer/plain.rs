//! Plain text: addresses, dates and Amazon resource names stand out.

use std::ops::Range;

use memchr::memchr_iter;

use super::TokenKind;

/// So many marks are taken off an end, so that a row of nothing else stays cheap.
const MOST_TRAILING: usize = 16;

const SCHEMES: [&[u8]; 4] = [b"https://", b"http://", b"s3://", b"wss://"];

/// See [`super::tokens`].
pub(super) fn each_token(row: &[u8], each: &mut impl FnMut(Range<usize>, TokenKind)) {
    let mut plain_from = 0;
    let mut at = 0;
    while at < row.len() {
        let Some((len, kind)) = starts_word(row, at)
            .then(|| row.get(at..).and_then(special))
            .flatten()
        else {
            at += 1;
            continue;
        };
        if plain_from < at {
            each(plain_from..at, TokenKind::Plain);
        }
        each(at..at + len, kind);
        at += len;
        plain_from = at;
    }
    if plain_from < row.len() {
        each(plain_from..row.len(), TokenKind::Plain);
    }
}

/// Addresses, dates and resource names in any text, such as the value of a JSON string: ranges of bytes on
/// character boundaries, in order.
pub fn found_in(text: &str) -> Vec<(Range<usize>, TokenKind)> {
    let mut found = Vec::new();
    each_token(text.as_bytes(), &mut |range, kind| {
        if kind != TokenKind::Plain {
            found.push((range, kind));
        }
    });
    found
}

fn starts_word(row: &[u8], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| row.get(before))
        .is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80)
}

fn special(rest: &[u8]) -> Option<(usize, TokenKind)> {
    match rest.first()? {
        b'h' | b's' | b'w' | b'H' | b'S' | b'W' => url_len(rest).map(|len| (len, TokenKind::Url)),
        b'a' => arn_len(rest).map(|len| (len, TokenKind::Arn)),
        b'0'..=b'9' => date_len(rest).map(|len| (len, TokenKind::Date)),
        _ => None,
    }
}

fn url_len(rest: &[u8]) -> Option<usize> {
    let scheme = SCHEMES.iter().find(|scheme| {
        rest.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let len = trimmed_len(rest, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`' | b'\\')
    });
    (len > scheme.len()).then_some(len)
}

/// `arn:partition:service:region:account:resource`.
fn arn_len(rest: &[u8]) -> Option<usize> {
    if !rest.starts_with(b"arn:aws") {
        return None;
    }
    let len = trimmed_len(rest, |byte| {
        byte.is_ascii_alphanumeric() || b":/-_.*+=,@$!%#~".contains(&byte)
    });
    let colons = rest.iter().take(len).filter(|byte| **byte == b':').count();
    (colons >= 5).then_some(len)
}

/// Length of the run, without the marks that end a sentence and a bracket that was opened before it.
fn trimmed_len(rest: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    let mut len = rest.iter().take_while(|byte| belongs(**byte)).count();
    for _ in 0..MOST_TRAILING {
        let Some(last) = len.checked_sub(1).and_then(|last| rest.get(last)) else {
            break;
        };
        let run = rest.get(..len).unwrap_or_default();
        let closes_more = |open: u8| memchr_iter(*last, run).count() > memchr_iter(open, run).count();
        let is_trailing = match last {
            b'.' | b',' | b';' | b':' | b'!' | b'?' => true,
            b')' => closes_more(b'('),
            b']' => closes_more(b'['),
            b'}' => closes_more(b'{'),
            _ => false,
        };
        if !is_trailing {
            break;
        }
        len -= 1;
    }
    len
}

/// `2026-11-20`, `2026-11-20T12:00:00.123Z`, `20261120T120000Z`.
fn date_len(rest: &[u8]) -> Option<usize> {
    let len = basic_len(rest).or_else(|| extended_len(rest))?;
    let next = rest.get(len);
    next.is_none_or(|byte| !byte.is_ascii_alphanumeric())
        .then_some(len)
}

fn basic_len(rest: &[u8]) -> Option<usize> {
    let shape = rest.get(..16)?;
    let fits = shape.iter().enumerate().all(|(at, byte)| match at {
        8 => *byte == b'T',
        15 => *byte == b'Z',
        _ => byte.is_ascii_digit(),
    });
    fits.then_some(16)
}

fn extended_len(rest: &[u8]) -> Option<usize> {
    let number = |at: usize, len: usize| -> Option<u32> {
        std::str::from_utf8(rest.get(at..at + len)?)
            .ok()
            .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
            .parse()
            .ok()
    };
    let is = |at: usize, wanted: &[u8]| rest.get(at).is_some_and(|byte| wanted.contains(byte));
    number(0, 4)?;
    let is_date =
        is(4, b"-") && is(7, b"-") && (1..=12).contains(&number(5, 2)?) && (1..=31).contains(&number(8, 2)?);
    if !is_date {
        return None;
    }
    let has_time = is(10, b"T ") && is(13, b":") && number(11, 2).zip(number(14, 2)).is_some();
    if !has_time {
        return Some(10);
    }
    let mut len = 16;
    if is(len, b":") && number(len + 1, 2).is_some() {
        len += 3;
        if is(len, b".,") && number(len + 1, 1).is_some() {
            let digits = rest.iter().skip(len + 1).take_while(|byte| byte.is_ascii_digit());
            len += 1 + digits.count();
        }
    }
    if is(len, b"Zz") {
        len += 1;
    } else if is(len, b"+-") && number(len + 1, 2).is_some() {
        len += 3;
        if is(len, b":") && number(len + 1, 2).is_some() {
            len += 3;
        } else if number(len, 2).is_some() {
            len += 2;
        }
    }
    Some(len)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Vec<(&str, TokenKind)> {
        found_in(text)
            .into_iter()
            .map(|(range, kind)| (text.get(range).unwrap(), kind))
            .collect()
    }

    #[test]
    fn addresses_end_before_what_ends_a_sentence() {
        assert_eq!(
            found("see (https://a.example/b?c=(d)), HTTP://x. or xhttp://no \"https://q\""),
            [
                ("https://a.example/b?c=(d)", TokenKind::Url),
                ("HTTP://x", TokenKind::Url),
                ("https://q", TokenKind::Url),
            ]
        );
        assert_eq!(found("https://"), []);
    }

    #[test]
    fn dates_with_and_without_time() {
        assert_eq!(
            found("2026-11-20 2026-11-20T12:00:00.123Z 20261120T120000Z 2026-11-20 12:00+01:00"),
            [
                ("2026-11-20", TokenKind::Date),
                ("2026-11-20T12:00:00.123Z", TokenKind::Date),
                ("20261120T120000Z", TokenKind::Date),
                ("2026-11-20 12:00+01:00", TokenKind::Date),
            ]
        );
        assert_eq!(found("2026-13-01 12026-11-20 2026-11-200"), []);
    }

    #[test]
    fn resource_names_have_six_parts() {
        assert_eq!(
            found("User: arn:aws:iam::123456789012:user/a.b is, arn:aws:x"),
            [("arn:aws:iam::123456789012:user/a.b", TokenKind::Arn)]
        );
    }

    proptest! {
        #[test]
        fn tokens_cover_any_row_once(
            row in prop_oneof!["\\PC{0,60}", "(http://|arn:aws:|2026-11-2|[0-9:TZ.é,)( -]){0,20}"],
        ) {
            let mut joined = String::new();
            each_token(row.as_bytes(), &mut |range, _| {
                assert!(!range.is_empty());
                joined.push_str(row.get(range).unwrap());
            });
            prop_assert_eq!(joined, row);
        }
    }
}
