//! Path parameters: `{petId}` and `{proxy+}` as API Gateway and `OpenAPI` write them, `:petId` as Express and Postman do.

use std::ops::Range;

use super::error::ResolveError;
use super::percent::{Slash, encoded};
use super::variables::{Scope, replace};
use crate::model::{Field, PathValue, Request, Traced};

/// A parameter in the path of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathParam {
    /// Name without braces, colon and plus sign.
    pub name: String,
    /// Where it stands in the URL's text, with its braces or colon.
    pub range: Range<usize>,
    /// How much of the path it stands for.
    pub reach: Reach,
}

/// How much of the path a parameter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// One segment: a slash in the value is escaped.
    Segment,
    /// The rest of the path, `{proxy+}`: slashes in the value separate segments
    /// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html>).
    Rest,
}

impl Reach {
    /// Everything but unreserved characters is escaped, as a value is text and no piece of a URL (RFC 3986, 3.3).
    fn slash(self) -> Slash {
        match self {
            Self::Segment => Slash::Encoded,
            Self::Rest => Slash::Kept,
        }
    }
}

/// The path parameters in the order of the URL's text. A name may stand there more than once.
pub fn path_params(url: &str) -> Vec<PathParam> {
    let mut params = Vec::new();
    for segment in segments(url) {
        let text = url.get(segment.clone()).unwrap_or_default();
        match text.strip_prefix(':') {
            Some(name) if is_name(name) => params.push(PathParam {
                name: name.to_owned(),
                range: segment,
                reach: Reach::Segment,
            }),
            _ => braced(text, segment.start, &mut params),
        }
    }
    params
}

/// The URL with every parameter that has a value replaced by it, escaped for its place.
pub(super) fn fill(url: &Traced, values: &[PathValue], scope: &Scope) -> Result<Traced, ResolveError> {
    let mut filled = Traced::default();
    let mut from = 0;
    for param in path_params(url.as_str()) {
        let Some(value) = values
            .iter()
            .find(|value| value.name == param.name && !value.value.is_empty())
        else {
            continue;
        };
        filled.append(&url.slice(from..param.range.start));
        from = param.range.end;
        let place = || format!("the path parameter {}", param.name);
        let text = replace(&value.value, Field::PathValue(value.row), &place, scope)?;
        filled.append(&encoded(&text, param.reach.slash()));
    }
    filled.append(&url.slice(from..url.len()));
    Ok(filled)
}

/// The parameters of a request's path that have no value, each once: they are sent as they stand, as `:id`.
pub fn params_without_value(request: &Request, scope: &Scope) -> Vec<String> {
    let http = &request.http;
    let url = replace(&http.url, Field::Url, &String::new, scope);
    let url = url.map_or_else(|_| http.url.clone(), |url| url.as_str().to_owned());
    let mut names: Vec<String> = Vec::new();
    for param in path_params(&url) {
        let has_value = |value: &PathValue| value.name == param.name && !value.value.is_empty();
        let written = url.get(param.range).unwrap_or_default().to_owned();
        if !http.path_values.iter().any(has_value) && !names.contains(&written) {
            names.push(written);
        }
    }
    names
}

/// The segments of the path as ranges of the URL's text.
fn segments(url: &str) -> Vec<Range<usize>> {
    let Some(path) = path(url) else {
        return Vec::new();
    };
    let mut start = path.start;
    url.get(path)
        .unwrap_or_default()
        .split('/')
        .map(|segment| {
            let range = start..start + segment.len();
            start = range.end + 1;
            range
        })
        .collect()
}

/// The path after its first slash.
fn path(url: &str) -> Option<Range<usize>> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let authority = url.get(..end)?.find("://").map_or(0, |at| at + 3);
    let slash = authority + url.get(authority..end)?.find('/')?;
    Some(slash + 1..end)
}

/// `{name}` and `{name+}`, but not `{{variable}}`.
fn braced(text: &str, offset: usize, params: &mut Vec<PathParam>) {
    let mut from = 0;
    while let Some(open) = text
        .get(from..)
        .and_then(|rest| rest.find('{'))
        .map(|at| from + at)
    {
        let rest = text.get(open + 1..).unwrap_or_default();
        if rest.starts_with('{') {
            from = rest.find("}}").map_or(text.len(), |at| open + 1 + at + 2);
            continue;
        }
        let Some(close) = rest.find('}') else { return };
        let inside = rest.get(..close).unwrap_or_default();
        let (name, reach) = match inside.strip_suffix('+') {
            Some(name) => (name, Reach::Rest),
            None => (inside, Reach::Segment),
        };
        if is_name(name) {
            params.push(PathParam {
                name: name.to_owned(),
                range: offset + open..offset + open + close + 2,
                reach,
            });
        }
        from = open + 1 + close + 1;
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VariableLayer;

    fn found(url: &str) -> Vec<(&str, String, Reach)> {
        path_params(url)
            .into_iter()
            .map(|param| (url.get(param.range).unwrap(), param.name, param.reach))
            .collect()
    }

    #[test]
    fn both_spellings_are_found_in_the_path_alone() {
        let url = "https://{host}:8443/{stage}/pets/:petId/{proxy+}?q={no}#{nor}";
        assert_eq!(
            found(url),
            [
                ("{stage}", "stage".to_owned(), Reach::Segment),
                (":petId", "petId".to_owned(), Reach::Segment),
                ("{proxy+}", "proxy".to_owned(), Reach::Rest),
            ]
        );
    }

    #[test]
    fn variables_actions_and_ports_are_no_parameters() {
        for url in [
            "{{demo}}/pets",
            "https://h:443/a",
            "h/{{a}}/b",
            "h/v1/things:batchGet",
            "h/arn:aws:s3:::b",
            "h/{}",
            "h/{a b}",
            "h/:8080",
            "h/{open",
        ] {
            assert_eq!(found(url), [], "{url}");
        }
        assert_eq!(found("h/a{id}.json").len(), 1);
        assert_eq!(found("h/{{a}}{id}").len(), 1);
    }

    fn filled(url: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| PathValue {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
                ..PathValue::default()
            })
            .collect();
        let scope = Scope::default().with(VariableLayer::Request, "v", "x/y");
        let filled = fill(&Traced::typed(url, Field::Url), &values, &scope).unwrap();
        let covered: usize = filled.segments().iter().map(|segment| segment.range.len()).sum();
        assert_eq!(covered, filled.len());
        filled.as_str().to_owned()
    }

    #[test]
    fn values_are_escaped_for_their_place() {
        assert_eq!(
            filled("h/{a}/:a/{rest+}?a={a}", &[("a", "1/2 %é"), ("rest", "x/y?z")]),
            "h/1%2F2%20%25%C3%A9/1%2F2%20%25%C3%A9/x/y%3Fz?a={a}"
        );
        assert_eq!(filled("h/{a}", &[("a", "{{v}}")]), "h/x%2Fy");
    }

    #[test]
    fn without_a_value_the_text_stays() {
        assert_eq!(filled("h/{a}/:b", &[("a", "")]), "h/{a}/:b");
    }
}
