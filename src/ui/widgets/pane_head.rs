//! What the heads of response and signature share: the buttons that lay the two panes out.

use eframe::egui::{Frame, Margin, Stroke, Ui};

use crate::ui::action::Action;
use crate::ui::command::Command;
use crate::ui::icons;
use crate::ui::tokens::Tokens;
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::split::Arrangement;

/// Which of the two panes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Both.
    #[default]
    Both,
    /// The response alone.
    Response,
    /// The signature alone.
    Signature,
}

/// What the head of a pane has to know for its buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaneHead {
    /// Which panes are shown.
    pub shown: Shown,
    /// How they stand to each other.
    pub arrangement: Arrangement,
    /// The same as it was chosen; a narrow window stacks them.
    pub chosen: Arrangement,
}

/// Width of the buttons at the end of a head, with the gap before them.
pub const HEAD_BUTTON: f32 = 34.0;

/// The button at the end of the head of the response.
pub fn response_button_ui(ui: &mut Ui, head: PaneHead, out: &mut Vec<Action>) {
    alone_ui(ui, head, Shown::Response, Command::ShowResponseAlone, out);
}

/// The buttons at the end of the head of the signature.
pub fn signature_buttons_ui(ui: &mut Ui, head: PaneHead, out: &mut Vec<Action>) {
    // Where the window is too narrow for the arrangement chosen there is nothing to change.
    if head.shown == Shown::Both && head.arrangement == head.chosen {
        let (icon, command) = match head.arrangement {
            Arrangement::Beside => (icons::ROWS_2, Command::StackPanes),
            Arrangement::Stacked => (icons::COLUMNS_2, Command::PutPanesBeside),
        };
        if icon_button(ui, icon, command.text()).clicked() {
            out.push(Action::Run(command));
        }
    }
    alone_ui(ui, head, Shown::Signature, Command::ShowSignatureAlone, out);
}

fn alone_ui(ui: &mut Ui, head: PaneHead, own: Shown, command: Command, out: &mut Vec<Action>) {
    let (icon, name) = match (head.shown == own, head.arrangement) {
        (true, Arrangement::Beside) => (icons::COLUMNS_2, "Show response and signature"),
        (true, Arrangement::Stacked) => (icons::ROWS_2, "Show response and signature"),
        (false, _) => (icons::SQUARE, command.text()),
    };
    if icon_button(ui, icon, name).clicked() {
        out.push(Action::Run(command));
    }
}

/// The line between the head of a pane and what is below.
pub fn line_ui(ui: &mut Ui, colors: &Tokens) {
    let rect = ui.max_rect();
    let y = ui.cursor().top();
    ui.painter()
        .hline(rect.x_range(), y, Stroke::new(1.0, colors.line));
    ui.add_space(1.0);
}

/// With the margin of the pane.
pub fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(Margin::symmetric(16, 10)).show(ui, add);
}
