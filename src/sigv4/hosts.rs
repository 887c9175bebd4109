//! What a host says about region and service.
//!
//! Read label by label from the right: suffix of the partition, region, then the service's name, which is
//! not always the signing name (`names.rs`). Unknown hosts give nothing rather than a guess.

use super::names::{global_region, signing_name};

/// What a host says about region and service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostHint {
    /// `None` when the host does not name one.
    pub region: Option<String>,
    /// Signing name.
    pub service: String,
    /// Name of the rule, as "execute-api host".
    pub rule: &'static str,
}

impl HostHint {
    fn new(service: &str, region: &str, rule: &'static str) -> Self {
        Self {
            region: Some(region.to_owned()),
            service: service.to_owned(),
            rule,
        }
    }
}

/// Suffixes of the public partitions
/// (<https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>).
const SUFFIXES: [&str; 6] = [
    ".amazonaws.com.cn",
    ".amazonaws.com",
    ".amazonaws.eu",
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
    ".api.aws",
];

/// Reads region and service from a host without port; `None` for hosts it does not know (custom domains,
/// addresses).
pub fn infer(host: &str) -> Option<HostHint> {
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    if let Some(prefix) = host.strip_suffix(".localhost") {
        return execute_api(&labels(prefix)?, "execute-api host of the embedded server");
    }
    if let Some(prefix) = host.strip_suffix(".on.aws") {
        return on_aws(&labels(prefix)?);
    }
    let (prefix, suffix) = SUFFIXES
        .iter()
        .find_map(|suffix| host.strip_suffix(suffix).map(|prefix| (prefix, *suffix)))?;
    let labels = labels(prefix)?;
    execute_api(&labels, "execute-api host")
        .or_else(|| domain_before_service(&labels))
        .or_else(|| regional(&labels, suffix))
}

/// The labels, or `None` when one is empty.
fn labels(prefix: &str) -> Option<Vec<&str>> {
    let labels: Vec<&str> = prefix.split('.').collect();
    labels.iter().all(|label| !label.is_empty()).then_some(labels)
}

/// `{id}.execute-api.{region}` and `{id}-{vpce-id}.execute-api.{region}`
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>).
fn execute_api(labels: &[&str], rule: &'static str) -> Option<HostHint> {
    match labels {
        [_, "execute-api", region] if is_region(region) => Some(HostHint::new("execute-api", region, rule)),
        _ => None,
    }
}

fn on_aws(labels: &[&str]) -> Option<HostHint> {
    match labels {
        [_, "lambda-url", region] if is_region(region) => {
            Some(HostHint::new("lambda", region, "Lambda function URL"))
        }
        [_, _, "vpc-lattice-svcs", region] if is_region(region) => Some(HostHint::new(
            "vpc-lattice-svcs",
            region,
            "VPC Lattice service host",
        )),
        [_, "aos", region] if is_region(region) => {
            Some(HostHint::new("es", region, "OpenSearch domain host"))
        }
        _ => None,
    }
}

/// Hosts that name the region before the service.
fn domain_before_service(labels: &[&str]) -> Option<HostHint> {
    match labels {
        [_, region, "es"] if is_region(region) => Some(HostHint::new("es", region, "OpenSearch domain host")),
        [_, region, "aoss"] if is_region(region) => Some(HostHint::new(
            "aoss",
            region,
            "OpenSearch Serverless collection host",
        )),
        [_, region, "cloudsearch"] if is_region(region) => {
            Some(HostHint::new("cloudsearch", region, "CloudSearch domain host"))
        }
        [region, "queue"] if is_region(region) => Some(HostHint::new("sqs", region, "legacy SQS host")),
        _ => None,
    }
}

/// `[resource.]service[.dualstack][.region][.vpce]`.
fn regional(labels: &[&str], suffix: &str) -> Option<HostHint> {
    let (labels, behind_endpoint) = match labels {
        [rest @ .., "vpce"] => (rest.split_first().map_or(rest, |(_, rest)| rest), true),
        _ => (labels, false),
    };
    let (labels, region) = match labels {
        [rest @ .., region] if is_region(region) => (rest, Some(*region)),
        [rest @ .., "global"] if suffix == ".api.aws" => (rest, Some("us-east-1")),
        _ => (labels, None),
    };
    let labels = match labels {
        [rest @ .., "dualstack" | "fips"] => rest,
        _ => labels,
    };
    if labels.last().is_some_and(|label| label.starts_with("s3")) {
        return s3(labels, region);
    }
    match (region, labels) {
        (_, []) => None,
        (Some(region), _) => {
            let rule = if behind_endpoint {
                "VPC endpoint host"
            } else {
                "AWS service host"
            };
            signing_name(labels).map(|service| HostHint::new(service, region, rule))
        }
        (None, [_]) => {
            let service = signing_name(labels)?;
            Some(HostHint::new(
                service,
                global_region(service, suffix),
                "global AWS service host",
            ))
        }
        (None, _) => None,
    }
}

/// The S3 family (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html>). Website
/// endpoints take no signature, and multi-region access points take only `SigV4a`: nothing for both.
fn s3(labels: &[&str], region: Option<&str>) -> Option<HostHint> {
    const RULE: &str = "S3 host";
    let label = *labels.last()?;
    let name = label.strip_suffix("-fips").unwrap_or(label);
    let service = match name {
        "s3" | "s3-accesspoint" | "s3-control" | "s3-accelerate" | "s3-external-1" => "s3",
        "s3-outposts" => "s3-outposts",
        "s3-object-lambda" => "s3-object-lambda",
        _ if name.starts_with("s3express-") => "s3express",
        _ => {
            let region = name.strip_prefix("s3-").filter(|region| is_region(region))?;
            return Some(HostHint::new("s3", region, RULE));
        }
    };
    let region = match (region, name) {
        (Some(region), _) => Some(region),
        (None, "s3" | "s3-external-1") => Some("us-east-1"),
        _ => None,
    };
    Some(HostHint {
        region: region.map(str::to_owned),
        service: service.to_owned(),
        rule: RULE,
    })
}

/// True for the form of a region's name: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
fn is_region(label: &str) -> bool {
    const AREAS: [&str; 12] = [
        "af", "ap", "ca", "cn", "eu", "eusc", "il", "me", "mx", "sa", "us", "at",
    ];
    let mut parts = label.split('-');
    let area = parts.next().is_some_and(|area| AREAS.contains(&area));
    let number = parts
        .next_back()
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    let mut places = parts.peekable();
    area && number && places.peek().is_some() && places.all(is_place)
}

fn is_place(part: &str) -> bool {
    const DIRECTIONS: [&str; 9] = [
        "central",
        "east",
        "north",
        "northeast",
        "northwest",
        "south",
        "southeast",
        "southwest",
        "west",
    ];
    DIRECTIONS.contains(&part) || matches!(part, "gov" | "iso" | "isob" | "isoe" | "isof" | "de")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(host: &str) -> Option<(String, String)> {
        infer(host).map(|hint| (hint.service, hint.region.unwrap_or_default()))
    }

    #[test]
    fn hosts_of_aws_name_service_and_region() {
        for (host, service, region) in [
            (
                "abcd123456.execute-api.us-east-1.amazonaws.com",
                "execute-api",
                "us-east-1",
            ),
            (
                "abcd123456-vpce-0a1b.execute-api.eu-west-1.amazonaws.com",
                "execute-api",
                "eu-west-1",
            ),
            (
                "abcd123456.execute-api.cn-north-1.amazonaws.com.cn",
                "execute-api",
                "cn-north-1",
            ),
            (
                "abcd123456.execute-api.us-east-1.api.aws",
                "execute-api",
                "us-east-1",
            ),
            (
                "abcd123456.execute-api.us-east-1.localhost",
                "execute-api",
                "us-east-1",
            ),
            (
                "ABCD123456.Execute-API.us-east-1.amazonaws.com.",
                "execute-api",
                "us-east-1",
            ),
            ("abc.lambda-url.eu-central-1.on.aws", "lambda", "eu-central-1"),
            ("sts.amazonaws.com", "sts", "us-east-1"),
            ("sts.eu-west-1.amazonaws.com", "sts", "eu-west-1"),
            ("iam.amazonaws.com", "iam", "us-east-1"),
            ("iam.cn-north-1.amazonaws.com.cn", "iam", "cn-north-1"),
            ("dynamodb.us-west-2.amazonaws.com", "dynamodb", "us-west-2"),
            (
                "streams.dynamodb.us-west-2.amazonaws.com",
                "dynamodb",
                "us-west-2",
            ),
            ("bedrock-runtime.us-east-1.amazonaws.com", "bedrock", "us-east-1"),
            (
                "bedrock-runtime-fips.us-east-1.amazonaws.com",
                "bedrock",
                "us-east-1",
            ),
            ("email.eu-west-1.amazonaws.com", "ses", "eu-west-1"),
            (
                "runtime.sagemaker.us-east-1.amazonaws.com",
                "sagemaker",
                "us-east-1",
            ),
            ("api.ecr.us-east-1.amazonaws.com", "ecr", "us-east-1"),
            ("a1b2c3-ats.iot.us-east-1.amazonaws.com", "iotdata", "us-east-1"),
            ("iot.us-east-1.amazonaws.com", "iot", "us-east-1"),
            ("abc.appsync-api.us-east-1.amazonaws.com", "appsync", "us-east-1"),
            ("search-x-abc.us-east-1.es.amazonaws.com", "es", "us-east-1"),
            ("abc.us-east-1.aoss.amazonaws.com", "aoss", "us-east-1"),
            ("vpce-0a.sqs.us-east-1.vpce.amazonaws.com", "sqs", "us-east-1"),
            ("s3.amazonaws.com", "s3", "us-east-1"),
            ("my.dotted.bucket.s3.eu-north-1.amazonaws.com", "s3", "eu-north-1"),
            ("bucket.s3-us-west-2.amazonaws.com", "s3", "us-west-2"),
            ("bucket.s3.dualstack.us-west-2.amazonaws.com", "s3", "us-west-2"),
            (
                "bucket.s3-fips.us-gov-west-1.amazonaws.com",
                "s3",
                "us-gov-west-1",
            ),
            (
                "b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
                "s3express",
                "us-east-1",
            ),
            (
                "bucket.vpce-0a.s3.us-east-1.vpce.amazonaws.com",
                "s3",
                "us-east-1",
            ),
            ("sqs.eusc-de-east-1.amazonaws.eu", "sqs", "eusc-de-east-1"),
        ] {
            assert_eq!(
                read(host),
                Some((service.to_owned(), region.to_owned())),
                "{host}"
            );
        }
    }

    #[test]
    fn acceleration_names_no_region() {
        let hint = infer("bucket.s3-accelerate.amazonaws.com").unwrap();
        assert_eq!((hint.service.as_str(), hint.region), ("s3", None));
    }

    #[test]
    fn unknown_hosts_give_nothing() {
        for host in [
            "api.example.com",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "amazonaws.com",
            ".amazonaws.com",
            "..amazonaws.com",
            "x.execute-api.us-east-1.evil.com",
            "x.execute-api.nowhere.localhost",
            "ec2-1-2-3-4.compute-1.amazonaws.com",
            "lb-1.elb.us-east-1.amazonaws.com",
            "bucket.s3-website-us-east-1.amazonaws.com",
            "alias.accesspoint.s3-global.amazonaws.com",
            "123456789012.dkr.ecr.us-east-1.amazonaws.com",
            "",
        ] {
            assert_eq!(infer(host), None, "{host}");
        }
    }
}
