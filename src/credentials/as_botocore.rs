//! Every case of `tests/fixtures/config` against what botocore answered, which `tests/foreign/config_files.py` records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::config_file::{ConfigFile, Section, Value as Written};
use super::config_files::{ConfigFiles, FileOnDisk};
use super::config_paths::ConfigPaths;
use super::plan::plan;
use super::profiles::{Profiles, Settings};
use crate::model::{
    AwsAuth, BaseSource, CredentialPlan, CredentialSource, KeySet, OwnEndpoints, RoleStep, Secret, Sourced,
    ValueSource,
};

const CASES: &str = include_str!("../../tests/fixtures/config/cases.jsonl");
const HOME: &str = "/home/bob";
const FEWEST_CASES: usize = 200;
/// Slugs of ours for what botocore says in other words.
const ANY_OF: [(&str, &[&str]); 2] = [
    ("parameters", &["value-empty", "duration-unusable"]),
    ("crash", &["value-empty", "value-not-text", "block-missing"]),
];

/// One case with its files in memory.
struct Case {
    value: Value,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Case {
    fn of(line: &str) -> Self {
        let value: Value = serde_json::from_str(&line.replace("{home}", HOME)).unwrap();
        let mut files = BTreeMap::new();
        for (name, text) in entries(&value["files"]) {
            files.insert(
                Path::new(HOME).join(name),
                text.as_str().unwrap().as_bytes().to_vec(),
            );
        }
        for (name, digits) in entries(&value["files_hex"]) {
            files.insert(Path::new(HOME).join(name), from_hex(digits.as_str().unwrap()));
        }
        Self { value, files }
    }

    fn name(&self) -> &str {
        self.value["name"].as_str().unwrap()
    }

    fn environment(&self, name: &str) -> Option<String> {
        let set = self.value["environment"].get(name).and_then(Value::as_str);
        set.map(str::to_owned)
            .or_else(|| (name == "HOME").then(|| HOME.to_owned()))
    }

    fn file(&self, path: &Path) -> FileOnDisk {
        match self.files.get(path) {
            Some(bytes) => FileOnDisk::of_bytes(path, bytes),
            None => FileOnDisk {
                path: path.to_owned(),
                ..FileOnDisk::default()
            },
        }
    }

    fn config_files(&self) -> ConfigFiles {
        let paths = ConfigPaths::of(&|name| self.environment(name));
        ConfigFiles {
            config: self.file(&paths.config),
            credentials: self.file(&paths.credentials),
        }
    }

    fn auth(&self) -> AwsAuth {
        match self.value["profile"].as_str() {
            Some(profile) => AwsAuth {
                source: CredentialSource::Profile,
                profile: profile.to_owned(),
                ..AwsAuth::default()
            },
            None => AwsAuth {
                source: CredentialSource::Automatic,
                ..AwsAuth::default()
            },
        }
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn from_hex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = CASES.lines().map(Case::of).collect();
    assert!(cases.len() >= FEWEST_CASES);
    cases
}

/// The values of a section without their lines.
fn of_section(section: &Section) -> Value {
    let mut values = Map::new();
    for setting in &section.settings {
        let value = match &setting.value {
            Written::Text(text) => json!(text.expose_setting()),
            Written::Block(lines) => lines
                .iter()
                .map(|line| (line.key.clone(), json!(line.value.expose_setting())))
                .collect(),
        };
        values.insert(setting.key.clone(), value);
    }
    Value::Object(values)
}

fn of_file(file: &FileOnDisk, recorded: &Value) -> Value {
    let Some(ConfigFile { sections, refusals }) = file.file() else {
        return Value::Null;
    };
    match refusals.first() {
        // Python's parser does not always say which line it is.
        Some(_) if recorded["refused"].is_null() => json!({"refused": null}),
        Some(refusal) => json!({"refused": refusal.line}),
        None => {
            let sections = sections.iter();
            sections
                .map(|section| (section.name.clone(), of_section(section)))
                .collect()
        }
    }
}

#[test]
fn files_are_read_as_botocore_reads_them() {
    for case in cases() {
        for (key, name) in [("config", ".aws/config"), ("credentials", ".aws/credentials")] {
            let recorded = &case.value["botocore"][key];
            let read = of_file(&case.file(&Path::new(HOME).join(name)), recorded);
            assert_eq!(&read, recorded, "{}: {name}", case.name());
        }
    }
}

/// What botocore's dictionary has, asked of ours by name.
fn holds(settings: Option<&Settings>, recorded: &Value, what: &str) {
    let settings = settings.unwrap_or_else(|| panic!("{what} is missing"));
    let mut ours: Vec<&str> = settings.keys().collect();
    let mut theirs: Vec<&str> = entries(recorded).map(|(key, _)| key.as_str()).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs, "{what}");
    for (key, value) in entries(recorded) {
        match value {
            Value::String(text) => {
                assert_eq!(&settings.text(key).unwrap().unwrap().value, text, "{what}: {key}");
            }
            block => {
                for (line, text) in entries(block) {
                    let found = settings.in_block(key, line).unwrap();
                    assert_eq!(found.value, text.as_str().unwrap(), "{what}: {key}: {line}");
                }
            }
        }
    }
}

#[test]
fn profiles_are_put_together_as_botocore_does() {
    for case in cases() {
        let files = case.config_files();
        let profiles = Profiles::of(&files);
        let recorded = &case.value["botocore"];
        if recorded["profiles"].is_null() {
            assert!(files.refusal().is_some(), "{}", case.name());
            continue;
        }
        assert_eq!(files.refusal(), None, "{}", case.name());
        let mut names = profiles.names.clone();
        names.sort_unstable();
        let mut theirs: Vec<&String> = entries(&recorded["profiles"]).map(|(name, _)| name).collect();
        theirs.sort_unstable();
        assert_eq!(names.iter().collect::<Vec<_>>(), theirs, "{}", case.name());
        for (name, value) in entries(&recorded["profiles"]) {
            holds(profiles.get(name), value, case.name());
        }
        for (name, value) in entries(&recorded["sso_sessions"]) {
            holds(profiles.sso_session(name), value, case.name());
        }
        assert_eq!(
            profiles.sso_sessions().count(),
            entries(&recorded["sso_sessions"]).count()
        );
        for (name, value) in entries(&recorded["services"]) {
            holds(profiles.services(name), value, case.name());
        }
    }
}

fn text(found: Option<&Sourced<String>>) -> Value {
    found.map_or(Value::Null, |found| json!(found.value))
}

fn of_keys(keys: &KeySet, files: &ConfigFiles) -> Value {
    let secret = |found: &Secret| json!(found.expose_for_signing());
    json!({
        "kind": "keys",
        "in": match &keys.secret_access_key.from {
            ValueSource::Variable(_) => "environment",
            ValueSource::File(place) if place.file == files.credentials.path => "credentials",
            ValueSource::File(_) => "config",
            other => panic!("{other:?}"),
        },
        "access_key_id": keys.access_key_id.value,
        "secret_access_key": secret(&keys.secret_access_key.value),
        "session_token": keys.session_token.as_ref().map(|token| secret(&token.value)),
    })
}

fn of_base(base: &BaseSource, files: &ConfigFiles) -> Value {
    match base {
        BaseSource::Keys(keys) => of_keys(keys, files),
        BaseSource::Process { command, .. } => json!({"kind": "process", "command": command.value}),
        BaseSource::WebIdentity {
            token_file,
            role_arn,
            session_name,
        } => json!({
            "kind": "web-identity",
            "token_file": token_file.value.display().to_string(),
            "role_arn": role_arn.value,
            "session_name": text(session_name.as_ref()),
        }),
        BaseSource::IdentityCenter(step) => json!({
            "kind": "identity-center",
            "sso_session": text(step.session.name.as_ref()),
            "start_url": step.session.start_url.value,
            "sso_region": step.session.region.value,
            "account_id": step.account_id.value,
            "role_name": step.role_name.value,
        }),
        BaseSource::Login { session, .. } => json!({"kind": "login", "login_session": session.value}),
        BaseSource::Container => json!({"kind": "container"}),
        BaseSource::Instance => json!({"kind": "instance"}),
    }
}

fn of_role(role: &RoleStep) -> Value {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    json!({
        "role_arn": role.form.role_arn,
        "session_name": filled(&role.form.session_name),
        "external_id": filled(&role.form.external_id),
        "mfa_serial": filled(&role.form.mfa_serial),
        "duration_seconds": role.form.duration_seconds,
    })
}

fn of_endpoints(endpoints: &OwnEndpoints) -> Value {
    json!({
        "sts": text(endpoints.sts.as_ref()),
        "sso": text(endpoints.sso.as_ref()),
        "sso_oidc": text(endpoints.sso_oidc.as_ref()),
    })
}

fn of_plan(plan: &CredentialPlan, files: &ConfigFiles) -> Value {
    let roles: Vec<Value> = plan.roles.iter().map(of_role).collect();
    let calls = !roles.is_empty()
        || matches!(
            plan.base,
            BaseSource::WebIdentity { .. } | BaseSource::IdentityCenter(_)
        );
    json!({
        "base": of_base(&plan.base, files),
        "roles": roles,
        "region": text(plan.region.as_ref()),
        "endpoints": if calls { of_endpoints(&plan.endpoints) } else { Value::Null },
    })
}

#[test]
fn the_way_to_credentials_is_that_of_botocore() {
    let mut with_a_line = 0;
    for case in cases() {
        let files = case.config_files();
        let parted = case.value.get("ours");
        let wanted = parted.unwrap_or(&case.value["botocore"]["plan"]);
        match plan(&case.auth(), &|name| case.environment(name), &files) {
            Ok(plan) => assert_eq!(&of_plan(&plan, &files), wanted, "{}", case.name()),
            Err(error) => {
                let theirs = wanted["error"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{}: {error}", case.name()));
                let kinds = ANY_OF.iter().find(|(slug, _)| *slug == theirs);
                let is_good =
                    kinds.map_or(error.kind() == theirs, |(_, kinds)| kinds.contains(&error.kind()));
                assert!(is_good, "{}: {error}: not {theirs}", case.name());
                assert!(!error.hint().is_empty());
                with_a_line += usize::from(error.to_string().contains(" line "));
                if let Some(file) = wanted["file"].as_str() {
                    let path = Path::new(HOME).join(file).display().to_string();
                    assert!(error.to_string().starts_with(&path), "{}: {error}", case.name());
                }
            }
        }
    }
    assert!(with_a_line > 40, "{with_a_line} errors name their line");
}

#[test]
fn no_error_and_no_debug_text_shows_a_secret() {
    for case in cases() {
        let files = case.config_files();
        let plan = plan(&case.auth(), &|name| case.environment(name), &files);
        let told = match &plan {
            Ok(plan) => format!("{plan:?}"),
            Err(error) => format!("{error} {error:?} {}", error.hint()),
        };
        for text in [told, format!("{files:?}"), format!("{:?}", Profiles::of(&files))] {
            for secret in ["secret one", "secret two", "secret env", "token two", "token env"] {
                assert!(!text.contains(secret), "{}: {text}", case.name());
            }
        }
    }
}
