//! A chain of credentials in a process of its own, for an STS that is not ours: `tests/foreign/moto_chain.py`.

use countersign::engine::Ambient;
use countersign::model::{Answers, AssumeRoleForm, AwsAuth, Secret, SendAs};

use crate::child;
use crate::support::credentials::ask;

/// What the script says: where STS is, whose keys, and which roles.
#[derive(serde::Deserialize)]
struct Told {
    sts: String,
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    roles: Vec<String>,
}

#[tokio::test]
async fn a_chain_in_a_process_of_its_own() {
    let Some(told) = child::argument() else { return };
    let told: Told = serde_json::from_str(&told).unwrap();
    // With the machine's own clock, which the other STS has too.
    let provider = Ambient::system().credentials();
    let role = |arn: &String| AssumeRoleForm {
        role_arn: arn.clone(),
        session_name: "countersign".to_owned(),
        sts_endpoint: told.sts.clone(),
        ..AssumeRoleForm::default()
    };
    let auth = AwsAuth {
        access_key_id: told.access_key_id.clone(),
        secret_access_key: Secret::new(told.secret_access_key.clone()),
        session_token: Secret::new(told.session_token.clone()),
        roles: told.roles.iter().map(role).collect(),
        ..AwsAuth::default()
    };
    let nothing_said = ask(Answers::default());
    let answer = match provider.who_am_i(&auth, &nothing_said).await {
        Ok(identities) => {
            let given = provider.at_hand(&auth, SendAs::LastRole).unwrap();
            let arns: Vec<String> = identities.into_iter().map(|identity| identity.arn).collect();
            let chain: Vec<Option<String>> = given.chain.into_iter().map(|link| link.arn).collect();
            serde_json::json!({"identities": arns, "chain": chain, "expires": given.expires.is_some()})
        }
        Err(error) => {
            serde_json::json!({"kind": error.kind(), "message": error.to_string(), "hint": error.hint()})
        }
    };
    println!("\nANSWER {answer}");
}
