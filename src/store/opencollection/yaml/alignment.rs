//! Which items of a list became which: so that a change leaves the lines of all others alone, and the comments beside them.

use super::Node;

/// Cells of the table that is filled; larger lists are compared by place.
const MOST_CELLS: usize = 1 << 18;

/// One step from the old list to the new one, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The old item of this place is the new one of that place, with the same content or another.
    Keep(usize, usize),
    /// The old item of this place is gone.
    Remove(usize),
    /// The new item of this place comes in.
    Add(usize),
}

/// The steps that keep most of what is there.
pub(super) fn alignment(old: &[Node], new: &[Node]) -> Vec<Step> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let ends = old.iter().rev().zip(new.iter().rev()).take(most);
    let tail = ends.take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let (was, is) = (
        old.get(head..old_end).unwrap_or_default(),
        new.get(head..new_end).unwrap_or_default(),
    );
    let mut steps: Vec<Step> = (0..head).map(|at| Step::Keep(at, at)).collect();
    let middle = if (was.len() + 1).saturating_mul(is.len() + 1) <= MOST_CELLS {
        best(was, is)
    } else {
        by_place(was.len(), is.len())
    };
    steps.extend(middle.into_iter().map(|step| match step {
        Step::Keep(was, is) => Step::Keep(head + was, head + is),
        Step::Add(is) => Step::Add(head + is),
        Step::Remove(was) => Step::Remove(head + was),
    }));
    steps.extend((0..tail).map(|at| Step::Keep(old_end + at, new_end + at)));
    steps
}

fn by_place(old: usize, new: usize) -> Vec<Step> {
    let kept = (0..old.min(new)).map(|at| Step::Keep(at, at));
    let gone = (new..old).map(Step::Remove);
    let added = (old..new).map(Step::Add);
    kept.chain(gone).chain(added).collect()
}

/// How much of an item stays when it becomes another one: all of it, its name, or its place.
fn likeness(old: &Node, new: &Node) -> u32 {
    match (old, new) {
        _ if old == new => 8,
        (Node::Map(old), Node::Map(new)) if old.text("name") == new.text("name") => 6,
        (Node::Map(_), Node::Map(_)) | (Node::Scalar(_), Node::Scalar(_)) => 1,
        _ => 0,
    }
}

/// The alignment with the greatest sum of likeness.
fn best(old: &[Node], new: &[Node]) -> Vec<Step> {
    let width = new.len() + 1;
    let likeness: Vec<u32> = old
        .iter()
        .flat_map(|old| new.iter().map(move |new| likeness(old, new)))
        .collect();
    let like = |at: usize, to: usize| likeness.get(at * new.len() + to).copied().unwrap_or_default();
    // The best sum from this place of both lists on.
    let mut sums = vec![0_u32; (old.len() + 1) * width];
    let sum = |sums: &[u32], at: usize, to: usize| sums.get(at * width + to).copied().unwrap_or_default();
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            let kept = match like(at, to) {
                0 => 0,
                likeness => likeness + sum(&sums, at + 1, to + 1),
            };
            let most = kept.max(sum(&sums, at + 1, to)).max(sum(&sums, at, to + 1));
            if let Some(cell) = sums.get_mut(at * width + to) {
                *cell = most;
            }
        }
    }
    let (mut at, mut to) = (0, 0);
    let mut steps = Vec::new();
    while at < old.len() || to < new.len() {
        let here = sum(&sums, at, to);
        let is_both = at < old.len() && to < new.len();
        if is_both && like(at, to) > 0 && here == like(at, to) + sum(&sums, at + 1, to + 1) {
            steps.push(Step::Keep(at, to));
            (at, to) = (at + 1, to + 1);
        } else if at < old.len() && (to == new.len() || here == sum(&sums, at + 1, to)) {
            steps.push(Step::Remove(at));
            at += 1;
        } else {
            steps.push(Step::Add(to));
            to += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn steps(old: &str, new: &str) -> String {
        let list = |text: &str| -> Vec<Node> {
            let rows: Vec<String> = text
                .split_whitespace()
                .map(|row| {
                    let (name, value) = row.split_at(1);
                    format!("  - {{name: {name}, value: \"{value}\"}}\n")
                })
                .collect();
            let rows = rows.concat();
            parse(&format!("r:\n{rows}\n")).unwrap().items("r").to_vec()
        };
        let steps = alignment(&list(old), &list(new));
        let shown = steps.iter().map(|step| match step {
            Step::Keep(was, is) => format!("{was}={is}"),
            Step::Remove(was) => format!("-{was}"),
            Step::Add(is) => format!("+{is}"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_stays_is_kept_whatever_comes_and_goes_around_it() {
        for (old, new, expected) in [
            ("a b c", "a b c", "0=0 1=1 2=2"),
            ("a b c", "b c", "-0 1=0 2=1"),
            ("a b c d", "b c d2", "-0 1=0 2=1 3=2"),
            ("a b c", "b c a", "-0 1=0 2=1 +2"),
            ("a b c", "a n b c", "0=0 +1 1=2 2=3"),
            ("a b c", "a x c", "0=0 1=1 2=2"),
            ("a1 a2 b", "a2 b2", "-0 1=0 2=1"),
            ("a b", "c d e", "0=0 1=1 +2"),
            ("", "a", "+0"),
            ("a", "", "-0"),
        ] {
            assert_eq!(steps(old, new), expected, "{old} to {new}");
        }
    }

    #[test]
    fn long_lists_are_compared_by_place() {
        let item = |at: usize| Node::text(at.to_string());
        let old: Vec<Node> = (0..3000).map(item).collect();
        let new: Vec<Node> = (0..3000).rev().map(item).collect();
        let steps = alignment(&old, &new);
        assert_eq!(steps.len(), 3000);
        assert!(
            steps
                .iter()
                .all(|step| matches!(step, Step::Keep(was, is) if was == is))
        );
    }
}
