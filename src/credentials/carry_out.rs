//! Carries a plan out: the base is asked, then STS for one role after the other, each with the credentials before it.
//!
//! The beginning of a chain that is fetched already is not fetched again, and nobody fetches what another send is fetching.

use std::path::PathBuf;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::sync::Mutex;

use super::cache::Cache;
use super::call_log::CallLog;
use super::client::{Clock, sdk_client};
use super::link::{Chain, Link};
use super::link_key::{LinkKey, keys_of};
use super::provider::sso_deps;
use super::sts::{Sts, web_identity_token};
use super::surroundings::{Ask, Surroundings};
use super::{keys, login, metadata, process, sso};
use crate::model::{
    BaseSource, BodyDigest, CallerIdentity, CredentialPlan, CredentialsError, ExpiredUse, IdentityCenterStep,
    Place, Question, RoleStep, Secret, ValueSource,
};

/// A plan, with whom it is carried out for.
pub(super) struct CarryOut<'a> {
    pub(super) surroundings: &'a Surroundings,
    pub(super) cache: &'a Cache,
    pub(super) log: &'a CallLog,
    /// Held while the token of a sign-in is refreshed.
    pub(super) refreshing: &'a Arc<Mutex<()>>,
    pub(super) plan: &'a CredentialPlan,
    pub(super) ask: &'a Ask,
    /// The source in words, for what is said when it has ended.
    pub(super) source_name: &'a str,
}

impl CarryOut<'_> {
    /// The chain up to the base and this many roles.
    pub(super) async fn chain(&self, roles: usize) -> Result<Chain, CredentialsError> {
        let keys = keys_of(self.plan);
        let now = (self.surroundings.now)();
        let expired = self.ask.answers.expired;
        // Keys that stand somewhere are looked at each time, which costs nothing.
        let fetched_base = usize::from(matches!(self.plan.base, BaseSource::Keys(_)));
        let known = keys.iter().enumerate().take(roles + 1).skip(fetched_base).rev();
        let mut known = known.filter_map(|(at, key)| Some((at, self.cache.usable(*key, now, expired)?)));
        let (at, mut chain) = match known.next() {
            Some((at, chain)) => (at, chain),
            None => (0, self.begin(&keys).await?),
        };
        for (role, key) in self
            .plan
            .roles
            .iter()
            .zip(keys.iter().skip(1))
            .take(roles)
            .skip(at)
        {
            chain = self.in_turn(*key, self.assume(&chain, role)).await?;
        }
        Ok(chain)
    }

    /// Who the credentials of the chain belong to, asked once for each value.
    pub(super) async fn identity(
        &self,
        chain: &Chain,
        roles: usize,
    ) -> Result<CallerIdentity, CredentialsError> {
        let of = super::link_key::key_of_credentials(&chain.last.credentials);
        if let Some(identity) = self.cache.identity(of) {
            return Ok(identity);
        }
        let next = self.plan.roles.get(roles).or_else(|| self.plan.roles.last());
        let identity = self.sts(next).caller_identity(&chain.last.credentials).await?;
        let id = &chain.last.credentials.access_key_id;
        self.cache.keep_identity(of, id, identity.clone());
        Ok(identity)
    }

    async fn begin(&self, keys: &[LinkKey]) -> Result<Chain, CredentialsError> {
        let Some(key) = keys.first() else {
            return Err(CredentialsError::AccessKeyIdMissing);
        };
        if let BaseSource::Keys(pair) = &self.plan.base {
            let chain = Chain::begin(self.not_ended(keys::link(pair)?)?);
            self.cache.keep(*key, chain.clone());
            return Ok(chain);
        }
        self.in_turn(*key, async { Ok(Chain::begin(self.base().await?)) })
            .await
    }

    /// Fetches, unless another one did while this one waited for its turn.
    async fn in_turn(
        &self,
        key: LinkKey,
        fetch: impl Future<Output = Result<Chain, CredentialsError>>,
    ) -> Result<Chain, CredentialsError> {
        let turn = self.cache.turn(key);
        let _mine = turn.lock().await;
        let now = (self.surroundings.now)();
        if let Some(chain) = self.cache.usable(key, now, self.ask.answers.expired) {
            return Ok(chain);
        }
        let chain = fetch.await?;
        self.cache.keep(key, chain.clone());
        Ok(chain)
    }

    /// Asks the base. Boxed: the future of an SDK's call is large.
    async fn base(&self) -> Result<Link, CredentialsError> {
        match &self.plan.base {
            BaseSource::Keys(pair) => keys::link(pair),
            BaseSource::Process { command, profile } => {
                self.may_run(&command.value, profile, &command.from)?;
                let now = (self.surroundings.now)();
                let run = process::link(&command.value, profile, self.surroundings.process_limit, now);
                Ok(Box::pin(run).await?)
            }
            BaseSource::WebIdentity {
                token_file,
                role_arn,
                session_name,
            } => {
                let path = token_file.value.clone();
                let token = blocking(move || web_identity_token(&path)).await??;
                let session = session_name.as_ref().map(|name| name.value.as_str());
                let sts = self.sts(None);
                let now = (self.surroundings.now)();
                let call = sts.assume_role_with_web_identity(&role_arn.value, session, token, now);
                Ok(Box::pin(call).await?)
            }
            BaseSource::IdentityCenter(step) => Box::pin(self.identity_center(step)).await,
            BaseSource::Login { session, profile } => {
                let path = login::cache_file(&session.value, &*self.surroundings.environment);
                let (session, profile) = (session.value.clone(), profile.clone());
                let now = (self.surroundings.now)();
                Ok(blocking(move || login::link(&path, &session, &profile, now)).await??)
            }
            BaseSource::Container => Ok(Box::pin(metadata::container(self.surroundings, self.http())).await?),
            BaseSource::Instance => Ok(Box::pin(metadata::instance(self.surroundings, self.http())).await?),
        }
    }

    async fn identity_center(&self, step: &IdentityCenterStep) -> Result<Link, CredentialsError> {
        let endpoints = self.plan.endpoints.clone();
        let deps = sso_deps(self.surroundings, self.http(), self.refreshing, endpoints)?;
        sso::role_credentials(step, &deps).await
    }

    async fn assume(&self, chain: &Chain, role: &RoleStep) -> Result<Chain, CredentialsError> {
        let code = self.code_for(role)?;
        let sts = self.sts(Some(role));
        let now = (self.surroundings.now)();
        let call = sts.assume_role(&chain.last.credentials, &role.form, code, now);
        let link = Box::pin(call).await.map_err(CredentialsError::Sts)?;
        Ok(chain.then(link))
    }

    /// The code for the role's MFA device, which must be there when the role names one.
    fn code_for(&self, role: &RoleStep) -> Result<Option<&Secret>, Question> {
        let serial = role.form.mfa_serial.trim();
        if serial.is_empty() {
            return Ok(None);
        }
        match &self.ask.answers.mfa_code {
            Some((of, code)) if of.trim() == serial && !code.is_empty() => Ok(Some(code)),
            _ => Err(Question::MfaCode {
                serial: serial.to_owned(),
                role_arn: role.form.role_arn.trim().to_owned(),
            }),
        }
    }

    fn may_run(&self, command: &str, profile: &str, from: &ValueSource) -> Result<(), Question> {
        let hash = BodyDigest::of(command.as_bytes()).sha256;
        if self.ask.answers.allowed_commands.contains(&hash) {
            return Ok(());
        }
        Err(Question::FirstRun {
            profile: profile.to_owned(),
            command: command.to_owned(),
            place: match from {
                ValueSource::File(place) => place.clone(),
                _ => Place {
                    file: PathBuf::from("config"),
                    line: 1,
                },
            },
        })
    }

    /// Keys that stand somewhere can not be fetched anew.
    fn not_ended(&self, link: Link) -> Result<Link, Question> {
        let now = (self.surroundings.now)();
        match link.expires {
            Some(at) if at <= now && self.ask.answers.expired == ExpiredUse::Refresh => {
                Err(Question::Ended {
                    source_name: self.source_name.to_owned(),
                    at,
                })
            }
            _ => Ok(link),
        }
    }

    fn sts(&self, role: Option<&RoleStep>) -> Sts {
        Sts::new(self.http(), Clock(self.surroundings.clone()), self.plan, role)
    }

    fn http(&self) -> SharedHttpClient {
        sdk_client(self.surroundings, self.log, &self.ask.network)
    }
}

/// Waits for the disk on a thread for blocking work.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CredentialsError> {
    let work = tokio::task::spawn_blocking(work);
    work.await.map_err(|_panic| CredentialsError::Bug)
}
