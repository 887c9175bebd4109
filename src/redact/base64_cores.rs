//! A secret inside of base64.
//!
//! Base64 spells three bytes by four characters, so a secret in the middle of a longer text has one of three
//! spellings, of which the first and last character also hold bits of its neighbours. Each spelling without
//! those two is a core; where a core is found, the shared characters and the padding belong to the match.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;
use zeroize::Zeroizing;

/// What is certain of one spelling.
#[derive(Clone)]
pub(super) struct Core {
    text: Zeroizing<String>,
    /// Characters before and after it that hold some of its bits.
    shared_before: usize,
    shared_after: usize,
}

/// The cores of all alignments in both alphabets.
pub(super) fn of(secret: &[u8]) -> Vec<Core> {
    let mut cores: Vec<Core> = Vec::new();
    for alphabet in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for offset in 0..3 {
            let mut bytes = Zeroizing::new(vec![0; offset]);
            bytes.extend_from_slice(secret);
            let core = core(
                &Zeroizing::new(alphabet.encode(bytes.as_slice())),
                offset,
                bytes.len(),
            );
            if !core.text.is_empty() && !cores.iter().any(|known| known.text == core.text) {
                cores.push(core);
            }
        }
    }
    cores
}

fn core(encoded: &str, offset: usize, bytes: usize) -> Core {
    // One byte before shifts by 8 bits: one foreign character and one shared; two by 16: two and one.
    let shared_before = usize::from(offset > 0);
    let start = offset + shared_before;
    let shared_after = usize::from(!(bytes * 8).is_multiple_of(6));
    let end = encoded.len() - shared_after;
    Core {
        text: Zeroizing::new(encoded.get(start..end).unwrap_or_default().to_owned()),
        shared_before,
        shared_after,
    }
}

/// Every place where one of the cores stands, with the characters it shares.
pub(super) fn find(haystack: &[u8], cores: &[Core]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for core in cores {
        for at in memmem::find_iter(haystack, core.text.as_bytes()) {
            let before = haystack.get(..at).unwrap_or_default();
            let end = at + core.text.len();
            let after = haystack.get(end..).unwrap_or_default();
            let shared_before = before.iter().rev().take(core.shared_before);
            let shared_after = after.iter().take(core.shared_after);
            let start = at - shared_before.filter(|byte| is_base64(**byte)).count();
            let end = end + shared_after.filter(|byte| is_base64(**byte)).count();
            let padding = haystack.get(end..).unwrap_or_default();
            let padding = padding.iter().take(2).take_while(|byte| **byte == b'=').count();
            found.push(start..end + padding);
        }
    }
    found
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}
