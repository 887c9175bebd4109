//! Every text of a request in which variables are replaced when it is sent.
//!
//! For what looks at all of them at once; replacing itself is done field by field, and a test holds the two together.

use std::borrow::Cow;

use super::body::is_blank;
use super::path_params::path_params;
use super::variables::{Braces, Scope, replace};
use crate::model::{
    Auth, AuthKind, AwsAuth, Body, BodyKind, Field, PartKind, PartRow, Request, RowState, Secret,
    SigningAlgorithm,
};

/// The text of a field.
pub(super) struct FieldText<'a> {
    pub(super) text: &'a str,
    pub(super) field: Field,
    /// The field in a sentence.
    pub(super) place: String,
}

/// The texts of a request with what it inherits; `auth` is what it is sent with.
pub(super) fn texts_of<'a>(request: &'a Request, auth: &'a Auth, scope: &Scope) -> Vec<FieldText<'a>> {
    let http = &request.http;
    let mut texts = Texts(Vec::new());
    for row in http.headers.iter().filter(|row| row.is_sent()) {
        let (name, value) = (Field::HeaderName(row.row), Field::HeaderValue(row.row));
        texts.add(
            &row.name,
            name,
            format!("the name of the header row {:?}", row.name),
        );
        texts.add(
            &row.value,
            value,
            format!("the value of the header row {:?}", row.name),
        );
    }
    texts.add(&http.url, Field::Url, "the URL");
    texts.path_values(request, scope);
    texts.auth(auth);
    if scope.body_braces == Braces::Variables {
        texts.body(&http.body);
    }
    texts.add(&http.method, Field::Method, "the method");
    texts.0
}

struct Texts<'a>(Vec<FieldText<'a>>);

impl<'a> Texts<'a> {
    fn add(&mut self, text: &'a str, field: Field, place: impl Into<String>) {
        self.0.push(FieldText {
            text,
            field,
            place: place.into(),
        });
    }

    /// The values of those that the URL has, as it is after variables where that is known.
    fn path_values(&mut self, request: &'a Request, scope: &Scope) {
        let http = &request.http;
        let after_variables = replace(&http.url, Field::Url, &String::new, scope);
        let url = match &after_variables {
            Ok(url) => Cow::Borrowed(url.as_str()),
            Err(_) => Cow::Borrowed(http.url.as_str()),
        };
        for param in path_params(&url) {
            let value = http
                .path_values
                .iter()
                .find(|value| value.name == param.name && !value.value.is_empty());
            if let Some(value) = value {
                let place = format!("the path parameter {}", param.name);
                self.add(&value.value, Field::PathValue(value.row), place);
            }
        }
    }

    fn auth(&mut self, auth: &'a Auth) {
        match auth.kind {
            AuthKind::None | AuthKind::Inherit => {}
            AuthKind::Basic => {
                self.add(&auth.basic.username, Field::Username, "the user name");
                self.secret(&auth.basic.password, Field::Password, "the password");
            }
            AuthKind::Bearer => self.secret(&auth.bearer.token, Field::BearerToken, "the bearer token"),
            AuthKind::ApiKey => {
                self.add(&auth.api_key.key, Field::ApiKeyName, "the name of the API key");
                self.secret(&auth.api_key.value, Field::ApiKeyValue, "the API key");
            }
            AuthKind::AwsSignature => self.aws(&auth.aws),
        }
    }

    fn secret(&mut self, secret: &'a Secret, field: Field, place: &str) {
        self.add(secret.expose_for_sending(), field, place);
    }

    fn aws(&mut self, auth: &'a AwsAuth) {
        self.add(&auth.access_key_id, Field::AccessKeyId, "the access key ID");
        self.secret(
            &auth.secret_access_key,
            Field::SecretAccessKey,
            "the secret access key",
        );
        self.secret(&auth.session_token, Field::SessionToken, "the session token");
        self.add(&auth.region, Field::Region, "the region");
        self.add(&auth.service, Field::Service, "the service");
        let center = &auth.identity_center;
        for (text, place) in [
            (&auth.profile, "the profile"),
            (&center.start_url, "the start URL"),
            (&center.region, "the region of IAM Identity Center"),
            (&center.account_id, "the account ID"),
            (&center.role_name, "the role name"),
        ] {
            self.add(text, Field::CredentialSource, place);
        }
        for role in &auth.roles {
            for (text, place) in [
                (&role.role_arn, "the role ARN"),
                (&role.session_name, "the session name"),
                (&role.external_id, "the external ID"),
                (&role.mfa_serial, "the MFA device"),
                (&role.policy, "the session policy"),
                (&role.sts_region, "the region of STS"),
                (&role.sts_endpoint, "the endpoint of STS"),
            ] {
                self.add(text, Field::CredentialSource, place);
            }
        }
        if let Some(host) = &auth.options.signing_host {
            self.add(host, Field::SigningHost, "the signing host");
        }
        if let SigningAlgorithm::SigV4a { region_set } = &auth.options.algorithm {
            for region in region_set {
                self.add(region, Field::RegionSet, "the region set");
            }
        }
    }

    fn body(&mut self, body: &'a Body) {
        let mut add = |text: &'a str, place: String| self.add(text, Field::Body, place);
        match body.kind {
            BodyKind::None | BodyKind::Raw => {}
            BodyKind::Json | BodyKind::Xml | BodyKind::Text => add(&body.text, "the body".to_owned()),
            BodyKind::Form => {
                for row in body.form.iter().filter(|row| row.state == RowState::Enabled) {
                    add(&row.name, format!("the name of the form row {:?}", row.name));
                    add(&row.value, format!("the value of the form row {:?}", row.name));
                }
            }
            BodyKind::Multipart => {
                let is_sent = |row: &&PartRow| row.state == RowState::Enabled && !is_blank(row);
                let parts = || body.parts.iter().filter(is_sent);
                for row in parts() {
                    let of = |what: &str| format!("the {what} of the part {:?}", row.name);
                    add(&row.name, of("name"));
                    add(&row.file_name, of("file name"));
                    add(&row.content_type, of("content type"));
                    match row.kind {
                        PartKind::Text => add(&row.text, of("text")),
                        PartKind::File => add(&row.path, of("path")),
                    }
                }
                if parts().next().is_some() {
                    add(&body.boundary, "the boundary".to_owned());
                }
            }
            BodyKind::File => {
                add(&body.file.path, "the file of the body".to_owned());
                add(&body.file.content_type, "the content type of the file".to_owned());
            }
            BodyKind::GraphQl => {
                add(&body.graphql.query, "the GraphQL query".to_owned());
                add(&body.graphql.variables, "the GraphQL variables".to_owned());
                add(
                    &body.graphql.operation_name,
                    "the GraphQL operation name".to_owned(),
                );
            }
        }
    }
}
