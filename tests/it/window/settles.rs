//! A window that nobody touches draws nothing: on every screen the frames end.

use std::time::Duration;

use countersign::model::{AuthKind, BodyKind, FormRow, PartRow, RowId};
use countersign::ui::command::Command;
use countersign::ui::tab::{Freshness, ResponsePage, Section, Side};
use eframe::egui::{Key, Modifiers};

use super::desk::{Desk, Room};

/// What lies over the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cover {
    Nothing,
    Palette,
    Shortcuts,
    Menu,
    Methods,
    Network,
    Cookies,
}

const COVERS: [Cover; 7] = [
    Cover::Nothing,
    Cover::Palette,
    Cover::Shortcuts,
    Cover::Menu,
    Cover::Methods,
    Cover::Network,
    Cover::Cookies,
];
const THEMES: [Command; 2] = [Command::UseDarkTheme, Command::UseLightTheme];
const SECTIONS: [Section; 4] = [Section::Auth, Section::Headers, Section::Body, Section::Settings];
const PAGES: [ResponsePage; 4] = [
    ResponsePage::Body,
    ResponsePage::Headers,
    ResponsePage::Timeline,
    ResponsePage::Wire,
];

/// The window rests when it would wait a minute and more for an event, and a further frame changes nothing.
#[track_caller]
fn assert_rests(desk: &mut Desk, screen: &str) {
    let steps = desk
        .harness
        .try_run()
        .unwrap_or_else(|error| panic!("{screen}: {error}"));
    assert!(steps <= 4, "{screen}: {steps}");
    let delay = desk.repaint_delay();
    assert!(
        delay > Duration::from_mins(1),
        "{screen}: the next frame comes after {delay:?}"
    );
    let texts = desk.texts();
    desk.harness.step();
    assert_eq!(desk.texts(), texts, "{screen}: a further frame draws the same");
    assert!(
        desk.repaint_delay() > Duration::from_mins(1),
        "{screen}: and asks for none, but for one after {:?}",
        desk.repaint_delay()
    );
}

fn cover(desk: &mut Desk, cover: Cover) {
    match cover {
        Cover::Nothing => {}
        Cover::Palette => desk.ctrl(Key::K),
        Cover::Shortcuts => desk.press(Modifiers::NONE, Key::F1),
        Cover::Menu => desk.click("Menu"),
        Cover::Network => desk.ctrl(Key::Comma),
        Cover::Cookies => desk.run(Command::OpenCookies),
        Cover::Methods => {
            let method = format!("Method {}", desk.tab().request.http.method);
            desk.click(&method);
        }
    }
    desk.settle();
    let shown = match cover {
        Cover::Nothing => return,
        Cover::Palette => "Close this tab; it can be reopened",
        Cover::Shortcuts => "Keyboard shortcuts",
        Cover::Menu => "Duplicate request",
        Cover::Methods => "PATCH",
        Cover::Network => "for all requests, from the next send on",
        Cover::Cookies => "in memory, until Countersign quits",
    };
    desk.assert_sees(shown);
}

fn uncover(desk: &mut Desk) {
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
}

/// Every section, page, side, cover and theme of the tab in front.
fn every_screen(desk: &mut Desk, what: &str) {
    let sides: &[Side] = match desk.tab().sent {
        Some(_) => &[Side::Live, Side::AsSent],
        None => &[Side::Live],
    };
    for theme in THEMES {
        desk.run(theme);
        for section in SECTIONS {
            for page in PAGES {
                for side in sides {
                    let tab = desk.tab_mut();
                    (tab.section, tab.response.page, tab.side) = (section, page, *side);
                    desk.settle();
                    for over in COVERS {
                        cover(desk, over);
                        let screen = format!("{what}, {theme:?}, {section:?}, {page:?}, {side:?}, {over:?}");
                        assert_rests(desk, &screen);
                        if over != Cover::Nothing {
                            uncover(desk);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn before_and_after_a_send_every_screen_comes_to_rest() {
    let mut desk = Desk::first_start();
    every_screen(&mut desk, "nothing sent");
    desk.send();
    every_screen(&mut desk, "answered");
}

#[test]
fn a_refused_request_comes_to_rest_on_every_screen() {
    let mut desk = Desk::first_start();
    desk.run(Command::NextTab);
    desk.send();
    every_screen(&mut desk, "refused");
}

#[test]
fn failed_unsigned_and_empty_requests_come_to_rest() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "http://127.0.0.1:1/");
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.tab_mut().request.http.body.kind = BodyKind::Json;
    "{\"a\": [".clone_into(&mut desk.tab_mut().request.http.body.text);
    desk.send();
    desk.assert_sees("No reply");
    every_screen(&mut desk, "failed");
    desk.run(Command::NewTab);
    every_screen(&mut desk, "an empty request");
}

#[test]
fn a_cursor_in_any_field_does_not_keep_the_window_awake() {
    let mut desk = Desk::first_start();
    for name in [
        "URL",
        "Access key ID",
        "Secret access key",
        "Session token",
        "Region",
        "Service",
    ] {
        desk.enter(name);
        desk.harness
            .ctx
            .all_styles_mut(|style| style.visuals.text_cursor.blink = true);
        desk.harness.run();
        let delay = desk.repaint_delay();
        assert!(delay > Duration::from_millis(200), "{name}: {delay:?}");
        desk.harness
            .ctx
            .all_styles_mut(|style| style.visuals.text_cursor.blink = false);
    }
}

#[test]
fn a_message_goes_by_itself_and_then_the_window_rests() {
    let mut desk = Desk::first_start();
    desk.run(Command::CopyAuthorization);
    desk.settle();
    desk.assert_sees("Copied the Authorization header");
    let delay = desk.repaint_delay();
    assert!(
        delay <= Duration::from_secs(4),
        "it asks for one frame, when it is to go: {delay:?}"
    );
    // The harness's clock goes a quarter of a second a frame.
    for _ in 0..18 {
        desk.frame();
    }
    desk.assert_sees_not("Copied the Authorization header");
    assert_rests(&mut desk, "after the message");
}

#[test]
fn a_small_window_comes_to_rest() {
    let mut desk = Desk::start(Room::with_size(eframe::egui::vec2(720.0, 480.0)));
    desk.send();
    every_screen(&mut desk, "720 by 480");
}

#[test]
fn every_editor_of_a_body_and_the_page_that_saves_one_come_to_rest() {
    let mut desk = Desk::first_start();
    desk.tab_mut().section = Section::Body;
    for kind in [
        BodyKind::Json,
        BodyKind::Xml,
        BodyKind::Text,
        BodyKind::Raw,
        BodyKind::Form,
        BodyKind::Multipart,
        BodyKind::File,
        BodyKind::GraphQl,
        BodyKind::None,
    ] {
        let body = &mut desk.tab_mut().request.http.body;
        body.kind = kind;
        "{".clone_into(&mut body.text);
        "{".clone_into(&mut body.graphql.variables);
        body.form = vec![FormRow::default(); 12];
        body.form.iter_mut().for_each(|field| field.row = RowId::fresh());
        body.parts = vec![PartRow::default()];
        desk.until("the live report is made", |desk| {
            desk.tab().live.freshness == Freshness::Current
        });
        desk.settle();
        assert_rests(&mut desk, &format!("{kind:?}"));
    }
    desk.send();
    desk.run(Command::SaveResponseBody);
    desk.settle();
    desk.assert_sees("Save the response body");
    assert_rests(&mut desk, "the page that saves");
}
