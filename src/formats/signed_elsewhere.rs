//! A signed request in whatever form it was pasted: a command, a message, an archive, a URL, or an Authorization header
//! with method and URL beside it.

use serde_json::Value;

use super::{FormatError, Imported, from_curl_with, from_har, from_raw_http, from_url};
use crate::sigv4::{ALGORITHM, ALGORITHM_V4A};

/// Requests of an archive that are offered.
const MOST_ENTRIES: usize = 2_000;
/// Characters of a URL in the list of an archive's requests.
const MOST_URL: usize = 160;

/// What a text was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedForm {
    /// A curl or awscurl command.
    Curl,
    /// An HTTP/1.1 message, or method, URL and header lines.
    Message,
    /// A presigned URL.
    Url,
    /// One entry of a HAR file.
    Har {
        /// Which one, counted from 1.
        entry: usize,
        /// Method, URL and status of each entry, in order; of long archives the first ones.
        entries: Vec<String>,
    },
}

impl SignedForm {
    /// For people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Curl => "curl command",
            Self::Message => "HTTP message",
            Self::Url => "presigned URL",
            Self::Har { .. } => "HAR",
        }
    }
}

/// A request and the form in which it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedElsewhere {
    /// What the text was taken for.
    pub form: SignedForm,
    /// The request with remarks.
    pub imported: Imported,
}

/// Reads a text. Of an archive the entry of that number is taken; without one, the first that carries a signature.
pub fn signed_elsewhere(
    bytes: &[u8],
    entry: Option<usize>,
    variables: &dyn Fn(&str) -> Option<String>,
) -> Result<SignedElsewhere, FormatError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        None => Err(FormatError::Empty),
        Some(b'{') => of_har(bytes, entry),
        Some(_) => of_text(&String::from_utf8_lossy(bytes), bytes, variables),
    }
}

fn of_har(bytes: &[u8], entry: Option<usize>) -> Result<SignedElsewhere, FormatError> {
    let har: Value =
        serde_json::from_slice(bytes).map_err(|error| FormatError::NotJson(error.to_string()))?;
    let all = har.pointer("/log/entries").and_then(Value::as_array);
    let all = all.ok_or(FormatError::NotHar)?;
    let signed = all.iter().position(is_signed).map_or(1, |at| at + 1);
    let entry = entry.unwrap_or(signed);
    Ok(SignedElsewhere {
        imported: from_har(bytes, entry)?,
        form: SignedForm::Har {
            entry,
            entries: all.iter().take(MOST_ENTRIES).map(title).collect(),
        },
    })
}

/// Whether a request of an archive carries a signature of Version 4.
fn is_signed(entry: &Value) -> bool {
    let url = entry.pointer("/request/url").and_then(Value::as_str);
    let headers = entry.pointer("/request/headers").and_then(Value::as_array);
    let in_header = headers.into_iter().flatten().any(|header| {
        let value = header.get("value").and_then(Value::as_str).unwrap_or_default();
        value.starts_with("AWS4-")
    });
    in_header || url.is_some_and(|url| url.contains("X-Amz-Signature="))
}

fn title(entry: &Value) -> String {
    let text = |pointer| entry.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    let status = entry.pointer("/response/status").and_then(Value::as_u64);
    let url: String = text("/request/url").chars().take(MOST_URL).collect();
    let status = status
        .filter(|status| *status > 0)
        .map_or(String::new(), |status| format!("{status} "));
    format!("{status}{} {url}", text("/request/method"))
}

fn of_text(
    text: &str,
    bytes: &[u8],
    variables: &dyn Fn(&str) -> Option<String>,
) -> Result<SignedElsewhere, FormatError> {
    let trimmed = text.trim();
    let command = trimmed.trim_start_matches(['$', '>', '%', '#', ' ']);
    let program = command.split_whitespace().next().unwrap_or_default();
    let program = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let found = |form, imported| Ok(SignedElsewhere { form, imported });
    if matches!(program, "curl" | "curl.exe" | "awscurl") {
        return found(SignedForm::Curl, from_curl_with(text, variables)?);
    }
    if is_url(trimmed) {
        return found(SignedForm::Url, from_url(trimmed, "GET")?);
    }
    let message = match as_message(text) {
        Some(message) => from_raw_http(message.as_bytes())?,
        None if first_line(text).contains(" HTTP/") => from_raw_http(bytes)?,
        None => {
            return Err(FormatError::NoRequestLine {
                line: first_line(text).to_owned(),
            });
        }
    };
    found(SignedForm::Message, message)
}

fn first_line(text: &str) -> &str {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

fn is_url(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or_default();
    text.len() > scheme.len()
        && !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !text.contains(char::is_whitespace)
}

/// Method, URL and header lines in any order as a message with its Host; `None` for what is one already.
fn as_message(text: &str) -> Option<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let at = lines.iter().position(|line| request_of(line).is_some())?;
    let (method, url) = request_of(lines.get(at)?)?;
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let target = rest.get(host.len()..).unwrap_or_default();
    let target = target.split('#').next().unwrap_or_default();
    let target = match target {
        "" => "/".to_owned(),
        query if query.starts_with('?') => format!("/{query}"),
        target => target.to_owned(),
    };
    let headers: Vec<String> = lines
        .iter()
        .enumerate()
        .filter(|(number, _)| *number != at)
        .map(|(_, line)| header_line(line))
        .collect();
    let names_host = headers.iter().any(|line| {
        let name = line.split(':').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("host")
    });
    let mut message = format!("{method} {target} HTTP/1.1\n");
    if !names_host {
        message.push_str("Host: ");
        message.push_str(host);
        message.push('\n');
    }
    message.push_str(&headers.join("\n"));
    message.push_str("\n\n");
    Some(message)
}

/// Method and URL of a line such as `GET https://host/path`, or of a bare URL.
fn request_of(line: &str) -> Option<(&str, &str)> {
    if is_url(line) {
        return Some(("GET", line));
    }
    let (method, url) = line.split_once(' ')?;
    let url = url.trim();
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_method && is_url(url)).then_some((method, url))
}

/// A header line; a bare value of an Authorization header gets its name.
fn header_line(line: &str) -> String {
    if [ALGORITHM, ALGORITHM_V4A]
        .iter()
        .any(|algorithm| line.starts_with(algorithm))
    {
        format!("Authorization: {line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

    fn read(text: &str) -> Result<SignedElsewhere, FormatError> {
        signed_elsewhere(text.as_bytes(), None, &|_| None)
    }

    #[test]
    fn the_form_is_found_by_the_text() {
        let form = |text: &str| read(text).unwrap().form;
        assert_eq!(form("  $ curl https://h.example/x"), SignedForm::Curl);
        assert_eq!(form("awscurl --service s3 https://h.example/x"), SignedForm::Curl);
        assert_eq!(form("https://h.example/x?X-Amz-Signature=00\n"), SignedForm::Url);
        assert_eq!(
            form("GET /x HTTP/1.1\r\nHost: h.example\r\n\r\n"),
            SignedForm::Message
        );
        assert_eq!(read(" \n"), Err(FormatError::Empty));
        assert!(matches!(read("{}"), Err(FormatError::NotHar)));
        assert!(read("no request at all").is_err());
    }

    #[test]
    fn a_bare_authorization_header_with_method_and_url_is_a_message() {
        let texts = [
            format!("GET https://h.example/a?b=1\nX-Amz-Date: 20150830T123600Z\n{VALUE}"),
            format!(
                "Authorization: {VALUE}\nx-amz-date: 20150830T123600Z\n\nGET  https://h.example/a?b=1#part"
            ),
        ];
        for text in texts {
            let request = read(&text).unwrap().imported.request;
            assert_eq!(
                (request.method.as_str(), request.target.as_str()),
                ("GET", "/a?b=1"),
                "{text}"
            );
            assert_eq!(request.header("host"), Some("h.example"), "{text}");
            assert_eq!(request.header("authorization"), Some(VALUE), "{text}");
            assert_eq!(request.header("x-amz-date"), Some("20150830T123600Z"), "{text}");
        }
        let bare = read(&format!("https://h.example\n{VALUE}"))
            .unwrap()
            .imported
            .request;
        assert_eq!(bare.target, "/");
    }

    #[test]
    fn of_an_archive_the_signed_entry_is_taken_unless_one_is_chosen() {
        let entry = |url: &str, value: &str, status: u16| {
            serde_json::json!({
                "request": {"method": "GET", "url": url, "headers": [{"name": "authorization", "value": value}]},
                "response": {"status": status},
            })
        };
        let entries = [
            entry("https://h.example/a", "Bearer x", 200),
            entry("https://h.example/b", VALUE, 403),
        ];
        let har = serde_json::json!({"log": {"entries": entries}}).to_string();
        let found = read(&har).unwrap();
        let titles = ["200 GET https://h.example/a", "403 GET https://h.example/b"];
        let entries = titles.map(str::to_owned).to_vec();
        assert_eq!(found.form, SignedForm::Har { entry: 2, entries });
        assert_eq!(found.imported.request.target, "/b");
        let first = signed_elsewhere(har.as_bytes(), Some(1), &|_| None).unwrap();
        assert_eq!(first.imported.request.target, "/a");
        assert!(signed_elsewhere(har.as_bytes(), Some(3), &|_| None).is_err());
    }
}
