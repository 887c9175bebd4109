//! What a token gives: accounts, roles, and credentials of a role.
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

use std::error::Error;

use aws_sdk_sso::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use time::OffsetDateTime;

use super::cache::CachedToken;
use super::call;
use super::deps::SsoDeps;
use super::endpoint::{Endpoint, Service};
use super::session_token::{ACCESS_TOKEN, secrets, session_token, sign_in_needed};
use crate::credentials::link::{Chain, Link};
use crate::credentials::told::Confided;
use crate::model::{
    CredentialSource, Credentials, CredentialsError, IdentityCenterStep, LinkSource, Note, Provided, Secret,
    SsoAccount, SsoError, SsoRole, SsoSession,
};

/// Items of a page; more are refused.
const PAGE: i32 = 100;
/// Far more pages than a person has accounts.
const MOST_PAGES: usize = 1_000;

/// The portal of a session.
#[derive(Debug)]
pub struct Portal<'a> {
    client: aws_sdk_sso::Client,
    session: &'a SsoSession,
    host: String,
}

/// All accounts that the person may use, in the portal's order.
pub async fn accounts(session: &SsoSession, deps: &SsoDeps) -> Result<Vec<SsoAccount>, CredentialsError> {
    let portal = Portal::of(session, deps)?;
    let token = session_token(session, deps).await?;
    let mut accounts = Vec::new();
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let call = portal
            .client
            .list_accounts()
            .access_token(token.access_token.expose_for_sending())
            .max_results(PAGE)
            .set_next_token(next);
        let page = Box::pin(call.send())
            .await
            .map_err(|error| portal.refused(portal.error("ListAccounts", &error, &token)))?;
        accounts.extend(
            page.account_list
                .unwrap_or_default()
                .into_iter()
                .map(|account| SsoAccount {
                    account_id: account.account_id.unwrap_or_default(),
                    name: account.account_name.unwrap_or_default(),
                    email: account.email_address.unwrap_or_default(),
                }),
        );
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            break;
        }
    }
    Ok(accounts)
}

/// All permission sets that the person has in an account, in the portal's order.
pub async fn roles(
    session: &SsoSession,
    account_id: &str,
    deps: &SsoDeps,
) -> Result<Vec<SsoRole>, CredentialsError> {
    let portal = Portal::of(session, deps)?;
    let token = session_token(session, deps).await?;
    let mut roles = Vec::new();
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let call = portal
            .client
            .list_account_roles()
            .access_token(token.access_token.expose_for_sending())
            .account_id(account_id)
            .max_results(PAGE)
            .set_next_token(next);
        let page = Box::pin(call.send())
            .await
            .map_err(|error| portal.refused(portal.error("ListAccountRoles", &error, &token)))?;
        roles.extend(
            page.role_list
                .unwrap_or_default()
                .into_iter()
                .map(|role| SsoRole {
                    account_id: role.account_id.unwrap_or_default(),
                    name: role.role_name.unwrap_or_default(),
                }),
        );
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            break;
        }
    }
    Ok(roles)
}

/// Credentials of an account and a role.
pub async fn credentials(step: &IdentityCenterStep, deps: &SsoDeps) -> Provided {
    let link = role_credentials(step, deps).await?;
    Ok(Chain::begin(link).provided(CredentialSource::IdentityCenter, Vec::new()))
}

/// The same as the beginning of a chain.
pub(in crate::credentials) async fn role_credentials(
    step: &IdentityCenterStep,
    deps: &SsoDeps,
) -> Result<Link, CredentialsError> {
    const OPERATION: &str = "GetRoleCredentials";
    let portal = Portal::of(&step.session, deps)?;
    let token = session_token(&step.session, deps).await?;
    let (account_id, role_name) = (&step.account_id.value, &step.role_name.value);
    let call = portal
        .client
        .get_role_credentials()
        .access_token(token.access_token.expose_for_sending())
        .account_id(account_id)
        .role_name(role_name);
    let given = Box::pin(call.send()).await.map_err(|error| {
        let error = portal.error(OPERATION, &error, &token);
        portal.refused(no_access(error, account_id, role_name))
    })?;
    let incomplete = |what| SsoError::Incomplete {
        operation: OPERATION,
        host: portal.host.clone(),
        what,
    };
    let given = given
        .role_credentials
        .ok_or_else(|| incomplete("roleCredentials"))?;
    let filled = |text: Option<String>, what| {
        text.filter(|text| !text.is_empty())
            .ok_or_else(|| incomplete(what))
    };
    let access_key_id = filled(given.access_key_id, "accessKeyId")?;
    let secret_access_key = Secret::new(filled(given.secret_access_key, "secretAccessKey")?);
    let session_token = Secret::new(filled(given.session_token, "sessionToken")?);
    // Milliseconds since 1970; the SDK puts 0 in the place of an end that is not there.
    let expires = OffsetDateTime::from_unix_timestamp(given.expiration / 1_000)
        .ok()
        .filter(|_| given.expiration > 0)
        .ok_or_else(|| incomplete("expiration"))?;
    let source = LinkSource::IdentityCenter {
        account_id: account_id.clone(),
        role_name: role_name.clone(),
    };
    let mut link = Link::new(
        Credentials::new(access_key_id, secret_access_key, Some(session_token)),
        source,
        Some(expires),
    );
    link.secrets = secrets(&token);
    if deps.sessions.of(&step.session).is_unwritten() {
        let file = deps.cache.token_file(&step.session);
        link.notes.push(Note::new(
            "sign-in-not-written",
            format!(
                "The refreshed sign-in could not be written to {}: it lasts until Countersign ends",
                file.display()
            ),
        ));
    }
    Ok(link)
}

/// The portal's ways to say that a role is not the user's.
fn no_access(error: SsoError, account_id: &str, role_name: &str) -> SsoError {
    match error {
        SsoError::Refused { code, message, .. }
            if matches!(code.as_str(), "ForbiddenException" | "ResourceNotFoundException") =>
        {
            SsoError::NoAccess {
                account_id: account_id.to_owned(),
                role_name: role_name.to_owned(),
                message,
            }
        }
        error => error,
    }
}

impl<'a> Portal<'a> {
    /// The client of a session.
    pub fn of(session: &'a SsoSession, deps: &SsoDeps) -> Result<Self, SsoError> {
        let endpoint = Endpoint::of(Service::Portal, session, &deps.endpoints)?;
        let config = aws_sdk_sso::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(session.region.value.clone()))
            .endpoint_url(&endpoint.url)
            .http_client(deps.http_client.clone())
            .retry_config(RetryConfig::disabled())
            .timeout_config(call::timeouts())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Ok(Self {
            client: aws_sdk_sso::Client::from_conf(config),
            session,
            host: endpoint.host,
        })
    }

    /// Ends a token there.
    pub async fn log_out(&self, token: &CachedToken) -> Result<(), SsoError> {
        let call = self
            .client
            .logout()
            .access_token(token.access_token.expose_for_sending());
        let ended = Box::pin(call.send()).await;
        match ended {
            Ok(_) => Ok(()),
            Err(error) => match self.error("Logout", &error, token) {
                // Ended already, which is what was wanted.
                error if error.code() == Some("UnauthorizedException") => Ok(()),
                error => Err(error),
            },
        }
    }

    /// The error of a call that was made with this token.
    fn error<E>(
        &self,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
        token: &CachedToken,
    ) -> SsoError
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        let confided = Confided::default().and(ACCESS_TOKEN, &token.access_token);
        call::error(operation, &self.host, error, &confided)
    }

    /// A token that the portal does not take is one that a person has to replace.
    fn refused(&self, error: SsoError) -> CredentialsError {
        match error.code() {
            Some("UnauthorizedException") => sign_in_needed(self.session),
            _ => error.into(),
        }
    }
}
