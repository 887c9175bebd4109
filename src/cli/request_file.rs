//! A request file of a collection: read with all that it inherits, and with the variables that count.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{AuthFlag, RequestArgs};
use super::draft::{Draft, RequestForm, parse_time};
use super::hiding::hide_variables;
use super::json_options::presigned;
use super::print::Printer;
use super::problem::Problem;
use super::run_variables::{check_shared, secret_of_environment, with_run_variables};
use crate::engine::Ambient;
use crate::formats::import::CollectionTree;
use crate::model::{
    Auth, AuthKind, AwsAuth, Collection, CollectionAccess, CollectionError, CredentialSource, DamagedFile,
    Environment, Item, ItemPath, Request,
};
use crate::resolve::path_params::params_without_value;
use crate::resolve::{
    Ancestor, Applied, Braces, Chosen, Folders, ResolveError, Scope, SecretPlace, Surroundings, applied,
    secret_names, surroundings_of, with_inherited,
};
use crate::store::collection::{CollectionStore, Orphans};

/// How the name of a request file ends.
const ENDING: &str = ".yml";

/// The request file that the arguments name: one word with this ending, where a method and a URL are two.
pub fn named_by(args: &RequestArgs) -> Option<PathBuf> {
    let only = args.method.as_deref().filter(|_| args.url.is_none())?;
    only.ends_with(ENDING).then(|| PathBuf::from(only))
}

/// Collections as they are read by a command: nothing is deleted, so nothing of it is kept.
pub fn collections() -> CollectionStore {
    CollectionStore::looking()
}

/// Reads the file with what stands around it.
pub fn draft(
    file: &Path,
    args: &RequestArgs,
    ambient: &Ambient,
    printer: &mut Printer<'_>,
) -> Result<Draft, Problem> {
    only_the_file(args)?;
    let opened = OpenedCollection::around(file)?;
    let path = opened.path_of(file)?;
    let OpenedFile { draft, .. } = opened.draft(&path, args, ambient, printer)?;
    // What is missing is said before anybody is asked for credentials.
    draft
        .outline()
        .map_err(|problem| with_environments(problem, &opened.collection, args))?;
    Ok(draft)
}

/// A collection that was read, for one request of it or for many.
pub struct OpenedCollection {
    store: CollectionStore,
    /// What was read.
    pub collection: Collection,
    /// What is known of its folders.
    orphans: Orphans,
}

/// A request file as a draft.
pub struct OpenedFile {
    /// The request with what it inherits, and what it is read against.
    pub draft: Draft,
    /// Names of the secret variables that it may name.
    pub secret_names: Vec<String>,
}

impl OpenedCollection {
    /// The collection that a file or folder stands in.
    pub fn around(file: &Path) -> Result<Self, Problem> {
        let store = collections();
        let Some(root) = store.root_of(file) else {
            return Err(no_collection(file));
        };
        let collection = store.open(&root).map_err(|error| of_collection(&error))?;
        Ok(Self {
            store,
            collection,
            orphans: Orphans::default(),
        })
    }

    /// Where a file or folder stands in it.
    pub fn path_of(&self, file: &Path) -> Result<ItemPath, Problem> {
        path_below(&self.store, &self.collection.root, file)
    }

    /// Everything at or below a path.
    pub fn tree(&self, below: &ItemPath) -> CollectionTree {
        self.store.read_tree(&self.collection, below)
    }

    /// Reads a request of it. Variables need not have values yet: what is missing is found when it is outlined.
    pub fn draft(
        &self,
        path: &ItemPath,
        args: &RequestArgs,
        ambient: &Ambient,
        printer: &mut Printer<'_>,
    ) -> Result<OpenedFile, Problem> {
        let collection = &self.collection;
        // What is inherited is not known then, auth among it.
        if let Some(damaged) = collection.damage_above(path) {
            return Err(of_collection(&CollectionError::Damaged {
                file: damaged.path.below(&collection.root),
                reason: damaged.reason.clone(),
            }));
        }
        if let Some(problem) = no_request(collection, path) {
            return Err(problem);
        }
        let request = self
            .store
            .read_request_among(&collection.root, path, &self.orphans)
            .map_err(|error| of_collection(&error))?;
        let request = request.content;
        if let Some(problem) = left_out(collection, path) {
            return Err(problem);
        }
        let environment = chosen_environment(collection, args.file.environment.as_deref())?;
        let around = around(collection, path, &request, environment, ambient);
        let of_collection = secret_names(collection, path, environment, &[], &request.variables);
        check_shared(&of_collection, &args.file, ambient)?;
        let is_secret = |name: &str| of_collection.iter().any(|secret| secret == name);
        let (scope, given) = with_run_variables(around.scope, &args.file, ambient, &is_secret)?;
        let of_environment = of_collection
            .iter()
            .filter_map(|name| secret_of_environment(name, ambient));
        let variables: Vec<_> = given.into_iter().chain(of_environment).collect();
        let mut warnings = Vec::new();
        if let CollectionAccess::ReadOnly { reason } = &collection.access {
            warnings.push(format!(
                "what the collection says may be more than is known here: {reason}"
            ));
        }
        let unfilled = params_without_value(&request, &scope.of_request(&request)).into_iter();
        warnings.extend(
            unfilled.map(|param| format!("the path parameter {param} has no value and is sent as it stands")),
        );
        let mut draft = Draft {
            scope,
            warnings,
            form: RequestForm::File,
            time: args.time.as_deref().map(parse_time).transpose()?,
            ..Draft::new(request.http.clone(), None)
        };
        let sent = as_sent(&request, &around.ancestors, args);
        if let Ok(sent) = &sent {
            draft.request = sent.clone();
        }
        hide_variables(&draft, &variables, printer);
        sent?;
        Ok(OpenedFile {
            draft,
            secret_names: of_collection,
        })
    }
}

/// What a request of a collection is read against, with the secrets that the environment gives.
pub fn around(
    collection: &Collection,
    path: &ItemPath,
    request: &Request,
    environment: Option<&Environment>,
    ambient: &Ambient,
) -> Surroundings {
    let base = Scope::new(
        Braces::Variables,
        Folders {
            home: (ambient.environment)("HOME").map(PathBuf::from),
            ..Folders::default()
        },
    );
    let chosen = Chosen {
        environment,
        globals: &[],
        secrets: &|_: SecretPlace<'_>, name| secret_of_environment(name, ambient).into(),
        environment_of_process: Arc::clone(&ambient.environment),
    };
    let base = base.with_dynamic((ambient.random)(), (ambient.now)());
    surroundings_of(base, collection, path, &request.variables, &chosen)
}

/// The request with header rows, settings and auth that it inherits, and with what the flags say over the file.
fn as_sent(request: &Request, ancestors: &[Ancestor], args: &RequestArgs) -> Result<Request, Problem> {
    let (auth, from) = match applied(&request.http.auth, ancestors) {
        Applied::Own => (request.http.auth.clone(), None),
        Applied::From { auth, name } => (*auth, Some(name)),
        Applied::Nothing => {
            return Err(Problem::usage(
                "nothing-to-inherit",
                "The request inherits its auth, and neither folders nor collection have one",
                "Give the collection an auth, or use --auth.",
            ));
        }
    };
    let mut sent = with_inherited(request, ancestors).into_owned();
    sent.http.auth = with_flags(auth, args);
    // A request of its own inherits nothing: the ancestor is told here.
    match (sent.http.auth.not_understood(), from) {
        (Some(unknown), Some(from)) => Err(ResolveError::AuthNotUnderstood {
            unknown: unknown.clone(),
            from: Some(from),
        }
        .into()),
        _ => Ok(sent),
    }
}

/// What the flags say goes over what the file says: credentials as a whole, the rest field by field.
fn with_flags(mut auth: Auth, args: &RequestArgs) -> Auth {
    match args.auth {
        Some(AuthFlag::Aws) => auth.choose(AuthKind::AwsSignature),
        Some(AuthFlag::None) => auth.choose(AuthKind::None),
        None => {}
    }
    let aws = &mut auth.aws;
    let gives_keys =
        args.access_key_id.is_some() || args.secret_from.is_some() || args.session_token_from.is_some();
    if gives_keys || args.source.names_a_source() {
        *aws = AwsAuth {
            access_key_id: args.access_key_id.clone().unwrap_or_default(),
            region: std::mem::take(&mut aws.region),
            service: std::mem::take(&mut aws.service),
            options: std::mem::take(&mut aws.options),
            ..AwsAuth::default()
        };
    }
    if let Some(region) = &args.region {
        aws.region.clone_from(region);
    }
    if let Some(service) = &args.service {
        aws.service.clone_from(service);
    }
    if let Some(seconds) = args.presign {
        aws.options.location = presigned(seconds);
    }
    auth
}

/// Whether the file says whose credentials sign, so that nothing is filled in: no flag said otherwise.
pub fn names_credentials(aws: &AwsAuth, args: &RequestArgs) -> bool {
    let is_said = args.access_key_id.is_some()
        || args.secret_from.is_some()
        || args.session_token_from.is_some()
        || args.source.names_a_source();
    let has_keys = !aws.access_key_id.is_empty() || !aws.secret_access_key.is_empty();
    !is_said && (has_keys || aws.source != CredentialSource::Typed)
}

/// The environment of this name.
pub fn chosen_environment<'a>(
    collection: &'a Collection,
    name: Option<&str>,
) -> Result<Option<&'a Environment>, Problem> {
    let Some(name) = name else { return Ok(None) };
    if let Some(damaged) = damaged_environment(collection, name) {
        return Err(of_collection(&CollectionError::Damaged {
            file: damaged.path.below(&collection.root),
            reason: damaged.reason.clone(),
        }));
    }
    let found = collection.environment(name);
    found.map(Some).ok_or_else(|| {
        Problem::usage(
            "environment-unknown",
            format!("The collection has no environment {name}"),
            match environments_of(collection) {
                Some(names) => format!("It has {names}."),
                None => "It has none: leave --environment out.".to_owned(),
            },
        )
    })
}

/// The file of an environment, or what stands beside it, that can not be read.
fn damaged_environment<'a>(collection: &'a Collection, name: &str) -> Option<&'a DamagedFile> {
    let folder = collection
        .damaged
        .iter()
        .find(|damaged| damaged.path.as_str() == "environments");
    let file = collection.damaged.iter().find(|damaged| {
        let file = damaged.path.as_str().strip_prefix("environments/");
        let stem = file.and_then(|file| {
            file.strip_suffix(".yml")
                .or_else(|| file.strip_suffix(".countersign.toml"))
        });
        stem == Some(name)
    });
    file.or(folder.filter(|_| collection.environment(name).is_none()))
}

fn environments_of(collection: &Collection) -> Option<String> {
    let names: Vec<&str> = collection
        .environments
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A variable that nothing defines may be one of an environment.
fn with_environments(problem: Problem, collection: &Collection, args: &RequestArgs) -> Problem {
    match environments_of(collection) {
        Some(names) if args.file.environment.is_none() && problem.kind == "unknown-variable" => Problem {
            hint: format!(
                "Choose an environment with --environment ({names}). {}",
                problem.hint
            ),
            ..problem
        },
        _ => problem,
    }
}

/// Where the file stands in its collection: a link belongs to the folder it stands in, as in the window.
fn path_below(store: &CollectionStore, root: &Path, file: &Path) -> Result<ItemPath, Problem> {
    let below = store.place_of(file).and_then(|file| {
        let names = file.strip_prefix(root).ok()?.components();
        let names: Option<Vec<&str>> = names.map(|name| name.as_os_str().to_str()).collect();
        ItemPath::new(&names?.join("/"))
    });
    below.ok_or_else(|| no_collection(file))
}

/// What the file is, when it is no request that is sent here: it is not damaged.
fn no_request(collection: &Collection, path: &ItemPath) -> Option<Problem> {
    let what = match collection.item(path) {
        Some(Item::Other(other)) => format!("a request of the kind {}, which is not sent here", other.kind),
        None if path.as_str() == "opencollection.yml" => {
            "the file of the collection and no request".to_owned()
        }
        None if path.name() == "folder.yml" => "the file of a folder and no request".to_owned(),
        None if path.as_str().starts_with("environments/") => "an environment and no request".to_owned(),
        _ => return None,
    };
    Some(Problem::usage(
        "not-a-request",
        format!("{path} is {what}"),
        "Name a request of the type http or graphql.",
    ))
}

/// Why the collection does not have the request among its own: then it is not known what it inherits.
fn left_out(collection: &Collection, path: &ItemPath) -> Option<Problem> {
    if collection.item(path).is_some() {
        return None;
    }
    let why = match collection.folder_left_out(path) {
        Some(folder) => format!(
            "the folder {folder} is left out of it, as .git, node_modules, environments and what extensions.bruno.ignore \
             names are"
        ),
        None => "its file is left out, as what extensions.bruno.ignore names is".to_owned(),
    };
    Some(Problem::usage(
        "not-in-the-collection",
        format!("The request {path} is none of the collection, so it is not known what it inherits: {why}"),
        "Move the file to a folder of the collection, or name a request that collection check looks at.",
    ))
}

fn no_collection(file: &Path) -> Problem {
    let shown = file.display();
    if !file.exists() {
        return Problem::usage(
            "unreadable-file",
            format!("The request file {shown} is not there"),
            "Check the path; a request that is no file is given as METHOD URL.",
        );
    }
    Problem::usage(
        "not-a-collection",
        format!("No folder above {shown} has the file opencollection.yml"),
        "Name a request file of a collection.",
    )
}

/// Only the file says what the request is.
fn only_the_file(args: &RequestArgs) -> Result<(), Problem> {
    let given = [
        ("-H", !args.headers.is_empty()),
        ("-d", args.data.is_some()),
        ("--data-binary", args.data_binary.is_some()),
        ("--data-urlencode", !args.data_urlencode.is_empty()),
        ("-F", !args.form.is_empty()),
        ("-T", args.upload_file.is_some()),
        ("--graphql", args.graphql.is_some()),
    ];
    match given.into_iter().find(|(_, is_given)| *is_given) {
        None => Ok(()),
        Some((flag, _)) => Err(Problem::usage(
            "request-twice",
            format!("{flag} describes a request, and the request file does too"),
            "Leave one of them out; --var gives values to the variables of the file.",
        )),
    }
}

/// An error of the store in the words of a command.
pub fn of_collection(error: &CollectionError) -> Problem {
    Problem::usage(error.kind(), error.to_string(), error.hint())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::source_args::SourceArgs;
    use crate::model::Secret;

    #[test]
    fn a_request_file_is_one_word_that_ends_in_yml() {
        let args = |method: &str, url: Option<&str>| RequestArgs {
            method: Some(method.to_owned()),
            url: url.map(str::to_owned),
            ..RequestArgs::default()
        };
        assert_eq!(
            named_by(&args("a/list.yml", None)),
            Some(PathBuf::from("a/list.yml"))
        );
        assert_eq!(named_by(&args("GET", None)), None);
        assert_eq!(named_by(&args("a.yml", Some("https://x/"))), None);
        assert_eq!(named_by(&RequestArgs::default()), None);
    }

    #[test]
    fn flags_for_credentials_go_over_those_of_the_file_as_a_whole() {
        let of_file = || Auth {
            kind: AuthKind::AwsSignature,
            aws: AwsAuth {
                access_key_id: "{{id}}".to_owned(),
                secret_access_key: Secret::new("{{secret}}"),
                session_token: Secret::new("{{token}}"),
                region: "eu-west-1".to_owned(),
                ..AwsAuth::default()
            },
            ..Auth::default()
        };
        let none = RequestArgs::default();
        assert_eq!(with_flags(of_file(), &none), of_file());
        assert!(names_credentials(&of_file().aws, &none));
        let profile = RequestArgs {
            source: SourceArgs {
                profile: Some("dev".to_owned()),
                ..SourceArgs::default()
            },
            service: Some("s3".to_owned()),
            ..RequestArgs::default()
        };
        let aws = with_flags(of_file(), &profile).aws;
        assert!(
            aws.access_key_id.is_empty() && aws.secret_access_key.is_empty() && aws.session_token.is_empty()
        );
        assert_eq!((aws.region.as_str(), aws.service.as_str()), ("eu-west-1", "s3"));
        assert!(!names_credentials(&aws, &profile));
        let empty = AwsAuth::default();
        assert!(!names_credentials(&empty, &none), "the environment fills it in");
    }
}
