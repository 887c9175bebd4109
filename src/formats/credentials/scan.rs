//! Names with values behind them, in any text: shells, `.env`, profiles, YAML, Terraform, XML, labels of the console.
//!
//! One rule for all of them: a name, then marks that join (`=`, `:`, `>`, a comma), quotes and blanks, then the value.

use super::field::{Bond, Field, NAMES, accepted, is_base64};
use super::set::Findings;

/// The most that may stand between a name and its value.
const WIDEST_GAP: usize = 120;

/// The longest value that is looked at; session tokens have some 2,000 characters.
const LONGEST_VALUE: usize = 16_384;

/// The start of a text, so that no step looks at more than it has to.
fn start_of(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// Everything that a text names.
pub fn findings(text: &str) -> Findings {
    let mut findings = Findings::default();
    let mut rest = text;
    let mut line_start = true;
    while let Some(ch) = rest.chars().next() {
        if line_start && let Some((name, after)) = section(rest) {
            findings.block(Some(name));
            rest = after;
            continue;
        }
        line_start = ch == '\n' || (line_start && ch.is_whitespace());
        let after = take(rest, &mut findings);
        rest = after.unwrap_or_else(|| rest.get(ch.len_utf8()..).unwrap_or_default());
    }
    findings
}

/// `[default]`, `[profile name]` on a line of its own.
fn section(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with('[') {
        return None;
    }
    let line = start_of(text, 256).lines().next()?;
    let inner = line.trim_end().strip_prefix('[')?.strip_suffix(']')?;
    let name = inner.trim().strip_prefix("profile ").unwrap_or(inner).trim();
    let is_name = !name.is_empty() && !name.contains([':', '(', '"', '[', '{']);
    is_name.then(|| (name, text.get(line.len()..).unwrap_or_default()))
}

/// A name with its value at the start of a text: what follows them.
fn take<'a>(text: &'a str, findings: &mut Findings) -> Option<&'a str> {
    let (words, field, behind) = name_at(text)?;
    let Some((gap, mut bond)) = gap(behind) else {
        return Some(behind);
    };
    let start = behind.get(gap..).unwrap_or_default();
    let length = value_length(start, field);
    let (value, after) = start.split_at_checked(length)?;
    if bond == Bond::Tight && !ends_well(after) {
        bond = Bond::Loose;
    }
    // A lone word is a name only where nothing else can be meant.
    let is_vague = matches!((words, field), (1, Field::Token | Field::Region | Field::Profile));
    if !accepted(field, value, bond) || (is_vague && bond == Bond::Loose) {
        // No name hides in a long value.
        return Some(if value.len() > 256 { after } else { behind });
    }
    let mut whole = value.to_owned();
    let after = match field {
        Field::Token | Field::Secret => joined(&mut whole, after),
        _ => after,
    };
    findings.value(field, &whole, bond);
    if whole.len() > value.len() {
        findings.wrapped(field);
    }
    Some(after)
}

/// The name at the start of a text: how many words it has, its field, and what follows.
fn name_at(text: &str) -> Option<(usize, Field, &str)> {
    if !text.starts_with(|ch: char| ch.is_ascii_alphabetic()) {
        return None;
    }
    NAMES.iter().find_map(|(words, field)| {
        let mut rest = text;
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                rest = rest.strip_prefix([' ', '_', '-', '.']).unwrap_or(rest);
            }
            let (start, after) = rest.split_at_checked(word.len())?;
            start.eq_ignore_ascii_case(word).then_some(())?;
            rest = after;
        }
        let goes_on = rest.starts_with(|ch: char| ch.is_alphanumeric() || ch == '_');
        (!goes_on).then_some((words.len(), *field, rest))
    })
}

/// Length of what joins a name with its value, and how tightly; `None` when nothing does.
fn gap(text: &str) -> Option<(usize, Bond)> {
    let mut bond = Bond::Loose;
    let mut lines = 0;
    let mut rest = text;
    loop {
        let at = text.len() - rest.len();
        if at > WIDEST_GAP || lines > 2 {
            return None;
        }
        // `[None]` of `aws configure`, and the second name of a pair as in `"value": …`.
        if let Some(after) = rest.strip_prefix('[')
            && let Some(end) = start_of(after, WIDEST_GAP).find(']')
        {
            rest = after.get(end + 1..).unwrap_or_default();
            continue;
        }
        if at > 0
            && let Some(after) = second_name(rest)
        {
            rest = after;
            bond = Bond::Tight;
            continue;
        }
        let ch = rest.chars().next()?;
        match ch {
            '=' | ':' | '>' => bond = Bond::Tight,
            '\n' => lines += 1,
            // fish, Terraform and Windows put names and values in quotes, lists and calls.
            '"' | '\'' | '`' | ',' | '|' | '\\' => {}
            ch if ch.is_whitespace() => {}
            _ => return (at > 0).then_some((at, bond)),
        }
        rest = rest.get(ch.len_utf8()..).unwrap_or_default();
    }
}

/// `value` with its mark.
fn second_name(text: &str) -> Option<&str> {
    let (start, rest) = text.split_at_checked(5)?;
    (start.eq_ignore_ascii_case("value") && rest.starts_with([':', '=', '"', '\'', ' '])).then_some(rest)
}

fn value_length(text: &str, field: Field) -> usize {
    let ends = |ch: char| match field {
        Field::Expiry => !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '+' | ':' | '.')),
        Field::Profile | Field::Region => {
            ch.is_whitespace() || matches!(ch, '"' | '\'' | ',' | ';' | '<' | '|')
        }
        Field::KeyId | Field::Token => !(ch.is_ascii() && is_base64(ch as u8)),
        Field::Secret => {
            ch.is_whitespace() || matches!(ch, '"' | '\'' | '`' | ',' | ';' | '<' | '|' | ')' | '\\' | '&')
        }
    };
    let text = start_of(text, LONGEST_VALUE);
    text.find(ends).unwrap_or(text.len())
}

/// True when a value ends as values do: at a quote, a mark, or the end of its line, and not within a sentence.
fn ends_well(after: &str) -> bool {
    let line = start_of(after, 256).lines().next().unwrap_or_default();
    let rest = line.trim_start();
    rest.is_empty()
        || line.starts_with(['"', '\'', '`', ',', ';', '<', ')', '|', '\\', '&'])
        // Another setting, a flag or a comment follows.
        || rest.starts_with(['#', '-', '/', '\\', '}', '`', '&'])
        || rest.split_whitespace().next().is_some_and(|word| word.contains('=') || word.eq_ignore_ascii_case("aws"))
}

/// Lines behind a value that are nothing but base64 belong to it: a terminal wrapped them.
fn joined<'a>(value: &mut String, after: &'a str) -> &'a str {
    const SHORTEST_PIECE: usize = 4;
    let mut rest = after;
    loop {
        let Some(next) = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')) else {
            return rest;
        };
        let line = start_of(next, LONGEST_VALUE).lines().next().unwrap_or_default();
        let piece = line.trim().trim_end_matches(['"', '\'', ',', ';']);
        let is_piece = piece.len() >= SHORTEST_PIECE
            && value.len() > 40
            && piece.bytes().all(is_base64)
            && !piece.trim_end_matches('=').contains('=')
            && (piece.len() >= 16 || piece.ends_with('=') || piece.bytes().any(|byte| byte.is_ascii_digit()))
            && name_at(piece).is_none();
        if !is_piece {
            return rest;
        }
        value.push_str(piece);
        rest = next.get(line.len()..).unwrap_or_default();
    }
}
