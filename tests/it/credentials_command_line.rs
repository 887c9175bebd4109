//! `credentials list` and `credentials show`: the real binary, with config files in a home folder of its own.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::command::{Ran, Variables, run_with};

const CONFIG: &str = "\
[profile caller]
region = eu-west-1
[profile invoke]
role_arn = arn:aws:iam::222233334444:role/Invoke
source_profile = caller
mfa_serial = arn:aws:iam::111122223333:mfa/bob
region = us east
[profile lost]
role_arn = arn:aws:iam::222233334444:role/Lost
source_profile = nobody
[profile command]
credential_process = /bin/false --secret hidden
";
const CREDENTIALS: &str = "\
[caller]
aws_access_key_id = AKIACALLER
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG
aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE
";

fn write(path: &Path, text: &str) {
    let mut file = fs::File::create(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    fs::create_dir(&folder).unwrap();
    write(&folder.join("config"), CONFIG);
    write(&folder.join("credentials"), CREDENTIALS);
    home
}

fn run_in(home: &Path, variables: Variables<'_>, arguments: &[&str]) -> Ran {
    let home = home.to_str().unwrap();
    let ran = run_with(&[variables, &[("HOME", home)]].concat(), "", arguments);
    for secret in ["wJalrXUtnFEMI", "IQoJb3JpZ2lu"] {
        assert!(!ran.all().contains(secret), "{ran:?}");
    }
    ran
}

fn place(home: &Path, file: &str, line: usize) -> Value {
    let file = home.join(".aws").join(file).display().to_string();
    json!({"kind": "file", "file": file, "line": line})
}

#[test]
fn the_list_has_what_stands_in_the_files_and_what_is_amiss() {
    let home = home();
    let list = run_in(home.path(), &[], &["credentials", "list", "--json"]).json();
    let names: Vec<_> = list["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["caller", "invoke", "lost", "command"]);
    let invoke = &list["profiles"][1];
    assert_eq!(invoke["kind"], "role");
    assert_eq!(invoke["account_id"], "222233334444");
    assert_eq!(invoke["from"], place(home.path(), "config", 3));
    let remark = &invoke["remarks"][0];
    assert_eq!(remark["from"], place(home.path(), "config", 7));
    assert_eq!(
        remark["message"],
        "region us east is no name of a region, as us-east-1"
    );
    assert_eq!(
        list["profiles"][2]["remarks"][0]["kind"],
        "source-profile-missing"
    );
    let ran = run_in(home.path(), &[], &["credentials", "list"]);
    assert!(
        ran.out.contains("caller   Access key            eu-west-1\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("\n    source_profile nobody of profile lost does not exist: "),
        "{}",
        ran.out
    );
    let ran = run_in(Path::new("/nonexistent"), &[], &["credentials", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "No profiles\n"));
}

#[test]
fn the_way_is_shown_with_where_each_value_stands_and_nobody_is_asked() {
    let home = home();
    let sts = TcpListener::bind("127.0.0.1:0").unwrap();
    sts.set_nonblocking(true).unwrap();
    let endpoint = format!("http://{}", sts.local_addr().unwrap());
    let variables = [("AWS_ENDPOINT_URL_STS", endpoint.as_str())];
    let show = ["credentials", "show", "--profile", "invoke"];
    let shown = run_in(home.path(), &variables, &[&show[..], &["--json"]].concat()).json();
    assert_eq!(
        shown["profile"],
        json!({"value": "invoke", "from": {"kind": "argument"}})
    );
    let base = &shown["base"];
    assert_eq!(base["access_key_id"]["value"], "AKIACALLER");
    assert_eq!(
        base["secret_access_key"]["from"],
        place(home.path(), "credentials", 3)
    );
    let mark = base["secret_access_key"]["value"].as_str().unwrap();
    assert!(
        mark.starts_with("[secret access key, 21 bytes, sha256 "),
        "{mark}"
    );
    let role = &shown["roles"][0];
    assert_eq!(role["mfa_serial"]["from"], place(home.path(), "config", 6));
    assert_eq!(shown["endpoints"]["sts"]["from"]["name"], "AWS_ENDPOINT_URL_STS");
    let asks = format!("{endpoint}: AssumeRole of arn:aws:iam::222233334444:role/Invoke");
    assert_eq!(shown["asks"], json!([asks]));
    let ran = run_in(home.path(), &variables, &show);
    assert!(
        ran.out.contains("Access key ID       AKIACALLER  ("),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains(&format!("Would ask           {asks}\n")),
        "{}",
        ran.out
    );
    assert!(sts.accept().is_err(), "somebody connected");
}

#[test]
fn without_a_profile_it_is_what_the_aws_cli_would_take() {
    let home = home();
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIAENV"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/other"),
    ];
    let shown = run_in(home.path(), &keys, &["credentials", "show", "--json"]).json();
    let from = json!({"kind": "variable", "name": "AWS_ACCESS_KEY_ID"});
    assert_eq!(
        shown["base"]["access_key_id"],
        json!({"value": "AKIAENV", "from": from})
    );
    assert_eq!(shown["asks"], json!([]));
    let command = [("AWS_PROFILE", "command")];
    let shown = run_in(home.path(), &command, &["credentials", "show", "--json"]).json();
    assert_eq!(shown["asks"], json!(["the command /bin/false --secret hidden"]));
}

#[test]
fn what_can_not_be_is_refused_with_file_and_line_and_a_way_out() {
    let home = home();
    let ran = run_in(home.path(), &[], &["credentials", "show", "--profile", "lost"]);
    let file = home.path().join(".aws/config").display().to_string();
    let expected = format!(
        "countersign: source_profile nobody of profile lost does not exist: {file} line 10. Add the profile, or name one \
         that there is under source_profile\n"
    );
    assert_eq!((ran.code, ran.out.as_str(), ran.err), (3, "", expected));
    let ran = run_in(
        home.path(),
        &[],
        &["credentials", "show", "--profile", "nobody", "--json"],
    );
    assert_eq!(
        (ran.code, &ran.json()["error"]["kind"]),
        (3, &json!("profile-missing"))
    );
    let ran = run_in(home.path(), &[], &["credentials", "show", "--profile", " "]);
    assert_eq!(ran.code, 2, "{ran:?}");
    write(&home.path().join(".aws/config"), "[default]\nwJalrXUtnFEMI\n");
    let ran = run_in(home.path(), &[], &["credentials", "show"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err
            .contains("line 2: the line has no name with an equals sign behind it"),
        "{}",
        ran.err
    );
}
