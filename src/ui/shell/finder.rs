//! Finds what was meant among commands, requests and past sends by a few typed letters, best match first.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

use crate::diagnosis::{help_of, search_words};
use crate::model::{Cause, ItemRef, RequestItem};
use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::command::Command;
use crate::ui::draft::Draft;

/// A longer text is not searched, nor shown in a row.
const MOST_CHARS: usize = 300;
/// A letter of the name counts as much as so many of the other words.
const NAME_COUNTS: u32 = 4;

/// Under which heading a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// What can be done.
    Commands,
    /// Tabs.
    Open,
    /// Closed tabs that can be reopened.
    Closed,
    /// Requests of the open collections.
    Kept,
    /// Sends of this run.
    Sent,
    /// Pages of help.
    Help,
}

impl Heading {
    /// The words of the heading over its entries.
    pub fn title(self) -> &'static str {
        match self {
            Self::Commands => "Commands",
            Self::Open => "Open requests",
            Self::Closed => "Closed requests",
            Self::Kept => "Requests of collections",
            Self::Sent => "Sent in this run",
            Self::Help => "Why requests are refused",
        }
    }
}

/// Something that can be found and chosen.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it stands.
    pub heading: Heading,
    /// The text that is shown and searched.
    pub title: String,
    /// What else is known about it.
    pub detail: String,
    /// A remark at the end of its row.
    pub remark: String,
    /// What choosing it does.
    pub action: Action,
    haystacks: [Utf32String; 3],
}

impl Candidate {
    /// A candidate found by its title, its detail and `other` words.
    pub fn new(heading: Heading, title: &str, detail: &str, other: &str, action: Action) -> Self {
        let (title, detail) = (cut(title), cut(detail));
        Self {
            heading,
            haystacks: [title.as_str().into(), detail.as_str().into(), other.into()],
            title,
            detail,
            remark: String::new(),
            action,
        }
    }

    /// A command.
    pub fn command(command: Command) -> Self {
        let (text, tip) = command.text_and_tooltip();
        let action = Action::Run(command);
        Self::new(Heading::Commands, text, tip, command.other_words(), action)
    }

    /// The page of help about a cause.
    pub fn cause(cause: Cause) -> Self {
        let (title, words) = (help_of(cause).title, search_words(cause));
        Self::new(
            Heading::Help,
            title,
            cause.slug(),
            &words,
            Action::ExplainCause(cause),
        )
    }

    /// An open request.
    pub fn open(draft: &Draft) -> Self {
        Self::of_tab(Heading::Open, draft, Action::Select(draft.id.clone()))
    }

    /// A closed request.
    pub fn closed(draft: &Draft) -> Self {
        Self::of_tab(Heading::Closed, draft, Action::Reopen(draft.id.clone()))
    }

    /// A request of a collection.
    pub fn kept(item: ItemRef, request: &RequestItem, collection: &str) -> Self {
        let detail = format!("{} {}", request.method.trim(), request.url);
        let action = Action::Collection(CollectionAction::OpenRequest(item));
        let mut candidate = Self::new(
            Heading::Kept,
            &request.name,
            &detail,
            request.path.as_str(),
            action,
        );
        collection.clone_into(&mut candidate.remark);
        candidate
    }

    fn of_tab(heading: Heading, draft: &Draft, action: Action) -> Self {
        let http = &draft.request.http;
        let detail = format!("{} {}", http.method.trim(), http.url);
        Self::new(heading, &draft.title(), &detail, "", action)
    }
}

/// The start of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// A row of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The heading of what follows.
    Heading(Heading),
    /// The candidate of this number.
    Candidate(usize),
}

/// What matches the typed letters, best first. Candidates of one heading stay together; the heading with the best
/// match comes first. All of them in their order while nothing is typed.
pub fn found(typed: &str, candidates: &[Candidate]) -> Vec<Row> {
    let mut scored: Vec<(Heading, u32, usize)> = if typed.trim().is_empty() {
        let all = candidates.iter().enumerate();
        all.map(|(index, candidate)| (candidate.heading, 0, index))
            .collect()
    } else {
        scores(typed, candidates)
    };
    let best = |heading: Heading, scored: &[(Heading, u32, usize)]| {
        let of_heading = scored.iter().filter(|(other, _, _)| *other == heading);
        of_heading.map(|(_, score, _)| *score).max().unwrap_or_default()
    };
    let mut headings: Vec<Heading> = scored.iter().map(|(heading, _, _)| *heading).collect();
    headings.sort_unstable();
    headings.dedup();
    headings.sort_by_key(|heading| std::cmp::Reverse(best(*heading, &scored)));
    let place = |heading: &Heading| headings.iter().position(|other| other == heading);
    scored.sort_by_key(|(heading, score, index)| (place(heading), std::cmp::Reverse(*score), *index));
    let mut rows = Vec::with_capacity(scored.len() + headings.len());
    let mut last = None;
    for (heading, _, index) in scored {
        if last != Some(heading) {
            rows.push(Row::Heading(heading));
            last = Some(heading);
        }
        rows.push(Row::Candidate(index));
    }
    rows
}

fn scores(typed: &str, candidates: &[Candidate]) -> Vec<(Heading, u32, usize)> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let score_of = |candidate: &Candidate, matcher: &mut Matcher| {
        let [title, detail, other] = &candidate.haystacks;
        let mut score = |text: &Utf32String, words_of: Words| {
            let letters = text.to_string().to_lowercase();
            let has = |word: &String| has_word(&letters, word, words_of);
            let score = pattern.score(text.slice(..), matcher)?;
            words.iter().all(has).then_some(score)
        };
        let by_title = score(title, Words::InParts).map(|score| score * NAME_COUNTS);
        by_title
            .max(score(detail, Words::Whole))
            .max(score(other, Words::Whole))
    };
    let all = candidates.iter().enumerate();
    all.filter_map(|(index, candidate)| {
        let score = score_of(candidate, &mut matcher)?;
        Some((candidate.heading, score, index))
    })
    .collect()
}

/// How a typed word may stand in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// As it is, or as the beginnings of several words: `usedark` of "Use the dark theme".
    InParts,
    /// As it is.
    Whole,
}

/// Shorter typed words are only found at the start of a word.
const SHORT: usize = 3;

/// Whether a typed word stands in a text, both in lower case. Single letters strewn over a sentence are no match.
fn has_word(text: &str, word: &str, words: Words) -> bool {
    let has_signs = word.chars().any(|letter| !letter.is_alphanumeric());
    let long = has_signs || word.chars().count() >= SHORT;
    if long && text.contains(word) {
        return true;
    }
    let letters: Vec<char> = text.chars().collect();
    let typed: Vec<char> = word.chars().collect();
    let starts = |at: usize| starts_word(&letters, at);
    (0..letters.len()).filter(|at| starts(*at)).any(|at| {
        let rest = letters.get(at..).unwrap_or_default();
        match words {
            Words::Whole => rest.starts_with(&typed),
            Words::InParts => begins(rest, &typed),
        }
    })
}

fn starts_word(letters: &[char], at: usize) -> bool {
    let is_letter = |at: usize| letters.get(at).is_some_and(|letter| letter.is_alphanumeric());
    is_letter(at) && (at == 0 || !is_letter(at - 1))
}

/// A single letter is no part: `curl` is not "Copy … URL".
const LEAST_PART: usize = 2;

/// Whether the typed letters are beginnings of words of `letters`, the first word among them, in their order. Each
/// beginning is taken as long as it goes.
fn begins(letters: &[char], typed: &[char]) -> bool {
    let same = letters
        .iter()
        .zip(typed)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = typed.get(same..).unwrap_or_default();
    if rest.is_empty() {
        return true;
    }
    same >= LEAST_PART
        && (same..letters.len())
            .filter(|at| starts_word(letters, *at))
            .any(|at| begins(letters.get(at..).unwrap_or_default(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands() -> Vec<Candidate> {
        Command::ALL.into_iter().map(Candidate::command).collect()
    }

    fn matches(typed: &str) -> Vec<Command> {
        let candidates = commands();
        let rows = found(typed, &candidates);
        rows.into_iter()
            .filter_map(|row| match row {
                Row::Candidate(index) => match candidates[index].action {
                    Action::Run(command) => Some(command),
                    _ => None,
                },
                Row::Heading(_) => None,
            })
            .collect()
    }

    fn sent(url: &str) -> Candidate {
        Candidate::new(Heading::Sent, url, "200 OK", "", Action::OpenPast(0))
    }

    #[test]
    fn names_and_the_words_of_other_clients_find_commands() {
        assert_eq!(matches("dark").first(), Some(&Command::UseDarkTheme));
        assert!(matches("AccessKey").contains(&Command::ShowAuth));
        assert_eq!(matches("canon").first(), Some(&Command::CopyCanonicalRequest));
        assert_eq!(matches("usedark"), [Command::UseDarkTheme]);
        assert!(matches("qqqq").is_empty());
        assert_eq!(matches(" ").len(), Command::ALL.len());
    }

    #[test]
    fn what_has_nothing_to_do_with_the_words_typed_is_not_listed() {
        let themes = [
            Command::UseDarkTheme,
            Command::UseLightTheme,
            Command::UseSystemTheme,
            Command::ToggleHighContrast,
        ];
        assert_eq!(matches("theme"), themes);
        assert!(
            !matches("theme").contains(&Command::PinTime),
            "\"pin THE signing tiME\""
        );
        for typed in ["zoom", "curl", "pane"] {
            for command in matches(typed) {
                let (text, tip) = command.text_and_tooltip();
                let words = format!("{text} {tip} {}", command.other_words());
                assert!(words.to_lowercase().contains(typed), "{words}");
            }
        }
    }

    #[test]
    fn the_heading_of_the_best_match_comes_first_and_headings_stay_together() {
        let mut candidates = commands();
        candidates.push(sent("https://example.com/dark"));
        candidates.push(sent("https://example.com/orders/dark-matter"));
        let rows = found("dark-matter", &candidates);
        assert_eq!(rows.first(), Some(&Row::Heading(Heading::Sent)));
        let rows = found("Use the dark theme", &candidates);
        assert_eq!(rows.first(), Some(&Row::Heading(Heading::Commands)));
        let rows = found("dark", &candidates);
        let headings = rows.iter().filter(|row| matches!(row, Row::Heading(_)));
        assert_eq!(headings.count(), 2);
    }

    #[test]
    fn signs_of_a_url_are_letters_and_no_syntax() {
        let candidates = [sent("https://h/$default/!a?x='1'^2")];
        for typed in ["$default", "!a", "'1'", "^2", "x='1'"] {
            assert_eq!(found(typed, &candidates).len(), 2, "{typed}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = sent(&"ü".repeat(5_000));
        assert_eq!(long.title.chars().count(), MOST_CHARS + 1);
    }
}
