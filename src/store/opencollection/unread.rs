//! What a file says that is not carried out here, or ought not to stand there.

use super::auth::stands_for_keys;
use super::checks::as_capture;
use super::yaml::{Map, Node, YamlProblem, parse};
use crate::redact::{SecretKind, secret_kind};

/// Something of a file that is kept and not carried out, or that is unsafe to commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Scripts, tests, or actions that are no captures, which are not run.
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
    /// A secret of whoever sends it is named: it comes from the environment of that person.
    SecretOfEnvironment {
        /// The variable of the environment.
        name: String,
    },
}

/// Keys of the format that hold a secret, wherever they stand: in auth of any kind, of a proxy, of a certificate.
const SECRET_KEYS: [&str; 11] = [
    "secretAccessKey",
    "sessionToken",
    "password",
    "token",
    "passphrase",
    "clientSecret",
    "accessToken",
    "refreshToken",
    "consumerSecret",
    "tokenSecret",
    "privateKey",
];
/// The keys of AWS auth, which sign and are not sent.
const SIGNING_KEYS: [&str; 3] = ["accessKeyId", "secretAccessKey", "sessionToken"];
/// What may stand before a variable in such a field.
const SCHEMES: [&str; 4] = ["bearer", "basic", "token", "apikey"];
/// How a variable of the environment is named.
const PROCESS: &str = "process.env.";

/// What of a request, folder, collection or environment is not carried out, or is unsafe to commit.
pub fn unread(yaml: &str) -> Result<Vec<Unread>, YamlProblem> {
    let map = parse(yaml)?;
    let mut found = Vec::new();
    for key in ["http", "graphql", "grpc", "websocket", "request", "runtime"] {
        if let Some(section) = map.map(key) {
            keyless(section, &mut found);
            variables(section, &mut found);
            let has = |key: &str| !section.items(key).is_empty();
            // Those of folders and collections are not carried out at all.
            let is_other = |action: &Node| key == "request" || as_capture(action).is_none();
            if has("scripts") || section.items("actions").iter().any(is_other) {
                found.push(Unread::Scripts);
            }
        }
    }
    variables(&map, &mut found);
    secrets(&map, &mut found);
    Ok(found)
}

fn keyless(section: &Map, found: &mut Vec<Unread>) {
    let Some(auth) = section.map("auth") else { return };
    let is_empty = |key: &str| auth.text(key).trim().is_empty();
    if auth.text("type") == "awsv4"
        && is_empty("profileName")
        && (is_empty("accessKeyId") || is_empty("secretAccessKey"))
    {
        found.push(Unread::NoKeys);
    }
}

/// Looks through every key of the file.
fn secrets(map: &Map, found: &mut Vec<Unread>) {
    let is_api_key = map.text("type") == "apikey";
    for (key, node) in map.entries() {
        match node {
            Node::Map(map) => secrets(map, found),
            Node::List(items) => in_list(items, found),
            Node::Scalar(_) => {
                let holds_secret = SECRET_KEYS.contains(&key.as_str()) || (is_api_key && key == "value");
                if holds_secret && is_typed(node.as_text()) {
                    add(found, Unread::TypedSecret { key: key.clone() });
                }
                if !SIGNING_KEYS.contains(&key.as_str()) {
                    of_environment(node.as_text(), found);
                }
            }
        }
    }
}

fn in_list(items: &[Node], found: &mut Vec<Unread>) {
    for item in items {
        match item {
            Node::Map(map) => secrets(map, found),
            Node::List(items) => in_list(items, found),
            Node::Scalar(_) => of_environment(item.as_text(), found),
        }
    }
}

fn add(found: &mut Vec<Unread>, one: Unread) {
    if !found.contains(&one) {
        found.push(one);
    }
}

/// Whether something is typed that no variable stands for: the whole field, or what stands around a variable. The word for
/// the scheme of a token is none, nor what stands for keys that are elsewhere.
fn is_typed(text: &str) -> bool {
    if stands_for_keys(text) {
        return false;
    }
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, braced)) = rest.split_once("{{") {
        left.push_str(before);
        let Some((_, after)) = braced.split_once("}}") else {
            left.push_str(braced);
            rest = "";
            break;
        };
        left.push(' ');
        rest = after;
    }
    left.push_str(rest);
    let mut words = left.split_whitespace();
    words.any(|word| !SCHEMES.contains(&word.to_ascii_lowercase().as_str()))
}

/// The variables of the environment in a text whose names say that they are secret.
fn of_environment(text: &str, found: &mut Vec<Unread>) {
    for braced in text.split("{{").skip(1) {
        let name = braced
            .split_once("}}")
            .and_then(|(name, _)| name.trim().strip_prefix(PROCESS));
        if let Some(name) = name.filter(|name| secret_kind(name) == Some(SecretKind::Value)) {
            let name = name.to_owned();
            add(found, Unread::SecretOfEnvironment { name });
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

    #[test]
    fn a_typed_secret_is_found_in_every_field_for_one() {
        for (file, key) in [
            (
                "http:\n  auth: {type: digest, username: u, password: p}\n",
                "password",
            ),
            (
                "request:\n  auth: {type: oauth2, credentials: {clientId: i, clientSecret: s}}\n",
                "clientSecret",
            ),
            ("http:\n  auth: {type: oauth2, accessToken: t}\n", "accessToken"),
            (
                "http:\n  auth: {type: basic, password: '{{x}}hunter2'}\n",
                "password",
            ),
            (
                "http:\n  auth: {type: bearer, token: 'Bearer {{tok}} abcdefgh'}\n",
                "token",
            ),
            ("http:\n  auth: {type: apikey, key: x, value: v}\n", "value"),
            ("grpc:\n  auth: {type: bearer, token: t}\n", "token"),
            (
                "config:\n  proxy: {config: {auth: {username: u, password: p}}}\n",
                "password",
            ),
            (
                "config:\n  clientCertificates:\n    - {domain: d, type: pem, passphrase: p}\n",
                "passphrase",
            ),
            (
                "name: dev\nclientCertificates:\n  - {passphrase: p}\n",
                "passphrase",
            ),
            (
                "http:\n  auth: {type: awsv4, profileName: p, sessionToken: a b}\n",
                "sessionToken",
            ),
        ] {
            let key = key.to_owned();
            assert_eq!(unread(file).unwrap(), [Unread::TypedSecret { key }], "{file}");
        }
        for file in [
            "http:\n  auth: {type: bearer, token: 'Bearer {{tok}}'}\n",
            "http:\n  auth: {type: basic, password: ' {{a}}{{ b }} '}\n",
            "http:\n  auth: {type: apikey, key: x, value: '{{v}}'}\n",
            "http:\n  auth: {type: awsv4, accessKeyId: Countersign has the keys, secretAccessKey: Countersign has the keys, \
             sessionToken: '{{?Countersign has the keys of this request}}'}\n",
            "http:\n  auth: {type: awsv4, accessKeyId: '{{process.env.AWS_ACCESS_KEY_ID}}', secretAccessKey: \
             '{{process.env.AWS_SECRET_ACCESS_KEY}}'}\n",
            "http:\n  params: [{name: password, value: x}]\n",
        ] {
            assert_eq!(unread(file).unwrap(), [], "{file}");
        }
    }

    #[test]
    fn a_secret_of_the_environment_is_found_where_it_would_be_sent() {
        let file = "http:\n  url: https://x/{{process.env.HOME}}\n  headers: [{name: a, value: 'x{{ \
                    process.env.AWS_SECRET_ACCESS_KEY }}'}]\n";
        let name = "AWS_SECRET_ACCESS_KEY".to_owned();
        assert_eq!(unread(file).unwrap(), [Unread::SecretOfEnvironment { name }]);
    }
}
