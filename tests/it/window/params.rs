//! The params section: a table in step with the URL, and the values of path parameters.

use countersign::model::{Field, Origin};
use countersign::ui::editor::params_table;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;

fn params() -> Desk {
    let mut desk = Desk::first_start();
    desk.click("Params");
    desk.settle();
    desk
}

#[test]
fn table_and_url_are_in_step_both_ways() {
    let mut desk = params();
    assert_eq!(desk.field("Parameter 1 name").value().as_deref(), Some("type"));
    assert_eq!(desk.field("Parameter 2 value").value().as_deref(), Some("10"));
    desk.fill("Parameter 1 value", "cat");
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?type=cat&limit=10");
    desk.fill("URL", "{{demo}}/dev/pets?a=%20+x&b");
    assert_eq!(desk.field("Parameter 1 value").value().as_deref(), Some("%20+x"));
    desk.fill("Parameter 2 value", "1");
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?a=%20+x&b=1");
    desk.click("Remove parameter 1");
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?b=1");
    let report = desk.report_live();
    let query = report.canonical_request.as_str().lines().nth(2);
    assert_eq!(query, Some("b=1"));
}

#[test]
fn a_row_is_typed_by_keys_alone_and_what_would_end_it_is_escaped_under_the_cursor() {
    let mut desk = params();
    desk.fill("URL", "{{demo}}/dev/pets");
    desk.enter("Parameter 1 name");
    desk.type_text("a");
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Parameter 1 value"));
    desk.type_text("x&y");
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?a=x%26y");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("Parameter 2 name"));
    desk.type_text("b=c");
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?a=x%26y&b%3Dc");
    desk.send();
    assert_eq!(desk.status(), 200);
}

#[test]
fn a_row_switched_off_is_not_sent_and_comes_back_after_a_restart() {
    let mut desk = params();
    desk.click("Send parameter 1");
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?limit=10");
    assert_eq!(desk.field("Parameter 1 name").value().as_deref(), Some("type"));
    desk.fill("Parameter 1 value", "cat");
    let mut desk = desk.restart();
    desk.click("Params");
    desk.settle();
    desk.click("Send parameter 1");
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?type=cat&limit=10");
}

#[test]
fn bulk_edit_reads_and_writes_the_whole_table_and_follows_the_url() {
    let mut desk = params();
    desk.click("Query parameters: Bulk edit");
    desk.settle();
    let name = "Query parameters as text";
    assert_eq!(desk.field(name).value().as_deref(), Some("type: dog\nlimit: 10"));
    desk.fill_by_paste(name, "type:cat\n// limit: 10\nq=a&b\n");
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets?type=cat&q=a%26b");
    assert_eq!(desk.tab().request.http.disabled_params.len(), 1);
    desk.fill("URL", "{{demo}}/dev/pets?z=1");
    assert_eq!(desk.field(name).value().as_deref(), Some("z: 1\n// limit: 10"));
    desk.ctrl(Key::Z);
    desk.settle();
    assert_ne!(desk.field(name).value().as_deref(), Some("z: 1\n// limit: 10"));
    desk.click("Query parameters: Rows");
    desk.settle();
    assert!(desk.find_field("Parameter 1 name").is_some());
}

#[test]
fn path_values_reach_the_target_and_the_live_report_with_their_origin() {
    let mut desk = params();
    desk.fill("URL", "{{demo}}/dev/pets/{petId}");
    desk.assert_sees("no value: sent as it stands");
    desk.fill("Path parameter petId", "2");
    desk.assert_sees_not("no value: sent as it stands");
    let row = desk.tab().request.http.path_values[0].row;
    let wire = desk.tab().live.wire.clone().unwrap();
    assert_eq!(wire.target.as_str(), "/dev/pets/2");
    let origin = Origin::Typed {
        field: Field::PathValue(row),
        span: 0..1,
    };
    for text in [&wire.target, &desk.report_live().canonical_request] {
        let found: Vec<&str> = text
            .segments()
            .iter()
            .filter(|segment| segment.origin == origin)
            .filter_map(|segment| text.as_str().get(segment.range.clone()))
            .collect();
        assert_eq!(found, ["2"]);
    }
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.assert_sees("\"cat\"");
    desk.fill("Path parameter petId", "a/b c");
    let target = desk.tab().live.wire.as_ref().unwrap().target.as_str().to_owned();
    assert_eq!(target, "/dev/pets/a%2Fb%20c");
}

#[test]
fn a_url_of_thousands_of_parameters_stays_editable() {
    let mut desk = params();
    let many: Vec<String> = (0..3_000).map(|number| format!("p{number}=1")).collect();
    desk.fill_by_paste("URL", &format!("{{{{demo}}}}/dev/pets?{}", many.join("&")));
    assert_eq!(params_table::sent(&desk.tab().request.http), 3_000);
    desk.fill("Parameter 3 value", "x");
    assert!(desk.tab().request.http.url.contains("&p2=x&"));
}

#[test]
fn tab_walks_through_a_long_query_row_by_row_and_a_row_far_away_is_edited() {
    let mut desk = params();
    let pairs: Vec<String> = (0..150).map(|number| format!("p{number}={number}")).collect();
    let url = format!("{{{{demo}}}}/dev/pets?{}", pairs.join("&"));
    desk.fill_by_paste("URL", &url);
    desk.settle();
    assert!(desk.find_field("Parameter 80 name").is_none(), "far out of sight");
    assert!(
        desk.find_field("Parameter 151 name").is_some(),
        "the empty row at the end"
    );
    desk.enter("Parameter 1 name");
    let mut names = Vec::new();
    for _ in 0..150 {
        desk.press(Modifiers::NONE, Key::Tab);
        (0..2).for_each(|_| desk.frame());
        let (name, place) = desk.focus().unwrap();
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
    desk.enter(&format!("Parameter {row} value"));
    desk.type_text("new");
    let changed = format!("&p{}=new&", row - 1);
    assert!(desk.tab().request.http.url.contains(&changed));
}
