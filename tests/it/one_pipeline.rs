//! One request, three ways through the program: shown live, signed by the command line, and sent. All tell the same.

use std::sync::Arc;

use countersign::app::live::{Inputs, digest_by, live};
use countersign::blob::DigestMemo;
use countersign::engine::{Ambient, CookieJar, exchange};
use countersign::http::{Reply, Transport, TransportError, Watch};
use countersign::model::{
    Auth, AuthKind, BodyKind, Connection, Exchange, Note, Outcome, Phases, Request, ResponseHead, Route,
    Secret, SignatureLocation, SigningClock, SigningTime, VariableLayer, WireRequest,
};
use countersign::redact::KnownSecrets;
use countersign::redact::exchange_record::ExchangeRecord;
use countersign::resolve::{Ancestor, Scope};
use countersign::sigv4::{Sealed, Signer, is_set_by_signing};
use countersign::ui::live::Live;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::signing_properties;
use crate::support::command::run_with;
use crate::support::order::{deps_with, order};

const TIME: &str = "20261120T120000Z";

/// Answers 200 to everything.
struct Answers;

impl Transport for Answers {
    fn send<'a>(
        &'a self,
        _request: &'a Sealed<WireRequest>,
        _route: &'a Route,
        _watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        let reply = Reply {
            head: ResponseHead {
                status: 200,
                reason: "OK".to_owned(),
                headers: Vec::new(),
            },
            body: futures_util::stream::empty().boxed(),
            connection: Connection::default(),
            phases: Phases::default(),
        };
        async move { Ok(reply) }.boxed()
    }
}

/// The same requests in every run, so that a failure comes again.
fn random_requests(count: usize) -> Vec<Request> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = signing_properties::request();
    let drawn = (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current());
    drawn
        .map(|mut request| {
            // As the command line reads a body of the JSON form: bytes, without a content type of ours.
            if request.http.body.kind != BodyKind::None {
                request.http.body.kind = BodyKind::Raw;
                request.http.body.bytes = request.http.body.text.to_string().into();
                request.http.body.text = "".into();
            }
            request
        })
        .collect()
}

fn time() -> SigningTime {
    SigningTime::parse_amz_date(TIME).unwrap()
}

fn shown(request: &Request, inputs: &Inputs) -> Live {
    let jar = CookieJar::default();
    live(request, inputs, time(), Signer::default(), &jar, |outline| {
        digest_by(&mut DigestMemo::default(), outline)
    })
}

fn sent(request: &Request, inputs: &Inputs) -> Exchange {
    let mut order = order(request.clone());
    order.clock = SigningClock::Pinned(time());
    order.scope = inputs.scope.clone();
    order.ancestors = Arc::clone(&inputs.ancestors);
    let deps = deps_with(Arc::new(Answers));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(exchange::run(&deps, &order, &CancellationToken::new()))
}

/// The request that the pane shows, with the lines that signing adds in the place of typed ones.
fn complete(live: &Live) -> WireRequest {
    let mut wire = WireRequest::clone(live.wire.as_ref().unwrap());
    let added = |name: &str| live.added_headers.iter().any(|line| line.name.as_str() == name);
    wire.headers.retain(|line| {
        let name = line.name.as_str();
        live.report.is_none() || !(is_set_by_signing(name) || added(name))
    });
    wire.headers.extend(live.added_headers.iter().cloned());
    wire
}

fn lines(wire: &WireRequest) -> Vec<(String, String)> {
    let lines = wire.headers.iter();
    lines
        .map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()))
        .collect()
}

fn pairs(notes: &[Note]) -> Vec<(String, String)> {
    let notes = notes.iter();
    notes
        .map(|note| (note.rule.to_owned(), note.reason.clone()))
        .collect()
}

/// The live report and the send tell the same; the kind of what stands in the way, when something does.
fn assert_sent_as_shown(live: &Live, exchange: &Exchange) -> Option<&'static str> {
    match (&live.problem, &exchange.outcome) {
        (Some(problem), Outcome::Failed(failure)) => {
            assert_eq!(
                (problem.kind, &problem.message, &problem.hint),
                (failure.kind, &failure.message, &failure.hint)
            );
            assert_eq!((&exchange.wire, &exchange.report), (&None, &None));
            Some(problem.kind)
        }
        (None, Outcome::Replied(_)) => {
            let wire = exchange.wire.as_ref().unwrap();
            assert_eq!(lines(&complete(live)), lines(wire));
            assert_eq!(complete(live).head_bytes(), wire.head_bytes());
            assert_eq!(live.wire.as_ref().unwrap().body, wire.body);
            assert_eq!(live.report, exchange.report, "every piece with its origins");
            assert_eq!(live.notes, exchange.notes);
            None
        }
        (problem, outcome) => panic!("{problem:?} {outcome:?}"),
    }
}

fn json_of(request: &Request) -> Value {
    let (http, aws) = (&request.http, &request.http.auth.aws);
    let headers: Vec<_> = http.headers.iter().map(|row| (&row.name, &row.value)).collect();
    let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let body = std::str::from_utf8(&http.body.bytes).unwrap();
    json!({
        "method": http.method,
        "url": http.url,
        "headers": headers,
        "body": (http.body.kind != BodyKind::None).then_some(body),
        "aws": {
            "access_key_id": aws.access_key_id,
            "secret_access_key": aws.secret_access_key.expose_for_signing(),
            "session_token": text(aws.session_token.expose_for_signing()),
            "region": text(&aws.region),
            "service": text(&aws.service),
            "time": TIME,
        },
    })
}

/// The command line tells what the window shows.
fn assert_signed_as_shown(live: &Live, signed: &Value) {
    if let Some(problem) = &live.problem {
        assert_eq!(signed["error"]["kind"], problem.kind, "{signed}");
        return;
    }
    let report = live.report.as_ref().unwrap();
    let wire = complete(live);
    assert_eq!(signed["canonical_request"], report.canonical_request.as_str());
    assert_eq!(signed["string_to_sign"], report.string_to_sign.as_str());
    assert_eq!(signed["authorization"], report.authorization.as_str());
    assert_eq!(signed["consistent"], report.proof.holds());
    assert_eq!(signed["wire"]["method"], wire.method.as_str());
    assert_eq!(signed["wire"]["target"], wire.target.as_str());
    assert_eq!(signed["wire"]["headers"], json!(lines(&wire)));
    let notes: Vec<_> = signed["notes"].as_array().unwrap().iter().collect();
    let expected: Vec<_> = pairs(&live.notes)
        .into_iter()
        .map(|(rule, reason)| json!({ "rule": rule, "reason": reason }))
        .collect();
    assert_eq!(notes, expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_thousand_random_requests_are_shown_signed_and_sent_alike() {
    let requests = random_requests(1_000);
    let inputs = Inputs {
        scope: Scope::default(),
        ancestors: Arc::default(),
        credentials: Ambient::system().credentials(),
    };
    let lines: Vec<String> = requests
        .iter()
        .map(|request| json_of(request).to_string())
        .collect();
    let input = lines.join("\n");
    let signed = run_with(&[], &input, &["sign", "--jsonl"]);
    let signed: Vec<Value> = signed
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(signed.len(), requests.len());
    let mut blocked = 0;
    for (request, signed) in requests.iter().zip(&signed) {
        let live = shown(request, &inputs);
        let exchange = sent(request, &inputs);
        blocked += usize::from(assert_sent_as_shown(&live, &exchange).is_some());
        assert_signed_as_shown(&live, signed);
    }
    assert!(blocked < 500, "most can be sent: {blocked} can not");
}

#[test]
fn auth_of_every_kind_and_of_ancestors_is_shown_as_it_is_sent() {
    let mut shared = Auth {
        kind: AuthKind::AwsSignature,
        ..Auth::default()
    };
    "{{key}}".clone_into(&mut shared.aws.access_key_id);
    shared.aws.secret_access_key = Secret::new("{{secret}}");
    "{{region}}".clone_into(&mut shared.aws.region);
    let scope = [
        ("key", "AKIDEXAMPLE"),
        ("secret", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        ("region", "eu-west-1"),
    ]
    .into_iter()
    .fold(Scope::default(), |scope, (name, value)| {
        scope.with(VariableLayer::Environment, name, value)
    });
    let inputs = Inputs {
        scope,
        ancestors: Arc::new([Ancestor::of_auth("the collection", shared)]),
        credentials: Ambient::system().credentials(),
    };
    let mut signed = 0;
    for mut request in random_requests(200) {
        let auth = &mut request.http.auth;
        auth.bearer.token = Secret::new("{{secret}}");
        for kind in [
            AuthKind::None,
            AuthKind::Bearer,
            AuthKind::Inherit,
            AuthKind::ApiKey,
        ] {
            request.http.auth.kind = kind;
            let live = shown(&request, &inputs);
            let exchange = sent(&request, &inputs);
            if assert_sent_as_shown(&live, &exchange).is_none() && kind == AuthKind::Inherit {
                let report = exchange.report.unwrap();
                assert!(report.credential_scope.as_str().contains("/eu-west-1/"));
                assert_eq!(report.access_key_id, "AKIDEXAMPLE");
                signed += 1;
            }
        }
    }
    assert!(signed > 100, "{signed}");
}

#[test]
fn nothing_above_a_request_that_inherits_sends_nothing() {
    let mut request = random_requests(1).remove(0);
    request.http.auth.kind = AuthKind::Inherit;
    let inputs = Inputs {
        scope: Scope::default(),
        ancestors: Arc::default(),
        credentials: Ambient::system().credentials(),
    };
    let exchange = sent(&request, &inputs);
    let kind = assert_sent_as_shown(&shown(&request, &inputs), &exchange);
    assert_eq!(kind, Some("nothing-to-inherit"));
}

#[test]
fn an_exchange_is_kept_and_read_back_without_its_secrets() {
    let mut request = random_requests(1).remove(0);
    "https://api.example.com/dev/pets?a=b".clone_into(&mut request.http.url);
    let aws = &mut request.http.auth.aws;
    aws.access_key_id = "AKIDEXAMPLE".to_owned();
    aws.secret_access_key = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    aws.session_token = Secret::new("IQoJb3JpZ2luX2VjEXAMPLETOKEN");
    "us-east-1".clone_into(&mut aws.region);
    "execute-api".clone_into(&mut aws.service);
    let inputs = Inputs {
        scope: Scope::default(),
        ancestors: Arc::default(),
        credentials: Ambient::system().credentials(),
    };
    for location in [
        SignatureLocation::Header,
        SignatureLocation::Query { expires_in: 900 },
    ] {
        request.http.auth.aws.options.location = location;
        let exchange = sent(&request, &inputs);
        let mut secrets = KnownSecrets::of_auth(&request.http.auth);
        let report = exchange.report.as_ref().unwrap();
        if report.presigned_url.is_some() {
            secrets.insert("signature", &Secret::new(&report.signature));
        }
        let record = secrets.record(&exchange);
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(secrets.count_occurrences(text.as_bytes()), 0, "{text}");
        assert_eq!(serde_json::from_str::<ExchangeRecord>(&text).unwrap(), record);
        assert_eq!(record.id, exchange.id);
        let kept = record.report.unwrap();
        assert!(kept.proved && kept.canonical_request.get().starts_with(&request.http.method));
    }
}
