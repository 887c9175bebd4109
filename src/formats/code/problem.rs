//! Why a request can not be written in a language, and what to know about code that was.

use crate::formats::copy::{CopyError, CopyWarning};

/// The language can not say this request. `Display` is the cause; [`CodeError::hint`] the cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// What a command line can not hold.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The tool has no presigned URLs.
    #[error("The signature stands in the URL, and this tool signs into the Authorization header only")]
    Presigned,
    /// The tool makes the path or the query of the signature by rules that are not those for this request.
    #[error(
        "This tool signs {what} of this request otherwise than AWS reads it, so the service would refuse it"
    )]
    SignsOtherwise {
        /// `the path` or `the query`.
        what: &'static str,
    },
    /// `fetch` of the browsers.
    #[error("This client sends no body with {method}")]
    BodyWithMethod {
        /// GET or HEAD.
        method: String,
    },
    /// Another service name in a tool that knows one.
    #[error("The code would hold a {what} in another spelling")]
    HoldsSecret {
        /// What was found.
        what: String,
    },
    /// AWS wants every `x-amz-` header signed.
    #[error("This tool does not sign the header {name}, so the service would refuse it")]
    HeaderNotSigned {
        /// Lower-case name.
        name: String,
    },
    /// `HTTPie` reads files and bodies from what looks like a header.
    #[error("This tool would read the value of the header {name} as something else")]
    HeaderRead {
        /// Lower-case name.
        name: String,
    },
    /// Postman knows no escape for them.
    #[error("The request has two braces in a row, which Postman reads as the beginning of a variable")]
    HasBraces,
    /// A path to a file that is no text.
    #[error("The path of a file in the body is no UTF-8 text")]
    PathNotText,
}

impl CodeError {
    /// Stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Copy(error) => error.kind(),
            Self::Presigned => "code-presigned",
            Self::SignsOtherwise { .. } => "code-signs-otherwise",
            Self::BodyWithMethod { .. } => "code-body-with-method",
            Self::HoldsSecret { .. } => "code-holds-secret",
            Self::HeaderNotSigned { .. } => "code-header-not-signed",
            Self::HeaderRead { .. } => "code-header-read",
            Self::HasBraces => "code-has-braces",
            Self::PathNotText => "code-path-not-text",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Copy(CopyError::NotText) => "Choose a programming language, which can write any byte.",
            Self::Copy(CopyError::OtherAlgorithm) => "Copy it as curl, signed once.",
            Self::Copy(error) => error.hint(),
            Self::Presigned => "Choose a programming language, or sign into the header.",
            Self::SignsOtherwise { .. }
            | Self::HeaderNotSigned { .. }
            | Self::HeaderRead { .. }
            | Self::HasBraces => "Choose another language: Python with botocore says every request as it is.",
            Self::BodyWithMethod { .. } => "Choose JavaScript with the Smithy signer, or another method.",
            Self::HoldsSecret { .. } => {
                "Make a secret variable of it, and name the variable where the value stands."
            }
            Self::PathNotText => "Give the file another name.",
        }
    }
}

/// One remark on code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeWarning {
    /// One of curl or awscurl.
    #[error(transparent)]
    Copy(#[from] CopyWarning),
    /// Lines of one name become one.
    #[error("The client joins the lines of {name} to one, with commas between the values")]
    HeaderJoined {
        /// Lower-case name.
        name: String,
    },
    /// The client reads the URL before it sends it.
    #[error(
        "The client spells the URL in its own way, so that the service may see another one than {target}"
    )]
    TargetRespelled {
        /// What this program sends.
        target: String,
    },
    /// The host header.
    #[error("The Host header {host} differs from the URL's, which is what the client sends")]
    HostLeftOut {
        /// What this program sends.
        host: String,
    },
    /// The address of the connection.
    #[error("The address {address} is not in the code: it connects to the host of the URL")]
    ConnectToLeftOut {
        /// What the settings say.
        address: String,
    },
    /// A proxy rewrites Host.
    #[error("The host {host} is signed in place of the one sent: the code signs the one that it sends")]
    SigningHostLeftOut {
        /// In the signature here.
        host: String,
    },
    /// `IoT` over WebSocket.
    #[error(
        "The session token is signed in the code, and this request has it added behind the signature: use keys without a \
         token"
    )]
    TokenSigned,
    /// From the jar.
    #[error("The cookies that this program keeps are not in the code")]
    CookiesLeftOut,
    /// A role of the request.
    #[error("Assume the role {role} first: the code signs with the credentials that it finds")]
    RoleNotAssumed {
        /// ARN.
        role: String,
    },
    /// A source that has no name in other programs.
    #[error(
        "The code has no sign-in of IAM Identity Center: give it credentials by a profile or the environment"
    )]
    IdentityCenterLeftOut,
    /// Percent-encoded or the like.
    #[error("{name} is the text as it stands in the request, escapes included")]
    SecretSpelled {
        /// Of the environment.
        name: String,
    },
    /// Too long for code.
    #[error("The body of {bytes} bytes is not in the code: save it as {file} beside it")]
    BodyInFile {
        /// Of the body.
        bytes: usize,
        /// Its name in the code.
        file: &'static str,
    },
    /// Options of the signature.
    #[error("This tool signs by its own rules: {option} of this request is not in the code")]
    OptionLeftOut {
        /// As `the unsigned payload`.
        option: &'static str,
    },
    /// Headers that other tools sign too.
    #[error("This tool signs every header that it is given: {name} has to arrive as it was sent")]
    HeaderSigned {
        /// Lower-case name.
        name: String,
    },
    /// A header that the tool can not be kept from sending.
    #[error("The tool adds the header {line}")]
    HeaderAdded {
        /// The line.
        line: &'static str,
    },
    /// A signed URL is good for what was signed alone.
    #[error(
        "The URL is signed for {method}{}: whoever follows it has to send the same",
        if headers.is_empty() { String::new() } else { format!(" with {headers}") }
    )]
    PresignedFor {
        /// As it is sent.
        method: String,
        /// Lower-case names of signed headers, with commas between them.
        headers: String,
    },
    /// What the plugin of `HTTPie` signs and sends.
    #[error("The tool leaves the port out of the Host header: {authority} has to be known by its name alone")]
    PortLeftOut {
        /// Host and port.
        authority: String,
    },
    /// A header that the tool keeps for itself.
    #[error("The client does not let code set the header {name}")]
    HeaderLeftOut {
        /// Lower-case name.
        name: String,
    },
}
