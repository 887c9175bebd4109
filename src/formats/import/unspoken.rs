//! Auth of a curl command that this program does not speak, or that stands in a file which no import reads.

use super::json::unknown_part;
use crate::formats::curl::CommandCredentials;
use crate::model::{Auth, AuthKind};

/// Keeps a request from being sent without the auth that its command asks for: the kind is unknown, which is refused until
/// another one is chosen. What is to be said comes back.
pub(super) fn refused(auth: &mut Auth, credentials: &CommandCredentials) -> Option<String> {
    let CommandCredentials::Unspoken { flag } = credentials else {
        return None;
    };
    if auth.kind != AuthKind::None {
        return None;
    }
    let word = match flag.as_str() {
        "-n" | "--netrc" | "--netrc-optional" | "--netrc-file" => "netrc",
        "-K" | "--config" => "config",
        flag => flag.trim_start_matches('-'),
    };
    let unknown = unknown_part(word);
    let text = format!(
        "Auth {} is not known here: nothing is sent until another kind is chosen",
        unknown.words()
    );
    auth.unknown = Some(unknown);
    Some(text)
}
