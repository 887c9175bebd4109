//! Parts of a multipart body that is written out (RFC 2046, 5.1.1).

use super::body::path_of;
use crate::model::{PartKind, PartRow};

/// The boundary of a content type for forms.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (media_type, rest) = content_type.split_once(';')?;
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = rest.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value.trim())
    })?;
    let value = value.trim_matches('"');
    (!value.is_empty()).then_some(value)
}

/// The parts; `None` where one has no name.
pub(super) fn parts(text: &str, boundary: &str) -> Option<Vec<PartRow>> {
    let open = format!("--{boundary}");
    let close = format!("--{boundary}--");
    let mut parts = Vec::new();
    let mut lines: Option<Vec<&str>> = None;
    for line in text.lines() {
        let mark = line.trim_end();
        if mark == open || mark == close {
            if let Some(lines) = lines.take() {
                parts.push(part(&lines)?);
            }
            if mark == close {
                break;
            }
            lines = Some(Vec::new());
        } else if let Some(lines) = &mut lines {
            lines.push(line);
        } else if !line.trim().is_empty() {
            return None;
        }
    }
    // The last one may have no end.
    if let Some(lines) = lines {
        parts.push(part(&lines)?);
    }
    (!parts.is_empty()).then_some(parts)
}

fn part(lines: &[&str]) -> Option<PartRow> {
    let mut row = PartRow::default();
    let head = lines.iter().take_while(|line| !line.trim().is_empty()).count();
    let (head, content) = lines.split_at_checked(head)?;
    let mut is_named = false;
    for line in head {
        let (name, value) = line.split_once(':')?;
        match name.trim().to_ascii_lowercase().as_str() {
            "content-disposition" => {
                row.name = parameter(value, "name")?;
                row.file_name = parameter(value, "filename").unwrap_or_default();
                is_named = true;
            }
            "content-type" => value.trim().clone_into(&mut row.content_type),
            // What else a part says is not sent here, so the body stays a text.
            _ => return None,
        }
    }
    if !is_named {
        return None;
    }
    let text = content.get(1..).unwrap_or_default().join("\n");
    match path_of(&text) {
        Some(path) => {
            row.kind = PartKind::File;
            path.clone_into(&mut row.path);
        }
        None if text.lines().any(|line| path_of(line).is_some()) => return None,
        None => row.text = text,
    }
    Some(row)
}

fn parameter(value: &str, wanted: &str) -> Option<String> {
    parameters(value).into_iter().find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_wanted = name.trim().eq_ignore_ascii_case(wanted);
        is_wanted.then(|| {
            let value = value.trim();
            let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            quoted.unwrap_or(value).replace("\\\"", "\"")
        })
    })
}

/// What semicolons part. In double quotes they part nothing.
fn parameters(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (at, letter) in value.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => {
                found.extend(value.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(value.get(start..));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_types_and_files() {
        assert_eq!(
            boundary("multipart/form-data; charset=x; boundary=\"b b\""),
            Some("b b")
        );
        assert_eq!(boundary("multipart/mixed; boundary=b"), None);
        let text = "--b\nContent-Disposition: form-data; name=\"text\"\n\none\ntwo\n--b\nContent-Disposition: form-data; name=\"image\"; filename=\"1.png\"\nContent-Type: image/png\n\n< ./1.png\n--b--\n";
        let parts = parts(text, "b").unwrap();
        assert_eq!(
            (parts[0].name.as_str(), parts[0].text.as_str()),
            ("text", "one\ntwo")
        );
        assert_eq!(parts[1].kind, PartKind::File);
        assert_eq!(
            (
                parts[1].path.as_str(),
                parts[1].file_name.as_str(),
                parts[1].content_type.as_str()
            ),
            ("./1.png", "1.png", "image/png")
        );
        let odd = " form-data; name=\"a;b\"; filename=\"c \\\"d\\\".txt\"";
        assert_eq!(parameter(odd, "name").as_deref(), Some("a;b"));
        assert_eq!(parameter(odd, "filename").as_deref(), Some("c \"d\".txt"));
        assert_eq!(super::parts("--b\nx\n", "b"), None);
        assert_eq!(super::parts("", "b"), None);
    }
}
