//! The REST API product: routes of the stage `dev`, IAM auth on all of them, one policy.

use time::OffsetDateTime;

use super::authenticator::{Authenticator, PresignedLife};
use super::keys::{AccessKey, Keys};
use super::pets;
use super::reader::ReceivedRequest;
use super::refusal::Refusal;
use super::reply::Reply;
use super::scope::Expected;

const STAGE: &str = "/dev";

/// What the API has at a method and path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route<'a> {
    ListPets,
    CreatePet,
    GetPet(&'a str),
    /// Exists, but the policy of every demo key leaves it out.
    DeletePet,
}

/// Answers one request as API Gateway would at `now`.
pub fn answer(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Reply {
    serve(request, keys, now).unwrap_or_else(|refusal| Reply::refused(&refusal))
}

/// The authenticator of API Gateway, REST and HTTP APIs alike.
pub const AUTHENTICATOR: Authenticator = Authenticator {
    expected: Expected {
        region: "us-east-1",
        service: "execute-api",
    },
    window_minutes: 5,
    presigned_life: PresignedLife::AsItSays,
};

fn serve(request: &ReceivedRequest, keys: &Keys, now: OffsetDateTime) -> Result<Reply, Refusal> {
    let claim = Authenticator::claim(request)?;
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    // A signed call of something that does not exist gets the same answer as an unsigned one.
    let route = route(&request.method, path).ok_or(Refusal::MissingToken)?;
    let key = AUTHENTICATOR.authenticate(request, &claim, keys, now)?;
    allowed(route, &key, path)?;
    Ok(match route {
        Route::ListPets => pets::list(query),
        Route::CreatePet => pets::create(&request.body),
        Route::GetPet(pet_id) => pets::get(pet_id),
        Route::DeletePet => Reply::json(200, "{}".to_owned()),
    })
}

fn route<'a>(method: &str, path: &'a str) -> Option<Route<'a>> {
    let resource = path.strip_prefix(STAGE)?;
    if resource == "/pets" {
        return match method {
            "GET" => Some(Route::ListPets),
            "POST" => Some(Route::CreatePet),
            _ => None,
        };
    }
    let pet_id = resource
        .strip_prefix("/pets/")
        .filter(|id| !id.is_empty() && !id.contains('/'))?;
    match method {
        "GET" => Some(Route::GetPet(pet_id)),
        "DELETE" => Some(Route::DeletePet),
        _ => None,
    }
}

fn allowed(route: Route<'_>, key: &AccessKey, path: &str) -> Result<(), Refusal> {
    match route {
        Route::ListPets | Route::CreatePet | Route::GetPet(_) => Ok(()),
        Route::DeletePet => Err(Refusal::Denied {
            principal: key.principal.clone(),
            resource: format!(
                "arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/DELETE{}",
                path.strip_prefix(STAGE).unwrap_or_default()
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_exact() {
        assert_eq!(route("GET", "/dev/pets"), Some(Route::ListPets));
        assert_eq!(route("GET", "/dev/pets/2"), Some(Route::GetPet("2")));
        assert_eq!(route("DELETE", "/dev/pets/2"), Some(Route::DeletePet));
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/dev/pets/"),
            ("PUT", "/dev/pets"),
            ("GET", "/prod/pets"),
        ] {
            assert_eq!(route(method, path), None, "{method} {path}");
        }
    }
}
