//! The panes keep their sizes until somebody drags them.

use countersign::ui::command::Command;
use countersign::ui::tab::{Masking, ResponsePage, Section};
use eframe::egui::vec2;
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

#[test]
fn the_menu_shows_as_many_commands_as_the_window_has_room_for() {
    let mut desk = Desk::first_start();
    desk.click("Menu");
    desk.settle();
    for command in [Command::Cancel, Command::ShowParams, Command::ShowBody] {
        desk.assert_sees(command.text());
    }
}
