//! A URL taken apart without a change to its bytes: what a client puts into the Host header and the target.

use super::{FormatError, Warning};

/// The parts that are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlParts {
    /// Value of the Host header: lower-case, without a default port.
    pub host: String,
    /// Path and query, as written.
    pub target: String,
}

impl UrlParts {
    /// Takes a URL apart. Without a scheme it is read as http, as curl does.
    pub fn parse(url: &str, warnings: &mut Vec<Warning>) -> Result<Self, FormatError> {
        let url = url.trim();
        let (url, fragment) = url
            .split_once('#')
            .map_or((url, None), |(url, rest)| (url, Some(rest)));
        if fragment.is_some() {
            warnings.push(Warning::FragmentLeftOut);
        }
        let (scheme, rest) = url
            .split_once("://")
            .filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .unwrap_or(("http", url));
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| {
            warnings.push(Warning::UserInfoLeftOut);
            host
        });
        let default_port = match scheme.to_ascii_lowercase().as_str() {
            "https" | "wss" => ":443",
            _ => ":80",
        };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        if host.is_empty() || host.starts_with(':') {
            return Err(FormatError::NoHost { url: url.to_owned() });
        }
        Ok(Self {
            host: host.to_ascii_lowercase(),
            target: if target.starts_with('/') {
                target.to_owned()
            } else {
                format!("/{target}")
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(url: &str) -> (String, String) {
        let parts = UrlParts::parse(url, &mut Vec::new()).unwrap();
        (parts.host, parts.target)
    }

    #[test]
    fn bytes_of_the_target_stay_and_default_ports_go() {
        for (url, host, target) in [
            (
                "https://API.Example.com/a/../b%2f?x=+#f",
                "api.example.com",
                "/a/../b%2f?x=+",
            ),
            ("https://h:443", "h", "/"),
            ("http://h:80?a", "h", "/?a"),
            ("https://h:80/", "h:80", "/"),
            ("http://u:p@h:8080/x", "h:8080", "/x"),
            ("h.example/x://y", "h.example", "/x://y"),
            ("http://[::1]:9/", "[::1]:9", "/"),
        ] {
            assert_eq!(parts(url), (host.to_owned(), target.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_url_without_a_host_is_refused() {
        for url in ["", "https://", "https:///a", "https://:80/"] {
            assert!(UrlParts::parse(url, &mut Vec::new()).is_err(), "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            UrlParts::parse(&text, &mut Vec::new()).ok();
        }
    }
}
