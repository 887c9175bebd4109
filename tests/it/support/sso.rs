//! IAM Identity Center of the demo server, with a clock that is set, naps that are noted, and a folder for the cache.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use countersign::credentials::sso::{self, SsoDeps, TokenCache};
use countersign::demo::{DemoServer, Misbehaviour, SsoFault};
use countersign::model::{
    OwnEndpoints, SignInMethod, SignInState, SignedIn, Sourced, SsoError, SsoSession, ValueSource,
};
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, Full};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use super::raw_client::{RawReply, connect, exchange};
use super::server::PATIENCE;
use super::signed_call::NOW;

pub const START_URL: &str = "https://d-1234567890.awsapps.com/start";
/// What a person has for a sign-in in the browser.
const TEN_MINUTES: Duration = Duration::from_mins(10);

/// A server, a cache and what is needed to ask the one for the other.
pub struct Bench {
    pub server: DemoServer,
    pub deps: SsoDeps,
    pub session: SsoSession,
    /// Seconds of the naps so far.
    pub naps: Arc<Mutex<Vec<u64>>>,
    clock: Arc<Mutex<OffsetDateTime>>,
    home: TempDir,
}

/// What becomes of the ten minutes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TenMinutes {
    /// They never end.
    Stand,
    /// They are over at once.
    Pass,
}

impl Bench {
    pub fn with(faults: &[SsoFault]) -> Self {
        Self::with_ten_minutes(faults, TenMinutes::Stand)
    }

    pub fn with_ten_minutes(faults: &[SsoFault], ten_minutes: TenMinutes) -> Self {
        let clock = Arc::new(Mutex::new(NOW));
        let now = {
            let clock = Arc::clone(&clock);
            move || *clock.lock().unwrap()
        };
        let ordered = DemoServer::builder(now.clone());
        let server = faults
            .iter()
            .fold(ordered, |ordered, fault| {
                ordered.misbehave(Misbehaviour::Sso(*fault))
            })
            .spawn(0)
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let naps = Arc::new(Mutex::new(Vec::new()));
        let mut deps = SsoDeps::new(
            http_client(),
            TokenCache::of_home(home.path()),
            Arc::new(now),
            secret_bits(),
        )
        .at(endpoints(&format!("http://127.0.0.1:{}", server.port())));
        let noted = Arc::clone(&naps);
        deps.sleep = Arc::new(move |nap| {
            if nap == TEN_MINUTES && ten_minutes == TenMinutes::Stand {
                return std::future::pending().boxed();
            }
            if nap != TEN_MINUTES {
                noted.lock().unwrap().push(nap.as_secs());
            }
            tokio::task::yield_now().boxed()
        });
        Self {
            server,
            deps,
            session: session(Some("admin")),
            naps,
            clock,
            home,
        }
    }

    /// Moves the clock of both sides.
    pub fn pass(&self, time: time::Duration) {
        *self.clock.lock().unwrap() += time;
    }

    pub fn cache_folder(&self) -> PathBuf {
        self.home.path().join(".aws/sso/cache")
    }

    pub fn token_file(&self) -> PathBuf {
        self.deps.cache.token_file(&self.session)
    }

    pub fn token(&self) -> serde_json::Value {
        json_file(&self.token_file())
    }

    /// Paths that were asked for so far.
    pub fn asked(&self) -> Vec<String> {
        let path = |target: &str| target.split('?').next().unwrap().to_owned();
        self.server
            .requests()
            .iter()
            .map(|request| path(&request.target))
            .collect()
    }

    /// Signs in, with what is done on each state.
    pub fn sign_in(
        &self,
        method: SignInMethod,
        on_state: impl Fn(&SignInState, &CancellationToken) + Send + Sync,
    ) -> (Result<SignedIn, SsoError>, Vec<SignInState>) {
        let cancel = CancellationToken::new();
        let states = Mutex::new(Vec::new());
        let tell = |state: SignInState| {
            on_state(&state, &cancel);
            states.lock().unwrap().push(state);
        };
        let ended = block_on(sso::sign_in(&self.session, method, &self.deps, &tell, &cancel));
        (ended, states.into_inner().unwrap())
    }

    /// Signs in with a code, and the person says yes before the first question.
    pub fn sign_in_by_code(&self) -> Result<SignedIn, SsoError> {
        self.sign_in(SignInMethod::DeviceCode, |state, _| approve(state))
            .0
    }

    /// Signs in with a browser that does what it should.
    pub fn sign_in_by_browser(&self) -> (Result<SignedIn, SsoError>, Vec<SignInState>) {
        self.sign_in(SignInMethod::Browser, |state, _| {
            if let SignInState::WaitingForBrowser { url } = state {
                browse(url);
            }
        })
    }
}

/// The person opens the page of a device code.
pub fn approve(state: &SignInState) {
    if let SignInState::WaitingForCode { url_with_code, .. } = state {
        assert_eq!(get(url_with_code).status, 200);
    }
}

/// A browser on a thread of its own: goes to the page and from there to where it is sent. What it was shown comes out.
pub fn browse(url: &str) -> Receiver<RawReply> {
    let (sender, shown) = channel();
    let url = url.to_owned();
    on_thread(move || {
        let sent_on = get(&url);
        assert_eq!(sent_on.status, 302, "{}", sent_on.body);
        sender.send(get(sent_on.header("location"))).ok();
    });
    shown
}

pub fn on_thread(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .name("test-browser".to_owned())
        .spawn(work)
        .unwrap();
}

/// What a browser gets at a URL of this machine.
pub fn get(url: &str) -> RawReply {
    let url = url::Url::parse(url).unwrap();
    let mut stream = connect(url.port().unwrap());
    let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
    let head = format!(
        "GET {}{query} HTTP/1.1\r\nHost: {}:{}\r\n\r\n",
        url.path(),
        url.host_str().unwrap(),
        url.port().unwrap()
    );
    exchange(&mut stream, head.as_bytes())
}

/// A session by name, or one of the form.
pub fn session(name: Option<&str>) -> SsoSession {
    SsoSession {
        name: name.map(form),
        start_url: form(START_URL),
        region: form("us-east-1"),
        scopes: vec!["sso:account:access".to_owned()],
        profile: None,
    }
}

pub fn form(value: &str) -> Sourced<String> {
    Sourced {
        value: value.to_owned(),
        from: ValueSource::Form,
    }
}

pub fn endpoints(url: &str) -> OwnEndpoints {
    OwnEndpoints {
        sts: None,
        sso: Some(form(url)),
        sso_oidc: Some(form(url)),
    }
}

pub fn json_file(file: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, work).await.expect("it ends") })
}

/// Bits that differ from draw to draw.
fn secret_bits() -> Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync> {
    let count = Mutex::new(0_u8);
    Arc::new(move || {
        let mut count = count.lock().unwrap();
        *count += 1;
        Some([*count; 32])
    })
}

/// A client of the SDKs without TLS, proxies and kept connections.
pub fn http_client() -> SharedHttpClient {
    http_client_fn(|_, _| SharedHttpConnector::new(Plain))
}

#[derive(Debug)]
struct Plain;

impl HttpConnector for Plain {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().unwrap();
            let authority = request.uri().authority().unwrap().clone();
            let io = |error: std::io::Error| ConnectorError::io(error.into());
            let stream = TcpStream::connect(("127.0.0.1", authority.port_u16().unwrap()))
                .await
                .map_err(io)?;
            let other = |error: hyper::Error| ConnectorError::io(error.into());
            let (mut sender, connection) =
                hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream))
                    .await
                    .map_err(other)?;
            let connection = tokio::spawn(connection);
            let mut request =
                request.map(|body| Full::new(bytes::Bytes::copy_from_slice(body.bytes().unwrap())));
            let host = authority.as_str().parse().unwrap();
            request.headers_mut().insert("host", host);
            let path = request.uri().path_and_query().unwrap().as_str().parse().unwrap();
            *request.uri_mut() = path;
            let (head, body) = sender.send_request(request).await.map_err(other)?.into_parts();
            let body = body.collect().await.map_err(other)?.to_bytes();
            connection.abort();
            let reply = http::Response::from_parts(head, SdkBody::from(body));
            Ok(HttpResponse::try_from(reply).unwrap())
        })
    }
}
