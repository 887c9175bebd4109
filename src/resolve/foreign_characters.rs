//! Characters that web pages and word processors put in the place of those that a command, a URL or a key has.

use std::fmt::Write as _;

/// Which kind of character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ForeignCharacter {
    /// Typographic quotation marks.
    Quote,
    /// Spaces that do not break, or of another width.
    Space,
    /// En dash, em dash and minus.
    Dash,
    /// Characters without a width.
    ZeroWidth,
}

impl ForeignCharacter {
    /// The kind of a character; `None` for all others.
    pub fn of(ch: char) -> Option<Self> {
        Some(match ch {
            '\u{2018}'..='\u{201F}' | '\u{00AB}' | '\u{00BB}' => Self::Quote,
            '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Self::Space,
            '\u{2010}'..='\u{2015}' | '\u{2212}' => Self::Dash,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => Self::ZeroWidth,
            _ => return None,
        })
    }

    fn words(self) -> &'static str {
        match self {
            Self::Quote => "typographic quotation marks",
            Self::Space => "no-break spaces",
            Self::Dash => "dashes of a text",
            Self::ZeroWidth => "characters without a width",
        }
    }
}

/// What a character was meant to be; `None` for one that was not meant at all.
pub fn meant(ch: char) -> Option<char> {
    match ForeignCharacter::of(ch) {
        None => Some(ch),
        Some(ForeignCharacter::Quote) => Some(match ch {
            '\u{2018}'..='\u{201B}' => '\'',
            _ => '"',
        }),
        Some(ForeignCharacter::Space) => Some(' '),
        Some(ForeignCharacter::Dash) => Some('-'),
        Some(ForeignCharacter::ZeroWidth) => None,
    }
}

/// The kinds in a text, each once.
pub fn kinds_in(text: &str) -> Vec<ForeignCharacter> {
    let mut kinds: Vec<ForeignCharacter> = text.chars().filter_map(ForeignCharacter::of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// `typographic quotation marks and no-break spaces`.
pub fn listed(kinds: &[ForeignCharacter]) -> String {
    let mut text = String::new();
    for (at, kind) in kinds.iter().enumerate() {
        let joint = match at {
            0 => "",
            _ if at + 1 == kinds.len() => " and ",
            _ => ", ",
        };
        write!(text, "{joint}{}", kind.words()).ok();
    }
    text
}

/// A URL as it was meant: quotation marks and blanks around it go, the others are written as a keyboard does.
pub fn mended_url(text: &str) -> String {
    let text: String = text.chars().filter_map(meant).collect();
    text.trim_matches(|ch: char| ch.is_whitespace() || matches!(ch, '"' | '\''))
        .to_owned()
}

/// The host of a URL as typed, with what stands in front of it.
pub fn host_part(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let rest = url.get(start..).unwrap_or_default();
    let end = rest.find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_named_and_mended() {
        for (typed, kinds, mended) in [
            (
                "\u{201C}https://h.example/x\u{201D}",
                "typographic quotation marks",
                "https://h.example/x",
            ),
            (
                "https://h.example/\u{00A0}",
                "no-break spaces",
                "https://h.example/",
            ),
            (
                "https://my\u{2013}api.example/",
                "dashes of a text",
                "https://my-api.example/",
            ),
            (
                "https://h\u{200B}.exa\u{00AD}mple/",
                "characters without a width",
                "https://h.example/",
            ),
            (
                "\u{2018}https://a\u{2014}b.example/\u{2019}\u{202F}\u{FEFF}",
                "typographic quotation marks, no-break spaces, dashes of a text and characters without a width",
                "https://a-b.example/",
            ),
        ] {
            assert_eq!(listed(&kinds_in(typed)), kinds, "{typed}");
            assert_eq!(mended_url(typed), mended, "{typed}");
        }
        assert!(kinds_in("https://b\u{FC}cher.example/?q=\u{1F600}").is_empty());
    }

    #[test]
    fn the_host_ends_where_the_path_begins() {
        assert_eq!(host_part("https://h.example/x"), "https://h.example");
        assert_eq!(host_part("h.example?x=://"), "h.example?x=://");
        assert_eq!(host_part(""), "");
    }
}
