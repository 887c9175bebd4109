//! The sidebar, environments, and what is asked about files.

use countersign::ui::command::Command;
use eframe::egui::{Key, Theme};

use super::gallery::Gallery;
use crate::window::collections;

#[test]
fn a_collection_and_its_environments() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    let collection = collections::open_request_of_a_new_collection(window);
    window.click("Dogs, folder");
    window.settle();
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use local");
    window.settle();
    // The cursor stands in a variable, which is told.
    window.run(Command::FocusUrl);
    window.settle();
    window.press(eframe::egui::Modifiers::NONE, Key::Home);
    for _ in 0..4 {
        window.press(eframe::egui::Modifiers::NONE, Key::ArrowRight);
    }
    window.settle();
    gallery.picture("sidebar", &[Theme::Dark]);
    let window = &mut gallery.window;
    window.run(Command::FillMissingValues);
    window.settle();
    gallery.picture("missing-secrets", &[Theme::Light]);
    let window = &mut gallery.window;
    window.press(eframe::egui::Modifiers::NONE, Key::Escape);
    window.settle();
    window.run(Command::EditEnvironments);
    window.settle();
    gallery.picture("environments", &[Theme::Light]);
    let window = &mut gallery.window;
    window.press(eframe::egui::Modifiers::NONE, Key::Escape);
    window.settle();
    window.fill("URL", "{{demo}}/dev/pets?mine=1");
    window.settle();
    collection.change("list.yml", "/dev/pets", "/dev/theirs");
    window.until("both sides are shown", |window| {
        window.sees("The file was changed by another program")
    });
    window.settle();
    gallery.picture("conflict", &[Theme::Dark]);
}

#[test]
fn a_dangerous_environment() {
    let mut gallery = Gallery::open();
    let window = &mut gallery.window;
    let collection = collections::open_request_of_a_new_collection(window);
    collection.add_dangerous(window);
    window.click("Dogs, folder");
    window.settle();
    collections::open_request(window, "POST Adopt a pet", "Adopt a pet");
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use prod, which is marked as dangerous");
    window.settle();
    window.run(Command::Send);
    window.settle();
    gallery.picture("dangerous", &[Theme::Light]);
}
