//! A secret is never written, and a file is never such that another client signs with the wrong keys or not at all.

use countersign::model::{
    AssumeRoleForm, Auth, AuthKind, AwsAuth, CredentialSource, Environment, Request, Secret, Variable,
};
use countersign::store::keys::SecretPart;
use countersign::store::opencollection::{
    WriteProblem, read_environment, read_request, same_content, write_environment, write_request,
};

const CANARY: &str = "canary-7f3a91";

fn aws(aws: AwsAuth) -> Request {
    let mut request = Request::default();
    request.http.url = "https://a.example/".to_owned();
    request.http.auth = Auth {
        kind: AuthKind::AwsSignature,
        aws,
        ..Auth::default()
    };
    request
}

#[test]
fn a_typed_secret_is_refused_and_named() {
    let typed = || Secret::new(CANARY);
    let mut cases = Vec::new();
    for (field, kind) in [
        (SecretPart::SecretAccessKey, AuthKind::AwsSignature),
        (SecretPart::SessionToken, AuthKind::AwsSignature),
        (SecretPart::Password, AuthKind::Basic),
        (SecretPart::BearerToken, AuthKind::Bearer),
        (SecretPart::ApiKey, AuthKind::ApiKey),
    ] {
        let mut request = Request::default();
        let auth = &mut request.http.auth;
        auth.kind = kind;
        match field {
            SecretPart::SecretAccessKey => auth.aws.secret_access_key = typed(),
            SecretPart::SessionToken => auth.aws.session_token = typed(),
            SecretPart::Password => auth.basic.password = typed(),
            SecretPart::BearerToken => auth.bearer.token = typed(),
            SecretPart::ApiKey => auth.api_key.value = typed(),
        }
        cases.push((field, request));
    }
    for (field, request) in cases {
        let refused = write_request(&request, None).unwrap_err();
        assert_eq!(refused, WriteProblem::TypedSecret { field });
        assert!(!format!("{refused} {refused:?}").contains(CANARY));
    }
}

#[test]
fn secrets_of_what_is_not_chosen_are_left_out() {
    let typed = || Secret::new(CANARY);
    for source in CredentialSource::ALL {
        if source == CredentialSource::Typed {
            continue;
        }
        let mut request = aws(AwsAuth {
            source,
            secret_access_key: typed(),
            session_token: typed(),
            ..AwsAuth::default()
        });
        request.http.auth.basic.password = typed();
        request.http.auth.bearer.token = typed();
        request.http.auth.api_key.value = typed();
        let file = write_request(&request, None).unwrap();
        assert!(!format!("{file:?}").contains(CANARY), "{file:?}");
        let read = read_request(&file.yaml, file.side.as_deref()).unwrap();
        assert!(same_content(&read, &request), "{read:?}");
    }
}

#[test]
fn a_value_in_a_file_is_not_taken_for_a_secret_variable() {
    let yaml = format!("variables:\n  - secret: true\n    name: token\n    value: {CANARY}\n");
    let environment = read_environment(&yaml, None, "local").unwrap();
    let row = environment.variables[0].row;
    assert_eq!(
        environment.variables,
        [Variable {
            row,
            ..Variable::secret("token")
        }]
    );
    let changed = Environment {
        color: "#ff0000".to_owned(),
        ..environment
    };
    let file = write_environment(&changed, Some((&yaml, None))).unwrap();
    assert!(!file.yaml.contains(CANARY), "{}", file.yaml);
}

/// Bruno sends unsigned where it has no key (`awsv4-axios` is not asked then): the two keys are never both left out.
#[test]
fn every_source_leaves_keys_in_the_yaml() {
    let role = AssumeRoleForm {
        role_arn: "arn:aws:iam::111122223333:role/deploy".to_owned(),
        ..AssumeRoleForm::default()
    };
    for source in CredentialSource::ALL {
        for roles in [Vec::new(), vec![role.clone()]] {
            let request = aws(AwsAuth {
                source,
                roles,
                ..AwsAuth::default()
            });
            let file = write_request(&request, None).unwrap();
            for key in ["accessKeyId: ", "secretAccessKey: "] {
                let line = file.yaml.lines().find_map(|line| line.trim().strip_prefix(key));
                assert!(
                    line.is_some_and(|value| value.len() > 4),
                    "{source:?}\n{}",
                    file.yaml
                );
            }
        }
    }
}

/// Without the file beside, or with one that is for other keys, nothing is signed as somebody else.
#[test]
fn the_yaml_alone_signs_as_the_same_identity_or_not_at_all() {
    let role = AssumeRoleForm {
        role_arn: "arn:aws:iam::111122223333:role/deploy".to_owned(),
        ..AssumeRoleForm::default()
    };
    let alone = |aws_auth: AwsAuth| {
        let file = write_request(&aws(aws_auth), None).unwrap();
        read_request(&file.yaml, None).unwrap().http.auth.aws
    };
    let has_no_keys = |aws: &AwsAuth| {
        aws.source == CredentialSource::Typed
            && aws.access_key_id.is_empty()
            && aws.secret_access_key.is_empty()
    };
    for source in [
        CredentialSource::IdentityCenter,
        CredentialSource::Container,
        CredentialSource::Instance,
    ] {
        let aws = alone(AwsAuth {
            source,
            ..AwsAuth::default()
        });
        assert!(has_no_keys(&aws), "{aws:?}");
    }
    let aws = alone(AwsAuth {
        source: CredentialSource::Profile,
        profile: "dev".to_owned(),
        roles: vec![role],
        ..AwsAuth::default()
    });
    assert!(
        has_no_keys(&aws),
        "the profile without its role is somebody else: {aws:?}"
    );
    let aws = alone(AwsAuth {
        source: CredentialSource::Automatic,
        ..AwsAuth::default()
    });
    assert_eq!(
        aws.source,
        CredentialSource::Environment,
        "what Automatic asks first"
    );
    let aws = alone(AwsAuth {
        source: CredentialSource::Profile,
        profile: "dev".to_owned(),
        ..AwsAuth::default()
    });
    assert_eq!(
        (aws.source, aws.profile.as_str()),
        (CredentialSource::Profile, "dev")
    );
}

#[test]
fn keys_that_another_client_saved_win_over_the_file_beside() {
    let request = aws(AwsAuth {
        source: CredentialSource::IdentityCenter,
        region: "eu-west-1".to_owned(),
        ..AwsAuth::default()
    });
    let file = write_request(&request, None).unwrap();
    let side = file.side.as_deref();
    assert!(
        side.is_some_and(|side| side.contains("identityCenter")),
        "{side:?}"
    );
    let changed = file
        .yaml
        .replace(
            "accessKeyId: Countersign has the keys",
            "accessKeyId: AKIAIOSFODNN7EXAMPLE",
        )
        .replace(
            "secretAccessKey: Countersign has the keys",
            "secretAccessKey: \"{{secret}}\"",
        )
        .replace("region: eu-west-1", "region: us-east-1");
    assert_ne!(changed, file.yaml);
    let read = read_request(&changed, side).unwrap().http.auth.aws;
    assert_eq!(read.source, CredentialSource::Typed);
    assert_eq!(
        (read.access_key_id.as_str(), read.region.as_str()),
        ("AKIAIOSFODNN7EXAMPLE", "us-east-1")
    );
    let read = read_request(&file.yaml, side).unwrap().http.auth.aws;
    assert_eq!(read.source, CredentialSource::IdentityCenter);
}

#[test]
fn a_file_beside_of_a_later_version_is_refused() {
    let file = write_request(&Request::default(), None).unwrap();
    let problem = read_request(&file.yaml, Some("version = 2\n")).unwrap_err();
    assert!(problem.to_string().contains("later version"), "{problem}");
    let problem = write_request(&Request::default(), Some((&file.yaml, Some("version = 2\n")))).unwrap_err();
    assert!(matches!(problem, WriteProblem::Damaged(_)), "{problem}");
}
