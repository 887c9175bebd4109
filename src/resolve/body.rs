//! The body editor's values as the bytes that are sent: each kind by its standard, with the content type that it brings.
//!
//! A body without content is no body: an empty text, a form or multipart without an enabled row that says something.
//! Then no content type is added either.

mod boundary;
mod error;
mod form;
mod graphql;
mod media_type;
mod multipart;
mod path;

use std::borrow::Cow;

use bytes::Bytes;

pub use error::BodyError;
pub(super) use multipart::is_blank;
pub use path::Folders;

use super::error::ResolveError;
use super::request::ResolvedHeader;
use super::variables::{Braces, Scope, Spot, replace};
use crate::model::{Body, BodyKind, BodyPiece, Field, FileBody, Note, WireBody};

/// A body with what else its kind says.
#[derive(Debug, Default)]
pub(super) struct ResolvedBody {
    pub(super) wire: Option<WireBody>,
    pub(super) content_type: Option<Cow<'static, str>>,
    /// What must not occur in any file of a multipart body.
    pub(super) boundary: Option<String>,
    pub(super) notes: Vec<Note>,
}

/// The bytes of the body, with variables replaced. Files are named and not read.
pub(super) fn resolve_body(
    body: &Body,
    headers: &[ResolvedHeader],
    scope: &Scope,
) -> Result<ResolvedBody, ResolveError> {
    let text = |content_type: Option<&'static str>| {
        let text = text(&body.text, 0, &|| "the body".to_owned(), scope)?;
        Ok(of_bytes(text, content_type))
    };
    if let Some(unknown) = body.not_understood() {
        return Err(BodyError::NotUnderstood {
            unknown: unknown.clone(),
        }
        .into());
    }
    match body.kind {
        BodyKind::None => Ok(ResolvedBody::default()),
        BodyKind::Json => text(Some("application/json")),
        BodyKind::Xml => text(Some("application/xml")),
        BodyKind::Text => text(Some("text/plain; charset=utf-8")),
        BodyKind::Raw if body.bytes.is_empty() => Ok(of_bytes(body.text.shared_bytes(), None)),
        BodyKind::Raw => Ok(of_bytes(body.bytes.clone(), None)),
        BodyKind::Form => Ok(of_bytes(
            form::encoded(&body.form, scope)?,
            Some(form::MEDIA_TYPE),
        )),
        BodyKind::Multipart => multipart::resolve_multipart(body, headers, scope),
        BodyKind::File => file(&body.file, scope),
        BodyKind::GraphQl => Ok(of_bytes(
            graphql::encoded(&body.graphql, scope)?,
            Some("application/json"),
        )),
    }
}

/// No bytes are no body.
fn of_bytes(bytes: impl Into<Bytes>, content_type: Option<&'static str>) -> ResolvedBody {
    let bytes = bytes.into();
    ResolvedBody {
        wire: (!bytes.is_empty()).then(|| WireBody::from(bytes)),
        content_type: content_type.map(Cow::Borrowed),
        ..ResolvedBody::default()
    }
}

fn file(file: &FileBody, scope: &Scope) -> Result<ResolvedBody, ResolveError> {
    let typed = text(&file.path, 0, &|| "the file of the body".to_owned(), scope)?;
    if typed.is_empty() {
        return Err(BodyError::NoFile.into());
    }
    let content_type = text(
        &file.content_type,
        0,
        &|| "the content type of the file".to_owned(),
        scope,
    )?;
    let content_type = content_type.trim();
    let content_type = if content_type.is_empty() {
        Cow::Borrowed(media_type::by_extension(&typed))
    } else {
        media_type::check(content_type)?;
        Cow::Owned(content_type.to_owned())
    };
    let path = scope.folders.place(&typed)?;
    Ok(ResolvedBody {
        wire: Some(WireBody::new([BodyPiece::File(path.into())])),
        content_type: Some(content_type),
        ..ResolvedBody::default()
    })
}

/// The text of a body's field, in this row of its table, with its variables replaced, unless the scope says that braces
/// are text.
fn text(typed: &str, row: usize, place: &dyn Fn() -> String, scope: &Scope) -> Result<String, ResolveError> {
    match scope.body_braces {
        Braces::Literal => Ok(typed.to_owned()),
        Braces::Variables => {
            let spot = Spot::of_row(Field::Body, row);
            Ok(replace(typed, spot, place, scope)?.as_str().to_owned())
        }
    }
}
