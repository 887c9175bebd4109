//! A request as code on the command line: what is in it, where its credentials come from, and what is not in it.

use std::fs;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_TOKEN};
use countersign::formats::code::Language;

use crate::support::command::{Ran, Variables, run, run_with};
use crate::support::files::Files;

const API: &str = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets";
/// What awscurl puts into every request, whether there is a body or not.
const ADDED: &str = "warning: The tool adds the header content-type: application/json\n";
const CANARY: &str = "Canary+Of/Code=0987654321";

fn code(variables: Variables<'_>, language: Language, arguments: &[&str]) -> Ran {
    let mut all = vec!["code", "--lang", language.slug()];
    all.extend(arguments);
    run_with(variables, "", &all)
}

#[test]
fn every_language_signs_with_the_environment_and_holds_no_key() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", DEMO_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", DEMO_SECRET),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
    ];
    for language in Language::ALL {
        let ran = code(&keys, language, &["GET", API]);
        assert_eq!(ran.code, 0, "{language:?} {}", ran.err);
        let all = ran.all();
        for (name, value) in keys {
            assert!(!all.contains(value), "{language:?} {all}");
            // Two tools read the environment by themselves.
            assert!(all.contains(name), "{language:?} {all}");
        }
        assert!(all.contains("us-east-1") && all.contains("execute-api"), "{all}");
    }
}

#[test]
fn nobody_has_to_have_credentials_for_it() {
    for language in Language::ALL {
        let ran = code(&[], language, &["GET", API]);
        let said = if language == Language::Awscurl { ADDED } else { "" };
        assert_eq!((ran.code, ran.err.as_str()), (0, said), "{language:?}");
        assert!(
            language == Language::Postman
                || ran.out.contains(
                    "Credentials: environment, profile, container or instance, whichever is found first"
                ),
            "{}",
            ran.out
        );
    }
}

#[test]
fn a_profile_stands_in_the_code_by_its_name() {
    for language in Language::ALL {
        let ran = code(&[], language, &["GET", API, "--profile", "team one"]);
        let said = if language == Language::Awscurl { ADDED } else { "" };
        assert_eq!((ran.code, ran.err.as_str()), (0, said), "{language:?}");
        assert!(ran.out.contains("the profile team one"), "{}", ran.out);
        let code = ran.out.lines().filter(|line| !line.contains(" Credentials:"));
        assert!(
            code.into_iter().any(|line| line.contains("team one")),
            "{}",
            ran.out
        );
    }
    let ran = run(&[
        "code",
        "GET",
        API,
        "--profile",
        "team",
        "--assume-role",
        "arn:aws:iam::123456789012:role/demo",
        "--lang",
        "go",
    ]);
    assert_eq!(
        ran.err,
        "warning: Assume the role arn:aws:iam::123456789012:role/demo first: the code signs with the credentials that it \
         finds\n"
    );
}

#[test]
fn languages_make_presigned_urls_and_tools_say_that_they_can_not() {
    for language in Language::ALL {
        let ran = code(&[], language, &["GET", API, "--presign", "60"]);
        if matches!(language, Language::Curl | Language::Awscurl | Language::Httpie) {
            assert_eq!(ran.code, 2);
            assert_eq!(
                ran.err,
                "countersign: The signature stands in the URL, and this tool signs into the Authorization header only. \
                 Choose a programming language, or sign into the header.\n"
            );
        } else {
            assert_eq!(ran.code, 0, "{language:?} {}", ran.err);
            assert!(
                ran.out.contains("60") && !ran.out.contains("X-Amz-Signature=0"),
                "{}",
                ran.out
            );
        }
    }
}

/// Nothing of a hostile request begins a line of code, ends a literal or is expanded.
#[test]
fn a_hostile_request_stays_text() {
    let header = format!("X-A: \"); evil() `touch x` ${{HOME}} $(id) #{{x}} %s {CANARY}");
    let body = "'''\n\"\"\"\nevil()\n'@\n\"@\nEOF\n\u{2028}evil()\u{202e}";
    for language in Language::ALL {
        let ran = code(
            &[],
            language,
            &[
                "POST",
                &format!("{API}?a=\"+evil()+\"&b=$(id)&c='"),
                "-H",
                &header,
                "-d",
                body,
            ],
        );
        if ran.code == 2 {
            assert!(ran.err.contains("This tool signs"), "{}", ran.err);
            continue;
        }
        assert_eq!(ran.code, 0, "{language:?} {}", ran.err);
        assert!(!ran.out.contains(['\u{2028}', '\u{202e}']), "{}", ran.out);
        for line in ran.out.lines() {
            assert!(
                !line.trim_start().starts_with("evil()"),
                "{language:?}\n{}",
                ran.out
            );
        }
    }
}

/// A folder for a collection.
fn shop() -> Files {
    let files = Files::new();
    fs::create_dir(files.place("shop")).unwrap();
    files
}

fn collection() -> Files {
    let files = shop();
    files.write(
        "shop/opencollection.yml",
        b"opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  variables:\n    - secret: true\n      name: petKey\n",
    );
    files.write(
        "shop/List.yml",
        b"info:\n  name: List\n  type: http\nhttp:\n  method: POST\n  url: https://api.example.com/pets?key={{petKey}}\n  \
         headers:\n    - name: X-Pet\n      value: 'v {{petKey}}'\n  body:\n    type: text\n    data: 'say {{petKey}} twice'\n  \
         auth:\n    type: bearer\n    token: '{{petKey}}'\n",
    );
    files
}

#[test]
fn secret_variables_are_read_by_the_code() {
    let files = collection();
    let file = files.place("shop/List.yml");
    let file = file.to_str().unwrap();
    for variables in [&[][..], &[("COUNTERSIGN_SECRET_PET_KEY", CANARY)]] {
        for language in Language::ALL {
            let ran = code(variables, language, &[file]);
            if language == Language::Awscurl {
                assert!(ran.err.contains("The request is not signed"), "{}", ran.err);
                continue;
            }
            assert_eq!(ran.code, 0, "{language:?} {}", ran.err);
            assert!(
                !ran.all().contains(CANARY) && !ran.all().contains("ValueOf"),
                "{}",
                ran.all()
            );
            assert!(
                language == Language::Postman
                    || ran.out.contains("Secrets of the environment: SECRET_PET_KEY"),
                "{}",
                ran.out
            );
            let code = ran.out.lines().filter(|line| !line.contains("Secrets of"));
            let named: usize = code.map(|line| line.matches("SECRET_PET_KEY").count()).sum();
            assert!(named >= 4, "{language:?}\n{}", ran.out);
        }
    }
}

#[test]
fn passwords_tokens_and_keys_of_other_auth_are_variables_too() {
    let files = shop();
    files.write(
        "shop/opencollection.yml",
        b"opencollection: 1.0.0\ninfo:\n  name: Shop\n",
    );
    for (auth, names) in [
        (
            format!("type: basic\n    username: me\n    password: '{CANARY}'"),
            "Secrets of the environment: API_PASSWORD\n",
        ),
        (
            format!("type: bearer\n    token: '{CANARY}'"),
            "Secrets of the environment: API_TOKEN\n",
        ),
        (
            format!("type: apikey\n    key: x-api-key\n    value: '{CANARY}'\n    placement: header"),
            "Secrets of the environment: API_KEY\n",
        ),
        (
            format!("type: apikey\n    key: key\n    value: '{CANARY}'\n    placement: query"),
            "Secrets of the environment: API_KEY\n",
        ),
    ] {
        let file = files.write(
            "shop/A.yml",
            format!(
                "info:\n  name: A\n  type: http\nhttp:\n  method: GET\n  url: https://api.example.com/pets\n  auth:\n    \
                 {auth}\n"
            )
            .as_bytes(),
        );
        for language in Language::ALL {
            let ran = code(&[], language, &[&file]);
            if language == Language::Awscurl {
                continue;
            }
            assert_eq!(ran.code, 0, "{language:?} {}", ran.err);
            assert!(!ran.all().contains("0987654321"), "{}", ran.all());
            let name = names.trim().rsplit(' ').next().unwrap();
            let said = if language == Language::Postman {
                name
            } else {
                names
            };
            assert!(ran.out.contains(said), "{}", ran.out);
        }
    }
}

#[test]
fn the_list_names_every_language_with_its_needs() {
    let ran = run(&["code", "--list"]);
    assert_eq!(ran.code, 0);
    let slugs: Vec<&str> = ran
        .out
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(slugs, Language::ALL.map(Language::slug));
    assert!(ran.out.contains("pip install botocore\n"), "{}", ran.out);
    let ran = run(&["code", "GET", API]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--lang"), "{}", ran.err);
}

#[test]
fn a_body_too_long_for_code_is_a_file_beside_it() {
    let files = Files::new();
    let text = "0123456789".repeat(20_000);
    let path = files.write("long.txt", text.as_bytes());
    let ran = code(
        &[],
        Language::PythonBotocore,
        &["POST", API, "-d", &format!("@{path}")],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.len() < text.len());
    assert_eq!(
        ran.err,
        "warning: The body of 200000 bytes is not in the code: save it as request-body.bin beside it\n"
    );
    assert!(
        ran.out.contains("open(\"request-body.bin\", \"rb\").read()"),
        "{}",
        ran.out
    );
    // A file that is the body is named as it is.
    let ran = code(&[], Language::PythonBotocore, &["POST", API, "-T", &path]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("long.txt"), "{}", ran.out);
}

#[test]
fn no_code_follows_a_redirect_with_what_was_signed() {
    for (language, words) in [
        (Language::PythonRequests, "allow_redirects=False"),
        (Language::Go, "http.ErrUseLastResponse"),
        (Language::Rust, "redirect::Policy::none()"),
        (Language::CSharp, "AllowAutoRedirect = false"),
        (Language::PowerShell, "AllowAutoRedirect = $false"),
        (Language::JavaScriptFetch, "redirect: \"manual\""),
    ] {
        let ran = code(&[], language, &["GET", API]);
        assert!(ran.out.contains(words), "{language:?} {}", ran.out);
    }
}

#[test]
fn httpie_reads_no_file_and_no_body_from_a_header() {
    for header in ["x-a: @/etc/passwd", "x-b: ={\"a\":1}", "x-c: a\\:b"] {
        let ran = code(&[], Language::Httpie, &["GET", API, "-H", header]);
        assert_eq!(ran.code, 2, "{header} {}", ran.out);
        assert!(
            ran.err.contains("would read the value of the header"),
            "{}",
            ran.err
        );
    }
    let ran = code(&[], Language::Httpie, &["M-SEARCH", API]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}

#[test]
fn a_comment_holds_nothing_that_a_compiler_reads() {
    let ran = code(
        &[],
        Language::Java,
        &["GET", API, "--profile", "dev\\u000aclass X{}"],
    );
    let comment = ran
        .out
        .lines()
        .find(|line| line.contains("Credentials:"))
        .unwrap();
    assert!(!comment.contains('\\'), "{comment}");
}

#[test]
fn what_was_typed_and_looks_like_a_secret_is_a_variable_of_the_code() {
    let url = format!("{API}?access_token=Canary0123456789abcdef");
    let ran = code(
        &[],
        Language::PythonBotocore,
        &["POST", &url, "-d", "{\"password\":\"Canary-hunter2hunter2\"}"],
    );
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(!ran.all().contains("Canary"), "{}", ran.all());
}

#[test]
fn a_presigned_url_says_what_it_is_signed_for() {
    let ran = code(
        &[],
        Language::Go,
        &["PUT", API, "-H", "x-a: 1", "-d", "{}", "--presign", "60"],
    );
    assert!(ran.err.contains("signed for PUT with"), "{}", ran.err);
    assert!(ran.err.contains("x-a"), "{}", ran.err);
}
