//! What a row of the sidebar needs of a file. Reading stops as soon as it is known.

use serde_saphyr::granit_parser::{Event, ScalarStyle};

use super::folder::seq;
use super::yaml::{Map, YamlProblem, parse, parser};

/// What a row of the sidebar needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemHead {
    /// `info.type`: `http` and `graphql` are requests.
    pub kind: String,
    /// `info.name`; empty where there is none.
    pub name: String,
    /// Place among its siblings, where the file has one.
    pub seq: Option<u32>,
    /// As typed; empty for kinds without a method.
    pub method: String,
    /// As typed.
    pub url: String,
}

impl ItemHead {
    /// Whether it is a request that can be opened here.
    pub fn is_request(&self) -> bool {
        matches!(self.kind.as_str(), "http" | "graphql")
    }
}

/// Whether a file says what a request sends, though not that it is one.
pub fn says_what_is_sent(yaml: &str) -> bool {
    let Ok(map) = parse(yaml) else { return false };
    ["http", "graphql"].iter().any(|key| map.map(key).is_some())
}

/// Reads what a row needs. What stands behind it is not looked at, so a file with an error there is told when it is
/// opened.
pub fn read_head(yaml: &str) -> Result<ItemHead, YamlProblem> {
    if let Some(head) = first_lines(yaml) {
        return Ok(head);
    }
    let map = parse(yaml)?;
    let empty = Map::default();
    let info = map.map("info").unwrap_or(&empty);
    let kind = match info.text("type") {
        // The form of script files.
        "" => map.text("type"),
        kind => kind,
    };
    let section = map.map(kind).unwrap_or(&empty);
    let method = match (section.get("method"), kind) {
        (Some(method), _) => method.as_text(),
        (None, "http") => "GET",
        (None, "graphql") => "POST",
        (None, _) => "",
    };
    Ok(ItemHead {
        kind: kind.to_owned(),
        name: info.text("name").to_owned(),
        seq: seq(info),
        method: method.to_owned(),
        url: section.text("url").to_owned(),
    })
}

/// The usual file: `info` first, then method and URL at the head of the section. `None` for any other, which is then
/// read whole.
fn first_lines(yaml: &str) -> Option<ItemHead> {
    // From the document's own mapping down: the key whose value comes next, where one was read.
    let mut keys: Vec<Option<String>> = Vec::new();
    let mut head = ItemHead::default();
    let mut is_info_read = false;
    let (mut has_method, mut has_url) = (false, false);
    for next in parser(yaml) {
        match next.ok()?.0 {
            Event::MappingStart(..) => keys.push(None),
            Event::MappingEnd => {
                keys.pop();
                let key = keys.last_mut()?.take()?;
                is_info_read |= keys.len() == 1 && key == "info";
            }
            Event::SequenceStart(..) if keys.len() == 2 => keys.push(Some(String::new())),
            Event::SequenceEnd if keys.len() == 3 => {
                keys.pop();
                keys.last_mut()?.take()?;
            }
            Event::SequenceStart(..) | Event::SequenceEnd | Event::Alias(_) => return None,
            Event::Scalar(..) if keys.len() == 3 && keys.last()?.as_deref() == Some("") => {}
            Event::Scalar(text, style, anchor, tag) => {
                let key = keys.last_mut()?;
                let Some(key) = key.take() else {
                    *key = Some(text.into_owned());
                    continue;
                };
                let top = if keys.len() == 2 {
                    keys.first()?.as_deref()
                } else {
                    None
                };
                let is_plain = style == ScalarStyle::Plain;
                if anchor != 0
                    || tag.is_some()
                    || (is_plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL"))
                {
                    return None;
                }
                match (top, key.as_str()) {
                    (Some("info"), "name") => head.name = text.into_owned(),
                    (Some("info"), "type") => head.kind = text.into_owned(),
                    (Some("info"), "seq") => head.seq = is_plain.then(|| text.parse().ok()).flatten(),
                    (Some(section), "method") if section == head.kind => {
                        has_method = true;
                        head.method = text.into_owned();
                    }
                    (Some(section), "url") if section == head.kind => {
                        has_url = true;
                        head.url = text.into_owned();
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        if is_info_read && has_method && has_url && head.is_request() {
            return Some(head);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_from_the_first_lines() {
        let file = "info:\n  name: List\n  type: http\n  tags:\n    - a\n    - b\n  seq: 2\n\nhttp:\n  method: GET\n  url: \
                    \"{{base}}/x\"\n  headers:\n    - name: A\n      value: [\n";
        let head = read_head(file).unwrap();
        let expected = ItemHead {
            kind: "http".to_owned(),
            name: "List".to_owned(),
            seq: Some(2),
            method: "GET".to_owned(),
            url: "{{base}}/x".to_owned(),
        };
        assert_eq!(head, expected);
    }

    #[test]
    fn other_files_are_read_whole() {
        for (file, kind, name, method) in [
            (
                "http:\n  url: x\ninfo: {type: http, name: n}\n",
                "http",
                "n",
                "GET",
            ),
            (
                "info:\n  type: graphql\ngraphql:\n  url: x\n",
                "graphql",
                "",
                "POST",
            ),
            (
                "info:\n  name: ~\n  type: http\nhttp:\n  method: PUT\n  url: x\n",
                "http",
                "",
                "PUT",
            ),
            ("type: script\nscript: \"1\"\n", "script", "", ""),
            (
                "info:\n  name: &n x\n  type: websocket\nwebsocket:\n  url: *n\n",
                "websocket",
                "x",
                "",
            ),
        ] {
            let head = read_head(file).unwrap();
            assert_eq!(
                (&*head.kind, &*head.name, &*head.method),
                (kind, name, method),
                "{file}"
            );
        }
        read_head("info: [\n").unwrap_err();
    }
}
