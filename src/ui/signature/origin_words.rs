//! Where a piece came from, in words: for who does not see what is lit, and who wants to go there.

use std::sync::Arc;

use eframe::egui::Context;

use crate::model::{Field, HttpRequest, Origin, RowId, VariableLayer};
use crate::sigv4::pieces::{Piece, PieceId, Pieces, Place};
use crate::ui::variable_scope::NamedVariable;
use crate::ui::variables::variables_in;

/// `From the URL and header row 2`; `None` for what rules and clock give alone.
pub fn origin_words(ctx: &Context, pieces: &Pieces, id: PieceId, typed: &HttpRequest) -> Option<String> {
    let piece = pieces.get(id)?;
    let mut words: Vec<String> = Vec::new();
    let mut add = |word: String| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for (name, layer, place) in variables(piece) {
        add(told(name, layer, place));
    }
    for variable in variables_of_auth(ctx, pieces, id, typed) {
        if let Some((layer, place)) = &variable.defined {
            add(told(&variable.name, *layer, place));
        }
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

/// The variables that a piece is made of and that a table defines, each once.
pub fn defined_variables(
    ctx: &Context,
    pieces: &Pieces,
    id: PieceId,
    typed: Option<&HttpRequest>,
) -> Vec<NamedVariable> {
    let Some(piece) = pieces.get(id) else {
        return Vec::new();
    };
    let traced = variables(piece).map(|(name, layer, place)| NamedVariable {
        name: name.to_owned(),
        defined: Some((layer, Arc::clone(place))),
    });
    let of_auth = typed.map(|typed| variables_of_auth(ctx, pieces, id, typed));
    let mut found = Vec::new();
    for variable in traced.chain(of_auth.into_iter().flatten()) {
        let layer = variable.defined.as_ref().map(|(layer, _)| *layer);
        if layer.is_some_and(has_table) && !found.contains(&variable) {
            found.push(variable);
        }
    }
    found
}

/// Those that the fields of AWS Signature name, as they are now: a signature knows the values of these fields alone.
fn variables_of_auth(ctx: &Context, pieces: &Pieces, id: PieceId, typed: &HttpRequest) -> Vec<NamedVariable> {
    let aws = &typed.auth.aws;
    let mut found = Vec::new();
    for place in pieces.places(id) {
        let Place::Text { field, .. } = place else {
            continue;
        };
        let text = match field {
            Field::AccessKeyId => &aws.access_key_id,
            Field::SecretAccessKey => aws.secret_access_key.reference().unwrap_or_default(),
            Field::SessionToken => aws.session_token.reference().unwrap_or_default(),
            Field::Region => &aws.region,
            Field::Service => &aws.service,
            Field::CredentialSource => &aws.profile,
            _ => continue,
        };
        found.extend(variables_in(ctx, text));
    }
    found
}

/// Whether variables of the layer are rows that the user edits.
fn has_table(layer: VariableLayer) -> bool {
    !matches!(layer, VariableLayer::Process | VariableLayer::Runtime)
}

/// `{{stage}} of environment dev`; of what no table defines, the name alone.
fn told(name: &str, layer: VariableLayer, place: &str) -> String {
    let name = format!("{{{{{name}}}}}");
    if has_table(layer) {
        format!("{name} of {place}")
    } else {
        name
    }
}

fn variables(piece: &Piece) -> impl Iterator<Item = (&str, VariableLayer, &Arc<str>)> {
    piece
        .text
        .segments()
        .iter()
        .filter_map(|segment| match &segment.origin {
            Origin::Variable {
                name, layer, place, ..
            } => Some((&**name, *layer, place)),
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
        Field::AssertionExpression(_) | Field::AssertionValue(_) => "an assertion",
        Field::CaptureExpression(_) | Field::CaptureVariable(_) => "a capture",
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
