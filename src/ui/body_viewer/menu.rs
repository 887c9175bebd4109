//! What a right click on the body offers.

use eframe::egui::{Button, Response, Ui};

use super::view::BodyView;
use crate::engine::{NodePart, PartAt};
use crate::text::{Syntax, View};
use crate::ui::action::Action;
use crate::ui::command::Command;

/// The menu of the rows of text.
pub fn text_menu(response: &Response, view: &mut BodyView, out: &mut Vec<Action>) {
    let has_nodes = view.view != View::Hex && view.document().syntax() != Syntax::Plain;
    let is_wide = view.view == View::Pretty && view.document().has_pretty();
    response.context_menu(|ui| {
        if view.selection.is_some_and(|chosen| !chosen.is_empty()) && entry(ui, "Copy the selection") {
            out.extend(view.copy().map(|text| Action::Copy {
                text,
                what: "the selection",
            }));
        }
        let row = PartAt::Row(view.menu_row);
        if entry(ui, "Copy the line") {
            view.copy_part(NodePart::Line, row.clone());
        }
        // A line of text as it came may hold any number of values.
        if has_nodes && is_wide {
            if entry(ui, "Copy the value") {
                view.copy_part(NodePart::Value, row.clone());
            }
            if entry(ui, "Copy the path") {
                view.copy_part(NodePart::Path, row);
            }
        }
        ui.separator();
        if entry(ui, "Select all") {
            view.select_all();
        }
        for command in [Command::FindInBody, Command::GoToLine] {
            if entry(ui, command.text()) {
                out.push(Action::Run(command));
            }
        }
    });
}

/// An entry of a menu; true on a click.
pub fn entry(ui: &mut Ui, text: &str) -> bool {
    let clicked = ui.add(Button::new(text)).clicked();
    if clicked {
        ui.close();
    }
    clicked
}
