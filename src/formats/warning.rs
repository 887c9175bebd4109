//! What was left out or guessed while a foreign format was read.

use super::LeftOutReason;

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
    /// `--next`: the command goes on with another request.
    #[error("Only the first request was read, up to --next")]
    NextRequest,
    /// Quotes with a backslash in front, as `PowerShell` needed them before version 7.3.
    #[error(
        "\\\" was read as \", as Windows PowerShell passes it on; PowerShell 7.3 passes on both characters"
    )]
    OldPowerShellQuotes,
    /// What a web page put in the place of quotation marks, spaces and hyphens.
    #[error("The command has {what}, as web pages write them: they were read as those of a keyboard")]
    CopiedCharacters {
        /// The kinds of characters found, as a list for people.
        what: String,
    },
    /// A file that the request needs, and that no import reads.
    #[error("{flag} names the file {path}: it is not read before you allow it")]
    NeedsPermission {
        /// The flag.
        flag: String,
        /// As written.
        path: String,
    },
    /// curl takes line breaks out of the file.
    #[error(
        "{flag} takes line breaks out of the file {path}; here it is sent as it stands, as by --data-binary"
    )]
    LineBreaksKept {
        /// The flag.
        flag: String,
        /// As written.
        path: String,
    },
    /// A flag that is known and not taken over.
    #[error("{flag} was left out: {because}")]
    LeftOut {
        /// The flag.
        flag: String,
        /// Why, and what to do instead.
        because: LeftOutReason,
    },
    /// A credential that stands in a variable of the shell.
    #[error("The {field} is in {variable}, which is not read here: the field stays empty")]
    EmptyField {
        /// As written.
        variable: String,
        /// What it would hold.
        field: &'static str,
    },
    /// The command carries a signature already.
    #[error("The request is signed already and is sent with that signature, which AWS takes for 15 minutes")]
    SignedAlready,
    /// Text in double braces.
    #[error("{text} is read as a variable here")]
    ReadAsVariable {
        /// With its braces.
        text: String,
    },
    /// A header that curl was told to leave out and that is sent all the same.
    #[error("The header {name} can not be left out here")]
    SentAllTheSame {
        /// Lower-case name.
        name: String,
    },
    /// Bytes that are no text, where only text can stand.
    #[error("{place} has bytes that are no UTF-8 text, which were replaced")]
    NotText {
        /// Where.
        place: &'static str,
    },
    /// Something about a part of a multipart body.
    #[error("Of the part {part}, {what}")]
    PartNotWhole {
        /// The name of the part, as in its Content-Disposition.
        part: String,
        /// What was not taken over.
        what: &'static str,
    },
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
