//! What is written is read back, a second save changes nothing, and an edit keeps what it does not concern.

use std::sync::atomic::{AtomicUsize, Ordering};

use countersign::model::{Defaults, Environment, HttpRequest, Info, Request};
use countersign::store::opencollection::{
    FolderFile, Layout, RootFile, WrittenFile, read_environment, read_folder, read_head, read_request,
    read_root, same_content, set_name, set_seq, side_is_of, write_environment, write_folder, write_request,
    write_root,
};
use proptest::prelude::*;

use super::generated;

/// Defaults and environments are compared as the requests that have the same things in them.
fn defaults_request(defaults: &Defaults) -> Request {
    Request {
        http: HttpRequest {
            headers: defaults.headers.clone(),
            auth: defaults.auth.clone(),
            ..HttpRequest::default()
        },
        settings: defaults.settings.clone(),
        variables: defaults.variables.clone(),
        ..Request::default()
    }
}

fn folder_request(folder: &FolderFile) -> Request {
    Request {
        info: Info {
            name: format!("{} {:?}", folder.name, folder.seq),
        },
        docs: folder.docs.clone(),
        ..defaults_request(&folder.defaults)
    }
}

fn root_request(root: &RootFile) -> Request {
    Request {
        info: Info {
            name: root.name.clone(),
        },
        docs: root.docs.clone(),
        ..defaults_request(&root.defaults)
    }
}

fn environment_request(environment: &Environment) -> Request {
    Request {
        info: Info {
            name: format!(
                "{} {} {:?}",
                environment.name, environment.color, environment.caution
            ),
        },
        variables: environment.variables.clone(),
        ..Request::default()
    }
}

fn texts(file: &WrittenFile) -> (&str, Option<&str>) {
    (&file.yaml, file.side.as_deref())
}

fn assert_same(read: &Request, meant: &Request, file: &WrittenFile) -> Result<(), TestCaseError> {
    prop_assert!(
        same_content(read, meant),
        "{read:#?}\nin place of\n{meant:#?}\n{}\n{:?}",
        file.yaml,
        file.side
    );
    Ok(())
}

static EDITS: AtomicUsize = AtomicUsize::new(0);
static REWRITTEN: AtomicUsize = AtomicUsize::new(0);

proptest! {
    #[test]
    fn a_request_is_read_back(first in generated::request(), second in generated::request()) {
        let file = write_request(&first, None).unwrap();
        let read = read_request(&file.yaml, file.side.as_deref()).unwrap();
        assert_same(&read, &first, &file)?;
        let head = read_head(&file.yaml).unwrap();
        prop_assert_eq!(&head.name, &first.info.name);
        prop_assert_eq!(&head.method, &first.http.method);
        prop_assert_eq!(&head.url, &first.http.url);
        if let Some(side) = &file.side {
            prop_assert!(side_is_of(side, &head));
        }
        let again = write_request(&read, Some(texts(&file))).unwrap();
        prop_assert_eq!(texts(&again), texts(&file));
        prop_assert_eq!(again.layout, Layout::Kept);

        // Another request is saved over it, with things in the file that are no one's.
        let mut owned = file.clone();
        owned.yaml = format!("# mine\n{}\nx-own:\n  - 1 # one\n", owned.yaml);
        let edited = write_request(&second, Some(texts(&owned))).unwrap();
        let read = read_request(&edited.yaml, edited.side.as_deref()).unwrap();
        assert_same(&read, &second, &edited)?;
        prop_assert!(edited.yaml.contains("x-own:\n  - 1"), "{}", edited.yaml);
        EDITS.fetch_add(1, Ordering::Relaxed);
        if edited.layout == Layout::Rewritten {
            REWRITTEN.fetch_add(1, Ordering::Relaxed);
        } else {
            prop_assert!(edited.yaml.starts_with("# mine\n"), "{}", edited.yaml);
        }
        let again = write_request(&read, Some(texts(&edited))).unwrap();
        prop_assert_eq!(texts(&again), texts(&edited));
        let (edits, rewritten) = (EDITS.load(Ordering::Relaxed), REWRITTEN.load(Ordering::Relaxed));
        prop_assert!(edits < 100 || rewritten * 20 < edits, "{rewritten} of {edits} edits were not in place\n{}\n{}", owned.yaml, edited.yaml);
    }

    #[test]
    fn a_folder_and_a_collection_are_read_back(folder in generated::folder(), root in generated::root(), other in generated::folder()) {
        let file = write_folder(&folder, None).unwrap();
        let read = read_folder(&file.yaml, file.side.as_deref()).unwrap();
        assert_same(&folder_request(&read), &folder_request(&folder), &file)?;
        let again = write_folder(&read, Some(texts(&file))).unwrap();
        prop_assert_eq!(texts(&again), texts(&file));
        let edited = write_folder(&other, Some(texts(&file))).unwrap();
        let read = read_folder(&edited.yaml, edited.side.as_deref()).unwrap();
        assert_same(&folder_request(&read), &folder_request(&other), &edited)?;

        let file = write_root(&root, None).unwrap();
        let read = read_root(&file.yaml, file.side.as_deref()).unwrap();
        assert_same(&root_request(&read), &root_request(&root), &file)?;
        prop_assert_eq!(&read.version, "1.0.0");
        let again = write_root(&read, Some(texts(&file))).unwrap();
        prop_assert_eq!(texts(&again), texts(&file));
    }

    #[test]
    fn an_environment_is_read_back(environment in generated::environment(), other in generated::environment()) {
        let file = write_environment(&environment, None).unwrap();
        let read = read_environment(&file.yaml, file.side.as_deref(), &environment.name).unwrap();
        assert_same(&environment_request(&read), &environment_request(&environment), &file)?;
        let again = write_environment(&read, Some(texts(&file))).unwrap();
        prop_assert_eq!(texts(&again), texts(&file));
        let edited = write_environment(&other, Some(texts(&file))).unwrap();
        let read = read_environment(&edited.yaml, edited.side.as_deref(), &other.name).unwrap();
        assert_same(&environment_request(&read), &environment_request(&other), &edited)?;
    }

    #[test]
    fn place_and_name_change_and_nothing_else(request in generated::request(), name in generated::text(), seq in 1..99_u32) {
        let file = write_request(&request, None).unwrap();
        let placed = set_seq(&file.yaml, Some(seq)).unwrap().yaml;
        prop_assert_eq!(read_head(&placed).unwrap().seq, Some(seq));
        prop_assert_eq!(placed.lines().count(), file.yaml.lines().count() + 1);
        prop_assert_eq!(set_seq(&placed, None).unwrap().yaml, file.yaml.clone());
        let renamed = set_name(&file.yaml, &name).unwrap().yaml;
        let mut expected = request;
        expected.info.name = name;
        let read = read_request(&renamed, file.side.as_deref()).unwrap();
        assert_same(&read, &expected, &file)?;
    }
}
