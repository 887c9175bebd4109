//! Hosts of S3 (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>).
//!
//! By hand rather than from the rule sets: bucket names have dots, some forms have the region or the zone within
//! a label, and some say no region at all.

use super::hint::HostHint;
use super::name::{HostName, Suffix};
use super::partition::Partition;

const RULE: &str = "S3 host";

/// What a host of S3 says; `Other` for hosts that are not of S3.
pub(super) enum S3 {
    Signed(HostHint),
    /// Website endpoints take no signature
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>).
    Website,
    Other,
}

/// Reads a host of S3.
pub(super) fn read(name: &HostName<'_>) -> S3 {
    if matches!(name.suffix, Suffix::OnAws | Suffix::Localhost | Suffix::Absolute) {
        return S3::Other;
    }
    let (labels, region) = match name.labels.as_slice() {
        [front @ .., region] if Partition::of_region(region).is_some() => (front, Some(*region)),
        labels => (labels, None),
    };
    let labels = match labels {
        [front @ .., "dualstack"] => front,
        labels => labels,
    };
    let Some((label, resource)) = labels.split_last() else {
        return S3::Other;
    };
    if label.starts_with("s3-website") {
        return S3::Website;
    }
    if *label == "s3-global" {
        return multi_region(resource);
    }
    let Some((service, region)) = service_and_region(label, region, name.suffix) else {
        return S3::Other;
    };
    let hint = HostHint::regional(service, region, RULE);
    // Of the family, only S3 on Outposts has hosts under `api.aws`.
    let is_known = service == "s3-outposts" || matches!(name.suffix, Suffix::Dns(_));
    S3::Signed(if is_known { hint } else { hint.guessed() })
}

/// `{alias}.mrap.accesspoint.s3-global`
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html>).
fn multi_region(resource: &[&str]) -> S3 {
    match resource {
        [_, .., "accesspoint"] => S3::Signed(HostHint::everywhere("s3", "S3 multi-region access point")),
        _ => S3::Other,
    }
}

/// Signing name and region from the label before the region.
fn service_and_region<'a>(
    label: &'a str,
    region: Option<&'a str>,
    suffix: Suffix,
) -> Option<(&'static str, Option<&'a str>)> {
    let plain = label.strip_suffix("-fips").unwrap_or(label);
    let service = match (plain, region) {
        // The bucket's region is not in the host.
        ("s3-accelerate", _) => return Some(("s3", region)),
        // Requests to these go to us-east-1 first.
        ("s3" | "s3-external-1", None) => {
            let region = (suffix == Suffix::Dns("amazonaws.com")).then_some("us-east-1");
            return Some(("s3", region));
        }
        ("s3" | "s3-accesspoint" | "s3-control", Some(_)) => "s3",
        ("s3-outposts", Some(_)) => "s3-outposts",
        ("s3-object-lambda", Some(_)) => "s3-object-lambda",
        (_, Some(_)) if plain.starts_with("s3express-") => "s3express",
        (_, None) => return legacy(plain),
        _ => return None,
    };
    Some((service, region))
}

/// `s3-us-west-2` and `s3-fips-us-gov-west-1`
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#s3-dash-region>).
fn legacy(label: &str) -> Option<(&'static str, Option<&str>)> {
    let rest = label.strip_prefix("s3-")?;
    let region = rest.strip_prefix("fips-").unwrap_or(rest);
    Partition::of_region(region).map(|_| ("s3", Some(region)))
}
