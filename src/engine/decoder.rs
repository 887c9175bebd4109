//! The content codings of a reply, undone one after the other while the body comes.

use super::coding::{Coding, Halt, Taker, Undoing};
use crate::model::{Decoding, ResponseHead};

/// More codings than this are not undone: a small body may be a large one inside many others.
const MOST_CODINGS: usize = 5;

/// So much is not made by chance.
const CREDIBLE_BYTES: u64 = 64 * 1024;

/// What a reply says about its codings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Codings {
    /// There are none.
    None,
    /// Names as sent and what they mean, outermost first.
    Known(Vec<(String, Coding)>),
    /// One is not known, or there are too many.
    Unknown(String),
}

impl Codings {
    /// Reads `content-encoding`; several lines count as one list. The outermost coding stands last there.
    pub(super) fn of(head: &ResponseHead) -> Self {
        let named: Vec<&str> = head
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|name| !name.is_empty() && !is_none(name))
            .collect();
        if named.len() > MOST_CODINGS {
            return Self::Unknown(format!("{} codings", named.len()));
        }
        let mut known = Vec::with_capacity(named.len());
        for name in named.into_iter().rev() {
            match Coding::named(name) {
                Some(coding) => known.push((name.to_owned(), coding)),
                None => return Self::Unknown(name.to_owned()),
            }
        }
        if known.is_empty() {
            Self::None
        } else {
            Self::Known(known)
        }
    }
}

/// Names that say nothing of the bytes of a reply: how an upload to S3 was framed is kept beside the object by some
/// servers.
fn is_none(name: &str) -> bool {
    name.eq_ignore_ascii_case("identity") || name.eq_ignore_ascii_case("aws-chunked")
}

/// Undoes the codings of one body.
pub(super) struct Decoder {
    names: Vec<String>,
    stages: Vec<Undoing>,
}

impl Decoder {
    /// For these codings, outermost first.
    pub(super) fn new(codings: Vec<(String, Coding)>) -> Self {
        let (names, stages) = codings
            .into_iter()
            .map(|(name, coding)| (name, Undoing::new(coding)))
            .unzip();
        Self { names, stages }
    }

    /// Decodes all of the input, and gives out all that can be made of it.
    pub(super) fn feed<E>(&mut self, input: &[u8], out: &mut Taker<'_, E>) -> Result<(), Halt<E>> {
        feed(&mut self.stages, input, out)
    }

    /// Everything so far was undone.
    pub(super) fn decoded(self) -> Decoding {
        Decoding::Decoded { codings: self.names }
    }

    /// Whether the little that was made before the bytes turned out to be broken is worth showing: codings without a
    /// mark at their beginning make something of any text under a wrong label.
    pub(super) fn is_credible(&self, made: u64) -> bool {
        made >= CREDIBLE_BYTES || made > 0 && self.stages.first().is_some_and(Undoing::is_certain)
    }

    /// The input has ended.
    pub(super) fn finish(self) -> Decoding {
        match self.stages.iter().find_map(Undoing::flaw_at_end) {
            Some(reason) => self.broken(reason),
            None => self.decoded(),
        }
    }

    /// The bytes do not follow a coding.
    pub(super) fn broken(self, reason: String) -> Decoding {
        Decoding::Broken {
            codings: self.names,
            reason,
        }
    }

    /// Only so many bytes were made.
    pub(super) fn capped(self, cap: u64) -> Decoding {
        Decoding::Capped {
            codings: self.names,
            cap,
        }
    }
}

fn feed<E>(stages: &mut [Undoing], input: &[u8], out: &mut Taker<'_, E>) -> Result<(), Halt<E>> {
    match stages.split_first_mut() {
        None => out(input),
        Some((outer, inner)) => outer.feed(input, &mut |made| feed(inner, made, out)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn head(values: &[&str]) -> ResponseHead {
        ResponseHead {
            status: 200,
            reason: String::new(),
            headers: values
                .iter()
                .map(|value| ("Content-Encoding".to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    fn names(codings: &Codings) -> Vec<&str> {
        match codings {
            Codings::Known(known) => known.iter().map(|(name, _)| name.as_str()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_coding_named_is_the_first_to_be_undone() {
        assert_eq!(
            names(&Codings::of(&head(&["GZip , identity,br,"]))),
            ["br", "GZip"]
        );
        assert_eq!(
            names(&Codings::of(&head(&["x-gzip", "zstd"]))),
            ["zstd", "x-gzip"]
        );
        for nothing in [&[][..], &[""], &["identity"], &[" , ,"]] {
            assert_eq!(Codings::of(&head(nothing)), Codings::None);
        }
        assert_eq!(
            Codings::of(&head(&["gzip, compress"])),
            Codings::Unknown("compress".to_owned())
        );
    }

    #[test]
    fn more_than_five_codings_are_left_alone() {
        assert_eq!(names(&Codings::of(&head(&["gzip,gzip,gzip,gzip,gzip"]))).len(), 5);
        let fifty = vec!["gzip"; 50].join(",");
        assert_eq!(
            Codings::of(&head(&[&fifty])),
            Codings::Unknown("50 codings".to_owned())
        );
    }

    /// Text that a coder can neither copy nor squeeze to nothing.
    fn text() -> Vec<u8> {
        (0..40_000_u32)
            .flat_map(|at| format!("{} ", at.wrapping_mul(2_654_435_761) % 9_973).into_bytes())
            .collect()
    }

    fn encoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
        match coding {
            "gzip" => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            "deflate" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            "raw deflate" => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            "br" => {
                let mut out = Vec::new();
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
                encoder.write_all(bytes).unwrap();
                drop(encoder);
                out
            }
            "zstd" => zstd::encode_all(bytes, 3).unwrap(),
            other => panic!("{other}"),
        }
    }

    const CODINGS: [&str; 5] = ["gzip", "deflate", "raw deflate", "br", "zstd"];

    /// Decodes in pieces of so many bytes, up to 10 MB.
    fn decode(names: &[&str], bytes: &[u8], piece: usize) -> (Vec<u8>, Decoding) {
        let codings = names
            .iter()
            .map(|name| {
                let name = name.trim_start_matches("raw ");
                (name.to_owned(), Coding::named(name).unwrap())
            })
            .collect();
        let mut decoder = Decoder::new(codings);
        let mut out = Vec::new();
        for piece in bytes.chunks(piece) {
            let fed = decoder.feed(piece, &mut |made| {
                out.extend_from_slice(made);
                if out.len() > 10_000_000 {
                    return Err(Halt::Output(()));
                }
                Ok(())
            });
            match fed {
                Ok(()) => {}
                Err(Halt::Broken(reason)) => return (out, decoder.broken(reason)),
                Err(Halt::Output(())) => return (out, decoder.capped(10_000_000)),
            }
        }
        (out, decoder.finish())
    }

    fn is_broken(decoding: &Decoding, with: &str) -> bool {
        matches!(decoding, Decoding::Broken { reason, .. } if reason.contains(with))
    }

    #[test]
    fn every_coding_is_undone_whatever_the_size_of_the_pieces() {
        let text = text();
        for coding in CODINGS {
            let bytes = encoded(coding, &text);
            assert!(bytes.len() < text.len());
            for piece in [1, 7, 4096, usize::MAX] {
                let (out, decoding) = decode(&[coding], &bytes, piece);
                assert!(
                    out == text && matches!(decoding, Decoding::Decoded { .. }),
                    "{coding} {piece}"
                );
            }
        }
        for coding in CODINGS {
            assert_eq!(decode(&[coding], &encoded(coding, b""), 1).0, b"", "{coding}");
        }
    }

    #[test]
    fn codings_within_codings_are_undone() {
        let text = text();
        let names = ["zstd", "br", "deflate", "gzip", "gzip"];
        let bytes = names
            .iter()
            .rev()
            .fold(text.clone(), |bytes, name| encoded(name, &bytes));
        for piece in [1000, usize::MAX] {
            let (out, decoding) = decode(&names, &bytes, piece);
            assert!(out == text);
            assert_eq!(
                decoding,
                Decoding::Decoded {
                    codings: names.map(str::to_owned).to_vec()
                }
            );
        }
    }

    #[test]
    fn what_was_flushed_is_given_out_at_once() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(b"data: 1\n\n").unwrap();
        gzip.flush().unwrap();
        let mut zstd = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        zstd.write_all(b"data: 1\n\n").unwrap();
        zstd.flush().unwrap();
        let mut out = Vec::new();
        let mut brotli = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
        brotli.write_all(b"data: 1\n\n").unwrap();
        brotli.flush().unwrap();
        let brotli = (*brotli.get_ref()).clone();
        for (coding, half) in [
            ("gzip", gzip.get_ref()),
            ("zstd", zstd.get_ref()),
            ("br", &brotli),
        ] {
            let (out, decoding) = decode(&[coding], half, 1);
            assert_eq!(out, b"data: 1\n\n", "{coding}");
            assert!(is_broken(&decoding, "too early"), "{decoding:?}");
        }
    }

    #[test]
    fn a_stream_cut_at_any_byte_gives_its_beginning_and_is_broken() {
        let text = b"some text, some other text, and some more of the same text".repeat(3);
        for coding in CODINGS {
            let bytes = encoded(coding, &text);
            for end in 1..bytes.len() {
                let (out, decoding) = decode(&[coding], &bytes[..end], 5);
                assert!(text.starts_with(&out), "{coding} {end}");
                assert!(is_broken(&decoding, ""), "{coding} {end}: {decoding:?}");
            }
        }
    }

    #[test]
    fn damaged_bytes_are_never_a_crash() {
        let text = text();
        for coding in CODINGS {
            let bytes = encoded(coding, &text[..20_000]);
            for at in 0..bytes.len().min(400) {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << (at % 8);
                decode(&[coding], &damaged, 1000);
                decode(&[coding, "gzip"], &damaged, 1000);
            }
        }
    }

    #[test]
    fn several_streams_in_a_row_are_one_body() {
        for coding in ["gzip", "zstd"] {
            let bytes = [
                encoded(coding, b"one, "),
                encoded(coding, b""),
                encoded(coding, b"two"),
            ]
            .concat();
            for piece in [1, 10, usize::MAX] {
                let (out, decoding) = decode(&[coding], &bytes, piece);
                assert_eq!(out, b"one, two", "{coding} {piece}");
                assert!(matches!(decoding, Decoding::Decoded { .. }), "{decoding:?}");
            }
        }
    }

    #[test]
    fn bytes_behind_the_end_are_left_out_and_told() {
        for coding in CODINGS {
            for garbage in [&b"garbage"[..], b"\x1f\x8bGarbag"] {
                let bytes = [&encoded(coding, b"text"), garbage].concat();
                for piece in [1, usize::MAX] {
                    let (out, decoding) = decode(&[coding], &bytes, piece);
                    assert_eq!(out, b"text", "{coding}");
                    assert!(is_broken(&decoding, ""), "{coding} {piece} {decoding:?}");
                }
            }
        }
        let padded = [&encoded("gzip", b"text")[..], &[0; 512]].concat();
        assert!(matches!(
            decode(&["gzip"], &padded, 100).1,
            Decoding::Decoded { .. }
        ));
        let (_, decoding) = decode(
            &["gzip"],
            &[&encoded("gzip", b"text")[..], b"garbage"].concat(),
            3,
        );
        assert!(is_broken(&decoding, "7 bytes"), "{decoding:?}");
    }

    #[test]
    fn plain_text_under_a_wrong_label_gives_nothing_credible() {
        for coding in CODINGS {
            for text in [
                "{\"plain\": \"JSON, and some more of it\"}",
                "plain text",
                "<xml/>",
                "x",
            ] {
                let mut decoder = Decoder::new(vec![(
                    coding.to_owned(),
                    Coding::named(coding.trim_start_matches("raw ")).unwrap(),
                )]);
                let mut made = 0;
                let fed = decoder.feed::<()>(text.as_bytes(), &mut |out| {
                    made += out.len() as u64;
                    Ok(())
                });
                assert!(!decoder.is_credible(made), "{coding} {text} {made}");
                let decoding = match fed {
                    Ok(()) => decoder.finish(),
                    Err(Halt::Broken(reason)) => decoder.broken(reason),
                    Err(Halt::Output(())) => panic!("{coding}"),
                };
                assert!(is_broken(&decoding, ""), "{coding} {text} {decoding:?}");
            }
        }
    }

    #[test]
    fn a_zstd_window_above_eight_megabytes_is_refused() {
        let mut encoder = zstd::stream::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(27).unwrap();
        encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
        let bytes = encoder.finish().unwrap();
        let (out, decoding) = decode(&["zstd"], &bytes, 100);
        assert!(out.is_empty() && is_broken(&decoding, "memory"), "{decoding:?}");
    }

    #[test]
    fn a_bomb_stops_where_its_taker_says() {
        for coding in CODINGS {
            let bytes = encoded(coding, &vec![0; 20_000_000]);
            assert!(bytes.len() < 100_000);
            let (out, decoding) = decode(&[coding], &bytes, usize::MAX);
            assert!(matches!(decoding, Decoding::Capped { .. }));
            assert!((10_000_000..10_100_000).contains(&out.len()));
        }
    }
}
