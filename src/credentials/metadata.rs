//! Credentials of containers and instances, by the providers of `aws-config`.
//!
//! `aws-config` reads the variables of a container from the process itself, so those of [`Surroundings`] are only looked at.
//! Region, profile and files are never looked up: for an instance the endpoint is always given.

use std::path::Path;
use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials as SdkCredentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_credential_types::provider::error::CredentialsError as SdkError;
use aws_sdk_sts::config::{BehaviorVersion, SharedAsyncSleep};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::client::{Clock, has_user_info, host_of, problem_behind, shown_url};
use super::link::Link;
use super::sts::cause;
use super::surroundings::Surroundings;
use super::token_file::{LARGEST_TOKEN_FILE, read_token_file};
use super::told::Confided;
use crate::model::{Credentials, LinkSource, MetadataError, Secret};

const CONTAINER: &str = "the container";
const INSTANCE: &str = "the instance";
const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const AUTHORIZATION_TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const AUTHORIZATION_TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
/// Label of it among the secrets of a send.
const CONTAINER_TOKEN: &str = "container authorization token";
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v2.html>
const CONTAINER_HOST: &str = "169.254.170.2";
const INSTANCE_IPV4: &str = "http://169.254.169.254";
const INSTANCE_IPV6: &str = "http://[fd00:ec2::254]";
/// An instance answers at once, or this is none.
const INSTANCE_CONNECTS_WITHIN: Duration = Duration::from_secs(1);

/// Asks a container's endpoint.
pub(super) async fn container(
    surroundings: &Surroundings,
    http: SharedHttpClient,
) -> Result<Link, MetadataError> {
    let set = |name| (surroundings.environment)(name).filter(|value| !value.is_empty());
    let address = match (set(RELATIVE_URI), set(FULL_URI)) {
        (Some(path), _) => ContainerAddress {
            host: CONTAINER_HOST.to_owned(),
            path,
        },
        (None, Some(uri)) => ContainerAddress::of(&uri)?,
        (None, None) => return Err(MetadataError::NoContainer),
    };
    // The file comes before the variable, as in botocore.
    let token = match set(AUTHORIZATION_TOKEN_FILE) {
        Some(file) => Some(authorization_in(file).await?),
        None => set(AUTHORIZATION_TOKEN).map(Secret::new),
    };
    // Whoever knows the path has the credentials.
    let mut confided = Confided::default().and("path of the container", &Secret::new(address.path));
    if let Some(token) = &token {
        confided = confided.and(CONTAINER_TOKEN, token);
    }
    let provider = EcsCredentialsProvider::builder()
        .configure(&without_retries(surroundings, http))
        .build();
    let given = provider.provide_credentials().await;
    let given = given.map_err(|error| refused(&error, CONTAINER, address.host.clone(), &confided))?;
    let mut link = link(&given, LinkSource::Container, CONTAINER, address.host)?;
    link.secrets.extend(token.map(|token| (CONTAINER_TOKEN, token)));
    Ok(link)
}

/// Where a container asks.
struct ContainerAddress {
    host: String,
    path: String,
}

impl ContainerAddress {
    fn of(uri: &str) -> Result<Self, MetadataError> {
        let settings = |reason: &str| MetadataError::ContainerSettings {
            reason: format!("{FULL_URI} {reason}"),
        };
        if has_user_info(uri) {
            return Err(settings("has a user name or a password in front of its host"));
        }
        let parsed: http::Uri = uri.parse().map_err(|_error| settings("is no URL"))?;
        Ok(Self {
            host: host_of(&parsed),
            path: parsed
                .path_and_query()
                .map_or_else(String::new, ToString::to_string),
        })
    }
}

/// The token that a pod shows.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
async fn authorization_in(file: String) -> Result<Secret, MetadataError> {
    let settings = |reason: String| MetadataError::ContainerSettings {
        reason: format!("the file of {AUTHORIZATION_TOKEN_FILE} can not be read: {reason}"),
    };
    let read = move || read_token_file(Path::new(&file), LARGEST_TOKEN_FILE);
    let bytes = tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| settings(error.to_string()))?
        .map_err(|error| settings(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_error| settings("it is no text".to_owned()))?;
    Ok(Secret::new(text.trim()))
}

/// Asks an instance's metadata, version 2.
pub(super) async fn instance(
    surroundings: &Surroundings,
    http: SharedHttpClient,
) -> Result<Link, MetadataError> {
    let set = |name| (surroundings.environment)(name).filter(|value| !value.is_empty());
    if set("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Err(MetadataError::InstanceOff);
    }
    let mode = set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    let own = if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("ipv6")) {
        INSTANCE_IPV6
    } else {
        INSTANCE_IPV4
    };
    let endpoint = set("AWS_EC2_METADATA_SERVICE_ENDPOINT").unwrap_or_else(|| own.to_owned());
    let settings = |reason: String| MetadataError::InstanceSettings { reason };
    if has_user_info(&endpoint) {
        return Err(settings(
            "the endpoint has a user name or a password in front of its host".to_owned(),
        ));
    }
    let shown = shown_url(&endpoint);
    let uri: http::Uri = endpoint
        .parse()
        .map_err(|error| settings(format!("{shown} is no URL: {error}")))?;
    let host = host_of(&uri);
    if host.is_empty() {
        return Err(settings(format!("{shown} is no URL with a host")));
    }
    // Its timeouts need a sleep; retries are turned off by their number.
    let config =
        without_retries(surroundings, http).with_sleep_impl(SharedAsyncSleep::new(TokioSleep::new()));
    let client = aws_config::imds::Client::builder()
        .configure(&config)
        .endpoint(&endpoint)
        .map_err(|error| settings(shown_url(&error.to_string())))?
        .max_attempts(1)
        .connect_timeout(INSTANCE_CONNECTS_WITHIN)
        .build();
    let provider = ImdsCredentialsProvider::builder()
        .configure(&config)
        .imds_client(client)
        .build();
    let given = provider.provide_credentials().await;
    let given = given.map_err(|error| refused(&error, INSTANCE, host.clone(), &Confided::default()))?;
    link(&given, LinkSource::Instance, INSTANCE, host)
}

/// Without a sleep there are no retries. Region, profile and files stay unread.
fn without_retries(surroundings: &Surroundings, http: SharedHttpClient) -> ProviderConfig {
    ProviderConfig::empty()
        .with_behavior_version(Some(BehaviorVersion::v2026_01_12()))
        .with_time_source(Clock(surroundings.clone()))
        .with_http_client(http)
}

/// Credentials of a metadata service are temporary ones, whose token is no matter of choice.
fn link(
    given: &SdkCredentials,
    source: LinkSource,
    service: &'static str,
    host: String,
) -> Result<Link, MetadataError> {
    let Some(token) = given.session_token().filter(|token| !token.is_empty()) else {
        return Err(MetadataError::Refused {
            service,
            host,
            reason: "the session token is empty".to_owned(),
        });
    };
    let credentials = Credentials::new(
        given.access_key_id().to_owned(),
        Secret::new(given.secret_access_key()),
        Some(Secret::new(token)),
    );
    Ok(Link::new(credentials, source, given.expiry().map(Into::into)))
}

/// The service may repeat what it was asked with.
fn refused(error: &SdkError, service: &'static str, host: String, confided: &Confided) -> MetadataError {
    if let Some(problem) = problem_behind(error) {
        return MetadataError::NotReached {
            service,
            host,
            problem,
        };
    }
    let reason = confided.told(&cause(error));
    match error {
        SdkError::CredentialsNotLoaded(_) if service == INSTANCE => MetadataError::NoRole { host },
        SdkError::CredentialsNotLoaded(_) => MetadataError::NoContainer,
        SdkError::InvalidConfiguration(_) if service == CONTAINER => {
            MetadataError::ContainerSettings { reason }
        }
        _ => MetadataError::Refused {
            service,
            host,
            reason,
        },
    }
}
