//! What the signature pane says and gives: pieces by name, times, copies, and a failed proof in red.

use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::{HeaderRow, Secret};
use countersign::sigv4::pieces::PieceSection;
use countersign::sigv4::{Signer, canonicalise};
use countersign::ui::command::Command;
use countersign::ui::tokens::tokens;
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Color32, Rect, Vec2};
use egui_kittest::kittest::Queryable as _;
use time::Duration;

use super::desk::{Desk, Room};
use super::links::{kinds_here, name_of, tall};
use super::screen::mark;
use crate::support::kinds::Kind;

fn kind(name: &str) -> Kind {
    kinds_here().into_iter().find(|kind| kind.name == name).unwrap()
}

#[test]
fn what_was_sorted_lower_cased_trimmed_or_empty_is_said_in_the_pane() {
    let mut desk = tall();
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
        desk.tab_mut().request = kind(name).request;
        desk.settle();
        let rows: Vec<String> = desk.pieces().iter().map(|(_, piece)| name_of(piece)).collect();
        let row = rows.into_iter().find(|row| row.starts_with(piece));
        let row = row.unwrap_or_else(|| panic!("{name}: {piece}"));
        desk.click(&row);
        desk.settle();
        desk.assert_sees(words);
    }
    // The hash of an empty body is named without a click, and the empty line of an empty query.
    let mut desk = tall();
    desk.fill("URL", "{{demo}}/dev/pets");
    desk.assert_sees("SHA-256 of an empty body");
    desk.assert_sees("no query: an empty line");
}

#[test]
fn each_row_is_copied_as_it_stands_and_the_token_by_its_mark() {
    let mut desk = tall();
    for name in [
        "temporary credentials",
        "an upload",
        "a presigned object with a token",
        "Version 4A with a region set",
    ] {
        desk.tab_mut().request = kind(name).request;
        desk.settle();
        let pieces = desk.pieces();
        let mut copied = 0;
        for section in PieceSection::ALL {
            for (id, piece) in pieces.rows(section) {
                let row = name_of(piece);
                if desk.harness.query_all_by_label(&row).count() != 1 {
                    continue;
                }
                desk.click(&row);
                desk.settle();
                let label = piece.kind.label();
                let lower = if label.starts_with("URL") || label.starts_with('k') {
                    label.to_owned()
                } else {
                    label.to_lowercase().replace(" id", " ID")
                };
                desk.click(&format!("Copy {lower}"));
                desk.settle();
                let text = desk.copied.pop().unwrap();
                assert_eq!(text, piece.text.as_str(), "{name}: {row} {id:?}");
                desk.click(&row);
                desk.settle();
                copied += 1;
            }
        }
        assert!(copied > 8, "{name}: {copied}");
    }
}

#[test]
fn the_report_is_copied_and_saved_as_markdown_without_secrets() {
    let mut desk = Desk::first_start();
    let aws = &mut desk.tab_mut().request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = Secret::new(TEMPORARY_SECRET);
    aws.session_token = Secret::new(TEMPORARY_TOKEN);
    desk.settle();
    desk.send();
    desk.run(Command::CopySignatureReport);
    let report = desk.report_sent().clone();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.md");
    desk.run(Command::SaveSignatureReport);
    desk.settle();
    desk.fill_by_paste("Path to save to", path.to_str().unwrap());
    desk.click("Save");
    desk.until("it is saved", |_| path.exists());
    desk.settle();
    let saved = std::fs::read_to_string(&path).unwrap();
    let copied = desk.copied.last().unwrap();
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
    let mut desk = Desk::first_start();
    desk.assert_sees("as of 12:00:00 UTC");
    *desk.room.now.lock().unwrap() += Duration::seconds(61);
    desk.run(Command::ShowTimeline);
    desk.run(Command::UseLightTheme);
    desk.settle();
    desk.assert_sees("as of 12:00:00 UTC");
    desk.fill("URL", "{{demo}}/dev/pets?limit=3");
    desk.assert_sees("as of 12:01:01 UTC");
    *desk.room.now.lock().unwrap() += Duration::seconds(9);
    desk.click("Sign with the time now");
    desk.settle();
    desk.assert_sees("as of 12:01:10 UTC");
    assert_eq!(desk.report_live().time.clock(), "12:01:10");
}

/// The grounds that are painted, with their places.
fn grounds(desk: &Desk) -> Vec<(Rect, Color32)> {
    fn collect(shape: &Shape, found: &mut Vec<(Rect, Color32)>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            Shape::Rect(rect) => found.push((rect.rect, rect.fill)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape { shape, .. } in &desk.harness.output().shapes {
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
    let mut desk = Desk::start(Room::with_signer(signer));
    for look in [
        Command::UseDarkTheme,
        Command::UseLightTheme,
        Command::ToggleHighContrast,
        Command::UseDarkTheme,
    ] {
        desk.run(look);
        desk.settle();
        let colors = tokens(&desk.harness.ctx);
        let words = "This explanation is wrong: it is not what was signed";
        let title = desk
            .drawn()
            .into_iter()
            .find(|drawn| drawn.text == words)
            .unwrap();
        let is_red = grounds(&desk)
            .iter()
            .any(|(rect, fill)| *fill == colors.bad_ground && rect.contains_rect(title.seen));
        assert!(is_red, "{look:?}");
        assert!(desk.has_button("Copy what to report"));
    }
}

#[test]
fn in_a_window_of_900_by_700_every_row_of_the_pane_is_whole() {
    for layout in [
        Command::PutPanesBeside,
        Command::StackPanes,
        Command::ShowSignatureAlone,
    ] {
        let mut desk = Desk::start(Room::with_size(Vec2::new(900.0, 700.0)));
        let headers = &mut desk.tab_mut().request.http.headers;
        headers.push(HeaderRow::new(
            "X-A-Header-Of-A-Long-Name",
            "with a value that is long as well ".repeat(6),
        ));
        desk.run(layout);
        desk.settle();
        desk.send();
        let right = desk.harness.ctx.content_rect().right();
        let first = desk.button("Algorithm: AWS4-HMAC-SHA256").rect();
        let mut rows = 0;
        for drawn in desk.drawn() {
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
        desk.assert_sees("12:00:00 UTC");
        desk.assert_sees("proved");
    }
}
