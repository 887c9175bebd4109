//! What the service expected, under what we signed, with the first differing line marked.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, Ui};

use super::action::Action;
use super::body_viewer::mono;
use super::pieces::{heading_ui, piece_ui, remarked};
use super::tokens::{Tokens, tokens};
use crate::sigv4::Comparison;

/// Draws the comparison of canonical requests.
pub fn comparison_ui(ui: &mut Ui, comparison: &Comparison, out: &mut Vec<Action>) {
    let colors = tokens(ui.ctx());
    heading_ui(
        ui,
        "Compared with what the service expected",
        &verdict(comparison),
        None,
        out,
    );
    match comparison.first_difference {
        None => {
            let text = "same request";
            let remark = "so the secret does not belong to this access key ID";
            piece_ui(
                ui,
                "Service",
                remarked(text, colors.good, remark, colors.third),
                "",
            );
        }
        Some(first) => {
            for (index, line) in comparison.lines.iter().enumerate() {
                let ours = line.ours.as_deref();
                let theirs = line.theirs.as_deref();
                if index == first {
                    piece_ui(
                        ui,
                        "Ours",
                        marked(ours, theirs, colors.bad, colors),
                        "The first line that differs",
                    );
                    piece_ui(
                        ui,
                        "Service",
                        marked(theirs, ours, colors.good, colors),
                        "What the service built instead",
                    );
                } else if ours == theirs {
                    piece_ui(
                        ui,
                        "",
                        remarked(shown(theirs), colors.third, "", colors.third),
                        "",
                    );
                } else {
                    piece_ui(
                        ui,
                        "Ours",
                        remarked(shown(ours), colors.second, "", colors.third),
                        "",
                    );
                    piece_ui(
                        ui,
                        "Service",
                        remarked(shown(theirs), colors.second, "", colors.third),
                        "",
                    );
                }
            }
        }
    }
}

/// One sentence for the heading.
pub fn verdict(comparison: &Comparison) -> String {
    let lines = comparison.lines.len();
    match comparison.first_difference {
        None => format!("{lines} lines, no difference"),
        Some(first) => format!("line {} of {lines} differs first", first + 1),
    }
}

fn shown(line: Option<&str>) -> &str {
    match line {
        Some("") => "(empty line)",
        Some(line) => line,
        None => "(no such line)",
    }
}

/// A line whose characters from the first differing one on stand out.
fn marked(line: Option<&str>, other: Option<&str>, ink: Color32, colors: &Tokens) -> LayoutJob {
    let text = shown(line);
    let mut job = LayoutJob::default();
    let same = match (line, other) {
        (Some(line), Some(other)) => line
            .char_indices()
            .zip(other.chars())
            .find(|((_, one), two)| one != two)
            .map_or(line.len().min(other.len()), |((at, _), _)| at),
        _ => 0,
    };
    let split = if text.is_char_boundary(same) { same } else { 0 };
    let mut start = mono(colors.text);
    start.background = colors.bad_ground;
    let mut rest = mono(ink);
    rest.background = colors.bad_ground;
    rest.underline = eframe::egui::Stroke::new(1.0, ink);
    job.append(text.get(..split).unwrap_or_default(), 0.0, start);
    job.append(text.get(split..).unwrap_or_default(), 0.0, rest);
    job
}
