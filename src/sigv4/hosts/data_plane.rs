//! Hosts of single resources, which AWS's endpoint rule sets do not have.

use super::hint::HostHint;
use super::name::{HostName, Suffix};

/// A form of host with its signing name.
struct Rule {
    /// `*` is one or more labels, `{r}` the region.
    labels: &'static str,
    under: Under,
    service: &'static str,
    name: &'static str,
}

/// The suffixes under which a form of host is found.
#[derive(Clone, Copy)]
enum Under {
    /// Those of the partitions.
    Partition,
    OnAws,
    Localhost,
}

const fn rule(labels: &'static str, under: Under, service: &'static str, name: &'static str) -> Rule {
    Rule {
        labels,
        under,
        service,
        name,
    }
}

const RULES: &[Rule] = &[
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
    rule(
        "*.execute-api.{r}",
        Under::Partition,
        "execute-api",
        "execute-api host",
    ),
    rule(
        "*.execute-api-fips.{r}",
        Under::Partition,
        "execute-api",
        "execute-api host",
    ),
    rule(
        "*.execute-api.{r}",
        Under::Localhost,
        "execute-api",
        "execute-api host of the embedded server",
    ),
    rule("s3.{r}", Under::Localhost, "s3", "S3 host of the embedded server"),
    rule(
        "*.s3.{r}",
        Under::Localhost,
        "s3",
        "bucket host of the embedded server",
    ),
    rule(
        "sts.{r}",
        Under::Localhost,
        "sts",
        "STS host of the embedded server",
    ),
    // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
    rule("*.lambda-url.{r}", Under::OnAws, "lambda", "Lambda function URL"),
    // https://docs.aws.amazon.com/vpc-lattice/latest/ug/sigv4-authenticated-requests.html
    rule(
        "*.vpc-lattice-svcs.{r}",
        Under::OnAws,
        "vpc-lattice-svcs",
        "VPC Lattice service host",
    ),
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/request-signing.html
    rule("*.{r}.es", Under::Partition, "es", "OpenSearch domain host"),
    rule("*.aos.{r}", Under::OnAws, "es", "OpenSearch domain host"),
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-collection-endpoints.html
    rule(
        "*.{r}.aoss",
        Under::Partition,
        "aoss",
        "OpenSearch Serverless collection host",
    ),
    rule(
        "*.{r}.aoss-fips",
        Under::Partition,
        "aoss",
        "OpenSearch Serverless collection host",
    ),
    rule(
        "*.aoss.{r}",
        Under::OnAws,
        "aoss",
        "OpenSearch Serverless collection host",
    ),
    rule(
        "*.aoss-fips.{r}",
        Under::OnAws,
        "aoss",
        "OpenSearch Serverless collection host",
    ),
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/configure-client.html
    rule(
        "*.{r}.osis",
        Under::Partition,
        "osis",
        "OpenSearch Ingestion pipeline host",
    ),
    // https://docs.aws.amazon.com/cloudsearch/latest/developerguide/signing-requests.html
    rule(
        "*.{r}.cloudsearch",
        Under::Partition,
        "cloudsearch",
        "CloudSearch domain host",
    ),
    // https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
    rule("*.appsync-api.{r}", Under::Partition, "appsync", "AppSync host"),
    rule(
        "*.appsync-realtime-api.{r}",
        Under::Partition,
        "appsync",
        "AppSync host",
    ),
    // https://docs.aws.amazon.com/iot/latest/developerguide/iot-connect-devices.html
    rule(
        "*.jobs.iot.{r}",
        Under::Partition,
        "iot-jobs-data",
        "AWS IoT jobs host",
    ),
    rule("*.iot.{r}", Under::Partition, "iotdata", "AWS IoT data host"),
    rule("*.iot-fips.{r}", Under::Partition, "iotdata", "AWS IoT data host"),
    // https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/API_GetDataEndpoint.html
    rule(
        "*.kinesisvideo.{r}",
        Under::Partition,
        "kinesisvideo",
        "Kinesis Video Streams data host",
    ),
    // https://docs.aws.amazon.com/mediastore/latest/ug/containers-view.html
    rule(
        "*.data.mediastore.{r}",
        Under::Partition,
        "mediastore",
        "MediaStore container host",
    ),
    // https://docs.aws.amazon.com/mediaconvert/latest/apireference/endpoints.html
    rule(
        "*.mediaconvert.{r}",
        Under::Partition,
        "mediaconvert",
        "MediaConvert account host",
    ),
    // https://docs.aws.amazon.com/timestream/latest/developerguide/Using-API.endpoint-discovery.html
    rule(
        "*.timestream.{r}",
        Under::Partition,
        "timestream",
        "Timestream cell host",
    ),
    // https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth-connecting.html
    rule(
        "*.{r}.neptune",
        Under::Partition,
        "neptune-db",
        "Neptune cluster host",
    ),
    // https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-query-APIs.html
    rule(
        "aps-workspaces.{r}",
        Under::Partition,
        "aps",
        "Managed Prometheus host",
    ),
    rule(
        "aps-workspaces-fips.{r}",
        Under::Partition,
        "aps",
        "Managed Prometheus host",
    ),
    // https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html
    rule(
        "transcribestreaming.{r}",
        Under::Partition,
        "transcribe",
        "Transcribe streaming host",
    ),
    rule(
        "transcribestreaming-fips.{r}",
        Under::Partition,
        "transcribe",
        "Transcribe streaming host",
    ),
    // https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/interactive-workloads-livy-endpoints.html
    rule(
        "*.livy.emr-serverless-services.{r}",
        Under::Partition,
        "emr-serverless",
        "EMR Serverless Livy host",
    ),
    // https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-using.html
    rule(
        "*.gateway.bedrock-agentcore.{r}",
        Under::Partition,
        "bedrock-agentcore",
        "AgentCore gateway host",
    ),
    // https://docs.aws.amazon.com/general/latest/gr/sqs-service.html#sqs_region
    rule("{r}.queue", Under::Partition, "sqs", "legacy SQS host"),
    rule("queue", Under::Partition, "sqs", "legacy SQS host"),
];

/// What the rules say about a host.
pub(super) fn hint_of(name: &HostName<'_>) -> Option<HostHint> {
    let rule = RULES.iter().find(|rule| rule.fits(name))?;
    let region = name.region().or_else(|| Some(name.partition()?.global_region));
    Some(HostHint::regional(rule.service, region, rule.name))
}

impl Rule {
    fn fits(&self, name: &HostName<'_>) -> bool {
        self.under.fits(name.suffix) && self.fits_labels(name)
    }

    /// Compares from the right.
    fn fits_labels(&self, name: &HostName<'_>) -> bool {
        let mut left = name.labels.iter().enumerate().rev();
        for pattern in self.labels.rsplit('.') {
            let fits = match (pattern, left.next()) {
                ("*", found) => return found.is_some(),
                ("{r}", Some((index, _))) => name.is_region_at(index),
                (label, Some((_, found))) => label == *found,
                (_, None) => false,
            };
            if !fits {
                return false;
            }
        }
        left.next().is_none()
    }
}

impl Under {
    fn fits(self, suffix: Suffix) -> bool {
        match self {
            Self::Partition => matches!(suffix, Suffix::Dns(_) | Suffix::DualStack(_)),
            Self::OnAws => suffix == Suffix::OnAws,
            Self::Localhost => suffix == Suffix::Localhost,
        }
    }
}
