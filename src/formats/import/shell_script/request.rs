//! A curl command of a script as a request.

use base64::Engine as _;

use super::super::json::unknown_part;
use super::super::kept::add_paragraph;
use super::super::names::name_of_target;
use super::super::text_body::{body_of_text, content_type_of};
use super::super::texts::of_request;
use super::super::unspoken;
use super::super::{MOST_ITEMS, TransferOutcome};
use super::Reading;
use super::front::{Assigned, Parts};
use super::marks::Marks;
use super::scan::{Command, Input};
use super::values::name_in;
use crate::formats::curl::{CommandCredentials, Program, request_from_curl};
use crate::formats::{FormatError, LeftOutReason, Warning};
use crate::model::{AuthKind, Body, BodyKind, CredentialSource, Request, Secret};

/// The longest comment that becomes the name of a request.
const LONGEST_NAME: usize = 60;

impl Reading {
    /// Reads a command, `--next` and all, and gives the place of its last request.
    pub(super) fn curl(
        &mut self,
        command: Command,
        Parts { assigned, words }: Parts,
        marks: &Marks,
    ) -> Option<usize> {
        let words = with_input(words, command.input.as_ref());
        let program = words.first().cloned().unwrap_or_default();
        let mut comments = command.comments;
        if comments.is_empty() {
            comments = std::mem::take(&mut self.above);
        }
        let is_next = |word: &String| matches!(word.as_str(), "--next" | "-:");
        for words in words.split(is_next) {
            if self.requests.len() > MOST_ITEMS {
                return None;
            }
            let mut words = words.to_vec();
            if words.first() != Some(&program) {
                words.insert(0, program.clone());
            }
            self.one(&words, &std::mem::take(&mut comments), &assigned, marks);
        }
        self.requests.len().checked_sub(1)
    }

    fn one(&mut self, words: &[String], comments: &[String], assigned: &[Assigned], marks: &Marks) {
        let text: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let imported = match request_from_curl(&text.join(" ")) {
            Ok(imported) => imported,
            Err(error) => {
                let text = match error {
                    // The address may have a secret in it.
                    FormatError::NoHost { .. } => "A curl command whose URL has no host".to_owned(),
                    error => format!("A curl command that can not be read: {error}"),
                };
                let text = self.values.referring(&text, marks);
                self.report.add("", TransferOutcome::Dropped, text);
                return;
            }
        };
        let mut request = imported.request;
        url(&mut request.http.url, words, marks, self);
        auth_of_header(&mut request);
        let program = words.first().and_then(|word| Program::named(word));
        let profile = self.credentials(
            &mut request,
            program,
            &imported.credentials,
            words,
            assigned,
            marks,
        );
        let was_marked = marks.is_in(&request.http.body.text);
        let mut names = Vec::new();
        of_request(&mut request, &mut |text| {
            if marks.is_in(text) {
                *text = marks.replaced(text, |written| {
                    names.extend(name_in(written).map(str::to_owned));
                    self.values.referring_to(written)
                });
            }
        });
        let is_to_be_read = matches!(request.http.body.kind, BodyKind::Raw | BodyKind::Form);
        if is_to_be_read && was_marked {
            let text = request.http.body.text.as_str().to_owned();
            request.http.body = body_of_text(text, content_type_of(&request.http.headers));
        }
        for Assigned { name, value, .. } in assigned {
            if names.contains(name) {
                let value = self.values.referring(value, marks);
                request
                    .variables
                    .push(crate::model::Variable::new(name.as_str(), value));
            }
        }
        names.sort();
        names.dedup();
        for name in names {
            let is_set = assigned.iter().any(|assigned| assigned.name == name);
            request
                .variables
                .extend(self.values.changed(&name).filter(|_| !is_set));
        }
        let mut docs = String::new();
        request.info.name = match comments {
            [comment] if comment.chars().count() <= LONGEST_NAME => comment.clone(),
            _ => {
                add_paragraph(&mut docs, &comments.join("\n"));
                name_of_target(&request.http.method, &request.http.url)
            }
        };
        request.docs = docs.into();
        let place = request.info.name.clone();
        if let Some(text) = unspoken::refused(&mut request.http.auth, &imported.credentials) {
            self.report.add(&place, TransferOutcome::Dropped, text);
        }
        if let Some(text) = refused_body(&mut request.http.body, &imported.warnings) {
            self.report.add(&place, TransferOutcome::Dropped, text);
        }
        for warning in imported.warnings {
            let is_profile = matches!(
                &warning,
                Warning::LeftOut {
                    because: LeftOutReason::Profile,
                    ..
                }
            );
            if !(is_profile && profile == Profile::Taken) {
                let text = match &warning {
                    Warning::MoreUrls { .. } => {
                        "It has more than one URL: only the first one comes".to_owned()
                    }
                    Warning::NeedsPermission { flag, path } if !is_body(flag) => {
                        let text = format!(
                            "{flag} names the file {path}, which is not read: what is in it does not come"
                        );
                        self.values.referring(&text, marks)
                    }
                    warning => self.values.referring(&warning.to_string(), marks),
                };
                self.report.add(&place, outcome_of(&warning), text);
            }
        }
        if let Some(around) = self.inside.last() {
            let text = format!("It stands in {around} of the script, which is not run: it comes once");
            self.report.add(&place, TransferOutcome::Changed, text);
        }
        self.requests.push(request);
    }

    /// Where the keys come from that the command does not name.
    fn credentials(
        &mut self,
        request: &mut Request,
        program: Option<Program>,
        named: &CommandCredentials,
        words: &[String],
        assigned: &[Assigned],
        marks: &Marks,
    ) -> Profile {
        let aws = &mut request.http.auth.aws;
        if request.http.auth.kind != AuthKind::AwsSignature
            || program != Some(Program::Awscurl)
            || *named == CommandCredentials::Named
        {
            return Profile::None;
        }
        let by_flag = words
            .iter()
            .position(|word| word == "--profile")
            .and_then(|at| words.get(at + 1));
        let by_flag = by_flag.cloned().or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("--profile=").map(str::to_owned))
        });
        let in_front = assigned
            .iter()
            .find(|assigned| assigned.name == "AWS_PROFILE")
            .map(|assigned| assigned.value.clone());
        if let Some(profile) = by_flag.or(in_front) {
            aws.source = CredentialSource::Profile;
            aws.profile = self.values.referring(&profile, marks);
            return Profile::Taken;
        }
        if self.values.has("AWS_ACCESS_KEY_ID") {
            "{{AWS_ACCESS_KEY_ID}}".clone_into(&mut aws.access_key_id);
            aws.secret_access_key = Secret::new("{{AWS_SECRET_ACCESS_KEY}}");
            if self.values.has("AWS_SESSION_TOKEN") {
                aws.session_token = Secret::new("{{AWS_SESSION_TOKEN}}");
            }
        } else if self.values.has("AWS_PROFILE") {
            aws.source = CredentialSource::Profile;
            "{{AWS_PROFILE}}".clone_into(&mut aws.profile);
        } else {
            aws.source = CredentialSource::Automatic;
        }
        Profile::None
    }
}

/// Whether a profile was found that the command names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    None,
    Taken,
}

/// What curl reads from the command in front of it or from the script stands in the place of `@-`.
fn with_input(words: Vec<String>, input: Option<&Input>) -> Vec<String> {
    let Some(input) = input else { return words };
    let mut done: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        // A body may be read by its own flag too.
        let is_upload = matches!(done.last().map(String::as_str), Some("-T" | "--upload-file"));
        if is_upload && matches!(word.as_str(), "-" | ".") {
            match input {
                Input::File(path) => done.push(path.clone()),
                Input::Text(text) => {
                    done.pop();
                    done.extend(["-X".to_owned(), "PUT".to_owned()]);
                    done.extend(["--data-binary".to_owned(), text.clone()]);
                }
            }
            continue;
        }
        let Some(flag) = word.strip_suffix("@-") else {
            done.push(word);
            continue;
        };
        let is_plain = matches!(flag, "-d" | "--data=")
            || (flag.is_empty()
                && matches!(
                    done.last().map(String::as_str),
                    Some("-d" | "--data" | "--data-ascii")
                ));
        match input {
            // As curl does, at least at the end.
            Input::Text(text) if is_plain => done.push(format!("{flag}{}", text.trim_end_matches('\n'))),
            Input::Text(text) => done.push(format!("{flag}{text}")),
            Input::File(path) => done.push(format!("{flag}@{path}")),
        }
    }
    done
}

/// A word in quotes of a POSIX shell.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// A variable that holds the beginning of a URL has its scheme and path: nothing is added to it. Nor is a slash to an address
/// that ends with a variable, which may have a path.
fn url(url: &mut String, words: &[String], marks: &Marks, reading: &Reading) {
    let has = |text: &str| words.iter().any(|word| word.contains(text));
    let authority = url.find("://").map_or(0, |at| at + 3);
    let slash = url.get(authority..).and_then(|rest| rest.find('/'));
    if let Some(at) = slash.map(|at| authority + at)
        && let Some(mark) = url.get(..at).and_then(|before| marks.last(before))
        && !has(&format!("{mark}/"))
    {
        url.remove(at);
    }
    let Some(rest) = url.strip_prefix("http://") else {
        return;
    };
    let Some(mark) = marks.first(rest) else { return };
    if has(&format!("http://{mark}")) {
        return;
    }
    let after = rest.get(mark.len()..).unwrap_or_default();
    let is_host = marks
        .alone(mark)
        .and_then(name_in)
        .and_then(|name| reading.values.value(name))
        .is_some_and(|value| !value.is_empty() && !value.contains("://") && !value.starts_with("{{"));
    *url = if is_host {
        format!("http://{mark}{after}")
    } else {
        format!("{mark}{after}")
    };
}

/// A header row with a user and a password, or with a token, is auth.
fn auth_of_header(request: &mut Request) {
    let http = &mut request.http;
    if http.auth.kind != AuthKind::None {
        return;
    }
    let is_auth = |name: &str| name.eq_ignore_ascii_case("authorization");
    let Some(at) = http.headers.iter().position(|row| is_auth(&row.name)) else {
        return;
    };
    let value = http
        .headers
        .get(at)
        .map(|row| row.value.clone())
        .unwrap_or_default();
    let Some((scheme, rest)) = value.split_once(' ') else {
        return;
    };
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !rest.is_empty() && !rest.contains(' ') {
        http.auth.kind = AuthKind::Bearer;
        http.auth.bearer.token = Secret::new(rest);
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = base64::engine::general_purpose::STANDARD.decode(rest).ok();
        let Some(pair) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return;
        };
        let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
        http.auth.kind = AuthKind::Basic;
        user.clone_into(&mut http.auth.basic.username);
        http.auth.basic.password = Secret::new(password);
    } else {
        return;
    }
    http.headers.remove(at);
}

/// Whether the file that a flag names is the body, or a part of it, and comes as its name.
fn is_body(flag: &str) -> bool {
    !matches!(
        flag,
        "-H" | "--header" | "-b" | "--cookie" | "--data-urlencode" | "--url-query"
    )
}

/// A body that curl puts together of files and texts, or of what it encodes of a file: nothing else is sent in its place.
fn refused_body(body: &mut Body, warnings: &[Warning]) -> Option<String> {
    let is_encoded = |warning: &Warning| matches!(warning, Warning::NeedsPermission { flag, .. } if flag == "--data-urlencode");
    let is_joined = |warning: &Warning| {
        let because = LeftOutReason::SeveralBodies;
        matches!(warning, Warning::LeftOut { because: found, .. } if *found == because)
    };
    if body.kind != BodyKind::File || !warnings.iter().any(|one| is_encoded(one) || is_joined(one)) {
        return None;
    }
    *body = Body {
        unknown: Some(unknown_part("text and file")),
        ..Body::default()
    };
    let text =
        "A body of text and files together is not known here: nothing is sent until another kind is chosen";
    Some(text.to_owned())
}

fn outcome_of(warning: &Warning) -> TransferOutcome {
    match warning {
        Warning::NeedsPermission { flag, .. } if is_body(flag) => TransferOutcome::Kept,
        Warning::UnknownFlag { .. }
        | Warning::FlagWithoutValue { .. }
        | Warning::LeftOut { .. }
        | Warning::MoreUrls { .. }
        | Warning::FragmentLeftOut
        | Warning::NeedsPermission { .. } => TransferOutcome::Dropped,
        _ => TransferOutcome::Changed,
    }
}
