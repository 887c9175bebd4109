//! The page at which a person signs in with a browser (RFC 6749, 4.1; RFC 7636). It asks nothing and sends the browser
//! back at once.

use url::Url;

use super::Asked;
use super::error::SsoRefusal;
use super::fault::SsoFault;
use super::grants::Grants;
use crate::demo::reply::{Reply, Sender};

/// Characters of a challenge by S256: a SHA-256 in Base64 without padding (RFC 7636, 4.2).
const CHALLENGE_LENGTH: usize = 43;

/// Answers `GET /authorize` with a redirect. What could send the browser to a wrong place is refused instead.
pub fn authorize(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    let now = asked.stamp.now;
    let client = grants.client(asked.parameter("client_id").as_deref(), None, now)?;
    if !client
        .grant_types
        .iter()
        .any(|grant| grant == "authorization_code")
    {
        return Err(SsoRefusal::UnauthorizedClient);
    }
    let redirect_uri = asked.parameter("redirect_uri").unwrap_or_default();
    if !client
        .redirect_uris
        .iter()
        .any(|registered| is_same_but_for_port(registered, &redirect_uri))
    {
        return Err(SsoRefusal::InvalidRedirectUri);
    }
    let challenge = asked.parameter("code_challenge").unwrap_or_default();
    let needed = [
        (
            asked.parameter("response_type").as_deref() == Some("code"),
            "response_type is code",
        ),
        (asked.parameter("state").is_some(), "state is required"),
        (asked.parameter("scopes").is_some(), "scopes is required"),
        (
            asked.parameter("code_challenge_method").as_deref() == Some("S256"),
            "code_challenge_method is S256",
        ),
        (
            challenge.len() == CHALLENGE_LENGTH,
            "code_challenge is 43 characters",
        ),
    ];
    if let Some((_, what)) = needed.into_iter().find(|(is_there, _)| !is_there) {
        return Err(SsoRefusal::InvalidRequest(what));
    }
    let mut target = Url::parse(&redirect_uri).map_err(|_unusable| SsoRefusal::InvalidRedirectUri)?;
    let state = asked.parameter("state").unwrap_or_default();
    if asked.faults.contains(&SsoFault::Denied) {
        target
            .query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "The user denied the request")
            .append_pair("state", &state);
    } else {
        let code = grants.code(&client, &redirect_uri, &challenge, now);
        target
            .query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &state);
    }
    Ok(Reply::new(Sender::Sso, 302, "").with("Location", target.as_str()))
}

/// RFC 8252, 7.3: the port of a loopback redirect may be any.
fn is_same_but_for_port(registered: &str, asked: &str) -> bool {
    let parts = |url: &str| {
        let mut url = Url::parse(url).ok()?;
        url.set_port(None).ok()?;
        Some(url)
    };
    parts(registered).is_some_and(|registered| parts(asked) == Some(registered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_may_differ() {
        let registered = "http://127.0.0.1/oauth/callback";
        assert!(is_same_but_for_port(
            registered,
            "http://127.0.0.1:4711/oauth/callback"
        ));
        for other in [
            "http://127.0.0.1:4711/oauth",
            "http://127.0.0.2:4711/oauth/callback",
            "https://127.0.0.1:4711/oauth/callback",
            "",
        ] {
            assert!(!is_same_but_for_port(registered, other), "{other}");
        }
    }
}
