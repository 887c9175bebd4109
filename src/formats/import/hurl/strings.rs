//! Texts of Hurl: comments behind them, escapes and templates in them.

use super::super::texts::end_of_braces;

/// The line without the comment at its end. In double quotes and behind a backslash `#` is itself.
pub(super) fn without_comment(line: &str) -> &str {
    let mut is_quoted = false;
    let mut letters = line.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '"' => is_quoted = !is_quoted,
            '#' if !is_quoted => return line.get(..at).unwrap_or(line),
            _ => {}
        }
    }
    // A quote that does not end quotes nothing.
    if is_quoted {
        return line.split_once(" #").map_or(line, |(before, _)| before);
    }
    line
}

/// The text without escapes and blanks around it, its functions in the words of this program.
pub(super) fn plain(text: &str) -> String {
    templated(&unescaped(text.trim()))
}

/// The text without escapes.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => plain.push_str(&code_point(&mut letters)),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

/// `{1F600}` behind `\u`.
fn code_point(letters: &mut std::str::Chars<'_>) -> String {
    let rest = letters.as_str();
    let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let found = inner.and_then(|(digits, after)| {
        let code = u32::from_str_radix(digits, 16).ok()?;
        Some((char::from_u32(code)?, after))
    });
    match found {
        Some((letter, after)) => {
            *letters = after.chars();
            letter.to_string()
        }
        None => "\\u".to_owned(),
    }
}

/// Functions between braces.
pub(super) fn templated(text: &str) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        replaced.push_str(before);
        let inner = match end_of_braces(after) {
            Ok(end) => after.get(..end).unwrap_or_default(),
            Err(line) => {
                replaced.push_str("{{");
                replaced.push_str(after.get(..line).unwrap_or(after));
                rest = after.get(line..).unwrap_or_default();
                continue;
            }
        };
        let name = match inner.trim() {
            "newUuid" => "$uuid".to_owned(),
            "newDate" => "$isoTimestamp".to_owned(),
            other => match other.strip_prefix("getEnv") {
                Some(name) => format!("process.env.{}", name.trim().trim_matches('"')),
                None => other.to_owned(),
            },
        };
        replaced.push_str("{{");
        replaced.push_str(&name);
        replaced.push_str("}}");
        rest = after.get(inner.len() + 2..).unwrap_or_default();
    }
    replaced.push_str(rest);
    replaced
}

/// `name: value`, each without its escapes.
pub(super) fn key_value(line: &str) -> Option<(String, String)> {
    let line = without_comment(line).trim();
    let mut letters = line.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            ':' => {
                let value = line.get(at + 1..).unwrap_or_default();
                return Some((plain(line.get(..at)?), plain(value))).filter(|(name, _)| !name.is_empty());
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_escapes_are_read() {
        assert_eq!(without_comment("a: b # c"), "a: b ");
        assert_eq!(without_comment("a \"#\" # c"), "a \"#\" ");
        assert_eq!(without_comment("it\"s # c"), "it\"s");
        assert_eq!(plain(" a\\#b\\u{41}\\n "), "a#bA\n");
        assert_eq!(
            plain("{{ x }}/{{newUuid}}{{getEnv \"A\"}}"),
            "{{x}}/{{$uuid}}{{process.env.A}}"
        );
        assert_eq!(
            key_value("a\\:b: c:d # e"),
            Some(("a:b".to_owned(), "c:d".to_owned()))
        );
        assert_eq!(key_value("abc"), None);
    }
}
