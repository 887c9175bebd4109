//! Variables of a request that have no value, in each environment.

use super::finding::{Finding, Weight};
use crate::cli::request_file::around;
use crate::cli::run_variables::environment_name;
use crate::engine::Ambient;
use crate::model::{Collection, Environment, ItemPath, Request};
use crate::resolve::{Unresolved, Unusable, unresolved};

/// What a request names and nothing gives. The environments in which it is so are named when it is not so in all of them.
pub fn without_value(
    (collection, environments): (&Collection, &[Option<&Environment>]),
    path: &ItemPath,
    request: &Request,
    ambient: &Ambient,
) -> Vec<Finding> {
    let mut found: Vec<(Unresolved, Vec<&str>)> = Vec::new();
    for environment in environments {
        let around = around(collection, path, request, *environment, ambient);
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
        .map(|(one, names)| finding(path, &one, (names.len() < environments.len()).then_some(names)))
        .collect()
}

fn finding(path: &ItemPath, one: &Unresolved, only_in: Option<Vec<&str>>) -> Finding {
    let places = one.places.join(" and ");
    let only_in = match only_in {
        Some(names) => format!(" in the environment {}", names.join(", ")),
        None => String::new(),
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
        message: format!(
            "{} names a variable without a value{only_in}: {}",
            capitalised(&places),
            one.why
        ),
        hint,
    }
}

/// With a capital at its beginning.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
