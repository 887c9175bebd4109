//! What was fetched in this run, in memory alone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use time::{Duration, OffsetDateTime};

use super::link::{Chain, Renewal};
use super::link_key::LinkKey;
use crate::model::{CallerIdentity, ExpiredUse, Note, Sourced};

/// Links, forms and identities kept of each kind; the oldest go first.
const MOST: usize = 128;
/// Credentials with less left are fetched anew, as the AWS SDKs do.
const RENEWED_BEFORE_END: Duration = Duration::minutes(5);

/// Chains by what they depend on, and the forms that asked for them.
#[derive(Default)]
pub(super) struct Cache {
    kept: Mutex<Kept>,
    revision: AtomicU64,
}

#[derive(Default)]
struct Kept {
    chains: Bounded<Chain>,
    forms: Bounded<Fetched>,
    identities: Bounded<CallerIdentity>,
    /// By access key ID, for showing them.
    arns: VecDeque<(String, String)>,
    /// Who is fetching: the next one waits.
    turns: BTreeMap<LinkKey, Weak<tokio::sync::Mutex<()>>>,
}

/// What a form led to: the keys of its plan, base first, and the remarks on what was typed.
#[derive(Clone)]
pub(super) struct Fetched {
    pub(super) keys: Vec<LinkKey>,
    pub(super) notes: Vec<Note>,
    pub(super) region: Option<Sourced<String>>,
    /// The sign-in that it came from, by [`session_key`](super::sso::session_key).
    pub(super) session: Option<String>,
}

impl Cache {
    /// Grows whenever another answer may be found than before.
    pub(super) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// A chain that may sign a send at `now`.
    pub(super) fn usable(&self, key: LinkKey, now: OffsetDateTime, expired: ExpiredUse) -> Option<Chain> {
        let kept = self.lock();
        kept.chains
            .get(key)
            .filter(|chain| expired == ExpiredUse::SendAnyway || is_fresh(chain, now))
            .cloned()
    }

    /// A chain, ended or not.
    pub(super) fn any(&self, key: LinkKey) -> Option<Chain> {
        self.lock().chains.get(key).cloned()
    }

    pub(super) fn keep(&self, key: LinkKey, chain: Chain) {
        let changed = {
            let mut kept = self.lock();
            let changed = kept.chains.get(key) != Some(&chain);
            kept.chains.put(key, chain);
            changed
        };
        if changed {
            self.revision.fetch_add(1, Ordering::Release);
        }
    }

    pub(super) fn fetched(&self, form: LinkKey) -> Option<Fetched> {
        self.lock().forms.get(form).cloned()
    }

    pub(super) fn keep_form(&self, form: LinkKey, fetched: Fetched) {
        let changed = {
            let mut kept = self.lock();
            let changed = kept.forms.get(form).map(|known| &known.keys) != Some(&fetched.keys);
            kept.forms.put(form, fetched);
            changed
        };
        if changed {
            self.revision.fetch_add(1, Ordering::Release);
        }
    }

    pub(super) fn identity(&self, of: LinkKey) -> Option<CallerIdentity> {
        self.lock().identities.get(of).cloned()
    }

    pub(super) fn keep_identity(&self, of: LinkKey, access_key_id: &str, identity: CallerIdentity) {
        {
            let mut kept = self.lock();
            kept.arns.retain(|(id, _)| id != access_key_id);
            kept.arns
                .push_back((access_key_id.to_owned(), identity.arn.clone()));
            if kept.arns.len() > MOST {
                kept.arns.pop_front();
            }
            kept.identities.put(of, identity);
        }
        self.revision.fetch_add(1, Ordering::Release);
    }

    /// The ARN that STS told for an access key ID, which no two identities share.
    pub(super) fn arn_of(&self, access_key_id: &str) -> Option<String> {
        let kept = self.lock();
        let found = kept.arns.iter().find(|(id, _)| id == access_key_id);
        found.map(|(_, arn)| arn.clone())
    }

    /// Forgets all that a form led to.
    pub(super) fn forget(&self, form: LinkKey) {
        {
            let mut kept = self.lock();
            if let Some(fetched) = kept.forms.remove(form) {
                for key in fetched.keys {
                    kept.chains.remove(key);
                }
            }
        }
        self.revision.fetch_add(1, Ordering::Release);
    }

    /// Forgets what a sign-in led to.
    pub(super) fn forget_session(&self, session: &str) {
        {
            let mut kept = self.lock();
            let kept = &mut *kept;
            let forms = kept.forms.entries.iter();
            let of_session = forms.filter(|(_, fetched)| fetched.session.as_deref() == Some(session));
            let of_session: Vec<LinkKey> = of_session.map(|(form, _)| *form).collect();
            for form in of_session {
                let fetched = kept.forms.remove(form);
                for key in fetched.into_iter().flat_map(|fetched| fetched.keys) {
                    kept.chains.remove(key);
                }
            }
        }
        self.revision.fetch_add(1, Ordering::Release);
    }

    /// Forgets one chain.
    pub(super) fn drop_chain(&self, key: LinkKey) {
        if self.lock().chains.remove(key).is_some() {
            self.revision.fetch_add(1, Ordering::Release);
        }
    }

    /// The turn to fetch this key: held by one at a time.
    pub(super) fn turn(&self, key: LinkKey) -> Arc<tokio::sync::Mutex<()>> {
        let mut kept = self.lock();
        kept.turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = kept.turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        kept.turns.insert(key, Arc::downgrade(&turn));
        turn
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Before its end, with time to spare unless a person would be asked for a code.
fn is_fresh(chain: &Chain, now: OffsetDateTime) -> bool {
    let spare = match chain.last.renewal {
        Renewal::Silent => RENEWED_BEFORE_END,
        Renewal::AsksForCode => Duration::ZERO,
    };
    chain.last.expires.is_none_or(|end| end - now > spare)
}

/// A map that forgets its oldest entry.
struct Bounded<T> {
    entries: BTreeMap<LinkKey, T>,
    order: VecDeque<LinkKey>,
}

impl<T> Default for Bounded<T> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<T> Bounded<T> {
    fn get(&self, key: LinkKey) -> Option<&T> {
        self.entries.get(&key)
    }

    fn put(&mut self, key: LinkKey, value: T) {
        if self.entries.insert(key, value).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    fn remove(&mut self, key: LinkKey) -> Option<T> {
        self.order.retain(|known| *known != key);
        self.entries.remove(&key)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::super::link::Link;
    use super::super::link_key::key_of_credentials;
    use super::*;
    use crate::model::{Credentials, LinkSource, Live, Secret};

    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    fn credentials(number: usize) -> Credentials<Live> {
        Credentials::new(format!("AKIA{number}"), Secret::new("s"), None)
    }

    fn chain(minutes: i64, renewal: Renewal) -> Chain {
        let end = NOW + Duration::minutes(minutes);
        let mut link = Link::new(credentials(0), LinkSource::Container, Some(end));
        link.renewal = renewal;
        Chain::begin(link)
    }

    #[test]
    fn five_minutes_are_spared_unless_a_code_would_be_asked_for() {
        let cache = Cache::default();
        let key = key_of_credentials(&credentials(0));
        for (minutes, renewal, fresh) in [
            (6, Renewal::Silent, true),
            (5, Renewal::Silent, false),
            (1, Renewal::AsksForCode, true),
            (0, Renewal::AsksForCode, false),
        ] {
            cache.keep(key, chain(minutes, renewal));
            let usable = |expired| cache.usable(key, NOW, expired).is_some();
            assert_eq!(usable(ExpiredUse::Refresh), fresh, "{minutes} {renewal:?}");
            assert!(usable(ExpiredUse::SendAnyway));
        }
    }

    #[test]
    fn the_oldest_go_and_the_revision_grows_only_with_a_change() {
        let cache = Cache::default();
        let key = |number| key_of_credentials(&credentials(number));
        for number in 0..=MOST {
            cache.keep(key(number), chain(60, Renewal::Silent));
        }
        assert!(cache.any(key(0)).is_none() && cache.any(key(1)).is_some());
        let before = cache.revision();
        cache.keep(key(1), chain(60, Renewal::Silent));
        assert_eq!(cache.revision(), before);
        let form = key(1_000);
        let fetched = Fetched {
            keys: vec![key(1), key(2)],
            notes: Vec::new(),
            region: None,
            session: None,
        };
        cache.keep_form(form, fetched);
        cache.forget(form);
        assert!(cache.revision() > before);
        assert!(cache.any(key(1)).is_none() && cache.any(key(2)).is_none() && cache.any(key(3)).is_some());
    }

    #[test]
    fn the_end_of_a_sign_in_takes_what_came_of_it_and_nothing_else() {
        let cache = Cache::default();
        let key = |number| key_of_credentials(&credentials(number));
        for (number, session) in [(1, Some("corp")), (2, Some("other")), (3, None)] {
            cache.keep(key(number), chain(60, Renewal::Silent));
            let fetched = Fetched {
                keys: vec![key(number)],
                notes: Vec::new(),
                region: None,
                session: session.map(str::to_owned),
            };
            cache.keep_form(key(100 + number), fetched);
        }
        let before = cache.revision();
        cache.forget_session("corp");
        assert!(cache.revision() > before);
        assert!(cache.any(key(1)).is_none() && cache.fetched(key(101)).is_none());
        assert!(cache.any(key(2)).is_some() && cache.any(key(3)).is_some());
    }

    #[test]
    fn one_turn_is_shared_while_somebody_has_it() {
        let cache = Cache::default();
        let key = key_of_credentials(&credentials(0));
        let first = cache.turn(key);
        let held = first.try_lock().unwrap();
        assert!(cache.turn(key).try_lock().is_err());
        drop(held);
        assert!(cache.turn(key).try_lock().is_ok());
    }
}
