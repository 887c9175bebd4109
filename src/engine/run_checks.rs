//! Captures and assertions of one reply: captures first, so that assertions may name what was captured, as in Bruno.

use std::cell::OnceCell;

use time::OffsetDateTime;

use super::exchange::Order;
use super::run_plan::RunContent;
use super::run_variables::{Captured, CapturedValue};
use crate::blob::SharedBody;
use crate::checks::{Judged, NoValue, ReplyFacts, Verdict, judge, last_name, shown, value_of, variable_text};
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

/// What came of the checks of one reply.
pub struct Checked {
    /// Captures, then assertions, each with what came of it. Their texts are without secrets.
    pub records: Vec<CheckRecord>,
    /// What the captures took.
    pub captured: Vec<Captured>,
    /// Secrets that the reply gives out.
    pub given: Vec<(String, Secret)>,
    /// Every secret of the send, those in the reply too.
    pub(super) known: KnownSecrets,
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
pub(super) fn check(
    content: &RunContent,
    order: &Order,
    exchange: &Exchange,
    of_run: &KnownSecrets,
    now: OffsetDateTime,
) -> Checked {
    let reply = ReplyToCheck {
        request: &content.request,
        scope: &order.scope,
        secret_names: &content.secret_names,
        exchange,
        body: &order.body,
        body_left_out: None,
    };
    check_reply(&reply, of_run, now)
}

/// Carries out the captures, then judges the assertions. Without a reply there is nothing to check. Takes as long as
/// reading the body: for a worker thread.
pub fn check_reply(to_check: &ReplyToCheck<'_>, of_run: &KnownSecrets, now: OffsetDateTime) -> Checked {
    let (request, exchange, body) = (to_check.request, to_check.exchange, to_check.body);
    let mut checked = Checked {
        records: Vec::new(),
        captured: Vec::new(),
        given: Vec::new(),
        known: of_run.clone(),
    };
    checked.known.insert_all(&exchange.secrets);
    insert_exchange_secrets(exchange, &mut checked.known);
    let Some(facts) = ReplyFacts::of_exchange(exchange, body, now) else {
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
    let found = value_of(&capture.expression, facts);
    let words = format!("{name} = {}", capture.expression);
    let (result, actual) = match found.map(|value| (variable_text(&value), value)) {
        Err(why) => (not_evaluated(&why, &checked.known), String::new()),
        Ok((None, _)) => {
            let why = NoValue::Broken {
                missing: capture.expression.clone(),
            };
            let mut result = not_evaluated(&why, &checked.known);
            if let CheckResult::NotEvaluated { reason, .. } = &mut result {
                *reason = checked.known.redact("The response has no such value");
            }
            (result, String::new())
        }
        Ok((Some(text), value_found)) => {
            let is_secret = secret_names.contains(&name)
                || is_secret_name(&name)
                || is_named_secret(&capture.expression)
                || reply.gives_out(&text);
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
                    shown(&value_found),
                )
            };
            checked.captured.push(Captured { name, value });
            (CheckResult::Holds, actual)
        }
    };
    CheckRecord {
        row: capture.row,
        kind: CheckKind::Capture,
        words: clean(&words, &checked.known),
        result,
        expected: clean("", &checked.known),
        actual: clean(&actual, &checked.known),
    }
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
    let hidden = |text: &str| match (is_secret, text) {
        // What it is not tells nothing.
        (true, text) if text.len() > 2 && !matches!(text, "undefined" | "null" | "true" | "false") => {
            mark("value behind a secret name", text)
        }
        _ => text.to_owned(),
    };
    let words = if is_secret && assertion.operator.takes_value() && !assertion.value.contains("{{") {
        format!(
            "{} {} {}",
            assertion.expression,
            assertion.operator.as_str(),
            hidden(&assertion.value)
        )
    } else {
        assertion.words()
    };
    let result = match &judged.verdict {
        Verdict::Holds => CheckResult::Holds,
        Verdict::Fails => CheckResult::Fails,
        Verdict::NotEvaluated(why) => not_evaluated(why, known),
    };
    CheckRecord {
        row: assertion.row,
        kind: CheckKind::Assertion,
        words: clean(&words, known),
        result,
        expected: clean(&hidden(&judged.expected), known),
        actual: clean(&hidden(&judged.actual), known),
    }
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
    let expression: String = assertion.expression.split_whitespace().collect();
    assertion.counts() && matches!(expression.as_str(), "res.status" | "res.getStatus()")
}
