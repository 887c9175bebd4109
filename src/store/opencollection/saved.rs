//! What of a request a file keeps.

use bytes::Bytes;

use crate::model::{
    ApiKeyAuth, Auth, AuthKind, AwsAuth, BasicAuth, BearerAuth, Body, BodyKind, CredentialSource, FileBody,
    GraphQl, LongText, PartKind, PartRow, Request, RowId, Secret, is_of_opencollection,
};
use crate::resolve::query_text;

/// The request that is read after this one was written: without the values of kinds that are not chosen, without typed
/// secrets, and without the end of temporary keys.
pub fn as_saved(request: &Request) -> Request {
    let mut saved = request.clone();
    auth_as_saved(&mut saved.http.auth);
    body_as_saved(&mut saved.http.body);
    // Rows have one order, so none stands in front of the one before it.
    let in_url = query_text::pairs(&saved.http.url).len();
    let mut last = 0;
    for param in &mut saved.http.disabled_params {
        last = param.after.clamp(last, in_url);
        param.after = last;
    }
    // Those of the file beside the YAML are read behind the others.
    saved
        .assertions
        .sort_by_key(|assertion| !is_of_opencollection(&assertion.expression));
    saved
        .captures
        .sort_by_key(|capture| !is_of_opencollection(&capture.expression));
    for assertion in &mut saved.assertions {
        if !assertion.operator.takes_value() {
            assertion.value = String::new();
        }
    }
    saved
}

/// Whether two requests are saved as the same files: nothing is unsaved.
pub fn same_content(a: &Request, b: &Request) -> bool {
    let row = RowId::fresh();
    with_rows(as_saved(a), row) == with_rows(as_saved(b), row)
}

fn with_rows(mut request: Request, row: RowId) -> Request {
    let http = &mut request.http;
    http.headers.iter_mut().for_each(|header| header.row = row);
    http.disabled_params.iter_mut().for_each(|param| param.row = row);
    http.path_values.iter_mut().for_each(|value| value.row = row);
    http.body.form.iter_mut().for_each(|form| form.row = row);
    http.body.parts.iter_mut().for_each(|part| part.row = row);
    for variable in &mut request.variables {
        variable.row = row;
    }
    for assertion in &mut request.assertions {
        assertion.row = row;
    }
    for capture in &mut request.captures {
        capture.row = row;
    }
    request
}

pub(super) fn auth_as_saved(auth: &mut Auth) {
    let kind = auth.kind;
    if kind != AuthKind::AwsSignature {
        auth.aws = AwsAuth::default();
    }
    if kind != AuthKind::Basic {
        auth.basic = BasicAuth::default();
    }
    if kind != AuthKind::Bearer {
        auth.bearer = BearerAuth::default();
    }
    if kind != AuthKind::ApiKey {
        auth.api_key = ApiKeyAuth::default();
    }
    auth.unknown = auth.not_understood().cloned();
    auth.aws.expiry = None;
    if auth.aws.source != CredentialSource::Typed {
        for secret in [&mut auth.aws.secret_access_key, &mut auth.aws.session_token] {
            if secret.is_no_reference() {
                *secret = Secret::default();
            }
        }
    }
}

fn body_as_saved(body: &mut Body) {
    let kind = body.kind;
    body.bytes = Bytes::new();
    body.unknown = body.not_understood().cloned();
    if !matches!(
        kind,
        BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw
    ) {
        body.text = LongText::default();
    }
    if kind != BodyKind::Form {
        body.form = Vec::new();
    }
    if kind == BodyKind::Multipart {
        body.parts = std::mem::take(&mut body.parts)
            .into_iter()
            .map(part_as_saved)
            .collect();
    } else {
        body.parts = Vec::new();
        body.boundary = String::new();
    }
    if kind != BodyKind::File {
        body.file = FileBody::default();
    }
    if kind != BodyKind::GraphQl {
        body.graphql = GraphQl::default();
    }
}

/// A part without the text of a file, or the path of a text.
pub(super) fn part_as_saved(mut part: PartRow) -> PartRow {
    match part.kind {
        PartKind::Text => part.path = String::new(),
        PartKind::File => part.text = String::new(),
    }
    part
}
