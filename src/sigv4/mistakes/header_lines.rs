//! The canonical headers and the list of signed headers: other lines, another order, other values than those sent.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use super::header_set::{HeaderSet, SetPlace};
use super::header_values::{ContentType, HeaderValues, HostMistake, Padding};
use super::names::{NameId, Names};
use super::subject::Subject;
use super::words::Words;

/// In which order the header lines were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderOrder {
    /// Lines and list sorted, where the list sent is not.
    Sorted,
    /// Lines and list as the lines were sent.
    AsSent,
    /// The lines as they were sent, the list as it is.
    LinesAsSent,
    /// The host in front, the others as they are.
    HostFirst,
    /// The host behind, the others as they are.
    HostLast,
    /// From last to first.
    Backwards,
}

/// In which letters header names were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderNames {
    /// As in the list of signed headers.
    AsListed,
    /// `X-Amz-Date`, in lines and list.
    Capitalised,
    /// `X-Amz-Date` in the lines.
    LinesCapitalised,
    /// `X-Amz-Date` in the list.
    ListCapitalised,
}

/// How headers were signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct HeaderRecipe {
    pub order: Option<HeaderOrder>,
    pub names: Option<HeaderNames>,
    pub values: Option<HeaderValues>,
    pub set: Option<HeaderSet>,
    pub host: Option<HostMistake>,
    pub content_type: Option<ContentType>,
    pub padding: Option<Padding>,
    /// The Content-Length that goes with the body that was hashed.
    pub content_length: Option<usize>,
}

/// Header lines, each with its line feed, and the list of signed headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderTexts {
    pub lines: String,
    pub list: String,
}

impl HeaderRecipe {
    /// The two texts; `None` where the mistake can not be made.
    pub fn texts(self, subject: &Subject<'_>, names: &Names) -> Option<HeaderTexts> {
        let (lines, list) = self.chosen(subject, names)?;
        let (lines, list) = self.ordered(subject, lines, list);
        let mut text = String::new();
        for name in &lines {
            for value in self.values_of(subject, names, name)? {
                text.push_str(&self.name_in_line(subject, name));
                text.push(':');
                text.push_str(&value);
                text.push('\n');
            }
        }
        let list: Vec<String> = list.iter().map(|name| self.name_in_list(subject, name)).collect();
        Some(HeaderTexts {
            lines: text,
            list: list.join(";"),
        })
    }

    /// The names of the lines and of the list.
    fn chosen(self, subject: &Subject<'_>, names: &Names) -> Option<(Vec<String>, Vec<String>)> {
        let signed = &subject.signed;
        let mut lines = signed.clone();
        let mut list = signed.clone();
        match self.set {
            None => {}
            Some(HeaderSet::Added { name, place }) => {
                let name = names.get(name);
                if signed.iter().any(|other| other == name) {
                    return None;
                }
                if place != SetPlace::List {
                    insert(&mut lines, name);
                }
                if place != SetPlace::Lines {
                    insert(&mut list, name);
                }
            }
            Some(HeaderSet::LeftOut { name, place }) => {
                let name = names.get(name);
                if place != SetPlace::List {
                    lines.retain(|other| other != name);
                }
                if place != SetPlace::Lines {
                    list.retain(|other| other != name);
                }
                if lines.len() == signed.len() && list.len() == signed.len() {
                    return None;
                }
            }
            Some(HeaderSet::HostAndDate) => {
                lines.retain(|name| name == "host" || name == "x-amz-date");
                list.clone_from(&lines);
            }
        }
        Some((lines, list))
    }

    fn ordered(
        self,
        subject: &Subject<'_>,
        mut lines: Vec<String>,
        mut list: Vec<String>,
    ) -> (Vec<String>, Vec<String>) {
        let headers = &subject.request.headers;
        let place = |name: &String| headers.iter().position(|(other, _)| other == name);
        let is_host = |name: &String| name == "host";
        match self.order {
            None => {}
            Some(HeaderOrder::Sorted) => {
                lines.sort();
                list.sort();
            }
            Some(HeaderOrder::AsSent) => {
                lines.sort_by_key(place);
                list.sort_by_key(place);
            }
            Some(HeaderOrder::LinesAsSent) => lines.sort_by_key(place),
            Some(HeaderOrder::HostFirst) => {
                lines.sort_by_key(|name| !is_host(name));
                list.sort_by_key(|name| !is_host(name));
            }
            Some(HeaderOrder::HostLast) => {
                lines.sort_by_key(is_host);
                list.sort_by_key(is_host);
            }
            Some(HeaderOrder::Backwards) => {
                lines.reverse();
                list.reverse();
            }
        }
        (lines, list)
    }

    fn name_in_line(self, subject: &Subject<'_>, name: &str) -> String {
        match self.names {
            None | Some(HeaderNames::ListCapitalised) => name.to_owned(),
            Some(HeaderNames::AsListed) => as_listed(subject, name),
            Some(HeaderNames::Capitalised | HeaderNames::LinesCapitalised) => capitalised(name),
        }
    }

    fn name_in_list(self, subject: &Subject<'_>, name: &str) -> String {
        match self.names {
            None | Some(HeaderNames::LinesCapitalised) => name.to_owned(),
            Some(HeaderNames::AsListed) => as_listed(subject, name),
            Some(HeaderNames::Capitalised | HeaderNames::ListCapitalised) => capitalised(name),
        }
    }

    /// The values of the lines of one name: one, unless lines of one name were not joined.
    fn values_of(self, subject: &Subject<'_>, names: &Names, name: &str) -> Option<Vec<String>> {
        let sent: Vec<&str> = subject.request.values(name).collect();
        if name == "host"
            && let Some(host) = self.host
        {
            let rest = HeaderValues::joined(self.values, &[host.value(subject, names)?.as_str()]);
            return Some(rest);
        }
        if name == "content-type"
            && let Some(content_type) = self.content_type
        {
            let value = content_type.value(sent.first().copied().unwrap_or_default());
            return Some(HeaderValues::joined(self.values, &[value.as_str()]));
        }
        if name == "content-length"
            && let Some(length) = self.content_length
        {
            return Some(HeaderValues::joined(self.values, &[length.to_string().as_str()]));
        }
        let values = HeaderValues::joined(self.values, &sent);
        Some(match self.padding {
            Some(padding) if names.get(padding.name) == name => {
                values.into_iter().map(|value| padding.around(&value)).collect()
            }
            _ => values,
        })
    }
}

/// Puts a name where it belongs in a sorted list, else behind.
fn insert(list: &mut Vec<String>, name: &str) {
    let at = if list.is_sorted() {
        list.partition_point(|other| other.as_str() < name)
    } else {
        list.len()
    };
    list.insert(at, name.to_owned());
}

fn as_listed(subject: &Subject<'_>, name: &str) -> String {
    let listed = subject
        .listed
        .iter()
        .find(|other| other.eq_ignore_ascii_case(name));
    listed.map_or(name, String::as_str).to_owned()
}

/// `X-Amz-Date` for `x-amz-date`.
fn capitalised(name: &str) -> String {
    let mut at_start = true;
    name.chars()
        .map(|ch| {
            let ch = if at_start { ch.to_ascii_uppercase() } else { ch };
            at_start = ch == '-';
            ch
        })
        .collect()
}

impl HeaderOrder {
    pub(super) const USUAL: [Self; 4] = [Self::Sorted, Self::AsSent, Self::LinesAsSent, Self::HostFirst];
    pub(super) const RARE: [Self; 2] = [Self::HostLast, Self::Backwards];

    pub(super) fn words(self) -> Words {
        const CURE: &str =
            "Sort the canonical header lines and the list of signed headers by lower-case name.";
        match self {
            Self::Sorted => Words::new(
                "headers-sorted-when-signed",
                "The headers were sorted when they were signed, and SignedHeaders lists them in another order",
                "List the names in SignedHeaders in the order in which they were signed, which is sorted.",
            ),
            Self::AsSent | Self::LinesAsSent => Words::new(
                "headers-unsorted",
                "The canonical headers were signed in the order sent, unsorted",
                CURE,
            ),
            Self::HostFirst | Self::HostLast | Self::Backwards => Words::new(
                "headers-unsorted",
                "The canonical headers were not sorted by name",
                CURE,
            ),
        }
    }
}

impl HeaderNames {
    pub(super) const USUAL: [Self; 2] = [Self::AsListed, Self::Capitalised];
    pub(super) const RARE: [Self; 2] = [Self::LinesCapitalised, Self::ListCapitalised];

    #[expect(
        clippy::unused_self,
        reason = "all of them are one mistake to whoever mends it"
    )]
    pub(super) fn words(self) -> Words {
        Words::new(
            "header-names-capitals",
            "Header names were signed with capital letters (X-Amz-Date)",
            "Write header names in small letters in the canonical headers and in the list of signed headers.",
        )
    }
}

/// The names of headers that were sent and are not in the list, at most so many.
pub(super) fn unlisted(subject: &Subject<'_>, most: usize, names: &mut Names) -> Vec<NameId> {
    let mut found: Vec<NameId> = Vec::new();
    for (name, _) in &subject.request.headers {
        if found.len() == most {
            break;
        }
        if name != "authorization" && !subject.signed.contains(name) {
            let id = names.id(name);
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_capitalised_as_clients_write_them() {
        assert_eq!(capitalised("x-amz-date"), "X-Amz-Date");
        assert_eq!(capitalised("host"), "Host");
    }

    #[test]
    fn a_name_is_put_where_it_belongs() {
        let mut sorted = vec!["a".to_owned(), "c".to_owned()];
        insert(&mut sorted, "b");
        assert_eq!(sorted, ["a", "b", "c"]);
        let mut unsorted = vec!["c".to_owned(), "a".to_owned()];
        insert(&mut unsorted, "b");
        assert_eq!(unsorted, ["c", "a", "b"]);
    }
}
