//! From form, environment and config files to the way that leads to credentials, in botocore's order. Pure: nobody is
//! asked, and every value keeps where it was read.
//!
//! ```text
//! environment keys ▸ role ▸ web identity ▸ IAM Identity Center ▸ keys of the credentials file ▸ aws login
//!                  ▸ credential_process ▸ keys of the config file ▸ container ▸ instance
//! ```
//!
//! A profile that was chosen leaves the environment aside, as `--profile` does, and has to have credentials itself:
//! there the metadata services are no silent fallback, which they are in botocore.
//!
//! <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-authentication.html#cli-chap-authentication-precedence>

mod endpoints;
mod identity_center;
mod keys;
mod named_profile;
mod region;
mod role_chain;
mod scene;
mod source;

use time::format_description::well_known::Rfc3339;

use super::config_files::ConfigFiles;
use super::config_paths::{ConfigPaths, Environment};
use crate::model::{
    AssumeRoleForm, AwsAuth, BaseSource, ConfigError, CredentialPlan, CredentialSource, CredentialsError,
    KeySet, OwnEndpoints, RoleStep, Sourced, ValueSource,
};
use crate::sigv4::typed_credentials;
use named_profile::NamedProfile;
use region::Preferred;
use source::EnvironmentUse;

pub use role_chain::{Duration, duration};
pub use scene::{Scene, is_region_name};
pub use source::{Way, has_role};

/// The way to the credentials of a form.
pub fn plan(
    auth: &AwsAuth,
    environment: Environment<'_>,
    files: &ConfigFiles,
) -> Result<CredentialPlan, CredentialsError> {
    let scene = Scene::new(environment, files);
    let named = NamedProfile::of(auth, &scene);
    let way = way(auth, &scene, &named)?;
    let scoped = scene.usable_profile(&named.name.value);
    let preferred = match auth.source {
        CredentialSource::Profile => Preferred::Profile,
        _ => Preferred::Environment,
    };
    let roles: Vec<RoleStep> = way
        .roles
        .into_iter()
        .map(Ok)
        .chain(auth.roles.iter().map(role_of_form))
        .collect::<Result<_, ConfigError>>()?;
    let endpoints = match endpoints::own_endpoints(&scene, scoped) {
        Err(error) if calls_somebody(&way.base, &roles) => return Err(error.into()),
        Err(_) => OwnEndpoints::default(),
        Ok(endpoints) => endpoints,
    };
    let has_profile = matches!(
        auth.source,
        CredentialSource::Profile | CredentialSource::Automatic
    );
    Ok(CredentialPlan {
        base: way.base,
        roles,
        profile: has_profile.then_some(named.name),
        region: region::region(&scene, scoped, preferred),
        endpoints,
    })
}

fn way(auth: &AwsAuth, scene: &Scene<'_>, named: &NamedProfile) -> Result<Way, CredentialsError> {
    Ok(match auth.source {
        CredentialSource::Typed => Way::of(BaseSource::Keys(typed_keys(auth)?)),
        CredentialSource::Automatic => automatic(scene, named)?,
        CredentialSource::Environment => {
            let keys = keys::of_environment(scene)?.ok_or(ConfigError::VariableMissing {
                variable: keys::ACCESS_KEY_ID,
                needed_for: "the source is the environment",
            })?;
            Way::of(BaseSource::Keys(keys))
        }
        CredentialSource::Profile => chosen_profile(scene, named)?,
        CredentialSource::IdentityCenter => {
            let step = identity_center::of_form(scene, &auth.identity_center)?;
            Way::of(BaseSource::IdentityCenter(step))
        }
        CredentialSource::Container if source::is_in_container(scene) => Way::of(BaseSource::Container),
        CredentialSource::Container => {
            return Err(CredentialsError::Config(ConfigError::VariableMissing {
                variable: source::CONTAINER_RELATIVE_URI,
                needed_for: "a container's credentials are at the address that it names",
            }));
        }
        CredentialSource::Instance => Way::of(BaseSource::Instance),
    })
}

/// True when the config files, or keys of the environment that are no text, give an error in the place of a plan: what the
/// AWS CLI would take without flags is nothing then. It may wait for the disk.
pub fn has_refusal(environment: Environment<'_>) -> bool {
    let is_garbled = |name: &str| environment(name).is_some_and(|value| keys::is_garbled(&value));
    keys::OF_ENVIRONMENT.into_iter().any(is_garbled)
        || ConfigFiles::read(&ConfigPaths::of(environment))
            .refusal()
            .is_some()
}

fn typed_keys(auth: &AwsAuth) -> Result<KeySet, CredentialsError> {
    let given = typed_credentials(auth)?;
    let end = given.expires.and_then(|end| end.format(&Rfc3339).ok());
    let typed = given.credentials;
    let secret = |value| Sourced {
        value,
        from: ValueSource::Form,
    };
    Ok(KeySet {
        access_key_id: Sourced {
            value: typed.access_key_id.clone(),
            from: ValueSource::Form,
        },
        secret_access_key: secret(typed.secret_access_key.clone()),
        session_token: typed.session_token.clone().map(secret),
        expiration: end.map(|value| Sourced {
            value,
            from: ValueSource::Form,
        }),
    })
}

/// What the AWS CLI takes without flags.
fn automatic(scene: &Scene<'_>, named: &NamedProfile) -> Result<Way, ConfigError> {
    if let Some(refusal) = scene.files.refusal() {
        return Err(refusal);
    }
    if named.must_exist() {
        named.settings(scene)?;
    }
    if let Some(keys) = keys::of_environment(scene)? {
        return Ok(Way::of(BaseSource::Keys(keys)));
    }
    // A variable that is set and empty has been refused: it names a profile that is nowhere.
    if let Some(way) = source::of_profile(scene, &named.name.value, EnvironmentUse::Asked)? {
        return Ok(way);
    }
    if source::is_in_container(scene) {
        return Ok(Way::of(BaseSource::Container));
    }
    if source::may_ask_instance(scene) {
        return Ok(Way::of(BaseSource::Instance));
    }
    Err(ConfigError::NothingConfigured {
        config: scene.files.config.path.clone(),
        credentials: scene.files.credentials.path.clone(),
    })
}

fn chosen_profile(scene: &Scene<'_>, named: &NamedProfile) -> Result<Way, ConfigError> {
    if let Some(refusal) = scene.files.refusal() {
        return Err(refusal);
    }
    let settings = named.settings(scene)?;
    let name = &named.name.value;
    let found = source::of_profile(scene, name, EnvironmentUse::Aside)?;
    found.ok_or_else(|| ConfigError::ProfileWithoutCredentials {
        profile: name.clone(),
        place: settings.place.clone(),
    })
}

/// The way of a profile that stands in a list; `None` when it says nothing about credentials.
pub fn listed(scene: &Scene<'_>, name: &str) -> Result<Option<Way>, ConfigError> {
    let found = source::of_profile(scene, name, EnvironmentUse::Aside)?;
    if let Some(way) = &found
        && calls_somebody(&way.base, &way.roles)
    {
        endpoints::own_endpoints(scene, scene.profiles.get(name))?;
    }
    Ok(found)
}

fn role_of_form(form: &AssumeRoleForm) -> Result<RoleStep, ConfigError> {
    if form.role_arn.trim().is_empty() {
        return Err(ConfigError::FieldEmpty {
            field: "the role ARN",
        });
    }
    Ok(RoleStep {
        form: form.clone(),
        from: ValueSource::Form,
        settings: Vec::new(),
        profile: None,
    })
}

/// True when the program has to call STS or IAM Identity Center, so that their endpoints count.
fn calls_somebody(base: &BaseSource, roles: &[RoleStep]) -> bool {
    let is_called = matches!(
        base,
        BaseSource::WebIdentity { .. } | BaseSource::IdentityCenter(_)
    );
    is_called || !roles.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::config_files::FileOnDisk;
    use crate::model::{IdentityCenterForm, Secret};

    const CONFIG: &str = "\
[default]
region = eu-west-1
[profile caller]
aws_access_key_id = AKIACALLER
aws_secret_access_key = secret
[profile role]
role_arn = arn:aws:iam::111122223333:role/Invoke
source_profile = caller
mfa_serial = arn:aws:iam::111122223333:mfa/bob
duration_seconds = 1800
region = us-west-2
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
";

    fn asked(auth: &AwsAuth, set: &[(&str, &str)]) -> Result<CredentialPlan, CredentialsError> {
        let files = ConfigFiles {
            config: FileOnDisk::of_bytes("/c", CONFIG.as_bytes()),
            credentials: FileOnDisk::default(),
        };
        let environment = |name: &str| {
            let found = set.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        plan(auth, &environment, &files)
    }

    fn of(source: CredentialSource) -> AwsAuth {
        AwsAuth {
            source,
            ..AwsAuth::default()
        }
    }

    const KEYS: [(&str, &str); 2] = [
        ("AWS_ACCESS_KEY_ID", "AKIAENV"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];

    #[test]
    fn a_chosen_profile_leaves_the_environment_aside() {
        let mut auth = of(CredentialSource::Profile);
        "role".clone_into(&mut auth.profile);
        let set = [KEYS[0], KEYS[1], ("AWS_REGION", "ap-south-1")];
        let plan = asked(&auth, &set).unwrap();
        let BaseSource::Keys(keys) = &plan.base else {
            panic!("{plan:?}")
        };
        assert_eq!(keys.access_key_id.value, "AKIACALLER");
        assert_eq!(keys.secret_access_key.from.to_string(), "/c line 5");
        assert_eq!(plan.region.unwrap().value, "us-west-2");
        let [role] = plan.roles.as_slice() else {
            panic!("{:?}", plan.roles)
        };
        assert_eq!(role.from.to_string(), "/c line 7");
        assert_eq!(role.form.duration_seconds, Some(1800));
        let from: Vec<_> = role
            .settings
            .iter()
            .map(|(key, from)| format!("{key}: {from}"))
            .collect();
        assert_eq!(from, ["mfa_serial: /c line 9", "duration_seconds: /c line 10"]);
    }

    #[test]
    fn without_a_choice_the_environment_comes_first() {
        let auth = of(CredentialSource::Automatic);
        let set = [
            KEYS[0],
            KEYS[1],
            ("AWS_PROFILE", "role"),
            ("AWS_DEFAULT_REGION", "ap-south-1"),
        ];
        let plan = asked(&auth, &set).unwrap();
        let BaseSource::Keys(keys) = &plan.base else {
            panic!("{plan:?}")
        };
        assert_eq!(keys.access_key_id.from.to_string(), "AWS_ACCESS_KEY_ID");
        assert_eq!(plan.region.unwrap().from.to_string(), "AWS_DEFAULT_REGION");
        assert_eq!(asked(&auth, &[]).unwrap().base, BaseSource::Instance);
        let refused = asked(&auth, &[("AWS_EC2_METADATA_DISABLED", "True")]).unwrap_err();
        assert_eq!(refused.kind(), "nothing-configured");
        let refused = asked(&auth, &[KEYS[0], KEYS[1], ("AWS_PROFILE", "nobody")]).unwrap_err();
        assert_eq!(refused.kind(), "profile-missing");
    }

    #[test]
    fn a_chosen_profile_without_credentials_does_not_ask_the_machine() {
        let auth = of(CredentialSource::Profile);
        let refused = asked(&auth, &[]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "profile default has no credentials: /c line 1"
        );
    }

    #[test]
    fn roles_of_the_form_come_behind_those_of_the_profile() {
        let mut auth = of(CredentialSource::Profile);
        "role".clone_into(&mut auth.profile);
        auth.roles = vec![AssumeRoleForm {
            role_arn: "arn:aws:iam::444455556666:role/Further".to_owned(),
            ..AssumeRoleForm::default()
        }];
        let plan = asked(&auth, &[]).unwrap();
        let from: Vec<_> = plan.roles.iter().map(|role| role.from.to_string()).collect();
        assert_eq!(from, ["/c line 7", "the form"]);
        auth.roles.push(AssumeRoleForm::default());
        assert_eq!(asked(&auth, &[]).unwrap_err().kind(), "field-empty");
    }

    #[test]
    fn a_sign_in_of_the_form_is_that_of_the_session_with_its_start_url() {
        let mut auth = of(CredentialSource::IdentityCenter);
        auth.identity_center = IdentityCenterForm {
            start_url: "https://corp.awsapps.com/start".to_owned(),
            region: "eu-central-1".to_owned(),
            account_id: "111122223333".to_owned(),
            role_name: "ReadOnly".to_owned(),
        };
        let name = |auth: &AwsAuth| match asked(auth, &[]).unwrap().base {
            BaseSource::IdentityCenter(step) => step.session.name.map(|name| name.value),
            other => panic!("{other:?}"),
        };
        assert_eq!(name(&auth).as_deref(), Some("corp"));
        "us-east-1".clone_into(&mut auth.identity_center.region);
        assert_eq!(name(&auth), None);
        auth.identity_center.role_name.clear();
        assert_eq!(asked(&auth, &[]).unwrap_err().kind(), "field-empty");
    }

    #[test]
    fn typed_keys_and_those_of_other_sources_name_where_they_are_from() {
        let mut auth = of(CredentialSource::Typed);
        assert_eq!(asked(&auth, &[]).unwrap_err().kind(), "access-key-id-missing");
        "AKIATYPED".clone_into(&mut auth.access_key_id);
        auth.secret_access_key = Secret::new("secret");
        let BaseSource::Keys(keys) = asked(&auth, &[]).unwrap().base else {
            panic!("typed keys")
        };
        assert_eq!(keys.access_key_id.from, ValueSource::Form);
        let environment = of(CredentialSource::Environment);
        assert_eq!(asked(&environment, &[]).unwrap_err().kind(), "variable-missing");
        assert_eq!(
            asked(&environment, &KEYS[..1]).unwrap_err().kind(),
            "variable-missing"
        );
        let container = of(CredentialSource::Container);
        assert_eq!(asked(&container, &[]).unwrap_err().kind(), "variable-missing");
        let set = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/")];
        assert_eq!(asked(&container, &set).unwrap().base, BaseSource::Container);
        assert_eq!(
            asked(&of(CredentialSource::Instance), &[]).unwrap().base,
            BaseSource::Instance
        );
    }
}
