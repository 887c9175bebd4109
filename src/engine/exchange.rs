//! One send, from request to exchange.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::Ambient;
use crate::blob::SharedBody;
use crate::http::Transport;
use crate::model::{Exchange, Request, SigningTime, Stage};
use crate::resolve::Scope;
use crate::sigv4::Signer;

/// What a send needs besides the request.
#[derive(Clone)]
pub struct Deps {
    pub ambient: Ambient,
    pub signer: Signer,
    pub transport: Arc<dyn Transport>,
    /// Reading the reply body stops here.
    pub body_cap_bytes: u64,
}

/// One send as ordered.
#[derive(Clone, Debug)]
pub struct Order {
    pub request: Request,
    pub scope: Scope,
    /// A pinned signing time; `None` takes the clock.
    pub time: Option<SigningTime>,
    /// Where the reply body grows.
    pub body: SharedBody,
    /// The latest stage and byte count.
    pub progress: Arc<Progress>,
}

/// One latest value: what the send is doing and how much body has come.
#[derive(Debug, Default)]
pub struct Progress {}

impl Progress {
    pub fn stage(&self) -> Stage {
        Stage::Building
    }
    pub fn body_bytes(&self) -> u64 {
        0
    }
}

/// Builds, signs, sends and receives. Never panics outward; cancel ends it in any stage.
pub async fn run(_deps: &Deps, _order: &Order, _cancel: &CancellationToken) -> Exchange {
    unimplemented!()
}
