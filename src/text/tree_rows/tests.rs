use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::json_rows::tests::values;
use super::super::stop::never;
use super::*;

fn tape(text: &str) -> Tape {
    Tape::of(text.as_bytes(), &never).unwrap()
}

fn shown(text: &str, tape: &Tape, rows: &TreeRows) -> Vec<String> {
    let mut found = Vec::new();
    let mut row = RowText::default();
    rows.visit(tape, 0..rows.rows(), |tree_row| {
        draw_tree_row(tape, text.as_bytes(), tree_row, &mut row);
        found.push(format!("{}{}", "  ".repeat(tree_row.depth), row.text));
    });
    found
}

#[test]
fn rows_come_and_go_with_folding() {
    let text = r#"{"a":[1,{"b":"x"}],"c":null,"d":[]}"#;
    let tape = tape(text);
    let node = |number| tape.node(number).unwrap();
    let mut rows = TreeRows::to_depth(&tape, 1);
    assert_eq!(
        shown(text, &tape, &rows),
        [
            "{ 3 members }",
            "  \"a\": [ 2 items ]",
            "  \"c\": null",
            "  \"d\": []"
        ]
    );
    rows.expand(&tape, node(1));
    assert_eq!(
        shown(text, &tape, &rows)[1..4],
        ["  \"a\": [ 2 items ]", "    0: 1", "    1: { 1 member }"]
    );
    rows.reveal(&tape, node(4));
    assert_eq!(rows.row_of(&tape, node(4)), 4);
    assert_eq!(rows.rows(), 7);
    rows.collapse(&tape, node(0));
    assert_eq!((rows.rows(), rows.row_of(&tape, node(4))), (1, 0));
    rows.expand(&tape, node(0));
    assert_eq!(rows.rows(), 7);
    rows.collapse_all(&tape, node(0));
    rows.expand(&tape, node(0));
    assert_eq!(rows.rows(), 4);
    rows.expand_all(&tape, node(0));
    assert_eq!(rows.rows(), tape.len());
    assert_eq!(rows.row(&tape, 99), None);
}

#[test]
fn long_texts_are_cut_and_said() {
    let text = format!("{{\"{}\":\"{}\"}}", "é".repeat(300), "y".repeat(1000));
    let tape = tape(&text);
    let rows = TreeRows::expanded(&tape);
    let mut row = RowText::default();
    draw_tree_row(&tape, text.as_bytes(), rows.row(&tape, 1).unwrap(), &mut row);
    assert!(row.text.len() < 2 * MOST_TREE_TEXT_BYTES + 8);
    assert_eq!(row.left_out, 602 + 1002 - (row.text.len() - 2));
}

#[test]
fn half_a_million_rows_cost_what_ten_cost() {
    let text = format!("[{}0]", "{\"a\":[1,2]},".repeat(100_000));
    let tape = tape(&text);
    let mut rows = TreeRows::to_depth(&tape, 1);
    assert_eq!(rows.rows(), 100_002);
    let node = rows.row(&tape, 50_001).unwrap().node;
    assert_eq!(tape.ordinal(node), 50_000);
    rows.expand_all(&tape, node);
    assert_eq!(rows.rows(), 100_005);
    assert_eq!(
        rows.row(&tape, 50_005).map(|row| (row.depth, row.children)),
        Some((1, 1))
    );
}

/// The obvious way: a set of expanded nodes, and all rows listed.
fn reference(tape: &Tape, expanded: &BTreeSet<NodeId>) -> Vec<(NodeId, usize)> {
    let is_shown = |node: NodeId| {
        std::iter::successors(tape.parent(node), |node| tape.parent(*node))
            .all(|around| expanded.contains(&around))
    };
    (0..tape.len())
        .filter_map(|number| tape.node(number))
        .filter(|node| is_shown(*node))
        .map(|node| (node, tape.depth(node)))
        .collect()
}

proptest! {
    #[test]
    fn rows_equal_the_reference(
        value in values(),
        depth in 0usize..4,
        steps in proptest::collection::vec((0u8..5, any::<proptest::sample::Index>()), 0..12),
    ) {
        let text = value.to_string();
        let tape = tape(&text);
        let nodes: Vec<NodeId> = (0..tape.len()).filter_map(|number| tape.node(number)).collect();
        let mut rows = TreeRows::to_depth(&tape, depth);
        let mut expanded: BTreeSet<NodeId> = nodes.iter().copied().filter(|node| tape.depth(*node) < depth).collect();
        for (step, at) in steps {
            let node = nodes[at.index(nodes.len())];
            let within = |other: &NodeId| *other >= node && *other < tape.after(node);
            match step {
                0 => { rows.expand(&tape, node); expanded.insert(node); }
                1 => { rows.collapse(&tape, node); expanded.remove(&node); }
                2 => {
                    rows.expand_all(&tape, node);
                    expanded.extend(nodes.iter().copied().filter(within));
                }
                3 => {
                    rows.collapse_all(&tape, node);
                    expanded.retain(|other| !within(other));
                }
                _ => {
                    rows.reveal(&tape, node);
                    expanded.extend(std::iter::successors(tape.parent(node), |node| tape.parent(*node)));
                }
            }
            let expected = reference(&tape, &expanded);
            prop_assert_eq!(rows.rows(), expected.len());
            let mut found = Vec::new();
            rows.visit(&tape, 0..rows.rows(), |row| found.push((row.node, row.depth)));
            prop_assert_eq!(&found, &expected);
            for (number, (node, _)) in expected.iter().enumerate() {
                prop_assert_eq!(rows.row_of(&tape, *node), number);
                prop_assert_eq!(rows.row(&tape, number).map(|row| row.node), Some(*node));
            }
        }
    }
}
