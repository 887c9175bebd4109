//! `.env` files, as the npm package dotenv reads them, which Bruno uses.
//! <https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow>

/// Names and values in the order of the file. Lines that are none of that are passed over.
pub fn read_dot_env(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut variables = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(&text);
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let Some((name, value)) = assignment(line) else {
            rest = after;
            continue;
        };
        // From the value on to the end of the file: a quoted value may have several lines.
        let from_value = rest
            .get(rest.len().min(offset(rest, value))..)
            .unwrap_or_default();
        let (value, behind) = match quoted(from_value) {
            Some(quoted) => quoted,
            None => (unquoted(value), after),
        };
        variables.push((name.to_owned(), value));
        rest = behind;
    }
    variables
}

/// How far a part of a text stands behind its beginning.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr().addr()).saturating_sub(text.as_ptr().addr())
}

/// Name and text behind the sign of `NAME=value`, `export NAME=value` or `NAME: value`.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, value) = match (line.split_once('='), line.split_once(": ")) {
        (Some((name, value)), Some((other, _))) if name.len() < other.len() => (name, value),
        (_, Some((name, value))) if is_name(name.trim_end()) => (name, value),
        (Some((name, value)), _) => (name, value),
        _ => return None,
    };
    let name = name.trim_end();
    is_name(name).then_some((name, value.trim_start_matches([' ', '\t'])))
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    !name.is_empty() && name.bytes().all(is_part)
}

/// A value in quotes and what follows its line.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\'' | '`'))?;
    let inner = text.get(1..)?;
    let mut is_escaped = false;
    let end = inner.char_indices().find_map(|(at, char)| {
        let ends = char == quote && !is_escaped;
        is_escaped = char == '\\' && !is_escaped;
        ends.then_some(at)
    })?;
    let (value, behind) = (inner.get(..end)?, inner.get(end + 1..)?);
    let value = if quote == '"' {
        value.replace("\\n", "\n").replace("\\r", "\r")
    } else {
        value.to_owned()
    };
    Some((value, behind.split_once('\n').map_or("", |(_, after)| after)))
}

fn unquoted(value: &str) -> String {
    let value = value.split_once('#').map_or(value, |(value, _)| value);
    value.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_dotenv_does() {
        let file = "\u{feff}# a comment\nA=1\r\nexport B = two words # said\nC='it # stays'\nD=\"a\\nb\"\nE=\"two\nlines\" # \
                    end\nF=\n  G: yaml\nno assignment\n1H=x=y\nI=\"open\nJ.k-l=`a'\"`\n=x\n";
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "it # stays"),
            ("D", "a\nb"),
            ("E", "two\nlines"),
            ("F", ""),
            ("G", "yaml"),
            ("1H", "x=y"),
        ];
        let read = read_dot_env(file);
        let read: Vec<(&str, &str)> = read
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(read.get(..8), Some(&expected[..]));
        assert_eq!(read_dot_env("A='open\nB=2\n").len(), 2);
    }
}
