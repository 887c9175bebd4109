//! Secrets that were typed where files would keep them: found by shape or by name, and made variables of.
//!
//! A guess in both directions: what is found is shown to a person, who decides. Nothing here holds a value but what
//! [`make_variable`] hands over.

mod named;
mod places;
mod shapes;

use std::ops::Range;

pub use places::{HasTexts, TypedPlace};
pub use shapes::SecretShape;

use crate::model::{Secret, Variable, VariableValue};
use places::TypedText;

/// Something that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Where it stands.
    pub place: TypedPlace,
    /// The place in a sentence, as "the value of the header row \"x-team\"".
    pub words: String,
    /// In bytes of the text there.
    pub span: Range<usize>,
    /// What it looks like.
    pub what: SecretShape,
}

/// All that looks like a secret in a request, in the defaults of a folder or collection, or in an environment: rows that are
/// switched off and kinds that are not selected included, as files keep them too.
pub fn secrets_typed(of: &impl HasTexts) -> Vec<Suspect> {
    let texts = of.texts();
    // A secret access key alone has forty letters like others; beside a key ID it is one.
    let beside_key_id = texts.iter().any(|text| shapes::has_key_id(text.text));
    let mut suspects = Vec::new();
    for text in texts {
        let mut found = found_in(&text, beside_key_id);
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        for (span, what) in found {
            if span.start < end {
                continue;
            }
            end = span.end;
            suspects.push(Suspect {
                place: text.place,
                words: text.words.clone(),
                span,
                what,
            });
        }
    }
    suspects
}

/// What in the text of a whole file looks like a secret by itself, each with its line, counted from 1: for what is read by
/// nobody here, as scripts and comments.
pub fn secrets_in_file(text: &str) -> Vec<(usize, SecretShape)> {
    let found = shapes::in_text(text, shapes::has_key_id(text));
    let line_of = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    found
        .into_iter()
        .map(|(span, what)| (line_of(span.start), what))
        .collect()
}

fn found_in(text: &TypedText<'_>, beside_key_id: bool) -> Vec<(Range<usize>, SecretShape)> {
    let whole = 0..text.text.len();
    let is_literal = !text.text.trim().is_empty() && !text.text.contains("{{");
    if let Some(what) = text.always {
        // A field for secrets: whatever stands in it is one.
        return if is_literal {
            vec![(whole, what)]
        } else {
            Vec::new()
        };
    }
    let mut found = shapes::in_text(text.text, beside_key_id);
    found.extend(named::in_text(text.text));
    match &text.name {
        Some(places::Name::Header(name)) => found.extend(named::in_header(name, text.text)),
        Some(places::Name::Row(name)) if named::is_secret_value(name, text.text) => {
            found.push((whole, SecretShape::Named));
        }
        Some(places::Name::Row(_)) | None => {}
    }
    found
}

/// Puts `{{name}}` in the place of what was found, and hands the value over; `None` when it does not stand there any more. A
/// variable whose whole value it is becomes a secret one and keeps its name.
///
/// Of several in one text the last one comes first, as this moves what stands behind it.
pub fn make_variable(of: &mut impl HasTexts, suspect: &Suspect, name: &str) -> Option<Secret> {
    if let TypedPlace::Variable(row) = suspect.place
        && let Some(variable) = of.variables_mut().iter_mut().find(|variable| variable.row == row)
        && let Some(secret) = whole_value(variable, &suspect.span)
    {
        variable.value = VariableValue::Secret;
        return Some(secret);
    }
    let text = of.text_mut(suspect.place)?;
    let secret = Secret::new(text.get(suspect.span.clone())?);
    text.replace_range(suspect.span.clone(), &format!("{{{{{name}}}}}"));
    Some(secret)
}

fn whole_value(variable: &Variable, span: &Range<usize>) -> Option<Secret> {
    match &variable.value {
        VariableValue::Text(text) if *span == (0..text.len()) => Some(Secret::new(text.as_str())),
        VariableValue::Text(_) | VariableValue::Secret => None,
    }
}

/// A name for its variable that is not taken.
pub fn free_name(what: SecretShape, is_taken: &dyn Fn(&str) -> bool) -> String {
    let name = what.variable_name();
    if !is_taken(name) {
        return name.to_owned();
    }
    let mut numbered = (2_u32..).map(|number| format!("{name}{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Defaults, Environment, FormRow, HeaderRow, Request};

    /// Made up for these tests, in the shape of AWS's.
    const KEY_ID: &str = "AKIAQ3EGTESTKEY5ID42";
    const SECRET_KEY: &str = "kX9mQ2vL7bT4wR8nY1cD5fG6hJ0pS3aZeUiOxKqW";

    fn request() -> Request {
        let mut request = Request::default();
        request.http.url = "https://api.example.com/pets?limit=5".to_owned();
        request
    }

    fn found(of: &impl HasTexts) -> Vec<(String, SecretShape)> {
        secrets_typed(of)
            .into_iter()
            .map(|suspect| (suspect.words, suspect.what))
            .collect()
    }

    #[test]
    fn a_request_without_secrets_has_no_suspects() {
        let mut clean = request();
        clean.http.headers = vec![
            HeaderRow::new("Authorization", "Bearer {{token}}"),
            HeaderRow::new("x-api-key", "{{key}}"),
            HeaderRow::new(
                "x-amz-content-sha256",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            HeaderRow::new("if-match", "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\""),
            HeaderRow::new("x-request-id", "2f1d7c1e-9a55-4a0c-8b1e-1f0c2d3e4f5a"),
        ];
        clean.http.auth.aws.access_key_id = "AKIAIOSFODNN7EXAMPLE".to_owned();
        clean.http.body.text =
            "{\"nextToken\": \"AAQA-EFRSURBSGhhdmVub3Rva2Vu\", \"id\": \"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\"}".into();
        assert_eq!(found(&clean), []);
    }

    #[test]
    fn every_place_is_looked_at_and_can_be_made_a_variable() {
        let mut typed = request();
        typed.http.url = "https://bob:hunter2hunter2@api.example.com/?api_key=0123456789abcdef".to_owned();
        typed.http.headers = vec![HeaderRow::new("Authorization", "Bearer mF_9.B5f-4.1JqM0123")];
        typed.http.auth.aws.access_key_id = KEY_ID.to_owned();
        typed.http.auth.aws.session_token = Secret::new("typed");
        typed.http.body.text = format!("{{\"key\": \"{SECRET_KEY}\"}}").into();
        typed.http.body.form = vec![FormRow {
            name: "client_secret".to_owned(),
            value: "0123456789".to_owned(),
            ..FormRow::default()
        }];
        typed.variables = vec![
            Variable::new("password", "correct horse"),
            Variable::new("region", "eu-west-1"),
        ];
        let suspects = secrets_typed(&typed);
        let what: Vec<SecretShape> = suspects.iter().map(|suspect| suspect.what).collect();
        assert_eq!(
            what,
            [
                SecretShape::UrlPassword,
                SecretShape::Named,
                SecretShape::Authorization,
                SecretShape::AwsSecretAccessKey,
                SecretShape::Named,
                SecretShape::AwsSessionToken,
                SecretShape::Named,
            ]
        );
        let mut values = Vec::new();
        for suspect in suspects.iter().rev() {
            let secret = make_variable(&mut typed, suspect, "v").unwrap();
            values.push(String::from_utf8(secret.expose_for_search().to_vec()).unwrap());
        }
        values.reverse();
        assert_eq!(
            values,
            [
                "hunter2hunter2",
                "0123456789abcdef",
                "mF_9.B5f-4.1JqM0123",
                SECRET_KEY,
                "0123456789",
                "typed",
                "correct horse"
            ]
        );
        assert_eq!(typed.http.url, "https://bob:{{v}}@api.example.com/?api_key={{v}}");
        assert_eq!(typed.http.headers[0].value, "Bearer {{v}}");
        assert_eq!(typed.http.body.text, "{\"key\": \"{{v}}\"}");
        assert_eq!(typed.http.auth.aws.session_token.reference(), Some("v"));
        assert_eq!(typed.variables[0].value, VariableValue::Secret);
        assert_eq!(secrets_typed(&typed), []);
        let shown = format!("{suspects:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains(SECRET_KEY),
            "{shown}"
        );
    }

    #[test]
    fn defaults_and_environments_are_looked_at_too() {
        let defaults = Defaults {
            headers: vec![HeaderRow::new("x-api-key", "0123456789abcdef")],
            ..Defaults::default()
        };
        assert_eq!(
            found(&defaults),
            [(
                "the value of the header row \"x-api-key\"".to_owned(),
                SecretShape::Named
            )]
        );
        let environment = Environment {
            variables: vec![
                Variable::new("id", KEY_ID),
                Variable::new("other", SECRET_KEY),
                Variable::secret("token"),
                Variable::new("token2", "{{token}}"),
            ],
            ..Environment::default()
        };
        assert_eq!(
            found(&environment),
            [("the variable other".to_owned(), SecretShape::AwsSecretAccessKey)]
        );
    }

    #[test]
    fn a_name_that_is_taken_is_numbered() {
        let taken = |name: &str| matches!(name, "password" | "password2");
        assert_eq!(free_name(SecretShape::UrlPassword, &taken), "password3");
        assert_eq!(free_name(SecretShape::Jwt, &taken), "token");
    }
}
