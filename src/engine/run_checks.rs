//! Captures and assertions of one reply: captures first, so that assertions may name what was captured, as in Bruno.
//!
//! They look into bodies of up to 64 MiB with expressions of the user's, so they are carried out on a thread for blocking
//! work, within a time, and end when the run is cancelled. What can not be ended, as a regular expression, is left to itself.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::ambient::Ambient;
use super::exchange::Order;
use super::run_plan::RunContent;
use super::run_variables::{Captured, CapturedValue};
use crate::blob::SharedBody;
use crate::checks::{Judged, NoValue, ReplyFacts, Taken, Verdict, judge, last_name, taken_of};
use crate::formats::credentials::credentials_in_reply;
use crate::model::{Assertion, Capture, Exchange, Request, Secret, SigningTime, Variable, VariableLayer};
use crate::prepare::insert_exchange_secrets;
use crate::redact::run_record::{CheckKind, CheckRecord, CheckResult};
use crate::redact::{KnownSecrets, Redacted, Signatures, hide_by_name, mark, secret_kind, secrets_by_name};
use crate::resolve::Scope;

/// Where captured variables stand.
const LAYER: VariableLayer = VariableLayer::Runtime;
/// What defines them, for people.
const PLACE: &str = "captured in this run";
/// Longer bodies are searched for the names of secrets in so much of their beginning.
const NAMES_SEARCHED_BYTES: usize = 1 << 20;

/// The checks of one reply may take so long together.
const LONGEST_CHECKS: Duration = Duration::from_secs(20);
/// What does not look whether it should end is waited for so much longer.
const GRACE: Duration = Duration::from_secs(5);
/// A shorter part of a secret is found by chance.
const SHORTEST_PART_BYTES: usize = 8;

/// What came of the checks of one reply.
pub struct Checked {
    pub(super) end: ChecksEnd,
    /// Captures, then assertions, each with what came of it. Their texts are without secrets.
    pub records: Vec<CheckRecord>,
    /// What the captures took.
    pub captured: Vec<Captured>,
    /// Secrets that the reply gives out.
    pub given: Vec<(String, Secret)>,
    /// Every secret of the send, those in the reply too.
    pub(super) known: KnownSecrets,
}

/// How the checks of a reply ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChecksEnd {
    /// All were carried out.
    Done,
    /// The run was cancelled before.
    Cancelled,
}

/// A request that was sent, with what its checks need. Cheap to clone.
#[derive(Clone)]
pub(super) struct CheckJob {
    pub(super) content: Arc<RunContent>,
    pub(super) order: Arc<Order>,
    pub(super) exchange: Arc<Exchange>,
    /// Secrets of the run until here.
    pub(super) known: KnownSecrets,
}

impl CheckJob {
    /// Carries out the captures, then judges the assertions, without keeping the task from anything.
    pub(super) async fn checked(self, ambient: &Ambient, cancel: &CancellationToken) -> Checked {
        let now = (ambient.now)();
        let job = self.clone();
        let stop = end_of_checks(ambient, cancel);
        let work = tokio::task::spawn_blocking(move || check(&job, now, &stop));
        let work = tokio::time::timeout(LONGEST_CHECKS + GRACE, work);
        tokio::select! {
            biased;
            done = work => match done {
                Ok(Ok(checked)) if !cancel.is_cancelled() => checked,
                Ok(Ok(checked)) => Checked { end: ChecksEnd::Cancelled, ..checked },
                Ok(Err(_panic)) => self.given_up(&NoValue::BrokeOff),
                Err(_too_long) => self.given_up(&NoValue::OutOfTime),
            },
            () = cancel.cancelled() => Checked {
                end: ChecksEnd::Cancelled,
                records: Vec::new(),
                ..self.given_up(&NoValue::OutOfTime)
            },
        }
    }

    /// No check can be told.
    fn given_up(&self, why: &NoValue) -> Checked {
        let mut checked = unchecked(&self.exchange, &self.known);
        let request = &self.content.request;
        let known = &checked.known;
        let record = |row, kind, words: &str| CheckRecord {
            row,
            kind,
            words: clean(words, known),
            result: not_evaluated(why, known),
            expected: clean("", known),
            actual: clean("", known),
        };
        let captures = request.captures.iter().filter(|capture| capture.counts());
        let assertions = request.assertions.iter().filter(|assertion| assertion.counts());
        let records = captures
            .map(|capture| record(capture.row, CheckKind::Capture, &words_of(capture)))
            .chain(assertions.map(|one| record(one.row, CheckKind::Assertion, &words_of_assertion(one))))
            .collect();
        checked.records = records;
        checked
    }
}

/// True when the run was cancelled, or the time of the checks that begin now is over.
pub fn end_of_checks(ambient: &Ambient, cancel: &CancellationToken) -> impl Fn() -> bool + Send + use<> {
    let (monotonic, cancel) = (Arc::clone(&ambient.monotonic), cancel.clone());
    let end: Instant = (monotonic)() + LONGEST_CHECKS;
    move || cancel.is_cancelled() || (monotonic)() >= end
}

/// Nothing checked but the secrets that are known anyway.
fn unchecked(exchange: &Exchange, of_run: &KnownSecrets) -> Checked {
    let mut known = of_run.clone();
    known.insert_all(&exchange.secrets);
    insert_exchange_secrets(exchange, &mut known);
    Checked {
        end: ChecksEnd::Done,
        records: Vec::new(),
        captured: Vec::new(),
        given: Vec::new(),
        known,
    }
}

/// A reply, and what it is checked for.
pub struct ReplyToCheck<'a> {
    /// The request with its assertions and captures.
    pub request: &'a Request,
    /// The variables that values of assertions may name, but for those of the request.
    pub scope: &'a Scope,
    /// Names of variables that the collection calls secret.
    pub secret_names: &'a [String],
    /// The send.
    pub exchange: &'a Exchange,
    /// The body that came.
    pub body: &'a SharedBody,
    /// Why not all of the body is there, for people.
    pub body_left_out: Option<&'a str>,
}

/// Carries out the checks of a request of a run.
fn check(job: &CheckJob, now: OffsetDateTime, stop: &dyn Fn() -> bool) -> Checked {
    let reply = ReplyToCheck {
        request: &job.content.request,
        scope: &job.order.scope,
        secret_names: &job.content.secret_names,
        exchange: &job.exchange,
        body: &job.order.body,
        body_left_out: None,
    };
    check_reply(&reply, &job.known, now, stop)
}

/// Carries out the captures, then judges the assertions. Without a reply there is nothing to check. Takes as long as
/// reading the body: for a worker thread. `stop` says when it is
/// to end early.
pub fn check_reply(
    to_check: &ReplyToCheck<'_>,
    of_run: &KnownSecrets,
    now: OffsetDateTime,
    stop: &dyn Fn() -> bool,
) -> Checked {
    let (request, exchange, body) = (to_check.request, to_check.exchange, to_check.body);
    let mut checked = unchecked(exchange, of_run);
    let Some(facts) = ReplyFacts::of_exchange(exchange, body, now, stop) else {
        return checked;
    };
    let facts = facts.with_body_left_out(to_check.body_left_out);
    let reply = Reply {
        body,
        content_type: facts.content_type(),
        now,
        given: OnceCell::new(),
    };
    let mut scope = to_check.scope.of_request(request).into_owned();
    for capture in request.captures.iter().filter(|capture| capture.counts()) {
        let record = carry_out(
            (capture, to_check.secret_names),
            &facts,
            &reply,
            &mut scope,
            &mut checked,
        );
        checked.records.push(record);
    }
    for assertion in request.assertions.iter().filter(|assertion| assertion.counts()) {
        let judged = judge(assertion, &facts, &scope);
        let record = judged_record(assertion, &judged, &reply, &mut checked.known);
        checked.records.push(record);
    }
    // A later request may repeat them, by a captured object or because its service does.
    checked.given = reply.secrets().to_vec();
    insert_all(&mut checked.known, &checked.given);
    checked
}

/// A body in which credentials may stand.
struct Reply<'a> {
    body: &'a SharedBody,
    content_type: &'a str,
    now: OffsetDateTime,
    given: OnceCell<Vec<(String, Secret)>>,
}

impl Reply<'_> {
    /// The secrets that the reply gives out. Looked for when something of the body is shown or kept.
    fn secrets(&self) -> &[(String, Secret)] {
        self.given.get_or_init(|| {
            let beginning = self.body.prefix(NAMES_SEARCHED_BYTES);
            let mut secrets = secrets_by_name(&String::from_utf8_lossy(&beginning));
            let given = credentials_in_reply(&beginning, self.content_type, SigningTime::new(self.now));
            for set in given
                .into_iter()
                .flat_map(|given| given.others.into_iter().chain([given.chosen]))
            {
                secrets.push(("secret access key".to_owned(), set.secret_access_key));
                secrets.push(("session token".to_owned(), set.session_token));
            }
            secrets.retain(|(_, secret)| !secret.is_empty());
            secrets
        })
    }

    fn gives_out(&self, text: &str) -> bool {
        let is = |secret: &Secret| secret.expose_for_search() == text.as_bytes();
        self.secrets().iter().any(|(_, secret)| is(secret))
    }
}

/// Puts a value into a variable of the run. Nothing found is a failure: later requests would be sent without it.
fn carry_out(
    (capture, secret_names): (&Capture, &[String]),
    facts: &ReplyFacts<'_>,
    reply: &Reply<'_>,
    scope: &mut Scope,
    checked: &mut Checked,
) -> CheckRecord {
    let name = capture.variable.trim().to_owned();
    let (result, actual) = match taken_of(&capture.expression, facts) {
        Err(why) => (not_evaluated(&why, &checked.known), String::new()),
        Ok(None) => {
            let why = NoValue::Broken {
                missing: capture.expression.clone(),
            };
            let mut result = not_evaluated(&why, &checked.known);
            if let CheckResult::NotEvaluated { reason, .. } = &mut result {
                *reason = checked.known.redact("The response has no such value");
            }
            (result, String::new())
        }
        Ok(Some(Taken { text, shown })) => {
            let is_secret = secret_names.contains(&name)
                || is_secret_name(&name)
                || is_named_secret(&capture.expression)
                || reply.gives_out(&text)
                || is_part_of_secret(&text, reply, &checked.known);
            let outer = std::mem::take(scope);
            let (value, actual);
            (*scope, value, actual) = if is_secret {
                let secret = Secret::new(text.as_str());
                checked.known.insert(format!("captured {name}"), &secret);
                let variable = Variable::secret(name.as_str());
                (
                    outer.define(LAYER, PLACE, &variable, Some(secret.clone())),
                    CapturedValue::Secret(secret),
                    mark("secret of the run", &text),
                )
            } else {
                insert_all(&mut checked.known, reply.secrets());
                (
                    outer.define_literal(LAYER, PLACE, &name, &text),
                    CapturedValue::Plain(text),
                    shown,
                )
            };
            checked.captured.push(Captured { name, value });
            (CheckResult::Holds, actual)
        }
    };
    CheckRecord {
        row: capture.row,
        kind: CheckKind::Capture,
        words: clean(&words_of(capture), &checked.known),
        result,
        expected: clean("", &checked.known),
        actual: clean(&actual, &checked.known),
    }
}

fn words_of(capture: &Capture) -> String {
    format!("{} = {}", capture.variable.trim(), capture.expression)
}

/// Whether it is a piece of what is secret, as a regular expression takes one out of a token. What is short is found by
/// chance.
fn is_part_of_secret(text: &str, reply: &Reply<'_>, known: &KnownSecrets) -> bool {
    let text = text.trim();
    text.len() >= SHORTEST_PART_BYTES
        && (known.has_part(text)
            || reply.secrets().iter().any(|(_, secret)| {
                memchr::memmem::find(secret.expose_for_search(), text.as_bytes()).is_some()
            }))
}

fn judged_record(
    assertion: &Assertion,
    judged: &Judged,
    reply: &Reply<'_>,
    known: &mut KnownSecrets,
) -> CheckRecord {
    for secret in &judged.secrets {
        known.insert("secret variable", secret);
    }
    if judged.actual.starts_with(['"', '{', '[']) {
        insert_all(known, reply.secrets());
    }
    let is_secret = is_named_secret(&assertion.expression);
    let actual = if !is_secret && is_part_of_secret(&bare(&judged.actual), reply, known) {
        mark("part of a secret", &bare(&judged.actual))
    } else {
        hidden(is_secret, &judged.actual)
    };
    let result = match &judged.verdict {
        Verdict::Holds => CheckResult::Holds,
        Verdict::Fails => CheckResult::Fails,
        Verdict::NotEvaluated(why) => not_evaluated(why, known),
    };
    CheckRecord {
        row: assertion.row,
        kind: CheckKind::Assertion,
        words: clean(&words_of_assertion(assertion), known),
        result,
        expected: clean(&hidden(is_secret, &judged.expected), known),
        actual: clean(&actual, known),
    }
}

/// The assertion in words, without the value that it compares a secret with.
fn words_of_assertion(assertion: &Assertion) -> String {
    let is_secret = is_named_secret(&assertion.expression);
    if is_secret && assertion.operator.takes_value() && !assertion.value.contains("{{") {
        format!(
            "{} {} {}",
            assertion.expression,
            assertion.operator.as_str(),
            hidden(is_secret, &assertion.value)
        )
    } else {
        assertion.words()
    }
}

/// What stands behind a secret name. What it is not tells nothing.
fn hidden(is_secret: bool, text: &str) -> String {
    if is_secret && text.len() > 2 && !matches!(text, "undefined" | "null" | "true" | "false") {
        mark("value behind a secret name", &bare(text))
    } else {
        text.to_owned()
    }
}

/// A text without the quotes that tell that it is one: they are no part of what a mark counts.
fn bare(text: &str) -> String {
    let single = || Some(text.strip_prefix('\'')?.strip_suffix('\'')?.to_owned());
    let double = serde_json::from_str::<String>(text).ok();
    double.or_else(single).unwrap_or_else(|| text.to_owned())
}

fn not_evaluated(why: &NoValue, known: &KnownSecrets) -> CheckResult {
    CheckResult::NotEvaluated {
        reason: clean(&why.to_string(), known),
        hint: why.hint(),
    }
}

fn insert_all(known: &mut KnownSecrets, secrets: &[(String, Secret)]) {
    for (label, secret) in secrets {
        known.insert(label.as_str(), secret);
    }
}

/// A text without what is known to be secret, and without what stands behind a telling name.
pub(super) fn clean(text: &str, known: &KnownSecrets) -> Redacted<String> {
    let redacted = known.redact(text).into_inner();
    known.redact(&hide_by_name(&redacted, Signatures::Hidden))
}

fn is_secret_name(name: &str) -> bool {
    secret_kind(name).is_some()
}

fn is_named_secret(expression: &str) -> bool {
    last_name(expression).is_some_and(|name| is_secret_name(&name))
}

/// Whether an assertion is about the status.
pub(super) fn is_about_status(assertion: &Assertion) -> bool {
    assertion.counts() && crate::checks::is_about_status(&assertion.expression)
}
