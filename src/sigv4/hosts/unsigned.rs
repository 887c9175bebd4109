//! Hosts of AWS that take no AWS signature, or not in a request.

use super::name::HostName;

/// The labels before the region of such hosts, without those of the resource.
const UNSIGNED: &[&[&str]] = &[
    // Load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
    &["*", "elb"],
    // The Docker registry, with a token: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
    &["*", "dkr", "ecr"],
    &["*", "dkr-fips", "ecr"],
    // A client certificate: https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
    &["*", "credentials", "iot"],
    // Other protocols than HTTP: SMTP, NFS, SFTP, brokers, Git.
    &["email-smtp"],
    &["email-smtp-fips"],
    &["*", "efs"],
    &["*", "server", "transfer"],
    &["*", "mq"],
    &["*", "kafka"],
    &["git-codecommit"],
];

/// Whether requests to the host carry no signature.
pub(super) fn is_unsigned(name: &HostName<'_>) -> bool {
    let Some((last, labels)) = name.labels.split_last() else {
        return false;
    };
    name.region() == Some(*last)
        && UNSIGNED.iter().any(|pattern| match pattern {
            ["*", tail @ ..] => labels.len() > tail.len() && labels.ends_with(tail),
            whole => labels == *whole,
        })
}
