//! Hosts of interface VPC endpoints.

use super::name::HostName;

/// The host without what names the endpoint: `sqs.us-east-1` for `vpce-0a-b.sqs.us-east-1.vpce`, the same for
/// S3's `{bucket}.bucket.vpce-0a-b.s3.us-east-1.vpce`. `None` for other hosts, and empty of a service for an
/// endpoint service of one's own
/// (<https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html>).
pub(super) fn behind<'a>(name: &HostName<'a>) -> Option<HostName<'a>> {
    let [front @ .., "vpce"] = name.labels.as_slice() else {
        return None;
    };
    let endpoint = front.iter().position(|label| label.starts_with("vpce-"))?;
    let service = front.get(endpoint + 1..)?.to_vec();
    Some(HostName::new(service, name.suffix))
}

/// Whether the host is of an endpoint service that is not AWS's.
pub(super) fn is_own_service(name: &HostName<'_>) -> bool {
    name.labels.iter().any(|label| label.starts_with("vpce-svc-"))
}
