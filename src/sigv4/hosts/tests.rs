//! Whole names; the table of hosts with the judge of each is in `tests/it/hosts.rs`.

use super::*;

fn scope(host: &str) -> Option<(String, Option<String>)> {
    infer(host).map(|hint| (hint.service, hint.region))
}

#[test]
fn case_port_and_trailing_dot_change_nothing() {
    let plain = infer("sqs.eu-west-1.amazonaws.com");
    assert!(plain.is_some());
    for host in [
        "SQS.EU-West-1.AmazonAWS.com",
        "sqs.eu-west-1.amazonaws.com:443",
        "sqs.eu-west-1.amazonaws.com.",
        "sqs.eu-west-1.amazonaws.com.:8443",
    ] {
        assert_eq!(infer(host), plain, "{host}");
    }
}

#[test]
fn hosts_that_are_not_of_aws_give_nothing() {
    for host in [
        "",
        ".",
        "api.example.com",
        "localhost",
        "127.0.0.1",
        "127.0.0.1:8000",
        "[::1]",
        "[::1]:8000",
        "::1",
        "amazonaws.com",
        ".amazonaws.com",
        "..amazonaws.com",
        "sqs.us-east-1.amazonaws.com.evil.com",
        "sqs.us-east-1.notamazonaws.com",
        "x.execute-api.us-east-1.evil.com",
        "x.execute-api.nowhere.localhost",
        "sqs.us-east-1.localhost",
        "x.unknown.us-east-1.on.aws",
        "*",
        "{r}",
        "é.us-east-1.example",
    ] {
        assert_eq!(infer(host), None, "{host}");
    }
}

#[test]
fn unknown_hosts_of_aws_are_guessed_and_marked() {
    for (host, service, region) in [
        ("newservice.us-east-1.amazonaws.com", "newservice", "us-east-1"),
        (
            "thing.newservice.us-east-1.amazonaws.com",
            "newservice",
            "us-east-1",
        ),
        ("thing.email-fips.us-east-1.amazonaws.com", "ses", "us-east-1"),
        (
            "thing.streams.dynamodb.us-east-1.amazonaws.com",
            "dynamodb",
            "us-east-1",
        ),
        ("sqs.dualstack.us-east-1.amazonaws.com", "sqs", "us-east-1"),
        ("ec2.amazonaws.com", "ec2", "us-east-1"),
        (
            "globalaccelerator.amazonaws.com",
            "globalaccelerator",
            "us-west-2",
        ),
        ("iam.amazonaws.com.cn", "iam", "cn-north-1"),
        ("sqs.global.api.aws", "sqs", "us-east-1"),
    ] {
        let hint = infer(host).unwrap();
        assert_eq!(
            (hint.service.as_str(), hint.region.as_deref()),
            (service, Some(region)),
            "{host}"
        );
        assert_eq!(hint.certainty, Certainty::Guessed, "{host}");
    }
    for host in [
        "my_svc!.us-east-1.amazonaws.com",
        "123.us-east-1.amazonaws.com",
        "bucket.s3.nowhere.amazonaws.com",
    ] {
        assert_eq!(infer(host), None, "{host}");
    }
    assert_eq!(infer("nothing-like-it.amazonaws.com"), None);
    assert_eq!(infer("cluster.gr7.us-east-1.eks.amazonaws.com"), None);
}

#[test]
fn a_region_of_another_partition_is_doubted() {
    let hint = infer("sqs.cn-north-1.amazonaws.com").unwrap();
    assert_eq!(hint.certainty, Certainty::Guessed);
    let hint = infer("sqs.us-gov-west-1.amazonaws.com").unwrap();
    assert_eq!(hint.certainty, Certainty::Exact);
}

#[test]
fn a_host_of_two_services_is_a_guess() {
    let hint = infer("maps.geo.us-east-1.amazonaws.com").unwrap();
    assert_eq!(
        (hint.service.as_str(), hint.certainty),
        ("geo-maps", Certainty::Guessed)
    );
}

#[test]
fn the_region_of_the_host_is_told_where_another_is_signed() {
    let hint = infer("cloudfront.eu-west-1.api.aws").unwrap();
    assert_eq!(hint.region.as_deref(), Some("us-east-1"));
    assert_eq!(hint.host_region.as_deref(), Some("eu-west-1"));
    let hint = infer("sqs.eu-west-1.api.aws").unwrap();
    assert_eq!(
        (hint.region.as_deref(), hint.host_region),
        (Some("eu-west-1"), None)
    );
}

#[test]
fn hosts_of_all_regions_ask_for_the_other_algorithm() {
    for host in [
        "alias.mrap.accesspoint.s3-global.amazonaws.com",
        "abc.veo.endpoint.events.amazonaws.com",
    ] {
        let hint = infer(host).unwrap();
        assert_eq!(
            hint.algorithm,
            HostAlgorithm::SigV4a { region_set: "*" },
            "{host}"
        );
        assert_eq!(hint.region, None, "{host}");
    }
}

#[test]
fn a_bucket_that_is_called_like_a_region_does_not_name_one() {
    for host in [
        "us-west-2.s3.amazonaws.com",
        "cn-north-1.backups.s3.amazonaws.com",
    ] {
        let hint = infer(host).unwrap();
        assert_eq!(hint.region.as_deref(), Some("us-east-1"), "{host}");
        assert_eq!(
            (hint.host_region, hint.certainty),
            (None, Certainty::Exact),
            "{host}"
        );
    }
}

#[test]
fn acceleration_names_no_region() {
    assert_eq!(
        scope("bucket.s3-accelerate.amazonaws.com"),
        Some(("s3".to_owned(), None))
    );
}

#[test]
fn long_and_odd_names_are_read_without_a_panic() {
    let many = "a.".repeat(120);
    for host in [
        format!("{many}us-east-1.amazonaws.com"),
        format!("{many}endpoint.events.amazonaws.com"),
        "x".repeat(10_000),
        "vpce-1.vpce.amazonaws.com".to_owned(),
        "vpce.amazonaws.com".to_owned(),
        "us-east-1.amazonaws.com".to_owned(),
        "us-east-1.vpce.amazonaws.com".to_owned(),
        "dualstack.us-east-1.amazonaws.com".to_owned(),
        "-fips.us-east-1.amazonaws.com".to_owned(),
        "# Hosts.amazonaws.com".to_owned(),
        "\u{0}.\u{7f}.amazonaws.com".to_owned(),
    ] {
        let _hint = infer(&host);
    }
}

#[test]
fn the_products_of_the_embedded_server_are_known() {
    for (host, service) in [
        ("abcd123456.execute-api.us-east-1.localhost:8710", "execute-api"),
        ("s3.us-east-1.localhost:8710", "s3"),
        ("demo-bucket.s3.us-east-1.localhost", "s3"),
        ("a.bucket.with.dots.s3.us-east-1.localhost", "s3"),
        ("sts.us-east-1.localhost", "sts"),
    ] {
        let hint = infer(host).unwrap();
        assert_eq!(
            (hint.service.as_str(), hint.region.as_deref()),
            (service, Some("us-east-1")),
            "{host}"
        );
    }
}
