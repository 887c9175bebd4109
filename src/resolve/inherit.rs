//! Auth that a request takes from what it stands in.
//!
//! Above a request stands a chain of ancestors, the nearest first. The nearest one that does not inherit itself counts,
//! also when it says None. Where the chain ends without an answer nothing is sent: a request that was to be signed must
//! not go out unsigned because something is not set up.

mod headers;
mod settings;

use std::borrow::Cow;
use std::sync::Arc;

pub use headers::inherited_headers;
pub use settings::{Setting, inherited_settings};

use crate::model::{Auth, AuthKind, HeaderRow, Request, RequestSettings};

/// What a request may inherit from: a folder, a collection, the shared authorization.
#[derive(Clone, Debug, PartialEq)]
pub struct Ancestor {
    /// What it is called in a sentence, as "the shared authorization".
    pub name: String,
    /// Its auth; `Inherit` leaves the answer to the next one.
    pub auth: Arc<Auth>,
    /// Headers that are added unless something nearer to the request has one of that name.
    pub headers: Arc<[HeaderRow]>,
    /// Settings that count where the request's own are at their default.
    pub settings: Arc<RequestSettings>,
}

impl Ancestor {
    /// One that gives auth and nothing else.
    pub fn of_auth(name: impl Into<String>, auth: Auth) -> Self {
        Self {
            name: name.into(),
            auth: Arc::new(auth),
            headers: Arc::default(),
            settings: Arc::default(),
        }
    }
}

/// What the auth of a request comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Applied {
    /// The request has auth of its own, None included.
    Own,
    /// It inherits, and an ancestor answers.
    From {
        /// Name of the ancestor.
        name: String,
        /// Its auth, as it is for this request.
        auth: Box<Auth>,
    },
    /// It inherits, and no ancestor answers.
    Nothing,
}

/// The auth of a request below these ancestors, the nearest first.
///
/// Which headers are signed by hand is a matter of the request's own header table, so these choices are never inherited.
pub fn applied(own: &Auth, ancestors: &[Ancestor]) -> Applied {
    if own.kind != AuthKind::Inherit || own.not_understood().is_some() {
        return Applied::Own;
    }
    // What is not understood is an answer too, and refused as such: it may have been a signature.
    let answers = |ancestor: &&Ancestor| {
        ancestor.auth.kind != AuthKind::Inherit || ancestor.auth.not_understood().is_some()
    };
    let Some(ancestor) = ancestors.iter().find(answers) else {
        return Applied::Nothing;
    };
    let mut auth = Auth::clone(&ancestor.auth);
    let (options, own) = (&mut auth.aws.options, &own.aws.options);
    options.unsigned_headers.clone_from(&own.unsigned_headers);
    options.signed_headers_extra.clone_from(&own.signed_headers_extra);
    Applied::From {
        name: ancestor.name.clone(),
        auth: Box::new(auth),
    }
}

/// The request as it is sent below these ancestors, but for auth: its own header rows and those that it inherits, and the
/// settings that count.
pub fn with_inherited<'a>(request: &'a Request, ancestors: &[Ancestor]) -> Cow<'a, Request> {
    let rows = inherited_headers(request, ancestors);
    let (settings, inherited) = inherited_settings(&request.settings, ancestors);
    if rows.is_empty() && inherited.is_empty() {
        return Cow::Borrowed(request);
    }
    let mut sent = request.clone();
    sent.http.headers.extend(rows.into_iter().map(|(row, _)| row));
    sent.settings = settings;
    Cow::Owned(sent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;

    fn of_kind(kind: AuthKind) -> Auth {
        Auth {
            kind,
            ..Auth::default()
        }
    }

    fn signing(key: &str) -> Auth {
        let mut auth = of_kind(AuthKind::AwsSignature);
        key.clone_into(&mut auth.aws.access_key_id);
        auth.aws.secret_access_key = Secret::new(key);
        auth
    }

    fn ancestor(name: &str, auth: &Auth) -> Ancestor {
        Ancestor::of_auth(name, auth.clone())
    }

    fn from(own: &Auth, chain: &[(&str, &Auth)]) -> Option<(String, Auth)> {
        let ancestors: Vec<Ancestor> = chain.iter().map(|(name, auth)| ancestor(name, auth)).collect();
        match applied(own, &ancestors) {
            Applied::From { name, auth } => Some((name, *auth)),
            Applied::Own | Applied::Nothing => None,
        }
    }

    #[test]
    fn auth_of_its_own_is_never_replaced() {
        let shared = signing("AKIDSHARED");
        let ancestors = [ancestor("shared", &shared)];
        for kind in [
            AuthKind::None,
            AuthKind::Basic,
            AuthKind::Bearer,
            AuthKind::ApiKey,
            AuthKind::AwsSignature,
        ] {
            assert_eq!(applied(&of_kind(kind), &ancestors), Applied::Own);
        }
    }

    #[test]
    fn the_nearest_that_does_not_inherit_itself_counts() {
        let inherit = of_kind(AuthKind::Inherit);
        let (folder, collection) = (signing("AKIDFOLDER"), signing("AKIDCOLLECTION"));
        let chain = [("folder", &folder), ("collection", &collection)];
        assert_eq!(from(&inherit, &chain).unwrap().0, "folder");
        let chain = [
            ("inner folder", &inherit),
            ("folder", &inherit),
            ("collection", &collection),
        ];
        let (name, auth) = from(&inherit, &chain).unwrap();
        assert_eq!(name, "collection");
        assert_eq!(auth, collection);
    }

    #[test]
    fn none_is_an_answer_and_stops_the_search() {
        let (inherit, none, shared) = (
            of_kind(AuthKind::Inherit),
            of_kind(AuthKind::None),
            signing("AKID"),
        );
        let (name, auth) = from(&inherit, &[("folder", &none), ("shared", &shared)]).unwrap();
        assert_eq!((name.as_str(), auth.kind), ("folder", AuthKind::None));
    }

    #[test]
    fn a_chain_without_an_answer_is_nothing_and_not_none() {
        let inherit = of_kind(AuthKind::Inherit);
        assert_eq!(applied(&inherit, &[]), Applied::Nothing);
        let ancestors = [(); 3].map(|()| ancestor("shared", &inherit));
        assert_eq!(applied(&inherit, &ancestors), Applied::Nothing);
    }

    #[test]
    fn values_of_a_request_that_inherits_take_no_part_but_its_choice_of_signed_headers() {
        let mut own = signing("AKIDOWN");
        own.kind = AuthKind::Inherit;
        "eu-west-1".clone_into(&mut own.aws.region);
        own.aws.options.unsigned_headers = vec!["x-mine".to_owned()];
        let mut shared = signing("AKIDSHARED");
        shared.aws.options.unsigned_headers = vec!["x-theirs".to_owned()];
        shared.aws.options.signed_headers_extra = vec!["x-theirs".to_owned()];
        let (_, auth) = from(&own, &[("shared", &shared)]).unwrap();
        let mut expected = shared;
        expected.aws.options.unsigned_headers = vec!["x-mine".to_owned()];
        expected.aws.options.signed_headers_extra = Vec::new();
        assert_eq!(auth, expected);
    }
}
