//! Undoes what copying does to a text.

use super::Repair;

/// The text as it is and with escapes undone, the likeliest first.
pub(super) fn variants(text: &str) -> Vec<(String, Vec<Repair>)> {
    let mut found = vec![(text.to_owned(), Vec::new())];
    let json = json_unescaped(text);
    let xml = xml_unescaped(text);
    if let Some(json) = &json {
        found.push((json.clone(), vec![Repair::JsonEscapes]));
    }
    if let Some(xml) = &xml {
        found.push((xml.clone(), vec![Repair::XmlEscapes]));
    }
    let both = vec![Repair::JsonEscapes, Repair::XmlEscapes];
    if let Some(text) = json.as_deref().and_then(xml_unescaped) {
        found.push((text, both.clone()));
    }
    if let Some(text) = xml.as_deref().and_then(json_unescaped) {
        found.push((text, both));
    }
    found
}

/// The text without what stands around it: carriage returns, fences, quotes, indentation, empty lines at its ends.
pub(super) fn clean(text: &str) -> (String, Vec<Repair>) {
    let mut repairs = Vec::new();
    let mut text = text.trim_end().trim_start_matches(['\n', '\r']).to_owned();
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
        repairs.push(Repair::LineEnds);
    }
    if let Some(inner) = without_fence(&text).or_else(|| without_quotes(&text)) {
        text = inner.trim_end().trim_start_matches('\n').to_owned();
        repairs.push(Repair::Quotes);
    }
    if let Some(moved) = without_indentation(&text) {
        text = moved;
        repairs.push(Repair::Indentation);
    }
    (text, repairs)
}

fn without_fence(text: &str) -> Option<&str> {
    let inner = text.trim_start().strip_prefix("```")?.strip_suffix("```")?;
    inner.split_once('\n').map(|(_, inner)| inner)
}

fn without_quotes(text: &str) -> Option<&str> {
    let text = text.trim();
    ['\'', '"', '`']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

/// Takes away the spaces that all lines begin with, or all but the first. Lines of what AWS computes never begin
/// with a space.
fn without_indentation(text: &str) -> Option<String> {
    let depth = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = |skipped: usize| {
        let lines = text.split('\n').skip(skipped);
        lines.filter(|line| !line.trim().is_empty()).map(depth).min()
    };
    let (first, rest) = (depth(text), least(1).unwrap_or(0));
    if first == 0 && rest == 0 {
        return None;
    }
    let lines = text.split('\n').enumerate().map(|(nth, line)| {
        let cut = if nth == 0 { first } else { rest };
        line.get(cut..).unwrap_or_default()
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// `None` when there is nothing to undo, or it is no JSON.
fn json_unescaped(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    let mut escaped = false;
    for ch in text.chars() {
        match ch {
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '"' if !escaped => literal.push_str("\\\""),
            // Of JavaScript and Python.
            '\'' if escaped => {
                literal.pop();
                literal.push(ch);
            }
            ch if ch.is_control() => {}
            ch => literal.push(ch),
        }
        escaped = ch == '\\' && !escaped;
    }
    literal.push('"');
    serde_json::from_str(&literal).ok()
}

/// The five names of XML and numbers; `None` when there is nothing to undo.
fn xml_unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let entity = after
            .split_once(';')
            .and_then(|(name, behind)| Some((character(name)?, behind)));
        if let Some((ch, behind)) = entity {
            out.push(ch);
            rest = behind;
            any = true;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    any.then_some(out)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(json_unescaped(r"a\nb\/c\\n").as_deref(), Some("a\nb/c\\n"));
        assert_eq!(
            json_unescaped(r#"say \"x\" "y""#).as_deref(),
            Some(r#"say "x" "y""#)
        );
        assert_eq!(json_unescaped(r"it\'s").as_deref(), Some("it's"));
        assert_eq!(json_unescaped("plain"), None);
        assert_eq!(json_unescaped(r"\q"), None);
        assert_eq!(
            xml_unescaped("a&amp;amp;&#10;&#x41;&x;&").as_deref(),
            Some("a&amp;\nA&x;&")
        );
        assert_eq!(xml_unescaped("a=1&b=2;c"), None);
    }

    #[test]
    fn only_indentation_of_all_lines_goes() {
        assert_eq!(without_indentation("a\n b\nc"), None);
        assert_eq!(
            without_indentation("  a\n    b\n\n  c").as_deref(),
            Some("a\n  b\n\nc")
        );
        assert_eq!(without_indentation("a\n  b\n  c").as_deref(), Some("a\nb\nc"));
    }
}
