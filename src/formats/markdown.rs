//! The few forms of Markdown that a document is written in. <https://spec.commonmark.org/0.31.2/>

/// A fenced code block that gives the text back as it is, whatever is in it: the fence is longer than any run of
/// back-ticks inside.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|ch| ch != '`');
    runs.map(str::len).max().unwrap_or(0)
}

/// A text on one line that means nothing to Markdown.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\n' | '\r' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '!' | '$' => {
                out.push('\\');
                out.push(ch);
            }
            ch => out.push(ch),
        }
    }
    out
}
