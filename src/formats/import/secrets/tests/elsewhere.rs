//! Secrets where nobody looks for them: in names, beside variables, in user names, and in more notes than are few.

use super::*;

/// A token of which every part is decoded JSON, so that it looks like one wherever it stands.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl";

#[test]
fn no_name_and_no_line_of_the_report_keeps_a_secret() {
    let shop = imported(&format!(
        r#"{{"info":{{"name":"https://u:hunter2hunter2@x.example"}},"item":[{{"name":"{TOKEN}","item":[
            {{"name":"GET /reset/hunter2-key-9 of it","request":{{"url":"https://x/reset/{TOKEN}",
                "header":[{{"key":"x-api-key","value":"hunter2-key-9"}}],"auth":{{"type":"digest","digest":[]}}}}}}]}}]}}"#
    ));
    let all = format!("{}{}", shop.name, written(&shop));
    assert!(!all.contains("hunter2") && !all.contains(TOKEN), "{all}");
    assert_eq!(shop.name, "https://u:[hidden]@x.example");
    let lines = shop
        .report
        .iter()
        .filter(|note| note.text.contains("in its name"));
    assert_eq!(lines.count(), 3);
}

/// As examples have it, where `password` is the value of a password too.
#[test]
fn a_word_of_a_name_is_no_secret_because_somebody_has_it_as_a_password() {
    let shop = imported(
        r#"{"info":{"name":"Reset a password"},"item":[{"name":"/oauth2/password","request":{"url":"https://x/","auth":{"type":"basic",
            "basic":[{"key":"username","value":"u"},{"key":"password","value":"password"}]}}}]}"#,
    );
    assert_eq!(shop.name, "Reset a password");
    assert!(written(&shop).contains("/oauth2/password"));
    assert_eq!(shop.secrets.len(), 1);
}

#[test]
fn what_stands_beside_a_variable_in_a_secret_text_is_secret() {
    let shop = imported(
        r#"{"info":{"name":"c"},"variable":[{"key":"api_secret","value":"hunter2-one-{{x}}"},{"key":"x","value":"1"},
            {"key":"token_url","value":"https://x.example/{{x}}/token"},{"key":"token","value":"https://x.example/{{x}}"}],
        "item":[{"name":"a","variable":[{"key":"password","value":"{{x}} hunter2-two"}],"request":{"url":"https://x/","header":[
            {"key":"Authorization","value":"GoogleLogin hunter2-three{{x}}"},{"key":"Cookie","value":"lang=en; sid=hunter2-four{{x}}"},
            {"key":"X-Other","value":"plainplain{{x}}"}]}},
          {"name":"b","request":{"url":"https://x/","header":[
            {"key":"Authorization","value":"AWS4-HMAC-SHA256 Credential={{ak}}/20260101/us-east-1/s3/aws4_request, Signature={{s}}"}]}}]}"#,
    );
    let written = written(&shop);
    assert!(!written.contains("hunter2"), "{written}");
    for kept in [
        "GoogleLogin {{token_2}}{{x}}",
        "lang=en; sid={{token_3}}{{x}}",
        "plainplain{{x}}",
        "https://x.example/{{x}}",
        "Credential={{ak}}/20260101/us-east-1/s3/aws4_request",
    ] {
        assert!(written.contains(kept), "{kept}: {written}");
    }
    let values: Vec<&str> = handed_over(&shop)
        .into_iter()
        .map(|(_, _, value)| value)
        .collect();
    for value in ["hunter2-one-", "hunter2-two", "hunter2-three", "hunter2-four"] {
        assert!(values.contains(&value), "{value}: {values:?}");
    }
}

#[test]
fn in_an_environment_it_stays_there() {
    let dev = imported(r#"{"name":"dev","values":[{"key":"api_secret","value":"hunter2-one-{{x}}"}]}"#);
    assert!(!written(&dev).contains("hunter2"));
    let home = SecretHome::Environment("dev".to_owned());
    assert_eq!(handed_over(&dev), [(&home, "api_secret_2", "hunter2-one-")]);
    assert_eq!(dev.environments[0].variables[1].value, VariableValue::Secret);
}

#[test]
fn a_key_in_the_place_of_a_user_name_is_a_secret() {
    let shop = imported(
        r#"{"info":{"name":"c"},"item":[{"name":"a","request":{"url":"https://x/","auth":{"type":"basic","basic":[
            {"key":"username","value":"sk_live_aB3dE5gH7jK9mN1pQ2"},{"key":"password","value":""}]}}},
          {"name":"b","request":{"url":"https://x/?sig=aB3dE5gH7jK9mN1pQ2","auth":{"type":"basic","basic":[{"key":"username","value":"bob"}]}}}]}"#,
    );
    let written = written(&shop);
    assert!(!written.contains("aB3dE5gH7jK9mN1pQ2"), "{written}");
    assert!(
        written.contains("{{stripeKey}}")
            && written.contains("bob")
            && written.contains("?sig={{signature}}")
    );
}

#[test]
fn notes_are_cleared_of_all_secrets_however_many_there_are() {
    let variables: Vec<String> = (0..700)
        .map(|at| format!(r#"{{"key":"v{at}","type":"secret","value":"hunter2-{at}-end"}}"#))
        .collect();
    let shop = imported(&format!(
        r#"{{"info":{{"name":"c","description":"first hunter2-1-end, last 'hunter2-699-end'. And (hunter2-698-end)"}},"variable":[{}],
            "item":[{{"name":"a","request":"https://x/"}}]}}"#,
        variables.join(",")
    ));
    assert!(!shop.docs.contains("hunter2"), "{}", shop.docs.as_str());
}

#[test]
fn no_variable_is_called_as_one_that_something_names() {
    let shop = imported(
        r#"{"info":{"name":"c"},"item":[{"name":"a","request":{"method":"POST","header":[{"key":"Authorization","value":"Bearer hunter2-header"},
            {"key":"X-{{token3}}","value":"1"}],
            "url":{"raw":"https://x/:id","host":"x","query":[{"key":"q","value":"{{token2}}","disabled":true}],
                "variable":[{"key":"id","value":"{{token}}"}]},
            "body":{"mode":"graphql","graphql":{"query":"{{token4}}"}}}}]}"#,
    );
    assert_eq!(
        handed_over(&shop),
        [(&SecretHome::Collection, "token5", "hunter2-header")],
        "the others would be sent elsewhere"
    );
}
