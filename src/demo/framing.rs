//! How a body is framed (RFC 9112, 6).

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// After this many bytes; 0 when there is no body.
    Length(usize),
    /// After the chunk of size 0.
    Chunked,
}

/// Reads the framing from the header lines; `None` when they contradict themselves, which is how requests
/// are smuggled.
pub fn of(headers: &[(String, String)]) -> Option<Framing> {
    let values = |wanted: &'static str| {
        headers
            .iter()
            .filter(move |(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let mut lengths = values("content-length");
    let mut encodings = values("transfer-encoding");
    match (lengths.next(), encodings.next()) {
        (None, None) => Some(Framing::Length(0)),
        (Some(length), None) => {
            let agreed = lengths.all(|other| other == length);
            let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
            (agreed && digits).then(|| Framing::Length(length.parse().unwrap_or(usize::MAX)))
        }
        (None, Some(encoding)) => (encodings.next().is_none() && encoding.eq_ignore_ascii_case("chunked"))
            .then_some(Framing::Chunked),
        (Some(_), Some(_)) => None,
    }
}

/// The size in a chunk's first line, without its extensions.
pub fn chunk_size(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line).ok()?;
    let digits = text.split(';').next()?.trim();
    let hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| usize::from_str_radix(digits, 16).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing(lines: &[(&str, &str)]) -> Option<Framing> {
        let lines: Vec<_> = lines
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        of(&lines)
    }

    #[test]
    fn contradictions_have_no_framing() {
        assert_eq!(framing(&[]), Some(Framing::Length(0)));
        assert_eq!(
            framing(&[("content-length", "7"), ("content-length", "7")]),
            Some(Framing::Length(7))
        );
        assert_eq!(
            framing(&[("content-length", "7"), ("transfer-encoding", "chunked")]),
            None
        );
        assert_eq!(framing(&[("transfer-encoding", "gzip, chunked")]), None);
        assert_eq!(framing(&[("content-length", "+7")]), None);
    }

    #[test]
    fn chunk_sizes_are_hex() {
        assert_eq!(chunk_size(b"1f;name=value"), Some(31));
        assert_eq!(chunk_size(b""), None);
        assert_eq!(chunk_size(b"0x1"), None);
    }
}
