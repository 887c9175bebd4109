//! What a file dialog is opened for, so that its answer finds its field.

use crate::model::RowId;

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
        }
    }
}
