//! A folder's own file, `folder.yml`, and what folders and collections have in common.

use super::auth::{put_auth, read_auth};
use super::request::{Typed, put_docs, read_docs};
use super::rows::{put_headers, read_headers};
use super::settings::{put_beside, read_settings};
use super::shapes::{check_lists, section_of};
use super::side::Side;
use super::variables::{put_secret_names, put_variables, read_variables, with_secret_names};
use super::write::{Before, WriteProblem, WrittenFile};
use super::yaml::{Map, YamlProblem, parse};
use crate::model::{AuthKind, Defaults, LongText};

pub(super) const TOP: [&str; 8] = [
    "opencollection",
    "info",
    "config",
    "items",
    "request",
    "docs",
    "bundled",
    "extensions",
];
const INFO: [&str; 5] = ["name", "type", "seq", "tags", "description"];
const REQUEST: [&str; 5] = ["headers", "auth", "variables", "actions", "scripts"];

/// What `folder.yml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderFile {
    /// `info.name`; empty where there is none.
    pub name: String,
    /// Place among its siblings from 1 on.
    pub seq: Option<u32>,
    /// What its requests inherit. It can not switch off the auth above it: its own is of a kind, or `Inherit`.
    pub defaults: Defaults,
    /// A note about it in Markdown.
    pub docs: LongText,
}

/// Reads `folder.yml` and the file beside it.
pub fn read_folder(yaml: &str, side: Option<&str>) -> Result<FolderFile, YamlProblem> {
    let map = parse(yaml)?;
    let side = Side::read(side)?;
    let info = map.map("info");
    Ok(FolderFile {
        name: info.map_or("", |info| info.text("name")).to_owned(),
        seq: info.and_then(seq),
        defaults: read_defaults(&map, &side, AuthKind::Inherit)?,
        docs: read_docs(&map),
    })
}

/// The place among siblings.
pub(super) fn seq(info: &Map) -> Option<u32> {
    info.number("seq").and_then(|seq| u32::try_from(seq).ok())
}

/// Writes `folder.yml`.
pub fn write_folder(
    folder: &FolderFile,
    before: Option<(&str, Option<&str>)>,
) -> Result<WrittenFile, WriteProblem> {
    let before = Before::read(before)?;
    let (mut map, mut side) = (before.map.clone(), before.side.clone());
    let mut info = map.map("info").cloned().unwrap_or_default();
    if before.is_new() || info.text("name") != folder.name {
        info.put_text("name", &folder.name, &INFO);
    }
    if before.is_new() {
        info.put_text("type", "folder", &INFO);
    }
    if seq(&info) != folder.seq {
        match folder.seq {
            Some(seq) => info.put_plain("seq", &seq.to_string(), &INFO),
            None => {
                info.remove("seq");
            }
        }
    }
    map.put_map("info", info, &TOP);
    put_defaults(&mut map, &mut side, &folder.defaults, AuthKind::Inherit)?;
    put_docs(&mut map, &folder.docs, Typed::Markdown, &TOP);
    before.finish(&map, &side)
}

/// What requests inherit. `absent` is what no auth means.
pub(super) fn read_defaults(map: &Map, side: &Side, absent: AuthKind) -> Result<Defaults, YamlProblem> {
    let empty = Map::default();
    let section = section_of(map, "request")?.unwrap_or(&empty);
    check_lists(section, "request", &["headers", "variables"])?;
    Ok(Defaults {
        headers: read_headers(section),
        auth: read_auth(section.get("auth"), absent, side)?,
        variables: with_secret_names(read_variables(Some(section)), side),
        settings: read_settings(None, side)?,
    })
}

/// Writes what requests inherit.
pub(super) fn put_defaults(
    map: &mut Map,
    side: &mut Side,
    defaults: &Defaults,
    absent: AuthKind,
) -> Result<(), WriteProblem> {
    let mut section = map.map("request").cloned().unwrap_or_default();
    put_headers(&mut section, &defaults.headers, &REQUEST);
    put_auth(&mut section, side, &defaults.auth, absent, &REQUEST)?;
    put_variables(&mut section, &defaults.variables, &REQUEST);
    map.put_map("request", section, &TOP);
    put_secret_names(side, &defaults.variables);
    put_beside(side, &defaults.settings).map_err(|reason| WriteProblem::NotReadBack { reason })
}
