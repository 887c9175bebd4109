//! Charsets. Input: a line with the content type, then the body.

use bytes::Bytes;
use countersign::text::charset::{NAMES, StreamDecoder, decide, decode};
use countersign::text::event_stream::EventStream;
use countersign::text::{Charset, Kind, never};

/// A charset is decided whatever the bytes are, and pieces give the text of the whole in every charset.
pub fn run(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (content_type, body) = data.split_at(at);
    let content_type = String::from_utf8_lossy(content_type);
    let decision = decide(None, Some(&content_type), body);
    assert!(
        NAMES.contains(&decision.charset.name()),
        "{}",
        decision.charset.name()
    );
    Kind::of(Some(&content_type), body);
    let decoded = decode(&Bytes::copy_from_slice(body), decision.charset, &never).unwrap();
    if !decision.charset.is_utf8() {
        assert!(std::str::from_utf8(&decoded.text).is_ok());
    }
    let number = body.len() % NAMES.len();
    let charset = Charset::by_name(NAMES[number]).unwrap();
    let text = |size: usize| {
        let mut text = String::new();
        let mut decoder = StreamDecoder::new(charset);
        body.chunks(size).for_each(|piece| decoder.push(piece, &mut text));
        decoder.finish(&mut text);
        (text, decoder.replaced())
    };
    assert_eq!(text(3), text(body.len().max(1)));
    let events = |size: usize| {
        let mut events = Vec::new();
        let mut stream = EventStream::default();
        body.chunks(size)
            .for_each(|piece| stream.push(piece, |event| events.push(event)));
        events
    };
    assert_eq!(events(2), events(body.len().max(1)));
}
