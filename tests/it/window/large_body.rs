//! A body of 50 MB: the window lays out the rows in sight and no others.

use countersign::model::{AuthKind, BodyEnd, Outcome, Response};
use countersign::ui::reply::response_view::{BodyLayout, ResponsePage};
use eframe::egui::{Event, Key, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};

use super::test_window::TestWindow;
use crate::support::server::Server;

const BYTES: usize = 50 * 1_000 * 1_000;
const LINE: &str = "{\"id\": 1234567, \"type\": \"dog\", \"price\": 249.99}, \n";

/// A server whose reply is `body`.
fn serving(content_type: &'static str, body: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, _| {
        connection.request();
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
        connection.write(head.as_bytes());
        connection.write(&body);
        connection.until_closed();
    })
}

fn received(server: &Server<()>) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.send();
    window
}

/// How much text a frame lays out, in sight or not.
fn characters_drawn(window: &TestWindow) -> usize {
    window.texts().iter().map(String::len).sum()
}

/// The rows of the body on screen.
fn rows(window: &TestWindow) -> usize {
    window
        .texts()
        .iter()
        .filter(|text| text.starts_with("{\"id\""))
        .count()
}

fn scroll(window: &mut TestWindow, by: f32) {
    let middle = window.harness.ctx.content_rect().center() - vec2(200.0, -160.0);
    window.event(Event::PointerMoved(middle));
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: eframe::egui::Modifiers::NONE,
    });
    window.event(Event::PointerGone);
    for _ in 0..8 {
        window.frame();
    }
}

#[test]
fn fifty_megabytes_of_lines_draw_only_the_rows_in_sight() {
    let body = LINE.repeat(BYTES / LINE.len()).into_bytes();
    let length = body.len() as u64;
    let server = serving("application/x-ndjson", body);
    let mut window = received(&server);
    let Outcome::Replied(Response { body_bytes, end, .. }) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!((*body_bytes, end), (length, &BodyEnd::Complete));
    window.assert_sees("200 OK");
    window.tab_mut().reply.response.layout = BodyLayout::Raw;
    window.settle();
    let total = window.sent().received.document.lines().rows();
    assert!(total > 900_000, "{total} rows");
    assert!(
        (5..40).contains(&rows(&window)),
        "{} rows are drawn",
        rows(&window)
    );
    assert!(characters_drawn(&window) < 8_000, "{}", characters_drawn(&window));
    window.assert_sees("1");
    scroll(&mut window, -9_000_000.0);
    assert!(
        (5..40).contains(&rows(&window)),
        "{} rows are drawn further down",
        rows(&window)
    );
    assert!(
        window
            .texts()
            .iter()
            .any(|text| text.parse::<usize>().is_ok_and(|line| line > 100_000))
    );
    let nodes = egui_kittest::kittest::NodeT::children_recursive(&window.harness.root()).count();
    assert!(nodes < 600, "{nodes} nodes are told to a screen reader");
}

#[test]
fn fifty_megabytes_in_one_line_draw_a_bounded_piece_of_it() {
    let server = serving("text/plain", vec![b'x'; BYTES]);
    let mut window = received(&server);
    assert!(window.sent().received.bytes.len() == BYTES);
    assert!(
        characters_drawn(&window) < 200_000,
        "{}",
        characters_drawn(&window)
    );
    window.ctrl(Key::Tab);
    window.ctrl(Key::Tab);
    window.settle();
    for page in [ResponsePage::Headers, ResponsePage::Wire, ResponsePage::Body] {
        window.tab_mut().reply.response.page = page;
        window.settle();
    }
    window.tab_mut().reply.response.layout = BodyLayout::Raw;
    window.settle();
    assert!(characters_drawn(&window) < 200_000);
}

#[test]
fn a_request_body_above_the_limit_of_the_editor_is_signed_by_a_worker_and_sent() {
    let mut window = TestWindow::first_start();
    window.run(countersign::ui::command::Command::PinTime);
    window.run(countersign::ui::command::Command::ShowBody);
    let body = &mut window.tab_mut().draft.request.http.body;
    body.kind = countersign::model::BodyKind::Text;
    body.text = "x".repeat(300_000).into();
    "POST".clone_into(&mut window.tab_mut().draft.request.http.method);
    window.until("the worker made the report", |window| {
        let canonical = window.report_live().canonical_request.as_str();
        canonical.starts_with("POST\n") && canonical.contains("content-type")
    });
    window.assert_sees("too large to edit here, and sent as it stands");
    let live = window.report_live().clone();
    window.send();
    assert_eq!(*window.report_sent(), live);
    assert_eq!(window.status(), 400, "it is no pet");
}
