//! What commands do with the reply body in front.

use super::{App, Unrecorded};
use crate::engine::NodePart;
use crate::ui::command::Command;
use crate::ui::reply::body_viewer::{LineWrap, Step};
use crate::ui::reply::response_panel;
use crate::ui::shell::panes::Shown;
use crate::ui::shell::toasts::Kind;
use crate::ui::tab::{BodyLayout, ResponsePage, Tab};

impl App {
    /// The tab in front with its reply body in front, or a sentence that there is none.
    fn tab_with_body(&mut self, nothing: &str) -> Option<&mut Tab> {
        let has_body = self.tab().is_some_and(|tab| {
            let sent = tab.sent.as_ref();
            tab.sending.is_some() || sent.is_some_and(|sent| !sent.received.body.is_empty())
        });
        if !has_body {
            self.toasts.push(Kind::Refused, nothing);
            return None;
        }
        let tab = self.tab_mut()?;
        tab.response.page = ResponsePage::Body;
        if response_panel::shows_picture(tab) {
            tab.response.layout = BodyLayout::Hex;
        }
        self.panes.bring(Shown::Response);
        self.tab_mut()
    }

    /// Opens the search in the body, or goes to a match.
    pub(super) fn find(&mut self, step: Option<Step>) {
        let Some(tab) = self.tab_with_body("No response body to search yet") else {
            return;
        };
        match step {
            None => tab.viewer.open_find(),
            Some(step) => tab.viewer.step_find(step),
        }
    }

    /// The other commands on the body.
    pub(super) fn act_on_body(&mut self, command: Command) {
        if command == Command::ToggleLineWrap {
            self.preferences.unwrapped = !self.preferences.unwrapped;
            self.unrecorded = Unrecorded::Something;
            return;
        }
        let Some(tab) = self.tab_with_body("No response body yet") else {
            return;
        };
        let in_tree = tab.response.layout == BodyLayout::Tree;
        match command {
            Command::FilterBody => tab.viewer.open_filter(),
            Command::GoToLine => {
                // A tree has no lines.
                if in_tree {
                    tab.response.layout = BodyLayout::Pretty;
                }
                tab.viewer.open_line();
            }
            Command::ShowBodyTree => tab.response.layout = BodyLayout::Tree,
            Command::CopyBodyValue => tab.viewer.copy_in_front(NodePart::Value),
            Command::CopyBodyPath => tab.viewer.copy_in_front(NodePart::Path),
            _ => {}
        }
    }

    /// How lines are broken in the viewers.
    pub(super) fn line_wrap(&self) -> LineWrap {
        if self.preferences.unwrapped {
            LineWrap::Off
        } else {
            LineWrap::Pane
        }
    }
}
