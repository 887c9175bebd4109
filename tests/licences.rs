//! What the program is built from: every dependency under a licence we may ship, and no heavy crate twice.
//!
//! Reads `cargo metadata` for the machine it runs on, every feature that is shipped, without network.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package};

/// Licences that ask for nothing but a notice, and the weak copyleft of MPL-2.0, which stays within its files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "OpenSSL",
    "Ubuntu-font-1.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates of which a second copy would cost minutes to build, or split types that have to be one.
const ONCE: &[&str] = &[
    "aws-sigv4",
    "eframe",
    "egui",
    "h2",
    "http",
    "hyper",
    "rustls",
    "tokio",
    "url",
    "winit",
];

#[test]
fn every_dependency_may_be_shipped() {
    let metadata = metadata();
    let refused: Vec<String> = shipped(&metadata)
        .into_iter()
        .filter(|package| !package.license.as_deref().is_some_and(is_allowed))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(
        refused.is_empty(),
        "not on the list of licences:\n{}",
        refused.join("\n")
    );
}

#[test]
fn no_heavy_crate_is_there_twice() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in shipped(&metadata) {
        versions
            .entry(package.name.as_str())
            .or_default()
            .insert(package.version.to_string());
    }
    for name in ONCE {
        let found = versions.get(name).map_or(0, BTreeSet::len);
        assert!(
            found <= 1,
            "{name} is there {found} times: {:?}",
            versions.get(name)
        );
    }
    assert!(
        versions.contains_key("tokio") && versions.contains_key("egui"),
        "the graph was not read whole"
    );
}

#[test]
fn licence_expressions_are_weighed() {
    let good = [
        "MIT",
        "MIT OR Apache-2.0",
        "MIT/Apache-2.0",
        "Apache-2.0 OR GPL-2.0-only",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        "(MIT OR Apache-2.0) AND OFL-1.1 AND Ubuntu-font-1.0",
        "ISC AND (Apache-2.0 OR ISC) AND Apache-2.0 AND MIT",
        "GPL-3.0-only AND MIT OR Zlib",
    ];
    for expression in good {
        assert!(is_allowed(expression), "{expression}");
    }
    let bad = [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(GPL-2.0-only OR AGPL-3.0-only) AND MIT",
        "Apache-2.0 WITH other-exception",
        "MIT AND (GPL-2.0-only",
        "MIT Apache-2.0",
    ];
    for expression in bad {
        assert!(!is_allowed(expression), "{expression}");
    }
}

#[expect(clippy::expect_used, reason = "a test that can not read the graph fails")]
fn metadata() -> Metadata {
    MetadataCommand::new()
        .features(CargoOpt::SomeFeatures(vec!["window".to_owned()]))
        .other_options(
            ["--locked", "--offline", "--filter-platform", "host-tuple"]
                .map(str::to_owned)
                .to_vec(),
        )
        .exec()
        .expect("cargo metadata")
}

/// Normal and build dependencies, direct and indirect, of our own package; not those of its tests.
#[expect(clippy::expect_used, reason = "a test that can not read the graph fails")]
fn shipped(metadata: &Metadata) -> Vec<&Package> {
    let graph = metadata.resolve.as_ref().expect("resolved graph");
    let mut waiting = vec![graph.root.as_ref().expect("root package")];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = graph
            .nodes
            .iter()
            .find(|node| node.id == *id)
            .expect("node of the graph");
        let kept = node.deps.iter().filter(|dependency| {
            let mut kinds = dependency.dep_kinds.iter().map(|kind| kind.kind);
            kinds.any(|kind| matches!(kind, DependencyKind::Normal | DependencyKind::Build))
        });
        waiting.extend(kept.map(|dependency| &dependency.pkg));
    }
    metadata
        .packages
        .iter()
        .filter(|package| seen.contains(&package.id))
        .collect()
}

/// Whether an SPDX expression can be met with [`ALLOWED`] alone. `/` is the old spelling of `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    matches!(any_of(&words), Some((true, [])))
}

/// `a OR b`, and what follows it; `None` when it can not be read.
fn any_of<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    let (mut met, mut rest) = all_of(words)?;
    while let Some((&"OR", after)) = rest.split_first() {
        let (other, after) = all_of(after)?;
        (met, rest) = (met || other, after);
    }
    Some((met, rest))
}

/// `a AND b`, which binds more tightly than `OR`.
fn all_of<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    let (mut met, mut rest) = one(words)?;
    while let Some((&"AND", after)) = rest.split_first() {
        let (other, after) = one(after)?;
        (met, rest) = (met && other, after);
    }
    Some((met, rest))
}

/// A licence, a licence with an exception, or an expression in parentheses.
fn one<'a>(words: &'a [&'a str]) -> Option<(bool, &'a [&'a str])> {
    let (first, rest) = words.split_first()?;
    if *first == "(" {
        let (met, rest) = any_of(rest)?;
        let (close, rest) = rest.split_first()?;
        return (*close == ")").then_some((met, rest));
    }
    if let [with, exception, rest @ ..] = rest
        && *with == "WITH"
    {
        return Some((
            ALLOWED.contains(&format!("{first} WITH {exception}").as_str()),
            rest,
        ));
    }
    Some((ALLOWED.contains(first), rest))
}
