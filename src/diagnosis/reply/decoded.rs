//! A text without its escapes that remembers where each byte stood.

/// An unescaped text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    /// For each byte of the text, and for its end, the place in the body.
    pub at: Vec<u32>,
}

/// The entities of XML that replies use.
/// <https://www.w3.org/TR/xml/#sec-predefined-ent>
const ENTITIES: [(&str, char); 5] = [
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
];
/// The longest numeric entity, as `#x1F600;`.
const LONGEST_ENTITY: usize = 10;

impl Decoded {
    /// A text as it stands in the body from `from`.
    pub fn plain(raw: &str, from: usize) -> Self {
        let place = |at: usize| u32::try_from(from + at).unwrap_or(u32::MAX);
        Self {
            text: raw.to_owned(),
            at: (0..=raw.len()).map(place).collect(),
        }
    }

    fn push(&mut self, ch: char, place: u32) {
        self.text.push(ch);
        self.at.extend(std::iter::repeat_n(place, ch.len_utf8()));
    }

    /// Rewrites the text: `step` says for a rest that begins with the mark which character stands there and how many
    /// bytes it takes.
    fn rewritten(&self, mark: char, step: impl Fn(&str) -> Option<(Option<char>, usize)>) -> Self {
        let mut out = Self {
            text: String::with_capacity(self.text.len()),
            at: Vec::with_capacity(self.at.len()),
        };
        let mut from = 0;
        while let Some(rest) = self.text.get(from..) {
            let to = rest.find(mark).map_or(self.text.len(), |at| from + at);
            out.text.push_str(self.text.get(from..to).unwrap_or_default());
            out.at
                .extend_from_slice(self.at.get(from..to).unwrap_or_default());
            let Some(marked) = self.text.get(to..).filter(|marked| !marked.is_empty()) else {
                break;
            };
            let (decoded, length) = step(marked).unwrap_or((Some(mark), mark.len_utf8()));
            if let Some(decoded) = decoded {
                out.push(decoded, self.place(to));
            }
            from = to + length;
        }
        out.at.push(self.place(self.text.len()));
        out
    }

    fn place(&self, at: usize) -> u32 {
        self.at.get(at).copied().unwrap_or(u32::MAX)
    }

    /// Without the escapes of JSON (RFC 8259, section 7).
    pub fn without_json(self) -> Self {
        if self.text.contains('\\') {
            self.rewritten('\\', json_escape)
        } else {
            self
        }
    }

    /// Without the entities of XML.
    pub fn without_entities(self) -> Self {
        if self.text.contains('&') {
            self.rewritten('&', entity)
        } else {
            self
        }
    }
}

/// `\n`, `\u0027`, and pairs of surrogates.
fn json_escape(rest: &str) -> Option<(Option<char>, usize)> {
    let plain = |ch| Some((Some(ch), 2));
    match rest.as_bytes().get(1)? {
        b'"' => plain('"'),
        b'\\' => plain('\\'),
        b'/' => plain('/'),
        b'n' => plain('\n'),
        b't' => plain('\t'),
        b'r' => plain('\r'),
        b'b' | b'f' => Some((None, 2)),
        b'u' => {
            let first = unit(rest.get(2..6)?)?;
            if let Some(ch) = char::from_u32(first) {
                return Some((Some(ch), 6));
            }
            let second = rest.get(6..12)?.strip_prefix("\\u").and_then(unit)?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            let ch = char::decode_utf16(pair).next()?.ok()?;
            Some((Some(ch), 12))
        }
        _ => None,
    }
}

fn unit(hex: &str) -> Option<u32> {
    u32::from_str_radix(hex, 16).ok()
}

/// `&apos;`, `&#39;`, `&#x27;`.
fn entity(rest: &str) -> Option<(Option<char>, usize)> {
    let inner = rest.get(1..)?;
    if let Some((name, ch)) = ENTITIES.iter().find(|(name, _)| inner.starts_with(name)) {
        return Some((Some(*ch), name.len() + 1));
    }
    let number = inner.strip_prefix('#')?;
    let end = number
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|byte| byte == b';')?;
    let digits = number.get(..end)?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((Some(char::from_u32(code)?), end + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(decoded: &Decoded) -> Vec<u32> {
        decoded.at.clone()
    }

    #[test]
    fn escapes_of_json_keep_their_places() {
        let decoded = Decoded::plain(r"a\u0027b\n\ud83d\ude00\q", 10).without_json();
        assert_eq!(decoded.text, "a'b\n😀\\q");
        assert_eq!(places(&decoded), [10, 11, 17, 18, 20, 20, 20, 20, 32, 33, 34]);
    }

    #[test]
    fn entities_by_name_and_by_number() {
        let decoded = Decoded::plain("&apos;&#39;&#x27;&amp;&nope;&#xZ;&", 0).without_entities();
        assert_eq!(decoded.text, "'''&&nope;&#xZ;&");
        assert_eq!(decoded.at.first().zip(decoded.at.get(3)), Some((&0, &17)));
    }

    #[test]
    fn broken_escapes_stay_as_they_are() {
        for text in [r"\u00", r"\ud83d", r"\ud83dx", "\\", "&#1114112;", "&#;", "&"] {
            assert_eq!(
                Decoded::plain(text, 0).without_json().without_entities().text,
                text
            );
        }
    }
}
