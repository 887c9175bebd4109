//! What a body is.

use super::Syntax;
use super::charset::{Unicode, bom};

/// Bytes that are looked at.
const LOOK_BYTES: usize = 4096;

/// What a body is, from its content type and its first bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No bytes.
    #[default]
    Empty,
    /// JSON, or lines of JSON.
    Json,
    /// XML other than HTML and SVG.
    Xml,
    /// HTML.
    Html,
    /// `name=value&…`.
    Form,
    /// Server-sent events.
    EventStream,
    /// A picture.
    Image(ImageKind),
    /// Any other text.
    Text,
    /// What is not text.
    Binary,
}

/// A picture's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// BMP.
    Bmp,
    /// Windows icon.
    Ico,
    /// SVG, which is also XML text.
    Svg,
}

impl ImageKind {
    /// The name that people use, as `JSON`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Ico => "Windows icon",
            Self::Svg => "SVG",
        }
    }
}

impl Kind {
    /// A guess from both: magic numbers win over the content type; a media type of JSON, XML or HTML has to be borne
    /// out by the first byte; and one that says nothing (none, plain text, octets) leaves it to the bytes.
    pub fn of(content_type: Option<&str>, bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        if let Some(image) = image_kind(bytes) {
            return Self::Image(image);
        }
        let named = Named::of(content_type);
        let looked = bytes.get(..LOOK_BYTES).unwrap_or(bytes);
        let is_wide = matches!(
            bom(bytes),
            Some((
                Unicode::Utf16Le | Unicode::Utf16Be | Unicode::Utf32Le | Unicode::Utf32Be,
                _
            ))
        ) || content_type.is_some_and(|value| value.to_ascii_lowercase().contains("utf-16"));
        let shown: Vec<u8> = if is_wide {
            looked.iter().copied().filter(|byte| *byte != 0).collect()
        } else {
            looked.to_vec()
        };
        let start = without_bom(&shown).trim_ascii_start();
        if named == Named::EventStream {
            return Self::EventStream;
        }
        if !is_wide && is_binary(looked) {
            return Self::Binary;
        }
        match (named, start.first()) {
            (Named::Json | Named::Nothing, Some(b'{' | b'['))
            | (Named::Json, Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')) => Self::Json,
            (Named::Form, _) => Self::Form,
            (Named::Other, _) => Self::Text,
            (_, Some(b'<')) => markup(named, start),
            _ => Self::Text,
        }
    }

    /// How it is coloured.
    pub fn syntax(self) -> Syntax {
        match self {
            Self::Json => Syntax::Json,
            Self::Xml | Self::Image(ImageKind::Svg) => Syntax::Xml,
            Self::Html => Syntax::Html,
            Self::Empty | Self::Form | Self::EventStream | Self::Image(_) | Self::Text | Self::Binary => {
                Syntax::Plain
            }
        }
    }

    /// Whether it is drawn as text at first; otherwise as a picture or in hex.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Image(_) | Self::Binary)
    }
}

/// What the content type says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Json,
    Xml,
    Html,
    Form,
    EventStream,
    Nothing,
    Other,
}

impl Named {
    fn of(content_type: Option<&str>) -> Self {
        let media_type = content_type
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default();
        match media_type.as_str() {
            // Media types that services give to anything; S3's default is `binary/octet-stream`.
            "" | "text/plain" | "application/octet-stream" | "binary/octet-stream" => Self::Nothing,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "application/x-www-form-urlencoded" => Self::Form,
            "text/event-stream" => Self::EventStream,
            other if other.contains("json") => Self::Json,
            other if other.contains("xml") => Self::Xml,
            _ => Self::Other,
        }
    }
}

fn markup(named: Named, start: &[u8]) -> Kind {
    let lower = start.get(..512).unwrap_or(start).to_ascii_lowercase();
    let begins = |tag: &str| lower.starts_with(tag.as_bytes());
    let is_html = begins("<!doctype html") || begins("<html") || (named == Named::Html && !begins("<?xml"));
    match named {
        _ if is_html => Kind::Html,
        Named::Html => Kind::Html,
        Named::Xml | Named::Json => Kind::Xml,
        _ => match start.get(1) {
            Some(b'?' | b'!') => Kind::Xml,
            Some(byte) if byte.is_ascii_alphabetic() || *byte >= 0x80 => Kind::Xml,
            _ => Kind::Text,
        },
    }
}

/// The format of a picture by its magic number; SVG by its root element.
pub fn image_kind(bytes: &[u8]) -> Option<ImageKind> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(ImageKind::Png),
        [0xFF, 0xD8, 0xFF, ..] => Some(ImageKind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageKind::WebP),
        // The two reserved fields of a BMP header are zero.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(ImageKind::Bmp),
        // Reserved, type, count below 256, and the reserved byte of the first entry.
        [0, 0, 1, 0, 1..=255, 0, _, _, _, 0, ..] => Some(ImageKind::Ico),
        _ => is_svg(bytes).then_some(ImageKind::Svg),
    }
}

/// Whether the root element is `svg`: declaration, comments and document type may stand before it.
fn is_svg(bytes: &[u8]) -> bool {
    let looked = bytes.get(..LOOK_BYTES).unwrap_or(bytes);
    let mut rest = without_bom(looked).trim_ascii_start();
    while let [b'<', b'?' | b'!', ..] = rest {
        let end: &[u8] = if rest.starts_with(b"<!--") { b"-->" } else { b">" };
        let Some(at) = memchr::memmem::find(rest, end) else {
            return false;
        };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    let after = rest
        .strip_prefix(b"<svg")
        .or_else(|| rest.strip_prefix(b"<svg:svg"));
    after.is_some_and(|after| matches!(after.first(), Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/')))
}

fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .or_else(|| bytes.strip_prefix(b"\xFF\xFE"))
        .or_else(|| bytes.strip_prefix(b"\xFE\xFF"))
        .unwrap_or(bytes)
}

/// A byte that no text holds: a NUL, or so many controls that they can not be a slip.
/// <https://mimesniff.spec.whatwg.org/#binary-data-byte>
fn is_binary(bytes: &[u8]) -> bool {
    let controls = bytes
        .iter()
        .filter(|byte| matches!(byte, 0x00..=0x08 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F))
        .count();
    bytes.contains(&0) || controls * 20 > bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn content_type_and_first_byte_decide_together() {
        let cases: [(Option<&str>, &str, Kind); 20] = [
            (Some("application/json"), "{}", Kind::Json),
            (
                Some("application/x-amz-json-1.1; charset=utf-8"),
                " [1]",
                Kind::Json,
            ),
            (Some("application/problem+json"), "\"text\"", Kind::Json),
            (Some("application/json"), "<html>", Kind::Html),
            (Some("application/json"), "<Error/>", Kind::Xml),
            (Some("application/json"), "", Kind::Empty),
            (Some("text/html"), "{}", Kind::Text),
            (Some("text/html"), "<p>", Kind::Html),
            (Some("binary/octet-stream"), "\u{FEFF}{}", Kind::Json),
            (None, "[]", Kind::Json),
            (None, "true", Kind::Text),
            (None, "<?xml version='1.0'?><a/>", Kind::Xml),
            (None, "\n<!DOCTYPE HTML><p>", Kind::Html),
            (None, "< b", Kind::Text),
            (Some("text/csv"), "{a,b", Kind::Text),
            (Some("application/x-www-form-urlencoded"), "a=b", Kind::Form),
            (Some("text/event-stream"), "data: {}", Kind::EventStream),
            (Some("text/plain"), "\x1B[31mred", Kind::Text),
            (None, "PK\x03\x04\0\0", Kind::Binary),
            (
                Some("image/svg+xml"),
                "<!-- > -->\n<svg xmlns='x'/>",
                Kind::Image(ImageKind::Svg),
            ),
        ];
        for (content_type, body, expected) in cases {
            assert_eq!(
                Kind::of(content_type, body.as_bytes()),
                expected,
                "{content_type:?} {body}"
            );
        }
    }

    #[test]
    fn magic_numbers_win() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1A\nrest"[..], ImageKind::Png),
            (b"\xFF\xD8\xFF\xE0", ImageKind::Jpeg),
            (b"GIF89a", ImageKind::Gif),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", ImageKind::WebP),
            (b"BM\x01\x02\x03\x04\0\0\0\0", ImageKind::Bmp),
            (b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0", ImageKind::Ico),
            (b"<?xml version='1.0'?><svg>", ImageKind::Svg),
        ] {
            assert_eq!(Kind::of(Some("application/json"), bytes), Kind::Image(kind));
        }
        assert_eq!(image_kind(b"<svgx>"), None);
        assert_eq!(image_kind(b"<!-- never closed"), None);
    }

    #[test]
    fn sixteen_bit_text_is_no_binary() {
        let wide: Vec<u8> = "\u{FEFF}{\"a\":1}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(Kind::of(None, &wide), Kind::Json);
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_kind(bytes in proptest::collection::vec(any::<u8>(), 0..60), named in "\\PC{0,20}") {
            prop_assert_eq!(Kind::of(Some(&named), &bytes) == Kind::Empty, bytes.is_empty());
        }
    }
}
