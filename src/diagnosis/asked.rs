//! The request as the service saw it, as far as it matters for a refusal.

use super::Requested;
use crate::model::{ReceivedBody, ReceivedRequest};
use crate::sigv4::verify::{Claim, Credential, SignaturePlace};
use crate::sigv4::{HostHint, infer};

/// Ends of the host names of AWS's services.
const AWS_SUFFIXES: [&str; 5] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".on.aws",
];
/// Parts of AWS host names that customers' applications answer under.
/// <https://docs.aws.amazon.com/general/latest/gr/elb.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html>,
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html>
const APPLICATION_LABELS: [&str; 4] = ["elb", "elasticbeanstalk", "lambda-url", "execute-api"];

/// Facts of a request.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Method, target and header lines; the body is left out.
    pub request: ReceivedRequest,
    /// Lower case, with its port.
    pub host: String,
    /// What AWS's host says about region and service.
    pub hint: Option<HostHint>,
    /// What it says of its signature, when it has one of Version 4 or 4a.
    pub claim: Option<Claim>,
    pub credential: Option<Credential>,
    /// Bytes of the body; `None` when that is not known.
    pub body_bytes: Option<u64>,
}

/// What authorization a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// A signature of Version 4 or 4a, in header or query.
    Signature,
    /// An Authorization header of another kind.
    Other,
    /// Neither.
    Nothing,
}

impl Asked {
    pub fn of(request: Requested<'_>) -> Self {
        let (request, body_bytes) = match request {
            Requested::Wire(wire) => {
                let headers = wire
                    .headers
                    .iter()
                    .map(|header| (header.name.as_str().to_owned(), header.value.as_str().to_owned()))
                    .collect();
                let request = ReceivedRequest {
                    method: wire.method.as_str().to_owned(),
                    target: wire.target.as_str().to_owned(),
                    headers,
                    body: ReceivedBody::Hash(wire.digest.sha256.clone()),
                };
                (request, Some(wire.digest.length))
            }
            Requested::Received(request) => {
                let bytes = match &request.body {
                    ReceivedBody::Known(bytes) => Some(bytes.len() as u64),
                    ReceivedBody::Hash(_) | ReceivedBody::Unknown => None,
                };
                (request.clone(), bytes)
            }
        };
        let claim = Claim::of(&request)
            .ok()
            .filter(|claim| claim.is_v4() || claim.is_v4a());
        let host = request.header("host").unwrap_or_default().to_ascii_lowercase();
        Self {
            hint: infer(&host),
            credential: claim.as_ref().and_then(Claim::parsed_credential),
            host,
            claim,
            request,
            body_bytes,
        }
    }

    pub fn carried(&self) -> Carried {
        match (&self.claim, self.request.header("authorization")) {
            (Some(_), _) => Carried::Signature,
            (None, Some(_)) => Carried::Other,
            (None, None) => Carried::Nothing,
        }
    }

    pub fn path(&self) -> &str {
        let target = self.request.target.as_str();
        target.split_once('?').map_or(target, |(path, _)| path)
    }

    pub fn is_presigned(&self) -> bool {
        self.claim
            .as_ref()
            .is_some_and(|claim| claim.place == SignaturePlace::Query)
    }

    pub fn has_session_token(&self) -> bool {
        let in_query = self
            .claim
            .as_ref()
            .is_some_and(|claim| claim.session_token.is_some());
        in_query
            || self
                .request
                .header("x-amz-s3session-token")
                .is_some_and(|token| !token.is_empty())
    }

    /// Service of the credential scope, or else the host's.
    pub fn service(&self) -> Option<&str> {
        let signed = self
            .credential
            .as_ref()
            .map(|credential| credential.service.as_str());
        signed.or_else(|| Some(self.hint.as_ref()?.service.as_str()))
    }

    /// Region of the credential scope, or else the host's.
    pub fn region(&self) -> Option<&str> {
        let signed = self
            .credential
            .as_ref()
            .map(|credential| credential.region.as_str());
        signed.or_else(|| self.hint.as_ref()?.region.as_deref())
    }

    /// True when the host is one of this service's.
    pub fn is_host_of(&self, service: &str) -> bool {
        self.hint.as_ref().is_some_and(|hint| hint.service == service)
    }

    /// True when the host is an AWS name and no custom domain.
    pub fn is_aws_host(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        self.hint.is_some() || is_below(name, &AWS_SUFFIXES) || name.ends_with(".cloudfront.net")
    }

    /// True when the host is an AWS name behind which a customer's application answers: the name says nothing about who
    /// wrote a body.
    pub fn is_application_host(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        let runs_applications = name.split('.').any(|label| APPLICATION_LABELS.contains(&label));
        (runs_applications && is_below(name, &AWS_SUFFIXES) && !self.is_host_of("s3"))
            || name.ends_with(".elasticbeanstalk.com")
            || name.ends_with(".cloudfront.net")
            || self.is_host_of("execute-api")
    }
}

fn is_below(name: &str, suffixes: &[&str]) -> bool {
    suffixes.iter().any(|suffix| name.ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str) -> Asked {
        let mut request = ReceivedRequest::default();
        request.push_header("host", host);
        Asked::of(Requested::Received(&request))
    }

    #[test]
    fn hosts_of_applications_are_told_from_those_of_services() {
        for host in [
            "shop-1234567890.eu-west-1.elb.amazonaws.com",
            "internal-shop-1234567890.eu-west-1.elb.amazonaws.com:8080",
            "shop-0123456789abcdef.elb.eu-west-1.amazonaws.com",
            "shop.eu-west-1.elasticbeanstalk.com",
            "d111111abcdef8.cloudfront.net",
            "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws",
            "abcd123456.execute-api.us-east-1.amazonaws.com",
        ] {
            assert!(asked(host).is_application_host(), "{host}");
        }
        for host in [
            "dynamodb.eu-west-1.amazonaws.com",
            "lambda.eu-west-1.amazonaws.com",
            "bucket.s3.us-east-1.amazonaws.com",
            "elb.s3.us-east-1.amazonaws.com",
            "elasticloadbalancing.eu-west-1.amazonaws.com",
            "api.example.com",
        ] {
            assert!(!asked(host).is_application_host(), "{host}");
        }
        assert!(!asked("elb.example.com").is_aws_host());
    }
}
