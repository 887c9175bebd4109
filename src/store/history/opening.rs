//! Opening the history: a new file, one of this version, of a later one, or a damaged one.

use std::fs::{self, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use time::OffsetDateTime;

use super::database::{Access, Database};
use super::error::{Doing, HistoryError};
use super::notice::HistoryNotice;
use super::schema::{self, SCHEMA};
use super::spilled::SpillPlace;
use crate::store::disk::{self, DiskError, LockFile};
use crate::store::places::Places;

/// Another program's write is waited for so long.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pages of the database that stay in memory, in kibibytes.
const CACHE_KIB: i64 = 8 * 1024;
/// The log is copied into the database when it has so many pages of 4 kB.
const CHECKPOINT_PAGES: i64 = 1000;

/// <https://www.sqlite.org/fileformat2.html#the_database_header>
const SMALLEST_PAGE_BYTES: u64 = 512;

/// Whether other programs have the history open.
#[derive(Debug)]
enum Company {
    /// None, until the lock is given up.
    Alone(Option<LockFile>),
    /// Some.
    Others(Option<LockFile>),
}

pub(super) fn open(
    places: &Places,
    now: OffsetDateTime,
) -> Result<(Database, Vec<HistoryNotice>), HistoryError> {
    disk::create_folder(&places.data_dir).map_err(on_disk)?;
    let company = company(places)?;
    match (connect(places), company) {
        (Ok((connection, access)), company) => {
            let database = finished(places, connection, access, company);
            let notice = HistoryNotice::Newer {
                file: database.file.clone(),
            };
            let notices = match access {
                Access::ReadOnly => vec![notice],
                Access::ReadWrite => {
                    database.sweep(now);
                    Vec::new()
                }
            };
            Ok((database, notices))
        }
        (Err(HistoryError::Damaged { reason, .. }), Company::Alone(lock)) => {
            anew(places, &reason, now, Company::Alone(lock))
        }
        (Err(HistoryError::Damaged { file, reason }), Company::Others(_)) => {
            Err(HistoryError::DamagedInUse { file, reason })
        }
        (Err(error), _) => Err(error),
    }
}

pub(super) fn begin_anew(
    database: Database,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(Database, Vec<HistoryNotice>), HistoryError> {
    let Database {
        connection,
        lock,
        places,
        file,
        ..
    } = database;
    // An error of closing a damaged file changes nothing.
    connection.close().ok();
    drop(lock);
    match company(&places)? {
        Company::Others(_) => Err(HistoryError::DamagedInUse {
            file,
            reason: reason.to_owned(),
        }),
        // Another program may have begun a new one meanwhile.
        alone @ Company::Alone(_) => match connect(&places).and_then(|(connection, access)| {
            checked(&connection, &file)?;
            Ok((connection, access))
        }) {
            Ok((connection, access)) => Ok((finished(&places, connection, access, alone), Vec::new())),
            Err(_still_damaged) => anew(&places, reason, now, alone),
        },
    }
}

/// Sets the damaged files aside, one beside the other, and begins new ones.
fn anew(
    places: &Places,
    reason: &str,
    now: OffsetDateTime,
    company: Company,
) -> Result<(Database, Vec<HistoryNotice>), HistoryError> {
    let file = places.history_file();
    let aside = disk::set_aside(&file, now).map_err(on_disk)?;
    // SQLite finds the log of a database by its name.
    let log = beside(&file, "-wal");
    if fs::symlink_metadata(&log).is_ok() {
        fs::rename(&log, beside(&aside, "-wal")).ok();
    }
    fs::remove_file(beside(&file, "-shm")).ok();
    let bodies = places.history_bodies_folder();
    if fs::symlink_metadata(&bodies).is_ok() {
        disk::set_aside(&bodies, now).map_err(on_disk)?;
    }
    let (connection, access) = connect(places)?;
    let notice = HistoryNotice::SetAside {
        file: aside,
        reason: reason.to_owned(),
    };
    Ok((finished(places, connection, access, company), vec![notice]))
}

fn finished(places: &Places, connection: Connection, access: Access, company: Company) -> Database {
    let lock = match company {
        Company::Alone(lock) | Company::Others(lock) => lock,
    };
    if let Some(lock) = &lock {
        // From alone to one of many. Nobody who comes between does any harm: the database is in order.
        lock.unlock().ok();
        lock.lock_shared().ok();
    }
    Database {
        connection,
        file: places.history_file(),
        spilled: SpillPlace::new(places.history_bodies_folder()),
        access,
        lock,
        places: places.clone(),
    }
}

fn company(places: &Places) -> Result<Company, HistoryError> {
    let lock = disk::open_lock_file(&places.history_lock_file()).map_err(on_disk)?;
    match lock.try_lock() {
        Ok(()) => Ok(Company::Alone(Some(lock))),
        Err(TryLockError::WouldBlock) => {
            lock.lock_shared().ok();
            Ok(Company::Others(Some(lock)))
        }
        // A file system without locks: a damaged file must not end the history for ever.
        Err(TryLockError::Error(_)) => Ok(Company::Alone(None)),
    }
}

/// A connection to tables of this version, or to those of a later one for reading.
fn connect(places: &Places) -> Result<(Connection, Access), HistoryError> {
    let file = places.history_file();
    make_private(&file)?;
    is_too_short(&file)?;
    let failed = |error: rusqlite::Error| HistoryError::new(Doing::Open, &file, &error);
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let open = |mode: OpenFlags| -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&file, flags | mode)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok(connection)
    };
    let connection = open(OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    // Nothing is changed before this: a later version may keep another form of the file.
    if schema::version(&connection).map_err(failed)? > SCHEMA {
        drop(connection);
        let connection = open(OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        return Ok((connection, Access::ReadOnly));
    }
    set_up(&connection).map_err(failed)?;
    looked_at(&connection).map_err(failed)?;
    Ok((connection, Access::ReadWrite))
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is sorted and vacuumed must not stand in files elsewhere.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))?;
    if schema::version(connection)? == 0 {
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        // Another program may have made them while this one waited.
        if schema::version(&transaction)? == 0 {
            schema::make(&transaction)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// A first look at every table finds most damage at once; a check of all pages would take seconds for a large history.
fn looked_at(connection: &Connection) -> rusqlite::Result<()> {
    for sql in [
        "SELECT max(seq) FROM exchanges",
        "SELECT max(key) FROM contents",
        "SELECT max(seq) FROM texts",
        "SELECT sum(entries) FROM totals",
        "SELECT count(*) FROM search WHERE search MATCH '\"\u{1}\u{2}\u{3}\"'",
    ] {
        connection.query_row(sql, [], |_| Ok(()))?;
    }
    Ok(())
}

/// A check of everything, for a database that was found damaged.
fn checked(connection: &Connection, file: &Path) -> Result<(), HistoryError> {
    let failed = |error: rusqlite::Error| HistoryError::new(Doing::Open, file, &error);
    let said: String = connection
        .pragma_query_value(None, "quick_check", |row| row.get(0))
        .map_err(failed)?;
    if said == "ok" {
        return Ok(());
    }
    Err(HistoryError::Damaged {
        file: file.to_path_buf(),
        reason: said,
    })
}

/// Makes the file for the user alone; SQLite gives its log the same mode. One that is there is not touched: closing it
/// would free the locks that this program has on it.
fn make_private(file: &Path) -> Result<(), HistoryError> {
    if fs::symlink_metadata(file).is_ok() {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(on_disk(DiskError::new(file, error))),
    }
}

/// SQLite begins anew in what is left of a file with less than a page, and says nothing.
fn is_too_short(file: &Path) -> Result<(), HistoryError> {
    let bytes = fs::metadata(file).map_or(0, |facts| facts.len());
    if bytes == 0 || bytes >= SMALLEST_PAGE_BYTES {
        return Ok(());
    }
    Err(HistoryError::Damaged {
        file: file.to_path_buf(),
        reason: format!("it has {bytes} bytes, less than a page"),
    })
}

/// The name with something at its end.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn on_disk(source: DiskError) -> HistoryError {
    HistoryError::Disk {
        doing: Doing::Open,
        source,
    }
}
