//! What the fuzzers call: each target is one function that takes any bytes and panics when a property does not
//! hold. `tests/it/fuzz.rs` replays the corpora and mutates them a little; the program in `fuzz/` includes this
//! folder and runs for as long as it is told.

pub mod authorization;
pub mod canonicaliser;
pub mod checks;
pub mod config_file;
pub mod credential_cleaning;
pub mod credential_paste;
pub mod curl_command;
pub mod import_file;
pub mod mistakes;
pub mod mutate;
pub mod opencollection_file;
pub mod presigned_url;
pub mod refusal;
pub mod shell_words;
pub mod text_charset;
pub mod text_json;
pub mod text_queries;
pub mod text_rows;
pub mod url_encoder;

/// One target: the name of its corpus in `tests/fixtures/fuzz/`, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 17] = [
    ("authorization", authorization::run),
    ("canonicaliser", canonicaliser::run),
    ("config_file", config_file::run),
    ("credential_cleaning", credential_cleaning::run),
    ("credential_paste", credential_paste::run),
    ("curl_command", curl_command::run),
    ("import_file", import_file::run),
    ("mistakes", mistakes::run),
    ("opencollection_file", opencollection_file::run),
    ("presigned_url", presigned_url::run),
    ("refusal", refusal::run),
    ("text_charset", text_charset::run),
    ("text_json", text_json::run),
    ("text_queries", text_queries::run),
    ("text_rows", text_rows::run),
    ("shell_words", shell_words::run),
    ("url_encoder", url_encoder::run),
];
