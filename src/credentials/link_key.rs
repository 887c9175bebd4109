//! By what fetched credentials are found again: all that they depend on, hashed. Lines of files are no part of it, so that
//! a comment in a config file costs no new MFA code.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::model::{
    AssumeRoleForm, AwsAuth, BaseSource, CredentialPlan, Credentials, IdentityCenterForm, Live, RoleStep,
    Secret, Sourced,
};

/// Hash of what a link, or a form, depends on. It can be compared and says nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LinkKey([u8; 32]);

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey")
    }
}

/// The keys of a plan: of its base, and of the chain after each of its roles. `sign_ins` counts the sign-ins and
/// sign-outs where the base signs in: what came of an earlier one is not found any more.
pub(super) fn keys_of(plan: &CredentialPlan, sign_ins: u64) -> Vec<LinkKey> {
    let mut parts = base(&plan.base, sign_ins);
    let mut keys = vec![parts.key()];
    for role in &plan.roles {
        parts.role(plan, role);
        keys.push(parts.key());
    }
    keys
}

/// The key of all that a form says of credentials.
pub(super) fn key_of_form(auth: &AwsAuth) -> LinkKey {
    let IdentityCenterForm {
        start_url,
        region,
        account_id,
        role_name,
    } = &auth.identity_center;
    let mut parts = Parts::new(&format!("{:?}", auth.source));
    parts.text(&auth.profile);
    for text in [start_url, region, account_id, role_name] {
        parts.text(text);
    }
    parts.text(&auth.access_key_id);
    parts.secret(&auth.secret_access_key);
    parts.secret(&auth.session_token);
    for role in &auth.roles {
        parts.form(role);
    }
    parts.key()
}

/// The key of credentials themselves.
pub(super) fn key_of_credentials(of: &Credentials<Live>) -> LinkKey {
    let mut parts = Parts::new("credentials");
    parts.text(&of.access_key_id);
    parts.secret(&of.secret_access_key);
    parts.secret(&of.session_token.clone().unwrap_or_default());
    parts.key()
}

fn base(base: &BaseSource, sign_ins: u64) -> Parts {
    match base {
        BaseSource::Keys(keys) => {
            let mut parts = Parts::new("keys");
            parts.text(&keys.access_key_id.value);
            parts.secret(&keys.secret_access_key.value);
            let token = keys.session_token.as_ref().map(|token| token.value.clone());
            parts.secret(&token.unwrap_or_default());
            parts.sourced(keys.expiration.as_ref());
            parts
        }
        BaseSource::Process { command, profile } => {
            let mut parts = Parts::new("process");
            parts.text(&command.value);
            parts.text(profile);
            parts
        }
        BaseSource::WebIdentity {
            token_file,
            role_arn,
            session_name,
        } => {
            let mut parts = Parts::new("web identity");
            parts.text(&token_file.value.to_string_lossy());
            parts.text(&role_arn.value);
            parts.sourced(session_name.as_ref());
            parts
        }
        BaseSource::IdentityCenter(step) => {
            let mut parts = Parts::new("identity center");
            parts.text(&sign_ins.to_string());
            parts.sourced(step.session.name.as_ref());
            for value in [
                &step.session.start_url,
                &step.session.region,
                &step.account_id,
                &step.role_name,
            ] {
                parts.text(&value.value);
            }
            parts
        }
        BaseSource::Login { session, .. } => {
            let mut parts = Parts::new("login");
            parts.text(&session.value);
            parts
        }
        BaseSource::Container => Parts::new("container"),
        BaseSource::Instance => Parts::new("instance"),
    }
}

/// Texts, each with its length in front, so that two lists never run into the same bytes.
struct Parts(Sha256);

impl Parts {
    fn new(kind: &str) -> Self {
        let mut parts = Self(Sha256::new());
        parts.text(kind);
        parts
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn secret(&mut self, secret: &Secret) {
        self.bytes(secret.expose_for_search());
    }

    fn sourced(&mut self, text: Option<&Sourced<String>>) {
        self.text(text.map_or("", |text| text.value.as_str()));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
    }

    /// Where STS is asked counts too: region and endpoint of the plan.
    fn role(&mut self, plan: &CredentialPlan, role: &RoleStep) {
        self.form(&role.form);
        self.sourced(plan.region.as_ref());
        self.sourced(plan.endpoints.sts.as_ref());
    }

    fn form(&mut self, form: &AssumeRoleForm) {
        let AssumeRoleForm {
            role_arn,
            session_name,
            external_id,
            mfa_serial,
            duration_seconds,
            policy,
            sts_region,
            sts_endpoint,
        } = form;
        for text in [
            "role",
            role_arn,
            session_name,
            external_id,
            mfa_serial,
            policy,
            sts_region,
            sts_endpoint,
            &format!("{duration_seconds:?}"),
        ] {
            self.text(text);
        }
    }

    fn key(&self) -> LinkKey {
        LinkKey(self.0.clone().finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{KeySet, OwnEndpoints, Place, ValueSource};

    fn plan(secret: &str, line: usize, roles: &[&str]) -> CredentialPlan {
        let from = || {
            ValueSource::File(Place {
                file: "/home/bob/.aws/credentials".into(),
                line,
            })
        };
        CredentialPlan {
            base: BaseSource::Keys(KeySet {
                access_key_id: Sourced {
                    value: "AKIAEXAMPLE".to_owned(),
                    from: from(),
                },
                secret_access_key: Sourced {
                    value: Secret::new(secret),
                    from: from(),
                },
                session_token: None,
                expiration: None,
            }),
            roles: roles
                .iter()
                .map(|arn| RoleStep {
                    form: AssumeRoleForm {
                        role_arn: (*arn).to_owned(),
                        ..AssumeRoleForm::default()
                    },
                    from: from(),
                    settings: Vec::new(),
                    profile: None,
                })
                .collect(),
            profile: None,
            region: None,
            endpoints: OwnEndpoints::default(),
        }
    }

    #[test]
    fn values_count_and_lines_do_not() {
        let keys = keys_of(&plan("a", 1, &["r", "s"]), 0);
        assert_eq!(keys.len(), 3);
        assert_eq!(keys, keys_of(&plan("a", 9, &["r", "s"]), 0));
        assert_eq!(
            keys[1],
            keys_of(&plan("a", 1, &["r"]), 0)[1],
            "the beginning of a chain is shared"
        );
        assert_ne!(keys[0], keys_of(&plan("b", 1, &[]), 0)[0]);
        assert_ne!(keys[2], keys_of(&plan("a", 1, &["s", "r"]), 0)[2]);
        assert_ne!(
            keys_of(&plan("a", 1, &["ab", "c"]), 0)[2],
            keys_of(&plan("a", 1, &["a", "bc"]), 0)[2]
        );
    }

    #[test]
    fn each_field_of_a_form_counts() {
        let empty = key_of_form(&AwsAuth::default());
        let changes: [fn(&mut AwsAuth); 6] = [
            |auth| "dev".clone_into(&mut auth.profile),
            |auth| "AKIA".clone_into(&mut auth.access_key_id),
            |auth| auth.secret_access_key = Secret::new("s"),
            |auth| auth.session_token = Secret::new("t"),
            |auth| auth.roles.push(AssumeRoleForm::default()),
            |auth| "1".clone_into(&mut auth.identity_center.account_id),
        ];
        let mut keys: Vec<LinkKey> = changes
            .iter()
            .map(|change| {
                let mut auth = AwsAuth::default();
                change(&mut auth);
                key_of_form(&auth)
            })
            .collect();
        keys.push(empty);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), changes.len() + 1);
    }
}
