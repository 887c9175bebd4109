//! Paths of `JSONPath` as expressions of assertions and captures.

/// The expression for a path that begins with `$`: in the words of `OpenCollection` where it is plain.
pub(super) fn json_path_expression(path: &str) -> Option<String> {
    let steps = path.strip_prefix('$')?;
    if path.contains("{{") {
        return None;
    }
    if steps.is_empty() {
        return Some("res.body".to_owned());
    }
    if is_plain(steps) {
        return Some(format!("res.body{steps}"));
    }
    Some(format!(
        "jsonpath('{}')",
        path.replace('\\', "\\\\").replace('\'', "\\'")
    ))
}

/// `.name` and `[0]`, one after the other.
fn is_plain(steps: &str) -> bool {
    let mut rest = steps;
    while !rest.is_empty() {
        let after = if let Some(after) = rest.strip_prefix('.') {
            let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
            let end = after.find(|letter| !is_name(letter)).unwrap_or(after.len());
            after.get(end..).filter(|_| end > 0)
        } else if let Some(after) = rest.strip_prefix('[') {
            let end = after
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(after.len());
            after
                .get(end..)
                .filter(|_| end > 0)
                .and_then(|after| after.strip_prefix(']'))
        } else {
            None
        };
        let Some(after) = after else { return false };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_those_of_every_program() {
        for (path, expression) in [
            ("$", Some("res.body")),
            ("$.a.b[0].c", Some("res.body.a.b[0].c")),
            ("$[0]", Some("res.body[0]")),
            ("$..a", Some("jsonpath('$..a')")),
            ("$.a[*].b", Some("jsonpath('$.a[*].b')")),
            ("$['a']", Some("jsonpath('$[\\'a\\']')")),
            ("$.a-b", Some("jsonpath('$.a-b')")),
            ("$.{{a}}", None),
            ("a", None),
        ] {
            assert_eq!(json_path_expression(path).as_deref(), expression, "{path}");
        }
    }
}
