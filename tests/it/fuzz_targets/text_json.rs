//! The indented form and the tape of any bytes. Input: the body.

use countersign::text::json_path::json_path;
use countersign::text::node_path::{PathStyle, path};
use countersign::text::{JsonRows, RowText, Tape, TreeRows, draw_tree_row, never, pretty};

/// What `serde_json` reads has an indented form that it reads the same, and a node for each value; anything else is
/// shown to its last byte.
pub fn run(data: &[u8]) {
    let rows = JsonRows::of(data, 24, &never).unwrap();
    let mut shown = Vec::new();
    let mut end = 0;
    rows.visit(data, 0..rows.rows(), &mut RowText::default(), |_, row| {
        let indent = if row.line_number.is_some() {
            0
        } else {
            row.indent_columns()
        };
        row.copy(data, indent..row.columns(), &mut shown);
        assert!(row.source.start >= end);
        end = row.source.end;
    });
    assert!(end == data.len() || rows.rows() == 0);
    let tape = Tape::of(data, &never).unwrap();
    let read = serde_json::from_slice::<serde_json::Value>(data);
    if let Ok(value) = &read {
        assert!(rows.fault().is_none());
        let again: serde_json::Value = serde_json::from_slice(&shown).unwrap();
        assert_eq!(&again, value);
        assert_eq!(pretty::json(data).is_some(), rows.fault().is_none());
    }
    let tree = TreeRows::expanded(&tape);
    assert_eq!(tree.rows(), tape.len());
    let mut row = RowText::default();
    tree.visit(&tape, 0..tree.rows(), |tree_row| {
        let range = tape.range(tree_row.node);
        assert!(range.end <= data.len());
        draw_tree_row(&tape, data, tree_row, &mut row);
        let pointer = path(&tape, data, tree_row.node, PathStyle::Pointer);
        // Of a repeated key, a value has the last one only.
        if let Ok(value) = read.as_ref()
            && values_in(value) == tape.len()
        {
            assert!(value.pointer(&pointer).is_some(), "{pointer}");
        }
    });
    json_path(data, &tape, "$..*", &never).ok();
}

fn values_in(value: &serde_json::Value) -> usize {
    let inside: usize = match value {
        serde_json::Value::Array(items) => items.iter().map(values_in).sum(),
        serde_json::Value::Object(members) => members.values().map(values_in).sum(),
        _ => 0,
    };
    1 + inside
}
