//! The question before the program ends while something would be lost by that.

use eframe::egui::{Button, Label, RichText, Ui};

use crate::ui::action::Action;
use crate::ui::page::Verdict;
use crate::ui::tokens::{size, tokens};
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 460.0;

/// What ends with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunUnderWay {
    /// Requests that ended.
    pub ended: usize,
    /// Requests in all.
    pub expected: usize,
}

/// Why the end of the program is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuitLosses {
    /// A run that goes on.
    pub run: Option<RunUnderWay>,
    /// Where values of secrets are typed and not saved, as "the folder Pets".
    pub unsaved_secrets: Vec<String>,
}

impl QuitLosses {
    /// One sentence for each.
    fn sentences(&self) -> Vec<String> {
        let run = self.run.map(|run| {
            format!(
                "A run is under way: {} of {} requests ended. It is cancelled, and its results are gone but for what the \
                 history keeps",
                run.ended, run.expected
            )
        });
        let secrets = (!self.unsaved_secrets.is_empty()).then(|| {
            format!(
                "Values of secrets are typed and not saved: {}. The rest of what is typed there comes back",
                self.unsaved_secrets.join(", ")
            )
        });
        run.into_iter().chain(secrets).collect()
    }
}

/// The page while it is open.
#[derive(Debug)]
pub struct QuitPage {
    losses: QuitLosses,
    focus: FirstFocus,
}

impl QuitPage {
    /// The question about these; `None` when nothing is lost.
    pub fn about(losses: QuitLosses) -> Option<Self> {
        (losses != QuitLosses::default()).then_some(Self {
            losses,
            focus: FirstFocus::Wanted,
        })
    }
}

/// Draws the question. Enter stays, as Escape does: the focus is on that button.
pub fn quit_page_ui(ui: &mut Ui, page: &mut QuitPage, out: &mut Vec<Action>) -> Verdict {
    let colors = tokens(ui.ctx());
    modal_page(ui, "quit", WIDTH, "Quit Countersign?", |ui| {
        let mut verdict = Verdict::Open;
        for sentence in page.losses.sentences() {
            ui.add(Label::new(RichText::new(sentence).color(colors.text)).wrap());
        }
        ui.add_space(size::GAP);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = size::GAP;
            if ui
                .add(Button::new(RichText::new("Quit").color(colors.bad)))
                .clicked()
            {
                out.push(Action::Quit);
                verdict = Verdict::Close;
            }
            let stay = ui.button("Stay");
            page.focus.give(&stay);
            if stay.clicked() {
                verdict = Verdict::Close;
            }
        });
        verdict
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loses_nothing_is_not_asked_about() {
        assert!(QuitPage::about(QuitLosses::default()).is_none());
        let losses = QuitLosses {
            run: Some(RunUnderWay {
                ended: 2,
                expected: 40,
            }),
            unsaved_secrets: vec!["local".to_owned(), "the folder Pets".to_owned()],
        };
        let [run, secrets] = &losses.sentences()[..] else {
            panic!("{losses:?}")
        };
        assert!(run.contains("2 of 40 requests"), "{run}");
        assert!(secrets.contains("local, the folder Pets"), "{secrets}");
        assert!(QuitPage::about(losses).is_some());
    }
}
