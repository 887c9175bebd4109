//! The body of a request of type `http`.

use toml::{Table, Value};

use super::auth::NO_KIND;
use super::rows::{ROW, put_state, put_text_of, state, with_rows};
use super::side::Side;
use super::yaml::{Map, Node};
use crate::model::{Body, BodyKind, FormRow, PartKind, PartRow, RowId, UnknownPart};

const ORDER: [&str; 2] = ["type", "data"];

/// Reads a body. Kinds, lists of variants and shapes that are not known here are told as such; they stay in the file.
pub(super) fn read_body(node: Option<&Node>, side: &Side) -> Body {
    let unknown = |part| Body {
        unknown: Some(part),
        ..Body::default()
    };
    let map = match node {
        None => return Body::default(),
        Some(Node::Scalar(scalar)) if matches!(scalar.as_text(), "" | "none") => return Body::default(),
        Some(Node::Scalar(_)) => return unknown(UnknownPart::Text),
        Some(Node::List(_)) => return unknown(UnknownPart::List),
        Some(Node::Map(map)) if map.is_empty() => return Body::default(),
        Some(Node::Map(map)) => map,
    };
    let mut body = Body::default();
    let beside = Beside::read(side);
    body.kind = match map.text("type") {
        "json" => BodyKind::Json,
        "xml" => BodyKind::Xml,
        "text" if beside.is_raw => BodyKind::Raw,
        "text" | "sparql" => BodyKind::Text,
        "form-urlencoded" => BodyKind::Form,
        "multipart-form" => BodyKind::Multipart,
        "file" => BodyKind::File,
        "none" => return body,
        kind => return unknown(UnknownPart::of_kind(kind)),
    };
    if let Some(key) = other_shape(body.kind, map) {
        return unknown(UnknownPart::Shape {
            kind: map.text("type").to_owned(),
            key: key.to_owned(),
        });
    }
    match body.kind {
        BodyKind::Form => body.form = rows(map).map(form_row).collect(),
        BodyKind::Multipart => {
            body.parts = rows(map).flat_map(part_rows).collect();
            beside.boundary.clone_into(&mut body.boundary);
            beside.put_file_names(&mut body.parts);
        }
        BodyKind::File => {
            if let Some(file) = chosen(map.items("data")).and_then(Node::as_map) {
                file.text("filePath").clone_into(&mut body.file.path);
                file.text("contentType").clone_into(&mut body.file.content_type);
            }
        }
        _ => body.text = map.text("data").into(),
    }
    body
}

/// The key that holds something else than its kind has there, so that a part of the body would not be sent.
fn other_shape(kind: BodyKind, map: &Map) -> Option<&'static str> {
    const DATA: &str = "data";
    let of_rows = |of_row: fn(&Map) -> bool| match map.get(DATA) {
        None => false,
        Some(Node::Scalar(scalar)) => !scalar.as_text().is_empty(),
        Some(Node::Map(map)) => !map.is_empty(),
        Some(Node::List(rows)) => !rows.iter().all(|row| row.as_map().is_some_and(of_row)),
    };
    let is_odd = match kind {
        BodyKind::Form => of_rows(|row| texts_alone(row, &["name", "value"])),
        BodyKind::Multipart => of_rows(is_part),
        BodyKind::File => of_rows(|row| texts_alone(row, &["filePath", "contentType"])),
        _ => !texts_alone(map, &[DATA]),
    };
    is_odd.then_some(DATA)
}

fn texts_alone(row: &Map, keys: &[&str]) -> bool {
    keys.iter()
        .all(|key| matches!(row.get(key), None | Some(Node::Scalar(_))))
}

/// A part of a multipart body as it is known: a text, or a file with its path or paths.
fn is_part(row: &Map) -> bool {
    let is_value = match (row.text("type"), row.get("value")) {
        ("file", Some(Node::List(paths))) => paths.iter().all(|path| matches!(path, Node::Scalar(_))),
        ("" | "text" | "file", None | Some(Node::Scalar(_))) => true,
        _ => false,
    };
    is_value && texts_alone(row, &["name", "type", "contentType"])
}

fn rows(map: &Map) -> impl Iterator<Item = &Map> {
    map.items("data").iter().filter_map(Node::as_map)
}

fn form_row(row: &Map) -> FormRow {
    FormRow {
        row: RowId::fresh(),
        name: row.text("name").to_owned(),
        value: row.text("value").to_owned(),
        state: state(row),
    }
}

/// The parts of a row, which for files may have several paths.
fn part_rows(row: &Map) -> Vec<PartRow> {
    let part = |kind, text: &str, path: &str| PartRow {
        row: RowId::fresh(),
        name: row.text("name").to_owned(),
        kind,
        text: text.to_owned(),
        path: path.to_owned(),
        file_name: String::new(),
        content_type: row.text("contentType").to_owned(),
        state: state(row),
    };
    if row.text("type") != "file" {
        return vec![part(PartKind::Text, row.text("value"), "")];
    }
    match row.get("value") {
        Some(Node::List(paths)) if !paths.is_empty() => {
            let paths = paths.iter().map(|path| part(PartKind::File, "", path.as_text()));
            paths.collect()
        }
        _ => vec![part(PartKind::File, "", row.text("value"))],
    }
}

/// The file that is sent: the one that is chosen, or the first.
fn chosen(files: &[Node]) -> Option<&Node> {
    let is_chosen = |file: &&Node| file.as_map().is_some_and(|map| map.is_true("selected"));
    files.iter().find(is_chosen).or(files.first())
}

/// Writes a body, unless it is what is read from there.
pub(super) fn put_body(section: &mut Map, side: &mut Side, body: &Body, order: &[&str]) {
    let there = read_body(section.get("body"), &Side::default());
    if let Some(unknown) = body.not_understood() {
        // What stands there and is not understood either keeps it from being sent too.
        if there.unknown.is_none() {
            section.put_map("body", refused(unknown), order);
            side.put("body", Table::new());
        }
        return;
    }
    if !is_same(&there, &carried(body)) {
        // What is not understood is replaced as a whole.
        let before = section.map("body").filter(|_| there.unknown.is_none());
        match written(before, body) {
            Some(map) => section.put_map("body", map, order),
            None => {
                section.remove("body");
            }
        }
    }
    side.put("body", Beside::of(body).table());
}

/// The word alone, which keeps it from being sent without a body.
fn refused(unknown: &UnknownPart) -> Map {
    let of = |word: &str| {
        let mut map = Map::default();
        map.put_text("type", word, &ORDER);
        map
    };
    let named = match unknown {
        UnknownPart::Kind(kind) => of(kind),
        _ => return of(NO_KIND),
    };
    if read_body(Some(&Node::Map(named.clone())), &Side::default())
        .unknown
        .is_some()
    {
        named
    } else {
        of(NO_KIND)
    }
}

/// A body without what the format has no place for.
fn carried(body: &Body) -> Body {
    let mut carried = Body {
        kind: match body.kind {
            BodyKind::Raw => BodyKind::Text,
            kind => kind,
        },
        ..Body::default()
    };
    match body.kind {
        BodyKind::None | BodyKind::GraphQl => {}
        BodyKind::Form => body.form.clone_into(&mut carried.form),
        BodyKind::Multipart => {
            let parts = body.parts.iter().cloned();
            carried.parts = parts
                .map(|part| PartRow {
                    file_name: String::new(),
                    ..super::saved::part_as_saved(part)
                })
                .collect();
        }
        BodyKind::File => body.file.clone_into(&mut carried.file),
        BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => {
            body.text.clone_into(&mut carried.text);
        }
    }
    carried
}

/// Equal but for the identities of rows.
fn is_same(a: &Body, b: &Body) -> bool {
    let row = RowId::fresh();
    let leveled = |body: &Body| {
        let mut body = body.clone();
        body.form.iter_mut().for_each(|form| form.row = row);
        body.parts.iter_mut().for_each(|part| part.row = row);
        body
    };
    leveled(a) == leveled(b)
}

fn written(before: Option<&Map>, body: &Body) -> Option<Map> {
    let name = match body.kind {
        BodyKind::None | BodyKind::GraphQl => return None,
        BodyKind::Json => "json",
        BodyKind::Xml => "xml",
        BodyKind::Text | BodyKind::Raw => match before.map(|map| map.text("type")) {
            Some("sparql") => "sparql",
            _ => "text",
        },
        BodyKind::Form => "form-urlencoded",
        BodyKind::Multipart => "multipart-form",
        BodyKind::File => "file",
    };
    let mut map = match before {
        Some(before) if before.text("type") == name => before.clone(),
        _ => Map::default(),
    };
    map.put_text("type", name, &ORDER);
    match body.kind {
        BodyKind::Form => put_form(&mut map, &body.form),
        BodyKind::Multipart => put_parts(&mut map, &body.parts),
        BodyKind::File => put_file(&mut map, body),
        _ => map.put_text("data", &body.text, &ORDER),
    }
    Some(map)
}

fn put_form(map: &mut Map, form: &[FormRow]) {
    let keys: Vec<(&str, &str)> = form
        .iter()
        .map(|row| (row.name.as_str(), row.value.as_str()))
        .collect();
    let rows = with_rows(map.items("data"), &keys, |at, before| {
        let mut row = before.cloned().unwrap_or_default();
        if let Some(new) = form.get(at) {
            put_text_of(&mut row, before, ("name", &new.name), &ROW);
            put_text_of(&mut row, before, ("value", &new.value), &ROW);
            put_state(&mut row, new.state);
        }
        row
    });
    map.put_list("data", rows, &ORDER);
}

fn put_parts(map: &mut Map, parts: &[PartRow]) {
    let keys: Vec<(&str, &str)> = parts
        .iter()
        .map(|part| match part.kind {
            PartKind::Text => (part.name.as_str(), part.text.as_str()),
            PartKind::File => (part.name.as_str(), ""),
        })
        .collect();
    let rows = with_rows(map.items("data"), &keys, |at, before| {
        let mut row = before.cloned().unwrap_or_default();
        if let Some(part) = parts.get(at) {
            put_part(&mut row, before, part);
        }
        row
    });
    map.put_list("data", rows, &ORDER);
}

fn put_part(row: &mut Map, before: Option<&Map>, part: &PartRow) {
    put_text_of(row, before, ("name", &part.name), &ROW);
    match part.kind {
        PartKind::Text => {
            // A part without a type is a text.
            if before.is_none() || !row.text("type").is_empty() {
                row.put_text("type", "text", &ROW);
            }
            if !row.items("value").is_empty() {
                row.remove("value");
            }
            put_text_of(row, before, ("value", &part.text), &ROW);
        }
        PartKind::File => {
            row.put_text("type", "file", &ROW);
            let paths = vec![Node::text(&part.path)];
            let is_path = matches!(row.get("value"), Some(Node::Scalar(path)) if path.as_text() == part.path);
            if row.items("value") != paths
                && !(is_path && before.is_some_and(|row| row.text("type") == "file"))
            {
                row.put("value", Node::List(paths), &ROW);
            }
        }
    }
    row.put_filled("contentType", &part.content_type, &ROW);
    put_state(row, part.state);
}

fn put_file(map: &mut Map, body: &Body) {
    const KEYS: [&str; 3] = ["filePath", "contentType", "selected"];
    let mut files = map.items("data").to_vec();
    let at = chosen(&files).and_then(|chosen| files.iter().position(|file| file == chosen));
    let mut file = at
        .and_then(|at| files.get(at)?.as_map().cloned())
        .unwrap_or_default();
    file.put_text("filePath", &body.file.path, &KEYS);
    let there = at.and_then(|at| files.get(at)?.as_map());
    put_text_of(&mut file, there, ("contentType", &body.file.content_type), &KEYS);
    file.put_plain("selected", "true", &KEYS);
    match at.and_then(|at| files.get_mut(at)) {
        Some(there) => *there = Node::Map(file),
        None => files.push(Node::Map(file)),
    }
    map.put_list("data", files, &ORDER);
}

/// What the format has no place for.
#[derive(Default)]
struct Beside {
    is_raw: bool,
    boundary: String,
    /// Names of files that are sent, each with the number and the name of its part.
    file_names: Vec<(usize, String, String)>,
}

impl Beside {
    fn of(body: &Body) -> Self {
        let mut beside = Self {
            is_raw: body.kind == BodyKind::Raw,
            ..Self::default()
        };
        if body.kind == BodyKind::Multipart {
            body.boundary.clone_into(&mut beside.boundary);
            let named = body
                .parts
                .iter()
                .enumerate()
                .filter(|(_, part)| !part.file_name.is_empty());
            beside.file_names = named
                .map(|(at, part)| (at, part.name.clone(), part.file_name.clone()))
                .collect();
        }
        beside
    }

    fn table(self) -> Table {
        let mut table = Table::new();
        let text = |text: String| Value::String(text);
        if self.is_raw {
            table.insert("kind".to_owned(), text("raw".to_owned()));
        }
        if !self.boundary.is_empty() {
            table.insert("boundary".to_owned(), text(self.boundary));
        }
        let names: Vec<Value> = self
            .file_names
            .into_iter()
            .filter_map(|(at, part, file_name)| {
                let mut row = Table::new();
                row.insert("at".to_owned(), Value::Integer(i64::try_from(at).ok()?));
                row.insert("part".to_owned(), text(part));
                row.insert("fileName".to_owned(), text(file_name));
                Some(Value::Table(row))
            })
            .collect();
        if !names.is_empty() {
            table.insert("fileNames".to_owned(), Value::Array(names));
        }
        table
    }

    fn read(side: &Side) -> Self {
        let Some(table) = side.table("body") else {
            return Self::default();
        };
        let text = |table: &Table, key: &str| {
            let text = table.get(key).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let names = table.get("fileNames").and_then(Value::as_array);
        let names = names.into_iter().flatten().filter_map(Value::as_table);
        Self {
            is_raw: text(table, "kind") == "raw",
            boundary: text(table, "boundary"),
            file_names: names
                .filter_map(|row| {
                    let at = usize::try_from(row.get("at")?.as_integer()?).ok()?;
                    Some((at, text(row, "part"), text(row, "fileName")))
                })
                .collect(),
        }
    }

    fn put_file_names(self, parts: &mut [PartRow]) {
        for (at, name, file_name) in self.file_names {
            if let Some(part) = parts.get_mut(at).filter(|part| part.name == name) {
                part.file_name = file_name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_not_understood_is_never_written_as_none() {
        for unknown in [
            UnknownPart::Kind("odd".to_owned()),
            UnknownPart::Kind("json".to_owned()),
            UnknownPart::NoKind,
            UnknownPart::List,
        ] {
            let body = Body {
                unknown: Some(unknown.clone()),
                ..Body::default()
            };
            let text = Body {
                kind: BodyKind::Json,
                text: "{}".into(),
                ..Body::default()
            };
            let mut section = Map::default();
            for before in [None, Some(&text)] {
                if let Some(before) = before {
                    put_body(&mut section, &mut Side::default(), before, &[]);
                }
                put_body(&mut section, &mut Side::default(), &body, &[]);
                let read = read_body(section.get("body"), &Side::default());
                assert!(read.not_understood().is_some(), "{unknown:?}");
            }
            put_body(&mut section, &mut Side::default(), &Body::default(), &[]);
            assert!(section.get("body").is_none());
        }
    }
}
