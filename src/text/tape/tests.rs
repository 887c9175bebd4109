use proptest::prelude::*;
use serde_json::Value;

use super::super::json_rows::tests::values;
use super::super::source::tests::Spilled;
use super::super::stop::never;
use super::*;

fn tape(text: &str) -> Tape {
    Tape::of(text.as_bytes(), &never).unwrap()
}

/// The obvious way: the values in order, each with its depth, its parent and its number of children.
fn reference(
    value: &Value,
    depth: usize,
    parent: Option<usize>,
    out: &mut Vec<(Value, usize, Option<usize>, usize)>,
) {
    let here = out.len();
    let children: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    out.push((value.clone(), depth, parent, children.len()));
    for child in children {
        reference(child, depth + 1, Some(here), out);
    }
}

#[test]
fn nodes_know_their_place() {
    let text = r#"{"a" : [1, {"b":"x"}], "c":null}"#;
    let tape = tape(text);
    let shown: Vec<_> = (0..tape.len())
        .map(|i| {
            let node = tape.node(i).unwrap();
            let key = tape
                .key(text.as_bytes(), node)
                .map(|range| text.get(range).unwrap());
            (
                key,
                text.get(tape.range(node)).unwrap(),
                tape.depth(node),
                tape.ordinal(node),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (None, text, 0, 0),
            (Some("\"a\""), r#"[1, {"b":"x"}]"#, 1, 0),
            (None, "1", 2, 0),
            (None, r#"{"b":"x"}"#, 2, 1),
            (Some("\"b\""), "\"x\"", 3, 0),
            (Some("\"c\""), "null", 1, 1),
        ]
    );
    assert_eq!(tape.node_at(3), tape.node(0));
    assert_eq!(tape.node_at(text.find('x').unwrap()), tape.node(4));
    assert_eq!(tape.node(6), None);
}

#[test]
fn keys_with_escapes_and_long_ones_are_found() {
    let long = "k".repeat(5000);
    for key in [
        r#""a\"b""#,
        r#""\\\\""#,
        r#""\\\"\"""#,
        "\"\"",
        &format!("\"{long}\""),
        &format!("\"{}\"", r"\\".repeat(300)),
    ] {
        let text = format!("{{\"x\":\"y\\\"\",{key} \n: 1}}");
        let tape = tape(&text);
        let found = tape.key(text.as_bytes(), tape.node(2).unwrap()).unwrap();
        assert_eq!(text.get(found).unwrap(), key);
    }
}

#[test]
fn the_nth_child_of_many_is_near() {
    let text = format!("[{}[]]", "[1,2],3,".repeat(1000));
    let tape = tape(&text);
    let root = tape.node(0).unwrap();
    assert_eq!(tape.children(root), 2001);
    let mut child = tape.first_child(root);
    for number in 0..2001 {
        let node = child.unwrap();
        assert_eq!(tape.child(root, number), child);
        assert_eq!(tape.ordinal(node), number);
        child = tape.next_sibling(node);
    }
    assert_eq!((child, tape.child(root, 2001)), (None, None));
}

#[test]
fn a_body_that_is_cut_or_wrong_gives_what_it_has() {
    let broken = tape(r#"{"a":[1,2"#);
    assert_eq!(broken.len(), 4);
    assert_eq!(broken.range(broken.node(1).unwrap()), 5..9);
    assert!(broken.error().is_some());
    let (cut, _) = Tape::limited(&b"[1,2,3,4,5,6,7,8]"[..], 50, &never).unwrap();
    assert!(cut.is_cut() && cut.len() == 3, "{}", cut.len());
    assert_eq!(cut.children(cut.node(0).unwrap()), 2);
    assert!(tape("").is_empty());
}

#[test]
fn lines_of_json_have_several_roots() {
    let tape = tape("{\"a\":1}\n[2]\n3");
    assert_eq!((tape.roots(), tape.len()), (3, 5));
    assert_eq!(tape.ordinal(tape.node(4).unwrap()), 2);
    assert_eq!(tape.next_sibling(tape.node(0).unwrap()), tape.node(2));
}

#[test]
fn deep_nesting_is_read() {
    let deep = "[".repeat(300_000) + &"]".repeat(300_000);
    let tape = tape(&deep);
    assert_eq!(tape.depth(tape.node(299_999).unwrap()), 299_999);
}

proptest! {
    #[test]
    fn nodes_equal_the_reference(value in values(), loose in any::<bool>()) {
        let text = if loose { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
        let value: Value = serde_json::from_str(&text).unwrap();
        let mut expected = Vec::new();
        reference(&value, 0, None, &mut expected);
        let tape = tape(&text);
        let spilled = Spilled { bytes: text.clone().into_bytes() };
        prop_assert_eq!(tape.len(), expected.len());
        for (i, (value, depth, parent, children)) in expected.into_iter().enumerate() {
            let node = tape.node(i).unwrap();
            let here: Value = serde_json::from_str(text.get(tape.range(node)).unwrap()).unwrap();
            prop_assert_eq!(here, value);
            prop_assert_eq!(tape.depth(node), depth);
            prop_assert_eq!(tape.parent(node), parent.and_then(|parent| tape.node(parent)));
            prop_assert_eq!(tape.children(node), children);
            prop_assert_eq!(tape.key(&spilled, node), tape.key(text.as_bytes(), node));
        }
    }

    #[test]
    fn any_bytes_give_a_sound_tape(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            r#"[\[\]{}:,"\\a1 \n-]{0,60}"#.prop_map(String::into_bytes),
        ],
        most in 0usize..400,
    ) {
        let (tape, _) = Tape::limited(&bytes, most, &never).unwrap();
        for i in 0..tape.len() {
            let node = tape.node(i).unwrap();
            let range = tape.range(node);
            prop_assert!(range.start < range.end && range.end <= bytes.len());
            prop_assert!(tape.after(node) > node);
            tape.key(&bytes, node);
            if let Some(parent) = tape.parent(node) {
                prop_assert_eq!(tape.child(parent, tape.ordinal(node)), Some(node));
            }
        }
    }
}
