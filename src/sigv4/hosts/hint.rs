//! What a host says about signing.

/// What a host says about region, service and algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostHint {
    /// Region to sign for. `None` when the host does not name one, and with `SigV4a`.
    pub region: Option<String>,
    /// Region in the host's name where it is not the one to sign for, as in `cloudfront.eu-west-1.api.aws`.
    pub host_region: Option<String>,
    /// Signing name.
    pub service: String,
    /// How requests to the host are signed.
    pub algorithm: HostAlgorithm,
    /// How far the hint can be relied on.
    pub certainty: Certainty,
    /// Name of the rule, as "execute-api host".
    pub rule: &'static str,
}

/// How requests to a host are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostAlgorithm {
    /// `AWS4-HMAC-SHA256`, for one region.
    SigV4,
    /// `AWS4-ECDSA-P256-SHA256`, for a set of regions. The host takes nothing else.
    SigV4a {
        /// Value of `X-Amz-Region-Set`.
        region_set: &'static str,
    },
}

/// How far a hint can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// AWS's endpoint rules or documentation name this form of host.
    Exact,
    /// Read from labels that look like those of other hosts, or from a host that two services share.
    Guessed,
}

impl HostHint {
    /// A hint for one region, where the host names it.
    pub(super) fn regional(service: &str, region: Option<&str>, rule: &'static str) -> Self {
        Self {
            region: region.map(str::to_owned),
            host_region: None,
            service: service.to_owned(),
            algorithm: HostAlgorithm::SigV4,
            certainty: Certainty::Exact,
            rule,
        }
    }

    /// A hint for a host of every region.
    pub(super) fn everywhere(service: &str, rule: &'static str) -> Self {
        Self {
            algorithm: HostAlgorithm::SigV4a { region_set: "*" },
            ..Self::regional(service, None, rule)
        }
    }

    pub(super) fn guessed(self) -> Self {
        Self {
            certainty: Certainty::Guessed,
            ..self
        }
    }
}
