//! The credential of a signature and the scope in it.

/// `AKID/20261120/us-east-1/execute-api/aws4_request`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Access key ID.
    pub access_key_id: String,
    /// `YYYYMMDD` when it is right.
    pub date: String,
    /// Region; empty with Signature Version 4a, whose regions stand in `X-Amz-Region-Set`.
    pub region: String,
    /// Signing name.
    pub service: String,
    /// `aws4_request` when it is right.
    pub terminator: String,
    scope: String,
}

impl Credential {
    /// Splits at slashes; `None` unless there are five parts.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [access_key_id, date, region, service, terminator] = parts.as_slice() else {
            return None;
        };
        Some(Self::new(
            access_key_id,
            &[date, region, service, terminator],
            region,
        ))
    }

    /// The form of Signature Version 4a: four parts, without a region.
    pub fn parse_regionless(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [access_key_id, date, service, terminator] = parts.as_slice() else {
            return None;
        };
        Some(Self::new(access_key_id, &[date, service, terminator], ""))
    }

    fn new(access_key_id: &str, scope: &[&str], region: &str) -> Self {
        let part = |part: Option<&&str>| part.copied().unwrap_or_default().to_owned();
        Self {
            access_key_id: access_key_id.to_owned(),
            date: part(scope.first()),
            region: region.to_owned(),
            service: part(scope.iter().rev().nth(1)),
            terminator: part(scope.last()),
            scope: scope.join("/"),
        }
    }

    /// The scope as it stands in the string to sign, an empty region included.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// True for the key ID of temporary credentials, which go with a session token
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids>).
    pub fn is_temporary(&self) -> bool {
        self.access_key_id.starts_with("ASIA")
    }

    /// True for the key ID of an IAM user's long-term key.
    pub fn is_long_term(&self) -> bool {
        self.access_key_id.starts_with("AKIA")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_parts_and_no_other_number() {
        assert_eq!(Credential::parse("a/b/c/d"), None);
        assert_eq!(Credential::parse("a/b/c/d/e/f"), None);
        assert_eq!(Credential::parse("a/b/c/d/e").unwrap().scope(), "b/c/d/e");
        assert_eq!(Credential::parse("a/b//d/e").unwrap().scope(), "b//d/e");
    }

    #[test]
    fn the_scope_of_version_4a_names_no_region() {
        let credential = Credential::parse_regionless("AKIA/20261120/s3/aws4_request").unwrap();
        assert_eq!(credential.scope(), "20261120/s3/aws4_request");
        assert_eq!(credential.service, "s3");
    }
}
