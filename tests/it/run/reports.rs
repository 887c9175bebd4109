//! Reports: where they go, that other readers take them, and that no secret is in one.

use countersign::demo::{DEMO_SECRET, DemoServer};

use super::{KEY, assertion, collection, ran, request, signed_root};

const CANARY: &str = "canary-0123456789-abcdef";

#[test]
fn a_report_is_on_standard_output_or_in_its_file() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    let runtime = ["  assertions:\n", &assertion("res.body", "length", "99")].concat();
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, "  auth: inherit\n", &runtime)),
    ]);
    let printed = ran(&[KEY], &collection, &["--report", "junit"]);
    assert_eq!(printed.code, 1);
    let document = roxmltree::Document::parse(&printed.out).unwrap();
    assert_eq!(document.root_element().attribute("failures"), Some("1"));
    assert!(
        printed.err.contains("1 request: 0 passed, 1 failed"),
        "{}",
        printed.err
    );
    let file = collection.path().join("out.html");
    let kept = ran(
        &[KEY],
        &collection,
        &["--report", "html", "--report-file", file.to_str().unwrap()],
    );
    assert!(kept.out.contains("failed  a.yml  200"), "{}", kept.out);
    assert!(std::fs::read_to_string(&file).unwrap().ends_with("</html>\n"));
    let nowhere = ran(
        &[KEY],
        &collection,
        &["--report", "tap", "--report-file", "/nowhere/x"],
    );
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("could not be written"), "{}", nowhere.err);
    let alone = ran(&[KEY], &collection, &["--report-file", "x"]);
    assert_eq!(alone.code, 2);
}

#[test]
fn no_secret_of_environment_variables_or_request_is_in_a_report() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets?token={{{{pin}}}}&q={{{{pin}}}}", server.address());
    let http = "  auth: inherit\n  headers:\n    - name: X-Api-Key\n      value: typed-canary-0123456789\n    - name: X-Plain\n      \
                value: '{{pin}}'\n";
    let runtime = [
        "  variables:\n    - secret: true\n      name: pin\n  assertions:\n",
        &assertion("res.body", "eq", "{{pin}}"),
        &assertion("res.url", "eq", "x"),
        &assertion("res.body.password", "eq", "hunter2-canary"),
        &assertion("signature.signedHeaders", "eq", "x"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, http, &runtime)),
    ]);
    let set = [KEY, ("COUNTERSIGN_SECRET_PIN", CANARY)];
    for form in ["json", "junit", "html", "tap"] {
        let ran = ran(&set, &collection, &["--report", form]);
        assert_eq!(ran.code, 1, "{ran:?}");
        for secret in [CANARY, DEMO_SECRET, "typed-canary-0123456789", "hunter2-canary"] {
            assert!(!ran.all().contains(secret), "{form} has {secret}: {}", ran.all());
        }
    }
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.target.contains(CANARY))
    );
    let printed = ran(&set, &collection, &[]);
    assert!(!printed.all().contains("canary"), "{}", printed.all());
}
