//! One text in the spellings that HTTP, JSON, XML and hex dumps give it.

use std::ops::Range;

/// Percent-encoded text is encoded again in a canonical path, and once more when that is put in a URL.
const DEEPEST_PERCENT_ENCODING: usize = 3;

/// Every place where `text` stands as it is or with any of its characters percent-encoded, or escaped for
/// JSON or XML; with letters in lower case, as hosts and names of headers are written; with a run of blanks or of slashes as
/// one, as signing folds them; and with a `+` as the blank that a query takes it for. `text` must not be empty.
pub(super) fn find_escaped(haystack: &[u8], text: &str) -> Vec<Range<usize>> {
    let Some(first) = text.bytes().next() else {
        return Vec::new();
    };
    let lower = first.to_ascii_lowercase();
    let may_start = |byte: u8| {
        byte == first
            || byte == lower
            || matches!(byte, b'%' | b'\\' | b'&' | b'+')
            || (byte == b' ' && first == b'+')
    };
    find(haystack, may_start, |rest| {
        plain_len(rest, text).or_else(|| escaped_len(rest, text))
    })
}

/// Every place where `bytes` stand as pairs of hex digits, of either case, with at most one space between
/// pairs: the form in which services return a canonical request byte by byte.
pub(super) fn find_hex(haystack: &[u8], bytes: &[u8]) -> Vec<Range<usize>> {
    let Some(first) = bytes.first() else {
        return Vec::new();
    };
    let may_start = |byte: u8| hex_digit(byte) == Some(first >> 4);
    find(haystack, may_start, |rest| hex_len(rest, bytes))
}

/// Matches from left to right that do not overlap.
fn find(
    haystack: &[u8],
    may_start: impl Fn(u8) -> bool,
    match_len: impl Fn(&[u8]) -> Option<usize>,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = haystack.get(at..) {
        let Some(skipped) = rest.iter().position(|byte| may_start(*byte)) else {
            break;
        };
        at += skipped;
        let len = haystack.get(at..).and_then(&match_len);
        found.extend(len.map(|len| at..at + len));
        at += len.unwrap_or(1);
    }
    found
}

fn plain_len(rest: &[u8], text: &str) -> Option<usize> {
    rest.starts_with(text.as_bytes()).then_some(text.len())
}

/// Follows every reading at once, as a `%`, `\` or `&` may be the character itself or the start of an
/// escape; there are seldom two.
fn escaped_len(rest: &[u8], text: &str) -> Option<usize> {
    readings(rest, text.chars().next()?).next()?;
    let mut ends = vec![0];
    // Behind the first character of a run that may stand as one: it is skipped to the end of the run.
    let mut folded: Vec<usize> = Vec::new();
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let mut next: Vec<usize> = ends
            .iter()
            .flat_map(|at| readings(rest.get(*at..).unwrap_or_default(), ch).map(move |len| at + len))
            .collect();
        let is_in_run = before.is_some_and(|before| are_one_run(before, ch));
        let goes_on = chars.peek().is_some_and(|after| are_one_run(ch, *after));
        if !is_in_run && goes_on {
            let one = if is_blank(ch) { ' ' } else { ch };
            let reading = |at: &usize| {
                readings(rest.get(*at..).unwrap_or_default(), one)
                    .map(|len| *at + len)
                    .collect::<Vec<_>>()
            };
            folded = ends.iter().flat_map(reading).collect();
        }
        if is_in_run && !goes_on {
            next.append(&mut folded);
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() && folded.is_empty() {
            return None;
        }
        ends = next;
        before = Some(ch);
    }
    ends.last().copied()
}

/// Whether two neighbours belong to a run of which signing leaves one.
fn are_one_run(one: char, other: char) -> bool {
    (is_blank(one) && is_blank(other)) || (one == '/' && other == '/')
}

fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\t')
}

/// Lengths of the spellings of `ch` that stand at the start of `rest`.
fn readings(rest: &[u8], ch: char) -> impl Iterator<Item = usize> {
    let percent = (1..=DEEPEST_PERCENT_ENCODING).filter_map(move |depth| percent_len(depth, rest, ch));
    // A query takes `+` for a blank, and a canonical one writes that out.
    let blank = (1..=DEEPEST_PERCENT_ENCODING)
        .filter(move |_| ch == '+')
        .filter_map(move |depth| percent_len(depth, rest, ' '));
    percent
        .chain(blank)
        .chain(json_len(rest, ch))
        .chain(xml_len(rest, ch))
        .chain(raw_len(rest, ch))
}

fn raw_len(rest: &[u8], ch: char) -> Option<usize> {
    let mut buffer = [0; 4];
    let raw = ch.encode_utf8(&mut buffer).as_bytes();
    if rest.starts_with(raw) {
        return Some(raw.len());
    }
    let is_lower =
        ch.is_ascii_uppercase() && u8::try_from(ch.to_ascii_lowercase()).ok().as_ref() == rest.first();
    if is_lower || (ch == '+' && rest.first() == Some(&b' ')) {
        return Some(1);
    }
    // A space in a form.
    (ch == ' ' && rest.first() == Some(&b'+')).then_some(1)
}

/// `%2F` at depth 1, `%252F` at depth 2.
fn percent_len(depth: usize, rest: &[u8], ch: char) -> Option<usize> {
    let mut buffer = [0; 4];
    ch.encode_utf8(&mut buffer).bytes().try_fold(0, |at, byte| {
        let mut digits = rest.get(at..)?.strip_prefix(b"%")?;
        for _ in 1..depth {
            digits = digits.strip_prefix(b"25")?;
        }
        (hex_byte(digits) == Some(byte)).then_some(at + 1 + depth * 2)
    })
}

fn json_len(rest: &[u8], ch: char) -> Option<usize> {
    let escape = rest.strip_prefix(b"\\")?;
    let short = match ch {
        '"' | '\\' | '/' => u8::try_from(ch).ok(),
        '\u{8}' => Some(b'b'),
        '\u{C}' => Some(b'f'),
        '\n' => Some(b'n'),
        '\r' => Some(b'r'),
        '\t' => Some(b't'),
        _ => None,
    };
    if short.is_some() && escape.first() == short.as_ref() {
        return Some(2);
    }
    let mut buffer = [0; 2];
    ch.encode_utf16(&mut buffer).iter().try_fold(0, |at, unit| {
        let digits = rest.get(at..)?.strip_prefix(b"\\u")?.get(..4)?;
        let [high, low] = unit.to_be_bytes();
        (hex_byte(digits) == Some(high) && hex_byte(digits.get(2..)?) == Some(low)).then_some(at + 6)
    })
}

fn xml_len(rest: &[u8], ch: char) -> Option<usize> {
    let entity = rest.strip_prefix(b"&")?;
    let end = entity.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(entity.get(..end)?).ok()?;
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.strip_prefix('#').and_then(numbered),
    };
    (named == Some(ch)).then_some(end + 2)
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}

fn hex_len(rest: &[u8], bytes: &[u8]) -> Option<usize> {
    bytes.iter().enumerate().try_fold(0, |at, (i, byte)| {
        let is_spaced = i > 0 && rest.get(at) == Some(&b' ');
        let at = at + usize::from(is_spaced);
        (hex_byte(rest.get(at..)?) == Some(*byte)).then_some(at + 2)
    })
}

/// The byte that the first two digits name.
fn hex_byte(digits: &[u8]) -> Option<u8> {
    let (high, low) = digits.first().zip(digits.get(1))?;
    Some(hex_digit(*high)? << 4 | hex_digit(*low)?)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
