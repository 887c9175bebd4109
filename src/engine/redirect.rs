//! A send on its way through redirects: whether one is followed, and how the next request is made.
//!
//! The request that was typed stays the source of every hop: a [`Detour`] says how a hop differs from it, so
//! that variables, files and signature are made anew each time.

use crate::model::{
    Endpoint, Followed, RedirectStop, Redirects, RequestSettings, ResponseHead, Scheme, StopReason,
    WireRequest,
};
use crate::prepare::{Carried, Detour, HopMethod, HopOrigin, without_our_signature};
use crate::redact::KnownSecrets;
use crate::resolve::{destination, url_of};

/// Redirects that are followed; the next one is shown.
const MOST_FOLLOWED: usize = 10;

/// What a send went through.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// Methods and URLs of the requests so far, without their signatures.
    seen: Vec<(String, String)>,
    followed: usize,
    first: Option<Endpoint>,
    detour: Option<Detour>,
}

/// What follows a reply.
#[derive(Debug)]
pub(super) enum Next {
    /// The send ends with it.
    End(Option<RedirectStop>),
    /// Another request.
    Follow {
        /// Where to.
        location: String,
        /// How it is made.
        followed: Followed,
    },
}

impl Trail {
    /// A request is about to be sent: as built, before it is signed.
    pub(super) fn visit(&mut self, unsigned: &WireRequest) {
        self.first.get_or_insert_with(|| unsigned.endpoint.clone());
        let url = url_of(&unsigned.endpoint, unsigned.target.as_str());
        self.seen.push((unsigned.method.as_str().to_owned(), url));
    }

    /// The jar changed: a request that was made before is another one now.
    pub(super) fn forget(&mut self) {
        self.seen.clear();
    }

    /// Whether the hop under way carries credentials.
    pub(super) fn carried(&self) -> Carried {
        self.detour
            .as_ref()
            .map_or(Carried::All, |detour| detour.credentials)
    }

    /// The settings of the hop under way.
    pub(super) fn settings(&self, settings: &RequestSettings) -> RequestSettings {
        let mut settings = settings.clone();
        if self
            .detour
            .as_ref()
            .is_some_and(|detour| detour.origin == HopOrigin::Elsewhere)
        {
            settings.connect_to.clear();
            settings.server_name.clear();
        }
        settings
    }

    /// How the hop under way differs from the typed request.
    pub(super) fn detour(&self) -> Option<&Detour> {
        self.detour.as_ref()
    }

    /// What may not stand anywhere in the hop under way; `None` while it carries credentials.
    pub(super) fn forbidden(&self) -> Option<&KnownSecrets> {
        let detour = self.detour.as_ref()?;
        (detour.credentials == Carried::None).then_some(&detour.known)
    }

    /// Decides by the settings what follows a reply to `sent`, and takes that way. `secrets` are those of the send so far.
    pub(super) fn next(
        &mut self,
        redirects: Redirects,
        sent: &WireRequest,
        secrets: &KnownSecrets,
        head: &ResponseHead,
    ) -> Next {
        let Some(location) = location_of(head) else {
            return Next::End(None);
        };
        let stop = |location: String, why| Next::End(Some(RedirectStop { location, why }));
        let Some(mut to) = destination(&sent.endpoint, sent.target.as_str(), location) else {
            return stop(location.to_owned(), StopReason::NotHttp);
        };
        to.target = without_our_signature(sent.target.as_str(), &to.target);
        let url = to.url();
        let credentials = match self.judge(redirects, &sent.endpoint, &to.endpoint) {
            Ok(credentials) => credentials,
            Err(why) => return stop(url, why),
        };
        let method = self.method(head.status, sent.method.as_str());
        let method_sent = match method {
            HopMethod::Get => "GET",
            HopMethod::Typed => sent.method.as_str(),
        };
        if self
            .seen
            .iter()
            .any(|(method, seen)| method == method_sent && *seen == url)
        {
            return stop(url, StopReason::Loop);
        }
        if self.followed == MOST_FOLLOWED {
            return stop(url, StopReason::TooMany);
        }
        self.followed += 1;
        let known = match self.detour.take() {
            Some(detour) => detour.known,
            None => secrets.clone(),
        };
        let origin = if self.first.as_ref() == Some(&to.endpoint) {
            HopOrigin::First
        } else {
            HopOrigin::Elsewhere
        };
        self.detour = Some(Detour {
            to,
            method,
            credentials,
            origin,
            known,
        });
        Next::Follow {
            location: url,
            followed: match credentials {
                Carried::All => Followed::SameOrigin,
                Carried::None => Followed::WithoutCredentials,
            },
        }
    }

    /// What the next hop may carry, or why there is none. What was dropped once stays dropped, on the way back
    /// as well.
    fn judge(&self, setting: Redirects, from: &Endpoint, to: &Endpoint) -> Result<Carried, StopReason> {
        let same_origin = from == to;
        match setting {
            Redirects::Stop => Err(StopReason::Settings),
            _ if from.scheme == Scheme::Https && to.scheme == Scheme::Http => Err(StopReason::Downgrade),
            _ if same_origin => Ok(self.carried()),
            Redirects::SameOrigin => Err(StopReason::OtherOrigin),
            Redirects::Everywhere => Ok(Carried::None),
        }
    }

    /// Whether the next hop is a GET; one that was made a GET stays one.
    fn method(&self, status: u16, sent: &str) -> HopMethod {
        match &self.detour {
            Some(detour) if detour.method == HopMethod::Get => HopMethod::Get,
            _ if becomes_get(status, sent) => HopMethod::Get,
            _ => HopMethod::Typed,
        }
    }
}

/// The header of a reply that redirects. 300 leaves the choice to people, 304 is about a cache, 305 and 306
/// are not used any more.
fn location_of(head: &ResponseHead) -> Option<&str> {
    matches!(head.status, 301 | 302 | 303 | 307 | 308)
        .then(|| head.header("location"))
        .flatten()
}

/// Whether the request after a redirect is a GET without a body
/// (<https://fetch.spec.whatwg.org/#http-redirect-fetch>, step 12).
pub(super) fn becomes_get(status: u16, method: &str) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => method != "GET" && method != "HEAD",
        _ => false,
    }
}
