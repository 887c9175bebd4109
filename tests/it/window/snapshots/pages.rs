//! What lies over the window or in the place of its panels.

use countersign::ui::command::Command;
use eframe::egui::{Theme, Vec2, vec2};

use super::fixed_transport::Prepared;
use super::gallery::{BOTH, Gallery};

const SMALL: Vec2 = vec2(900.0, 700.0);

#[test]
fn the_palette() {
    let mut gallery = Gallery::with_size(SMALL);
    let window = &mut gallery.window;
    window.send();
    window.run(Command::OpenPalette);
    window.settle();
    window.type_text("copy");
    window.settle();
    gallery.picture("palette", BOTH);
}

#[test]
fn the_menu() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.send();
    window.click("Menu");
    (0..3).for_each(|_| window.frame());
    gallery.picture("menu", &[Theme::Dark]);
}

#[test]
fn the_shortcuts_at_twice_the_size() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    (0..10).for_each(|_| window.run(Command::ZoomIn));
    window.run(Command::ShowShortcuts);
    window.settle();
    gallery.picture("shortcuts-zoomed", &[Theme::Dark]);
}

#[test]
fn many_tabs_in_a_small_window() {
    let mut gallery = Gallery::with_size(SMALL);
    let window = &mut gallery.window;
    window.run(Command::StackPanes);
    for (number, name) in [
        "Заказы за ноябрь",
        "Ενεργές παραγγελίες",
        "A name that is far too long to stand on a tab whole",
        "Größe ändern",
        "",
        "Orders of the day",
    ]
    .into_iter()
    .enumerate()
    {
        window.run(Command::NewTab);
        let tab = window.tab_mut();
        tab.draft.request.info.name = name.to_owned();
        tab.draft.request.http.url = format!(
            "https://api.example.com/v1/orders/{}{}",
            "deep/".repeat(number * 8),
            number + 1
        );
        window.frame();
    }
    window.run(Command::ListTabs);
    window.settle();
    gallery.picture("tabs-small", &[Theme::Dark]);
}

#[test]
fn a_protection_test() {
    let mut gallery = Gallery::with_size(SMALL);
    let window = &mut gallery.window;
    window.run(Command::TestProtection);
    window.until("three verdicts", |window| !window.sees("Waiting"));
    window.settle();
    gallery.picture("protection", &[Theme::Light]);
}

#[test]
fn ours_against_what_the_service_expected() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    let ours = window.report_live().canonical_request.as_str().to_owned();
    window.run(Command::CompareWithService);
    window.settle();
    window.paste(&ours.replace("limit=10", "limit=1"));
    window.settle();
    gallery.picture("compare-service", BOTH);
}

#[test]
fn two_replies_against_each_other() {
    let mut gallery = Gallery::open();
    let reply = |status, reason, body: &str| Prepared {
        status,
        reason,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("x-cache", if status == 200 { "hit" } else { "miss" }.to_owned()),
        ],
        body: body.into(),
    };
    let host = "abcd123456.execute-api.eu-west-1.amazonaws.com";
    gallery.prepare(
        host,
        vec![
            reply(200, "OK", r#"{"pets":[{"id":1,"name":"Rex","price":249.99},{"id":2,"name":"Ada"}],"next":null}"#),
            reply(
                206,
                "Partial Content",
                r#"{"pets":[{"id":1,"name":"Max","price":249.99},{"id":2,"name":"Ada"},{"id":3,"name":"Io"}],"next":"c3"}"#,
            ),
        ],
    );
    let window = &mut gallery.window;
    window.fill("URL", &format!("https://{host}/prod/pets"));
    window.send();
    window.send();
    window.run(Command::CompareWithPrevious);
    window.until("they are compared", |window| !window.sees("Comparing the bodies"));
    window.settle();
    gallery.picture("compare-replies", BOTH);
}

#[test]
fn a_step_of_the_lesson_before_an_audience() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    window.run(Command::Present);
    window.run(Command::ExplainSteps);
    (0..3).for_each(|_| window.frame());
    for _ in 0..3 {
        window.click("Next step");
        window.settle();
    }
    gallery.picture("lesson-presented", BOTH);
}

#[test]
fn network_settings() {
    let mut gallery = Gallery::with_size(SMALL);
    gallery.window.run(Command::OpenNetwork);
    gallery.window.settle();
    gallery.picture("network", &[Theme::Light]);
}

#[test]
fn cookies() {
    let mut gallery = Gallery::with_size(SMALL);
    let host = "shop.example.com";
    let reply = Prepared {
        headers: vec![
            ("content-type", "text/plain".to_owned()),
            ("set-cookie", "session=4f1d; Path=/; HttpOnly".to_owned()),
            ("set-cookie", "theme=dark; Path=/; Max-Age=3600".to_owned()),
        ],
        ..Prepared::ok("text/plain", "hello")
    };
    gallery.prepare(host, vec![reply]);
    let window = &mut gallery.window;
    window.click("Auth: None");
    window.fill("URL", &format!("https://{host}/"));
    window.send();
    window.run(Command::OpenCookies);
    window.settle();
    gallery.picture("cookies", &[Theme::Dark]);
}
