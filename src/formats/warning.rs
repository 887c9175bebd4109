//! What was left out or guessed while a foreign format was read.

/// One remark. Its `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A flag that this reader does not know.
    #[error("The curl flag {flag} is not known here and was left out")]
    UnknownFlag {
        /// As written.
        flag: String,
    },
    /// A flag without the value it needs.
    #[error("The curl flag {flag} has no value")]
    FlagWithoutValue {
        /// As written.
        flag: String,
    },
    /// curl would read a file, and we do not.
    #[error("{flag} reads the file {file}, which is not opened here: the body is not known")]
    BodyInFile {
        /// The flag.
        flag: String,
        /// The file's name.
        file: String,
    },
    /// The body is made by curl while it sends.
    #[error("{flag} makes curl build a multipart body: the body is not known")]
    MultipartBody {
        /// The flag.
        flag: String,
    },
    /// curl signs while it sends.
    #[error("{flag} makes curl add an Authorization header of its own, which is not part of the command")]
    CurlAuthorises {
        /// The flag.
        flag: String,
    },
    /// More than one URL.
    #[error("There is more than one URL: only {kept} was read")]
    MoreUrls {
        /// The one read.
        kept: String,
    },
    /// curl removes dot segments unless told otherwise.
    #[error("curl sends the path {sent} for {typed}, unless it is told --path-as-is")]
    DotsRemoved {
        /// As written.
        typed: String,
        /// As sent.
        sent: String,
    },
    /// curl reads brackets and braces as lists of URLs.
    #[error("curl reads brackets and braces in a URL as a list of URLs, unless it is told --globoff")]
    Globbing,
    /// The shell would put something else here.
    #[error("The shell would replace {text}; here it stays as written")]
    ShellExpansion {
        /// As written.
        text: String,
    },
    /// The command goes on after its end.
    #[error("Only the first command was read, up to '{mark}'")]
    AfterCommand {
        /// What ends it.
        mark: char,
    },
    /// The quoting of Windows' command prompt.
    #[error(
        "This looks quoted for Windows (cmd); it was read as a POSIX shell would: copy it as cURL (bash)"
    )]
    WindowsQuoting,
    /// A fragment is never sent.
    #[error("The fragment after # is never sent and was left out")]
    FragmentLeftOut,
    /// User name and password in the URL.
    #[error("User name and password in the URL are not part of the host and were left out")]
    UserInfoLeftOut,
    /// The request line names another version, or none.
    #[error("The request line has no HTTP/1.1 at its end: it was read as if it had")]
    OtherVersion,
    /// A header line that goes on in the next one.
    #[error(
        "The header {name} goes on in the next line, which HTTP/1.1 forbids: the lines were joined with a space"
    )]
    FoldedHeader {
        /// Lower-case name.
        name: String,
    },
    /// A line of the head that is no header.
    #[error("The line '{line}' is no header and was left out")]
    NoHeader {
        /// As written.
        line: String,
    },
    /// Bytes after the end of the body.
    #[error("{count} bytes after the end of the body were left out")]
    BytesAfterBody {
        /// How many.
        count: usize,
    },
    /// Fewer bytes than announced.
    #[error(
        "The body has {present} bytes of the {announced} that content-length announces: it is not known whole"
    )]
    BodyCut {
        /// Bytes that are there.
        present: usize,
        /// Bytes that should be there.
        announced: usize,
    },
    /// Neither content-length nor transfer-encoding.
    #[error("There is no content-length: everything after the empty line was taken for the body")]
    UnframedBody,
    /// The chunked framing is broken or of another kind.
    #[error("The framing of the body can not be read: the body is not known")]
    UnreadableFraming,
    /// The export has no Authorization header.
    #[error(
        "The entry has no Authorization header: browsers leave it out of a HAR unless they are asked to export sensitive data"
    )]
    NoAuthorizationInHar,
    /// HTTP/2 has `:authority` in place of Host.
    #[error("The entry is of HTTP/2: :authority was read as the host header")]
    PseudoHeaders,
    /// The body was sent and is not in the export.
    #[error("The entry does not hold the body that was sent")]
    BodyNotInHar,
    /// The body in the export is not the one that was sent, byte for byte.
    #[error("The entry says {said} bytes of body and holds {held}: the body is not known byte for byte")]
    BodyReencoded {
        /// `bodySize`.
        said: usize,
        /// Bytes of the text.
        held: usize,
    },
}
