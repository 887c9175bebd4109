//! The flags that say how a request travels.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use clap::ValueEnum;

/// How a service is reached: by every command that may ask one for credentials.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RouteArgs {
    /// Proxy in place of the environment's: http, https, socks5 or socks5h://USER@HOST:PORT, user as needed; the password
    /// comes from COUNTERSIGN_PROXY_PASSWORD
    #[arg(long, help_heading = "Connection", value_name = "URL")]
    pub proxy: Option<String>,
    /// Hosts that are reached without a proxy, with commas between them; * for all
    #[arg(long, help_heading = "Connection", value_name = "LIST")]
    pub noproxy: Option<String>,
    /// Believe the certificate authorities in this PEM file too; may be given again
    #[arg(long, help_heading = "Connection", value_name = "FILE")]
    pub cacert: Vec<String>,
}

/// Flags of `send` for redirects, route, TLS and time.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Connection")]
pub struct NetworkArgs {
    /// Follow redirects within the origin and sign each request again: --follow same-origin
    #[arg(short = 'L', long, conflicts_with = "follow")]
    pub location: bool,
    /// Which redirects are followed; to another origin without any credential
    #[arg(long, value_enum, value_name = "WHICH")]
    pub follow: Option<FollowFlag>,
    /// Connect to this address in place of the URL's host: host, host:port, or an IPv6 address in brackets
    #[arg(long, value_name = "ADDRESS")]
    pub connect_to: Option<String>,
    /// Name to ask for in TLS, and to find in the certificate, in place of the host that is sent
    #[arg(long, value_name = "NAME")]
    pub server_name: Option<String>,
    /// Speak HTTP/2
    #[arg(long)]
    pub http2: bool,
    /// Proxy and authorities, for the program's own calls too.
    #[command(flatten)]
    pub route: RouteArgs,
    /// Client certificate for this host, PEM or PKCS#12; the passphrase comes from COUNTERSIGN_CERT_PASSPHRASE
    #[arg(long, value_name = "FILE")]
    pub cert: Option<String>,
    /// Key of the client certificate, PEM, when it is not in the same file
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<String>,
    /// Accept the certificate with this SHA-256 for the host of this request, in spite of its flaws
    #[arg(long, value_name = "SHA256")]
    pub accept_certificate: Option<String>,
    /// Time for name, TCP and TLS together instead of 10; 0 is no limit
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub connect_timeout: Option<u64>,
    /// Time for everything, redirects and body included; without it there is no limit
    #[arg(long, value_name = "SECONDS", value_parser = milliseconds)]
    pub max_time: Option<u64>,
}

/// Redirects by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FollowFlag {
    /// None: the redirect is the response
    Stop,
    /// Those to the same scheme, host and port; signed again
    SameOrigin,
    /// All but from https to http; another origin gets no credential, and nothing after it
    Everywhere,
}

/// Reads seconds with a fraction, as whole milliseconds; what is not zero stays so.
pub fn milliseconds(text: &str) -> Result<u64, String> {
    const MOST_SECONDS: f64 = 1e9;
    let seconds: f64 = text
        .parse()
        .map_err(|_| "write a number of seconds, as 2.5".to_owned())?;
    if !(0.0..=MOST_SECONDS).contains(&seconds) {
        return Err("write a number of seconds from 0 on, as 2.5".to_owned());
    }
    let rounded = std::time::Duration::from_secs_f64(seconds)
        .as_nanos()
        .div_ceil(1_000_000);
    u64::try_from(rounded).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_fractions_and_never_become_no_limit() {
        for (text, time) in [("0", 0), ("2.5", 2_500), ("0.0001", 1), ("10", 10_000)] {
            assert_eq!(milliseconds(text), Ok(time), "{text}");
        }
        for text in ["", "-1", "x", "NaN", "inf", "1e30"] {
            assert!(milliseconds(text).is_err(), "{text}");
        }
    }
}
