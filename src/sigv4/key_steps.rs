//! The four steps from the secret access key to the signing key, for whoever asks to see them.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature>

use aws_sigv4::sign::v4::calculate_signature;

use super::proof::unhex;
use super::string_to_sign::TERMINATOR;
use crate::model::{Secret, SigningAlgorithm, SigningPlan};

/// The chain of keys of one signature. Each is as secret as the secret access key: kSigning signs everything
/// of its day, region and service.
///
/// Computed when asked for and kept nowhere: a report holds none of it. The values have no `Debug` and no
/// `Serialize` and leave through [`KeyStep::expose_hex`] alone.
pub struct KeySteps {
    /// kDate, kRegion, kService, kSigning.
    pub steps: [KeyStep; 4],
}

/// One HMAC of the chain.
pub struct KeyStep {
    /// As AWS calls it: `kDate`.
    pub name: &'static str,
    /// What is hashed with the key before it: the date, region, service, or `aws4_request`.
    pub input: String,
    hex: Secret,
}

impl KeyStep {
    /// Door to the eyes of the user who asked to see the key, in lower-case hex.
    pub fn expose_hex(&self) -> &str {
        self.hex.expose_for_signing()
    }
}

/// The chain for a plan of Version 4; Version 4A derives its key in another way and has none.
pub fn key_steps<Kind>(plan: &SigningPlan<Kind>) -> Option<KeySteps> {
    if matches!(plan.options.algorithm, SigningAlgorithm::SigV4a { .. }) {
        return None;
    }
    let secret = plan.credentials.secret_access_key.expose_for_signing();
    let start = zeroize::Zeroizing::new(format!("AWS4{secret}").into_bytes());
    let date = step("kDate", &start, plan.time.scope_date());
    let region = step("kRegion", &bytes_of(&date), plan.region.value.clone());
    let service = step("kService", &bytes_of(&region), plan.service.value.clone());
    let signing = step("kSigning", &bytes_of(&service), TERMINATOR.to_owned());
    Some(KeySteps {
        steps: [date, region, service, signing],
    })
}

/// `HMAC-SHA256(key, input)`, by the function of `aws-sigv4` that makes signatures.
fn step(name: &'static str, key: &[u8], input: String) -> KeyStep {
    KeyStep {
        name,
        hex: Secret::new(calculate_signature(key, input.as_bytes())),
        input,
    }
}

fn bytes_of(step: &KeyStep) -> zeroize::Zeroizing<Vec<u8>> {
    zeroize::Zeroizing::new(unhex(step.expose_hex()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AwsAuth, Endpoint, Scheme, SigningOptions, SigningTime};
    use crate::sigv4::plan;

    fn steps_of(algorithm: SigningAlgorithm) -> Option<KeySteps> {
        let auth = AwsAuth {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            region: "us-east-1".to_owned(),
            service: "iam".to_owned(),
            options: SigningOptions {
                algorithm,
                ..SigningOptions::default()
            },
            ..AwsAuth::default()
        };
        let endpoint = Endpoint {
            scheme: Scheme::Https,
            host: "example.com".to_owned(),
            port: 443,
        };
        let time = SigningTime::parse_amz_date("20150830T123600Z").unwrap();
        key_steps(&plan(&auth, &endpoint, time).unwrap())
    }

    /// The signing key that AWS's General Reference published for 30 August 2015, us-east-1, iam ("Task 3:
    /// Calculate the signature for AWS Signature Version 4").
    #[test]
    fn the_signing_key_is_the_published_one() {
        let steps = steps_of(SigningAlgorithm::SigV4).unwrap().steps;
        assert_eq!(
            steps.each_ref().map(|step| step.name),
            ["kDate", "kRegion", "kService", "kSigning"]
        );
        assert_eq!(
            steps.each_ref().map(|step| step.input.as_str()),
            ["20150830", "us-east-1", "iam", "aws4_request"]
        );
        assert_eq!(
            steps[3].expose_hex(),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
        );
    }

    #[test]
    fn version_4a_has_no_such_chain() {
        let algorithm = SigningAlgorithm::SigV4a {
            region_set: Vec::new(),
        };
        assert!(steps_of(algorithm).is_none());
    }
}
