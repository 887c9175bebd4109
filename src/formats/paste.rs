//! What somebody pasted into the URL bar.

use std::ops::Range;

use super::credentials::{self, PastedCredentials};
use super::{FormatError, ImportedRequest, Program, request_from_curl};
use crate::model::SigningTime;
use crate::resolve::foreign_characters::meant;
pub use crate::resolve::placeholders::placeholders;

/// Longer texts are not looked at.
const LONGEST: usize = 4_000_000;

/// What a pasted text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Pasted {
    /// A curl command, read or not.
    Curl(Box<Result<ImportedRequest, FormatError>>),
    /// Credentials, which belong under Auth.
    Credentials(Box<PastedCredentials>),
    /// A URL that is signed in its query.
    PresignedUrl,
    /// A URL with places that documentation leaves open: their bytes in the text, in order.
    Template(Vec<Range<usize>>),
    /// A URL, or a piece of one.
    Url,
    /// Nothing of these: it is pasted as it stands.
    Text,
}

/// Recognises a pasted text. `now` tells which credentials have expired.
pub fn recognise(text: &str, now: SigningTime) -> Pasted {
    if text.len() > LONGEST {
        return Pasted::Text;
    }
    if is_curl(text) {
        return Pasted::Curl(Box::new(request_from_curl(text)));
    }
    let trimmed = text.trim();
    if !is_url(trimmed) {
        return credentials::read(text, now)
            .map_or(Pasted::Text, |found| Pasted::Credentials(Box::new(found)));
    }
    let lower = trimmed.to_ascii_lowercase();
    if lower.contains("x-amz-signature=")
        || (lower.contains("awsaccesskeyid=") && lower.contains("signature="))
    {
        return Pasted::PresignedUrl;
    }
    let places = placeholders(text);
    if places.is_empty() {
        Pasted::Url
    } else {
        Pasted::Template(places)
    }
}

/// True when the first line that says something begins with curl, behind a prompt or variables at most. Looks at no
/// more than that line.
pub fn is_curl(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !is_comment(line));
    lines.next().is_some_and(|line| {
        let line: String = line.chars().filter_map(meant).collect();
        let mut words = line.split_whitespace().skip_while(|word| {
            matches!(*word, "$" | ">" | "%" | "#" | "&" | "PS" | "sudo")
                || word.ends_with('>')
                || is_assignment(word)
        });
        let word = words.next().unwrap_or_default().trim_matches(['"', '\'']);
        if word.contains("://") {
            return false;
        }
        // Behind a prompt of Windows there is no blank: C:\>curl.
        let word = word
            .rsplit(['/', '\\', '>'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        Program::named(&word).is_some() && words.next().is_some()
    })
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#') && !line.starts_with("# curl")
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// One line with a scheme, or with a host in front of a slash. Placeholders may hold blanks.
fn is_url(text: &str) -> bool {
    if text.is_empty() || text.contains(['\n', '\r']) {
        return false;
    }
    let without: String = {
        let mut kept = String::new();
        let mut from = 0;
        for place in placeholders(text) {
            kept.push_str(text.get(from..place.start).unwrap_or_default());
            kept.push('x');
            from = place.end;
        }
        kept.push_str(text.get(from..).unwrap_or_default());
        kept
    };
    if without.contains(char::is_whitespace) {
        return false;
    }
    let lower = without.to_ascii_lowercase();
    let has_scheme = ["http://", "https://", "ws://", "wss://"]
        .iter()
        .any(|scheme| lower.starts_with(scheme));
    let host = lower.split(['/', '?']).next().unwrap_or_default();
    has_scheme
        || lower.starts_with("{{")
        || (host.contains('.')
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
            && !host.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> SigningTime {
        SigningTime::parse_amz_date("20261120T120000Z").unwrap()
    }

    fn kind(text: &str) -> &'static str {
        match recognise(text, now()) {
            Pasted::Curl(read) if read.is_ok() => "curl",
            Pasted::Curl(_) => "broken curl",
            Pasted::Credentials(_) => "credentials",
            Pasted::PresignedUrl => "presigned",
            Pasted::Template(_) => "template",
            Pasted::Url => "url",
            Pasted::Text => "text",
        }
    }

    #[test]
    fn what_is_pasted_is_recognised() {
        for (text, expected) in [
            ("curl https://h.example/", "curl"),
            ("\n $ curl -X POST https://h.example/ \\\n -d a", "curl"),
            ("# list\ncurl h.example", "curl"),
            ("awscurl --service s3 https://h.example/", "curl"),
            ("A=b /usr/bin/curl h.example", "curl"),
            ("PS C:\\x> curl.exe h.example", "curl"),
            ("C:\\Users\\me>curl h.example", "curl"),
            ("curl 'https://h.example", "broken curl"),
            ("curl", "text"),
            ("curling.example/x", "url"),
            ("https://h.example/curl -s", "text"),
            (
                "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets?limit=1",
                "url",
            ),
            ("  https://h.example/x\n", "url"),
            ("h.example/x", "url"),
            ("localhost:8080/x", "text"),
            ("{{demo}}/dev/pets", "url"),
            (
                "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00",
                "presigned",
            ),
            (
                "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1&Signature=x",
                "presigned",
            ),
            (
                "https://{restapi-id}.execute-api.{region}.amazonaws.com/{stageName}/",
                "template",
            ),
            (
                "https://<Api-id>.execute-api.<region>.amazonaws.com/<stage>",
                "template",
            ),
            (
                "https://api-id.execute-api.region.amazonaws.com/stage",
                "template",
            ),
            (
                "https://YOUR_API_ID.execute-api.us-east-1.amazonaws.com/dev",
                "template",
            ),
            (
                "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "credentials",
            ),
            ("hello world", "text"),
            ("", "text"),
            ("GET /x HTTP/1.1\r\nHost: h", "text"),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), made in r"(https://)?[<>{}\[\]$a-zé /?=.:_-]{0,60}") {
            for text in [&text, &made] {
                recognise(text, now());
                let mut last = 0;
                for range in placeholders(text) {
                    prop_assert!(last <= range.start && range.start < range.end);
                    prop_assert!(text.get(range.clone()).is_some());
                    last = range.end;
                }
            }
        }
    }
}
