//! The text of the URL bar: what its pieces are, and which placeholder Tab goes to.

use std::ops::Range;

use crate::resolve::placeholders::to_fill_in;

/// What a piece of the URL is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlInk {
    /// Scheme, host and path.
    Plain,
    /// The query with its question mark.
    Query,
    /// `{{name}}`.
    Variable,
    /// A place that is still to be filled in.
    Placeholder,
}

/// The URL as byte ranges in order, without gaps.
pub fn sections(url: &str) -> Vec<(Range<usize>, UrlInk)> {
    let mut marked: Vec<(Range<usize>, UrlInk)> = to_fill_in(url)
        .into_iter()
        .map(|place| (place, UrlInk::Placeholder))
        .collect();
    let mut from = 0;
    while let Some((open, close)) = url.get(from..).and_then(|rest| {
        let open = rest.find("{{")?;
        Some((open, rest.get(open..)?.find("}}")?))
    }) {
        let variable = from + open..from + open + close + 2;
        from = variable.end;
        marked.push((variable, UrlInk::Variable));
    }
    marked.sort_by_key(|(range, _)| range.start);
    let query = url.find('?').unwrap_or(url.len());
    let mut sections = Vec::new();
    let plain = |range: Range<usize>, sections: &mut Vec<_>| {
        let split = query.clamp(range.start, range.end);
        for (range, ink) in [
            (range.start..split, UrlInk::Plain),
            (split..range.end, UrlInk::Query),
        ] {
            if !range.is_empty() {
                sections.push((range, ink));
            }
        }
    };
    let mut at = 0;
    for (range, ink) in marked {
        // A placeholder in a variable's name is none.
        if range.start < at {
            continue;
        }
        plain(at..range.start, &mut sections);
        at = range.end;
        sections.push((range, ink));
    }
    plain(at..url.len(), &mut sections);
    sections
}

/// Where Tab goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Tab.
    Forward,
    /// Shift and Tab.
    Back,
}

/// The placeholder that Tab selects from this selection on, both in characters; `None` where Tab leaves the field.
pub fn next_placeholder(url: &str, selected: &Range<usize>, way: Way) -> Option<Range<usize>> {
    let places: Vec<Range<usize>> = to_fill_in(url)
        .into_iter()
        .map(|place| {
            let start = url.get(..place.start).unwrap_or_default().chars().count();
            start..start + url.get(place).unwrap_or_default().chars().count()
        })
        .collect();
    let on_one = places.contains(selected);
    match way {
        Way::Forward => {
            // With everything selected, as by the key that focuses the bar, it begins at the first.
            let from = if on_one { selected.end } else { selected.start };
            places.into_iter().find(|place| place.start >= from)
        }
        Way::Back => {
            let to = if on_one { selected.start } else { selected.end };
            places.into_iter().rfind(|place| place.end <= to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_are_the_typed_url_without_gaps() {
        for url in [
            "",
            "{{demo}}/dev/pets?type=dog&x={{y}}#f",
            "{{",
            "}}{{a",
            "?{{a}}",
            "https://é/{{ü}}?ß",
            "https://<Api-id>.execute-api.{region}.amazonaws.com/<stage>?k=<v>",
            "https://{{YOUR_API}}/x",
        ] {
            let mut at = 0;
            for (range, _) in sections(url) {
                assert_eq!(range.start, at, "{url}");
                assert!(
                    url.get(range.clone()).is_some_and(|text| !text.is_empty()),
                    "{url}"
                );
                at = range.end;
            }
            assert_eq!(at, url.len(), "{url}");
        }
    }

    #[test]
    fn placeholders_and_variables_stand_out() {
        let url = "https://<Api-id>.x/{{stage}}/{petId}?k=<v>&l";
        let found: Vec<(&str, UrlInk)> = sections(url)
            .into_iter()
            .map(|(range, ink)| (url.get(range).unwrap(), ink))
            .collect();
        assert_eq!(
            found,
            [
                ("https://", UrlInk::Plain),
                ("<Api-id>", UrlInk::Placeholder),
                (".x/", UrlInk::Plain),
                ("{{stage}}", UrlInk::Variable),
                ("/{petId}", UrlInk::Plain),
                ("?k=", UrlInk::Query),
                ("<v>", UrlInk::Placeholder),
                ("&l", UrlInk::Query),
            ]
        );
    }

    #[test]
    fn tab_goes_through_the_placeholders_and_then_leaves() {
        let url = "é://<a-b>.x/<cd>";
        let (first, last) = (4..9, 12..16);
        let forward = |from: Range<usize>| next_placeholder(url, &from, Way::Forward);
        let back = |from: Range<usize>| next_placeholder(url, &from, Way::Back);
        assert_eq!(forward(0..0), Some(first.clone()));
        assert_eq!(forward(0..16), Some(first.clone()), "everything is selected");
        assert_eq!(forward(first.clone()), Some(last.clone()));
        assert_eq!(forward(5..5), Some(last.clone()));
        assert_eq!(forward(last.clone()), None);
        assert_eq!(forward(16..16), None);
        assert_eq!(back(16..16), Some(last.clone()));
        assert_eq!(back(last), Some(first.clone()));
        assert_eq!(back(first), None);
        assert_eq!(next_placeholder("https://h/{id}", &(0..0), Way::Forward), None);
    }
}
