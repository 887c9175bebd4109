//! Text of a request in which secrets stand as names of environment variables.

use std::ops::Range;

use crate::model::{Field, Origin, Secrecy, Secret, Traced};
use crate::redact::SHORTEST_REDACTED_BYTES;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands.
    Literal(String),
    /// The value of this environment variable.
    Variable(String),
    /// The base64 of a text, as Basic auth has it.
    Base64(Text),
}

/// A text in pieces; neighbours of one kind are one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(pub Vec<Piece>);

impl Text {
    pub fn literal(text: &str) -> Self {
        let mut all = Self::default();
        all.push(text);
        all
    }

    pub fn variable(name: String) -> Self {
        Self(vec![Piece::Variable(name)])
    }

    pub fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Literal(last)) => last.push_str(text),
            _ => self.0.push(Piece::Literal(text.to_owned())),
        }
    }

    pub fn append(&mut self, other: &Self) {
        for piece in &other.0 {
            match piece {
                Piece::Literal(text) => self.push(text),
                piece => self.0.push(piece.clone()),
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The whole text, where it has no secret.
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Both, with a literal between them.
    pub fn joined(&self, between: &str, behind: &Self) -> Self {
        let mut all = self.clone();
        all.push(between);
        all.append(behind);
        all
    }

    /// The literal pieces.
    pub fn starts_with_any(&self, letters: [char; 2]) -> bool {
        match self.0.first() {
            Some(Piece::Literal(text)) => text.starts_with(letters),
            Some(Piece::Variable(_) | Piece::Base64(_)) | None => false,
        }
    }

    /// Its literal pieces.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::Variable(_) | Piece::Base64(_) => None,
        })
    }

    /// The text in lines, each with its line feed.
    pub fn lines(&self) -> Vec<Self> {
        let mut lines = vec![Self::default()];
        for piece in &self.0 {
            match piece {
                Piece::Literal(text) => {
                    for part in text.split_inclusive('\n') {
                        if let Some(line) = lines.last_mut() {
                            line.push(part);
                        }
                        if part.ends_with('\n') {
                            lines.push(Self::default());
                        }
                    }
                }
                piece => {
                    if let Some(line) = lines.last_mut() {
                        line.0.push(piece.clone());
                    }
                }
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// An environment variable of the code, and how its value has to be spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub name: String,
    pub value: String,
}

/// So many secrets of one text become variables.
const MOST_REPLACED: usize = 1_000;

/// A value that is not written, with the name for its variable.
#[derive(Debug)]
struct Known {
    base: String,
    value: String,
}

/// The environment variables of one code. One value has one name.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: Vec<Known>,
    given: Vec<Named>,
}

impl Names {
    /// Of these secrets, and of those of variables by the names of those.
    pub fn new(secrets: &[(&'static str, Secret)], variables: &[(String, Secret)]) -> Self {
        let value = |secret: &Secret| {
            let bytes = secret.expose_for_search().to_vec();
            String::from_utf8(bytes).unwrap_or_default()
        };
        let of_variables = variables.iter().map(|(name, secret)| Known {
            base: environment_name(name),
            value: value(secret),
        });
        // A value of a few characters stands everywhere by chance, but for a variable that the request names.
        let is_long = |known: &Known| known.value.len() >= SHORTEST_REDACTED_BYTES;
        let of_fields = secrets.iter().map(|(label, secret)| Known {
            base: name_of_label(label).to_owned(),
            value: value(secret),
        });
        let mut known: Vec<Known> = of_variables.chain(of_fields.filter(is_long)).collect();
        known.retain(|known| !known.value.is_empty());
        Self {
            known,
            given: Vec::new(),
        }
    }

    /// The names in the order in which they were given.
    pub fn given(&self) -> &[Named] {
        &self.given
    }

    /// A variable for a value.
    pub fn name(&mut self, base: &str, value: &str) -> String {
        if let Some(named) = self.given.iter().find(|named| named.value == value) {
            return named.name.clone();
        }
        let is_taken = |name: &str| self.given.iter().any(|named| named.name == name);
        let mut name = base.to_owned();
        let mut number = 2_u32;
        while is_taken(&name) {
            name = format!("{base}_{number}");
            number = number.saturating_add(1);
        }
        self.given.push(Named {
            name: name.clone(),
            value: value.to_owned(),
        });
        name
    }

    /// The text with what is secret by its origin or by its value as variables.
    pub fn text(&mut self, traced: &Traced) -> Text {
        let mut text = Text::default();
        for (range, base) in runs(traced) {
            let part = traced.as_str().get(range).unwrap_or_default();
            match base {
                Some(base) => {
                    let name = self.name(&base, part);
                    text.append(&Text::variable(name));
                }
                None => text.append(&self.searched(part)),
            }
        }
        text
    }

    /// The text with the known secrets in it as variables: for what has no origins, as a body.
    ///
    /// Each secret is looked for again only behind where it was found. A secret of few letters in a long text is not
    /// replaced without end: the finished code is searched once more.
    pub fn searched(&mut self, text: &str) -> Text {
        let next = |value: &str, from: usize| Some(from + text.get(from..)?.find(value)?);
        let mut places: Vec<Option<usize>> = self.known.iter().map(|known| next(&known.value, 0)).collect();
        let mut all = Text::default();
        let mut from = 0;
        for _ in 0..MOST_REPLACED {
            let found = self
                .known
                .iter()
                .zip(&places)
                .filter_map(|(known, at)| Some(((*at)?, std::cmp::Reverse(known.value.len()), known)));
            let first = found.min_by_key(|(at, length, _)| (*at, *length));
            let Some((at, _, known)) = first else { break };
            let (base, value) = (known.base.clone(), known.value.clone());
            all.append(&Text::literal(text.get(from..at).unwrap_or_default()));
            from = at + value.len();
            let name = self.name(&base, &value);
            all.append(&Text::variable(name));
            for (known, place) in self.known.iter().zip(&mut places) {
                if place.is_some_and(|place| place < from) {
                    *place = next(&known.value, from);
                }
            }
        }
        all.append(&Text::literal(text.get(from..).unwrap_or_default()));
        all
    }
}

/// Ranges of one kind: each with the name of the variable for it when it is a secret.
fn runs(traced: &Traced) -> Vec<(Range<usize>, Option<String>)> {
    let mut runs: Vec<(Range<usize>, Option<String>)> = Vec::new();
    for segment in traced.segments() {
        let base = name_of_origin(&segment.origin);
        match runs.last_mut() {
            Some((range, last)) if *last == base => range.end = segment.range.end,
            _ => runs.push((segment.range.clone(), base)),
        }
    }
    runs
}

fn name_of_origin(origin: &Origin) -> Option<String> {
    let field = match origin {
        Origin::Typed { field, .. } | Origin::Variable { field, .. } => *field,
        _ => return None,
    };
    match (field, origin) {
        (Field::Password, _) => Some("API_PASSWORD".to_owned()),
        (Field::BearerToken, _) => Some("API_TOKEN".to_owned()),
        (Field::ApiKeyValue, _) => Some("API_KEY".to_owned()),
        (Field::SecretAccessKey, _) => Some("AWS_SECRET_ACCESS_KEY".to_owned()),
        (Field::SessionToken, _) => Some("AWS_SESSION_TOKEN".to_owned()),
        (
            _,
            Origin::Variable {
                name,
                secrecy: Secrecy::Secret,
                ..
            },
        ) => Some(environment_name(name)),
        _ => None,
    }
}

fn name_of_label(label: &str) -> &'static str {
    match label {
        "password" => "API_PASSWORD",
        "bearer token" => "API_TOKEN",
        "API key" => "API_KEY",
        "secret access key" => "AWS_SECRET_ACCESS_KEY",
        "session token" => "AWS_SESSION_TOKEN",
        _ => "SECRET_VALUE",
    }
}

/// `SECRET_PET_KEY` for `petKey`. With its first word it is nobody else's variable, as `PATH` would be.
pub(super) fn environment_name(variable: &str) -> String {
    let mut name = "SECRET".to_owned();
    let mut before = 'x';
    let mut begins = true;
    for ch in variable.chars() {
        if !ch.is_ascii_alphanumeric() {
            begins = true;
            continue;
        }
        if begins || (ch.is_ascii_uppercase() && before.is_ascii_lowercase()) {
            name.push('_');
        }
        begins = false;
        before = ch;
        name.push(ch.to_ascii_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_has_a_name_of_its_own() {
        assert_eq!(environment_name("petKey"), "SECRET_PET_KEY");
        assert_eq!(environment_name("path"), "SECRET_PATH");
        assert_eq!(environment_name("é\n`$(x)"), "SECRET_X");
        assert_eq!(environment_name("ключ"), "SECRET");
    }

    #[test]
    fn known_values_leave_a_text() {
        let known = [("bearer token", Secret::new("0123456789abcdef"))];
        let mut names = Names::new(&known, &[("pin".to_owned(), Secret::new("77"))]);
        let text = names.searched("a 0123456789abcdef b 0123456789abcdef");
        assert_eq!(
            text.0,
            [
                Piece::Literal("a ".to_owned()),
                Piece::Variable("API_TOKEN".to_owned()),
                Piece::Literal(" b ".to_owned()),
                Piece::Variable("API_TOKEN".to_owned()),
            ]
        );
        assert_eq!(names.name("API_TOKEN", "other"), "API_TOKEN_2");
        // A variable that the request names is a secret however short it is.
        let text = names.searched("a77b");
        assert_eq!(text.0[1], Piece::Variable("SECRET_PIN".to_owned()));
    }

    #[test]
    fn lines_keep_their_ends() {
        let lines = Text::literal("a\nb\n\nc").lines();
        let texts: Vec<&str> = lines.iter().filter_map(Text::as_literal).collect();
        assert_eq!(texts, ["a\n", "b\n", "\n", "c"]);
    }

    #[test]
    fn a_secret_that_stands_everywhere_is_replaced_so_often_and_no_further() {
        let mut names = Names::new(&[("bearer token", Secret::new("aaaaaaaa"))], &[]);
        let text = names.searched(&"a".repeat(99_999));
        let left: usize = text.literals().map(str::len).sum();
        assert_eq!(left, 99_999 - 8 * MOST_REPLACED);
    }
}
