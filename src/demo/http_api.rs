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
    match route(request, path, query) {
        Route::None => message(404, "Not Found"),
        Route::Served(reply) if authenticate(request, keys, now).is_ok() => Reply {
            product: Sender::HttpApi,
            ..reply
        },
        Route::Served(_) | Route::Denied => message(403, "Forbidden"),
    }
}

/// What the API has at a method and path.
enum Route {
    /// Nothing.
    None,
    /// A route that no policy allows.
    Denied,
    /// A route with its answer.
    Served(Reply),
}

fn authenticate(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Result<(), Refusal> {
    let claim = Authenticator::claim(request)?;
    AUTHENTICATOR.authenticate(request, &claim, keys, now)?;
    Ok(())
}

fn route(request: &ReceivedRequest, path: &str, query: &str) -> Route {
    let pet_id = path
        .strip_prefix("/pets/")
        .filter(|id| !id.is_empty() && !id.contains('/'));
    match (request.method.as_str(), path, pet_id) {
        ("GET", "/pets", _) => Route::Served(pets::list(query)),
        ("POST", "/pets", _) => Route::Served(pets::create(&request.body)),
        ("GET", _, Some(pet_id)) => Route::Served(pets::get(pet_id)),
        ("DELETE", _, Some(_)) => Route::Denied,
        _ => Route::None,
    }
}

fn message(status: u16, text: &str) -> Reply {
    Reply::new(
        Sender::HttpApi,
        status,
        serde_json::json!({ "message": text }).to_string(),
    )
}
