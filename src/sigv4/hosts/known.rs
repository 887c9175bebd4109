//! Every region and every signing name that this program has heard of.

use std::collections::BTreeSet;

use super::table;

const REGIONS: &str = include_str!("../../../assets/hosts/regions.txt");

/// Signing names of the rooms beside the table, whose hosts no rule set has.
const BESIDE_THE_TABLE: [&str; 10] = [
    "aoss",
    "appsync",
    "es",
    "execute-api",
    "iotdevicegateway",
    "lambda",
    "neptune-db",
    "s3",
    "s3express",
    "vpc-lattice-svcs",
];

/// Regions, those of the largest partition first.
pub(in crate::sigv4) fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Signing names, sorted, each once.
pub(in crate::sigv4) fn services() -> impl Iterator<Item = &'static str> {
    let names: BTreeSet<&str> = table::services().chain(BESIDE_THE_TABLE).collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::partition::Partition;
    use super::*;

    #[test]
    fn every_region_is_one_of_a_partition() {
        assert!(regions().count() > 30);
        for region in regions() {
            assert!(Partition::of_region(region).is_some(), "{region}");
        }
    }

    #[test]
    fn signing_names_come_from_the_table_and_from_beside_it() {
        let names: Vec<&str> = services().collect();
        for name in ["execute-api", "s3", "ses", "sts", "IoTSecuredTunneling"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(names.is_sorted() && names.iter().all(|name| !name.is_empty()));
    }
}
