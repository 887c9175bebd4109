//! IAM Identity Center as a source of credentials: a form, and a chain that begins there, by the client of the program's
//! own calls.

use std::path::Path;
use std::sync::Arc;

use countersign::credentials::{Ask, Provider};
use countersign::demo::DemoServer;
use countersign::engine::Ambient;
use countersign::model::{
    AwsAuth, CredentialSource, CredentialsError, IdentityCenterForm, OwnCallOutcome, Question, SendAs,
    SignInMethod, TokenState,
};
use tokio_util::sync::CancellationToken;

use crate::support::signed_call::NOW;
use crate::support::sso::{START_URL, approve, block_on};

fn provider(server: &DemoServer, home: &Path) -> Provider {
    let url = format!("http://127.0.0.1:{}", server.port());
    let home = home.display().to_string();
    let ambient = Ambient {
        now: Arc::new(|| NOW),
        environment: Arc::new(move |name| match name {
            "HOME" => Some(home.clone()),
            "AWS_ENDPOINT_URL" => Some(url.clone()),
            _ => None,
        }),
        ..Ambient::system()
    };
    ambient.credentials()
}

fn form() -> AwsAuth {
    AwsAuth {
        source: CredentialSource::IdentityCenter,
        identity_center: IdentityCenterForm {
            start_url: START_URL.to_owned(),
            region: "us-east-1".to_owned(),
            account_id: "444455556666".to_owned(),
            role_name: "DemoDeveloper".to_owned(),
        },
        ..AwsAuth::default()
    }
}

#[test]
fn a_send_asks_for_a_sign_in_and_has_credentials_after_it() {
    let server = DemoServer::builder(|| NOW).spawn(0).unwrap();
    let home = tempfile::tempdir().unwrap();
    let provider = provider(&server, home.path());
    let network = Arc::default();
    let refused = block_on(provider.provide(&form(), &Ask::default())).unwrap_err();
    let CredentialsError::Question(Question::SignIn(session)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(provider.sign_in_of(&form()).unwrap().as_ref(), Some(&*session));
    assert_eq!(provider.token_state(&session), Ok(TokenState::None));
    assert!(server.requests().is_empty(), "nobody is asked before");
    let cancel = CancellationToken::new();
    let sign_in = provider.sign_in(
        &session,
        SignInMethod::DeviceCode,
        &network,
        &|state| approve(&state),
        &cancel,
    );
    block_on(sign_in).unwrap();
    assert!(matches!(
        provider.token_state(&session),
        Ok(TokenState::SignedIn { .. })
    ));
    let accounts = block_on(provider.accounts(&session, &network)).unwrap();
    assert_eq!(accounts[2].name, "Data");
    let roles = block_on(provider.roles(&session, "444455556666", &network)).unwrap();
    assert_eq!(roles[0].name, "DemoDeveloper");
    let given = block_on(provider.provide(&form(), &Ask::default())).unwrap();
    assert!(given.credentials.access_key_id.starts_with("ASIA"));
    assert_eq!(given.source, CredentialSource::IdentityCenter);
    assert_eq!(given.further_secrets.len(), 3);
    let calls: Vec<String> = provider
        .calls()
        .into_iter()
        .inspect(|call| assert_eq!(call.outcome, OwnCallOutcome::Replied(200)))
        .map(|call| call.operation)
        .collect();
    assert_eq!(
        calls,
        [
            "RegisterClient",
            "StartDeviceAuthorization",
            "CreateToken",
            "ListAccounts",
            "ListAccountRoles",
            "GetRoleCredentials"
        ]
    );
    block_on(provider.sign_out(&session, &network)).unwrap();
    assert_eq!(provider.token_state(&session), Ok(TokenState::None));
}

#[test]
fn nothing_that_came_of_a_sign_in_outlives_it() {
    let server = DemoServer::builder(|| NOW).spawn(0).unwrap();
    let home = tempfile::tempdir().unwrap();
    let provider = provider(&server, home.path());
    let network = Arc::default();
    let mut other = form();
    "111122223333".clone_into(&mut other.identity_center.account_id);
    "DemoReadOnly".clone_into(&mut other.identity_center.role_name);
    let session = provider.sign_in_of(&form()).unwrap().unwrap();
    let cancel = CancellationToken::new();
    let sign_in = || {
        let on_state = |state| approve(&state);
        block_on(provider.sign_in(&session, SignInMethod::DeviceCode, &network, &on_state, &cancel)).unwrap();
    };
    let fetched = || {
        let asked = server.requests();
        let asked = asked
            .iter()
            .filter(|request| request.target.starts_with("/federation/credentials"));
        asked.count()
    };
    sign_in();
    for auth in [&form(), &other, &form()] {
        block_on(provider.provide(auth, &Ask::default())).unwrap();
    }
    assert_eq!(fetched(), 2);
    let revision = provider.revision();
    block_on(provider.sign_out(&session, &network)).unwrap();
    assert!(provider.revision() > revision);
    for auth in [&form(), &other] {
        let at_hand = provider.at_hand(auth, SendAs::LastRole).unwrap_err();
        assert_eq!(at_hand.kind(), "credentials-not-fetched");
        let refused = block_on(provider.provide(auth, &Ask::default())).unwrap_err();
        assert_eq!(refused.kind(), "sign-in-needed");
    }
    // Whoever signs in over somebody else's sign-in signs as nobody else either.
    for expected in [3, 4] {
        sign_in();
        block_on(provider.provide(&form(), &Ask::default())).unwrap();
        assert_eq!(fetched(), expected);
    }
}
