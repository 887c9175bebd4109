//! Error bodies in JSON: AWS JSON 1.0 and 1.1, REST-JSON, API Gateway, GraphQL, `OpenSearch`, OAuth.

use serde_json::Value;

use super::{Said, SaidIn, short_code};

/// Keys of the code, the surest first; the case of letters is not looked at.
const CODES: [&str; 5] = ["__type", "code", "errorType", "type", "errorCode"];
/// Keys of the message.
const MESSAGES: [&str; 6] = [
    "message",
    "errorMessage",
    "error_description",
    "reason",
    "detail",
    "title",
];
/// Keys of ids.
const IDS: [&str; 4] = ["RequestId", "request-id", "request_id", "traceId"];

pub(super) fn said(text: &str) -> Option<SaidIn> {
    let reply: Value = serde_json::from_str(text).ok()?;
    let first_of = |key| reply.get(key).and_then(|list| list.get(0));
    let errors = first_of("errors").filter(|first| first.is_object());
    // `{"Error": {…}}` of the Query protocol in JSON, `{"error": {…}}` of `OpenSearch`.
    let inner = value(&reply, "error").filter(|inner| inner.is_object());
    // Some wrap the only error of a list: `[{"code": …}]`.
    let listed = reply.get(0).filter(|first| first.is_object());
    let objects = [Some(&reply), errors, inner, listed];
    let objects = || objects.into_iter().flatten();
    // `{"error": "invalid_grant", "error_description": …}`, <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
    let short_error = value(&reply, "error").and_then(Value::as_str);
    let mut message = objects().find_map(|object| text_of(object, &MESSAGES));
    let mut code = objects().find_map(|object| text_of(object, &CODES));
    match (short_error, message) {
        (Some(error), None) => message = Some(error),
        (Some(error), Some(_)) => code = code.or(Some(error)),
        (None, _) => {}
    }
    if code.is_none() && message.is_none() {
        return None;
    }
    let ids = objects()
        .flat_map(|object| {
            IDS.iter()
                .filter_map(|name| Some((*name, value(object, name)?.as_str()?)))
        })
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .collect();
    let graphql_message = errors.and_then(|error| text_of(error, &["message"]));
    Some(SaidIn {
        is_error_in_itself: graphql_message.is_some(),
        said: Said {
            code: code.map(short_code),
            message: message.map(str::to_owned),
            ids,
        },
    })
}

fn text_of<'a>(object: &'a Value, names: &[&str]) -> Option<&'a str> {
    let text = |name: &&str| {
        value(object, name)?
            .as_str()
            .filter(|text| !text.trim().is_empty())
    };
    names.iter().find_map(text)
}

fn value<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let mut fields = object.as_object()?.iter();
    fields
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
