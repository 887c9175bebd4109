//! The marks that git leaves in a file whose merge is not finished.

use super::YamlProblem;

/// What is wrong with a file that holds both sides of a merge; `None` for any other.
pub fn unfinished_merge(text: &str) -> Option<YamlProblem> {
    let is_mark = |line: &str, mark: &str| {
        let rest = line.strip_prefix(mark);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
    };
    let mut lines = text.lines().enumerate();
    let (first, _) = lines.find(|(_, line)| is_mark(line, "<<<<<<<"))?;
    lines.find(|(_, line)| is_mark(line, "======="))?;
    lines.find(|(_, line)| is_mark(line, ">>>>>>>"))?;
    Some(YamlProblem {
        line: first + 1,
        column: 1,
        reason: "a merge is not finished: the lines between <<<<<<< and >>>>>>> are both sides of it, and one is to be kept"
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_git_are_found_at_the_beginning_of_lines() {
        // As `git merge` writes them, with and without the common ancestor (git-merge(1), "How conflicts are presented").
        for text in [
            "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> branch\n",
            "a: 1\r\n<<<<<<< HEAD\r\nb: 1\r\n=======\r\nb: 2\r\n>>>>>>> branch\r\n",
            "a: 1\n<<<<<<< ours\nb: 1\n||||||| base\nb: 0\n=======\nb: 2\n>>>>>>> theirs",
        ] {
            assert_eq!(
                unfinished_merge(text).map(|problem| problem.line),
                Some(2),
                "{text}"
            );
        }
        for text in [
            "",
            "docs: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> b\n",
            "<<<<<<<<< a\n=======\n>>>>>>> b\n",
            "<<<<<<< a\n>>>>>>> b\n",
        ] {
            assert_eq!(unfinished_merge(text), None, "{text}");
        }
    }
}
