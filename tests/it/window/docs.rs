//! The note about a request: written, read, kept, and never sent.

use countersign::ui::command::Command;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers, OutputCommand};

use super::test_window::TestWindow;

const NOTE: &str = "# Pets\n\nLists **pets**, see [the guide](https://example.com/a?b=1) or \
                    [a file](file:///etc/passwd).\n\n- one\n- two\n\n```\nGET /pets\n```\n\n\
                    | type | price |\n|---|---|\n| dog | 249.99 |\n\n![cat](https://example.com/cat.png)\n";

fn with_note(note: &str) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.run(Command::ShowDocs);
    window.settle();
    window.fill_by_paste("Note", note);
    window
}

/// Addresses that were given to the browser in the last frame.
fn opened(window: &TestWindow) -> Vec<String> {
    let commands = &window.harness.output().platform_output.commands;
    let urls = commands.iter().filter_map(|command| match command {
        OutputCommand::OpenUrl(open) => Some(open.url.clone()),
        _ => None,
    });
    urls.collect()
}

#[test]
fn a_note_is_read_with_its_headings_lists_code_and_tables() {
    let mut window = with_note(NOTE);
    window.make_editor_higher(160.0);
    window.click("Docs: Preview");
    window.settle();
    for words in [
        "Pets",
        "pets",
        "the guide",
        "one",
        "GET /pets",
        "249.99",
        "[picture: cat]",
    ] {
        assert!(window.texts().iter().any(|text| text.trim() == words), "{words}");
    }
    window.assert_sees_not("**");
    window.assert_sees_not("example.com/a?b=1");
    window.click("Docs: Edit");
    window.settle();
    assert_eq!(window.field("Note").value().as_deref(), Some(NOTE));
}

#[test]
fn a_link_is_opened_after_its_address_was_confirmed_and_a_file_never() {
    let mut window = with_note(NOTE);
    window.click("Docs: Preview");
    window.settle();
    window.click("the guide");
    assert!(opened(&window).is_empty());
    window.settle();
    window.assert_sees("Open https://example.com/a?b=1 in the browser?");
    let open = window.button("Open").rect().center();
    window.click("Don't open");
    window.settle();
    assert!(!window.has_button("Open"));
    window.click("the guide");
    window.settle();
    let mut addresses = Vec::new();
    assert_eq!(open, window.button("Open").rect().center());
    for pressed in [true, false] {
        window.event(eframe::egui::Event::PointerMoved(open));
        window.event(eframe::egui::Event::PointerButton {
            pos: open,
            button: eframe::egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        addresses.extend(opened(&window));
    }
    assert_eq!(addresses, ["https://example.com/a?b=1"]);
    window.settle();
    window.click("a file");
    window.settle();
    window.assert_sees("file:///etc/passwd is not opened");
    assert!(!window.has_button("Open") && window.has_button("Copy address"));
}

#[test]
fn a_note_is_kept_and_undone_and_leaves_the_signature_alone() {
    let mut window = TestWindow::first_start();
    window.send();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    let before = window.report_live().clone();
    *window.machine.now.lock().unwrap() += time::Duration::seconds(5);
    window.run(Command::ShowDocs);
    window.settle();
    window.fill("Note", "# é");
    assert_eq!(window.tab().draft.request.docs, "# é");
    assert_eq!(
        window.tab().signature.side,
        Side::AsSent,
        "a note is no edit of what is sent"
    );
    assert_eq!(*window.report_live(), before);
    window.assert_sees("•");
    window.run(Command::ShowAuth);
    window.run(Command::Undo);
    window.settle();
    assert_eq!(window.tab().draft.request.docs, "");
    assert_eq!(window.tab().section, Section::Docs);
    window.assert_sees_not("•");
    window.run(Command::Redo);
    window.settle();
    let mut window = window.restart();
    assert_eq!(window.tab().draft.request.docs, "# é");
    window.run(Command::ShowDocs);
    window.settle();
    assert!(window.find_field("Note").is_none(), "a note is read first");
    window.ctrl(Key::D);
    window.settle();
    assert_eq!(window.tab().draft.request.docs, "# é", "the copy has it too");
}

#[test]
fn a_note_of_many_megabytes_is_kept_whole_and_read_in_part() {
    let note = "A line of a **large** note\n\n".repeat(100_000);
    let mut window = with_note(&note);
    assert!(window.tab().draft.request.docs == note);
    window.assert_sees("too large to edit here");
    window.assert_sees_not("sent as it stands");
    window.click("Docs: Preview");
    window.settle();
    window.assert_sees("The first 66 kB of the note");
}
