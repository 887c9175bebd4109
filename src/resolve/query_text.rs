//! The query inside the text of the URL bar, edited in place.
//!
//! The text is the truth and the params table a view of it: every function takes the text and gives it back with one
//! thing changed and every other byte as it was. Nothing is decoded, as `+` and `%20`, or `k` and `k=`, are not the
//! same to every service.

use std::ops::Range;

/// One parameter of the query, as byte ranges of the URL's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name, up to the first `=`.
    pub name: Range<usize>,
    /// What follows the first `=`; `None` when there is none.
    pub value: Option<Range<usize>>,
}

impl Pair {
    /// The whole parameter with its `=`.
    fn span(&self) -> Range<usize> {
        self.name.start..self.value.as_ref().map_or(self.name.end, |value| value.end)
    }
}

/// The two halves of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Before the `=`.
    Name,
    /// After it.
    Value,
}

/// The parameters in order. Empty pieces, as in `?a&&b`, are no parameters.
pub fn pairs(url: &str) -> Vec<Pair> {
    let Some(query) = query(url) else {
        return Vec::new();
    };
    let mut start = query.start;
    let mut pairs = Vec::new();
    for piece in url.get(query).unwrap_or_default().split('&') {
        let end = start + piece.len();
        if !piece.is_empty() {
            pairs.push(match piece.find('=') {
                Some(at) => Pair {
                    name: start..start + at,
                    value: Some(start + at + 1..end),
                },
                None => Pair {
                    name: start..end,
                    value: None,
                },
            });
        }
        start = end + 1;
    }
    pairs
}

/// Replaces the name or the value of the parameter at that index. What would end it is escaped.
#[must_use]
pub fn set(url: &str, index: usize, half: Half, text: &str) -> String {
    let Some(pair) = pairs(url).into_iter().nth(index) else {
        return url.to_owned();
    };
    let text = escaped(text, half);
    match (half, pair.value) {
        (Half::Name, _) => replaced(url, pair.name, &text),
        (Half::Value, Some(value)) => replaced(url, value, &text),
        (Half::Value, None) => replaced(url, pair.name.end..pair.name.end, &format!("={text}")),
    }
}

/// Takes the parameter at that index out, with its `&`, and with the `?` when it was the only one.
#[must_use]
pub fn remove(url: &str, index: usize) -> String {
    let pairs = pairs(url);
    let Some(span) = pairs.get(index).map(Pair::span) else {
        return url.to_owned();
    };
    let follows = url.get(span.end..).is_some_and(|rest| rest.starts_with('&'));
    if follows {
        return replaced(url, span.start..span.end + 1, "");
    }
    // The separator before it goes: an `&`, or the `?` of a query that is now empty.
    replaced(url, span.start.saturating_sub(1)..span.end, "")
}

/// Puts a parameter before the one at that index, or at the end. `None` as value leaves the `=` out.
#[must_use]
pub fn insert(url: &str, index: usize, name: &str, value: Option<&str>) -> String {
    let mut text = escaped(name, Half::Name);
    if let Some(value) = value {
        text.push('=');
        text.push_str(&escaped(value, Half::Value));
    }
    if let Some(pair) = pairs(url).get(index) {
        let at = pair.name.start;
        return replaced(url, at..at, &format!("{text}&"));
    }
    let end = fragment_start(url);
    let separator = match query(url) {
        None => "?",
        Some(query) if query.is_empty() => "",
        Some(query) if url.get(query.clone()).is_some_and(|text| text.ends_with('&')) => "",
        Some(_) => "&",
    };
    replaced(url, end..end, &format!("{separator}{text}"))
}

/// Puts these parameters in the place of all that are there. Without any, the `?` goes too.
#[must_use]
pub fn replace_all<'a>(url: &str, params: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let end = fragment_start(url);
    let start = query(url).map_or(end, |query| query.start.saturating_sub(1));
    let mut text = String::new();
    for (name, value) in params {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.push_str(&escaped(name, Half::Name));
        if let Some(value) = value {
            text.push('=');
            text.push_str(&escaped(value, Half::Value));
        }
    }
    replaced(url, start..end, &text)
}

/// The query without its `?`.
fn query(url: &str) -> Option<Range<usize>> {
    let end = fragment_start(url);
    let start = url.get(..end)?.find('?')? + 1;
    Some(start..end)
}

fn fragment_start(url: &str) -> usize {
    url.find('#').unwrap_or(url.len())
}

/// What would end a name or a value in the URL's text (RFC 3986, 3.4), and nothing else: what was typed stays as typed.
fn escaped(text: &str, half: Half) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, ch| {
            match (ch, half) {
                ('&', _) => out.push_str("%26"),
                ('#', _) => out.push_str("%23"),
                ('=', Half::Name) => out.push_str("%3D"),
                _ => out.push(ch),
            }
            out
        })
}

fn replaced(text: &str, range: Range<usize>, with: &str) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    format!("{before}{with}{after}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(url: &str) -> Vec<(&str, Option<&str>)> {
        pairs(url)
            .into_iter()
            .map(|pair| {
                (
                    url.get(pair.name).unwrap(),
                    pair.value.map(|value| url.get(value).unwrap()),
                )
            })
            .collect()
    }

    #[test]
    fn pairs_are_read_as_they_stand() {
        assert_eq!(
            texts("https://h/p?a=1&b&=x&&c=d=e#f?g"),
            [("a", Some("1")), ("b", None), ("", Some("x")), ("c", Some("d=e"))]
        );
        assert!(texts("https://h/p#?a=1").is_empty());
        assert!(texts("https://h/p?").is_empty());
        assert_eq!(texts("{{demo}}/p?x={{y}}"), [("x", Some("{{y}}"))]);
    }

    #[test]
    fn one_half_changes_and_nothing_else() {
        let url = "h/p?a=1&b&c=%20+#f";
        assert_eq!(set(url, 0, Half::Value, "2&3"), "h/p?a=2%263&b&c=%20+#f");
        assert_eq!(set(url, 0, Half::Name, "x=y#"), "h/p?x%3Dy%23=1&b&c=%20+#f");
        assert_eq!(set(url, 1, Half::Value, "new"), "h/p?a=1&b=new&c=%20+#f");
        assert_eq!(set(url, 9, Half::Value, "new"), url);
    }

    #[test]
    fn removing_takes_one_separator() {
        assert_eq!(remove("h/p?a=1&b&c=2#f", 0), "h/p?b&c=2#f");
        assert_eq!(remove("h/p?a=1&b&c=2#f", 2), "h/p?a=1&b#f");
        assert_eq!(remove("h/p?a=1#f", 0), "h/p#f");
    }

    #[test]
    fn a_parameter_goes_where_it_is_wanted() {
        assert_eq!(insert("h/p#f", 0, "a", Some("1")), "h/p?a=1#f");
        assert_eq!(insert("h/p?", 0, "a", None), "h/p?a");
        assert_eq!(insert("h/p?a=1", 0, "b", Some("")), "h/p?b=&a=1");
        assert_eq!(insert("h/p?a=1", 5, "b", Some("x&y")), "h/p?a=1&b=x%26y");
    }

    #[test]
    fn all_parameters_are_replaced_at_once() {
        let none: [(&str, Option<&str>); 0] = [];
        assert_eq!(replace_all("h/p?a=1&b#f", none), "h/p#f");
        assert_eq!(replace_all("h/p?", none), "h/p");
        let some = [("x", Some("1&2")), ("y", None)];
        assert_eq!(replace_all("h/p#f", some), "h/p?x=1%262&y#f");
        assert_eq!(replace_all("h/p?a=1&b", some), "h/p?x=1%262&y");
    }

    proptest! {
        #[test]
        fn what_is_inserted_is_read_back_and_removed_again(
            url in "[a-z/:.]{0,12}(\\?[a-z=&%{}+]{0,20})?(#[a-z?&]{0,5})?",
            index in 0_usize..6,
            name in "[a-zA-Z%+ é\\[\\]]{1,8}",
            value in proptest::option::of("[a-z%+=? é/]{0,8}"),
        ) {
            let before = texts(&url).len();
            let with = insert(&url, index, &name, value.as_deref());
            let at = index.min(before);
            prop_assert_eq!(texts(&with)[at], (name.as_str(), value.as_deref()));
            prop_assert_eq!(texts(&with).len(), before + 1);
            let without = remove(&with, at);
            prop_assert_eq!(texts(&without), texts(&url));
        }
    }
}
