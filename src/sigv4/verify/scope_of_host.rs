//! Region and service of the scope against those that the host names. Only what can not be otherwise is a fault: a custom
//! domain says nothing, and hosts without a region take signatures for several.

use super::credential::Credential;
use super::fault::Fault;
use crate::model::ReceivedRequest;
use crate::sigv4::hosts::{Certainty, HostAlgorithm, HostHint, infer};

/// Services whose hosts take signatures for one signing name.
const ONE_SIGNING_NAME: [&str; 8] = [
    "aoss",
    "appsync",
    "dynamodb",
    "es",
    "execute-api",
    "lambda",
    "sqs",
    "sts",
];

/// What contradicts the host.
pub fn check(request: &ReceivedRequest, credential: Option<&Credential>) -> Vec<Fault> {
    let (Some(credential), Some(sent)) = (credential, request.header("host")) else {
        return Vec::new();
    };
    let host = sent.rsplit_once(':').map_or(sent, |(name, _)| name).to_owned();
    let Some(hint) = infer(sent).filter(is_exact) else {
        return Vec::new();
    };
    let Credential { region, service, .. } = credential;
    let mut found = Vec::new();
    if let Some(of_host) = &hint.region
        && !region.is_empty()
        && region != of_host
        && names_region(&host, of_host)
    {
        found.push(Fault::RegionOfAnotherHost {
            region: region.clone(),
            of_host: of_host.clone(),
            host: host.clone(),
        });
    }
    if ONE_SIGNING_NAME.contains(&hint.service.as_str()) && !service.is_empty() && *service != hint.service {
        found.push(Fault::ServiceOfAnotherHost {
            service: service.clone(),
            of_host: hint.service,
            host,
        });
    }
    found
}

fn is_exact(hint: &HostHint) -> bool {
    hint.certainty == Certainty::Exact && hint.algorithm == HostAlgorithm::SigV4
}

/// Whether the region is a label of the host, and not read from what the host leaves out.
fn names_region(host: &str, region: &str) -> bool {
    host.split('.').any(|label| label.eq_ignore_ascii_case(region))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(host: &str, scope: &str) -> Vec<&'static str> {
        let mut request = ReceivedRequest::default();
        request.push_header("Host", host);
        let credential = Credential::parse(&format!("AKID/20261120/{scope}/aws4_request")).unwrap();
        check(&request, Some(&credential))
            .iter()
            .map(Fault::kind)
            .collect()
    }

    #[test]
    fn a_scope_for_another_host_is_a_fault() {
        let api = "abcd123456.execute-api.us-east-1.amazonaws.com:443";
        assert_eq!(kinds(api, "us-east-1/execute-api"), [""; 0]);
        assert_eq!(kinds(api, "eu-west-1/execute-api"), ["wrong-region"]);
        assert_eq!(kinds(api, "us-east-1/apigateway"), ["wrong-service"]);
        assert_eq!(kinds(api, "eu-west-1/lambda"), ["wrong-region", "wrong-service"]);
        assert_eq!(
            kinds("b.s3.eu-west-1.amazonaws.com", "us-east-1/s3"),
            ["wrong-region"]
        );
    }

    /// The global host of S3 takes the bucket's region
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#s3-dash-region>), and a host of AWS `IoT`
    /// takes `iotdevicegateway` over a `WebSocket`.
    #[test]
    fn what_the_host_leaves_open_is_none() {
        for (host, scope) in [
            ("b.s3.amazonaws.com", "eu-west-1/s3"),
            (
                "abcd-ats.iot.us-east-1.amazonaws.com",
                "us-east-1/iotdevicegateway",
            ),
            ("api.example.com", "eu-west-1/execute-api"),
            ("127.0.0.1:8080", "eu-west-1/s3"),
            ("sts.amazonaws.com", "us-east-1/sts"),
        ] {
            assert_eq!(kinds(host, scope), [""; 0], "{host}");
        }
    }
}
