//! The AWS Signature form after variables.

use super::auth::secret_after_variables;
use super::error::ResolveError;
use super::inherit::{Ancestor, Applied, applied};
use super::variables::{Scope, Spot, replace};
use crate::model::{AssumeRoleForm, Auth, AwsAuth, Field, Request, Secret, SigningAlgorithm};

/// Replaces the variables of every field, the secret ones too: a secret field holds typed text, or names a variable
/// that has the value.
pub fn aws_fields(auth: &AwsAuth, scope: &Scope) -> Result<AwsAuth, ResolveError> {
    let in_row = |text: &str, spot: Spot, what: &str| {
        replace(text, spot, &|| what.to_owned(), scope).map(|traced| traced.as_str().to_owned())
    };
    let text = |text: &str, field: Field, what: &str| in_row(text, Spot::from(field), what);
    let secret =
        |secret: &Secret, field, what| text(secret.expose_for_signing(), field, what).map(Secret::new);
    let mut resolved = auth.clone();
    resolved.access_key_id = text(&auth.access_key_id, Field::AccessKeyId, "the access key ID")?;
    resolved.secret_access_key = secret(
        &auth.secret_access_key,
        Field::SecretAccessKey,
        "the secret access key",
    )?;
    resolved.session_token = secret(&auth.session_token, Field::SessionToken, "the session token")?;
    resolved.region = text(&auth.region, Field::Region, "the region")?;
    resolved.service = text(&auth.service, Field::Service, "the service")?;
    let source = |typed: &str, what: &str| text(typed, Field::CredentialSource, what);
    resolved.profile = source(&auth.profile, "the profile")?;
    let center = &mut resolved.identity_center;
    center.start_url = source(&center.start_url, "the start URL")?;
    center.region = source(&center.region, "the region of IAM Identity Center")?;
    center.account_id = source(&center.account_id, "the account ID")?;
    center.role_name = source(&center.role_name, "the role name")?;
    for (at, role) in resolved.roles.iter_mut().enumerate() {
        let source = |typed: &str, what: &str| in_row(typed, Spot::of_row(Field::CredentialSource, at), what);
        *role = role_fields(role, &source)?;
    }
    if let Some(host) = &auth.options.signing_host {
        resolved.options.signing_host = Some(text(host, Field::SigningHost, "the signing host")?);
    }
    if let SigningAlgorithm::SigV4a { region_set } = &mut resolved.options.algorithm {
        for (at, region) in region_set.iter_mut().enumerate() {
            *region = in_row(region, Spot::of_row(Field::RegionSet, at), "the region set")?;
        }
    }
    Ok(resolved)
}

fn role_fields(
    role: &AssumeRoleForm,
    text: &dyn Fn(&str, &str) -> Result<String, ResolveError>,
) -> Result<AssumeRoleForm, ResolveError> {
    Ok(AssumeRoleForm {
        role_arn: text(&role.role_arn, "the role ARN")?,
        session_name: text(&role.session_name, "the session name")?,
        external_id: text(&role.external_id, "the external ID")?,
        mfa_serial: text(&role.mfa_serial, "the MFA device")?,
        duration_seconds: role.duration_seconds,
        policy: text(&role.policy, "the session policy")?,
        sts_region: text(&role.sts_region, "the region of STS")?,
        sts_endpoint: text(&role.sts_endpoint, "the endpoint of STS")?,
    })
}

/// The auth that a request is sent with, its own or inherited, AWS Signature and all secrets after variables; fields that
/// name an unknown variable stay as typed. For looking at single fields: [`aws_fields`] refuses such a request.
pub fn auth_after_variables(request: &Request, scope: &Scope, ancestors: &[Ancestor]) -> Auth {
    let mut auth = match applied(&request.http.auth, ancestors) {
        Applied::Own | Applied::Nothing => request.http.auth.clone(),
        Applied::From { auth, .. } => *auth,
    };
    let scope = &*scope.of_request(request);
    if let Ok(aws) = aws_fields(&auth.aws, scope) {
        auth.aws = aws;
    }
    for (secret, place) in [
        (&mut auth.basic.password, "the password"),
        (&mut auth.bearer.token, "the bearer token"),
        (&mut auth.api_key.value, "the API key"),
    ] {
        *secret = secret_after_variables(secret, place, scope);
    }
    auth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SigningOptions, VariableLayer};

    fn scope() -> Scope {
        [
            ("id", "AKIDEXAMPLE"),
            ("secret", "wJalrXUtnFEMI"),
            ("token", "t0ken"),
            ("region", "eu-west-1"),
            ("service", "execute-api"),
            ("host", "api.example.com"),
        ]
        .into_iter()
        .fold(Scope::default(), |scope, (name, value)| {
            scope.with(VariableLayer::Environment, name, value)
        })
    }

    #[test]
    fn every_field_takes_variables() {
        let algorithm = |region: &str| SigningAlgorithm::SigV4a {
            region_set: vec!["us-east-1".to_owned(), region.to_owned()],
        };
        let typed = AwsAuth {
            access_key_id: "{{id}}".to_owned(),
            secret_access_key: Secret::new("{{secret}}"),
            session_token: Secret::new("{{token}}"),
            region: "{{region}}".to_owned(),
            service: "{{ service }}".to_owned(),
            options: SigningOptions {
                signing_host: Some("{{host}}".to_owned()),
                algorithm: algorithm("{{region}}"),
                ..SigningOptions::default()
            },
            ..AwsAuth::default()
        };
        let expected = AwsAuth {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI"),
            session_token: Secret::new("t0ken"),
            region: "eu-west-1".to_owned(),
            service: "execute-api".to_owned(),
            options: SigningOptions {
                signing_host: Some("api.example.com".to_owned()),
                algorithm: algorithm("eu-west-1"),
                ..SigningOptions::default()
            },
            ..AwsAuth::default()
        };
        assert_eq!(aws_fields(&typed, &scope()), Ok(expected));
    }

    #[test]
    fn a_variable_that_nothing_defines_is_named_with_its_field_and_without_the_value() {
        let typed = AwsAuth {
            secret_access_key: Secret::new("abc{{gone}}"),
            ..AwsAuth::default()
        };
        let error = aws_fields(&typed, &scope()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the secret access key uses the variable {{gone}}, which nothing defines"
        );
    }
}
