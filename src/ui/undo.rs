//! Undo and redo over the whole request of a tab.
//!
//! The text fields' own undo knows one field and forgets it with the focus. Here a step is a state of the request;
//! typing in one field makes one step a second, and everything else a step of its own.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use eframe::egui::Id;

use crate::model::{Field, LongText, Request};
use crate::ui::section::Section;

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

    /// The request as it was seen last.
    pub fn present(&self) -> Arc<Request> {
        Arc::clone(&self.present)
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
    } else if before.assertions != after.assertions || before.captures != after.captures {
        Some(Section::Checks)
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
    let assertions = request.assertions.iter().flat_map(|row| {
        [
            (Field::AssertionExpression(row.row), row.expression.as_str()),
            (Field::AssertionValue(row.row), row.value.as_str()),
        ]
    });
    let captures = request.captures.iter().flat_map(|row| {
        [
            (Field::CaptureExpression(row.row), row.expression.as_str()),
            (Field::CaptureVariable(row.row), row.variable.as_str()),
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
    .chain(assertions)
    .chain(captures)
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
        Field::AssertionExpression(id) => &request.assertions.iter().find(|row| row.row == id)?.expression,
        Field::AssertionValue(id) => &request.assertions.iter().find(|row| row.row == id)?.value,
        Field::CaptureExpression(id) => &request.captures.iter().find(|row| row.row == id)?.expression,
        Field::CaptureVariable(id) => &request.captures.iter().find(|row| row.row == id)?.variable,
        Field::RegionSet | Field::CredentialSource => return None,
    })
}

fn text_mut(request: &mut Request, field: Field) -> Option<&mut String> {
    let docs = &mut request.docs;
    let (assertions, captures) = (&mut request.assertions, &mut request.captures);
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
        Field::AssertionExpression(id) => &mut assertions.iter_mut().find(|row| row.row == id)?.expression,
        Field::AssertionValue(id) => &mut assertions.iter_mut().find(|row| row.row == id)?.value,
        Field::CaptureExpression(id) => &mut captures.iter_mut().find(|row| row.row == id)?.expression,
        Field::CaptureVariable(id) => &mut captures.iter_mut().find(|row| row.row == id)?.variable,
        Field::RegionSet | Field::CredentialSource => return None,
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
mod tests;
