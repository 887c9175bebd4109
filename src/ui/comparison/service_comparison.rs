//! What the service expected, under what we signed, with the first differing line marked.

use std::ops::Range;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Color32, Ui};

use crate::sigv4::{ComparedLine, Comparison};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::masking::masked_line;
use crate::ui::mono_text::mono;
use crate::ui::mono_text::plain;
use crate::ui::tokens::Tokens;
use crate::ui::widgets::piece::{heading_ui, piece_ui, remarked};

/// Lines drawn before and after the first one that differs: what the service sends may be of any length.
const LINES_BEFORE: usize = 40;
const LINES_AFTER: usize = 60;

/// How much room there is for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A few rows: the card over the body, which must not push the body away.
    Card,
    /// The signature pane, which scrolls.
    Pane,
}

impl Room {
    /// Bytes of a line drawn before and after the first character that differs.
    fn bytes(self) -> (usize, usize) {
        match self {
            Self::Card => (60, 120),
            Self::Pane => (400, 1_600),
        }
    }
}

/// Draws the comparison of canonical requests.
pub fn service_comparison_ui(
    ui: &mut Ui,
    comparison: &Comparison,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) {
    let colors = ctx.tokens;
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
                ctx.presentation,
                "Service",
                remarked(text, colors.good, remark, colors.third),
                "",
            );
        }
        Some(first) => {
            let shown = lines_around(first, comparison.lines.len());
            left_out_ui(ui, shown.start, "above", ctx);
            let lines = comparison.lines.iter().enumerate();
            for (index, line) in lines.take(shown.end).skip(shown.start) {
                if index == first {
                    difference_ui(ui, line, Room::Pane, ctx);
                } else if line.ours == line.theirs {
                    line_ui(ui, "", line.theirs.as_deref(), colors.third, ctx);
                } else {
                    line_ui(ui, "Ours", line.ours.as_deref(), colors.second, ctx);
                    line_ui(ui, "Service", line.theirs.as_deref(), colors.second, ctx);
                }
            }
            left_out_ui(ui, comparison.lines.len() - shown.end, "below", ctx);
        }
    }
}

/// The lines that are drawn, around the first that differs.
pub(super) fn lines_around(first: usize, lines: usize) -> Range<usize> {
    first.saturating_sub(LINES_BEFORE)..first.saturating_add(LINES_AFTER).min(lines)
}

fn left_out_ui(ui: &mut Ui, lines: usize, place: &str, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    if lines > 0 {
        let plural = if lines == 1 { "line" } else { "lines" };
        piece_ui(
            ui,
            ctx.presentation,
            "",
            remarked(
                "",
                colors.third,
                &format!("{lines} more {plural} {place}"),
                colors.third,
            ),
            "",
        );
    }
}

/// A line as the service built it, the session token masked.
fn line_ui(ui: &mut Ui, label: &str, line: Option<&str>, ink: Color32, ctx: &PanelContext<'_>) {
    let text = ctx.presentation.text(&shown(line));
    piece_ui(ui, ctx.presentation, label, started(&text, ink), "");
}

/// A line, or the start of a long one.
pub(super) fn started(text: &str, ink: Color32) -> LayoutJob {
    plain(&excerpt(text, 0..0, Room::Pane).concat(), ink)
}

/// One side as a text, the session token masked.
pub(super) fn side_text(comparison: &Comparison, side: Party) -> String {
    let lines = comparison.lines.iter().filter_map(|line| side.of(line));
    lines.map(masked_line).collect::<Vec<_>>().join("\n")
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// What we signed.
    Ours,
    /// What the service says.
    Theirs,
}

impl Party {
    /// Its line; `None` when it has none there.
    pub fn of(self, line: &ComparedLine) -> Option<&str> {
        match self {
            Self::Ours => line.ours.as_deref(),
            Self::Theirs => line.theirs.as_deref(),
        }
    }
}

/// Ours and theirs of a line that differs, from the first differing character on marked.
pub fn difference_ui(ui: &mut Ui, line: &ComparedLine, room: Room, ctx: &PanelContext<'_>) {
    let colors = ctx.tokens;
    let said = |line| ctx.presentation.text(&shown(line));
    let (ours, theirs) = (said(line.ours.as_deref()), said(line.theirs.as_deref()));
    let [in_ours, in_theirs] = differing(&ours, &theirs);
    let tip = "The first line that differs";
    piece_ui(
        ui,
        ctx.presentation,
        "Ours",
        marked(&ours, in_ours, room, colors.bad, colors),
        tip,
    );
    let tip = "What the service built instead";
    let job = marked(&theirs, in_theirs, room, colors.good, colors);
    piece_ui(ui, ctx.presentation, "Service", job, tip);
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

/// A line as it is drawn: what is empty or missing in words, the session token masked.
pub(super) fn shown(line: Option<&str>) -> String {
    match line {
        Some("") => "(empty line)".to_owned(),
        Some(line) => masked_line(line),
        None => "(no such line)".to_owned(),
    }
}

/// How many bytes two texts begin with in common, up to a character boundary.
pub(super) fn common_start(one: &str, other: &str) -> usize {
    one.char_indices()
        .zip(other.chars())
        .find(|((_, mine), theirs)| mine != theirs)
        .map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// What of each text lies between their common start and their common end. Where one has nothing there, as it lacks
/// what the other has, the mark takes the character behind it, or in front of it at the end.
pub(super) fn differing(one: &str, other: &str) -> [Range<usize>; 2] {
    let start = common_start(one, other);
    let rest = |text: &str| text.get(start..).unwrap_or_default().to_owned();
    let (mine, theirs) = (rest(one), rest(other));
    let same_end: usize = mine
        .chars()
        .rev()
        .zip(theirs.chars().rev())
        .take_while(|(mine, theirs)| mine == theirs)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    [one, other].map(|text| {
        let end = text.len() - same_end;
        if start < end {
            start..end
        } else {
            beside(text, start)
        }
    })
}

/// The character behind a place in a text, or in front of it at the end.
fn beside(text: &str, at: usize) -> Range<usize> {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    match (behind.chars().next(), before.chars().next_back()) {
        (Some(letter), _) => at..at + letter.len_utf8(),
        (None, Some(letter)) => at - letter.len_utf8()..at,
        (None, None) => at..at,
    }
}

/// A line whose differing characters stand out.
pub(super) fn marked(
    text: &str,
    differing: Range<usize>,
    room: Room,
    ink: Color32,
    colors: &Tokens,
) -> LayoutJob {
    let mut start = mono(colors.text);
    start.background = colors.bad_ground;
    let mut rest = mono(ink);
    rest.background = colors.bad_ground;
    rest.underline = eframe::egui::Stroke::new(1.0, ink);
    let [before, between, behind] = excerpt(text, differing, room);
    let mut job = LayoutJob::default();
    job.append(&before, 0.0, start.clone());
    job.append(&between, 0.0, rest);
    job.append(&behind, 0.0, start);
    job
}

/// What is drawn of a line before, in and behind a range; what is left out is counted.
fn excerpt(text: &str, range: Range<usize>, room: Room) -> [String; 3] {
    let (most_before, most_after) = room.bytes();
    let from = text.floor_char_boundary(range.start.saturating_sub(most_before));
    let to = text.ceil_char_boundary(range.start.saturating_add(most_after).min(text.len()));
    let end = range.end.min(to);
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    let ahead = if from > 0 {
        format!("({from} bytes) …")
    } else {
        String::new()
    };
    let left_out = match text.len() - to {
        0 => String::new(),
        bytes => format!("… ({bytes} more bytes)"),
    };
    let (before, between, behind) = (part(from..range.start), part(range.start..end), part(end..to));
    [
        format!("{ahead}{before}"),
        between.to_owned(),
        format!("{behind}{left_out}"),
    ]
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
    fn what_differs_lies_between_the_common_start_and_the_common_end() {
        let between = |one: &'static str, other: &'static str| {
            let [mine, theirs] = differing(one, other);
            (one.get(mine).unwrap(), other.get(theirs).unwrap())
        };
        assert_eq!(between("limit=10&type=dog", "limit=12&type=dog"), ("0", "2"));
        assert_eq!(
            between("limit=10&type=dog", "limit=1&type=dog"),
            ("0", "&"),
            "what follows"
        );
        assert_eq!(between("limit=10", "limit=1"), ("0", "1"), "the last one");
        assert_eq!(between("aa", "a"), ("a", "a"));
        assert_eq!(between("aé", "aè"), ("é", "è"));
        assert_eq!(between("", "x"), ("", "x"));
        assert_eq!(between("GET", "POST"), ("GE", "POS"));
    }

    #[test]
    fn a_short_line_is_whole_and_a_long_one_is_cut_on_characters() {
        assert_eq!(excerpt("limit=10&a", 7..8, Room::Card), ["limit=1", "0", "&a"]);
        let long = "é".repeat(10_000);
        let [before, between, behind] = excerpt(&long, 10_000..10_002, Room::Pane);
        assert_eq!(before, format!("(9600 bytes) …{}", "é".repeat(200)));
        assert_eq!(between, "é");
        assert_eq!(behind, format!("{}… (8400 more bytes)", "é".repeat(799)));
        let [_, between, behind] = excerpt(&long, 10_000..20_000, Room::Pane);
        assert_eq!(between, "é".repeat(800));
        assert_eq!(behind, "… (8400 more bytes)");
        assert_eq!(lines_around(3, 8), 0..8);
        assert_eq!(lines_around(1_000, 20_000), 960..1_060);
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
