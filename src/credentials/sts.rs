//! STS: roles, web identities, and who the caller is. By `aws-sdk-sts`, through the program's own client.

use std::error::Error;
use std::path::Path;

use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::{
    BehaviorVersion, Config, IdentityCache, Region, SharedCredentialsProvider, StalledStreamProtectionConfig,
};
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::types::Credentials as StsCredentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use time::OffsetDateTime;

use super::client::{Clock, has_user_info, host_of, not_reached, shown_url};
use super::link::{Link, Renewal};
use super::token_file::{LARGEST_TOKEN_FILE, read_token_file};
use super::told::Confided;
use crate::model::{
    AssumeRoleForm, CallProblem, CallerIdentity, CredentialPlan, Credentials, LinkSource, Live, RoleStep,
    Secret, Sourced, StsError,
};

/// Where STS is asked when nothing says where.
const USUAL_REGION: &str = "us-east-1";
/// Label of such a token among the secrets of a send.
const WEB_IDENTITY_TOKEN: &str = "web identity token";

/// One STS, as it is asked.
pub(super) struct Sts {
    http: SharedHttpClient,
    clock: Clock,
    region: String,
    endpoint: Option<String>,
}

impl Sts {
    /// Region and endpoint of the role, else those of profile and environment, else AWS's own.
    pub(super) fn new(
        http: SharedHttpClient,
        clock: Clock,
        plan: &CredentialPlan,
        role: Option<&RoleStep>,
    ) -> Self {
        let typed = |field: fn(&AssumeRoleForm) -> &String| {
            role.map(|role| field(&role.form).trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let said = |sourced: &Option<Sourced<String>>| {
            sourced
                .as_ref()
                .map(|sourced| sourced.value.clone())
                .filter(|text| !text.is_empty())
        };
        Self {
            http,
            clock,
            region: typed(|form| &form.sts_region)
                .or_else(|| said(&plan.region))
                .unwrap_or_else(|| USUAL_REGION.to_owned()),
            endpoint: typed(|form| &form.sts_endpoint).or_else(|| said(&plan.endpoints.sts)),
        }
    }

    /// Host and port, as messages name it.
    fn host(&self) -> String {
        match &self.endpoint {
            None if self.region.starts_with("cn-") => format!("sts.{}.amazonaws.com.cn", self.region),
            None => format!("sts.{}.amazonaws.com", self.region),
            Some(url) => match url.parse::<http::Uri>() {
                Ok(uri) if uri.authority().is_some() => host_of(&uri),
                _ => shown_url(url),
            },
        }
    }

    /// What the SDK says of an endpoint that is none does not name it.
    fn unusable_endpoint(&self) -> Option<CallProblem> {
        let endpoint = self.endpoint.as_ref()?;
        if has_user_info(endpoint) {
            return Some(CallProblem::Password { host: self.host() });
        }
        let uri = endpoint.parse::<http::Uri>().ok();
        let is_usable = uri.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some()
        });
        (!is_usable).then(|| CallProblem::Address(shown_url(endpoint)))
    }

    fn client(&self, caller: Option<&Credentials<Live>>) -> aws_sdk_sts::Client {
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.region.clone()))
            .http_client(self.http.clone())
            .time_source(self.clock.clone())
            .retry_config(RetryConfig::disabled())
            .identity_cache(IdentityCache::no_cache())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_endpoint_url(self.endpoint.clone());
        if let Some(caller) = caller {
            let credentials = SharedCredentialsProvider::new(sdk_credentials(caller));
            config.set_credentials_provider(Some(credentials));
        }
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
    pub(super) async fn assume_role(
        &self,
        caller: &Credentials<Live>,
        role: &AssumeRoleForm,
        code: Option<&Secret>,
        now: OffsetDateTime,
    ) -> Result<Link, StsError> {
        let operation = "AssumeRole";
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let role_arn = filled(&role.role_arn).ok_or_else(|| StsError::NotAsked {
            operation,
            reason: "the role has no ARN".to_owned(),
        })?;
        let seconds = role.duration_seconds.map(i32::try_from).transpose();
        let seconds = seconds.map_err(|_error| StsError::NotAsked {
            operation,
            reason: "the duration is out of range".to_owned(),
        })?;
        let mut call = self
            .client(Some(caller))
            .assume_role()
            .role_arn(&role_arn)
            .role_session_name(filled(&role.session_name).unwrap_or_else(|| session_name(now)))
            .set_external_id(filled(&role.external_id))
            .set_policy(filled(&role.policy))
            .set_duration_seconds(seconds);
        if let Some(code) = code {
            call = call
                .set_serial_number(filled(&role.mfa_serial))
                .token_code(code.expose_to_sts().trim());
        }
        let confided = Confided::of_caller(caller).and_mfa_code(code);
        let called = call.send().await;
        let output = called.map_err(|error| self.error(operation, &error, &confided))?;
        let arn = output
            .assumed_role_user()
            .map(aws_sdk_sts::types::AssumedRoleUser::arn);
        let arn = arn.map(|arn| self.identifier(operation, arn)).transpose()?;
        let mut link = self.link(operation, output.credentials(), LinkSource::Role { role_arn })?;
        link.arn = arn;
        if code.is_some() {
            link.renewal = Renewal::AsksForCode;
        }
        Ok(link)
    }

    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>. Nobody signs it.
    pub(super) async fn assume_role_with_web_identity(
        &self,
        role_arn: &str,
        session: Option<&str>,
        token: Secret,
        now: OffsetDateTime,
    ) -> Result<Link, StsError> {
        let operation = "AssumeRoleWithWebIdentity";
        let session = session.map(str::trim).filter(|name| !name.is_empty());
        let call = self
            .client(None)
            .assume_role_with_web_identity()
            .role_arn(role_arn)
            .role_session_name(session.map_or_else(|| session_name(now), str::to_owned))
            .web_identity_token(token.expose_to_sts());
        let confided = Confided::default().and(WEB_IDENTITY_TOKEN, &token);
        let called = call.send().await;
        let output = called.map_err(|error| self.error(operation, &error, &confided))?;
        let arn = output
            .assumed_role_user()
            .map(aws_sdk_sts::types::AssumedRoleUser::arn);
        let arn = arn.map(|arn| self.identifier(operation, arn)).transpose()?;
        let mut link = self.link(operation, output.credentials(), LinkSource::WebIdentity)?;
        link.arn = arn;
        link.secrets.push((WEB_IDENTITY_TOKEN, token));
        Ok(link)
    }

    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    pub(super) async fn caller_identity(
        &self,
        caller: &Credentials<Live>,
    ) -> Result<CallerIdentity, StsError> {
        let operation = "GetCallerIdentity";
        let called = self.client(Some(caller)).get_caller_identity().send().await;
        let confided = Confided::of_caller(caller);
        let output = called.map_err(|error| self.error(operation, &error, &confided))?;
        let (Some(arn), Some(account), Some(user_id)) = (output.arn(), output.account(), output.user_id())
        else {
            return Err(self.unreadable(operation, 200));
        };
        Ok(CallerIdentity {
            arn: self.identifier(operation, arn)?,
            account: self.identifier(operation, account)?,
            user_id: self.identifier(operation, user_id)?,
        })
    }

    fn link(
        &self,
        operation: &'static str,
        given: Option<&StsCredentials>,
        source: LinkSource,
    ) -> Result<Link, StsError> {
        let given = given.filter(|given| {
            let parts = [
                given.access_key_id(),
                given.secret_access_key(),
                given.session_token(),
            ];
            parts.iter().all(|part| !part.is_empty())
        });
        let given = given.ok_or_else(|| self.unreadable(operation, 200))?;
        // The SDK puts the beginning of 1970 in the place of an end that is not there.
        let end = OffsetDateTime::from_unix_timestamp(given.expiration().secs())
            .ok()
            .filter(|end| *end > OffsetDateTime::UNIX_EPOCH);
        let end = end.ok_or_else(|| self.unreadable(operation, 200))?;
        let credentials = Credentials::new(
            given.access_key_id().to_owned(),
            Secret::new(given.secret_access_key()),
            Some(Secret::new(given.session_token())),
        );
        Ok(Link::new(credentials, source, Some(end)))
    }

    /// An ARN, an account or a user ID, which stand on lines of their own.
    fn identifier(&self, operation: &'static str, text: &str) -> Result<String, StsError> {
        if text.chars().any(char::is_control) {
            return Err(self.unreadable(operation, 200));
        }
        Ok(text.to_owned())
    }

    fn unreadable(&self, operation: &'static str, status: u16) -> StsError {
        StsError::Unreadable {
            operation,
            host: self.host(),
            status,
        }
    }

    /// STS may quote the request that it refuses.
    fn error<E>(
        &self,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
        confided: &Confided,
    ) -> StsError
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        if let Some(problem) = not_reached(error) {
            return StsError::NotReached {
                operation,
                host: self.host(),
                problem: self.unusable_endpoint().unwrap_or(problem),
            };
        }
        let parsed = |service: &E| {
            Some((
                service.code()?.to_owned(),
                service.message().unwrap_or_default().to_owned(),
            ))
        };
        let in_body = || error.raw_response()?.body().bytes().and_then(said_in);
        let said = error.as_service_error().and_then(parsed).or_else(in_body);
        match (said, error.raw_response()) {
            (Some((code, message)), _) => StsError::Refused {
                operation,
                host: self.host(),
                code: confided.told_code(&code),
                message: confided.told(&message),
            },
            (None, Some(reply)) => self.unreadable(operation, reply.status().as_u16()),
            (None, None) => StsError::NotAsked {
                operation,
                reason: confided.told(&cause(error)),
            },
        }
    }
}

/// Code and message of an error document, wherever they stand in it: servers in the place of STS put `Error` deeper than
/// the SDK looks.
fn said_in(body: &[u8]) -> Option<(String, String)> {
    let document = roxmltree::Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let mut errors = document
        .descendants()
        .filter(|node| node.tag_name().name() == "Error");
    let error = errors.next()?;
    let text = |name: &str| {
        let child = error.children().find(|child| child.tag_name().name() == name)?;
        Some(child.text().unwrap_or_default().trim().to_owned())
    };
    Some((text("Code")?, text("Message").unwrap_or_default()))
}

/// The last cause behind an error of an SDK.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    std::iter::successors(Some(error), |&error| error.source())
        .last()
        .map_or_else(String::new, ToString::to_string)
}

/// The token of a web identity, read fresh: who writes it writes it anew before it ends. It may wait for the disk.
pub(super) fn web_identity_token(path: &Path) -> Result<Secret, StsError> {
    let wrong = |reason: &str| StsError::TokenFile {
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    let bytes = read_token_file(path, LARGEST_TOKEN_FILE).map_err(|error| wrong(&error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_error| wrong("it is no text"))?;
    match text.trim() {
        "" => Err(wrong("it is empty")),
        token => Ok(Secret::new(token)),
    }
}

/// Two sessions of one role are told apart by it in `CloudTrail`.
fn session_name(now: OffsetDateTime) -> String {
    format!("countersign-{}", now.unix_timestamp())
}

/// In the SDK's type, for its signer.
fn sdk_credentials(of: &Credentials<Live>) -> aws_credential_types::Credentials {
    let token = of.session_token.as_ref();
    aws_credential_types::Credentials::new(
        of.access_key_id.clone(),
        of.secret_access_key.expose_for_signing(),
        token.map(|token| token.expose_for_signing().to_owned()),
        None,
        "countersign",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_message_are_found_where_other_servers_put_them() {
        // As moto answers.
        let nested = b"<?xml version=\"1.0\"?>\n<ErrorResponse><Errors><Error><Code>InvalidClientTokenId</Code><Message>The \
            security token is invalid.</Message><Type>Sender</Type></Error></Errors></ErrorResponse>";
        let (code, message) = said_in(nested).unwrap();
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("InvalidClientTokenId", "The security token is invalid.")
        );
        for other in [&b"<html>"[..], b"<a><Error/></a>", b"{}", b"\xff"] {
            assert_eq!(said_in(other), None);
        }
    }
}
