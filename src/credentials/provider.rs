//! Gives the credentials that a form asks for, and remembers those that had to be fetched.

mod identity_center;

use std::fmt;
use std::sync::Arc;

use super::cache::{Cache, Fetched};
use super::call_log::CallLog;
use super::carry_out::{CarryOut, Reuse};
use super::config_files::{ConfigFiles, stamp};
use super::config_paths::ConfigPaths;
use super::link_key::{LinkKey, key_of_form, keys_of};
use super::sso::{Sessions, session_key};
use super::surroundings::{Ask, Surroundings};
use super::{plan, profile_list};
use crate::model::{
    AwsAuth, BaseSource, CallerIdentity, ChainLink, CredentialPlan, CredentialSource, CredentialsError,
    ExpiredUse, FilesStamp, LinkSource, Note, OwnCall, ProfileList, Provided, ProvidedCredentials, Question,
    SendAs,
};
use crate::sigv4::typed_credentials;

pub(super) use identity_center::sso_deps;

/// Every source of credentials, for window and command line. Clones share what was fetched.
#[derive(Clone)]
pub struct Provider(Arc<Shared>);

struct Shared {
    surroundings: Surroundings,
    cache: Cache,
    log: CallLog,
    sessions: Arc<Sessions>,
}

impl Provider {
    /// Reads nothing and asks nobody.
    pub fn new(surroundings: Surroundings) -> Self {
        Self(Arc::new(Shared {
            surroundings,
            cache: Cache::default(),
            log: CallLog::default(),
            sessions: Arc::default(),
        }))
    }

    /// Grows whenever [`Self::at_hand`] may give something else than before.
    pub fn revision(&self) -> u64 {
        self.0.cache.revision()
    }

    /// The program's own calls of this run, the latest one last; the oldest are forgotten.
    pub fn calls(&self) -> Vec<OwnCall> {
        self.0.log.all()
    }

    /// Who makes them, and where they are written down.
    pub(super) fn own_calls(&self) -> (&Surroundings, &CallLog) {
        (&self.0.surroundings, &self.0.log)
    }

    /// Grows whenever one of those calls begins or ends.
    pub fn calls_revision(&self) -> u64 {
        self.0.log.revision()
    }

    /// What the source of this form gives, asking whom it must. `auth` is the form after variables. Dropping the future
    /// ends every call and command.
    pub async fn provide(&self, auth: &AwsAuth, ask: &Ask) -> Provided {
        self.by_plan(auth, ask, Reuse::Fetched).await
    }

    /// The same with credentials that are fetched anew. Those that were there stay until others have come.
    pub async fn refresh(&self, auth: &AwsAuth, ask: &Ask) -> Provided {
        self.by_plan(auth, ask, Reuse::Nothing).await
    }

    async fn by_plan(&self, auth: &AwsAuth, ask: &Ask, reuse: Reuse) -> Provided {
        if is_typed_alone(auth) {
            return self.typed(auth, ask.answers.expired);
        }
        let plan = self.planned(auth).await?;
        let roles = roles_taken(plan.roles.len(), ask.answers.send_as);
        let fetched = self.fetched(auth, &plan)?;
        // On the heap: the futures of the SDKs are large, and those of a send are kept in this one.
        let carry_out = self.carry_out(&plan, &fetched.keys, ask, reuse);
        let chain = Box::pin(carry_out.chain(roles)).await?;
        let provided = self.named(chain.provided(auth.source, fetched.notes.clone()));
        let provided = ProvidedCredentials {
            region: fetched.region.clone(),
            ..provided
        };
        self.0.cache.keep_form(key_of_form(auth), fetched);
        Ok(provided)
    }

    /// What the source gives without asking anybody and without reading a file: for the live report, which never waits.
    pub fn at_hand(&self, auth: &AwsAuth, send_as: SendAs) -> Provided {
        if is_typed_alone(auth) {
            return typed_credentials(auth).map(|given| self.named_alone(given));
        }
        let cache = &self.0.cache;
        let found = cache.fetched(key_of_form(auth)).and_then(|fetched| {
            let roles = roles_taken(fetched.keys.len().saturating_sub(1), send_as);
            let chain = cache.any(*fetched.keys.get(roles)?)?;
            Some(ProvidedCredentials {
                region: fetched.region,
                ..self.named(chain.provided(auth.source, fetched.notes))
            })
        });
        found.ok_or_else(|| CredentialsError::NotFetchedYet {
            source_name: source_name(auth),
        })
    }

    /// The profiles of the config files as they are now. It reads files: call it on a thread for blocking work.
    pub fn profiles(&self) -> ProfileList {
        let environment = &*self.0.surroundings.environment;
        let paths = ConfigPaths::of(environment);
        // Taken first, so that a change while they are read is seen later.
        let stamp = stamp(&paths);
        profile_list::list(environment, &ConfigFiles::read(&paths), stamp)
    }

    /// The profiles, unless the files are as they were: length and time are looked at first. It reads files.
    pub fn profiles_since(&self, known: Option<&FilesStamp>) -> Option<ProfileList> {
        let is_known = known == Some(&stamp(&ConfigPaths::of(&*self.0.surroundings.environment)));
        (!is_known).then(|| self.profiles())
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

    /// The plan, its files read on a thread for blocking work.
    async fn planned(&self, auth: &AwsAuth) -> Result<CredentialPlan, CredentialsError> {
        let (provider, auth) = (self.clone(), auth.clone());
        let work = tokio::task::spawn_blocking(move || provider.plan(&auth));
        work.await.unwrap_or(Err(CredentialsError::Bug))
    }

    /// By what a plan is found again.
    fn fetched(&self, auth: &AwsAuth, plan: &CredentialPlan) -> Result<Fetched, CredentialsError> {
        let session = match &plan.base {
            BaseSource::IdentityCenter(step) => Some(&step.session),
            _ => None,
        };
        let sign_ins = session.map_or(0, |session| self.0.sessions.of(session).sign_ins());
        Ok(Fetched {
            keys: keys_of(plan, sign_ins),
            notes: notes(auth)?,
            region: plan.region.clone(),
            session: session.map(|session| session_key(session).to_owned()),
        })
    }

    /// Forgets what was fetched for this form, so that the next send fetches it anew.
    pub fn forget(&self, auth: &AwsAuth) {
        self.0.cache.forget(key_of_form(auth));
    }

    /// Who the credentials of this form belong to: each identity of the chain, the one that signs last. Asked once for each
    /// value.
    pub async fn who_am_i(&self, auth: &AwsAuth, ask: &Ask) -> Result<Vec<CallerIdentity>, CredentialsError> {
        let plan = self.planned(auth).await?;
        let roles = roles_taken(plan.roles.len(), ask.answers.send_as);
        let fetched = self.fetched(auth, &plan)?;
        let keys = fetched.keys.clone();
        let carry_out = self.carry_out(&plan, &keys, ask, Reuse::Fetched);
        // The last one first: its credentials may need no fetching of those before.
        let whole = Box::pin(carry_out.chain(roles)).await?;
        self.0.cache.keep_form(key_of_form(auth), fetched);
        let mut identities = Vec::new();
        for before in 0..roles {
            let chain = Box::pin(carry_out.chain(before)).await?;
            identities.push(Box::pin(carry_out.identity(&chain, before)).await?);
        }
        identities.push(Box::pin(carry_out.identity(&whole, roles)).await?);
        Ok(identities)
    }

    /// The chain with the ARNs that STS told when it was asked.
    fn named(&self, mut given: ProvidedCredentials) -> ProvidedCredentials {
        for link in &mut given.chain {
            if link.arn.is_none() {
                link.arn = self.0.cache.arn_of(&link.access_key_id);
            }
        }
        given
    }

    /// Typed keys alone have no chain, until STS was asked whose they are.
    fn named_alone(&self, mut given: ProvidedCredentials) -> ProvidedCredentials {
        let id = &given.credentials.access_key_id;
        if let Some(arn) = self.0.cache.arn_of(id) {
            given.chain = vec![ChainLink {
                access_key_id: id.clone(),
                arn: Some(arn),
                source: LinkSource::Typed,
                expires: given.expires,
            }];
        }
        given
    }

    fn carry_out<'a>(
        &'a self,
        plan: &'a CredentialPlan,
        keys: &'a [LinkKey],
        ask: &'a Ask,
        reuse: Reuse,
    ) -> CarryOut<'a> {
        CarryOut {
            surroundings: &self.0.surroundings,
            cache: &self.0.cache,
            log: &self.0.log,
            sessions: &self.0.sessions,
            plan,
            keys,
            ask,
            reuse,
        }
    }

    /// Typed keys touch nothing else, so that a send with them stays as fast as it is.
    fn typed(&self, auth: &AwsAuth, expired: ExpiredUse) -> Provided {
        let given = typed_credentials(auth)?;
        match given.expires {
            Some(at) if expired == ExpiredUse::Refresh && at <= (self.0.surroundings.now)() => {
                Err(CredentialsError::Question(Question::Ended {
                    source_name: "these credentials".to_owned(),
                    at,
                }))
            }
            _ => Ok(given),
        }
    }
}

fn is_typed_alone(auth: &AwsAuth) -> bool {
    auth.source == CredentialSource::Typed && auth.roles.is_empty()
}

/// How many of the roles are taken.
fn roles_taken(all: usize, send_as: SendAs) -> usize {
    match send_as {
        SendAs::LastRole => all,
        SendAs::Before(roles) => all.saturating_sub(roles),
    }
}

/// Remarks on what is typed.
fn notes(auth: &AwsAuth) -> Result<Vec<Note>, CredentialsError> {
    match auth.source {
        CredentialSource::Typed => Ok(typed_credentials(auth)?.notes),
        _ => Ok(Vec::new()),
    }
}

/// The source of a form in words, behind "the credentials of".
pub(super) fn source_name(auth: &AwsAuth) -> String {
    let base = match auth.source {
        CredentialSource::Typed => "the form",
        CredentialSource::Automatic => "the AWS CLI's own order",
        CredentialSource::Environment => "the environment",
        CredentialSource::Profile if auth.profile.trim().is_empty() => "the default profile",
        CredentialSource::Profile => return format!("profile {}", auth.profile.trim()),
        CredentialSource::IdentityCenter => "IAM Identity Center",
        CredentialSource::Container => "the container",
        CredentialSource::Instance => "the instance",
    };
    base.to_owned()
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

    use super::super::surroundings::PROCESS_LIMIT;
    use super::*;
    use crate::model::{Answers, KeyExpiry, Secret};

    fn provider() -> Provider {
        Provider::new(Surroundings {
            environment: Arc::new(|_| None),
            now: Arc::new(|| datetime!(2026-11-20 12:00 UTC)),
            monotonic: Arc::new(|| tokio::time::Instant::now().into_std()),
            call: Arc::new(|_| panic!("a call")),
            process_limit: PROCESS_LIMIT,
            secret_bits: Arc::new(|| None),
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

    #[tokio::test]
    async fn typed_keys_that_have_ended_are_sent_only_when_somebody_says_so() {
        let ask = |expired| Ask {
            answers: Answers {
                expired,
                ..Answers::default()
            },
            ..Ask::default()
        };
        let refused = provider()
            .provide(&typed(), &ask(ExpiredUse::Refresh))
            .await
            .unwrap_err();
        assert_eq!(refused.kind(), "credentials-expired");
        assert!(refused.to_string().contains("2026-11-20 12:00 UTC"), "{refused}");
        assert!(
            provider()
                .provide(&typed(), &ask(ExpiredUse::SendAnyway))
                .await
                .is_ok()
        );
        let mut auth = typed();
        auth.expiry = None;
        assert!(provider().provide(&auth, &ask(ExpiredUse::Refresh)).await.is_ok());
    }
}
