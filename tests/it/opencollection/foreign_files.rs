//! Files that others wrote: all of it stays but what was changed.

use std::fs;
use std::path::Path;

use countersign::model::{AuthKind, BodyKind, Request, VariableValue};
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
        let after = set_seq(&set_name(&yaml, "another: name").unwrap(), Some(9)).unwrap();
        for line in kept {
            assert!(after.contains(line), "{name} lost {line:?}\n{after}");
        }
    }
}

#[test]
fn kinds_that_are_not_known_are_none_here_and_stay() {
    let yaml = fixture("unknown.yml");
    let request = read_request(&yaml, None).unwrap();
    assert_eq!(
        (request.http.body.kind, request.http.auth.kind),
        (BodyKind::None, AuthKind::None)
    );
    let after = edited(&yaml, |request| "renamed".clone_into(&mut request.info.name));
    assert_eq!(changed_lines(&yaml, &after).0, ["  name: what is not known"]);
    let after = edited(&yaml, |request| request.http.auth.kind = AuthKind::Inherit);
    assert!(
        after.contains("  auth: inherit\n") && !after.contains("oauth2"),
        "{after}"
    );
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
