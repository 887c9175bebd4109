//! The end of the program: asked about while something would be lost by it. What is typed in tabs and on the pages of
//! variables and of what is inherited is in the journal and is no such thing, but for values of secrets.

use eframe::egui::{Context, Ui, ViewportCommand};

use super::unsaved_defaults::has_typed_secret;
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

impl App {
    fn quit_losses(&self) -> QuitLosses {
        let run = self.overlay.running.under_way().map(|results| RunUnderWay {
            ended: results.records().len(),
            expected: results.expected,
        });
        let open_variables = match &self.overlay.page {
            Overlay::Variables(page) => Some(page),
            _ => None,
        };
        let workspace = &self.session.workspace;
        let variables = workspace.closed_variables.pages.values().chain(open_variables);
        let of_variables = variables.flat_map(|page| page.unsaved_secrets());
        let open_defaults = self.open_defaults_pages().filter(|page| has_typed_secret(page));
        let of_defaults = open_defaults.map(|page| page.name.as_str());
        let names = of_variables
            .chain(of_defaults)
            .chain(workspace.closed_defaults.names_with_secrets());
        QuitLosses {
            run,
            unsaved_secrets: names.map(str::to_owned).collect(),
        }
    }

    /// Whether the window closes with this frame: it was asked to, and there is no question to be answered first.
    pub(super) fn is_closed_by(&mut self, ctx: &Context) -> bool {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return false;
        }
        if matches!(self.overlay.quitting, Quitting::Asks)
            && let Some(page) = QuitPage::about(self.quit_losses())
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
