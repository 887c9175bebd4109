//! Pages of the list.

use countersign::store::history::{HistoryFilter, HistoryQuery};

use super::{Fixture, Made, fill, found, number_of, search};

#[test]
fn every_exchange_comes_once_while_new_ones_are_written() {
    for text in ["", "pets"] {
        let fixture = Fixture::new();
        let (mut reader, mut writer) = (fixture.open(), fixture.open());
        fill(&mut writer, 100);
        let mut seen = Vec::new();
        let mut before = None;
        for round in 0.. {
            let page = reader.page(&search(text), before, 9).unwrap();
            assert!(page.rows.len() <= 9);
            seen.extend(page.rows.iter().map(|row| number_of(row.id)));
            for number in 0..5 {
                // Begun before those that are there, and ended after them.
                writer
                    .write(&Made::new(1000 + round * 5 + number).entry())
                    .unwrap();
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen, (1..=100).rev().collect::<Vec<u128>>(), "{text:?}");
        // And from the top again with the new ones.
        let page = reader.page(&search(text), None, 1).unwrap();
        assert!(number_of(page.rows[0].id) > 1000);
        reader.delete(Made::new(50).id()).unwrap();
        assert!(!found(&writer, &search(text)).contains(&50));
    }
}

#[test]
fn a_place_in_the_list_is_never_given_twice() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    fill(&mut database, 3);
    let top = database.page(&search(""), None, 1).unwrap().rows[0].cursor;
    database.delete(Made::new(3).id()).unwrap();
    database.write(&Made::new(4).entry()).unwrap();
    assert!(database.row(Made::new(4).id()).unwrap().cursor > top);
}

#[test]
fn a_page_goes_by_an_index_and_sorts_nothing() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    fill(&mut database, 20);
    let cursor = database.row(Made::new(10).id()).unwrap().cursor;
    let filter = |filter| HistoryQuery {
        filter,
        ..HistoryQuery::default()
    };
    let text = |text: &str| Some(text.to_owned());
    for (query, index) in [
        (HistoryQuery::default(), "INTEGER PRIMARY KEY (rowid<?)"),
        (
            filter(HistoryFilter {
                host: text("example.com"),
                ..HistoryFilter::default()
            }),
            "INDEX by_host (host=? AND rowid<?)",
        ),
        (
            filter(HistoryFilter {
                request: text("a.yml"),
                ..HistoryFilter::default()
            }),
            "INDEX by_request (request=? AND rowid<?)",
        ),
        (
            filter(HistoryFilter {
                cause: text("wrong-region"),
                ..HistoryFilter::default()
            }),
            "INDEX by_cause (cause=? AND rowid<?)",
        ),
    ] {
        let plan = database.plan_of(&query, Some(cursor)).unwrap().join("\n");
        assert!(plan.contains(index), "{query:?}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{query:?}: {plan}");
    }
}
