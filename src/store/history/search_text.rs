//! The text of an exchange that is searched, in lower case.

use super::entry::HistoryEntry;
use crate::redact::exchange_record::{ExchangeRecord, HeadRecord, OutcomeRecord, ReplyRecord};

/// So much of the beginning of each body is searched.
pub(super) const SEARCHED_BODY_BYTES: usize = 32 * 1024;

/// Everything of an entry but its note, which changes.
pub(super) fn of(entry: &HistoryEntry, record: &ExchangeRecord) -> String {
    let mut parts: Vec<&str> = vec![entry.method.get(), entry.url.get()];
    for named in [
        &entry.collection,
        &entry.request,
        &entry.environment,
        &entry.title,
    ] {
        parts.extend(named.as_ref().map(|text| text.get().as_str()));
    }
    parts.extend(entry.cause);
    for hop in &record.hops {
        parts.push(hop.location.get());
    }
    let lines = record.wire.iter().flat_map(|wire| &wire.headers);
    let lines = lines.map(|line| format!("{}: {}", line.name.get(), line.value.get()));
    let mut lines: Vec<String> = lines.collect();
    match &record.outcome {
        OutcomeRecord::Replied(reply)
        | OutcomeRecord::Cancelled {
            reply: Some(reply), ..
        } => lines.extend(lines_of(reply)),
        OutcomeRecord::Cancelled { reply: None, .. } => {}
        OutcomeRecord::Failed { message, .. } => parts.push(message.get()),
    }
    parts.extend(lines.iter().map(String::as_str));
    parts
        .extend([&entry.sent_body, &entry.reply_body].map(|body| searched(body.bytes().unwrap_or_default())));
    plain(&parts.join("\n"))
}

/// With the note, as it is indexed.
pub(super) fn with_note(text: &str, note: &str) -> String {
    if note.is_empty() {
        return text.to_owned();
    }
    format!("{text}\n{}", plain(note))
}

/// What is compared: lower case, without the mark at which SQLite ends a text.
pub(super) fn plain(text: &str) -> String {
    text.to_lowercase().replace('\0', " ")
}

fn lines_of(reply: &ReplyRecord) -> Vec<String> {
    let HeadRecord {
        status,
        reason,
        headers,
    } = &reply.head;
    let status = format!("{status} {}", reason.get());
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{}: {}", name.get(), value.get()));
    [status].into_iter().chain(lines).collect()
}

/// The beginning of a body that is text, up to the first byte that is none.
fn searched(bytes: &[u8]) -> &str {
    let bytes = bytes.get(..SEARCHED_BODY_BYTES).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            std::str::from_utf8(bytes.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
    };
    text.split('\0').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_body_ends_where_it_is_no_text() {
        assert_eq!(searched(b"abc\xff\xfedef"), "abc");
        assert_eq!(searched(b"abc\0def"), "abc");
        assert_eq!(searched("abé".as_bytes().get(..3).unwrap()), "ab");
        assert_eq!(searched(&vec![b'x'; 40_000]).len(), SEARCHED_BODY_BYTES);
    }

    #[test]
    fn a_note_is_one_more_line_in_lower_case() {
        assert_eq!(with_note("get /", "Ask\0Ann"), "get /\nask ann");
        assert_eq!(with_note("get /", ""), "get /");
    }
}
