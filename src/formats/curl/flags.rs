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
    /// `-d`, `--data-ascii`, `--data-binary`: body, or `@file`.
    Data,
    /// `--data-raw`: body as it stands.
    DataRaw,
    /// `--data-urlencode`: body, encoded by curl.
    DataUrlencode,
    /// `--json`: body with two headers.
    Json,
    /// `-F`, `--form-string`: multipart body.
    Form,
    /// `-T`: body from a file.
    Upload,
    /// `-G`: the data go into the query.
    Get,
    /// `-I`: HEAD.
    Head,
    /// `--url`.
    Url,
    /// `-A`.
    UserAgent,
    /// `-e`.
    Referer,
    /// `-b`.
    Cookie,
    /// `-r`.
    Range,
    /// `-u`, `--oauth2-bearer`, `--aws-sigv4`: curl writes the Authorization header.
    Authorises,
    /// `--path-as-is`.
    PathAsIs,
    /// `-g`.
    GlobOff,
    /// `-:`: what follows is another request.
    Next,
    /// Changes nothing that is signed.
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
    Some(match name {
        "request" => with_value(Meaning::Method),
        "header" => with_value(Meaning::Header),
        "data" | "data-ascii" | "data-binary" => with_value(Meaning::Data),
        "data-raw" => with_value(Meaning::DataRaw),
        "data-urlencode" => with_value(Meaning::DataUrlencode),
        "json" => with_value(Meaning::Json),
        "form" | "form-string" => with_value(Meaning::Form),
        "upload-file" => with_value(Meaning::Upload),
        "get" => alone(Meaning::Get),
        "head" => alone(Meaning::Head),
        "url" => with_value(Meaning::Url),
        "user-agent" => with_value(Meaning::UserAgent),
        "referer" => with_value(Meaning::Referer),
        "cookie" => with_value(Meaning::Cookie),
        "range" => with_value(Meaning::Range),
        "user" | "oauth2-bearer" | "aws-sigv4" => with_value(Meaning::Authorises),
        "path-as-is" => alone(Meaning::PathAsIs),
        "globoff" => alone(Meaning::GlobOff),
        "next" => alone(Meaning::Next),
        "basic"
        | "compressed"
        | "fail"
        | "fail-with-body"
        | "http0.9"
        | "http1.0"
        | "http1.1"
        | "http2"
        | "http2-prior-knowledge"
        | "http3"
        | "include"
        | "insecure"
        | "ipv4"
        | "ipv6"
        | "location"
        | "location-trusted"
        | "no-buffer"
        | "no-keepalive"
        | "no-progress-meter"
        | "progress-bar"
        | "remote-name"
        | "remote-time"
        | "show-error"
        | "silent"
        | "ssl-no-revoke"
        | "tlsv1"
        | "tlsv1.2"
        | "tlsv1.3"
        | "verbose" => alone(Meaning::Nothing),
        "cacert" | "capath" | "cert" | "ciphers" | "connect-timeout" | "connect-to" | "cookie-jar"
        | "dns-servers" | "dump-header" | "interface" | "keepalive-time" | "key" | "limit-rate"
        | "max-redirs" | "max-time" | "noproxy" | "output" | "output-dir" | "pass" | "proxy"
        | "proxy-header" | "proxy-user" | "resolve" | "retry" | "retry-delay" | "retry-max-time"
        | "speed-limit" | "stderr" | "tls-max" | "trace" | "trace-ascii" | "unix-socket" | "write-out" => {
            with_value(Meaning::Nothing)
        }
        _ => return None,
    })
}

/// A short flag.
pub fn short(letter: char) -> Option<Flag> {
    Some(match letter {
        'X' => with_value(Meaning::Method),
        'H' => with_value(Meaning::Header),
        'd' => with_value(Meaning::Data),
        'F' => with_value(Meaning::Form),
        'T' => with_value(Meaning::Upload),
        'G' => alone(Meaning::Get),
        'I' => alone(Meaning::Head),
        'A' => with_value(Meaning::UserAgent),
        'e' => with_value(Meaning::Referer),
        'b' => with_value(Meaning::Cookie),
        'r' => with_value(Meaning::Range),
        'u' => with_value(Meaning::Authorises),
        'g' => alone(Meaning::GlobOff),
        ':' => alone(Meaning::Next),
        '#' | '0' | '1' | '2' | '3' | '4' | '6' | 'f' | 'i' | 'J' | 'k' | 'L' | 'N' | 'n' | 'O' | 'q'
        | 'R' | 's' | 'S' | 'v' => alone(Meaning::Nothing),
        'c' | 'C' | 'D' | 'E' | 'm' | 'o' | 'U' | 'w' | 'x' | 'y' | 'Y' | 'z' => with_value(Meaning::Nothing),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
