mod odd;

use crate::formats::import::reading::only_request;
use crate::formats::import::{
    Import, ImportError, ImportSource, SecretHome, TransferOutcome, TreeItem, read_import,
};
use crate::model::{
    AuthKind, BodyKind, PartKind, Request, RowState, SignatureLocation, UnknownPart, VariableValue,
};

fn imported(text: &str) -> Import {
    read_import(ImportSource {
        name: "shop.postman_collection.json",
        bytes: text.as_bytes(),
    })
    .unwrap()
}

/// The only request of a collection with this item.
fn request(item: &str) -> (Request, Vec<String>) {
    let import = imported(&format!(r#"{{"info":{{"name":"c"}},"item":[{item}]}}"#));
    only_request(&import)
}

#[test]
fn folders_requests_variables_and_auth_come_in_their_order() {
    let import = imported(
        r#"{"info":{"name":"Shop","description":{"content":"All of it"},
            "schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth":{"type":"awsv4","awsv4":[{"key":"accessKey","value":"{{ak}}"},{"key":"secretKey","value":"{{sk}}"},
            {"key":"region","value":"eu-west-1"},{"key":"service","value":"execute-api"}]},
        "variable":[{"key":"base","value":"https://x"},{"key":"off","value":1,"disabled":true}],
        "item":[{"name":"Orders","auth":{"type":"noauth"},"item":[
            {"name":"List","request":{"method":"GET","url":{"raw":"{{base}}/orders?a=1",
                "query":[{"key":"a","value":"1"},{"key":"b","value":null,"disabled":true}]},
                "header":[{"key":"X-A","value":"1"},{"key":"X-B","value":2,"disabled":true}]}}]},
          {"name":"Ping","request":"https://x/ping"}]}"#,
    );
    let shop = &import.collections[0];
    assert_eq!((shop.name.as_str(), shop.docs.as_str()), ("Shop", "All of it"));
    let auth = &shop.defaults.auth;
    assert_eq!(auth.kind, AuthKind::AwsSignature);
    assert_eq!(
        (
            auth.aws.access_key_id.as_str(),
            auth.aws.region.as_str(),
            auth.aws.service.as_str()
        ),
        ("{{ak}}", "eu-west-1", "execute-api")
    );
    assert_eq!(auth.aws.secret_access_key.reference(), Some("sk"));
    let variables: Vec<_> = shop
        .defaults
        .variables
        .iter()
        .map(|variable| (variable.name.as_str(), variable.state))
        .collect();
    assert_eq!(
        variables,
        [("base", RowState::Enabled), ("off", RowState::Disabled)]
    );
    let [TreeItem::Folder(orders), TreeItem::Request(ping)] = shop.items.as_slice() else {
        panic!("{:?}", shop.items)
    };
    assert_eq!(orders.defaults.auth.kind, AuthKind::Inherit);
    assert_eq!(
        (ping.http.method.as_str(), ping.http.url.as_str()),
        ("GET", "https://x/ping")
    );
    assert_eq!(ping.http.auth.kind, AuthKind::Inherit);
    let TreeItem::Request(list) = &orders.items[0] else {
        panic!("a request")
    };
    assert_eq!(
        list.http.auth.kind,
        AuthKind::None,
        "noauth of the folder is none for each of its requests"
    );
    assert_eq!(list.http.url, "{{base}}/orders?a=1");
    let off = &list.http.disabled_params[0];
    assert_eq!(
        (off.name.as_str(), off.value.as_deref(), off.after),
        ("b", None, 1)
    );
    assert_eq!(list.http.headers[1].state, RowState::Disabled);
    assert_eq!(list.http.headers[1].value, "2");
    let counts = shop.counts();
    assert_eq!((counts.requests, counts.folders, counts.variables), (2, 1, 2));
    assert!(shop.report.is_empty(), "{:?}", shop.report);
}

#[test]
fn aws_signature_of_version_2_0_and_its_usual_values() {
    let (request, report) = request(
        r#"{"name":"a","request":{"method":"GET","url":"https://x/","auth":{"type":"awsv4","awsv4":{
            "accessKey":"AKIAIOSFODNN7EXAMPLE","secretKey":"{{sk}}","addAuthDataToQuery":"true"}}}}"#,
    );
    let aws = &request.http.auth.aws;
    assert_eq!(
        (aws.region.as_str(), aws.service.as_str()),
        ("us-east-1", "execute-api")
    );
    assert!(matches!(aws.options.location, SignatureLocation::Query { .. }));
    assert_eq!(report.len(), 1);
    assert!(
        report[0].contains("region us-east-1 and service execute-api"),
        "{report:?}"
    );
}

#[test]
fn a_literal_secret_becomes_one_secret_variable_and_its_value_goes_apart() {
    let auth = r#""auth":{"type":"awsv4","awsv4":[{"key":"accessKey","value":"AKIA"},{"key":"secretKey","value":"wJalr-literal"},
        {"key":"region","value":"r"},{"key":"service","value":"s"}]}"#;
    let import = imported(&format!(
        r#"{{"info":{{"name":"c"}},{auth},"variable":[{{"key":"secret_access_key","value":"taken"}},{{"key":"db","value":"v","type":"secret"}}],
        "item":[{{"name":"a","request":{{"url":"https://x/",{auth}}}}},
                {{"name":"b","request":{{"url":"https://x/","auth":{{"type":"bearer","bearer":[{{"key":"token","value":"t0ken-literal"}}]}}}}}}]}}"#
    ));
    let collection = &import.collections[0];
    assert!(!format!("{:?}", collection.items).contains("literal"));
    let name = collection
        .defaults
        .auth
        .aws
        .secret_access_key
        .reference()
        .unwrap()
        .to_owned();
    let TreeItem::Request(first) = &collection.items[0] else {
        panic!("a request")
    };
    assert_eq!(
        first.http.auth.aws.secret_access_key.reference(),
        Some(name.as_str())
    );
    let secrets: Vec<(&str, &str)> = collection
        .secrets
        .iter()
        .map(|secret| (secret.name.as_str(), secret.value.expose_for_editing()))
        .collect();
    assert!(secrets.contains(&(name.as_str(), "wJalr-literal")), "{secrets:?}");
    assert!(secrets.contains(&("bearer_token", "t0ken-literal")));
    assert!(secrets.contains(&("db", "v")));
    assert!(
        collection
            .secrets
            .iter()
            .all(|secret| secret.home == SecretHome::Collection)
    );
    let defined = |name: &str| {
        collection
            .defaults
            .variables
            .iter()
            .filter(|variable| variable.name == name)
            .map(|variable| &variable.value)
            .collect::<Vec<_>>()
    };
    assert_eq!(defined(&name), [&VariableValue::Secret]);
    assert_eq!(defined("db"), [&VariableValue::Secret]);
}

#[test]
fn every_kind_of_body_comes() {
    let body = |body: &str| {
        let item =
            format!(r#"{{"name":"a","request":{{"method":"POST","url":"https://x/","body":{body}}}}}"#);
        request(&item).0.http
    };
    let raw = body(r#"{"mode":"raw","raw":"{\"a\":1}","options":{"raw":{"language":"json"}}}"#);
    assert_eq!(
        (raw.body.kind, raw.body.text.as_str()),
        (BodyKind::Json, "{\"a\":1}")
    );
    let html = body(r#"{"mode":"raw","raw":"<p>","options":{"raw":{"language":"html"}}}"#);
    assert_eq!(html.body.kind, BodyKind::Text);
    assert_eq!(html.headers[0].value, "text/html");
    let form = body(
        r#"{"mode":"urlencoded","urlencoded":[{"key":"a","value":"1"},{"key":"b","value":"2","disabled":true}]}"#,
    );
    assert_eq!(form.body.form.len(), 2);
    assert_eq!(form.body.form[1].state, RowState::Disabled);
    let parts = body(
        r#"{"mode":"formdata","formdata":[{"key":"t","value":"1","type":"text"},{"key":"f","type":"file","src":["/a","/b"]}]}"#,
    );
    let paths: Vec<&str> = parts.body.parts.iter().map(|part| part.path.as_str()).collect();
    assert_eq!(paths, ["", "/a", "/b"]);
    assert_eq!(parts.body.parts[2].kind, PartKind::File);
    let file = body(r#"{"mode":"file","file":{"src":"/x.bin"}}"#);
    assert_eq!(
        (file.body.kind, file.body.file.path.as_str()),
        (BodyKind::File, "/x.bin")
    );
    let graphql = body(r#"{"mode":"graphql","graphql":{"query":"{a}","variables":"{\"x\":1}"}}"#);
    assert_eq!(graphql.body.graphql.variables.as_str(), "{\"x\":1}");
}

#[test]
fn what_is_not_known_is_told_and_never_sent_as_nothing() {
    let (digest, report) = request(
        r#"{"name":"a","request":{"url":"https://x/","auth":{"type":"digest","digest":[]}},"response":[{},{}],
            "protocolProfileBehavior":{"strictSSL":false}}"#,
    );
    assert_eq!(
        digest.http.auth.unknown,
        Some(UnknownPart::Kind("digest".to_owned()))
    );
    assert_eq!(report.len(), 3, "{report:?}");
    assert!(report.iter().any(|line| line.contains("2 saved responses")));
}

#[test]
fn auth_and_bodies_without_a_word_are_known_by_their_key_or_unknown() {
    let of = |auth: &str| {
        let item = format!(r#"{{"name":"a","request":{{"url":"https://x/","auth":{auth}}}}}"#);
        request(&item).0.http.auth
    };
    let aws = of(r#"{"awsv4":[{"key":"accessKey","value":"{{ak}}"}]}"#);
    assert_eq!(aws.kind, AuthKind::AwsSignature);
    assert_eq!(aws.aws.access_key_id, "{{ak}}");
    let unknown = Some(UnknownPart::Kind("unknown".to_owned()));
    for auth in [r#"{"type":"","awsv4":[]}"#, r#"[{"a":1}]"#] {
        assert_eq!(of(auth).unknown, unknown, "{auth}");
    }
    assert_eq!(of("null").kind, AuthKind::Inherit);
    let (body, report) =
        request(r#"{"name":"a","request":{"method":"POST","url":"https://x/","body":{"raw":"x"}}}"#);
    assert_eq!(body.http.body.unknown, unknown);
    assert_eq!(report.len(), 1);
}

#[test]
fn simple_scripts_become_checks_and_others_stay_as_text() {
    let (simple, report) = request(
        r#"{"name":"a","request":"https://x/","event":[{"listen":"test","script":{"exec":["pm.response.to.have.status(201);"]}}]}"#,
    );
    assert_eq!(simple.assertions[0].words(), "res.status eq 201");
    assert_eq!(report, ["Its script became 1 assertion and 0 captures"]);
    let (other, report) = request(
        r#"{"name":"a","request":{"url":"https://x/","description":"About"},"event":[
            {"listen":"prerequest","script":{"exec":"pm.environment.set('t', Date.now())"}}]}"#,
    );
    assert!(
        other
            .docs
            .starts_with("About\n\nScript of Postman before the request")
    );
    assert!(other.docs.contains("Date.now()"));
    assert_eq!(report.len(), 1);
}

#[test]
fn an_environment_a_dump_and_an_envelope_are_read() {
    let environment = imported(
        r#"{"name":"dev","values":[{"key":"a","value":"1","enabled":false},{"key":"k","value":"s3cr3t","type":"secret","enabled":true}]}"#,
    );
    let dev = &environment.collections[0];
    assert_eq!(dev.environments[0].variables[0].state, RowState::Disabled);
    assert_eq!(dev.environments[0].variables[1].value, VariableValue::Secret);
    assert_eq!(dev.secrets[0].home, SecretHome::Environment("dev".to_owned()));
    let dump = imported(
        r#"{"version":1,"collections":[{"info":{"name":"c"},"item":[{"name":"a","request":"https://x"}]},
            {"name":"old","order":[],"requests":[{},{}]}],
            "environments":[{"name":"dev","values":[]}],"globals":[{"key":"g","value":"1"}]}"#,
    );
    assert_eq!(dump.collections.len(), 1);
    assert_eq!(dump.collections[0].environments.len(), 2);
    let old = dump.collections[0].report.last().unwrap();
    assert_eq!(old.outcome, TransferOutcome::Dropped);
    assert!(old.text.contains("old is in version 1") && old.text.contains("2 requests"));
    let only_old = ImportSource {
        name: "dump.json",
        bytes: br#"{"version":1,"collections":[{"name":"old","requests":[{}]}]}"#,
    };
    assert_eq!(read_import(only_old), Err(ImportError::OldVersion));
    let enveloped =
        imported(r#"{"collection":{"info":{"name":"c"},"item":[{"name":"a","request":"https://x"}]}}"#);
    assert_eq!(enveloped.collections[0].name, "c");
}

#[test]
fn a_url_in_parts_is_put_together_and_path_values_are_kept() {
    let (request, _) = request(
        r#"{"name":"a","request":{"url":{"protocol":"https","host":["api","x"],"port":8443,"path":["v1",":id",{"value":"z"}],
            "query":[{"key":"q","value":"1"}],"variable":[{"key":"id","value":"7"},{"key":"none","value":"8"}]}}}"#,
    );
    assert_eq!(request.http.url, "https://api.x:8443/v1/:id/z?q=1");
    assert_eq!(request.http.path_values.len(), 1);
    assert_eq!(request.http.path_values[0].value, "7");
}

#[test]
fn a_url_whose_text_and_parts_differ_is_told() {
    let of = |raw: &str| {
        let item = format!(
            r#"{{"name":"a","request":{{"url":{{"raw":"{raw}","protocol":"https","host":["x"],"path":["a",""]}}}}}}"#
        );
        request(&item)
    };
    assert_eq!(of("https://x/a/?q=1").1, Vec::<String>::new());
    let (request, report) = of("https://x/b");
    assert_eq!(request.http.url, "https://x/b");
    assert_eq!(
        report,
        ["The text of its URL and the parts of it differ: the text comes"]
    );
}

#[test]
fn folders_that_are_too_deep_give_their_requests_to_the_one_above() {
    let mut item = r#"{"name":"r","request":"https://x"}"#.to_owned();
    for _ in 0..40 {
        item = format!(r#"{{"name":"f","item":[{item}]}}"#);
    }
    let import = imported(&format!(r#"{{"info":{{"name":"c"}},"item":[{item}]}}"#));
    let counts = import.collections[0].counts();
    assert_eq!(
        (counts.requests, counts.folders),
        (1, crate::formats::import::DEEPEST_FOLDER - 1)
    );
}

#[test]
fn requests_of_folders_that_are_too_deep_keep_what_they_inherit() {
    let mut item = r#"{"name":"deep","description":"About","auth":{"type":"bearer","bearer":[{"key":"token","value":"{{t}}"}]},
        "variable":[{"key":"v","value":"1"}],"item":[{"name":"r","request":"https://x/{{v}}"}]}"#
        .to_owned();
    for _ in 1..crate::formats::import::DEEPEST_FOLDER {
        item = format!(r#"{{"name":"f","item":[{item}]}}"#);
    }
    let import = imported(&format!(r#"{{"info":{{"name":"c"}},"item":[{item}]}}"#));
    let mut items = &import.collections[0].items;
    while let TreeItem::Folder(folder) = &items[0] {
        items = &folder.items;
    }
    let TreeItem::Request(deep) = &items[0] else {
        panic!("a request")
    };
    assert_eq!(deep.http.auth.bearer.token.reference(), Some("t"));
    assert_eq!(deep.variables[0].name, "v");
    let report = &import.collections[0].report;
    assert!(
        report.iter().any(|note| note.text == "Its note and scripts"),
        "{report:?}"
    );
}

#[test]
fn query_parameters_that_the_text_lacks_are_added() {
    let (request, report) = request(
        r#"{"name":"a","request":{"url":{"raw":"https://x/a?b=1&d%20e=2#f","query":[{"key":"b","value":"1"},{"key":"d e","value":"2"},
            {"key":"c","value":"3"},{"key":"b","value":"4"}]},"proxy":{"host":"p"}},"protocolProfileBehavior":{}}"#,
    );
    assert_eq!(request.http.url, "https://x/a?b=1&d%20e=2&c=3&b=4#f");
    assert_eq!(report.len(), 2, "{report:?}");
}

#[test]
fn a_token_of_oauth_2_stands_where_it_was_sent() {
    let of = |fields: &str| {
        let item = format!(
            r#"{{"name":"a","request":{{"url":"https://x/","auth":{{"type":"oauth2","oauth2":[{{"key":"accessToken","value":"{{{{t}}}}"}},{fields}]}}}}}}"#
        );
        request(&item).0.http.auth
    };
    let usual = of(r#"{"key":"headerPrefix","value":"Bearer"}"#);
    assert_eq!(usual.bearer.token.reference(), Some("t"));
    let in_query = of(r#"{"key":"addTokenTo","value":"queryParams"}"#);
    assert_eq!(
        (in_query.kind, in_query.api_key.key.as_str()),
        (AuthKind::ApiKey, "access_token")
    );
    let other = of(r#"{"key":"headerPrefix","value":"Token"}"#);
    assert_eq!(
        (other.kind, other.api_key.key.as_str()),
        (AuthKind::ApiKey, "Authorization")
    );
}

#[test]
fn what_no_person_looks_through_and_no_file_holds_does_not_come() {
    let many = vec!["{}"; crate::formats::import::MOST_ITEMS + 1].join(",");
    let text = format!(r#"{{"info":{{"name":"c"}},"item":[{many}]}}"#);
    let source = ImportSource {
        name: "many.json",
        bytes: text.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let (long, report) = request(&format!(
        r#"{{"name":"a","request":{{"method":"POST","url":"https://x/","body":{{"mode":"raw","raw":"{}"}}}}}}"#,
        "x".repeat(9 << 20)
    ));
    assert!(long.http.body.text.is_empty());
    assert!(
        long.http.body.unknown.is_some(),
        "it is not sent without its body"
    );
    assert_eq!(report.len(), 1);
}

#[test]
fn no_cut_of_a_file_makes_it_panic() {
    let text = r#"{"info":{"name":"c"},"auth":{"type":"awsv4","awsv4":[1,null,{"key":2}]},"variable":[null,{"key":null}],
        "item":[null,1,{"name":null,"item":{}},{"request":{"url":{"host":{},"path":7,"query":{"a":1}},"header":{"a":1},
        "body":{"mode":"formdata","formdata":[{"src":[]}]}},"event":[{"script":[]}],"response":{}}]}"#;
    let whole = imported(text);
    assert_eq!(whole.collections[0].counts().requests, 1);
    for end in 0..text.len() {
        let cut = ImportSource {
            name: "a.json",
            bytes: &text.as_bytes()[..end],
        };
        assert!(read_import(cut).is_err(), "{end}");
    }
}
