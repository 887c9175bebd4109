//! What was done to what was typed, in words: nothing is said of a rule that changed nothing.

use std::collections::HashSet;

use super::super::canonical_path::canonical_path;
use super::super::rules::{Normalisation, PathEncoding};
use super::facts::Facts;
use crate::model::{Field, Origin, Segment, Traced, WireHeader};

/// Of the path.
pub(super) fn of_path(facts: &Facts<'_>, path: &Traced) -> Vec<String> {
    let mut done = Vec::new();
    let sent = facts.wire.path();
    let rules = facts.applied.rules;
    if sent.is_empty() {
        return vec!["The path is empty and signed as a slash".to_owned()];
    }
    let kept = super::super::rules::ServiceRules {
        normalisation: Normalisation::Off,
        ..rules
    };
    let not_normalised = canonical_path(&sent, &kept);
    if rules.normalisation == Normalisation::On && not_normalised.as_str() != path.as_str() {
        done.push("Empty and dot segments were removed (RFC 3986)".to_owned());
    }
    let encoded = not_normalised.as_str() != sent.as_str();
    match rules.path_encoding {
        PathEncoding::Double if encoded => {
            done.push("Characters of the path as sent are percent-encoded once more".to_owned());
        }
        PathEncoding::Single if encoded => {
            done.push("The path as sent is read and written in its strict spelling".to_owned());
        }
        _ => {}
    }
    if let Some(first) = sent.segments().first()
        && matches!(first.origin, Origin::Rule(_))
        && sent.as_str() == "/"
    {
        done.push("An empty path is sent as a slash".to_owned());
    }
    if is_filled_in(path) {
        done.push("Values of path parameters stand in their places".to_owned());
    }
    done
}

fn is_filled_in(path: &Traced) -> bool {
    path.segments()
        .iter()
        .any(|segment| matches!(field_of(segment), Some(Field::PathValue(_))))
}

/// Of the whole query.
pub(super) fn of_query(facts: &Facts<'_>, parameters: &[Traced]) -> Vec<String> {
    if facts.is_elsewhere() {
        return of_received_query(facts, parameters);
    }
    let places: Vec<usize> = parameters
        .iter()
        .filter_map(|parameter| parameter.segments().iter().find_map(url_place))
        .collect();
    if places.is_sorted() {
        Vec::new()
    } else {
        vec!["Sorted: in the URL the parameters stand in another order".to_owned()]
    }
}

/// Said when order is all that differs: an escape that was written anew hides where a parameter stood.
fn of_received_query(facts: &Facts<'_>, parameters: &[Traced]) -> Vec<String> {
    let query = facts.wire.query().unwrap_or_default();
    let arrived: Vec<&str> = query.as_str().split('&').collect();
    let signed: Vec<&str> = parameters.iter().map(Traced::as_str).collect();
    let sorted = |list: &[&str]| {
        let mut list = list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        list.sort();
        list
    };
    if arrived != signed && sorted(&arrived) == sorted(&signed) {
        vec!["Sorted: in the request the parameters stand in another order".to_owned()]
    } else {
        Vec::new()
    }
}

fn url_place(segment: &Segment) -> Option<usize> {
    match &segment.origin {
        Origin::Typed {
            field: Field::Url,
            span,
        }
        | Origin::Variable {
            field: Field::Url,
            span,
            ..
        } => Some(span.start),
        _ => None,
    }
}

/// Of one parameter.
pub(super) fn of_parameter(facts: &Facts<'_>, parameter: &Traced) -> Vec<String> {
    let mut done = Vec::new();
    let text = |segment: &Segment| {
        parameter
            .as_str()
            .get(segment.range.clone())
            .unwrap_or_default()
            .to_owned()
    };
    let without_value = |segment: &Segment| matches!(segment.origin, Origin::Rule(_)) && text(segment) == "=";
    if parameter.segments().iter().any(without_value) {
        done.push("It has no = in the URL and is signed with an empty value".to_owned());
    }
    let rewritten = |segment: &&Segment| typed_as(facts, segment).is_some_and(|typed| typed != text(segment));
    let (mut plus, mut encoded) = (false, false);
    for segment in parameter.segments().iter().filter(rewritten) {
        if typed_as(facts, segment).is_some_and(|typed| typed.bytes().all(|byte| byte == b'+')) {
            plus = true;
        } else {
            encoded = true;
        }
    }
    if plus {
        done.push("A + in a query is read as a space, so it is signed as %20".to_owned());
    }
    if encoded {
        done.push("Characters were percent-encoded, in upper-case hex".to_owned());
    }
    done
}

/// Of a canonical header line.
pub(super) fn of_header(facts: &Facts<'_>, name: &str, line: &Traced) -> Vec<String> {
    let mut done = Vec::new();
    if !is_typed_row(line) && !facts.is_elsewhere() {
        if host_is_lower_cased(facts, name, line) {
            done.push("The host is written in lower case".to_owned());
        }
        return done;
    }
    let lines: Vec<&WireHeader> = facts.lines_of(name).collect();
    let rows = || lines.iter().flat_map(|line| line.name.segments());
    let lower_cased = |segment: &Segment| {
        typed_as(facts, segment).is_some_and(|typed| typed.bytes().any(|byte| byte.is_ascii_uppercase()))
    };
    if rows().any(lower_cased) {
        done.push("The name is written in lower case".to_owned());
    }
    let value_of = |line: &&&WireHeader| {
        let row = line.name.segments().iter().find_map(field_of)?;
        match row {
            Field::HeaderName(row) => facts.text_of(Field::HeaderValue(row)),
            _ => None,
        }
    };
    if lines
        .iter()
        .filter_map(|line| value_of(&line))
        .any(|value| value.trim_matches([' ', '\t']).len() < value.len())
    {
        done.push("Blanks around the value were trimmed".to_owned());
    }
    if lines.iter().any(|line| line.value.as_str().contains("  ")) {
        done.push("Of several spaces in a row one was kept".to_owned());
    }
    if lines.len() > 1 {
        let rows = if facts.is_elsewhere() { "lines" } else { "rows" };
        done.push(format!(
            "The values of {} {rows} of this name are joined with commas",
            lines.len()
        ));
    }
    done
}

fn host_is_lower_cased(facts: &Facts<'_>, name: &str, line: &Traced) -> bool {
    let upper = |typed: &str| typed.is_ascii() && typed.bytes().any(|byte| byte.is_ascii_uppercase());
    name == "host"
        && line
            .segments()
            .iter()
            .any(|segment| typed_as(facts, segment).is_some_and(upper))
}

/// Of the list of signed headers.
pub(super) fn of_signed_headers(facts: &Facts<'_>) -> Vec<String> {
    if facts.is_elsewhere() {
        return Vec::new();
    }
    let signed: HashSet<&str> = facts.texts.signed_headers.iter().map(String::as_str).collect();
    let mut seen = HashSet::new();
    let names = facts.wire.headers.iter().map(|header| header.name.as_str());
    let sent = names.filter(|name| signed.contains(name) && seen.insert(*name));
    if sent.is_sorted() {
        Vec::new()
    } else {
        vec!["Sorted: the headers are sent in another order".to_owned()]
    }
}

/// True for a line whose name was typed as a row.
pub(super) fn is_typed_row(line: &Traced) -> bool {
    matches!(
        line.segments().first().and_then(field_of),
        Some(Field::HeaderName(_))
    )
}

/// The typed field behind a segment.
pub(super) fn field_of(segment: &Segment) -> Option<Field> {
    match &segment.origin {
        Origin::Typed { field, .. } | Origin::Variable { field, .. } => Some(*field),
        _ => None,
    }
}

/// What was typed where a segment stands; `None` when it was not typed, or is not there any more.
fn typed_as<'a>(facts: &Facts<'a>, segment: &Segment) -> Option<&'a str> {
    match &segment.origin {
        Origin::Typed { field, span } => facts.text_of(*field)?.get(span.clone()),
        _ => None,
    }
}
