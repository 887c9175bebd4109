//! A body as the history keeps it.

use std::io;

use serde::{Deserialize, Serialize};

use super::entry::BodyOf;
use crate::redact::{KnownSecrets, Redacted};

/// A secret across the end of what is kept is looked for in so much more: the longest forms of session tokens are
/// shorter.
pub(super) const SEARCHED_BEYOND_BYTES: usize = 64 * 1024;

/// Beginnings of formats in which bytes are compressed: secrets in them can not be found.
/// <https://www.rfc-editor.org/rfc/rfc1952>, <https://www.rfc-editor.org/rfc/rfc8878>,
/// <https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT>.
const COMPRESSED: [&[u8]; 6] = [
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
];

/// A body of an exchange. `Bytes` are redacted on the way in, and plain on the way out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeptBody<Bytes> {
    /// There was none.
    #[default]
    None,
    /// All of it.
    Whole(Bytes),
    /// Its beginning: the rest was longer than what is kept of a body.
    Beginning {
        /// The beginning.
        bytes: Bytes,
        /// Bytes of the whole.
        of: u64,
    },
    /// It was not kept.
    LeftOut {
        /// Its bytes.
        of: u64,
        /// Why.
        why: LeftOut,
    },
    /// It was kept in a file, which is gone or damaged.
    Lost {
        /// Its bytes.
        of: u64,
    },
}

/// Why a body was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// Secrets in what is compressed can not be found.
    Compressed,
    /// Secrets in UTF-16 and UTF-32 are not looked for.
    WideCharacters,
    /// It was sent from files, which are not read again for the history.
    Files,
    /// It could not be read back from where it was while it was shown.
    Unreadable,
}

impl LeftOut {
    /// One sentence for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Compressed => "Not kept, as secrets in compressed data can not be found",
            Self::WideCharacters => "Not kept, as secrets are not looked for in UTF-16 and UTF-32",
            Self::Files => "Not kept, as it was sent from a file",
            Self::Unreadable => "Not kept, as it could not be read back",
        }
    }
}

impl KeptBody<Redacted<Vec<u8>>> {
    /// What of a body is kept. At most `most` bytes of it are.
    pub(super) fn of(body: &BodyOf<'_>, most: usize, known: &KnownSecrets) -> Self {
        let (of, read) = match body {
            BodyOf::None => return Self::None,
            BodyOf::Bytes(bytes) => (bytes.len() as u64, Ok(beginning(bytes, most).to_vec())),
            BodyOf::Shared(shared) => (shared.len(), read_beginning(shared, most)),
            BodyOf::Files { of } => {
                return Self::LeftOut {
                    of: *of,
                    why: LeftOut::Files,
                };
            }
        };
        if of == 0 {
            return Self::None;
        }
        let Ok(bytes) = read else {
            return Self::LeftOut {
                of,
                why: LeftOut::Unreadable,
            };
        };
        if let Some(why) = unsearchable(&bytes) {
            return Self::LeftOut { of, why };
        }
        if bytes.len() as u64 == of && bytes.len() <= most {
            let text = std::str::from_utf8(&bytes).ok();
            return Self::Whole(known.redact_kept(&bytes, text));
        }
        let held_back = bytes
            .len()
            .saturating_sub(most)
            .max(SEARCHED_BEYOND_BYTES.min(bytes.len() / 2));
        let (bytes, _) = known.redact_part(&bytes, held_back);
        Self::Beginning { bytes, of }
    }

    /// The redacted bytes that are kept.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Whole(bytes) | Self::Beginning { bytes, .. } => Some(bytes.get()),
            Self::None | Self::LeftOut { .. } | Self::Lost { .. } => None,
        }
    }
}

fn beginning(bytes: &[u8], most: usize) -> &[u8] {
    bytes
        .get(..most.saturating_add(SEARCHED_BEYOND_BYTES))
        .unwrap_or(bytes)
}

fn read_beginning(shared: &crate::blob::SharedBody, most: usize) -> io::Result<Vec<u8>> {
    let room = most.saturating_add(SEARCHED_BEYOND_BYTES);
    let length = usize::try_from(shared.len()).unwrap_or(room).min(room);
    let mut bytes = vec![0; length];
    let read = shared.read_at(0, &mut bytes)?;
    if read < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Why secrets in these bytes would be missed.
fn unsearchable(bytes: &[u8]) -> Option<LeftOut> {
    if COMPRESSED.iter().any(|mark| bytes.starts_with(mark)) {
        return Some(LeftOut::Compressed);
    }
    let is_marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    // Latin letters in UTF-16 have a zero beside each of them, and in UTF-32 three.
    let is_wide = match bytes {
        [0, 0, 0, first, ..] => first.is_ascii_graphic(),
        [0, first, 0, second, ..] | [first, 0, second, 0, ..] => {
            first.is_ascii_graphic() && (second.is_ascii() && *second != 1)
        }
        _ => false,
    };
    (is_marked || is_wide).then_some(LeftOut::WideCharacters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;

    const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";

    fn kept(bytes: &[u8], most: usize) -> KeptBody<Vec<u8>> {
        let mut known = KnownSecrets::default();
        known.insert("session token", &Secret::new(TOKEN));
        match KeptBody::of(&BodyOf::Bytes(bytes), most, &known) {
            KeptBody::None => KeptBody::None,
            KeptBody::Whole(bytes) => KeptBody::Whole(bytes.into_inner()),
            KeptBody::Beginning { bytes, of } => KeptBody::Beginning {
                bytes: bytes.into_inner(),
                of,
            },
            KeptBody::LeftOut { of, why } => KeptBody::LeftOut { of, why },
            KeptBody::Lost { of } => KeptBody::Lost { of },
        }
    }

    #[test]
    fn a_body_is_kept_whole_up_to_the_limit_and_then_in_its_beginning() {
        assert_eq!(kept(b"", 10), KeptBody::None);
        assert_eq!(kept(b"0123456789", 10), KeptBody::Whole(b"0123456789".to_vec()));
        let long = vec![b'x'; 300_000];
        let KeptBody::Beginning { bytes, of } = kept(&long, 200_000) else {
            panic!("not cut");
        };
        assert_eq!(of, 300_000);
        assert!(bytes.len() <= 200_000 && bytes.len() > 100_000, "{}", bytes.len());
    }

    #[test]
    fn no_part_of_a_secret_across_the_limit_is_kept() {
        for at in 99_900..100_010 {
            let body = format!("{}{TOKEN}{}", "-".repeat(at), "-".repeat(200_000));
            let KeptBody::Beginning { bytes, .. } = kept(body.as_bytes(), 100_000) else {
                panic!("not cut");
            };
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains("IQoJ"), "{at}");
        }
    }

    #[test]
    fn what_can_not_be_searched_is_left_out() {
        let zipped = crate::store::history::compressed::compress(TOKEN.as_bytes()).unwrap();
        let wide: Vec<u8> = TOKEN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TOKEN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let why = |bytes: &[u8]| match kept(bytes, 1000) {
            KeptBody::LeftOut { why, of } if of == bytes.len() as u64 => Some(why),
            _ => None,
        };
        assert_eq!(why(&zipped), Some(LeftOut::Compressed));
        assert_eq!(why(b"PK\x03\x04rest"), Some(LeftOut::Compressed));
        assert_eq!(why(&wide), Some(LeftOut::WideCharacters));
        assert_eq!(why(&big), Some(LeftOut::WideCharacters));
        assert_eq!(why(b"\x89PNG\r\n\x1a\n\0\0\0"), None);
        assert_eq!(why(b"plain"), None);
    }

    #[test]
    fn a_short_password_behind_its_name_is_hidden_too() {
        let KeptBody::Whole(bytes) = kept(b"{\"password\": \"kitty\", \"name\": \"kitty\"}", 1000) else {
            panic!("not whole");
        };
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "{\"password\": \"[hidden]\", \"name\": \"kitty\"}"
        );
    }
}
