//! Guesses at hosts that no rule knows: a new service, a new kind of resource, a new region form.

use super::hint::HostHint;
use super::name::{HostName, Suffix};
use super::partition::Partition;
use super::table::service_of;

const RULE: &str = "AWS host that is not in the table";

/// Reads `[resource.]service[.dualstack].region` and `service` under a partition's suffix.
pub(super) fn hint_of(name: &HostName<'_>) -> Option<HostHint> {
    if !matches!(name.suffix, Suffix::Dns(_) | Suffix::DualStack(_)) {
        return None;
    }
    let hint = match name.labels.as_slice() {
        [front @ .., region] if name.region() == Some(*region) => {
            HostHint::regional(regional_service(front)?, Some(region), RULE)
        }
        [service] | [service, "global"] => {
            let service = service_of(without_fips(service))?;
            HostHint::regional(service, Some(global_region(service, name.partition()?)), RULE)
        }
        _ => return None,
    };
    Some(hint.guessed())
}

/// The signing name of the longest run of labels that a service has, or else the last label.
fn regional_service<'a>(labels: &[&'a str]) -> Option<&'a str> {
    let labels = match labels {
        [front @ .., "dualstack" | "fips"] => front,
        labels => labels,
    };
    let (last, front) = labels.split_last()?;
    let last = without_fips(last);
    let known = (front.len().saturating_sub(2)..=front.len()).find_map(|start| {
        let mut joined = front.get(start..)?.join(".");
        if !joined.is_empty() {
            joined.push('.');
        }
        joined.push_str(last);
        service_of(&joined)
    });
    known.or_else(|| is_name(last).then_some(last))
}

/// Where hosts without a region are signed that no rule set has
/// (<https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints>).
fn global_region(service: &str, partition: &Partition) -> &'static str {
    match (service, partition.global_region) {
        ("globalaccelerator" | "networkmanager", "us-east-1") => "us-west-2",
        ("iam", "cn-northwest-1") => "cn-north-1",
        (_, region) => region,
    }
}

/// Whether a service could be called so.
fn is_name(label: &str) -> bool {
    label.bytes().any(|byte| byte.is_ascii_alphabetic())
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn without_fips(label: &str) -> &str {
    label
        .strip_suffix("-fips")
        .or_else(|| label.strip_prefix("fips-"))
        .unwrap_or(label)
}
