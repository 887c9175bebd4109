//! What hosts say about service and region, each row with its judge.
//!
//! Judges: botocore's endpoint rule sets and its endpoint tests, which `tests/foreign/botocore_hosts.py` asks
//! about every service in every region as well; pages of AWS's documentation under
//! <https://docs.aws.amazon.com> where there is no rule set.
//! Long because it is one table, read from top to bottom.

use countersign::sigv4::{Certainty, HostAlgorithm, infer};

/// A host, its signing name, its region (`*`: every region, with `SigV4a`; `-`: none), and who says so.
type Row = (&'static str, &'static str, &'static str, &'static str);

const BOTOCORE: &str = "botocore 1.44.5, endpoint rule sets";

const SERVICES: &[Row] = &[
    ("sqs.us-east-1.amazonaws.com", "sqs", "us-east-1", BOTOCORE),
    ("sqs-fips.us-gov-west-1.api.aws", "sqs", "us-gov-west-1", BOTOCORE),
    ("sts.eu-west-1.amazonaws.com", "sts", "eu-west-1", BOTOCORE),
    (
        "dynamodb.us-west-2.amazonaws.com",
        "dynamodb",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "111122223333.ddb.us-west-2.amazonaws.com",
        "dynamodb",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "streams.dynamodb.us-west-2.amazonaws.com",
        "dynamodb",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "111122223333.data-kinesis.us-east-1.amazonaws.com",
        "kinesis",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "bedrock-runtime.us-east-1.amazonaws.com",
        "bedrock",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "bedrock-runtime-fips.us-east-1.amazonaws.com",
        "bedrock",
        "us-east-1",
        BOTOCORE,
    ),
    ("email.eu-west-1.amazonaws.com", "ses", "eu-west-1", BOTOCORE),
    (
        "monitoring.ap-south-1.amazonaws.com",
        "monitoring",
        "ap-south-1",
        BOTOCORE,
    ),
    (
        "runtime.sagemaker.us-east-1.amazonaws.com",
        "sagemaker",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "runtime-fips.sagemaker.us-east-1.amazonaws.com",
        "sagemaker",
        "us-east-1",
        BOTOCORE,
    ),
    ("api.ecr.us-east-1.amazonaws.com", "ecr", "us-east-1", BOTOCORE),
    ("ecr.us-east-1.api.aws", "ecr", "us-east-1", BOTOCORE),
    (
        "pinpoint.us-east-1.amazonaws.com",
        "mobiletargeting",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "portal.sso.us-east-1.amazonaws.com",
        "awsssoportal",
        "us-east-1",
        BOTOCORE,
    ),
    ("oidc.us-east-1.amazonaws.com", "sso-oauth", "us-east-1", BOTOCORE),
    (
        "api.tunneling.iot.us-east-1.amazonaws.com",
        "IoTSecuredTunneling",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "participant.connect.us-east-1.amazonaws.com",
        "execute-api",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "data-ats.iot.us-east-1.amazonaws.com",
        "iotdata",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "data.jobs.iot.us-east-1.amazonaws.com",
        "iot-jobs-data",
        "us-east-1",
        BOTOCORE,
    ),
    ("iot.us-east-1.amazonaws.com", "iot", "us-east-1", BOTOCORE),
    (
        "sync-states.us-east-1.amazonaws.com",
        "states",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "data-servicediscovery.us-east-1.amazonaws.com",
        "servicediscovery",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "env.airflow.us-east-1.amazonaws.com",
        "airflow",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "api.sustainability.us-west-2.api.aws",
        "sustainability",
        "us-east-1",
        BOTOCORE,
    ),
    ("us-east-1.signin.aws.amazon.com", "signin", "us-east-1", BOTOCORE),
    (
        "g-1.neptune-graph.us-east-1.on.aws",
        "neptune-graph",
        "us-east-1",
        BOTOCORE,
    ),
    ("sqs.cn-north-1.amazonaws.com.cn", "sqs", "cn-north-1", BOTOCORE),
    (
        "sqs.cn-north-1.api.amazonwebservices.com.cn",
        "sqs",
        "cn-north-1",
        BOTOCORE,
    ),
    (
        "sqs.eusc-de-east-1.amazonaws.eu",
        "sqs",
        "eusc-de-east-1",
        BOTOCORE,
    ),
    ("sqs.us-iso-east-1.c2s.ic.gov", "sqs", "us-iso-east-1", BOTOCORE),
    (
        "sqs.us-isob-east-1.sc2s.sgov.gov",
        "sqs",
        "us-isob-east-1",
        BOTOCORE,
    ),
    (
        "sqs.eu-isoe-west-1.cloud.adc-e.uk",
        "sqs",
        "eu-isoe-west-1",
        BOTOCORE,
    ),
    (
        "sqs.us-isof-south-1.csp.hci.ic.gov",
        "sqs",
        "us-isof-south-1",
        BOTOCORE,
    ),
];

const GLOBAL: &[Row] = &[
    ("sts.amazonaws.com", "sts", "us-east-1", BOTOCORE),
    ("iam.amazonaws.com", "iam", "us-east-1", BOTOCORE),
    ("iam.global.api.aws", "iam", "us-east-1", BOTOCORE),
    ("iam.us-gov.amazonaws.com", "iam", "us-gov-west-1", BOTOCORE),
    ("iam.cn-north-1.amazonaws.com.cn", "iam", "cn-north-1", BOTOCORE),
    ("iam.us-iso-east-1.c2s.ic.gov", "iam", "us-iso-east-1", BOTOCORE),
    ("route53.amazonaws.com", "route53", "us-east-1", BOTOCORE),
    ("route53.amazonaws.com.cn", "route53", "cn-northwest-1", BOTOCORE),
    (
        "route53.us-gov.amazonaws.com",
        "route53",
        "us-gov-west-1",
        BOTOCORE,
    ),
    ("route53.amazonaws.eu", "route53", "eusc-de-east-1", BOTOCORE),
    ("cloudfront.amazonaws.com", "cloudfront", "us-east-1", BOTOCORE),
    (
        "cloudfront.cn-northwest-1.amazonaws.com.cn",
        "cloudfront",
        "cn-northwest-1",
        BOTOCORE,
    ),
    (
        "organizations.us-east-1.amazonaws.com",
        "organizations",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "networkmanager.us-west-2.amazonaws.com",
        "networkmanager",
        "us-west-2",
        BOTOCORE,
    ),
    ("global.health.amazonaws.com", "health", "us-east-1", BOTOCORE),
    ("budgets.amazonaws.com", "budgets", "us-east-1", BOTOCORE),
    ("ce.us-east-1.amazonaws.com", "ce", "us-east-1", BOTOCORE),
    ("waf.amazonaws.com", "waf", "us-east-1", BOTOCORE),
    (
        "importexport.amazonaws.com",
        "IngestionService",
        "us-east-1",
        BOTOCORE,
    ),
    ("abc.veo.endpoint.events.amazonaws.com", "events", "*", BOTOCORE),
    ("abc.123.endpoints.email.amazonaws.com", "ses", "*", BOTOCORE),
    (
        "111122223333.cloudfront-kvs.global.api.aws",
        "cloudfront-keyvaluestore",
        "*",
        BOTOCORE,
    ),
];

const VIRTUAL_HOSTS: &str = "AmazonS3/latest/userguide/VirtualHosting.html";
const DUAL_STACK: &str = "AmazonS3/latest/API/dual-stack-endpoints.html";
const PRIVATE_LINK: &str = "AmazonS3/latest/userguide/privatelink-interface-endpoints.html";
const EXPRESS: &str = "AmazonS3/latest/userguide/s3-express-Regions-and-Zones.html";
const MULTI_REGION: &str = "AmazonS3/latest/userguide/MultiRegionAccessPointRequests.html";

const S3: &[Row] = &[
    ("s3.amazonaws.com", "s3", "us-east-1", BOTOCORE),
    ("bucket.s3.amazonaws.com", "s3", "us-east-1", BOTOCORE),
    (
        "s3-external-1.amazonaws.com",
        "s3",
        "us-east-1",
        "general/latest/gr/s3.html",
    ),
    ("s3.eu-north-1.amazonaws.com", "s3", "eu-north-1", BOTOCORE),
    ("bucket.s3.eu-north-1.amazonaws.com", "s3", "eu-north-1", BOTOCORE),
    (
        "my.dotted.bucket.s3.eu-north-1.amazonaws.com",
        "s3",
        "eu-north-1",
        VIRTUAL_HOSTS,
    ),
    (
        "my.s3.bucket.s3.eu-north-1.amazonaws.com",
        "s3",
        "eu-north-1",
        VIRTUAL_HOSTS,
    ),
    ("s3-us-west-2.amazonaws.com", "s3", "us-west-2", VIRTUAL_HOSTS),
    (
        "bucket.s3-us-west-2.amazonaws.com",
        "s3",
        "us-west-2",
        VIRTUAL_HOSTS,
    ),
    (
        "s3-fips-us-gov-west-1.amazonaws.com",
        "s3",
        "us-gov-west-1",
        "govcloud-us/latest/UserGuide/govcloud-s3.html",
    ),
    (
        "bucket.s3.dualstack.us-west-2.amazonaws.com",
        "s3",
        "us-west-2",
        DUAL_STACK,
    ),
    (
        "bucket.s3-fips.us-gov-west-1.amazonaws.com",
        "s3",
        "us-gov-west-1",
        BOTOCORE,
    ),
    (
        "s3-fips.dualstack.us-east-1.amazonaws.com",
        "s3",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "bucket.s3.cn-north-1.amazonaws.com.cn",
        "s3",
        "cn-north-1",
        BOTOCORE,
    ),
    (
        "bucket.s3-accelerate.amazonaws.com",
        "s3",
        "-",
        "AmazonS3/latest/userguide/transfer-acceleration.html",
    ),
    (
        "bucket.s3-accelerate.dualstack.amazonaws.com",
        "s3",
        "-",
        "AmazonS3/latest/userguide/transfer-acceleration.html",
    ),
    (
        "ap-111122223333.s3-accesspoint.us-west-2.amazonaws.com",
        "s3",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "ap-111122223333.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com",
        "s3",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "111122223333.s3-control.us-west-2.amazonaws.com",
        "s3",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "ap-111122223333.s3-object-lambda.us-west-2.amazonaws.com",
        "s3-object-lambda",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "ap-111122223333.op-1.s3-outposts.us-west-2.amazonaws.com",
        "s3-outposts",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "s3-outposts.us-west-2.api.aws",
        "s3-outposts",
        "us-west-2",
        BOTOCORE,
    ),
    (
        "b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com",
        "s3express",
        "us-east-1",
        EXPRESS,
    ),
    (
        "b--use1-az4--x-s3.s3express-fips-use1-az4.dualstack.us-east-1.amazonaws.com",
        "s3express",
        "us-east-1",
        BOTOCORE,
    ),
    (
        "s3express-control.us-east-1.amazonaws.com",
        "s3express",
        "us-east-1",
        EXPRESS,
    ),
    (
        "alias.mrap.accesspoint.s3-global.amazonaws.com",
        "s3",
        "*",
        MULTI_REGION,
    ),
    (
        "bucket.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com",
        "s3",
        "us-east-1",
        PRIVATE_LINK,
    ),
    (
        "my.data.bucket.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com",
        "s3",
        "us-east-1",
        PRIVATE_LINK,
    ),
    (
        "accesspoint.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com",
        "s3",
        "us-east-1",
        PRIVATE_LINK,
    ),
    (
        "control.vpce-0a-b.s3.us-east-1.vpce.amazonaws.com",
        "s3",
        "us-east-1",
        PRIVATE_LINK,
    ),
];

const PRIVATE_API: &str = "apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html";
const ENDPOINTS: &str = "vpc/latest/privatelink/privatelink-access-aws-services.html";
const COLLECTIONS: &str = "opensearch-service/latest/developerguide/serverless-collection-endpoints.html";
const DOMAINS: &str = "opensearch-service/latest/developerguide/request-signing.html";
const DEVICES: &str = "iot/latest/developerguide/iot-connect-devices.html";

const RESOURCES: &[Row] = &[
    (
        "abc.execute-api.us-east-1.amazonaws.com",
        "execute-api",
        "us-east-1",
        "apigateway/latest/developerguide/how-to-call-api.html",
    ),
    (
        "abc-vpce-0a1b.execute-api.eu-west-1.amazonaws.com",
        "execute-api",
        "eu-west-1",
        PRIVATE_API,
    ),
    (
        "vpce-0a1b-c.execute-api.eu-west-1.vpce.amazonaws.com",
        "execute-api",
        "eu-west-1",
        PRIVATE_API,
    ),
    (
        "abc.execute-api.cn-north-1.amazonaws.com.cn",
        "execute-api",
        "cn-north-1",
        "amazonaws.cn/en/apigateway",
    ),
    (
        "abc.execute-api.us-east-1.api.aws",
        "execute-api",
        "us-east-1",
        "apigateway/latest/developerguide/api-gateway-ip-address-type.html",
    ),
    (
        "abc.execute-api.us-east-1.localhost:8080",
        "execute-api",
        "us-east-1",
        "the embedded server",
    ),
    (
        "abc.lambda-url.eu-central-1.on.aws",
        "lambda",
        "eu-central-1",
        "lambda/latest/dg/urls-invocation.html",
    ),
    (
        "search-x-abc.us-east-1.es.amazonaws.com",
        "es",
        "us-east-1",
        DOMAINS,
    ),
    ("vpc-x-abc.us-east-1.es.amazonaws.com", "es", "us-east-1", DOMAINS),
    ("search-x-abc.aos.us-east-1.on.aws", "es", "us-east-1", DOMAINS),
    (
        "abc.us-east-1.aoss.amazonaws.com",
        "aoss",
        "us-east-1",
        COLLECTIONS,
    ),
    ("abc.aoss.us-east-1.on.aws", "aoss", "us-east-1", COLLECTIONS),
    (
        "p-abc.us-east-1.osis.amazonaws.com",
        "osis",
        "us-east-1",
        "opensearch-service/latest/developerguide/configure-client.html",
    ),
    (
        "search-d-abc.us-east-1.cloudsearch.amazonaws.com",
        "cloudsearch",
        "us-east-1",
        "cloudsearch/latest/developerguide/signing-requests.html",
    ),
    (
        "abc.appsync-api.us-east-1.amazonaws.com",
        "appsync",
        "us-east-1",
        "appsync/latest/devguide/security-authz.html",
    ),
    (
        "abc.appsync-realtime-api.us-east-1.amazonaws.com",
        "appsync",
        "us-east-1",
        "appsync/latest/devguide/real-time-websocket-client.html",
    ),
    (
        "a1b2c3-ats.iot.us-east-1.amazonaws.com",
        "iotdata",
        "us-east-1",
        DEVICES,
    ),
    (
        "a1b2c3.iot.us-east-1.amazonaws.com",
        "iotdata",
        "us-east-1",
        DEVICES,
    ),
    (
        "a1b2c3.jobs.iot.us-east-1.amazonaws.com",
        "iot-jobs-data",
        "us-east-1",
        DEVICES,
    ),
    (
        "svc-0a.7d67.vpc-lattice-svcs.us-west-2.on.aws",
        "vpc-lattice-svcs",
        "us-west-2",
        "vpc-lattice/latest/ug/sigv4-authenticated-requests.html",
    ),
    (
        "s-1.kinesisvideo.us-west-2.amazonaws.com",
        "kinesisvideo",
        "us-west-2",
        "kinesisvideostreams/latest/dg/API_GetDataEndpoint.html",
    ),
    (
        "abc.data.mediastore.us-west-2.amazonaws.com",
        "mediastore",
        "us-west-2",
        "mediastore/latest/ug/objects-view-details.html",
    ),
    (
        "abcd1234.mediaconvert.us-west-2.amazonaws.com",
        "mediaconvert",
        "us-west-2",
        "cli/latest/reference/mediaconvert/list-queues.html",
    ),
    (
        "ingest-cell1.timestream.us-west-2.amazonaws.com",
        "timestream",
        "us-west-2",
        "timestream/latest/developerguide/VPCEndpoints.html",
    ),
    (
        "abc.livy.emr-serverless-services.us-west-2.amazonaws.com",
        "emr-serverless",
        "us-west-2",
        "emr/latest/EMR-Serverless-UserGuide/interactive-workloads-livy-endpoints.html",
    ),
    (
        "gw-1.gateway.bedrock-agentcore.us-west-2.amazonaws.com",
        "bedrock-agentcore",
        "us-west-2",
        "bedrock-agentcore/latest/devguide/gateway-using.html",
    ),
    (
        "c.cluster-abc.us-east-1.neptune.amazonaws.com:8182",
        "neptune-db",
        "us-east-1",
        "neptune/latest/userguide/iam-auth-connecting.html",
    ),
    (
        "aps-workspaces.us-east-1.amazonaws.com",
        "aps",
        "us-east-1",
        "prometheus/latest/userguide/AMP-onboard-query-APIs.html",
    ),
    (
        "transcribestreaming.us-east-1.amazonaws.com:8443",
        "transcribe",
        "us-east-1",
        "transcribe/latest/dg/streaming-setting-up.html",
    ),
    (
        "us-west-2.queue.amazonaws.com",
        "sqs",
        "us-west-2",
        "general/latest/gr/sqs-service.html",
    ),
    (
        "queue.amazonaws.com",
        "sqs",
        "us-east-1",
        "general/latest/gr/sqs-service.html",
    ),
    (
        "vpce-0a-b.sqs.us-east-1.vpce.amazonaws.com",
        "sqs",
        "us-east-1",
        ENDPOINTS,
    ),
    (
        "vpce-0a-b-us-east-1a.runtime.sagemaker.us-east-1.vpce.amazonaws.com",
        "sagemaker",
        "us-east-1",
        ENDPOINTS,
    ),
    (
        "vpce-0a-b.api.ecr.cn-north-1.vpce.amazonaws.com.cn",
        "ecr",
        "cn-north-1",
        ENDPOINTS,
    ),
];

/// Hosts of AWS that take no AWS signature, with the page that says what they take.
const UNSIGNED: &[(&str, &str)] = &[
    (
        "bucket.s3-website-us-east-1.amazonaws.com",
        "AmazonS3/latest/userguide/WebsiteEndpoints.html",
    ),
    (
        "bucket.s3-website.eu-central-1.amazonaws.com",
        "AmazonS3/latest/userguide/WebsiteEndpoints.html",
    ),
    (
        "ec2-1-2-3-4.compute-1.amazonaws.com",
        "AWSEC2/latest/UserGuide/using-instance-addressing.html",
    ),
    (
        "ec2-1-2-3-4.us-west-2.compute.amazonaws.com",
        "AWSEC2/latest/UserGuide/using-instance-addressing.html",
    ),
    (
        "lb-1.elb.us-east-1.amazonaws.com",
        "elasticloadbalancing/latest/network/network-load-balancers.html",
    ),
    (
        "lb-1.us-east-1.elb.amazonaws.com",
        "elasticloadbalancing/latest/application/application-load-balancers.html",
    ),
    (
        "db.abc.us-east-1.rds.amazonaws.com",
        "AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html",
    ),
    (
        "111122223333.dkr.ecr.us-east-1.amazonaws.com",
        "AmazonECR/latest/userguide/registry_auth.html",
    ),
    (
        "abc.credentials.iot.us-east-1.amazonaws.com",
        "iot/latest/developerguide/authorizing-direct-aws.html",
    ),
    (
        "email-smtp.us-east-1.amazonaws.com",
        "ses/latest/dg/smtp-credentials.html",
    ),
    (
        "fs-1.efs.us-east-1.amazonaws.com",
        "efs/latest/ug/mounting-fs-mount-cmd-dns-name.html",
    ),
    (
        "abc.gr7.us-east-1.eks.amazonaws.com",
        "eks/latest/userguide/cluster-endpoint.html",
    ),
    (
        "vpce-0a-b.vpce-svc-0c.us-east-1.vpce.amazonaws.com",
        "vpc/latest/privatelink/create-endpoint-service.html",
    ),
];

#[test]
fn hosts_name_service_and_region() {
    for (host, service, region, judge) in [SERVICES, GLOBAL, S3, RESOURCES].concat() {
        let hint = infer(host).unwrap_or_else(|| panic!("{host} gives nothing; {judge}"));
        let found = match hint.algorithm {
            HostAlgorithm::SigV4 => hint.region.as_deref().unwrap_or("-"),
            HostAlgorithm::SigV4a { region_set } => region_set,
        };
        assert_eq!(
            (hint.service.as_str(), found),
            (service, region),
            "{host}; {judge}"
        );
        assert_eq!(hint.certainty, Certainty::Exact, "{host}; {judge}");
    }
}

#[test]
fn hosts_without_a_signature_give_nothing() {
    for (host, judge) in UNSIGNED {
        assert_eq!(infer(host), None, "{host}; {judge}");
    }
}
