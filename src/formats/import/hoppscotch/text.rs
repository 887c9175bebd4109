//! Texts of Hoppscotch, in which `<<name>>` stands for a variable.

use super::super::TransferOutcome;
use super::super::report::Report;

/// The texts of one item. What means something else here is told once for all of them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    has_braces: bool,
}

impl Texts {
    /// The text with our form of each variable.
    pub(super) fn of(&mut self, text: &str) -> String {
        self.has_braces |= text.contains("{{") && text.contains("}}");
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("<<") {
            let after = rest.get(start + 2..).unwrap_or_default();
            let length = after.find(|letter| !is_letter(letter)).unwrap_or(after.len());
            let name = after
                .get(..length)
                .filter(|_| after.get(length..).is_some_and(|end| end.starts_with(">>")));
            if let Some(name) = name.filter(|name| is_name(name)) {
                out.push_str(rest.get(..start).unwrap_or_default());
                out.push_str("{{");
                out.push_str(name);
                out.push_str("}}");
                rest = after.get(name.len() + 2..).unwrap_or_default();
            } else {
                out.push_str(rest.get(..=start).unwrap_or_default());
                rest = rest.get(start + 1..).unwrap_or_default();
            }
        }
        out.push_str(rest);
        out
    }

    /// Tells what is read as a variable here and was text there.
    pub(super) fn told(self, place: &str, report: &mut Report) {
        if self.has_braces {
            let text = "It has {{…}}, which is text in Hoppscotch and may name a variable here";
            report.add(place, TransferOutcome::Changed, text);
        }
    }
}

/// Whether a variable can be called so.
fn is_name(name: &str) -> bool {
    let plain = name.strip_prefix('$').unwrap_or(name);
    !plain.is_empty() && !plain.contains('$')
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_angle_brackets_become_ours() {
        let mut texts = Texts::default();
        for (text, ours) in [
            ("<<base>>/a/<<id-1>>", "{{base}}/a/{{id-1}}"),
            ("<<$guid>>", "{{$guid}}"),
            ("1 << 2 >> 3 <<a>>", "1 << 2 >> 3 {{a}}"),
            ("<<<a>>>", "<{{a}}>"),
            ("<<open ü", "<<open ü"),
        ] {
            assert_eq!(texts.of(text), ours);
        }
        assert!(!texts.has_braces);
        texts.of("{{a}}");
        assert!(texts.has_braces);
    }
}
