//! Partitions: groups of regions that share host suffixes and credentials.

use super::partition_table::PARTITIONS;

/// A group of regions.
#[derive(Debug)]
pub(super) struct Partition {
    /// As `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// As `api.aws`.
    pub dual_stack_suffix: &'static str,
    /// Where its global services are signed, unless the table says otherwise.
    pub global_region: &'static str,
    /// What its regions begin with; a word, a hyphen and a number follow.
    pub region_prefixes: &'static [&'static str],
}

impl Partition {
    /// The partition that a region is in, whether the region exists yet or not. `None` for what is no
    /// region's name.
    pub(super) fn of_region(label: &str) -> Option<&'static Self> {
        PARTITIONS.iter().find(|partition| partition.has_region(label))
    }

    /// The first partition with that suffix.
    pub(super) fn of_suffix(suffix: &str) -> Option<&'static Self> {
        PARTITIONS.iter().find(|partition| partition.has_suffix(suffix))
    }

    pub(super) fn has_suffix(&self, suffix: &str) -> bool {
        suffix == self.dns_suffix || suffix == self.dual_stack_suffix
    }

    fn has_region(&self, label: &str) -> bool {
        self.region_prefixes
            .iter()
            .filter_map(|prefix| label.strip_prefix(prefix)?.split_once('-'))
            .any(|(place, number)| {
                !place.is_empty()
                    && place.bytes().all(|byte| byte.is_ascii_alphanumeric())
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            })
    }
}

/// Words in the names of regions.
const PLACES: [&str; 9] = [
    "north",
    "south",
    "east",
    "west",
    "central",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
];

/// The region that a text means which is no region's name: `eu-west1`, `EU_WEST_1`, `useast1`, and the availability
/// zone `eu-west-1a`.
pub fn region_meant_by(text: &str) -> Option<String> {
    let text = text.trim();
    if Partition::of_region(text).is_some() {
        return None;
    }
    let compact: String = text
        .chars()
        .filter(|ch| !matches!(ch, '-' | '_' | ' ' | '.'))
        .map(|ch| ch.to_ascii_lowercase())
        .collect();
    let compact = match compact.strip_suffix(|zone: char| ('a'..='f').contains(&zone)) {
        Some(region) if region.ends_with(|ch: char| ch.is_ascii_digit()) => region,
        _ => compact.as_str(),
    };
    let prefixes = PARTITIONS.iter().flat_map(|partition| partition.region_prefixes);
    prefixes.into_iter().find_map(|prefix| {
        let rest = compact.strip_prefix(prefix.replace('-', "").as_str())?;
        let place = rest.trim_end_matches(|ch: char| ch.is_ascii_digit());
        let number = rest.strip_prefix(place)?;
        (PLACES.contains(&place) && number.len() == 1).then(|| format!("{prefix}{place}-{number}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_names_its_partition() {
        for (region, global) in [
            ("us-east-1", "us-east-1"),
            ("mx-central-1", "us-east-1"),
            ("us-gov-east-1", "us-gov-west-1"),
            ("cn-north-1", "cn-northwest-1"),
            ("eusc-de-east-1", "eusc-de-east-1"),
            ("us-iso-west-1", "us-iso-east-1"),
            ("eu-isoe-west-1", "eu-isoe-west-1"),
        ] {
            assert_eq!(
                Partition::of_region(region).unwrap().global_region,
                global,
                "{region}"
            );
        }
    }

    #[test]
    fn other_labels_are_no_regions() {
        for label in [
            "",
            "us",
            "us-east",
            "us-east-",
            "us--1",
            "us-east-1a",
            "use1-az4",
            "s3",
            "us-gov",
            "xx-east-1",
        ] {
            assert!(Partition::of_region(label).is_none(), "{label}");
        }
    }
}
