//! The live report: what would be sent and signed now, made by the same functions that send.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use crate::model::{AuthKind, BodyDigest, DraftId, Note, Request, SigningTime, WireRequest};
use crate::resolve::{self, ResolvedRequest, Scope};
use crate::sigv4::{self, SignError, Signed, Signer};
use crate::ui::tab::{CredentialsUsed, Live, Problem};

/// Bodies up to this size are hashed on the UI thread (well below a frame); larger ones by a worker.
pub const INLINE_BODY_BYTES: usize = 64 * 1024;

/// The live report of a request at a time. Pure.
pub fn live(request: &Request, scope: &Scope, time: SigningTime, signer: &Signer) -> Live {
    let resolved = match resolve::resolve(request, scope) {
        Ok(resolved) => resolved,
        Err(error) => return blocked(error.kind(), error.to_string(), error.hint()),
    };
    let assembled = match resolve::assemble(&resolved, &digest_of(&resolved)) {
        Ok(assembled) => assembled,
        Err(error) => return blocked(error.kind(), error.to_string(), error.hint()),
    };
    let wire = assembled.wire;
    let hint = sigv4::infer(&wire.endpoint.host);
    let base = Live {
        hint,
        notes: assembled.notes,
        ..Live::default()
    };
    match request.http.auth.kind {
        AuthKind::None => Live {
            wire: Some(Arc::new(wire)),
            ..base
        },
        AuthKind::AwsSignature => signed(request, wire, time, signer, base),
    }
}

fn digest_of(resolved: &ResolvedRequest) -> BodyDigest {
    BodyDigest::of(resolved.body.as_deref().unwrap_or_default())
}

/// Adds the report: of the typed credentials, or as a preview of the documented example key.
fn signed(request: &Request, wire: WireRequest, time: SigningTime, signer: &Signer, base: Live) -> Live {
    let auth = &request.http.auth.aws;
    let (result, plan_notes, credentials, problem) = match sigv4::plan(auth, &wire.endpoint, time) {
        Ok(plan) => (
            signer.sign(&wire, &plan),
            plan.notes,
            CredentialsUsed::Typed,
            None,
        ),
        Err(missing) => match sigv4::preview_plan(auth, &wire.endpoint, time) {
            Ok(plan) => {
                let problem = Some(problem_of(&missing));
                (
                    signer.sign(&wire, &plan),
                    plan.notes,
                    CredentialsUsed::Example,
                    problem,
                )
            }
            Err(_) => (Err(missing), Vec::new(), CredentialsUsed::Typed, None),
        },
    };
    let notes = joined(base.notes.clone(), plan_notes);
    match result {
        Ok(Signed {
            report,
            added_headers,
        }) => {
            let notes = joined(notes, report.notes.clone());
            Live {
                wire: Some(Arc::new(wire)),
                report: Some(Arc::new(report)),
                added_headers,
                credentials,
                notes,
                problem,
                ..base
            }
        }
        Err(error) => Live {
            wire: Some(Arc::new(wire)),
            notes,
            problem: Some(problem_of(&error)),
            ..base
        },
    }
}

/// Both lists, each remark once.
fn joined(mut first: Vec<Note>, second: Vec<Note>) -> Vec<Note> {
    for note in second {
        if !first.contains(&note) {
            first.push(note);
        }
    }
    first
}

fn problem_of(error: &SignError) -> Problem {
    Problem {
        kind: error.kind(),
        message: error.to_string(),
        hint: error.hint(),
    }
}

fn blocked(kind: &'static str, message: String, hint: String) -> Live {
    Live {
        problem: Some(Problem { kind, message, hint }),
        ..Live::default()
    }
}

/// Whether a wish was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It is in the queue.
    Yes,
    /// The queue is full.
    No,
}

/// A report to be made off the UI thread.
struct Job {
    draft: DraftId,
    request: Request,
    scope: Scope,
    time: SigningTime,
}

/// Makes the reports of large bodies on its own thread, the newest edit first.
pub struct LiveWorker {
    jobs: SyncSender<Job>,
    made: Receiver<(DraftId, Live)>,
}

impl LiveWorker {
    /// Starts the thread; `wake` is called after each report.
    pub fn start(signer: Signer, wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        let (jobs, inbox) = sync_channel::<Job>(8);
        let (outbox, made) = sync_channel(8);
        std::thread::Builder::new()
            .name("live report".to_owned())
            .spawn(move || {
                while let Ok(mut job) = inbox.recv() {
                    while let Ok(newer) = inbox.try_recv() {
                        job = newer;
                    }
                    let report = live(&job.request, &job.scope, job.time, &signer);
                    if outbox.send((job.draft, report)).is_err() {
                        return;
                    }
                    wake();
                }
            })?;
        Ok(Self { jobs, made })
    }

    /// Asks for a report; the caller asks again when the queue is full.
    pub fn ask(&self, draft: &DraftId, request: &Request, scope: &Scope, time: SigningTime) -> Queued {
        let job = Job {
            draft: draft.clone(),
            request: request.clone(),
            scope: scope.clone(),
            time,
        };
        match self.jobs.try_send(job) {
            Ok(()) => Queued::Yes,
            Err(_full) => Queued::No,
        }
    }

    /// The next finished report.
    pub fn try_next(&self) -> Option<(DraftId, Live)> {
        match self.made.try_recv() {
            Ok(made) => Some(made),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
        }
    }
}
