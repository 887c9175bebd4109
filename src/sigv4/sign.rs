//! The signer: `aws-sigv4` computes the signature, our own canonical request explains it, and each
//! signature proves that the explanation is true.

use std::borrow::Cow;

use super::applied::{Applied, Location};
use super::authorization::authorization;
use super::canonical::{Ingredients, Line, build, signed_headers_list, sorted_names};
use super::error::SignError;
use super::headers::is_signed_as_typed;
use super::lines::{added, added_headers, is_replaced, payload_hash, signed_lines};
use super::notes::notes_on;
use super::own_signature::{sdk_spells, sign_string};
use super::presign::{self, Parameters, SIGNATURE_BYTES, Stripped, is_presigned, without_signature};
use super::proof::{key_shown, prove};
use super::rules::ServiceRules;
use super::sdk_signature::{ToSign, guard_crate_limits, sign_by_sdk};
use super::seal::Sealed;
use super::string_to_sign::{credential_scope, sha256_hex, string_to_sign};
use super::typed_token::typed_token;
use crate::model::{
    CanonicalSections, Field, HostSigned, Live, Proof, SigningPlan, SigningReport, Traced, WireHeader,
    WireRequest,
};

/// Report, and what signing changes in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, and the proof.
    pub report: SigningReport,
    /// In the header form `x-amz-date`, `x-amz-content-sha256` when the service requires it,
    /// `x-amz-region-set` for Version 4A, `x-amz-security-token` when there is a token, `authorization`, in
    /// sending order. In the query form `x-amz-content-sha256` at most. A line of the unsigned request that
    /// has one of these names is replaced.
    pub added_headers: Vec<WireHeader>,
    /// Path and query as sent: without an older signature, and in the query form with this one.
    pub target: Traced,
    /// Names of the query parameters that were taken away because they belong to an older signature.
    pub removed_parameters: Vec<String>,
}

impl Signed {
    /// The request with what signing adds in its place.
    #[must_use]
    pub fn applied_to(&self, unsigned: WireRequest) -> WireRequest {
        let mut wire = unsigned;
        wire.headers
            .retain(|line| !is_replaced(line.name.as_str(), &self.added_headers));
        wire.headers.extend(self.added_headers.iter().cloned());
        wire.target = self.target.clone();
        wire
    }
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

    /// Report and what signing adds; same input and time, same result, live or sent.
    pub fn sign<Kind>(&self, unsigned: &WireRequest, plan: &SigningPlan<Kind>) -> Result<Signed, SignError> {
        let service = ServiceRules::of_request(&plan.service.value, unsigned.target.as_str());
        let options = &plan.options;
        let typed = unsigned.headers.iter();
        let typed = typed.filter(|line| is_signed_as_typed(line, options));
        let token = typed_token(unsigned, plan)?;
        let with_token = token.as_ref().map(|token| token.planned(plan));
        let plan = with_token.as_ref().unwrap_or(plan);
        let token = token.map(|token| token.value);
        let mut signed = self.sign_lines(unsigned, typed, plan, service, token)?;
        let notes = notes_on(unsigned, &signed, (&service, &plan.service.value), options);
        signed.report.notes.extend(notes);
        Ok(signed)
    }

    /// Signs and seals: the wire request with what signing adds in place.
    pub fn seal(
        &self,
        unsigned: WireRequest,
        plan: &SigningPlan<Live>,
    ) -> Result<(Sealed<WireRequest>, SigningReport), SignError> {
        let signed = self.sign(&unsigned, plan)?;
        Ok((Sealed::new(signed.applied_to(unsigned)), signed.report))
    }

    /// Signs exactly the given lines and those that signing adds, by the given rules and the plan's options:
    /// for requests that were made elsewhere, as those of AWS's official test suite.
    pub fn sign_these<Kind>(
        &self,
        unsigned: &WireRequest,
        to_sign: &[WireHeader],
        plan: &SigningPlan<Kind>,
        service: ServiceRules,
    ) -> Result<Signed, SignError> {
        self.sign_lines(unsigned, to_sign.iter(), plan, service, None)
    }

    fn sign_lines<'a, Kind>(
        self,
        unsigned: &WireRequest,
        to_sign: impl Iterator<Item = &'a WireHeader>,
        plan: &SigningPlan<Kind>,
        service: ServiceRules,
        typed_token: Option<Traced>,
    ) -> Result<Signed, SignError> {
        let applied = Applied::new(service, &plan.options);
        let payload_hash = payload_hash(unsigned, &applied);
        let token = typed_token.or_else(|| token_field(plan));
        let added_lines = added_headers(unsigned, &payload_hash, &applied, plan, token.as_ref());
        let lines = signed_lines(to_sign, &added_lines, &applied, &plan.options);
        let names = sorted_names(lines.iter().map(|line| line.name.as_str()));
        let pairs: Vec<Line<'_>> = lines.iter().map(|line| (&line.name, &line.value)).collect();
        let list = signed_headers_list(&names, &pairs);
        let scope = credential_scope(plan, applied.version);

        let Stripped {
            target: bare,
            removed,
        } = without_older_signature(unsigned, &applied);
        let target = match applied.location {
            Location::Header => bare.clone(),
            Location::Query(seconds) => {
                let added = Parameters {
                    expires_in: seconds,
                    scope: &scope,
                    signed_headers: &list,
                    token: token.as_ref(),
                };
                presign::with_parameters(&bare, plan, &applied, &added)
            }
        };
        let (path, query) = split(&target);
        let (canonical_request, sections) = self.explain(
            unsigned,
            &target,
            &lines,
            &Ingredients {
                method: &unsigned.method,
                path: &path,
                query: query.as_ref(),
                headers: &pairs,
                signed: &names,
                payload_hash: &payload_hash,
                rules: applied.rules,
            },
        );
        let canonical_request_hash = sha256_hex(canonical_request.as_str());
        let string_to_sign = string_to_sign(plan, applied.version, &scope, &canonical_request_hash);

        let input = ToSign {
            wire: unsigned,
            target: &bare,
            lines: &lines,
            names: &names,
            payload_hash: payload_hash.as_str(),
            applied: &applied,
        };
        guard_crate_limits(&input, &sections, growth(&target, &bare, plan))?;
        let sdk_signature = if sdk_spells(&target) {
            Some(sign_by_sdk(&input, plan)?)
        } else {
            None
        };
        let signature = match &sdk_signature {
            Some(sdk) => sdk.signature.clone(),
            None => sign_string(plan, applied.version, string_to_sign.as_str()),
        };
        let host = host_signed(unsigned, &lines);
        let mut added_headers = added_lines.clone();
        let mut authorization_value = Traced::default();
        let mut presigned_url = None;
        let target = match applied.location {
            Location::Header => {
                authorization_value =
                    authorization(plan, applied.version, &scope, &list, &signature);
                added_headers.push(added("authorization", authorization_value.clone()));
                target
            }
            Location::Query(_) => {
                let target = presign::complete(target, &applied, &signature, token.as_ref());
                presigned_url = Some(url(unsigned, &target));
                target
            }
        };
        let proof = match &sdk_signature {
            Some(sdk_signature) => prove(
                plan,
                string_to_sign.as_str(),
                authorization_value.as_str(),
                target.as_str(),
                sdk_signature,
            ),
            None => Proof::OwnCanonicalRequest,
        };
        Ok(Signed {
            report: SigningReport {
                canonical_request,
                sections,
                canonical_request_hash,
                string_to_sign,
                credential_scope: scope,
                access_key_id: plan.credentials.access_key_id.clone(),
                time: plan.time,
                signed_headers: names,
                signature,
                authorization: authorization_value,
                presigned_url,
                key: key_shown(plan),
                host,
                proof,
                notes: plan.notes.clone(),
            },
            added_headers,
            target,
            removed_parameters: removed,
        })
    }

    /// Our own canonical request, or the one of a test.
    fn explain(
        self,
        unsigned: &WireRequest,
        target: &Traced,
        lines: &[Cow<'_, WireHeader>],
        ingredients: &Ingredients<'_>,
    ) -> (Traced, CanonicalSections) {
        let Some(canonicalise) = self.canonicalise else {
            return build(ingredients);
        };
        let wire = WireRequest {
            target: target.clone(),
            ..unsigned.clone()
        };
        let lines: Vec<WireHeader> = lines.iter().map(|line| WireHeader::clone(line)).collect();
        canonicalise(&wire, &lines)
    }
}

fn token_field<Kind>(plan: &SigningPlan<Kind>) -> Option<Traced> {
    let token = plan.credentials.session_token.as_ref()?;
    Some(Traced::typed(token.expose_for_signing(), Field::SessionToken))
}

fn split(target: &Traced) -> (Traced, Option<Traced>) {
    target
        .split_once('?')
        .map_or_else(|| (target.clone(), None), |(path, query)| (path, Some(query)))
}

/// An older signature would be signed as well in the query form; in the header form AWS refuses a second one.
fn without_older_signature(unsigned: &WireRequest, applied: &Applied) -> Stripped {
    match applied.location {
        Location::Header if !is_presigned(&unsigned.target) => Stripped {
            target: unsigned.target.clone(),
            removed: Vec::new(),
        },
        _ => without_signature(&unsigned.target),
    }
}

/// How much longer the target gets than the canonical request shows.
fn growth<Kind>(target: &Traced, bare: &Traced, plan: &SigningPlan<Kind>) -> usize {
    let token = plan
        .credentials
        .session_token
        .as_ref()
        .map_or(0, |token| token.len() * 3);
    match target.len() - bare.len() {
        0 => 0,
        parameters => parameters + token + SIGNATURE_BYTES,
    }
}

fn url(unsigned: &WireRequest, target: &Traced) -> Traced {
    let endpoint = &unsigned.endpoint;
    let mut url = Traced::rule(
        &format!("{}://{}", endpoint.scheme.as_str(), endpoint.authority()),
        "scheme and host of the URL",
    );
    url.append(target);
    url
}

/// The host in the signature beside the first one sent.
fn host_signed(unsigned: &WireRequest, lines: &[Cow<'_, WireHeader>]) -> HostSigned {
    let value = |line: &WireHeader| line.value.as_str().to_owned();
    let signed = lines.iter().find(|line| line.name.as_str() == "host");
    let signed = signed.map(|line| value(line));
    match (signed, unsigned.header("host").map(value)) {
        (Some(signed), Some(sent)) if signed != sent => HostSigned::Differs { signed, sent },
        _ => HostSigned::AsSent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AwsAuth, BodyDigest, Endpoint, HeaderSource, Origin, Scheme, Secret, SigningTime,
    };
    use crate::sigv4::lines::CONTENT_SHA256;
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
            body: crate::model::WireBody::default(),
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
        let plan = planned(&wire, &auth("token"));
        let (sealed, report) = Signer::default().seal(wire, &plan).unwrap();
        assert_eq!(
            names(&sealed.get().headers),
            ["host", "accept", "user-agent", "x-amz-date", "x-amz-security-token", "authorization"]
        );
        assert_eq!(sealed.get().header("x-amz-security-token").unwrap().value.as_str(), "token");
        let replaced = report
            .notes
            .iter()
            .filter(|note| note.rule == "header-replaced")
            .count();
        assert_eq!(replaced, 3);
        assert!(report.proof.holds());
    }

    fn rules(report: &SigningReport) -> Vec<&str> {
        report.notes.iter().map(|note| note.rule).collect()
    }

    /// Typed by hand it is what the field would be: signed, sent and said.
    #[test]
    fn a_token_in_a_row_is_the_session_token_when_the_field_is_empty() {
        let typed = Signer::default();
        let mut wire = gateway();
        let plan_of_field = planned(&wire, &auth("tok/en="));
        let (by_field, of_field) = typed.seal(wire.clone(), &plan_of_field).unwrap();
        wire.headers
            .push(header("x-amz-security-token", "tok/en=", HeaderSource::Typed));
        let mut temporary = auth("");
        temporary.access_key_id = "ASIAIOSFODNN7EXAMPLE".to_owned();
        let temporary = typed.sign(&wire, &planned(&wire, &temporary)).unwrap().report;
        assert!(!rules(&temporary).contains(&"session-token-missing"));
        let (by_row, of_row) = typed.seal(wire.clone(), &planned(&wire, &auth(""))).unwrap();
        assert_eq!(of_row.signature, of_field.signature);
        let lines = |sealed: &Sealed<WireRequest>| {
            let headers = &sealed.get().headers;
            let lines = headers.iter().map(|line| (line.name.as_str().to_owned(), line.value.as_str().to_owned()));
            lines.collect::<Vec<_>>()
        };
        assert_eq!(lines(&by_row), lines(&by_field));
        assert!(rules(&of_row).contains(&crate::sigv4::SESSION_TOKEN_TYPED));
        assert!(!rules(&of_row).contains(&"header-replaced"));
        // An empty row is none.
        wire.headers.pop();
        wire.headers.push(header("x-amz-security-token", "", HeaderSource::Typed));
        let none = typed.sign(&wire, &planned(&wire, &auth(""))).unwrap();
        assert_eq!(names(&none.added_headers), ["x-amz-date", "authorization"]);
    }

    #[test]
    fn a_token_in_the_query_is_the_session_token_of_a_presigned_request() {
        let presigned = |target: &str, token: &str, row: Option<&str>| {
            let mut wire = get("bucket.s3.us-east-1.amazonaws.com", target);
            if let Some(row) = row {
                wire.headers.push(header("x-amz-security-token", row, HeaderSource::Typed));
            }
            let mut auth = auth(token);
            auth.options.location = crate::model::SignatureLocation::Query { expires_in: 60 };
            Signer::default().sign(&wire, &planned(&wire, &auth)).unwrap()
        };
        let by_field = presigned("/key?a=1", "tok/en=", None);
        for typed in [
            presigned("/key?a=1&X-Amz-Security-Token=tok%2Fen%3D", "", None),
            presigned("/key?x-amz-security-token=tok/en%3D&a=1", "", None),
            presigned("/key?a=1", "", Some("tok/en=")),
        ] {
            assert_eq!(typed.report.signature, by_field.report.signature);
            assert_eq!(typed.target.as_str(), by_field.target.as_str());
            assert_eq!(typed.report.proof, Proof::Proved);
            assert!(rules(&typed.report).contains(&crate::sigv4::SESSION_TOKEN_TYPED));
        }
    }

    /// botocore 1.44 and the AWS Common Runtime sign `q=%E9` for it, as `tests/foreign/ugly_inputs.py` asks them.
    #[test]
    fn bytes_that_are_no_text_are_signed_as_they_are() {
        let wire = get("abcd123456.execute-api.us-east-1.amazonaws.com", "/dev?q=%E9&b=%c3%a9");
        for version in [
            crate::model::SigningAlgorithm::Auto,
            crate::model::SigningAlgorithm::SigV4a { region_set: vec!["*".to_owned()] },
        ] {
            let mut auth = auth("");
            auth.options.algorithm = version;
            let report = Signer::default().sign(&wire, &planned(&wire, &auth)).unwrap().report;
            assert!(report.canonical_request.as_str().contains("\nb=%C3%A9&q=%E9\n"));
            assert_eq!(report.proof, Proof::OwnCanonicalRequest);
            assert!(report.proof.holds());
            assert!(report.authorization.as_str().ends_with(&format!("Signature={}", report.signature)));
        }
    }

    #[test]
    fn tabs_in_a_value_are_signed_as_one_space_and_sent_as_they_are() {
        let mut wire = gateway();
        wire.headers.push(header("x-a", "a\t\tb  c \t d", HeaderSource::Typed));
        let (sealed, report) = Signer::default()
            .seal(wire.clone(), &planned(&wire, &auth("")))
            .unwrap();
        assert!(report.canonical_request.as_str().contains("\nx-a:a b c d\n"));
        assert_eq!(report.proof, Proof::Proved);
        assert_eq!(sealed.get().header("x-a").unwrap().value.as_str(), "a\t\tb  c \t d");
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
