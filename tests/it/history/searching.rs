//! What is typed into the search finds what it should, whatever is typed.

use countersign::model::{Cause, HistoryFilter, HistoryQuery, PinFilter, StatusClass};
use countersign::redact::KnownSecrets;
use countersign::store::history::{Count, HistoryPlace};
use proptest::prelude::*;

use super::{Fixture, Made, found, noise, search};

#[test]
fn every_field_is_searched() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let mut sent = Made::new(3);
    sent.sent_body = b"{\"order\": \"Zitrone\"}".to_vec();
    let mut reply_header = Made::new(5);
    reply_header
        .head()
        .headers
        .push(("x-amzn-requestid".to_owned(), "c6af9ac6-7b61".to_owned()));
    database
        .write_all(&[
            Made::at(1, "example.com", "/Elephants?q=1").entry(),
            Made::new(2).header("x-colour", "Turquoise").entry(),
            sent.entry(),
            Made::new(4).reply("{\"message\": \"Grüße aus Köln\"}").entry(),
            reply_header.entry(),
            Made::new(6)
                .finding(Cause::WrongRegion, "The region is another one")
                .entry(),
            Made::new(7).entry(),
        ])
        .unwrap();
    let note = KnownSecrets::default().redact("Before the Release");
    database.note(Made::new(7).id(), &note).unwrap();
    for (text, expected) in [
        ("elephant", vec![1]),
        ("turquoise", vec![2]),
        ("X-COLOUR: turq", vec![2]),
        ("zitron", vec![3]),
        ("GRÜSSE", vec![]),
        ("grüße köln", vec![4]),
        ("C6AF9AC6", vec![5]),
        ("wrong-region", vec![6]),
        ("region another", vec![6]),
        ("release before", vec![7]),
        ("release elephant", vec![]),
        ("example.com", vec![7, 6, 5, 4, 3, 2, 1]),
        ("", vec![7, 6, 5, 4, 3, 2, 1]),
        // Fewer than three characters: in method, URL and note.
        ("ph", vec![1]),
        ("?", vec![1]),
        ("7", vec![7]),
        ("ph ge", vec![1]),
        ("ph zz", vec![]),
        // One long and one short.
        ("elephant ?q", vec![1]),
        ("elephant zz", vec![]),
    ] {
        assert_eq!(found(&database, &search(text)), expected, "{text:?}");
    }
    // A note that is taken away is not found any more.
    database
        .note(Made::new(7).id(), &KnownSecrets::default().redact("later"))
        .unwrap();
    assert_eq!(found(&database, &search("release")), Vec::<u128>::new());
    assert_eq!(found(&database, &search("later")), [7]);
}

#[test]
fn groups_of_characters_alone_find_nothing() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    // All groups of "abcdef", and not the word.
    database
        .write_all(&[
            Made::new(1).reply("abcde bcdefg cdef abcd").entry(),
            Made::new(2).reply("xabcdefx").entry(),
        ])
        .unwrap();
    assert_eq!(found(&database, &search("abcdef")), [2]);
    assert_eq!(database.count(&search("abcdef")).unwrap(), Count::Exactly(1));
}

#[test]
fn only_the_beginning_of_a_text_body_is_searched() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let body = format!("kangaroo {} wombat", "x".repeat(40_000));
    let mut binary = noise(1000);
    binary.extend_from_slice(b"platypus");
    database
        .write_all(&[
            Made::new(1).reply(body).entry(),
            Made::new(2).reply(binary).entry(),
        ])
        .unwrap();
    assert_eq!(found(&database, &search("kangaroo")), [1]);
    assert_eq!(found(&database, &search("wombat")), Vec::<u128>::new());
    assert_eq!(found(&database, &search("platypus")), Vec::<u128>::new());
}

/// A filter, and which exchanges pass it.
type Filtered = (HistoryFilter, Box<dyn Fn(u128) -> bool>);

#[test]
fn filters_are_combined_with_each_other_and_with_the_search() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let mut entries = Vec::new();
    for number in 0..40_u128 {
        let host = ["a.example.com", "b.example.com"][usize::from(number % 2 == 1)];
        let status = [200, 301, 403, 500][usize::try_from(number / 2 % 4).unwrap()];
        let mut made = Made::at(number, host, "/pets")
            .method(["GET", "PUT"][usize::from(number / 8 % 2 == 1)])
            .status(status);
        if status == 403 {
            made = made.finding(Cause::ClockBehind, "The clock is behind");
        }
        made.place = HistoryPlace {
            collection: Some("/work/pets".to_owned()),
            request: Some(format!("list {}.yml", number % 3)),
            environment: (number % 5 == 0).then(|| "prod".to_owned()),
        };
        entries.push(made.entry());
    }
    database.write_all(&entries).unwrap();
    for number in [4, 5, 12] {
        database
            .pin(Made::new(number).id(), countersign::model::Pin::Pinned)
            .unwrap();
    }
    let text = |text: &str| Some(text.to_owned());
    let filters: Vec<Filtered> = vec![
        (
            HistoryFilter {
                status: Some(StatusClass::ClientError),
                ..HistoryFilter::default()
            },
            Box::new(|number| number / 2 % 4 == 2),
        ),
        (
            HistoryFilter {
                status: Some(StatusClass::NoReply),
                ..HistoryFilter::default()
            },
            Box::new(|_| false),
        ),
        (
            HistoryFilter {
                host: text("b.example.com"),
                method: text("PUT"),
                ..HistoryFilter::default()
            },
            Box::new(|number| number % 2 == 1 && number / 8 % 2 == 1),
        ),
        (
            HistoryFilter {
                environment: text("prod"),
                ..HistoryFilter::default()
            },
            Box::new(|number| number % 5 == 0),
        ),
        (
            HistoryFilter {
                cause: text("clock-behind"),
                request: text("list 1.yml"),
                collection: text("/work/pets"),
                ..HistoryFilter::default()
            },
            Box::new(|number| number / 2 % 4 == 2 && number % 3 == 1),
        ),
        (
            HistoryFilter {
                pins: PinFilter::Pinned,
                ..HistoryFilter::default()
            },
            Box::new(|number| [4, 5, 12].contains(&number)),
        ),
        (
            HistoryFilter {
                collection: text("/work/other"),
                ..HistoryFilter::default()
            },
            Box::new(|_| false),
        ),
    ];
    for (filter, expected) in &filters {
        let expected: Vec<u128> = (0..40).rev().filter(|number| expected(*number)).collect();
        for text in ["", "pe", "pets"] {
            let query = HistoryQuery {
                text: text.to_owned(),
                filter: filter.clone(),
            };
            assert_eq!(found(&database, &query), expected, "{query:?}");
            assert_eq!(database.count(&query).unwrap(), Count::Exactly(expected.len()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_typed_is_no_mistake_and_finds_what_it_stands_in(
        text in r#"[a-c"'*():^+\-{}%_\\\u{0}AND OR NEAR é€😀]{0,24}"#,
    ) {
        let fixture = Fixture::new();
        let mut database = fixture.open();
        database.write_all(&[
            Made::new(1).reply(format!("before {text} after")).entry(),
            Made::new(2).reply("nothing of it").entry(),
        ]).unwrap();
        let is_short = text.split([' ', '\0']).all(|word| word.chars().count() < 3);
        // A body is text up to the first zero.
        if !is_short && !text.contains('\0') {
            prop_assert!(found(&database, &search(&text)).contains(&1), "{text:?}");
        } else {
            found(&database, &search(&text));
        }
        database.count(&search(&text)).unwrap();
    }
}
