//! The requests that the window opens by itself: the samples against the embedded server, and an empty one.

use crate::model::{Auth, AuthKind, AwsAuth, HttpRequest, Info, Request, Secret};

/// Key pair of AWS's documentation; the embedded server knows it.
pub const DOCUMENTED_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

/// A secret that AWS itself publishes in its documents. It protects nothing, so the journal may name it and
/// the samples work after a restart on a computer without a key store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// Of the documentation, with a slash: belongs to [`DOCUMENTED_KEY_ID`].
    Documentation,
    /// Of the official test suite, with a plus: one character off, as a mistyped secret is.
    TestSuite,
}

impl Published {
    const ALL: [Self; 2] = [Self::Documentation, Self::TestSuite];

    /// The secret.
    pub fn secret(self) -> Secret {
        Secret::new(match self {
            Self::Documentation => "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            Self::TestSuite => "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        })
    }

    /// Name in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Documentation => "aws-documentation",
            Self::TestSuite => "aws-test-suite",
        }
    }

    /// Which one a secret is.
    pub fn of(secret: &Secret) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|published| published.secret() == *secret)
    }

    /// By its name in the journal.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|published| published.name() == name)
    }
}

/// An empty request. It is signed until the user says otherwise, as on the command line, so that nothing goes
/// out unsigned by accident.
pub fn empty() -> Request {
    let mut request = Request::default();
    request.http.auth.kind = AuthKind::AwsSignature;
    request
}

/// A signed request that answers 200.
pub fn list_pets() -> Request {
    sample(
        "List pets",
        "{{demo}}/dev/pets?type=dog&limit=10",
        Published::Documentation,
    )
}

/// The same with a secret that is one character off: a 403, and what the server expected.
pub fn wrong_secret() -> Request {
    sample("Wrong secret", "{{demo}}/dev/pets", Published::TestSuite)
}

fn sample(name: &str, url: &str, secret: Published) -> Request {
    Request {
        info: Info {
            name: name.to_owned(),
        },
        http: HttpRequest {
            url: url.to_owned(),
            auth: Auth {
                kind: AuthKind::AwsSignature,
                aws: AwsAuth {
                    access_key_id: DOCUMENTED_KEY_ID.to_owned(),
                    secret_access_key: secret.secret(),
                    ..AwsAuth::default()
                },
                ..Auth::default()
            },
            ..HttpRequest::default()
        },
        ..Request::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_secrets_are_known_by_value_and_by_name() {
        for published in Published::ALL {
            assert_eq!(Published::of(&published.secret()), Some(published));
            assert_eq!(Published::named(published.name()), Some(published));
        }
        assert_eq!(Published::of(&Secret::new("something else")), None);
    }
}
