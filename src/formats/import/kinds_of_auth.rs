//! Auth as most programs have it, in our kinds.

use super::TransferOutcome;
use super::json::unknown_part;
use super::report::Report;
use crate::model::{ApiKeyPlacement, Auth, AuthKind, Secret};

/// One that stands for a kind and has no values.
pub(super) fn of_kind(kind: AuthKind) -> Auth {
    Auth {
        kind,
        ..Auth::default()
    }
}

/// User name and password.
pub(super) fn basic(username: String, password: String) -> Auth {
    let mut auth = of_kind(AuthKind::Basic);
    auth.basic.username = username;
    auth.basic.password = Secret::new(password);
    auth
}

/// A token behind `Bearer`, or behind another word.
pub(super) fn token(token: &str, prefix: &str) -> Auth {
    let prefix = prefix.trim();
    if prefix.is_empty() || prefix.eq_ignore_ascii_case("bearer") {
        let mut auth = of_kind(AuthKind::Bearer);
        auth.bearer.token = Secret::new(token);
        return auth;
    }
    api_key(
        "Authorization",
        &format!("{prefix} {token}"),
        ApiKeyPlacement::Header,
    )
}

/// A key in a header or the query.
pub(super) fn api_key(key: &str, value: &str, placement: ApiKeyPlacement) -> Auth {
    let mut auth = of_kind(AuthKind::ApiKey);
    key.clone_into(&mut auth.api_key.key);
    auth.api_key.value = Secret::new(value);
    auth.api_key.placement = placement;
    auth
}

/// A token that another program fetched, with a line in the report.
pub(super) fn fetched(auth: Auth, place: &str, report: &mut Report) -> Auth {
    let text = "OAuth 2.0 comes as its access token: a new one is not fetched here";
    report.add(place, TransferOutcome::Changed, text);
    auth
}

/// One that is not known here, which keeps its request from being sent.
pub(super) fn not_known(word: &str, place: &str, report: &mut Report) -> Auth {
    let unknown = unknown_part(word);
    let text = format!(
        "Auth {} is not known here: nothing is sent until another kind is chosen",
        unknown.words()
    );
    report.add(place, TransferOutcome::Dropped, text);
    Auth {
        unknown: Some(unknown),
        ..Auth::default()
    }
}
