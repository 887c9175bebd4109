//! The name in a section's brackets: `profile "my dev"` names `my dev`.
//!
//! Taken apart as by Python's `shlex.split`, with which botocore does it:
//! <https://docs.python.org/3/library/shlex.html#parsing-rules>

/// The second of exactly two words, in a section whose name begins with `kind`. botocore asks no more than that of
/// the first word, so `[profiles x]` is a profile too.
pub fn name_behind(kind: &str, section: &str) -> Option<String> {
    if !section.starts_with(kind) {
        return None;
    }
    let mut words = words(section)?.into_iter();
    let (Some(_), Some(name), None) = (words.next(), words.next(), words.next()) else {
        return None;
    };
    Some(name)
}

#[derive(Clone, Copy)]
enum State {
    Between,
    Word,
    Quoted(char),
    EscapedInWord,
    EscapedInQuotes,
}

/// `None` where a quote is not closed or nothing follows a backslash.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_quoted = false;
    let mut state = State::Between;
    for ch in text.chars() {
        state = match (state, ch) {
            (State::Between | State::Word, ' ' | '\t' | '\r' | '\n') => {
                if was_quoted || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                was_quoted = false;
                State::Between
            }
            (State::Between | State::Word, '\\') => State::EscapedInWord,
            (State::Between | State::Word, '"' | '\'') => {
                was_quoted = true;
                State::Quoted(ch)
            }
            (State::Quoted(quote), _) if ch == quote => State::Word,
            (State::Quoted('"'), '\\') => State::EscapedInQuotes,
            (State::Quoted(_), _) => {
                word.push(ch);
                state
            }
            (State::EscapedInQuotes, _) => {
                if !matches!(ch, '"' | '\\') {
                    word.push('\\');
                }
                word.push(ch);
                State::Quoted('"')
            }
            (State::Between | State::Word | State::EscapedInWord, _) => {
                word.push(ch);
                State::Word
            }
        };
    }
    match state {
        State::Quoted(_) | State::EscapedInWord | State::EscapedInQuotes => return None,
        State::Between | State::Word => {}
    }
    if was_quoted || !word.is_empty() {
        words.push(word);
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_name_something_and_no_other_number_does() {
        let named = |section| name_behind("profile", section);
        assert_eq!(named("profile dev").as_deref(), Some("dev"));
        assert_eq!(named("profile\t dev ").as_deref(), Some("dev"));
        assert_eq!(named("profiles dev").as_deref(), Some("dev"));
        assert_eq!(named("profile \"my dev\"").as_deref(), Some("my dev"));
        assert_eq!(named("profile 'a'\"b\"c").as_deref(), Some("abc"));
        assert_eq!(named("profile \"\"").as_deref(), Some(""));
        assert_eq!(named(r#"profile "a\"b\c""#).as_deref(), Some(r#"a"b\c"#));
        assert_eq!(named(r"profile my\ dev").as_deref(), Some("my dev"));
        assert_eq!(named(r"profile 'a\'").as_deref(), Some(r"a\"));
        for none in [
            "profile",
            "profile a b",
            "profile \"a",
            r"profile a\",
            "Profile a",
            "dev",
        ] {
            assert_eq!(named(none), None, "{none}");
        }
    }
}
