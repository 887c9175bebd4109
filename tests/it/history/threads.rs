//! The thread of the history, and two programs at once.

use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign::model::{HistoryQuery, Pin};
use countersign::redact::KnownSecrets;
use countersign::store::disk;
use countersign::store::history::{
    Access, Clearing, Count, Database, HistoryAnswer, HistoryLimits, HistoryNotice, HistoryStore,
    HistoryView, Taken,
};

use super::{Fixture, Made, NOW, found, number_of, search};

const LONG: Duration = Duration::from_mins(1);

fn start(fixture: &Fixture, limits: HistoryLimits) -> (HistoryStore, Receiver<HistoryAnswer>) {
    let (answers, inbox) = channel();
    let on_answer = Box::new(move |answer| {
        answers.send(answer).ok();
    });
    let store = HistoryStore::start(&fixture.places, limits, Arc::new(|| NOW), on_answer).unwrap();
    (store, inbox)
}

fn opened(inbox: &Receiver<HistoryAnswer>) -> Access {
    match inbox.recv_timeout(LONG).unwrap() {
        HistoryAnswer::Opened(result) => result.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_asked_is_answered_in_order() {
    let fixture = Fixture::new();
    let (store, inbox) = start(&fixture, HistoryLimits::default());
    assert_eq!(opened(&inbox), Access::ReadWrite);
    let id = Made::new(2).id();
    for number in 1..=3 {
        assert_eq!(store.write(Made::new(number).entry()), Taken::Yes);
    }
    assert_eq!(store.pin(id, Pin::Pinned), Taken::Yes);
    assert_eq!(store.note(id, KnownSecrets::default().redact("mine")), Taken::Yes);
    let number = store.page(HistoryView::Page, search("mine"), None, 10).unwrap();
    assert_eq!(store.count(HistoryView::Page, number, search("")), Taken::Yes);
    assert_eq!(store.read(id), Taken::Yes);
    assert_eq!(store.delete(Made::new(1).id()), Taken::Yes);
    assert_eq!(store.clear(Clearing::Unpinned), Taken::Yes);
    store.flush();
    let answers: Vec<HistoryAnswer> = inbox.try_iter().collect();
    let words: Vec<String> = answers.iter().map(told).collect();
    assert_eq!(
        words,
        [
            "written 1",
            "written 2",
            "written 3",
            "changed 2",
            "changed 2",
            "page 2",
            "count Exactly(3)",
            "read 2",
            "deleted 1",
            "cleared"
        ]
    );
    drop(store);
    assert_eq!(found(&fixture.open(), &search("")), [2]);
}

fn told(answer: &HistoryAnswer) -> String {
    match answer {
        HistoryAnswer::Written { id, result: Ok(()) } => format!("written {}", number_of(*id)),
        HistoryAnswer::Changed { id, result: Ok(()) } => format!("changed {}", number_of(*id)),
        HistoryAnswer::Page { result: Ok(page), .. } => {
            let numbers: Vec<String> = page
                .rows
                .iter()
                .map(|row| number_of(row.id).to_string())
                .collect();
            format!("page {}", numbers.join(" "))
        }
        HistoryAnswer::Count {
            result: Ok(count), ..
        } => format!("count {count:?}"),
        HistoryAnswer::Read { id, result: Ok(_) } => format!("read {}", number_of(*id)),
        HistoryAnswer::Deleted { id, result: Ok(_) } => format!("deleted {}", number_of(*id)),
        HistoryAnswer::Cleared { result: Ok(_), .. } => "cleared".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_full_queue_says_so_and_nobody_waits() {
    let fixture = Fixture::new();
    let (gate, opens) = sync_channel::<()>(0);
    let opens = Mutex::new(opens);
    let count = Arc::new(Mutex::new(0_usize));
    let counted = Arc::clone(&count);
    let on_answer = Box::new(move |answer: HistoryAnswer| match answer {
        // The thread stands here until the gate is opened.
        HistoryAnswer::Opened(result) => {
            result.unwrap();
            opens.lock().unwrap().recv().ok();
        }
        HistoryAnswer::Written { result: Ok(()), .. } => *counted.lock().unwrap() += 1,
        other => panic!("{other:?}"),
    });
    let store = HistoryStore::start(
        &fixture.places,
        HistoryLimits::default(),
        Arc::new(|| NOW),
        on_answer,
    )
    .unwrap();
    let mut taken = 0;
    for number in 1.. {
        match store.write(Made::new(number).entry()) {
            Taken::Yes => taken += 1,
            Taken::No => break,
        }
    }
    assert_eq!(store.page(HistoryView::Page, search(""), None, 10), None);
    gate.send(()).unwrap();
    store.flush();
    assert_eq!(*count.lock().unwrap(), taken);
    assert_eq!(store.write(Made::new(5000).entry()), Taken::Yes);
    drop(store);
    assert_eq!(
        fixture.open().count(&HistoryQuery::default()).unwrap(),
        Count::Exactly(taken + 1)
    );
}

#[test]
fn of_the_pages_of_a_view_the_last_one_is_answered() {
    let fixture = Fixture::new();
    let (gate, opens) = sync_channel::<()>(0);
    let opens = Mutex::new(opens);
    let (answers, inbox) = channel();
    let on_answer = Box::new(move |answer: HistoryAnswer| {
        if matches!(answer, HistoryAnswer::Opened(_)) {
            opens.lock().unwrap().recv().ok();
        }
        if let HistoryAnswer::Page { view, number, .. } = answer {
            answers.send((view, number)).unwrap();
        }
    });
    let store = HistoryStore::start(
        &fixture.places,
        HistoryLimits::default(),
        Arc::new(|| NOW),
        on_answer,
    )
    .unwrap();
    for text in ["p", "pe", "pet"] {
        store.page(HistoryView::Page, search(text), None, 10).unwrap();
    }
    let sidebar = store.page(HistoryView::Sidebar, search(""), None, 10).unwrap();
    gate.send(()).unwrap();
    store.flush();
    let got: Vec<_> = inbox.try_iter().collect();
    assert_eq!(got, [(HistoryView::Page, 3), (HistoryView::Sidebar, sidebar)]);
}

#[test]
fn the_limits_are_kept_to_after_writes() {
    let fixture = Fixture::new();
    let limits = HistoryLimits {
        entries: 5,
        ..HistoryLimits::default()
    };
    let (store, inbox) = start(&fixture, limits);
    opened(&inbox);
    for number in 1..=40 {
        assert_eq!(store.write(Made::new(number).entry()), Taken::Yes);
        store.flush();
    }
    drop(store);
    assert_eq!(found(&fixture.open(), &search("")), [40, 39, 38, 37, 36]);
}

#[test]
fn a_database_that_turns_out_to_be_damaged_is_set_aside_and_the_write_is_kept() {
    let fixture = Fixture::new();
    super::fill(&mut fixture.open(), 60);
    let file = fixture.places.history_file();
    let (store, inbox) = start(&fixture, HistoryLimits::default());
    opened(&inbox);
    store.flush();
    // Every page but the first, behind its back.
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[4096..].fill(0xa5);
    std::io::Write::write_all(
        &mut std::fs::OpenOptions::new().write(true).open(&file).unwrap(),
        &bytes,
    )
    .unwrap();
    // Pages that it read before are in its memory, and these exchanges ask for others.
    for number in 1..=60 {
        assert_eq!(store.read(Made::new(number).id()), Taken::Yes);
    }
    assert_eq!(store.write(Made::new(1000).entry()), Taken::Yes);
    store.flush();
    drop(store);
    let answers: Vec<HistoryAnswer> = inbox.try_iter().collect();
    let notices = answers
        .iter()
        .filter(|answer| matches!(answer, HistoryAnswer::Notice(HistoryNotice::SetAside { .. })));
    assert_eq!(notices.count(), 1, "{answers:?}");
    assert_eq!(found(&fixture.open(), &search("")), [1000]);
}

#[test]
fn a_history_that_can_not_be_opened_says_so_once_and_answers_all() {
    let fixture = Fixture::new();
    disk::create_folder(fixture.folder.path()).unwrap();
    disk::write(&fixture.places.data_dir, b"a file").unwrap();
    let (store, inbox) = start(&fixture, HistoryLimits::default());
    assert_eq!(store.write(Made::new(1).entry()), Taken::Yes);
    store.flush();
    let answers: Vec<HistoryAnswer> = inbox.try_iter().collect();
    let [
        HistoryAnswer::Opened(Err(error)),
        HistoryAnswer::Written { result: Err(_), .. },
    ] = answers.as_slice()
    else {
        panic!("{answers:?}");
    };
    assert!(
        error
            .to_string()
            .contains("a file stands where a folder is needed"),
        "{error}"
    );
}

#[test]
fn two_programs_lose_no_write() {
    const EACH: u128 = 60;
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for program in 0..2 {
            let places = &fixture.places;
            scope.spawn(move || {
                let mut database = Database::open(places, NOW).unwrap().0;
                for number in 1..=EACH {
                    database
                        .write(&Made::new(program * 1000 + number).entry())
                        .unwrap();
                    database.page(&search("pets"), None, 5).unwrap();
                }
            });
        }
    });
    let mut all = found(&fixture.open(), &search(""));
    all.sort_unstable();
    let expected: Vec<u128> = (1..=EACH).chain(1001..=1000 + EACH).collect();
    assert_eq!(all, expected);
}
