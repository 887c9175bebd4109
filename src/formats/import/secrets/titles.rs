//! Secrets in names of collections, folders, requests and environments, which become names of files; and in lines of the
//! report, which name places by them. A mark takes the place of each.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::{Known, name_without_secrets};
use crate::formats::import::report::below;
use crate::formats::import::{CollectionTree, SecretHome, TransferNote, TransferOutcome, TreeItem};

/// So many texts are looked at together: hardly one has a secret, and the values of all are not searched for in each of many
/// thousand.
const AT_ONCE: usize = 200;

/// Texts that have secrets, each with what takes its place.
type Cleared = BTreeMap<String, String>;

/// Puts marks into all names, with a line for each, and into the report.
pub(super) fn cleared(collection: &mut CollectionTree, known: &Known) {
    let mut names = BTreeSet::new();
    each_name(collection, &mut |name, _| {
        names.insert(name.clone());
    });
    let names = with_secrets(names, known);
    let mut changed = Vec::new();
    if !names.is_empty() {
        each_name(collection, &mut |name, above| {
            if let Some(cleared) = names.get(name.as_str()) {
                name.clone_from(cleared);
                changed.push(below(above, name));
            }
        });
    }
    let report = &mut collection.report;
    let said = report
        .iter()
        .flat_map(|note| [note.place.clone(), note.text.clone()]);
    let said = with_secrets(said.collect(), known);
    for note in report.iter_mut() {
        for text in [&mut note.place, &mut note.text] {
            if let Some(cleared) = said.get(text.as_str()) {
                text.clone_from(cleared);
            }
        }
    }
    report.extend(changed.into_iter().map(|place| TransferNote {
        place,
        outcome: TransferOutcome::Changed,
        text: "What looks like a secret in its name does not come: a mark stands there".to_owned(),
    }));
}

fn with_secrets(texts: BTreeSet<String>, known: &Known) -> Cleared {
    let texts: Vec<String> = texts.into_iter().collect();
    let mut found = Cleared::new();
    for some in texts.chunks(AT_ONCE) {
        let joined = some.join("\n");
        if name_without_secrets(&joined, known) == joined {
            continue;
        }
        for text in some {
            let cleared = name_without_secrets(text, known);
            if *text != cleared {
                found.insert(text.clone(), cleared);
            }
        }
    }
    found
}

/// Hands out every name with the place that it stands in. The secrets of an environment follow its name.
fn each_name(collection: &mut CollectionTree, visit: &mut impl FnMut(&mut String, &str)) {
    visit(&mut collection.name, "");
    for environment in &mut collection.environments {
        let before = environment.name.clone();
        visit(&mut environment.name, "");
        if environment.name != before {
            for secret in &mut collection.secrets {
                if secret.home == SecretHome::Environment(before.clone()) {
                    secret.home = SecretHome::Environment(environment.name.clone());
                }
            }
        }
    }
    each_name_of(&mut collection.items, "", visit);
}

fn each_name_of(items: &mut [TreeItem], above: &str, visit: &mut impl FnMut(&mut String, &str)) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                visit(&mut folder.name, above);
                let place = below(above, &folder.name);
                each_name_of(&mut folder.items, &place, visit);
            }
            TreeItem::Request(request) => visit(&mut request.info.name, above),
        }
    }
}
