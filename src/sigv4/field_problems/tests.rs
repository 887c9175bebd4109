//! Right and wrong forms, row by row.

use super::super::hosts::infer;
use super::*;
use crate::model::KeyExpiry;

const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const GATEWAY: &str = "abcd123456.execute-api.eu-west-1.amazonaws.com";

fn time() -> SigningTime {
    SigningTime::parse_amz_date("20261120T120000Z").unwrap()
}

fn form(id: &str, secret: &str, token: &str, region: &str, service: &str) -> AwsAuth {
    AwsAuth {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::new(secret),
        session_token: Secret::new(token),
        region: region.to_owned(),
        service: service.to_owned(),
        ..AwsAuth::default()
    }
}

fn found(auth: &AwsAuth, host: &str) -> Vec<FieldProblem> {
    field_problems(auth, host, infer(host).as_ref(), time())
}

/// Applies every fix until none is left.
fn mended(mut auth: AwsAuth, host: &str) -> AwsAuth {
    for _ in 0..8 {
        let problems = found(&auth, host);
        let Some((field, fix)) = problems
            .into_iter()
            .find_map(|problem| Some((problem.field, problem.fix?)))
        else {
            break;
        };
        fix.apply(field, &mut auth);
    }
    auth
}

#[test]
fn what_is_as_it_should_be_gets_no_remark() {
    let long = "IQoJb3JpZ2luX2VjE".repeat(120);
    let china = "abcd123456.execute-api.cn-north-1.amazonaws.com.cn";
    let government = "abcd123456.execute-api.us-gov-west-1.amazonaws.com";
    for (auth, host) in [
        (form("", "", "", "", ""), GATEWAY),
        (form(ID, SECRET, "", "", ""), GATEWAY),
        (form(ID, SECRET, "", "eu-west-1", "execute-api"), GATEWAY),
        (
            form(
                "AKIAI44QH8DHBEXAMPLE",
                "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
                "",
                "",
                "",
            ),
            GATEWAY,
        ),
        (
            form(
                "AKIDEXAMPLE",
                "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                "",
                "",
                "",
            ),
            GATEWAY,
        ),
        (form(TEMPORARY, SECRET, "token", "", ""), GATEWAY),
        (form(TEMPORARY, SECRET, &long, "", ""), GATEWAY),
        (form(ID, SECRET, "", "", ""), china),
        (form(ID, SECRET, "", "cn-north-1", ""), china),
        (form(ID, SECRET, "", "us-gov-west-1", ""), government),
        (form(ID, SECRET, "", "aws-global", "iam"), "api.example.com"),
        (
            form(ID, SECRET, "", "eu-west-1", "execute-api"),
            "api.example.com",
        ),
        (form("test", "test", "", "us-east-1", "s3"), "localhost"),
        (
            form("test", "test", "", "us-east-1", "sqs"),
            "localhost.localstack.cloud",
        ),
        (form("test", "test", "test", "us-east-1", "s3"), "127.0.0.1"),
        (
            form("minioadmin", "minioadmin", "", "us-east-1", "s3"),
            "play.min.io",
        ),
        (
            form(
                "minio-user",
                "a long pass-word".replace(' ', "-").as_str(),
                "",
                "us-east-1",
                "s3",
            ),
            "localhost",
        ),
        (
            form(
                "Q3AM3UQ867SPQQA43P2F",
                "zuf+tfteSlswRu7BJ86wekitnifILbZam1KYY3TG",
                "",
                "us-east-1",
                "s3",
            ),
            "play.min.io",
        ),
        (
            form(
                "GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA",
                "bGoa+V7g/yqDXvKRqq+JTFn4uQZbPiQJo4pf9RzJ",
                "",
                "us-east1",
                "s3",
            ),
            "storage.googleapis.com",
        ),
        (
            form(
                "3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e",
                "0123456789abcdef0123456789abcdef",
                "",
                "auto",
                "s3",
            ),
            "x.r2.cloudflarestorage.com",
        ),
        (
            form(
                "SCW12345678901234567",
                "11111111-2222-3333-4444-555555555555",
                "",
                "fr-par",
                "s3",
            ),
            "s3.fr-par.scw.cloud",
        ),
        (
            form("id", "secret", "", "us-west-004", "s3"),
            "s3.us-west-004.backblazeb2.com",
        ),
        (
            form("{{key}}", "{{secret}}", "", "{{region}}", "{{service}}"),
            "api.example.com",
        ),
        (form(ID, SECRET, "", "eu-isoe-west-1", "s3"), "api.example.com"),
        (
            form(ID, SECRET, "", "mx-central-1", "execute-api"),
            "api.example.com",
        ),
    ] {
        let found = found(&auth, host);
        assert!(
            found.is_empty(),
            "{} {} {host}: {found:?}",
            auth.access_key_id,
            auth.region
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_is_wrong_is_named_at_its_field_and_mended() {
    use AuthField::{AccessKeyId, Region, SecretAccessKey, Service, SessionToken};
    let good = || form(ID, SECRET, "", "", "");
    let with_id = |id: &str| form(id, SECRET, "", "", "");
    let scope = |region: &str, service: &str| form(ID, SECRET, "", region, service);
    let quoted = |text: &str| format!("\"{text}\"");
    let rows: Vec<(AwsAuth, AuthField, &str, Option<AwsAuth>)> = vec![
        (
            form(SECRET, ID, "", "", ""),
            AccessKeyId,
            "keys-swapped",
            Some(good()),
        ),
        (form(SECRET, "", "", "", ""), AccessKeyId, "keys-swapped", None),
        (form("", ID, "", "", ""), SecretAccessKey, "keys-swapped", None),
        (
            with_id("AKIAIOSFODNN7EXAMPL"),
            AccessKeyId,
            "access-key-id-length",
            None,
        ),
        (
            with_id("AKIAIOSFODNN7EXAMPLEE"),
            AccessKeyId,
            "access-key-id-length",
            None,
        ),
        (with_id("AKIA"), AccessKeyId, "access-key-id-length", None),
        (
            with_id("AKIAIOSFODNN7EXAMPL!"),
            AccessKeyId,
            "access-key-id-unusual",
            None,
        ),
        (with_id("my-key"), AccessKeyId, "access-key-id-unusual", None),
        (
            with_id("AIDACKCEVSQ6C2EXAMPLE"),
            AccessKeyId,
            "access-key-id-of-another-kind",
            None,
        ),
        (
            with_id("AROACKCEVSQ6C2EXAMPLE"),
            AccessKeyId,
            "access-key-id-of-another-kind",
            None,
        ),
        (
            with_id("akiaiosfodnn7example"),
            AccessKeyId,
            "access-key-id-lower-case",
            Some(good()),
        ),
        (with_id(&quoted(ID)), AccessKeyId, "value-quoted", Some(good())),
        (
            with_id(&format!("'{ID}'")),
            AccessKeyId,
            "value-quoted",
            Some(good()),
        ),
        (
            with_id(&format!(" {ID}")),
            AccessKeyId,
            "white-space-removed",
            Some(good()),
        ),
        (
            with_id("AKIA IOSFODNN7EXAMPLE"),
            AccessKeyId,
            "white-space-removed",
            Some(good()),
        ),
        (
            with_id("AKIAIOSFODNN7\nEXAMPLE"),
            AccessKeyId,
            "white-space-removed",
            Some(good()),
        ),
        (
            with_id("\u{200b}AKIAIOSFODNN7EXAMPLE"),
            AccessKeyId,
            "white-space-removed",
            Some(good()),
        ),
        (
            form(ID, "wJalrXUtnFEMI", "", "", ""),
            SecretAccessKey,
            "secret-length",
            None,
        ),
        (
            form(ID, &quoted(SECRET), "", "", ""),
            SecretAccessKey,
            "value-quoted",
            Some(good()),
        ),
        (
            form(ID, &format!("{SECRET} "), "", "", ""),
            SecretAccessKey,
            "white-space-removed",
            Some(good()),
        ),
        (
            form("x", "sécret", "", "", ""),
            SecretAccessKey,
            "secret-not-ascii",
            None,
        ),
        (
            form(TEMPORARY, SECRET, "", "", ""),
            SessionToken,
            "session-token-missing",
            None,
        ),
        (
            form(TEMPORARY, SECRET, " ", "", ""),
            SessionToken,
            "session-token-missing",
            None,
        ),
        (
            form(ID, SECRET, "stale", "", ""),
            SessionToken,
            "session-token-with-long-term-key",
            Some(good()),
        ),
        (
            form(TEMPORARY, SECRET, "to\r\nken", "", ""),
            SessionToken,
            "white-space-removed",
            Some(form(TEMPORARY, SECRET, "token", "", "")),
        ),
        (
            form(TEMPORARY, SECRET, "\"token\"", "", ""),
            SessionToken,
            "value-quoted",
            Some(form(TEMPORARY, SECRET, "token", "", "")),
        ),
        (
            scope("us-east-1", ""),
            Region,
            "region-contradicts-host",
            Some(good()),
        ),
        (
            scope("", "lambda"),
            Service,
            "service-contradicts-host",
            Some(good()),
        ),
        (
            scope("", "apigateway"),
            Service,
            "service-contradicts-host",
            Some(good()),
        ),
        (scope("", "execute_api"), Service, "service-unusual", Some(good())),
        (
            scope("eu-west1", ""),
            Region,
            "region-unusual",
            Some(scope("eu-west-1", "")),
        ),
        (
            scope("EU-WEST-1", ""),
            Region,
            "region-unusual",
            Some(scope("eu-west-1", "")),
        ),
        (
            scope("eu_west_1", ""),
            Region,
            "region-unusual",
            Some(scope("eu-west-1", "")),
        ),
        (
            scope("euwest1", ""),
            Region,
            "region-unusual",
            Some(scope("eu-west-1", "")),
        ),
        (
            scope("eu-west-1a", ""),
            Region,
            "region-unusual",
            Some(scope("eu-west-1", "")),
        ),
        (
            scope(" eu-west-1", ""),
            Region,
            "white-space-removed",
            Some(scope("eu-west-1", "")),
        ),
        (scope("Ireland!", ""), Region, "region-unusual", Some(good())),
    ];
    assert!(rows.len() >= 36, "{}", rows.len());
    for (auth, field, rule, expected) in rows {
        let found = found(&auth, GATEWAY);
        let of_field = found
            .iter()
            .find(|problem| problem.field == field && problem.rule == rule);
        assert!(of_field.is_some(), "{rule} of {field:?}: {found:?}");
        assert!(
            found.iter().all(|problem| !problem.sentence.contains(SECRET)),
            "{found:?}"
        );
        if let Some(expected) = expected {
            assert_eq!(mended(auth, GATEWAY), expected, "{rule}");
        }
    }
}

#[test]
fn on_a_custom_domain_a_misspelled_region_is_still_seen() {
    let found = found(
        &form(ID, SECRET, "", "us-gov-west1", "execute-api"),
        "api.example.com",
    );
    let fixes: Vec<_> = found.into_iter().filter_map(|problem| problem.fix).collect();
    assert_eq!(fixes, [AuthFix::UseRegion("us-gov-west-1".to_owned())]);
}

fn with_life(left: i64, expires_in: Option<u32>) -> AwsAuth {
    let mut auth = form(TEMPORARY, SECRET, "token", "", "");
    auth.expiry = Some(KeyExpiry {
        access_key_id: TEMPORARY.to_owned(),
        unix_seconds: time().moment().unix_timestamp() + left,
    });
    if let Some(expires_in) = expires_in {
        auth.options.location = SignatureLocation::Query { expires_in };
    }
    auth
}

#[test]
fn ended_keys_and_urls_that_outlive_them_are_told() {
    for (left, asked, expected) in [
        (3_600, None, None),
        (3_600, Some(900), None),
        (3_600, Some(3_600), None),
        (
            2_400,
            Some(3_600),
            Some(("url-outlives-credentials", Some(2_400))),
        ),
        (0, None, Some(("credentials-expired", None))),
        (-7_300, Some(900), Some(("credentials-expired", None))),
        (
            9_999_999,
            Some(700_000),
            Some(("expiry-out-of-range", Some(604_800))),
        ),
        (9_999_999, Some(0), Some(("expiry-out-of-range", Some(1)))),
    ] {
        let found = found(&with_life(left, asked), GATEWAY);
        let told = found.first().map(|problem| {
            let seconds = match problem.fix {
                Some(AuthFix::UseSeconds(seconds)) => Some(seconds),
                _ => None,
            };
            (problem.rule, seconds)
        });
        assert_eq!(told, expected, "{left} {asked:?}");
    }
    let mut other = with_life(-1, None);
    other.access_key_id = "ASIAI44QH8DHBEXAMPLE".to_owned();
    assert!(
        found(&other, GATEWAY).is_empty(),
        "the end of another key is not its own"
    );
}
