//! The credential scope that a service expects.

use std::fmt;

use super::refusal::Refusal;
use crate::model::SigningTime;
use crate::sigv4::TERMINATOR;
use crate::sigv4::verify::Credential;

/// Region and service that a signature must be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Region of the API.
    pub region: &'static str,
    /// Signing name of the API.
    pub service: &'static str,
}

/// Compares the scope with what is expected and names every difference.
pub fn check(credential: &Credential, expected: Expected, signed_at: SigningTime) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    if credential.region != expected.region {
        problems.push(format!(
            "Credential should be scoped to a valid region, not '{}'.",
            credential.region
        ));
    }
    if credential.service != expected.service {
        problems.push(format!(
            "Credential should be scoped to correct service: '{}'.",
            expected.service
        ));
    }
    if credential.terminator != TERMINATOR {
        problems.push(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
            credential.terminator
        ));
    }
    if credential.date != signed_at.scope_date() {
        problems.push(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from '{}'.",
                credential.date,
                signed_at.scope_date(),
                signed_at.amz_date()
            ));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::WrongScope(ScopeProblems(problems)))
    }
}

/// Everything wrong with a scope, one sentence each, shown as one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeProblems(Vec<String>);

impl fmt::Display for ScopeProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Expected = Expected {
        region: "us-east-1",
        service: "execute-api",
    };

    #[test]
    fn all_problems_stand_in_one_message() {
        let credential = Credential::parse("AKID/20261119/eu-west-1/s3/aws4").unwrap();
        let time = SigningTime::parse_amz_date("20261120T120000Z").unwrap();
        assert_eq!(
            check(&credential, HERE, time).unwrap_err().to_string(),
            "Credential should be scoped to a valid region, not 'eu-west-1'. \
             Credential should be scoped to correct service: 'execute-api'. \
             Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. \
             Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '20261119' != '20261120', from '20261120T120000Z'."
        );
    }
}
