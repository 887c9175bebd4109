//! A file as the body.

use eframe::egui::{Button, Label, RichText, Ui};

use crate::model::FileBody;
use crate::text::measure::human_bytes;
use crate::ui::action::Action;
use crate::ui::live::{Freshness, Live};
use crate::ui::pick::PickTarget;
use crate::ui::sentence::sentence;
use crate::ui::tokens::{heights, size, tokens};
use crate::ui::widgets::field::Field;
use crate::ui::widgets::form_row::row_below;

const BROWSE: f32 = 84.0;
const WIDEST: f32 = 640.0;

/// Draws path, Browse, content type, and what is known of the file.
pub fn file_ui(ui: &mut Ui, file: &mut FileBody, live: &Live, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    row_below(ui, "File", |ui| {
        let width = (ui.available_width() - BROWSE - size::PAD).min(WIDEST);
        Field::mono(&mut file.path, "Path of the body's file")
            .hint("Path, or drop a file on the window")
            .width(width)
            .ui(ui);
        let browse = ui.add_sized([BROWSE, heights(ui.ctx()).field], Button::new("Browse…"));
        let browse = browse.accessible_name("Browse for the body's file");
        if browse.clicked() {
            out.push(Action::Browse(PickTarget::BodyFile));
        }
    });
    row_below(ui, "Content type", |ui| {
        Field::mono(&mut file.content_type, "Content type of the file")
            .hint("by the file's extension")
            .width(WIDEST / 2.0)
            .ui(ui);
    });
    row_below(ui, "", |ui| {
        let (text, ink) = match remark(live) {
            Remark::Quiet(text) => (text, colors.third),
            Remark::Problem(text) => (text, colors.warning),
        };
        ui.add(Label::new(RichText::new(text).color(ink)).wrap());
    });
}

/// What there is to say about the file.
#[derive(Debug, PartialEq, Eq)]
enum Remark {
    Quiet(String),
    Problem(String),
}

/// Size and type as they would be sent now, or what stands in the way.
fn remark(live: &Live) -> Remark {
    let wire = live.wire.as_ref();
    if live.freshness == Freshness::Computing {
        return Remark::Quiet("Hashing the file…".to_owned());
    }
    match (
        wire.filter(|wire| wire.body.files().next().is_some()),
        &live.problem,
    ) {
        (Some(wire), _) => {
            let kind = wire
                .header("content-type")
                .map_or("no content type", |header| header.value.as_str());
            let bytes = human_bytes(wire.digest.length);
            Remark::Quiet(format!(
                "{bytes}, {kind}; hashed again and streamed when it is sent"
            ))
        }
        (None, Some(problem)) => Remark::Problem(format!(
            "{}. {}",
            sentence(&problem.message),
            sentence(&problem.hint)
        )),
        (None, None) => Remark::Quiet("Hashed first, then sent as it is read".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::live::Problem;

    #[test]
    fn a_file_that_can_not_be_read_is_a_problem_and_one_being_hashed_is_not() {
        let problem = Problem {
            kind: "file-missing",
            message: "there is no file /x".to_owned(),
            hint: "Check the path".to_owned(),
        };
        let mut live = Live {
            problem: Some(problem),
            ..Live::default()
        };
        assert_eq!(
            remark(&live),
            Remark::Problem("There is no file /x. Check the path".to_owned())
        );
        live.freshness = Freshness::Computing;
        assert_eq!(remark(&live), Remark::Quiet("Hashing the file…".to_owned()));
    }
}
