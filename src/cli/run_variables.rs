//! Variables that are given to one run: by `--var`, by `--secret-var` and by the environment.

use std::collections::BTreeMap;

use super::file_args::FileArgs;
use super::problem::Problem;
use crate::engine::Ambient;
use crate::model::{Secret, Variable, VariableLayer};
use crate::resolve::{ResolveError, Scope, Unusable};

/// How the environment variable begins that holds the value of a secret variable.
pub const PREFIX: &str = "COUNTERSIGN_SECRET_";

/// The environment variable that holds the value of a secret variable: `COUNTERSIGN_SECRET_PET_KEY` for `petKey`.
pub fn environment_name(variable: &str) -> String {
    let mut name = PREFIX.to_owned();
    let mut before = '_';
    for letter in variable.chars() {
        let begins_word = letter.is_uppercase() && (before.is_lowercase() || before.is_numeric());
        if begins_word {
            name.push('_');
        }
        before = letter;
        if letter.is_alphanumeric() {
            name.extend(letter.to_uppercase());
        } else {
            name.push('_');
        }
    }
    name
}

/// The value of a secret variable, when the environment has one.
pub fn secret_of_environment(variable: &str, ambient: &Ambient) -> Option<Secret> {
    let value = (ambient.environment)(&environment_name(variable))?;
    (!value.is_empty()).then(|| Secret::new(value))
}

/// The scope with the variables of the flags over all others. The second are the values to hide.
///
/// A secret is never an argument, where other programs see it: a variable that the collection calls secret is refused.
pub fn with_run_variables(
    mut scope: Scope,
    args: &FileArgs,
    ambient: &Ambient,
    is_secret: &dyn Fn(&str) -> bool,
) -> Result<(Scope, Vec<Secret>), Problem> {
    for given in &args.run_variables {
        let (name, value) = parted(given, "--var", "--var NAME=VALUE")?;
        if is_secret(name) {
            return Err(Problem::usage(
                "secret-in-argument",
                format!(
                    "The variable {name} is a secret of the collection, and other programs can see arguments"
                ),
                format!(
                    "Put the value into an environment variable: {}, or any other with --secret-var {name}=env:VARIABLE.",
                    environment_name(name)
                ),
            ));
        }
        scope = scope.define(VariableLayer::Runtime, "--var", &Variable::new(name, value), None);
    }
    let mut secrets = Vec::new();
    for given in &args.secret_variables {
        let (name, source) = parted(given, "--secret-var", "--secret-var NAME=env:VARIABLE")?;
        let Some(variable) = source
            .strip_prefix("env:")
            .filter(|variable| !variable.is_empty())
        else {
            // What was typed stays out of the message: it may be the secret itself.
            return Err(Problem::usage(
                "unknown-secret-source",
                format!("The value of the secret variable {name} comes from env:VARIABLE"),
                "Put the value into an environment variable and name that variable.",
            ));
        };
        let Some(value) = (ambient.environment)(variable).filter(|value| !value.is_empty()) else {
            return Err(Problem::signing(
                "secret-variable-missing",
                format!("The environment variable {variable} is not set"),
                format!("Set {variable}, or name another one with --secret-var {name}=env:VARIABLE."),
            ));
        };
        let secret = Secret::new(value);
        secrets.push(secret.clone());
        scope = scope.define(
            VariableLayer::Runtime,
            "--secret-var",
            &Variable::secret(name),
            Some(secret),
        );
    }
    Ok((scope, secrets))
}

/// Pairs of different names that one variable of the process's environment would give the same value.
pub fn same_environment_name(names: &[String]) -> Vec<(String, String)> {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    let mut pairs = Vec::new();
    for name in names {
        match seen.get(&environment_name(name)) {
            Some(first) if *first != name => {
                let pair = ((*first).clone(), name.clone());
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
            Some(_) => {}
            None => {
                seen.insert(environment_name(name), name);
            }
        }
    }
    pairs
}

/// Refuses secrets that would get one value, when none of the flags says otherwise.
pub fn check_shared(names: &[String], args: &FileArgs, ambient: &Ambient) -> Result<(), Problem> {
    let is_given = |name: &String| {
        let mut given = args.secret_variables.iter();
        given.any(|given| {
            given
                .split_once('=')
                .is_some_and(|(given, _)| given.trim() == name)
        })
    };
    let from_environment: Vec<String> = names.iter().filter(|name| !is_given(name)).cloned().collect();
    let is_set = |(name, _): &&(String, String)| secret_of_environment(name, ambient).is_some();
    match same_environment_name(&from_environment).iter().find(is_set) {
        None => Ok(()),
        Some((one, other)) => Err(Problem::usage(
            "secret-names-alike",
            format!(
                "{} would give the secret variables {one} and {other} one value",
                environment_name(one)
            ),
            format!("Rename one of them, or give both: --secret-var {one}=env:VARIABLE."),
        )),
    }
}

fn parted<'a>(given: &'a str, flag: &str, form: &str) -> Result<(&'a str, &'a str), Problem> {
    match given.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim(), value)),
        _ => Err(Problem::usage(
            "malformed-variable",
            format!("{flag} needs a name and a value with = between them"),
            format!("Write {form}."),
        )),
    }
}

/// The secret variables that an error says are missing.
fn missing_in(error: &ResolveError) -> Vec<&str> {
    let is_missing = |why: &Unusable| matches!(why, Unusable::MissingSecret { .. });
    match error {
        ResolveError::VariableUnusable { why, .. } if is_missing(why) => vec![why.name()],
        ResolveError::VariablesUnusable { all, .. } => {
            let missing = all.iter().filter(|one| is_missing(&one.why));
            missing.map(crate::resolve::Unresolved::name).collect()
        }
        _ => Vec::new(),
    }
}

/// The cure of a missing secret on a terminal.
pub fn hint_of_missing(error: &ResolveError) -> Option<String> {
    let missing = missing_in(error);
    let first = missing.first()?;
    let names: Vec<String> = missing.iter().map(|name| environment_name(name)).collect();
    Some(format!(
        "Set {} in the environment, or use --secret-var {first}=env:VARIABLE.",
        names.join(" and ")
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::resolve::{Shown, definition};

    fn ambient(set: &'static [(&'static str, &'static str)]) -> Ambient {
        let mut ambient = Ambient::system();
        ambient.environment = Arc::new(|name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        ambient
    }

    fn args(variables: &[&str], secret_variables: &[&str]) -> FileArgs {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        FileArgs {
            environment: None,
            run_variables: owned(variables),
            secret_variables: owned(secret_variables),
        }
    }

    #[test]
    fn a_secret_has_a_name_in_the_environment() {
        for (variable, name) in [
            ("token", "COUNTERSIGN_SECRET_TOKEN"),
            ("secretAccessKey", "COUNTERSIGN_SECRET_SECRET_ACCESS_KEY"),
            ("prod.api-key", "COUNTERSIGN_SECRET_PROD_API_KEY"),
            ("API_KEY", "COUNTERSIGN_SECRET_API_KEY"),
            ("key2Use", "COUNTERSIGN_SECRET_KEY2_USE"),
        ] {
            assert_eq!(environment_name(variable), name);
        }
    }

    #[test]
    fn the_flags_hide_everything_and_a_secret_is_no_argument() {
        let scope = Scope::default().with(VariableLayer::Request, "a", "own");
        let given = args(&["a=1=2", "b="], &["key=env:K"]);
        let ambient = ambient(&[("K", "0123456789")]);
        let (scope, secrets) = with_run_variables(scope, &given, &ambient, &|_| false).unwrap();
        assert_eq!(
            definition("a", &scope).unwrap().shown,
            Shown::Text("1=2".to_owned())
        );
        assert_eq!(definition("b", &scope).unwrap().shown, Shown::Text(String::new()));
        assert_eq!(definition("key", &scope).unwrap().shown, Shown::Secret);
        assert_eq!(secrets, [Secret::new("0123456789")]);
        for (given, kind) in [
            (args(&["token=t0ps3cret"], &[]), "secret-in-argument"),
            (args(&["=t0ps3cret"], &[]), "malformed-variable"),
            (args(&["t0ps3cret"], &[]), "malformed-variable"),
            (args(&[], &["key=t0ps3cret"]), "unknown-secret-source"),
            (args(&[], &["key=env:GONE"]), "secret-variable-missing"),
        ] {
            let refused = with_run_variables(Scope::default(), &given, &ambient, &|name| name == "token");
            let problem = refused.unwrap_err();
            assert_eq!(problem.kind, kind);
            assert!(!problem.line().contains("t0ps3cret"), "{}", problem.line());
        }
    }
}
