//! Files of other programs. Input: a file of any kind.

use countersign::formats::import::{
    DEEPEST_FOLDER, ImportSource, MOST_ITEMS, TreeItem, import_format, read_import,
};
use countersign::model::{AuthKind, BodyKind};

/// Names of a file, which tell formats apart.
const NAMES: [&str; 4] = ["a.json", "a.yaml", "a", "http-client.private.env.json"];
/// Names by which a file is lines of text, whatever it holds.
const LINES: [&str; 4] = ["a.http", "a.bru", "a.hurl", "a.sh"];

/// Any bytes are read or refused. What is read is bounded, what is not understood is not taken for none, and every line of the
/// report says something.
pub fn run(data: &[u8]) {
    for name in NAMES.into_iter().chain(LINES) {
        let Ok(import) = read_import(ImportSource { name, bytes: data }) else {
            continue;
        };
        let text = std::str::from_utf8(data).unwrap();
        let known = import_format(name, text.strip_prefix('\u{feff}').unwrap_or(text));
        if let Ok((format, _)) = known
            && !LINES.contains(&name)
        {
            assert_eq!(format, import.format);
        }
        let mut requests = 0;
        for collection in &import.collections {
            assert!(!collection.name.trim().is_empty());
            for note in &collection.report {
                assert!(!note.text.trim().is_empty());
            }
            requests += items(&collection.items, 1);
            for secret in &collection.secrets {
                assert!(!secret.value.is_empty() && !secret.name.is_empty());
            }
        }
        assert!(requests <= MOST_ITEMS);
    }
}

fn items(all: &[TreeItem], depth: usize) -> usize {
    assert!(depth <= DEEPEST_FOLDER);
    let counts = all.iter().map(|item| match item {
        TreeItem::Folder(folder) => items(&folder.items, depth + 1),
        TreeItem::Request(request) => {
            let http = &request.http;
            assert!(http.auth.unknown.is_none() || http.auth.kind == AuthKind::None);
            assert!(http.body.unknown.is_none() || http.body.kind == BodyKind::None);
            1
        }
    });
    counts.sum()
}
