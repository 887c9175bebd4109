//! What came of an assertion or a capture, beside its row or below it: an icon, words, and all of it under the pointer.

use eframe::egui::{Align, Color32, Label, Layout, RichText, Ui, UiBuilder, vec2};

use crate::redact::run_record::{CheckRecord, CheckResult};
use crate::ui::context::PanelContext;
use crate::ui::tokens::{Tokens, size};
use crate::ui::widgets::icon::icon_ui;
use crate::ui::{fonts, icons};

/// So many characters of a value stand under the pointer.
const MOST_TOLD: usize = 600;
/// And so many in the row.
const MOST_SHOWN: usize = 120;
/// Height of the words below a row.
const BELOW: f32 = 16.0;
/// They begin where the text of the field above them does.
const INSET: f32 = 12.0;

/// What is shown of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultWords {
    /// How it ended.
    pub ending: Ending,
    /// The short form.
    pub short: String,
    /// Lines for the pointer.
    pub full: Vec<String>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It holds, or the value was there.
    Passed,
    /// It does not hold.
    Failed,
    /// It can not be told.
    Unknown,
}

impl Ending {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "can not be judged",
        }
    }

    /// Of what came of a check.
    pub fn of(record: &CheckRecord) -> Self {
        match record.result {
            CheckResult::Holds => Self::Passed,
            CheckResult::Fails => Self::Failed,
            CheckResult::NotEvaluated { .. } => Self::Unknown,
        }
    }

    /// Icon and colour.
    pub fn mark(self, colors: &Tokens) -> (&'static str, Color32) {
        match self {
            Self::Passed => (icons::CIRCLE_CHECK, colors.good),
            Self::Failed => (icons::X, colors.bad),
            Self::Unknown => (icons::CIRCLE_HELP, colors.warning),
        }
    }
}

impl ResultWords {
    /// Of an assertion.
    pub fn of_assertion(record: &CheckRecord) -> Self {
        let actual = record.actual.get();
        let mut full = Vec::new();
        let short = match &record.result {
            CheckResult::Holds => cut(actual, MOST_SHOWN),
            CheckResult::Fails => {
                full.push("Does not hold".to_owned());
                format!("is {}", cut(actual, MOST_SHOWN))
            }
            CheckResult::NotEvaluated { reason, hint } => {
                full.extend([reason.get().clone(), (*hint).to_owned()]);
                reason.get().clone()
            }
        };
        if !record.expected.get().is_empty() {
            full.push(format!("Compared with {}", cut(record.expected.get(), MOST_TOLD)));
        }
        if !actual.is_empty() {
            full.push(format!("The response has {}", cut(actual, MOST_TOLD)));
        }
        Self {
            ending: Ending::of(record),
            short,
            full,
        }
    }

    /// Of a capture. The value of a credential is not shown.
    pub fn of_capture(record: &CheckRecord, secrecy: Shown, effect: Effect) -> Self {
        let ending = Ending::of(record);
        if let CheckResult::NotEvaluated { reason, hint } = &record.result {
            return Self {
                ending,
                short: reason.get().clone(),
                full: vec![reason.get().clone(), (*hint).to_owned()],
            };
        }
        let actual = record.actual.get();
        let (short, full) = match secrecy {
            Shown::InClear => (cut(actual, MOST_SHOWN), cut(actual, MOST_TOLD)),
            Shown::Hidden => (
                "a secret, hidden".to_owned(),
                "A credential: it is kept as a secret and shown nowhere".to_owned(),
            ),
        };
        match effect {
            Effect::Taken => Self {
                ending,
                short,
                full: vec![full],
            },
            Effect::NextSend => Self {
                ending,
                short: format!("from the next send on: {short}"),
                full: vec![full, "Not in effect yet: the next send takes it".to_owned()],
            },
        }
    }
}

/// Whether a captured value is in effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Since the send.
    Taken,
    /// The capture was typed after it.
    NextSend,
}

/// Whether a captured value may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It may.
    InClear,
    /// It is a credential.
    Hidden,
}

/// Draws it in a cell of the row. `name` is as in "Assertion 1".
pub fn beside_ui(ui: &mut Ui, width: f32, name: &str, words: Option<&ResultWords>, ctx: &PanelContext<'_>) {
    let (_, rect) = ui.allocate_space(vec2(width, ui.spacing().interact_size.y));
    let Some(words) = words else { return };
    let place = UiBuilder::new()
        .max_rect(rect)
        .layout(Layout::left_to_right(Align::Center));
    words_ui(&mut ui.new_child(place), name, words, ctx);
}

/// Draws it below the row, from `left` on.
pub fn below_ui(ui: &mut Ui, left: f32, name: &str, words: &ResultWords, ctx: &PanelContext<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = BELOW;
        ui.add_space(left + INSET);
        words_ui(ui, name, words, ctx);
    });
}

fn words_ui(ui: &mut Ui, name: &str, words: &ResultWords, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let (icon, ink) = words.ending.mark(colors);
    ui.spacing_mut().item_spacing.x = 6.0;
    icon_ui(ui, icon, size::ICON, ink);
    let short = ctx.presentation.text(&words.short);
    let ink = match words.ending {
        Ending::Passed => colors.second,
        Ending::Failed | Ending::Unknown => ink,
    };
    let text = match words.ending {
        Ending::Passed | Ending::Failed => RichText::new(&short).font(fonts::mono()),
        Ending::Unknown => RichText::new(&short).font(fonts::caption()),
    };
    let full = ctx.presentation.text(&words.full.join("\n"));
    let label = Label::new(text.color(ink));
    ui.add(label.truncate().show_tooltip_when_elided(false))
        .accessible_name(format!("{name} {}: {short}", words.ending.as_str()))
        .on_hover_text(full);
}

/// A text cut at a length in characters, on one line.
pub fn cut(text: &str, most: usize) -> String {
    let line = |ch: char| if ch.is_control() { ' ' } else { ch };
    let mut chars = text.chars().map(line);
    let mut start: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RowId;
    use crate::redact::KnownSecrets;
    use crate::redact::run_record::CheckKind;

    fn record(result: CheckResult, expected: &str, actual: &str) -> CheckRecord {
        let text = |text: &str| KnownSecrets::default().redact(text);
        CheckRecord {
            row: RowId::default(),
            kind: CheckKind::Assertion,
            words: text("res.status eq 200"),
            result,
            expected: text(expected),
            actual: text(actual),
        }
    }

    #[test]
    fn a_result_says_what_the_response_has_and_what_it_was_compared_with() {
        let passed = ResultWords::of_assertion(&record(CheckResult::Holds, "200", "200"));
        assert_eq!((passed.ending, passed.short.as_str()), (Ending::Passed, "200"));
        let failed = ResultWords::of_assertion(&record(CheckResult::Fails, "200", "403"));
        assert_eq!((failed.ending, failed.short.as_str()), (Ending::Failed, "is 403"));
        assert!(
            failed
                .full
                .join(" ")
                .contains("Compared with 200 The response has 403")
        );
        let long = "x".repeat(10_000);
        let long = ResultWords::of_assertion(&record(CheckResult::Fails, &long, &long));
        assert!(long.short.chars().count() < 200 && long.full.join("").chars().count() < 1_300);
    }

    #[test]
    fn a_captured_credential_is_not_shown() {
        let record = record(CheckResult::Holds, "", "[secret of the run, 20 bytes]");
        let hidden = ResultWords::of_capture(&record, Shown::Hidden, Effect::Taken);
        assert_eq!(hidden.short, "a secret, hidden");
        assert!(!hidden.full.join("").contains("20 bytes"));
        let later = ResultWords::of_capture(&record, Shown::Hidden, Effect::NextSend);
        assert_eq!(later.short, "from the next send on: a secret, hidden");
    }
}
