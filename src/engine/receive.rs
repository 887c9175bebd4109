//! The reply body on its way into memory or a file.
//!
//! ```text
//! connection ─chunks─▶ receive ─batches, bounded─▶ sink (a thread that may block) ─▶ body as received, body as shown
//! ```
//!
//! Whatever is there is handed over at once, in one batch: a slow stream is shown as it comes, and a fast one costs
//! a few hand-overs for each megabyte. When the sink is slower than the connection, reading waits.

use bytes::Bytes;
use futures_util::future::FutureExt as _;
use futures_util::stream::{BoxStream, StreamExt as _};
use tokio::sync::mpsc;

use super::body_sink::{Batch, BodySink, Hurry, Kept};
use super::deadline::{Deadline, Over};
use super::exchange::{Deps, Order, bug};
use crate::http::{Reply, TransportError};
use crate::model::{BodyCut, BodyEnd, Outcome, Response, Stage};

/// A batch is handed over when it has so much, even if more is there.
const BATCH_BYTES: usize = 512 * 1024;
/// Batches that wait for the sink.
const BATCHES: usize = 2;

/// Reads the body up to its end or the cap, and listens for the end of the send meanwhile. What came is kept,
/// whatever happens.
pub(super) async fn receive(deps: &Deps, order: &Order, deadline: &Deadline<'_>, reply: Reply) -> Outcome {
    let Reply { head, mut body, .. } = reply;
    order.progress.set_head(&head);
    let hurry = Hurried::default();
    let (batches, queue) = mpsc::channel(BATCHES);
    let sink = BodySink::new(
        &head,
        &order.body,
        deps.limits,
        &deps.spills,
        order.progress.clone(),
        hurry.0.clone(),
    );
    let mut sink = tokio::task::spawn_blocking(move || sink.run(queue));
    let all = async {
        let end = hand_over(&mut body, batches).await;
        (end, (&mut sink).await)
    };
    let (over, kept) = tokio::select! {
        biased;
        over = deadline.over() => (Err(over), None),
        (end, kept) = all => (Ok(end), Some(kept)),
    };
    // Closes the connection when the body is not at its end.
    drop(body);
    let kept = if let Some(kept) = kept {
        kept
    } else {
        hurry.0.up();
        sink.await
    };
    let Ok(kept) = kept else {
        return Outcome::Failed(bug(Stage::Receiving));
    };
    let Kept {
        received_bytes,
        end: end_of_keeper,
        decoding,
    } = kept;
    let response = |end| Response {
        head,
        body_bytes: order.body.len(),
        received_bytes,
        end,
        decoding,
    };
    match over {
        Ok(end) => Outcome::Replied(response(end_of_keeper.unwrap_or(end))),
        Err(Over::Cancelled) => Outcome::Cancelled {
            stage: Stage::Receiving,
            response: Some(response(BodyEnd::Partial(BodyCut::Cancelled))),
        },
        Err(Over::TimedOut) => Outcome::Replied(response(BodyEnd::Partial(BodyCut::TimedOut))),
    }
}

/// Hurries the sink up when the send is dropped.
#[derive(Default)]
struct Hurried(Hurry);

impl Drop for Hurried {
    fn drop(&mut self) {
        self.0.up();
    }
}

/// Hands the body over to the sink, until it ends or the sink wants no more.
async fn hand_over(
    body: &mut BoxStream<'static, Result<Bytes, TransportError>>,
    batches: mpsc::Sender<Batch>,
) -> BodyEnd {
    loop {
        let (batch, end) = next_batch(body).await;
        if batches.send(batch).await.is_err() {
            // The sink has ended, and says how.
            return BodyEnd::Complete;
        }
        if let Some(end) = end {
            return end;
        }
    }
}

/// Waits for the next bytes, and takes what else is there. The end, when it was reached.
async fn next_batch(
    body: &mut BoxStream<'static, Result<Bytes, TransportError>>,
) -> (Batch, Option<BodyEnd>) {
    let mut batch = Batch::default();
    let mut bytes = 0;
    let mut next = Some(body.next().await);
    while let Some(item) = next {
        match item {
            None => {
                batch.is_end = true;
                return (batch, Some(BodyEnd::Complete));
            }
            Some(Err(cut_off)) => {
                let cut = BodyCut::Connection(cut_off.to_string());
                return (batch, Some(BodyEnd::Partial(cut)));
            }
            Some(Ok(chunk)) => {
                bytes += chunk.len();
                batch.chunks.push(chunk);
            }
        }
        next = if bytes < BATCH_BYTES {
            body.next().now_or_never()
        } else {
            None
        };
    }
    (batch, None)
}
