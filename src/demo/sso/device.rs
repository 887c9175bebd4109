//! Signing in on another device (RFC 8628): the codes, and the page at which a person says yes.

use serde_json::json;

use super::error::SsoRefusal;
use super::fault::SsoFault;
use super::grants::{Answer, Grants};
use super::{Asked, page, text};
use crate::demo::reply::Reply;

/// Where a person says yes: by opening it with the code.
pub const PAGE: &str = "/device";
/// Seconds between two questions of the client.
const INTERVAL_SECS: u32 = 1;

/// <https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_StartDeviceAuthorization.html>
pub fn start(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    let body = asked.body()?;
    let now = asked.stamp.now;
    let client = grants.client(
        text(&body, "clientId"),
        Some(text(&body, "clientSecret").unwrap_or_default()),
        now,
    )?;
    if !client
        .grant_types
        .iter()
        .any(|grant| grant == super::token::DEVICE_CODE)
    {
        return Err(SsoRefusal::UnauthorizedClient);
    }
    let start_url = text(&body, "startUrl").unwrap_or_default();
    if !start_url.starts_with("https://") && !start_url.starts_with("http://") {
        return Err(SsoRefusal::InvalidRequest("Invalid start url provided"));
    }
    let device = grants.device(&client, now);
    let host = asked.request.header("host").unwrap_or_default();
    let url = format!("http://{host}{PAGE}");
    Ok(super::json(&json!({
        "deviceCode": device.code,
        "userCode": device.user_code,
        "verificationUri": url,
        "verificationUriComplete": format!("{url}?user_code={}", device.user_code),
        "expiresIn": (device.expires - now).whole_seconds(),
        "interval": INTERVAL_SECS,
    })))
}

/// A person opens the page of a code.
pub fn approve(asked: &Asked<'_>, grants: &mut Grants) -> Reply {
    let user_code = asked.parameter("user_code").unwrap_or_default();
    let Some(device) = grants
        .devices
        .iter_mut()
        .find(|device| device.user_code == user_code)
    else {
        return page("Nobody asked for this code. Open the whole address that you were given.");
    };
    if asked.faults.contains(&SsoFault::Denied) {
        device.answer = Answer::No;
        return page("The sign-in was denied.");
    }
    device.answer = Answer::Yes;
    page("You are signed in. You can close this page.")
}
