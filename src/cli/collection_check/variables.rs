//! Variables of a request that have no value, in each environment.

use super::finding::{Finding, Weight};
use crate::cli::run_variables::{environment_name, same_environment_name};
use crate::model::{Collection, Environment, Item, ItemPath, Request, Variable};
use crate::resolve::{Surroundings, Unresolved, Unusable, can_be_named, secret_names, unresolved};

/// What a request names and nothing gives. The environments in which it is so are named when it is not so in all of them.
pub fn without_value(
    (environments, around): (&[Option<&Environment>], &[Surroundings]),
    path: &ItemPath,
    request: &Request,
    captured: &[String],
) -> Vec<Finding> {
    let mut found: Vec<(Unresolved, Vec<&str>)> = Vec::new();
    for (environment, around) in environments.iter().zip(around) {
        let name = environment.map_or("", |environment| environment.name.as_str());
        for one in unresolved(request, &around.scope, &around.ancestors) {
            match found.iter_mut().find(|(known, _)| *known == one) {
                Some((_, names)) => names.push(name),
                None => found.push((one, vec![name])),
            }
        }
    }
    found
        .into_iter()
        .map(|(one, names)| {
            let only_in = (names.len() < environments.len()).then_some(names);
            finding(path, &one, only_in, captured)
        })
        .collect()
}

fn finding(path: &ItemPath, one: &Unresolved, only_in: Option<Vec<&str>>, captured: &[String]) -> Finding {
    let places = one.places.join(" and ");
    let only_in = match only_in {
        Some(names) => format!(" in the environment {}", names.join(", ")),
        None => String::new(),
    };
    let says = match &one.why {
        why @ Unusable::NoName { .. } => why.of_field(),
        _ => "names a variable without a value",
    };
    let (weight, hint) = match &one.why {
        Unusable::MissingSecret { name, .. } => (
            Weight::Note,
            format!(
                "Set {} where it is sent; Bruno would send it without, so give it --env-var {name}=VALUE",
                environment_name(name)
            ),
        ),
        // A matter of where it runs.
        Unusable::Undefined { name, .. } if name.starts_with("process.env.") => (
            Weight::Note,
            "Set it where it is sent, or in the .env file of the collection".to_owned(),
        ),
        Unusable::Undefined { name, .. } if captured.contains(name) => (
            Weight::Note,
            "A request of the collection captures it: run that one before, with countersign run".to_owned(),
        ),
        why => (Weight::Fault, why.hint(&[])),
    };
    let hint = match &one.why {
        Unusable::Undefined { name, .. } if weight == Weight::Fault && !name.starts_with('$') => {
            format!("Define {name} in the collection or in its environments, or check the spelling")
        }
        _ => hint,
    };
    Finding {
        weight,
        kind: one.why.kind(),
        path: path.to_string(),
        message: format!("{} {says}{only_in}: {}", capitalised(&places), one.why),
        hint,
    }
}

/// Variables that no text can name.
pub fn unusable_names(path: &str, variables: &[Variable]) -> Vec<Finding> {
    let counting = || variables.iter().filter(|variable| variable.counts());
    let unusable = counting().filter(|variable| !can_be_named(&variable.name));
    let unusable = unusable.map(|variable| Finding {
        weight: Weight::Fault,
        kind: "variable-name-unusable",
        path: path.to_owned(),
        message: format!("No text can name its variable {:?}", variable.name),
        hint: "Use letters, digits, _, - and . alone, and neither $ nor process.env. in front".to_owned(),
    });
    unusable.collect()
}

/// The same for all variables of collection, folders and environments.
pub fn of_definitions(collection: &Collection) -> Vec<Finding> {
    let mut found = unusable_names("opencollection.yml", &collection.defaults.variables);
    for environment in &collection.environments {
        let path = format!("environments/{}.yml", environment.name);
        found.extend(unusable_names(&path, &environment.variables));
    }
    of_folders(&collection.items, &mut found);
    found
}

fn of_folders(items: &[Item], found: &mut Vec<Finding>) {
    for item in items {
        if let Item::Folder(folder) = item {
            let path = format!("{}/folder.yml", folder.path);
            found.extend(unusable_names(&path, &folder.defaults.variables));
            of_folders(&folder.items, found);
        }
    }
}

/// Secrets of a request that would all be read from one variable of the process's environment.
pub fn shared_secrets(
    (collection, environments): (&Collection, &[Option<&Environment>]),
    path: &ItemPath,
    request: &Request,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for environment in environments {
        let names = secret_names(collection, path, *environment, &[], &request.variables);
        found.extend(
            same_environment_name(&names)
                .into_iter()
                .map(|(one, other)| Finding {
                    weight: Weight::Fault,
                    kind: "secret-names-alike",
                    path: path.to_string(),
                    message: format!(
                        "The secret variables {one} and {other} would both be read from {}",
                        environment_name(&one)
                    ),
                    hint: "Rename one of them, or give both with --secret-var where it is sent".to_owned(),
                }),
        );
    }
    found
}

/// With a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
