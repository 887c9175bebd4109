//! What is kept as text in the note of its item: scripts, and lines that mean nothing here. Nothing of it is run.

use std::fmt::Write as _;

/// Adds a text under a title, in a fence that no line of it ends.
pub(super) fn keep_in_note(docs: &mut String, title: &str, language: &str, text: &str) {
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    let longest = text
        .lines()
        .map(|line| tildes(line.trim_start()))
        .max()
        .unwrap_or(0);
    let fence = "~".repeat(longest.max(2) + 1);
    let text = text.trim_end();
    write!(docs, "{title}:\n\n{fence}{language}\n{text}\n{fence}\n").ok();
}

/// Adds a paragraph.
pub(super) fn add_paragraph(docs: &mut String, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    docs.push_str(text);
}

/// `1 capture`, `2 captures`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

fn tildes(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b'~').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_text_ends_its_fence() {
        let mut docs = "A note".to_owned();
        keep_in_note(&mut docs, "Script", "js", "a\n ~~~\n~~~~ b\n\n");
        assert_eq!(docs, "A note\n\nScript:\n\n~~~~~js\na\n ~~~\n~~~~ b\n~~~~~\n");
    }
}
