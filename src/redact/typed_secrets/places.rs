//! The texts that files keep: where each stands, and the way back to it.

use super::shapes::SecretShape;
use crate::model::{
    Auth, Defaults, Environment, HeaderRow, HttpRequest, Request, RowId, Secret, Variable, VariableValue,
};

/// Where a text stands that a file keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TypedPlace {
    /// The URL bar.
    #[default]
    Url,
    /// A query parameter that is switched off.
    DisabledParam(RowId),
    /// The value of a path parameter.
    PathValue(RowId),
    /// The value of a header row.
    Header(RowId),
    /// The body that is one text.
    Body,
    /// The value of a form row.
    FormRow(RowId),
    /// The text of a part.
    Part(RowId),
    /// The GraphQL document.
    GraphQlQuery,
    /// The variables of the GraphQL operation.
    GraphQlVariables,
    /// The note.
    Docs,
    /// Secret access key of the AWS Signature form.
    SecretAccessKey,
    /// Session token of it.
    SessionToken,
    /// Access key ID of it, which is no secret and says that one is near.
    AccessKeyId,
    /// User name of Basic auth, where some services want their key.
    Username,
    /// Password of Basic auth.
    Password,
    /// Token of Bearer auth.
    BearerToken,
    /// Key of API key auth.
    ApiKey,
    /// The value of a variable.
    Variable(RowId),
    /// The value that an assertion compares with.
    Assertion(RowId),
}

/// What is called by a name.
pub(super) enum Name {
    /// The value of this header.
    Header(String),
    /// The value of a row or variable of this name.
    Row(String),
}

/// A text with its place.
#[derive(Default)]
pub struct TypedText<'a> {
    pub(super) place: TypedPlace,
    /// The place in a sentence.
    pub(super) words: String,
    pub(super) text: &'a str,
    /// What it is called by.
    pub(super) name: Option<Name>,
    /// What any value is, of a field for secrets.
    pub(super) always: Option<SecretShape>,
}

/// Something that files keep, as a number of texts.
pub trait HasTexts {
    /// Its texts in order.
    fn texts(&self) -> Vec<TypedText<'_>>;
    /// The text at a place, for changing it.
    fn text_mut(&mut self, place: TypedPlace) -> Option<&mut String>;
    /// Its variables.
    fn variables_mut(&mut self) -> &mut [Variable];
}

impl HasTexts for Request {
    fn texts(&self) -> Vec<TypedText<'_>> {
        let mut texts = texts_of_http(&self.http);
        texts.extend(texts_of_auth(&self.http.auth));
        texts.extend(texts_of_variables(&self.variables));
        texts.extend(self.assertions.iter().map(|assertion| {
            let words = format!("the value of the assertion about {}", assertion.expression);
            plain(TypedPlace::Assertion(assertion.row), words, &assertion.value)
        }));
        texts.push(plain(TypedPlace::Docs, "the note", &self.docs));
        texts
    }

    fn text_mut(&mut self, place: TypedPlace) -> Option<&mut String> {
        let http = &mut self.http;
        match place {
            TypedPlace::Url => Some(&mut http.url),
            TypedPlace::DisabledParam(row) => {
                let mut params = http.disabled_params.iter_mut();
                params.find(|param| param.row == row)?.value.as_mut()
            }
            TypedPlace::PathValue(row) => {
                let mut values = http.path_values.iter_mut();
                values
                    .find(|value| value.row == row)
                    .map(|value| &mut value.value)
            }
            TypedPlace::Header(row) => header_mut(&mut http.headers, row),
            TypedPlace::Body => Some(&mut http.body.text),
            TypedPlace::FormRow(id) => {
                let mut rows = http.body.form.iter_mut();
                rows.find(|row| row.row == id).map(|row| &mut row.value)
            }
            TypedPlace::Part(id) => {
                let mut parts = http.body.parts.iter_mut();
                parts.find(|part| part.row == id).map(|part| &mut part.text)
            }
            TypedPlace::GraphQlQuery => Some(&mut http.body.graphql.query),
            TypedPlace::GraphQlVariables => Some(&mut http.body.graphql.variables),
            TypedPlace::Docs => Some(&mut self.docs),
            TypedPlace::Variable(row) => variable_mut(&mut self.variables, row),
            TypedPlace::Assertion(row) => {
                let mut assertions = self.assertions.iter_mut();
                assertions
                    .find(|assertion| assertion.row == row)
                    .map(|assertion| &mut assertion.value)
            }
            of_auth => auth_mut(&mut http.auth, of_auth),
        }
    }

    fn variables_mut(&mut self) -> &mut [Variable] {
        &mut self.variables
    }
}

impl HasTexts for Defaults {
    fn texts(&self) -> Vec<TypedText<'_>> {
        let mut texts: Vec<TypedText<'_>> = self.headers.iter().map(header).collect();
        texts.extend(texts_of_auth(&self.auth));
        texts.extend(texts_of_variables(&self.variables));
        texts
    }

    fn text_mut(&mut self, place: TypedPlace) -> Option<&mut String> {
        match place {
            TypedPlace::Header(row) => header_mut(&mut self.headers, row),
            TypedPlace::Variable(row) => variable_mut(&mut self.variables, row),
            of_auth => auth_mut(&mut self.auth, of_auth),
        }
    }

    fn variables_mut(&mut self) -> &mut [Variable] {
        &mut self.variables
    }
}

impl HasTexts for Environment {
    fn texts(&self) -> Vec<TypedText<'_>> {
        texts_of_variables(&self.variables).collect()
    }

    fn text_mut(&mut self, place: TypedPlace) -> Option<&mut String> {
        match place {
            TypedPlace::Variable(row) => variable_mut(&mut self.variables, row),
            _ => None,
        }
    }

    fn variables_mut(&mut self) -> &mut [Variable] {
        &mut self.variables
    }
}

fn plain(place: TypedPlace, words: impl Into<String>, text: &str) -> TypedText<'_> {
    TypedText {
        place,
        words: words.into(),
        text,
        ..TypedText::default()
    }
}

fn of_row<'a>(place: TypedPlace, words: String, name: &str, text: &'a str) -> TypedText<'a> {
    TypedText {
        name: Some(Name::Row(name.to_owned())),
        ..plain(place, words, text)
    }
}

fn texts_of_http(http: &HttpRequest) -> Vec<TypedText<'_>> {
    let mut texts = vec![plain(TypedPlace::Url, "the URL", &http.url)];
    for param in &http.disabled_params {
        let words = format!("the parameter {:?}, which is switched off", param.name);
        let value = param.value.as_deref().unwrap_or_default();
        texts.push(of_row(
            TypedPlace::DisabledParam(param.row),
            words,
            &param.name,
            value,
        ));
    }
    for value in &http.path_values {
        let words = format!("the path parameter {}", value.name);
        texts.push(of_row(
            TypedPlace::PathValue(value.row),
            words,
            &value.name,
            &value.value,
        ));
    }
    texts.extend(http.headers.iter().map(header));
    let body = &http.body;
    texts.push(plain(TypedPlace::Body, "the body", &body.text));
    for row in &body.form {
        let words = format!("the value of the form row {:?}", row.name);
        texts.push(of_row(TypedPlace::FormRow(row.row), words, &row.name, &row.value));
    }
    for part in &body.parts {
        let words = format!("the text of the part {:?}", part.name);
        texts.push(of_row(TypedPlace::Part(part.row), words, &part.name, &part.text));
    }
    let graphql = &body.graphql;
    texts.push(plain(
        TypedPlace::GraphQlQuery,
        "the GraphQL query",
        &graphql.query,
    ));
    texts.push(plain(
        TypedPlace::GraphQlVariables,
        "the GraphQL variables",
        &graphql.variables,
    ));
    texts
}

fn header(row: &HeaderRow) -> TypedText<'_> {
    let words = format!("the value of the header row {:?}", row.name);
    TypedText {
        name: Some(Name::Header(row.name.clone())),
        ..plain(TypedPlace::Header(row.row), words, &row.value)
    }
}

fn texts_of_auth(auth: &Auth) -> impl Iterator<Item = TypedText<'_>> {
    let aws = &auth.aws;
    let secrets = [
        (
            TypedPlace::SecretAccessKey,
            "the secret access key",
            &aws.secret_access_key,
            SecretShape::AwsSecretAccessKey,
        ),
        (
            TypedPlace::SessionToken,
            "the session token",
            &aws.session_token,
            SecretShape::AwsSessionToken,
        ),
        (
            TypedPlace::Password,
            "the password",
            &auth.basic.password,
            SecretShape::Password,
        ),
        (
            TypedPlace::BearerToken,
            "the bearer token",
            &auth.bearer.token,
            SecretShape::BearerToken,
        ),
        (
            TypedPlace::ApiKey,
            "the API key",
            &auth.api_key.value,
            SecretShape::ApiKey,
        ),
    ];
    [
        plain(TypedPlace::AccessKeyId, "the access key ID", &aws.access_key_id),
        plain(TypedPlace::Username, "the user name", &auth.basic.username),
    ]
    .into_iter()
    .chain(secrets.map(secret_field))
}

fn secret_field<'a>(
    (place, words, secret, what): (TypedPlace, &str, &'a Secret, SecretShape),
) -> TypedText<'a> {
    let text = std::str::from_utf8(secret.expose_for_search()).unwrap_or_default();
    TypedText {
        always: Some(what),
        ..plain(place, words, text)
    }
}

fn texts_of_variables(variables: &[Variable]) -> impl Iterator<Item = TypedText<'_>> {
    variables.iter().filter_map(|variable| {
        let VariableValue::Text(text) = &variable.value else {
            return None;
        };
        let words = format!("the variable {}", variable.name);
        Some(of_row(
            TypedPlace::Variable(variable.row),
            words,
            &variable.name,
            text,
        ))
    })
}

fn header_mut(rows: &mut [HeaderRow], id: RowId) -> Option<&mut String> {
    rows.iter_mut()
        .find(|row| row.row == id)
        .map(|row| &mut row.value)
}

fn variable_mut(variables: &mut [Variable], id: RowId) -> Option<&mut String> {
    let variable = variables.iter_mut().find(|variable| variable.row == id)?;
    match &mut variable.value {
        VariableValue::Text(text) => Some(text),
        VariableValue::Secret => None,
    }
}

fn auth_mut(auth: &mut Auth, place: TypedPlace) -> Option<&mut String> {
    let secret = match place {
        TypedPlace::Username => return Some(&mut auth.basic.username),
        TypedPlace::SecretAccessKey => &mut auth.aws.secret_access_key,
        TypedPlace::SessionToken => &mut auth.aws.session_token,
        TypedPlace::Password => &mut auth.basic.password,
        TypedPlace::BearerToken => &mut auth.bearer.token,
        TypedPlace::ApiKey => &mut auth.api_key.value,
        _ => return None,
    };
    Some(secret.expose_for_editing_mut())
}
