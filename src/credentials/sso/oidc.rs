//! The calls of a sign-in, by the SDK's own client, unsigned.
//! <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html>

use aws_sdk_ssooidc::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_ssooidc::operation::create_token::builders::CreateTokenFluentBuilder;
use aws_smithy_types::retry::RetryConfig;
use time::{Duration, OffsetDateTime};

use super::cache::{CachedToken, RefreshGrant, Registration};
use super::call;
use super::callback::REDIRECT_URI;
use super::deps::SsoDeps;
use super::endpoint::{Endpoint, Service, page_to_open};
use super::pkce::USUAL_SCOPE;
use super::session_token::{CLIENT_SECRET, REFRESH_TOKEN};
use crate::credentials::told::Confided;
use crate::model::{Secret, SignInMethod, SsoError, SsoSession};

/// RFC 8628, 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Grants of a program that signs in with the browser.
const BROWSER_GRANTS: [&str; 2] = ["authorization_code", "refresh_token"];
/// RFC 8628, 3.2: the interval when none is given, in seconds.
const USUAL_INTERVAL_SECS: u32 = 5;

/// The OIDC service of a session.
#[derive(Debug)]
pub struct Oidc<'a> {
    client: aws_sdk_ssooidc::Client,
    session: &'a SsoSession,
    /// Where it is.
    pub endpoint: Endpoint,
}

/// Codes for a person and for the program that waits for them.
#[derive(Debug)]
pub struct DeviceCodes {
    /// For the program.
    pub device_code: Secret,
    /// For the person.
    pub user_code: String,
    /// The page.
    pub url: String,
    /// The page with the code.
    pub url_with_code: String,
    /// How long both are good.
    pub life: Duration,
    /// Seconds between two questions.
    pub interval_secs: u32,
}

/// What is exchanged for a token.
#[derive(Debug)]
pub enum Grant<'a> {
    /// The code that the browser brought.
    Code {
        /// The code.
        code: &'a Secret,
        /// RFC 7636.
        verifier: &'a Secret,
        /// Where the browser was sent, with its port.
        redirect_uri: &'a str,
    },
    /// A device code.
    Device(&'a Secret),
    /// A refresh token.
    Refresh(&'a Secret),
}

impl<'a> Oidc<'a> {
    /// The client of a session.
    pub fn of(session: &'a SsoSession, deps: &SsoDeps) -> Result<Self, SsoError> {
        let endpoint = Endpoint::of(Service::Oidc, session, &deps.endpoints)?;
        let config = aws_sdk_ssooidc::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(session.region.value.clone()))
            .endpoint_url(&endpoint.url)
            .http_client(deps.http_client.clone())
            .retry_config(RetryConfig::disabled())
            .timeout_config(call::timeouts())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Ok(Self {
            client: aws_sdk_ssooidc::Client::from_conf(config),
            session,
            endpoint,
        })
    }

    fn incomplete(&self, operation: &'static str, what: &'static str) -> SsoError {
        SsoError::Incomplete {
            operation,
            host: self.endpoint.host.clone(),
            what,
        }
    }

    /// Makes the program known, for one way of signing in.
    pub async fn register(&self, method: SignInMethod) -> Result<Registration, SsoError> {
        const OPERATION: &str = "RegisterClient";
        let mut scopes = self.session.scopes.clone();
        let mut call = self
            .client
            .register_client()
            .client_name(client_name(self.session))
            .client_type("public");
        let mut grant_types = Vec::new();
        // Without any, as the AWS CLI asks for a profile, the token can not be refreshed.
        if scopes.is_empty() && (method == SignInMethod::Browser || self.session.profile.is_none()) {
            scopes.push(USUAL_SCOPE.to_owned());
        }
        if method == SignInMethod::Browser {
            grant_types.extend(BROWSER_GRANTS.map(str::to_owned));
            call = call
                .set_grant_types(Some(grant_types.clone()))
                .redirect_uris(REDIRECT_URI)
                .issuer_url(&self.session.start_url.value);
        }
        if !scopes.is_empty() {
            call = call.set_scopes(Some(scopes.clone()));
        }
        // On the heap, as all calls here: the SDK's futures are large.
        let given = Box::pin(call.send())
            .await
            .map_err(|error| call::error(OPERATION, &self.endpoint.host, &error, &Confided::default()))?;
        let expires = OffsetDateTime::from_unix_timestamp(given.client_secret_expires_at)
            .map_err(|_error| self.incomplete(OPERATION, "clientSecretExpiresAt"))?;
        let text = |value: Option<String>, what| value.ok_or_else(|| self.incomplete(OPERATION, what));
        Ok(Registration {
            client_id: text(given.client_id, "clientId")?,
            client_secret: Secret::new(text(given.client_secret, "clientSecret")?),
            expires,
            scopes,
            grant_types,
        })
    }

    /// Asks for codes that a person takes to any browser.
    pub async fn device_codes(&self, registration: &Registration) -> Result<DeviceCodes, SsoError> {
        const OPERATION: &str = "StartDeviceAuthorization";
        let call = self
            .client
            .start_device_authorization()
            .client_id(&registration.client_id)
            .client_secret(registration.client_secret.expose_for_sending())
            .start_url(&self.session.start_url.value);
        let given = Box::pin(call.send()).await.map_err(|error| {
            let confided = Confided::default().and(CLIENT_SECRET, &registration.client_secret);
            self.ended(call::error(OPERATION, &self.endpoint.host, &error, &confided))
        })?;
        let text = |value: Option<String>, what| value.ok_or_else(|| self.incomplete(OPERATION, what));
        let url = page_to_open(&text(given.verification_uri, "verificationUri")?)?;
        let url_with_code = given
            .verification_uri_complete
            .map(|url| page_to_open(&url))
            .transpose()?;
        Ok(DeviceCodes {
            device_code: Secret::new(text(given.device_code, "deviceCode")?),
            user_code: text(given.user_code, "userCode")?,
            url_with_code: url_with_code.unwrap_or_else(|| url.clone()),
            url,
            life: Duration::seconds(i64::from(given.expires_in)),
            interval_secs: u32::try_from(given.interval)
                .ok()
                .filter(|secs| *secs > 0)
                .unwrap_or(USUAL_INTERVAL_SECS),
        })
    }

    /// Exchanges a grant for a token. `now` is the time from which its life is counted.
    pub async fn token(
        &self,
        registration: &Registration,
        grant: &Grant<'_>,
        now: OffsetDateTime,
    ) -> Result<CachedToken, SsoError> {
        const OPERATION: &str = "CreateToken";
        let call = self
            .client
            .create_token()
            .client_id(&registration.client_id)
            .client_secret(registration.client_secret.expose_for_sending());
        let given = Box::pin(granted(call, grant).send()).await.map_err(|error| {
            let confided = confided(grant).and(CLIENT_SECRET, &registration.client_secret);
            self.ended(call::error(OPERATION, &self.endpoint.host, &error, &confided))
        })?;
        let access_token = given
            .access_token
            .filter(|token| !token.is_empty())
            .ok_or_else(|| self.incomplete(OPERATION, "accessToken"))?;
        // RFC 6749, 6: without a new refresh token the old one stays good.
        let refresh_token = given.refresh_token.map(Secret::new).or(match grant {
            Grant::Refresh(refresh_token) => Some((*refresh_token).clone()),
            _ => None,
        });
        Ok(CachedToken {
            start_url: self.session.start_url.value.clone(),
            region: self.session.region.value.clone(),
            access_token: Secret::new(access_token),
            expires: now.saturating_add(Duration::seconds(i64::from(given.expires_in))),
            refresh: Some(RefreshGrant {
                refresh_token,
                client_id: registration.client_id.clone(),
                client_secret: registration.client_secret.clone(),
                registration_expires: registration.expires,
            }),
        })
    }

    /// A client that is not known any more is an error of its own: another registration is the cure.
    fn ended(&self, error: SsoError) -> SsoError {
        match error.code() {
            Some("InvalidClientException") => SsoError::RegistrationEnded {
                host: self.endpoint.host.clone(),
            },
            _ => error,
        }
    }
}

fn granted(call: CreateTokenFluentBuilder, grant: &Grant<'_>) -> CreateTokenFluentBuilder {
    match grant {
        Grant::Code {
            code,
            verifier,
            redirect_uri,
        } => call
            .grant_type("authorization_code")
            .code(code.expose_for_sending())
            .code_verifier(verifier.expose_for_sending())
            .redirect_uri(*redirect_uri),
        Grant::Device(device_code) => call
            .grant_type(DEVICE_CODE)
            .device_code(device_code.expose_for_sending()),
        Grant::Refresh(refresh_token) => call
            .grant_type("refresh_token")
            .refresh_token(refresh_token.expose_for_sending()),
    }
}

/// What a grant shows to the service.
fn confided(grant: &Grant<'_>) -> Confided {
    let confided = Confided::default();
    match grant {
        Grant::Code { code, verifier, .. } => confided
            .and("authorization code", code)
            .and("code verifier", verifier),
        Grant::Device(code) => confided.and("device code", code),
        Grant::Refresh(token) => confided.and(REFRESH_TOKEN, token),
    }
}

/// What the person reads who is asked for consent.
fn client_name(session: &SsoSession) -> String {
    session.name.as_ref().map_or_else(
        || "Countersign".to_owned(),
        |name| format!("Countersign-{}", name.value),
    )
}
