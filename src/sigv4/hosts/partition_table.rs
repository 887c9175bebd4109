//! The partitions of AWS.
//!
//! Written by `scripts/hosts.sh` from the `partitions.json` of botocore 1.44.5 (Apache License 2.0, see
//! `assets/hosts/README.md`): run it again rather than edit this file.

use super::partition::Partition;

/// Every partition. Where two share a suffix, the first is the one of hosts without a region.
pub(super) const PARTITIONS: &[Partition] = &[
    Partition {
        dns_suffix: "amazonaws.com",
        dual_stack_suffix: "api.aws",
        global_region: "us-east-1",
        region_prefixes: &["af-", "ap-", "ca-", "eu-", "il-", "me-", "mx-", "sa-", "us-"],
    },
    Partition {
        dns_suffix: "amazonaws.com.cn",
        dual_stack_suffix: "api.amazonwebservices.com.cn",
        global_region: "cn-northwest-1",
        region_prefixes: &["cn-"],
    },
    Partition {
        dns_suffix: "amazonaws.eu",
        dual_stack_suffix: "api.amazonwebservices.eu",
        global_region: "eusc-de-east-1",
        region_prefixes: &["eusc-de-"],
    },
    Partition {
        dns_suffix: "c2s.ic.gov",
        dual_stack_suffix: "api.aws.ic.gov",
        global_region: "us-iso-east-1",
        region_prefixes: &["us-iso-"],
    },
    Partition {
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_suffix: "api.aws.scloud",
        global_region: "us-isob-east-1",
        region_prefixes: &["us-isob-"],
    },
    Partition {
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_suffix: "api.cloud-aws.adc-e.uk",
        global_region: "eu-isoe-west-1",
        region_prefixes: &["eu-isoe-"],
    },
    Partition {
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_suffix: "api.aws.hci.ic.gov",
        global_region: "us-isof-south-1",
        region_prefixes: &["us-isof-"],
    },
    Partition {
        dns_suffix: "amazonaws.com",
        dual_stack_suffix: "api.aws",
        global_region: "us-gov-west-1",
        region_prefixes: &["us-gov-"],
    },
];
