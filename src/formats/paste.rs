//! What somebody pasted into the URL bar.

use std::ops::Range;

use super::credentials::{self, PastedCredentials};
use super::{FormatError, ImportedRequest, request_from_curl};
use crate::model::SigningTime;

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
        let line = line.trim_start_matches('\u{feff}');
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
        matches!(word.as_str(), "curl" | "curl.exe") && words.next().is_some()
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

/// Words that documentation of AWS writes for what the reader has to fill in, in lower case without marks.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html>
const OPEN_WORDS: [&str; 16] = [
    "apiid",
    "restapiid",
    "restapi",
    "yourapiid",
    "region",
    "regionid",
    "awsregion",
    "stage",
    "stagename",
    "accountid",
    "bucketname",
    "examplebucket",
    "functionname",
    "domainname",
    "urlid",
    "resourceid",
];

/// The places in a URL that are meant to be filled in, as byte ranges: `<Api-id>`, `{region}`, `${stage}`, `:id`-less
/// words such as `restapi-id` and `YOUR_API_ID`. Variables in double braces are none.
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = match ch {
            '{' if rest.starts_with("{{") => {
                let end = rest.find("}}").map_or(2, |end| end + 2);
                rest = rest.get(end..).unwrap_or_default();
                continue;
            }
            '<' => closed(rest, '>'),
            '{' => closed(rest, '}'),
            '[' => closed(rest, ']').filter(|_| !text.get(..at).unwrap_or_default().ends_with("//")),
            '$' if rest.starts_with("${") => {
                closed(rest.get(1..).unwrap_or_default(), '}').map(|length| length + 1)
            }
            ch if ch.is_ascii_alphanumeric() => {
                let end = rest
                    .find(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_')))
                    .unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                if is_open(word, text.get(..at).unwrap_or_default()) {
                    found.push(at..at + end);
                }
                rest = rest.get(end..).unwrap_or_default();
                continue;
            }
            _ => None,
        };
        match length {
            Some(length) => {
                found.push(at..at + length);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => rest = rest.get(ch.len_utf8()..).unwrap_or_default(),
        }
    }
    found
}

/// Length of a short name within marks.
fn closed(text: &str, close: char) -> Option<usize> {
    const LONGEST_NAME: usize = 64;
    let end = text.find(close).filter(|end| (2..=LONGEST_NAME).contains(end))?;
    let name = text.get(1..end)?;
    let is_name = name.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | ' ' | '.' | '+'));
    is_name.then_some(end + close.len_utf8())
}

/// A bare word that stands for something, in the host only: paths have words of their own.
fn is_open(word: &str, before: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    if upper.starts_with("YOUR_") || upper.starts_with("YOUR-") || upper.starts_with("MY_") {
        return true;
    }
    let host = before.split_once("://").map_or(before, |(_, rest)| rest);
    let in_host = !host.contains(['/', '?']);
    let plain: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    in_host && OPEN_WORDS.contains(&plain.as_str())
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

    #[test]
    fn places_to_fill_in_are_found() {
        for (text, expected) in [
            (
                "https://{restapi-id}.execute-api.{region}.amazonaws.com/{stageName}/",
                &["{restapi-id}", "{region}", "{stageName}"][..],
            ),
            ("https://<Api id>.x/<a-b>?c=${d}", &["<Api id>", "<a-b>", "${d}"]),
            (
                "https://restApiId.execute-api.us-east-1.amazonaws.com/dev/region",
                &["restApiId"],
            ),
            (
                "https://h/YOUR_BUCKET/my-key?x=your-token",
                &["YOUR_BUCKET", "your-token"],
            ),
            ("https://{{host}}/{{stage}}/{id}", &["{id}"]),
            ("https://h/a?q={\"a\":1}&r=[1]&s=<1>&t={}", &[]),
            ("http://[::1]:80/x", &[]),
            (
                "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets",
                &[],
            ),
        ] {
            let found: Vec<&str> = placeholders(text)
                .into_iter()
                .map(|range| text.get(range).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
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
