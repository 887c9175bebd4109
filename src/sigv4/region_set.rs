//! The region set of Signature Version 4A.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#how-sigv4a-works>

use crate::model::{Chosen, Note, Reason};

/// What was typed, joined with commas; else the one region of the request; else every region.
pub(super) fn region_set(typed: &[String], region: Option<Chosen>, notes: &mut Vec<Note>) -> Chosen {
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
    let region = region.unwrap_or_else(|| Chosen {
        value: "*".to_owned(),
        reason: Reason::Rule("no region is named, so the signature is good in every region"),
    });
    notes.push(Note::new(
        "region-set-assumed",
        format!(
            "No region set is given: the signature is good in {}",
            region.value
        ),
    ));
    region
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typed_set_wins_over_the_region_and_the_region_over_all() {
        let set = |typed: &[&str], region: Option<&str>| {
            let typed: Vec<String> = typed.iter().map(|entry| (*entry).to_owned()).collect();
            let region = region.map(|value| Chosen {
                value: value.to_owned(),
                reason: Reason::Host("test"),
            });
            region_set(&typed, region, &mut Vec::new()).value
        };
        assert_eq!(
            set(&["us-east-1", " eu-* , us-west-2"], None),
            "us-east-1,eu-*,us-west-2"
        );
        assert_eq!(set(&["", " "], Some("eu-west-1")), "eu-west-1");
        assert_eq!(set(&[], None), "*");
    }
}
