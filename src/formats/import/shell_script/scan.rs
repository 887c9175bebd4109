//! Parts a script into its simple commands by the rules of POSIX shells and bash. Nothing is expanded: a mark takes the place
//! of what the shell would put in, so that a command with marks reads like one without variables.
//!
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>

use super::marks::Marks;

/// A simple command.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// Its words as they are written, without redirections, with marks.
    pub(super) text: String,
    /// Lines of comments right above it, and behind it.
    pub(super) comments: Vec<String>,
    /// What it reads, where that is written in the script or in a file.
    pub(super) input: Option<Input>,
    /// What follows it.
    pub(super) after: After,
}

/// What a command reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// This text, with marks.
    Text(String),
    /// A file of this name.
    File(String),
}

/// What follows a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum After {
    /// Its end.
    #[default]
    Ends,
    /// A command that reads what it writes.
    Piped,
}

/// What a script consists of.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Its commands in their order.
    pub(super) commands: Vec<Command>,
    /// Comments that stand above no command.
    pub(super) comments: Vec<String>,
}

/// A text that a command reads, to be found behind its line.
struct Heredoc {
    /// Where the command stands that reads it.
    command: usize,
    end: String,
    tabs: Tabs,
    quoting: Quoting,
}

#[derive(PartialEq, Eq)]
enum Tabs {
    Kept,
    /// `<<-`
    Stripped,
}

#[derive(PartialEq, Eq)]
enum Quoting {
    /// The shell puts values in.
    Open,
    Quoted,
}

/// Parts a script whose lines end in `\n`.
pub(super) fn scan(text: &str, marks: &mut Marks) -> Scanned {
    let mut scanner = Scanner {
        text,
        at: 0,
        marks,
        command: Command::default(),
        comments: Vec::new(),
        heredocs: Vec::new(),
        scanned: Scanned::default(),
        is_line_empty: true,
    };
    while scanner.step() {}
    scanner.end(After::Ends);
    let Scanner {
        mut scanned,
        mut comments,
        ..
    } = scanner;
    scanned.comments.append(&mut comments);
    scanned
}

struct Scanner<'a, 'm> {
    text: &'a str,
    at: usize,
    marks: &'m mut Marks,
    command: Command,
    /// Those above the command that comes.
    comments: Vec<String>,
    heredocs: Vec<Heredoc>,
    scanned: Scanned,
    is_line_empty: bool,
}

impl<'a> Scanner<'a, '_> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes so many bytes.
    fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or_else(|| self.rest());
        self.at += taken.len();
        taken
    }

    fn copy(&mut self, bytes: usize) {
        let taken = self.take(bytes);
        self.command.text.push_str(taken);
    }

    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(letter) = rest.chars().next() else {
            return false;
        };
        let is_blank = matches!(letter, ' ' | '\t');
        let is_word_start = self.command.text.is_empty() || self.command.text.ends_with([' ', '\t', '\n']);
        match letter {
            '\\' => self.copy(1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
            '\'' => self.copy(quoted_end(rest, '\'')),
            '$' if rest.starts_with("$'") => self.copy(1 + ansi_end(rest.get(1..).unwrap_or_default())),
            '"' => {
                let taken = self.take(double_quoted_end(rest));
                let text = self.marks.in_double_quotes(taken);
                self.command.text.push_str(&text);
            }
            '$' | '`' => self.expansion(),
            '#' if is_word_start => self.comment(),
            '\n' => self.line_end(),
            '|' if rest.starts_with("||") => self.separator(2, After::Ends),
            '|' if rest.starts_with("|&") => self.separator(2, After::Piped),
            '|' => self.separator(1, After::Piped),
            '&' if rest.starts_with("&>") => {
                self.take(1);
                self.redirection();
            }
            '&' if rest.starts_with("&&") => self.separator(2, After::Ends),
            '(' if self.begins_array() => self.array(),
            ';' | '(' | ')' | '&' => self.separator(1, After::Ends),
            '<' | '>' => self.redirection(),
            other => self.copy(other.len_utf8()),
        }
        self.is_line_empty = letter == '\n' || (self.is_line_empty && is_blank);
        true
    }

    fn expansion(&mut self) {
        let rest = self.rest();
        match expansion_end(rest) {
            0 => self.copy(1),
            end => {
                let written = self.take(end);
                let mark = self.marks.add(written);
                self.command.text.push_str(&mark);
            }
        }
    }

    /// Whether `NAME=` or `NAME+=` stands right before.
    fn begins_array(&self) -> bool {
        let word = self
            .command
            .text
            .rsplit([' ', '\t', '\n'])
            .next()
            .unwrap_or_default();
        let name = word
            .strip_suffix('=')
            .map(|name| name.strip_suffix('+').unwrap_or(name));
        name.is_some_and(|name| {
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    }

    /// `(…)` behind a name: its words are no commands.
    fn array(&mut self) {
        let written = self.take(closing(self.rest(), '(', ')'));
        let mark = self.marks.add(written);
        self.command.text.push_str(&mark);
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let line = self.take(rest.find('\n').unwrap_or(rest.len()));
        let text = line.trim_start_matches('#').trim();
        if !text.is_empty() && !text.starts_with('!') {
            self.comments.push(text.to_owned());
        }
    }

    fn line_end(&mut self) {
        let was_empty = self.is_line_empty;
        self.take(1);
        self.end(After::Ends);
        if was_empty {
            let mut comments = std::mem::take(&mut self.comments);
            self.scanned.comments.append(&mut comments);
        }
        for heredoc in std::mem::take(&mut self.heredocs) {
            let text = self.heredoc(&heredoc);
            if let Some(command) = self.scanned.commands.get_mut(heredoc.command) {
                command.input = Some(Input::Text(text));
            }
        }
    }

    fn heredoc(&mut self, heredoc: &Heredoc) -> String {
        let mut text = String::new();
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                break;
            }
            let line = self.take(rest.find('\n').map_or(rest.len(), |at| at + 1));
            let line = match heredoc.tabs {
                Tabs::Stripped => line.trim_start_matches('\t'),
                Tabs::Kept => line,
            };
            if line.trim_end_matches('\n') == heredoc.end {
                break;
            }
            text.push_str(line);
        }
        if heredoc.quoting == Quoting::Quoted {
            text
        } else {
            let text = self.marks.in_double_quotes(&text);
            unescaped(&text)
        }
    }

    fn separator(&mut self, bytes: usize, after: After) {
        self.take(bytes);
        self.end(after);
    }

    fn end(&mut self, after: After) {
        let mut command = std::mem::take(&mut self.command);
        if command.text.trim().is_empty() {
            return;
        }
        command.after = after;
        command.comments = std::mem::take(&mut self.comments);
        self.scanned.commands.push(command);
    }

    /// `< file`, `2>&1`, `<<EOF`, `<<< text`: with its word it is no part of the command.
    fn redirection(&mut self) {
        let text = &mut self.command.text;
        let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
        let before = text.len() - digits;
        if before == 0 || text.get(..before).is_some_and(|text| text.ends_with([' ', '\t'])) {
            text.truncate(before);
        }
        let rest = self.rest();
        if rest.starts_with("<(") || rest.starts_with(">(") {
            let end = 1 + closing(rest.get(1..).unwrap_or_default(), '(', ')');
            let written = self.take(end);
            let mark = self.marks.add(written);
            self.command.text.push_str(&mark);
            return;
        }
        let operator = ["<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"]
            .into_iter()
            .find(|operator| rest.starts_with(operator))
            .unwrap_or(">");
        self.take(operator.len());
        let blanks = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        self.take(blanks);
        let word = self.take(word_end(self.rest()));
        match operator {
            "<<" | "<<-" => self.heredocs.push(Heredoc {
                command: self.scanned.commands.len(),
                end: word
                    .chars()
                    .filter(|letter| !matches!(letter, '\'' | '"' | '\\'))
                    .collect(),
                tabs: if operator == "<<-" {
                    Tabs::Stripped
                } else {
                    Tabs::Kept
                },
                quoting: if word.contains(['\'', '"', '\\']) {
                    Quoting::Quoted
                } else {
                    Quoting::Open
                },
            }),
            "<<<" => self.command.input = Some(Input::Text(format!("{}\n", self.plain(word)))),
            "<" => self.command.input = Some(Input::File(self.plain(word))),
            _ => {}
        }
        self.command.text.push(' ');
    }

    /// A word without its quotes, with marks.
    fn plain(&mut self, word: &str) -> String {
        let scanned = scan(word, self.marks);
        let text = scanned.commands.into_iter().next().map(|command| command.text);
        super::words_of(&text.unwrap_or_default()).join(" ")
    }
}

/// The end of a word that no quote holds.
fn word_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        at += match letter {
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '\'' => quoted_end(rest, '\''),
            '"' => double_quoted_end(rest),
            '$' | '`' => expansion_end(rest).max(1),
            letter if letter.is_whitespace() || ";|&<>()".contains(letter) => break,
            letter => letter.len_utf8(),
        };
    }
    at
}

/// Length of a text in quotes that know no escape.
fn quoted_end(text: &str, quote: char) -> usize {
    let inner = text.get(1..).unwrap_or_default();
    inner.find(quote).map_or(text.len(), |at| at + 2)
}

/// Length of `'…'` behind a dollar sign.
fn ansi_end(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '\'' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of a text in double quotes.
fn double_quoted_end(text: &str) -> usize {
    let mut at = 1;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        at += match letter {
            '"' => return at + 1,
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '$' | '`' => expansion_end(rest).max(1),
            letter => letter.len_utf8(),
        };
    }
    text.len()
}

/// Length of what the shell would replace; 0 where it would replace nothing. What does not end goes to the end.
pub(super) fn expansion_end(text: &str) -> usize {
    if text.starts_with('`') {
        return quoted_end(text, '`');
    }
    let rest = text.get(1..).unwrap_or_default();
    match rest.chars().next() {
        Some('(') => 1 + closing(rest, '(', ')'),
        Some('{') => 1 + closing(rest, '{', '}'),
        Some('@' | '*' | '#' | '?' | '!' | '$' | '-' | '0'..='9') => 2,
        Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => {
            let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            1 + rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())
        }
        _ => 0,
    }
}

/// Length of a group with its brackets, quotes in it left alone.
fn closing(text: &str, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                letters.next();
            }
            (None, '\'' | '"') => quote = Some(letter),
            (_, letter) if letter == open => depth += 1,
            (_, letter) if letter == close => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + letter.len_utf8();
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// Without the backslashes that keep the shell from putting something in.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next_if(|next| matches!(next, '$' | '`' | '\\' | '\n')) {
            Some('\n') => {}
            Some(next) => plain.push(next),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(script: &str) -> Vec<String> {
        let mut marks = Marks::of(script);
        let commands = scan(script, &mut marks).commands;
        commands
            .iter()
            .map(|command| marks.written(&command.text).trim().to_owned())
            .collect()
    }

    #[test]
    fn commands_end_where_the_shell_ends_them() {
        assert_eq!(
            texts("a 'x;y' \"p | q\" \\\n b; c && d || e | f & g > out 2>&1 h <in\n(i)\n"),
            ["a 'x;y' \"p | q\" \\\n b", "c", "d", "e", "f", "g     h", "i"]
        );
        assert_eq!(
            texts("A=$(b | c; d) e \"$(f \"x\" | g)\" `h;i` ${J:-k;l} $'it\\'s;'"),
            ["A=$(b | c; d) e \"$(f \"x\" | g)\" `h;i` ${J:-k;l} $'it\\'s;'"]
        );
    }

    #[test]
    fn texts_that_a_command_reads_are_none_of_its_words() {
        let script = "curl -d @- x <<EOF | jq\n{\"a\": \"$B\\$\"}\nEOF\ncat <<-'E'\n\tq $r\n\tE\nwc <<< \"s t\"\nnext < f.json";
        let mut marks = Marks::of(script);
        let commands = scan(script, &mut marks).commands;
        let inputs: Vec<Option<String>> = commands
            .iter()
            .map(|command| match &command.input {
                Some(Input::Text(text)) => Some(marks.written(text)),
                Some(Input::File(path)) => Some(format!("file {path}")),
                None => None,
            })
            .collect();
        assert_eq!(
            inputs,
            [
                Some("{\"a\": \"$B$\"}\n".to_owned()),
                None,
                Some("q $r\n".to_owned()),
                Some("s t\n".to_owned()),
                Some("file f.json".to_owned())
            ]
        );
    }

    #[test]
    fn comments_belong_to_the_command_below() {
        let script = "#!/bin/sh\n# top\n\n# one\n# two\na # behind\nb 'x # y' z#\n";
        let scanned = scan(script, &mut Marks::of(script));
        assert_eq!(scanned.comments, ["top"]);
        assert_eq!(scanned.commands[0].comments, ["one", "two", "behind"]);
        assert!(scanned.commands[1].comments.is_empty());
        assert_eq!(scanned.commands[1].text, "b 'x # y' z#");
    }
}
