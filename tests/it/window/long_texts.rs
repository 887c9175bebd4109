//! A text too large for the editor: shown, replaced, saved and sent byte for byte.

use std::io::Write as _;
use std::sync::Arc;

use countersign::model::BodyKind;
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers, ViewportCommand};

use super::test_window::{Picks, TestMachine, TestWindow};

/// As large as no editor takes.
fn large() -> String {
    let lines = (0..9_000).map(|number| format!("line {number} of a large text, with é and я\n"));
    lines.collect()
}

fn with_editor(machine: TestMachine, kind: BodyKind) -> TestWindow {
    let mut window = TestWindow::start(machine);
    window.tab_mut().draft.request.http.body.kind = kind;
    window.run(Command::ShowBody);
    window.settle();
    window
}

fn body(window: &TestWindow) -> &str {
    &window.tab().draft.request.http.body.text
}

#[test]
fn a_large_paste_is_never_laid_out_and_goes_where_the_cursor_stands() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Text);
    window.fill("Body", "éab");
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.paste(&large());
    window.settle();
    assert_eq!(body(&window), format!("éa{}b", large()));
    assert!(window.find_field("Body").is_none(), "no editor");
    window.assert_sees("too large to edit here, and sent as it stands");
    window.assert_sees("line 1 of a large text, with é and я");
    let drawn: usize = window.texts().iter().map(String::len).sum();
    assert!(drawn < 30_000, "{drawn}");
    window.run(Command::Undo);
    window.settle();
    assert_eq!(body(&window), "éab");
    window.field("Body");
    window.run(Command::Redo);
    window.settle();
    assert_eq!(body(&window).len(), large().len() + 4);
}

#[test]
fn a_large_text_takes_a_paste_in_its_place_even_one_that_looks_like_a_command() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Text);
    window.tab_mut().draft.request.http.body.text = large().into();
    window.settle();
    window.click("Paste instead");
    assert!(window.commands.contains(&ViewportCommand::RequestPaste));
    let command = "curl https://example.com/ -d x";
    window.paste(command);
    window.settle();
    assert_eq!(body(&window), command);
    assert_eq!(window.app().tabs().len(), 2, "no request was opened");
    window.run(Command::Undo);
    window.settle();
    assert_eq!(body(&window), large());
    window.click("Clear");
    window.settle();
    assert_eq!(body(&window), "");
    window.run(Command::Undo);
    assert_eq!(body(&window), large());
}

#[test]
fn a_large_text_is_replaced_by_that_of_a_file_and_saved_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body.txt");
    let other = large().replace("line", "row");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(other.as_bytes()).unwrap();
    let mut window = with_editor(
        TestMachine::with_dialogs(Arc::new(Picks(path.clone()))),
        BodyKind::Text,
    );
    window.tab_mut().draft.request.http.body.text = large().into();
    window.settle();
    window.click("Replace…");
    window.until("the file is read", |window| body(window) == other);
    window.settle();
    window.assert_sees("row 1 of a large text");
    window.run(Command::Undo);
    window.settle();
    window.click("Save as file…");
    window.until("the file is written", |window| window.sees("Saved "));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), large());

    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"\xff\xfe").unwrap();
    window.settle();
    window.click("Replace…");
    window.until("the file is refused", |window| window.sees("is not UTF-8 text"));
    assert_eq!(body(&window), large());
}

#[test]
fn both_texts_of_a_graphql_body_may_be_large() {
    let mut window = with_editor(TestMachine::default(), BodyKind::GraphQl);
    for name in ["Query", "Variables"] {
        window.enter(name);
        window.paste(&large());
        window.settle();
        assert!(window.find_field(name).is_none(), "{name}");
    }
    let graphql = &window.tab().draft.request.http.body.graphql;
    assert!(graphql.query == large() && graphql.variables == large());
}

#[test]
fn typing_over_the_limit_goes_on_and_the_text_comes_back_after_a_restart() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Text);
    let almost = "1234567\n".repeat(7_999) + "123456";
    window.tab_mut().draft.request.http.body.text = almost.as_str().into();
    window.settle();
    window.field("Body").focus();
    window.frame();
    window.press(Modifiers::CTRL | Modifiers::COMMAND, Key::End);
    window.type_text("abcdé");
    assert_eq!(body(&window), format!("{almost}abcdé"));
    assert!(window.field("Body").is_focused());
    window.paste(&large());
    window.settle();
    let whole = body(&window).to_owned();
    assert_eq!(whole, format!("{almost}abcdé{}", large()));
    let window = window.restart();
    assert!(body(&window) == whole);
}

#[test]
fn the_lines_of_a_pasted_text_are_found_by_a_worker() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Json);
    window.enter("Body");
    // No line end but the last: what a frame reads on its own ends before it.
    let text = format!("[\"{}\",\n\"the end\"]", "é".repeat(10_000_000));
    window.paste(&text);
    window.frame();
    let rows = |window: &mut TestWindow| {
        let [(_, _), (_, viewer), ..] = window.tab_mut().viewers();
        let document = viewer.document();
        (document.is_whole(), document.text().len())
    };
    let (is_whole, shown) = rows(&mut window);
    assert!(
        !is_whole && shown <= 64 * 1024,
        "a frame reads the beginning only"
    );
    window.assert_sees("too large to edit here");
    let mut whole = false;
    while !whole {
        window.until("the worker answers", |_| true);
        whole = rows(&mut window).0;
    }
    assert_eq!(rows(&mut window).1, text.len());
    assert!(body(&window) == text);
}

#[test]
fn closing_the_tab_stops_the_worker_and_reopening_it_reads_on() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Text);
    window.tab_mut().draft.request.http.body.text = "line\n".repeat(1_000_000).into();
    window.frame();
    window.run(Command::CloseTab);
    window.settle();
    window.run(Command::ReopenTab);
    window.until("all of it is read", |window| {
        window.sees("too large to edit here")
    });
    let is_whole = |window: &mut TestWindow| window.tab_mut().viewers()[1].1.document().is_whole();
    while !is_whole(&mut window) {
        window.until("the worker answers", |_| true);
    }
}

#[test]
fn a_long_line_is_shown_by_the_viewer_until_it_is_broken() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Json);
    let long = format!("[{}0]", "12345, ".repeat(2_000));
    window.enter("Body");
    window.paste(&long);
    window.settle();
    assert_eq!(body(&window), long);
    assert!(window.find_field("Body").is_none(), "no editor");
    window.assert_sees("with a line of 14 kB: too long to edit here, and sent as it stands");
    window.click("Beautify");
    window.settle();
    assert!(body(&window).starts_with("[\n  12345,"));
    window.field("Body");
}

#[test]
fn a_large_json_text_is_written_anew_behind_the_window_unless_it_was_edited_meanwhile() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Json);
    let large = format!("[{}0]", "12345,".repeat(20_000));
    window.tab_mut().draft.request.http.body.text = large.as_str().into();
    window.settle();
    window.run(Command::BeautifyBody);
    assert_eq!(body(&window), large, "nothing is read in the frame of the click");
    window.until("it is indented", |window| body(window).starts_with("[\n  12345,"));
    window.run(Command::MinifyBody);
    window.until("it is minified", |window| body(window) == large);
    window.run(Command::BeautifyBody);
    window.tab_mut().draft.request.http.body.text = "[1]".into();
    // A second order ends after the first one.
    window.tab_mut().draft.request.http.body.kind = BodyKind::Text;
    window.run(Command::BeautifyBody);
    window.until("the refusal", |window| window.sees("The body is not JSON"));
    assert_eq!(body(&window), "[1]");
}

#[test]
fn after_a_paste_that_the_editor_can_hold_the_cursor_stands_behind_it() {
    let mut window = with_editor(TestMachine::default(), BodyKind::Text);
    let line = "a".repeat(6_000);
    window.fill_by_paste("Body", &line);
    window.ctrl(Key::A);
    window.paste(&"b".repeat(6_000));
    window.settle();
    window.type_text("z");
    window.settle();
    assert_eq!(body(&window), format!("{}z", "b".repeat(6_000)));
}
