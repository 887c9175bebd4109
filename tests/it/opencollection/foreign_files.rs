//! Files that others wrote: all of it stays but what was changed.

use std::fs;
use std::path::Path;

use countersign::model::{AuthKind, BodyKind, Request, UnknownPart, VariableValue};
use countersign::store::opencollection::{
    Layout, read_environment, read_folder, read_request, read_root, set_name, set_seq, write_environment,
    write_folder, write_request, write_root,
};

/// Files after the types of the format, with all kinds of things that are not edited here.
pub fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/opencollection");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(files.len() >= 6, "{}", files.len());
    files
}

fn fixture(name: &str) -> String {
    let found = fixtures().into_iter().find(|(file, _)| file == name);
    found.unwrap_or_else(|| panic!("no fixture {name}")).1
}

/// The lines of `after` that `before` has not, and the other way round.
fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let own = |from: &str, other: &str| {
        let mut rest: Vec<&str> = other.lines().collect();
        let mut lines = Vec::new();
        for line in from.lines() {
            match rest.iter().position(|there| *there == line) {
                Some(at) => drop(rest.remove(at)),
                None => lines.push(line.to_owned()),
            }
        }
        lines
    };
    (own(before, after), own(after, before))
}

/// The file after a change of the request that it is read as.
fn edited(yaml: &str, change: impl FnOnce(&mut Request)) -> String {
    let mut request = read_request(yaml, None).unwrap();
    change(&mut request);
    let written = write_request(&request, Some((yaml, None))).unwrap();
    assert_eq!(written.layout, Layout::Kept, "{}", written.yaml);
    written.yaml
}

#[test]
fn saving_what_was_read_changes_nothing() {
    for (name, yaml) in fixtures() {
        let saved = match name.as_str() {
            "opencollection.yml" => write_root(&read_root(&yaml, None).unwrap(), Some((&yaml, None))),
            "folder.yml" => write_folder(&read_folder(&yaml, None).unwrap(), Some((&yaml, None))),
            "environment.yml" => write_environment(
                &read_environment(&yaml, None, "local").unwrap(),
                Some((&yaml, None)),
            ),
            "websocket.yml" | "grpc.yml" => {
                let refused = read_request(&yaml, None).unwrap_err();
                assert!(refused.to_string().contains("is not edited here"), "{refused}");
                continue;
            }
            _ => write_request(&read_request(&yaml, None).unwrap(), Some((&yaml, None))),
        }
        .unwrap();
        assert_eq!(saved.yaml, yaml, "{name}");
        assert_eq!(saved.layout, Layout::Kept);
    }
}

#[test]
fn one_edit_changes_few_lines() {
    for yaml in [
        fixture("request.yml"),
        fixture("request.yml").replace('\n', "\r\n"),
    ] {
        let after = edited(&yaml, |request| "PUT".clone_into(&mut request.http.method));
        assert_eq!(
            changed_lines(&yaml, &after),
            (
                vec!["  method: POST".to_owned()],
                vec!["  method: PUT".to_owned()]
            )
        );

        let after = edited(&yaml, |request| {
            "new: value".clone_into(&mut request.http.headers[1].value);
        });
        let expected = (
            vec!["      value: two # keep me".to_owned()],
            vec!["      value: \"new: value\" # keep me".to_owned()],
        );
        assert_eq!(changed_lines(&yaml, &after), expected);

        let after = edited(&yaml, |request| {
            request.http.headers.remove(0);
        });
        let (gone, new) = changed_lines(&yaml, &after);
        assert_eq!(new, Vec::<String>::new());
        assert_eq!(gone.len(), 3, "{gone:?}");

        let after = edited(&yaml, |request| {
            request.http.body.text = "{\n  \"a\": 2\n}".into();
        });
        let expected = (
            vec!["        \"a\": 1".to_owned()],
            vec!["        \"a\": 2".to_owned()],
        );
        assert_eq!(changed_lines(&yaml, &after), expected);

        let after = edited(&yaml, |request| {
            request.variables[0].value = VariableValue::Text("43".to_owned());
        });
        let expected = (
            vec!["        data: \"42\"".to_owned()],
            vec!["        data: \"43\"".to_owned()],
        );
        assert_eq!(changed_lines(&yaml, &after), expected);

        let after = edited(&yaml, |request| request.http.auth.kind = AuthKind::None);
        assert_eq!(
            changed_lines(&yaml, &after),
            (vec!["  auth: inherit".to_owned()], Vec::new())
        );
        if yaml.contains("\r\n") {
            assert!(!after.replace("\r\n", "").contains('\n'));
        }
    }
}

#[test]
fn the_url_takes_its_parameters_with_it() {
    let yaml = fixture("request.yml");
    let request = read_request(&yaml, None).unwrap();
    assert_eq!(request.http.disabled_params.len(), 1);
    assert_eq!(request.http.disabled_params[0].after, 1);
    let after = edited(&yaml, |request| {
        "{{baseUrl}}/items/:id?q=2&r=3".clone_into(&mut request.http.url);
    });
    let (gone, new) = changed_lines(&yaml, &after);
    assert_eq!(
        gone,
        ["  url: \"{{baseUrl}}/items/:id?q=a%20b\"", "      value: a%20b"]
    );
    let expected = [
        "  url: \"{{baseUrl}}/items/:id?q=2&r=3\"",
        "      value: \"2\"",
        "    - name: r",
        "      value: \"3\"",
        "      type: query",
    ];
    assert_eq!(new, expected);
    assert!(after.contains("what to look for"), "{after}");
}

#[test]
fn what_is_not_known_here_stays_in_every_edit() {
    for (name, yaml) in fixtures() {
        let kept: Vec<&str> = yaml
            .lines()
            .filter(|line| (line.contains("x-") || line.contains("# ")) && !line.starts_with("info:"))
            .map(|line| line.split_once("# ").map_or(line, |(_, comment)| comment))
            .collect();
        let after = set_seq(&set_name(&yaml, "another: name").unwrap().yaml, Some(9))
            .unwrap()
            .yaml;
        for line in kept {
            assert!(after.contains(line), "{name} lost {line:?}\n{after}");
        }
    }
}

#[test]
fn kinds_that_are_not_known_are_told_as_such_and_stay() {
    let yaml = fixture("unknown.yml");
    let request = read_request(&yaml, None).unwrap();
    assert_eq!(
        (request.http.body.kind, request.http.auth.kind),
        (BodyKind::None, AuthKind::None)
    );
    let of_kind = UnknownPart::Kind("oauth2".to_owned());
    assert_eq!(request.http.auth.not_understood(), Some(&of_kind));
    assert_eq!(request.http.body.not_understood(), Some(&UnknownPart::List));
    let after = edited(&yaml, |request| request.http.auth.choose(AuthKind::None));
    assert!(
        !after.contains("oauth2") && after.contains("title: first"),
        "{after}"
    );
    let after = edited(&yaml, |request| request.http.body.unknown = None);
    assert!(
        !after.contains("title: first") && after.contains("oauth2"),
        "{after}"
    );
    let after = edited(&yaml, |request| "renamed".clone_into(&mut request.info.name));
    assert_eq!(changed_lines(&yaml, &after).0, ["  name: what is not known"]);
    let after = edited(&yaml, |request| request.http.auth.kind = AuthKind::Inherit);
    assert!(
        after.contains("  auth: inherit\n") && !after.contains("oauth2"),
        "{after}"
    );
}

fn request_with(section: &str) -> String {
    format!("info:\n  name: n\n  type: http\nhttp:\n  method: POST\n  url: https://x/\n  {section}\n")
}

#[test]
fn auth_in_any_spelling_is_known_or_told() {
    let read = |auth: &str| read_request(&request_with(auth), None).unwrap().http.auth;
    for auth in [
        "auth: Inherit",
        "auth: oauth2",
        "auth: {type: inherit}",
        "auth: {type: awsV4, accessKeyId: a}",
        "auth: [awsv4]",
        "auth: {type: digest}",
        "auth: {token: x}",
        "auth: {type: [bearer]}",
        "auth: {type: awsv4, accessKeyId: {a: 1}}",
        "auth: {type: bearer, token: [a]}",
    ] {
        let auth_read = read(auth);
        assert!(auth_read.not_understood().is_some(), "{auth}");
        assert_eq!(auth_read.kind, AuthKind::None, "{auth}");
        let yaml = request_with(auth);
        let after = edited(&yaml, |request| "renamed".clone_into(&mut request.info.name));
        assert_eq!(changed_lines(&yaml, &after).0, ["  name: n"], "{auth}");
    }
    for auth in [
        "auth: none",
        "auth: ~",
        "auth: {}",
        "auth: ''",
        "x: 1",
        "auth: {type: none}",
    ] {
        assert_eq!(read(auth).unknown, None, "{auth}");
    }
    for auth in ["auth: inherit", "auth: {type: bearer, token: '{{t}}'}"] {
        assert_eq!(read(auth).not_understood(), None, "{auth}");
    }
}

#[test]
fn a_body_in_any_shape_is_known_or_told() {
    let read = |body: &str| read_request(&request_with(body), None).unwrap().http.body;
    for body in [
        "body: {type: weird}",
        "body: {type: JSON, data: '{}'}",
        "body: text",
        "body: [{title: a, body: {type: text, data: b}}]",
        "body: {data: x}",
        "body: {type: json, data: {a: 1}}",
        "body: {type: text, data: [a]}",
        "body: {type: form-urlencoded, data: {a: 1}}",
        "body: {type: form-urlencoded, data: a=1}",
        "body: {type: form-urlencoded, data: [a]}",
        "body: {type: form-urlencoded, data: [{name: a, value: [1]}]}",
        "body: {type: multipart-form, data: [{name: a, type: blob, value: x}]}",
        "body: {type: multipart-form, data: [{name: a, type: text, value: [x]}]}",
        "body: {type: file, data: [{filePath: [a]}]}",
    ] {
        assert!(read(body).not_understood().is_some(), "{body}");
        let yaml = request_with(body);
        let after = edited(&yaml, |request| "renamed".clone_into(&mut request.info.name));
        assert_eq!(changed_lines(&yaml, &after).0, ["  name: n"], "{body}");
    }
    for body in [
        "body: ~",
        "body: {}",
        "body: none",
        "body: {type: none}",
        "body: {type: json, data: 42}",
        "body: {type: json}",
        "body: {type: form-urlencoded, data: []}",
        "body: {type: multipart-form, data: [{name: a, type: file, value: [x, y]}, {name: b, value: 1}]}",
    ] {
        assert_eq!(read(body).unknown, None, "{body}");
    }
}

#[test]
fn sections_and_lists_in_another_form_are_damage_and_not_passed_over() {
    for section in [
        "headers: {a: b}",
        "headers: a",
        "params: {a: b}",
        "url: [a]",
        "method: [GET]",
    ] {
        read_request(
            &request_with(section).replace(
                if section.starts_with("url") {
                    "  url: https://x/\n"
                } else {
                    "  method: POST\n"
                },
                "",
            ),
            None,
        )
        .unwrap_err();
    }
    for section in ["headers: {}", "headers: ~", "headers: []", "params: ~"] {
        read_request(&request_with(section), None).unwrap();
    }
    let graphql = |body: &str| {
        read_request(
            &format!("info:\n  type: graphql\ngraphql:\n  url: https://x/\n  body: {body}\n"),
            None,
        )
    };
    for body in ["text", "[a]", "{query: q, variables: {a: 1}}", "{query: [q]}"] {
        graphql(body).unwrap_err();
    }
    graphql("{query: q, variables: '{}'}").unwrap();
    for root in [
        "request: [auth]",
        "request: inherit",
        "request: {headers: {a: b}}",
        "request: {variables: a}",
    ] {
        read_root(root, None).unwrap_err();
        read_folder(root, None).unwrap_err();
    }
    read_environment("variables: {a: 1}", None, "dev").unwrap_err();
}

#[test]
fn a_graphql_request_becomes_a_plain_one_and_keeps_its_rows() {
    let yaml = fixture("graphql.yml");
    let request = read_request(&yaml, None).unwrap();
    assert_eq!(request.http.body.kind, BodyKind::GraphQl);
    assert_eq!(request.http.body.graphql.query, "query {\n  pets { name }\n}\n");
    let after = edited(&yaml, |request| request.http.body.kind = BodyKind::None);
    let read = read_request(&after, None).unwrap();
    assert_eq!(
        (read.http.body.kind, read.http.method.as_str()),
        (BodyKind::None, "POST")
    );
    assert!(after.contains("type: http") && after.contains("x-row"), "{after}");
}

#[test]
fn an_early_file_has_its_auth_under_runtime() {
    let yaml =
        "info:\n  name: early\n  type: http\n\nhttp:\n  method: GET\n  url: x\n\nruntime:\n  auth: inherit\n";
    let request = read_request(yaml, None).unwrap();
    assert_eq!(request.http.auth.kind, AuthKind::Inherit);
    let after = edited(yaml, |request| request.http.auth.kind = AuthKind::None);
    assert!(!after.contains("inherit"), "{after}");
}

#[test]
fn what_is_no_row_of_a_list_is_damage_and_not_passed_over() {
    for odd in [
        "headers:\n    - stray",
        "params:\n    - [x]",
        "headers:\n    - x-team: pets",
    ] {
        let yaml = format!("info: {{name: n, type: http}}\nhttp:\n  url: https://x/?a=1\n  {odd}\n");
        let problem = read_request(&yaml, None).unwrap_err().to_string();
        assert!(problem.contains("row 1 of http."), "{problem}");
    }
    let yaml =
        "info: {name: n, type: http}\nhttp: {url: x}\nruntime:\n  variables:\n    - name: v\n    - stray\n";
    assert!(
        read_request(yaml, None)
            .unwrap_err()
            .to_string()
            .contains("row 2")
    );
    let environment = "name: e\nvariables:\n  - stray\n  - name: a\n    value: b\n";
    assert!(read_environment(environment, None, "e").is_err());
    let root = "opencollection: 1.0.0\nrequest: {variables: [a: b]}\n";
    assert!(read_root(root, None).is_err());
}

#[test]
fn an_alias_costs_no_comment_or_the_save_says_so() {
    // What an alias elsewhere stands for is changed: in place, or the save says that comments went.
    let request = "# mine\ninfo: {name: n, type: http}\nhttp: &h\n  method: GET\n  url: https://x/\n  headers: &rows\n    - \
                   {name: a, value: b}\nx-again: *rows\n";
    let mut read = read_request(request, None).unwrap();
    "c".clone_into(&mut read.http.headers[0].value);
    let written = write_request(&read, Some((request, None))).unwrap();
    assert_eq!(
        written.layout == Layout::Rewritten,
        !written.yaml.contains("# mine"),
        "{written:?}"
    );
    // What is itself an alias is written in its place, and the rest stays.
    let environment = "# mine\nname: e\nx: &a [{name: a, value: b}]\nvariables: *a\n";
    let mut read = read_environment(environment, None, "e").unwrap();
    read.variables.push(countersign::model::Variable::new("c", "d"));
    let written = write_environment(&read, Some((environment, None))).unwrap();
    assert_eq!(written.layout, Layout::Kept, "{written:?}");
    assert!(
        written
            .yaml
            .starts_with("# mine\nname: e\nx: &a [{name: a, value: b}]\nvariables:\n")
    );
    let root = "# mine\nopencollection: 1.0.0\nx: &a {headers: [{name: a, value: b}]}\nrequest: *a\n";
    let mut read = read_root(root, None).unwrap();
    "c".clone_into(&mut read.defaults.headers[0].value);
    let written = write_root(&read, Some((root, None))).unwrap();
    assert_eq!(written.layout, Layout::Kept, "{written:?}");
    assert!(
        written
            .yaml
            .starts_with("# mine\nopencollection: 1.0.0\nx: &a {headers: [{name: a, value: b}]}\n")
    );
    let aliased = "# mine\nx: &i {name: n, type: http}\ninfo: *i\nhttp: {url: x}\n";
    let named = set_name(aliased, "m").unwrap();
    assert_eq!(named.layout, Layout::Kept, "{named:?}");
    assert!(
        named.yaml.starts_with("# mine\nx: &i {name: n, type: http}\n"),
        "{named:?}"
    );
    assert_eq!(
        set_seq("# mine\ninfo: {type: http}\n", Some(2)).unwrap().layout,
        Layout::Kept
    );
}
