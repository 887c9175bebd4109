//! The requests of a collection as an HTTP Archive: what would be sent, before it is signed.
//!
//! HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>. No request of it was sent: its reply has the status 0, as
//! browsers write it, and its times are those of the beginning of time.

use serde_json::{Value, json};

use super::around::{Around, Values};
use super::locals::Named;
use super::node::Node;
use super::postman::escaped;
use super::{ExportSource, Exported, Notes, settings_left_out};
use crate::formats::collection_tree::{TransferOutcome, TreeItem};
use crate::formats::import::place_below;
use crate::model::{AuthKind, BodyKind, HeaderRow, HttpRequest, PartKind, Request, RowState};
use crate::resolve::{Applied, applied, with_inherited};

/// The moment of what never happened.
const NEVER: &str = "1970-01-01T00:00:00.000Z";

/// Writes it.
pub(super) fn export(source: &ExportSource) -> Exported {
    let mut writer = Writer {
        notes: Notes::default(),
        entries: Vec::new(),
    };
    writer.items(&source.tree.items, "", &Around::with_values(source));
    let creator = Node::Value(json!({ "name": "Countersign", "version": env!("CARGO_PKG_VERSION") }));
    let requests = writer.entries.len();
    let log = Node::object([
        ("version", Node::text("1.2")),
        ("creator", creator),
        ("entries", Node::List(writer.entries)),
    ]);
    writer.notes.add(
        "",
        TransferOutcome::Dropped,
        "Auth: the requests stand there as they are before they are signed, without any credential",
    );
    Exported {
        text: Node::object([("log", log)]).into_text(),
        beside: Vec::new(),
        report: writer.notes.0,
        requests,
    }
}

struct Writer {
    notes: Notes,
    entries: Vec<Node>,
}

impl Writer {
    fn items(&mut self, items: &[TreeItem], above: &str, around: &Around) {
        for item in items {
            match item {
                TreeItem::Folder(folder) => {
                    let place = place_below(above, &folder.name);
                    self.items(
                        &folder.items,
                        &place,
                        &around.within(&folder.name, &folder.defaults, &mut Named::default()),
                    );
                }
                TreeItem::Request(request) => self.request(request, above, around),
            }
        }
    }

    fn request(&mut self, request: &Request, above: &str, around: &Around) {
        let place = place_below(above, &request.info.name);
        let sent = with_inherited(request, &around.ancestors);
        let values = around.values_of(request);
        let http = &sent.http;
        let url = with_path_values(http, &values);
        let url = url.split_once('#').map_or(url.as_str(), |(url, _)| url);
        settings_left_out(&sent.settings, &place, &mut self.notes);
        let headers = http.headers.iter().filter(|row| row.is_sent());
        let mut headers: Vec<Value> = headers
            .map(|row| pair(&values.of(&row.name), &values.of(&row.value)))
            .collect();
        let data = self.data(http, &values, &place);
        if let Some((kind, _)) = &data
            && !kind.is_empty()
            && !http.headers.iter().any(is_content_type)
        {
            headers.push(pair("Content-Type", kind));
        }
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('&').filter(|piece| !piece.is_empty()).map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            pair(name, value)
        });
        let mut node = Node::object([
            ("method", Node::text(http.method.trim())),
            ("url", Node::text(url)),
            ("httpVersion", Node::text("HTTP/1.1")),
            ("cookies", Node::List(Vec::new())),
            ("headers", Node::Value(Value::from(headers))),
            ("queryString", Node::Value(query.collect())),
        ]);
        let body = match &data {
            Some((_, Data::Text(text))) => text.clone(),
            Some((_, Data::Params(params))) => Value::from(params.clone()).to_string(),
            None => String::new(),
        };
        let headers_text = http
            .headers
            .iter()
            .filter(|row| row.is_sent())
            .map(|row| values.of(&row.value));
        if url.contains("{{")
            || body.contains("{{")
            || headers_text.into_iter().any(|text| text.contains("{{"))
        {
            let text = "Variables without a value stand there by their names";
            self.notes.add(&place, TransferOutcome::Changed, text);
        }
        if let Some((kind, text)) = data {
            let data = match text {
                Data::Text(text) => json!({ "mimeType": kind, "text": text }),
                Data::Params(params) => json!({ "mimeType": kind, "params": params }),
            };
            node.put("postData", Node::Value(data));
        }
        node.put("headersSize", Node::Value(json!(-1)));
        node.put("bodySize", Node::Value(json!(-1)));
        let comment = format!("{place}{}", signed_words(request, around));
        self.entries.push(Node::object([
            ("startedDateTime", Node::text(NEVER)),
            ("time", Node::Value(json!(0))),
            ("request", node),
            ("response", Node::Value(no_response())),
            ("cache", Node::Value(json!({}))),
            (
                "timings",
                Node::Value(json!({ "send": 0, "wait": 0, "receive": 0 })),
            ),
            ("comment", Node::text(comment)),
        ]));
        if !request.assertions.is_empty() || !request.captures.is_empty() {
            self.notes
                .add(&place, TransferOutcome::Dropped, "Assertions and captures");
        }
    }

    /// The body with its type; `None` for none.
    fn data(&mut self, http: &HttpRequest, values: &Values, place: &str) -> Option<(String, Data)> {
        let body = &http.body;
        let typed = http
            .headers
            .iter()
            .find(|row| is_content_type(row))
            .map(|row| values.of(&row.value));
        let kind = |usual: &str| typed.clone().unwrap_or_else(|| usual.to_owned());
        if let Some(unknown) = body.not_understood() {
            let text = format!("Its body is {}, which is not known here", unknown.words());
            self.notes.add(place, TransferOutcome::Dropped, text);
        }
        Some(match body.kind {
            BodyKind::None => return None,
            BodyKind::Json => (kind("application/json"), Data::Text(values.of(&body.text))),
            BodyKind::Xml => (kind("application/xml"), Data::Text(values.of(&body.text))),
            BodyKind::Text => (
                kind("text/plain; charset=utf-8"),
                Data::Text(values.of(&body.text)),
            ),
            BodyKind::Raw => (kind(""), Data::Text(body.text.to_string())),
            BodyKind::GraphQl => {
                let graphql = &body.graphql;
                let mut text = json!({ "query": values.of(&graphql.query) });
                if let Some(fields) = text.as_object_mut() {
                    if let Ok(variables) = serde_json::from_str::<Value>(&values.of(&graphql.variables)) {
                        fields.insert("variables".to_owned(), variables);
                    }
                    if !graphql.operation_name.is_empty() {
                        fields.insert(
                            "operationName".to_owned(),
                            values.of(&graphql.operation_name).into(),
                        );
                    }
                }
                (kind("application/json"), Data::Text(text.to_string()))
            }
            BodyKind::Form => {
                let rows = body.form.iter().filter(|row| row.state == RowState::Enabled);
                let rows = rows.map(|row| pair(&values.of(&row.name), &values.of(&row.value)));
                (
                    kind("application/x-www-form-urlencoded"),
                    Data::Params(rows.collect()),
                )
            }
            BodyKind::Multipart => {
                let parts = body.parts.iter().filter(|part| part.state == RowState::Enabled);
                let parts = parts.map(|part| match part.kind {
                    PartKind::Text => pair(&values.of(&part.name), &values.of(&part.text)),
                    PartKind::File => json!({
                        "name": values.of(&part.name),
                        "fileName": values.of(&part.path),
                        "contentType": values.of(&part.content_type),
                    }),
                });
                (kind("multipart/form-data"), Data::Params(parts.collect()))
            }
            BodyKind::File => {
                let text = format!("The bytes of the file {}", values.of(&body.file.path));
                self.notes.add(place, TransferOutcome::Dropped, text);
                return None;
            }
        })
    }
}

/// What is sent, as an archive keeps it.
enum Data {
    Text(String),
    Params(Vec<Value>),
}

fn is_content_type(row: &HeaderRow) -> bool {
    row.is_sent() && row.name.eq_ignore_ascii_case("content-type")
}

/// The URL with the values of its path parameters.
fn with_path_values(http: &HttpRequest, values: &Values) -> String {
    let url = values.of(http.url.trim());
    let mut written = String::new();
    let mut from = 0;
    for param in crate::resolve::path_params::path_params(&url) {
        let typed = http
            .path_values
            .iter()
            .find(|value| value.name == param.name && !value.value.is_empty());
        let Some(typed) = typed else { continue };
        written.push_str(url.get(from..param.range.start).unwrap_or_default());
        written.push_str(&escaped(&values.of(&typed.value), param.reach));
        from = param.range.end;
    }
    written.push_str(url.get(from..).unwrap_or_default());
    written
}

/// What is not in it.
fn signed_words(request: &Request, around: &Around) -> &'static str {
    let kind = match applied(&request.http.auth, &around.ancestors) {
        Applied::Own => request.http.auth.kind,
        Applied::From { auth, .. } => auth.kind,
        Applied::Nothing => AuthKind::None,
    };
    match kind {
        AuthKind::AwsSignature => " (to be signed with AWS Signature)",
        AuthKind::None | AuthKind::Inherit => "",
        AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey => " (to be sent with auth)",
    }
}

fn pair(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

fn no_response() -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": { "size": 0, "mimeType": "x-unknown" },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    })
}
