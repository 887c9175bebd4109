//! The order of folders and requests, as Bruno keeps and shows it: folders by name, one with `seq` at that place;
//! then requests by `seq`.

use std::cmp::Ordering;

/// Place of a request whose file has none.
const FIRST: u32 = 1;

/// What decides the place of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FolderPlace {
    /// As shown.
    pub name: String,
    /// `info.seq` of its file; 0 counts as none.
    pub seq: Option<u32>,
}

/// Requests by `seq`; those with the same one stay as they are given.
pub(super) fn sort_requests<T>(requests: &mut [T], seq: impl Fn(&T) -> Option<u32>) {
    requests.sort_by_key(|request| place_of(seq(request)));
}

fn place_of(seq: Option<u32>) -> u32 {
    seq.filter(|seq| *seq > 0).unwrap_or(FIRST)
}

/// Folders by name, then each with a `seq` put in at that place; those with the same `seq` side by side.
pub(super) fn sort_folders<T>(mut folders: Vec<T>, place: impl Fn(&T) -> FolderPlace) -> Vec<T> {
    folders.sort_by(|one, other| by_name(&place(one).name, &place(other).name));
    let seq = |folder: &T| place(folder).seq.filter(|seq| *seq > 0);
    let (mut placed, others): (Vec<T>, Vec<T>) =
        folders.into_iter().partition(|folder| seq(folder).is_some());
    placed.sort_by_key(&seq);
    let mut groups: Vec<Vec<T>> = others.into_iter().map(|folder| vec![folder]).collect();
    for folder in placed {
        let own = seq(&folder);
        let at = own
            .and_then(|seq| usize::try_from(seq).ok())
            .map_or(0, |seq| seq - 1)
            .min(groups.len());
        match groups.get_mut(at) {
            Some(group) if group.first().and_then(&seq) == own => group.push(folder),
            _ => groups.insert(at, vec![folder]),
        }
    }
    groups.into_iter().flatten().collect()
}

/// As people sort names: letters before case.
pub(super) fn by_name(one: &str, other: &str) -> Ordering {
    let folded = |name: &str| name.chars().flat_map(char::to_lowercase).collect::<String>();
    folded(one).cmp(&folded(other)).then_with(|| other.cmp(one))
}

/// The `seq` of each request so that they stand in the order given, changing as few as possible: those of the longest
/// run that already has room for the others stay.
pub(super) fn request_places(now: &[Option<u32>]) -> Vec<u32> {
    // A request at place `i` may keep its seq when the `i` before it have room below, and those between it and the next
    // one that keeps its own have room too: `seq - i` must be at least 1 and must not fall.
    let room: Vec<Option<u32>> = now
        .iter()
        .enumerate()
        .map(|(at, seq)| {
            let before = u32::try_from(at).ok()?;
            seq.unwrap_or(0).checked_sub(before).filter(|room| *room >= FIRST)
        })
        .collect();
    let kept = longest_rising(&room);
    let mut last = 0;
    now.iter()
        .zip(kept)
        .map(|(seq, is_kept)| {
            last = match seq {
                Some(seq) if is_kept => *seq,
                _ => last + 1,
            };
            last
        })
        .collect()
}

/// Which values are in the longest subsequence that never falls.
fn longest_rising(values: &[Option<u32>]) -> Vec<bool> {
    // `ends[n]` is the place of the smallest value that ends a run of length n + 1; `before` leads back along the run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; values.len()];
    let value = |at: &usize| values.get(*at).copied().flatten();
    for (at, own) in values.iter().enumerate() {
        let Some(own) = own else { continue };
        let length = ends.partition_point(|end| value(end).is_some_and(|end| end <= *own));
        if let Some(slot) = before.get_mut(at) {
            *slot = length.checked_sub(1).and_then(|length| ends.get(length).copied());
        }
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = vec![false; values.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(slot) = kept.get_mut(at) {
            *slot = true;
        }
        next = before.get(at).copied().flatten();
    }
    kept
}

/// The `seq` of each folder so that they are shown in the order given. `moved` is the place of the one that was moved:
/// when its own `seq` alone can do it, no other changes.
pub(super) fn folder_places(now: &[FolderPlace], moved: usize) -> Vec<Option<u32>> {
    let with = |changed: Vec<Option<u32>>| -> Option<Vec<Option<u32>>> {
        let places = now
            .iter()
            .zip(&changed)
            .enumerate()
            .map(|(at, (folder, seq))| {
                let place = FolderPlace {
                    name: folder.name.clone(),
                    seq: *seq,
                };
                (at, place)
            })
            .collect();
        let shown = sort_folders(places, |(_, place): &(usize, FolderPlace)| place.clone());
        let is_right = shown.iter().enumerate().all(|(at, (given, _))| at == *given);
        is_right.then_some(changed)
    };
    let seqs = || now.iter().map(|folder| folder.seq);
    let only_moved = |seq: Option<u32>| {
        with(
            seqs()
                .enumerate()
                .map(|(at, own)| if at == moved { seq } else { own })
                .collect(),
        )
    };
    let place = |at: usize| u32::try_from(at + 1).ok();
    with(seqs().collect())
        .or_else(|| only_moved(place(moved)))
        .unwrap_or_else(|| (0..now.len()).map(place).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folders(given: &[(&str, u32)]) -> String {
        let places = given
            .iter()
            .map(|(name, seq)| FolderPlace {
                name: (*name).to_owned(),
                seq: Some(*seq),
            })
            .collect();
        let sorted = sort_folders(places, FolderPlace::clone);
        sorted
            .iter()
            .map(|folder| folder.name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn folders_stand_as_bruno_sorts_them() {
        // Bruno CLI 4.1.0's own function gave these orders.
        for (given, expected) in [
            (&[("b", 0), ("a", 0), ("C", 0)][..], "a b C"),
            (&[("a", 0), ("b", 0), ("z", 1)], "z a b"),
            (&[("a", 0), ("b", 0), ("z", 2)], "a z b"),
            (&[("a", 0), ("b", 9)], "a b"),
            (&[("a", 3), ("b", 2), ("c", 1)], "c b a"),
            (&[("a", 2), ("b", 2), ("c", 0), ("d", 0)], "c a b d"),
            (&[("a", 1), ("b", 1), ("c", 2), ("d", 0)], "a b c d"),
            (&[("a", 5), ("b", 4), ("c", 0)], "c b a"),
        ] {
            assert_eq!(folders(given), expected, "{given:?}");
        }
    }

    #[test]
    fn requests_without_a_place_stand_first() {
        let mut requests = [("a", Some(2)), ("b", None), ("c", Some(0)), ("d", Some(1))];
        sort_requests(&mut requests, |(_, seq)| *seq);
        let names: Vec<&str> = requests.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["b", "c", "d", "a"]);
    }

    #[test]
    fn a_move_changes_one_file_where_one_can_do() {
        let changed = |now: &[u32]| {
            let now: Vec<Option<u32>> = now.iter().map(|seq| Some(*seq)).collect();
            let places = request_places(&now);
            let changes = now
                .iter()
                .zip(&places)
                .filter(|(now, place)| **now != Some(**place));
            (places.clone(), changes.count())
        };
        assert_eq!(changed(&[1, 2, 3]), (vec![1, 2, 3], 0));
        assert_eq!(changed(&[1, 2, 4, 5, 3]), (vec![1, 2, 4, 5, 6], 1));
        assert_eq!(changed(&[10, 30, 20]).1, 1);
        assert_eq!(changed(&[30, 10, 20]), (vec![1, 10, 20], 1));
        assert_eq!(changed(&[1, 9, 5]), (vec![1, 2, 5], 1));
        assert_eq!(request_places(&[None, None, Some(7)]), [1, 2, 7]);
        assert_eq!(request_places(&[]), [0_u32; 0]);
    }

    #[test]
    fn a_moved_folder_changes_alone_where_that_can_do() {
        let place = |name: &str, seq| FolderPlace {
            name: name.to_owned(),
            seq,
        };
        let none = [place("c", None), place("a", None), place("b", None)];
        assert_eq!(folder_places(&none, 0), [Some(1), None, None]);
        let some = [place("b", Some(2)), place("a", Some(1)), place("c", None)];
        assert_eq!(folder_places(&some, 0), [Some(1), Some(2), Some(3)]);
        let unchanged = [place("a", None), place("b", Some(2))];
        assert_eq!(folder_places(&unchanged, 1), [None, Some(2)]);
    }

    proptest! {
        #[test]
        fn requests_stand_as_asked_and_no_fewer_changes_would_do(
            now in proptest::collection::vec(proptest::option::of(0_u32..9), 0..7),
        ) {
            let places = request_places(&now);
            prop_assert!(places.is_sorted_by(|one, other| one < other));
            prop_assert!(places.iter().all(|place| *place >= 1));
            let changes = now.iter().zip(&places).filter(|(now, place)| **now != Some(**place)).count();
            // Every set of requests that keep their own: does a filling for the rest exist?
            for mask in 0_u32..(1 << now.len()) {
                let mut last = 0;
                let is_possible = now.iter().enumerate().all(|(at, seq)| {
                    let next = if mask & (1 << at) == 0 { last + 1 } else { seq.unwrap_or(0) };
                    let is_above = next > last;
                    last = next;
                    is_above
                });
                if is_possible {
                    prop_assert!(changes <= now.len() - usize::try_from(mask.count_ones()).unwrap());
                }
            }
        }

        #[test]
        fn folders_stand_as_asked(
            now in proptest::collection::vec(("[a-e]{1,2}", proptest::option::of(0_u32..6)), 1..7),
            moved in 0_usize..7,
        ) {
            let now: Vec<FolderPlace> =
                now.into_iter().map(|(name, seq)| FolderPlace { name, seq }).collect();
            let seqs = folder_places(&now, moved % now.len());
            let places: Vec<(usize, FolderPlace)> = now
                .iter()
                .zip(seqs)
                .map(|(folder, seq)| FolderPlace { name: folder.name.clone(), seq })
                .enumerate()
                .collect();
            let shown = sort_folders(places, |(_, place)| place.clone());
            prop_assert!(shown.iter().enumerate().all(|(at, (given, _))| at == *given));
        }
    }
}
