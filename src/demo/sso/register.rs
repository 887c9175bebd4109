//! `RegisterClient`.

use serde_json::json;
use time::OffsetDateTime;

use super::error::SsoRefusal;
use super::fault::SsoFault;
use super::grants::{Client, Grants};
use super::{Asked, text, texts};
use crate::demo::reply::Reply;

/// The grants of a client that names none.
const USUAL_GRANTS: [&str; 2] = [super::token::DEVICE_CODE, "refresh_token"];

/// <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_RegisterClient.html>
pub fn register(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    let body = asked.body()?;
    if text(&body, "clientName").is_none() || text(&body, "clientType") != Some("public") {
        return Err(SsoRefusal::InvalidRequest(
            "clientName and clientType public are required",
        ));
    }
    let mut grant_types = texts(&body, "grantTypes");
    if grant_types.is_empty() {
        grant_types = USUAL_GRANTS.map(str::to_owned).to_vec();
    }
    let redirect_uris = texts(&body, "redirectUris");
    let by_browser = grant_types.iter().any(|grant| grant == "authorization_code");
    if by_browser && (redirect_uris.is_empty() || text(&body, "issuerUrl").is_none()) {
        return Err(SsoRefusal::InvalidRequest(
            "redirectUris and issuerUrl are required for authorization_code",
        ));
    }
    let now = asked.stamp.now;
    let is_first = grants.clients.is_empty();
    let client = grants.register(
        now,
        Client {
            id: String::new(),
            secret: String::new(),
            expires: now,
            grant_types,
            redirect_uris,
            scopes: texts(&body, "scopes"),
        },
    );
    let reply = json!({
        "clientId": client.id,
        "clientSecret": client.secret,
        "clientIdIssuedAt": now.unix_timestamp(),
        "clientSecretExpiresAt": client.expires.unix_timestamp(),
    });
    if is_first && asked.faults.contains(&SsoFault::RegistrationExpired) {
        for client in &mut grants.clients {
            client.expires = OffsetDateTime::UNIX_EPOCH;
        }
    }
    Ok(super::json(&reply))
}
