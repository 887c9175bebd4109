//! The JSON form of a request, as README documents it.

use serde::Deserialize;

use super::body_flags::{exact, file};
use super::draft::{Draft, RequestForm, decode, rows};
use super::json_aws::JsonAws;
use super::problem::Problem;
use crate::model::{Auth, Body, HttpRequest, TargetSpelling};

/// One request. Unknown keys are errors: a misspelt one would sign something else than was meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
    body_file: Option<String>,
    host: Option<String>,
    #[serde(default)]
    spelling: Spelling,
    aws: Option<JsonAws>,
}

/// How the target is spelt.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spelling {
    #[default]
    Auto,
    AsTyped,
    Canonical,
}

impl JsonRequest {
    /// Reads the object. The error names line and column, and never quotes the text around them.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        serde_json::from_slice(bytes).map_err(|error| {
            Problem::usage(
                "malformed-request",
                format!("The JSON request can not be read: {}", without_values(&error)),
                "Compare it with the form in README.md.",
            )
        })
    }

    /// The request it describes. Without `aws` it is sent unsigned.
    pub fn into_draft(self) -> Result<Draft, Problem> {
        let (auth, time) = match self.aws {
            None => (Auth::default(), None),
            Some(aws) => aws.into_auth()?,
        };
        // The host that is sent and signed, where it is not the URL's.
        let host = self.host.map(|host| ("host".to_owned(), host));
        let mut draft = Draft::new(
            HttpRequest {
                method: self.method,
                url: self.url,
                headers: rows(host.into_iter().chain(self.headers)),
                auth,
                ..HttpRequest::default()
            },
            time,
        );
        draft.form = RequestForm::Json;
        draft.request.settings.spelling = match self.spelling {
            Spelling::Auto => TargetSpelling::Auto,
            Spelling::AsTyped => TargetSpelling::AsTyped,
            Spelling::Canonical => TargetSpelling::Canonical,
        };
        draft.request.http.body = match (self.body, self.body_base64, self.body_file) {
            (None, None, None) => Body::default(),
            (Some(text), None, None) => exact(text),
            (None, Some(text), None) => exact(decode(&text)?),
            (None, None, Some(path)) => file(&path),
            _ => {
                return Err(Problem::usage(
                    "malformed-request",
                    "The JSON request has more than one of body, body_base64 and body_file",
                    "Keep one of them.",
                ));
            }
        };
        Ok(draft)
    }
}

/// What serde says, but for errors that quote a value: that may be the secret in the wrong place.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.contains("invalid type") || text.contains("invalid value") || text.contains("unknown variant") {
        format!(
            "a value of the wrong kind at line {} column {}",
            error.line(),
            error.column()
        )
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AuthKind, ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning,
        SignatureLocation, SigningAlgorithm, SigningOptions, TokenPlacement,
    };

    fn problem(text: &str) -> Problem {
        JsonRequest::parse(text.as_bytes())
            .and_then(JsonRequest::into_draft)
            .unwrap_err()
    }

    #[test]
    fn a_request_without_aws_is_unsigned() {
        let draft = JsonRequest::parse(br#"{"method":"GET","url":"https://example.com/"}"#)
            .and_then(JsonRequest::into_draft)
            .unwrap();
        assert_eq!(draft.request.http.auth.kind, AuthKind::None);
    }

    #[test]
    fn defaults_of_every_option_are_accepted() {
        let text = r#"{"method":"GET","url":"https://example.com/","headers":[["a","b"]],"body":null,
            "host":null,"spelling":"auto","aws":{"access_key_id":"AKID","secret_access_key":"s",
            "session_token":null,"region":null,"service":null,"time":"20261120T120000Z","location":"header",
            "expires_in":900,"payload":"auto","path_encoding":"auto","normalize_path":"auto",
            "content_sha256_header":"auto","session_token_placement":"auto","unsigned_headers":[],
            "signed_headers_extra":[],"algorithm":"sigv4","region_set":[],"signing_host":null}}"#;
        let draft = JsonRequest::parse(text.as_bytes())
            .and_then(JsonRequest::into_draft)
            .unwrap();
        assert_eq!(draft.time.unwrap().amz_date(), "20261120T120000Z");
        assert_eq!(draft.request.http.headers[0].name, "a");
    }

    #[test]
    fn options_are_taken_over() {
        let text = r#"{"method":"GET","url":"https://example.com/","spelling":"canonical","aws":{
            "location":"query","expires_in":99999999999,"payload":"unsigned","path_encoding":"single",
            "normalize_path":false,"content_sha256_header":true,"session_token_placement":"after_signing",
            "unsigned_headers":["a"],"signed_headers_extra":["b"],"algorithm":"sigv4a","region_set":["*"],
            "signing_host":"h"}}"#;
        let draft = JsonRequest::parse(text.as_bytes())
            .and_then(JsonRequest::into_draft)
            .unwrap();
        assert_eq!(draft.request.settings.spelling, TargetSpelling::Canonical);
        let expected = SigningOptions {
            location: SignatureLocation::Query { expires_in: u32::MAX },
            payload: PayloadSigning::Unsigned,
            content_sha256_header: ContentSha256Header::Always,
            path_encoding: PathEncodingOption::Single,
            normalize_path: PathNormalization::Off,
            session_token_placement: TokenPlacement::AfterSigning,
            algorithm: SigningAlgorithm::SigV4a {
                region_set: vec!["*".to_owned()],
            },
            signing_host: Some("h".to_owned()),
            unsigned_headers: vec!["a".to_owned()],
            signed_headers_extra: vec!["b".to_owned()],
        };
        assert_eq!(draft.request.http.auth.aws.options, expected);
    }

    #[test]
    fn what_is_misspelt_says_so() {
        let with = |aws: &str| format!(r#"{{"method":"GET","url":"https://example.com/","aws":{{{aws}}}}}"#);
        for (aws, kind) in [
            (r#""regoin":"eu-west-1""#, "malformed-request"),
            (r#""location":"elsewhere""#, "malformed-request"),
            (r#""time":"today""#, "malformed-time"),
        ] {
            assert_eq!(problem(&with(aws)).kind, kind, "{aws}");
        }
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_quoted() {
        for text in [
            r#"{"method":"GET","url":"u","aws":"wJalrXUtnFEMI"}"#,
            r#"{"method":"GET","url":"u","aws":{"location":"wJalrXUtnFEMI"}}"#,
        ] {
            assert!(
                !problem(text).line().contains("wJalr"),
                "{}",
                problem(text).line()
            );
        }
    }
}
