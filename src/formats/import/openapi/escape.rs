//! Values of examples as they stand in a URL.

use std::fmt::Write as _;

/// Characters that end a name or value in a query, or mean another one.
const OF_QUERY: [char; 6] = ['%', '&', '#', '+', '=', ' '];

/// A name or value for the query. What else can not stand there is encoded when the request is sent.
pub(super) fn in_query(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if OF_QUERY.contains(&letter) {
            write!(escaped, "%{:02X}", u32::from(letter)).ok();
        } else {
            escaped.push(letter);
        }
    }
    escaped
}
