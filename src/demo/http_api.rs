//! The HTTP API product: the pets at the root of the `$default` stage, IAM auth on all routes.
//!
//! An HTTP API says nothing of why it refuses: unsigned, badly signed and not allowed all answer
//! `{"message":"Forbidden"}`, and a route that does not exist `{"message":"Not Found"}` before any auth.

use time::OffsetDateTime;

use super::authenticator::Authenticator;
use super::keys::Keys;
use super::pets;
use super::reader::ReceivedRequest;
use super::refusal::Refusal;
use super::reply::{Reply, Sender};
use super::rest_api::AUTHENTICATOR;

/// Answers one request as an HTTP API would at `now`.
pub fn answer(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Reply {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let Some(served) = route(request, path, query) else {
        return message(404, "Not Found");
    };
    match (authenticate(request, keys, now), served) {
        (Ok(()), Some(reply)) => Reply {
            product: Sender::HttpApi,
            ..reply
        },
        _ => message(403, "Forbidden"),
    }
}

fn authenticate(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Result<(), Refusal> {
    let claim = Authenticator::claim(request)?;
    AUTHENTICATOR.authenticate(request, &claim, keys, now)?;
    Ok(())
}

/// `None` where there is no route; `Some(None)` where no policy allows it.
fn route(request: &ReceivedRequest, path: &str, query: &str) -> Option<Option<Reply>> {
    if path == "/pets" {
        return match request.method.as_str() {
            "GET" => Some(Some(pets::list(query))),
            "POST" => Some(Some(pets::create(&request.body))),
            _ => None,
        };
    }
    let pet_id = path
        .strip_prefix("/pets/")
        .filter(|id| !id.is_empty() && !id.contains('/'))?;
    match request.method.as_str() {
        "GET" => Some(Some(pets::get(pet_id))),
        "DELETE" => Some(None),
        _ => None,
    }
}

fn message(status: u16, text: &str) -> Reply {
    Reply::new(
        Sender::HttpApi,
        status,
        serde_json::json!({ "message": text }).to_string(),
    )
}
