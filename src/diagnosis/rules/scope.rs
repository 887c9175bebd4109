//! The credential and its scope.

use super::super::rule::{Check, Rule};
use super::refine;
use crate::model::{Cause, RequestPart};

pub(super) static RULES: &[Rule] = &[
    Rule {
        rows: &[14],
        cause: Cause::MalformedCredential,
        says: &["Credential must have exactly 5 slash-delimited elements"],
        title: "The credential has not the five parts that it needs",
        meaning: "It is access key ID, date, region, service and aws4_request, with slashes between them. A slash or a \
                  blank in one of them gives another number.",
        steps: &["Check access key ID, region and service for slashes and blanks"],
        part: || Some(RequestPart::AccessKeyId),
        check: Some(Check::Credential),
        ..Rule::BASE
    },
    Rule {
        rows: &[15],
        cause: Cause::WrongRegion,
        says: &[
            "Credential should be scoped to a valid region, not '*'",
            "Credential should be scoped to a valid region",
        ],
        title: "The request was signed for another region than this endpoint's: {0}",
        meaning: "An endpoint takes signatures for its own region. Global services, as IAM, take us-east-1.",
        steps: &[
            "Sign for the region in the host name, or for us-east-1 at a global service",
            "At a custom domain type the region of the API",
        ],
        part: || Some(RequestPart::Region),
        check: Some(Check::Scope),
        refine: refine::region_of_host,
        ..Rule::BASE
    },
    Rule {
        rows: &[16, 77],
        cause: Cause::WrongService,
        says: &["Credential should be scoped to correct service: '*'"],
        title: "The request was signed for another service: this endpoint is {0}",
        meaning: "The service in the credential scope has to be the endpoint's signing name, which is not always the \
                  word in its host name.",
        steps: &["Sign for {0}"],
        part: || Some(RequestPart::Service),
        check: Some(Check::Scope),
        refine: refine::service_said,
        ..Rule::BASE
    },
    Rule {
        rows: &[17],
        cause: Cause::MalformedCredential,
        says: &["Credential should be scoped with a valid terminator: 'aws4_request', not '*'"],
        title: "The credential scope does not end in aws4_request",
        meaning: "The scope was put together by hand or by a signer with a fault.",
        steps: &["Let the program write the credential"],
        part: || Some(RequestPart::Authorization),
        check: Some(Check::Scope),
        ..Rule::BASE
    },
    Rule {
        rows: &[18],
        cause: Cause::ScopeDateMismatch,
        says: &[
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '*' != '*'",
        ],
        title: "The date of the credential scope is not that of x-amz-date: {0} and {1}",
        meaning: "The two were made at different times: around midnight UTC, or one of them was kept from another send.",
        steps: &[
            "Remove a typed x-amz-date or date header",
            "Sign the request again",
        ],
        part: || Some(RequestPart::Time),
        check: Some(Check::Scope),
        refine: refine::sign_now,
        ..Rule::BASE
    },
];
