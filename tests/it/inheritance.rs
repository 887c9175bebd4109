//! What a request takes from what it stands in, sent: header rows, settings, variables and their secrets.

use std::sync::Arc;

use countersign::engine::exchange;
use countersign::model::{
    Auth, Exchange, HeaderRow, Outcome, Redirects, Request, RequestSettings, Secret, Variable, VariableLayer,
};
use countersign::resolve::{Ancestor, Scope};
use tokio_util::sync::CancellationToken;

use crate::support::order::{deps, execute_api, order, plain, signed};
use crate::support::origins::{Log, leading, plain_origin};

fn collection(headers: Vec<HeaderRow>, settings: RequestSettings) -> Arc<[Ancestor]> {
    [Ancestor {
        headers: headers.into(),
        settings: Arc::new(settings),
        ..Ancestor::of_auth("collection Shop", Auth::default())
    }]
    .into()
}

fn following(redirects: Redirects) -> RequestSettings {
    RequestSettings {
        redirects,
        ..RequestSettings::default()
    }
}

/// A secret too short to be found by its value, and a plain variable.
fn scope() -> Scope {
    Scope::default()
        .define(
            VariableLayer::Environment,
            "environment dev",
            &Variable::secret("pin"),
            Some(Secret::new("q7")),
        )
        .define(
            VariableLayer::Environment,
            "environment dev",
            &Variable::secret("token"),
            Some(Secret::new("canary-of-the-token")),
        )
        .with(VariableLayer::Collection, "colour", "red")
        .with(VariableLayer::Collection, "badge", "team {{pin}}")
}

async fn sent(request: Request, ancestors: Arc<[Ancestor]>) -> Exchange {
    let mut order = order(request);
    order.scope = scope();
    order.ancestors = ancestors;
    exchange::run(&deps(), &order, &CancellationToken::new()).await
}

fn value<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = request.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn inherited_rows_are_sent_and_signed_and_inherited_settings_count() {
    let log = Log::default();
    let server = plain_origin("A", &log);
    let mut request = signed(&execute_api(server.port(), &leading(307, "/end")));
    request.http.headers = vec![HeaderRow::new("X-Own", "{{mine}}")];
    request.variables = vec![Variable::new("mine", "{{colour}}!")];
    let rows = vec![
        HeaderRow::new("x-own", "hidden"),
        HeaderRow::new("X-Colour", "{{colour}}"),
        HeaderRow::new("X-Id", "{{$uuid}}"),
    ];
    let exchange = sent(request, collection(rows, following(Redirects::SameOrigin))).await;
    assert!(
        matches!(exchange.outcome, Outcome::Replied(_)),
        "{:?}",
        exchange.outcome
    );
    let log = log.lock().unwrap();
    assert_eq!(log.len(), 2, "the redirect is followed, as the collection says");
    let ids: Vec<&str> = log
        .iter()
        .filter_map(|(_, request)| value(request, "x-id"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "a send has one set of dynamic values");
    assert_eq!(ids[0].len(), 36);
    for (_, request) in log.iter() {
        assert_eq!(value(request, "x-own"), Some("red!"));
        assert_eq!(value(request, "x-colour"), Some("red"));
        let authorization = value(request, "authorization").unwrap();
        assert!(authorization.contains("x-colour;x-id;x-own"), "{authorization}");
    }
    assert!(exchange.report.unwrap().proof.holds());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_send_has_dynamic_values_of_its_own() {
    let log = Log::default();
    let server = plain_origin("A", &log);
    for _ in 0..2 {
        let request = plain(&execute_api(server.port(), "/{{$uuid}}/{{$uuid}}"));
        sent(request, Arc::default()).await;
    }
    let log = log.lock().unwrap();
    let ids: std::collections::BTreeSet<&str> = log
        .iter()
        .flat_map(|(_, request)| request.split(' ').nth(1).unwrap().split('/').skip(1))
        .collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rows_made_of_secret_variables_stay_with_their_origin() {
    let log = Log::default();
    let (first, second) = (plain_origin("A", &log), plain_origin("B", &log));
    let there = format!("http://127.0.0.1:{}/end", second.port());
    let mut request = plain(&execute_api(first.port(), &leading(307, &there)));
    request.http.headers = vec![
        HeaderRow::new("x-pin", "{{pin}}"),
        HeaderRow::new("x-badge", "{{badge}}"),
        HeaderRow::new("x-colour", "{{colour}}"),
    ];
    let rows = vec![
        HeaderRow::new("x-inherited", "{{token}}"),
        HeaderRow::new("x-team", "blue"),
    ];
    let exchange = sent(request, collection(rows, following(Redirects::Everywhere))).await;
    let log = log.lock().unwrap();
    let names: Vec<&str> = log.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["A", "B"]);
    let (here, elsewhere) = (&log[0].1, &log[1].1);
    assert_eq!(value(here, "x-pin"), Some("q7"));
    assert_eq!(value(here, "x-badge"), Some("team q7"));
    assert_eq!(value(here, "x-inherited"), Some("canary-of-the-token"));
    for name in ["x-pin", "x-badge", "x-inherited"] {
        assert_eq!(value(elsewhere, name), None, "{elsewhere}");
    }
    assert_eq!(value(elsewhere, "x-colour"), Some("red"));
    assert_eq!(value(elsewhere, "x-team"), Some("blue"));
    assert!(!elsewhere.contains("canary"));
    let secrets: Vec<&Secret> = exchange.secrets.iter().map(|(_, secret)| secret).collect();
    for secret in ["q7", "canary-of-the-token"] {
        assert!(secrets.contains(&&Secret::new(secret)), "{secrets:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_error_repeats_the_value_of_a_secret_variable() {
    let place = |place: &str, secret: &str| {
        let mut request = plain("https://api.example.com/");
        match place {
            "host" => request.http.url = format!("https://{secret}^/"),
            "port" => request.http.url = format!("https://x:{secret}/"),
            "scheme" => request.http.url = format!("{secret}://x/"),
            "method" => request.http.method = format!("{secret} x"),
            "header" => request.http.headers = vec![HeaderRow::new(format!("{secret}:"), "")],
            other => panic!("{other}"),
        }
        request
    };
    for at in ["host", "port", "scheme", "method", "header"] {
        for (variable, value) in [("pin", "q7"), ("token", "canary-of-the-token")] {
            let request = place(at, &format!("{{{{{variable}}}}}"));
            let exchange = sent(request, Arc::default()).await;
            let Outcome::Failed(failure) = exchange.outcome else {
                panic!("{at}: {:?}", exchange.outcome)
            };
            let said = format!("{} {}", failure.message, failure.hint);
            assert!(!said.contains(value), "{at}: {said}");
            // The control: typed, it is repeated.
            let typed = sent(place(at, value), Arc::default()).await;
            let Outcome::Failed(failure) = typed.outcome else {
                panic!("{at}")
            };
            assert!(failure.message.contains(value), "{at}: {}", failure.message);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_secret_that_is_not_here_and_a_circle_stop_the_send_before_any_byte() {
    let log = Log::default();
    let server = plain_origin("A", &log);
    let mut request = signed(&execute_api(server.port(), "/{{round}}"));
    request.http.auth.aws.secret_access_key = Secret::new("{{key}}");
    request.variables = vec![
        Variable::new("round", "{{about}}"),
        Variable::new("about", "{{round}}"),
    ];
    let mut order = order(request);
    order.scope = Scope::default().define(
        VariableLayer::Environment,
        "environment prod",
        &Variable::secret("key"),
        None,
    );
    let exchange = exchange::run(&deps(), &order, &CancellationToken::new()).await;
    let Outcome::Failed(failure) = exchange.outcome else {
        panic!("{:?}", exchange.outcome)
    };
    assert_eq!(
        failure.message,
        "these variables have no value: one in the URL, as the variables {{round}} → {{about}} → {{round}} name each other \
         in a circle; {{key}} in the secret access key, a secret of environment prod whose value is not on this computer"
    );
    assert!(
        failure
            .hint
            .contains("Give the value of {{key}} for environment prod"),
        "{}",
        failure.hint
    );
    assert_eq!(log.lock().unwrap().len(), 0);
    assert_eq!(exchange.wire, None);
}
