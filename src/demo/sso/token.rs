//! `CreateToken`: codes and refresh tokens become access tokens.

use base64::Engine as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::error::SsoRefusal;
use super::fault::SsoFault;
use super::grants::{Answer, Client, Grants, TOKEN_LIFE};
use super::{Asked, text};
use crate::demo::reply::Reply;

/// RFC 8628, 3.4.
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html>
pub fn token(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    let body = asked.body()?;
    let now = asked.stamp.now;
    let client = grants.client(
        text(&body, "clientId"),
        Some(text(&body, "clientSecret").unwrap_or_default()),
        now,
    )?;
    let grant_type = text(&body, "grantType").unwrap_or_default();
    let granting = match grant_type {
        "authorization_code" => by_code,
        DEVICE_CODE => by_device,
        "refresh_token" => by_refresh,
        _ => return Err(SsoRefusal::UnsupportedGrantType),
    };
    if !client.grant_types.iter().any(|grant| grant == grant_type) {
        return Err(SsoRefusal::UnauthorizedClient);
    }
    granting(&body, &client, asked, grants)?;
    let token = grants.token(&client, now);
    let mut reply = json!({
        "accessToken": token.access,
        "tokenType": "Bearer",
        "expiresIn": TOKEN_LIFE.whole_seconds(),
    });
    if let (Some(refresh), Some(fields)) = (token.refresh, reply.as_object_mut()) {
        fields.insert("refreshToken".to_owned(), refresh.into());
    }
    Ok(super::json(&reply))
}

/// RFC 6749, 4.1.3 and RFC 7636, 4.6. A code is good once.
fn by_code(body: &Value, client: &Client, asked: &Asked<'_>, grants: &mut Grants) -> Result<(), SsoRefusal> {
    let given = text(body, "code").ok_or(SsoRefusal::InvalidRequest("code is required"))?;
    let at = grants.codes.iter().position(|code| code.value == given);
    let code = at
        .and_then(|at| grants.codes.remove(at))
        .ok_or(SsoRefusal::InvalidGrant)?;
    let verifier = text(body, "codeVerifier").unwrap_or_default();
    let is_right = code.client_id == client.id
        && asked.stamp.now < code.expires
        && text(body, "redirectUri") == Some(code.redirect_uri.as_str())
        && code.challenge == challenge(verifier);
    is_right.then_some(()).ok_or(SsoRefusal::InvalidGrant)
}

/// RFC 7636, 4.2.
fn challenge(verifier: &str) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// RFC 8628, 3.5.
fn by_device(
    body: &Value,
    client: &Client,
    asked: &Asked<'_>,
    grants: &mut Grants,
) -> Result<(), SsoRefusal> {
    let given = text(body, "deviceCode").ok_or(SsoRefusal::InvalidRequest("deviceCode is required"))?;
    let at = grants
        .devices
        .iter()
        .position(|device| device.code == given && device.client_id == client.id)
        .ok_or(SsoRefusal::InvalidGrant)?;
    let device = grants.devices.get_mut(at).ok_or(SsoRefusal::InvalidGrant)?;
    device.asked += 1;
    let slow_downs = SsoFault::count(asked.faults, |fault| match fault {
        SsoFault::SlowDown(times) => Some(*times),
        _ => None,
    });
    let pendings = SsoFault::count(asked.faults, |fault| match fault {
        SsoFault::Pending(times) => Some(*times),
        _ => None,
    });
    if device.asked <= slow_downs {
        return Err(SsoRefusal::SlowDown);
    }
    if asked.faults.contains(&SsoFault::CodeExpired) || asked.stamp.now >= device.expires {
        return Err(SsoRefusal::ExpiredToken);
    }
    if device.asked <= slow_downs + pendings {
        return Err(SsoRefusal::AuthorizationPending);
    }
    match device.answer {
        Answer::None => Err(SsoRefusal::AuthorizationPending),
        Answer::No => Err(SsoRefusal::AccessDenied),
        Answer::Yes => {
            grants.devices.remove(at);
            Ok(())
        }
    }
}

/// RFC 6749, 6. A refresh token is good once, and its access token ends with it.
fn by_refresh(
    body: &Value,
    client: &Client,
    asked: &Asked<'_>,
    grants: &mut Grants,
) -> Result<(), SsoRefusal> {
    let given = text(body, "refreshToken");
    let at = grants
        .tokens
        .iter()
        .position(|token| token.refresh.as_deref() == given && token.client_id == client.id)
        .filter(|_| given.is_some() && !asked.faults.contains(&SsoFault::RefreshRefused));
    at.and_then(|at| grants.tokens.remove(at))
        .map(|_ended| ())
        .ok_or(SsoRefusal::InvalidGrant)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
