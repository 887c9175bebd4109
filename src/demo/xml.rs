//! The little XML that S3 and STS answer with.

use std::fmt::Write as _;

/// `<name>text</name>`, the text escaped.
pub fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escape(text))
}

/// `<name>…</name>` around elements.
pub fn parent(name: &str, children: &str) -> String {
    format!("<{name}>{children}</{name}>")
}

/// Text for an element: what XML reads as its own is escaped, control characters as references.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(ch),
            _ if ch.is_control() => {
                write!(out, "&#x{:x};", u32::from(ch)).ok();
            }
            _ => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            element("A", "a<b>&\"\u{1}\n'"),
            "<A>a&lt;b&gt;&amp;&quot;&#x1;\n'</A>"
        );
    }
}
