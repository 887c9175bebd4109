//! Scripts as people keep them.

use super::super::reading::{read, report, requests};
use super::super::{Import, ImportFormat, ImportSource, read_import};
use crate::model::{AuthKind, BodyKind, CredentialSource, VariableValue};

fn import(text: &str) -> Import {
    read("calls.sh", text)
}

const SCRIPT: &str = r#"#!/bin/bash
# Calls of the shop

set -euo pipefail
BASE="https://api.example/v1"
HOST=other.example
export API_KEY='k3y-0f-th3-sh0p-1234567'
STAGE=${STAGE:-dev}

# Log in
TOKEN=$(curl -s -X POST "$BASE/login" -d "user=joe&stage=$STAGE" | jq -r .access.token)

curl "$BASE/pets?limit=10" \
  -H "Authorization: Bearer $TOKEN" \
  -H "x-api-key: ${API_KEY}" | jq .

# Create a pet
curl -sS -X POST $HOST/pets -H 'Content-Type: application/json' -d @- <<EOF
{"name": "Rex", "at": $(date +%s), "by": "$(whoami)"}
EOF

BASE="https://api.example/v2"
for id in 1 2 3; do
  curl -u "joe:$PASSWORD" "$BASE/pets/$id" > "out-$id.json" 2>/dev/null
done

echo '{"a":1}' | curl --json @- "$BASE/echo"
AWS_PROFILE=dev awscurl --service execute-api --region eu-west-1 "$BASE/signed"
awscurl --service s3 "https://b.s3.eu-west-1.amazonaws.com/"
curl --aws-sigv4 "aws:amz:eu-west-1:execute-api" --user "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" https://x.example/a --next https://x.example/b
sleep 1; echo done
"#;

#[test]
fn a_script_comes_with_all_its_commands_and_none_is_run() {
    let import = import(SCRIPT);
    assert_eq!(import.format, ImportFormat::ShellScript);
    let collection = &import.collections[0];
    assert_eq!(collection.docs, "Calls of the shop");
    let requests = requests(&import);
    let lines: Vec<(&str, &str, &str)> = requests
        .iter()
        .map(|request| {
            (
                request.info.name.as_str(),
                request.http.method.as_str(),
                request.http.url.as_str(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("Log in", "POST", "{{BASE}}/login"),
            ("GET /pets", "GET", "{{BASE}}/pets?limit=10"),
            ("Create a pet", "POST", "http://{{HOST}}/pets"),
            ("GET /pets/{{id}}", "GET", "{{BASE}}/pets/{{id}}"),
            ("POST /echo", "POST", "{{BASE}}/echo"),
            ("GET /signed", "GET", "{{BASE}}/signed"),
            ("GET /", "GET", "https://b.s3.eu-west-1.amazonaws.com/"),
            ("GET /a", "GET", "https://x.example/a"),
            ("GET /b", "GET", "https://x.example/b"),
        ]
    );
    let variables: Vec<(&str, &VariableValue)> = collection
        .defaults
        .variables
        .iter()
        .map(|variable| (variable.name.as_str(), &variable.value))
        .collect();
    let text = |text: &str| VariableValue::Text(text.to_owned());
    assert!(
        variables.contains(&("BASE", &text("https://api.example/v1"))),
        "{variables:?}"
    );
    assert!(
        variables.contains(&("API_KEY", &VariableValue::Secret)),
        "{variables:?}"
    );
    assert!(variables.contains(&("STAGE", &text("dev"))), "{variables:?}");
    let login = requests[0];
    assert_eq!(login.captures[0].expression, "res.body.access.token");
    assert_eq!(login.captures[0].variable, "TOKEN");
    assert_eq!(login.http.body.kind, BodyKind::Form);
    assert_eq!(login.http.body.form[1].value, "{{STAGE}}");
    assert_eq!(
        requests[1].http.auth.bearer.token.expose_for_editing(),
        "{{TOKEN}}"
    );
    let create = requests[2];
    assert_eq!(create.http.body.kind, BodyKind::Json);
    assert_eq!(
        create.http.body.text,
        "{\"name\": \"Rex\", \"at\": {{$timestamp}}, \"by\": \"{{shell_1}}\"}"
    );
    let pet = requests[3];
    assert_eq!(pet.http.auth.kind, AuthKind::Basic);
    assert_eq!(
        pet.http.auth.basic.password.expose_for_editing(),
        "{{process.env.PASSWORD}}"
    );
    assert_eq!(
        pet.variables[0].value,
        text("https://api.example/v2"),
        "set anew before it"
    );
    assert_eq!(requests[4].http.body.text, "{\"a\":1}\n");
    assert_eq!(requests[5].http.auth.aws.profile, "dev");
    assert_eq!(requests[6].http.auth.aws.source, CredentialSource::Automatic);
    assert_eq!(
        requests[7].http.auth.aws.secret_access_key.expose_for_editing(),
        "{{secret_access_key}}"
    );
    assert_eq!(requests[8].http.auth.kind, AuthKind::None, "--next begins anew");
    let report = report(&import);
    for line in [
        "Log in|changed|The script puts its reply into TOKEN: the capture TOKEN takes res.body.access.token",
        "GET /pets|dropped|What the script does with its reply: jq",
        "GET /pets/{{id}}|changed|It stands in for of the script, which is not run: it comes once",
        "|changed|PASSWORD is set nowhere in the script: it is read from the environment as {{process.env.PASSWORD}}",
        "|changed|What the command whoami gives is {{shell_1}} now: nothing is run, so set it",
        "|dropped|2 other commands of the script, which are not run: echo, sleep",
    ] {
        assert!(report.iter().any(|found| found == line), "{line} in {report:#?}");
    }
}

#[test]
fn keys_that_the_script_sets_sign() {
    let import = import(
        "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nawscurl https://x.example/\n",
    );
    let aws = &requests(&import)[0].http.auth.aws;
    assert_eq!(aws.access_key_id, "{{AWS_ACCESS_KEY_ID}}");
    assert_eq!(
        aws.secret_access_key.expose_for_editing(),
        "{{AWS_SECRET_ACCESS_KEY}}"
    );
    let collection = &import.collections[0];
    let secret = &collection.defaults.variables[1];
    assert_eq!(
        (secret.name.as_str(), &secret.value),
        ("AWS_SECRET_ACCESS_KEY", &VariableValue::Secret)
    );
}

#[test]
fn arrays_and_options_in_variables_are_words_of_the_command() {
    let import = import(
        r#"KEY=k3y-0f-th3-sh0p-1234567
CURL="curl -sS"
OPTS='--compressed -XPUT'
args=(
  -H "x-api-key: $KEY"   # the key
  -H 'Accept: text/csv'
)
args+=(-d '{"a": 1}')
curl "${args[@]}" "https://x.example/a"
$CURL $OPTS https://x.example/b
curl "${unset[@]}" "$@" https://x.example/c
PATH_PART=/d
PATH_PART+=/e
curl "https://x.example$PATH_PART"
"#,
    );
    let requests = requests(&import);
    let urls: Vec<(&str, &str)> = requests
        .iter()
        .map(|request| (request.http.method.as_str(), request.http.url.as_str()))
        .collect();
    assert_eq!(
        urls,
        [
            ("POST", "https://x.example/a"),
            ("PUT", "https://x.example/b"),
            ("GET", "https://x.example/c"),
            ("GET", "https://x.example{{PATH_PART}}"),
        ]
    );
    let rows: Vec<(&str, &str)> = requests[0]
        .http
        .headers
        .iter()
        .map(|row| (row.name.as_str(), row.value.as_str()))
        .collect();
    assert_eq!(rows[..2], [("x-api-key", "{{KEY}}"), ("Accept", "text/csv")]);
    assert_eq!(requests[0].http.body.text, "{\"a\": 1}");
    assert_eq!(
        requests[3].variables[0].value,
        VariableValue::Text("/d/e".to_owned())
    );
    let report = report(&import);
    let line = "GET /c|dropped|${unset[@]}, $@ of its command, whose words only the shell knows";
    assert!(report.iter().any(|found| found == line), "{report:#?}");
    assert!(
        !report.iter().any(|found| found.contains("other command")),
        "{report:#?}"
    );
}

#[test]
fn an_address_that_ends_with_a_variable_gets_no_slash() {
    let import = import(
        "B=https://x.example\nP=/a\ncurl \"$B$P\"\ncurl \"https://x.example$P?q=1\"\ncurl $B\ncurl $B/\ncurl $B?a=b\ncurl https://$H\ncurl \"https://$H:8080\"\n",
    );
    let urls: Vec<&str> = requests(&import)
        .iter()
        .map(|request| request.http.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "{{B}}{{P}}",
            "https://x.example{{P}}?q=1",
            "{{B}}",
            "{{B}}/",
            "{{B}}?a=b",
            "https://{{process.env.H}}",
            "https://{{process.env.H}}:8080/",
        ]
    );
}

#[test]
fn what_starts_curl_brings_it_or_says_so() {
    let import = import(
        "timeout 10 curl https://x.example/1\nenv A=1 nohup curl https://x.example/2 &\nfunction f { curl https://x.example/3; }\nbash -c 'curl -X PUT https://x.example/4'\neval \"curl https://x.example/5\"\nxargs -n1 curl https://x.example/6 < ids\n",
    );
    let urls: Vec<&str> = requests(&import)
        .iter()
        .map(|request| request.http.url.as_str())
        .collect();
    assert_eq!(urls, [1, 2, 3, 4, 5].map(|at| format!("https://x.example/{at}")));
    let report = report(&import);
    let line = "|dropped|A curl command that xargs starts, which does not come";
    assert!(report.iter().any(|found| found == line), "{report:#?}");
}

#[test]
fn what_is_not_known_is_never_sent_in_another_way() {
    let import = import(
        r"curl --digest -u joe:pass-w0rd https://x.example/1
curl -n https://x.example/2
curl --data-urlencode 'note@a.txt' https://x.example/3
curl -d a=1 -d @b.json https://x.example/4
jq -n '{}' | curl -d @- https://x.example/5
curl -T - https://x.example/6 < c.bin
curl -H @headers.txt --user=joe:s3cr3t-value https://x.example/7
STATUS=$(curl -s -o /dev/null -w '%{http_code}' https://x.example/8)
",
    );
    let requests = requests(&import);
    for at in [0, 1] {
        assert!(requests[at].http.auth.unknown.is_some(), "{at}");
    }
    for at in [2, 3] {
        assert!(requests[at].http.body.unknown.is_some(), "{at}");
    }
    assert_eq!(requests[4].http.body.text, "{{shell_1}}");
    assert_eq!(requests[5].http.body.file.path, "c.bin");
    assert_eq!(requests[7].captures[0].expression, "res.status");
    let report = report(&import);
    for line in [
        "GET /1|dropped|Auth of the kind \"digest\" is not known here: nothing is sent until another kind is chosen",
        "GET /2|dropped|Auth of the kind \"netrc\" is not known here: nothing is sent until another kind is chosen",
        "POST /3|dropped|A body of text and files together is not known here: nothing is sent until another kind is chosen",
        "|changed|What the command jq gives is {{shell_1}} now: nothing is run, so set it",
        "GET /7|dropped|-H names the file headers.txt, which is not read: what is in it does not come",
        "GET /7|dropped|The curl flag --user is not known here and was left out",
    ] {
        assert!(report.iter().any(|found| found == line), "{line} in {report:#?}");
    }
    assert!(!report.iter().any(|line| line.contains("s3cr3t")), "{report:#?}");
}

#[test]
fn hostile_scripts_are_read_in_one_go() {
    for text in [
        format!("{}\ncurl https://x.example$A", "A+=bb\n".repeat(100_000)),
        format!(
            "A=({})\n{}",
            "-s ".repeat(100_000),
            "curl \"${A[@]}\" https://x.example\n".repeat(2_000)
        ),
        "A=(".repeat(100_000),
        "curl https://x.example '".to_owned(),
        "curl https://x.example \"$(".to_owned(),
        format!("curl https://x.example {}", "$(".repeat(100_000)),
        format!("{}curl https://x.example", "A=$(".repeat(100_000)),
        format!("curl https://x.example <<E\n{}", "$A\n".repeat(100_000)),
        "curl https://x.example/$A;\n".repeat(10_000),
        format!("{}\ncurl https://x.example", "A=\"$A\"\n".repeat(20_000)),
        format!("{}\ncurl https://x.example", "for a in b; do\n".repeat(20_000)),
        format!("curl https://x.example {}", "`".repeat(100_001)),
        "\0curl https://x.example\0\rcurl https://y.example\r".to_owned(),
    ] {
        let source = ImportSource {
            name: "a.sh",
            bytes: text.as_bytes(),
        };
        read_import(source).ok();
    }
}
