//! The end of the program: asked about while something would be lost by it. What is typed in tabs and on the page of
//! variables is in the journal and is no such thing.

use eframe::egui::{Context, Ui, ViewportCommand};

use super::overlay::OverlayState;
use super::{App, Overlay};
use crate::ui::action::Action;
use crate::ui::page::Verdict;
use crate::ui::shell::quit_page::{QuitLosses, QuitPage, RunUnderWay, quit_page_ui};

/// Whether the program may end.
#[derive(Debug, Default)]
pub(super) enum Quitting {
    /// What would be lost is asked about first.
    #[default]
    Asks,
    /// The question is open, over whatever page there is.
    Asked(QuitPage),
    /// It was answered with yes.
    Confirmed,
}

impl OverlayState {
    fn quit_losses(&self) -> QuitLosses {
        let run = self.running.under_way().map(|results| RunUnderWay {
            ended: results.records().len(),
            expected: results.expected,
        });
        let unsaved_defaults = match &self.page {
            Overlay::Defaults(page) if page.is_unsaved() => Some(page.name.clone()),
            _ => None,
        };
        QuitLosses {
            run,
            unsaved_defaults,
        }
    }
}

impl App {
    /// Whether the window closes with this frame: it was asked to, and there is no question to be answered first.
    pub(super) fn is_closed_by(&mut self, ctx: &Context) -> bool {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return false;
        }
        if matches!(self.overlay.quitting, Quitting::Asks)
            && let Some(page) = QuitPage::about(self.overlay.quit_losses())
        {
            self.overlay.quitting = Quitting::Asked(page);
            ctx.request_repaint();
        }
        let asks = matches!(self.overlay.quitting, Quitting::Asked(_));
        if asks {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        !asks
    }

    /// Draws the question while it is open.
    pub(super) fn quit_question(&mut self, ui: &mut Ui, out: &mut Vec<Action>) {
        if let Quitting::Asked(page) = &mut self.overlay.quitting
            && quit_page_ui(ui, page, out) == Verdict::Close
        {
            self.overlay.quitting = Quitting::Asks;
            ui.ctx().request_repaint();
        }
    }

    /// The answer is yes.
    pub(super) fn quit(&mut self, ctx: &Context) {
        self.overlay.quitting = Quitting::Confirmed;
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }
}
