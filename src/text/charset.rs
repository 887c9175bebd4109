//! How the bytes of a body become text.
//!
//! The order of <https://encoding.spec.whatwg.org/#decode> and of browsers: what the user chose, a byte order mark,
//! the content type, the declaration in XML or HTML, valid UTF-8, a guess. UTF-8 is never copied: its invalid bytes
//! are drawn as marks.

use bytes::Bytes;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::source::{CHUNK_BYTES, for_chunks};
use super::{Source, Stop, Stopped};

/// Names of the encodings that can be chosen: those of the WHATWG, and UTF-32.
pub const NAMES: [&str; 41] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "UTF-32LE",
    "UTF-32BE",
    "windows-1252",
    "ISO-8859-2",
    "ISO-8859-3",
    "ISO-8859-4",
    "ISO-8859-5",
    "ISO-8859-6",
    "ISO-8859-7",
    "ISO-8859-8",
    "ISO-8859-8-I",
    "ISO-8859-10",
    "ISO-8859-13",
    "ISO-8859-14",
    "ISO-8859-15",
    "ISO-8859-16",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "IBM866",
    "KOI8-R",
    "KOI8-U",
    "macintosh",
    "x-mac-cyrillic",
    "GBK",
    "gb18030",
    "Big5",
    "EUC-JP",
    "ISO-2022-JP",
    "Shift_JIS",
    "EUC-KR",
    "x-user-defined",
];

/// Bytes in which HTML looks for its `meta` element.
/// <https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding>
const PRESCAN_BYTES: usize = 1024;

/// Bytes that are shown to the detector.
const GUESS_BYTES: usize = 64 * 1024;

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// One of the WHATWG's.
    Web(&'static Encoding),
    /// UTF-32, which browsers have given up.
    Utf32(ByteOrder),
}

/// Which byte of a character comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// The lowest.
    Little,
    /// The highest.
    Big,
}

/// The Unicode encodings that a byte order mark tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unicode {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Charset {
    /// UTF-8.
    pub const UTF_8: Self = Self::Web(UTF_8);

    /// By one of [`NAMES`] or any label of the WHATWG (`latin1`, `utf8`), in any case.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.trim();
        match name.to_ascii_lowercase().as_str() {
            "utf-32le" | "utf-32" | "utf32" => Some(Self::Utf32(ByteOrder::Little)),
            "utf-32be" => Some(Self::Utf32(ByteOrder::Big)),
            _ => Encoding::for_label_no_replacement(name.as_bytes()).map(Self::Web),
        }
    }

    /// Its name, one of [`NAMES`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Utf32(ByteOrder::Little) => "UTF-32LE",
            Self::Utf32(ByteOrder::Big) => "UTF-32BE",
        }
    }

    /// Whether the bytes are the text.
    pub fn is_utf8(self) -> bool {
        self == Self::UTF_8
    }
}

impl Unicode {
    fn charset(self) -> Charset {
        match self {
            Self::Utf8 => Charset::UTF_8,
            Self::Utf16Le => Charset::Web(UTF_16LE),
            Self::Utf16Be => Charset::Web(UTF_16BE),
            Self::Utf32Le => Charset::Utf32(ByteOrder::Little),
            Self::Utf32Be => Charset::Utf32(ByteOrder::Big),
        }
    }
}

/// What decided a charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// The user.
    Choice,
    /// The byte order mark.
    ByteOrderMark,
    /// `charset` of the content type.
    ContentType,
    /// `encoding` of the XML declaration.
    XmlDeclaration,
    /// A `meta` element.
    HtmlMeta,
    /// Nothing said so, and the bytes are valid UTF-8.
    ValidUtf8,
    /// Nothing said so, and the bytes look like it.
    Guess,
}

impl DecidedBy {
    /// For the line that says how the body was read: `UTF-8, from the content type`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Choice => "as chosen",
            Self::ByteOrderMark => "from the byte order mark",
            Self::ContentType => "from the content type",
            Self::XmlDeclaration => "from the XML declaration",
            Self::HtmlMeta => "from the HTML meta element",
            Self::ValidUtf8 => "as the bytes are valid UTF-8",
            Self::Guess => "guessed from the bytes",
        }
    }
}

/// A charset and what decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The charset.
    pub charset: Charset,
    /// What decided it.
    pub by: DecidedBy,
}

/// Decides by the content type and the first bytes of a body (64 kB are looked at).
pub fn decide(chosen: Option<Charset>, content_type: Option<&str>, start: &[u8]) -> Decision {
    let found = |charset, by| Decision { charset, by };
    if let Some(charset) = chosen {
        return found(charset, DecidedBy::Choice);
    }
    if let Some((unicode, _)) = bom(start) {
        return found(unicode.charset(), DecidedBy::ByteOrderMark);
    }
    if let Some(charset) = content_type.and_then(charset_parameter) {
        return found(charset, DecidedBy::ContentType);
    }
    if let Some(charset) = xml_declaration(start) {
        return found(charset, DecidedBy::XmlDeclaration);
    }
    let is_html = content_type.is_some_and(|value| value.to_ascii_lowercase().contains("html"))
        || start.trim_ascii_start().first() == Some(&b'<');
    if let Some(charset) = is_html.then(|| html_meta(start)).flatten() {
        return found(charset, DecidedBy::HtmlMeta);
    }
    let looked = start.get(..GUESS_BYTES).unwrap_or(start);
    if is_utf8_so_far(looked) {
        return found(Charset::UTF_8, DecidedBy::ValidUtf8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(looked, looked.len() == start.len());
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    found(Charset::Web(guess), DecidedBy::Guess)
}

/// The encoding a byte order mark tells, and the mark's length.
pub(super) fn bom(start: &[u8]) -> Option<(Unicode, usize)> {
    match start {
        [0xEF, 0xBB, 0xBF, ..] => Some((Unicode::Utf8, 3)),
        [0xFF, 0xFE, 0, 0, ..] => Some((Unicode::Utf32Le, 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Unicode::Utf32Be, 4)),
        [0xFF, 0xFE, ..] => Some((Unicode::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((Unicode::Utf16Be, 2)),
        _ => None,
    }
}

fn charset_parameter(content_type: &str) -> Option<Charset> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| Charset::by_name(value))
            .flatten()
    })
}

/// `encoding` of `<?xml version="1.0" encoding="…"?>`. A declaration that can be read byte by byte is not UTF-16,
/// whatever it says. <https://www.w3.org/TR/xml/#sec-guessing>
fn xml_declaration(start: &[u8]) -> Option<Charset> {
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration
        .iter()
        .take(PRESCAN_BYTES)
        .position(|byte| *byte == b'>')?;
    let text = String::from_utf8_lossy(declaration.get(..end)?);
    let (_, after) = text.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|ch| matches!(ch, '"' | '\''))?;
    byte_wise(Charset::by_name(value.split(quote).nth(1)?)?)
}

/// `<meta charset=…>` or `<meta http-equiv=… content="…charset=…">`.
fn html_meta(start: &[u8]) -> Option<Charset> {
    let looked = start.get(..PRESCAN_BYTES).unwrap_or(start).to_ascii_lowercase();
    let text = String::from_utf8_lossy(&looked);
    text.split("<meta").skip(1).find_map(|meta| {
        let meta = meta.split('>').next()?;
        let (_, after) = meta.split_once("charset")?;
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let ends = |ch: char| matches!(ch, '"' | '\'' | ';' | ' ' | '/');
        byte_wise(Charset::by_name(value.split(ends).next()?)?)
    })
}

/// UTF-8 for an encoding that the text saying so is not in.
fn byte_wise(charset: Charset) -> Option<Charset> {
    match charset {
        Charset::Web(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => Some(charset),
        Charset::Web(_) => Some(Charset::UTF_8),
        Charset::Utf32(_) => None,
    }
}

/// Whether bytes are UTF-8, a character cut at their end allowed.
fn is_utf8_so_far(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// A body as text.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// UTF-8; the body itself when that is what it is, with its byte order mark and its invalid bytes.
    pub text: Bytes,
    /// Places where bytes belong to no character: `U+FFFD` in decoded text, marks in UTF-8.
    pub replaced: usize,
}

/// Decodes a body in memory. Copies nothing that is UTF-8.
pub fn decode(body: &Bytes, charset: Charset, stop: Stop<'_>) -> Result<Decoded, Stopped> {
    if charset.is_utf8() {
        return Ok(Decoded {
            replaced: invalid_places(body, stop)?,
            text: body.clone(),
        });
    }
    let mut text = String::with_capacity(body.len());
    let mut decoder = StreamDecoder::new(charset);
    for_chunks(body, 0..body.len(), stop, |_, chunk| {
        decoder.push(chunk, &mut text);
        true
    })?;
    decoder.finish(&mut text);
    Ok(Decoded {
        text: Bytes::from(text),
        replaced: decoder.replaced(),
    })
}

/// Number of places in a source that are not UTF-8, counted as `U+FFFD` would be.
pub fn invalid_places<S: Source + ?Sized>(source: &S, stop: Stop<'_>) -> Result<usize, Stopped> {
    let mut places = 0;
    let mut at = 0;
    while at < source.len() {
        if stop() {
            return Err(Stopped);
        }
        let chunk = source.read(at..at + CHUNK_BYTES);
        if chunk.is_empty() {
            break;
        }
        let is_last = at + chunk.len() >= source.len();
        let mut taken = 0;
        for piece in chunk.utf8_chunks() {
            let end = taken + piece.valid().len() + piece.invalid().len();
            // A character may be cut at the end of the chunk: it is looked at again with the next one.
            let is_cut = !is_last && end == chunk.len() && piece.invalid().len() < 4;
            if is_cut && !piece.invalid().is_empty() && taken + piece.valid().len() > 0 {
                taken += piece.valid().len();
                break;
            }
            places += usize::from(!piece.invalid().is_empty());
            taken = end;
        }
        at += taken;
    }
    Ok(places)
}

/// Decodes a body that comes in pieces, or that is too large for memory.
pub struct StreamDecoder {
    kind: StreamKind,
    replaced: usize,
}

enum StreamKind {
    Web(Box<Decoder>),
    Utf32 {
        order: ByteOrder,
        held: Vec<u8>,
        is_start: bool,
    },
}

impl StreamDecoder {
    /// A decoder; the byte order mark of the same encoding is left out.
    pub fn new(charset: Charset) -> Self {
        let kind = match charset {
            Charset::Web(encoding) => StreamKind::Web(Box::new(encoding.new_decoder_with_bom_removal())),
            Charset::Utf32(order) => StreamKind::Utf32 {
                order,
                held: Vec::new(),
                is_start: true,
            },
        };
        Self { kind, replaced: 0 }
    }

    /// Appends the text of the next bytes to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut String) {
        self.take(bytes, out, false);
    }

    /// Appends what a body that ends here still gives.
    pub fn finish(&mut self, out: &mut String) {
        self.take(b"", out, true);
    }

    /// How often bytes belonged to no character.
    pub fn replaced(&self) -> usize {
        self.replaced
    }

    fn take(&mut self, bytes: &[u8], out: &mut String, is_last: bool) {
        match &mut self.kind {
            StreamKind::Web(decoder) => self.replaced += decode_web(decoder, bytes, out, is_last),
            StreamKind::Utf32 {
                order,
                held,
                is_start,
            } => {
                held.extend_from_slice(bytes);
                let mut units = held.chunks_exact(4);
                for unit in units.by_ref() {
                    let value = code_point(unit, *order);
                    let is_mark = std::mem::take(is_start) && value == 0xFEFF;
                    match char::from_u32(value) {
                        _ if is_mark => {}
                        Some(ch) => out.push(ch),
                        None => {
                            out.push(char::REPLACEMENT_CHARACTER);
                            self.replaced += 1;
                        }
                    }
                }
                *held = units.remainder().to_vec();
                if is_last && !held.is_empty() {
                    held.clear();
                    out.push(char::REPLACEMENT_CHARACTER);
                    self.replaced += 1;
                }
            }
        }
    }
}

/// Gives the number of places that could not be decoded.
fn decode_web(decoder: &mut Decoder, bytes: &[u8], out: &mut String, is_last: bool) -> usize {
    let mut replaced = 0;
    let mut rest = bytes;
    loop {
        let most = decoder
            .max_utf8_buffer_length_without_replacement(rest.len())
            .unwrap_or(rest.len());
        out.reserve(most.clamp(16, CHUNK_BYTES));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, out, is_last);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return replaced,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                out.push(char::REPLACEMENT_CHARACTER);
                replaced += 1;
            }
        }
    }
}

fn code_point(unit: &[u8], order: ByteOrder) -> u32 {
    let fold = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
    match order {
        ByteOrder::Big => unit.iter().fold(0, fold),
        ByteOrder::Little => unit.iter().rev().fold(0, fold),
    }
}

#[cfg(test)]
mod tests;
