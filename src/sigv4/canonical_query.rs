//! The canonical query string: every parameter as `name=value`, encoded strictly and sorted.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>
//! says what it must look like, and `aws-sigv4` reads the query as an HTML form: empty pieces between `&`
//! vanish, a name without `=` gets an empty value, and `+` is a space. This file does the same, or the report would not
//! be what was signed. Escapes that are no UTF-8 stay the bytes that they are, which `aws-sigv4` can not spell.

use crate::model::{Origin, Traced};
use crate::resolve::percent::{Slash, decode, push_byte};

type TracedChar = (char, Origin);

/// The canonical form of a query as sent, without its `?`.
pub(super) fn canonical_query(query: &Traced) -> Traced {
    let sent: Vec<TracedChar> = query.chars().collect();
    let mut parameters: Vec<(Traced, Traced, Origin)> = sent
        .split(|(ch, _)| *ch == '&')
        .filter(|piece| !piece.is_empty())
        .map(parameter)
        .collect();
    parameters.sort_by(|a, b| (a.0.as_str(), a.1.as_str()).cmp(&(b.0.as_str(), b.1.as_str())));

    let mut canonical = Traced::default();
    for (name, value, equals) in &parameters {
        if !canonical.is_empty() {
            canonical.push(
                "&",
                Origin::Rule("parameters are sorted by name, then value, and joined with &"),
            );
        }
        canonical.append(name);
        canonical.push("=", equals.clone());
        canonical.append(value);
    }
    canonical
}

/// Name, value and the origin of the `=` between them.
fn parameter(piece: &[TracedChar]) -> (Traced, Traced, Origin) {
    let equals = piece.iter().position(|(ch, _)| *ch == '=');
    let (name, rest) = piece
        .split_at_checked(equals.unwrap_or(piece.len()))
        .unwrap_or((piece, &[]));
    match rest.split_first() {
        Some(((_, origin), value)) => (encode_strictly(name), encode_strictly(value), origin.clone()),
        None => (
            encode_strictly(name),
            Traced::default(),
            Origin::Rule("a parameter without a value is signed with an empty one"),
        ),
    }
}

/// Decodes a form-encoded text and encodes it again in the one canonical spelling.
fn encode_strictly(text: &[TracedChar]) -> Traced {
    let with_spaces: Vec<TracedChar> = text
        .iter()
        .map(|(ch, origin)| (if *ch == '+' { ' ' } else { *ch }, origin.clone()))
        .collect();
    let mut out = Traced::default();
    for (byte, origin) in decode(&with_spaces) {
        push_byte(&mut out, byte, Slash::Encoded, origin);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn canonical(query: &str) -> String {
        canonical_query(&Traced::typed(query, Field::Url))
            .as_str()
            .to_owned()
    }

    #[test]
    fn parameters_are_sorted_by_encoded_name_then_value() {
        assert_eq!(
            canonical("Param2=value2&Param1=value1"),
            "Param1=value1&Param2=value2"
        );
        assert_eq!(canonical("a=b&a=B&A=x"), "A=x&a=B&a=b");
        assert_eq!(canonical("ab=1&a%25=2&a=3"), "a=3&a%25=2&ab=1");
    }

    #[test]
    fn the_query_is_read_as_a_form() {
        assert_eq!(canonical("acl"), "acl=");
        assert_eq!(canonical("&&a=1&&"), "a=1");
        assert_eq!(canonical("=v"), "=v");
        assert_eq!(canonical("a=b=="), "a=b%3D%3D");
        assert_eq!(canonical("a=1;b=2"), "a=1%3Bb%3D2");
        assert_eq!(canonical("a=x+y%2B"), "a=x%20y%2B");
        assert_eq!(canonical("p=100%"), "p=100%25");
        assert_eq!(canonical("a=%2f%c3%a9"), "a=%2F%C3%A9");
        assert_eq!(canonical("a=%FFb"), "a=%FFb");
        assert_eq!(canonical(""), "");
    }

    #[test]
    fn a_sorted_parameter_points_at_where_it_was_typed() {
        let query = canonical_query(&Traced::typed("b=2&a=%20", Field::Url));
        let first = query.slice(0..5);
        assert_eq!(first.as_str(), "a=%20");
        assert_eq!(
            first.segments()[0].origin,
            Origin::Typed {
                field: Field::Url,
                span: 4..5
            }
        );
        assert_eq!(
            first.segments()[2].origin,
            Origin::Typed {
                field: Field::Url,
                span: 6..9
            }
        );
    }
}
