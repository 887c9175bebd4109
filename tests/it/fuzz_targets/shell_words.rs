//! Words of a command in any shell's quoting. Input: the text.

use countersign::formats::shell::{Shell, Word, words};

/// Any text is split or refused, into no more bytes than it has; and a text in single quotes is one word, as it stands.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut warnings = Vec::new();
    if let Ok(words) = words(&text, &mut warnings) {
        // U+FFFD for a code point that is none has three bytes.
        let bytes: usize = words.iter().map(|word| word.bytes().len()).sum();
        assert!(bytes <= text.len() * 2, "{text:?}");
    }
    let quoted = format!("curl \\\n '{}'", text.replace('\'', "'\\''"));
    assert_eq!(Shell::of(&quoted), Shell::Posix, "{quoted:?}");
    let read = words(&quoted, &mut Vec::new()).expect("every quote is closed");
    let read: Vec<&[u8]> = read.iter().map(Word::bytes).collect();
    assert_eq!(read, [&b"curl"[..], text.as_bytes()], "{quoted:?}");
}
