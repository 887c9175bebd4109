//! What is deleted is gone from every byte.

use countersign::model::Pin;
use countersign::redact::KnownSecrets;
use countersign::store::history::{Cleared, Clearing, Database};

use super::{Fixture, Made, found, noise, search};

const MARK: &str = "marsupial-canary";

/// The mark stands where SQLite keeps texts, in a small and in a large body that compression leaves as they are, and
/// in a note.
fn marked(number: u128) -> Made {
    let mut made = Made::at(number, "example.com", &format!("/{MARK}"));
    let mut body = noise(2000);
    body.extend_from_slice(MARK.as_bytes());
    made.sent_body = body;
    let mut large = noise(600_000);
    large.extend_from_slice(MARK.as_bytes());
    made.reply(large)
}

fn write(database: &mut Database) {
    for number in 1..=20 {
        database.write(&marked(number).entry()).unwrap();
        let note = KnownSecrets::default().redact(&format!("note {MARK}"));
        database.note(marked(number).id(), &note).unwrap();
    }
    for number in 100..=105 {
        database.write(&Made::new(number).entry()).unwrap();
    }
}

#[test]
fn no_byte_of_what_was_cleared_is_left() {
    for what in [Clearing::Unpinned, Clearing::All] {
        let fixture = Fixture::new();
        let mut database = fixture.open();
        write(&mut database);
        database.pin(Made::new(103).id(), Pin::Pinned).unwrap();
        // Closed, as reading the files in this process would free the locks on them.
        drop(database);
        assert!(fixture.occurrences(MARK.as_bytes()) > 60);
        let mut database = fixture.open();
        // Some of it in the log.
        database.write(&marked(21).entry()).unwrap();
        assert_eq!(database.clear(what).unwrap(), Cleared::Traceless);
        // Looked at while it is open: the log is part of it.
        assert_eq!(fixture.occurrences(MARK.as_bytes()), 0);
        drop(database);
        assert_eq!(fixture.occurrences(MARK.as_bytes()), 0);
        assert_eq!(fixture.spilled(), 0);
        let mut database = fixture.open();
        let left: Vec<u128> = match what {
            Clearing::Unpinned => vec![103],
            Clearing::All => Vec::new(),
        };
        assert_eq!(found(&database, &search("")), left);
        assert_eq!(found(&database, &search("pets")), left);
        assert_eq!(found(&database, &search("marsupial")), Vec::<u128>::new());
        let totals = database.totals().unwrap();
        assert_eq!((totals.unpinned, totals.unpinned_bytes), (0, 0));
        assert_eq!(totals.pinned, left.len() as u64);
        database.write(&Made::new(200).entry()).unwrap();
        assert_eq!(found(&database, &search("pets"))[0], 200);
        drop(database);
        assert!(
            terms(&fixture)
                .iter()
                .all(|term| !"marsupial".contains(term.as_str()))
        );
    }
}

#[test]
fn no_byte_of_one_that_was_deleted_is_left() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    for number in 100..=105 {
        database.write(&Made::new(number).entry()).unwrap();
    }
    database.write(&marked(1).entry()).unwrap();
    drop(database);
    assert!(fixture.occurrences(MARK.as_bytes()) >= 3);
    assert!(terms(&fixture).contains(&"sup".to_owned()));
    let mut database = fixture.open();
    assert_eq!(database.delete(marked(1).id()).unwrap(), Cleared::Traceless);
    assert_eq!(fixture.occurrences(MARK.as_bytes()), 0);
    drop(database);
    assert_eq!(fixture.occurrences(MARK.as_bytes()), 0);
    // Nor is its text in the index, in groups of three characters.
    let left = terms(&fixture);
    assert!(
        left.contains(&"pet".to_owned()) && !left.contains(&"sup".to_owned()),
        "{left:?}"
    );
    assert_eq!(
        found(&fixture.open(), &search("pets")),
        [105, 104, 103, 102, 101, 100]
    );
}

#[test]
fn another_program_that_reads_is_told_of() {
    let fixture = Fixture::new();
    let (mut database, other) = (fixture.open(), fixture.open());
    write(&mut database);
    assert_eq!(database.clear(Clearing::All).unwrap(), Cleared::Traceless);
    assert_eq!(found(&other, &search("")), Vec::<u128>::new());
}

/// What the index has, read by the pages of its own table: SQLite's list of terms.
fn terms(fixture: &Fixture) -> Vec<String> {
    let connection = rusqlite::Connection::open(fixture.places.history_file()).unwrap();
    connection
        .execute_batch("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search, row)")
        .unwrap();
    let mut statement = connection.prepare("SELECT term FROM temp.terms").unwrap();
    let terms = statement.query_map([], |row| row.get(0)).unwrap();
    terms.collect::<Result<_, _>>().unwrap()
}
