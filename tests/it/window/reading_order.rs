//! The Tab key goes through every row as it is read.

use countersign::model::{AuthKind, BodyKind, FormRow, HeaderRow, PartKind, PartRow, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::disclosure::Disclosure;
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::section::Section;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers, Rect, Vec2};

use super::test_window::{TestMachine, TestWindow};

/// More than there are controls on any screen.
const MOST_STOPS: usize = 160;
/// Controls whose middles are that near in height stand in one row, in points.
const ONE_ROW: f32 = 6.0;

/// A step of the Tab key, as the window stands after it: what is reached may have scrolled into sight.
#[derive(Debug)]
struct Step {
    from: Option<Rect>,
    to: Rect,
    name: String,
}

/// The steps of the Tab key, until it comes to a control again.
fn steps(window: &mut TestWindow) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut passed: Vec<String> = Vec::new();
    for _ in 0..MOST_STOPS {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        let (Some(id), Some((name, to))) = (window.focused_id(), window.focus()) else {
            continue;
        };
        if passed.contains(&id) {
            break;
        }
        let from = passed.last().and_then(|before| window.place_of(before));
        passed.push(id);
        steps.push(Step { from, to, name });
    }
    steps
}

/// A button in a field stands within it.
fn is_within(inner: Rect, outer: Rect) -> bool {
    outer.expand(1.0).contains_rect(inner)
}

/// Of two stops after each other in one row, the second stands further right.
#[track_caller]
fn assert_read_as_written(window: &mut TestWindow, screen: &str, least: usize) {
    let steps = steps(window);
    assert!(steps.len() >= least, "{screen}: {steps:#?}");
    for Step { from, to, name } in &steps {
        let Some(from) = from else { continue };
        let in_one_row = (from.center().y - to.center().y).abs() < ONE_ROW;
        let goes_back = to.left() < from.left() && !is_within(*to, *from);
        assert!(
            !in_one_row || !goes_back,
            "{screen}: from {from:?} back to {name} at {to:?} of {steps:#?}"
        );
    }
}

fn desks() -> Vec<(TestWindow, &'static str)> {
    let narrow = TestMachine::with_size(Vec2::new(860.0, 700.0));
    vec![
        (TestWindow::first_start(), "wide"),
        (TestWindow::start(narrow), "narrow"),
    ]
}

#[test]
fn the_editor_is_read_from_left_to_right() {
    for (mut window, width) in desks() {
        let http = &mut window.tab_mut().draft.request.http;
        http.url = "https://h.example/{a}/b?c=d&e=f+g&h".to_owned();
        http.headers = vec![HeaderRow::new("x-a", "1"), HeaderRow::new("x-amz-date", "2")];
        http.body.form = vec![FormRow::default(), FormRow::default()];
        let file = PartRow {
            kind: PartKind::File,
            ..PartRow::default()
        };
        http.body.parts = vec![PartRow::default(), file];
        http.auth.aws.options.location = SignatureLocation::Query { expires_in: 700_000 };
        for section in [
            Section::Params,
            Section::Headers,
            Section::Checks,
            Section::Settings,
            Section::Docs,
        ] {
            window.tab_mut().section = section;
            window.settle();
            assert_read_as_written(&mut window, &format!("{width}, {section:?}"), 15);
        }
        window.tab_mut().section = Section::Auth;
        window.tab_mut().auth.advanced = Disclosure::Open;
        for kind in [
            AuthKind::Basic,
            AuthKind::Bearer,
            AuthKind::ApiKey,
            AuthKind::AwsSignature,
        ] {
            window.tab_mut().draft.request.http.auth.kind = kind;
            window.settle();
            assert_read_as_written(&mut window, &format!("{width}, {kind:?}"), 15);
        }
        window.tab_mut().section = Section::Body;
        for kind in [
            BodyKind::Json,
            BodyKind::Form,
            BodyKind::Multipart,
            BodyKind::File,
            BodyKind::GraphQl,
        ] {
            window.tab_mut().draft.request.http.body.kind = kind;
            window.settle();
            assert_read_as_written(&mut window, &format!("{width}, {kind:?}"), 15);
        }
    }
}

#[test]
fn a_reply_and_its_signature_are_read_from_left_to_right() {
    for (mut window, width) in desks() {
        window.send();
        window.send();
        for page in [
            ResponsePage::Body,
            ResponsePage::Headers,
            ResponsePage::Timeline,
            ResponsePage::Wire,
        ] {
            for side in [Side::Live, Side::AsSent] {
                let tab = window.tab_mut();
                (tab.reply.response.page, tab.signature.side) = (page, side);
                window.settle();
                assert_read_as_written(&mut window, &format!("{width}, {page:?}, {side:?}"), 20);
            }
        }
        for command in [Command::FindInBody, Command::FilterBody, Command::GoToLine] {
            window.run(command);
            window.settle();
        }
        assert_read_as_written(&mut window, &format!("{width}, rows over the body"), 30);
        window.run(Command::CompareWithPrevious);
        window.settle();
        assert_read_as_written(&mut window, &format!("{width}, comparison"), 20);
        for alone in [Command::ShowResponseAlone, Command::ShowSignatureAlone] {
            window.run(alone);
            window.settle();
            assert_read_as_written(&mut window, &format!("{width}, {alone:?}"), 20);
        }
    }
}

#[test]
fn every_page_over_the_window_is_read_from_left_to_right() {
    for (mut window, width) in desks() {
        window.send();
        for (overlay, least) in [
            (Command::ListTabs, 1),
            (Command::OpenNetwork, 6),
            (Command::OpenSettings, 6),
            (Command::ChangeKeys, 20),
            (Command::OpenCookies, 1),
            (Command::SaveResponseBody, 3),
            (Command::TestProtection, 1),
            (Command::ExplainSteps, 4),
            (Command::CompareWithService, 3),
            (Command::SaveSignatureReport, 3),
        ] {
            window.run(overlay);
            window.settle();
            assert_read_as_written(&mut window, &format!("{width}, {overlay:?}"), least);
            for _ in 0..2 {
                window.press(Modifiers::NONE, Key::Escape);
                window.settle();
            }
        }
    }
}
