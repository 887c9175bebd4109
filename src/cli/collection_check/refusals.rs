//! What a send of a request would refuse or leave as it stands, without sending it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::finding::{Finding, Weight};
use super::variables::capitalised;
use crate::cli::problem::hint_of;
use crate::engine::Ambient;
use crate::model::{BodyPiece, ItemPath, Request, WireBody};
use crate::prepare::outline;
use crate::resolve::Surroundings;
use crate::resolve::path_params::params_without_value;

/// Stands for secrets that are not on this computer, so that the rest of the request is looked at.
const PLACEHOLDER: &str = "secret";
/// How the variables of the environment begin that give secrets.
const SECRETS: &str = "COUNTERSIGN_SECRET_";

/// What is amiss with a request in any of its surroundings, which have placeholders, but for variables without a value,
/// which are told apart.
pub fn of_request(root: &Path, around: &[Surroundings], path: &ItemPath, request: &Request) -> Vec<Finding> {
    let mut found = Vec::new();
    for around in around {
        for param in params_without_value(request, &around.scope.of_request(request)) {
            found.push(note(
                path,
                "path-parameter-empty",
                format!("The path parameter {param} has no value and is sent as it stands"),
                "Give it a value, or take it out of the URL",
            ));
        }
        let outlined = outline(request, &around.scope, &around.ancestors, None);
        let error = match &outlined {
            Ok(outline) => {
                let files = outline.body().into_iter().flat_map(WireBody::pieces);
                found.extend(files.filter_map(|piece| outside(root, path, piece)));
                outline.without_body().err()
            }
            Err(error) => Some(error.clone()),
        };
        if let Some(error) = error.filter(|error| !error.is_of_variables()) {
            found.push(Finding {
                weight: Weight::Fault,
                kind: error.kind(),
                path: path.to_string(),
                message: capitalised(&error.to_string()),
                hint: hint_of(&error),
            });
        }
    }
    found
}

/// The same with a text in the place of each secret that is not on this computer, so that the rest of a request is looked at.
pub fn with_placeholders(ambient: &Ambient) -> Ambient {
    let mut with = ambient.clone();
    let real = Arc::clone(&ambient.environment);
    with.environment = Arc::new(move |name| {
        let placeholder = || name.starts_with(SECRETS).then(|| PLACEHOLDER.to_owned());
        real(name).or_else(placeholder)
    });
    with
}

/// A file that whoever has the collection does not have with it, and that a foreign collection would send away.
fn outside(root: &Path, path: &ItemPath, piece: &BodyPiece) -> Option<Finding> {
    let BodyPiece::File(file) = piece else { return None };
    if lexical(file).starts_with(lexical(root)) {
        return None;
    }
    Some(note(
        path,
        "file-outside",
        format!(
            "It sends the file {}, which is not in the collection",
            file.display()
        ),
        "Put the file into the collection, or make sure that it is meant to be sent",
    ))
}

/// A path without `.` and `..`, whatever links are on the way.
fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

fn note(path: &ItemPath, kind: &'static str, message: String, hint: &str) -> Finding {
    Finding {
        weight: Weight::Note,
        kind,
        path: path.to_string(),
        message,
        hint: hint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_is_found_whatever_it_goes_through() {
        let path = ItemPath::new("r.yml").unwrap();
        let is_outside = |file: &str| {
            outside(
                Path::new("/c"),
                &path,
                &BodyPiece::File(Arc::new(PathBuf::from(file))),
            )
            .is_some()
        };
        for (file, expected) in [
            ("/c/up.txt", false),
            ("/c/a/../up.txt", false),
            ("/c/./a/up.txt", false),
            ("/etc/hostname", true),
            ("/c/../x", true),
            ("/c/a/../../../x", true),
            ("/cc/x", true),
        ] {
            assert_eq!(is_outside(file), expected, "{file}");
        }
    }
}
