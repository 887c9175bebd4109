//! What the service expected, under what we signed, with the first differing line marked.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, Ui};

use super::action::Action;
use super::body_viewer::mono;
use super::masking::masked_line;
use super::pieces::{heading_ui, piece_ui, plain, remarked};
use super::tokens::{Tokens, tokens};
use crate::sigv4::{ComparedLine, Comparison};

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
                if index == first {
                    difference_ui(ui, line);
                } else if line.ours == line.theirs {
                    line_ui(ui, "", line.theirs.as_deref(), colors.third);
                } else {
                    line_ui(ui, "Ours", line.ours.as_deref(), colors.second);
                    line_ui(ui, "Service", line.theirs.as_deref(), colors.second);
                }
            }
        }
    }
}

/// A line as the service built it, the session token masked.
fn line_ui(ui: &mut Ui, label: &str, line: Option<&str>, ink: Color32) {
    piece_ui(ui, label, plain(&shown(line), ink), "");
}

/// Ours and theirs of a line that differs, from the first differing character on marked.
pub fn difference_ui(ui: &mut Ui, line: &ComparedLine) {
    let colors = tokens(ui.ctx());
    let (ours, theirs) = (shown(line.ours.as_deref()), shown(line.theirs.as_deref()));
    let same = common_start(&ours, &theirs);
    let tip = "The first line that differs";
    piece_ui(ui, "Ours", marked(&ours, same, colors.bad, colors), tip);
    let tip = "What the service built instead";
    piece_ui(ui, "Service", marked(&theirs, same, colors.good, colors), tip);
}

/// What a line of a canonical request is, for people. The order of its parts is fixed:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
pub fn part_of(line: usize, lines: usize) -> &'static str {
    match line {
        0 => "the method",
        1 => "the path",
        2 => "the query",
        _ if line + 1 == lines => "the payload hash",
        _ if line + 2 == lines => "the list of signed headers",
        _ => "a header",
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

fn shown(line: Option<&str>) -> String {
    match line {
        Some("") => "(empty line)".to_owned(),
        Some(line) => masked_line(line),
        None => "(no such line)".to_owned(),
    }
}

/// How many bytes two texts begin with in common, up to a character boundary.
fn common_start(one: &str, other: &str) -> usize {
    one.char_indices()
        .zip(other.chars())
        .find(|((_, mine), theirs)| mine != theirs)
        .map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// A line whose characters from the first differing one on stand out.
fn marked(text: &str, same: usize, ink: Color32, colors: &Tokens) -> LayoutJob {
    let mut start = mono(colors.text);
    start.background = colors.bad_ground;
    let mut rest = mono(ink);
    rest.background = colors.bad_ground;
    rest.underline = eframe::egui::Stroke::new(1.0, ink);
    let mut job = LayoutJob::default();
    job.append(text.get(..same).unwrap_or_default(), 0.0, start);
    job.append(text.get(same..).unwrap_or_default(), 0.0, rest);
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_start_ends_on_a_character() {
        assert_eq!(common_start("limit=10", "limit=1"), 7);
        assert_eq!(common_start("é", "è"), 0);
        assert_eq!(common_start("aé", "aè"), 1);
    }

    #[test]
    fn the_parts_of_the_smallest_canonical_request_have_their_names() {
        // Method, path, query, one header, the empty line, signed headers, payload hash.
        let names: Vec<_> = (0..7).map(|line| part_of(line, 7)).collect();
        let expected = [
            "the method",
            "the path",
            "the query",
            "a header",
            "a header",
            "the list of signed headers",
            "the payload hash",
        ];
        assert_eq!(names, expected);
    }
}
