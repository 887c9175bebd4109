//! The body of a request: text, a file that is named and not read, a form, parts, or GraphQL.

use super::super::TransferOutcome;
use super::super::json::unknown_part;
use super::super::report::Report;
use super::super::text_body::{TEXT_WITHOUT_TYPE, body_of_text, content_type_of, form_of};
use super::multipart;
use crate::model::{Body, BodyKind, FileBody, GraphQl, HeaderRow, HttpRequest};

/// The lines without empty ones around them.
pub(super) fn text_of(lines: &[&str]) -> String {
    let is_empty = |line: &&&str| line.trim().is_empty();
    let start = lines.iter().take_while(is_empty).count();
    let end = lines.len() - lines.iter().rev().take_while(is_empty).count();
    lines
        .get(start..end)
        .map(|lines| lines.join("\n"))
        .unwrap_or_default()
}

/// Reads a body that is no GraphQL.
pub(super) fn read(text: String, http: &mut HttpRequest, place: &str, report: &mut Report) {
    if text.is_empty() {
        return;
    }
    let content_type = content_type_of(&http.headers).map(str::to_owned);
    if let Some(boundary) = content_type.as_deref().and_then(multipart::boundary) {
        if let Some(parts) = multipart::parts(&text, boundary) {
            http.body = Body {
                kind: BodyKind::Multipart,
                parts,
                boundary: boundary.to_owned(),
                ..Body::default()
            };
            // The body brings the header with it.
            http.headers
                .retain(|row| !row.name.trim().eq_ignore_ascii_case("content-type"));
            return;
        }
        report.add(
            place,
            TransferOutcome::Changed,
            "Its parts can not be told apart: the body comes as text",
        );
    }
    if let Some((path, reads)) = file(&text) {
        if reads == Reads::Variables {
            let text = "Variables in the file of its body are not replaced here";
            report.add(place, TransferOutcome::Changed, text);
        }
        http.body = Body {
            kind: BodyKind::File,
            file: FileBody {
                path: path.to_owned(),
                content_type: String::new(),
            },
            ..Body::default()
        };
        return;
    }
    if text.lines().any(|line| file(line).is_some()) {
        http.body.unknown = Some(unknown_part("text and file"));
        let text = "A body of text and files together is not known here: nothing is sent until another kind is chosen";
        report.add(place, TransferOutcome::Dropped, text);
        return;
    }
    let is_form = content_type
        .as_deref()
        .is_some_and(|value| value.to_ascii_lowercase().contains("x-www-form-urlencoded"));
    let joined: String = text.lines().map(str::trim).collect();
    if is_form && form_of(&joined).is_some() {
        http.body = body_of_text(joined, content_type.as_deref());
        return;
    }
    http.body = body_of_text(text, content_type.as_deref());
    if content_type.is_none() && http.body.text.trim_start().starts_with(['{', '[']) {
        http.body.kind = BodyKind::Json;
        let text = "Its body has no content type: it comes as JSON, with application/json";
        report.add(place, TransferOutcome::Changed, text);
    } else if content_type.is_none() {
        report.add(place, TransferOutcome::Changed, TEXT_WITHOUT_TYPE);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    AsItIs,
    Variables,
}

/// `< path`, `<@ path` and `<@latin1 path`.
fn file(line: &str) -> Option<(&str, Reads)> {
    let line = line.trim();
    if line.contains('\n') {
        return None;
    }
    let rest = line.strip_prefix('<')?;
    if let Some(rest) = rest.strip_prefix('@') {
        let (_, path) = rest.split_once(char::is_whitespace)?;
        return Some((path.trim(), Reads::Variables)).filter(|(path, _)| !path.is_empty());
    }
    let path = rest.strip_prefix(char::is_whitespace)?.trim();
    (!path.is_empty()).then_some((path, Reads::AsItIs))
}

/// The path that a line names.
pub(super) fn path_of(line: &str) -> Option<&str> {
    file(line).map(|(path, _)| path)
}

/// Takes the header away by which a body is GraphQL.
pub(super) fn takes_graphql_mark(headers: &mut Vec<HeaderRow>) -> bool {
    let before = headers.len();
    headers.retain(|row| {
        !(row.name.eq_ignore_ascii_case("x-request-type") && row.value.eq_ignore_ascii_case("graphql"))
    });
    headers.len() < before
}

/// A query, and behind an empty line its variables.
pub(super) fn graphql(text: &mut String, body: &mut Body) {
    let split = text.rfind("\n\n").filter(|at| {
        let variables = text.get(*at..).unwrap_or_default().trim_start();
        variables.starts_with('{') && !text.get(..*at).unwrap_or_default().trim().is_empty()
    });
    let variables = split.map(|at| text.split_off(at)).unwrap_or_default();
    body.kind = BodyKind::GraphQl;
    body.graphql = GraphQl {
        query: text.trim().into(),
        variables: variables.trim().into(),
        ..GraphQl::default()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_file_and_xml_does_not() {
        assert_eq!(path_of("< ./a b.json"), Some("./a b.json"));
        assert_eq!(path_of("<@ ./a.json"), Some("./a.json"));
        assert_eq!(path_of("<@latin1 ./a.json"), Some("./a.json"));
        for line in ["<a>", "<", "< ", "<@a", "a < b", "< a\n< b"] {
            assert_eq!(path_of(line), None, "{line}");
        }
    }

    #[test]
    fn variables_of_graphql_stand_behind_an_empty_line() {
        let mut body = Body::default();
        graphql(
            &mut "query ($a: Int) {\n\n  b\n}\n\n{\"a\": 1}".to_owned(),
            &mut body,
        );
        assert_eq!(body.graphql.query, "query ($a: Int) {\n\n  b\n}");
        assert_eq!(body.graphql.variables, "{\"a\": 1}");
        graphql(&mut "{ a }".to_owned(), &mut body);
        assert_eq!(
            (body.graphql.query.as_str(), body.graphql.variables.as_str()),
            ("{ a }", "")
        );
    }
}
