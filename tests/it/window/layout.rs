//! The panes keep their sizes until somebody drags them.

use eframe::egui::{Event, PointerButton, Pos2, Vec2, pos2, vec2};

use super::desk::{Desk, Room};

/// Where the editor ends and the panes begin.
fn panes_at(desk: &Desk) -> f32 {
    let head = desk.drawn().into_iter().find(|drawn| drawn.text == "Signature");
    head.unwrap().seen.center().y
}

/// Drags with the pointer, in a few steps.
fn drag(desk: &mut Desk, from: Pos2, by: Vec2) {
    desk.event(Event::PointerMoved(from));
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: eframe::egui::Modifiers::NONE,
    };
    desk.event(button(from, true));
    for step in 1..=4 {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let part = step as f32 / 4.0;
        desk.event(Event::PointerMoved(from + by * part));
    }
    desk.event(button(from + by, false));
    desk.event(Event::PointerGone);
    desk.settle();
}

#[test]
fn the_editor_has_the_same_height_in_every_section() {
    let mut desk = Desk::first_start();
    let before = panes_at(&desk);
    for section in [
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
            (panes_at(&desk) - before).abs() < 1.0,
            "{section} moves the panes"
        );
    }
}

#[test]
fn dragged_panes_come_back_after_a_restart() {
    let mut desk = Desk::first_start();
    let (height, x) = (panes_at(&desk), desk.field("URL").rect().center().x);
    let edge = desk.button("Auth").rect();
    assert!(edge.is_positive());
    let line = height - 22.0;
    drag(&mut desk, pos2(x, line), vec2(0.0, 80.0));
    let moved = panes_at(&desk);
    assert!(
        (moved - height - 80.0).abs() < 4.0,
        "the editor's edge moves with the pointer: {height} {moved}"
    );
    let desk = desk.restart();
    assert!(
        (panes_at(&desk) - moved).abs() < 2.0,
        "{} {moved}",
        panes_at(&desk)
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
