//! Keeps a body as it comes, and what its content codings make of it: the blocking half of receiving.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use tokio::sync::mpsc::Receiver;

use super::Progress;
use super::coding::Halt;
use super::decoder::{Codings, Decoder};
use crate::blob::{BodyLimits, BodyWriter, SharedBody, SpillFolder};
use crate::model::{BodyCut, BodyEnd, Decoding, ResponseHead};

/// Bytes for the sink.
#[derive(Default)]
pub(super) struct Batch {
    /// In order.
    pub(super) chunks: Vec<Bytes>,
    /// The body is whole with them. A queue that ends without such a batch was a body that was cut.
    pub(super) is_end: bool,
}

/// What was kept when the last bytes had come.
pub(super) struct Kept {
    /// Bytes as received.
    pub(super) received_bytes: u64,
    /// How the sink ended it; `None` when it took all that came.
    pub(super) end: Option<BodyEnd>,
    /// What became of the codings.
    pub(super) decoding: Decoding,
}

/// Set when nobody waits for the rest: what was not decoded yet stays undecoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Hurry(Arc<AtomicBool>);

impl Hurry {
    pub(super) fn up(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_up(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Takes the chunks of one body.
pub(super) struct BodySink {
    limits: BodyLimits,
    /// The bytes as received.
    raw: BodyWriter,
    received_bytes: u64,
    shown: Shown,
    hurry: Hurry,
    progress: Arc<Progress>,
}

/// What is shown of a body.
enum Shown {
    /// The bytes as received, for this reason.
    Raw(Decoding),
    /// The codings are being undone.
    Decoded(Decoder, BodyWriter),
    /// Undoing them came to an end before the body did; what was made is kept.
    Done(Decoding),
}

/// Why decoded bytes are not taken.
enum Refusal {
    Full,
    Hurry,
    Storage(io::Error),
}

impl BodySink {
    /// Fills `body`, and the body as received beside it when the two differ.
    pub(super) fn new(
        head: &ResponseHead,
        body: &SharedBody,
        limits: BodyLimits,
        folder: &SpillFolder,
        progress: Arc<Progress>,
        hurry: Hurry,
    ) -> Self {
        let writer = |body: &SharedBody| BodyWriter::new(body.clone(), limits, folder.clone());
        let (raw, shown) = match Codings::of(head) {
            Codings::None => (writer(body), Shown::Raw(Decoding::None)),
            Codings::Unknown(coding) => (writer(body), Shown::Raw(Decoding::Unknown { coding })),
            Codings::Known(codings) if limits.decoded == 0 => {
                (writer(body), Shown::Raw(Decoder::new(codings).capped(0)))
            }
            Codings::Known(codings) => {
                let raw = SharedBody::default();
                body.set_raw(&raw);
                (writer(&raw), Shown::Decoded(Decoder::new(codings), writer(body)))
            }
        };
        Self {
            limits,
            raw,
            received_bytes: 0,
            shown,
            hurry,
            progress,
        }
    }

    /// Takes everything up to the end of the queue. For a thread that may block.
    pub(super) fn run(mut self, mut queue: Receiver<Batch>) -> Kept {
        let mut end = None;
        let mut has_ended = false;
        while let Some(batch) = queue.blocking_recv() {
            has_ended = batch.is_end;
            end = batch.chunks.iter().find_map(|chunk| self.take(chunk));
            self.progress.received(self.received_bytes);
            if end.is_some() {
                break;
            }
        }
        let is_whole = end.is_none() && has_ended && !self.hurry.is_up();
        Kept {
            received_bytes: self.received_bytes,
            end,
            decoding: self.finish(is_whole),
        }
    }

    /// Keeps a chunk; says so when it must be the last one.
    fn take(&mut self, chunk: &[u8]) -> Option<BodyEnd> {
        let room = usize::try_from(self.limits.body - self.received_bytes).unwrap_or(usize::MAX);
        let kept = chunk.get(..room).unwrap_or(chunk);
        if let Err(error) = self.keep(kept) {
            return Some(BodyEnd::Partial(BodyCut::Storage(error.to_string())));
        }
        (kept.len() < chunk.len()).then_some(BodyEnd::Capped {
            cap: self.limits.body,
        })
    }

    fn keep(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.raw.append(chunk)?;
        self.received_bytes += chunk.len() as u64;
        let Shown::Decoded(decoder, writer) = &mut self.shown else {
            return Ok(());
        };
        let (cap, hurry) = (self.limits.decoded, &self.hurry);
        let halt = decoder.feed(chunk, &mut |made| {
            store(writer, made, cap, hurry).map_err(Halt::Output)
        });
        match halt {
            Ok(()) => Ok(()),
            Err(Halt::Broken(reason)) => {
                self.stop_decoding(|decoder| decoder.broken(reason));
                Ok(())
            }
            Err(Halt::Output(Refusal::Full)) => {
                self.stop_decoding(|decoder| decoder.capped(cap));
                Ok(())
            }
            Err(Halt::Output(Refusal::Hurry)) => {
                self.stop_decoding(Decoder::decoded);
                Ok(())
            }
            Err(Halt::Output(Refusal::Storage(error))) => {
                self.stop_decoding(Decoder::decoded);
                Err(error)
            }
        }
    }

    /// The rest of the body is kept as received only. A body of which nothing could be made that is
    /// worth showing is shown as received.
    fn stop_decoding(&mut self, decoding: impl FnOnce(Decoder) -> Decoding) {
        let shown = std::mem::replace(&mut self.shown, Shown::Done(Decoding::None));
        self.shown = match shown {
            Shown::Decoded(decoder, writer) => {
                let is_credible = decoder.is_credible(writer.body().len());
                let decoding = decoding(decoder);
                if !is_credible && matches!(decoding, Decoding::Broken { .. }) {
                    writer.body().show_raw(self.raw.body());
                }
                Shown::Done(decoding)
            }
            other => other,
        };
    }

    fn finish(mut self, is_whole: bool) -> Decoding {
        if self.received_bytes == 0 {
            return Decoding::None;
        }
        // A body that was cut says so itself; that its coding has no end follows from that.
        self.stop_decoding(|decoder| {
            if is_whole {
                decoder.finish()
            } else {
                decoder.decoded()
            }
        });
        match self.shown {
            Shown::Raw(decoding) | Shown::Done(decoding) => decoding,
            Shown::Decoded(decoder, _) => decoder.decoded(),
        }
    }
}

fn store(writer: &mut BodyWriter, made: &[u8], cap: u64, hurry: &Hurry) -> Result<(), Refusal> {
    if hurry.is_up() {
        return Err(Refusal::Hurry);
    }
    let room = usize::try_from(cap - writer.body().len()).unwrap_or(usize::MAX);
    let kept = made.get(..room).unwrap_or(made);
    writer.append(kept).map_err(Refusal::Storage)?;
    if kept.len() < made.len() {
        Err(Refusal::Full)
    } else {
        Ok(())
    }
}
