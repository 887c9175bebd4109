//! Texts in scripts that the bundled fonts do not have, and marks that turn the direction of a text.
//!
//! egui shapes each run of one font by itself and turns it as a whole to the direction of its script: a run of Hebrew or
//! Arabic reads from right to left and its letters join, but runs stand from left to right whatever the line is, and
//! marks of direction are not heeded. Other programs heed them, so the viewer of a body writes such marks out.

use countersign::model::{AuthKind, BodyKind, HeaderRow};
use countersign::ui::command::Command;
use countersign::ui::section::Section;
use eframe::egui::{Key, Modifiers, vec2};

use super::layout::assert_nothing_leaves_sideways;
use super::test_window::{Scripts, TestMachine, TestWindow};
use crate::support::server::Server;

const TEXTS: [(&str, &str); 8] = [
    ("Arabic", "قائمة الحيوانات الأليفة"),
    ("Hebrew", "רשימת חיות המחמד"),
    ("Chinese", "宠物列表请求签名测试"),
    ("Japanese", "ペット一覧リクエスト"),
    ("Thai", "รายการสัตว์เลี้ยงทั้งหมด"),
    ("Devanagari", "पालतू जानवरों की सूची"),
    ("emoji", "🐕‍🦺👩🏽‍🚀🇩🇪❤️"),
    ("marks", "a\u{202e}b\u{2067}c\u{200f}d\u{0301}\u{0301}\u{0301}"),
];
const SECTIONS: [Section; 6] = [
    Section::Params,
    Section::Auth,
    Section::Headers,
    Section::Body,
    Section::Checks,
    Section::Settings,
];

#[test]
fn every_script_stays_in_its_place_in_every_field() {
    for size in [vec2(900.0, 700.0), vec2(1280.0, 800.0)] {
        let mut window = TestWindow::start(TestMachine::with_scripts(Scripts::Any, size));
        for (script, text) in TEXTS {
            window.run(Command::OpenSample);
            window.run(Command::CloseOtherTabs);
            let long = text.repeat(40);
            let request = &mut window.tab_mut().draft.request;
            request.info.name.clone_from(&long);
            request.http.url = format!("{{{{demo}}}}/dev/{long}?{text}={long}");
            request.http.headers = vec![HeaderRow::new("x-text", &long), HeaderRow::new(text, text)];
            request.http.body.kind = BodyKind::Text;
            request.http.body.text = format!("{long}\n{text}\n{long}").into();
            request.http.auth.aws.region = text.to_owned();
            for section in SECTIONS {
                window.tab_mut().section = section;
                window.settle();
                assert_nothing_leaves_sideways(&window, &format!("{script}, {section:?}, {size}"));
            }
            for overlay in [Command::OpenPalette, Command::ListTabs] {
                window.run(overlay);
                window.settle();
                assert_nothing_leaves_sideways(&window, &format!("{script}, {overlay:?}, {size}"));
                window.press(Modifiers::NONE, Key::Escape);
                window.settle();
            }
        }
    }
}

#[test]
fn a_reply_in_any_script_is_shown_and_its_direction_marks_are_written_out() {
    for (script, text) in TEXTS {
        let body = format!("{{\"text\": \"{text}\"}}").into_bytes();
        let server: Server<()> = Server::start(move |mut connection, _| {
            connection.request();
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
            );
            connection.write(head.as_bytes());
            connection.write(&body);
            connection.until_closed();
        });
        let mut window = TestWindow::start(TestMachine::with_scripts(Scripts::Any, vec2(1280.0, 800.0)));
        window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
        window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
        window.send();
        assert_nothing_leaves_sideways(&window, script);
        if script == "marks" {
            window.assert_sees("a<U+202E>b<U+2067>c<U+200F>d");
        }
        let drawn = window.texts().concat();
        let turned = ['\u{202e}', '\u{2067}', '\u{200f}'];
        let of_body = drawn.chars().filter(|character| turned.contains(character));
        assert_eq!(
            of_body.count(),
            0,
            "{script}: a mark that turns the text is drawn as itself"
        );
    }
}

#[test]
fn text_is_typed_and_taken_back_by_characters_in_every_script() {
    let mut window = TestWindow::start(TestMachine::with_scripts(Scripts::Any, vec2(1280.0, 800.0)));
    for (script, text) in TEXTS {
        window.run(Command::NewTab);
        window.settle();
        window.type_text(text);
        window.settle();
        assert_eq!(window.tab().draft.request.http.url, text, "{script}");
        for _ in 0..text.chars().count() {
            window.press(Modifiers::NONE, Key::ArrowLeft);
            window.press(Modifiers::SHIFT, Key::ArrowRight);
        }
        window.ctrl(Key::A);
        window.press(Modifiers::NONE, Key::Backspace);
        window.settle();
        assert_eq!(window.tab().draft.request.http.url, "", "{script}");
    }
}

#[test]
fn what_no_font_draws_is_a_box_with_its_code_point() {
    let mut window = TestWindow::start(TestMachine::with_scripts(Scripts::Any, vec2(1280.0, 800.0)));
    window.tab_mut().draft.request.info.name = String::new();
    window.tab_mut().draft.request.http.url = "{{demo}}/dev/p\u{e000}ts".to_owned();
    window.tab_mut().draft.request.http.headers = vec![HeaderRow::new("x-team", "a\u{10fffd}b")];
    window.settle();
    window.assert_sees("{{demo}}/dev/p□ts");
    window.assert_sees("□U+E000: no font here draws it, and it is sent as typed");
    window.assert_sees("/dev/p□U+E000ts");
    window.assert_sees("a□U+10FFFDb");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/p\u{e000}ts",
        "nothing is changed"
    );
}
