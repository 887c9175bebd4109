//! What lies over the window or in the place of its panels.

use countersign::ui::command::Command;
use eframe::egui::{Theme, Vec2, vec2};

use super::poser::Prepared;
use super::studio::{BOTH, Studio};

const SMALL: Vec2 = vec2(900.0, 700.0);

#[test]
fn the_palette() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.send();
    desk.run(Command::OpenPalette);
    desk.settle();
    desk.type_text("copy");
    desk.settle();
    studio.picture("palette", BOTH);
}

#[test]
fn the_menu() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.send();
    desk.click("Menu");
    (0..3).for_each(|_| desk.frame());
    studio.picture("menu", &[Theme::Dark]);
}

#[test]
fn the_shortcuts_at_twice_the_size() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    (0..10).for_each(|_| desk.run(Command::ZoomIn));
    desk.run(Command::ShowShortcuts);
    desk.settle();
    studio.picture("shortcuts-zoomed", &[Theme::Dark]);
}

#[test]
fn many_tabs_in_a_small_window() {
    let mut studio = Studio::with_size(SMALL);
    let desk = &mut studio.desk;
    desk.run(Command::StackPanes);
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
        desk.run(Command::NewTab);
        let tab = desk.tab_mut();
        tab.request.info.name = name.to_owned();
        tab.request.http.url = format!(
            "https://api.example.com/v1/orders/{}{}",
            "deep/".repeat(number * 8),
            number + 1
        );
        desk.frame();
    }
    desk.run(Command::ListTabs);
    desk.settle();
    studio.picture("tabs-small", &[Theme::Dark]);
}

#[test]
fn a_protection_test() {
    let mut studio = Studio::with_size(SMALL);
    let desk = &mut studio.desk;
    desk.run(Command::TestProtection);
    desk.until("three verdicts", |desk| !desk.sees("Waiting"));
    desk.settle();
    studio.picture("protection", &[Theme::Light]);
}

#[test]
fn ours_against_what_the_service_expected() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    let ours = desk.report_live().canonical_request.as_str().to_owned();
    desk.run(Command::CompareWithService);
    desk.settle();
    desk.paste(&ours.replace("limit=10", "limit=1"));
    desk.settle();
    studio.picture("compare-service", BOTH);
}

#[test]
fn two_replies_against_each_other() {
    let mut studio = Studio::open();
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
    studio.prepare(
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
    let desk = &mut studio.desk;
    desk.fill("URL", &format!("https://{host}/prod/pets"));
    desk.send();
    desk.send();
    desk.run(Command::CompareWithPrevious);
    desk.until("they are compared", |desk| !desk.sees("Comparing the bodies"));
    desk.settle();
    studio.picture("compare-replies", BOTH);
}

#[test]
fn a_step_of_the_lesson_before_an_audience() {
    let mut studio = Studio::open();
    let desk = &mut studio.desk;
    desk.run(Command::Present);
    desk.run(Command::ExplainSteps);
    (0..3).for_each(|_| desk.frame());
    for _ in 0..3 {
        desk.click("Next step");
        desk.settle();
    }
    studio.picture("lesson-presented", BOTH);
}

#[test]
fn network_settings() {
    let mut studio = Studio::with_size(SMALL);
    studio.desk.run(Command::OpenNetwork);
    studio.desk.settle();
    studio.picture("network", &[Theme::Light]);
}

#[test]
fn cookies() {
    let mut studio = Studio::with_size(SMALL);
    let host = "shop.example.com";
    let reply = Prepared {
        headers: vec![
            ("content-type", "text/plain".to_owned()),
            ("set-cookie", "session=4f1d; Path=/; HttpOnly".to_owned()),
            ("set-cookie", "theme=dark; Path=/; Max-Age=3600".to_owned()),
        ],
        ..Prepared::ok("text/plain", "hello")
    };
    studio.prepare(host, vec![reply]);
    let desk = &mut studio.desk;
    desk.click("Auth: None");
    desk.fill("URL", &format!("https://{host}/"));
    desk.send();
    desk.run(Command::OpenCookies);
    desk.settle();
    studio.picture("cookies", &[Theme::Dark]);
}
