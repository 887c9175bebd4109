//! A list of the history while one looks through it: what is asked for, and the rows that came.
//!
//! Rows come in pages, the latest first. What is typed asks anew; what was written since makes the list ask for its first
//! page again, and rows stay until the answer is there.

use crate::model::{ExchangeId, HistoryCursor, HistoryQuery, HistoryRow, Pin};

/// Rows of a page.
pub const PAGE: usize = 100;
/// With fewer rows the list goes on by itself.
const FEW: usize = 40;

/// The list and its query.
#[derive(Clone, Debug, Default)]
pub struct HistoryList {
    /// What is looked for, as typed and chosen.
    pub query: HistoryQuery,
    /// The row that has the cursor.
    pub selected: Option<ExchangeId>,
    /// The row that takes the keyboard as soon as it is drawn.
    pub wanted: Option<ExchangeId>,
    rows: Vec<HistoryRow>,
    next: Option<HistoryCursor>,
    /// The query that the rows answer.
    answered: Option<HistoryQuery>,
    waits_for: Option<Waiting>,
    problem: Option<String>,
    wants: Wants,
}

/// A page that was asked for.
#[derive(Clone, Debug)]
struct Waiting {
    number: u64,
    wanted: WantedPage,
}

/// A page of rows that the list needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPage {
    /// What is looked for.
    pub query: HistoryQuery,
    /// Where the rows go on; `None` for the first ones.
    pub before: Option<HistoryCursor>,
}

/// What is needed besides an answer to the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wants {
    /// Nothing.
    #[default]
    Nothing,
    /// The first page again: something was written or deleted.
    Fresh,
    /// The next page: the end of the rows is in sight.
    More,
}

impl HistoryList {
    /// The rows, the latest first.
    pub fn rows(&self) -> &[HistoryRow] {
        &self.rows
    }

    /// The row that has the cursor.
    pub fn selected_row(&self) -> Option<&HistoryRow> {
        let selected = self.selected?;
        self.rows.iter().find(|row| row.id == selected)
    }

    /// Why there are no rows, for people.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether all was looked through, so that no rows mean that there are none.
    pub fn is_answered(&self) -> bool {
        self.answered.as_ref() == Some(&self.query) && self.next.is_none()
    }

    /// Something was written or deleted.
    pub fn refresh(&mut self) {
        self.wants = Wants::Fresh;
    }

    /// The end of the rows is in sight.
    pub fn show_more(&mut self) {
        if self.next.is_some() && self.wants == Wants::Nothing {
            self.wants = Wants::More;
        }
    }

    /// The page that has to be asked for now; `None` when it was asked for, or there is none.
    pub fn wanted_page(&self) -> Option<WantedPage> {
        let first = WantedPage {
            query: self.query.clone(),
            before: None,
        };
        let is_new = self.answered.as_ref() != Some(&self.query);
        if let Some(waiting) = &self.waits_for {
            // The last question counts; what is fresh is asked for when the answer is there.
            return (waiting.wanted.query != self.query).then_some(first);
        }
        match self.wants {
            _ if is_new => Some(first),
            Wants::Fresh => Some(first),
            Wants::More => Some(WantedPage {
                query: self.query.clone(),
                before: Some(self.next?),
            }),
            Wants::Nothing => None,
        }
    }

    /// The page was asked for under this number.
    pub fn asked(&mut self, number: u64, wanted: WantedPage) {
        self.waits_for = Some(Waiting { number, wanted });
        self.wants = Wants::Nothing;
    }

    /// Takes an answer, when it is the one that is waited for.
    pub fn receive(&mut self, number: u64, result: Result<(Vec<HistoryRow>, Option<HistoryCursor>), String>) {
        let Some(waiting) = self.waits_for.take_if(|waiting| waiting.number == number) else {
            return;
        };
        self.answered = Some(waiting.wanted.query);
        match result {
            Ok((rows, next)) => {
                self.problem = None;
                self.next = next;
                if waiting.wanted.before.is_none() {
                    self.rows = rows;
                } else {
                    self.rows.extend(rows);
                }
                // A page of a search may have few rows, or none, and yet not be the last.
                if self.next.is_some() && self.rows.len() < FEW && self.wants == Wants::Nothing {
                    self.wants = Wants::More;
                }
            }
            Err(problem) => {
                self.rows.clear();
                self.next = None;
                self.problem = Some(problem);
            }
        }
        if self.selected_row().is_none() {
            self.selected = None;
        }
    }

    /// Shows a pin before the answer is there.
    pub fn pinned(&mut self, id: ExchangeId, pin: Pin) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            row.pin = pin;
        }
    }

    /// Shows a note before the answer is there.
    pub fn noted(&mut self, id: ExchangeId, note: &str) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            note.clone_into(&mut row.note);
        }
    }

    /// Puts the cursor so many rows further, the keyboard with it.
    pub fn step(&mut self, by: isize) {
        let at = self
            .selected
            .and_then(|selected| self.rows.iter().position(|row| row.id == selected));
        let to = match at {
            None => 0,
            Some(at) => at.saturating_add_signed(by),
        };
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.rows.get(to.min(last)).map(|row| row.id);
        self.wanted = self.selected;
    }

    /// Where the cursor is, counted from the latest row.
    pub fn selected_at(&self) -> Option<usize> {
        let selected = self.selected?;
        self.rows.iter().position(|row| row.id == selected)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use time::OffsetDateTime;

    use super::*;
    use crate::model::HistoryEnding;

    fn row(number: u128) -> HistoryRow {
        HistoryRow {
            cursor: HistoryCursor::new(i64::try_from(number).unwrap()),
            id: ExchangeId::from_random(number),
            began: OffsetDateTime::UNIX_EPOCH,
            method: "GET".to_owned(),
            url: "https://h/".to_owned(),
            host: "h".to_owned(),
            ending: HistoryEnding::Replied(200),
            total: Duration::ZERO,
            reply_bytes: None,
            cause: None,
            title: None,
            collection: None,
            request: None,
            environment: None,
            pin: Pin::Unpinned,
            note: String::new(),
        }
    }

    fn ids(list: &HistoryList) -> Vec<ExchangeId> {
        list.rows().iter().map(|row| row.id).collect()
    }

    fn answer(list: &mut HistoryList, number: u64, rows: &[u128], next: Option<i64>) {
        let wanted = list.wanted_page().unwrap();
        list.asked(number, wanted);
        let rows = rows.iter().copied().map(row).collect();
        list.receive(number, Ok((rows, next.map(HistoryCursor::new))));
    }

    #[test]
    fn pages_follow_each_other_and_end() {
        let mut list = HistoryList::default();
        let first: Vec<u128> = (100..150).rev().collect();
        answer(&mut list, 1, &first, Some(100));
        assert_eq!(list.wanted_page(), None);
        list.show_more();
        assert_eq!(list.wanted_page().unwrap().before, Some(HistoryCursor::new(100)));
        answer(&mut list, 2, &[7], None);
        assert_eq!(list.rows().len(), 51);
        list.show_more();
        assert_eq!(list.wanted_page(), None, "that was all");
    }

    #[test]
    fn a_search_goes_on_while_it_finds_little() {
        let mut list = HistoryList::default();
        list.query.text = "rare".to_owned();
        answer(&mut list, 1, &[], Some(50));
        assert!(!list.is_answered(), "not all was looked through");
        assert_eq!(list.wanted_page().unwrap().before, Some(HistoryCursor::new(50)));
        answer(&mut list, 2, &[3], None);
        assert!(list.is_answered());
        assert_eq!(ids(&list), [ExchangeId::from_random(3)]);
    }

    #[test]
    fn the_answer_to_an_older_question_is_not_shown() {
        let mut list = HistoryList::default();
        let first = list.wanted_page().unwrap();
        list.asked(1, first);
        assert_eq!(list.wanted_page(), None, "it was asked for");
        list.query.text = "pets".to_owned();
        let second = list.wanted_page().unwrap();
        list.asked(2, second);
        list.receive(1, Ok((vec![row(1)], None)));
        assert!(list.rows().is_empty() && !list.is_answered());
        list.receive(2, Ok((vec![row(2)], None)));
        assert_eq!(ids(&list), [ExchangeId::from_random(2)]);
    }

    #[test]
    fn what_is_written_while_an_answer_is_awaited_is_asked_for_behind_it() {
        let mut list = HistoryList::default();
        let first = list.wanted_page().unwrap();
        list.asked(1, first);
        list.refresh();
        assert_eq!(list.wanted_page(), None);
        list.receive(1, Ok((vec![row(1)], None)));
        assert_eq!(list.wanted_page().unwrap().before, None);
        answer(&mut list, 2, &[2, 1], None);
        assert_eq!(ids(&list).len(), 2);
        assert_eq!(list.wanted_page(), None);
    }

    #[test]
    fn the_cursor_stays_within_the_rows_and_goes_with_its_row() {
        let mut list = HistoryList::default();
        answer(&mut list, 1, &[3, 2], None);
        list.step(1);
        assert_eq!(list.selected_at(), Some(0), "it begins at the latest");
        list.step(5);
        list.step(-1);
        assert_eq!(list.selected_at(), Some(0));
        list.refresh();
        answer(&mut list, 2, &[4, 3, 2], None);
        assert_eq!(list.selected_at(), Some(1));
        list.refresh();
        answer(&mut list, 3, &[4], None);
        assert_eq!(list.selected, None, "its row is gone");
    }

    #[test]
    fn a_failure_is_told_and_the_next_question_may_succeed() {
        let mut list = HistoryList::default();
        let first = list.wanted_page().unwrap();
        list.asked(1, first);
        list.receive(1, Err("the history is not open".to_owned()));
        assert_eq!(list.problem(), Some("the history is not open"));
        assert_eq!(list.wanted_page(), None, "it is not asked again and again");
        list.refresh();
        answer(&mut list, 2, &[1], None);
        assert_eq!(list.problem(), None);
    }
}
