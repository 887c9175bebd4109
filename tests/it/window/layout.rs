//! The panes keep their sizes until somebody drags them.

use std::sync::Arc;

use countersign::model::Outcome;
use countersign::ui::command::Command;
use countersign::ui::masking::Masking;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use countersign::ui::shell::editor_height::EDGE;
use countersign::ui::shown_signature::Side;
use countersign::ui::widgets::pane_head::Shown;
use eframe::egui::{Rect, vec2};
use egui_kittest::kittest::Queryable as _;

use super::test_window::{TestMachine, TestWindow};

/// Where the editor ends.
fn edge(window: &TestWindow) -> f32 {
    window.harness.get_by_label(EDGE).rect().center().y
}

#[test]
fn the_editor_is_as_high_as_its_section_needs() {
    let mut window = TestWindow::first_start();
    let mut ends = |name: &str| {
        window.click(name);
        window.settle();
        edge(&window)
    };
    let (auth, none) = (ends("Auth"), ends("Auth: None"));
    assert!(none + 100.0 < auth, "a form of one row: {none} {auth}");
    let (headers, body) = (ends("Headers"), ends("Body"));
    assert!(body + 60.0 < headers, "no body and many lines: {body} {headers}");
    let json = ends("Body: JSON");
    assert!(json > body + 100.0, "a text is edited in room: {body} {json}");
    assert!((ends("Auth") - none).abs() < 0.5, "and back");
}

/// Issue: at 1280×800 nothing of these sections is hidden, with the options of the signature open too.
#[test]
fn all_of_auth_and_the_header_lines_stand_without_scrolling() {
    let mut window = TestWindow::first_start();
    window.click("Advanced signing options");
    window.settle();
    for name in ["Access key ID", "Session token", "Region", "Signing host"] {
        let field = window.field(name).rect();
        assert!(
            field.bottom() < edge(&window),
            "{name} ends at {}",
            field.bottom()
        );
    }
    assert!(window.button("Signing time: Fixed").rect().bottom() < edge(&window));
    window.assert_sees("Automatic: the clock when Send is pressed");
    window.click("Headers");
    window.settle();
    let authorization = window.report_live().authorization.as_str().to_owned();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential="));
    let drawn = window.drawn();
    let row = drawn.iter().find(|drawn| drawn.text == authorization).unwrap();
    assert!(!row.galley.elided, "it is read whole");
    assert!(row.seen.height() + 0.5 >= row.galley.rect.height(), "and not cut");
    assert!(row.seen.bottom() < edge(&window));
}

#[test]
fn where_the_user_drags_the_edge_it_ends_in_every_section() {
    let mut window = TestWindow::first_start();
    window.click("Body");
    window.click("Body: JSON");
    window.settle();
    let before = edge(&window);
    window.make_editor_higher(-90.0);
    let moved = edge(&window);
    assert!(
        (moved - before + 90.0).abs() < 4.0,
        "it moves with the pointer: {before} {moved}"
    );
    window.click("Headers");
    window.settle();
    assert!(edge(&window) < moved + 0.5, "a long section scrolls");
    window.click("Body");
    window.settle();
    let window = window.restart();
    assert!((edge(&window) - moved).abs() < 2.0, "{} {moved}", edge(&window));
}

#[test]
fn a_signature_pane_with_nothing_in_it_is_a_strip_and_comes_back_by_itself() {
    let mut window = TestWindow::first_start();
    let split = |window: &TestWindow| {
        let line = window.harness.query_by_label("Width of the response pane");
        line.map(|line| line.rect().center().x)
    };
    let before = split(&window);
    assert!(before.is_some());
    window.click("Auth: None");
    window.settle();
    assert_eq!(split(&window), None, "the response has the whole width");
    window.assert_sees("Auth is None, so the request is sent as it stands");
    let strip = window.button("Sign with AWS Signature").rect();
    assert!(strip.top() > 720.0, "the strip is at the foot: {strip}");
    window.send();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    window.assert_sees("Nothing was signed");
    assert_eq!(split(&window), None);
    window.click("Signature: Live");
    window.settle();
    window.click("Sign with AWS Signature");
    window.settle();
    assert_eq!(split(&window), before, "where it stood");
    window.assert_sees("proved");
    window.click("Auth: None");
    window.run(Command::ShowSignatureAlone);
    window.settle();
    window.assert_sees("Not signed");
    assert!(
        window.has_button("Show response and signature"),
        "alone it is a pane"
    );
}

#[test]
fn what_is_said_late_of_the_url_does_not_push_the_page() {
    let mut window = TestWindow::first_start();
    let tab_at = |window: &TestWindow| window.button("Headers").rect().top();
    let before = tab_at(&window);
    for url in [
        "{{demo}}/dev/pets list",
        "{{demo}}/dev/pets?a=b c&d=é+f",
        "ftp://host/x y?a+b",
        "",
    ] {
        url.clone_into(&mut window.tab_mut().draft.request.http.url);
        window.settle();
        assert!((tab_at(&window) - before).abs() < 0.5, "{url:?} moves the page");
    }
    "{{demo}}/dev/pets list".clone_into(&mut window.tab_mut().draft.request.http.url);
    window.settle();
    window.assert_sees("Sent as /dev/pets%20list");
}

#[test]
fn the_smallest_windows_show_what_is_needed_to_send() {
    for size in [vec2(720.0, 480.0), vec2(900.0, 700.0), vec2(1920.0, 1080.0)] {
        let mut window = TestWindow::start(TestMachine::with_size(size));
        let area = window.harness.ctx.content_rect();
        for name in [
            "Send",
            "Menu",
            "Auth",
            "Headers",
            "Body",
            "Search or run a command",
        ] {
            assert!(area.contains_rect(window.button(name).rect()), "{name} at {size}");
        }
        window.send();
        window.assert_sees("200 OK");
        window.assert_sees("proved");
    }
}

/// No control and no text of the panes stands beyond the right edge, where no scrolling reaches it.
#[track_caller]
pub fn assert_nothing_leaves_sideways(window: &TestWindow, screen: &str) {
    let right = window.harness.ctx.content_rect().right();
    for name in window.controls() {
        let places = window.harness.query_all_by_label(&name);
        for place in places.map(|node| node.rect()) {
            assert!(
                place.right() <= right,
                "{screen}: {name} ends at {}",
                place.right()
            );
        }
    }
}

#[test]
fn nothing_leaves_the_window_sideways() {
    for size in [vec2(720.0, 480.0), vec2(1280.0, 800.0)] {
        let mut window = TestWindow::start(TestMachine::with_size(size));
        window.tab_mut().draft.request.http.auth.aws.session_token = "t".repeat(900).into();
        "{{demo}}/dev/pets?a=".clone_into(&mut window.tab_mut().draft.request.http.url);
        window
            .tab_mut()
            .draft
            .request
            .http
            .url
            .push_str(&"long".repeat(200));
        for section in [
            Section::Params,
            Section::Auth,
            Section::Headers,
            Section::Body,
            Section::Checks,
            Section::Settings,
        ] {
            window.tab_mut().section = section;
            window.settle();
            assert_nothing_leaves_sideways(&window, &format!("live, {size}, {section:?}"));
        }
        window.send();
        window.tab_mut().signature.token = Masking::Clear;
        for page in [
            ResponsePage::Body,
            ResponsePage::Headers,
            ResponsePage::Timeline,
            ResponsePage::Wire,
        ] {
            window.tab_mut().reply.response.page = page;
            window.settle();
            assert_nothing_leaves_sideways(&window, &format!("as sent, {size}, {page:?}"));
        }
        window.run(Command::OpenWrongSecretSample);
        window.send();
        assert_nothing_leaves_sideways(&window, &format!("refused, {size}"));
    }
}

/// The texts in the row of a head, each with the place of all of it.
fn head_row(window: &TestWindow, at: f32) -> Vec<(String, Rect)> {
    let mut row: Vec<(String, Rect)> = window
        .drawn()
        .into_iter()
        .filter(|drawn| (drawn.seen.center().y - at).abs() < 12.0)
        .map(|drawn| {
            let left_top = drawn.seen.left_top();
            assert!(
                drawn.seen.width() + 0.5 >= drawn.galley.rect.width(),
                "{:?} is cut at {left_top}",
                drawn.text
            );
            (drawn.text.clone(), drawn.seen)
        })
        .collect();
    row.sort_by(|one, two| one.1.left().total_cmp(&two.1.left()));
    row
}

#[track_caller]
fn assert_nothing_overlaps(row: &[(String, Rect)], right: f32, screen: &str) {
    for pair in row.windows(2) {
        let [(one, first), (two, second)] = pair else {
            unreachable!()
        };
        assert!(
            first.right() <= second.left() + 0.5,
            "{screen}: {one:?} lies over {two:?}: {first} {second}"
        );
    }
    let (last, place) = row.last().unwrap();
    assert!(
        place.right() <= right,
        "{screen}: {last:?} ends at {}",
        place.right()
    );
}

#[test]
fn the_head_of_the_response_never_overlaps() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.send();
    window.run(Command::ShowResponseAlone);
    for reason in [
        "Forbidden",
        "",
        "A reason that goes on and on and says nothing at all",
    ] {
        let sent = window.tab_mut().last.sent.as_mut().unwrap();
        let Outcome::Replied(response) = &mut Arc::make_mut(&mut sent.exchange).outcome else {
            panic!("a reply came")
        };
        reason.clone_into(&mut response.head.reason);
        let mut figures_seen = 0;
        for width in (300..=1_000).step_by(7) {
            let width = f32::from(u16::try_from(width).unwrap());
            window.harness.set_size(vec2(width, 700.0));
            window.settle();
            let pages = if window.has_button("Response page: Body") {
                "Response page: Body"
            } else {
                "Response body"
            };
            let row = head_row(&window, window.button(pages).rect().center().y);
            assert_nothing_overlaps(&row, width, &format!("{width}, {reason:?}: {row:?}"));
            assert!(
                row.iter().any(|(text, _)| text.starts_with("403")),
                "{width}: {row:?}"
            );
            figures_seen = figures_seen.max(row.len());
        }
        assert!(figures_seen >= 7, "a wide head shows everything");
    }
}

#[test]
fn the_pages_of_a_narrow_response_are_behind_one_button() {
    let mut window = TestWindow::first_start();
    window.send();
    window.run(Command::ShowResponseAlone);
    window.harness.set_size(vec2(300.0, 700.0));
    window.settle();
    window.click("Response page: Body");
    window.frame();
    window.click("Response wire");
    window.settle();
    assert_eq!(window.tab().reply.response.page, ResponsePage::Wire);
    assert!(window.has_button("Response page: Wire"));
}

#[test]
fn the_head_of_the_signature_never_overlaps() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.send();
    window.run(Command::ShowSignatureAlone);
    for command in [
        Command::ShowSentSignature,
        Command::ShowLiveSignature,
        Command::PinTime,
    ] {
        window.run(command);
        for width in (300..=1_000).step_by(14) {
            let width = f32::from(u16::try_from(width).unwrap());
            window.harness.set_size(vec2(width, 700.0));
            window.settle();
            let row = head_row(&window, window.button("Signature: Live").rect().center().y);
            assert_nothing_overlaps(&row, width, &format!("{width}, {command:?}: {row:?}"));
        }
    }
}

#[test]
fn a_window_too_narrow_for_two_columns_stacks_them_until_it_is_wide_again() {
    let mut window = TestWindow::first_start();
    window.send();
    let heights = |window: &TestWindow| {
        ["Response body", "Signature: Live"].map(|name| window.button(name).rect().center().y)
    };
    window.harness.set_size(vec2(600.0, 760.0));
    window.settle();
    let [response, signature] = heights(&window);
    assert!(response + 100.0 < signature, "{response} {signature}");
    assert!(
        !window.has_button(Command::PutPanesBeside.text()),
        "there is no machine for it"
    );
    window.harness.set_size(vec2(1_280.0, 800.0));
    window.settle();
    let [response, signature] = heights(&window);
    assert!((response - signature).abs() < 2.0);
}

#[test]
fn each_layout_keeps_its_own_size_over_a_restart() {
    let mut window = TestWindow::first_start();
    let beside = |window: &TestWindow| window.button("Signature alone").rect().top();
    let width = |window: &TestWindow| {
        let name = "Width of the response pane";
        window.harness.get_by_label(name).rect().center().x
    };
    let height = |window: &TestWindow| {
        let name = "Height of the response pane";
        window.harness.get_by_label(name).rect().center().y
    };
    let line = window
        .harness
        .get_by_label("Width of the response pane")
        .rect()
        .center();
    window.drag(line, vec2(120.0, 0.0));
    let wide = width(&window);
    assert!((wide - line.x - 120.0).abs() < 4.0);
    window.run(Command::StackPanes);
    window.settle();
    let line = window
        .harness
        .get_by_label("Height of the response pane")
        .rect()
        .center();
    window.drag(line, vec2(0.0, -60.0));
    let high = height(&window);
    assert!((high - line.y + 60.0).abs() < 4.0, "{high} {line}");
    let mut window = window.restart();
    assert!((height(&window) - high).abs() < 2.0);
    assert!(beside(&window) > high, "stacked again");
    window.run(Command::TurnPanes);
    window.settle();
    assert!((width(&window) - wide).abs() < 2.0);
    window.run(Command::ShowSignatureAlone);
    window.settle();
    let window = window.restart();
    assert!(
        window
            .harness
            .query_by_label("Width of the response pane")
            .is_none()
    );
    assert!(window.has_button("Show response and signature"));
}

#[test]
fn commands_bring_the_pane_that_they_are_about() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.send();
    window.run(Command::ShowResponseAlone);
    window.run(Command::ShowLiveSignature);
    assert_eq!(window.app().panes().shown, Shown::Both);
    window.run(Command::ShowSignatureAlone);
    window.settle();
    window.assert_sees("403 Forbidden");
    window.run(Command::ShowTimeline);
    assert_eq!(window.app().panes().shown, Shown::Both);
    window.run(Command::ShowSignatureAlone);
    window.run(Command::FindInBody);
    assert_eq!(window.app().panes().shown, Shown::Both);
}

#[test]
fn every_layout_shows_both_panes_readably() {
    for size in [vec2(900.0, 700.0), vec2(1280.0, 800.0), vec2(1920.0, 1080.0)] {
        for layout in [Command::PutPanesBeside, Command::StackPanes] {
            let mut window = TestWindow::start(TestMachine::with_size(size));
            window.run(layout);
            window.send();
            assert_nothing_leaves_sideways(&window, &format!("{size}, {layout:?}"));
            for words in ["200 OK", "proved", "\"id\"", "Algorithm"] {
                window.assert_sees(words);
            }
        }
    }
}

#[test]
fn the_menu_shows_as_many_commands_as_the_window_has_room_for() {
    let mut window = TestWindow::first_start();
    window.click("Menu");
    window.settle();
    for command in [Command::Cancel, Command::PreviousTab, Command::SaveRequest] {
        window.assert_sees(command.text());
    }
}
