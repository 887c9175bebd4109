//! Guesses at hosts that no rule knows: a new service, a new kind of resource, a new region form.

use super::hint::HostHint;
use super::name::{HostName, Suffix};
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
            HostHint::regional(service, Some(name.partition()?.global_region), RULE)
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
    known.or(Some(last))
}

fn without_fips(label: &str) -> &str {
    label
        .strip_suffix("-fips")
        .or_else(|| label.strip_prefix("fips-"))
        .unwrap_or(label)
}
