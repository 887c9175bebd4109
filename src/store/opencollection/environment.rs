//! An environment, `environments/NAME.yml`.

use toml::{Table, Value};

use super::shapes::check_lists;
use super::side::Side;
use super::variables::{put_variables, read_variables};
use super::write::{Before, WriteProblem, WrittenFile};
use super::yaml::{YamlProblem, parse};
use crate::model::{Caution, Environment};

const ORDER: [&str; 5] = [
    "name",
    "color",
    "variables",
    "externalSecrets",
    "clientCertificates",
];

/// Reads an environment. Its name is that of its file, `file_stem`, by which Bruno chooses it too.
pub fn read_environment(yaml: &str, side: Option<&str>, file_stem: &str) -> Result<Environment, YamlProblem> {
    let map = parse(yaml)?;
    check_lists(&map, "environment", &["variables"])?;
    let side = Side::read(side)?;
    let caution = side
        .table("environment")
        .and_then(|table| table.get("caution")?.as_str());
    Ok(Environment {
        name: file_stem.to_owned(),
        color: map.text("color").to_owned(),
        variables: read_variables(Some(&map)),
        caution: match caution {
            Some("dangerous") => Caution::Dangerous,
            _ => Caution::Normal,
        },
    })
}

/// Writes an environment. The `name` in a file that is there stays: [`set_name`](super::set_name) changes it.
pub fn write_environment(
    environment: &Environment,
    before: Option<(&str, Option<&str>)>,
) -> Result<WrittenFile, WriteProblem> {
    let before = Before::read(before)?;
    let (mut map, mut side) = (before.map.clone(), before.side.clone());
    if before.is_new() {
        map.put_text("name", &environment.name, &ORDER);
    }
    map.put_filled("color", &environment.color, &ORDER);
    put_variables(&mut map, &environment.variables, &ORDER);
    let mut table = Table::new();
    if environment.caution == Caution::Dangerous {
        table.insert("caution".to_owned(), Value::String("dangerous".to_owned()));
    }
    side.put("environment", table);
    before.finish(&map, &side)
}
