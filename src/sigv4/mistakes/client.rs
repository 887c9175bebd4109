//! The program that signed, as far as the request tells, and what its users do about a mistake.

use super::Mistake;
use super::rules::RulesMistake;
use crate::model::ReceivedRequest;

/// Who signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// curl with `--aws-sigv4`.
    Curl,
    /// botocore, which is also the AWS CLI and boto3.
    Botocore,
    /// Postman.
    Postman,
    /// A JavaScript runtime, where aws4 is the usual signer.
    Node,
    /// requests, where requests-aws4auth or botocore sign.
    PythonRequests,
    /// Not told, or one that is not known here.
    Unknown,
}

/// How the User-Agent header of each begins.
const BEGINNINGS: [(&str, Client); 12] = [
    ("curl/", Client::Curl),
    ("aws-cli/", Client::Botocore),
    ("boto3/", Client::Botocore),
    ("botocore/", Client::Botocore),
    ("postmanruntime/", Client::Postman),
    ("node", Client::Node),
    ("undici", Client::Node),
    ("axios/", Client::Node),
    ("got ", Client::Node),
    ("aws4", Client::Node),
    ("python-requests/", Client::PythonRequests),
    ("python-urllib", Client::PythonRequests),
];

impl Client {
    /// Reads the User-Agent header; Postman adds a header of its own as well.
    pub fn of(request: &ReceivedRequest) -> Self {
        let agent = request
            .header("user-agent")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if request.header("postman-token").is_some() {
            return Self::Postman;
        }
        BEGINNINGS
            .iter()
            .find(|(beginning, _)| agent.starts_with(beginning))
            .map_or(Self::Unknown, |(_, client)| *client)
    }

    /// What mends the mistake in this program, where more is known than the general cure.
    pub(super) fn cure(self, mistake: Mistake) -> Option<&'static str> {
        match self {
            Self::Curl => curl(mistake),
            Self::Botocore => botocore(mistake),
            Self::Postman => postman(mistake),
            Self::Node => aws4(mistake),
            Self::PythonRequests => python_requests(mistake),
            Self::Unknown => None,
        }
    }
}

/// <https://curl.se/docs/manpage.html#--aws-sigv4>
fn curl(mistake: Mistake) -> Option<&'static str> {
    Some(match mistake {
        Mistake::Region(_) | Mistake::Service(_) => {
            "With curl, name both: --aws-sigv4 \"aws:amz:REGION:SERVICE\"; without them curl takes them from the host."
        }
        Mistake::Rules(_) | Mistake::PathSpelling(_) | Mistake::PathSegments(_) => {
            "With curl, name the service in --aws-sigv4, as it decides how the path is signed; add --path-as-is, and update \
             curl: older releases sign the path as it is."
        }
        Mistake::QueryOrder(_) | Mistake::QuerySpelling(_) | Mistake::QueryEmpty(_) => {
            "With curl, write the query sorted and encoded, each parameter with its equal sign, or update curl: older \
             releases sign the query as it is."
        }
        Mistake::Payload(_) => {
            "With curl, give the body with --data-binary, which changes nothing in it, and the header \
             x-amz-content-sha256 where the service asks for it."
        }
        Mistake::Secret(_) => {
            "With curl, put --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" in double quotes, and check the variables \
             for line ends."
        }
        Mistake::HeaderSet(_) | Mistake::ContentType(_) => {
            "With curl, give every header with -H in the same command, so that it is signed."
        }
        _ => return None,
    })
}

/// <https://github.com/boto/botocore/blob/1.44.5/botocore/auth.py>
fn botocore(mistake: Mistake) -> Option<&'static str> {
    Some(match mistake {
        Mistake::Rules(RulesMistake::OfS3 | RulesMistake::OfS3Presigned) => {
            "With botocore, sign with SigV4Auth; S3SigV4Auth and S3SigV4QueryAuth are for S3 alone."
        }
        Mistake::Rules(_) => {
            "With botocore, sign S3 with S3SigV4Auth, and presigned URLs with S3SigV4QueryAuth."
        }
        Mistake::PathSpelling(_) | Mistake::PathSegments(_) => {
            "With botocore, use S3SigV4Auth for S3 and SigV4Auth for all others, and send the URL of the AWSRequest as it \
             was signed."
        }
        Mistake::Payload(_) => {
            "With botocore, give the same bytes as data of the AWSRequest and as the body that is sent."
        }
        Mistake::HeaderSet(_) | Mistake::ContentType(_) => {
            "With botocore, set every header on the AWSRequest before add_auth, and send its headers and no others."
        }
        Mistake::Region(_) | Mistake::Service(_) => {
            "With botocore, the second argument of SigV4Auth is the signing name of the service and the third the region."
        }
        _ => return None,
    })
}

/// <https://learning.postman.com/docs/sending-requests/authorization/aws-signature/>
fn postman(mistake: Mistake) -> Option<&'static str> {
    Some(match mistake {
        Mistake::Region(_) | Mistake::Service(_) => {
            "In Postman, fill in AWS Region and Service Name under Authorization, Advanced configuration."
        }
        Mistake::Payload(_) => {
            "In Postman, check what a pre-request script changes in the body after it was signed."
        }
        Mistake::HeaderSet(_) | Mistake::ContentType(_) => {
            "In Postman, look at the hidden headers under Headers, and send none that is set after signing."
        }
        Mistake::Secret(_) => {
            "In Postman, check SecretKey and the variable behind it for white space at its ends."
        }
        _ => return None,
    })
}

/// <https://github.com/mhart/aws4>
fn aws4(mistake: Mistake) -> Option<&'static str> {
    Some(match mistake {
        Mistake::Rules(_) | Mistake::PathSpelling(_) | Mistake::PathSegments(_) => {
            "With aws4, set service to the signing name: 's3' decides how the path is signed."
        }
        Mistake::Region(_) | Mistake::Service(_) => {
            "With aws4, set service and region: it reads them only from hosts under amazonaws.com."
        }
        Mistake::Payload(_) => "With aws4, set body to the very string or Buffer that is sent.",
        Mistake::HeaderSet(_) | Mistake::ContentType(_) => {
            "With aws4, set every header in the options before sign; the HTTP client must not add or change any of them."
        }
        Mistake::Host(_) => {
            "With aws4, set headers.Host to what is sent, with the port unless it is the usual one."
        }
        _ => return None,
    })
}

fn python_requests(mistake: Mistake) -> Option<&'static str> {
    Some(match mistake {
        Mistake::Rules(_)
        | Mistake::PathSpelling(_)
        | Mistake::PathSegments(_)
        | Mistake::QuerySpelling(_) => {
            "With requests, sign the URL of the prepared request: requests spells it anew when it prepares it."
        }
        Mistake::Payload(_) => {
            "With requests, sign prepared.body: json= makes the bytes only when the request is prepared."
        }
        Mistake::HeaderSet(_) | Mistake::ContentType(_) => {
            "With requests, sign the headers of the prepared request, with the Content-Type that it has by then."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_tells_the_client() {
        let client = |name: &str, value: &str| {
            let mut request = ReceivedRequest::default();
            request.push_header(name, value);
            Client::of(&request)
        };
        assert_eq!(client("User-Agent", "curl/8.5.0"), Client::Curl);
        assert_eq!(
            client("User-Agent", "Boto3/1.34 md/Botocore#1.34"),
            Client::Botocore
        );
        assert_eq!(client("User-Agent", "PostmanRuntime/7.36.0"), Client::Postman);
        assert_eq!(client("Postman-Token", "a"), Client::Postman);
        assert_eq!(client("User-Agent", "Mozilla/5.0"), Client::Unknown);
        assert_eq!(Client::of(&ReceivedRequest::default()), Client::Unknown);
    }
}
