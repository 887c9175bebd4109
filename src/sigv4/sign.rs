//! The signer: `aws-sigv4` computes the signature, our own canonical request explains it, and each
//! signature proves that the explanation is true.

use super::authorization::authorization;
use super::by_crate::{ByCrate, guard_crate_limits, sign_by_crate};
use super::canonical::{Ingredients, Line, build, signed_headers_list, sorted_names};
use super::error::SignError;
use super::headers::{SET_BY_SIGNING, is_signed_as_typed};
use super::notes::notes_on;
use super::rules::{ContentSha256, ServiceRules};
use super::seal::Sealed;
use super::string_to_sign::{credential_scope, sha256_hex, string_to_sign};
use super::verify::signature_of;
use crate::model::{
    CanonicalSections, Field, HeaderSource, Live, Origin, Proof, SigningPlan, SigningReport, Traced,
    WireHeader, WireRequest,
};

pub(super) const CONTENT_SHA256: &str = "x-amz-content-sha256";

/// Report and the header lines that signing adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, and the proof.
    pub report: SigningReport,
    /// `x-amz-date`, `x-amz-content-sha256` when the service requires it, `x-amz-security-token` when there
    /// is a token, `authorization`, in sending order. A line of the unsigned request that has one of these
    /// names is replaced.
    pub added_headers: Vec<WireHeader>,
}

/// The one part of signing that tests may replace, to prove that a wrong canonical request is caught. It is
/// given the wire request and the header lines to sign, and [`canonicalise`](super::canonicalise) is of
/// this type.
pub type Canonicalise = fn(&WireRequest, &[WireHeader]) -> (Traced, CanonicalSections);

/// Signs with `aws-sigv4` and proves the report against it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signer {
    canonicalise: Option<Canonicalise>,
}

impl Signer {
    /// A signer that explains itself with another canonical request, for tests of the proof.
    pub fn with_canonicaliser(canonicalise: Canonicalise) -> Self {
        Self {
            canonicalise: Some(canonicalise),
        }
    }

    /// Report and added headers; same input and time, same result, live or sent.
    pub fn sign<Kind>(&self, unsigned: &WireRequest, plan: &SigningPlan<Kind>) -> Result<Signed, SignError> {
        let rules = ServiceRules::of(&plan.service.value);
        let filled_in = is_left_to_the_service(&unsigned.headers, &rules);
        let typed: Vec<WireHeader> = unsigned
            .headers
            .iter()
            .filter(|line| is_signed_as_typed(line) && !(filled_in && line.name.as_str() == CONTENT_SHA256))
            .cloned()
            .collect();
        let mut signed = self.sign_these(unsigned, &typed, plan, rules)?;
        let notes = notes_on(unsigned, &signed.added_headers, &rules);
        signed.report.notes.extend(notes);
        Ok(signed)
    }

    /// Signs and seals: the wire request with the signer's headers in place.
    pub fn seal(
        &self,
        unsigned: WireRequest,
        plan: &SigningPlan<Live>,
    ) -> Result<(Sealed<WireRequest>, SigningReport), SignError> {
        let Signed {
            report,
            added_headers,
        } = self.sign(&unsigned, plan)?;
        let mut wire = unsigned;
        wire.headers
            .retain(|line| !is_replaced(line.name.as_str(), &added_headers));
        wire.headers.extend(added_headers);
        Ok((Sealed::new(wire), report))
    }

    /// Signs exactly the given lines and those that signing adds, by the given rules: for requests that were
    /// made elsewhere, as those of AWS's official test suite.
    pub fn sign_these<Kind>(
        &self,
        unsigned: &WireRequest,
        to_sign: &[WireHeader],
        plan: &SigningPlan<Kind>,
        rules: ServiceRules,
    ) -> Result<Signed, SignError> {
        let payload_hash = payload_hash(unsigned, to_sign, &rules);
        let mut added_headers = vec![added(
            "x-amz-date",
            Traced::new(&plan.time.amz_date(), Origin::Clock),
        )];
        if rules.content_sha256 != ContentSha256::NotNeeded && !has(to_sign, CONTENT_SHA256) {
            added_headers.push(added(CONTENT_SHA256, payload_hash.clone()));
        }
        added_headers.extend(token_header(plan));

        let mut lines = to_sign.to_vec();
        lines.retain(|line| !SET_BY_SIGNING.contains(&line.name.as_str()));
        lines.extend(added_headers.iter().cloned());
        let names = sorted_names(lines.iter().map(|line| line.name.as_str()));
        let pairs: Vec<Line<'_>> = lines.iter().map(|line| (&line.name, &line.value)).collect();

        let (canonical_request, sections) = match self.canonicalise {
            Some(canonicalise) => canonicalise(unsigned, &lines),
            None => build(&Ingredients {
                method: &unsigned.method,
                path: &unsigned.path(),
                query: unsigned.query().as_ref(),
                headers: &pairs,
                signed: &names,
                payload_hash: &payload_hash,
                rules,
            }),
        };
        let canonical_request_hash = sha256_hex(canonical_request.as_str());
        let credential_scope = credential_scope(plan);
        let string_to_sign = string_to_sign(plan, &credential_scope, &canonical_request_hash);

        guard_crate_limits(unsigned, lines.len())?;
        let by_crate = sign_by_crate(unsigned, &lines, payload_hash.as_str(), plan, rules)?;
        let list = signed_headers_list(&names, &pairs);
        let authorization = authorization(plan, &credential_scope, &list, &by_crate.signature);
        let proof = prove(plan, string_to_sign.as_str(), authorization.as_str(), &by_crate);
        added_headers.push(added("authorization", authorization.clone()));

        Ok(Signed {
            report: SigningReport {
                canonical_request,
                sections,
                canonical_request_hash,
                string_to_sign,
                credential_scope,
                access_key_id: plan.credentials.access_key_id.clone(),
                time: plan.time,
                signed_headers: names,
                signature: by_crate.signature,
                authorization,
                proof,
                notes: plan.notes.clone(),
            },
            added_headers,
        })
    }
}

/// True for a row whose name is the signer's to set.
pub(super) fn is_replaced(name: &str, added: &[WireHeader]) -> bool {
    SET_BY_SIGNING.contains(&name) || has(added, name)
}

/// Where the service requires `x-amz-content-sha256`, rows of that name without a value are filled in.
fn is_left_to_the_service(lines: &[WireHeader], rules: &ServiceRules) -> bool {
    rules.content_sha256 != ContentSha256::NotNeeded && typed_payload_hash(lines).is_none()
}

pub(super) fn has(lines: &[WireHeader], name: &str) -> bool {
    lines.iter().any(|line| line.name.as_str() == name)
}

/// A header line that signing adds.
fn added(name: &str, value: Traced) -> WireHeader {
    WireHeader {
        name: Traced::rule(name, "added by signing"),
        value,
        source: HeaderSource::Signer,
    }
}

/// `x-amz-security-token`, for temporary credentials
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials>).
fn token_header<Kind>(plan: &SigningPlan<Kind>) -> Option<WireHeader> {
    let token = plan.credentials.session_token.as_ref()?;
    let value = Traced::typed(token.expose_for_signing(), Field::SessionToken);
    Some(added("x-amz-security-token", value))
}

/// The last line of the canonical request: a typed `x-amz-content-sha256` says what it is, as the services
/// believe that header; else the service's rule does.
fn payload_hash(unsigned: &WireRequest, to_sign: &[WireHeader], rules: &ServiceRules) -> Traced {
    if let Some(typed) = typed_payload_hash(to_sign) {
        return typed;
    }
    match rules.content_sha256 {
        ContentSha256::UnsignedPayload => Traced::rule("UNSIGNED-PAYLOAD", rules.reason),
        ContentSha256::NotNeeded | ContentSha256::BodyHash => {
            Traced::new(&unsigned.digest.sha256, Origin::BodyDigest)
        }
    }
}

pub(super) fn typed_payload_hash(lines: &[WireHeader]) -> Option<Traced> {
    lines
        .iter()
        .find(|line| line.name.as_str() == CONTENT_SHA256 && !line.value.is_empty())
        .map(|line| line.value.clone())
}

/// Signs the string to sign that is shown, and compares.
fn prove<Kind>(
    plan: &SigningPlan<Kind>,
    string_to_sign: &str,
    authorization: &str,
    by_crate: &ByCrate,
) -> Proof {
    let from_report = signature_of(
        &plan.credentials.secret_access_key,
        plan.time,
        &plan.region.value,
        &plan.service.value,
        string_to_sign,
    );
    if from_report == by_crate.signature && authorization == by_crate.authorization {
        Proof::Proved
    } else {
        Proof::Broken { from_report }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AwsAuth, BodyDigest, Endpoint, Scheme, Secret, SigningTime};
    use crate::sigv4::plan;

    fn header(name: &str, value: &str, source: HeaderSource) -> WireHeader {
        WireHeader {
            name: Traced::rule(name, "test"),
            value: Traced::rule(value, "test"),
            source,
        }
    }

    fn get(host: &str, target: &str) -> WireRequest {
        WireRequest {
            endpoint: Endpoint {
                scheme: Scheme::Https,
                host: host.to_owned(),
                port: 443,
            },
            method: Traced::typed("GET", Field::Method),
            target: Traced::typed(target, Field::Url),
            headers: vec![
                header("host", host, HeaderSource::Client("")),
                header("accept", "*/*", HeaderSource::Client("")),
                header("user-agent", "countersign/0", HeaderSource::Client("")),
            ],
            body: bytes::Bytes::new(),
            digest: BodyDigest::of(b""),
        }
    }

    fn gateway() -> WireRequest {
        get("abcd123456.execute-api.us-east-1.amazonaws.com", "/dev/pets")
    }

    fn auth(token: &str) -> AwsAuth {
        AwsAuth {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: Secret::new(token),
            ..AwsAuth::default()
        }
    }

    fn planned(wire: &WireRequest, auth: &AwsAuth) -> SigningPlan<Live> {
        plan(
            auth,
            &wire.endpoint,
            SigningTime::parse_amz_date("20150830T123600Z").unwrap(),
        )
        .unwrap()
    }

    fn names(lines: &[WireHeader]) -> Vec<&str> {
        lines.iter().map(|line| line.name.as_str()).collect()
    }

    #[test]
    fn a_plain_get_signs_host_and_date_and_a_token_when_there_is_one() {
        let wire = gateway();
        let signed = Signer::default().sign(&wire, &planned(&wire, &auth(""))).unwrap();
        assert_eq!(signed.report.signed_headers, ["host", "x-amz-date"]);
        assert_eq!(names(&signed.added_headers), ["x-amz-date", "authorization"]);
        assert!(
            signed
                .report
                .authorization
                .as_str()
                .contains("SignedHeaders=host;x-amz-date,")
        );
        assert_eq!(signed.report.proof, Proof::Proved);

        let signed = Signer::default()
            .sign(&wire, &planned(&wire, &auth("token")))
            .unwrap();
        assert_eq!(
            signed.report.signed_headers,
            ["host", "x-amz-date", "x-amz-security-token"]
        );
        assert_eq!(
            names(&signed.added_headers),
            ["x-amz-date", "x-amz-security-token", "authorization"]
        );
        assert_eq!(signed.report.proof, Proof::Proved);
    }

    #[test]
    fn another_canonical_request_is_caught() {
        let broken = Signer::with_canonicaliser(|wire, lines| {
            let (text, sections) = crate::sigv4::canonicalise(wire, lines);
            (
                Traced::rule(&text.as_str().replace("pets", "pests"), "broken"),
                sections,
            )
        });
        let wire = gateway();
        let signed = broken.sign(&wire, &planned(&wire, &auth(""))).unwrap();
        assert!(!signed.report.proof.holds());
    }

    #[test]
    fn rows_that_signing_sets_are_replaced_with_a_note() {
        let mut wire = gateway();
        for name in ["authorization", "x-amz-date", "x-amz-security-token"] {
            wire.headers.push(header(name, "typed", HeaderSource::Typed));
        }
        let plan = planned(&wire, &auth(""));
        let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
        assert_eq!(
            names(&sealed.get().headers),
            ["host", "accept", "user-agent", "x-amz-date", "authorization"]
        );
        let replaced = report
            .notes
            .iter()
            .filter(|note| note.rule == "header-replaced")
            .count();
        assert_eq!(replaced, 3);
        assert!(report.proof.holds());
    }

    /// The GET object example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>.
    #[test]
    fn the_get_object_example_of_the_s3_documentation() {
        let mut wire = get("examplebucket.s3.amazonaws.com", "/test.txt");
        wire.headers = vec![
            header("host", "examplebucket.s3.amazonaws.com", HeaderSource::Client("")),
            header("range", "bytes=0-9", HeaderSource::Typed),
        ];
        let auth = AwsAuth {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ..AwsAuth::default()
        };
        let time = SigningTime::parse_amz_date("20130524T000000Z").unwrap();
        let plan = plan(&auth, &wire.endpoint, time).unwrap();
        // AWS's example signs the range header, which is on our never-sign list.
        let signed = Signer::default()
            .sign_these(&wire, &wire.headers, &plan, ServiceRules::of("s3"))
            .unwrap();
        assert_eq!(
            signed.report.signature,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        assert!(signed.report.proof.holds());
    }

    /// The PUT object example of the same page: `$` is sent raw and signed as `%24`.
    #[test]
    fn the_put_object_example_of_the_s3_documentation() {
        let mut wire = get("examplebucket.s3.amazonaws.com", "/test$file.text");
        wire.method = Traced::typed("PUT", Field::Method);
        wire.digest = BodyDigest::of(b"Welcome to Amazon S3.");
        wire.headers = vec![
            header("host", "examplebucket.s3.amazonaws.com", HeaderSource::Client("")),
            header("date", "Fri, 24 May 2013 00:00:00 GMT", HeaderSource::Typed),
            header("x-amz-storage-class", "REDUCED_REDUNDANCY", HeaderSource::Typed),
        ];
        let auth = AwsAuth {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ..AwsAuth::default()
        };
        let time = SigningTime::parse_amz_date("20130524T000000Z").unwrap();
        let signed = Signer::default()
            .sign(&wire, &plan(&auth, &wire.endpoint, time).unwrap())
            .unwrap();
        assert_eq!(
            signed.report.signature,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert!(signed.report.proof.holds());
    }

    #[test]
    fn a_query_that_would_make_the_crate_panic_is_an_error() {
        let long = format!("/?a={}", ";".repeat(40_000));
        let wire = get("abcd123456.execute-api.us-east-1.amazonaws.com", &long);
        let error = Signer::default()
            .sign(&wire, &planned(&wire, &auth("")))
            .unwrap_err();
        assert_eq!(error.kind(), "target-too-long");
    }

    #[test]
    fn authorization_pieces_know_where_they_came_from() {
        let wire = gateway();
        let report = Signer::default()
            .sign(&wire, &planned(&wire, &auth("")))
            .unwrap()
            .report;
        let origin_of = |piece: &str| {
            let at = report.authorization.as_str().find(piece).unwrap();
            report.authorization.slice(at..at + piece.len()).segments()[0]
                .origin
                .clone()
        };
        assert_eq!(origin_of("20150830"), Origin::Clock);
        assert_eq!(origin_of("us-east-1"), Origin::Host);
        assert_eq!(origin_of(&report.signature), Origin::Signature);
        assert!(matches!(
            origin_of("AKIDEXAMPLE"),
            Origin::Typed {
                field: Field::AccessKeyId,
                ..
            }
        ));
    }

    #[test]
    fn a_presigned_url_under_header_auth_is_remarked_on() {
        let wire = get(
            "abcd123456.execute-api.us-east-1.amazonaws.com",
            "/?a=1&X-Amz-Signature=00",
        );
        let report = Signer::default()
            .sign(&wire, &planned(&wire, &auth("")))
            .unwrap()
            .report;
        assert!(report.notes.iter().any(|note| note.rule == "two-auth-methods"));
        assert!(report.proof.holds());
    }

    #[test]
    fn an_empty_content_sha256_row_is_filled_in_where_the_service_requires_it() {
        let mut wire = get("bucket.s3.eu-west-1.amazonaws.com", "/key");
        wire.headers.push(header(CONTENT_SHA256, "", HeaderSource::Typed));
        let plan = planned(&wire, &auth(""));
        let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
        let sent: Vec<&WireHeader> = sealed
            .get()
            .headers
            .iter()
            .filter(|line| line.name.as_str() == CONTENT_SHA256)
            .collect();
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].value.as_str(), sealed.get().digest.sha256);
        assert!(report.notes.iter().any(|note| note.rule == "header-replaced"));
    }

    #[test]
    fn a_typed_payload_hash_is_signed_as_it_stands() {
        let mut wire = gateway();
        wire.headers
            .push(header(CONTENT_SHA256, "UNSIGNED-PAYLOAD", HeaderSource::Typed));
        let report = Signer::default()
            .sign(&wire, &planned(&wire, &auth("")))
            .unwrap()
            .report;
        assert!(report.canonical_request.as_str().ends_with("\nUNSIGNED-PAYLOAD"));
        assert_eq!(report.signed_headers, ["host", CONTENT_SHA256, "x-amz-date"]);
        assert!(report.proof.holds());
    }
}
