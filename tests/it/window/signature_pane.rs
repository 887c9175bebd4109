//! What the signature pane says and gives: pieces by name, times, copies, and a failed proof in red.

use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::{HeaderRow, Secret};
use countersign::sigv4::pieces::PieceSection;
use countersign::sigv4::{Signer, canonicalise};
use countersign::ui::command::Command;
use countersign::ui::masking::{Masking, masked_query};
use countersign::ui::tokens::tokens;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Color32, Rect, Vec2};
use egui_kittest::kittest::Queryable as _;
use time::Duration;

use super::links::{kinds_here, name_of, tall};
use super::screen::mark;
use super::test_window::{TestMachine, TestWindow};
use crate::support::kinds::Kind;

fn kind(name: &str) -> Kind {
    kinds_here().into_iter().find(|kind| kind.name == name).unwrap()
}

#[test]
fn what_was_sorted_lower_cased_trimmed_or_empty_is_said_in_the_pane() {
    let mut window = tall();
    for (name, piece, words) in [
        (
            "parameters out of order",
            "Query: ",
            "Sorted: in the URL the parameters stand in another order",
        ),
        (
            "an upper-case name",
            "Header: x-team",
            "The name is written in lower case",
        ),
        (
            "blanks in a header",
            "Header: x-note",
            "Blanks around the value were trimmed",
        ),
        ("two rows of a name", "Header: x-a", "joined with commas"),
        (
            "a custom domain",
            "Header: host",
            "The host is written in lower case",
        ),
        ("REST API", "Payload hash: ", "SHA-256 of an empty body"),
        ("a space in the path", "Path: ", "percent-encoded once more"),
        ("unicode in the query", "Query: ", "were percent-encoded"),
    ] {
        window.tab_mut().draft.request = kind(name).request;
        window.settle();
        let rows: Vec<String> = window.pieces().iter().map(|(_, piece)| name_of(piece)).collect();
        let row = rows.into_iter().find(|row| row.starts_with(piece));
        let row = row.unwrap_or_else(|| panic!("{name}: {piece}"));
        window.click(&row);
        window.settle();
        window.assert_sees(words);
    }
    // The hash of an empty body is named without a click, and the empty line of an empty query.
    let mut window = tall();
    window.fill("URL", "{{demo}}/dev/pets");
    window.assert_sees("SHA-256 of an empty body");
    window.assert_sees("no query: an empty line");
}

#[test]
fn each_row_is_copied_as_it_stands_and_the_token_by_its_mark() {
    let mut window = tall();
    for name in [
        "temporary credentials",
        "an upload",
        "a presigned object with a token",
        "Version 4A with a region set",
    ] {
        window.tab_mut().draft.request = kind(name).request;
        window.settle();
        let pieces = window.pieces();
        let mut copied = 0;
        for section in PieceSection::ALL {
            for (id, piece) in pieces.rows(section) {
                let row = name_of(piece);
                if window.harness.query_all_by_label(&row).count() != 1 {
                    continue;
                }
                window.click(&row);
                window.settle();
                let label = piece.kind.label();
                let lower = if label.starts_with("URL") || label.starts_with('k') {
                    label.to_owned()
                } else {
                    label.to_lowercase().replace(" id", " ID")
                };
                window.click(&format!("Copy {lower}"));
                window.settle();
                let text = window.copied.pop().unwrap();
                let shown = masked_query(piece.text.as_str(), Masking::Masked);
                assert_eq!(text, shown, "{name}: {row} {id:?}");
                window.click(&row);
                window.settle();
                copied += 1;
            }
        }
        assert!(copied > 8, "{name}: {copied}");
    }
}

#[test]
fn the_report_is_copied_and_saved_as_markdown_without_secrets() {
    let mut window = TestWindow::first_start();
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = Secret::new(TEMPORARY_SECRET);
    aws.session_token = Secret::new(TEMPORARY_TOKEN);
    window.settle();
    window.send();
    window.run(Command::CopySignatureReport);
    let report = window.report_sent().clone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.md");
    window.run(Command::SaveSignatureReport);
    window.settle();
    window.fill_by_paste("Path to save to", path.to_str().unwrap());
    window.click("Save");
    window.until("it is saved", |_| path.exists());
    window.settle();
    let saved = std::fs::read_to_string(&path).unwrap();
    let copied = window.copied.last().unwrap();
    for text in [copied, &saved] {
        for line in report.string_to_sign.as_str().lines() {
            assert!(text.contains(line), "{line} in {text}");
        }
        for line in report.canonical_request.as_str().lines() {
            assert!(
                line.contains(TEMPORARY_TOKEN) || text.contains(line),
                "{line} in {text}"
            );
        }
        assert!(
            text.contains(&report.signature) && text.contains(&mark()),
            "{text}"
        );
        for secret in [DEMO_SECRET, TEMPORARY_SECRET, TEMPORARY_TOKEN] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn the_pane_says_the_time_of_the_last_edit_and_a_look_is_none() {
    let mut window = TestWindow::first_start();
    window.assert_sees("as of 12:00:00 UTC");
    *window.machine.now.lock().unwrap() += Duration::seconds(61);
    window.run(Command::ShowTimeline);
    window.run(Command::UseLightTheme);
    window.settle();
    window.assert_sees("as of 12:00:00 UTC");
    window.fill("URL", "{{demo}}/dev/pets?limit=3");
    window.assert_sees("as of 12:01:01 UTC");
    *window.machine.now.lock().unwrap() += Duration::seconds(9);
    window.click("Sign with the time now");
    window.settle();
    window.assert_sees("as of 12:01:10 UTC");
    assert_eq!(window.report_live().time.clock(), "12:01:10");
}

/// The grounds that are painted, with their places.
fn grounds(window: &TestWindow) -> Vec<(Rect, Color32)> {
    fn collect(shape: &Shape, found: &mut Vec<(Rect, Color32)>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            Shape::Rect(rect) => found.push((rect.rect, rect.fill)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape { shape, .. } in &window.harness.output().shapes {
        collect(shape, &mut found);
    }
    found
}

#[test]
fn a_failed_proof_is_a_red_banner_that_says_what_to_report_in_every_look() {
    let signer = Signer::with_canonicaliser(|wire, lines| {
        let (right, sections) = canonicalise(wire, lines);
        let wrong = format!("X{}", right.as_str());
        (countersign::model::Traced::rule(&wrong, "test"), sections)
    });
    let mut window = TestWindow::start(TestMachine::with_signer(signer));
    for look in [
        Command::UseDarkTheme,
        Command::UseLightTheme,
        Command::ToggleHighContrast,
        Command::UseDarkTheme,
    ] {
        window.run(look);
        window.settle();
        let colors = tokens(&window.harness.ctx);
        let words = "This explanation is wrong: it is not what was signed";
        let title = window
            .drawn()
            .into_iter()
            .find(|drawn| drawn.text == words)
            .unwrap();
        let is_red = grounds(&window)
            .iter()
            .any(|(rect, fill)| *fill == colors.bad_ground && rect.contains_rect(title.seen));
        assert!(is_red, "{look:?}");
        assert!(window.has_button("Copy what to report"));
    }
}

#[test]
fn in_a_window_of_900_by_700_every_row_of_the_pane_is_whole() {
    for layout in [
        Command::PutPanesBeside,
        Command::StackPanes,
        Command::ShowSignatureAlone,
    ] {
        let mut window = TestWindow::start(TestMachine::with_size(Vec2::new(900.0, 700.0)));
        let headers = &mut window.tab_mut().draft.request.http.headers;
        headers.push(HeaderRow::new(
            "X-A-Header-Of-A-Long-Name",
            "with a value that is long as well ".repeat(6),
        ));
        window.run(layout);
        window.settle();
        window.send();
        let right = window.harness.ctx.content_rect().right();
        let first = window.button("Algorithm: AWS4-HMAC-SHA256").rect();
        let mut rows = 0;
        for drawn in window.drawn() {
            let is_in_pane = drawn.seen.left() >= first.left() && drawn.seen.top() >= first.top() - 1.0;
            let is_row = drawn
                .galley
                .job
                .sections
                .iter()
                .any(|section| section.format.line_height.is_some());
            if is_in_pane && is_row {
                assert!(drawn.seen.right() <= right, "{layout:?}: {}", drawn.text);
                let width = drawn.galley.rect.width();
                assert!(drawn.seen.width() >= width - 1.0, "{layout:?}: {}", drawn.text);
                rows += 1;
            }
        }
        assert!(rows >= 3, "{layout:?}: {rows}");
        // The whole time of signing, and what comes of the proof.
        window.assert_sees("12:00:00 UTC");
        window.assert_sees("proved");
    }
}
