//! Which version of the signature, and the region set of Version 4A.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#how-sigv4a-works>

use super::hosts::{HostAlgorithm, HostHint};
use crate::model::{AwsAuth, Chosen, Note, Reason, SigningAlgorithm};

/// The version as asked for; when that is left open, the one that the host takes. Never `Auto`.
pub(super) fn algorithm(
    asked: &SigningAlgorithm,
    hint: Option<&HostHint>,
    notes: &mut Vec<Note>,
) -> SigningAlgorithm {
    let only_v4a = hint.filter(|hint| matches!(hint.algorithm, HostAlgorithm::SigV4a { .. }));
    match (asked, only_v4a) {
        (SigningAlgorithm::Auto, None) => SigningAlgorithm::SigV4,
        (SigningAlgorithm::Auto, Some(hint)) => {
            let rule = hint.rule;
            notes.push(Note::new(
                "algorithm-from-host",
                format!("Signed with Version 4A, as the host takes nothing else ({rule})"),
            ));
            SigningAlgorithm::SigV4a {
                region_set: Vec::new(),
            }
        }
        (SigningAlgorithm::SigV4, Some(hint)) => {
            let rule = hint.rule;
            notes.push(Note::new(
                "algorithm-contradicts-host",
                format!("Signed with Version 4 as asked for, but the host takes only Version 4A ({rule})"),
            ));
            SigningAlgorithm::SigV4
        }
        (asked, _) => asked.clone(),
    }
}

/// A region with a `*`, or a list of regions, which only Version 4A has.
pub(super) fn is_region_set(region: &str) -> bool {
    region.contains(['*', ',']) && !region.contains("{{")
}

/// Version 4A for the region set that stands in the field of the region, when no version was asked for.
pub(super) fn typed_region_set(auth: &AwsAuth, notes: &mut Vec<Note>) -> Option<SigningAlgorithm> {
    let typed = auth.region.trim();
    if !is_region_set(typed) {
        return None;
    }
    let region_set = match &auth.options.algorithm {
        SigningAlgorithm::SigV4 => return None,
        // A set of its own wins.
        SigningAlgorithm::SigV4a { region_set }
            if region_set.iter().any(|entry| !entry.trim().is_empty()) =>
        {
            return None;
        }
        SigningAlgorithm::Auto | SigningAlgorithm::SigV4a { .. } => vec![typed.to_owned()],
    };
    notes.push(Note::new(
        "algorithm-from-region",
        format!("Signed with Version 4A, as {typed} is a region set"),
    ));
    Some(SigningAlgorithm::SigV4a { region_set })
}

/// What was typed, joined with commas; else what the host says; else the one region of the request; else every
/// region.
pub(super) fn region_set(
    typed: &[String],
    hint: Option<&HostHint>,
    region: Option<Chosen>,
    notes: &mut Vec<Note>,
) -> Chosen {
    let regions: Vec<&str> = typed
        .iter()
        .flat_map(|entry| entry.split(','))
        .map(str::trim)
        .filter(|region| !region.is_empty())
        .collect();
    if !regions.is_empty() {
        return Chosen {
            value: regions.join(","),
            reason: Reason::Typed,
        };
    }
    let typed_region = region
        .as_ref()
        .is_some_and(|region| region.reason == Reason::Typed);
    let chosen = match (hint.map(|hint| (hint.algorithm, hint.rule)), region) {
        (Some((HostAlgorithm::SigV4a { region_set }, rule)), _) if !typed_region => Chosen {
            value: region_set.to_owned(),
            reason: Reason::Host(rule),
        },
        (_, Some(region)) => region,
        (_, None) => Chosen {
            value: "*".to_owned(),
            reason: Reason::Rule("no region is named, so the signature is good in every region"),
        },
    };
    notes.push(Note::new(
        "region-set-assumed",
        format!(
            "No region set is given: the signature is good in {}",
            chosen.value
        ),
    ));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigv4::infer;

    /// A region set is what the header X-Amz-Region-Set takes: `*`, or regions between commas.
    #[test]
    fn a_region_set_in_the_field_of_the_region_means_version_4a() {
        let of = |region: &str, algorithm: SigningAlgorithm| {
            let mut auth = AwsAuth {
                region: region.to_owned(),
                ..AwsAuth::default()
            };
            auth.options.algorithm = algorithm;
            typed_region_set(&auth, &mut Vec::new())
        };
        let set = |entry: &str| {
            Some(SigningAlgorithm::SigV4a {
                region_set: vec![entry.to_owned()],
            })
        };
        for region in ["*", "us-east-1,eu-west-1", "eu-*"] {
            assert_eq!(of(region, SigningAlgorithm::Auto), set(region));
            assert_eq!(of(region, SigningAlgorithm::SigV4), None);
        }
        assert_eq!(of("us-east-1", SigningAlgorithm::Auto), None);
        assert_eq!(of("{{a,b}}", SigningAlgorithm::Auto), None);
    }

    const MULTI_REGION: &str = "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com";

    #[test]
    fn the_typed_set_wins_over_host_and_region_and_these_over_all() {
        let set = |typed: &[&str], host: &str, region: Option<(&str, Reason)>| {
            let typed: Vec<String> = typed.iter().map(|entry| (*entry).to_owned()).collect();
            let region = region.map(|(value, reason)| Chosen {
                value: value.to_owned(),
                reason,
            });
            region_set(&typed, infer(host).as_ref(), region, &mut Vec::new()).value
        };
        let read = Some(("eu-west-1", Reason::Host("test")));
        let typed = Some(("eu-west-1", Reason::Typed));
        assert_eq!(
            set(&["us-east-1", " eu-* , us-west-2"], MULTI_REGION, read.clone()),
            "us-east-1,eu-*,us-west-2"
        );
        assert_eq!(set(&["", " "], "example.com", read), "eu-west-1");
        assert_eq!(set(&[], MULTI_REGION, None), "*");
        assert_eq!(set(&[], MULTI_REGION, typed), "eu-west-1");
        assert_eq!(set(&[], "example.com", None), "*");
    }

    /// Multi-region access points of S3 take Version 4A alone
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html>).
    #[test]
    fn the_host_decides_on_the_version_when_nobody_does() {
        let chosen = |asked: SigningAlgorithm, host: &str| {
            let mut notes = Vec::new();
            let algorithm = algorithm(&asked, infer(host).as_ref(), &mut notes);
            (algorithm, notes.iter().map(|note| note.rule).collect::<Vec<_>>())
        };
        let v4a = SigningAlgorithm::SigV4a {
            region_set: Vec::new(),
        };
        assert_eq!(
            chosen(SigningAlgorithm::Auto, MULTI_REGION),
            (v4a.clone(), vec!["algorithm-from-host"])
        );
        assert_eq!(
            chosen(SigningAlgorithm::SigV4, MULTI_REGION),
            (SigningAlgorithm::SigV4, vec!["algorithm-contradicts-host"])
        );
        assert_eq!(
            chosen(SigningAlgorithm::Auto, "example.com"),
            (SigningAlgorithm::SigV4, vec![])
        );
        assert_eq!(chosen(v4a.clone(), "example.com"), (v4a, vec![]));
    }
}
