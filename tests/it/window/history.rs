//! The history in the window: kept over a restart, searched, opened as it was, sent again, compared, noted, cleared.

use std::path::Path;

use countersign::demo::DEMO_SECRET;
use countersign::model::{AuthKind, HeaderRow, HistoryQuery, HistoryRow, Pin};
use countersign::store::history::{Database, KeptBody};
use countersign::store::places::Places;
use countersign::ui::command::Command;
use countersign::ui::shown_signature::Side;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::NodeT as _;
use time::OffsetDateTime;

use super::collections::open_request_of_a_new_collection;
use super::test_window::{TestMachine, TestWindow};

/// Everything that the history of a data folder has of each exchange, its bodies decompressed.
pub fn kept_texts(data_dir: &Path) -> Vec<String> {
    let places = Places::new(Some(data_dir.to_owned())).unwrap();
    let (database, notices) = Database::open(&places, OffsetDateTime::UNIX_EPOCH).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    let page = database.page(&HistoryQuery::default(), None, 1_000).unwrap();
    let text = |row: &HistoryRow| {
        let kept = database.read(row.id).unwrap();
        let body = |body: &KeptBody<Vec<u8>>| match body {
            KeptBody::Whole(bytes) | KeptBody::Beginning { bytes, .. } => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            other => format!("{other:?}"),
        };
        format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{}\n{}",
            kept.row,
            kept.record,
            kept.request,
            kept.findings,
            body(&kept.sent_body),
            body(&kept.reply_body)
        )
    };
    page.rows.iter().map(text).collect()
}

fn tall() -> TestWindow {
    TestWindow::start(TestMachine::with_size(vec2(1280.0, 1100.0)))
}

/// Sends the request in front with this query, and waits until the history has it.
fn send(window: &mut TestWindow, query: &str) {
    window.fill("URL", &format!("{{{{demo}}}}/dev/pets?{query}"));
    window.settle();
    window.send();
    open_page(window);
    let wanted = query.to_owned();
    window.until("it is in the history", |window| {
        rows(window).iter().any(|row| row.url.contains(&wanted))
    });
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
}

fn open_page(window: &mut TestWindow) {
    window.run(Command::ShowHistory);
    window.settle();
}

/// The rows of the page.
fn rows(window: &TestWindow) -> Vec<HistoryRow> {
    window.app().history_rows().to_vec()
}

/// Searches on the page, and waits for so many rows.
fn search(window: &mut TestWindow, text: &str, count: usize) {
    window.fill("Search the history", text);
    window.until("it is searched", |window| {
        rows(window).len() == count && window.app().history_is_answered()
    });
    window.settle();
}

/// The middle of the row whose URL has this.
fn row_of(window: &TestWindow, url: &str) -> Option<Pos2> {
    let mut nodes = window.harness.root().children_recursive();
    let row = nodes.find(|node| {
        let node = node.accesskit_node();
        node.role() == Role::ListItem && node.label().is_some_and(|label| label.contains(url))
    })?;
    Some(row.rect().center())
}

/// Clicks the row of the table whose URL has this.
fn choose(window: &mut TestWindow, url: &str) {
    let at = row_of(window, url).unwrap_or_else(|| panic!("no row with {url}"));
    window.click_at(at);
    window.settle();
}

#[test]
fn what_was_sent_is_found_after_a_restart_and_opened_as_it_was() {
    let mut window = tall();
    send(&mut window, "type=first");
    let signature = window.report_sent().signature.clone();
    send(&mut window, "type=second");
    let mut window = window.restart();
    open_page(&mut window);
    window.until("the history is read", |window| rows(window).len() == 2);
    assert!(rows(&window)[0].url.contains("second"), "the latest comes first");
    search(&mut window, "first", 1);
    choose(&mut window, "type=first");
    window.click("Open");
    window.until("it is open", |window| window.tab().last.sent.is_some());
    window.settle();
    assert_eq!(window.status(), 200);
    window.assert_sees("From the history: sent");
    assert!(window.tab().draft.request.http.url.ends_with("type=first"));
    // The signature pane shows what was signed then, with its proof.
    assert_eq!(window.tab().signature.side, Side::AsSent);
    assert_eq!(window.report_sent().signature, signature);
    assert!(window.report_sent().proof.holds());
    assert!(
        window
            .texts()
            .iter()
            .any(|text| text.contains(signature.get(..16).unwrap()))
    );
    assert!(
        window
            .tab()
            .last
            .sent
            .as_ref()
            .unwrap()
            .received
            .bytes
            .starts_with(b"[")
    );
}

#[test]
fn a_search_finds_in_replies_and_filters_take_from_a_row() {
    let mut window = tall();
    send(&mut window, "type=cat");
    window.fill("URL", "{{demo}}/dev/nothing-here");
    window.settle();
    window.send();
    let refused = window.status();
    open_page(&mut window);
    window.until("both are there", |window| rows(window).len() == 2);
    // In no URL: the embedded server names its animals in the body.
    let body = String::from_utf8_lossy(&window.tab().last.sent.as_ref().unwrap().received.bytes).into_owned();
    let word = body
        .split(|ch: char| !ch.is_alphanumeric())
        .find(|word| word.len() > 5)
        .unwrap()
        .to_owned();
    search(&mut window, &word, 1);
    search(&mut window, "", 2);
    window.click("Reply: Any reply");
    window.settle();
    let class = format!("Reply: choose {}xx", refused / 100);
    window.click(&class);
    window.until("one is left", |window| rows(window).len() == 1);
    window.settle();
    choose(&mut window, "nothing-here");
    window.click("this host");
    window.settle();
    let host = rows(&window)[0].host.clone();
    window.click(&format!("Take the filter away: host {host}"));
    window.until("it is gone", |window| window.app().history_is_answered());
}

#[test]
fn a_request_is_sent_again_with_the_secret_of_this_run_and_else_it_is_asked_for() {
    let mut window = tall();
    send(&mut window, "type=again");
    open_page(&mut window);
    window.until("it is there", |window| rows(window).len() == 1);
    choose(&mut window, "type=again");
    let tabs = window.app().tabs().len();
    window.send_by(|window| {
        window.click("Send again");
        window.until("it is sent", |window| window.app().tabs().len() > tabs);
    });
    assert_eq!(window.status(), 200);
    // In another run two open tabs have different ones for its access key ID.
    let mut window = window.restart();
    open_page(&mut window);
    window.until("both are there", |window| rows(window).len() == 2);
    choose(&mut window, "type=again");
    send_again_and_see(
        &mut window,
        "Opened and not sent: the history does not keep secrets",
    );
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    assert!(
        window
            .tab()
            .draft
            .request
            .http
            .auth
            .aws
            .secret_access_key
            .is_empty()
    );
    window.fill("Secret access key", DEMO_SECRET);
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
}

/// Asks for the chosen row to be sent again, which opens it and sends nothing.
fn send_again_and_see(window: &mut TestWindow, words: &str) {
    let tabs = window.app().tabs().len();
    window.click("Send again");
    window.until("it is open", |window| window.app().tabs().len() > tabs);
    window.settle();
    window.assert_sees(words);
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
}

#[test]
fn a_mark_in_the_place_of_a_secret_is_neither_sent_nor_saved() {
    let mut window = tall();
    let row = HeaderRow::new("x-api-key", "a-key-of-somebody-4711");
    window.tab_mut().draft.request.http.headers.push(row);
    window.settle();
    send(&mut window, "type=marked");
    let mut window = window.restart();
    open_page(&mut window);
    window.until("it is there", |window| rows(window).len() == 1);
    choose(&mut window, "type=marked");
    send_again_and_see(
        &mut window,
        "Opened and not sent: marks stand in the places of secrets",
    );
    let kept = window
        .tab()
        .draft
        .request
        .http
        .headers
        .last()
        .unwrap()
        .value
        .clone();
    assert!(kept.starts_with("[x-api-key"), "{kept}");
    window.fill("Secret access key", DEMO_SECRET);
    window.settle();
    window.run(Command::Send);
    window.settle();
    assert!(window.tab().last.sending.is_none() && window.tab().last.sent.is_none());
    window.assert_sees("stands in the place of a secret");
    window
        .tab_mut()
        .draft
        .request
        .http
        .headers
        .last_mut()
        .unwrap()
        .value = "typed-again".to_owned();
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn a_limit_counts_when_it_is_applied_and_not_while_it_is_typed() {
    let mut window = tall();
    for number in 0..3 {
        send(&mut window, &format!("type=number{number}"));
    }
    open_page(&mut window);
    window.until("all are there", |window| rows(window).len() == 3);
    window.click("What is kept…");
    window.settle();
    window.fill("Exchanges that are kept", "2");
    window.settle();
    window.fill("Search the history", "type");
    window.until("it is searched", |window| window.app().history_is_answered());
    assert_eq!(rows(&window).len(), 3);
    window.click("Apply these limits");
    window.until("the oldest is gone", |window| {
        let rows = rows(window);
        rows.len() == 2 && rows.iter().all(|row| !row.url.contains("number0"))
    });
}

#[test]
fn two_exchanges_are_compared() {
    let mut window = tall();
    send(&mut window, "type=one");
    send(&mut window, "type=two");
    open_page(&mut window);
    window.until("both are there", |window| rows(window).len() == 2);
    choose(&mut window, "type=one");
    window.click("Mark to compare");
    window.settle();
    choose(&mut window, "type=two");
    window.click("Compare with the marked one");
    window.until("they are compared", |window| {
        window.sees("Two exchanges compared")
    });
    window.settle();
    let lines = |window: &TestWindow, sign: char, text: &str| {
        window
            .texts()
            .iter()
            .any(|line| line.starts_with(sign) && line.contains(text))
    };
    assert!(lines(&window, '-', "GET /dev/pets?type=one"));
    assert!(lines(&window, '+', "GET /dev/pets?type=two"));
    window.click("What is compared: Canonical request");
    window.settle();
    assert!(lines(&window, '-', "type=one") && lines(&window, '+', "type=two"));
}

#[test]
fn a_note_and_a_pin_stay_and_clearing_leaves_what_is_pinned() {
    let mut window = tall();
    send(&mut window, "type=kept");
    send(&mut window, "type=gone");
    open_page(&mut window);
    window.until("both are there", |window| rows(window).len() == 2);
    choose(&mut window, "type=kept");
    window.click("Pin");
    window.settle();
    window.fill("Note", "the good one");
    window.enter("Search the history");
    window.settle();
    search(&mut window, "good", 1);
    assert_eq!(rows(&window)[0].pin, Pin::Pinned);
    assert_eq!(rows(&window)[0].note, "the good one");
    search(&mut window, "", 2);
    window.click("Clear…");
    window.settle();
    window.click("Clear all but what is pinned");
    window.until("it is cleared", |window| rows(window).len() == 1);
    let mut window = window.restart();
    open_page(&mut window);
    window.until("it is there", |window| rows(window).len() == 1);
    choose(&mut window, "type=kept");
    window.click("Delete");
    window.until("it is deleted", |window| {
        rows(window).is_empty() && window.app().history_is_answered()
    });
    window.settle();
    window.assert_sees("Nothing was sent yet");
}

#[test]
fn nothing_is_kept_when_it_is_switched_off_for_all_or_for_a_collection() {
    let mut window = tall();
    let _collection = open_request_of_a_new_collection(&mut window);
    open_page(&mut window);
    window.click("What is kept…");
    window.settle();
    window.click("Keep what this collection sends");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    // Of the collection nothing, of a request that is in none something.
    window.run(Command::Send);
    window.until("it ended", |window| window.tab().last.sent.is_some());
    window.run(Command::PreviousTab);
    window.settle();
    send(&mut window, "type=kept");
    open_page(&mut window);
    window.until("it is there", |window| rows(window).len() == 1);
    window.click("What is kept…");
    window.settle();
    window.click("Keep what is sent");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    // It is remembered.
    let mut window = window.restart();
    window.fill("URL", "{{demo}}/dev/pets?type=not-kept");
    window.settle();
    window.send();
    open_page(&mut window);
    window.until("the history is read", |window| !rows(window).is_empty());
    search(&mut window, "not-kept", 0);
}

#[test]
fn the_sidebar_lists_what_was_sent_and_opens_it_by_the_keyboard() {
    let mut window = tall();
    send(&mut window, "type=side");
    window.run(Command::ShowSidebar);
    window.settle();
    window.click("Sidebar: History");
    window.until("it is listed", |window| row_of(window, "type=side").is_some());
    let tabs = window.app().tabs().len();
    choose(&mut window, "type=side");
    window.until("it is open", |window| window.app().tabs().len() == tabs + 1);
    window.settle();
    window.assert_sees("From the history: sent");
    window.fill("Search the history", "nowhere-to-be-found");
    window.until("it is searched", |window| window.sees("Nothing is found"));
}

#[test]
fn a_har_file_has_what_is_found_without_its_secrets() {
    let mut window = tall();
    send(&mut window, "type=har");
    let path = window.machine.data_dir().join("out.har");
    open_page(&mut window);
    window.until("it is there", |window| rows(window).len() == 1);
    window.click("Export as HAR…");
    window.settle();
    window.fill("File of the archive", path.to_str().unwrap());
    window.click("Write HAR");
    window.until("it is written", |window| window.sees("Wrote 1 exchange to"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains(DEMO_SECRET));
    let har: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entry = &har["log"]["entries"][0];
    assert_eq!(entry["request"]["method"], "GET");
    assert!(entry["request"]["url"].as_str().unwrap().ends_with("type=har"));
    assert_eq!(entry["response"]["status"], 200);
    assert!(
        entry["response"]["content"]["text"]
            .as_str()
            .unwrap()
            .starts_with('[')
    );
    assert!(entry["startedDateTime"].as_str().unwrap().ends_with('Z'));
    // A file that is there is not replaced.
    window.click("Export as HAR…");
    window.settle();
    window.click("Write HAR");
    window.until("it is refused", |window| window.sees("is there already"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn the_keyboard_goes_from_the_search_to_the_rows_and_opens_one() {
    let mut window = tall();
    for number in 0..3 {
        send(&mut window, &format!("type=number{number}"));
    }
    open_page(&mut window);
    window.until("all are there", |window| rows(window).len() == 3);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    assert!(window.focused().is_some_and(|row| row.contains("number2")));
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.settle();
    assert!(window.focused().is_some_and(|row| row.contains("number0")));
    window.press(Modifiers::NONE, Key::Enter);
    window.until("it is open", |window| window.sees("From the history: sent"));
    assert!(window.tab().draft.request.http.url.ends_with("number0"));
}
