//! Where a piece came from, in words: for who does not see what is lit.

use crate::model::{Field, HttpRequest, Origin, RowId};
use crate::sigv4::pieces::{Piece, PieceId, Pieces, Place};

/// `From the URL and header row 2`; `None` for what rules and clock give alone.
pub fn origin_words(pieces: &Pieces, id: PieceId, typed: &HttpRequest) -> Option<String> {
    let piece = pieces.get(id)?;
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: String| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for variable in variables(piece) {
        add(format!("{{{{{variable}}}}}"));
    }
    for place in pieces.places(id) {
        add(place_words(&place, typed));
    }
    if words.is_empty() && piece.text.segments().iter().any(|s| s.origin == Origin::Clock) {
        words.push("the clock".to_owned());
    }
    let last = words.pop()?;
    Some(if words.is_empty() {
        format!("From {last}")
    } else {
        format!("From {} and {last}", words.join(", "))
    })
}

fn variables(piece: &Piece) -> impl Iterator<Item = &str> {
    piece
        .text
        .segments()
        .iter()
        .filter_map(|segment| match &segment.origin {
            Origin::Variable { name, .. } => Some(&**name),
            _ => None,
        })
}

fn place_words(place: &Place, typed: &HttpRequest) -> String {
    let row = |id: RowId| {
        let at = typed.headers.iter().position(|row| row.row == id);
        at.map_or_else(
            || "a header row".to_owned(),
            |at| format!("header row {}", at + 1),
        )
    };
    let field = match place {
        Place::Host => return "the host of the URL".to_owned(),
        Place::Added(name) => return format!("the {name} line that is added"),
        Place::Text { field, .. } => field,
    };
    let fixed = match field {
        Field::HeaderName(id) | Field::HeaderValue(id) => return row(*id),
        Field::PathValue(id) => {
            let value = typed.path_values.iter().find(|value| value.row == *id);
            return value.map_or_else(
                || "a path parameter".to_owned(),
                |value| format!("the path parameter {}", value.name),
            );
        }
        Field::Method => "the method",
        Field::Url => "the URL",
        Field::Body => "the body",
        Field::Docs => "the note",
        Field::AccessKeyId => "the access key ID",
        Field::SecretAccessKey => "the secret access key",
        Field::SessionToken => "the session token",
        Field::Region => "the region",
        Field::Service => "the service",
        Field::RegionSet => "the region set",
        Field::SigningHost => "the signing host",
        Field::CredentialSource => "the source of the credentials",
        Field::Username | Field::Password => "user name and password",
        Field::BearerToken => "the bearer token",
        Field::ApiKeyName | Field::ApiKeyValue => "the API key",
    };
    fixed.to_owned()
}
