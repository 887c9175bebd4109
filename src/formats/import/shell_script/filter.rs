//! `jq -r .path` behind a command, as the expression of a capture.

use super::front::parts_of;
use super::marks::Marks;
use super::request::quoted;
use super::scan::scan;
use crate::formats::curl::{Output, output_of};

/// What `curl … | jq -r .path` takes of the reply; `res.body` without a filter, `res.status` where curl writes that alone.
pub(super) fn expression_of(command: &str, marks: &mut Marks) -> Option<String> {
    let scanned = scan(command, marks);
    let is_curl = |words: &[String]| words.first().is_some_and(|first| first.ends_with("curl"));
    let mut commands = scanned
        .commands
        .iter()
        .map(|command| parts_of(&command.text).words);
    let curl = commands.find(|words| is_curl(words))?;
    let quoted: Vec<String> = curl.iter().map(|word| quoted(word)).collect();
    let output = output_of(&quoted.join(" "));
    let mut filters = commands;
    let Some(words) = filters.next() else {
        return match output {
            Output::Body => Some("res.body".to_owned()),
            Output::Status => Some("res.status".to_owned()),
            Output::Other => None,
        };
    };
    if output != Output::Body {
        return None;
    }
    if filters.next().is_some() {
        return None;
    }
    let (program, rest) = words.split_first()?;
    let is_flag = |word: &&String| matches!(word.as_str(), "-r" | "--raw-output" | "-re" | "-er" | "-e");
    let rest: Vec<&String> = rest.iter().filter(|word| !is_flag(word)).collect();
    match (program.as_str(), rest.as_slice()) {
        ("jq", [path]) => of_jq(path),
        _ => None,
    }
}

/// `.a.b[0]`.
fn of_jq(path: &str) -> Option<String> {
    let path = path.trim();
    if path == "." {
        return Some("res.body".to_owned());
    }
    let is_plain = path.starts_with('.')
        && !path.contains("..")
        && path
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '[' | ']'));
    let steps = path.strip_prefix('.')?;
    let between = if steps.starts_with('[') { "" } else { "." };
    let is_indexed = path.split('[').skip(1).all(|rest| {
        let (index, _) = rest.split_once(']').unwrap_or(("", ""));
        !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())
    });
    (is_plain && is_indexed).then(|| format!("res.body{between}{}", steps.replace(".[", "[")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_are_taken() {
        let of = |command: &str| expression_of(command, &mut Marks::of(command));
        for (command, expression) in [
            ("curl x", Some("res.body")),
            ("curl x | jq -r .a.b", Some("res.body.a.b")),
            ("curl x | jq -r '.[0].id'", Some("res.body[0].id")),
            ("curl x | jq '.a[].b'", None),
            ("curl x | jq '.a | length'", None),
            ("curl x | grep a", None),
            ("curl x | jq . | head", None),
            ("curl -s -o /dev/null -w '%{http_code}' x", Some("res.status")),
            ("curl -w '%{http_code}' x", None),
            ("curl -i x", None),
            ("A=1 curl x", Some("res.body")),
            ("wget x", None),
        ] {
            assert_eq!(of(command).as_deref(), expression, "{command}");
        }
    }
}
