//! References inside a description, `{"$ref": "#/components/…"}`.

use serde_json::Value;

/// References lead to references so often at most.
const LONGEST_CHAIN: usize = 16;

/// A description, in which references are followed.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) root: &'a Value,
}

impl<'a> Document<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// What a value stands for. One that leads nowhere, into another file or in a circle stands for itself.
    pub(super) fn resolved(self, value: &'a Value) -> &'a Value {
        let mut found = value;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = found.get("$ref").and_then(Value::as_str) else {
                return found;
            };
            let target = reference
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(&unescaped(pointer)));
            let Some(target) = target else { return found };
            found = target;
        }
        value
    }
}

/// The pointer of a reference is percent-encoded, as it stands in a URL (RFC 6901, 6).
fn unescaped(pointer: &str) -> String {
    let mut text = pointer.to_owned();
    for (escaped, plain) in [
        ("%7B", "{"),
        ("%7D", "}"),
        ("%20", " "),
        ("%24", "$"),
        ("%25", "%"),
    ] {
        text = text
            .replace(escaped, plain)
            .replace(&escaped.to_lowercase(), plain);
    }
    text
}
