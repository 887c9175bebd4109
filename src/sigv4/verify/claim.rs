//! What a request says about its own signature, in either of its two forms, before anything is believed.

use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::authorization::{Authorization, AuthorizationError};
use super::credential::Credential;
use super::presigned::Presigned;
use crate::model::{ReceivedRequest, Secret, SigningTime};
use crate::sigv4::string_to_sign::{ALGORITHM, ALGORITHM_V4A};

/// The preferred form of an HTTP date (RFC 9110, 5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// Where a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignaturePlace {
    /// In the Authorization header.
    Header,
    /// In the query: a presigned URL.
    Query,
}

/// What a request says about its signature. A part that is missing is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Where it says so.
    pub place: SignaturePlace,
    /// Name of the algorithm.
    pub algorithm: Option<String>,
    /// The credential as written.
    pub credential: Option<String>,
    /// The list of signed headers as written.
    pub signed_headers: Option<String>,
    /// The signature as written.
    pub signature: Option<String>,
    /// The signing time as written: `X-Amz-Date`, or else the `Date` header.
    pub date: Option<String>,
    /// `X-Amz-Expires` as written.
    pub expires: Option<String>,
    /// The session token.
    pub session_token: Option<Secret>,
}

/// Why a request has no claim.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoClaim {
    /// There is neither an Authorization header nor a signature in the query.
    #[error("the request carries no signature")]
    Unsigned,
    /// The Authorization header is of another kind.
    #[error(transparent)]
    Unreadable(#[from] AuthorizationError),
}

impl Claim {
    /// Reads the claim. When both forms are there the query form counts, as its own fault says.
    pub fn of(request: &ReceivedRequest) -> Result<Self, NoClaim> {
        if let Some(presigned) = request.query().and_then(Presigned::parse) {
            return Ok(Self::of_presigned(presigned));
        }
        let value = request.header("authorization").ok_or(NoClaim::Unsigned)?;
        let authorization = Authorization::parse(value)?;
        Ok(Self::of_header(authorization, request))
    }

    fn of_header(authorization: Authorization, request: &ReceivedRequest) -> Self {
        let header = |name: &str| request.header(name).filter(|value| !value.is_empty());
        Self {
            place: SignaturePlace::Header,
            algorithm: Some(authorization.algorithm),
            credential: authorization.credential,
            signed_headers: authorization.signed_headers,
            signature: authorization.signature,
            date: header("x-amz-date").or(header("date")).map(str::to_owned),
            expires: None,
            session_token: header("x-amz-security-token").map(Secret::new),
        }
    }

    fn of_presigned(presigned: Presigned) -> Self {
        Self {
            place: SignaturePlace::Query,
            algorithm: presigned.algorithm,
            credential: presigned.credential,
            signed_headers: presigned.signed_headers,
            signature: presigned.signature,
            date: presigned.date,
            expires: presigned.expires,
            session_token: presigned.session_token,
        }
    }

    /// True for Signature Version 4a.
    pub fn is_v4a(&self) -> bool {
        self.algorithm.as_deref() == Some(ALGORITHM_V4A)
    }

    /// True for Signature Version 4.
    pub fn is_v4(&self) -> bool {
        self.algorithm.as_deref() == Some(ALGORITHM)
    }

    /// The credential taken apart, when it has the number of parts that its algorithm asks for.
    pub fn parsed_credential(&self) -> Option<Credential> {
        let text = self.credential.as_deref()?;
        if self.is_v4a() {
            Credential::parse_regionless(text)
        } else {
            Credential::parse(text)
        }
    }

    /// The names of the list of signed headers as written.
    pub fn signed_names(&self) -> Vec<&str> {
        self.signed_headers
            .as_deref()
            .map(|names| names.split(';').collect())
            .unwrap_or_default()
    }

    /// The signing time, when it can be read.
    pub fn time(&self) -> Option<SigningTime> {
        parse_date(self.date.as_deref()?)
    }

    /// The life of a presigned URL, when it says a number of seconds.
    pub fn expires_secs(&self) -> Option<i64> {
        self.expires.as_deref()?.parse().ok()
    }
}

/// Reads a signing time in the form of `X-Amz-Date` or of the `Date` header.
pub fn parse_date(text: &str) -> Option<SigningTime> {
    SigningTime::parse_amz_date(text).or_else(|| {
        PrimitiveDateTime::parse(text, HTTP_DATE)
            .ok()
            .map(|moment| SigningTime::new(moment.assume_utc()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_header_stands_in_for_a_missing_x_amz_date() {
        let mut request = ReceivedRequest::default();
        request.push_header("Authorization", "AWS4-HMAC-SHA256 Credential=a, Signature=b");
        request.push_header("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
        let claim = Claim::of(&request).unwrap();
        assert_eq!(claim.time().unwrap().amz_date(), "20150830T123600Z");
        assert_eq!(
            (claim.place, claim.signed_headers),
            (SignaturePlace::Header, None)
        );
    }

    #[test]
    fn an_unsigned_request_has_no_claim() {
        assert_eq!(Claim::of(&ReceivedRequest::default()), Err(NoClaim::Unsigned));
    }
}
