//! The sentence of an AWS JSON error body.

use serde_json::Value;

/// Error bodies are small; nothing above this is parsed.
const LONGEST_ERROR_BODY: usize = 256 * 1024;

/// The `message` of an AWS JSON error body, for the line above the body.
///
/// The key is `message` or `Message` from one service to the next
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>);
/// some wrap it as `errors[0].message`.
pub fn error_message(body: &[u8]) -> Option<String> {
    if body.len() > LONGEST_ERROR_BODY {
        return None;
    }
    let reply: Value = serde_json::from_slice(body).ok()?;
    message_of(&reply)
        .or_else(|| message_of(reply.get("errors")?.get(0)?))
        .filter(|message| !message.is_empty())
        .map(str::to_owned)
}

fn message_of(object: &Value) -> Option<&str> {
    object
        .as_object()?
        .iter()
        .find(|(key, value)| key.eq_ignore_ascii_case("message") && value.is_string())
        .and_then(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_in_the_forms_that_aws_uses() {
        let message = |body: &str| error_message(body.as_bytes());
        assert_eq!(
            message(r#"{"message":"Forbidden"}"#).as_deref(),
            Some("Forbidden")
        );
        assert_eq!(message(r#"{"__type":"x","Message":"No"}"#).as_deref(), Some("No"));
        assert_eq!(
            message(r#"{"errors":[{"code":"X","message":"Nope"}]}"#).as_deref(),
            Some("Nope")
        );
    }

    #[test]
    fn other_bodies_have_none() {
        for body in [
            "",
            "null",
            "[]",
            "{}",
            "<html>",
            r#"{"message":null}"#,
            r#"{"message":""}"#,
            "\u{0}",
        ] {
            assert_eq!(error_message(body.as_bytes()), None, "{body}");
        }
        assert_eq!(error_message(&[0xFF, 0xFE]), None);
    }
}
