//! The live report: what would be sent and signed now, made by the same functions that send.

use std::cell::RefCell;
use std::sync::Arc;

use super::message::{Mail, Message};
use crate::blob::{DigestMemo, FileError};
use crate::credentials::Provider;
use crate::engine::{CookieJar, LatestWorker};
use crate::model::{
    ApiKeyPlacement, Auth, AuthKind, Body, BodyDigest, BodyKind, CredentialSource, DraftId, PartKind,
    Request, SendAs, SignatureLocation, SigningTime,
};
use crate::prepare::{Context, Outline, Prepared, Reported, Signing, prepare};
use crate::resolve::placeholders::host_of;
use crate::resolve::{Ancestor, ResolveError, Scope, auth_after_variables, is_kind_of_variables};
use crate::sigv4::{self, AuthField, SignError, Signer, UrlAdvice};
use crate::ui::credential_status::CredentialsAtHand;
use crate::ui::live::{CredentialsUsed, Live, Problem};

/// What a request depends on besides itself, its cookies and the time.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// Layers of variables, and where typed paths start.
    pub scope: Scope,
    /// What it stands in, the nearest first.
    pub ancestors: Arc<[Ancestor]>,
    /// Credentials that were fetched before; nobody is asked for a live report.
    pub credentials: Provider,
}

/// Bodies up to this size are hashed on the UI thread (well below a frame); larger ones by a worker.
pub const INLINE_BODY_BYTES: usize = 64 * 1024;

/// Whether the report of this body is made off the UI thread: it is large, or files have to be read.
pub fn needs_worker(body: &Body) -> bool {
    let texts = match body.kind {
        BodyKind::None => 0,
        BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => body.text.len() + body.bytes.len(),
        BodyKind::Form => {
            let rows = body.form.iter();
            rows.map(|row| row.name.len() + row.value.len()).sum()
        }
        BodyKind::Multipart if body.parts.iter().any(|part| part.kind == PartKind::File) => return true,
        BodyKind::Multipart => {
            let parts = body.parts.iter();
            parts.map(|part| part.name.len() + part.text.len()).sum()
        }
        BodyKind::File => return true,
        BodyKind::GraphQl => body.graphql.query.len() + body.graphql.variables.len(),
    };
    texts > INLINE_BODY_BYTES
}

/// The live report of a request at a time, with the cookies of the jar and the digest of its body by `digest`, and what
/// there is to say about its URL and its keys. Pure but for jar and digest.
pub fn live(
    request: &Request,
    inputs: &Inputs,
    time: SigningTime,
    signer: Signer,
    jar: &CookieJar,
    digest: impl FnOnce(&Outline<'_>) -> Result<BodyDigest, FileError>,
) -> Live {
    let report = report(request, inputs, time, signer, jar, digest);
    let url = &request.http.url;
    // With a placeholder in the host the rest of it is still read; a placeholder itself is no region or service.
    let typed_host = report
        .problem
        .as_ref()
        .filter(|problem| problem.kind == "host-has-placeholder")
        .and_then(|_| sigv4::infer(host_of(url)));
    let hint = report.hint.or(typed_host);
    let host = report
        .wire
        .as_ref()
        .map_or("", |wire| wire.endpoint.host.as_str());
    let auth = auth_after_variables(request, &inputs.scope, &inputs.ancestors);
    let is_unknown = |problem: &Problem| is_kind_of_variables(problem.kind);
    let fields = match auth.kind {
        // What stands for a value nobody knows is no value.
        _ if report.problem.as_ref().is_some_and(is_unknown) => Vec::new(),
        AuthKind::AwsSignature => {
            let mut problems = sigv4::field_problems(&auth.aws, host, hint.as_ref(), time);
            if auth.aws.source != CredentialSource::Typed {
                problems.retain(|problem| {
                    matches!(
                        problem.field,
                        AuthField::Region | AuthField::Service | AuthField::Expiry
                    )
                });
            }
            let is_typed = report
                .notes
                .iter()
                .any(|note| note.rule == sigv4::SESSION_TOKEN_TYPED);
            problems.retain(|problem| !(is_typed && problem.rule == "session-token-missing"));
            problems
        }
        AuthKind::None | AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey | AuthKind::Inherit => {
            Vec::new()
        }
    };
    let mut advice = match report.problem {
        // Nothing else is worth a word, and none of it is looked at.
        Some(Problem {
            kind: "url-too-long", ..
        }) => UrlAdvice::default(),
        _ => sigv4::url_advice(url, &report.notes, report.wire.as_deref(), hint.as_ref()),
    };
    if has_secret_in_query(&auth) {
        advice.target = None;
    }
    if matches!(auth.kind, AuthKind::AwsSignature | AuthKind::None) {
        advice.remarks.splice(0..0, sigv4::signed_already(url, time));
    }
    Live {
        url: advice,
        fields,
        hint,
        auth: Some(Arc::new(auth)),
        ..report
    }
}

/// Whether auth puts a key, a token or a signature into the target, which is told in the panes that mask it.
fn has_secret_in_query(auth: &Auth) -> bool {
    match auth.kind {
        AuthKind::AwsSignature => auth.aws.options.location != SignatureLocation::Header,
        AuthKind::ApiKey => auth.api_key.placement == ApiKeyPlacement::Query,
        AuthKind::None | AuthKind::Basic | AuthKind::Bearer | AuthKind::Inherit => false,
    }
}

fn report(
    request: &Request,
    inputs: &Inputs,
    time: SigningTime,
    signer: Signer,
    jar: &CookieJar,
    digest: impl FnOnce(&Outline<'_>) -> Result<BodyDigest, FileError>,
) -> Live {
    let context = Context {
        scope: &inputs.scope,
        ancestors: &inputs.ancestors,
        credentials: &|aws| inputs.credentials.at_hand(aws, SendAs::LastRole),
        cookies: &|endpoint, target, now| jar.for_request(endpoint, target, now),
        region: None,
        time,
        detour: None,
    };
    let prepared = match prepare(request, &context, |outline| {
        digest(outline).map_err(Blocked::File)
    }) {
        Ok(prepared) => prepared,
        Err(Blocked::Resolve(error)) => return blocked(error.kind(), error.to_string(), error.hint()),
        Err(Blocked::File(error)) => {
            return blocked(error.kind(), error.to_string(), error.hint().to_owned());
        }
    };
    let Reported {
        signed,
        notes,
        problem,
    } = prepared.report(signer);
    let hint = sigv4::infer(&sigv4::signing_endpoint(&prepared.wire).host);
    let at_hand = at_hand(&prepared, inputs);
    let credentials = match &prepared.signing {
        Signing::Preview(..) if signed.is_some() => CredentialsUsed::Example,
        _ => CredentialsUsed::Typed,
    };
    let mut wire = prepared.wire;
    let (report, added_headers) = match signed {
        Some(signed) => {
            wire.target = signed.target;
            (Some(Arc::new(signed.report)), signed.added_headers)
        }
        None => (None, Vec::new()),
    };
    Live {
        wire: Some(Arc::new(wire)),
        report,
        added_headers,
        credentials,
        at_hand,
        hint,
        notes,
        problem: problem.as_ref().map(problem_of),
        ..Live::default()
    }
}

/// The credentials that would sign, where they are known without asking.
fn at_hand(prepared: &Prepared, inputs: &Inputs) -> Option<CredentialsAtHand> {
    if matches!(prepared.signing, Signing::Unsigned) {
        return None;
    }
    let given = inputs
        .credentials
        .at_hand(&prepared.auth.aws, SendAs::LastRole)
        .ok()?;
    Some(CredentialsAtHand {
        source: given.source,
        access_key_id: given.credentials.access_key_id,
        chain: given.chain,
        expires: given.expires,
    })
}

/// Why there is no request yet.
enum Blocked {
    Resolve(ResolveError),
    File(FileError),
}

impl From<ResolveError> for Blocked {
    fn from(error: ResolveError) -> Self {
        Self::Resolve(error)
    }
}

/// The digest of a body, whose files are read when they look different from the last time. Blocks on files: where
/// [`needs_worker`] says so, only for a worker.
pub fn digest_by(memo: &mut DigestMemo, outline: &Outline<'_>) -> Result<BodyDigest, FileError> {
    match (outline.body_in_memory(), outline.body()) {
        (Some(bytes), _) => Ok(BodyDigest::of(&bytes)),
        (None, Some(body)) => memo.digest(body, outline.boundary()),
        (None, None) => Ok(BodyDigest::of(b"")),
    }
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
    /// The draft that the report is of.
    pub draft: DraftId,
    /// Its request, as typed.
    pub request: Arc<Request>,
    /// Variables, and what the request stands in.
    pub inputs: Inputs,
    /// At which time.
    pub time: SigningTime,
    /// Tells its answer from those of jobs before and after it.
    pub ticket: LiveTicket,
}

/// Of a job: later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveTicket(u64);

impl LiveTicket {
    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// A report that was made behind the window.
pub struct LiveMade {
    /// Of which job.
    pub ticket: LiveTicket,
    /// The draft that the report is of.
    pub draft: DraftId,
    /// The report.
    pub live: Live,
}

/// Makes the reports of large bodies and of those with files.
pub type LiveWorker = LatestWorker<Job>;

/// Starts the thread that makes the reports of large bodies and of those with files.
pub fn start_worker(signer: Signer, jar: CookieJar, mailbox: Mail) -> std::io::Result<LiveWorker> {
    let memo = RefCell::new(DigestMemo::default());
    let work = move |job: Job| {
        let digest = |outline: &Outline<'_>| digest_by(&mut memo.borrow_mut(), outline);
        let made = LiveMade {
            ticket: job.ticket,
            live: live(&job.request, &job.inputs, job.time, signer, &jar, digest),
            draft: job.draft,
        };
        mailbox.put(Message::Live(Box::new(made)));
    };
    LatestWorker::start("live report", work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GraphQl, PartRow};

    #[test]
    fn large_texts_and_all_files_go_to_the_worker() {
        let body = |kind, text: String| Body {
            kind,
            graphql: GraphQl {
                query: text.clone().into(),
                ..GraphQl::default()
            },
            text: text.into(),
            ..Body::default()
        };
        let large = "x".repeat(INLINE_BODY_BYTES + 1);
        for kind in [BodyKind::Json, BodyKind::Raw, BodyKind::GraphQl] {
            assert!(!needs_worker(&body(kind, "{}".to_owned())));
            assert!(needs_worker(&body(kind, large.clone())));
        }
        assert!(!needs_worker(&body(BodyKind::None, large)));
        assert!(needs_worker(&body(BodyKind::File, String::new())));
        let part = PartRow {
            kind: PartKind::File,
            ..PartRow::default()
        };
        let multipart = Body {
            kind: BodyKind::Multipart,
            parts: vec![part],
            ..Body::default()
        };
        assert!(needs_worker(&multipart));
    }
}
