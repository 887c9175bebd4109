//! Who may name whom: the layers of ARCHITECTURE.md, checked on the sources.
//!
//! A file under `src/<layer>/` names only layers of the rows below its own, and reaches the outside world
//! (files, network, clock, window …) only where [`REACHES`] says so. Test code is not looked at.
//! A rule that is in the way of good code is changed here, with its reason, and not worked around.
//! Long because the rules, what reads them off the code, and what proves that reader stand together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The layers from the bottom up. Layers of one row do not name each other.
const ROWS: &[&[&str]] = &[
    &["model"],
    &["text"],
    &["redact"],
    &["resolve"],
    &["sigv4"],
    &["formats"],
    &["diagnosis"],
    &["blob"],
    &["checks"],
    &["prepare"],
    &["credentials", "http", "store", "demo"],
    &["engine"],
    &["cli"],
    &["ui"],
    &["app"],
    &["main"],
];

/// Lower layers that a higher one leaves alone all the same.
const APART: &[(&str, &[&str], &str)] = &[
    (
        "ui",
        &["cli", "http", "store", "demo", "credentials"],
        "panels edit state and emit actions; app joins them to what acts",
    ),
    (
        "app",
        &["cli"],
        "the window and the command line are two faces of one core",
    ),
];

/// Something outside the program's own types, and the only places that may name it.
struct Reach {
    /// Paths as in code. `..::` in front: wherever it stands in a path. `!` behind: a macro.
    paths: &'static [&'static str],
    /// Layers, or single files relative to `src/`.
    only_in: &'static [&'static str],
    because: &'static str,
}

const REACHES: &[Reach] = &[
    Reach {
        paths: &["egui", "eframe", "epaint", "winit", "nucleo_matcher"],
        only_in: &["ui", "app"],
        because: "all else also builds and runs without a window",
    },
    Reach {
        paths: &["tokio"],
        only_in: &["credentials", "http", "demo", "engine", "cli"],
        because: "pure layers are plain functions, and the window never waits",
    },
    Reach {
        paths: &["tokio_util", "futures_util"],
        only_in: &["credentials", "http", "demo", "engine", "cli", "app"],
        because: "pure layers are plain functions; a tab holds its cancellation token, nothing more",
    },
    Reach {
        paths: &[
            "hyper",
            "hyper_util",
            "rustls",
            "rustls_platform_verifier",
            "tokio_rustls",
            "tokio_socks",
        ],
        only_in: &["http"],
        because: "one layer opens connections, for the user behind the trait Transport",
    },
    Reach {
        paths: &["reqwest"],
        only_in: &["http", "credentials"],
        because: "the client of the program's own calls: made where TLS and proxies are, used where AWS is asked",
    },
    Reach {
        paths: &["x509_parser", "p12_keystore", "pkcs8", "ipnet"],
        only_in: &["http"],
        because: "certificates and proxies are read where connections are opened; others see the facts",
    },
    Reach {
        paths: &[
            "std::net::TcpStream",
            "std::net::TcpListener",
            "std::net::UdpSocket",
            "std::net::ToSocketAddrs",
        ],
        only_in: &["http", "demo", "credentials"],
        because: "sockets belong to the client, the demo server, and the callback of a sign-in",
    },
    Reach {
        paths: &["std::fs", "tempfile"],
        only_in: &["blob", "store", "cli", "credentials"],
        because: "files are read through blob and written by store; cli reads the files named on its command line; \
                  credentials shares the token caches of the AWS CLI",
    },
    Reach {
        paths: &["opener"],
        only_in: &["app/opening.rs"],
        because: "other programs are started in one place, after asking",
    },
    Reach {
        paths: &["image"],
        only_in: &["engine/picture.rs"],
        because: "pictures of strangers are decoded on a worker, within limits",
    },
    Reach {
        paths: &["keyring", "directories", "notify", "rusqlite"],
        only_in: &["store"],
        because: "only store keeps what the user made",
    },
    Reach {
        paths: &["aws_sigv4"],
        only_in: &["sigv4"],
        because: "one layer signs; the others see the report",
    },
    Reach {
        paths: &["aws_credential_types", "aws_smithy_runtime_api"],
        only_in: &["sigv4", "credentials"],
        because: "the signer takes credentials in the SDK's type, and the SDKs that fetch them give that type",
    },
    Reach {
        paths: &[
            "..::resolve::resolve",
            "..::resolve::resolve_with",
            "..::resolve::assemble",
            "..::resolve::aws_fields",
            "..::sigv4::choose_spelling",
            "..::sigv4::plan",
            "..::sigv4::plan_with",
            "..::sigv4::preview_plan",
        ],
        only_in: &["prepare"],
        because: "one pipeline composes the steps from a request to what is signed: prepare::prepare",
    },
    Reach {
        paths: &[
            "aws_config",
            "aws_sdk_sts",
            "aws_sdk_sso",
            "aws_sdk_ssooidc",
            "aws_smithy_types",
            "aws_smithy_async",
            "aws_types",
        ],
        only_in: &["credentials"],
        because: "nothing else may contact AWS on its own",
    },
    Reach {
        paths: &["clap"],
        only_in: &["cli"],
        because: "the command line is read in one place",
    },
    Reach {
        paths: &[
            "..::SystemTime::now",
            "..::Instant::now",
            "..::OffsetDateTime::now_utc",
            "..::OffsetDateTime::now_local",
            "..::UtcDateTime::now",
        ],
        only_in: &["engine/ambient.rs", "demo/builder.rs", "http/clock.rs"],
        because: "time is an argument, so that equal input gives equal signatures; a server has its own clock, and \
                  the phases of a connection are measured where they happen",
    },
    Reach {
        paths: &["std::env"],
        only_in: &["engine/ambient.rs"],
        because: "the environment is read once and passed in",
    },
    Reach {
        paths: &["getrandom", "rand", "fastrand", "uuid", "..::RandomState"],
        only_in: &["engine/ambient.rs"],
        because: "randomness is an argument, so that tests can fix it",
    },
    Reach {
        paths: &["std::thread"],
        only_in: &["http", "store", "demo", "engine", "cli"],
        because: "pure layers are plain functions, and the window gives its work to the engine",
    },
    Reach {
        paths: &[
            "std::process::Command",
            "std::process::exit",
            "std::process::abort",
        ],
        only_in: &["credentials", "engine"],
        because: "child processes run on the engine's threads, and an exit code is a value that main returns",
    },
    Reach {
        paths: &[
            "println!",
            "print!",
            "eprintln!",
            "eprint!",
            "std::io::stdout",
            "std::io::stderr",
            "std::io::stdin",
        ],
        only_in: &["cli", "main"],
        because: "the other layers return values and errors; cli alone speaks to the terminal",
    },
];

/// The rooms of `ui` from the bottom up. A room names only rooms of the rows below its own.
/// Every other file of `ui` stands before them, in [`BEFORE_THE_ROOMS`].
const UI_ROOMS: &[&[&str]] = &[
    &[BEFORE_THE_ROOMS],
    &["widgets"],
    &["body_viewer"],
    &["comparison"],
    &["editor", "signature", "sidebar"],
    &["reply"],
    &["shell"],
];
const BEFORE_THE_ROOMS: &str = "files before the rooms";
/// So many files of one room may import each other in a circle.
const MOST_IN_A_CIRCLE: usize = 4;

/// Longest file without an explanation, in lines.
const LINE_BUDGET: usize = 600;
/// Words with which a module doc explains a longer file.
const LINE_EXCUSE: &str = "Long because";

#[test]
fn every_file_keeps_to_its_layer() {
    let found: Vec<String> = source_files()
        .iter()
        .flat_map(|file| violations(&file.place, &file.text))
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_folder_is_a_known_layer() {
    for file in source_files() {
        let layer = layer_of(&file.place);
        assert!(
            layer == "lib" || row_of(layer).is_some(),
            "{}: no row for the layer `{layer}`",
            file.place
        );
    }
}

#[test]
fn a_long_file_says_why() {
    let long: Vec<String> = source_files()
        .iter()
        .filter_map(|file| over_budget(&file.place, &file.text))
        .collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
}

#[test]
fn the_rooms_of_the_window_stand_one_above_the_other() {
    let imports = imports_within("ui", &source_files());
    let upward = imports.iter().flat_map(upward_imports);
    let found: Vec<String> = upward.chain(large_circles(&imports)).collect();
    match circles(&imports).first() {
        Some(largest) => println!("largest circle of files in ui: {}", largest.join(", ")),
        None => println!("no circle of files in ui"),
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn circles_between_rooms_and_large_ones_within_are_caught() {
    let file = |place: &str, text: &str| SourceFile {
        place: place.to_owned(),
        text: text.to_owned(),
    };
    let ring = |length: usize| -> Vec<SourceFile> {
        let each = |at: usize| {
            let next = (at + 1) % length;
            let text = format!("use crate::ui::editor::f{next}::{{self, A}};");
            file(&format!("ui/editor/f{at}.rs"), &text)
        };
        (0..length).map(each).collect()
    };
    let within = |files: &[SourceFile]| imports_within("ui", files);
    assert_eq!(large_circles(&within(&ring(4))), Vec::<String>::new());
    assert_eq!(large_circles(&within(&ring(5))).len(), 1);
    // A parent names its child without `crate`, the child its parent by `super`.
    let family = [
        file("ui/reply/a.rs", "mod b; use b::B; fn f() { b::c(); }"),
        file("ui/reply/a/b.rs", "use super::A; use super::super::other::C;"),
        file("ui/reply/other.rs", ""),
    ];
    let family = within(&family);
    assert_eq!(circles(&family), [["ui/reply/a.rs", "ui/reply/a/b.rs"]]);
    let named = family.get("ui/reply/a/b.rs").unwrap();
    assert!(named.contains("ui/reply/other.rs"), "{named:?}");
    let upward = [
        file("ui/widgets/a.rs", "fn f() { crate::ui::shell::b::g(); }"),
        file("ui/shell/b.rs", "use crate::ui::widgets::a;"),
    ];
    let upward = within(&upward);
    let found: Vec<String> = upward.iter().flat_map(upward_imports).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("src/ui/widgets/a.rs names src/ui/shell/b.rs"));
}

#[test]
fn made_up_violations_are_caught() {
    let caught = [
        ("model/a.rs", "use crate::sigv4::Sealed;", "names `sigv4`"),
        ("model/a.rs", "use crate::{model::Request, ui};", "names `ui`"),
        (
            "http/a.rs",
            "fn f() { crate::store::disk::save(); }",
            "names `store`",
        ),
        (
            "http/deep/a.rs",
            "use super::super::super::store::Journal;",
            "names `store`",
        ),
        ("ui/a.rs", "use crate::http::Transport;", "leaves `http` alone"),
        ("cli/a.rs", "use countersign::app;", "names `app`"),
        ("text/a.rs", "use egui::Ui;", "`egui`"),
        ("text/a.rs", "fn f(ui: &mut ::egui::Ui) {}", "`egui`"),
        ("engine/a.rs", "use eframe::egui;", "`eframe`"),
        ("sigv4/a.rs", "use std::{fmt, fs::File};", "`std::fs`"),
        ("sigv4/a.rs", "use std::*;", "`std::"),
        ("sigv4/a.rs", "use std as s;", "`std::"),
        (
            "resolve/a.rs",
            "let now = std::time::SystemTime::now();",
            "SystemTime::now",
        ),
        (
            "engine/a.rs",
            "use std::time::Instant; fn f() { Instant::now(); }",
            "Instant::now",
        ),
        ("app/a.rs", "fn f() { std::env::var(\"HOME\"); }", "`std::env`"),
        ("ui/a.rs", "fn f() { println!(\"{}\", 1); }", "`println!`"),
        (
            "redact/a.rs",
            "async fn f() { tokio::task::yield_now().await }",
            "`tokio`",
        ),
        ("engine/a.rs", "use reqwest;", "`reqwest`"),
        ("blob/a.rs", "/* /* nested */ */ use r#egui::Ui;", "`egui`"),
        (
            "engine/a.rs",
            "use crate::resolve::{Scope, assemble};",
            "one pipeline",
        ),
        (
            "ui/a.rs",
            "use crate::sigv4; fn f() { sigv4::plan(); }",
            "one pipeline",
        ),
        ("blob/a.rs", "fn f( {", "cannot parse"),
    ];
    for (place, source, expected) in caught {
        let found = violations(place, source).join("\n");
        assert!(
            found.contains(expected),
            "{place}: {source}\n  gave: {found:?}\n  not:  {expected}"
        );
    }
}

#[test]
fn good_code_is_left_alone() {
    let fine = [
        (
            "engine/a.rs",
            "use crate::{http::Transport, model::{self, Request}, sigv4};",
        ),
        ("model/a.rs", "use super::Request; // crate::ui, egui::Ui"),
        (
            "model/a.rs",
            "/// See [`crate::ui`].\nconst TEXT: &str = \"crate::ui \\\" std::fs\";",
        ),
        (
            "model/a.rs",
            "const RAW: &str = r#\"use egui; \" println!()\"#; const C: char = '\"';",
        ),
        ("model/a.rs", "fn f<'a>(tokio: &'a str) -> &'a str { tokio }"),
        (
            "text/a.rs",
            "#[cfg(test)]\nmod tests { use crate::app; fn f() { println!(\"}\"); } }",
        ),
        (
            "text/a.rs",
            "#[cfg(test)]\n#[path = \"x.rs\"]\nuse std::fs;\nfn f() {}",
        ),
        (
            "engine/ambient.rs",
            "let now = Instant::now(); let home = std::env::var(\"HOME\");",
        ),
        (
            "http/deep/a.rs",
            "use super::Reply; use super::super::TransportError;",
        ),
        (
            "sigv4/a.rs",
            "use std::{fmt, collections::BTreeMap}; use std::net::IpAddr;",
        ),
    ];
    for (place, source) in fine {
        assert_eq!(
            violations(place, source),
            Vec::<String>::new(),
            "{place}: {source}"
        );
    }
}

#[test]
fn code_after_a_test_module_is_still_read() {
    let source = "#[cfg(test)]\nmod tests { fn f() { if x { y } } }\nuse egui::Ui;";
    assert_eq!(violations("text/a.rs", source).len(), 1);
}

#[test]
fn the_line_budget_asks_for_a_reason_in_the_module_doc() {
    let body = "fn f() {}\n".repeat(LINE_BUDGET + 1);
    assert!(over_budget("text/a.rs", &body).is_some());
    assert!(over_budget("text/a.rs", &format!("// {LINE_EXCUSE} it is a table.\n{body}")).is_some());
    assert!(
        over_budget(
            "text/a.rs",
            &format!("//! A table.\n//! {LINE_EXCUSE} it is a table.\n{body}")
        )
        .is_none()
    );
}

// Rules.

/// What is wrong with the source text of `place`, a path relative to `src/`.
fn violations(place: &str, source: &str) -> Vec<String> {
    let layer = layer_of(place);
    let paths = match paths_of(source) {
        Ok(paths) => paths,
        Err(error) => return vec![format!("src/{place}: {error}")],
    };
    paths
        .iter()
        .filter_map(|path| {
            let reason = layer_reason(layer, place, path).or_else(|| reach_reason(layer, place, path))?;
            Some(format!("src/{place}: {}: {reason}", path.join("::")))
        })
        .collect()
}

fn layer_reason(layer: &str, place: &str, path: &NamedPath) -> Option<String> {
    // lib.rs lists the modules and holds no code.
    let named = named_layer(place, path).filter(|named| layer != "lib" && *named != layer)?;
    let (own, other) = (row_of(layer)?, row_of(named)?);
    if other >= own {
        return Some(format!("`{layer}` names `{named}`, which is not below it"));
    }
    let (_, _, because) = APART
        .iter()
        .find(|(upper, lower, _)| *upper == layer && lower.contains(&named))?;
    Some(format!("`{layer}` leaves `{named}` alone: {because}"))
}

fn reach_reason(layer: &str, place: &str, path: &NamedPath) -> Option<String> {
    let barred = REACHES
        .iter()
        .filter(|reach| !reach.only_in.iter().any(|only| [layer, place].contains(only)));
    for reach in barred {
        if let Some(pattern) = reach.paths.iter().find(|pattern| matches_pattern(path, pattern)) {
            return Some(format!(
                "`{pattern}` only in {}: {}",
                reach.only_in.join(", "),
                reach.because
            ));
        }
    }
    None
}

/// The layer that a path leads into, when it leads into one of this crate.
fn named_layer<'a>(place: &str, path: &'a NamedPath) -> Option<&'a str> {
    let at = match path.first()?.as_str() {
        "crate" | "countersign" => 1,
        "super" => {
            // Three steps from src/http/deep/a.rs to the crate, one from src/http.rs.
            let depth = place.split('/').count();
            let steps = path.iter().take_while(|segment| *segment == "super").count();
            (steps >= depth).then_some(steps)?
        }
        _ => return None,
    };
    path.get(at).map(String::as_str)
}

fn row_of(layer: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&layer))
}

/// Which files of a layer each of them names. A file that only lists modules, as `ui.rs` does, is none.
fn imports_within(layer: &str, files: &[SourceFile]) -> Imports {
    let of_layer = files.iter().filter(|file| layer_of(&file.place) == layer);
    let places: BTreeSet<&str> = of_layer.clone().map(|file| file.place.as_str()).collect();
    let named = |file: &SourceFile| -> BTreeSet<String> {
        let paths = paths_of(&file.text).unwrap_or_default();
        let named = paths
            .iter()
            .filter_map(|path| file_named(&file.place, path, &places));
        named.filter(|named| *named != file.place).collect()
    };
    of_layer.map(|file| (file.place.clone(), named(file))).collect()
}

/// The files that each file names.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// The file that a path leads into: that of its longest beginning that is a module.
fn file_named(place: &str, path: &NamedPath, places: &BTreeSet<&str>) -> Option<String> {
    let own: Vec<&str> = place.trim_end_matches(".rs").split('/').collect();
    let supers = path.iter().take_while(|segment| *segment == "super").count();
    let (from, rest) = match path.first()?.as_str() {
        "crate" => (&[][..], path.get(1..)?),
        "self" => (&own[..], path.get(1..)?),
        "super" => (own.get(..own.len().checked_sub(supers)?)?, path.get(supers..)?),
        _ => (&own[..], &path[..]),
    };
    let rest = rest.iter().map(String::as_str);
    let segments: Vec<&str> = from.iter().copied().chain(rest).collect();
    // A lone name of a file is its own child, or nothing of ours.
    let least = if supers > 0 || path.first()? == "crate" {
        2
    } else {
        own.len() + 1
    };
    (least..=segments.len()).rev().find_map(|length| {
        let place = format!("{}.rs", segments.get(..length)?.join("/"));
        places.contains(place.as_str()).then_some(place)
    })
}

/// The room of a file of `ui`.
fn room_of(place: &str) -> &str {
    let name = place
        .split('/')
        .nth(1)
        .unwrap_or_default()
        .trim_end_matches(".rs");
    let is_room = UI_ROOMS.iter().any(|row| row.contains(&name));
    if is_room { name } else { BEFORE_THE_ROOMS }
}

fn upward_imports((place, named): (&String, &BTreeSet<String>)) -> Vec<String> {
    let row = |place: &str| UI_ROOMS.iter().position(|row| row.contains(&room_of(place)));
    let is_below = |other: &str| room_of(other) == room_of(place) || row(other) < row(place);
    let upward = named.iter().filter(|other| !is_below(other));
    upward
        .map(|other| format!("src/{place} names src/{other}, whose room is not below"))
        .collect()
}

fn large_circles(imports: &Imports) -> Vec<String> {
    let circles = circles(imports);
    let large = circles.iter().filter(|circle| circle.len() > MOST_IN_A_CIRCLE);
    large
        .map(|circle| format!("{} files in a circle: {}", circle.len(), circle.join(", ")))
        .collect()
}

/// Files that name each other, also by way of others; the largest circle first.
fn circles(imports: &Imports) -> Vec<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|place| (place.as_str(), reached_from(place, imports)))
        .collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|reached| reached.contains(to));
    let circle = |place: &&str| -> Vec<&str> {
        let both = |other: &&str| reaches(place, other) && reaches(other, place);
        reached.keys().copied().filter(both).collect()
    };
    let mut circles: Vec<Vec<&str>> = reached
        .keys()
        .map(circle)
        .filter(|circle| !circle.is_empty())
        .collect();
    circles.sort_by_key(|circle| (std::cmp::Reverse(circle.len()), circle.clone()));
    circles.dedup();
    circles
}

fn reached_from<'a>(place: &'a str, imports: &'a Imports) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = vec![place];
    while let Some(place) = next.pop() {
        let named = imports.get(place).into_iter().flatten().map(String::as_str);
        next.extend(named.filter(|named| reached.insert(*named)));
    }
    reached
}

/// `http` for `http/target.rs`, `main` for `main.rs`.
fn layer_of(place: &str) -> &str {
    place.split('/').next().unwrap_or(place).trim_end_matches(".rs")
}

fn over_budget(place: &str, source: &str) -> Option<String> {
    let lines = source.lines().count();
    let excused = source
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .any(|line| line.contains(LINE_EXCUSE));
    (lines > LINE_BUDGET && !excused).then(|| {
        format!("src/{place}: {lines} lines; split it, or let the module doc say \"{LINE_EXCUSE} …\"")
    })
}

// Sources.

struct SourceFile {
    /// Relative to `src/`, with forward slashes.
    place: String,
    text: String,
}

/// Every source file but the `tests.rs` of a unit.
fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                found.push(source_file(&root, &path));
            }
        }
    }
    assert!(!found.is_empty(), "no sources under {}", root.display());
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found
}

#[expect(clippy::panic, reason = "a test that can not read the sources fails")]
fn entries(folder: &Path) -> Vec<PathBuf> {
    match fs::read_dir(folder).and_then(|list| list.map(|entry| Ok(entry?.path())).collect()) {
        Ok(paths) => paths,
        Err(error) => panic!("{}: {error}", folder.display()),
    }
}

#[expect(clippy::panic, reason = "a test that can not read the sources fails")]
fn source_file(root: &Path, path: &Path) -> SourceFile {
    let place = path
        .strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    match fs::read_to_string(path) {
        Ok(text) => SourceFile { place, text },
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

// Paths in the code. The tokens come without comments, and literals are tokens of their own.

/// A path such as `std::fs::read`, with `use` groups written out. A macro's name ends in `!`.
type NamedPath = Vec<String>;

/// Words after which a path may begin with `::`.
const KEYWORDS: &[&str] = &["as", "dyn", "for", "impl", "in", "mut", "return", "where"];

/// Every path outside of test code. A lone word counts when it is a macro or is imported.
fn paths_of(source: &str) -> Result<Vec<NamedPath>, String> {
    let code = TokenStream::from_str(source).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    read_code(&code.into_iter().collect::<Vec<_>>(), &mut found);
    Ok(found)
}

fn read_code(mut rest: &[TokenTree], found: &mut Vec<NamedPath>) {
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            TokenTree::Punct(mark) if mark.as_char() == '#' && is_test_mark(after) => after_item(after),
            TokenTree::Ident(word) if word == "use" => read_tree(after, &[], found),
            // `&mut ::egui::Ui` is no path that begins with `mut`.
            TokenTree::Ident(word) if KEYWORDS.iter().any(|keyword| word == keyword) => after,
            TokenTree::Ident(_) => read_path(rest, found),
            TokenTree::Group(group) => {
                read_code(&inside(group), found);
                after
            }
            _ => after,
        };
    }
}

/// Whether `[cfg(test)]` comes next.
fn is_test_mark(rest: &[TokenTree]) -> bool {
    rest.first()
        .is_some_and(|mark| mark.to_string().replace(' ', "") == "[cfg(test)]")
}

/// What follows an item. It ends with a semicolon, or with a brace that no semicolon follows (`use a::{b};`).
fn after_item(mut rest: &[TokenTree]) -> &[TokenTree] {
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let body = matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if is_mark(Some(token), ';') || (body && !is_mark(rest.first(), ';')) {
            break;
        }
    }
    rest
}

/// Reads `a::b::c` or `a!` in code. Generic arguments are read by themselves.
fn read_path<'a>(mut rest: &'a [TokenTree], found: &mut Vec<NamedPath>) -> &'a [TokenTree] {
    let mut path = NamedPath::new();
    while let Some((TokenTree::Ident(word), after)) = rest.split_first() {
        path.push(plain(word));
        rest = after;
        let Some(next) = after_colons(rest) else { break };
        rest = next;
    }
    let is_macro = is_mark(rest.first(), '!') && matches!(rest.get(1), Some(TokenTree::Group(_)));
    if let Some(last) = path.last_mut().filter(|_| is_macro) {
        last.push('!');
    }
    if path.len() > 1 || is_macro {
        found.push(path);
    }
    rest
}

/// Reads one tree of a `use`; `before` is what stands in front of its group.
fn read_tree<'a>(rest: &'a [TokenTree], before: &[String], found: &mut Vec<NamedPath>) -> &'a [TokenTree] {
    let mut path = before.to_vec();
    let mut rest = after_colons(rest).unwrap_or(rest);
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token {
            TokenTree::Group(group) => {
                read_group(&inside(group), &path, found);
                return rest;
            }
            TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
            TokenTree::Ident(word) => path.push(plain(word)),
            _ => path.push(token.to_string()),
        }
        let Some(next) = after_colons(rest) else { break };
        rest = next;
    }
    // `use std as s` hides what is taken from it.
    if path.len() == 1 && matches!(rest.first(), Some(TokenTree::Ident(word)) if word == "as") {
        path.push("*".to_owned());
    }
    found.push(path);
    rest
}

fn read_group(trees: &[TokenTree], before: &[String], found: &mut Vec<NamedPath>) {
    for tree in trees
        .split(|token| is_mark(Some(token), ','))
        .filter(|tree| !tree.is_empty())
    {
        read_tree(tree, before, found);
    }
}

/// See [`Reach::paths`]. A glob import matches whatever it could bring in.
fn matches_pattern(path: &NamedPath, pattern: &str) -> bool {
    let own: Vec<&str> = path.iter().map(String::as_str).collect();
    if let Some(tail) = pattern.strip_prefix("..::") {
        let wanted: Vec<&str> = tail.split("::").collect();
        return own.windows(wanted.len()).any(|window| window == wanted);
    }
    let wanted: Vec<&str> = pattern.split("::").collect();
    let glob = own
        .split_last()
        .is_some_and(|(last, before)| *last == "*" && wanted.starts_with(before));
    glob || own.starts_with(&wanted)
}

fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn plain(word: &Ident) -> String {
    word.to_string().trim_start_matches("r#").to_owned()
}

fn is_mark(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == character)
}

/// What follows `::`, when that comes next.
fn after_colons(rest: &[TokenTree]) -> Option<&[TokenTree]> {
    (is_mark(rest.first(), ':') && is_mark(rest.get(1), ':'))
        .then(|| rest.get(2..))
        .flatten()
}
