mod elsewhere;

use crate::formats::import::{CollectionTree, ImportSource, SecretHome, read_import};
use crate::model::VariableValue;

fn imported(text: &str) -> CollectionTree {
    let source = ImportSource {
        name: "shop.json",
        bytes: text.as_bytes(),
    };
    read_import(source).unwrap().collections.remove(0)
}

/// What files get: all but the values that go apart.
fn written(collection: &CollectionTree) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}",
        collection.docs, collection.defaults, collection.items, collection.environments, collection.report
    )
}

fn handed_over(collection: &CollectionTree) -> Vec<(&SecretHome, &str, &str)> {
    let secrets = collection.secrets.iter();
    secrets
        .map(|secret| {
            (
                &secret.home,
                secret.name.as_str(),
                secret.value.expose_for_editing(),
            )
        })
        .collect()
}

#[test]
fn no_place_of_a_collection_keeps_a_typed_secret() {
    let shop = imported(
        r#"{"info":{"name":"Shop","description":"use hunter2-header here"},
        "event":[{"listen":"prerequest","script":{"exec":["pm.variables.set('password', 'hunter2-script');"]}}],
        "item":[{"name":"F","variable":[{"key":"password","value":"hunter2-folder"},{"key":"t","type":"secret","value":"hunter2-typed"}],
            "item":[{"name":"a","request":{"method":"POST","url":"https://x/?api_key=hunter2-query",
            "header":[{"key":"Authorization","value":"Bearer hunter2-header"},{"key":"Cookie","value":"sid=hunter2-cookie"},
                {"key":"x-api-key","value":"hunter2-key","disabled":true}],
            "body":{"mode":"raw","raw":"{\"password\": \"hunter2-body\"}"}}},
          {"name":"b","request":{"method":"POST","url":"https://x/","body":{"mode":"urlencoded","urlencoded":[
                {"key":"client_secret","value":"hunter2-form"}]}}}]}]}"#,
    );
    let written = written(&shop);
    assert!(!written.contains("hunter2"), "{written}");
    let values: Vec<&str> = handed_over(&shop)
        .into_iter()
        .map(|(_, _, value)| value)
        .collect();
    for value in [
        "folder", "typed", "query", "header", "cookie", "key", "body", "form",
    ] {
        assert!(
            values.contains(&format!("hunter2-{value}").as_str()),
            "{value}: {values:?}"
        );
    }
    for secret in &shop.secrets {
        assert!(
            shop.defaults
                .variables
                .iter()
                .any(|variable| variable.name == secret.name && variable.value == VariableValue::Secret),
            "{secret:?}"
        );
    }
    assert!(
        shop.report
            .iter()
            .any(|note| note.text.contains("in its note or script"))
    );
}

#[test]
fn a_variable_that_a_secret_field_names_is_secret() {
    let shop = imported(
        r#"{"info":{"name":"c"},"auth":{"type":"awsv4","awsv4":{"accessKey":"AKIA","secretKey":"{{sk}}","sessionToken":"{{st}}","region":"r","service":"s"}},
        "variable":[{"key":"sk","value":"{{inner}}"},{"key":"inner","value":"wJalr-literal"},{"key":"plain","value":"p"},{"key":"st","value":""}],
        "item":[{"name":"a","request":"https://x/"}]}"#,
    );
    assert!(!written(&shop).contains("wJalr"));
    assert_eq!(
        handed_over(&shop),
        [(&SecretHome::Collection, "inner", "wJalr-literal")]
    );
    assert_eq!(
        shop.defaults.variables[3].value,
        VariableValue::Secret,
        "its value is given later, and no text either"
    );
}

#[test]
fn a_field_of_variables_and_text_still_expands() {
    let shop = imported(
        r#"{"info":{"name":"c"},"item":[{"name":"a","request":{"url":"https://x/","auth":{"type":"apikey","apikey":[
            {"key":"key","value":"Authorization"},{"key":"value","value":"Token {{token}}"}]}}},
            {"name":"b","request":{"url":"https://x/","auth":{"type":"bearer","bearer":[{"key":"token","value":"{{a}}wJalr-literal"}]}}}]}"#,
    );
    let of = |name: &str| {
        let mut variables = shop.defaults.variables.iter();
        &variables.find(|variable| variable.name == name).unwrap().value
    };
    assert_eq!(of("api_key"), &VariableValue::Text("Token {{token}}".to_owned()));
    assert!(!written(&shop).contains("wJalr"));
    assert_eq!(
        handed_over(&shop),
        [(&SecretHome::Collection, "bearer_token", "wJalr-literal")]
    );
    assert_eq!(
        of("bearer_token_2"),
        &VariableValue::Text("{{a}}{{bearer_token}}".to_owned())
    );
}

#[test]
fn environments_keep_their_own_secrets() {
    let dev = imported(
        r#"{"name":"dev","values":[{"key":"db","value":"postgres://bob:hunter2-db@x/y"},
            {"key":"key","type":"secret","value":"on"},{"key":"key","type":"secret","value":"off","enabled":false}]}"#,
    );
    assert!(!written(&dev).contains("hunter2"));
    let home = SecretHome::Environment("dev".to_owned());
    assert_eq!(
        handed_over(&dev),
        [(&home, "key", "on"), (&home, "password", "hunter2-db")]
    );
    assert_eq!(dev.environments[0].variables[3].value, VariableValue::Secret);
    assert_eq!(dev.defaults.variables, []);
}

#[test]
fn environments_of_one_name_become_two() {
    let dump = imported(
        r#"{"version":1,"collections":[{"info":{"name":"c"},"item":[{"name":"a","request":"https://x"}]}],"environments":[
            {"name":"Dev","values":[{"key":"k","type":"secret","value":"one"}]},
            {"name":"Dev","values":[{"key":"k","type":"secret","value":"two"}]}]}"#,
    );
    let homes = ["Dev", "Dev 2"].map(|name| SecretHome::Environment(name.to_owned()));
    assert_eq!(
        handed_over(&dump),
        [(&homes[0], "k", "one"), (&homes[1], "k", "two")]
    );
    assert_eq!(dump.environments[1].name, "Dev 2");
}

#[test]
fn a_body_full_of_secrets_becomes_one_of_them() {
    let members: Vec<String> = (0..5_000)
        .map(|number| format!(r#"{{\"password\":\"hunter2-{number}\"}}"#))
        .collect();
    let shop = imported(&format!(
        r#"{{"info":{{"name":"c"}},"item":[{{"name":"a","request":{{"method":"POST","url":"https://x/","body":{{"mode":"raw","raw":"[{}]"}}}}}}]}}"#,
        members.join(",")
    ));
    assert_eq!(shop.secrets.len(), 1);
    assert!(!written(&shop).contains("hunter2"));
}

#[test]
fn names_and_the_report_have_no_secret() {
    let token = format!("ghp_{}", "aB3dE5gH7jK9mN1pQ2sT".repeat(2).get(..36).unwrap());
    let text = format!(
        r#"{{"info":{{"name":"Shop"}},"item":[{{"name":"F with {token}","item":[
            {{"name":"Log in with hunter2-password","request":{{"method":"GET","url":"https://x/","auth":{{"type":"basic",
            "basic":[{{"key":"username","value":"joe"}},{{"key":"password","value":"hunter2-password"}}]}}}}}}]}}]}}"#
    );
    let shop = imported(&text);
    let report: Vec<String> = shop
        .report
        .iter()
        .map(|note| format!("{}|{}", note.place, note.text))
        .collect();
    let written = written(&shop);
    assert!(!written.contains("hunter2"), "{written}");
    assert!(!written.contains(&token), "{written}");
    let said = report.iter().filter(|line| line.contains("in its name"));
    assert_eq!(said.count(), 2, "{report:?}");
    assert!(
        report
            .iter()
            .any(|line| line.starts_with("F with [hidden] / Log in with [")),
        "{report:?}"
    );
}
