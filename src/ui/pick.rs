//! What a file dialog is opened for, so that its answer finds its field.

use crate::model::{LongText, Request, RowId};

/// The field that a picked path goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickTarget {
    /// The file that is the body.
    BodyFile,
    /// The file of a multipart part.
    Part(RowId),
    /// A new file with certificate authorities.
    Authority,
    /// The certificate of a client certificate, by its place in the list.
    ClientCertificate(usize),
    /// The key of a client certificate, by its place in the list.
    ClientKey(usize),
    /// Where a reply body is saved.
    SaveBody,
    /// The file whose text takes the place of a typed one.
    TextFile(TextPlace),
    /// Where a typed text is saved.
    SaveText(TextPlace),
    /// The file with data of a run.
    RunData,
    /// The file of an export.
    Export,
    /// The file of an import.
    Import,
    /// The folder of an import.
    ImportFolder,
    /// The folder of a collection that is opened.
    Collection,
    /// The folder in which a collection is made.
    CollectionFolder,
    /// Where keys of commands are written.
    ExportKeys,
    /// The file that keys of commands are read from.
    ImportKeys,
}

/// What a dialog asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A file that exists.
    File,
    /// Where to write one.
    NewFile,
    /// A folder.
    Folder,
}

impl PickTarget {
    /// Title of the dialog.
    pub fn title(self) -> &'static str {
        match self {
            Self::BodyFile => "File to send as the body",
            Self::Part(_) => "File to send as a part",
            Self::Authority => "PEM file with certificate authorities",
            Self::ClientCertificate(_) => "PEM or PKCS#12 file with the client certificate",
            Self::ClientKey(_) => "PEM file with the client key",
            Self::SaveBody => "Save the response body",
            Self::TextFile(_) => "File whose text is sent",
            Self::SaveText(_) => "Save the text",
            Self::Export => "Write the export",
            Self::Import => "File to import",
            Self::ImportFolder => "Folder to import",
            Self::RunData => "CSV or JSON file with data of the run",
            Self::Collection => "Folder of the collection",
            Self::CollectionFolder => "Folder in which the collection is made",
            Self::ExportKeys => "Write the keys of commands",
            Self::ImportKeys => "File with keys of commands",
        }
    }

    /// What the dialog asks for.
    pub fn asked(self) -> Asked {
        match self {
            Self::SaveBody | Self::SaveText(_) | Self::ExportKeys | Self::Export => Asked::NewFile,
            Self::ImportFolder | Self::Collection | Self::CollectionFolder => Asked::Folder,
            Self::BodyFile
            | Self::Part(_)
            | Self::Authority
            | Self::ClientCertificate(_)
            | Self::ClientKey(_)
            | Self::RunData
            | Self::Import
            | Self::TextFile(_)
            | Self::ImportKeys => Asked::File,
        }
    }
}

/// A long text of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// The text of a JSON body.
    Json,
    /// The text of an XML body.
    Xml,
    /// The text of any other body.
    Text,
    /// The document of a GraphQL body.
    Query,
    /// The variables of a GraphQL body, a JSON object.
    Variables,
    /// The note about the request.
    Docs,
}

impl TextPlace {
    /// What a screen reader calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json | Self::Xml | Self::Text => "Body",
            Self::Query => "Query",
            Self::Variables => "Variables",
            Self::Docs => "Note",
        }
    }

    /// What it is read as, for its colours.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::Variables => "application/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Text | Self::Query | Self::Docs => "text/plain; charset=utf-8",
        }
    }

    /// Name of a file to save it in.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Json => "body.json",
            Self::Xml => "body.xml",
            Self::Text => "body.txt",
            Self::Query => "query.graphql",
            Self::Variables => "variables.json",
            Self::Docs => "docs.md",
        }
    }

    /// The text in a request.
    pub fn of(self, request: &Request) -> &LongText {
        let body = &request.http.body;
        match self {
            Self::Json | Self::Xml | Self::Text => &body.text,
            Self::Query => &body.graphql.query,
            Self::Variables => &body.graphql.variables,
            Self::Docs => &request.docs,
        }
    }

    /// The text in a request, to be replaced.
    pub fn of_mut(self, request: &mut Request) -> &mut LongText {
        let body = &mut request.http.body;
        match self {
            Self::Json | Self::Xml | Self::Text => &mut body.text,
            Self::Query => &mut body.graphql.query,
            Self::Variables => &mut body.graphql.variables,
            Self::Docs => &mut request.docs,
        }
    }
}
