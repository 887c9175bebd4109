//! Calls that the program makes by itself, for credentials or for a file to import and never for a request: they are shown.

use std::time::Duration;

use time::OffsetDateTime;

/// One call to STS, IAM Identity Center, a metadata service, or the host of a file to import. It holds no secret: neither query nor body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCall {
    /// Counts the calls of this run, from 1.
    pub number: u64,
    /// When it began, by the wall clock.
    pub began: OffsetDateTime,
    /// Host and port.
    pub host: String,
    /// What was asked, as `AssumeRole`.
    pub operation: String,
    /// How it ended.
    pub outcome: OwnCallOutcome,
    /// How long it took; zero while it is under way.
    pub duration: Duration,
}

/// How much may come of a call of the program, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// Bytes of the reply.
    pub reply_bytes: usize,
    /// From its start to its last byte; network settings may allow less.
    pub time: Duration,
}

impl Default for CallLimits {
    /// For services: replies have a few kilobytes, and a list of accounts comes in pages.
    fn default() -> Self {
        Self {
            reply_bytes: 1024 * 1024,
            time: Duration::from_secs(30),
        }
    }
}

/// Why a file was not downloaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// No reply came.
    #[error("{host} was not reached: {problem}")]
    NotReached {
        /// Host and port.
        host: String,
        /// Why.
        problem: CallProblem,
    },
    /// The text is no address.
    #[error("the address {0} is no http or https URL with a host")]
    Address(String),
    /// It stands elsewhere.
    #[error("the server sends on to {0}")]
    Elsewhere(String),
    /// The server gave no file.
    #[error("the server answered with status {0}")]
    Status(u16),
}

impl DownloadError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotReached { problem, .. } => problem.kind(),
            Self::Address(_) => "call-address",
            Self::Elsewhere(_) => "download-elsewhere",
            Self::Status(_) => "download-status",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotReached { problem, .. } => problem.hint(),
            Self::Address(_) => "Begin it with https://".to_owned(),
            Self::Elsewhere(_) => "Give that address, if it is the one you want".to_owned(),
            Self::Status(401 | 403) => {
                "It asks for a login: save the file with a browser, and import it".to_owned()
            }
            Self::Status(_) => "Look whether the address is right".to_owned(),
        }
    }
}

/// How a call of the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnCallOutcome {
    /// It has not ended.
    UnderWay,
    /// A reply with this status code came.
    Replied(u16),
    /// No reply came.
    Failed(CallProblem),
    /// Nobody waited for the reply any more.
    Cancelled,
}

/// Why a call of the program got no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallProblem {
    /// The address can not be called.
    #[error("the address {0} is no http or https URL with a host")]
    Address(String),
    /// The address names a user or a password, which none of these services takes.
    #[error("its address has a user name or a password in front of {host}")]
    Password {
        /// The host alone.
        host: String,
    },
    /// A proxy setting or a certificate file can not be used.
    #[error("{reason}")]
    Setting {
        /// What is wrong.
        reason: String,
        /// What to do about it.
        hint: String,
    },
    /// The proxy opened no way to the host.
    #[error("the proxy {proxy} opened no way: {reason}")]
    Proxy {
        /// Address of the proxy, without user and password.
        proxy: String,
        /// Its words, or why it was not reached.
        reason: String,
    },
    /// The name has no address.
    #[error("its name was not found: {0}")]
    HostUnknown(String),
    /// Nobody listens there.
    #[error("it refused the connection")]
    ConnectionRefused,
    /// There is no way to the address.
    #[error("it can not be reached: {0}")]
    Unreachable(String),
    /// TLS came to no agreement.
    #[error("{0}")]
    Tls(String),
    /// The time was over.
    #[error("it did not answer within {} seconds", .after.as_secs_f64())]
    TimedOut {
        /// The limit.
        after: Duration,
    },
    /// The connection ended too early.
    #[error("the connection ended before the reply was whole: {0}")]
    BrokenOff(String),
    /// The reply is longer than such replies are.
    #[error("its reply has more than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
}

impl CallProblem {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Address(_) | Self::Password { .. } => "call-address",
            Self::Setting { .. } => "call-setting",
            Self::Proxy { .. } => "call-proxy",
            Self::HostUnknown(_) => "call-host-unknown",
            Self::ConnectionRefused => "call-connection-refused",
            Self::Unreachable(_) => "call-unreachable",
            Self::Tls(_) => "call-tls",
            Self::TimedOut { .. } => "call-timed-out",
            Self::BrokenOff(_) => "call-broken-off",
            Self::TooLarge { .. } => "call-reply-too-large",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Address(_) => "Write the endpoint as https://host, or leave it empty for AWS's own".to_owned(),
            Self::Password { .. } => "Leave out what stands in front of the @ in the endpoint".to_owned(),
            Self::Setting { hint, .. } => hint.trim_end_matches('.').to_owned(),
            Self::Proxy { .. } => {
                "Check the proxy in the network settings or in HTTPS_PROXY, and that it lets this host through".to_owned()
            }
            Self::HostUnknown(_) => "Check the region, which is a part of the name, and the network".to_owned(),
            Self::ConnectionRefused => "Check the endpoint: host, port, and that the service runs".to_owned(),
            Self::Unreachable(_) => "Check the network, VPN and firewall".to_owned(),
            Self::Tls(_) => {
                "Check who opens TLS on the way, and add its certificate authority in the network settings".to_owned()
            }
            Self::TimedOut { .. } => "Try again; then check the network and the proxy".to_owned(),
            Self::BrokenOff(_) => "Try again; then check what stands between here and the service".to_owned(),
            Self::TooLarge { .. } => "Check the endpoint: this is not what AWS answers".to_owned(),
        }
    }
}
