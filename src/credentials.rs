//! From the source that a request names to credentials that may sign it, with what is known of them.
//!
//! Asked before anything is built, so that every secret of a send is known when its body is searched. A source that
//! has to ask somebody does so here and nowhere else; it ends with credentials or with one closed error, never with a
//! request for the user.

use std::future::{Future, ready};

use crate::model::{AwsAuth, CredentialSource, CredentialsError, ProvidedCredentials};
use crate::sigv4::typed_credentials;

/// What the source of this form gives. `auth` is the form after variables.
pub fn provide(
    auth: &AwsAuth,
) -> impl Future<Output = Result<ProvidedCredentials, CredentialsError>> + Send + use<> {
    match auth.source {
        CredentialSource::Typed => ready(typed_credentials(auth)),
    }
}

/// What the source gives without asking anybody: for the live report, which never waits.
pub fn at_hand(auth: &AwsAuth) -> Result<ProvidedCredentials, CredentialsError> {
    match auth.source {
        CredentialSource::Typed => typed_credentials(auth),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::model::{KeyExpiry, Secret};

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
