//! Limits by count, size and age; what is pinned stays.

use std::time::Duration;

use countersign::model::Pin;
use countersign::store::history::{Database, HistoryLimits, Trimmed};

use super::{Fixture, Made, NOW, fill, found, noise, search};

fn trim(database: &mut Database, limits: &HistoryLimits) -> usize {
    let mut steps = 0;
    while database.trim(limits, NOW + Duration::from_secs(1000)).unwrap() == Trimmed::More {
        steps += 1;
    }
    steps
}

#[test]
fn the_oldest_go_by_count_in_small_steps_and_pinned_ones_stay() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    fill(&mut database, 50);
    database.pin(Made::new(3).id(), Pin::Pinned).unwrap();
    let limits = HistoryLimits {
        entries: 10,
        ..HistoryLimits::default()
    };
    assert!(trim(&mut database, &limits) > 5, "all at once");
    let mut expected: Vec<u128> = (41..=50).rev().collect();
    expected.push(3);
    assert_eq!(found(&database, &search("")), expected);
    assert_eq!(found(&database, &search("pets")), expected);
    assert_eq!(database.totals().unwrap().unpinned, 10);
    // Let go, it is the oldest.
    database.pin(Made::new(3).id(), Pin::Unpinned).unwrap();
    trim(&mut database, &limits);
    assert_eq!(found(&database, &search("")), (41..=50).rev().collect::<Vec<_>>());
}

#[test]
fn the_oldest_go_by_size_with_their_files() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    for number in 1..=5 {
        let made = Made::new(number).reply(noise(400_000));
        database.write(&made.entry()).unwrap();
    }
    let before = database.totals().unwrap();
    assert!(
        before.unpinned_bytes > 2_000_000 && before.unpinned_bytes < 2_100_000,
        "{before:?}"
    );
    let limits = HistoryLimits {
        bytes: 1_000_000,
        ..HistoryLimits::default()
    };
    trim(&mut database, &limits);
    assert_eq!(found(&database, &search("")), [5, 4]);
    assert!(database.totals().unwrap().unpinned_bytes <= 1_000_000);
    assert_eq!(fixture.spilled(), 2);
}

#[test]
fn the_oldest_go_by_age() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    fill(&mut database, 30);
    database.pin(Made::new(1).id(), Pin::Pinned).unwrap();
    // 1,000 seconds later: exchange n began n seconds after the first moment.
    let limits = HistoryLimits {
        age: Some(Duration::from_secs(980)),
        ..HistoryLimits::default()
    };
    trim(&mut database, &limits);
    let mut expected: Vec<u128> = (20..=30).rev().collect();
    expected.push(1);
    assert_eq!(found(&database, &search("")), expected);
    // Nothing is due: nothing is done.
    assert_eq!(trim(&mut database, &HistoryLimits::default()), 0);
}
