//! The cache of `aws login`: read while it is valid, never renewed here.

use std::path::{Path, PathBuf};

use serde_json::Value;
use time::OffsetDateTime;

use super::keys::expires;
use super::link::Link;
use super::token_file::read_token_file;
use crate::model::{BodyDigest, Credentials, LinkSource, LoginError, Secret};

/// A cache file has a few kilobytes.
const LARGEST_FILE: u64 = 256 * 1024;

/// Where the AWS CLI keeps the login of a session. `environment` reads a variable.
pub(super) fn cache_file(session: &str, environment: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    let set = |name| environment(name).filter(|value| !value.is_empty());
    let folder = set("AWS_LOGIN_CACHE_DIRECTORY").map_or_else(
        || {
            let home = set("HOME").or_else(|| set("USERPROFILE")).unwrap_or_default();
            Path::new(&home).join(".aws").join("login").join("cache")
        },
        PathBuf::from,
    );
    let name = BodyDigest::of(session.trim().as_bytes()).sha256;
    folder.join(format!("{name}.json"))
}

/// Reads the file. It may wait for the disk.
pub(super) fn link(
    path: &Path,
    session: &str,
    profile: &str,
    now: OffsetDateTime,
) -> Result<Link, LoginError> {
    let unreadable = |reason: &str| LoginError::Unreadable {
        profile: profile.to_owned(),
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    let bytes = read_token_file(path, LARGEST_FILE).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => LoginError::NotLoggedIn {
            profile: profile.to_owned(),
            path: path.to_owned(),
        },
        _ => unreadable(&error.to_string()),
    })?;
    let json: Value = serde_json::from_slice(&bytes).map_err(|error| {
        unreadable(&format!(
            "line {} column {} is no JSON",
            error.line(),
            error.column()
        ))
    })?;
    let access = json
        .get("accessToken")
        .ok_or_else(|| unreadable("it has no accessToken"))?;
    let text = |of: &Value, key: &str| {
        let text = of.get(key).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (Some(id), Some(secret), Some(token), Some(end)) = (
        text(access, "accessKeyId"),
        text(access, "secretAccessKey").map(Secret::new),
        text(access, "sessionToken").map(Secret::new),
        text(access, "expiresAt"),
    ) else {
        return Err(unreadable("its accessToken is not complete"));
    };
    let end = expires(&end).ok_or_else(|| unreadable("its expiresAt is no ISO 8601 time"))?;
    if end <= now {
        return Err(LoginError::Ended {
            profile: profile.to_owned(),
            at: end,
        });
    }
    let mut link = Link::new(
        Credentials::new(id, secret, Some(token)),
        LinkSource::Login,
        Some(end),
    );
    link.arn = Some(session.to_owned());
    let others = [
        ("refresh token", "refreshToken"),
        ("ID token", "idToken"),
        ("DPoP key", "dpopKey"),
    ];
    link.secrets = others
        .into_iter()
        .filter_map(|(label, key)| Some((label, Secret::new(text(&json, key)?))))
        .collect();
    Ok(link)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const SESSION: &str = "arn:aws:iam::123456789012:user/bob";
    const NOW: OffsetDateTime = datetime!(2026-11-20 12:00 UTC);

    #[test]
    fn the_file_is_named_by_the_hash_of_the_session() {
        let path = cache_file(SESSION, &|name| (name == "HOME").then(|| "/home/bob".to_owned()));
        // printf %s arn:aws:iam::123456789012:user/bob | sha256sum
        let expected = "/home/bob/.aws/login/cache/420568f589bc20e39cdb190b21ad1c5957b37978d392ae62e6d8b86e5e5f2456.json";
        assert_eq!(path, Path::new(expected));
        let path = cache_file(SESSION, &|name| {
            (name == "AWS_LOGIN_CACHE_DIRECTORY").then(|| "/c".to_owned())
        });
        assert!(path.starts_with("/c"));
    }

    #[test]
    fn a_login_is_used_until_its_end_and_its_tokens_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let read = |text: &str| {
            std::fs::File::create(&path)
                .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
                .unwrap();
            link(&path, SESSION, "dev", NOW)
        };
        let file = |end: &str| {
            format!(
                r#"{{"accessToken":{{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t","expiresAt":"{end}"}},
                "refreshToken":"r3fresh","dpopKey":"-----BEGIN"}}"#
            )
        };
        let found = read(&file("2026-11-20T12:10:00Z")).unwrap();
        assert_eq!(found.arn.as_deref(), Some(SESSION));
        assert_eq!(found.secrets.len(), 2);
        for (text, kind) in [
            (file("2026-11-20T12:00:00Z"), "login-expired"),
            (file("soon"), "login-unreadable"),
            (
                file("2026-11-20T12:10:00Z").replace(r#""t""#, r#""""#),
                "login-unreadable",
            ),
            ("{}".to_owned(), "login-unreadable"),
            ("r3fresh".to_owned(), "login-unreadable"),
        ] {
            let error = read(&text).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert_eq!(error.hint(), "Run: aws login --profile dev");
            assert!(!error.to_string().contains("r3fresh"));
        }
        let missing = link(&folder.path().join("b.json"), SESSION, "dev", NOW).unwrap_err();
        assert_eq!(missing.kind(), "not-logged-in");
    }
}
