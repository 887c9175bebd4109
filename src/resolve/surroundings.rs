//! What a request of a collection is read against: the one place that turns collection, folders, the chosen environment and
//! what this computer knows into variables and ancestors.

use std::sync::Arc;

use super::inherit::Ancestor;
use super::variables::{KnownSecret, PLACE_OF_REQUEST, ReadEnvironment, Scope};
use crate::model::{
    Auth, AuthKind, Collection, Defaults, Environment, Folder, ItemPath, Variable, VariableLayer,
    VariableValue,
};

/// Where a secret variable is defined: with its name, what its value is kept under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretPlace<'a> {
    /// For all requests of this person.
    Global,
    /// In the collection.
    Collection,
    /// In the environment of this name.
    Environment(&'a str),
    /// In the folder at this path.
    Folder(&'a ItemPath),
    /// In the request at this path.
    Request(&'a ItemPath),
}

/// What is chosen, and what this computer knows, besides the files of the collection.
pub struct Chosen<'a> {
    /// The environment, when one is chosen.
    pub environment: Option<&'a Environment>,
    /// Variables of all requests.
    pub globals: &'a [Variable],
    /// The value of a secret variable, by place and name.
    pub secrets: &'a dyn Fn(SecretPlace<'_>, &str) -> KnownSecret,
    /// The environment of the process, under the `.env` of the collection.
    pub environment_of_process: ReadEnvironment,
}

/// What a request is read against.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// Its variables, but for its own, and where its paths start: in the folder of the collection.
    pub scope: Scope,
    /// What it stands in, the nearest first.
    pub ancestors: Arc<[Ancestor]>,
}

/// The surroundings of the request at a path, which need not be saved there yet. `own` are its variables: their values come
/// from the request, but for secret ones. `base` has what is not the collection's: values of the running program, the
/// home folder, dynamic values.
pub fn surroundings_of(
    base: Scope,
    collection: &Collection,
    path: &ItemPath,
    own: &[Variable],
    chosen: &Chosen<'_>,
) -> Surroundings {
    let folders = collection.folders_above(path);
    let mut scope =
        base.with_process_environment(Arc::clone(&chosen.environment_of_process), &collection.dot_env);
    let of_dot_env = collection
        .damaged
        .iter()
        .find(|damaged| damaged.path.as_str() == ".env");
    if let Some(damaged) = of_dot_env {
        scope = scope.with_damaged_dot_env(&damaged.reason);
    }
    scope.folders.base.clone_from(&collection.root);
    let mut add = |layer, place: &str, kept_under: SecretPlace<'_>, variables: &[Variable]| {
        for variable in variables {
            let secret = match variable.value {
                VariableValue::Secret => (chosen.secrets)(kept_under, variable.name.trim()),
                VariableValue::Text(_) => KnownSecret::Missing,
            };
            scope = std::mem::take(&mut scope).define(layer, place, variable, secret);
        }
    };
    add(
        VariableLayer::Global,
        "global variables",
        SecretPlace::Global,
        chosen.globals,
    );
    let of_collection = &collection.defaults.variables;
    add(
        VariableLayer::Collection,
        &name_of_collection(collection),
        SecretPlace::Collection,
        of_collection,
    );
    if let Some(environment) = chosen.environment {
        let place = format!("environment {}", environment.name);
        let kept_under = SecretPlace::Environment(&environment.name);
        add(
            VariableLayer::Environment,
            &place,
            kept_under,
            &environment.variables,
        );
    }
    for folder in folders.iter().rev() {
        let place = name_of_folder(folder);
        let variables = &folder.defaults.variables;
        add(
            VariableLayer::Folder,
            &place,
            SecretPlace::Folder(&folder.path),
            variables,
        );
    }
    let secret_ones = own
        .iter()
        .filter(|variable| variable.value == VariableValue::Secret);
    for variable in secret_ones {
        let one = std::slice::from_ref(variable);
        add(
            VariableLayer::Request,
            PLACE_OF_REQUEST,
            SecretPlace::Request(path),
            one,
        );
    }
    Surroundings {
        ancestors: ancestors_of(collection, path).into(),
        scope,
    }
}

/// What something at a path stands in, the nearest first: its folders, then the collection; nothing for the collection.
pub fn ancestors_of(collection: &Collection, path: &ItemPath) -> Vec<Ancestor> {
    if path.is_root() {
        return Vec::new();
    }
    let folders = collection.folders_above(path);
    let of_folders = folders.iter().map(|folder| {
        let mut ancestor = ancestor(name_of_folder(folder), &folder.defaults);
        // A folder can not switch auth off: Bruno asks the next one for None too.
        if ancestor.auth.kind == AuthKind::None {
            ancestor.auth = Arc::new(Auth {
                kind: AuthKind::Inherit,
                ..Auth::clone(&ancestor.auth)
            });
        }
        ancestor
    });
    let of_collection = ancestor(name_of_collection(collection), &collection.defaults);
    of_folders.chain([of_collection]).collect()
}

fn name_of_collection(collection: &Collection) -> String {
    format!("collection {}", collection.name)
}

/// Folders in different places may have one name: the path tells them apart.
fn name_of_folder(folder: &Folder) -> String {
    if folder.name == folder.path.name() {
        format!("folder {}", folder.path)
    } else {
        format!("folder {} ({})", folder.name, folder.path)
    }
}

fn ancestor(name: String, defaults: &Defaults) -> Ancestor {
    Ancestor {
        name,
        auth: Arc::new(defaults.auth.clone()),
        headers: defaults.headers.as_slice().into(),
        settings: Arc::new(defaults.settings.clone()),
    }
}

/// The names of all secret variables that a request with these variables of its own may name.
pub fn secret_names(
    collection: &Collection,
    path: &ItemPath,
    environment: Option<&Environment>,
    globals: &[Variable],
    own: &[Variable],
) -> Vec<String> {
    let folders = collection.folders_above(path);
    let of_folders = folders.iter().flat_map(|folder| &folder.defaults.variables);
    let of_environment = environment
        .into_iter()
        .flat_map(|environment| &environment.variables);
    let all = globals
        .iter()
        .chain(&collection.defaults.variables)
        .chain(of_environment)
        .chain(of_folders)
        .chain(own);
    let is_secret = |variable: &&Variable| variable.value == VariableValue::Secret && variable.counts();
    all.filter(is_secret)
        .map(|variable| variable.name.trim().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::model::{CollectionAccess, HeaderRow, Item, LongText, Secret};
    use crate::resolve::{Applied, Shown, applied, definition};

    fn folder(path: &str, defaults: Defaults, items: Vec<Item>) -> Item {
        Item::Folder(Folder {
            path: ItemPath::new(path).unwrap(),
            name: ItemPath::new(path).unwrap().name().to_owned(),
            seq: None,
            defaults: Arc::new(defaults),
            docs: LongText::default(),
            items,
        })
    }

    fn of_variables(variables: &[(&str, &str)]) -> Vec<Variable> {
        variables
            .iter()
            .map(|(name, value)| Variable::new(*name, *value))
            .collect()
    }

    fn collection() -> Collection {
        let inner = Defaults {
            variables: of_variables(&[("where", "inner")]),
            headers: vec![HeaderRow::new("x-inner", "1")],
            ..Defaults::default()
        };
        let outer = Defaults {
            variables: of_variables(&[("where", "outer"), ("outer", "1")]),
            ..Defaults::default()
        };
        Collection {
            root: PathBuf::from("/c"),
            name: "Shop".to_owned(),
            defaults: Arc::new(Defaults {
                auth: Auth {
                    kind: AuthKind::AwsSignature,
                    ..Auth::default()
                },
                variables: of_variables(&[("where", "collection"), ("stage", "{{process.env.STAGE}}")]),
                ..Defaults::default()
            }),
            docs: LongText::default(),
            items: vec![folder(
                "pets",
                outer,
                vec![folder("pets/cats", inner, Vec::new())],
            )],
            environments: vec![Environment {
                name: "dev".to_owned(),
                variables: vec![Variable::secret("key"), Variable::new("where", "environment")],
                ..Environment::default()
            }],
            dot_env: vec![("STAGE".to_owned(), "of .env".to_owned())],
            damaged: Vec::new(),
            access: CollectionAccess::default(),
        }
    }

    fn around(path: &str, environment: Option<&str>) -> Surroundings {
        let collection = collection();
        let chosen = Chosen {
            environment: environment.and_then(|name| collection.environment(name)),
            globals: &[Variable::new("where", "global"), Variable::new("global", "1")],
            secrets: &|place, name| match (place, name) {
                (SecretPlace::Environment("dev"), "key") => KnownSecret::Value(Secret::new("of dev")),
                (SecretPlace::Request(path), "own") => KnownSecret::Value(Secret::new(path.as_str())),
                _ => KnownSecret::Missing,
            },
            environment_of_process: Arc::new(|name| Some(format!("process {name}"))),
        };
        let path = ItemPath::new(path).unwrap();
        let own = [Variable::secret("own"), Variable::new("text", "1")];
        surroundings_of(Scope::default(), &collection, &path, &own, &chosen)
    }

    fn shown(around: &Surroundings, name: &str) -> (String, String) {
        let definition = definition(name, &around.scope).unwrap();
        let text = match definition.shown {
            Shown::Text(text) => text,
            other => format!("{other:?}"),
        };
        (text, definition.place.to_string())
    }

    fn pair(text: &str, place: &str) -> (String, String) {
        (text.to_owned(), place.to_owned())
    }

    #[test]
    fn variables_stand_where_they_are_defined_and_the_inner_folder_counts() {
        let deep = around("pets/cats/list.yml", Some("dev"));
        assert_eq!(shown(&deep, "where"), pair("inner", "folder pets/cats"));
        assert_eq!(shown(&deep, "outer"), pair("1", "folder pets"));
        assert_eq!(shown(&deep, "global"), pair("1", "global variables"));
        assert_eq!(shown(&deep, "stage"), pair("of .env", "collection Shop"));
        assert_eq!(shown(&deep, "key"), pair("Secret", "environment dev"));
        assert_eq!(shown(&deep, "own"), pair("Secret", PLACE_OF_REQUEST));
        assert!(
            definition("text", &deep.scope).is_err(),
            "texts come from the request itself"
        );
        let top = around("list.yml", Some("dev"));
        assert_eq!(shown(&top, "where"), pair("environment", "environment dev"));
        let none = around("list.yml", None);
        assert_eq!(shown(&none, "where"), pair("collection", "collection Shop"));
        assert!(definition("key", &none.scope).is_err());
        assert_eq!(shown(&none, "process.env.HOME").0, "process HOME");
        assert_eq!(none.scope.folders.base, PathBuf::from("/c"));
    }

    #[test]
    fn ancestors_are_the_folders_from_the_nearest_on_then_the_collection() {
        let deep = around("pets/cats/list.yml", None);
        let names: Vec<&str> = deep
            .ancestors
            .iter()
            .map(|ancestor| ancestor.name.as_str())
            .collect();
        assert_eq!(names, ["folder pets/cats", "folder pets", "collection Shop"]);
        assert_eq!(deep.ancestors[0].headers.len(), 1);
        let inherits = Auth {
            kind: AuthKind::Inherit,
            ..Auth::default()
        };
        let Applied::From { name, auth } = applied(&inherits, &deep.ancestors) else {
            panic!("nothing inherited")
        };
        assert_eq!(
            (name.as_str(), auth.kind),
            ("collection Shop", AuthKind::AwsSignature)
        );
    }
}
