//! Two canonical strings line by line, so that a missing line does not make all that follow differ.

/// Above this many lines on a side the strings are compared place by place.
const MOST_LINES_ALIGNED: usize = 400;

/// Two canonical strings line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The lines, in order.
    pub lines: Vec<ComparedLine>,
    /// Index into `lines`.
    pub first_difference: Option<usize>,
}

/// One line of both sides; `None` where that side has no such line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLine {
    /// Of the string we made.
    pub ours: Option<String>,
    /// Of the string the service expected.
    pub theirs: Option<String>,
}

/// Compares what we made with what the service expected.
pub fn compare(ours: &str, theirs: &str) -> Comparison {
    let ours: Vec<&str> = ours.split('\n').collect();
    let theirs: Vec<&str> = theirs.split('\n').collect();
    let lines = if ours.len().max(theirs.len()) > MOST_LINES_ALIGNED {
        place_by_place(&ours, &theirs)
    } else {
        aligned(&ours, &theirs)
    };
    let first_difference = lines.iter().position(|line| line.ours != line.theirs);
    Comparison {
        lines,
        first_difference,
    }
}

fn place_by_place(ours: &[&str], theirs: &[&str]) -> Vec<ComparedLine> {
    (0..ours.len().max(theirs.len()))
        .map(|at| row(ours.get(at).copied(), theirs.get(at).copied()))
        .collect()
}

fn row(ours: Option<&str>, theirs: Option<&str>) -> ComparedLine {
    ComparedLine {
        ours: ours.map(str::to_owned),
        theirs: theirs.map(str::to_owned),
    }
}

/// The alignment with the highest sum of likenesses (Needleman and Wunsch 1970).
fn aligned(ours: &[&str], theirs: &[&str]) -> Vec<ComparedLine> {
    let width = theirs.len() + 1;
    // best[i * width + j] is the best sum for what follows line i of ours and line j of theirs.
    let mut best = vec![0_u32; (ours.len() + 1) * width];
    let sum = |best: &[u32], i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    for (i, our) in ours.iter().enumerate().rev() {
        for (j, their) in theirs.iter().enumerate().rev() {
            let value = (likeness(our, their) + sum(&best, i + 1, j + 1))
                .max(sum(&best, i + 1, j))
                .max(sum(&best, i, j + 1));
            if let Some(cell) = best.get_mut(i * width + j) {
                *cell = value;
            }
        }
    }
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    loop {
        match (ours.get(i), theirs.get(j)) {
            (Some(our), Some(their)) => {
                let here = sum(&best, i, j);
                if here == likeness(our, their) + sum(&best, i + 1, j + 1) {
                    rows.push(row(Some(our), Some(their)));
                    (i, j) = (i + 1, j + 1);
                } else if here == sum(&best, i + 1, j) {
                    rows.push(row(Some(our), None));
                    i += 1;
                } else {
                    rows.push(row(None, Some(their)));
                    j += 1;
                }
            }
            (Some(our), None) => {
                rows.push(row(Some(our), None));
                i += 1;
            }
            (None, Some(their)) => {
                rows.push(row(None, Some(their)));
                j += 1;
            }
            (None, None) => return rows,
        }
    }
}

/// How much two lines belong into one row: the same line most, the same header less, two other lines least.
fn likeness(ours: &str, theirs: &str) -> u32 {
    match (header_name(ours), header_name(theirs)) {
        _ if ours == theirs => 4,
        (Some(ours), Some(theirs)) if ours == theirs => 3,
        (None, None) => 1,
        _ => 0,
    }
}

fn header_name(line: &str) -> Option<&str> {
    line.split_once(':').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_no_difference() {
        let comparison = compare("GET\n/\n", "GET\n/\n");
        assert_eq!(comparison.first_difference, None);
        assert_eq!(comparison.lines.len(), 3);
    }

    #[test]
    fn a_changed_line_stands_beside_what_it_was() {
        let comparison = compare("GET\n/dev/pets\n\nhost:a", "GET\n/dev/pet\n\nhost:a");
        assert_eq!(comparison.first_difference, Some(1));
        assert_eq!(comparison.lines[1], row(Some("/dev/pets"), Some("/dev/pet")));
        assert_eq!(comparison.lines.len(), 4);
    }

    #[test]
    fn a_missing_header_does_not_shift_the_rest() {
        let comparison = compare(
            "GET\n/\n\ncontent-type:a\nhost:b\nx-amz-date:1\n\nhost",
            "GET\n/\n\nhost:c\nx-amz-date:1\n\nhost",
        );
        assert_eq!(comparison.first_difference, Some(3));
        assert_eq!(comparison.lines[3], row(Some("content-type:a"), None));
        assert_eq!(comparison.lines[4], row(Some("host:b"), Some("host:c")));
        assert_eq!(comparison.lines[5].ours, comparison.lines[5].theirs);
        assert_eq!(comparison.lines.len(), 8);
    }

    #[test]
    fn long_strings_are_compared_place_by_place() {
        let ours = "a\n".repeat(1000);
        let comparison = compare(&ours, "a");
        assert_eq!(comparison.first_difference, Some(1));
        assert_eq!(comparison.lines.len(), 1001);
    }
}
