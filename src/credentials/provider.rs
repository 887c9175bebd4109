//! Gives the credentials that a form asks for, and remembers those that had to be fetched.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;

use super::config_files::{ConfigFiles, stamp};
use super::config_paths::ConfigPaths;
use super::{plan, profile_list};
use crate::model::{
    Answers, AwsAuth, CredentialPlan, CredentialSource, CredentialsError, ProfileList, Provided, SendAs,
};
use crate::sigv4::typed_credentials;

/// What the sources are taken from. Tests give fixed values.
#[derive(Clone)]
pub struct Surroundings {
    /// An environment variable; `HOME` is where `~/.aws` is.
    pub environment: Arc<dyn Fn(&str) -> Option<String> + Send + Sync>,
    /// The wall clock.
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
}

/// Every source of credentials, for window and command line. Clones share what was fetched.
#[derive(Clone)]
pub struct Provider(Arc<Shared>);

struct Shared {
    surroundings: Surroundings,
    revision: AtomicU64,
}

impl Provider {
    /// Reads nothing and asks nobody.
    pub fn new(surroundings: Surroundings) -> Self {
        Self(Arc::new(Shared {
            surroundings,
            revision: AtomicU64::new(0),
        }))
    }

    /// Grows whenever [`Self::at_hand`] may give something else than before.
    pub fn revision(&self) -> u64 {
        self.0.revision.load(Ordering::Acquire)
    }

    /// The profiles of the config files as they are now. It reads files: call it on a thread for blocking work.
    pub fn profiles(&self) -> ProfileList {
        let environment = &*self.0.surroundings.environment;
        let paths = ConfigPaths::of(environment);
        // Taken first, so that a change while they are read is seen later.
        let stamp = stamp(&paths);
        profile_list::list(environment, &ConfigFiles::read(&paths), stamp)
    }

    /// True when the config files are no longer those that the list was read from. It looks at length and time alone.
    pub fn profiles_changed(&self, list: &ProfileList) -> bool {
        stamp(&ConfigPaths::of(&*self.0.surroundings.environment)) != list.stamp
    }

    /// The way to the credentials of this form, as environment and config files describe it now. It reads files and asks
    /// nobody. `auth` is the form after variables.
    pub fn plan(&self, auth: &AwsAuth) -> Result<CredentialPlan, CredentialsError> {
        let environment = &*self.0.surroundings.environment;
        let files = match auth.source {
            // Typed keys have nothing to do with files, and are as fast as if there were none.
            CredentialSource::Typed if auth.roles.is_empty() => ConfigFiles::default(),
            _ => ConfigFiles::read(&ConfigPaths::of(environment)),
        };
        plan::plan(auth, environment, &files)
    }

    /// What the source of this form gives, asking whom it must. `auth` is the form after variables.
    pub async fn provide(&self, auth: &AwsAuth, answers: &Answers) -> Provided {
        std::future::ready(self.at_hand(auth, answers.send_as)).await
    }

    /// What the source gives without asking anybody and without reading a file: for the live report, which never waits.
    pub fn at_hand(&self, auth: &AwsAuth, _send_as: SendAs) -> Provided {
        match auth.source {
            CredentialSource::Typed if auth.roles.is_empty() => typed_credentials(auth),
            _ => Err(CredentialsError::NotFetchedYet {
                source_name: format!("{:?}", auth.source),
            }),
        }
    }
}

impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provider")
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::model::{KeyExpiry, Secret};

    fn provider() -> Provider {
        Provider::new(Surroundings {
            environment: Arc::new(|_| None),
            now: Arc::new(|| datetime!(2026-11-20 12:00 UTC)),
        })
    }

    fn at_hand(auth: &AwsAuth) -> Provided {
        provider().at_hand(auth, SendAs::default())
    }

    fn typed() -> AwsAuth {
        AwsAuth {
            access_key_id: " ASIAEXAMPLE ".to_owned(),
            secret_access_key: Secret::new("secret"),
            session_token: Secret::new("token"),
            expiry: Some(KeyExpiry {
                access_key_id: "ASIAEXAMPLE".to_owned(),
                unix_seconds: 1_795_176_000,
            }),
            ..AwsAuth::default()
        }
    }

    #[test]
    fn typed_keys_come_with_their_source_and_their_end() {
        let given = at_hand(&typed()).unwrap();
        assert_eq!(given.source, CredentialSource::Typed);
        assert_eq!(given.credentials.access_key_id, "ASIAEXAMPLE");
        assert_eq!(given.expires, Some(datetime!(2026-11-20 12:00 UTC)));
        assert_eq!(given.notes.len(), 1, "the blanks are told");
    }

    #[test]
    fn the_end_of_another_key_is_not_its_end() {
        let mut auth = typed();
        "AKIAOTHER".clone_into(&mut auth.access_key_id);
        assert_eq!(at_hand(&auth).unwrap().expires, None);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(
            at_hand(&AwsAuth::default()),
            Err(CredentialsError::AccessKeyIdMissing)
        );
        let mut auth = typed();
        auth.secret_access_key = Secret::default();
        assert_eq!(at_hand(&auth), Err(CredentialsError::SecretMissing));
    }
}
