//! The pet store that API Gateway's tutorials call.

use serde::Serialize;
use serde_json::{Value, json};

use super::reply::Reply;

#[derive(Clone, Copy, Debug, Serialize)]
struct Pet {
    id: u32,
    r#type: &'static str,
    price: f64,
}

const PETS: [Pet; 3] = [
    Pet {
        id: 1,
        r#type: "dog",
        price: 249.99,
    },
    Pet {
        id: 2,
        r#type: "cat",
        price: 124.99,
    },
    Pet {
        id: 3,
        r#type: "fish",
        price: 0.99,
    },
];

/// All pets, or those the query asks for with `type` and `limit`.
pub fn list(query: &str) -> Reply {
    let wanted = parameter(query, "type");
    let limit = parameter(query, "limit")
        .and_then(|text| text.parse().ok())
        .unwrap_or(usize::MAX);
    let pets: Vec<Pet> = PETS
        .into_iter()
        .filter(|pet| wanted.as_deref().is_none_or(|kind| kind == pet.r#type))
        .take(limit)
        .collect();
    reply(&pets)
}

/// One pet.
pub fn get(pet_id: &str) -> Reply {
    let pet = pet_id
        .parse::<u32>()
        .ok()
        .and_then(|id| PETS.into_iter().find(|pet| pet.id == id));
    match pet {
        Some(pet) => reply(&pet),
        None => problem("GetPetRequest.petId", "The value is out of range."),
    }
}

/// Says that the pet was made and repeats it; the shop never grows.
pub fn create(body: &[u8]) -> Reply {
    let Ok(Value::Object(pet)) = serde_json::from_slice(body) else {
        return problem("CreatePetRequest", "The body is not a JSON object.");
    };
    for field in ["type", "price"] {
        if !pet.contains_key(field) {
            return problem(&format!("CreatePetRequest.{field}"), "Missing required field");
        }
    }
    reply(&json!({ "pet": pet, "message": "success" }))
}

fn reply<T: Serialize>(value: &T) -> Reply {
    Reply::json(200, serde_json::to_string_pretty(value).unwrap_or_default())
}

fn problem(key: &str, message: &str) -> Reply {
    Reply::json(
        400,
        json!({ "errors": [{ "key": key, "message": message }] }).to_string(),
    )
}

fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_and_limit_narrow_the_list() {
        let count = |query: &str| {
            String::from_utf8(list(query).body)
                .unwrap()
                .matches("\"id\"")
                .count()
        };
        assert_eq!((count("type=cat"), count("limit=2"), count("")), (1, 2, 3));
    }

    #[test]
    fn a_new_pet_comes_back() {
        let reply = create(br#"{"type":"cat","price":123.11}"#);
        let body: Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(body["pet"]["price"], 123.11);
        assert_eq!(create(b"[]").status, 400);
    }
}
