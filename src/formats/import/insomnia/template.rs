//! Templates of Insomnia: `{{ _.name }}`, and tags that compute something, as `{% response 'body', … %}`.
//!
//! <https://docs.insomnia.rest/insomnia/template-tags>

use super::super::TransferOutcome;
use super::super::report::Report;

/// Tags that have a value of ours in their place.
const TAGS: [(&str, &str); 4] = [
    ("uuid 'v4'", "{{$uuid}}"),
    ("now 'iso-8601'", "{{$isoTimestamp}}"),
    ("now 'unix'", "{{$timestamp}}"),
    ("timestamp", "{{$timestamp}}"),
];

/// The texts of one item. What stays as it was is told once for all of them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    tags: usize,
    expressions: usize,
}

impl Texts {
    /// The text with our form of each template.
    pub(super) fn of(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut closed = Closed::in_text(text);
        while let Some(start) = rest.find('{') {
            out.push_str(rest.get(..start).unwrap_or_default());
            rest = rest.get(start..).unwrap_or_default();
            let Some((whole, inner, is_tag)) = template(rest, &mut closed) else {
                out.push('{');
                rest = rest.get(1..).unwrap_or_default();
                continue;
            };
            let ours = if is_tag {
                tag(inner).map(str::to_owned)
            } else {
                name(inner).map(|name| format!("{{{{{name}}}}}"))
            };
            if let Some(ours) = ours {
                out.push_str(&ours);
            } else {
                *(if is_tag {
                    &mut self.tags
                } else {
                    &mut self.expressions
                }) += 1;
                out.push_str(whole);
            }
            rest = rest.get(whole.len()..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }

    /// Tells what stayed.
    pub(super) fn told(self, place: &str, report: &mut Report) {
        if self.tags > 0 {
            let text = format!(
                "{} kept as text: none is run here",
                counted(self.tags, "template tag")
            );
            report.add(place, TransferOutcome::Kept, text);
        }
        if self.expressions > 0 {
            let what = counted(self.expressions, "template");
            let text = format!("{what} kept as text: it is more than the name of a variable");
            report.add(place, TransferOutcome::Kept, text);
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun} is")
    } else {
        format!("{count} {noun}s are")
    }
}

/// Whether ends of each kind may follow: looking for one that is not there at each beginning would take for ever.
struct Closed {
    braces: bool,
    tags: bool,
}

impl Closed {
    fn in_text(text: &str) -> Self {
        Self {
            braces: text.contains("}}"),
            tags: text.contains("%}"),
        }
    }
}

/// The template at the beginning of a text, what is in it, and whether it is a tag.
fn template<'a>(text: &'a str, closed: &mut Closed) -> Option<(&'a str, &'a str, bool)> {
    let (close, is_tag) = match text.get(..2)? {
        "{{" => ("}}", false),
        "{%" => ("%}", true),
        _ => return None,
    };
    let may_follow = if is_tag {
        &mut closed.tags
    } else {
        &mut closed.braces
    };
    let found = may_follow.then(|| text.get(2..)?.find(close)).flatten();
    *may_follow = found.is_some();
    let length = found?;
    let inner = text.get(2..2 + length)?;
    Some((text.get(..length + 4)?, inner.trim(), is_tag))
}

fn tag(inner: &str) -> Option<&'static str> {
    let inner = inner.trim_matches('-').trim().replace('"', "'");
    let inner = inner.strip_suffix(", ''").unwrap_or(&inner).trim_end();
    TAGS.iter().find(|(tag, _)| *tag == inner).map(|(_, ours)| *ours)
}

/// The name of a variable: `_.a.b`, `_['a']`, `a[0].b` as `a.0.b`. Nothing for filters and everything else.
fn name(inner: &str) -> Option<String> {
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
    let path = match inner.strip_prefix('_') {
        Some(path) if path.starts_with('.') => path.get(1..)?,
        Some(path) if path.starts_with('[') => path,
        _ => inner,
    };
    let mut name = String::new();
    let mut rest = path;
    while let Some(start) = rest.find('[') {
        let length = rest.get(start..)?.find(']')?;
        let key = rest.get(start + 1..start + length)?.trim();
        let key = ['\'', '"']
            .into_iter()
            .find_map(|quote| key.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(key);
        name.push_str(rest.get(..start)?);
        if !name.is_empty() && !name.ends_with('.') {
            name.push('.');
        }
        name.push_str(key);
        rest = rest.get(start + length + 1..)?;
    }
    name.push_str(rest);
    is_name(&name).then_some(name)
}

/// Whether a variable can be called so.
fn is_name(name: &str) -> bool {
    let plain = name.strip_prefix('$').unwrap_or(name);
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    !plain.is_empty() && plain.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ours_and_everything_else_stays() {
        let mut texts = Texts::default();
        for (text, ours) in [
            ("{{ _.base }}/a", "{{base}}/a"),
            ("{{base}}{{_.a.b}}", "{{base}}{{a.b}}"),
            ("{{ _['my-key'] }}{{ _.list[0].id }}", "{{my-key}}{{list.0.id}}"),
            (
                "{% uuid 'v4' %}{% now \"iso-8601\", '' %}",
                "{{$uuid}}{{$isoTimestamp}}",
            ),
            ("{\"a\":{\"b\":1}} ü{", "{\"a\":{\"b\":1}} ü{"),
            ("{{ _base }}", "{{_base}}"),
            ("{{ open", "{{ open"),
        ] {
            assert_eq!(texts.of(text), ours);
        }
        assert_eq!((texts.tags, texts.expressions), (0, 0));
        let odd = "{{ _.a | upper }}{% response 'body', 'req_1', 'b64::JC50' %}{{ {} }}";
        assert_eq!(texts.of(odd), odd);
        assert_eq!((texts.tags, texts.expressions), (1, 2));
    }
}
