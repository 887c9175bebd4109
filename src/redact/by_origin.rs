//! Secrets in the texts of a request, found by where they came from.
//!
//! A canonical request spells what it is made of anew: it sorts a query, folds blanks, takes `.` and `..` out of a path and
//! writes names in lower case. There a value is not found by how it was typed, and a short one is not searched for at all;
//! but each piece knows what it came from.

use std::borrow::Cow;

use super::Redacted;
use super::known::{KnownSecrets, SHORTEST_REDACTED_BYTES, mark, mark_in};
use crate::model::{Field, Origin, Secrecy, Traced};

/// The text with a mark in the place of each piece that a secret variable gave, or a password, a token or a key of auth.
///
/// What AWS auth names of a key, its ID and the scope, stays: it is sent in clear in every Authorization header. A session
/// token stays too, for whoever shows what was signed; for people it is found by value.
pub fn hide_by_origin(text: &Traced) -> Cow<'_, str> {
    hide_pieces(text, label)
}

/// The same for the pieces that `name` has a name for.
pub fn hide_pieces(text: &Traced, name: impl Fn(&Origin) -> Option<&'static str>) -> Cow<'_, str> {
    replaced(text, name, hidden_as)
}

impl KnownSecrets {
    /// The text without these secrets, and without what else a secret variable or auth gave it, be it ever so short. What
    /// is found by its value has the same mark as everywhere.
    pub fn redact_traced(&self, text: &Traced) -> Redacted<String> {
        let spelled = replaced(text, label, |label, secret| {
            let found = self.redact(secret).into_inner();
            if mark_in(&found) == Some(found.as_str()) {
                secret.to_owned()
            } else {
                hidden_as(label, secret)
            }
        });
        self.redact(&spelled)
    }
}

/// The text with something else in the place of each piece that has a name. Pieces of one name that stand together are one.
fn replaced(
    text: &Traced,
    name: impl Fn(&Origin) -> Option<&'static str>,
    spell: impl Fn(&str, &str) -> String,
) -> Cow<'_, str> {
    if !text
        .segments()
        .iter()
        .any(|segment| name(&segment.origin).is_some())
    {
        return Cow::Borrowed(text.as_str());
    }
    let mut out = String::new();
    let mut hidden: Option<(&'static str, String)> = None;
    for segment in text.segments() {
        let piece = text.as_str().get(segment.range.clone()).unwrap_or_default();
        let name = name(&segment.origin);
        if let (Some((before, secret)), Some(name)) = (&mut hidden, name)
            && *before == name
        {
            secret.push_str(piece);
            continue;
        }
        out.extend(hidden.take().map(|(name, secret)| spell(name, &secret)));
        match name {
            Some(name) => hidden = Some((name, piece.to_owned())),
            None => out.push_str(piece),
        }
    }
    out.extend(hidden.map(|(name, secret)| spell(name, &secret)));
    Cow::Owned(out)
}

/// Length and hash of a short value would tell what it is.
fn hidden_as(label: &str, secret: &str) -> String {
    if secret.len() < SHORTEST_REDACTED_BYTES {
        format!("[{label}]")
    } else {
        mark(label, secret)
    }
}

fn label(origin: &Origin) -> Option<&'static str> {
    let (Origin::Typed { field, .. } | Origin::Variable { field, .. }) = origin else {
        return None;
    };
    match field {
        Field::Password => Some("user name and password"),
        Field::BearerToken => Some("bearer token"),
        Field::ApiKeyValue => Some("API key"),
        Field::SessionToken | Field::AccessKeyId | Field::Region | Field::Service | Field::RegionSet => None,
        _ => match origin {
            Origin::Variable {
                secrecy: Secrecy::Secret,
                ..
            } => Some("secret variable"),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::VariableLayer;

    fn variable(field: Field, secrecy: Secrecy) -> Origin {
        Origin::Variable {
            name: Arc::from("v"),
            layer: VariableLayer::Environment,
            place: Arc::from("environment dev"),
            secrecy,
            field,
            span: 0..5,
        }
    }

    #[test]
    fn what_came_of_a_secret_is_hidden_however_short_and_the_rest_stays() {
        let mut text = Traced::default();
        text.push("/x/", Origin::Rule("test"));
        text.push("a", variable(Field::Url, Secrecy::Secret));
        text.push("%20b", variable(Field::Url, Secrecy::Secret));
        text.push("/plain", variable(Field::Url, Secrecy::Plain));
        text.push("t0ken", variable(Field::SessionToken, Secrecy::Secret));
        text.push("AKID", variable(Field::AccessKeyId, Secrecy::Secret));
        let typed = |field| Origin::Typed { field, span: 0..1 };
        text.push("cGFzcw==", typed(Field::Password));
        text.push("end", typed(Field::Url));
        assert_eq!(
            hide_by_origin(&text),
            format!(
                "/x/[secret variable]/plaint0kenAKID{}end",
                mark("user name and password", "cGFzcw==")
            )
        );
        // By a value that is known it has the mark of everywhere else.
        let mut known = KnownSecrets::default();
        known.insert("password", &crate::model::Secret::new("cGFzcw=="));
        let expected = format!(
            "/x/[secret variable]/plaint0kenAKID{}end",
            mark("password", "cGFzcw==")
        );
        assert_eq!(*known.redact_traced(&text).get(), expected);
        let plain = Traced::rule("plain", "test");
        assert!(matches!(hide_by_origin(&plain), Cow::Borrowed("plain")));
    }
}
