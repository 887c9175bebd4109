//! Regular expressions of JavaScript, as far as they can be read without going back.

use regex::Regex;

use super::no_value::NoValue;

/// Memory that a compiled expression may take.
const MOST_BYTES: usize = 4 << 20;

/// The expression, with the meanings that JavaScript gives to classes. What looks ahead, behind or back is not read.
pub(super) fn compiled(pattern: &str) -> Result<Regex, NoValue> {
    let translated = translated(pattern);
    regex::RegexBuilder::new(&translated)
        .size_limit(MOST_BYTES)
        .build()
        .map_err(|error| {
            let reason = reason(pattern, &error);
            NoValue::Query(format!(
                "The regular expression {pattern} can not be used: {reason}"
            ))
        })
}

fn reason(pattern: &str, error: &regex::Error) -> String {
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return "it is too large".to_owned();
    }
    if ["(?=", "(?!", "(?<=", "(?<!"]
        .iter()
        .any(|look| pattern.contains(look))
    {
        return "looking ahead and behind is not known here".to_owned();
    }
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

/// `\d` and `\w` are ASCII, a dot is no line end, and a bracket within a class is a character.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut is_in_class = false;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match (letter, is_in_class) {
            ('\\', _) => match letters.next() {
                Some('d') => out.push_str("[0-9]"),
                Some('w') => out.push_str("[0-9A-Za-z_]"),
                Some('D') => out.push_str("[^0-9]"),
                Some('W') => out.push_str("[^0-9A-Za-z_]"),
                Some('b') if !is_in_class => out.push_str("(?-u:\\b)"),
                Some('/') => out.push('/'),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => out.push('\\'),
            },
            ('[', false) => {
                is_in_class = true;
                out.push('[');
            }
            ('[', true) => out.push_str("\\["),
            ('&' | '~', true) => {
                out.push('\\');
                out.push(letter);
            }
            (']', true) => {
                is_in_class = false;
                out.push(']');
            }
            ('.', false) => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
            (other, _) => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_mean_what_they_mean_to_javascript() {
        for (pattern, text, matches) in [
            (r"^\d+$", "123", true),
            (r"^\d+$", "١٢٣", false),
            (r"^[\d.]+$", "1.2", true),
            (r"^[[a]$", "[", true),
            (r"a.b", "a\nb", false),
            (r"^\w+$", "ü", false),
            (r"application\/json", "application/json; charset=utf-8", true),
            (r"^[^\W]+$", "ab_1", true),
            ("", "x", true),
        ] {
            assert_eq!(
                compiled(pattern).unwrap().is_match(text),
                matches,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn what_can_not_be_used_says_why() {
        for (pattern, reason) in [("(?=a)", "ahead"), ("(", "unclosed"), (r"(a)\1", "backreference")] {
            let error = compiled(pattern).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
