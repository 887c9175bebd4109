//! Why a request can not be written in a form, and what to know about one that was.

/// The form can not say this request. `Display` is the cause; [`CopyError::hint`] the cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// A NUL byte.
    #[error("The body has a NUL byte, which no command line can hold")]
    Nul,
    /// Too much for a command line.
    #[error("The body has {bytes} bytes, and a command line holds {limit}")]
    BodyTooLong {
        /// Of the body.
        bytes: usize,
        /// Of one argument.
        limit: usize,
    },
    /// Several pieces, some of them files.
    #[error("The body is put together from text and files, which no other tool does byte for byte")]
    BodyOfFiles,
    /// Bytes that the form can not hold.
    #[error("The request has bytes that are no UTF-8 text, which this form can not hold")]
    NotText,
    /// A line feed would begin a line of its own, and with it another section.
    #[error("The credentials have a control character, which no config file can hold")]
    ControlCharacter,
    /// There is no report.
    #[error("The request is not signed, and this form needs a signature")]
    NotSigned,
    /// The signature stands in the header.
    #[error("The signature stands in the Authorization header, not in the URL")]
    NotPresigned,
    /// The signature stands in the query.
    #[error("The signature stands in the URL, and this tool signs into the Authorization header only")]
    Presigned,
    /// Version 4A.
    #[error("This tool does not sign with Signature Version 4A")]
    OtherAlgorithm,
    /// awscurl reads files only by name.
    #[error("The body begins with @, which awscurl reads as the name of a file")]
    LooksLikeFile,
}

impl CopyError {
    /// Stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Nul => "copy-nul",
            Self::BodyTooLong { .. } => "copy-body-too-long",
            Self::BodyOfFiles => "copy-body-of-files",
            Self::NotText => "copy-not-text",
            Self::ControlCharacter => "copy-control-character",
            Self::NotSigned => "copy-not-signed",
            Self::NotPresigned => "copy-not-presigned",
            Self::Presigned => "copy-presigned",
            Self::OtherAlgorithm => "copy-other-algorithm",
            Self::LooksLikeFile => "copy-looks-like-file",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Nul | Self::BodyTooLong { .. } | Self::LooksLikeFile => {
                "Save the body as a file, and choose the file as the body."
            }
            Self::BodyOfFiles => "Send it from here, or copy it with text parts only.",
            Self::NotText => "Copy it as curl for bash, which can write any byte.",
            Self::ControlCharacter => "Copy them as JSON, and look at what gave them.",
            Self::NotSigned => "Choose AWS Signature under Auth.",
            Self::NotPresigned => "Sign into the query to get a presigned URL.",
            Self::Presigned => "Copy the presigned URL, or sign into the header.",
            Self::OtherAlgorithm => "Copy it as curl, signed once.",
        }
    }
}

/// One remark on a copied text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyWarning {
    /// The signature ends.
    #[error("The signature in it is good for 15 minutes after {time}")]
    Expires {
        /// Moment of signing, in the form of X-Amz-Date.
        time: String,
    },
    /// A session token is in the text.
    #[error("The text holds the session token: whoever reads it can use it until it expires")]
    HoldsToken,
    /// Quotes in arguments.
    #[error("It needs PowerShell 7.3 or newer: older ones take quotes out of arguments")]
    NewPowerShell,
    /// Query parameters out of order.
    #[error(
        "curl before 8.3 signs the query in the order in which it stands; this one is not sorted, and is refused"
    )]
    QueryNotSorted,
    /// Escapes in a path that is encoded twice.
    #[error(
        "Many versions of curl sign a path with escapes or marks other than AWS reads it, and it is refused then"
    )]
    PathEncodedTwice,
    /// Parameters that the signer reads in another way.
    #[error(
        "Some versions of curl sign a query with marks or with parameters without = other than AWS reads it"
    )]
    QuerySpelling,
    /// The request has signing options of its own.
    #[error(
        "curl and awscurl sign by their own rules: the signing options of this request are not in the text"
    )]
    OptionsLeftOut,
    /// The host header.
    #[error("The host header differs from the URL's: this tool signs the URL's")]
    HostLeftOut,
    /// HEAD with a body.
    #[error("curl waits for a body after HEAD when the request has one: stop it with Ctrl-C")]
    HeadWithBody,
}
