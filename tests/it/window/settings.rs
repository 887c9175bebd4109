//! The settings in the window: searched, changed, kept in a file for people, named when they are wrong; and keys of
//! commands, changed by the keyboard alone, exported and imported. Long because each kind of setting and each way to change keys is
//! driven from the search to the file.

use std::path::Path;
use std::sync::Arc;

use countersign::model::ThemeChoice;
use countersign::store::disk;
use countersign::ui::command::Command;
use eframe::egui::{Event, Key, Modifiers, ThemePreference, ViewportCommand, vec2};

use super::test_window::{Picks, TestMachine, TestWindow};
use super::viewer_input::key_press;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::CTRL.plus(Modifiers::COMMAND);
const CTRL_SHIFT: Modifiers = CTRL.plus(Modifiers::SHIFT);

fn file(machine: &TestMachine) -> String {
    let bytes = disk::read(&machine.data_dir().join("settings.toml")).unwrap();
    String::from_utf8(bytes.unwrap_or_default()).unwrap()
}

/// Waits until the file says so.
#[track_caller]
fn until_file(window: &mut TestWindow, what: &str, holds: impl Fn(&str) -> bool) {
    let machine = window.machine.clone();
    window.until(what, |_| holds(&file(&machine)));
    window.settle();
}

fn open(window: &mut TestWindow) {
    window.ctrl(Key::Comma);
    window.settle();
}

fn search(window: &mut TestWindow, words: &str) {
    window.fill("Search the settings", words);
    window.settle();
}

fn start_with(toml: &str) -> TestWindow {
    start_of(TestMachine::default(), toml)
}

fn start_of(machine: TestMachine, toml: &str) -> TestWindow {
    machine.write("settings.toml", toml);
    TestWindow::start(machine)
}

/// Presses Change of a command on the page, by the keyboard alone.
fn change_keys(window: &mut TestWindow, command: Command) {
    window.run(Command::ChangeKeys);
    window.settle();
    search(window, command.text());
    let button = format!("Change the keys of {}", command.text());
    for _ in 0..80 {
        if window.focused().as_deref() == Some(&button) {
            window.press(NONE, Key::Enter);
            window.assert_sees("Press keys…");
            return;
        }
        window.press(NONE, Key::Tab);
    }
    panic!("{button} is not reached: {:?}", window.controls());
}

/// Goes to a button by Tab and presses Enter.
fn press_button(window: &mut TestWindow, name: &str) {
    for _ in 0..80 {
        if window.focused().as_deref() == Some(name) {
            window.press(NONE, Key::Enter);
            return;
        }
        window.press(NONE, Key::Tab);
    }
    panic!("{name} is not reached: {:?}", window.controls());
}

fn leave(window: &mut TestWindow) {
    window.press(NONE, Key::Escape);
    window.settle();
    window.assert_sees_not("Search settings and keys");
}

#[test]
fn the_search_has_the_cursor_and_finds_by_label_words_and_section() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    assert_eq!(window.focused().as_deref(), Some("Search the settings"));
    for (words, seen, unseen) in [
        ("desktop", "Theme", "Contrast"),
        ("mtls", "Client certificates", "Timeouts"),
        ("network proxy", "Reach directly", "Total timeout"),
        ("credential_process", "Allowed commands", "Theme"),
        ("days", "exchanges. The oldest go first", "Theme"),
        ("whoami", "Ctrl", "Theme"),
        ("security", "Find secrets on save", "Theme"),
        ("region new", "Region", "Theme"),
        ("ctrl+shift+h", "History…", "Save as…"),
    ] {
        search(&mut window, words);
        if words != "whoami" {
            window.assert_sees(seen);
        }
        window.assert_sees_not(unseen);
    }
    search(&mut window, "xyzzy");
    window.assert_sees("No setting has these words");
    search(&mut window, "");
    window.assert_sees("Wrap long lines");
    for (section, seen) in [
        ("Network", "for all requests, from the next send on"),
        ("Keys", "Duplicate request"),
        ("History", "Keep what is sent"),
        ("Security", "Find secrets on save"),
        ("Credentials", "Region"),
        ("Appearance", "Presentation mode"),
    ] {
        window.click(&format!("Section: {section}"));
        window.settle();
        window.assert_sees(seen);
    }
    leave(&mut window);
}

#[test]
fn what_is_changed_counts_at_once_stands_in_the_file_and_comes_back() {
    let mut window = TestWindow::first_start();
    assert_eq!(file(&window.machine), "", "a first start writes no settings");
    open(&mut window);
    window.click("Theme: Light");
    window.settle();
    assert_eq!(
        window.harness.ctx.options(|options| options.theme_preference),
        ThemePreference::Light
    );
    window.click("Zoom: larger");
    window.settle();
    window.click("Wrap long lines: Off");
    window.settle();
    window.click("Section: Network");
    window.settle();
    window.fill("Total timeout in milliseconds", "30000");
    window.settle();
    window.click("Section: Credentials");
    window.settle();
    window.fill("Region of new requests", "eu-central-1");
    window.fill("Profile", "dev");
    window.settle();
    leave(&mut window);
    let window = window.restart();
    assert_eq!(window.theme_at_start, ThemePreference::Light);
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 0.001);
    assert_eq!(window.app().network().total_timeout_ms, Some(30_000));
    let text = file(&window.machine);
    for line in [
        "# Settings of Countersign.",
        "[appearance]\n",
        "\ntheme = \"light\"\n",
        "\nzoom_percent = 110\n",
        "\nwrap_long_lines = false\n",
        "[network]\ntotal_timeout_ms = 30000\n",
        "[credentials]\n",
        "\nregion = \"eu-central-1\"\n",
        "\nprofile = \"dev\"\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let journal = disk::read(&window.machine.data_dir().join("session.json"))
        .unwrap()
        .unwrap();
    let journal = String::from_utf8(journal).unwrap();
    assert!(
        !journal.contains("\"theme\"") && !journal.contains("\"network\""),
        "{journal}"
    );
}

#[test]
fn who_types_goes_on_while_what_was_typed_is_written() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    for (section, name, key) in [
        ("Credentials", "Region of new requests", "region"),
        ("Credentials", "Profile", "profile"),
        ("Network", "Total timeout in milliseconds", "total_timeout_ms"),
    ] {
        window.click(&format!("Section: {section}"));
        window.settle();
        window.enter(name);
        let mut typed = String::new();
        for letter in ["1", "2", "3", "4"] {
            window.type_text(letter);
            typed.push_str(letter);
            let quoted = [format!("{key} = {typed}\n"), format!("{key} = \"{typed}\"\n")];
            until_file(&mut window, &format!("{name} is {typed}"), |text| {
                quoted.iter().any(|line| text.contains(line))
            });
        }
        assert_eq!(window.field(name).value().as_deref(), Some("1234"));
    }
}

#[test]
fn who_types_goes_on_when_the_file_becomes_wrong() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    window.click("Section: Credentials");
    window.settle();
    window.enter("Region of new requests");
    window.type_text("e");
    until_file(&mut window, "the letter is written", |text| {
        text.contains("region = \"e\"")
    });
    window.machine.write(
        "settings.toml",
        "[appearance]\ntheme = 5\n[credentials]\nregion = \"e\"\n",
    );
    window.event(Event::WindowFocused(true));
    window.until("it is told", |window| {
        window.sees("One line of settings.toml does not count")
    });
    window.settle();
    window.type_text("u-west-1");
    let field = window.field("Region of new requests");
    assert_eq!(field.value().as_deref(), Some("eu-west-1"));
}

/// More letters than jobs can wait for the disk.
#[test]
fn letters_typed_faster_than_the_disk_writes_are_all_in_the_file_at_last_and_at_the_end() {
    let host = format!("{}.example", "a".repeat(300));
    let mut window = TestWindow::first_start();
    window.run(Command::OpenNetwork);
    window.settle();
    window.click("Proxy: This one");
    window.settle();
    window.fill("Proxy URL", &host);
    until_file(&mut window, "the file has all letters", |text| {
        text.contains(&host)
    });
    window.enter("Proxy URL");
    window.type_text(&format!("b{host}"));
    let machine = window.close();
    assert!(
        file(&machine).contains(&format!("\"b{host}\"")),
        "{}",
        file(&machine)
    );
}

#[test]
fn each_changed_setting_says_so_and_goes_back_to_its_default() {
    let mut window = start_with(
        "[appearance]\ntheme = \"dark\"\ncontrast = \"high\"\nrows = \"compact\"\nzoom_percent = 120\nwrap_long_lines = false\n\
         [network]\nproxy = \"none\"\ntotal_timeout_ms = 5\nauthorities = [\"/ca.pem\"]\n\
         client_certificates = [{ host = \"a\" }]\n[security]\nfind_secrets_on_save = false\n\
         [credentials]\nprofile = \"dev\"\nregion = \"eu-west-1\"\n",
    );
    assert_eq!(window.app().messages(), Vec::<&str>::new());
    for (section, names) in [
        (
            "Appearance",
            &["Theme", "Contrast", "Rows", "Zoom", "Wrap long lines"][..],
        ),
        (
            "Network",
            &[
                "Proxy",
                "Timeouts",
                "Certificate authorities",
                "Client certificates",
            ],
        ),
        ("Security", &["Find secrets on save"]),
        ("Credentials", &["Profile", "Region"]),
    ] {
        open(&mut window);
        window.click(&format!("Section: {section}"));
        window.settle();
        for name in names {
            window.assert_sees("changed");
            let button = format!("Reset: {name}");
            window.scroll_to(&button);
            window.click(&button);
            window.settle();
            assert!(!window.has_button(&button), "{name}");
        }
        window.assert_sees_not("changed");
        leave(&mut window);
    }
    let window = window.restart();
    assert_eq!(file(&window.machine).trim(), "", "{}", file(&window.machine));
}

#[test]
fn wrong_values_are_named_with_their_lines_and_stay_until_they_are_changed() {
    let mut window = start_with(
        "# mine\n[appearance]\ntheme = \"drak\" # oops\nzoom_percent = 9000\ncolour = 1\n[keys]\nfly = \"f11\"\nsend = \"a\"\n\
         who_am_i = \"ctrl+w\"\nquit = \"ctrl+shift+q\"\n[extra]\nx = 1\n",
    );
    let [message] = window.app().messages()[..] else {
        panic!("{:?}", window.app().messages())
    };
    assert!(
        message.starts_with("In settings.toml, line 3: appearance.theme is \"drak\""),
        "{message}"
    );
    assert!(message.contains("And 6 more"), "{message}");
    open(&mut window);
    window.assert_sees("7 lines of settings.toml do not count");
    for line in [
        "Line 3: appearance.theme is \"drak\" and has to be \"system\", \"dark\" or \"light\"; the default counts",
        "Line 4: appearance.zoom_percent is 9000",
        "Line 5: appearance.colour is no setting",
        "Line 7: keys.fly is no command",
        "Line 8: keys.send can not have a",
        "Line 9: keys.who_am_i has ctrl+w, which runs close_tab",
        "Line 11: [extra] is no section",
    ] {
        window.assert_sees(line);
    }
    window.click("Contrast: High");
    until_file(&mut window, "contrast is written", |text| {
        text.contains("contrast = \"high\"")
    });
    let text = file(&window.machine);
    for kept in [
        "# mine",
        "theme = \"drak\" # oops",
        "zoom_percent = 9000",
        "fly = \"f11\"",
        "[extra]\nx = 1",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    window.click("Theme: Dark");
    until_file(&mut window, "the theme is mended", |text| {
        text.contains("theme = \"dark\" # oops")
    });
    window.until("it is named no more", |window| {
        window.sees("6 lines of settings.toml")
    });
    assert_eq!(
        window.app().key_bindings().shortcuts(Command::Send),
        Command::Send.shortcuts()
    );
    window.ctrl(Key::Q);
    assert!(
        !window.commands.contains(&ViewportCommand::Close),
        "Quit has other keys"
    );
}

#[test]
fn a_file_that_is_no_toml_is_left_alone_until_it_is_mended_or_set_aside() {
    let broken = "[appearance]\ntheme = dark\n";
    let mut window = start_with(broken);
    let [message] = window.app().messages()[..] else {
        panic!("{:?}", window.app().messages())
    };
    assert!(
        message.contains("settings.toml is no TOML from line 2, column 9 on"),
        "{message}"
    );
    open(&mut window);
    window.assert_sees("settings.toml is no TOML from line 2, column 9 on");
    window.click("Rows: Compact");
    window.settle();
    window.harness.state_mut();
    let mut window = window.restart();
    assert_eq!(file(&window.machine), broken);
    open(&mut window);
    window.click("Rows: Compact");
    window.settle();
    window.click("Set the file aside");
    until_file(&mut window, "a new file is written", |text| {
        text.contains("rows = \"compact\"")
    });
    window.until("it is told", |window| !window.has_button("Set the file aside"));
    let names = std::fs::read_dir(window.machine.data_dir()).unwrap();
    let names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let aside = names
        .iter()
        .find(|name| name.starts_with("settings.toml.corrupt-"))
        .unwrap();
    let aside = disk::read(&window.machine.data_dir().join(aside))
        .unwrap()
        .unwrap();
    assert_eq!(aside, broken.as_bytes());
}

#[test]
fn a_change_from_outside_is_taken_when_the_window_or_the_page_comes_to_the_front() {
    let mut window = TestWindow::first_start();
    window.machine.write(
        "settings.toml",
        "[appearance]\ntheme = \"light\"\n[history]\nkeep = false\n",
    );
    window.event(Event::WindowFocused(true));
    window.until("the theme is taken", |window| {
        window.harness.ctx.options(|options| options.theme_preference) == ThemePreference::Light
    });
    window.settle();
    window.machine.write(
        "settings.toml",
        "[appearance]\ntheme = \"none\"\nrows = \"compact\"\n",
    );
    open(&mut window);
    window.until("it is told on the page", |window| {
        window.sees("Line 2: appearance.theme")
    });
    window.settle();
    assert_eq!(
        window.harness.ctx.options(|options| options.theme_preference),
        ThemePreference::System
    );
}

#[test]
fn settings_of_an_old_journal_move_to_the_file() {
    let machine = TestMachine::default();
    machine.write(
        "session.json",
        r#"{"schema": 1, "session": {"drafts": [], "active": 0,
            "preferences": {"theme": "dark", "contrast": "high", "density": "compact", "zoom": 1.2, "unwrapped": true,
                "panes": "stacked", "window_size": [900, 700], "allowed_commands": ["00ff"]},
            "network": {"proxy": {"mode": "explicit", "url": "http://me:canary@proxy:3128", "user": "", "bypass": ""},
                "connectTimeoutMs": 700},
            "history": {"off": true, "off_for": ["/work/pets"], "days": 30, "megabytes": 100, "exchanges": null}}}"#,
    );
    let mut window = TestWindow::start(machine);
    assert_eq!(window.theme_at_start, ThemePreference::Dark);
    assert_eq!(window.app().network().connect_timeout_ms, Some(700));
    assert_eq!(window.app().network().proxy.url, "http://me:canary@proxy:3128");
    window.run(Command::NextTab);
    window.settle();
    let text = file(&window.machine);
    for line in [
        "theme = \"dark\"",
        "contrast = \"high\"",
        "rows = \"compact\"",
        "zoom_percent = 120",
        "wrap_long_lines = false",
        "proxy = \"this\"",
        "proxy_url = \"http://me@proxy:3128\"",
        "connect_timeout_ms = 700",
        "keep = false",
        "not_for = [\"/work/pets\"]",
        "days = 30",
        "megabytes = 100",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("canary"), "{text}");
    let window = window.restart();
    let journal = disk::read(&window.machine.data_dir().join("session.json"))
        .unwrap()
        .unwrap();
    let journal: serde_json::Value = serde_json::from_slice(&journal).unwrap();
    let preferences = journal.pointer("/session/preferences").unwrap();
    assert_eq!(preferences.get("theme"), None);
    assert_eq!(preferences.get("panes").unwrap(), "stacked");
    assert_eq!(preferences.get("allowed_commands").unwrap()[0], "00ff");
    assert_eq!(journal.pointer("/session/network"), None);
    assert_eq!(journal.pointer("/session/history"), None);
    assert_eq!(window.theme_at_start, ThemePreference::Dark);
    assert_eq!(file(&window.machine), text);
}

#[test]
fn what_can_not_be_moved_out_of_an_old_journal_stays_in_it() {
    let machine = TestMachine::default();
    machine.write(
        "session.json",
        r#"{"schema": 1, "session": {"drafts": [], "active": 0, "preferences": {"theme": "dark"}}}"#,
    );
    // A folder in the place of the file.
    disk::create_folder(&machine.data_dir().join("settings.toml")).unwrap();
    let mut window = TestWindow::start(machine);
    assert_eq!(window.theme_at_start, ThemePreference::Dark);
    assert!(window.app().messages()[0].starts_with("Settings are kept in memory alone"));
    open(&mut window);
    window.assert_sees("Settings are not written");
    leave(&mut window);
    let machine = window.close();
    let journal = disk::read(&machine.data_dir().join("session.json"))
        .unwrap()
        .unwrap();
    assert!(
        String::from_utf8(journal)
            .unwrap()
            .contains("\"theme\": \"dark\"")
    );
    std::fs::remove_dir(machine.data_dir().join("settings.toml")).unwrap();
    let window = TestWindow::start(machine);
    assert_eq!(window.theme_at_start, ThemePreference::Dark);
    assert!(file(&window.machine).contains("theme = \"dark\""));
}

#[test]
fn new_requests_begin_with_the_profile_and_region_of_the_settings() {
    let mut window = start_with("[credentials]\nprofile = \"dev\"\nregion = \"eu-central-1\"\n");
    window.run(Command::NewTab);
    window.settle();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert_eq!(
        (aws.profile.as_str(), aws.region.as_str()),
        ("dev", "eu-central-1")
    );
    assert_eq!(aws.source, countersign::model::CredentialSource::Profile);
}

#[test]
fn keys_are_changed_by_the_keyboard_alone_and_used_at_once() {
    let mut window = TestWindow::first_start();
    change_keys(&mut window, Command::Present);
    window.press(CTRL_SHIFT, Key::M);
    window.assert_sees("Ctrl+Shift+M");
    window.assert_sees_not("Press keys…");
    until_file(&mut window, "it is written", |text| {
        text.contains("[keys]\npresent = \"ctrl+shift+m\"\n")
    });
    leave(&mut window);
    let before = window.harness.ctx.zoom_factor();
    window.press(CTRL_SHIFT, Key::M);
    assert!(window.harness.ctx.zoom_factor() > before, "it runs");
    window.press(CTRL_SHIFT, Key::M);
    window.ctrl(Key::K);
    window.type_text("presentation mode");
    window.assert_sees("Ctrl+Shift+M");
    window.press(NONE, Key::Escape);
    window.settle();
    window.press(NONE, Key::F1);
    window.settle();
    assert!(
        window.everything_told().contains("Ctrl+Shift+M"),
        "the page of keys has it"
    );
    window.press(NONE, Key::Escape);
    window.settle();
    let mut window = window.restart();
    let before = window.harness.ctx.zoom_factor();
    window.press(CTRL_SHIFT, Key::M);
    assert!(window.harness.ctx.zoom_factor() > before, "it comes back");
}

#[test]
fn changed_keys_show_in_tooltips_and_buttons_and_the_old_ones_do_nothing() {
    let mut window = start_with(
        "[keys]\nsend = [\"ctrl+m\", \"f11\"]\nopen_palette = \"f10\"\nduplicate_tab = \"ctrl+u\"\n",
    );
    window.click("Menu");
    window.settle();
    window.assert_sees("Ctrl+U");
    window.press(NONE, Key::Escape);
    window.settle();
    window.assert_sees("Ctrl+M");
    window.assert_sees("F10");
    window.press(CTRL, Key::R);
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    window.ctrl(Key::K);
    window.assert_sees_not("Close this tab; it can be reopened");
    for (modifiers, key) in [(CTRL, Key::M), (NONE, Key::F11)] {
        window.send_by(|window| {
            for event in key_press(modifiers, key) {
                window.event(event);
            }
        });
        assert_eq!(window.status(), 200);
    }
    window.press(NONE, Key::F10);
    window.assert_sees("Close this tab; it can be reopened");
}

#[test]
fn escape_leaves_keys_as_they_are_and_backspace_takes_them_away() {
    let mut window = TestWindow::first_start();
    change_keys(&mut window, Command::CloseTab);
    window.press(NONE, Key::Escape);
    window.assert_sees("Ctrl+W");
    assert!(window.has_button("Section: Keys"), "the page stays");
    let button = "Change the keys of Close tab";
    assert_eq!(window.focused().as_deref(), Some(button), "the focus stays");
    window.press(NONE, Key::Enter);
    window.press(NONE, Key::Backspace);
    window.assert_sees_not("Ctrl+W");
    window.click("Reset the keys of Close tab");
    window.settle();
    window.assert_sees("Ctrl+W");
    leave(&mut window);
    window.ctrl(Key::W);
    assert_eq!(window.app().tabs().len(), 1);
}

#[test]
fn keys_that_a_text_field_needs_are_refused_with_the_reason() {
    let mut window = TestWindow::first_start();
    change_keys(&mut window, Command::Present);
    for (event, says) in [
        (
            key_press(NONE, Key::A),
            "a text field and the keyboard focus need it",
        ),
        (
            key_press(NONE, Key::Tab),
            "a text field and the keyboard focus need it",
        ),
        (key_press(NONE, Key::ArrowDown), "a text field moves its cursor"),
        (key_press(CTRL, Key::ArrowLeft), "a text field moves its cursor"),
        (key_press(CTRL, Key::A), "copies, cuts, pastes, selects"),
        (key_press(CTRL, Key::Num3), "it goes to the tab of that number"),
    ] {
        for event in event {
            window.event(event);
        }
        window.settle();
        window.assert_sees(says);
        window.assert_sees("Press keys…");
    }
    for event in [Event::Copy, Event::Cut, Event::Paste("x".to_owned())] {
        window.event(event);
        window.settle();
        window.assert_sees("copies, cuts, pastes, selects");
    }
    assert!(!window.app().key_bindings().is_changed(Command::Present));
    window.press(NONE, Key::F11);
    assert!(window.app().key_bindings().is_changed(Command::Present));
}

#[test]
fn a_clash_is_named_before_keys_are_taken() {
    let mut window = TestWindow::first_start();
    change_keys(&mut window, Command::Present);
    window.press(CTRL, Key::R);
    window.assert_sees("Ctrl+R is Send: take it away there?");
    assert_eq!(window.app().key_bindings().shortcuts(Command::Send).len(), 3);
    press_button(&mut window, "Leave it");
    window.assert_sees_not("take it away there?");
    assert!(!window.app().key_bindings().is_changed(Command::Present));
    change_keys(&mut window, Command::Present);
    window.press(CTRL, Key::R);
    press_button(&mut window, "Take it");
    let bindings = window.app().key_bindings();
    assert_eq!(bindings.shortcuts(Command::Send).len(), 2);
    assert_eq!(bindings.shortcuts(Command::Present).len(), 1);
    until_file(&mut window, "both are written", |text| {
        text.contains("present = \"ctrl+r\"") && text.contains("send = [\"ctrl+enter\", \"f5\"]")
    });
    leave(&mut window);
    let before = window.harness.ctx.zoom_factor();
    window.press(CTRL, Key::R);
    assert!(window.harness.ctx.zoom_factor() > before);
    assert!(window.tab().last.sending.is_none());
}

#[test]
fn a_command_has_further_keys_beside_those_it_had() {
    let mut window = TestWindow::first_start();
    window.run(Command::ChangeKeys);
    window.settle();
    search(&mut window, "Close tab");
    window.click("Add keys for Close tab");
    window.settle();
    window.press(CTRL, Key::M);
    window.assert_sees("Ctrl+W   Ctrl+M");
    until_file(&mut window, "both are written", |text| {
        text.contains("close_tab = [\"ctrl+w\", \"ctrl+m\"]")
    });
}

#[test]
fn keys_are_exported_and_imported_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my keys.toml");
    let machine = TestMachine::with_dialogs(Arc::new(Picks(path.clone())));
    let mut window = start_of(
        machine,
        "[keys]\nclose_tab = \"ctrl+m\"\nquit = []\nsend = [\"f11\", \"ctrl+enter\"]\n",
    );
    let exported = window.app().key_bindings().clone();
    window.run(Command::ChangeKeys);
    window.settle();
    window.click("Export… keys");
    window.settle();
    window.click("Browse for a file of keys");
    window.until("the path is taken", |window| {
        window
            .find_field("File of keys")
            .and_then(|field| field.value())
            .is_some_and(|value| Path::new(&value) == path)
    });
    window.settle();
    window.click("Write the keys");
    window.until("it is told", |window| window.sees("The keys are written to"));
    window.settle();
    let text = String::from_utf8(disk::read(&path).unwrap().unwrap()).unwrap();
    assert!(
        text.contains("[keys]\nclose_tab = \"ctrl+m\"\nquit = []\nsend = [\"f11\", \"ctrl+enter\"]\n"),
        "{text}"
    );
    window.click("Reset all keys");
    window.settle();
    assert!(!window.app().key_bindings().is_changed(Command::Send));
    window.click("Import… keys");
    window.settle();
    window.click("Read the keys");
    window.until("they are in force", |window| {
        *window.app().key_bindings() == exported
    });
    until_file(&mut window, "and kept", |text| {
        text.contains("close_tab = \"ctrl+m\"")
    });
    disk::write(
        &path,
        b"[keys]\nfly = \"f11\"\nclose_tab = \"f9\"\npresent = \"f10\"\n",
    )
    .unwrap();
    window.click("Import… keys");
    window.settle();
    window.click("Read the keys");
    window.until("what does not count is named", |window| {
        window.app().messages().iter().any(|text| {
            text.contains("but for line 2: keys.fly is no command") && text.contains("And 1 more")
        })
    });
    assert!(window.app().key_bindings().is_changed(Command::Present));
    assert!(
        !window.app().key_bindings().is_changed(Command::Send),
        "the file takes the place of all"
    );
    window.click("Import… keys");
    window.settle();
    window.fill("File of keys", "/nowhere/keys.toml");
    window.click("Read the keys");
    window.until("it is told", |window| {
        window
            .app()
            .messages()
            .iter()
            .any(|text| text.starts_with("No keys are read"))
    });
}

#[test]
fn the_page_fits_a_small_window_in_every_section_and_theme() {
    let mut window = start_of(
        TestMachine::with_size(vec2(800.0, 600.0)),
        "[appearance]\ntheme = 1\nrows = \"compact\"\n[keys]\nsend = \"f11\"\n",
    );
    for command in [
        Command::UseDarkTheme,
        Command::UseLightTheme,
        Command::ToggleHighContrast,
    ] {
        window.run(command);
        window.settle();
        open(&mut window);
        for section in [
            "Appearance",
            "Network",
            "Keys",
            "History",
            "Security",
            "Credentials",
        ] {
            window.click(&format!("Section: {section}"));
            window.settle();
            let area = window.harness.ctx.content_rect();
            for name in ["Close", "Copy path"] {
                let rect = window.button(name).rect();
                assert!(area.contains_rect(rect), "{section}: {name} at {rect:?}");
            }
            if section == "Keys" {
                let reset = window.button("Reset the keys of Send").rect();
                assert!(area.contains_rect(reset), "{reset:?}");
            }
        }
        leave(&mut window);
    }
}

#[test]
fn the_path_of_the_file_is_copied() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    window.click("Copy path");
    let path = window.machine.data_dir().join("settings.toml");
    assert_eq!(window.copied.last().map(String::as_str), path.to_str());
}

#[test]
fn the_history_is_limited_on_the_page_when_the_limits_are_applied() {
    let mut window = TestWindow::first_start();
    open(&mut window);
    window.click("Section: History");
    window.settle();
    window.fill("Days that are kept", "3");
    window.settle();
    assert!(
        !file(&window.machine).contains("days"),
        "what is typed is no limit yet"
    );
    window.click("Apply these limits");
    until_file(&mut window, "it is written", |text| {
        text.contains("[history]\ndays = 3\n")
    });
    window.click("Reset: Limits");
    window.settle();
    window.click("Apply these limits");
    until_file(&mut window, "they are the usual ones", |text| {
        !text.contains("days")
    });
    window.click("Keep what is sent");
    until_file(&mut window, "it is off", |text| text.contains("keep = false"));
}

#[test]
fn no_theme_of_the_file_is_left_out_of_the_choices() {
    for (word, theme) in [("dark", ThemeChoice::Dark), ("light", ThemeChoice::Light)] {
        let window = start_with(&format!("[appearance]\ntheme = \"{word}\"\n"));
        let expected = match theme {
            ThemeChoice::Dark => ThemePreference::Dark,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::System => ThemePreference::System,
        };
        assert_eq!(window.theme_at_start, expected);
    }
}
