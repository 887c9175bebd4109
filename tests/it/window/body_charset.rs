//! In which charset a reply body is read.

use countersign::text::charset::DecidedBy;
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use super::body_viewer::{clicks, copied, find, place_of, received};

#[test]
fn a_charset_is_shown_with_its_reason_and_can_be_chosen() {
    let mut window = received("text/plain; charset=windows-1252", b"caf\xe9 \xa3\n".to_vec());
    place_of(&window, "caf\u{e9} \u{a3}");
    window.click("Charset: windows-1252");
    window.settle();
    window.click("Charset: choose UTF-8");
    window.until("the body is read again", |window| window.sees("caf<E9> <A3>"));
    window.assert_sees("2 places are not UTF-8 and are marked");
    window.click("Charset: UTF-8");
    window.settle();
    window.click("Charset: as the body says");
    window.until("the body is read again", |window| window.sees("caf\u{e9} \u{a3}"));
}

/// UTF-16 by its byte order mark, by the head, and without either: shown, searched and copied as text.
#[test]
fn utf_16_is_decoded_however_it_is_known_and_its_text_is_copied() {
    let text = "caf\u{e9} \u{142}\nsecond line";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = |mark: [u8; 2], bytes: &[u8]| [&mark[..], bytes].concat();
    for (content_type, body, name) in [
        ("text/plain", marked([0xFF, 0xFE], &little), "UTF-16LE"),
        ("text/plain", marked([0xFE, 0xFF], &big), "UTF-16BE"),
        ("text/plain; charset=utf-16le", little.clone(), "UTF-16LE"),
        ("text/plain; charset=utf-16be", big.clone(), "UTF-16BE"),
    ] {
        let mut window = received(content_type, body);
        window.harness.get_by_label(&format!("Charset: {name}"));
        let at = place_of(&window, "second line").center();
        clicks(&mut window, at, 1, Modifiers::NONE);
        window.ctrl(Key::A);
        let copy = copied(&mut window);
        assert_eq!(copy.trim_start_matches('\u{feff}'), text, "{content_type}");
        window.run(Command::FindInBody);
        window.settle();
        find(&mut window, "\u{e9}", "1 of 1");
    }
    // What says nothing of itself can be told.
    let mut window = received("application/octet-stream", big);
    window.click("Body: Raw");
    window.settle();
    let shown = window.tab().reply.viewer.document().charset().charset.name();
    window.click(&format!("Charset: {shown}"));
    window.settle();
    window.click("Charset: choose UTF-16BE");
    window.until("the body is read again", |window| window.sees("second line"));
    window.harness.get_by_label("Charset: UTF-16BE");
}

/// Each way to know a charset is told beside it.
#[test]
fn what_decided_the_charset_is_known() {
    for (content_type, body, name, by) in [
        (
            "text/plain; charset=iso-8859-1",
            &b"caf\xe9"[..],
            "windows-1252",
            DecidedBy::ContentType,
        ),
        (
            "text/plain; charset=iso-8859-1",
            b"\xef\xbb\xbfcaf\xc3\xa9",
            "UTF-8",
            DecidedBy::ByteOrderMark,
        ),
        ("text/plain", b"caf\xc3\xa9", "UTF-8", DecidedBy::ValidUtf8),
    ] {
        let window = received(content_type, body.to_vec());
        let decision = window.tab().reply.viewer.document().charset();
        assert_eq!(
            (decision.charset.name(), decision.by),
            (name, by),
            "{content_type}"
        );
        window.harness.get_by_label(&format!("Charset: {name}"));
        window.assert_sees("caf\u{e9}");
    }
}
