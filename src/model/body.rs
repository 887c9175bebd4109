//! The body editor: every kind with its own values, so that switching the kind loses nothing.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{LongText, RowId, RowState, UnknownPart};

/// The body of a request as the user edits it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What is sent.
    pub kind: BodyKind,
    /// The typed text of the kinds that are one text.
    pub text: LongText,
    /// Bytes that are sent by [`BodyKind::Raw`] in place of the text, when there are any: a body of the command line
    /// need not be text. Neither edited nor saved.
    #[serde(skip)]
    pub bytes: Bytes,
    /// Rows of [`BodyKind::Form`].
    pub form: Vec<FormRow>,
    /// Parts of [`BodyKind::Multipart`].
    pub parts: Vec<PartRow>,
    /// Boundary of [`BodyKind::Multipart`] as typed; empty means one is derived.
    pub boundary: String,
    /// The file of [`BodyKind::File`].
    pub file: FileBody,
    /// Query and variables of [`BodyKind::GraphQl`].
    pub graphql: GraphQl,
    /// What the file has in the place of a body, when nobody here understands it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<UnknownPart>,
}

impl Body {
    /// What keeps it from being sent: what the file has is not understood, and nothing was chosen in its place.
    pub fn not_understood(&self) -> Option<&UnknownPart> {
        self.unknown.as_ref().filter(|_| self.kind == BodyKind::None)
    }
}

/// What kind of body a request has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyKind {
    /// No body.
    #[default]
    None,
    /// JSON text; adds `content-type: application/json` unless a row has a content type.
    Json,
    /// XML text; adds `content-type: application/xml` unless a row has a content type.
    Xml,
    /// Plain text; adds `content-type: text/plain; charset=utf-8` unless a row has a content type.
    Text,
    /// Text as it stands, without variables; adds no content type. What the command line sends.
    Raw,
    /// `application/x-www-form-urlencoded` (WHATWG URL, 5). Without an enabled row that has a name or a value it is no
    /// body.
    Form,
    /// `multipart/form-data` (RFC 7578). Without an enabled part that has a name or content it is no body.
    Multipart,
    /// The bytes of a file.
    File,
    /// A GraphQL query with its variables, as JSON.
    #[serde(rename = "graphql")]
    GraphQl,
}

/// A name and a value of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormRow {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name as typed, not encoded.
    pub name: String,
    /// Value as typed, not encoded.
    pub value: String,
    /// Whether the row takes part.
    pub state: RowState,
}

/// A part of a multipart body. Text and path are both kept, so that switching the kind loses nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PartRow {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name as typed.
    pub name: String,
    /// Text or file.
    pub kind: PartKind,
    /// Value of a text part.
    pub text: String,
    /// Path of a file part.
    pub path: String,
    /// File name that is sent; empty means the last segment of the path for a file, and none for a text.
    pub file_name: String,
    /// Content type of the part; empty means by the file's extension for a file, and none for a text.
    pub content_type: String,
    /// Whether the row takes part.
    pub state: RowState,
}

/// What a part of a multipart body is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartKind {
    /// The typed text.
    #[default]
    Text,
    /// The bytes of a file.
    File,
}

/// A file as a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FileBody {
    /// Path as typed or picked.
    pub path: String,
    /// Content type; empty means by the file's extension.
    pub content_type: String,
}

/// A GraphQL operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GraphQl {
    /// The document.
    pub query: LongText,
    /// A JSON object; empty means none.
    pub variables: LongText,
    /// Which operation of the document; empty means the only one.
    pub operation_name: String,
}
