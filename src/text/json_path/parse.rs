//! The words of a path: <https://www.rfc-editor.org/rfc/rfc9535#name-collected-abnf-grammars>.

use regex::{Regex, RegexBuilder};

use super::JsonPathError;
use super::value::{Literal, Number};

/// Parentheses, filters and functions within each other.
const MOST_NESTED: usize = 16;
/// Steps of a path and of all paths in its filters.
const MOST_SEGMENTS: usize = 100;
/// Greatest number of an index: what a double holds exactly.
const MOST_INDEX: i64 = (1 << 53) - 1;
/// Most memory of a pattern once it is made.
const MOST_PATTERN_BYTES: usize = 1 << 20;

/// The way from the top or from the value that a filter looks at.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) start: Start,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Root,
    Current,
}

#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) reach: Reach,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Children,
    Descendants,
}

#[derive(Clone, Debug)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice(Slice),
    Filter(Test),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) step: i64,
}

/// What holds of a value or not.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
    Matches(Operand, Box<Pattern>, Extent),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// How much of a text a pattern has to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// What stands beside a comparison.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Literal(Literal),
    /// Of at most one value.
    Query(Query),
    Length(Box<Self>),
    Count(Query),
    /// The value of a query when it gives one.
    Value(Query),
}

/// A pattern: made once when it stands in the path.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Made(Option<Regex>),
    Asked(Operand),
}

/// A pattern of <https://www.rfc-editor.org/rfc/rfc9485>; `None` for one that can not be read.
pub(super) fn pattern(text: &str, extent: Extent) -> Option<Regex> {
    let text = with_dots_that_end_at_lines(text);
    let text = match extent {
        Extent::Whole => format!(r"\A(?:{text})\z"),
        Extent::Part => text,
    };
    RegexBuilder::new(&text)
        .size_limit(MOST_PATTERN_BYTES)
        .dfa_size_limit(MOST_PATTERN_BYTES)
        .build()
        .ok()
}

/// A dot stands for anything but `\n` and `\r`: section 5.3 of RFC 9485.
fn with_dots_that_end_at_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_in_class = false;
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => {
                out.push(ch);
                out.extend(chars.next());
                continue;
            }
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            '.' if !is_in_class => {
                out.push_str(r"[^\n\r]");
                continue;
            }
            _ => {}
        }
        out.push(ch);
    }
    out
}

/// Reads a path.
pub(super) fn parse(path: &str) -> Result<Query, JsonPathError> {
    let mut reader = Reader {
        chars: path.chars().collect(),
        at: 0,
        nested: 0,
        segments: 0,
    };
    if !reader.took('$') {
        return Err(reader.error("a path begins with $"));
    }
    let segments = reader.segments()?;
    if reader.at < reader.chars.len() {
        return Err(reader.error("no step of a path begins like this"));
    }
    Ok(Query {
        start: Start::Root,
        segments,
    })
}

impl Query {
    /// Whether it gives one value at most: names and indexes only.
    fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            segment.reach == Reach::Children
                && matches!(
                    segment.selectors.as_slice(),
                    [Selector::Name(_) | Selector::Index(_)]
                )
        })
    }
}

/// What stands in a filter, before it is known what for.
enum Term {
    Literal(Literal),
    Query(Query),
    /// Gives a value.
    Function(Operand),
    /// Holds or not.
    Test(Test),
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    nested: usize,
    segments: usize,
}

type Read<T> = Result<T, JsonPathError>;

impl Reader {
    fn error(&self, message: &str) -> JsonPathError {
        self.error_at(self.at, message)
    }

    fn error_at(&self, at: usize, message: &str) -> JsonPathError {
        let message = if at >= self.chars.len() {
            format!("the path ends too early: {message}")
        } else {
            message.to_owned()
        };
        JsonPathError::Path { at: at + 1, message }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn peek_after(&self, by: usize) -> Option<char> {
        self.chars.get(self.at + by).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn took(&mut self, mark: char) -> bool {
        let is_there = self.peek() == Some(mark);
        self.at += usize::from(is_there);
        is_there
    }

    fn took_both(&mut self, mark: [char; 2]) -> bool {
        let is_there = [self.peek(), self.peek_after(1)] == mark.map(Some);
        self.at += if is_there { 2 } else { 0 };
        is_there
    }

    fn deeper(&mut self) -> Read<()> {
        self.nested += 1;
        if self.nested > MOST_NESTED {
            return Err(JsonPathError::PathTooLong);
        }
        Ok(())
    }

    fn segments(&mut self) -> Read<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blank();
            let segment = if self.took_both(['.', '.']) {
                self.segment(Reach::Descendants)?
            } else if self.peek() == Some('[') {
                self.segment(Reach::Children)?
            } else if self.took('.') {
                if self.peek() == Some('[') {
                    return Err(self.error("a name or * has to follow the dot"));
                }
                self.segment(Reach::Children)?
            } else {
                // Blanks belong to what follows.
                self.at = before;
                return Ok(segments);
            };
            segments.push(segment);
        }
    }

    /// What stands after the dots.
    fn segment(&mut self, reach: Reach) -> Read<Segment> {
        self.segments += 1;
        if self.segments > MOST_SEGMENTS {
            return Err(JsonPathError::PathTooLong);
        }
        let selectors = if self.took('[') {
            self.selectors()?
        } else if self.took('*') {
            vec![Selector::Wildcard]
        } else {
            let mut name = String::new();
            while let Some(ch) = self.peek().filter(|ch| is_name(*ch, name.is_empty())) {
                name.push(ch);
                self.at += 1;
            }
            if name.is_empty() {
                return Err(self.error("a name or * is missing; other names go into ['…']"));
            }
            vec![Selector::Name(name)]
        };
        Ok(Segment { reach, selectors })
    }

    fn selectors(&mut self) -> Read<Vec<Selector>> {
        let mut selectors = Vec::new();
        loop {
            self.blank();
            selectors.push(self.selector()?);
            self.blank();
            if self.took(']') {
                return Ok(selectors);
            }
            if !self.took(',') {
                return Err(self.error("a ] or a comma is missing"));
            }
        }
    }

    fn selector(&mut self) -> Read<Selector> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => Ok(Selector::Name(self.text(quote)?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.blank();
                self.deeper()?;
                let test = self.or()?;
                self.nested -= 1;
                Ok(Selector::Filter(test))
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => Err(self.error("a name in quotes, an index, * or a filter ?… is missing")),
        }
    }

    fn index_or_slice(&mut self) -> Read<Selector> {
        let start = self.index()?;
        let before = self.at;
        self.blank();
        if !self.took(':') {
            self.at = before;
            return start
                .map(Selector::Index)
                .ok_or_else(|| self.error("an index is missing"));
        }
        self.blank();
        let end = self.index()?;
        let before = self.at;
        self.blank();
        let mut step = None;
        if self.took(':') {
            self.blank();
            step = self.index()?;
        } else {
            self.at = before;
        }
        Ok(Selector::Slice(Slice {
            start,
            end,
            step: step.unwrap_or(1),
        }))
    }

    /// A whole number, when one stands here.
    fn index(&mut self) -> Read<Option<i64>> {
        let from = self.at;
        let is_negative = self.took('-');
        let digits = self.digits();
        if digits.is_empty() {
            return if is_negative {
                Err(self.error("a digit is missing"))
            } else {
                Ok(None)
            };
        }
        if digits.starts_with('0') && (digits.len() > 1 || is_negative) {
            return Err(self.error_at(from, "an index has no zero in front"));
        }
        let index = digits.parse::<i64>().ok().filter(|index| *index <= MOST_INDEX);
        match index {
            Some(index) => Ok(Some(if is_negative { -index } else { index })),
            None => Err(self.error_at(from, "this index is too large")),
        }
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(ch) = self.peek().filter(char::is_ascii_digit) {
            digits.push(ch);
            self.at += 1;
        }
        digits
    }

    fn or(&mut self) -> Read<Test> {
        let mut tests = vec![self.and()?];
        loop {
            let before = self.at;
            self.blank();
            if !self.took_both(['|', '|']) {
                self.at = before;
                return Ok(one_or(tests, Test::Or));
            }
            self.blank();
            tests.push(self.and()?);
        }
    }

    fn and(&mut self) -> Read<Test> {
        let mut tests = vec![self.basic()?];
        loop {
            let before = self.at;
            self.blank();
            if !self.took_both(['&', '&']) {
                self.at = before;
                return Ok(one_or(tests, Test::And));
            }
            self.blank();
            tests.push(self.basic()?);
        }
    }

    fn basic(&mut self) -> Read<Test> {
        let from = self.at;
        if self.took('!') {
            self.blank();
            let from = self.at;
            let test = if self.peek() == Some('(') {
                self.in_parentheses()?
            } else {
                let term = self.term()?;
                self.test_of(term, from)?
            };
            return Ok(Test::Not(Box::new(test)));
        }
        if self.peek() == Some('(') {
            return self.in_parentheses();
        }
        let left = self.term()?;
        let before = self.at;
        self.blank();
        let Some(comparison) = self.comparison() else {
            self.at = before;
            return self.test_of(left, from);
        };
        let left = self.operand_of(left, from)?;
        self.blank();
        let from = self.at;
        let right = self.term()?;
        let right = self.operand_of(right, from)?;
        Ok(Test::Compare(left, comparison, right))
    }

    fn in_parentheses(&mut self) -> Read<Test> {
        self.at += 1;
        self.deeper()?;
        self.blank();
        let test = self.or()?;
        self.blank();
        if !self.took(')') {
            return Err(self.error("a ) is missing"));
        }
        self.nested -= 1;
        Ok(test)
    }

    fn comparison(&mut self) -> Option<Comparison> {
        for (mark, comparison) in [
            (['=', '='], Comparison::Equal),
            (['!', '='], Comparison::Unequal),
            (['<', '='], Comparison::LessOrEqual),
            (['>', '='], Comparison::GreaterOrEqual),
        ] {
            if self.took_both(mark) {
                return Some(comparison);
            }
        }
        match self.peek()? {
            '<' => {
                self.at += 1;
                Some(Comparison::Less)
            }
            '>' => {
                self.at += 1;
                Some(Comparison::Greater)
            }
            _ => None,
        }
    }

    /// A term as a test: of a query whether it gives anything.
    fn test_of(&self, term: Term, from: usize) -> Read<Test> {
        match term {
            Term::Query(query) => Ok(Test::Exists(query)),
            Term::Test(test) => Ok(test),
            Term::Literal(_) => {
                Err(self.error_at(from, "this has to be compared with something, as in == 1"))
            }
            Term::Function(_) => Err(self.error_at(from, "what this function gives has to be compared")),
        }
    }

    fn operand_of(&self, term: Term, from: usize) -> Read<Operand> {
        match term {
            Term::Literal(literal) => Ok(Operand::Literal(literal)),
            Term::Query(query) if query.is_singular() => Ok(Operand::Query(query)),
            Term::Query(_) => Err(self.error_at(from, "only a path to one value can be compared")),
            Term::Function(operand) => Ok(operand),
            Term::Test(_) => Err(self.error_at(from, "this function gives no value to compare")),
        }
    }

    fn term(&mut self) -> Read<Term> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => Ok(Term::Literal(Literal::Text(self.text(quote)?))),
            Some('-' | '0'..='9') => self.number(),
            Some(mark @ ('$' | '@')) => {
                self.at += 1;
                let start = if mark == '$' { Start::Root } else { Start::Current };
                let segments = self.segments()?;
                Ok(Term::Query(Query { start, segments }))
            }
            Some('a'..='z') => self.word(),
            _ => Err(self.error("a path @…, a text, a number or a function is missing")),
        }
    }

    fn number(&mut self) -> Read<Term> {
        let from = self.at;
        let mut text = String::new();
        if self.took('-') {
            text.push('-');
        }
        let digits = self.digits();
        let has_zero_in_front = digits.len() > 1 && digits.starts_with('0');
        text.push_str(&digits);
        let mut is_number = !digits.is_empty() && !has_zero_in_front;
        if self.took('.') {
            let digits = self.digits();
            is_number &= !digits.is_empty();
            text.push('.');
            text.push_str(&digits);
        }
        if let Some(mark @ ('e' | 'E')) = self.peek() {
            self.at += 1;
            text.push(mark);
            if let Some(sign @ ('+' | '-')) = self.peek() {
                self.at += 1;
                text.push(sign);
            }
            let digits = self.digits();
            is_number &= !digits.is_empty();
            text.push_str(&digits);
        }
        if !is_number {
            return Err(self.error_at(from, "this is no number"));
        }
        Ok(Term::Literal(Literal::Number(Number::of(&text))))
    }

    /// `true`, `false`, `null` or a function.
    fn word(&mut self) -> Read<Term> {
        let from = self.at;
        let mut word = String::new();
        while let Some(ch) = self.peek().filter(|ch| matches!(ch, 'a'..='z' | '0'..='9' | '_')) {
            word.push(ch);
            self.at += 1;
        }
        if self.peek() == Some('(') {
            return self.function(&word, from);
        }
        match word.as_str() {
            "true" => Ok(Term::Literal(Literal::True)),
            "false" => Ok(Term::Literal(Literal::False)),
            "null" => Ok(Term::Literal(Literal::Null)),
            _ => Err(self.error_at(
                from,
                "a name alone means nothing here: @.name, or 'name' for a text",
            )),
        }
    }

    fn function(&mut self, name: &str, from: usize) -> Read<Term> {
        if !matches!(name, "length" | "count" | "value" | "match" | "search") {
            return Err(self.error_at(
                from,
                "there is no function of that name: length, count, value, match, search",
            ));
        }
        self.at += 1;
        self.deeper()?;
        self.blank();
        let mut arguments = Vec::new();
        if !self.took(')') {
            loop {
                self.blank();
                let from = self.at;
                arguments.push((self.term()?, from));
                self.blank();
                if self.took(')') {
                    break;
                }
                if !self.took(',') {
                    return Err(self.error("a ) is missing"));
                }
            }
        }
        self.nested -= 1;
        let wanted = if matches!(name, "match" | "search") { 2 } else { 1 };
        if arguments.len() != wanted {
            return Err(self.error_at(from, "the function has another number of arguments"));
        }
        let mut arguments = arguments.into_iter();
        let Some((first, at)) = arguments.next() else {
            return Err(self.error_at(from, "the function has another number of arguments"));
        };
        let of_query = |make: fn(Query) -> Operand, first: Term| match first {
            Term::Query(query) => Ok(Term::Function(make(query))),
            _ => Err(self.error_at(at, "this function takes a path")),
        };
        match name {
            "count" => of_query(Operand::Count, first),
            "value" => of_query(Operand::Value, first),
            "length" => {
                let of = self.operand_of(first, at)?;
                Ok(Term::Function(Operand::Length(Box::new(of))))
            }
            _ => {
                let extent = if name == "match" {
                    Extent::Whole
                } else {
                    Extent::Part
                };
                let text = self.operand_of(first, at)?;
                let pattern = match arguments.next() {
                    Some((Term::Literal(Literal::Text(text)), _)) => Pattern::Made(pattern(&text, extent)),
                    Some((term, at)) => Pattern::Asked(self.operand_of(term, at)?),
                    None => return Err(self.error_at(from, "a pattern is missing")),
                };
                Ok(Term::Test(Test::Matches(text, Box::new(pattern), extent)))
            }
        }
    }

    /// A text in quotes: <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.1.1>.
    fn text(&mut self, quote: char) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(ch) = self.peek() else {
                return Err(self.error("the quote is not closed"));
            };
            self.at += 1;
            match ch {
                _ if ch == quote => return Ok(text),
                '\\' => text.push(self.escaped(quote)?),
                '\0'..='\u{1F}' => {
                    return Err(self.error_at(self.at - 1, "a control character has to be escaped"));
                }
                _ => text.push(ch),
            }
        }
    }

    fn escaped(&mut self, quote: char) -> Read<char> {
        let from = self.at;
        let Some(ch) = self.peek() else {
            return Err(self.error("something has to follow the backslash"));
        };
        self.at += 1;
        Ok(match ch {
            _ if ch == quote => ch,
            '/' | '\\' => ch,
            'b' => '\u{8}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let wrong = "four hexadecimal digits of a character are missing";
                let high = self.unit(from)?;
                let code = match high {
                    0xD800..=0xDBFF => {
                        let low = if self.took_both(['\\', 'u']) {
                            self.unit(from)?
                        } else {
                            0
                        };
                        if !(0xDC00..=0xDFFF).contains(&low) {
                            return Err(self.error_at(from, "the second half of this character is missing"));
                        }
                        0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                    }
                    _ => high,
                };
                char::from_u32(code).ok_or_else(|| self.error_at(from, wrong))?
            }
            _ => return Err(self.error_at(from, "there is no such escape")),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self, from: usize) -> Read<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|ch| ch.to_digit(16)) else {
                return Err(self.error_at(from, "four hexadecimal digits are missing"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }
}

fn one_or(mut tests: Vec<Test>, many: fn(Vec<Test>) -> Test) -> Test {
    match (tests.len(), tests.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            tests.extend(last);
            many(tests)
        }
    }
}

/// `member-name-shorthand`.
fn is_name(ch: char, is_first: bool) -> bool {
    ch.is_ascii_alphabetic() || ch == '_' || ch >= '\u{80}' || (!is_first && ch.is_ascii_digit())
}
