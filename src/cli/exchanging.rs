//! A send by the way that the window takes, waited for, with its body going where it is wanted meanwhile.

use std::io;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use super::draft::Draft;
use super::print::{OpenLine, Printer};
use super::problem::Problem;
use crate::blob::SharedBody;
use crate::engine::{Deps, Order, Progress, exchange};
use crate::model::{Answers, Exchange, ExpiredUse, Network, ResponseHead};

/// Read from the body and printed at once.
const PART_BYTES: usize = 256 * 1024;

/// A send whose body grows in `body`.
pub fn order(draft: &Draft, network: Network, body: SharedBody) -> Order {
    Order {
        request: draft.request.clone(),
        scope: draft.scope.clone(),
        ancestors: Arc::default(),
        region: draft.region.clone(),
        network: Arc::new(network),
        clock: draft.time.into(),
        answers: Answers {
            expired: ExpiredUse::SendAnyway,
            ..Answers::default()
        },
        body,
        progress: Arc::new(Progress::default()),
    }
}

/// Sends and waits for the end.
pub fn quietly(order: &Order, deps: &Deps) -> Result<Exchange, Problem> {
    let runtime = current_thread()?;
    let exchange = runtime.block_on(exchange::run(deps, order, &CancellationToken::new()));
    runtime.shutdown_background();
    Ok(exchange)
}

/// The same; Ctrl-C ends it, and what came is kept.
pub fn until_interrupted(order: &Order, deps: &Deps) -> Result<Exchange, Problem> {
    let runtime = current_thread()?;
    let cancel = CancellationToken::new();
    let exchange = runtime.block_on(async {
        let run = exchange::run(deps, order, &cancel);
        let mut run = std::pin::pin!(run);
        tokio::select! {
            biased;
            exchange = &mut run => return exchange,
            // Without a way to hear of it, Ctrl-C ends the program as it always does.
            Ok(()) = tokio::signal::ctrl_c() => cancel.cancel(),
            else => {}
        }
        run.await
    });
    runtime.shutdown_background();
    Ok(exchange)
}

/// The same; `head` is called when the reply head is there, and then the body is printed as it comes. `None` when
/// whoever read it has gone, which ends the send.
pub fn printing(
    order: &Order,
    deps: &Deps,
    printer: &mut Printer<'_>,
    head: impl Fn(&ResponseHead, &mut Printer<'_>),
) -> Result<Option<Exchange>, Problem> {
    // The sending has a thread of its own, as printing waits for whoever reads.
    let runtime = multi_thread()?;
    let cancel = CancellationToken::new();
    let mut send = {
        let (deps, order, cancel) = (deps.clone(), order.clone(), cancel.clone());
        runtime.spawn(async move { exchange::run(&deps, &order, &cancel).await })
    };
    let mut printing = Printing::new(order.body.clone(), deps.limits.decoded > 0);
    let exchange = runtime.block_on(async {
        loop {
            let ended = tokio::select! {
                biased;
                ended = &mut send => Some(ended),
                () = order.progress.changed() => None,
            };
            if let Some(reply) = order.progress.head() {
                printing.head(&reply, || head(&reply, printer));
                if ended.is_some() || printing.as_it_comes {
                    printing.print(printer, ended.is_some());
                }
            }
            if printing.failed.is_some() {
                cancel.cancel();
            }
            if let Some(ended) = ended {
                return ended;
            }
        }
    });
    runtime.shutdown_background();
    match printing.failed {
        None => {}
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(None),
        Some(error) => {
            return Err(Problem::failed(
                "output",
                format!("The response could not be written: {error}"),
                "Make room, or write it elsewhere with --output FILE.",
            ));
        }
    }
    exchange.map(Some).map_err(|_ended| {
        Problem::failed(
            "internal-error",
            "A bug in Countersign ended this request",
            "Please report it.",
        )
    })
}

/// A body on its way to standard output.
struct Printing {
    body: SharedBody,
    printed: u64,
    open: OpenLine,
    has_head: bool,
    /// Content codings are undone.
    decodes: bool,
    /// A body that is decoded is printed when it is whole: until then it may turn out not to be what its label says.
    as_it_comes: bool,
    buffer: Vec<u8>,
    /// Why no more can be written.
    failed: Option<io::Error>,
}

impl Printing {
    fn new(body: SharedBody, decodes: bool) -> Self {
        Self {
            body,
            printed: 0,
            open: OpenLine::default(),
            has_head: false,
            decodes,
            as_it_comes: false,
            buffer: vec![0; PART_BYTES],
            failed: None,
        }
    }

    fn head(&mut self, reply: &ResponseHead, print: impl FnOnce()) {
        if !self.has_head {
            self.has_head = true;
            self.as_it_comes = !self.decodes || reply.header("content-encoding").is_none();
            print();
        }
    }

    fn print(&mut self, printer: &mut Printer<'_>, is_last: bool) {
        if self.failed.is_none()
            && let Err(error) = self.try_print(printer, is_last)
        {
            self.failed = Some(error);
        }
    }

    fn try_print(&mut self, printer: &mut Printer<'_>, is_last: bool) -> io::Result<()> {
        loop {
            let count = self.body.read_at(self.printed, &mut self.buffer)?;
            if count == 0 && !is_last {
                return Ok(());
            }
            let part = self.buffer.get(..count).unwrap_or_default();
            printer.body_part(&mut self.open, part, count == 0)?;
            self.printed += count as u64;
            if count == 0 {
                return Ok(());
            }
        }
    }
}

/// A runtime for one job, on this thread.
pub fn current_thread() -> Result<Runtime, Problem> {
    runtime(&mut Builder::new_current_thread())
}

/// A runtime for one job, on a thread of its own.
pub fn multi_thread() -> Result<Runtime, Problem> {
    runtime(Builder::new_multi_thread().worker_threads(1))
}

fn runtime(builder: &mut Builder) -> Result<Runtime, Problem> {
    builder.enable_all().build().map_err(|error| {
        Problem::failed(
            "no-runtime",
            format!("The system gives no event loop: {error}"),
            "Close other programs, or raise the limit of open files.",
        )
    })
}
