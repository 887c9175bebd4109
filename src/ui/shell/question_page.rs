//! What a person has to say before credentials can be had: an MFA code, a yes to a command, a yes to credentials that
//! have ended.

use eframe::egui::{Key, Label, RichText, ScrollArea, Ui};

use crate::model::{Answers, BodyDigest, DraftId, ExpiredUse, Question, Secret, SignInMethod, SsoSession};
use crate::ui::action::{Action, AfterAnswer, AfterSignIn};
use crate::ui::fonts;
use crate::ui::page::Verdict;
use crate::ui::sentence::sentence;
use crate::ui::tokens::tokens;
use crate::ui::widgets::field::Field;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 520.0;
/// How to sign in, the usual way first.
const SIGN_IN: [(&str, SignInMethod); 2] = [
    ("Sign in in the browser", SignInMethod::Browser),
    ("Use a code", SignInMethod::DeviceCode),
];
/// A longer command is scrolled.
const MOST_OF_A_COMMAND: f32 = 160.0;

/// A question about the credentials of a tab.
#[derive(Debug)]
pub struct QuestionPage {
    /// The tab.
    pub draft: DraftId,
    /// What is asked.
    pub question: Question,
    /// What to do with the answer.
    pub then: AfterAnswer,
    /// What was answered before in this round: a chain may ask twice.
    pub so_far: Answers,
    /// The code as typed.
    code: String,
    /// Whether the field has been given the cursor.
    focus: FirstFocus,
}

impl QuestionPage {
    /// A question not answered yet.
    pub fn new(draft: DraftId, question: Question, then: AfterAnswer, so_far: Answers) -> Self {
        Self {
            draft,
            question,
            then,
            so_far,
            code: String::new(),
            focus: FirstFocus::Wanted,
        }
    }
}

/// Draws the page.
pub fn question_page_ui(ui: &mut Ui, page: &mut QuestionPage, out: &mut Vec<Action>) -> Verdict {
    let mut answer = None;
    let title = title(&page.question);
    let verdict = modal_page(ui, "question about credentials", WIDTH, title, |ui| {
        let ready = asked_ui(ui, page);
        let mut verdict = Verdict::Open;
        ui.horizontal(|ui| {
            let yes = match &page.question {
                Question::SignIn(session) => sign_in_ui(ui, page, session, out),
                _ => said_ui(ui, page, ready),
            };
            if yes == Said::Yes {
                answer = answer_of(page);
                verdict = Verdict::Close;
            }
            if ui.button("Cancel").clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    });
    if let Some(answers) = answer {
        out.push(Action::Answer {
            draft: page.draft.clone(),
            answers: Box::new(answers),
            then: page.then,
        });
    }
    verdict
}

/// What is asked, and whether it can be answered yet.
fn asked_ui(ui: &mut Ui, page: &mut QuestionPage) -> Readiness {
    match page.question.clone() {
        Question::MfaCode { serial, role_arn } => {
            text_ui(
                ui,
                &format!("{role_arn} asks for the code that {serial} shows now"),
            );
            code_ui(ui, page)
        }
        Question::FirstRun {
            profile,
            command,
            place,
        } => {
            text_ui(
                ui,
                &format!(
                    "Profile {profile} gets its credentials from this command in {place}. It runs with your rights, \
                     and you are asked again when it changes"
                ),
            );
            command_ui(ui, &command);
            Readiness::Ready
        }
        Question::Ended { .. } | Question::SignIn(_) => {
            text_ui(ui, &sentence(&page.question.to_string()));
            text_ui(ui, &page.question.hint());
            Readiness::Ready
        }
    }
}

/// Whether the question was answered in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Yes,
}

/// The button that answers; Enter does so too behind a code.
fn said_ui(ui: &mut Ui, page: &QuestionPage, ready: Readiness) -> Said {
    let button = ui.add_enabled_ui(ready == Readiness::Ready, |ui| ui.button(verb(page)));
    let entered =
        matches!(page.question, Question::MfaCode { .. }) && ui.input(|input| input.key_pressed(Key::Enter));
    if button.inner.clicked() || (entered && ready == Readiness::Ready) {
        Said::Yes
    } else {
        Said::Nothing
    }
}

/// The two ways to sign in.
fn sign_in_ui(ui: &mut Ui, page: &QuestionPage, session: &SsoSession, out: &mut Vec<Action>) -> Said {
    let mut said = Said::Nothing;
    for (text, method) in SIGN_IN {
        if ui.button(text).clicked() {
            said = Said::Yes;
            out.push(Action::SignIn {
                session: Box::new(session.clone()),
                method,
                then: AfterSignIn::Go {
                    draft: page.draft.clone(),
                    answers: Box::new(page.so_far.clone()),
                    then: page.then,
                },
            });
        }
    }
    said
}

fn title(question: &Question) -> &'static str {
    match question {
        Question::MfaCode { .. } => "MFA code",
        Question::FirstRun { .. } => "Run this command?",
        Question::Ended { .. } => "These credentials have ended",
        Question::SignIn(_) => "Sign in with IAM Identity Center",
    }
}

fn verb(page: &QuestionPage) -> &'static str {
    match (&page.question, page.then) {
        (Question::MfaCode { .. }, AfterAnswer::Send(_)) => "Assume and send",
        (Question::MfaCode { .. }, _) => "Assume the role",
        (Question::FirstRun { .. }, _) => "Run it",
        (Question::Ended { .. }, _) => "Send anyway",
        (Question::SignIn(_), _) => "Sign in",
    }
}

/// Whether the answer is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readiness {
    Ready,
    NotYet,
}

/// The field for the code: six digits, as every device of AWS shows them.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
fn code_ui(ui: &mut Ui, page: &mut QuestionPage) -> Readiness {
    let field = Field::mono(&mut page.code, "MFA code")
        .hint("six digits")
        .width(140.0)
        .ui(ui);
    page.focus.give(&field);
    if is_code(&page.code) {
        Readiness::Ready
    } else {
        Readiness::NotYet
    }
}

fn digits(code: &str) -> String {
    code.split_whitespace().collect()
}

fn is_code(code: &str) -> bool {
    let digits = digits(code);
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn command_ui(ui: &mut Ui, command: &str) {
    ScrollArea::vertical()
        .max_height(MOST_OF_A_COMMAND)
        .show(ui, |ui| {
            let text = RichText::new(command)
                .font(fonts::mono())
                .color(tokens(ui.ctx()).text);
            ui.add(Label::new(text).wrap());
        });
}

fn text_ui(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).color(tokens(ui.ctx()).second)).wrap());
}

/// All that was said in this round; `None` for a sign-in, which is no word but a page of its own.
fn answer_of(page: &QuestionPage) -> Option<Answers> {
    let mut answers = page.so_far.clone();
    match &page.question {
        Question::MfaCode { serial, .. } => {
            answers.mfa_code = Some((serial.clone(), Secret::new(digits(&page.code))));
        }
        Question::FirstRun { command, .. } => {
            answers
                .allowed_commands
                .push(BodyDigest::of(command.as_bytes()).sha256);
        }
        Question::Ended { .. } => answers.expired = ExpiredUse::SendAnyway,
        Question::SignIn(_) => return None,
    }
    Some(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_blanks_between_them_do_not_count() {
        for (typed, complete) in [
            ("123456", true),
            ("123 456", true),
            (" 123456\n", true),
            ("12345", false),
            ("1234567", false),
            ("12345a", false),
            ("", false),
        ] {
            assert_eq!(is_code(typed), complete, "{typed:?}");
        }
    }
}
