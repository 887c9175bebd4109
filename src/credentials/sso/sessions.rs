//! What this run knows of its sign-ins, each by itself: one that hangs keeps no other one waiting.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::cache::CachedToken;
use crate::model::{Secret, SsoSession};

/// What tells sign-ins apart, as in the AWS CLI's cache: the name of the session, or the start URL of one without.
pub fn session_key(session: &SsoSession) -> &str {
    &session.name.as_ref().unwrap_or(&session.start_url).value
}

/// The sign-ins of this run. Clones are not made: whoever works with them shares them.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<BTreeMap<String, Arc<SignIn>>>);

/// One sign-in.
#[derive(Debug, Default)]
pub struct SignIn {
    turn: Arc<tokio::sync::Mutex<()>>,
    changes: AtomicU64,
    unwritten: Mutex<Option<Unwritten>>,
}

/// A token that could not be written.
#[derive(Debug)]
struct Unwritten {
    token: CachedToken,
    /// The one that it took the place of, which is still in the file.
    before: Secret,
}

impl Sessions {
    /// The sign-in of a session.
    pub fn of(&self, session: &SsoSession) -> Arc<SignIn> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(session_key(session).to_owned()).or_default())
    }
}

impl SignIn {
    /// The turn to change the token: held while it is refreshed, replaced or removed. A refresh token is good once.
    pub async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// How often somebody signed in or out.
    pub fn sign_ins(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Somebody signed in or out.
    pub fn changed(&self) {
        *self.unwritten() = None;
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// Keeps a token for this run that took the place of another one and could not be written.
    pub fn keep_unwritten(&self, token: CachedToken, before: Secret) {
        *self.unwritten() = Some(Unwritten { token, before });
    }

    /// The token to go by, where this one is in the file: what was kept counts until the file has another one.
    pub fn newest(&self, in_file: CachedToken) -> CachedToken {
        match &*self.unwritten() {
            Some(kept) if kept.before == in_file.access_token => kept.token.clone(),
            _ => in_file,
        }
    }

    /// True while there is a token that this run alone has.
    pub fn is_unwritten(&self) -> bool {
        self.unwritten().is_some()
    }

    fn unwritten(&self) -> MutexGuard<'_, Option<Unwritten>> {
        self.unwritten.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::credentials::sso::sign_in::tests::session;

    fn token(access_token: &str) -> CachedToken {
        CachedToken {
            start_url: String::new(),
            region: String::new(),
            access_token: Secret::new(access_token),
            expires: datetime!(2026-11-20 12:00 UTC),
            refresh: None,
        }
    }

    #[test]
    fn what_could_not_be_written_counts_until_the_file_has_something_else() {
        let sessions = Sessions::default();
        let sign_in = sessions.of(&session());
        let newest = |in_file| sessions.of(&session()).newest(token(in_file)).access_token;
        assert_eq!(newest("a"), Secret::new("a"));
        sign_in.keep_unwritten(token("b"), Secret::new("a"));
        assert_eq!(newest("a"), Secret::new("b"));
        assert_eq!(newest("c"), Secret::new("c"));
        assert!(sign_in.is_unwritten());
        sign_in.changed();
        assert_eq!((newest("a"), sign_in.sign_ins()), (Secret::new("a"), 1));
    }

    #[tokio::test]
    async fn one_session_has_one_turn_and_another_one_its_own() {
        let sessions = Sessions::default();
        let mut other = session();
        "https://other.awsapps.com/start".clone_into(&mut other.start_url.value);
        let held = sessions.of(&session()).turn().await;
        assert!(sessions.of(&session()).turn.try_lock().is_err());
        assert!(sessions.of(&other).turn.try_lock().is_ok());
        drop(held);
        assert!(sessions.of(&session()).turn.try_lock().is_ok());
    }
}
