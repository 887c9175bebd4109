//! Forms that a file may not have: what stands there in another one would be read as nothing, and a request sent without it.

use super::YamlProblem;
use super::variables::is_value;
use super::yaml::{Map, Node};

/// A section of a file. What stands in its place in another form would be lost on the way, unseen.
pub(super) fn section_of<'a>(map: &'a Map, key: &str) -> Result<Option<&'a Map>, YamlProblem> {
    match map.get(key) {
        Some(Node::Map(section)) => Ok(Some(section)),
        Some(node) if !node.as_text().is_empty() || !node.items().is_empty() => Err(YamlProblem::of_file(
            format!("{key} is no mapping of keys and values"),
        )),
        _ => Ok(None),
    }
}

/// Refuses lists in another form, and rows in them: what they say would not be seen.
pub(super) fn check_lists(section: &Map, of: &str, keys: &[&str]) -> Result<(), YamlProblem> {
    for key in keys {
        match section.get(key) {
            None => {}
            Some(Node::List(rows)) => check_rows(rows, of, key)?,
            Some(Node::Map(map)) if map.is_empty() => {}
            Some(Node::Scalar(scalar)) if scalar.as_text().is_empty() => {}
            Some(Node::Map(_) | Node::Scalar(_)) => {
                return Err(YamlProblem::of_file(format!(
                    "{of}.{key} is no list: write each row with a name and a value, as - name: x"
                )));
            }
        }
    }
    Ok(())
}

/// The first row that is no name with a value, told by its number: its words may be secret.
fn check_rows(rows: &[Node], of: &str, key: &str) -> Result<(), YamlProblem> {
    let is_known = match key {
        "headers" | "params" => |row: &Node| is_row(row, |value| matches!(value, Node::Scalar(_))),
        "variables" => |row: &Node| is_row(row, is_value),
        _ => |_: &Node| true,
    };
    match rows.iter().position(|row| !is_known(row)) {
        None => Ok(()),
        Some(at) => Err(YamlProblem::of_file(format!(
            "row {} of {of}.{key} is no name with a text: write it as - name: x, and value: y on the line below",
            at + 1
        ))),
    }
}

fn is_row(row: &Node, is_value: fn(&Node) -> bool) -> bool {
    match row {
        Node::Map(row) if row.is_empty() => true,
        Node::Map(row) => {
            let has_name = matches!(row.get("name"), Some(Node::Scalar(_)));
            // The value of a secret variable is not read, whatever it is.
            has_name && (row.is_true("secret") || row.get("value").is_none_or(is_value))
        }
        Node::Scalar(scalar) => scalar.as_text().is_empty(),
        Node::List(_) => false,
    }
}

/// Refuses a request whose auth stands where no request has one, as folders have theirs: it would be sent unsigned.
pub(super) fn check_place_of_auth(map: &Map, section: &Map) -> Result<(), YamlProblem> {
    let says = |map: &Map, key: &str| match map.get(key) {
        None => false,
        Some(Node::Scalar(word)) => !matches!(word.as_text(), "" | "none"),
        Some(Node::List(_) | Node::Map(_)) => true,
    };
    if section.get("auth").is_some() {
        return Ok(());
    }
    let elsewhere = [
        (None, "the top"),
        (Some("request"), "request"),
        (Some("settings"), "settings"),
    ];
    let misplaced = elsewhere.iter().find(|(key, _)| match key {
        None => says(map, "auth"),
        Some(key) => map.map(key).is_some_and(|map| says(map, "auth")),
    });
    let misspelled = section
        .entries()
        .iter()
        .any(|(key, _)| key.eq_ignore_ascii_case("auth"));
    match misplaced {
        Some((_, place)) => Err(YamlProblem::of_file(format!(
            "its auth stands in {place}, where that of a request is not read: move it below http, beside the URL"
        ))),
        None if misspelled => Err(YamlProblem::of_file(
            "its auth has another spelling than auth, so it is not read: write it in small letters",
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::yaml::parse;
    use super::*;

    #[test]
    fn a_row_that_says_something_else_is_told_by_its_number_alone() {
        let told = |rows: &str, key: &str| {
            let map = parse(&format!("{key}:\n  - {{name: a, value: b}}\n  - {rows}\n")).unwrap();
            check_lists(&map, "http", &[key]).map_err(|problem| problem.to_string())
        };
        for row in [
            "X-Team: wJalr",
            "\"X-Team: wJalr\"",
            "{name: x, value: [wJalr]}",
            "{name: x, value: {type: text, data: wJalr}}",
            "{name: [wJalr], value: x}",
            "{value: wJalr}",
            "[wJalr]",
        ] {
            for key in ["headers", "params"] {
                let told = told(row, key).unwrap_err();
                assert!(told.contains(&format!("row 2 of http.{key}")), "{told}");
                assert!(!told.contains("wJalr"), "{told}");
            }
        }
        for row in [
            "",
            "{}",
            "{name: x}",
            "{name: ~, value: ~}",
            "{name: x, value: 1e3}",
        ] {
            assert_eq!(told(row, "headers"), Ok(()), "{row}");
        }
        for row in [
            "{name: x, value: {type: number, data: \"1\"}}",
            "{name: x, value: [{title: t, selected: true, value: y}]}",
            "{name: x, secret: true, value: [1]}",
        ] {
            assert_eq!(told(row, "variables"), Ok(()), "{row}");
        }
        for row in [
            "{name: x, value: [1]}",
            "{name: x, value: {data: {a: 1}}}",
            "x: 1",
        ] {
            assert!(told(row, "variables").is_err(), "{row}");
        }
    }

    #[test]
    fn auth_in_the_place_where_folders_have_it_is_not_passed_over() {
        let check = |yaml: &str| {
            let map = parse(yaml).unwrap();
            let section = map.map("http").cloned().unwrap_or_default();
            check_place_of_auth(&map, &section)
        };
        for yaml in [
            "http: {url: x}\nauth: inherit\n",
            "http: {url: x}\nrequest: {auth: {type: awsv4}}\n",
            "http: {url: x}\nsettings: {auth: inherit}\n",
            "http: {url: x, Auth: inherit}\n",
        ] {
            assert!(check(yaml).is_err(), "{yaml}");
        }
        for yaml in [
            "http: {url: x}\n",
            "http: {url: x}\nauth: none\nrequest: {auth: ~}\n",
            "http: {url: x, auth: inherit}\nrequest: {auth: {type: awsv4}}\n",
            "http: {url: x}\nruntime: {auth: inherit}\n",
        ] {
            assert_eq!(check(yaml), Ok(()), "{yaml}");
        }
    }
}
