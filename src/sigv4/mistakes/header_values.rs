//! The values of canonical headers: white space, repeated lines, host and content type.

use super::names::{NameId, Names};
use super::subject::Subject;
use super::words::Words;
use crate::model::Traced;
use crate::sigv4::canonical::folded;

/// How values were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeaderValues {
    /// `name: value`, with a space behind the colon.
    SpaceAfterColon,
    /// With runs of white space as they were sent.
    RunsKept,
    /// With runs of white space inside quotes as they were sent.
    QuotedRunsKept,
    /// With spaces folded and tabs kept.
    TabsKept,
    /// Values of one name joined with a comma and a space.
    CommaSpace,
    /// Of values of one name the first.
    First,
    /// Of values of one name the last.
    Last,
    /// A line for each value of one name.
    SeparateLines,
    /// Values of one name sorted before they were joined.
    SortedValues,
    /// In small letters.
    SmallLetters,
}

/// Which host was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostMistake {
    /// Without its port.
    WithoutPort,
    /// With a port that is not sent.
    WithPort(u16),
    /// In small letters.
    SmallLetters,
    /// With a dot at its end.
    DotAtEnd,
    /// Behind `https://`.
    Url,
    /// Without its first label, which is the bucket.
    WithoutFirstLabel,
    /// The same host without its region.
    WithoutRegion,
    /// Nothing.
    Empty,
    /// Another one.
    Another(NameId),
}

/// Which content type was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentType {
    /// Without its parameters.
    WithoutParameters,
    /// With a parameter that is not sent.
    WithParameter(&'static str),
    /// Another one.
    Another(&'static str),
}

/// White space around one value that is not sent, or that was taken off on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Padding {
    /// Lower-case name of the header.
    pub name: NameId,
    /// What stands in front.
    pub before: &'static str,
    /// What stands behind.
    pub after: &'static str,
}

impl HeaderValues {
    pub(super) const USUAL: [Self; 4] = [
        Self::SpaceAfterColon,
        Self::RunsKept,
        Self::QuotedRunsKept,
        Self::CommaSpace,
    ];
    pub(super) const RARE: [Self; 6] = [
        Self::TabsKept,
        Self::First,
        Self::Last,
        Self::SeparateLines,
        Self::SortedValues,
        Self::SmallLetters,
    ];

    /// The values of the lines of one name.
    pub(super) fn joined(mistake: Option<Self>, sent: &[&str]) -> Vec<String> {
        let standard = |value: &&str| folded(&Traced::rule(value, "received")).as_str().to_owned();
        let mut values: Vec<String> = sent
            .iter()
            .map(|value| match mistake {
                Some(Self::RunsKept) => (*value).to_owned(),
                Some(Self::QuotedRunsKept) => folded_outside_quotes(value),
                Some(Self::TabsKept) => spaces_folded(value),
                _ => standard(value),
            })
            .collect();
        match mistake {
            Some(Self::CommaSpace) => vec![values.join(", ")],
            Some(Self::First) => values.into_iter().take(1).collect(),
            Some(Self::Last) => values.into_iter().last().into_iter().collect(),
            Some(Self::SeparateLines) if values.len() > 1 => values,
            Some(Self::SortedValues) => {
                values.sort();
                vec![values.join(",")]
            }
            Some(Self::SpaceAfterColon) => vec![format!(" {}", values.join(","))],
            Some(Self::SmallLetters) => vec![values.join(",").to_lowercase()],
            _ => vec![values.join(",")],
        }
    }

    pub(super) fn words(self) -> Words {
        const FOLD: &str =
            "Trim each value and make one space of each run of white space in it, inside quotes too.";
        const JOIN: &str =
            "Write one line for each name, with the values joined with commas in the order sent.";
        match self {
            Self::SpaceAfterColon => Words::new(
                "header-values-not-trimmed",
                "Header values were not trimmed: a space stands behind the colon of each canonical header",
                "Write canonical headers as name:value, without white space around the value.",
            ),
            Self::RunsKept => Words::new(
                "header-values-not-folded",
                "Runs of white space in header values were signed as they were sent",
                FOLD,
            ),
            Self::QuotedRunsKept => Words::new(
                "header-values-not-folded",
                "Runs of white space inside quotes in header values were signed as they were sent",
                FOLD,
            ),
            Self::TabsKept => Words::new(
                "header-values-not-folded",
                "Tabs in header values were signed as they were sent",
                FOLD,
            ),
            Self::CommaSpace => Words::new(
                "header-values-comma-space",
                "Values of one header name were joined with a comma and a space",
                JOIN,
            ),
            Self::First | Self::Last => Words::new(
                "header-values-left-out",
                "Of several values of one header name only one was signed",
                JOIN,
            ),
            Self::SeparateLines => Words::new(
                "header-values-separate",
                "Values of one header name were signed as lines of their own",
                JOIN,
            ),
            Self::SortedValues => Words::new(
                "header-values-sorted",
                "Values of one header name were sorted before they were joined",
                JOIN,
            ),
            Self::SmallLetters => Words::new(
                "header-values-small-letters",
                "Header values were signed in small letters",
                "Put only header names into small letters.",
            ),
        }
    }
}

/// White space that is not between quotes folded: what AWS's documentation once asked for.
fn folded_outside_quotes(value: &str) -> String {
    let mut in_quotes = false;
    let mut after_space = false;
    value
        .chars()
        .filter(|&ch| {
            if ch == '"' {
                in_quotes = !in_quotes;
            }
            let drop = ch == ' ' && after_space && !in_quotes;
            after_space = ch == ' ';
            !drop
        })
        .collect()
}

fn spaces_folded(value: &str) -> String {
    let mut after_space = false;
    value
        .chars()
        .filter(|&ch| {
            let drop = ch == ' ' && after_space;
            after_space = ch == ' ';
            !drop
        })
        .collect()
}

impl HostMistake {
    pub(super) const USUAL: [Self; 4] = [
        Self::WithoutPort,
        Self::WithPort(443),
        Self::SmallLetters,
        Self::WithPort(80),
    ];
    pub(super) const RARE: [Self; 8] = [
        Self::WithoutFirstLabel,
        Self::WithoutRegion,
        Self::DotAtEnd,
        Self::Url,
        Self::Empty,
        Self::WithPort(8080),
        Self::WithPort(3000),
        Self::WithPort(8443),
    ];

    /// The value of the line; `None` where the mistake can not be made.
    pub(super) fn value(self, subject: &Subject<'_>, names: &Names) -> Option<String> {
        let sent = subject.request.header("host").unwrap_or_default();
        let without_port = sent
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|(host, _)| host);
        Some(match self {
            Self::WithoutPort => without_port?.to_owned(),
            Self::WithPort(port) => match without_port {
                None => format!("{sent}:{port}"),
                Some(_) => return None,
            },
            Self::SmallLetters => sent.to_ascii_lowercase(),
            Self::DotAtEnd => format!("{sent}."),
            Self::Url => format!("https://{sent}"),
            Self::WithoutFirstLabel => sent.split_once('.')?.1.to_owned(),
            Self::WithoutRegion => {
                let region = format!(".{}.", subject.credential.region);
                sent.contains(&region).then(|| sent.replace(&region, "."))?
            }
            Self::Empty => String::new(),
            Self::Another(name) => names.get(name).to_owned(),
        })
    }

    pub(super) fn words(self, names: &Names) -> Words {
        const CURE: &str = "Sign the Host header exactly as it is sent: with the port unless it is the usual one of the scheme.";
        match self {
            Self::WithoutPort => Words::new(
                "host-without-port",
                "The host was signed without its port, and sent with it",
                CURE,
            ),
            Self::WithPort(port) => Words::new(
                "host-with-port",
                format!("The host was signed with the port {port}, and sent without it"),
                CURE,
            ),
            Self::SmallLetters => Words::new(
                "host-case",
                "The host was signed in small letters, and sent otherwise",
                CURE,
            ),
            Self::DotAtEnd | Self::Url | Self::Empty => Words::new(
                "host-other-form",
                "The host was signed in another form than it was sent: empty, as a URL, or with a dot at its end",
                CURE,
            ),
            Self::WithoutFirstLabel | Self::WithoutRegion => Words::new(
                "host-other",
                "The host was signed without one of its labels, such as the bucket or the region",
                "Sign the host to which the request goes; a proxy on the way must not change it.",
            ),
            Self::Another(name) => Words::new(
                "host-other",
                format!("The host was signed as {}, and sent otherwise", names.get(name)),
                "Sign the host to which the request goes; a proxy on the way must not change it.",
            ),
        }
    }
}

/// Hosts that the request names beside the one sent: a proxy on the way tells them.
pub(super) fn other_hosts(subject: &Subject<'_>, names: &mut Names) -> Vec<NameId> {
    const TELL_A_HOST: [&str; 4] = ["x-forwarded-host", "x-original-host", "origin", "referer"];
    let host_in = |value: &str| -> Option<String> {
        let behind_scheme = value.split_once("://").map_or(value, |(_, rest)| rest);
        let host = behind_scheme.split(['/', '?', ',']).next()?.trim();
        (!host.is_empty()).then(|| host.to_owned())
    };
    let told = TELL_A_HOST.iter().filter_map(|name| subject.request.header(name));
    told.filter_map(host_in).map(|host| names.id(&host)).collect()
}

impl ContentType {
    pub(super) const USUAL: [Self; 4] = [
        Self::WithoutParameters,
        Self::WithParameter("; charset=utf-8"),
        Self::WithParameter(";charset=utf-8"),
        Self::Another(""),
    ];
    pub(super) const RARE: [Self; 9] = [
        Self::WithParameter("; charset=UTF-8"),
        Self::WithParameter(";charset=UTF-8"),
        Self::Another("application/json"),
        Self::Another("application/x-www-form-urlencoded"),
        Self::Another("application/x-www-form-urlencoded; charset=utf-8"),
        Self::Another("application/x-amz-json-1.0"),
        Self::Another("application/x-amz-json-1.1"),
        Self::Another("text/plain"),
        Self::Another("application/octet-stream"),
    ];

    /// The value signed for the one sent.
    pub(super) fn value(self, sent: &str) -> String {
        let kind = sent.split(';').next().unwrap_or_default().trim_end();
        match self {
            Self::WithoutParameters => kind.to_owned(),
            Self::WithParameter(parameter) => format!("{kind}{parameter}"),
            Self::Another(other) => other.to_owned(),
        }
    }

    pub(super) fn words(self) -> Words {
        const CURE: &str = "Set Content-Type before signing, in full, or leave it out of the signed headers.";
        match self {
            Self::WithoutParameters => Words::new(
                "content-type-changed",
                "Content-Type was signed without its parameters, such as charset, which were added after signing",
                CURE,
            ),
            Self::WithParameter(parameter) => Words::new(
                "content-type-changed",
                format!(
                    "Content-Type was signed with {}, and sent otherwise",
                    parameter.trim_start_matches(';').trim_start()
                ),
                CURE,
            ),
            Self::Another("") => Words::new(
                "content-type-changed",
                "Content-Type was signed empty, and set after signing",
                CURE,
            ),
            Self::Another(other) => Words::new(
                "content-type-changed",
                format!("Content-Type was signed as {other}, and sent otherwise"),
                CURE,
            ),
        }
    }
}

impl Padding {
    /// What clients put around values by accident.
    pub(super) const FORMS: [(&'static str, &'static str); 5] =
        [(" ", ""), ("", " "), (" ", " "), ("  ", ""), ("", "  ")];

    pub(super) fn around(self, value: &str) -> String {
        format!("{}{value}{}", self.before, self.after)
    }

    pub(super) fn words(self, names: &Names) -> Words {
        Words::new(
            "header-values-not-trimmed",
            format!(
                "The value of {} was not trimmed: it was signed with a space {} it",
                names.get(self.name),
                match (self.before, self.after) {
                    (_, "") => "in front of",
                    ("", _) => "behind",
                    _ => "on both sides of",
                }
            ),
            "Trim each header value before it is signed.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_their_spaces() {
        assert_eq!(folded_outside_quotes(r#"a  b "c  d"  e"#), r#"a b "c  d" e"#);
        assert_eq!(spaces_folded("a  b\t\tc"), "a b\t\tc");
    }

    #[test]
    fn values_of_one_name_are_joined_otherwise() {
        let joined = |mistake| HeaderValues::joined(mistake, &["b  c", "a"]);
        assert_eq!(joined(None), ["b c,a"]);
        assert_eq!(joined(Some(HeaderValues::CommaSpace)), ["b c, a"]);
        assert_eq!(joined(Some(HeaderValues::SeparateLines)), ["b c", "a"]);
        assert_eq!(joined(Some(HeaderValues::SortedValues)), ["a,b c"]);
        assert_eq!(joined(Some(HeaderValues::Last)), ["a"]);
        assert_eq!(HeaderValues::joined(None, &[]), [""]);
    }

    #[test]
    fn a_content_type_is_cut_and_lengthened() {
        assert_eq!(ContentType::WithoutParameters.value("a/b; charset=x"), "a/b");
        assert_eq!(
            ContentType::WithParameter("; charset=utf-8").value("a/b"),
            "a/b; charset=utf-8"
        );
    }
}
