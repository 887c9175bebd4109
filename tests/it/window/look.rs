//! Contrast, density, zoom and the ring of the focus.

use countersign::ui::command::Command;
use countersign::ui::tab::Section;
use countersign::ui::tokens::{self, Contrast, DARK, DARK_HIGH, Density, LIGHT, LIGHT_HIGH, size};
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Color32, Event, Key, Modifiers, Rect};

use super::desk::Desk;

/// Presses a key as a keyboard does: the logical key with the modifiers that it needed there.
fn zoom_after(desk: &mut Desk, modifiers: Modifiers, key: Key) -> f32 {
    desk.press(modifiers, key);
    desk.settle();
    desk.harness.ctx.zoom_factor()
}

#[test]
fn zoom_works_on_german_and_american_keyboards_once_for_each_press() {
    let ctrl = Modifiers::CTRL | Modifiers::COMMAND;
    let mut desk = Desk::first_start();
    // Ctrl and + on a German keyboard; Ctrl and = on an American one, with and without Shift.
    let presses = [
        (ctrl, Key::Plus, 1.1),
        (ctrl, Key::Equals, 1.2),
        (ctrl | Modifiers::SHIFT, Key::Equals, 1.3),
        (ctrl | Modifiers::SHIFT, Key::Plus, 1.4),
        (ctrl, Key::Minus, 1.3),
        (ctrl, Key::Num0, 1.0),
    ];
    for (modifiers, key, expected) in presses {
        let zoom = zoom_after(&mut desk, modifiers, key);
        assert!((zoom - expected).abs() < 0.01, "{key:?}: {zoom}, not {expected}");
    }
}

#[test]
fn zoom_ends_at_a_half_and_at_three_times_and_the_window_stays_usable() {
    let mut desk = Desk::first_start();
    for (command, end) in [(Command::ZoomIn, 3.0), (Command::ZoomOut, 0.5)] {
        for _ in 0..40 {
            desk.run(command);
        }
        for section in [
            Section::Params,
            Section::Auth,
            Section::Headers,
            Section::Body,
            Section::Settings,
        ] {
            desk.tab_mut().section = section;
            desk.settle();
        }
        assert!((desk.harness.ctx.zoom_factor() - end).abs() < 0.01);
        let window = desk.harness.ctx.content_rect();
        assert!(window.contains_rect(desk.button("Send").rect()), "{command:?}");
    }
}

#[test]
fn the_look_comes_back_after_a_restart() {
    let mut desk = Desk::first_start();
    desk.run(Command::ToggleHighContrast);
    desk.run(Command::ToggleDensity);
    desk.run(Command::ZoomIn);
    desk.settle();
    let desk = desk.restart();
    let look = tokens::look(&desk.harness.ctx);
    assert_eq!((look.contrast, look.density), (Contrast::High, Density::Compact));
    assert!((desk.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
}

#[test]
fn high_contrast_follows_dark_and_light() {
    let mut desk = Desk::first_start();
    for (theme, normal, high) in [
        (Command::UseDarkTheme, &DARK, &DARK_HIGH),
        (Command::UseLightTheme, &LIGHT, &LIGHT_HIGH),
    ] {
        desk.run(theme);
        desk.settle();
        assert_eq!(tokens::tokens(&desk.harness.ctx), normal);
        desk.run(Command::ToggleHighContrast);
        desk.settle();
        assert_eq!(tokens::tokens(&desk.harness.ctx), high);
        assert_eq!(desk.harness.ctx.global_style().visuals.panel_fill, high.panel);
        desk.run(Command::ToggleHighContrast);
    }
}

/// Outlines of this width and colour.
fn rings(desk: &Desk, ink: Color32) -> Vec<Rect> {
    fn collect(shape: &Shape, clip: Rect, ink: Color32, found: &mut Vec<Rect>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, ink, found)),
            Shape::Rect(rect)
                if rect.stroke.color == ink && (rect.stroke.width - size::FOCUS_RING).abs() < 0.01 =>
            {
                found.push(rect.rect.intersect(clip));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &desk.harness.output().shapes {
        collect(shape, *clip_rect, ink, &mut found);
    }
    found
}

/// Goes round by Tab and looks for the ring at each stop.
#[track_caller]
fn assert_ringed_round(desk: &mut Desk, screen: &str) {
    let ink = tokens::tokens(&desk.harness.ctx).accent;
    let mut bare = Vec::new();
    for _ in 0..desk.controls().len() + 4 {
        desk.press(Modifiers::NONE, Key::Tab);
        desk.settle();
        let Some((name, place)) = desk.focus() else {
            continue;
        };
        let window = desk.harness.ctx.content_rect();
        let seen = place.intersect(window);
        let rings = rings(desk, ink);
        let is_round = |ring: &&Rect| ring.expand(0.5).contains_rect(seen.shrink(1.0));
        if rings.iter().filter(is_round).count() != 1 {
            bare.push((name, seen, rings));
        }
        if desk.find_field("Body").is_some_and(|body| body.is_focused()) {
            break;
        }
    }
    assert!(bare.is_empty(), "{screen}: no ring around {bare:#?}");
}

#[test]
fn what_has_the_focus_has_a_ring_and_is_in_sight() {
    let mut desk = Desk::first_start();
    desk.run(Command::NextTab);
    desk.send();
    for section in [
        Section::Params,
        Section::Auth,
        Section::Headers,
        Section::Body,
        Section::Settings,
    ] {
        desk.tab_mut().section = section;
        desk.settle();
        assert_ringed_round(&mut desk, &format!("{section:?}"));
        desk.press(Modifiers::NONE, Key::Escape);
    }
    for page in [Command::OpenNetwork, Command::OpenCookies, Command::ShowShortcuts] {
        desk.run(page);
        desk.settle();
        assert_ringed_round(&mut desk, &format!("{page:?}"));
        desk.press(Modifiers::NONE, Key::Escape);
        desk.settle();
    }
}

#[test]
fn a_click_on_a_button_leaves_no_ring() {
    let mut desk = Desk::first_start();
    desk.click("Headers");
    desk.settle();
    desk.event(Event::PointerGone);
    let ink = tokens::tokens(&desk.harness.ctx).accent;
    assert_eq!(rings(&desk, ink), Vec::<Rect>::new());
}
