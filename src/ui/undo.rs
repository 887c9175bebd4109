//! Undo and redo over the whole request of a tab.
//!
//! The text fields' own undo knows one field and forgets it with the focus. Here a step is a state of the request;
//! typing in one field makes one step a second, and everything else a step of its own.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use eframe::egui::Id;

use super::tab::Section;
use crate::model::{Field, LongText, Request};

/// Steps kept, oldest forgotten first.
const MOST_STEPS: usize = 500;
/// Bytes of text in all steps together; a body of many megabytes would else be kept hundreds of times.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// A longer text is in no editor that has a cursor, and too long to look for its first change while drawing, in bytes.
const MOST_COMPARED: usize = 256 * 1024;
/// Typing in one field within this many seconds is one step.
const ONE_STEP_SECONDS: f64 = 1.0;

/// The states of a request before and after the one shown.
#[derive(Clone, Debug)]
pub struct UndoHistory {
    /// The state shown, as last seen.
    present: Arc<Request>,
    /// What the step from the last of `past` to `present` changed, and when it began.
    step: Option<Step>,
    past: VecDeque<Arc<Request>>,
    future: Vec<Arc<Request>>,
    /// The state in which the request was opened; `None` when that was before the program was started.
    opened: Option<Arc<Request>>,
    /// Whether `present` differs from it, kept so that a strip of many tabs costs nothing.
    edits: Edits,
    /// Which widget had the focus while a field was typed in, so that its cursor follows an undo.
    places: HashMap<Field, Id>,
}

/// Whether a request differs from what it was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits {
    /// As it was opened.
    None,
    /// Something was edited, and no file has it.
    Some,
}

/// What an undo or a redo changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The state to show.
    pub request: Request,
    /// The section in which the change is seen; `None` for the bar, which is always in sight.
    pub section: Option<Section>,
    /// Where the cursor belongs when that widget has the focus, in characters.
    pub cursor: Option<(Id, usize)>,
}

/// A step that typing may still add to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    field: Field,
    began: f64,
}

impl UndoHistory {
    /// With nothing to undo, of a request that was just opened.
    pub fn new(request: &Request) -> Self {
        let opened = Arc::new(request.clone());
        Self {
            opened: Some(Arc::clone(&opened)),
            edits: Edits::None,
            present: opened,
            step: None,
            past: VecDeque::new(),
            future: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// With nothing to undo, of a request that comes back with edits of an earlier run.
    pub fn of_edited(request: &Request) -> Self {
        Self {
            opened: None,
            edits: Edits::Some,
            ..Self::new(request)
        }
    }

    /// Whether the request differs from what it was when it was opened.
    pub fn edits(&self) -> Edits {
        self.edits
    }

    /// Takes note of the request as it is now, `now` in seconds of any steady clock. Costs one comparison when nothing
    /// changed. `focus` is what the user types into.
    pub fn observe(&mut self, request: &Request, now: f64, focus: Option<Id>) {
        if *self.present == *request {
            return;
        }
        let field = changed_field(&self.present, request);
        if let (Some(field), Some(focus)) = (field, focus) {
            self.places.insert(field, focus);
        }
        let goes_on = match (field, self.step) {
            (Some(field), Some(step)) => step.field == field && now - step.began < ONE_STEP_SECONDS,
            _ => false,
        };
        let before = std::mem::replace(&mut self.present, Arc::new(request.clone()));
        self.future.clear();
        if !goes_on {
            self.past.push_back(before);
            self.step = field.map(|field| Step { field, began: now });
            self.forget_oldest();
        }
        self.compare_with_opened();
    }

    /// The request as it is now, without a copy where it is the one seen last.
    pub fn shared(&self, request: &Request) -> Arc<Request> {
        if *self.present == *request {
            Arc::clone(&self.present)
        } else {
            Arc::new(request.clone())
        }
    }

    /// Changes every state, for what is no edit: a secret that the key store gave back.
    pub fn amend(&mut self, change: impl Fn(&mut Request)) {
        let states = self
            .past
            .iter_mut()
            .chain(&mut self.future)
            .chain(&mut self.opened);
        for state in states.chain([&mut self.present]) {
            change(Arc::make_mut(state));
        }
        self.compare_with_opened();
    }

    /// The state before; `None` when there is none.
    pub fn undo(&mut self) -> Option<Change> {
        let now = Arc::clone(&self.present);
        let before = self.past.pop_back()?;
        self.step = None;
        self.future.push(std::mem::replace(&mut self.present, before));
        self.compare_with_opened();
        Some(self.change_from(&now))
    }

    /// The state that was undone last; `None` when there is none or something was edited since.
    pub fn redo(&mut self) -> Option<Change> {
        let now = Arc::clone(&self.present);
        let after = self.future.pop()?;
        self.step = None;
        self.past.push_back(std::mem::replace(&mut self.present, after));
        self.compare_with_opened();
        Some(self.change_from(&now))
    }

    fn change_from(&self, before: &Request) -> Change {
        let after = &self.present;
        let field = changed_field(before, after);
        let cursor = field.and_then(|field| {
            let [old, new] = [before, after].map(|request| text_of(request, field).unwrap_or_default());
            if old.len().max(new.len()) > MOST_COMPARED {
                return None;
            }
            Some((*self.places.get(&field)?, end_of_change(old, new)))
        });
        Change {
            request: Request::clone(after),
            section: changed_section(before, after),
            cursor,
        }
    }

    /// True when there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// True when there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    fn compare_with_opened(&mut self) {
        self.edits = match &self.opened {
            Some(opened) if *opened == self.present => Edits::None,
            _ => Edits::Some,
        };
    }

    fn forget_oldest(&mut self) {
        let is_too_much = |past: &VecDeque<Arc<Request>>| past.len() > 1 && held_bytes(past) > MOST_BYTES;
        while self.past.len() > MOST_STEPS || is_too_much(&self.past) {
            self.past.pop_front();
        }
    }
}

/// Where two states differ, if it is not in the bar alone.
fn changed_section(before: &Request, after: &Request) -> Option<Section> {
    let (old, new) = (&before.http, &after.http);
    if old.headers != new.headers || signed_by_hand(before) != signed_by_hand(after) {
        Some(Section::Headers)
    } else if old.auth != new.auth {
        Some(Section::Auth)
    } else if old.body != new.body {
        Some(Section::Body)
    } else if old.disabled_params != new.disabled_params || old.path_values != new.path_values {
        Some(Section::Params)
    } else if before.docs != after.docs {
        Some(Section::Docs)
    } else {
        None
    }
}

/// The choices of the header table that the signing options keep.
fn signed_by_hand(request: &Request) -> [&[String]; 2] {
    let options = &request.http.auth.aws.options;
    [&options.unsigned_headers, &options.signed_headers_extra]
}

/// The place behind what differs in the new text, in characters.
fn end_of_change(old: &str, new: &str) -> usize {
    let same_end = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let same_start = old
        .chars()
        .zip(new.chars())
        .take_while(|(one, other)| one == other)
        .count();
    new.chars().count().saturating_sub(same_end).max(same_start)
}

/// The one text field in which two states differ; `None` when they differ in more, or in something that is no text.
fn changed_field(before: &Request, after: &Request) -> Option<Field> {
    text_fields(before)
        .zip(text_fields(after))
        .find(|((field, old), (same, new))| field == same && old != new)
        .map(|((field, _), _)| field)
        .filter(|field| with_text_of(before, after, *field).as_ref() == Some(after))
}

/// The texts that are typed in long pieces. Other fields make a step for each change.
fn text_fields(request: &Request) -> impl Iterator<Item = (Field, &str)> {
    let http = &request.http;
    let values = http.path_values.iter();
    let values = values.map(|value| (Field::PathValue(value.row), value.value.as_str()));
    let rows = http.headers.iter().flat_map(|row| {
        [
            (Field::HeaderName(row.row), row.name.as_str()),
            (Field::HeaderValue(row.row), row.value.as_str()),
        ]
    });
    [
        Field::Method,
        Field::Url,
        Field::Body,
        Field::Docs,
        Field::AccessKeyId,
        Field::SecretAccessKey,
        Field::SessionToken,
        Field::Region,
        Field::Service,
        Field::Username,
        Field::Password,
        Field::BearerToken,
        Field::ApiKeyName,
        Field::ApiKeyValue,
        Field::SigningHost,
    ]
    .into_iter()
    .filter_map(|field| Some((field, text_of(request, field)?)))
    .chain(rows)
    .chain(values)
}

fn text_of(request: &Request, field: Field) -> Option<&str> {
    let http = &request.http;
    let (auth, aws) = (&http.auth, &http.auth.aws);
    Some(match field {
        Field::Method => &http.method,
        Field::Url => &http.url,
        Field::Body => &http.body.text,
        Field::Docs => &request.docs,
        Field::AccessKeyId => &aws.access_key_id,
        Field::SecretAccessKey => aws.secret_access_key.expose_for_editing(),
        Field::SessionToken => aws.session_token.expose_for_editing(),
        Field::Region => &aws.region,
        Field::Service => &aws.service,
        Field::Username => &auth.basic.username,
        Field::Password => auth.basic.password.expose_for_editing(),
        Field::BearerToken => auth.bearer.token.expose_for_editing(),
        Field::ApiKeyName => &auth.api_key.key,
        Field::ApiKeyValue => auth.api_key.value.expose_for_editing(),
        Field::SigningHost => aws.options.signing_host.as_deref()?,
        Field::HeaderName(id) => &http.headers.iter().find(|row| row.row == id)?.name,
        Field::HeaderValue(id) => &http.headers.iter().find(|row| row.row == id)?.value,
        Field::PathValue(id) => &http.path_values.iter().find(|value| value.row == id)?.value,
        Field::RegionSet => return None,
    })
}

fn text_mut(request: &mut Request, field: Field) -> Option<&mut String> {
    let docs = &mut request.docs;
    let http = &mut request.http;
    let auth = &mut http.auth;
    let aws = &mut auth.aws;
    Some(match field {
        Field::Method => &mut http.method,
        Field::Url => &mut http.url,
        Field::Body => &mut http.body.text,
        Field::Docs => docs,
        Field::AccessKeyId => &mut aws.access_key_id,
        Field::SecretAccessKey => aws.secret_access_key.expose_for_editing_mut(),
        Field::SessionToken => aws.session_token.expose_for_editing_mut(),
        Field::Region => &mut aws.region,
        Field::Service => &mut aws.service,
        Field::Username => &mut auth.basic.username,
        Field::Password => auth.basic.password.expose_for_editing_mut(),
        Field::BearerToken => auth.bearer.token.expose_for_editing_mut(),
        Field::ApiKeyName => &mut auth.api_key.key,
        Field::ApiKeyValue => auth.api_key.value.expose_for_editing_mut(),
        Field::SigningHost => aws.options.signing_host.as_mut()?,
        Field::HeaderName(id) => &mut http.headers.iter_mut().find(|row| row.row == id)?.name,
        Field::HeaderValue(id) => &mut http.headers.iter_mut().find(|row| row.row == id)?.value,
        Field::PathValue(id) => &mut http.path_values.iter_mut().find(|value| value.row == id)?.value,
        Field::RegionSet => return None,
    })
}

/// `before` with the text of one field taken from `after`.
fn with_text_of(before: &Request, after: &Request, field: Field) -> Option<Request> {
    let text = text_of(after, field)?;
    let mut mixed = before.clone();
    match field {
        Field::Body => mixed.http.body.text = after.http.body.text.clone(),
        Field::Docs => mixed.docs = after.docs.clone(),
        _ => text.clone_into(text_mut(&mut mixed, field)?),
    }
    Some(mixed)
}

/// Bytes of the texts that may be large. One that a state shares with the state before it is held once.
fn held_bytes(states: &VecDeque<Arc<Request>>) -> usize {
    let mut before: Option<&Request> = None;
    let each = states.iter().map(|state| {
        let own: usize = long_texts(state)
            .into_iter()
            .enumerate()
            .filter(|(at, text)| {
                let same = before.and_then(|before| long_texts(before).into_iter().nth(*at));
                !same.is_some_and(|same| same.is_shared_with(text))
            })
            .map(|(_, text)| text.len())
            .sum();
        before = Some(state);
        let http = &state.http;
        let parts: usize = http.body.parts.iter().map(|part| part.text.len()).sum();
        own + http.url.len() + parts
    });
    each.sum()
}

fn long_texts(request: &Request) -> [&LongText; 4] {
    let body = &request.http.body;
    [
        &body.text,
        &body.graphql.query,
        &body.graphql.variables,
        &request.docs,
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{HeaderRow, RowState};

    fn url(text: &str) -> Request {
        let mut request = Request::default();
        request.http.url = text.to_owned();
        request
    }

    fn undo(history: &mut UndoHistory) -> Option<Request> {
        history.undo().map(|change| change.request)
    }

    fn redo(history: &mut UndoHistory) -> Option<Request> {
        history.redo().map(|change| change.request)
    }

    #[test]
    fn the_cursor_goes_behind_what_changed() {
        for (old, new, at) in [
            ("abcd", "ab", 2),
            ("ab", "abcd", 4),
            ("aXXb", "ab", 1),
            ("aab", "ab", 1),
            ("é", "éü", 2),
            ("", "", 0),
            ("abc", "xyz", 3),
        ] {
            assert_eq!(end_of_change(old, new), at, "{old} {new}");
        }
        let mut history = UndoHistory::new(&url("https://h/"));
        let place = Id::unique("url field");
        history.observe(&url("https://hello/"), 0.0, Some(place));
        assert_eq!(history.undo().unwrap().cursor, Some((place, 9)));
        assert_eq!(history.redo().unwrap().cursor, Some((place, 13)));
    }

    #[test]
    fn a_request_has_edits_until_it_is_what_was_opened_again() {
        let mut history = UndoHistory::new(&url("a"));
        assert_eq!(history.edits(), Edits::None);
        history.observe(&url("ab"), 0.0, None);
        assert_eq!(history.edits(), Edits::Some);
        history.undo();
        assert_eq!(history.edits(), Edits::None);
        history.redo();
        assert_eq!(history.edits(), Edits::Some);
        history.observe(&url("a"), 9.0, None);
        assert_eq!(history.edits(), Edits::None, "typed back");
        history.amend(|request| request.http.method.push('X'));
        assert_eq!(history.edits(), Edits::None, "what is no edit makes none");
        let mut earlier = UndoHistory::of_edited(&url("a"));
        earlier.observe(&url("ab"), 0.0, None);
        earlier.undo();
        assert_eq!(earlier.edits(), Edits::Some, "what it was opened as is not known");
    }

    #[test]
    fn a_change_names_the_section_in_which_it_is_seen() {
        let start = url("a");
        let section = |edit: &dyn Fn(&mut Request)| {
            let mut history = UndoHistory::new(&start);
            let mut request = start.clone();
            edit(&mut request);
            history.observe(&request, 0.0, None);
            history.undo().unwrap().section
        };
        assert_eq!(section(&|request| request.http.url.clear()), None);
        assert_eq!(section(&|request| request.http.method.clear()), None);
        assert_eq!(
            section(&|request| request.http.body.text.push('x')),
            Some(Section::Body)
        );
        assert_eq!(section(&|request| request.docs.push('x')), Some(Section::Docs));
        let region = |request: &mut Request| request.http.auth.aws.region.push('x');
        assert_eq!(section(&region), Some(Section::Auth));
        let flip = |request: &mut Request| {
            let options = &mut request.http.auth.aws.options;
            options.unsigned_headers.push("x-a".to_owned());
        };
        assert_eq!(section(&flip), Some(Section::Headers));
        let value = |request: &mut Request| request.http.path_values.push(crate::model::PathValue::default());
        assert_eq!(section(&value), Some(Section::Params));
    }

    #[test]
    fn what_the_key_store_gives_back_is_in_every_state() {
        let mut history = UndoHistory::new(&url("a"));
        history.observe(&url("b"), 0.0, None);
        history.amend(|request| request.http.auth.aws.region.push('x'));
        assert_eq!(undo(&mut history).unwrap().http.auth.aws.region, "x");
        assert_eq!(redo(&mut history).unwrap().http.auth.aws.region, "x");
    }

    #[test]
    fn typing_in_one_field_is_one_step_a_second() {
        let mut history = UndoHistory::new(&url(""));
        for (now, text) in [(0.0, "a"), (0.4, "ab"), (0.9, "abc"), (1.1, "abcd")] {
            history.observe(&url(text), now, None);
        }
        assert_eq!(undo(&mut history), Some(url("abc")));
        assert_eq!(undo(&mut history), Some(url("")));
        assert_eq!(history.undo(), None);
        assert_eq!(redo(&mut history), Some(url("abc")));
        assert_eq!(redo(&mut history), Some(url("abcd")));
        assert!(!history.can_redo());
    }

    #[test]
    fn another_field_is_another_step_at_once() {
        let mut request = url("a");
        let mut history = UndoHistory::new(&url(""));
        history.observe(&request, 0.0, None);
        request.http.body.text.push('x');
        history.observe(&request, 0.1, None);
        assert_eq!(undo(&mut history), Some(url("a")));
    }

    #[test]
    fn a_row_that_is_switched_off_is_a_step_of_its_own() {
        let mut request = url("a");
        request.http.headers.push(HeaderRow::new("x", "1"));
        let mut history = UndoHistory::new(&request);
        for (now, state) in [(0.0, RowState::Disabled), (0.1, RowState::Enabled)] {
            request.http.headers.first_mut().unwrap().state = state;
            history.observe(&request, now, None);
        }
        assert_eq!(
            undo(&mut history).unwrap().http.headers.first().unwrap().state,
            RowState::Disabled
        );
        assert_eq!(
            undo(&mut history).unwrap().http.headers.first().unwrap().state,
            RowState::Enabled
        );
    }

    #[test]
    fn an_edit_after_an_undo_ends_the_redo() {
        let mut history = UndoHistory::new(&url(""));
        history.observe(&url("a"), 0.0, None);
        history.undo();
        history.observe(&url("b"), 5.0, None);
        assert!(!history.can_redo());
        assert_eq!(undo(&mut history), Some(url("")));
    }

    #[test]
    fn large_texts_are_forgotten_before_they_fill_the_memory() {
        let mut request = Request::default();
        let mut history = UndoHistory::new(&request);
        for step in 0..40_u32 {
            request.http.body.text = char::from(b'a' + u8::try_from(step % 26).unwrap())
                .to_string()
                .repeat(4 * 1024 * 1024)
                .into();
            history.observe(&request, f64::from(step) * 2.0, None);
        }
        let undone = std::iter::from_fn(|| history.undo()).count();
        assert!((1..=8).contains(&undone), "{undone}");
    }

    #[test]
    fn a_large_body_is_held_once_however_often_something_else_is_edited() {
        let mut request = Request::default();
        request.http.body.text = "x".repeat(4 * 1024 * 1024).into();
        let mut history = UndoHistory::new(&request);
        for step in 0..100_u32 {
            request.http.url = format!("https://h/{step}");
            history.observe(&request, f64::from(step) * 2.0, None);
        }
        let states: Vec<Request> = std::iter::from_fn(|| undo(&mut history)).collect();
        assert_eq!(states.len(), 100);
        let body = &request.http.body.text;
        assert!(
            states
                .iter()
                .all(|state| state.http.body.text.is_shared_with(body))
        );
    }

    proptest! {
        #[test]
        fn undoing_everything_returns_to_the_start_and_redoing_to_the_end(
            edits in proptest::collection::vec((0_u8..6, "[a-z]{0,4}", 0.0_f64..2.0), 1..60),
        ) {
            let start = url("https://example.com");
            let mut request = start.clone();
            let mut history = UndoHistory::new(&start);
            let mut now = 0.0;
            for (what, text, later) in edits {
                now += later;
                let http = &mut request.http;
                match what {
                    0 => http.url.push_str(&text),
                    1 => http.body.text = text.into(),
                    2 => http.headers.push(HeaderRow::new(text, "v")),
                    3 => drop(http.headers.pop()),
                    4 => if let Some(row) = http.headers.first_mut() { row.value = text },
                    _ => http.method = text,
                }
                history.observe(&request, now, None);
            }
            while let Some(undone) = undo(&mut history) {
                request = undone;
            }
            prop_assert_eq!(&request, &start);
            let end = Request::clone(history.future.first().unwrap_or(&history.present));
            while let Some(redone) = redo(&mut history) {
                request = redone;
            }
            prop_assert_eq!(request, end);
        }
    }
}
