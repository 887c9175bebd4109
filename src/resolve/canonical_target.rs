//! The request target in the *canonical* spelling: everything but unreserved characters is escaped, in upper
//! case, and every parameter has its `=`. It is the one spelling on which all signers and verifiers agree.
//!
//! What is meant stays: dots and slashes of a path are part of an object's key, `%2F` in it is the slash that
//! S3 reads, a `+` in it is a plus. In a query, forms and S3 read `+` as a space, and so it is spelled.
//! Sources: <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html> (`UriEncode`) and
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>.

use super::percent::{Slash, decode, push_byte};
use super::target::pluses;
use crate::model::{Note, Origin, Traced};

type TracedChar = (char, Origin);

/// Spells path and query (without fragment), the path with its leading slash.
pub(super) fn spell_canonically(typed: &Traced, notes: &mut Vec<Note>) -> Traced {
    let (path, query) = typed
        .split_once('?')
        .map_or((typed.clone(), None), |(path, query)| (path, Some(query)));
    let path: Vec<TracedChar> = path.chars().collect();
    let mut target = Traced::default();
    for (byte, origin) in decode(&path) {
        push_byte(&mut target, byte, Slash::Kept, origin);
    }
    if let Some(query) = query {
        target.append(&question_mark(typed));
        target.append(&spell_query(&query));
        if query.as_str().contains('+') {
            let note = Note::new(
                "raw-plus-in-query",
                "A + in the query means a space and is sent as %20: write %2B for a plus",
            );
            notes.push(note.about(pluses(&query)));
        }
    }
    target
}

/// The `?` where it was typed.
fn question_mark(typed: &Traced) -> Traced {
    let at = typed.as_str().find('?').unwrap_or(typed.len());
    typed.slice(at..at + 1)
}

/// Every parameter as `name=value` in the order typed; an empty piece between two `&` stays empty.
fn spell_query(query: &Traced) -> Traced {
    let sent: Vec<TracedChar> = query.chars().collect();
    let mut spelled = Traced::default();
    let mut rest = sent.as_slice();
    loop {
        let end = rest.iter().position(|(ch, _)| *ch == '&').unwrap_or(rest.len());
        let (piece, tail) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        spell_parameter(piece, &mut spelled);
        let Some(((_, ampersand), after)) = tail.split_first() else {
            return spelled;
        };
        spelled.push_joined("&", ampersand.clone());
        rest = after;
    }
}

fn spell_parameter(piece: &[TracedChar], out: &mut Traced) {
    if piece.is_empty() {
        return;
    }
    let equals = piece.iter().position(|(ch, _)| *ch == '=').unwrap_or(piece.len());
    let (name, rest) = piece.split_at_checked(equals).unwrap_or((piece, &[]));
    push_strictly(name, out);
    match rest.split_first() {
        Some(((_, origin), value)) => {
            out.push_joined("=", origin.clone());
            push_strictly(value, out);
        }
        None => out.push(
            "=",
            Origin::Rule("a parameter without a value is sent with an empty one"),
        ),
    }
}

fn push_strictly(text: &[TracedChar], out: &mut Traced) {
    let with_spaces: Vec<TracedChar> = text
        .iter()
        .map(|(ch, origin)| (if *ch == '+' { ' ' } else { *ch }, origin.clone()))
        .collect();
    for (byte, origin) in decode(&with_spaces) {
        push_byte(out, byte, Slash::Encoded, origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn spelled(text: &str) -> String {
        spell_canonically(&Traced::typed(text, Field::Url), &mut Vec::new())
            .as_str()
            .to_owned()
    }

    /// The characters that S3's documentation names as needing care, and those that it calls safe:
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>.
    #[test]
    fn a_key_keeps_its_bytes_and_is_escaped_strictly() {
        for (typed, sent) in [
            ("/a/../b", "/a/../b"),
            ("/a//b/./c/", "/a//b/./c/"),
            ("/a%2Fb%2fc", "/a/b/c"),
            ("/a b+c", "/a%20b%2Bc"),
            ("/a%20b%2bc", "/a%20b%2Bc"),
            ("/é😀", "/%C3%A9%F0%9F%98%80"),
            ("/%c3%a9", "/%C3%A9"),
            ("/!*'()&$@=;:,", "/%21%2A%27%28%29%26%24%40%3D%3B%3A%2C"),
            ("/\\{^}%`]>[~<|\"", "/%5C%7B%5E%7D%25%60%5D%3E%5B~%3C%7C%22"),
            ("/100%", "/100%25"),
            ("/%zz%4", "/%25zz%254"),
            ("/%FF", "/%FF"),
            ("/%7E%41", "/~A"),
        ] {
            assert_eq!(spelled(typed), sent, "{typed}");
        }
    }

    #[test]
    fn a_query_is_names_and_values() {
        for (typed, sent) in [
            ("/?acl", "/?acl="),
            ("/?prefix=a/b&delimiter=/", "/?prefix=a%2Fb&delimiter=%2F"),
            ("/?a=b==", "/?a=b%3D%3D"),
            ("/?a=x+y%2B", "/?a=x%20y%2B"),
            ("/?b=2&a=1&&c", "/?b=2&a=1&&c="),
            ("/?", "/?"),
            ("/?=v", "/?=v"),
            ("/?a=?;", "/?a=%3F%3B"),
            ("/?%61=%c3%a9", "/?a=%C3%A9"),
        ] {
            assert_eq!(spelled(typed), sent, "{typed}");
        }
    }
}
