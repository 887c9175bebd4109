//! What a host says about region and service.
//!
//! | room | knows |
//! |---|---|
//! | `table` | the hosts of AWS's endpoint rule sets, from `assets/hosts/hosts.txt` |
//! | `s3` | hosts of S3, whose forms are richer than the rule sets |
//! | `data_plane` | hosts of single resources: APIs, function URLs, domains, collections |
//! | `vpc_endpoint` | the host that an interface VPC endpoint stands for |
//! | `unsigned` | hosts of AWS that take no signature |
//! | `guess` | nothing, and says so |
//! | `known` | the regions and signing names of all of them |
//!
//! Hosts that are not AWS's give nothing: a custom domain or an address must not change what is signed.

mod data_plane;
mod guess;
mod hint;
mod known;
mod name;
mod partition;
mod partition_table;
mod s3;
mod table;
#[cfg(test)]
mod tests;
mod unsigned;
mod vpc_endpoint;

use name::{HostName, Suffix, without_port};
use s3::S3;

pub(super) use known::{regions, services};
pub use partition::region_meant_by;

pub use hint::{Certainty, HostAlgorithm, HostHint};

/// Reads region and service from a host, with or without port; `None` for hosts it does not know (custom
/// domains, addresses) and for hosts that take no signature.
pub fn infer(host: &str) -> Option<HostHint> {
    let host = without_port(host).to_ascii_lowercase();
    let name = HostName::parse(&host)?;
    let hint = match vpc_endpoint::behind(&name) {
        Some(_) if vpc_endpoint::is_own_service(&name) => return None,
        Some(service) => HostHint {
            rule: "VPC endpoint host",
            ..named(&service)?
        },
        None => named(&name)?,
    };
    Some(checked(hint, name.suffix))
}

fn named(name: &HostName<'_>) -> Option<HostHint> {
    match s3::read(name) {
        S3::Signed(hint) => return Some(hint),
        S3::Website => return None,
        S3::Other => {}
    }
    if unsigned::is_unsigned(name) {
        return None;
    }
    table::hint_of(name)
        .or_else(|| data_plane::hint_of(name))
        .or_else(|| guess::hint_of(name))
}

/// Doubts a region that is in another partition than the suffix.
fn checked(hint: HostHint, suffix: Suffix) -> HostHint {
    match &hint.region {
        Some(region) if !suffix.fits(region) => hint.guessed(),
        _ => hint,
    }
}
