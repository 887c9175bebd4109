//! Carries a plan out: the base is asked, then STS for one role after the other, each with the credentials before it.
//!
//! The beginning of a chain that is fetched already is not fetched again, and nobody fetches what another send is fetching.

use std::path::PathBuf;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::cache::Cache;
use super::call_log::CallLog;
use super::client::{Clock, sdk_client};
use super::link::{Chain, Link};
use super::link_key::LinkKey;
use super::provider::sso_deps;
use super::sso::Sessions;
use super::sts::{Sts, web_identity_token};
use super::surroundings::{Ask, Surroundings};
use super::{keys, login, metadata, process, sso};
use crate::model::{
    BaseSource, BodyDigest, CallerIdentity, CredentialPlan, CredentialsError, ExpiredUse, IdentityCenterStep,
    Network, Place, ProxyMode, ProxySettings, Question, RoleStep, Secret, ValueSource,
};

/// A plan, with whom it is carried out for.
pub(super) struct CarryOut<'a> {
    pub(super) surroundings: &'a Surroundings,
    pub(super) cache: &'a Cache,
    pub(super) log: &'a CallLog,
    /// Sign-ins of this run.
    pub(super) sessions: &'a Arc<Sessions>,
    pub(super) plan: &'a CredentialPlan,
    /// Those of the plan, base first.
    pub(super) keys: &'a [LinkKey],
    pub(super) ask: &'a Ask,
    pub(super) reuse: Reuse,
}

/// What becomes of what was fetched before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reuse {
    /// It is used as long as it is good.
    Fetched,
    /// Everything is fetched anew. What was there stays until something else has come.
    Nothing,
}

impl CarryOut<'_> {
    /// The chain up to the base and this many roles.
    pub(super) async fn chain(&self, roles: usize) -> Result<Chain, CredentialsError> {
        let now = (self.surroundings.now)();
        let expired = self.ask.answers.expired;
        // Keys that stand somewhere are looked at each time, which costs nothing.
        let fetched_base = usize::from(matches!(self.plan.base, BaseSource::Keys(_)));
        let reused = match self.reuse {
            Reuse::Fetched => roles + 1,
            Reuse::Nothing => 0,
        };
        let known = self.keys.iter().enumerate().take(reused).skip(fetched_base).rev();
        let mut known = known.filter_map(|(at, key)| Some((at, self.cache.usable(*key, now, expired)?)));
        let (at, mut chain) = match known.next() {
            Some((at, chain)) => (at, chain),
            None => (0, self.begin().await?),
        };
        let steps = self.plan.roles.iter().zip(self.keys.windows(2));
        for (role, keys) in steps.take(roles).skip(at) {
            let [caller, key] = keys else { continue };
            let next = self.in_turn(*key, self.assume(&chain, role)).await;
            self.drop_blamed(*caller, &next);
            chain = next?;
        }
        Ok(chain)
    }

    /// Credentials that STS does not take are not used again, however long they still live. Keys that stand somewhere are
    /// looked at each time anyway.
    fn drop_blamed<T>(&self, caller: LinkKey, answer: &Result<T, CredentialsError>) {
        let stand_somewhere =
            matches!(self.plan.base, BaseSource::Keys(_)) && self.keys.first() == Some(&caller);
        if let Err(CredentialsError::Sts(error)) = answer
            && error.blames_caller()
            && !stand_somewhere
        {
            self.cache.drop_chain(caller);
        }
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
        let answer = self.sts(next).caller_identity(&chain.last.credentials).await;
        let answer = answer.map_err(CredentialsError::Sts);
        if let Some(key) = self.keys.get(roles) {
            self.drop_blamed(*key, &answer);
        }
        let identity = answer?;
        let id = &chain.last.credentials.access_key_id;
        self.cache.keep_identity(of, id, identity.clone());
        Ok(identity)
    }

    async fn begin(&self) -> Result<Chain, CredentialsError> {
        let Some(key) = self.keys.first() else {
            return Err(CredentialsError::AccessKeyIdMissing);
        };
        if let BaseSource::Keys(pair) = &self.plan.base {
            let link = keys::link(pair)?;
            sound(&link)?;
            let told_by = pair.expiration.as_ref().map(|end| &end.from);
            let of = told_by.map_or_else(
                || format!("key {}", link.credentials.access_key_id),
                |from| format!("key {}, by {from},", link.credentials.access_key_id),
            );
            self.not_ended(&link, of)?;
            let chain = Chain::begin(link);
            self.cache.keep(*key, chain.clone());
            return Ok(chain);
        }
        self.in_turn(*key, async { Ok(Chain::begin(self.base().await?)) })
            .await
    }

    /// Fetches, unless another one did while this one waited for its turn. What came is looked at, whoever gave it.
    async fn in_turn(
        &self,
        key: LinkKey,
        fetch: impl Future<Output = Result<Chain, CredentialsError>>,
    ) -> Result<Chain, CredentialsError> {
        let turn = self.cache.turn(key);
        let _mine = turn.lock().await;
        let now = (self.surroundings.now)();
        let known = self.cache.usable(key, now, self.ask.answers.expired);
        if let (Some(chain), Reuse::Fetched) = (&known, self.reuse) {
            return Ok(chain.clone());
        }
        let chain = fetch.await?;
        sound(&chain.last)?;
        let ended = self.not_ended(
            &chain.last,
            format!("the credentials from {}", chain.last.giver()),
        );
        // Kept also when they have ended, for whoever sends all the same; but not in the place of better ones.
        if ended.is_ok() || known.is_none() {
            self.cache.keep(key, chain.clone());
        }
        ended?;
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
            BaseSource::Container => {
                Ok(Box::pin(metadata::container(self.surroundings, self.direct_http())).await?)
            }
            BaseSource::Instance => {
                Ok(Box::pin(metadata::instance(self.surroundings, self.direct_http())).await?)
            }
        }
    }

    async fn identity_center(&self, step: &IdentityCenterStep) -> Result<Link, CredentialsError> {
        let endpoints = self.plan.endpoints.clone();
        let deps = sso_deps(self.surroundings, self.http(), self.sessions, endpoints)?;
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

    /// Credentials that have ended by the clock here are used only when somebody says so: the clock may be wrong.
    fn not_ended(&self, link: &Link, source_name: String) -> Result<(), Question> {
        let now = (self.surroundings.now)();
        match link.expires {
            Some(at) if at <= now && self.ask.answers.expired == ExpiredUse::Refresh => {
                Err(Question::Ended { source_name, at })
            }
            _ => Ok(()),
        }
    }

    fn sts(&self, role: Option<&RoleStep>) -> Sts {
        Sts::new(self.http(), Clock(self.surroundings.clone()), self.plan, role)
    }

    fn http(&self) -> SharedHttpClient {
        sdk_client(self.surroundings, self.log, &self.ask.network)
    }

    /// For a container's or an instance's own endpoint, whatever its address: no proxy may see its token.
    fn direct_http(&self) -> SharedHttpClient {
        let network = Network {
            proxy: ProxySettings {
                mode: ProxyMode::Direct,
                ..ProxySettings::default()
            },
            ..Network::clone(&self.ask.network)
        };
        sdk_client(self.surroundings, self.log, &Arc::new(network))
    }
}

/// Refuses credentials that can not sign, whoever gave them.
fn sound(link: &Link) -> Result<(), CredentialsError> {
    match link.flaw() {
        Some((part, flaw)) => Err(CredentialsError::Unusable {
            giver: link.giver(),
            part,
            flaw,
        }),
        None => Ok(()),
    }
}

/// Waits for the disk on a thread for blocking work.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CredentialsError> {
    let work = tokio::task::spawn_blocking(work);
    work.await.map_err(|_panic| CredentialsError::Bug)
}
