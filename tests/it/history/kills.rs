//! A process that is killed while it writes: nothing but the last write is missing.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use countersign::engine::Ambient;
use countersign::model::HistoryQuery;
use countersign::store::history::{Database, HistoryError, KeptBody};
use countersign::store::places::Places;

use super::{Fixture, Made, NOW, found, noise, number_of, search};
use crate::child;

const ROUNDS: u32 = 50;
/// Numbers of one round; a round writes fewer.
const OF_A_ROUND: u128 = 100_000;

/// With a body in the row, or every fourth time one in a file.
fn made(number: u128) -> Made {
    let length = if number.is_multiple_of(4) { 300_000 } else { 3_000 };
    Made::new(number).reply([number.to_string().as_bytes(), b" ", &noise(length)].concat())
}

/// A child that writes until it is killed.
#[test]
fn child_that_writes() {
    let Some(argument) = child::argument() else { return };
    let (round, folder) = argument.split_once(' ').unwrap();
    let places = Places::new(Some(Path::new(folder).join("data"))).unwrap();
    let mut database = Database::open(&places, NOW).unwrap().0;
    let first = round.parse::<u128>().unwrap() * OF_A_ROUND + 1;
    for number in first.. {
        println!("\nbegins {number}");
        database.write(&made(number).entry()).unwrap();
        println!("\nwritten {number}");
    }
}

#[test]
fn nothing_but_the_last_write_is_missing_after_a_kill() {
    let clock = Ambient::system().monotonic;
    let fixture = Fixture::new();
    let folder = fixture.folder.path().to_str().unwrap();
    let mut expected: Vec<u128> = Vec::new();
    let mut cut_off = 0;
    for round in 0..ROUNDS {
        let mut child = child::command("history::kills::child_that_writes", &format!("{round} {folder}"))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("written ")));
        // At another point of one of the next writes in each round.
        let start = clock();
        while clock().duration_since(start) < Duration::from_micros(u64::from(round * 997 % 20_000)) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        let number =
            |line: &str, word: &str| line.strip_prefix(word).and_then(|rest| rest.parse::<u128>().ok());
        let mut written = vec![number(&first.unwrap().unwrap(), "written ").unwrap()];
        written.extend(rest.iter().filter_map(|line| number(line, "written ")));
        let begun = rest.iter().filter_map(|line| number(line, "begins ")).next_back();
        expected.extend(&written);
        // No notice: it opens as it is.
        let database = fixture.open();
        let kept = database.page(&HistoryQuery::default(), None, 100_000).unwrap();
        let kept: Vec<u128> = kept.rows.iter().rev().map(|row| number_of(row.id)).collect();
        if kept.len() > expected.len() {
            // The last write may be there without having been said.
            expected.push(begun.unwrap());
        } else if begun > written.last().copied() {
            cut_off += 1;
        }
        assert_eq!(kept, expected, "round {round}");
        for number in kept.iter().rev().take(6) {
            let body = database.read(made(*number).id()).unwrap().reply_body;
            assert_eq!(body, KeptBody::Whole(made(*number).reply_body), "{number}");
        }
        assert_eq!(database.totals().unwrap().unpinned, kept.len() as u64);
    }
    println!(
        "{cut_off} of {ROUNDS} kills fell into a write, {} written",
        expected.len()
    );
    assert!(cut_off > 0, "no kill fell into a write");
    let database = fixture.open();
    assert_eq!(found(&database, &search("pets")).len(), expected.len());
    let missing = database.read(made(OF_A_ROUND - 1).id()).unwrap_err();
    assert!(matches!(missing, HistoryError::Missing { .. }));
    drop(database);
    let connection = rusqlite::Connection::open(fixture.places.history_file()).unwrap();
    let check: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    connection
        .execute_batch("INSERT INTO search (search) VALUES ('integrity-check')")
        .unwrap();
    drop(connection);
    // What was spilled for a row that was never written goes an hour later.
    let later = (Ambient::system().now)() + Duration::from_hours(2);
    drop(Database::open(&fixture.places, later).unwrap());
    let large = expected.iter().filter(|number| number.is_multiple_of(4)).count();
    assert_eq!(fixture.spilled(), large);
}
