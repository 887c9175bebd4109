//! What a path picks of a body, as a document of its own: the results one after the other.

use thiserror::Error;

use super::charset::Charset;
use super::json_path::{JsonPathError, json_path};
use super::xpath::{MOST_XPATH_BYTES, XPathError, xpath};
use super::{Document, Stop, Stopped, Syntax};

/// Longest text of all results, which holds the largest body that is filtered; what follows is counted.
const MOST_RESULT_BYTES: usize = 68_000_000;

/// The results of a filter.
#[derive(Clone, Debug)]
pub struct Filtered {
    /// A JSON array of the values, or the elements in lines.
    pub document: Document,
    /// Results in the document.
    pub shown: usize,
    /// Number of all.
    pub total: usize,
}

/// Why a filter gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The body is neither JSON nor markup.
    #[error("Only JSON and XML can be filtered by a path: search this body instead")]
    NoTree,
    /// Of JSON.
    #[error(transparent)]
    JsonPath(JsonPathError),
    /// Of XML.
    #[error(transparent)]
    XPath(XPathError),
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl FilterError {
    /// The character of the path, from 1, where it can not be read.
    pub fn at(&self) -> Option<usize> {
        match self {
            Self::JsonPath(JsonPathError::Path { at, .. }) | Self::XPath(XPathError::Path { at, .. }) => {
                Some(*at)
            }
            _ => None,
        }
    }
}

impl From<JsonPathError> for FilterError {
    fn from(error: JsonPathError) -> Self {
        match error {
            JsonPathError::Stopped(stopped) => Self::Stopped(stopped),
            error => Self::JsonPath(error),
        }
    }
}

impl From<XPathError> for FilterError {
    fn from(error: XPathError) -> Self {
        match error {
            XPathError::Stopped(stopped) => Self::Stopped(stopped),
            error => Self::XPath(error),
        }
    }
}

/// The values of a JSON document that a JSONPath picks, or the elements of another that an XPath picks. For a worker:
/// a second and some 100 MB beside the body for the largest.
pub fn filter(document: &Document, path: &str, stop: Stop<'_>) -> Result<Filtered, FilterError> {
    match document.syntax() {
        Syntax::Json => filter_json(document, path, stop),
        Syntax::Xml | Syntax::Html => filter_markup(document, path, stop),
        Syntax::Plain => Err(FilterError::NoTree),
    }
}

fn filter_json(document: &Document, path: &str, stop: Stop<'_>) -> Result<Filtered, FilterError> {
    let Some(body) = document.text().whole() else {
        return Err(JsonPathError::BodyTooLong.into());
    };
    let with_tape = document.clone().with_tape(stop)?;
    let Some(tape) = with_tape.tape() else {
        return Err(FilterError::NoTree);
    };
    let picked = json_path(body, tape, path, stop)?;
    // Its memory is for the results now, unless the tree shows it.
    drop(with_tape);
    let ranges = picked.results.into_iter().map(|result| result.range);
    let found = ranges.map(|range| body.get(range).unwrap_or_default());
    Results::of(found, JSON_RESULTS).finish("application/json", picked.total, stop)
}

fn filter_markup(document: &Document, path: &str, stop: Stop<'_>) -> Result<Filtered, FilterError> {
    let text = document.text();
    if text.len() > MOST_XPATH_BYTES {
        return Err(XPathError::BodyTooLong.into());
    }
    let bytes = text.read(0..text.len());
    let body = String::from_utf8_lossy(&bytes);
    let picked = xpath(&body, path, stop)?;
    let ranges = picked.results.into_iter().map(|result| result.range);
    let found = ranges.map(|range| body.get(range).unwrap_or_default().as_bytes());
    Results::of(found, MARKUP_RESULTS).finish("application/xml", picked.total, stop)
}

/// What stands around results and between them.
struct Frame {
    open: &'static str,
    between: &'static str,
    close: &'static str,
}

const JSON_RESULTS: Frame = Frame {
    open: "[",
    between: ",",
    close: "]",
};
const MARKUP_RESULTS: Frame = Frame {
    open: "",
    between: "\n",
    close: "",
};

/// The text of the results.
struct Results {
    text: Vec<u8>,
    shown: usize,
}

impl Results {
    /// As many as fit, in a text that is made in one piece.
    fn of<'a>(found: impl Iterator<Item = &'a [u8]> + Clone, frame: Frame) -> Self {
        let around = frame.open.len() + frame.close.len();
        let mut len = around;
        let shown = found
            .clone()
            .take_while(|result| {
                len += result.len() + frame.between.len();
                len <= MOST_RESULT_BYTES + around
            })
            .count();
        let mut text = Vec::with_capacity(len.min(MOST_RESULT_BYTES + around));
        text.extend_from_slice(frame.open.as_bytes());
        for (number, result) in found.take(shown).enumerate() {
            if number > 0 {
                text.extend_from_slice(frame.between.as_bytes());
            }
            text.extend_from_slice(result);
        }
        text.extend_from_slice(frame.close.as_bytes());
        Self { text, shown }
    }

    fn finish(self, content_type: &str, total: usize, stop: Stop<'_>) -> Result<Filtered, FilterError> {
        let document = Document::open(self.text, Some(content_type), Some(Charset::UTF_8), stop)?;
        Ok(Filtered {
            document: document.with_pretty(stop)?,
            shown: self.shown,
            total,
        })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::{View, never};
    use super::*;

    fn document(text: &str, content_type: &str) -> Document {
        Document::open(Bytes::from(text.to_owned()), Some(content_type), None, &never).unwrap()
    }

    fn shown(filtered: &Filtered) -> Vec<String> {
        let rows = filtered.document.view(View::Pretty);
        (0..rows.rows()).map(|row| rows.row(row).text).collect()
    }

    #[test]
    fn values_stand_in_an_array_as_they_came() {
        let body = document(r#"{"a":[{"p":1.50},{"p":"\u00e9"},{"q":3}]}"#, "application/json");
        let found = filter(&body, "$.a[*].p", &never).unwrap();
        assert_eq!((found.shown, found.total), (2, 2));
        assert_eq!(shown(&found), ["[", "  1.50,", "  \"\\u00e9\"", "]"]);
        let none = filter(&body, "$.nothing", &never).unwrap();
        assert_eq!((none.total, shown(&none)), (0, vec!["[]".to_owned()]));
    }

    #[test]
    fn elements_attributes_and_texts_stand_in_lines() {
        let body = document("<a><b k='v'>1</b><b>2<c/></b></a>", "text/xml");
        let found = filter(&body, "//b", &never).unwrap();
        assert_eq!(found.total, 2);
        assert_eq!(shown(&found), ["<b k='v'>1</b>", "<b>", "  2", "  <c/>", "</b>"]);
        let found = filter(&body, "//@k", &never).unwrap();
        assert_eq!(shown(&found), ["k='v'"]);
    }

    #[test]
    fn results_are_bounded_and_a_stop_is_heeded() {
        let text = format!("[{}\"y\"]", format!("\"{}\",", "x".repeat(1_000_000)).repeat(14));
        let body = document(&text, "application/json");
        let found = filter(&body, "$[*,*,*,*,*]", &never).unwrap();
        assert_eq!(found.total, 75);
        assert!(found.shown < 75 && found.shown > 60);
        assert!(found.document.text().len() <= MOST_RESULT_BYTES + 2);
        let all = filter(&body, "$", &never).unwrap();
        assert_eq!((all.shown, all.document.text().len()), (1, text.len() + 2));
        assert_eq!(filter(&body, "$", &|| true).unwrap_err(), Stopped.into());
    }

    #[test]
    fn errors_have_their_place() {
        let json = document("[1]", "application/json");
        let error = filter(&json, "$[", &never).unwrap_err();
        assert!(error.at().is_some_and(|at| at >= 2), "{error}");
        let xml = document("<a/>", "text/xml");
        assert!(filter(&xml, "/a[", &never).unwrap_err().at().is_some());
        let plain = document("a", "text/plain");
        assert_eq!(filter(&plain, "$", &never).unwrap_err(), FilterError::NoTree);
    }
}
