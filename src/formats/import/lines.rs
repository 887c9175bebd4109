//! Lines of text formats, which end in any of three ways.

use std::borrow::Cow;

/// The text with `\n` at the end of each line.
pub(super) fn with_plain_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
