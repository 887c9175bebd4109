//! Variables where they are typed: coloured, explained under the pointer and at the cursor, and completed.

use countersign::model::{BodyKind, HeaderRow, LongText};
use countersign::ui::section::Section;
use countersign::ui::tokens::tokens;
use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Event, Key, Modifiers, pos2};
use egui_kittest::kittest::NodeT as _;

use super::test_window::TestWindow;

/// A window with this URL in front, the cursor in none of its fields.
fn with_url(url: &str) -> TestWindow {
    let mut window = TestWindow::first_start();
    url.clone_into(&mut window.tab_mut().draft.request.http.url);
    window.settle();
    window
}

/// The colour of a piece of a text on screen, and whether it is underlined.
#[track_caller]
fn ink(window: &TestWindow, text: &str, piece: &str) -> (Color32, bool) {
    let drawn = window.drawn();
    let drawn = drawn
        .iter()
        .find(|drawn| drawn.text == text)
        .unwrap_or_else(|| panic!("no {text:?} among {:#?}", window.texts()));
    let at = text.find(piece).unwrap();
    let sections = &drawn.galley.job.sections;
    let section = sections
        .iter()
        .find(|section| section.byte_range.start.0 <= at && at < section.byte_range.end.0)
        .unwrap();
    (section.format.color, section.format.underline.width > 0.0)
}

fn description(window: &TestWindow, field: &str) -> String {
    let node = window.field(field);
    node.accesskit_node().description().unwrap_or_default()
}

#[test]
fn a_variable_is_coloured_by_what_it_is_and_not_by_colour_alone() {
    let url = "{{demo}}/dev/{{nothing}}/pets";
    let window = with_url(url);
    let colors = tokens(&window.harness.ctx);
    assert_eq!(ink(&window, url, "{{demo}}"), (colors.accent, false));
    assert_eq!(ink(&window, url, "{{nothing}}"), (colors.bad, true));
    assert_eq!(ink(&window, url, "/dev/"), (colors.text, false));
    assert!(description(&window, "URL").contains("othing defines the variable {{nothing}}"));
}

#[test]
fn header_rows_colour_their_variables_too() {
    let mut window = TestWindow::first_start();
    let row = HeaderRow {
        name: "x-base".to_owned(),
        value: "at {{demo}} or {{nothing}}".to_owned(),
        ..HeaderRow::default()
    };
    window.tab_mut().draft.request.http.headers.push(row);
    window.tab_mut().section = Section::Headers;
    window.settle();
    let colors = tokens(&window.harness.ctx);
    let value = "at {{demo}} or {{nothing}}";
    assert_eq!(ink(&window, value, "{{demo}}"), (colors.accent, false));
    assert_eq!(ink(&window, value, "{{nothing}}"), (colors.bad, true));
}

#[test]
fn the_pointer_on_a_variable_tells_its_value_and_place() {
    let mut window = with_url("{{demo}}/dev/{{nothing}}/pets");
    let field = window.field("URL").rect();
    window.event(Event::PointerMoved(pos2(field.left() + 30.0, field.center().y)));
    // The tip comes when the pointer rests.
    for _ in 0..4 {
        window.frame();
    }
    window.assert_sees("http://abcd123456.execute-api.us-east-1.localhost:");
    window.assert_sees("From process");
    window.event(Event::PointerMoved(pos2(field.left() + 150.0, field.center().y)));
    for _ in 0..4 {
        window.frame();
    }
    window.assert_sees("Nothing defines the variable {{nothing}}");
}

#[test]
fn the_cursor_in_a_variable_tells_the_same() {
    let mut window = with_url("x{{demo}}/dev");
    window.enter("URL");
    window.press(Modifiers::NONE, Key::Home);
    window.settle();
    window.assert_sees_not("From process");
    for _ in 0..4 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    window.settle();
    window.assert_sees("From process");
    let told = description(&window, "URL");
    assert!(
        told.contains("localhost") && told.contains("From process"),
        "{told}"
    );
    window.press(Modifiers::NONE, Key::End);
    window.settle();
    window.assert_sees_not("From process");
}

#[test]
fn a_name_is_completed_by_the_keyboard() {
    let mut window = with_url("");
    window.enter("URL");
    window.type_text("{{de");
    window.settle();
    window.assert_sees("process");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}");
    assert!(
        window.tab().last.sending.is_none(),
        "Enter took the name and sent nothing"
    );
    window.type_text("/pets/{{$u");
    window.settle();
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/pets/{{$uuid}}");
    assert_eq!(window.focused().as_deref(), Some("URL"));
}

#[test]
fn escape_closes_the_list_and_leaves_what_was_typed() {
    let mut window = with_url("");
    window.enter("URL");
    window.type_text("{{de");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{de");
}

#[test]
fn a_name_is_completed_with_the_pointer_in_a_header_row() {
    let mut window = TestWindow::first_start();
    window.click("Headers");
    window.settle();
    window.click("Add header");
    window.settle();
    window.fill("Header 1 name", "x-base");
    window.enter("Header 1 value");
    window.type_text("at {{dem");
    window.settle();
    let entry = window
        .harness
        .root()
        .children_recursive()
        .find(|node| {
            let node = node.accesskit_node();
            node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with("demo"))
        })
        .unwrap()
        .rect();

    window.click_at(entry.center());

    window.settle();
    assert_eq!(window.tab().draft.request.http.headers[0].value, "at {{demo}}");
}

#[test]
fn a_variable_in_the_place_of_a_secret_is_shown_and_a_secret_is_not() {
    let mut window = TestWindow::first_start();
    window.fill("Secret access key", "wJalr{{demo}}XUtn");
    assert!(!window.everything_told().contains("wJalr"));
    window.fill("Secret access key", "{{demo}}");
    let colors = tokens(&window.harness.ctx);
    assert_eq!(ink(&window, "{{demo}}", "{{demo}}"), (colors.accent, false));
}

#[test]
fn a_name_is_completed_in_a_body_where_the_cursor_is() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.method = "POST".to_owned();
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    window.tab_mut().draft.request.http.body.text = LongText::from("{\n  \"é\": \"\"\n}");
    window.tab_mut().section = Section::Body;
    window.settle();
    window.enter("Body");
    window.press(Modifiers::CTRL, Key::Home);
    window.press(Modifiers::NONE, Key::ArrowDown);
    for _ in 0..8 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    window.type_text("{{de");
    window.settle();
    window.assert_sees("process");
    // The first one is taken: in an editor Enter would else make a line.
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.body.text.as_str(),
        "{\n  \"é\": \"{{demo}}\"\n}"
    );
    // The cursor stands behind it, and the list is closed.
    window.type_text("/x");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.body.text.as_str(),
        "{\n  \"é\": \"{{demo}}/x\n\"\n}"
    );
}

#[test]
fn the_list_in_a_body_goes_by_arrows_and_escape_leaves_what_was_typed() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.method = "POST".to_owned();
    window.tab_mut().draft.request.http.body.kind = BodyKind::Json;
    window.tab_mut().section = Section::Body;
    window.settle();
    window.enter("Body");
    window.type_text("{{$");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.type_text("{{$");
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.settle();
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    let text = window.tab().draft.request.http.body.text.as_str().to_owned();
    let (escaped, chosen) = text.split_once('\n').unwrap();
    assert_eq!(escaped, "{{$");
    assert!(chosen.starts_with("{{$") && chosen.ends_with("}}"), "{chosen}");
    assert_eq!(window.focused().as_deref(), Some("Body"), "the focus stays");
}
