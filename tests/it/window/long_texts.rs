//! A text too large for the editor: shown, replaced, saved and sent byte for byte.

use std::io::Write as _;
use std::sync::Arc;

use countersign::model::BodyKind;
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers, ViewportCommand};

use super::desk::{Desk, Picks, Room};

/// As large as no editor takes.
fn large() -> String {
    let lines = (0..9_000).map(|number| format!("line {number} of a large text, with é and я\n"));
    lines.collect()
}

fn with_editor(room: Room, kind: BodyKind) -> Desk {
    let mut desk = Desk::start(room);
    desk.tab_mut().request.http.body.kind = kind;
    desk.run(Command::ShowBody);
    desk.settle();
    desk
}

fn body(desk: &Desk) -> &str {
    &desk.tab().request.http.body.text
}

#[test]
fn a_large_paste_is_never_laid_out_and_goes_where_the_cursor_stands() {
    let mut desk = with_editor(Room::default(), BodyKind::Text);
    desk.fill("Body", "éab");
    desk.press(Modifiers::NONE, Key::ArrowLeft);
    desk.paste(&large());
    desk.settle();
    assert_eq!(body(&desk), format!("éa{}b", large()));
    assert!(desk.find_field("Body").is_none(), "no editor");
    desk.assert_sees("too large to edit here, and sent as it stands");
    desk.assert_sees("line 1 of a large text, with é and я");
    let drawn: usize = desk.texts().iter().map(String::len).sum();
    assert!(drawn < 30_000, "{drawn}");
    desk.run(Command::Undo);
    desk.settle();
    assert_eq!(body(&desk), "éab");
    desk.field("Body");
    desk.run(Command::Redo);
    desk.settle();
    assert_eq!(body(&desk).len(), large().len() + 4);
}

#[test]
fn a_large_text_takes_a_paste_in_its_place_even_one_that_looks_like_a_command() {
    let mut desk = with_editor(Room::default(), BodyKind::Text);
    desk.tab_mut().request.http.body.text = large().into();
    desk.settle();
    desk.click("Paste instead");
    assert!(desk.commands.contains(&ViewportCommand::RequestPaste));
    let command = "curl https://example.com/ -d x";
    desk.paste(command);
    desk.settle();
    assert_eq!(body(&desk), command);
    assert_eq!(desk.app().tabs().len(), 2, "no request was opened");
    desk.run(Command::Undo);
    desk.settle();
    assert_eq!(body(&desk), large());
    desk.click("Clear");
    desk.settle();
    assert_eq!(body(&desk), "");
    desk.run(Command::Undo);
    assert_eq!(body(&desk), large());
}

#[test]
fn a_large_text_is_replaced_by_that_of_a_file_and_saved_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body.txt");
    let other = large().replace("line", "row");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(other.as_bytes()).unwrap();
    let mut desk = with_editor(Room::with_dialogs(Arc::new(Picks(path.clone()))), BodyKind::Text);
    desk.tab_mut().request.http.body.text = large().into();
    desk.settle();
    desk.click("Replace…");
    desk.until("the file is read", |desk| body(desk) == other);
    desk.settle();
    desk.assert_sees("row 1 of a large text");
    desk.run(Command::Undo);
    desk.settle();
    desk.click("Save as file…");
    desk.until("the file is written", |desk| desk.sees("Saved "));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), large());

    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"\xff\xfe").unwrap();
    desk.settle();
    desk.click("Replace…");
    desk.until("the file is refused", |desk| desk.sees("is not UTF-8 text"));
    assert_eq!(body(&desk), large());
}

#[test]
fn both_texts_of_a_graphql_body_may_be_large() {
    let mut desk = with_editor(Room::default(), BodyKind::GraphQl);
    for name in ["Query", "Variables"] {
        desk.enter(name);
        desk.paste(&large());
        desk.settle();
        assert!(desk.find_field(name).is_none(), "{name}");
    }
    let graphql = &desk.tab().request.http.body.graphql;
    assert!(graphql.query == large() && graphql.variables == large());
}

#[test]
fn typing_over_the_limit_goes_on_and_the_text_comes_back_after_a_restart() {
    let mut desk = with_editor(Room::default(), BodyKind::Text);
    let almost = "1234567\n".repeat(7_999) + "123456";
    desk.tab_mut().request.http.body.text = almost.as_str().into();
    desk.settle();
    desk.field("Body").focus();
    desk.frame();
    desk.press(Modifiers::CTRL | Modifiers::COMMAND, Key::End);
    desk.type_text("abcdé");
    assert_eq!(body(&desk), format!("{almost}abcdé"));
    assert!(desk.field("Body").is_focused());
    desk.paste(&large());
    desk.settle();
    let whole = body(&desk).to_owned();
    assert_eq!(whole, format!("{almost}abcdé{}", large()));
    let desk = desk.restart();
    assert!(body(&desk) == whole);
}

#[test]
fn the_lines_of_a_pasted_text_are_found_by_a_worker() {
    let mut desk = with_editor(Room::default(), BodyKind::Json);
    desk.enter("Body");
    // No line end but the last: what a frame reads on its own ends before it.
    let text = format!("[\"{}\",\n\"the end\"]", "é".repeat(10_000_000));
    desk.paste(&text);
    desk.frame();
    let rows = |desk: &mut Desk| {
        let [(_, _), (_, viewer), ..] = desk.tab_mut().viewers();
        let document = viewer.document();
        (document.is_whole(), document.text().len())
    };
    let (is_whole, shown) = rows(&mut desk);
    assert!(
        !is_whole && shown <= 64 * 1024,
        "a frame reads the beginning only"
    );
    desk.assert_sees("too large to edit here");
    let mut whole = false;
    while !whole {
        desk.until("the worker answers", |_| true);
        whole = rows(&mut desk).0;
    }
    assert_eq!(rows(&mut desk).1, text.len());
    assert!(body(&desk) == text);
}

#[test]
fn closing_the_tab_stops_the_worker_and_reopening_it_reads_on() {
    let mut desk = with_editor(Room::default(), BodyKind::Text);
    desk.tab_mut().request.http.body.text = "line\n".repeat(1_000_000).into();
    desk.frame();
    desk.run(Command::CloseTab);
    desk.settle();
    desk.run(Command::ReopenTab);
    desk.until("all of it is read", |desk| desk.sees("too large to edit here"));
    let is_whole = |desk: &mut Desk| desk.tab_mut().viewers()[1].1.document().is_whole();
    while !is_whole(&mut desk) {
        desk.until("the worker answers", |_| true);
    }
}

#[test]
fn a_long_line_is_shown_by_the_viewer_until_it_is_broken() {
    let mut desk = with_editor(Room::default(), BodyKind::Json);
    let long = format!("[{}0]", "12345, ".repeat(2_000));
    desk.enter("Body");
    desk.paste(&long);
    desk.settle();
    assert_eq!(body(&desk), long);
    assert!(desk.find_field("Body").is_none(), "no editor");
    desk.assert_sees("with a line of 14 kB: too long to edit here, and sent as it stands");
    desk.click("Beautify");
    desk.settle();
    assert!(body(&desk).starts_with("[\n  12345,"));
    desk.field("Body");
}

#[test]
fn a_large_json_text_is_written_anew_behind_the_window_unless_it_was_edited_meanwhile() {
    let mut desk = with_editor(Room::default(), BodyKind::Json);
    let large = format!("[{}0]", "12345,".repeat(20_000));
    desk.tab_mut().request.http.body.text = large.as_str().into();
    desk.settle();
    desk.run(Command::BeautifyBody);
    assert_eq!(body(&desk), large, "nothing is read in the frame of the click");
    desk.until("it is indented", |desk| body(desk).starts_with("[\n  12345,"));
    desk.run(Command::MinifyBody);
    desk.until("it is minified", |desk| body(desk) == large);
    desk.run(Command::BeautifyBody);
    desk.tab_mut().request.http.body.text = "[1]".into();
    // A second order ends after the first one.
    desk.tab_mut().request.http.body.kind = BodyKind::Text;
    desk.run(Command::BeautifyBody);
    desk.until("the refusal", |desk| desk.sees("The body is not JSON"));
    assert_eq!(body(&desk), "[1]");
}

#[test]
fn after_a_paste_that_the_editor_can_hold_the_cursor_stands_behind_it() {
    let mut desk = with_editor(Room::default(), BodyKind::Text);
    let line = "a".repeat(6_000);
    desk.fill_by_paste("Body", &line);
    desk.ctrl(Key::A);
    desk.paste(&"b".repeat(6_000));
    desk.settle();
    desk.type_text("z");
    desk.settle();
    assert_eq!(body(&desk), format!("{}z", "b".repeat(6_000)));
}
