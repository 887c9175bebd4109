//! Variables of requests, folders, collections and environments. A secret one has no value in any file.

use toml::{Table, Value};

use super::rows::{ROW, put_state, put_text_of, state, with_rows};
use super::side::Side;
use super::yaml::{Map, Node};
use crate::model::{RowId, Variable, VariableValue};

/// The variables of a section.
pub(super) fn read_variables(section: Option<&Map>) -> Vec<Variable> {
    let rows = section
        .map(|section| section.items("variables"))
        .unwrap_or_default();
    rows.iter().filter_map(Node::as_map).map(read_variable).collect()
}

fn read_variable(row: &Map) -> Variable {
    let value = if row.is_true("secret") {
        // What stands in the file for a secret is not taken for it, so that nobody comes to rely on it.
        VariableValue::Secret
    } else {
        VariableValue::Text(text_of(row).to_owned())
    };
    Variable {
        row: RowId::fresh(),
        name: row.text("name").to_owned(),
        value,
        state: state(row),
        description: read_description(row).to_owned(),
    }
}

/// A plain value, the data of one with a type, or the one of several variants that is selected.
fn text_of(row: &Map) -> &str {
    match row.get("value") {
        Some(Node::List(variants)) => {
            let chosen = chosen_variant(variants).and_then(|at| variants.get(at)?.as_map()?.get("value"));
            chosen.map_or("", text_of_value)
        }
        Some(value) => text_of_value(value),
        None => "",
    }
}

fn text_of_value(value: &Node) -> &str {
    match value {
        Node::Map(typed) => typed.text("data"),
        Node::Scalar(scalar) => scalar.as_text(),
        Node::List(_) => "",
    }
}

/// The variant that counts: the selected one, else the first.
fn chosen_variant(variants: &[Node]) -> Option<usize> {
    let is_selected = |variant: &Node| {
        variant
            .as_map()
            .is_some_and(|variant| variant.is_true("selected"))
    };
    let selected = variants.iter().position(is_selected);
    selected.or((!variants.is_empty()).then_some(0))
}

/// Whether a value of a variable is of a form that is known here.
pub(super) fn is_value(value: &Node) -> bool {
    let is_one = |value: &Node| match value {
        Node::Scalar(_) => true,
        Node::Map(typed) => matches!(typed.get("data"), None | Some(Node::Scalar(_))),
        Node::List(_) => false,
    };
    match value {
        Node::List(variants) => variants.iter().all(|variant| {
            let value = variant.as_map().and_then(|variant| variant.get("value"));
            value.is_some_and(is_one)
        }),
        value => is_one(value),
    }
}

fn read_description(row: &Map) -> &str {
    match row.map("description") {
        Some(described) => described.text("content"),
        None => row.text("description"),
    }
}

/// Writes them.
pub(super) fn put_variables(section: &mut Map, variables: &[Variable], order: &[&str]) {
    let keys: Vec<(&str, &str)> = variables
        .iter()
        .map(|variable| match &variable.value {
            VariableValue::Text(text) => (variable.name.as_str(), text.as_str()),
            VariableValue::Secret => (variable.name.as_str(), ""),
        })
        .collect();
    let rows = with_rows(section.items("variables"), &keys, |at, before| {
        variables
            .get(at)
            .map_or_else(Map::default, |variable| written(before, variable))
    });
    section.put_list("variables", rows, order);
}

fn written(before: Option<&Map>, variable: &Variable) -> Map {
    let mut row = before.cloned().unwrap_or_default();
    match &variable.value {
        VariableValue::Secret => {
            row.put_plain("secret", "true", &ROW);
            put_text_of(&mut row, before, ("name", &variable.name), &ROW);
            row.remove("value");
        }
        VariableValue::Text(text) => {
            if row.is_true("secret") {
                row.remove("secret");
            }
            put_text_of(&mut row, before, ("name", &variable.name), &ROW);
            if before.is_none_or(|before| before.is_true("secret") || text_of(before) != text) {
                put_value(&mut row, text);
            }
        }
    }
    put_description(&mut row, &variable.description);
    put_state(&mut row, variable.state);
    row
}

fn put_value(row: &mut Map, text: &str) {
    match row.get("value").cloned() {
        Some(Node::Map(mut typed)) => {
            typed.put_text("data", text, &["type", "data"]);
            row.put_map("value", typed, &ROW);
        }
        Some(Node::List(mut variants)) if !variants.is_empty() => {
            let chosen = chosen_variant(&variants).and_then(|at| variants.get_mut(at));
            if let Some(Node::Map(variant)) = chosen {
                put_value(variant, text);
            }
            row.put_list("value", variants, &ROW);
        }
        _ => row.put_text("value", text, &ROW),
    }
}

fn put_description(row: &mut Map, text: &str) {
    match row.map("description").cloned() {
        Some(mut described) if !text.is_empty() => {
            described.put_text("content", text, &["content", "type"]);
            row.put_map("description", described, &ROW);
        }
        _ => row.put_filled("description", text, &ROW),
    }
}

/// Bruno knows secret variables in environments alone, and saves others as empty texts. Their names are kept beside.
pub(super) fn put_secret_names(side: &mut Side, variables: &[Variable]) {
    let secret = variables
        .iter()
        .filter(|variable| variable.value == VariableValue::Secret);
    let names: Vec<Value> = secret
        .map(|variable| Value::String(variable.name.clone()))
        .collect();
    let mut table = Table::new();
    if !names.is_empty() {
        table.insert("secret".to_owned(), Value::Array(names));
    }
    side.put("variables", table);
}

/// Makes secret again what is secret by the file beside, and in the YAML no longer.
pub(super) fn with_secret_names(mut variables: Vec<Variable>, side: &Side) -> Vec<Variable> {
    let names = side
        .table("variables")
        .and_then(|table| table.get("secret")?.as_array());
    for name in names.into_iter().flatten().filter_map(Value::as_str) {
        let is_said = |variable: &Variable| variable.name == name && variable.value == VariableValue::Secret;
        if variables.iter().any(is_said) {
            continue;
        }
        for variable in variables.iter_mut().filter(|variable| variable.name == name) {
            variable.value = VariableValue::Secret;
        }
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::super::{read_environment, write_environment};
    use crate::model::{Variable, VariableValue};

    fn text(variable: &Variable) -> &str {
        match &variable.value {
            VariableValue::Text(text) => text,
            VariableValue::Secret => "secret",
        }
    }

    /// Forms of `Variable` in @opencollection/types 0.14.0, `src/common/variables.ts`.
    const FILE: &str = "name: dev\nvariables:\n  - name: typed\n    value:\n      type: number\n      data: \"1\"\n  - name: \
                        several\n    value:\n      - title: One\n        value: first # kept\n      - title: Two\n        \
                        selected: true\n        value: second\n  - name: bare\n  - name: plain\n    secret: false\n    value: x\n";

    #[test]
    fn every_form_of_a_value_is_read_and_stays_when_another_one_changes() {
        let read = read_environment(FILE, None, "dev").unwrap();
        let texts: Vec<&str> = read.variables.iter().map(text).collect();
        assert_eq!(texts, ["1", "second", "", "x"]);
        for (at, from, to) in [
            (0, "data: \"1\"", "data: new"),
            (1, "value: second", "value: new"),
            (2, "name: bare", "name: bare\n    value: new"),
            (3, "value: x", "value: new"),
        ] {
            let mut edited = read.clone();
            edited.variables[at].value = VariableValue::Text("new".to_owned());
            let written = write_environment(&edited, Some((FILE, None))).unwrap();
            assert_eq!(written.yaml, FILE.replacen(from, to, 1));
        }
    }
}
