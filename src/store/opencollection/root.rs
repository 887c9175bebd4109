//! The file of a collection, `opencollection.yml`.

use super::folder::{TOP, put_defaults, read_defaults};
use super::request::{Typed, put_docs, read_docs};
use super::side::Side;
use super::write::{Before, WriteProblem, WrittenFile};
use super::yaml::{Map, Node, Scalar, YamlProblem, parse};
use crate::model::{AuthKind, Defaults, LongText};

const VERSION: &str = "1.0.0";

/// What `opencollection.yml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RootFile {
    /// Version of the format, as `1.0.0`; empty where the file names none. Not written to a file that is there.
    pub version: String,
    /// `info.name`; empty where there is none.
    pub name: String,
    /// What its requests inherit.
    pub defaults: Defaults,
    /// A note about it in Markdown.
    pub docs: LongText,
}

impl RootFile {
    /// Whether the file is of a later version than is written here, so that it is only to be shown.
    pub fn is_later(&self) -> bool {
        let major = self.version.split('.').next().unwrap_or_default();
        major.parse().is_ok_and(|major: u64| major > 1)
    }
}

/// Reads `opencollection.yml` and the file beside it.
pub fn read_root(yaml: &str, side: Option<&str>) -> Result<RootFile, YamlProblem> {
    let map = parse(yaml)?;
    let side = Side::read(side)?;
    Ok(RootFile {
        version: map.text("opencollection").to_owned(),
        name: map.map("info").map_or("", |info| info.text("name")).to_owned(),
        defaults: read_defaults(&map, &side, AuthKind::None)?,
        docs: read_docs(&map),
    })
}

/// What Bruno leaves out of the collection by `extensions.bruno.ignore`: paths from its folder on, as they stand in the file.
/// None of a file that can not be read.
pub fn read_ignored(yaml: &str) -> Vec<String> {
    let Ok(map) = parse(yaml) else {
        return Vec::new();
    };
    let bruno = map
        .map("extensions")
        .and_then(|extensions| extensions.map("bruno"));
    let paths = bruno.map(|bruno| bruno.items("ignore")).unwrap_or_default();
    let paths = paths.iter().map(|path| path.as_text().trim().to_owned());
    paths.filter(|path| !path.is_empty()).collect()
}

/// Whether the file holds requests or environments itself, as one that was bundled does. None of one that can not be read.
pub fn holds_items(yaml: &str) -> bool {
    let Ok(map) = parse(yaml) else { return false };
    let environments = map.map("config").map(|config| config.items("environments"));
    !map.items("items").is_empty() || environments.is_some_and(|environments| !environments.is_empty())
}

/// Writes `opencollection.yml`.
pub fn write_root(
    root: &RootFile,
    before: Option<(&str, Option<&str>)>,
) -> Result<WrittenFile, WriteProblem> {
    let before = Before::read(before)?;
    let (mut map, mut side) = (before.map.clone(), before.side.clone());
    if before.is_new() {
        let version = Node::Scalar(Scalar::plain(VERSION));
        map.put("opencollection", version, &TOP);
    }
    let mut info = map.map("info").cloned().unwrap_or_default();
    if before.is_new() || info.text("name") != root.name {
        info.put_text("name", &root.name, &["name", "version", "summary", "authors"]);
    }
    map.put_map("info", info, &TOP);
    put_defaults(&mut map, &mut side, &root.defaults, AuthKind::None)?;
    put_docs(&mut map, &root.docs, Typed::Markdown, &TOP);
    if before.is_new() {
        map.put_plain("bundled", "false", &TOP);
        map.put("extensions", Node::Map(Map::default()), &TOP);
    }
    before.finish(&map, &side)
}
