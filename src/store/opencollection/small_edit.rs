//! Changes of one value, for moving and renaming, in files of any kind.

use super::write::{Before, Layout, WriteProblem};
use super::yaml::Map;

/// A file in which one value changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallEdit {
    /// The YAML.
    pub yaml: String,
    /// What became of the lines that were there.
    pub layout: Layout,
}

/// The YAML of a request or folder at another place among its siblings; `None` takes the place away.
pub fn set_seq(yaml: &str, seq: Option<u32>) -> Result<SmallEdit, WriteProblem> {
    changed(yaml, |map| {
        let mut info = map.map("info").cloned().unwrap_or_default();
        match seq {
            Some(seq) => info.put_plain("seq", &seq.to_string(), &["name", "type", "seq"]),
            None => {
                info.remove("seq");
            }
        }
        map.put_map("info", info, &["opencollection", "info"]);
    })
}

/// The YAML of a request, folder, collection or environment under another name.
pub fn set_name(yaml: &str, name: &str) -> Result<SmallEdit, WriteProblem> {
    changed(yaml, |map| {
        // Only environments have their name at the top.
        if map.get("info").is_none() && (map.get("name").is_some() || map.get("variables").is_some()) {
            map.put_text("name", name, &["name"]);
            return;
        }
        let mut info = map.map("info").cloned().unwrap_or_default();
        info.put_text("name", name, &["name"]);
        map.put_map("info", info, &["opencollection", "info"]);
    })
}

fn changed(yaml: &str, change: impl FnOnce(&mut Map)) -> Result<SmallEdit, WriteProblem> {
    let before = Before::read(Some((yaml, None)))?;
    let mut map = before.map.clone();
    change(&mut map);
    let written = before.finish(&map, &before.side)?;
    Ok(SmallEdit {
        yaml: written.yaml,
        layout: written.layout,
    })
}
