//! Plans for which no file has to be read: what is typed, what stands in the environment, and services of this machine.

use crate::model::{
    AwsAuth, BaseSource, CredentialPlan, CredentialSource, CredentialsError, IdentityCenterStep, KeySet,
    OwnEndpoints, RoleStep, Secret, Sourced, SsoSession, ValueSource,
};
use crate::sigv4::typed_credentials;

/// The plan of a form, where its source is no profile.
pub(super) fn plan(
    auth: &AwsAuth,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<CredentialPlan, CredentialsError> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let variable = |name: &str| {
        set(name).map(|value| Sourced {
            value,
            from: ValueSource::Variable(name.to_owned()),
        })
    };
    let form = |value: &str| Sourced {
        value: value.trim().to_owned(),
        from: ValueSource::Form,
    };
    let base = match auth.source {
        CredentialSource::Typed => BaseSource::Keys(typed(auth)?),
        CredentialSource::Environment => {
            let secret = |name| {
                variable(name).map(|found| Sourced {
                    value: Secret::new(found.value),
                    from: found.from,
                })
            };
            BaseSource::Keys(KeySet {
                access_key_id: variable("AWS_ACCESS_KEY_ID").ok_or(CredentialsError::AccessKeyIdMissing)?,
                secret_access_key: secret("AWS_SECRET_ACCESS_KEY").ok_or(CredentialsError::SecretMissing)?,
                session_token: secret("AWS_SESSION_TOKEN"),
                expiration: variable("AWS_CREDENTIAL_EXPIRATION"),
            })
        }
        CredentialSource::Container => BaseSource::Container,
        CredentialSource::Instance => BaseSource::Instance,
        CredentialSource::IdentityCenter => {
            let center = &auth.identity_center;
            BaseSource::IdentityCenter(IdentityCenterStep {
                session: SsoSession {
                    name: None,
                    start_url: form(&center.start_url),
                    region: form(&center.region),
                    scopes: Vec::new(),
                    profile: None,
                },
                account_id: form(&center.account_id),
                role_name: form(&center.role_name),
            })
        }
        CredentialSource::Automatic | CredentialSource::Profile => {
            return Err(CredentialsError::NotFetchedYet {
                source_name: super::provider::source_name(auth),
            });
        }
    };
    let roles = auth.roles.iter().map(|form| RoleStep {
        form: form.clone(),
        from: ValueSource::Form,
        profile: None,
    });
    Ok(CredentialPlan {
        base,
        roles: roles.collect(),
        profile: None,
        region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")),
        endpoints: OwnEndpoints {
            sts: variable("AWS_ENDPOINT_URL_STS").or_else(|| variable("AWS_ENDPOINT_URL")),
            sso: variable("AWS_ENDPOINT_URL_SSO").or_else(|| variable("AWS_ENDPOINT_URL")),
            sso_oidc: variable("AWS_ENDPOINT_URL_SSO_OIDC").or_else(|| variable("AWS_ENDPOINT_URL")),
        },
    })
}

/// What is typed, as it signs: blanks taken out.
fn typed(auth: &AwsAuth) -> Result<KeySet, CredentialsError> {
    fn form<T>(value: T) -> Sourced<T> {
        Sourced {
            value,
            from: ValueSource::Form,
        }
    }
    let given = typed_credentials(auth)?;
    let end = given.expires.map(|end| {
        end.format(&time::format_description::well_known::Rfc3339)
            .unwrap_or_default()
    });
    Ok(KeySet {
        access_key_id: form(given.credentials.access_key_id),
        secret_access_key: form(given.credentials.secret_access_key),
        session_token: given.credentials.session_token.map(form),
        expiration: end.map(form),
    })
}
