//! The reply body on its way into memory.

use futures_util::StreamExt as _;

use super::exchange::Order;
use crate::http::Reply;
use crate::model::{BodyCut, BodyEnd, Decoding, Outcome, Response};

/// Reads the body up to the cap. What came is kept, whatever happens.
pub(super) async fn receive(cap: u64, order: &Order, reply: Reply) -> Outcome {
    let Reply { head, mut body, .. } = reply;
    let mut body_bytes = 0_u64;
    let end = loop {
        match body.next().await {
            None => break BodyEnd::Complete,
            Some(Err(cut_off)) => break BodyEnd::Partial(BodyCut::Connection(cut_off.to_string())),
            Some(Ok(chunk)) => {
                let room = usize::try_from(cap - body_bytes).unwrap_or(usize::MAX);
                let kept = chunk.get(..room).unwrap_or(&chunk);
                order.body.append(kept);
                body_bytes += kept.len() as u64;
                order.progress.received(body_bytes);
                if kept.len() < chunk.len() {
                    break BodyEnd::Capped { cap };
                }
            }
        }
    };
    Outcome::Replied(Response {
        head,
        body_bytes,
        received_bytes: body_bytes,
        end,
        decoding: Decoding::None,
    })
}
