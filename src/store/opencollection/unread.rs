//! What a file says that is not carried out here, or ought not to stand there.

use super::yaml::{Map, Node, YamlProblem, parse};
use crate::model::Secret;

/// Something of a file that is kept and not carried out, or that is unsafe to commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Scripts, tests, assertions or actions, which are not run.
    Scripts,
    /// A variable is called secret and has a value in the file, which is not used.
    SecretValue {
        /// The variable.
        name: String,
    },
    /// AWS auth with neither keys nor a profile: Bruno says so and sends unsigned.
    NoKeys,
    /// A field for a secret holds a value in the place of a variable.
    TypedSecret {
        /// Key of the file, as `secretAccessKey`.
        key: String,
    },
}

const SECRETS: [(&str, &str); 5] = [
    ("awsv4", "secretAccessKey"),
    ("awsv4", "sessionToken"),
    ("basic", "password"),
    ("bearer", "token"),
    ("apikey", "value"),
];

/// What of a request, folder, collection or environment is not carried out, or is unsafe to commit.
pub fn unread(yaml: &str) -> Result<Vec<Unread>, YamlProblem> {
    let map = parse(yaml)?;
    let mut found = Vec::new();
    for key in ["http", "graphql", "request", "runtime"] {
        if let Some(section) = map.map(key) {
            auth(section, &mut found);
            variables(section, &mut found);
            let has = |key: &str| !section.items(key).is_empty();
            if has("scripts") || has("assertions") || has("actions") {
                found.push(Unread::Scripts);
            }
        }
    }
    variables(&map, &mut found);
    Ok(found)
}

fn auth(section: &Map, found: &mut Vec<Unread>) {
    let Some(auth) = section.map("auth") else { return };
    let kind = auth.text("type");
    let is_empty = |key: &str| auth.text(key).trim().is_empty();
    if kind == "awsv4" && is_empty("profileName") && (is_empty("accessKeyId") || is_empty("secretAccessKey"))
    {
        found.push(Unread::NoKeys);
    }
    for (of, key) in SECRETS {
        let text = auth.text(key);
        // What names a variable is none; words with blanks stand for keys that are elsewhere.
        let is_value = Secret::new(text).is_no_reference() && !text.contains("{{") && !text.contains(' ');
        if of == kind && !text.is_empty() && is_value {
            found.push(Unread::TypedSecret { key: key.to_owned() });
        }
    }
}

fn variables(section: &Map, found: &mut Vec<Unread>) {
    for row in section.items("variables").iter().filter_map(Node::as_map) {
        if row.is_true("secret") && row.get("value").is_some_and(|value| *value != Node::text("")) {
            found.push(Unread::SecretValue {
                name: row.text("name").to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_and_not_carried_out_is_named() {
        let file = "info:\n  type: http\nhttp:\n  body: [{title: a}]\n  auth:\n    type: oauth2\nruntime:\n  scripts: [{type: \
                    tests, code: x}]\n  variables:\n    - {secret: true, name: s, value: v}\n    - {secret: true, name: t}\n";
        let expected = [Unread::SecretValue { name: "s".to_owned() }, Unread::Scripts];
        assert_eq!(unread(file).unwrap(), expected);
        for (auth, is_unsigned) in [
            ("{type: awsv4, region: r}", true),
            ("{type: awsv4, accessKeyId: '{{id}}'}", true),
            (
                "{type: awsv4, accessKeyId: '{{id}}', secretAccessKey: '{{key}}'}",
                false,
            ),
            ("{type: awsv4, profileName: dev}", false),
            ("{type: bearer}", false),
        ] {
            let found = unread(&format!("http:\n  auth: {auth}\n")).unwrap();
            assert_eq!(found.contains(&Unread::NoKeys), is_unsigned, "{auth}");
        }
        let file = "request:\n  auth: {type: basic, username: u, password: p}\n";
        assert_eq!(
            unread(file).unwrap(),
            [Unread::TypedSecret {
                key: "password".to_owned()
            }]
        );
        assert_eq!(
            unread("request:\n  auth: {type: basic, password: '{{p}}'}\n").unwrap(),
            []
        );
    }
}
