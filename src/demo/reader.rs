//! Reads HTTP/1.1 requests off a socket and keeps their exact bytes.
//!
//! Written by hand because the bytes are the point: what is verified and captured must be what was sent, not
//! what a library made of it. Anything that is no HTTP/1.1 request ends in a [`ReadError`], never in a panic.

use std::io::{self, Read};

use super::framing::{self, Framing};

/// Longest request line and header block.
pub const HEAD_LIMIT_BYTES: usize = 64 * 1024;
/// Longest body.
pub const BODY_LIMIT_BYTES: usize = 32 * 1024 * 1024;

const STEP_BYTES: usize = 16 * 1024;

/// One request as it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// Request line, header lines and the empty line, byte for byte.
    pub head: Vec<u8>,
    /// Method.
    pub method: String,
    /// Request target in origin form.
    pub target: String,
    /// Header lines in order: lower-case name, value without the white space around it.
    pub headers: Vec<(String, String)>,
    /// The body without its framing.
    pub body: Vec<u8>,
    /// Head and body with its framing, byte for byte.
    pub raw: Vec<u8>,
}

impl ReceivedRequest {
    /// The first header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Why no request could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The connection broke, or nothing came in time.
    #[error("the connection broke")]
    Connection(#[from] io::Error),
    /// The peer ended the connection between requests.
    #[error("the connection ended")]
    Ended,
    /// The bytes are no HTTP/1.1 request.
    #[error("not an HTTP/1.1 request")]
    Malformed,
    /// The head is longer than [`HEAD_LIMIT_BYTES`].
    #[error("the head is too long")]
    HeadTooLong,
    /// The body is longer than [`BODY_LIMIT_BYTES`].
    #[error("the body is too long")]
    BodyTooLong,
}

/// Reads requests one after the other from one connection.
#[derive(Debug)]
pub struct RequestReader<R> {
    source: R,
    /// Bytes read and not yet part of a request.
    pending: Vec<u8>,
}

impl<R: Read> RequestReader<R> {
    /// A reader at the start of a connection.
    pub fn new(source: R) -> Self {
        Self {
            source,
            pending: Vec::new(),
        }
    }

    /// The next request, whole. `on_continue` is called when the peer waits for `100 Continue`.
    pub fn next(
        &mut self,
        on_continue: impl FnOnce() -> io::Result<()>,
    ) -> Result<ReceivedRequest, ReadError> {
        let head = self.head()?;
        let mut request = parse_head(&head).ok_or(ReadError::Malformed)?;
        request.raw.clone_from(&head);
        request.head = head;
        let framing = framing::of(&request.headers).ok_or(ReadError::Malformed)?;
        if framing != Framing::Length(0) && expects_continue(&request) {
            on_continue()?;
        }
        match framing {
            Framing::Length(length) => self.sized_body(length, &mut request)?,
            Framing::Chunked => self.chunked_body(&mut request)?,
        }
        Ok(request)
    }

    fn head(&mut self) -> Result<Vec<u8>, ReadError> {
        loop {
            // RFC 9112, 2.2: an empty line in front of the request line is skipped.
            while self.pending.starts_with(b"\r\n") {
                self.pending.drain(..2);
            }
            if let Some(end) = memchr::memmem::find(&self.pending, b"\r\n\r\n") {
                if end > HEAD_LIMIT_BYTES {
                    return Err(ReadError::HeadTooLong);
                }
                return Ok(self.pending.drain(..end + 4).collect());
            }
            if self.pending.len() > HEAD_LIMIT_BYTES {
                return Err(ReadError::HeadTooLong);
            }
            if self.more()? == 0 {
                return Err(if self.pending.is_empty() {
                    ReadError::Ended
                } else {
                    ReadError::Malformed
                });
            }
        }
    }

    fn sized_body(&mut self, length: usize, request: &mut ReceivedRequest) -> Result<(), ReadError> {
        if length > BODY_LIMIT_BYTES {
            return Err(ReadError::BodyTooLong);
        }
        request.body = self.take(length)?;
        request.raw.extend_from_slice(&request.body);
        Ok(())
    }

    /// RFC 9112, 7.1: size line, data, line end, until a chunk of size 0; then trailer lines.
    fn chunked_body(&mut self, request: &mut ReceivedRequest) -> Result<(), ReadError> {
        loop {
            let line = self.line(request)?;
            let size = framing::chunk_size(&line).ok_or(ReadError::Malformed)?;
            if size == 0 {
                break;
            }
            if request.body.len().saturating_add(size) > BODY_LIMIT_BYTES {
                return Err(ReadError::BodyTooLong);
            }
            let data = self.take(size)?;
            request.raw.extend_from_slice(&data);
            request.body.extend_from_slice(&data);
            if !self.line(request)?.is_empty() {
                return Err(ReadError::Malformed);
            }
        }
        while !self.line(request)?.is_empty() {
            if request.raw.len() > BODY_LIMIT_BYTES * 2 {
                return Err(ReadError::BodyTooLong);
            }
        }
        Ok(())
    }

    /// A line of the chunked framing without its end, kept in `raw` with it.
    fn line(&mut self, request: &mut ReceivedRequest) -> Result<Vec<u8>, ReadError> {
        loop {
            if let Some(end) = memchr::memmem::find(&self.pending, b"\r\n") {
                let mut line: Vec<u8> = self.pending.drain(..end + 2).collect();
                request.raw.extend_from_slice(&line);
                line.truncate(end);
                return Ok(line);
            }
            if self.pending.len() > HEAD_LIMIT_BYTES || self.more()? == 0 {
                return Err(ReadError::Malformed);
            }
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, ReadError> {
        while self.pending.len() < length {
            if self.more()? == 0 {
                return Err(ReadError::Malformed);
            }
        }
        Ok(self.pending.drain(..length).collect())
    }

    fn more(&mut self) -> Result<usize, ReadError> {
        let mut step = [0; STEP_BYTES];
        let count = self.source.read(&mut step)?;
        self.pending
            .extend_from_slice(step.get(..count).unwrap_or_default());
        Ok(count)
    }
}

fn expects_continue(request: &ReceivedRequest) -> bool {
    request
        .header("expect")
        .is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
}

fn parse_head(head: &[u8]) -> Option<ReceivedRequest> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.strip_suffix("\r\n\r\n")?.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !is_token(method) {
        return None;
    }
    Some(ReceivedRequest {
        method: method.to_owned(),
        target: origin_form(target)?,
        headers: lines.map(parse_header).collect::<Option<_>>()?,
        ..ReceivedRequest::default()
    })
}

fn parse_header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let plain = !value.contains(['\r', '\n', '\0']);
    (is_token(name) && plain).then(|| {
        (
            name.to_ascii_lowercase(),
            value.trim_matches([' ', '\t']).to_owned(),
        )
    })
}

/// RFC 9112, 3.2.2: a server takes the absolute form too.
fn origin_form(target: &str) -> Option<String> {
    if target.starts_with('/') {
        return Some(target.to_owned());
    }
    let (scheme, rest) = target.split_once("://")?;
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (_, path) = rest.split_at_checked(path_at)?;
    Some(if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    })
}

/// RFC 9110, 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of one size, as a socket may.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8]) -> Result<ReceivedRequest, ReadError> {
        RequestReader::new(bytes).next(|| Ok(()))
    }

    #[test]
    fn two_requests_follow_each_other_whatever_the_pieces() {
        let bytes =
            b"POST /a?b=c HTTP/1.1\r\nHost:  x \r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\n\r\n";
        for size in 1..bytes.len() {
            let mut reader = RequestReader::new(Pieces(bytes, size));
            let first = reader.next(|| Ok(())).unwrap();
            assert_eq!((first.method.as_str(), first.target.as_str()), ("POST", "/a?b=c"));
            assert_eq!(first.headers[0], ("host".to_owned(), "x".to_owned()));
            assert_eq!(first.body, b"abc");
            assert_eq!(first.raw, bytes[..bytes.len() - 18]);
            assert_eq!(reader.next(|| Ok(())).unwrap().method, "GET");
            assert!(matches!(reader.next(|| Ok(())), Err(ReadError::Ended)));
        }
    }

    #[test]
    fn a_chunked_body_is_joined_and_its_framing_kept_raw() {
        let bytes = b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n";
        let request = read(bytes).unwrap();
        assert_eq!(request.body, b"abc0123456789");
        assert_eq!(request.raw, bytes);
    }

    #[test]
    fn a_waiting_peer_is_told_to_continue() {
        let bytes = b"PUT / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\na";
        let mut told = false;
        RequestReader::new(&bytes[..])
            .next(|| {
                told = true;
                Ok(())
            })
            .unwrap();
        assert!(told);
    }

    #[test]
    fn what_is_no_request_is_malformed() {
        for bytes in [
            &b"GET / HTTP/1.1\r\nNo colon\r\n\r\n"[..],
            b"GET / HTTP/1.1\r\nSpace : x\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
            b"GET  / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/2.0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc",
            b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"GET / HTTP",
        ] {
            assert!(
                matches!(read(bytes), Err(ReadError::Malformed)),
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn limits_hold() {
        let long = [
            b"GET / HTTP/1.1\r\nA: ".to_vec(),
            vec![b'a'; HEAD_LIMIT_BYTES + 1],
        ]
        .concat();
        assert!(matches!(read(&long), Err(ReadError::HeadTooLong)));
        let big = format!(
            "GET / HTTP/1.1\r\nContent-Length: {}\r\n\r\n",
            BODY_LIMIT_BYTES + 1
        );
        assert!(matches!(read(big.as_bytes()), Err(ReadError::BodyTooLong)));
    }

    #[test]
    fn the_absolute_form_loses_its_authority() {
        assert_eq!(origin_form("http://host:1/a?b").as_deref(), Some("/a?b"));
        assert_eq!(origin_form("http://host").as_deref(), Some("/"));
        assert_eq!(origin_form("*"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 1usize..40) {
            let head = b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
            RequestReader::new(Pieces(&bytes, cut)).next(|| Ok(())).ok();
            RequestReader::new(Pieces(&[&head[..], &bytes].concat(), cut)).next(|| Ok(())).ok();
        }
    }
}
