//! Key pairs that stand somewhere: form, environment, file.

use time::OffsetDateTime;
use time::format_description::well_known::{Iso8601, Rfc2822};

use super::link::Link;
use crate::model::{Credentials, CredentialsError, KeySet, LinkSource, ValueSource};

/// The identity of a key pair. Nobody is asked.
pub(super) fn link(keys: &KeySet) -> Result<Link, CredentialsError> {
    let empty = |part, from: &ValueSource| CredentialsError::KeyEmpty {
        part,
        from: from.clone(),
    };
    let id = keys.access_key_id.value.trim();
    if id.is_empty() {
        return Err(empty("access key ID", &keys.access_key_id.from));
    }
    if keys.secret_access_key.value.is_empty() {
        return Err(empty("secret access key", &keys.secret_access_key.from));
    }
    let expires = match &keys.expiration {
        None => None,
        Some(expiration) => {
            let read = expires(&expiration.value);
            Some(read.ok_or_else(|| CredentialsError::ExpirationUnreadable {
                from: expiration.from.clone(),
            })?)
        }
    };
    let credentials = Credentials::new(
        id.to_owned(),
        keys.secret_access_key.value.clone(),
        keys.session_token.as_ref().map(|token| token.value.clone()),
    );
    Ok(Link::new(credentials, source(&keys.access_key_id.from), expires))
}

/// An end as programs print it: ISO 8601 with an offset, also with a blank before the time of day as Python and shells print
/// it, or as in mails.
pub(super) fn expires(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    let iso = match text.split_once(' ') {
        Some((date, time)) => format!("{date}T{}", time.replacen(' ', "", 1)),
        None => text.to_ascii_uppercase(),
    };
    let iso = OffsetDateTime::parse(&iso, &Iso8601::DEFAULT);
    iso.or_else(|_error| OffsetDateTime::parse(text, &Rfc2822)).ok()
}

fn source(from: &ValueSource) -> LinkSource {
    match from {
        ValueSource::Form | ValueSource::Rule(_) => LinkSource::Typed,
        ValueSource::Variable(_) => LinkSource::Environment,
        ValueSource::File(place) => LinkSource::File(place.clone()),
        ValueSource::Cache(path) => LinkSource::File(crate::model::Place {
            file: path.clone(),
            line: 1,
        }),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::model::{Secret, Sourced};

    fn variable<T>(name: &str, value: T) -> Sourced<T> {
        Sourced {
            value,
            from: ValueSource::Variable(name.to_owned()),
        }
    }

    fn keys(id: &str, secret: &str, expiration: Option<&str>) -> KeySet {
        KeySet {
            access_key_id: variable("AWS_ACCESS_KEY_ID", id.to_owned()),
            secret_access_key: variable("AWS_SECRET_ACCESS_KEY", Secret::new(secret)),
            session_token: None,
            expiration: expiration.map(|text| variable("AWS_CREDENTIAL_EXPIRATION", text.to_owned())),
        }
    }

    /// What `dateutil`, by which botocore reads it, takes and has an offset.
    #[test]
    fn an_end_is_read_as_botocore_reads_it() {
        let end = Some(datetime!(2036-01-01 10:00 UTC));
        for text in [
            "2036-01-01T10:00:00Z",
            "2036-01-01t10:00:00z",
            "2036-01-01 10:00:00+00:00",
            "2036-01-01 11:00:00 +01:00",
            "20360101T100000Z",
            "Tue, 01 Jan 2036 10:00:00 GMT",
        ] {
            assert_eq!(expires(text), end, "{text}");
        }
        for text in [
            "",
            "2036-01-01",
            "2036-01-01T10:00:00",
            "2036-01-01 10:00:00",
            "1000",
            "4000000000",
            "soon",
        ] {
            assert_eq!(expires(text), None, "{text}");
        }
    }

    #[test]
    fn a_pair_has_both_parts_and_a_readable_end() {
        let found = link(&keys("AKIAEXAMPLE", "secret", Some("2026-11-20T13:00:00+01:00"))).unwrap();
        assert_eq!(found.expires, Some(datetime!(2026-11-20 12:00 UTC)));
        assert_eq!(found.source, LinkSource::Environment);
        for (pair, kind, named) in [
            (keys(" ", "secret", None), "key-empty", "AWS_ACCESS_KEY_ID"),
            (keys("AKIA", "", None), "key-empty", "AWS_SECRET_ACCESS_KEY"),
            (
                keys("AKIA", "secret", Some("tomorrow")),
                "expiration-unreadable",
                "AWS_CREDENTIAL_EXPIRATION",
            ),
        ] {
            let error = link(&pair).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(
                error.to_string().contains(named) && error.hint().contains(named),
                "{error}"
            );
        }
    }
}
