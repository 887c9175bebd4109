//! The hosts of AWS's endpoint rule sets.
//!
//! A binary search on the text as it is compiled in: nothing is built at the start of the program, and
//! nothing is kept. `assets/hosts/README.md` explains the columns.

use super::hint::HostHint;
use super::name::{HostName, Suffix};
use super::partition::Partition;

const TEXT: &str = include_str!("../../../assets/hosts/hosts.txt");

/// In the table: the label that is a region.
const REGION: &str = "{r}";
/// In the table: the region of a partition's global services.
const GLOBAL_REGION: &str = "{g}";
/// Most labels behind the `*` of a line.
const MOST_BEHIND_ANY: usize = 4;

/// What the table says about a host.
pub(super) fn hint_of(name: &HostName<'_>) -> Option<HostHint> {
    let mut labels = String::new();
    patterns(name).find_map(|pattern| {
        pattern.write(name, &mut labels);
        best_line(&labels, name)?.hint(name)
    })
}

/// The signing name of hosts of that name in any region, whatever the suffix.
pub(super) fn service_of(regional: &str) -> Option<&'static str> {
    let labels = format!("{regional}.{REGION}");
    lines_of(&labels).map(|line| line.service).next()
}

/// The signing names of all lines, some more than once.
pub(super) fn services() -> impl Iterator<Item = &'static str> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(Line::parse(line)?.1.service))
}

/// One way to spell a host in the table.
#[derive(Clone, Copy)]
struct Pattern {
    /// How many labels at the front stand for a `*`.
    any: usize,
    region: Spelling,
}

/// How a pattern spells the region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    AsItIs,
    Any,
}

/// The spellings of a host from the most to the least special.
fn patterns(name: &HostName<'_>) -> impl Iterator<Item = Pattern> {
    let count = name.labels.len();
    let least = count.saturating_sub(MOST_BEHIND_ANY).max(1);
    std::iter::once(0)
        .chain(least..count)
        .flat_map(|any| [Spelling::AsItIs, Spelling::Any].map(|region| Pattern { any, region }))
}

impl Pattern {
    fn write(self, name: &HostName<'_>, out: &mut String) {
        out.clear();
        if self.any > 0 {
            out.push('*');
        }
        for (index, label) in name.labels.iter().enumerate().skip(self.any) {
            if !out.is_empty() {
                out.push('.');
            }
            let is_region = self.region == Spelling::Any && name.is_region_at(index);
            out.push_str(if is_region { REGION } else { label });
        }
        if name.suffix == Suffix::OnAws {
            out.push('.');
            out.push_str(name.suffix.text());
        }
    }
}

/// A line of the table.
struct Line {
    suffixes: &'static str,
    service: &'static str,
    region: &'static str,
    flags: &'static str,
}

impl Line {
    /// The labels of a line, and the rest.
    fn parse(text: &'static str) -> Option<(&'static str, Self)> {
        let mut columns = text.splitn(5, ' ');
        let labels = columns.next()?;
        let line = Self {
            suffixes: columns.next()?,
            service: columns.next()?,
            region: columns.next()?,
            flags: columns.next().unwrap_or_default(),
        };
        Some((labels, line))
    }

    fn has_suffix(&self, wanted: &str) -> bool {
        self.suffixes.split(',').any(|suffix| suffix == wanted)
    }

    fn has_flag(&self, wanted: &str) -> bool {
        self.flags.split(' ').any(|flag| flag == wanted)
    }

    /// Whether a region that the line fixes is in the partition of the host's: suffixes are shared.
    fn is_for_partition_of(&self, name: &HostName<'_>) -> bool {
        let of_host = name.region().and_then(Partition::of_region);
        match (of_host, Partition::of_region(self.region)) {
            (Some(of_host), Some(of_line)) => of_host.global_region == of_line.global_region,
            _ => true,
        }
    }

    fn hint(&self, name: &HostName<'_>) -> Option<HostHint> {
        const RULE: &str = "AWS service host";
        const GLOBAL_RULE: &str = "global AWS service host";
        let regional = |region, rule| HostHint::regional(self.service, Some(region), rule);
        let hint = match (self.region, name.region()) {
            _ if self.has_flag("v4a") => HostHint::everywhere(self.service, RULE),
            (REGION, region) => regional(region?, RULE),
            (GLOBAL_REGION, _) => regional(name.partition()?.global_region, GLOBAL_RULE),
            (fixed, None) => regional(fixed, GLOBAL_RULE),
            (fixed, Some(of_host)) if of_host == fixed => regional(fixed, RULE),
            (fixed, Some(of_host)) => HostHint {
                host_region: Some(of_host.to_owned()),
                ..regional(fixed, RULE)
            },
        };
        Some(if self.has_flag("shared") {
            hint.guessed()
        } else {
            hint
        })
    }
}

/// The line for these labels and the suffix; one that names the suffix goes before one for all of its kind.
fn best_line(labels: &str, name: &HostName<'_>) -> Option<Line> {
    let kind = match name.suffix {
        Suffix::Dns(_) => "dns",
        Suffix::DualStack(_) => "dual",
        Suffix::OnAws | Suffix::Absolute => ".",
        Suffix::Localhost => return None,
    };
    let mut general = None;
    for line in lines_of(labels) {
        if line.has_suffix(name.suffix.text()) && line.is_for_partition_of(name) {
            return Some(line);
        }
        if line.has_suffix(kind) {
            general = Some(line);
        }
    }
    general
}

/// Every line for these labels.
fn lines_of(labels: &str) -> impl Iterator<Item = Line> {
    TEXT.get(first_line(labels)..)
        .unwrap_or_default()
        .lines()
        .map_while(Line::parse)
        .take_while(move |(found, _)| *found == labels)
        .map(|(_, line)| line)
}

/// Where the first line begins whose labels are not before these.
fn first_line(labels: &str) -> usize {
    let (mut low, mut high) = (0, TEXT.len());
    while low < high {
        let start = line_start(low.midpoint(high));
        let line = line_at(start);
        if line.split(' ').next().unwrap_or_default() < labels {
            low = start + line.len() + 1;
        } else {
            high = start;
        }
    }
    low
}

fn line_start(within: usize) -> usize {
    TEXT.get(..within)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

fn line_at(start: usize) -> &'static str {
    TEXT.get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> impl Iterator<Item = &'static str> {
        TEXT.lines().filter(|line| !line.starts_with('#'))
    }

    #[test]
    fn the_table_is_what_the_search_relies_on() {
        assert!(TEXT.is_ascii() && TEXT.ends_with('\n'));
        assert!(TEXT.len() < 150_000, "{} bytes", TEXT.len());
        let lines: Vec<&str> = TEXT.lines().skip_while(|line| line.starts_with('#')).collect();
        assert!(lines.len() > 1_000);
        assert!(lines.is_sorted());
        for line in lines {
            let (labels, parsed) = Line::parse(line).unwrap();
            let behind = labels
                .strip_prefix("*.")
                .map_or(0, |rest| rest.split('.').count());
            // `on.aws` is in the text of its lines and not among the labels of a name.
            let suffix = if labels.ends_with(".on.aws") { 2 } else { 0 };
            assert!(behind <= MOST_BEHIND_ANY + suffix, "{line}");
            assert!(!labels.trim_start_matches("*.").contains('*'), "{line}");
            assert!(
                [REGION, GLOBAL_REGION, "*"].contains(&parsed.region)
                    || Partition::of_region(parsed.region).is_some(),
                "{line}"
            );
            assert_eq!(parsed.region == "*", parsed.has_flag("v4a"), "{line}");
            for flag in parsed.flags.split_whitespace() {
                assert!(["shared", "v4a"].contains(&flag), "{line}");
            }
        }
    }

    #[test]
    fn every_line_is_found_by_its_labels() {
        for line in body() {
            let (labels, parsed) = Line::parse(line).unwrap();
            assert!(
                lines_of(labels)
                    .any(|found| found.suffixes == parsed.suffixes && found.service == parsed.service),
                "{line}"
            );
        }
    }

    #[test]
    fn no_line_hides_another_of_the_same_labels() {
        for line in body() {
            let (labels, parsed) = Line::parse(line).unwrap();
            for suffix in parsed.suffixes.split(',') {
                assert_eq!(
                    lines_of(labels).filter(|line| line.has_suffix(suffix)).count(),
                    1,
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn labels_that_are_not_in_the_table_are_not_found() {
        for labels in ["", "a", "sqs", "sqs.{r}.x", "zzz.{r}", "~"] {
            assert_eq!(lines_of(labels).count(), 0, "{labels}");
        }
    }

    #[test]
    fn a_regional_name_gives_its_signing_name() {
        assert_eq!(service_of("email"), Some("ses"));
        assert_eq!(service_of("streams.dynamodb"), Some("dynamodb"));
        assert_eq!(service_of("nothing"), None);
    }
}
