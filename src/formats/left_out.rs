//! Why a flag of a command was not taken over, and what to do instead.

/// The reason. Its `Display` is for the window; the command line has flags for some of it and says those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeftOutReason {
    /// `--digest` and others.
    #[error("this client does not speak that kind of auth")]
    OtherAuth,
    /// `--http3`.
    #[error("requests go out by HTTP/1.1 or HTTP/2")]
    OtherHttp,
    /// `-k`.
    #[error("certificates are always checked; accept a single one when the connection fails")]
    Insecure,
    /// `--cacert`, `--cert` and others.
    #[error("certificates and keys are set for the whole program, under network settings")]
    Trust,
    /// `-x` and others.
    #[error("the proxy is set for the whole program, under network settings")]
    Proxy,
    /// `-K`, `--netrc`.
    #[error("it reads a file that may hold secrets, which no import does")]
    ReadsSecrets,
    /// `--profile` of awscurl.
    #[error("profiles are not read: put the keys of the profile under Auth")]
    Profile,
    /// `--variable`, `--expand-…`.
    #[error("variables of curl are not replaced here")]
    Variable,
    /// What this client can not do.
    #[error("this client can not do that")]
    NotDone,
    /// `-F` without an equals sign.
    #[error("a part is written as name=value")]
    NoPart,
    /// `-m soon`.
    #[error("it is no number of seconds")]
    NoSeconds,
    /// `-H nonsense`.
    #[error("a header line has a colon")]
    NoHeaderLine,
    /// More than one file, or a file and data.
    #[error("a body is one file or text, not several of them joined")]
    SeveralBodies,
    /// `-u user`.
    #[error("curl asks for the password; an empty one was taken")]
    NoPassword,
    /// `--aws-sigv4 osc:osc:…`.
    #[error("only the provider aws is known; the request is signed for it")]
    OtherProvider,
}
