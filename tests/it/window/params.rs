//! The params section: a table in step with the URL, and the values of path parameters.

use countersign::model::{Field, Origin};
use countersign::ui::editor::params_table;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;

fn params() -> TestWindow {
    let mut window = TestWindow::first_start();
    window.click("Params");
    window.settle();
    window
}

#[test]
fn table_and_url_are_in_step_both_ways() {
    let mut window = params();
    assert_eq!(window.field("Parameter 1 name").value().as_deref(), Some("type"));
    assert_eq!(window.field("Parameter 2 value").value().as_deref(), Some("10"));
    window.fill("Parameter 1 value", "cat");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?type=cat&limit=10"
    );
    window.fill("URL", "{{demo}}/dev/pets?a=%20+x&b");
    assert_eq!(
        window.field("Parameter 1 value").value().as_deref(),
        Some("%20+x")
    );
    window.fill("Parameter 2 value", "1");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?a=%20+x&b=1"
    );
    window.click("Remove parameter 1");
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets?b=1");
    let report = window.report_live();
    let query = report.canonical_request.as_str().lines().nth(2);
    assert_eq!(query, Some("b=1"));
}

#[test]
fn a_row_is_typed_by_keys_alone_and_what_would_end_it_is_escaped_under_the_cursor() {
    let mut window = params();
    window.fill("URL", "{{demo}}/dev/pets");
    window.enter("Parameter 1 name");
    window.type_text("a");
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Parameter 1 value"));
    window.type_text("x&y");
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets?a=x%26y");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("Parameter 2 name"));
    window.type_text("b=c");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?a=x%26y&b%3Dc"
    );
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn a_row_switched_off_is_not_sent_and_comes_back_after_a_restart() {
    let mut window = params();
    window.click("Send parameter 1");
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets?limit=10");
    assert_eq!(window.field("Parameter 1 name").value().as_deref(), Some("type"));
    window.fill("Parameter 1 value", "cat");
    let mut window = window.restart();
    window.click("Params");
    window.settle();
    window.click("Send parameter 1");
    window.settle();
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?type=cat&limit=10"
    );
}

#[test]
fn bulk_edit_reads_and_writes_the_whole_table_and_follows_the_url() {
    let mut window = params();
    window.click("Query parameters: Bulk edit");
    window.settle();
    let name = "Query parameters as text";
    assert_eq!(
        window.field(name).value().as_deref(),
        Some("type: dog\nlimit: 10")
    );
    window.fill_by_paste(name, "type:cat\n// limit: 10\nq=a&b\n");
    assert_eq!(
        window.tab().draft.request.http.url,
        "{{demo}}/dev/pets?type=cat&q=a%26b"
    );
    assert_eq!(window.tab().draft.request.http.disabled_params.len(), 1);
    window.fill("URL", "{{demo}}/dev/pets?z=1");
    assert_eq!(window.field(name).value().as_deref(), Some("z: 1\n// limit: 10"));
    window.ctrl(Key::Z);
    window.settle();
    assert_ne!(window.field(name).value().as_deref(), Some("z: 1\n// limit: 10"));
    window.click("Query parameters: Rows");
    window.settle();
    assert!(window.find_field("Parameter 1 name").is_some());
}

#[test]
fn path_values_reach_the_target_and_the_live_report_with_their_origin() {
    let mut window = params();
    window.fill("URL", "{{demo}}/dev/pets/{petId}");
    window.assert_sees("no value: sent as it stands");
    window.fill("Path parameter petId", "2");
    window.assert_sees_not("no value: sent as it stands");
    let row = window.tab().draft.request.http.path_values[0].row;
    let wire = window.tab().draft.live.wire.clone().unwrap();
    assert_eq!(wire.target.as_str(), "/dev/pets/2");
    let origin = Origin::Typed {
        field: Field::PathValue(row),
        span: 0..1,
    };
    for text in [&wire.target, &window.report_live().canonical_request] {
        let found: Vec<&str> = text
            .segments()
            .iter()
            .filter(|segment| segment.origin == origin)
            .filter_map(|segment| text.as_str().get(segment.range.clone()))
            .collect();
        assert_eq!(found, ["2"]);
    }
    window.send();
    assert_eq!(window.status(), 200);
    window.assert_sees("\"cat\"");
    window.fill("Path parameter petId", "a/b c");
    let target = window
        .tab()
        .draft
        .live
        .wire
        .as_ref()
        .unwrap()
        .target
        .as_str()
        .to_owned();
    assert_eq!(target, "/dev/pets/a%2Fb%20c");
}

#[test]
fn a_url_of_thousands_of_parameters_stays_editable() {
    let mut window = params();
    let many: Vec<String> = (0..3_000).map(|number| format!("p{number}=1")).collect();
    window.fill_by_paste("URL", &format!("{{{{demo}}}}/dev/pets?{}", many.join("&")));
    assert_eq!(params_table::sent(&window.tab().draft.request.http), 3_000);
    window.fill("Parameter 3 value", "x");
    assert!(window.tab().draft.request.http.url.contains("&p2=x&"));
}

#[test]
fn tab_walks_through_a_long_query_row_by_row_and_a_row_far_away_is_edited() {
    let mut window = params();
    let pairs: Vec<String> = (0..150).map(|number| format!("p{number}={number}")).collect();
    let url = format!("{{{{demo}}}}/dev/pets?{}", pairs.join("&"));
    window.fill_by_paste("URL", &url);
    window.settle();
    assert!(
        window.find_field("Parameter 80 name").is_none(),
        "far out of sight"
    );
    assert!(
        window.find_field("Parameter 151 name").is_some(),
        "the empty row at the end"
    );
    window.enter("Parameter 1 name");
    let mut names = Vec::new();
    for _ in 0..150 {
        window.press(Modifiers::NONE, Key::Tab);
        (0..2).for_each(|_| window.frame());
        let (name, place) = window.focus().unwrap();
        assert!(place.top() >= 0.0 && place.bottom() <= 800.0, "{name}: {place}");
        if name.ends_with(" name") {
            names.push(name);
        }
    }
    let expected: Vec<String> = (2..names.len() + 2)
        .map(|number| format!("Parameter {number} name"))
        .collect();
    assert_eq!(names, expected);
    assert!(names.len() >= 30, "{names:?}");
    let row = names.len() + 1;
    window.enter(&format!("Parameter {row} value"));
    window.type_text("new");
    let changed = format!("&p{}=new&", row - 1);
    assert!(window.tab().draft.request.http.url.contains(&changed));
}
