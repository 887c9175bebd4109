//! Reads an AWS error reply. Pure.

/// What the service says it computed, from a signature mismatch reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerExpectation {
    pub canonical_request: String,
    pub string_to_sign: Option<String>,
}

/// Finds the strings in a reply body (JSON `message` with "The Canonical String for this request should have been").
pub fn server_expectation(_body: &[u8]) -> Option<ServerExpectation> {
    None
}

/// The `message` of an AWS JSON error body, for the line above the body.
pub fn error_message(_body: &[u8]) -> Option<String> {
    None
}
