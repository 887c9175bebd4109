//! The text of an HTTP/1.1 request, as a debugger or a proxy shows it: line ends of either kind.

use super::url_parts::UrlParts;
use super::{FormatError, Imported, Warning};
use crate::model::{ReceivedBody, ReceivedRequest};

/// Reads head and body.
pub fn from_raw_http(bytes: &[u8]) -> Result<Imported, FormatError> {
    let mut warnings = Vec::new();
    let start = bytes
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n' | b' '))
        .ok_or(FormatError::Empty)?;
    let (head, body) = split_head(bytes.get(start..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    let mut lines = head
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut request = request_line(lines.next().unwrap_or_default(), &mut warnings)?;
    for line in lines {
        header_line(line, &mut request, &mut warnings);
    }
    request.body = framed_body(body, &request, &mut warnings);
    Ok(Imported { request, warnings })
}

/// Splits after the first empty line.
pub(super) fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut from = 0;
    while let Some(at) = bytes
        .get(from..)
        .and_then(|rest| memchr::memchr(b'\n', rest))
        .map(|at| from + at)
    {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        for empty_line in [&b"\n"[..], b"\r\n"] {
            if let Some(body) = rest.strip_prefix(empty_line) {
                return (bytes.get(..at).unwrap_or_default(), body);
            }
        }
        from = at + 1;
    }
    let end = bytes.len() - usize::from(bytes.ends_with(b"\n"));
    (bytes.get(..end).unwrap_or_default(), &[])
}

fn request_line(line: &str, warnings: &mut Vec<Warning>) -> Result<ReceivedRequest, FormatError> {
    let refused = || FormatError::NoRequestLine {
        line: line.to_owned(),
    };
    let (method, rest) = line.trim().split_once(' ').ok_or_else(refused)?;
    let rest = rest.trim_start();
    let target = if let Some(target) = rest.strip_suffix(" HTTP/1.1") {
        target
    } else {
        warnings.push(Warning::OtherVersion);
        rest.rsplit_once(" HTTP/").map_or(rest, |(target, _)| target)
    };
    let target = target.trim_end();
    let is_method = !method.is_empty()
        && method
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if !is_method || target.is_empty() {
        return Err(refused());
    }
    let mut request = ReceivedRequest {
        method: method.to_owned(),
        target: target.to_owned(),
        ..ReceivedRequest::default()
    };
    if !target.starts_with('/') {
        // The absolute form names the host, which the Host header repeats.
        request.target = UrlParts::parse(target, warnings).map_err(|_| refused())?.target;
    }
    Ok(request)
}

fn header_line(line: &str, request: &mut ReceivedRequest, warnings: &mut Vec<Warning>) {
    if line.starts_with([' ', '\t'])
        && let Some((name, value)) = request.headers.last_mut()
    {
        value.push(' ');
        value.push_str(line.trim());
        warnings.push(Warning::FoldedHeader { name: name.clone() });
        return;
    }
    match line.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => request.push_header(name, value),
        _ => warnings.push(Warning::NoHeader {
            line: line.to_owned(),
        }),
    }
}

fn framed_body(bytes: &[u8], request: &ReceivedRequest, warnings: &mut Vec<Warning>) -> ReceivedBody {
    let chunked = request.header("transfer-encoding");
    let length = request.header("content-length");
    match (chunked, length) {
        (Some(encoding), _) => match unchunked(bytes).filter(|_| encoding.eq_ignore_ascii_case("chunked")) {
            Some(body) => ReceivedBody::Known(body),
            None => unknown(Warning::UnreadableFraming, warnings),
        },
        (None, Some(length)) => match length.parse::<usize>() {
            Ok(length) => sized(bytes, length, warnings),
            Err(_) => unknown(Warning::UnreadableFraming, warnings),
        },
        (None, None) => {
            if bytes.iter().all(u8::is_ascii_whitespace) {
                return ReceivedBody::Known(Vec::new());
            }
            warnings.push(Warning::UnframedBody);
            ReceivedBody::Known(bytes.to_vec())
        }
    }
}

fn sized(bytes: &[u8], length: usize, warnings: &mut Vec<Warning>) -> ReceivedBody {
    let Some((body, rest)) = bytes.split_at_checked(length) else {
        let cut = Warning::BodyCut {
            present: bytes.len(),
            announced: length,
        };
        return unknown(cut, warnings);
    };
    // The line end that editors put at the end of a file is no loss.
    if !rest.iter().all(u8::is_ascii_whitespace) {
        warnings.push(Warning::BytesAfterBody { count: rest.len() });
    }
    ReceivedBody::Known(body.to_vec())
}

fn unknown(warning: Warning, warnings: &mut Vec<Warning>) -> ReceivedBody {
    warnings.push(warning);
    ReceivedBody::Unknown
}

/// RFC 9112, 7.1: size line, data, line end, until a chunk of size 0.
pub(super) fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(body);
        }
        let (data, after) = rest.split_at_checked(size)?;
        body.extend_from_slice(data);
        rest = after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_is_read_with_either_line_end() {
        for end in ["\n", "\r\n"] {
            let text = [
                "POST /a?b=%2f HTTP/1.1",
                "Host: h",
                "X-A:  b ",
                "Content-Length: 2",
                "",
                "{}",
            ]
            .join(end);
            let imported = from_raw_http(text.as_bytes()).unwrap();
            assert_eq!(imported.warnings, []);
            let request = imported.request;
            assert_eq!(
                (request.method.as_str(), request.target.as_str()),
                ("POST", "/a?b=%2f")
            );
            assert_eq!(request.header("x-a"), Some("b"));
            assert_eq!(request.body, ReceivedBody::Known(b"{}".to_vec()));
        }
    }

    #[test]
    fn bodies_end_where_the_head_says() {
        let read = |text: &str| {
            let imported = from_raw_http(text.as_bytes()).unwrap();
            (imported.request.body, imported.warnings)
        };
        let known = |text: &str| ReceivedBody::Known(text.as_bytes().to_vec());
        assert_eq!(
            read("PUT / HTTP/1.1\ncontent-length: 2\n\nab\n"),
            (known("ab"), vec![])
        );
        assert_eq!(
            read("PUT / HTTP/1.1\ncontent-length: 2\n\nabc"),
            (known("ab"), vec![Warning::BytesAfterBody { count: 1 }])
        );
        assert_eq!(
            read("PUT / HTTP/1.1\ncontent-length: 5\n\nabc"),
            (
                ReceivedBody::Unknown,
                vec![Warning::BodyCut {
                    present: 3,
                    announced: 5
                }]
            )
        );
        assert_eq!(
            read("PUT / HTTP/1.1\n\nabc"),
            (known("abc"), vec![Warning::UnframedBody])
        );
        assert_eq!(read("GET / HTTP/1.1\n\n\n"), (known(""), vec![]));
        assert_eq!(
            read("PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
            (known("abc"), vec![])
        );
        assert_eq!(
            read("PUT / HTTP/1.1\ntransfer-encoding: chunked\n\nzz").1,
            [Warning::UnreadableFraming]
        );
    }

    #[test]
    fn odd_heads_are_read_and_said() {
        let imported =
            from_raw_http(b"\nGET https://h/a?b HTTP/2\nhost: h\nx-a: b\n  c\nnonsense\n").unwrap();
        assert_eq!(imported.request.target, "/a?b");
        assert_eq!(imported.request.header("x-a"), Some("b c"));
        assert_eq!(
            imported.warnings,
            [
                Warning::OtherVersion,
                Warning::FoldedHeader {
                    name: "x-a".to_owned()
                },
                Warning::NoHeader {
                    line: "nonsense".to_owned()
                },
            ]
        );
    }

    #[test]
    fn what_is_no_request_is_an_error() {
        assert_eq!(from_raw_http(b" \r\n"), Err(FormatError::Empty));
        for text in ["HTTP/1.1 200 OK", "GET", "{\"a\": 1}", "\u{16}\u{3}"] {
            let read = from_raw_http(text.as_bytes());
            assert!(
                matches!(read, Err(FormatError::NoRequestLine { .. })),
                "{text}: {read:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            from_raw_http(&bytes).ok();
            from_raw_http(&[b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n", &bytes[..]].concat()).ok();
            from_raw_http(&[b"POST / HTTP/1.1\n", &bytes[..]].concat()).ok();
        }
    }
}
