//! The panes keep their sizes until somebody drags them.

use std::sync::Arc;

use countersign::model::Outcome;
use countersign::ui::command::Command;
use countersign::ui::desk::panes::Shown;
use countersign::ui::tab::{Masking, ResponsePage, Section};
use eframe::egui::{Rect, vec2};
use egui_kittest::kittest::Queryable as _;

use super::desk::{Desk, Room};

#[test]
fn the_editor_has_the_same_height_in_every_section() {
    let mut desk = Desk::first_start();
    let before = desk.panes_at();
    for section in [
        "Params",
        "Body",
        "Auth",
        "Auth: None",
        "Headers",
        "Add header",
        "Body",
        "Body: JSON",
        "Auth",
    ] {
        desk.click(section);
        desk.settle();
        assert!(
            (desk.panes_at() - before).abs() < 1.0,
            "{section} moves the panes"
        );
    }
}

#[test]
fn dragged_panes_come_back_after_a_restart() {
    let mut desk = Desk::first_start();
    let before = desk.panes_at();
    desk.make_editor_higher(80.0);
    let moved = desk.panes_at();
    assert!(
        (moved - before - 80.0).abs() < 4.0,
        "the edge moves with the pointer: {before} {moved}"
    );
    let desk = desk.restart();
    assert!(
        (desk.panes_at() - moved).abs() < 2.0,
        "{} {moved}",
        desk.panes_at()
    );
}

#[test]
fn the_smallest_windows_show_what_is_needed_to_send() {
    for size in [vec2(720.0, 480.0), vec2(900.0, 700.0), vec2(1920.0, 1080.0)] {
        let mut desk = Desk::start(Room::with_size(size));
        let window = desk.harness.ctx.content_rect();
        for name in [
            "Send",
            "Menu",
            "Auth",
            "Headers",
            "Body",
            "Search or run a command",
        ] {
            assert!(window.contains_rect(desk.button(name).rect()), "{name} at {size}");
        }
        desk.send();
        desk.assert_sees("200 OK");
        desk.assert_sees("proved");
    }
}

/// No control and no text of the panes stands beyond the right edge, where no scrolling reaches it.
#[track_caller]
pub fn assert_nothing_leaves_sideways(desk: &Desk, screen: &str) {
    let right = desk.harness.ctx.content_rect().right();
    for name in desk.controls() {
        let places = desk.harness.query_all_by_label(&name);
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
        let mut desk = Desk::start(Room::with_size(size));
        desk.tab_mut().request.http.auth.aws.session_token = "t".repeat(900).into();
        "{{demo}}/dev/pets?a=".clone_into(&mut desk.tab_mut().request.http.url);
        desk.tab_mut().request.http.url.push_str(&"long".repeat(200));
        for section in [
            Section::Params,
            Section::Auth,
            Section::Headers,
            Section::Body,
            Section::Settings,
        ] {
            desk.tab_mut().section = section;
            desk.settle();
            assert_nothing_leaves_sideways(&desk, &format!("live, {size}, {section:?}"));
        }
        desk.send();
        desk.tab_mut().token = Masking::Clear;
        for page in [
            ResponsePage::Body,
            ResponsePage::Headers,
            ResponsePage::Timeline,
            ResponsePage::Wire,
        ] {
            desk.tab_mut().response.page = page;
            desk.settle();
            assert_nothing_leaves_sideways(&desk, &format!("as sent, {size}, {page:?}"));
        }
        desk.run(Command::OpenWrongSecretSample);
        desk.send();
        assert_nothing_leaves_sideways(&desk, &format!("refused, {size}"));
    }
}

/// The texts in the row of a head, each with the place of all of it.
fn head_row(desk: &Desk, at: f32) -> Vec<(String, Rect)> {
    let mut row: Vec<(String, Rect)> = desk
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
    let mut desk = Desk::first_start();
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    desk.run(Command::ShowResponseAlone);
    for reason in [
        "Forbidden",
        "",
        "A reason that goes on and on and says nothing at all",
    ] {
        let sent = desk.tab_mut().sent.as_mut().unwrap();
        let Outcome::Replied(response) = &mut Arc::make_mut(&mut sent.exchange).outcome else {
            panic!("a reply came")
        };
        reason.clone_into(&mut response.head.reason);
        let mut figures_seen = 0;
        for width in (300..=1_000).step_by(7) {
            let width = f32::from(u16::try_from(width).unwrap());
            desk.harness.set_size(vec2(width, 700.0));
            desk.settle();
            let pages = if desk.has_button("Response page: Body") {
                "Response page: Body"
            } else {
                "Response body"
            };
            let row = head_row(&desk, desk.button(pages).rect().center().y);
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
    let mut desk = Desk::first_start();
    desk.send();
    desk.run(Command::ShowResponseAlone);
    desk.harness.set_size(vec2(300.0, 700.0));
    desk.settle();
    desk.click("Response page: Body");
    desk.frame();
    desk.click("Response wire");
    desk.settle();
    assert_eq!(desk.tab().response.page, ResponsePage::Wire);
    assert!(desk.has_button("Response page: Wire"));
}

#[test]
fn the_head_of_the_signature_never_overlaps() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    desk.run(Command::ShowSignatureAlone);
    for command in [
        Command::ShowSentSignature,
        Command::ShowLiveSignature,
        Command::PinTime,
    ] {
        desk.run(command);
        for width in (300..=1_000).step_by(14) {
            let width = f32::from(u16::try_from(width).unwrap());
            desk.harness.set_size(vec2(width, 700.0));
            desk.settle();
            let row = head_row(&desk, desk.button("Signature: Live").rect().center().y);
            assert_nothing_overlaps(&row, width, &format!("{width}, {command:?}: {row:?}"));
        }
    }
}

#[test]
fn a_window_too_narrow_for_two_columns_stacks_them_until_it_is_wide_again() {
    let mut desk = Desk::first_start();
    desk.send();
    let heights =
        |desk: &Desk| ["Response body", "Signature: Live"].map(|name| desk.button(name).rect().center().y);
    desk.harness.set_size(vec2(600.0, 760.0));
    desk.settle();
    let [response, signature] = heights(&desk);
    assert!(response + 100.0 < signature, "{response} {signature}");
    assert!(
        !desk.has_button(Command::PutPanesBeside.text()),
        "there is no room for it"
    );
    desk.harness.set_size(vec2(1_280.0, 800.0));
    desk.settle();
    let [response, signature] = heights(&desk);
    assert!((response - signature).abs() < 2.0);
}

#[test]
fn each_layout_keeps_its_own_size_over_a_restart() {
    let mut desk = Desk::first_start();
    let beside = |desk: &Desk| desk.button("Signature alone").rect().top();
    let width = |desk: &Desk| {
        let name = "Width of the response pane";
        desk.harness.get_by_label(name).rect().center().x
    };
    let height = |desk: &Desk| {
        let name = "Height of the response pane";
        desk.harness.get_by_label(name).rect().center().y
    };
    let line = desk
        .harness
        .get_by_label("Width of the response pane")
        .rect()
        .center();
    desk.drag(line, vec2(120.0, 0.0));
    let wide = width(&desk);
    assert!((wide - line.x - 120.0).abs() < 4.0);
    desk.run(Command::StackPanes);
    desk.settle();
    let line = desk
        .harness
        .get_by_label("Height of the response pane")
        .rect()
        .center();
    desk.drag(line, vec2(0.0, -60.0));
    let high = height(&desk);
    assert!((high - line.y + 60.0).abs() < 4.0, "{high} {line}");
    let mut desk = desk.restart();
    assert!((height(&desk) - high).abs() < 2.0);
    assert!(beside(&desk) > high, "stacked again");
    desk.run(Command::TurnPanes);
    desk.settle();
    assert!((width(&desk) - wide).abs() < 2.0);
    desk.run(Command::ShowSignatureAlone);
    desk.settle();
    let desk = desk.restart();
    assert!(
        desk.harness
            .query_by_label("Width of the response pane")
            .is_none()
    );
    assert!(desk.has_button("Show response and signature"));
}

#[test]
fn commands_bring_the_pane_that_they_are_about() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    desk.run(Command::ShowResponseAlone);
    desk.run(Command::ShowLiveSignature);
    assert_eq!(desk.app().panes().shown, Shown::Both);
    desk.run(Command::ShowSignatureAlone);
    desk.settle();
    desk.assert_sees("403 Forbidden");
    desk.run(Command::ShowTimeline);
    assert_eq!(desk.app().panes().shown, Shown::Both);
    desk.run(Command::ShowSignatureAlone);
    desk.run(Command::FindInBody);
    assert_eq!(desk.app().panes().shown, Shown::Both);
}

#[test]
fn every_layout_shows_both_panes_readably() {
    for size in [vec2(900.0, 700.0), vec2(1280.0, 800.0), vec2(1920.0, 1080.0)] {
        for layout in [Command::PutPanesBeside, Command::StackPanes] {
            let mut desk = Desk::start(Room::with_size(size));
            desk.run(layout);
            desk.send();
            assert_nothing_leaves_sideways(&desk, &format!("{size}, {layout:?}"));
            for words in ["200 OK", "proved", "\"id\"", "Algorithm"] {
                desk.assert_sees(words);
            }
        }
    }
}

#[test]
fn the_menu_shows_as_many_commands_as_the_window_has_room_for() {
    let mut desk = Desk::first_start();
    desk.click("Menu");
    desk.settle();
    for command in [Command::Cancel, Command::ShowParams, Command::ShowBody] {
        desk.assert_sees(command.text());
    }
}
