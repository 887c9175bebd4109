//! JSON that people write with comments, and with commas behind the last member.

/// JSON without its comments; nothing when it has none.
pub(super) fn without_comments(text: &str) -> Option<String> {
    if !text.contains("//") && !text.contains("/*") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let (mut in_text, mut found) = (false, false);
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        if in_text {
            if letter == '\\' {
                length += rest.chars().nth(1).map_or(0, char::len_utf8);
            }
            in_text = letter != '"';
        } else if rest.starts_with("//") || rest.starts_with("/*") {
            found = true;
            let end = if rest.starts_with("//") {
                rest.find('\n')
            } else {
                rest.find("*/").map(|at| at + 2)
            };
            rest = end.and_then(|end| rest.get(end..)).unwrap_or_default();
            continue;
        } else {
            in_text = letter == '"';
        }
        out.push_str(rest.get(..length).unwrap_or_default());
        rest = rest.get(length..).unwrap_or_default();
    }
    found.then_some(out)
}

/// Without the commas that stand right before a closing bracket, which settings of VS Code may have.
pub(super) fn without_last_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A comma and the blanks behind it, until it is known what follows.
    let mut held = String::new();
    let (mut in_text, mut is_escaped) = (false, false);
    for letter in text.chars() {
        if !held.is_empty() {
            if letter.is_whitespace() {
                held.push(letter);
                continue;
            }
            let kept = if matches!(letter, '}' | ']') {
                held.get(1..).unwrap_or_default()
            } else {
                held.as_str()
            };
            out.push_str(kept);
            held.clear();
        }
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            ',' if !in_text => {
                held.push(letter);
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out.push_str(&held);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_json_go_and_texts_stay() {
        assert_eq!(
            without_comments("{\"a\": \"https://x/*\\\"//\", // b\n \"c\": /* d */ 1}").unwrap(),
            "{\"a\": \"https://x/*\\\"//\", \n \"c\":  1}"
        );
        assert_eq!(without_comments("{\"a\":\"http://x\"}"), None);
        assert_eq!(without_comments("{} // end").unwrap(), "{} ");
    }

    #[test]
    fn last_commas_go_and_texts_stay() {
        assert_eq!(
            without_last_commas("{\"a\": \",}\\\",]\", \"b\": [1, 2,\n ],\n}"),
            "{\"a\": \",}\\\",]\", \"b\": [1, 2\n ]\n}"
        );
        assert_eq!(without_last_commas("1,"), "1,");
    }
}
