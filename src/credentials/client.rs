//! The HTTP client of the AWS SDKs: the program's own calls, each written down.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use url::form_urlencoded;

use super::call_log::CallLog;
use super::surroundings::{OwnRequest, Surroundings};
use crate::model::{CallLimits, CallProblem, Network};
use crate::redact::{Signatures, hide_by_name};

/// The client that is handed to every SDK; without one they panic.
pub(super) fn sdk_client(
    surroundings: &Surroundings,
    log: &CallLog,
    network: &Arc<Network>,
) -> SharedHttpClient {
    let (surroundings, log, network) = (surroundings.clone(), log.clone(), Arc::clone(network));
    http_client_fn(move |settings, _components| {
        SharedHttpConnector::new(Connector {
            surroundings: surroundings.clone(),
            log: log.clone(),
            network: Arc::clone(&network),
            connect_timeout: settings.connect_timeout(),
        })
    })
}

#[derive(Clone)]
struct Connector {
    surroundings: Surroundings,
    log: CallLog,
    network: Arc<Network>,
    connect_timeout: Option<Duration>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.answer(request).await })
    }
}

impl Connector {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request
            .try_into_http1x()
            .map_err(|error| ConnectorError::user(error.into()))?;
        // These services are asked with bodies of a few lines, never with streams.
        let request = request.map(|body| Bytes::copy_from_slice(body.bytes().unwrap_or_default()));
        let (host, operation) = (host_of(request.uri()), operation_of(&request));
        let clock = &self.surroundings.monotonic;
        let begun = self
            .log
            .begin(host, operation, (self.surroundings.now)(), clock());
        let called = (self.surroundings.call)(OwnRequest {
            request,
            network: Arc::clone(&self.network),
            connect_timeout: self.connect_timeout,
            limits: CallLimits::default(),
        });
        let reply = called.await;
        let ended = reply.as_ref().map(|reply| reply.status().as_u16());
        begun.end(ended.map_err(Clone::clone), clock());
        let reply = reply.map_err(connector_error)?.map(SdkBody::from);
        HttpResponse::try_from(reply).map_err(|error| ConnectorError::user(error.into()))
    }
}

fn connector_error(problem: CallProblem) -> ConnectorError {
    match problem {
        CallProblem::TimedOut { .. } => ConnectorError::timeout(problem.into()),
        CallProblem::Address(_) | CallProblem::Password { .. } | CallProblem::Setting { .. } => {
            ConnectorError::user(problem.into())
        }
        _ => ConnectorError::io(problem.into()),
    }
}

/// Host and port, and never a user or a password; the port of https is understood.
pub(super) fn host_of(uri: &http::Uri) -> String {
    let host = uri.host().unwrap_or_default();
    uri.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A URL as somebody wrote it, without user, password and what in its query could be secret.
pub(super) fn shown_url(url: &str) -> String {
    hide_by_name(url, Signatures::Hidden)
}

/// True for what begins as `user:password@host` does, after a scheme or without one.
pub(super) fn has_user_info(url: &str) -> bool {
    let behind = url.split_once("//").map_or(url, |(_, behind)| behind);
    let authority = behind.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.contains('@')
}

/// What a call asks, in AWS's own words where it says so: the action of the query protocol, or what its path stands for.
/// Nothing else of path and body is told: the path of a container is as good as a password.
fn operation_of(request: &http::Request<Bytes>) -> String {
    let action = || {
        let mut pairs = form_urlencoded::parse(request.body());
        pairs
            .find(|(name, _)| name == "Action")
            .map(|(_, value)| value.into_owned())
    };
    let path = request.uri().path();
    let named = match path {
        "/latest/api/token" => "metadata token",
        _ if path.starts_with("/latest/meta-data/iam/security-credentials") => "instance credentials",
        "/client/register" => "RegisterClient",
        "/device_authorization" => "StartDeviceAuthorization",
        "/token" => "CreateToken",
        "/assignment/accounts" => "ListAccounts",
        "/assignment/roles" => "ListAccountRoles",
        "/federation/credentials" => "GetRoleCredentials",
        "/logout" => "Logout",
        "/" => return action().unwrap_or_else(|| request.method().to_string()),
        _ => "container credentials",
    };
    named.to_owned()
}

/// Why the client got no reply, wherever it stands behind an error of an SDK.
pub(super) fn problem_behind(error: &(dyn Error + 'static)) -> Option<CallProblem> {
    std::iter::successors(Some(error), |&error| error.source())
        .find_map(|error| error.downcast_ref::<CallProblem>().cloned())
}

/// Why no reply came; `None` when one did.
pub(super) fn not_reached<E: Error + 'static>(error: &SdkError<E, HttpResponse>) -> Option<CallProblem> {
    match error {
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => problem_behind(error)
            .or_else(|| Some(CallProblem::BrokenOff("the AWS SDK told no cause".to_owned()))),
        _ => None,
    }
}

/// The program's clock for the SDKs.
#[derive(Clone)]
pub(super) struct Clock(pub(super) Surroundings);

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        (self.0.now)().into()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_without_what_could_be_secret() {
        let operation = |method: &str, uri: &str, body: &'static str| {
            let request = http::Request::builder().method(method).uri(uri);
            operation_of(&request.body(Bytes::from_static(body.as_bytes())).unwrap())
        };
        let sts = "https://sts.us-east-1.amazonaws.com/";
        assert_eq!(
            operation("POST", sts, "Version=1&Action=AssumeRole&RoleArn=a"),
            "AssumeRole"
        );
        assert_eq!(operation("POST", sts, ""), "POST");
        let instance = "http://169.254.169.254/latest/meta-data/iam/security-credentials/role";
        assert_eq!(operation("GET", instance, ""), "instance credentials");
        let container = "http://169.254.170.2/v2/credentials/5b3c7a1e";
        assert_eq!(operation("GET", container, ""), "container credentials");
        assert_eq!(host_of(&container.parse().unwrap()), "169.254.170.2");
        let uri = "http://bob:hunter2@sts.example:8080/a".parse().unwrap();
        assert_eq!(host_of(&uri), "sts.example:8080");
        assert_eq!(host_of(&"http://[::1]:1/".parse().unwrap()), "[::1]:1");
        for url in ["http://a@h/", "//a:b@h", "a:b@h", "x://a@h?b"] {
            assert!(has_user_info(url), "{url}");
        }
        for url in ["http://h/a@b", "http://h?a@b", "h#a@b", ""] {
            assert!(!has_user_info(url), "{url}");
        }
    }
}
