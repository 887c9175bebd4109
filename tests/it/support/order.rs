//! Requests as a user would order them, and the surroundings of a send with a fixed clock.

use std::sync::Arc;

use countersign::blob::{BodyLimits, SharedBody, SpillFolder};
use countersign::engine::{Ambient, CookieJar, Deps, Order, Progress};
use countersign::http::{HyperTransport, Transport};
use countersign::model::{Answers, Auth, AuthKind, AwsAuth, HttpRequest, Request, Secret, SigningClock};
use countersign::resolve::Scope;
use countersign::sigv4::Signer;
use time::macros::datetime;

pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

pub fn deps() -> Deps {
    deps_with(Arc::new(HyperTransport::default()))
}

pub fn deps_with(transport: Arc<dyn Transport>) -> Deps {
    let ambient = Ambient {
        now: Arc::new(|| datetime!(2026-11-20 12:00:00.5 UTC)),
        ..Ambient::system()
    };
    Deps {
        credentials: ambient.credentials(),
        ambient,
        signer: Signer::default(),
        transport,
        limits: BodyLimits::default(),
        spills: SpillFolder::system(),
        cookies: CookieJar::default(),
    }
}

/// A GET without auth.
pub fn plain(url: &str) -> Request {
    let http = HttpRequest {
        url: url.to_owned(),
        ..HttpRequest::default()
    };
    Request {
        http,
        ..Request::default()
    }
}

/// A GET with AWS auth and the example credentials.
pub fn signed(url: &str) -> Request {
    let mut request = plain(url);
    request.http.auth = Auth {
        kind: AuthKind::AwsSignature,
        aws: AwsAuth {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: Secret::new(SECRET),
            ..AwsAuth::default()
        },
        ..Auth::default()
    };
    request
}

/// An address of which region and service can be read.
pub fn execute_api(port: u16, target: &str) -> String {
    format!("http://abcd123456.execute-api.us-east-1.localhost:{port}{target}")
}

pub fn order(request: Request) -> Order {
    Order {
        request,
        scope: Scope::default(),
        ancestors: Arc::default(),
        region: None,
        network: Arc::default(),
        clock: SigningClock::Now,
        answers: Answers::default(),
        body: SharedBody::default(),
        progress: Arc::new(Progress::default()),
    }
}
