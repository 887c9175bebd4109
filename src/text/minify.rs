//! JSON without white space.

use serde::de::IgnoredAny;

/// JSON without the white space between its tokens (RFC 8259, 2); all else stays byte for byte. `None` when
/// `bytes` is not one valid JSON text. Takes time in proportion to the body.
pub fn json(bytes: &[u8]) -> Option<Vec<u8>> {
    serde_json::from_slice::<IgnoredAny>(bytes).ok()?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut place = ByteState::Outside;
    for byte in bytes {
        place = match (place, byte) {
            (ByteState::Outside, b' ' | b'\t' | b'\n' | b'\r') => continue,
            (ByteState::Outside, b'"') | (ByteState::AfterBackslash, _) => ByteState::String,
            (ByteState::String, b'\\') => ByteState::AfterBackslash,
            (ByteState::String, b'"') => ByteState::Outside,
            (place, _) => place,
        };
        out.push(*byte);
    }
    Some(out)
}

/// Where a byte of valid JSON stands.
#[derive(Clone, Copy)]
enum ByteState {
    Outside,
    String,
    AfterBackslash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_goes() {
        let typed = " { \"a b\" : [ 1.0 , \"\\\" x \\\\\" , { } ] ,\n\t\"a b\":1e5 }\r\n";
        let kept = "{\"a b\":[1.0,\"\\\" x \\\\\",{}],\"a b\":1e5}";
        assert_eq!(json(typed.as_bytes()).unwrap(), kept.as_bytes());
        assert_eq!(json(kept.as_bytes()).unwrap(), kept.as_bytes());
        assert_eq!(json(b"{ \"a\" : }"), None);
    }
}
