//! Places that documentation leaves open in a URL: `<Api-id>`, `{region}`, `YOUR_API_ID`, `xxxxxxxxxx`.
//!
//! Two readings: [`placeholders`] takes everything that looks like one, to recognise a pasted template.
//! [`to_fill_in`] takes only what is never meant as it stands, for a URL in use: `{petId}` in a path is a path
//! parameter, `filter[name]` in a query is what some services ask for.

use std::ops::Range;

/// Words that documentation of AWS writes for what the reader has to fill in, in lower case without marks: no host has
/// such a label by chance.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html>
const OPEN_WORDS: [&str; 8] = [
    "apiid",
    "restapiid",
    "httpapiid",
    "yourapiid",
    "myapiid",
    "bucketname",
    "examplebucket",
    "functionname",
];

/// The same, where other people's hosts may be called so and those of AWS are not.
const OPEN_WORDS_OF_AWS: [&str; 10] = [
    "restapi",
    "region",
    "regionid",
    "awsregion",
    "stage",
    "stagename",
    "accountid",
    "domainname",
    "urlid",
    "resourceid",
];

/// What every host of AWS has in it.
/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
const MARKS_OF_AWS: [&str; 4] = [".amazonaws.", ".api.aws", ".on.aws", ".amazonwebservices."];

/// So many letters x in a row are no name.
const FEWEST_X: usize = 5;

/// The longest name within marks, in characters.
const LONGEST_NAME: usize = 64;

/// The places in a text that are meant to be filled in, as byte ranges: `<Api-id>`, `{region}`, `${stage}`, and in the
/// host words such as `restapi-id`. Variables in double braces are none.
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let host = place_of_host(text);
    let host_text = text.get(host.clone()).unwrap_or_default();
    let lower = host_text.to_ascii_lowercase();
    let of_aws = MARKS_OF_AWS.iter().any(|mark| lower.contains(mark));
    let mut may_close = true;
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = match ch {
            '{' if rest.starts_with("{{") => {
                let end = if may_close { rest.find("}}") } else { None };
                may_close = end.is_some();
                rest = rest.get(end.map_or(2, |end| end + 2)..).unwrap_or_default();
                continue;
            }
            '<' => closed(rest, '>'),
            '{' => closed(rest, '}'),
            '[' => closed(rest, ']').filter(|_| !text.get(..at).unwrap_or_default().ends_with("//")),
            '$' if rest.starts_with("${") => {
                closed(rest.get(1..).unwrap_or_default(), '}').map(|length| length + 1)
            }
            ch if ch.is_ascii_alphanumeric() => {
                let end = rest
                    .find(|ch: char| !(ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_')))
                    .unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                if is_yours(word) || (host.contains(&at) && is_open(word, of_aws)) {
                    found.push(at..at + end);
                }
                rest = rest.get(end..).unwrap_or_default();
                continue;
            }
            _ => None,
        };
        match length {
            Some(length) => {
                found.push(at..at + length);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => rest = rest.get(ch.len_utf8()..).unwrap_or_default(),
        }
    }
    found
}

/// The placeholders of a URL that has to be filled in before it means anything, as byte ranges.
pub fn to_fill_in(url: &str) -> Vec<Range<usize>> {
    let host = place_of_host(url);
    let end = url.find('#').unwrap_or(url.len());
    let mut found = placeholders(url);
    found.retain(|place| {
        let text = url.get(place.clone()).unwrap_or_default();
        place.end <= end
            && (host.contains(&place.start)
                || text.starts_with(['<', '$'])
                || ["YOUR_", "YOUR-", "MY_"]
                    .iter()
                    .any(|word| text.starts_with(word)))
    });
    found
}

/// Whether a host can not be looked up with this placeholder in it.
pub(super) fn has_marks(placeholder: &str) -> bool {
    placeholder.starts_with(['<', '{', '[', '$'])
}

/// The authority, or what stands in its place in a text without a scheme.
pub(super) fn place_of_host(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).unwrap_or_default();
    // A scheme is short; `://` further on belongs to a parameter.
    let scheme = rest
        .find("://")
        .filter(|at| !rest.get(..*at).unwrap_or_default().contains(['/', '?', '#']))
        .map_or(if rest.starts_with("//") { 2 } else { 0 }, |at| at + 3);
    let start = start + scheme;
    let length = text.get(start..).and_then(|rest| rest.find(['/', '?', '#']));
    start..length.map_or(text.len(), |length| start + length)
}

/// The authority of a URL as typed.
pub fn host_of(url: &str) -> &str {
    url.get(place_of_host(url)).unwrap_or_default()
}

/// Path, query and fragment of a URL as typed, as a byte range.
pub fn target_of(url: &str) -> Range<usize> {
    place_of_host(url).end..url.len()
}

/// Length of a short name within marks.
fn closed(text: &str, close: char) -> Option<usize> {
    let mut ends = text.char_indices().take(LONGEST_NAME + 1);
    let (end, _) = ends.find(|(_, ch)| *ch == close).filter(|(end, _)| *end >= 2)?;
    let name = text.get(1..end)?;
    let is_name = name.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | ' ' | '.' | '+'));
    is_name.then_some(end + close.len_utf8())
}

/// A word that speaks to the reader.
fn is_yours(word: &str) -> bool {
    // In small letters it may be a name: my_bucket is one.
    word.starts_with("MY_")
        || ["YOUR_", "YOUR-"].iter().any(|start| {
            word.get(..start.len())
                .is_some_and(|front| front.eq_ignore_ascii_case(start))
        })
}

/// A bare word of a host that stands for something.
fn is_open(word: &str, of_aws: bool) -> bool {
    let plain: String = word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    (plain.len() >= FEWEST_X && plain.bytes().all(|byte| byte == b'x'))
        || OPEN_WORDS.contains(&plain.as_str())
        || (of_aws && OPEN_WORDS_OF_AWS.contains(&plain.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_to_fill_in_are_found() {
        for (text, expected) in [
            (
                "https://{restapi-id}.execute-api.{region}.amazonaws.com/{stageName}/",
                &["{restapi-id}", "{region}", "{stageName}"][..],
            ),
            ("https://<Api id>.x/<a-b>?c=${d}", &["<Api id>", "<a-b>", "${d}"]),
            (
                "https://restApiId.execute-api.us-east-1.amazonaws.com/dev/region",
                &["restApiId"],
            ),
            (
                "https://h/YOUR_BUCKET/my-key?x=your-token",
                &["YOUR_BUCKET", "your-token"],
            ),
            ("https://{{host}}/{{stage}}/{id}", &["{id}"]),
            ("https://h/a?q={\"a\":1}&r=[1]&s=<1>&t={}", &[]),
            ("http://[::1]:80/x", &[]),
            (
                "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets",
                &[],
            ),
        ] {
            let found: Vec<&str> = placeholders(text)
                .into_iter()
                .map(|range| text.get(range).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn of_a_url_in_use_only_what_is_never_meant_as_it_stands_is_to_be_filled_in() {
        for (url, expected) in [
            (
                "https://<Api-id>.execute-api.us-east-1.amazonaws.com/dev/{petId}",
                &["<Api-id>"][..],
            ),
            (
                "https://abcd123456.execute-api.{region}.amazonaws.com/dev",
                &["{region}"],
            ),
            (
                "https://my-api-id.execute-api.region.amazonaws.com/<stage>?k=<key>",
                &["my-api-id", "region", "<stage>", "<key>"],
            ),
            (
                "https://xxxxxxxxxx.execute-api.us-east-1.amazonaws.com/dev",
                &["xxxxxxxxxx"],
            ),
            (
                "https://YOUR_API_ID.execute-api.us-east-1.amazonaws.com/YOUR_STAGE",
                &["YOUR_API_ID", "YOUR_STAGE"],
            ),
            ("https://${id}.x.example/${stage}/", &["${id}", "${stage}"]),
            ("<host>/dev", &["<host>"]),
            // What looks like it and is meant.
            ("https://h.example/{petId}/{proxy+}?filter[name]=x&q={y}", &[]),
            ("https://region.example.com/your-orders/my_page", &[]),
            ("https://stage.example.com/region?next=https://region.x", &[]),
            ("https://xxx.example/xxxxxxxxxx", &[]),
            ("https://my-api.example.com/", &[]),
            ("https://h.example/#<part>", &[]),
            ("{{demo}}/dev/pets", &[]),
            ("http://[::1]:80/x", &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = to_fill_in(url)
                .into_iter()
                .map(|range| url.get(range).unwrap())
                .collect();
            assert_eq!(found, expected, "{url}");
        }
    }

    proptest! {
        #[test]
        fn the_places_are_pieces_of_the_text_in_order(text in r"(https://)?[<>{}\[\]$a-zé /?=.:_#-]{0,60}") {
            for found in [placeholders(&text), to_fill_in(&text)] {
                let mut last = 0;
                for range in found {
                    prop_assert!(last <= range.start && range.start < range.end);
                    prop_assert!(text.get(range.clone()).is_some());
                    last = range.end;
                }
            }
        }
    }
}
