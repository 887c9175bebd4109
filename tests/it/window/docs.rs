//! The note about a request: written, read, kept, and never sent.

use countersign::ui::command::Command;
use countersign::ui::tab::{Section, Side};
use eframe::egui::{Key, Modifiers, OutputCommand};

use super::desk::Desk;

const NOTE: &str = "# Pets\n\nLists **pets**, see [the guide](https://example.com/a?b=1) or \
                    [a file](file:///etc/passwd).\n\n- one\n- two\n\n```\nGET /pets\n```\n\n\
                    | type | price |\n|---|---|\n| dog | 249.99 |\n\n![cat](https://example.com/cat.png)\n";

fn with_note(note: &str) -> Desk {
    let mut desk = Desk::first_start();
    desk.run(Command::ShowDocs);
    desk.settle();
    desk.fill_by_paste("Note", note);
    desk
}

/// Addresses that were given to the browser in the last frame.
fn opened(desk: &Desk) -> Vec<String> {
    let commands = &desk.harness.output().platform_output.commands;
    let urls = commands.iter().filter_map(|command| match command {
        OutputCommand::OpenUrl(open) => Some(open.url.clone()),
        _ => None,
    });
    urls.collect()
}

#[test]
fn a_note_is_read_with_its_headings_lists_code_and_tables() {
    let mut desk = with_note(NOTE);
    desk.make_editor_higher(160.0);
    desk.click("Docs: Preview");
    desk.settle();
    for words in [
        "Pets",
        "pets",
        "the guide",
        "one",
        "GET /pets",
        "249.99",
        "[picture: cat]",
    ] {
        assert!(desk.texts().iter().any(|text| text.trim() == words), "{words}");
    }
    desk.assert_sees_not("**");
    desk.assert_sees_not("example.com/a?b=1");
    desk.click("Docs: Edit");
    desk.settle();
    assert_eq!(desk.field("Note").value().as_deref(), Some(NOTE));
}

#[test]
fn a_link_is_opened_after_its_address_was_confirmed_and_a_file_never() {
    let mut desk = with_note(NOTE);
    desk.click("Docs: Preview");
    desk.settle();
    desk.click("the guide");
    assert!(opened(&desk).is_empty());
    desk.settle();
    desk.assert_sees("Open https://example.com/a?b=1 in the browser?");
    let open = desk.button("Open").rect().center();
    desk.click("Don't open");
    desk.settle();
    assert!(!desk.has_button("Open"));
    desk.click("the guide");
    desk.settle();
    let mut addresses = Vec::new();
    assert_eq!(open, desk.button("Open").rect().center());
    for pressed in [true, false] {
        desk.event(eframe::egui::Event::PointerMoved(open));
        desk.event(eframe::egui::Event::PointerButton {
            pos: open,
            button: eframe::egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        addresses.extend(opened(&desk));
    }
    assert_eq!(addresses, ["https://example.com/a?b=1"]);
    desk.settle();
    desk.click("a file");
    desk.settle();
    desk.assert_sees("file:///etc/passwd is not opened");
    assert!(!desk.has_button("Open") && desk.has_button("Copy address"));
}

#[test]
fn a_note_is_kept_and_undone_and_leaves_the_signature_alone() {
    let mut desk = Desk::first_start();
    desk.send();
    assert_eq!(desk.tab().side, Side::AsSent);
    let before = desk.report_live().clone();
    *desk.room.now.lock().unwrap() += time::Duration::seconds(5);
    desk.run(Command::ShowDocs);
    desk.settle();
    desk.fill("Note", "# é");
    assert_eq!(desk.tab().request.docs, "# é");
    assert_eq!(desk.tab().side, Side::AsSent, "a note is no edit of what is sent");
    assert_eq!(*desk.report_live(), before);
    desk.assert_sees("•");
    desk.run(Command::ShowAuth);
    desk.run(Command::Undo);
    desk.settle();
    assert_eq!(desk.tab().request.docs, "");
    assert_eq!(desk.tab().section, Section::Docs);
    desk.assert_sees_not("•");
    desk.run(Command::Redo);
    desk.settle();
    let mut desk = desk.restart();
    assert_eq!(desk.tab().request.docs, "# é");
    desk.run(Command::ShowDocs);
    desk.settle();
    assert!(desk.find_field("Note").is_none(), "a note is read first");
    desk.ctrl(Key::D);
    desk.settle();
    assert_eq!(desk.tab().request.docs, "# é", "the copy has it too");
}

#[test]
fn a_note_of_many_megabytes_is_kept_whole_and_read_in_part() {
    let note = "A line of a **large** note\n\n".repeat(100_000);
    let mut desk = with_note(&note);
    assert!(desk.tab().request.docs == note);
    desk.assert_sees("too large to edit here");
    desk.assert_sees_not("sent as it stands");
    desk.click("Docs: Preview");
    desk.settle();
    desk.assert_sees("The first 66 kB of the note");
}
