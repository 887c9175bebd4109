//! Signing names: what the service part of a host is called in the credential scope.
//!
//! Host prefix and signing name are one for most services. The table has the pairs where they differ, from
//! botocore's service models (`endpointPrefix` and `signingName`, <https://github.com/boto/botocore>).

/// Host labels, joined, with the signing name.
const DIFFERENT: &[(&str, &str)] = &[
    ("a2i-runtime.sagemaker", "sagemaker"),
    ("admin.wickr", "wickr"),
    ("agreement-marketplace", "aws-marketplace"),
    ("api.detective", "detective"),
    ("api.ecr", "ecr"),
    ("api.ecr-public", "ecr-public"),
    ("api.iotdeviceadvisor", "iotdeviceadvisor"),
    ("api.iotmanagedintegrations", "iotmanagedintegrations"),
    ("api.iotwireless", "iotwireless"),
    ("api.mediatailor", "mediatailor"),
    ("api.pricing", "pricing"),
    ("api.sagemaker", "sagemaker"),
    ("api.tunneling.iot", "IoTSecuredTunneling"),
    ("appconfigdata", "appconfig"),
    ("appstream2", "appstream"),
    ("appsync-api", "appsync"),
    ("appsync-realtime-api", "appsync"),
    ("bedrock-agent", "bedrock"),
    ("bedrock-agent-runtime", "bedrock"),
    ("bedrock-agentcore-control", "bedrock-agentcore"),
    ("bedrock-data-automation", "bedrock"),
    ("bedrock-data-automation-runtime", "bedrock"),
    ("bedrock-runtime", "bedrock"),
    ("cassandra-streams", "cassandra"),
    ("catalog.marketplace", "aws-marketplace"),
    ("cloudhsmv2", "cloudhsm"),
    ("contact-lens", "connect"),
    ("controlplane.payment-cryptography", "payment-cryptography"),
    ("data-ats.iot", "iotdata"),
    ("data.iot", "iotdata"),
    ("data.jobs.iot", "iot-jobs-data"),
    ("data.mediastore", "mediastore"),
    ("data.qapps", "qapps"),
    ("data-signer", "signer"),
    ("dataplane.payment-cryptography", "payment-cryptography"),
    ("ddb", "dynamodb"),
    ("deployment-marketplace", "aws-marketplace"),
    ("discovery-marketplace", "aws-marketplace"),
    ("edge.sagemaker", "sagemaker"),
    ("email", "ses"),
    ("entitlement.marketplace", "aws-marketplace"),
    ("eventsv2", "events"),
    ("featurestore-runtime.sagemaker", "sagemaker"),
    ("forecastquery", "forecast"),
    ("identity-chime", "chime"),
    ("ingest.timestream", "timestream"),
    ("ivsrealtime", "ivs"),
    ("mail-manager", "ses"),
    ("media-pipelines-chime", "chime"),
    ("meetings-chime", "chime"),
    ("memory-db", "memorydb"),
    ("messaging-chime", "chime"),
    ("metering.marketplace", "aws-marketplace"),
    ("metrics.sagemaker", "sagemaker"),
    ("migrationhub-config", "mgh"),
    ("models-v2-lex", "lex"),
    ("models.lex", "lex"),
    ("monitoring", "monitoring"),
    ("oidc", "sso-oauth"),
    ("participant.connect", "execute-api"),
    ("personalize-events", "personalize"),
    ("personalize-runtime", "personalize"),
    ("pinpoint", "mobiletargeting"),
    ("portal.sso", "awsssoportal"),
    ("query.timestream", "timestream"),
    ("reporting-marketplace", "aws-marketplace"),
    ("runtime-v2-lex", "lex"),
    ("runtime.lex", "lex"),
    ("runtime.sagemaker", "sagemaker"),
    ("servicecatalog-appregistry", "servicecatalog"),
    ("sms-voice.pinpoint", "sms-voice"),
    ("streams.dynamodb", "dynamodb"),
    ("voice-chime", "chime"),
];

/// Labels of hosts that take no AWS signature: load balancers, instances, databases, the Docker registry.
const NOT_SIGNED: [&str; 5] = ["cache", "compute", "compute-1", "elb", "rds"];

/// The signing name for the labels of a host before its region. Labels on the left that no service has are
/// taken for the name of a resource.
pub(super) fn signing_name<'a>(labels: &[&'a str]) -> Option<&'a str> {
    let last = *labels.last()?;
    if labels.len() > 1 && (NOT_SIGNED.contains(&last) || labels.contains(&"dkr")) || last == "compute-1" {
        return None;
    }
    if let [resource, "iot"] = labels
        && resource.ends_with("-ats")
    {
        return Some("iotdata");
    }
    let plain = last
        .strip_suffix("-fips")
        .or_else(|| last.strip_prefix("fips-"))
        .unwrap_or(last);
    (0..labels.len())
        .find_map(|start| {
            let (_, tail) = labels.split_at_checked(start)?;
            let (_, before) = tail.split_last()?;
            let mut joined: Vec<&str> = before.to_vec();
            joined.push(plain);
            let joined = joined.join(".");
            DIFFERENT
                .iter()
                .find(|(prefix, _)| *prefix == joined)
                .map(|(_, name)| *name)
        })
        .or(Some(plain))
}

/// The region in which a host without one is signed
/// (<https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints>).
pub(super) fn global_region(service: &str, suffix: &str) -> &'static str {
    match (service, suffix) {
        ("iam", ".amazonaws.com.cn") => "cn-north-1",
        (_, ".amazonaws.com.cn") => "cn-northwest-1",
        ("globalaccelerator" | "networkmanager", _) => "us-west-2",
        _ => "us-east-1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_known_name_wins() {
        assert_eq!(signing_name(&["portal", "sso"]), Some("awsssoportal"));
        assert_eq!(signing_name(&["acct", "streams", "dynamodb"]), Some("dynamodb"));
        assert_eq!(signing_name(&["sqs"]), Some("sqs"));
        assert_eq!(signing_name(&["runtime", "sagemaker-fips"]), Some("sagemaker"));
    }

    #[test]
    fn iam_of_china_is_signed_in_beijing() {
        assert_eq!(global_region("iam", ".amazonaws.com.cn"), "cn-north-1");
        assert_eq!(global_region("sts", ".amazonaws.com"), "us-east-1");
    }
}
