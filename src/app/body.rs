//! What commands do with the reply body in front.

use super::{App, Unrecorded};
use crate::app::tab::Tab;
use crate::engine::NodePart;
use crate::model::LongLines;
use crate::ui::body_viewer::{LineWrap, Step};
use crate::ui::command::Command;
use crate::ui::reply::response_view::{BodyLayout, ResponsePage};
use crate::ui::shell::toasts::Kind;
use crate::ui::widgets::pane_head::Shown;

impl App {
    /// The tab in front with its reply body in front, or a sentence that there is none.
    fn tab_with_body(&mut self, nothing: &str) -> Option<&mut Tab> {
        let has_body = self.tab().is_some_and(|tab| {
            let sent = tab.last.sent.as_ref();
            tab.last.sending.is_some() || sent.is_some_and(|sent| !sent.received.body.is_empty())
        });
        if !has_body {
            self.overlay.toasts.push(Kind::Refused, nothing);
            return None;
        }
        let tab = self.tab_mut()?;
        tab.reply.response.page = ResponsePage::Body;
        if tab.last.sending.is_none() && tab.reply.shows_picture() {
            tab.reply.response.layout = BodyLayout::Hex;
        }
        self.session.panes.bring(Shown::Response);
        self.tab_mut()
    }

    /// Opens the search in the body, or goes to a match.
    pub(super) fn find(&mut self, step: Option<Step>) {
        let Some(tab) = self.tab_with_body("No response body to search yet") else {
            return;
        };
        match step {
            None => tab.reply.viewer.open_find(),
            Some(step) => tab.reply.viewer.step_find(step),
        }
    }

    /// The other commands on the body.
    pub(super) fn act_on_body(&mut self, command: Command) {
        if command == Command::ToggleLineWrap {
            let lines = &mut self.session.settings.appearance.long_lines;
            *lines = match lines {
                LongLines::Wrapped => LongLines::Unwrapped,
                LongLines::Unwrapped => LongLines::Wrapped,
            };
            self.session.unrecorded = Unrecorded::Something;
            return;
        }
        let Some(tab) = self.tab_with_body("No response body yet") else {
            return;
        };
        let in_tree = tab.reply.response.layout == BodyLayout::Tree;
        match command {
            Command::FilterBody => tab.reply.viewer.open_filter(),
            Command::GoToLine => {
                // A tree has no lines.
                if in_tree {
                    tab.reply.response.layout = BodyLayout::Pretty;
                }
                tab.reply.viewer.open_line();
            }
            Command::ShowBodyTree => tab.reply.response.layout = BodyLayout::Tree,
            Command::CopyBodyValue => tab.reply.viewer.copy_in_front(NodePart::Value),
            Command::CopyBodyPath => tab.reply.viewer.copy_in_front(NodePart::Path),
            _ => {}
        }
    }

    /// How lines are broken in the viewers.
    pub(super) fn line_wrap(&self) -> LineWrap {
        match self.session.settings.appearance.long_lines {
            LongLines::Unwrapped => LineWrap::Off,
            LongLines::Wrapped => LineWrap::Pane,
        }
    }
}
