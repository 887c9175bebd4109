//! What Basic, Bearer and API key auth add to a request: one header line, or one parameter of the query.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::ResolveError;
use super::percent::{Slash, encoded};
use super::variables::{Scope, replace};
use crate::model::{ApiKeyPlacement, Auth, AuthKind, Field, Origin, Secret, Traced};

/// What auth adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Addition {
    /// Nothing: there is no auth, or signing adds it.
    Nothing,
    /// A header line.
    Header(AuthHeader),
    /// A parameter, escaped for the query.
    Parameter {
        /// Before the `=`.
        name: Traced,
        /// After it.
        value: Traced,
    },
}

/// A header line that auth adds, unless a row of that name is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthHeader {
    /// Name as typed.
    pub name: Traced,
    /// Value, a secret.
    pub value: Traced,
    /// Why it is there, for people.
    pub why: &'static str,
}

/// What the selected kind adds. A kind without its values is an error: the request would go out without the auth that
/// the user chose.
pub(super) fn addition(auth: &Auth, scope: &Scope) -> Result<Addition, ResolveError> {
    let missing = |kind, what| Err(ResolveError::AuthValueMissing { kind, what });
    if let Some(unknown) = auth.not_understood() {
        return Err(ResolveError::AuthNotUnderstood {
            unknown: unknown.clone(),
            from: None,
        });
    }
    match auth.kind {
        AuthKind::None | AuthKind::AwsSignature => Ok(Addition::Nothing),
        AuthKind::Inherit => Err(ResolveError::NothingToInherit),
        AuthKind::Basic => {
            if auth.basic.username.is_empty() && auth.basic.password.is_empty() {
                return missing("Basic", "user name and password");
            }
            basic(auth, scope).map(Addition::Header)
        }
        AuthKind::Bearer => {
            if auth.bearer.token.is_empty() {
                return missing("Bearer token", "token");
            }
            let mut value = Traced::rule("Bearer ", "scheme of the credentials (RFC 6750, 2.1)");
            value.append(&trimmed(&secret(
                &auth.bearer.token,
                Field::BearerToken,
                "the bearer token",
                scope,
            )?));
            Ok(Addition::Header(AuthHeader {
                name: Traced::rule("authorization", "where credentials stand (RFC 9110, 11.6.2)"),
                value,
                why: "Added by Bearer token auth (RFC 6750, 2.1)",
            }))
        }
        AuthKind::ApiKey => {
            let key = &auth.api_key;
            if key.key.trim().is_empty() {
                return missing("API key", "name of the header or parameter");
            }
            if key.value.is_empty() {
                return missing("API key", "key");
            }
            let place = || "the name of the API key".to_owned();
            let name = trimmed(&replace(&key.key, Field::ApiKeyName, &place, scope)?);
            let value = secret(&key.value, Field::ApiKeyValue, "the API key", scope)?;
            Ok(match key.placement {
                ApiKeyPlacement::Header => Addition::Header(AuthHeader {
                    name,
                    value: trimmed(&value),
                    why: "Added by API key auth",
                }),
                ApiKeyPlacement::Query => Addition::Parameter {
                    name: encoded(&name, Slash::Encoded),
                    value: encoded(&value, Slash::Encoded),
                },
            })
        }
    }
}

/// `user-id ":" password` in UTF-8 and base64 (RFC 7617, 2 and 2.1).
fn basic(auth: &Auth, scope: &Scope) -> Result<AuthHeader, ResolveError> {
    let place = || "the user name".to_owned();
    let username = replace(&auth.basic.username, Field::Username, &place, scope)?;
    if username.as_str().contains(':') {
        return Err(ResolveError::UsernameHasColon);
    }
    let password = secret(&auth.basic.password, Field::Password, "the password", scope)?;
    let pair = zeroize::Zeroizing::new(format!("{}:{}", username.as_str(), password.as_str()));
    let mut value = Traced::rule("Basic ", "scheme of the credentials (RFC 7617, 2)");
    // Three bytes become four characters: no character belongs to one of the fields alone.
    let origin = Origin::Typed {
        field: Field::Password,
        span: 0..auth.basic.password.len(),
    };
    value.push(&STANDARD.encode(pair.as_bytes()), origin);
    Ok(AuthHeader {
        name: Traced::rule("authorization", "where credentials stand (RFC 9110, 11.6.2)"),
        value,
        why: "Added by Basic auth: user name and password in base64 (RFC 7617, 2)",
    })
}

fn secret(secret: &Secret, field: Field, what: &str, scope: &Scope) -> Result<Traced, ResolveError> {
    replace(secret.expose_for_sending(), field, &|| what.to_owned(), scope)
}

/// The value of a secret field after variables; as typed while one of them is unknown. `place` is the field in a sentence, as
/// errors name it: a dynamic value is that of its place.
pub fn secret_after_variables(typed: &Secret, place: &str, scope: &Scope) -> Secret {
    let place = || place.to_owned();
    match replace(typed.expose_for_sending(), Field::Password, &place, scope) {
        Ok(value) => Secret::new(value.as_str()),
        Err(_) => typed.clone(),
    }
}

/// Without the blanks that come with pasting, which are no part of a header's value (RFC 9110, 5.5).
fn trimmed(text: &Traced) -> Traced {
    let whole = text.as_str();
    let start = whole.len() - whole.trim_start().len();
    text.slice(start..start + whole.trim().len())
}

/// The URL with a parameter behind its query, in front of the fragment.
pub(super) fn with_parameter(url: &Traced, name: &Traced, value: &Traced) -> Traced {
    const FORM: Origin = Origin::Rule("API key auth adds a parameter");
    let text = url.as_str();
    let end = text.find('#').unwrap_or(text.len());
    let before = text.get(..end).unwrap_or_default();
    let mut out = url.slice(0..end);
    out.push(
        match before.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        },
        FORM,
    );
    out.append(name);
    out.push("=", FORM);
    out.append(value);
    out.append(&url.slice(end..text.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ApiKeyAuth, BasicAuth, BearerAuth};

    fn header(auth: &Auth) -> (String, String) {
        match addition(auth, &Scope::default()).unwrap() {
            Addition::Header(header) => (header.name.as_str().to_owned(), header.value.as_str().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn with_basic(username: &str, password: &str) -> Auth {
        Auth {
            kind: AuthKind::Basic,
            basic: BasicAuth {
                username: username.to_owned(),
                password: Secret::new(password),
            },
            ..Auth::default()
        }
    }

    #[test]
    fn the_examples_of_rfc_7617() {
        let name = "authorization".to_owned();
        let value = |text: &str| (name.clone(), text.to_owned());
        assert_eq!(
            header(&with_basic("Aladdin", "open sesame")),
            value("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        );
        assert_eq!(
            header(&with_basic("test", "123£")),
            value("Basic dGVzdDoxMjPCow==")
        );
        let error = addition(&with_basic("a:b", ""), &Scope::default()).unwrap_err();
        assert_eq!(error.kind(), "username-has-colon");
    }

    #[test]
    fn a_token_keeps_its_origin_and_loses_the_blanks_around_it() {
        let auth = Auth {
            kind: AuthKind::Bearer,
            bearer: BearerAuth {
                token: Secret::new(" mF_9.B5f-4.1JqM\n"),
            },
            ..Auth::default()
        };
        let Addition::Header(AuthHeader { value, .. }) = addition(&auth, &Scope::default()).unwrap() else {
            panic!("no header");
        };
        assert_eq!(value.as_str(), "Bearer mF_9.B5f-4.1JqM");
        let typed = Origin::Typed {
            field: Field::BearerToken,
            span: 1..16,
        };
        assert_eq!(value.segments().last().unwrap().origin, typed);
    }

    #[test]
    fn a_key_goes_where_it_is_wanted() {
        let mut auth = Auth {
            kind: AuthKind::ApiKey,
            api_key: ApiKeyAuth {
                value: Secret::new("a/b c"),
                ..ApiKeyAuth::default()
            },
            ..Auth::default()
        };
        assert_eq!(header(&auth), ("x-api-key".to_owned(), "a/b c".to_owned()));
        auth.api_key.placement = ApiKeyPlacement::Query;
        let Addition::Parameter { name, value } = addition(&auth, &Scope::default()).unwrap() else {
            panic!("no parameter");
        };
        for (url, expected) in [
            ("h/p", "h/p?x-api-key=a%2Fb%20c"),
            ("h/p?", "h/p?x-api-key=a%2Fb%20c"),
            ("h/p?a=1#f", "h/p?a=1&x-api-key=a%2Fb%20c#f"),
        ] {
            let url = Traced::typed(url, Field::Url);
            assert_eq!(with_parameter(&url, &name, &value).as_str(), expected);
        }
    }

    #[test]
    fn a_kind_without_its_values_is_not_sent_without_auth() {
        let inherits = Auth {
            kind: AuthKind::Inherit,
            ..Auth::default()
        };
        assert_eq!(
            addition(&inherits, &Scope::default()),
            Err(ResolveError::NothingToInherit)
        );
        for kind in [AuthKind::Basic, AuthKind::Bearer, AuthKind::ApiKey] {
            let auth = Auth {
                kind,
                ..Auth::default()
            };
            let error = addition(&auth, &Scope::default()).unwrap_err();
            assert_eq!(error.kind(), "auth-value-missing");
        }
    }
}
