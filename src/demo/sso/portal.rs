//! The portal: accounts, roles, credentials and the end of a sign-in.
//! <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/Welcome.html>

use serde_json::{Value, json};
use time::Duration;

use super::Asked;
use super::directory::{ACCOUNTS, Account};
use super::error::SsoRefusal;
use super::fault::SsoFault;
use super::grants::Grants;
use crate::demo::reply::Reply;

/// Credentials work for so long.
const CREDENTIALS_LIFE: Duration = Duration::hours(1);
/// Items of a page when nobody says how many.
const USUAL_PAGE: usize = 20;

/// `ListAccounts`.
pub fn accounts(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    bearer(asked, grants)?;
    let all: Vec<Value> = ACCOUNTS
        .iter()
        .map(|account| {
            json!({ "accountId": account.id, "accountName": account.name, "emailAddress": account.email })
        })
        .collect();
    paged(asked, "accountList", &all)
}

/// `ListAccountRoles`.
pub fn roles(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    bearer(asked, grants)?;
    let account = account(asked)?;
    let all: Vec<Value> = account
        .roles
        .iter()
        .map(|role| json!({ "roleName": role, "accountId": account.id }))
        .collect();
    paged(asked, "roleList", &all)
}

/// `GetRoleCredentials`.
pub fn credentials(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    bearer(asked, grants)?;
    let account = account(asked)?;
    let role = asked.parameter("role_name").unwrap_or_default();
    if !account.roles.contains(&role.as_str()) {
        return Err(SsoRefusal::Forbidden);
    }
    let now = asked.stamp.now;
    let principal = format!(
        "arn:aws:sts::{}:assumed-role/AWSReservedSSO_{role}_0123456789abcdef/demo",
        account.id
    );
    let session = asked.keys.issue(&principal, now, now + CREDENTIALS_LIFE);
    Ok(super::json(&json!({ "roleCredentials": {
        "accessKeyId": session.key_id,
        "secretAccessKey": session.secret.expose_for_sending(),
        "sessionToken": session.token.expose_for_sending(),
        "expiration": session.expiration.unix_timestamp() * 1_000,
    }})))
}

/// `Logout`.
pub fn logout(asked: &Asked<'_>, grants: &mut Grants) -> Result<Reply, SsoRefusal> {
    let at = bearer(asked, grants)?;
    grants.tokens.remove(at);
    Ok(super::json(&json!({})))
}

/// Which token the request carries.
fn bearer(asked: &Asked<'_>, grants: &Grants) -> Result<usize, SsoRefusal> {
    let given = asked.request.header("x-amz-sso_bearer_token");
    grants
        .tokens
        .iter()
        .position(|token| Some(token.access.as_str()) == given && asked.stamp.now < token.expires)
        .ok_or(SsoRefusal::Unauthorized)
}

fn account(asked: &Asked<'_>) -> Result<Account, SsoRefusal> {
    let id = asked
        .parameter("account_id")
        .ok_or(SsoRefusal::InvalidRequest("account_id is required"))?;
    ACCOUNTS
        .into_iter()
        .find(|account| account.id == id)
        .ok_or(SsoRefusal::Forbidden)
}

/// One page of a list, with the token of the next one.
fn paged(asked: &Asked<'_>, name: &str, all: &[Value]) -> Result<Reply, SsoRefusal> {
    let from = match asked.parameter("next_token") {
        None => 0,
        Some(token) => token
            .strip_prefix("page-")
            .and_then(|from| from.parse().ok())
            .ok_or(SsoRefusal::InvalidRequest("next_token is not one that was given"))?,
    };
    let wanted = match asked.parameter("max_result") {
        None => USUAL_PAGE,
        Some(count) => count
            .parse()
            .ok()
            .filter(|count| (1..=100).contains(count))
            .ok_or(SsoRefusal::InvalidRequest("max_result is 1 to 100"))?,
    };
    let most = asked.faults.iter().find_map(|fault| match fault {
        SsoFault::PageOf(most) => Some(*most),
        _ => None,
    });
    let count = wanted.min(most.unwrap_or(wanted));
    let items: Vec<&Value> = all.iter().skip(from).take(count).collect();
    let next = from + items.len();
    let next = (next < all.len()).then(|| format!("page-{next}"));
    Ok(super::json(&json!({ name: items, "nextToken": next })))
}
