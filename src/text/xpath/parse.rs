//! The words of a path.

use super::XPathError;

/// Parentheses and predicates within each other.
const MOST_NESTED: usize = 16;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Or(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Compare(Box<Self>, Comparison, Box<Self>),
    Union(Vec<Path>),
    Text(String),
    Number(f64),
    Call(Function, Vec<Self>),
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Position,
    Last,
    Count,
    Not,
    Contains,
    StartsWith,
    StringLength,
    NormalizeSpace,
    LocalName,
    Name,
    String,
    Number,
    True,
    False,
}

impl Function {
    /// With the least and the greatest number of arguments.
    const ALL: [(&'static str, Self, usize, usize); 14] = [
        ("position", Self::Position, 0, 0),
        ("last", Self::Last, 0, 0),
        ("count", Self::Count, 1, 1),
        ("not", Self::Not, 1, 1),
        ("contains", Self::Contains, 2, 2),
        ("starts-with", Self::StartsWith, 2, 2),
        ("string-length", Self::StringLength, 0, 1),
        ("normalize-space", Self::NormalizeSpace, 0, 1),
        ("local-name", Self::LocalName, 0, 1),
        ("name", Self::Name, 0, 1),
        ("string", Self::String, 0, 1),
        ("number", Self::Number, 0, 1),
        ("true", Self::True, 0, 0),
        ("false", Self::False, 0, 0),
    ];
}

/// A location path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) from_root: bool,
    pub(super) steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    pub(super) predicates: Vec<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    This,
    Parent,
    Ancestor,
    AncestorOrSelf,
    FollowingSibling,
    PrecedingSibling,
    Attribute,
}

const AXES: [(&str, Axis); 10] = [
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("self", Axis::This),
    ("parent", Axis::Parent),
    ("ancestor", Axis::Ancestor),
    ("ancestor-or-self", Axis::AncestorOrSelf),
    ("following-sibling", Axis::FollowingSibling),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("attribute", Axis::Attribute),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Any,
    Name { prefix: Option<String>, local: String },
    Node,
    Text,
    Comment,
}

/// Reads a path, or a union of paths.
pub(super) fn parse(path: &str) -> Result<Expr, XPathError> {
    let mut reader = Reader {
        chars: path.chars().collect(),
        at: 0,
        nested: 0,
    };
    reader.blank();
    let union = reader.union()?;
    if reader.at < reader.chars.len() {
        return Err(reader.error("this can not follow"));
    }
    Ok(union)
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    nested: usize,
}

impl Reader {
    fn error(&self, problem: &'static str) -> XPathError {
        XPathError::Path {
            at: self.at + 1,
            problem,
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes a mark and the blanks after it.
    fn took(&mut self, mark: &str) -> bool {
        let is_there = mark
            .chars()
            .enumerate()
            .all(|(offset, ch)| self.chars.get(self.at + offset) == Some(&ch));
        if is_there {
            self.at += mark.chars().count();
            self.blank();
        }
        is_there
    }

    /// Takes a word that ends where a name would end.
    fn took_word(&mut self, word: &str) -> bool {
        let after = self.chars.get(self.at + word.len());
        !after.is_some_and(|ch| is_name(*ch)) && self.took(word)
    }

    fn union(&mut self) -> Result<Expr, XPathError> {
        let mut paths = vec![self.path()?];
        while self.took("|") {
            paths.push(self.path()?);
        }
        Ok(Expr::Union(paths))
    }

    fn path(&mut self) -> Result<Path, XPathError> {
        let mut steps = Vec::new();
        let mut from_root = false;
        let mut descends = false;
        if self.took("//") {
            from_root = true;
            descends = true;
        } else if self.took("/") {
            from_root = true;
            if !self.begins_step() {
                return Ok(Path { from_root, steps });
            }
        }
        loop {
            let step = self.step()?;
            if descends {
                below(step, &mut steps);
            } else {
                steps.push(step);
            }
            descends = self.took("//");
            if !descends && !self.took("/") {
                return Ok(Path { from_root, steps });
            }
        }
    }

    fn begins_step(&self) -> bool {
        self.peek()
            .is_some_and(|ch| is_name_start(ch) || matches!(ch, '.' | '@' | '*'))
    }

    fn step(&mut self) -> Result<Step, XPathError> {
        let (axis, test) = if self.took("..") {
            (Axis::Parent, Test::Node)
        } else if self.took(".") {
            (Axis::This, Test::Node)
        } else if self.took("@") {
            (Axis::Attribute, self.test()?)
        } else {
            let from = self.at;
            let name = self.name();
            match AXES.iter().find(|(word, _)| *word == name) {
                Some((_, axis)) if self.took("::") => (*axis, self.test()?),
                _ => {
                    self.at = from;
                    (Axis::Child, self.test()?)
                }
            }
        };
        let mut predicates = Vec::new();
        while self.took("[") {
            self.deeper()?;
            predicates.push(self.or()?);
            if !self.took("]") {
                return Err(self.error("a ] is missing"));
            }
            self.nested -= 1;
        }
        Ok(Step {
            axis,
            test,
            predicates,
        })
    }

    fn test(&mut self) -> Result<Test, XPathError> {
        if self.took("*") {
            return Ok(Test::Any);
        }
        let name = self.name();
        if name.is_empty() {
            return Err(self.error("a name is missing"));
        }
        if self.peek() == Some('(') {
            let test = match name.as_str() {
                "text" => Test::Text,
                "node" => Test::Node,
                "comment" => Test::Comment,
                _ => return Err(self.error("only text(), node() and comment() can stand in a path")),
            };
            self.took("(");
            return if self.took(")") {
                Ok(test)
            } else {
                Err(self.error("a ) is missing"))
            };
        }
        // A single colon: two are the end of an axis.
        if self.peek() == Some(':') && self.chars.get(self.at + 1) != Some(&':') {
            self.at += 1;
            let local = self.name();
            if local.is_empty() {
                return Err(self.error("a name is missing"));
            }
            self.blank();
            return Ok(Test::Name {
                prefix: Some(name),
                local,
            });
        }
        self.blank();
        Ok(Test::Name {
            prefix: None,
            local: name,
        })
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(ch) = self.peek() {
            let fits = if name.is_empty() {
                is_name_start(ch)
            } else {
                is_name(ch)
            };
            if !fits {
                break;
            }
            name.push(ch);
            self.at += 1;
        }
        name
    }

    fn deeper(&mut self) -> Result<(), XPathError> {
        self.nested += 1;
        if self.nested > MOST_NESTED {
            return Err(self.error("this is nested too deeply"));
        }
        Ok(())
    }

    fn or(&mut self) -> Result<Expr, XPathError> {
        let mut left = self.and()?;
        while self.took_word("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, XPathError> {
        let mut left = self.comparison()?;
        while self.took_word("and") {
            left = Expr::And(Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expr, XPathError> {
        let left = self.primary()?;
        let marks = [
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        for (mark, comparison) in marks {
            if self.took(mark) {
                return Ok(Expr::Compare(
                    Box::new(left),
                    comparison,
                    Box::new(self.primary()?),
                ));
            }
        }
        Ok(left)
    }

    fn primary(&mut self) -> Result<Expr, XPathError> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.text(quote),
            Some('0'..='9') => self.number(),
            Some('-') => Err(self.error("there is no arithmetic")),
            Some('(') => {
                self.took("(");
                self.deeper()?;
                let inside = self.or()?;
                self.nested -= 1;
                if self.took(")") {
                    Ok(inside)
                } else {
                    Err(self.error("a ) is missing"))
                }
            }
            None => Err(self.error("something is missing")),
            Some(_) => match self.call()? {
                Some(call) => Ok(call),
                None => self.union(),
            },
        }
    }

    fn text(&mut self, quote: char) -> Result<Expr, XPathError> {
        self.at += 1;
        let mut text = String::new();
        while let Some(ch) = self.peek() {
            self.at += 1;
            if ch == quote {
                self.blank();
                return Ok(Expr::Text(text));
            }
            text.push(ch);
        }
        Err(self.error("a quote is missing"))
    }

    fn number(&mut self) -> Result<Expr, XPathError> {
        let mut digits = String::new();
        while let Some(ch) = self.peek().filter(|ch| ch.is_ascii_digit() || *ch == '.') {
            digits.push(ch);
            self.at += 1;
        }
        self.blank();
        digits
            .parse()
            .map(Expr::Number)
            .map_err(|_| self.error("this is no number"))
    }

    /// A function call, when one stands here.
    fn call(&mut self) -> Result<Option<Expr>, XPathError> {
        let from = self.at;
        let name = self.name();
        if self.peek() != Some('(') || matches!(name.as_str(), "text" | "node" | "comment") {
            self.at = from;
            return Ok(None);
        }
        let Some((_, function, least, most)) = Function::ALL.into_iter().find(|(word, ..)| *word == name)
        else {
            self.at = from;
            return Err(self.error("there is no function of that name"));
        };
        self.took("(");
        self.deeper()?;
        let mut arguments = Vec::new();
        while !self.took(")") {
            if !arguments.is_empty() && !self.took(",") {
                return Err(self.error("a ) is missing"));
            }
            arguments.push(self.or()?);
        }
        self.nested -= 1;
        if !(least..=most).contains(&arguments.len()) {
            return Err(self.error("the function has another number of arguments"));
        }
        Ok(Some(Expr::Call(function, arguments)))
    }
}

/// A step after `//`. Where only the name counts it is one step, which keeps no list of all that stands below.
fn below(step: Step, steps: &mut Vec<Step>) {
    let is_one = step.axis == Axis::Child && !step.predicates.iter().any(Expr::asks_for_position);
    if is_one {
        steps.push(Step {
            axis: Axis::Descendant,
            ..step
        });
    } else {
        steps.extend([descendants(), step]);
    }
}

impl Expr {
    /// Whether the place among what a step found may decide. Says yes in doubt.
    fn asks_for_position(&self) -> bool {
        match self {
            Self::Or(left, right) | Self::And(left, right) => {
                left.asks_for_position() || right.asks_for_position()
            }
            Self::Compare(left, _, right) => left.names_position() || right.names_position(),
            // Predicates within a path have places of their own.
            Self::Union(_) | Self::Text(_) => false,
            Self::Number(_) => true,
            Self::Call(function, _) => match function {
                Function::Not | Function::Contains | Function::StartsWith => self.names_position(),
                Function::True | Function::False => false,
                _ => true,
            },
        }
    }

    /// Whether `position()` or `last()` stands in it.
    fn names_position(&self) -> bool {
        match self {
            Self::Or(left, right) | Self::And(left, right) | Self::Compare(left, _, right) => {
                left.names_position() || right.names_position()
            }
            Self::Union(_) | Self::Text(_) | Self::Number(_) => false,
            Self::Call(function, arguments) => {
                matches!(function, Function::Position | Function::Last)
                    || arguments.iter().any(Self::names_position)
            }
        }
    }
}

fn descendants() -> Step {
    Step {
        axis: Axis::DescendantOrSelf,
        test: Test::Node,
        predicates: Vec::new(),
    }
}

fn is_name_start(ch: char) -> bool {
    ch.is_alphabetic() || ch == '_'
}

fn is_name(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.')
}
