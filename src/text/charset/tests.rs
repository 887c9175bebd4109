use proptest::prelude::*;

use super::super::source::tests::Spilled;
use super::super::stop::never;
use super::*;

fn decision(content_type: Option<&str>, start: &[u8]) -> (&'static str, DecidedBy) {
    let found = decide(None, content_type, start);
    (found.charset.name(), found.by)
}

fn decoded(bytes: &[u8], name: &str) -> (String, usize) {
    let body = Bytes::copy_from_slice(bytes);
    let found = decode(&body, Charset::by_name(name).unwrap(), &never).unwrap();
    (String::from_utf8(found.text.to_vec()).unwrap(), found.replaced)
}

#[test]
fn every_name_in_the_list_is_its_own() {
    for name in NAMES {
        assert_eq!(Charset::by_name(name).unwrap().name(), name);
    }
    assert_eq!(Charset::by_name(" LATIN1 ").unwrap().name(), "windows-1252");
    assert_eq!(Charset::by_name("nothing"), None);
}

#[test]
fn the_decision_has_an_order() {
    use DecidedBy::{ByteOrderMark, ContentType, Guess, HtmlMeta, ValidUtf8, XmlDeclaration};
    let latin = Some("text/plain; Charset=\"iso-8859-1\"");
    for (content_type, start, name, by) in [
        (latin, &b"\xEF\xBB\xBFa"[..], "UTF-8", ByteOrderMark),
        (latin, b"\xFF\xFE\0\0", "UTF-32LE", ByteOrderMark),
        (latin, b"\xFF\xFEa\0", "UTF-16LE", ByteOrderMark),
        (latin, b"\xFE\xFF\0a", "UTF-16BE", ByteOrderMark),
        (latin, b"<?xml encoding='utf-8'?>", "windows-1252", ContentType),
        (
            Some("text/xml; charset=nonsense"),
            b"<?xml version=\"1.0\" encoding = 'Shift_JIS'?><a/>",
            "Shift_JIS",
            XmlDeclaration,
        ),
        (None, b"<?xml encoding='UTF-16'?>", "UTF-8", XmlDeclaration),
        (
            None,
            b"<html><META content='text/html; charset=koi8-r' a>",
            "KOI8-R",
            HtmlMeta,
        ),
        (Some("text/html"), b"x<meta charset=gbk/>", "GBK", HtmlMeta),
        (None, "plain é".as_bytes(), "UTF-8", ValidUtf8),
        (None, b"cut \xC3", "UTF-8", ValidUtf8),
        (None, b"d\xE9j\xE0 vu, na\xEFve caf\xE9", "windows-1252", Guess),
    ] {
        assert_eq!(
            decision(content_type, start),
            (name, by),
            "{content_type:?} {start:?}"
        );
    }
    let chosen = decide(Charset::by_name("big5"), latin, b"\xEF\xBB\xBF");
    assert_eq!((chosen.charset.name(), chosen.by), ("Big5", DecidedBy::Choice));
}

#[test]
fn utf8_is_not_copied_and_its_invalid_places_are_counted() {
    let body = Bytes::from_static(b"a\xFFb\xE2\x82\xE2\x82\xACc\xF0\x9F");
    let found = decode(&body, Charset::UTF_8, &never).unwrap();
    assert_eq!(found.text.as_ptr(), body.as_ptr());
    assert_eq!(found.replaced, 3);
}

#[test]
fn other_encodings_become_utf8() {
    let wide: Vec<u8> = "\u{FEFF}é😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decoded(&wide, "UTF-16BE"), ("é😀".to_owned(), 0));
    assert_eq!(decoded(b"\x00\xD8a\0", "UTF-16LE"), ("\u{FFFD}a".to_owned(), 1));
    let wider: Vec<u8> = "\u{FEFF}é😀"
        .chars()
        .flat_map(|ch| u32::from(ch).to_le_bytes())
        .collect();
    assert_eq!(decoded(&wider, "UTF-32LE"), ("é😀".to_owned(), 0));
    assert_eq!(
        decoded(&[0, 0xD8, 0, 0, 1], "UTF-32LE"),
        ("\u{FFFD}\u{FFFD}".to_owned(), 2)
    );
    assert_eq!(decoded(b"\x93\xFA\x96\x7B", "Shift_JIS"), ("日本".to_owned(), 0));
}

#[test]
fn a_stop_ends_the_decoding() {
    let body = Bytes::from_static(b"abc");
    let latin = Charset::by_name("latin1").unwrap();
    assert_eq!(decode(&body, latin, &|| true).err(), Some(Stopped));
    assert_eq!(decode(&body, Charset::UTF_8, &|| true).err(), Some(Stopped));
}

proptest! {
    #[test]
    fn pieces_give_the_text_of_the_whole(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        cuts in proptest::collection::vec(0usize..9, 0..30),
        name in proptest::sample::select(NAMES.to_vec()),
    ) {
        let charset = Charset::by_name(name).unwrap();
        let mut whole = String::new();
        let mut decoder = StreamDecoder::new(charset);
        decoder.push(&bytes, &mut whole);
        decoder.finish(&mut whole);
        let replaced = decoder.replaced();
        let mut pieces = String::new();
        let mut decoder = StreamDecoder::new(charset);
        let mut rest = bytes.as_slice();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            decoder.push(piece, &mut pieces);
            rest = after;
        }
        decoder.push(rest, &mut pieces);
        decoder.finish(&mut pieces);
        prop_assert_eq!(&pieces, &whole);
        prop_assert_eq!(decoder.replaced(), replaced);
        if let Charset::Web(encoding) = charset {
            let (expected, _) = encoding.decode_with_bom_removal(&bytes);
            prop_assert_eq!(&whole, expected.as_ref());
        }
    }

    #[test]
    fn invalid_places_are_those_of_a_lossy_reading(
        pieces in proptest::collection::vec(prop_oneof![
            proptest::collection::vec(0x80u8.., 0..4),
            "[aé€😀]{0,3}".prop_map(String::into_bytes),
        ], 0..30),
    ) {
        // A character of the reference that is a real U+FFFD is not among the pieces.
        let bytes = pieces.concat();
        let expected = String::from_utf8_lossy(&bytes).matches('\u{FFFD}').count();
        let real = bytes.windows(3).filter(|three| three == b"\xEF\xBF\xBD").count();
        prop_assume!(real == 0);
        prop_assert_eq!(invalid_places(&bytes, &never).unwrap(), expected);
        let spilled = Spilled { bytes };
        prop_assert_eq!(invalid_places(&spilled, &never).unwrap(), expected);
    }
}
