//! Secrets of a request file in what commands print: hidden in every spelling that signing gives them, in text and in JSON.

use super::{KEY, collection, ran, write};
use countersign::demo::{DEMO_SECRET, DemoServer};
use tempfile::TempDir;

use crate::support::command::Ran;

/// Name, value, and what no output may hold.
const SECRETS: [(&str, &str, &[&str]); 6] = [
    (
        "plus",
        "canary+plus+value",
        &["canary+plus", "canary%20plus", "canary%2Bplus"],
    ),
    (
        "blanks",
        "canary  two   blanks",
        &["canary  two", "canary two blanks"],
    ),
    (
        "slashes",
        "canary//deep///er",
        &["canary//deep", "canary/deep/er"],
    ),
    ("dots", "canaryup/../canarydown", &["canaryup", "canarydown"]),
    (
        "pairs",
        "zcanary=last1&acanary=first2",
        &["zcanary", "acanary", "first2"],
    ),
    ("short", "q7Z", &["q7Z", "q7z"]),
];

fn with_secrets(request: &str) -> (TempDir, Vec<(String, &'static str)>) {
    let collection = collection();
    let rows = SECRETS
        .map(|(name, ..)| format!("  - {{secret: true, name: {name}}}\n"))
        .concat();
    let local = format!(
        "name: local\nvariables:\n  - {{name: accessKeyId, value: AKIAIOSFODNN7EXAMPLE}}\n  - {{name: region, value: \
         us-east-1}}\n  - {{secret: true, name: secretAccessKey}}\n{rows}"
    );
    write(collection.path(), "environments/local.yml", &local);
    write(collection.path(), "odd.yml", request);
    let variables = SECRETS
        .iter()
        .map(|(name, value, _)| (format!("COUNTERSIGN_SECRET_{}", name.to_uppercase()), *value))
        .collect();
    (collection, variables)
}

fn run_it(collection: &TempDir, variables: &[(String, &str)], command: &str, flags: &[&str]) -> Ran {
    let mut environment = vec![KEY];
    environment.extend(variables.iter().map(|(name, value)| (name.as_str(), *value)));
    let flags = [&["--environment", "local"][..], flags].concat();
    ran(&environment, collection, &[command], "odd.yml", &flags)
}

fn assert_hidden(what: &str, ran: &Ran) {
    for (name, _, spellings) in SECRETS {
        for spelling in spellings {
            assert!(
                !ran.all().contains(spelling),
                "{what}: {name} as {spelling} in {ran:#?}"
            );
        }
    }
}

const ODD: &str = "\
info: {name: odd, type: http}
http:
  method: GET
  url: 'BASE/a/{{slashes}}/{{dots}}?q={{plus}}&{{pairs}}&s={{short}}'
  headers:
    - {name: x-two, value: 'a {{blanks}} b'}
    - {name: x-short, value: '{{short}}'}
  auth: inherit
";

#[test]
fn no_spelling_of_a_secret_is_printed() {
    let server = DemoServer::spawn(0).unwrap();
    for base in ["https://api.example.com".to_owned(), server.address()] {
        let (collection, variables) = with_secrets(&ODD.replace("BASE", &base));
        for (command, flags) in [
            ("sign", &[][..]),
            ("sign", &["--json"]),
            ("send", &["--json"]),
            ("send", &["-i"]),
        ] {
            if command == "send" && base.starts_with("https") {
                continue;
            }
            let done = run_it(&collection, &variables, command, flags);
            assert!(done.code < 2, "{done:?}");
            let what = format!("{command} {flags:?}");
            assert_hidden(&what, &done);
            assert!(
                done.all().contains("a secret variable has fewer than 8 bytes"),
                "{what}: {done:?}"
            );
            if command == "sign" {
                assert!(
                    done.out.contains("[secret variable, 17 bytes"),
                    "{what}: {done:?}"
                );
                assert!(
                    !done.all().contains("[session token, 17 bytes"),
                    "{what}: {done:?}"
                );
                // What was signed is whole.
                assert!(
                    done.out
                        .contains("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/"),
                    "{what}: {done:?}"
                );
            }
            assert!(!done.all().contains(DEMO_SECRET));
        }
    }
}

#[test]
fn no_spelling_of_a_secret_is_in_an_error() {
    for (request, secret, lower) in [
        ("url: 'https://a b.{{plus}}/x'", "Canary-Host+01", "canary-host"),
        (
            "url: 'https://x/'\n  headers: [{name: '{{plus}}', value: a}]",
            "X-Canary: Name",
            "x-canary: name",
        ),
        ("url: '{{plus}}://x/'", "CanaryScheme", "canaryscheme"),
        ("url: 'https://{{plus}}:x/'", "Hst", "hst"),
    ] {
        let yaml =
            format!("info: {{name: odd, type: http}}\nhttp:\n  method: GET\n  {request}\n  auth: inherit\n");
        let (collection, _) = with_secrets(&yaml);
        let variables = [("COUNTERSIGN_SECRET_PLUS".to_owned(), secret)];
        for flags in [&[][..], &["--json"]] {
            let refused = run_it(&collection, &variables, "sign", flags);
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(
                !refused.all().contains(secret) && !refused.all().contains(lower),
                "{request}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_host_of_a_secret_is_hidden_in_lower_case_too() {
    let yaml = "info: {name: odd, type: http}\nhttp:\n  method: GET\n  url: 'https://{{plus}}.example.com/'\n  auth: inherit\n";
    let (collection, _) = with_secrets(yaml);
    let variables = [("COUNTERSIGN_SECRET_PLUS".to_owned(), "CanaryHost")];
    for flags in [&[][..], &["--json"]] {
        let signed = run_it(&collection, &variables, "sign", flags);
        assert_eq!(signed.code, 0, "{signed:?}");
        assert!(!signed.all().to_lowercase().contains("canaryhost"), "{signed:?}");
    }
}

#[test]
fn passwords_are_hidden_in_json_and_a_token_that_was_signed_is_not() {
    let server = DemoServer::spawn(0).unwrap();
    let basic = format!(
        "info: {{name: odd, type: http}}\nhttp:\n  method: GET\n  url: '{}/'\n  auth: {{type: basic, username: u, password: \
         '{{{{plus}}}}'}}\n",
        server.address()
    );
    let (collection, variables) = with_secrets(&basic);
    let sent = run_it(&collection, &variables, "send", &["--json"]);
    assert!(sent.code < 2, "{sent:?}");
    assert!(
        !sent.all().contains("dTpjYW5hcnkrcGx1cyt2YWx1ZQ"),
        "base64 of both: {sent:?}"
    );
    assert_hidden("basic", &sent);
    let aws = "info: {name: odd, type: http}\nhttp:\n  method: GET\n  url: 'https://api.example.com/'\n  auth: {type: awsv4, \
               accessKeyId: '{{pairs}}', secretAccessKey: '{{secretAccessKey}}', sessionToken: '{{plus}}', region: r, \
               service: execute-api}\n";
    let (collection, _) = with_secrets(aws);
    let variables = [
        ("COUNTERSIGN_SECRET_PLUS".to_owned(), "t0ken-of-temporary-keys"),
        ("COUNTERSIGN_SECRET_PAIRS".to_owned(), "AKIAOFAVARIABLE00000"),
    ];
    let report = run_it(&collection, &variables, "sign", &["--json"]);
    assert_eq!(report.code, 0, "{report:?}");
    assert!(
        report.json()["authorization"]
            .as_str()
            .unwrap()
            .contains("Credential=AKIAOFAVARIABLE00000/"),
        "{report:?}"
    );
    assert!(
        report.out.contains("t0ken-of-temporary-keys"),
        "as a report ever held it: {report:?}"
    );
    let text = run_it(&collection, &variables, "sign", &[]);
    assert!(
        text.out.contains("[session token, 23 bytes") && !text.out.contains("t0ken-of"),
        "{text:?}"
    );
}
