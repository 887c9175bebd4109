//! The credential of an Authorization header and the scope in it.

use std::fmt;

use super::refusal::Refusal;
use crate::model::SigningTime;

const TERMINATOR: &str = "aws4_request";

/// Region and service that a signature must be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Region of the API.
    pub region: &'static str,
    /// Signing name of the API.
    pub service: &'static str,
}

/// `AKID/20261120/us-east-1/execute-api/aws4_request`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Access key ID.
    pub access_key_id: String,
    /// `YYYYMMDD`.
    pub date: String,
    /// Region.
    pub region: String,
    /// Signing name.
    pub service: String,
    /// `aws4_request` when it is right.
    pub terminator: String,
}

impl Credential {
    /// Splits at slashes; anything but five parts is refused.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.split('/').map(str::to_owned);
        let mut next = || parts.next();
        if let (Some(access_key_id), Some(date), Some(region), Some(service), Some(terminator), None) =
            (next(), next(), next(), next(), next(), next())
        {
            return Ok(Self {
                access_key_id,
                date,
                region,
                service,
                terminator,
            });
        }
        Err(Refusal::MalformedCredential { got: text.to_owned() })
    }

    /// The scope as it stands in the string to sign.
    pub fn scope(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.date, self.region, self.service, self.terminator
        )
    }

    /// Compares the scope with what is expected and names every difference.
    pub fn check(&self, expected: Expected, signed_at: SigningTime) -> Result<(), Refusal> {
        let mut problems = Vec::new();
        if self.region != expected.region {
            problems.push(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                self.region
            ));
        }
        if self.service != expected.service {
            problems.push(format!(
                "Credential should be scoped to correct service: '{}'.",
                expected.service
            ));
        }
        if self.terminator != TERMINATOR {
            problems.push(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
                self.terminator
            ));
        }
        if self.date != signed_at.scope_date() {
            problems.push(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from '{}'.",
                self.date,
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
            credential.check(HERE, time).unwrap_err().to_string(),
            "Credential should be scoped to a valid region, not 'eu-west-1'. \
             Credential should be scoped to correct service: 'execute-api'. \
             Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. \
             Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '20261119' != '20261120', from '20261120T120000Z'."
        );
    }

    #[test]
    fn five_parts_and_no_other_number() {
        assert!(Credential::parse("a/b/c/d").is_err());
        assert!(Credential::parse("a/b/c/d/e/f").is_err());
        assert_eq!(Credential::parse("a/b/c/d/e").unwrap().scope(), "b/c/d/e");
    }
}
