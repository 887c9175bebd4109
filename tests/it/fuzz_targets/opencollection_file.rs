//! Files of a collection. Input: a file of any kind.

use countersign::model::{AuthKind, BodyKind, Request};
use countersign::store::opencollection::{
    WriteProblem, as_saved, read_dot_env, read_environment, read_folder, read_head, read_ignored,
    read_request, read_root, same_content, unread, write_environment, write_folder, write_request,
    write_root,
};

/// Any bytes are read or refused by every reader. What was read is written so that it reads the same, also a second time,
/// and what is not understood stays and is told as such.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for (name, value) in read_dot_env(&text) {
        assert!(!name.is_empty() && value.len() <= text.len());
    }
    for path in read_ignored(&text) {
        assert!(!path.trim().is_empty());
    }
    if let Err(problem) = read_head(&text) {
        assert!(problem.line > 0 && problem.column > 0 && !problem.reason.is_empty());
    }
    let _said = unread(&text);
    request(&text);
    if let Ok(folder) = read_folder(&text, None)
        && let Some(written) = kept(write_folder(&folder, Some((&text, None))))
    {
        let again = read_folder(&written.yaml, written.side.as_deref()).unwrap();
        assert!(again.defaults.says_the_same_as(&folder.defaults), "{again:?}");
        assert_eq!(
            (again.name, again.seq, again.docs),
            (folder.name, folder.seq, folder.docs)
        );
    }
    if let Ok(root) = read_root(&text, None)
        && let Some(written) = kept(write_root(&root, Some((&text, None))))
    {
        let again = read_root(&written.yaml, written.side.as_deref()).unwrap();
        assert!(again.defaults.says_the_same_as(&root.defaults), "{again:?}");
        assert_eq!((again.name, again.version), (root.name, root.version));
    }
    if let Ok(environment) = read_environment(&text, None, "e")
        && let Some(written) = kept(write_environment(&environment, Some((&text, None))))
    {
        let again = read_environment(&written.yaml, written.side.as_deref(), "e").unwrap();
        assert!(again.says_the_same_as(&environment), "{again:?}");
    }
}

fn request(text: &str) {
    let Ok(request) = read_request(text, None) else {
        return;
    };
    // What is not understood is never taken for a kind that is.
    let http = &request.http;
    assert!(http.auth.unknown.is_none() || http.auth.kind == AuthKind::None);
    assert!(http.body.unknown.is_none() || http.body.kind == BodyKind::None);
    let Some(written) = kept(write_request(&request, Some((text, None)))) else {
        return;
    };
    let again = read(&written.yaml, written.side.as_deref());
    assert!(
        same_content(&again, &as_saved(&request)),
        "{again:?}\n{request:?}"
    );
    assert_eq!(again.http.auth.unknown, request.http.auth.unknown);
    assert_eq!(again.http.body.unknown, request.http.body.unknown);
    let before = Some((written.yaml.as_str(), written.side.as_deref()));
    let twice = write_request(&again, before).unwrap();
    assert_eq!((&twice.yaml, &twice.side), (&written.yaml, &written.side));
}

fn read(yaml: &str, side: Option<&str>) -> Request {
    read_request(yaml, side).unwrap()
}

/// A secret that is typed in the file is not written again, and a text that YAML can not hold is refused.
fn kept<T>(written: Result<T, WriteProblem>) -> Option<T> {
    match written {
        Ok(written) => Some(written),
        Err(WriteProblem::TypedSecret { .. } | WriteProblem::NotReadBack { .. }) => None,
        Err(WriteProblem::Damaged(problem)) => unreachable!("it was read before: {problem}"),
    }
}
