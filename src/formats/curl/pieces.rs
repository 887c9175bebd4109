//! What curl makes of single values: header lines, encoded data, paths with dots.

/// A header with its value; `None` takes away what curl would send of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    /// As written.
    pub name: String,
    /// Without blanks around it.
    pub value: Option<String>,
}

/// `Name: value`, `Name;` for an empty value, `Name:` to leave the header out. `None` for what curl ignores.
pub fn header_line(line: &str) -> Option<HeaderLine> {
    let (name, value) = match (line.split_once(':'), line.trim_end().strip_suffix(';')) {
        (Some((name, value)), _) => {
            let value = value.trim_matches([' ', '\t', '\r', '\n']);
            (name, Some(value.to_owned()).filter(|value| !value.is_empty()))
        }
        (None, Some(name)) => (name, Some(String::new())),
        (None, None) => return None,
    };
    Some(HeaderLine {
        name: name.trim().to_owned(),
        value,
    })
}

/// What `--data-urlencode` leaves as it is.
const FORM: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Data of `--data-urlencode`: `content`, `=content`, `name=content`; or the file that `@file` and `name@file` name.
pub fn urlencoded(value: &[u8]) -> Result<String, String> {
    let at = value.iter().position(|byte| matches!(byte, b'=' | b'@'));
    let (name, content) = match at.map(|at| (value.get(at), value.split_at_checked(at))) {
        Some((Some(b'@'), Some((_, file)))) => {
            return Err(String::from_utf8_lossy(file.get(1..).unwrap_or_default()).into_owned());
        }
        Some((_, Some((name, content)))) => (name, content.get(1..).unwrap_or_default()),
        _ => (&b""[..], value),
    };
    let encoded = percent_encoding::percent_encode(content, FORM)
        .to_string()
        .replace("%20", "+");
    Ok(if name.is_empty() {
        encoded
    } else {
        format!("{}={encoded}", String::from_utf8_lossy(name))
    })
}

/// The path without its `.` and `..` segments (RFC 3986, 5.2.4); empty segments stay.
pub fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => {
                kept.push(segment);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}
