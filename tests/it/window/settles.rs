//! A window that nobody touches draws nothing: on every screen the frames end.

use std::time::Duration;

use countersign::model::{AuthKind, BodyKind, FormRow, PartRow, RowId};
use countersign::ui::command::Command;
use countersign::ui::live::Freshness;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers};

use super::test_window::{TestMachine, TestWindow};

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
const SECTIONS: [Section; 5] = [
    Section::Auth,
    Section::Headers,
    Section::Body,
    Section::Checks,
    Section::Settings,
];
const PAGES: [ResponsePage; 4] = [
    ResponsePage::Body,
    ResponsePage::Headers,
    ResponsePage::Timeline,
    ResponsePage::Wire,
];

/// So many events may still come after a test's own: what was sent is kept, a list is read anew.
const MOST_EVENTS: usize = 8;

/// The window rests when it would wait a minute and more for an event, and a further frame changes nothing.
///
/// An event of a thread wakes it once; what wakes itself wakes it each time.
#[track_caller]
fn assert_rests(window: &mut TestWindow, screen: &str) {
    let mut fault = String::new();
    for _ in 0..MOST_EVENTS {
        match rests(window) {
            Ok(()) => return,
            Err(why) => fault = why,
        }
    }
    panic!("{screen}: {fault}");
}

fn rests(window: &mut TestWindow) -> Result<(), String> {
    let steps = window.harness.try_run().map_err(|error| error.to_string())?;
    if steps > 4 {
        return Err(format!("{steps} frames"));
    }
    let delay = window.repaint_delay();
    if delay <= Duration::from_mins(1) {
        return Err(format!("the next frame comes after {delay:?}"));
    }
    let texts = window.texts();
    window.harness.step();
    let (then, delay) = (window.texts(), window.repaint_delay());
    if then != texts {
        return Err(format!("a further frame draws {then:#?} and not {texts:#?}"));
    }
    if delay <= Duration::from_mins(1) {
        return Err(format!("and asks for none, but for one after {delay:?}"));
    }
    Ok(())
}

fn cover(window: &mut TestWindow, cover: Cover) {
    match cover {
        Cover::Nothing => {}
        Cover::Palette => window.ctrl(Key::K),
        Cover::Shortcuts => window.press(Modifiers::NONE, Key::F1),
        Cover::Menu => window.click("Menu"),
        Cover::Network => window.run(Command::OpenNetwork),
        Cover::Cookies => window.run(Command::OpenCookies),
        Cover::Methods => {
            let method = format!("Method {}", window.tab().draft.request.http.method);
            window.click(&method);
        }
    }
    window.settle();
    let shown = match cover {
        Cover::Nothing => return,
        Cover::Palette => "Close this tab; it can be reopened",
        Cover::Shortcuts => "Keyboard shortcuts",
        Cover::Menu => "Duplicate request",
        Cover::Methods => "PATCH",
        Cover::Network => "for all requests, from the next send on",
        Cover::Cookies => "in memory, until Countersign quits",
    };
    window.assert_sees(shown);
}

fn uncover(window: &mut TestWindow) {
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
}

/// Every section, page and side of the tab in front, in every theme; and every cover over each section.
fn every_screen(window: &mut TestWindow, what: &str) {
    let sides: &[Side] = match window.tab().last.sent {
        Some(_) => &[Side::Live, Side::AsSent],
        None => &[Side::Live],
    };
    for theme in THEMES {
        window.run(theme);
        for section in SECTIONS {
            for page in PAGES {
                for side in sides {
                    let tab = window.tab_mut();
                    (tab.section, tab.reply.response.page, tab.signature.side) = (section, page, *side);
                    window.settle();
                    let is_first = page == PAGES[0] && *side == sides[0];
                    let covers = if is_first { &COVERS[..] } else { &COVERS[..1] };
                    for over in covers.iter().copied() {
                        cover(window, over);
                        let screen = format!("{what}, {theme:?}, {section:?}, {page:?}, {side:?}, {over:?}");
                        assert_rests(window, &screen);
                        if over != Cover::Nothing {
                            uncover(window);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn before_and_after_a_send_every_screen_comes_to_rest() {
    let mut window = TestWindow::first_start();
    every_screen(&mut window, "nothing sent");
    window.send();
    every_screen(&mut window, "answered");
}

#[test]
fn a_refused_request_comes_to_rest_on_every_screen() {
    let mut window = TestWindow::first_start();
    window.run(Command::NextTab);
    window.send();
    every_screen(&mut window, "refused");
}

#[test]
fn failed_unsigned_and_empty_requests_come_to_rest() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "http://127.0.0.1:1/");
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    "{\"a\": [".clone_into(&mut window.tab_mut().draft.request.http.body.text);
    window.send();
    window.assert_sees("No reply");
    every_screen(&mut window, "failed");
    window.run(Command::NewTab);
    every_screen(&mut window, "an empty request");
}

#[test]
fn a_cursor_in_any_field_does_not_keep_the_window_awake() {
    let mut window = TestWindow::first_start();
    for name in [
        "URL",
        "Access key ID",
        "Secret access key",
        "Session token",
        "Region",
        "Service",
    ] {
        window.enter(name);
        window
            .harness
            .ctx
            .all_styles_mut(|style| style.visuals.text_cursor.blink = true);
        window.harness.run();
        let delay = window.repaint_delay();
        assert!(delay > Duration::from_millis(200), "{name}: {delay:?}");
        window
            .harness
            .ctx
            .all_styles_mut(|style| style.visuals.text_cursor.blink = false);
    }
}

#[test]
fn a_message_goes_by_itself_and_then_the_window_rests() {
    let mut window = TestWindow::first_start();
    window.run(Command::CopyAuthorization);
    window.settle();
    window.assert_sees("Copied the Authorization header");
    let delay = window.repaint_delay();
    assert!(
        delay <= Duration::from_secs(4),
        "it asks for one frame, when it is to go: {delay:?}"
    );
    // The harness's clock goes a quarter of a second a frame.
    for _ in 0..18 {
        window.frame();
    }
    window.assert_sees_not("Copied the Authorization header");
    assert_rests(&mut window, "after the message");
}

#[test]
fn a_small_window_comes_to_rest() {
    let mut window = TestWindow::start(TestMachine::with_size(eframe::egui::vec2(720.0, 480.0)));
    window.send();
    every_screen(&mut window, "720 by 480");
}

#[test]
fn every_editor_of_a_body_and_the_page_that_saves_one_come_to_rest() {
    let mut window = TestWindow::first_start();
    window.tab_mut().section = Section::Body;
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
        let body = &mut window.tab_mut().draft.request.http.body;
        body.kind = kind;
        "{".clone_into(&mut body.text);
        "{".clone_into(&mut body.graphql.variables);
        body.form = vec![FormRow::default(); 12];
        body.form.iter_mut().for_each(|field| field.row = RowId::fresh());
        body.parts = vec![PartRow::default()];
        window.until("the live report is made", |window| {
            window.tab().draft.live.freshness == Freshness::Current
        });
        window.settle();
        assert_rests(&mut window, &format!("{kind:?}"));
    }
    window.send();
    window.run(Command::SaveResponseBody);
    window.settle();
    window.assert_sees("Save the response body");
    assert_rests(&mut window, "the page that saves");
}
