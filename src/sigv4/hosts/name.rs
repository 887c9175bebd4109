//! A host's name, read into labels and the suffix behind them.

use super::partition::Partition;
use super::partition_table::PARTITIONS;

/// Longest name of DNS (RFC 1035, 2.3.4).
const LONGEST: usize = 253;

/// Lower-case labels in front of a suffix.
#[derive(Debug)]
pub(super) struct HostName<'a> {
    /// None of them is empty.
    pub labels: Vec<&'a str>,
    pub suffix: Suffix,
    region_at: Option<usize>,
}

/// What stands behind the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suffix {
    /// Of a partition, as `amazonaws.com`.
    Dns(&'static str),
    /// Of a partition, as `api.aws`.
    DualStack(&'static str),
    /// `on.aws`, where some services give resources their own hosts.
    OnAws,
    /// `localhost`, where the embedded server is.
    Localhost,
    /// None of these: the labels are the whole name.
    Absolute,
}

impl<'a> HostName<'a> {
    /// Reads a lower-case name without port. `None` for what can not be a name.
    pub(super) fn parse(host: &'a str) -> Option<Self> {
        let host = host.strip_suffix('.').unwrap_or(host);
        if host.len() > LONGEST {
            return None;
        }
        let (front, suffix) = split(host);
        let labels: Vec<&str> = front.split('.').collect();
        labels
            .iter()
            .all(|label| !label.is_empty())
            .then(|| Self::new(labels, suffix))
    }

    pub(super) fn new(labels: Vec<&'a str>, suffix: Suffix) -> Self {
        let region_at = labels
            .iter()
            .rposition(|label| Partition::of_region(label).is_some());
        Self {
            labels,
            suffix,
            region_at,
        }
    }

    /// The last label that is a region.
    pub(super) fn region(&self) -> Option<&'a str> {
        self.labels.get(self.region_at?).copied()
    }

    /// Whether the label there is [`HostName::region`].
    pub(super) fn is_region_at(&self, index: usize) -> bool {
        self.region_at == Some(index)
    }

    /// The partition of the region, or else of the suffix.
    pub(super) fn partition(&self) -> Option<&'static Partition> {
        match (self.region(), self.suffix) {
            (Some(region), _) => Partition::of_region(region),
            (None, Suffix::Dns(suffix) | Suffix::DualStack(suffix)) => Partition::of_suffix(suffix),
            (None, Suffix::OnAws | Suffix::Localhost | Suffix::Absolute) => None,
        }
    }
}

/// The host without its port. An address in brackets keeps its colons.
pub(super) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.contains(':') => name,
        _ => host,
    }
}

/// The part before the longest known suffix.
fn split(host: &str) -> (&str, Suffix) {
    let before = |suffix: &str| host.strip_suffix(suffix)?.strip_suffix('.');
    if let Some(front) = before("on.aws") {
        return (front, Suffix::OnAws);
    }
    if let Some(front) = before("localhost") {
        return (front, Suffix::Localhost);
    }
    PARTITIONS
        .iter()
        .flat_map(|partition| {
            [
                Suffix::Dns(partition.dns_suffix),
                Suffix::DualStack(partition.dual_stack_suffix),
            ]
        })
        .filter_map(|suffix| Some((before(suffix.text())?, suffix)))
        .min_by_key(|(front, _)| front.len())
        .unwrap_or((host, Suffix::Absolute))
}

impl Suffix {
    /// Whether hosts of the region can have this suffix.
    pub(super) fn fits(self, region: &str) -> bool {
        match self {
            Self::Dns(text) | Self::DualStack(text) => {
                Partition::of_region(region).is_none_or(|partition| partition.has_suffix(text))
            }
            Self::OnAws | Self::Localhost | Self::Absolute => true,
        }
    }

    /// Its labels; empty where it has none.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Dns(text) | Self::DualStack(text) => text,
            Self::OnAws => "on.aws",
            Self::Localhost => "localhost",
            Self::Absolute => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_suffix_is_taken_off() {
        for (host, labels, suffix) in [
            ("sqs.us-east-1.amazonaws.com", 2, "amazonaws.com"),
            (
                "sqs.cn-north-1.api.amazonwebservices.com.cn",
                2,
                "api.amazonwebservices.com.cn",
            ),
            ("sqs.us-iso-east-1.api.aws.ic.gov.", 2, "api.aws.ic.gov"),
            ("sqs.us-isof-south-1.api.aws.hci.ic.gov", 2, "api.aws.hci.ic.gov"),
            (
                "sqs.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
                2,
                "api.cloud-aws.adc-e.uk",
            ),
            ("x.lambda-url.us-east-1.on.aws", 3, "on.aws"),
            ("amazonaws.com", 2, ""),
            ("notamazonaws.com", 2, ""),
        ] {
            let name = HostName::parse(host).unwrap();
            assert_eq!(
                (name.labels.len(), name.suffix.text()),
                (labels, suffix),
                "{host}"
            );
        }
    }

    #[test]
    fn what_can_not_be_a_name_is_refused() {
        for host in ["", ".", "..amazonaws.com", "a..b.amazonaws.com", ".amazonaws.com"] {
            assert!(HostName::parse(host).is_none(), "{host}");
        }
        assert!(HostName::parse(&"a.".repeat(200)).is_none());
    }

    #[test]
    fn ports_are_taken_off_and_addresses_left_alone() {
        assert_eq!(without_port("a.com:443"), "a.com");
        assert_eq!(without_port("a.com:"), "a.com");
        assert_eq!(without_port("a.com"), "a.com");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("::1"), "::1");
    }
}
