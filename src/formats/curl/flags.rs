//! The flags of curl that say something about the request, and those that do not.
//!
//! <https://curl.se/docs/manpage.html>

/// What a flag means for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// `-X`: the method.
    Method,
    /// `-H`: a header line.
    Header,
    /// `-d`, `--data-ascii`: body, or `@file` without its line breaks.
    Data,
    /// `--data-binary`: body, or `@file`.
    DataBinary,
    /// `--data-raw`: body as it stands.
    DataRaw,
    /// `--data-urlencode`: body, encoded by curl.
    DataUrlencode,
    /// `--json`: body with two headers.
    Json,
    /// `-F`: a part of a multipart body.
    Form,
    /// `--form-string`: a part that is text as it stands.
    FormString,
    /// `-T`: body from a file.
    Upload,
    /// `-G`: the data go into the query.
    Get,
    /// `-I`: HEAD.
    Head,
    /// `--url`.
    Url,
    /// `--url-query`: a piece of the query, encoded by curl.
    UrlQuery,
    /// `-A`.
    UserAgent,
    /// `-e`.
    Referer,
    /// `-b`.
    Cookie,
    /// `-r`.
    Range,
    /// `-u`: user name and password, or access key ID and secret access key.
    User,
    /// `--oauth2-bearer`.
    Bearer,
    /// `--aws-sigv4`.
    AwsSigv4,
    /// The program is awscurl, which signs by itself.
    Awscurl,
    /// `--region` of awscurl.
    Region,
    /// `--service` of awscurl.
    Service,
    /// `--access_key` of awscurl.
    AccessKey,
    /// `--secret_key` of awscurl.
    SecretKey,
    /// `--session_token` and `--security_token` of awscurl.
    SessionToken,
    /// `--profile` of awscurl: keys in a file.
    Profile,
    /// `--digest` and others that this client does not speak.
    OtherAuth,
    /// `--path-as-is`.
    PathAsIs,
    /// `-g`.
    GlobOff,
    /// `-L`.
    Location,
    /// `--http2`.
    Http2,
    /// `--http3`, `--http1.0`.
    OtherHttp,
    /// `--connect-to`.
    ConnectTo,
    /// `--resolve`.
    Resolve,
    /// `-m`.
    MaxTime,
    /// `--connect-timeout`.
    ConnectTimeout,
    /// `-k`.
    Insecure,
    /// `--cacert`, `--cert`: settings of the whole program.
    Trust,
    /// `-x`.
    Proxy,
    /// `-K`, `--netrc`: files with secrets.
    ReadsSecrets,
    /// `--variable`, `--expand-…`.
    Variable,
    /// Changes the request in a way that is not done here.
    NotDone,
    /// `-:`: what follows is another request.
    Next,
    /// Changes nothing that is sent.
    Nothing,
}

/// Whether the next word belongs to a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// It does.
    Value,
    /// It does not.
    Nothing,
}

/// A flag of curl.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What it means for the request.
    pub meaning: Meaning,
    /// Whether it takes a value.
    pub takes: Takes,
}

const fn with_value(meaning: Meaning) -> Flag {
    Flag {
        meaning,
        takes: Takes::Value,
    }
}

const fn alone(meaning: Meaning) -> Flag {
    Flag {
        meaning,
        takes: Takes::Nothing,
    }
}

/// A long flag, without its two hyphens.
pub fn long(name: &str) -> Option<Flag> {
    said(name).or_else(|| silent(name))
}

/// Those that say something about the request.
fn said(name: &str) -> Option<Flag> {
    Some(match name {
        "request" => with_value(Meaning::Method),
        "header" => with_value(Meaning::Header),
        "data" | "data-ascii" => with_value(Meaning::Data),
        "data-binary" => with_value(Meaning::DataBinary),
        "data-raw" => with_value(Meaning::DataRaw),
        "data-urlencode" => with_value(Meaning::DataUrlencode),
        "json" => with_value(Meaning::Json),
        "form" => with_value(Meaning::Form),
        "form-string" => with_value(Meaning::FormString),
        "upload-file" => with_value(Meaning::Upload),
        "get" => alone(Meaning::Get),
        "head" => alone(Meaning::Head),
        "url" => with_value(Meaning::Url),
        "url-query" => with_value(Meaning::UrlQuery),
        "user-agent" => with_value(Meaning::UserAgent),
        "referer" => with_value(Meaning::Referer),
        "cookie" => with_value(Meaning::Cookie),
        "range" => with_value(Meaning::Range),
        "user" => with_value(Meaning::User),
        "oauth2-bearer" => with_value(Meaning::Bearer),
        "aws-sigv4" => with_value(Meaning::AwsSigv4),
        "digest" | "ntlm" | "ntlm-wb" | "negotiate" | "anyauth" => alone(Meaning::OtherAuth),
        "delegation" | "login-options" | "service-name" | "sasl-authzid" => with_value(Meaning::OtherAuth),
        "path-as-is" => alone(Meaning::PathAsIs),
        "globoff" => alone(Meaning::GlobOff),
        "location" | "location-trusted" | "follow" => alone(Meaning::Location),
        "http2" | "http2-prior-knowledge" => alone(Meaning::Http2),
        "http3" | "http3-only" | "http1.0" | "http0.9" => alone(Meaning::OtherHttp),
        "connect-to" => with_value(Meaning::ConnectTo),
        "resolve" => with_value(Meaning::Resolve),
        "max-time" => with_value(Meaning::MaxTime),
        "connect-timeout" => with_value(Meaning::ConnectTimeout),
        "insecure" | "doh-insecure" | "proxy-insecure" => alone(Meaning::Insecure),
        "cacert" | "capath" | "cert" | "cert-type" | "key" | "key-type" | "pass" | "ciphers"
        | "tls13-ciphers" | "curves" | "pinnedpubkey" | "crlfile" | "engine" | "tls-max" | "tlsauthtype"
        | "tlspassword" | "tlsuser" | "sigalgs" | "ech" => with_value(Meaning::Trust),
        "ca-native" | "cert-status" | "ssl-auto-client-cert" => alone(Meaning::Trust),
        "proxy"
        | "proxy-user"
        | "proxy-header"
        | "preproxy"
        | "proxy1.0"
        | "socks4"
        | "socks4a"
        | "socks5"
        | "socks5-hostname"
        | "proxy-cacert"
        | "proxy-capath"
        | "proxy-cert"
        | "proxy-key"
        | "proxy-pass"
        | "proxy-cert-type"
        | "proxy-ciphers"
        | "proxy-crlfile"
        | "proxy-key-type"
        | "proxy-pinnedpubkey"
        | "proxy-service-name"
        | "proxy-tls13-ciphers"
        | "proxy-tlsauthtype"
        | "proxy-tlspassword"
        | "proxy-tlsuser"
        | "socks5-gssapi-service"
        | "haproxy-clientip" => with_value(Meaning::Proxy),
        "proxytunnel" | "proxy-anyauth" | "proxy-basic" | "proxy-digest" | "proxy-negotiate"
        | "proxy-ntlm" | "proxy-http2" | "proxy-tlsv1" | "haproxy-protocol" | "socks5-basic"
        | "socks5-gssapi" => alone(Meaning::Proxy),
        "config" | "netrc-file" => with_value(Meaning::ReadsSecrets),
        "netrc" | "netrc-optional" => alone(Meaning::ReadsSecrets),
        "variable" => with_value(Meaning::Variable),
        _ if name.starts_with("expand-") => with_value(Meaning::Variable),
        "time-cond"
        | "continue-at"
        | "etag-compare"
        | "request-target"
        | "unix-socket"
        | "abstract-unix-socket"
        | "quote"
        | "proto-default"
        | "telnet-option"
        | "alt-svc"
        | "hsts" => with_value(Meaning::NotDone),
        "tr-encoding" | "crlf" | "use-ascii" | "append" | "list-only" => alone(Meaning::NotDone),
        "next" => alone(Meaning::Next),
        _ => return None,
    })
}

/// Those that change nothing that is sent.
fn silent(name: &str) -> Option<Flag> {
    Some(match name {
        "basic"
        | "compressed"
        | "fail"
        | "fail-with-body"
        | "fail-early"
        | "http1.1"
        | "include"
        | "ipv4"
        | "ipv6"
        | "no-buffer"
        | "no-keepalive"
        | "no-progress-meter"
        | "no-alpn"
        | "no-npn"
        | "no-sessionid"
        | "no-clobber"
        | "progress-bar"
        | "remote-name"
        | "remote-name-all"
        | "remote-header-name"
        | "remote-time"
        | "remove-on-error"
        | "show-error"
        | "silent"
        | "show-headers"
        | "ssl"
        | "ssl-reqd"
        | "ssl-no-revoke"
        | "ssl-revoke-best-effort"
        | "ssl-allow-beast"
        | "sslv2"
        | "sslv3"
        | "tlsv1"
        | "tlsv1.0"
        | "tlsv1.1"
        | "tlsv1.2"
        | "tlsv1.3"
        | "verbose"
        | "disable"
        | "create-dirs"
        | "parallel"
        | "parallel-immediate"
        | "retry-all-errors"
        | "retry-connrefused"
        | "styled-output"
        | "suppress-connect-headers"
        | "tcp-fastopen"
        | "tcp-nodelay"
        | "trace-ids"
        | "trace-time"
        | "xattr"
        | "raw"
        | "junk-session-cookies"
        | "form-escape"
        | "ignore-content-length"
        | "false-start"
        | "post301"
        | "post302"
        | "post303"
        | "skip-existing"
        | "disallow-username-in-url"
        | "doh-cert-status"
        | "metalink"
        | "out-null" => alone(Meaning::Nothing),
        "cookie-jar"
        | "create-file-mode"
        | "dns-interface"
        | "dns-ipv4-addr"
        | "dns-ipv6-addr"
        | "dns-servers"
        | "doh-url"
        | "dump-header"
        | "egd-file"
        | "etag-save"
        | "expect100-timeout"
        | "happy-eyeballs-timeout-ms"
        | "interface"
        | "keepalive-time"
        | "keepalive-cnt"
        | "libcurl"
        | "limit-rate"
        | "local-port"
        | "max-filesize"
        | "max-redirs"
        | "noproxy"
        | "output"
        | "output-dir"
        | "parallel-max"
        | "parallel-max-host"
        | "proto"
        | "proto-redir"
        | "random-file"
        | "rate"
        | "retry"
        | "retry-delay"
        | "retry-max-time"
        | "speed-limit"
        | "speed-time"
        | "stderr"
        | "trace"
        | "trace-ascii"
        | "trace-config"
        | "write-out"
        | "vlan-priority"
        | "ip-tos"
        | "help" => with_value(Meaning::Nothing),
        // The opposite of a switch: --no-location.
        _ => {
            return name
                .strip_prefix("no-")
                .and_then(long)
                .filter(|flag| flag.takes == Takes::Nothing)
                .map(|_| alone(Meaning::Nothing));
        }
    })
}

/// A long flag of awscurl, without its two hyphens.
///
/// <https://github.com/okigan/awscurl>
pub fn awscurl_long(name: &str) -> Option<Flag> {
    Some(match name {
        "region" => with_value(Meaning::Region),
        "service" => with_value(Meaning::Service),
        "access_key" => with_value(Meaning::AccessKey),
        "secret_key" => with_value(Meaning::SecretKey),
        "session_token" | "security_token" => with_value(Meaning::SessionToken),
        "profile" => with_value(Meaning::Profile),
        // A switch there: the data are those of -d.
        "data-binary" => alone(Meaning::Nothing),
        "request" | "data" | "header" | "insecure" | "verbose" | "include" | "location" | "output"
        | "fail-with-body" => return long(name),
        _ => return None,
    })
}

/// A short flag.
pub fn short(letter: char) -> Option<Flag> {
    long(match letter {
        'X' => "request",
        'H' => "header",
        'd' => "data",
        'F' => "form",
        'T' => "upload-file",
        'G' => "get",
        'I' => "head",
        'A' => "user-agent",
        'e' => "referer",
        'b' => "cookie",
        'r' => "range",
        'u' => "user",
        'g' => "globoff",
        'L' => "location",
        'm' => "max-time",
        'k' => "insecure",
        'E' => "cert",
        'x' => "proxy",
        'U' => "proxy-user",
        'p' => "proxytunnel",
        'K' => "config",
        'n' => "netrc",
        'z' => "time-cond",
        'C' => "continue-at",
        'Q' => "quote",
        't' => "telnet-option",
        'B' => "use-ascii",
        'a' => "append",
        'l' => "list-only",
        '0' => "http1.0",
        ':' => "next",
        '#' | '1' | '2' | '3' | '4' | '6' | 'f' | 'i' | 'J' | 'j' | 'N' | 'O' | 'q' | 'R' | 's' | 'S'
        | 'v' | 'Z' => "silent",
        'c' | 'D' | 'o' | 'w' | 'y' | 'Y' | 'h' => "output",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awscurl_has_flags_of_its_own() {
        assert_eq!(awscurl_long("data-binary"), Some(alone(Meaning::Nothing)));
        assert_eq!(awscurl_long("session_token"), awscurl_long("security_token"));
        assert_eq!(awscurl_long("header"), long("header"));
        assert_eq!((awscurl_long("aws-sigv4"), awscurl_long("form")), (None, None));
    }

    #[test]
    fn short_and_long_names_agree() {
        for (letter, name) in [
            ('X', "request"),
            ('H', "header"),
            ('d', "data"),
            ('F', "form"),
            ('G', "get"),
            ('I', "head"),
            ('k', "insecure"),
            ('o', "output"),
            ('u', "user"),
            ('b', "cookie"),
            ('A', "user-agent"),
        ] {
            assert_eq!(short(letter), long(name), "{name}");
        }
    }
}
