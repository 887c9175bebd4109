//! Contrast, density, zoom and the ring of the focus.

use countersign::ui::command::Command;
use countersign::ui::section::Section;
use countersign::ui::tokens::{self, Contrast, DARK, DARK_HIGH, Density, LIGHT, LIGHT_HIGH, size};
use eframe::egui::epaint::{ClippedShape, Shape};
use eframe::egui::{Color32, Event, Key, Modifiers, Rect};

use super::test_window::TestWindow;

/// Presses a key as a keyboard does: the logical key with the modifiers that it needed there.
fn zoom_after(window: &mut TestWindow, modifiers: Modifiers, key: Key) -> f32 {
    window.press(modifiers, key);
    window.settle();
    window.harness.ctx.zoom_factor()
}

#[test]
fn zoom_works_on_german_and_american_keyboards_once_for_each_press() {
    let ctrl = Modifiers::CTRL | Modifiers::COMMAND;
    let mut window = TestWindow::first_start();
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
        let zoom = zoom_after(&mut window, modifiers, key);
        assert!((zoom - expected).abs() < 0.01, "{key:?}: {zoom}, not {expected}");
    }
}

#[test]
fn zoom_ends_at_a_half_and_at_three_times_and_the_window_stays_usable() {
    let mut window = TestWindow::first_start();
    for (command, end) in [(Command::ZoomIn, 3.0), (Command::ZoomOut, 0.5)] {
        for _ in 0..40 {
            window.run(command);
        }
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
        }
        assert!((window.harness.ctx.zoom_factor() - end).abs() < 0.01);
        let area = window.harness.ctx.content_rect();
        assert!(area.contains_rect(window.button("Send").rect()), "{command:?}");
    }
}

#[test]
fn the_look_comes_back_after_a_restart() {
    let mut window = TestWindow::first_start();
    window.run(Command::ToggleHighContrast);
    window.run(Command::ToggleDensity);
    window.run(Command::ZoomIn);
    window.settle();
    let window = window.restart();
    let look = tokens::look(&window.harness.ctx);
    assert_eq!((look.contrast, look.density), (Contrast::High, Density::Compact));
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 0.01);
}

#[test]
fn high_contrast_follows_dark_and_light() {
    let mut window = TestWindow::first_start();
    for (theme, normal, high) in [
        (Command::UseDarkTheme, &DARK, &DARK_HIGH),
        (Command::UseLightTheme, &LIGHT, &LIGHT_HIGH),
    ] {
        window.run(theme);
        window.settle();
        assert_eq!(tokens::tokens(&window.harness.ctx), normal);
        window.run(Command::ToggleHighContrast);
        window.settle();
        assert_eq!(tokens::tokens(&window.harness.ctx), high);
        assert_eq!(window.harness.ctx.global_style().visuals.panel_fill, high.panel);
        window.run(Command::ToggleHighContrast);
    }
}

/// Outlines of this width and colour.
fn rings(window: &TestWindow, ink: Color32) -> Vec<Rect> {
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
    for ClippedShape { clip_rect, shape, .. } in &window.harness.output().shapes {
        collect(shape, *clip_rect, ink, &mut found);
    }
    found
}

/// Goes round by Tab and looks for the ring at each stop.
#[track_caller]
fn assert_ringed_round(window: &mut TestWindow, screen: &str) {
    let ink = tokens::tokens(&window.harness.ctx).accent;
    let mut bare = Vec::new();
    for _ in 0..window.controls().len() + 4 {
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
        let Some((name, place)) = window.focus() else {
            continue;
        };
        let area = window.harness.ctx.content_rect();
        let seen = place.intersect(area);
        let rings = rings(window, ink);
        let is_round = |ring: &&Rect| ring.expand(0.5).contains_rect(seen.shrink(1.0));
        if rings.iter().filter(is_round).count() != 1 {
            bare.push((name, seen, rings));
        }
        if window.find_field("Body").is_some_and(|body| body.is_focused()) {
            break;
        }
    }
    assert!(bare.is_empty(), "{screen}: no ring around {bare:#?}");
}

#[test]
fn what_has_the_focus_has_a_ring_and_is_in_sight() {
    let mut window = TestWindow::first_start();
    window.run(Command::NextTab);
    window.send();
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
        assert_ringed_round(&mut window, &format!("{section:?}"));
        window.press(Modifiers::NONE, Key::Escape);
    }
    for page in [
        Command::OpenNetwork,
        Command::OpenSettings,
        Command::OpenCookies,
        Command::ShowShortcuts,
    ] {
        window.run(page);
        window.settle();
        assert_ringed_round(&mut window, &format!("{page:?}"));
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
}

#[test]
fn a_click_on_a_button_leaves_no_ring() {
    let mut window = TestWindow::first_start();
    window.click("Headers");
    window.settle();
    window.event(Event::PointerGone);
    let ink = tokens::tokens(&window.harness.ctx).accent;
    assert_eq!(rings(&window, ink), Vec::<Rect>::new());
}
