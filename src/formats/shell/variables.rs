//! What a shell puts in the place of variables: their values, or the defaults that the command names.
//!
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02>

use super::{Word, posix};

/// Gives the value of a variable by its name; `None` when it is not set.
pub type Variables<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What could not be put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreplaced {
    /// Names of variables that are not set.
    pub not_set: Vec<String>,
    /// What only a shell can work out, as written: the output of a command, a positional parameter.
    pub only_shell: Vec<String>,
}

impl Unreplaced {
    /// True when all was put in.
    pub fn is_empty(&self) -> bool {
        self.not_set.is_empty() && self.only_shell.is_empty()
    }

    fn note_unset(&mut self, name: &str) {
        if !self.not_set.iter().any(|known| known == name) {
            self.not_set.push(name.to_owned());
        }
    }
}

/// The word with values in the place of its variables.
pub fn replaced(word: &Word, variables: &Variables<'_>, unreplaced: &mut Unreplaced) -> Word {
    let mut out = Word::default();
    for (bytes, is_expansion) in word.pieces() {
        if is_expansion {
            let written = String::from_utf8_lossy(bytes);
            out.push(&value(&written, variables, unreplaced));
        } else {
            out.push(bytes);
        }
    }
    out
}

fn value(written: &str, variables: &Variables<'_>, unreplaced: &mut Unreplaced) -> Vec<u8> {
    let Some(parameter) = Parameter::parse(written) else {
        if !unreplaced.only_shell.iter().any(|known| known == written) {
            unreplaced.only_shell.push(written.to_owned());
        }
        return Vec::new();
    };
    let found = variables(parameter.name);
    let counts = found.as_deref().is_some_and(|value| match parameter.empty {
        Empty::IsSet => true,
        Empty::IsUnset => !value.is_empty(),
    });
    match (parameter.otherwise, counts) {
        (Otherwise::Default(_) | Otherwise::Refuse, true) => found.unwrap_or_default().into_bytes(),
        (Otherwise::Default(word), false) | (Otherwise::Instead(word), true) => {
            text(word, variables, unreplaced)
        }
        (Otherwise::Instead(_), false) => Vec::new(),
        (Otherwise::Refuse, false) => {
            unreplaced.note_unset(parameter.name);
            Vec::new()
        }
    }
}

/// The text after `:-`, which may have quotes and variables of its own.
fn text(written: &str, variables: &Variables<'_>, unreplaced: &mut Unreplaced) -> Vec<u8> {
    match posix::words(&format!("\"{written}\""), &mut Vec::new()) {
        Ok(words) if words.len() <= 1 => words
            .first()
            .map(|word| replaced(word, variables, unreplaced).bytes().to_vec())
            .unwrap_or_default(),
        _ => written.as_bytes().to_vec(),
    }
}

/// `$NAME`, `${NAME}`, `${NAME:-text}` and the like, `$env:NAME`, `%NAME%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parameter<'a> {
    name: &'a str,
    empty: Empty,
    otherwise: Otherwise<'a>,
}

/// How a variable that is set to nothing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Empty {
    IsSet,
    /// With a colon, as in `:-`.
    IsUnset,
}

/// What stands there when the variable is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Otherwise<'a> {
    /// Nothing: the command is refused.
    Refuse,
    /// `-` and `=`.
    Default(&'a str),
    /// `+`: what stands there when it *is* set.
    Instead(&'a str),
}

impl<'a> Parameter<'a> {
    fn parse(written: &'a str) -> Option<Self> {
        let plain = |name: &'a str| {
            is_name(name).then_some(Self {
                name,
                empty: Empty::IsSet,
                otherwise: Otherwise::Refuse,
            })
        };
        if let Some(name) = written.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) {
            return plain(name);
        }
        let rest = written.strip_prefix('$')?;
        let Some(inner) = rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return plain(without_env(rest));
        };
        let inner = without_env(inner);
        let end = inner.find(|ch: char| !is_in_name(ch)).unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end)?;
        if rest.is_empty() {
            return plain(name);
        }
        let (empty, operator) = match rest.strip_prefix(':') {
            Some(operator) => (Empty::IsUnset, operator),
            None => (Empty::IsSet, rest),
        };
        let mut chars = operator.chars();
        let otherwise = match chars.next()? {
            '-' | '=' => Otherwise::Default(chars.as_str()),
            '+' => Otherwise::Instead(chars.as_str()),
            '?' => Otherwise::Refuse,
            _ => return None,
        };
        is_name(name).then_some(Self {
            name,
            empty,
            otherwise,
        })
    }
}

/// `$env:` of `PowerShell`.
fn without_env(text: &str) -> &str {
    match text.split_at_checked(4) {
        Some((prefix, name)) if prefix.eq_ignore_ascii_case("env:") => name,
        _ => text,
    }
}

fn is_in_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || ch == '_'
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(|ch: char| ch.is_ascii_digit()) && text.chars().all(is_in_name)
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    fn environment(name: &str) -> Option<String> {
        let value = match name {
            "A" => "a",
            "REGION" => "eu-west-1",
            "EMPTY" => "",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn read(text: &str) -> (String, Unreplaced) {
        let words = words(text, &mut Vec::new()).unwrap();
        let mut unreplaced = Unreplaced::default();
        let word = replaced(&words[0], &environment, &mut unreplaced);
        assert!(!word.has_expansion());
        (word.text(), unreplaced)
    }

    /// The values are those that bash 5 prints for `printf %s WORD`.
    #[test]
    fn variables_take_their_values_and_defaults() {
        for (written, value) in [
            ("$A", "a"),
            ("x${A}y", "xay"),
            ("\"aws:amz:${REGION}:s3\"", "aws:amz:eu-west-1:s3"),
            ("${NONE:-us-east-1}", "us-east-1"),
            ("\"${NONE-x y}\"", "x y"),
            ("${NONE:-$A}", "a"),
            ("${NONE:-${EMPTY:-\"q\"}}", "q"),
            ("${NONE:=z}", "z"),
            ("${EMPTY:-d}", "d"),
            ("${EMPTY-d}", ""),
            ("[${EMPTY}]", "[]"),
            ("${A:+is}${NONE:+is}", "is"),
            ("${A:?needed}", "a"),
            ("'$A'", "$A"),
            ("\\$A", "$A"),
        ] {
            assert_eq!(
                read(written),
                (value.to_owned(), Unreplaced::default()),
                "{written}"
            );
        }
    }

    #[test]
    fn windows_shells_have_their_own_signs() {
        let power = words("curl.exe 'x' \"$env:A/${Env:REGION}\"", &mut Vec::new()).unwrap();
        let cmd = words("C:\\>curl \"%A%:%REGION%\"", &mut Vec::new()).unwrap();
        for (word, value) in [(&power[2], "a/eu-west-1"), (&cmd[1], "a:eu-west-1")] {
            assert_eq!(
                replaced(word, &environment, &mut Unreplaced::default()).text(),
                value
            );
        }
    }

    #[test]
    fn what_is_not_set_is_named_once() {
        let (_, unreplaced) = read("$NONE-$A-${NONE:?x}-${OTHER}");
        assert_eq!(unreplaced.not_set, ["NONE", "OTHER"]);
        let (_, unreplaced) = read("\"$(date +%s) `id` $1 ${#A} ${A%x} ${A[0]}\"");
        assert_eq!(
            unreplaced.only_shell,
            ["$(date +%s)", "`id`", "$1", "${#A}", "${A%x}", "${A[0]}"]
        );
    }
}
