//! The live report: what would be sent and signed now, made by the same functions that send.

use std::sync::Arc;

use crate::engine::LatestWorker;
use crate::model::{AuthKind, BodyDigest, DraftId, Note, Request, SigningTime, WireRequest};
use crate::resolve::{self, ResolvedRequest, Scope};
use crate::sigv4::{self, SignError, Signed, Signer};
use crate::ui::tab::{CredentialsUsed, Live, Problem};

/// Bodies up to this size are hashed on the UI thread (well below a frame); larger ones by a worker.
pub const INLINE_BODY_BYTES: usize = 64 * 1024;

/// The live report of a request at a time. Pure.
pub fn live(request: &Request, scope: &Scope, time: SigningTime, signer: Signer) -> Live {
    let resolved = match resolve::resolve(request, scope) {
        Ok(resolved) => sigv4::choose_spelling(resolved, &request.http.auth),
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
        AuthKind::None | AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey => Live {
            wire: Some(Arc::new(wire)),
            ..base
        },
        AuthKind::AwsSignature => signed(request, wire, time, signer, base),
    }
}

fn digest_of(resolved: &ResolvedRequest) -> BodyDigest {
    BodyDigest::of(&resolved.body_in_memory())
}

/// Adds the report: of the typed credentials, or as a preview of the documented example key.
fn signed(request: &Request, wire: WireRequest, time: SigningTime, signer: Signer, base: Live) -> Live {
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
            target,
            ..
        }) => {
            let wire = WireRequest { target, ..wire };
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

/// A report to be made off the UI thread.
pub struct Job {
    /// Whose.
    pub draft: DraftId,
    /// Of what.
    pub request: Request,
    /// With which variables.
    pub scope: Scope,
    /// At which time.
    pub time: SigningTime,
}

/// Makes the reports of large bodies.
pub type LiveWorker = LatestWorker<Job, (DraftId, Live)>;

/// Starts the thread that makes the reports of large bodies.
pub fn start_worker(signer: Signer, wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<LiveWorker> {
    let work = move |job: Job| {
        let report = live(&job.request, &job.scope, job.time, signer);
        (job.draft, report)
    };
    LatestWorker::start("live report", work, wake)
}
