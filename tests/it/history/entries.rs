//! What is written comes back.

use countersign::blob::SharedBody;
use countersign::model::{Cause, Failure, HeaderRow, Outcome, RowState, Secret, Stage};
use countersign::redact::KnownSecrets;
use countersign::store::history::{
    BodyOf, Ending, HistoryEntry, HistoryError, HistoryPlace, KeptBody, LeftOut, Pin, RequestKept, Sent,
};

use super::{Fixture, MOST_BODY_BYTES, Made, NOW, noise};

#[test]
fn an_exchange_comes_back_whole_after_the_history_was_closed() {
    let fixture = Fixture::new();
    let mut made = Made::at(7, "api.example.com", "/pets?limit=10")
        .method("POST")
        .header("accept", "application/json")
        .status(403)
        .reply("{\"message\": \"Forbidden\"}")
        .finding(Cause::HttpApiForbidden, "The API refused");
    made.sent_body = b"{\"name\": \"cat\"}".to_vec();
    made.request.http.headers.push(HeaderRow {
        state: RowState::Disabled,
        ..HeaderRow::new("X-Off", "{{colour}}")
    });
    made.place = HistoryPlace {
        collection: Some("/work/pets".to_owned()),
        request: Some("cats/list.yml".to_owned()),
        environment: Some("dev".to_owned()),
    };
    fixture.open().write(&made.entry()).unwrap();
    let kept = fixture.open().read(made.id()).unwrap();
    assert_eq!(kept.record, KnownSecrets::default().record(&made.exchange));
    assert_eq!(kept.request_kept, RequestKept::AsTyped);
    // Rows get new identities when they are read.
    let json = |request| serde_json::to_value(request).unwrap();
    assert_eq!(json(&kept.request), json(&made.request));
    assert_eq!(kept.findings, made.findings);
    assert_eq!(kept.sent_body, KeptBody::Whole(made.sent_body.clone()));
    assert_eq!(kept.reply_body, KeptBody::Whole(made.reply_body.clone()));
    let row = kept.row;
    assert_eq!(
        (row.method.as_str(), row.host.as_str()),
        ("POST", "api.example.com")
    );
    assert_eq!(row.url, "https://api.example.com/pets?limit=10");
    assert_eq!(row.ending, Ending::Replied(403));
    assert_eq!(row.began, NOW + std::time::Duration::from_secs(7));
    assert_eq!(row.cause.as_deref(), Some("http-api-forbidden"));
    assert_eq!(row.title.as_deref(), Some("The API refused"));
    assert_eq!(row.request.as_deref(), Some("cats/list.yml"));
    assert_eq!((row.pin, row.note.as_str()), (Pin::Unpinned, ""));
}

#[test]
fn sends_without_a_reply_are_kept_too() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let mut failed = Made::new(1);
    failed.exchange.wire = None;
    failed.exchange.outcome = Outcome::Failed(Failure {
        kind: "dns-failure",
        stage: Stage::Connecting,
        message: "no such host".to_owned(),
        hint: "check the name".to_owned(),
    });
    let mut cancelled = Made::new(2);
    cancelled.exchange.outcome = Outcome::Cancelled {
        stage: Stage::Waiting,
        response: None,
    };
    database.write_all(&[failed.entry(), cancelled.entry()]).unwrap();
    let first = database.read(failed.id()).unwrap();
    assert_eq!(first.row.ending, Ending::Failed("dns-failure".to_owned()));
    assert_eq!(first.row.url, "https://example.com/pets/1");
    assert_eq!(first.row.host, "");
    assert_eq!(
        database.row(cancelled.id()).unwrap().ending,
        Ending::Cancelled(None)
    );
}

#[test]
fn large_bodies_are_in_private_files_and_a_lost_one_is_said() {
    let fixture = Fixture::new();
    let body = noise(700_000);
    let made = Made::new(1).reply(body.clone());
    let mut database = fixture.open();
    database.write(&made.entry()).unwrap();
    assert_eq!(
        database.read(made.id()).unwrap().reply_body,
        KeptBody::Whole(body)
    );
    let folder = fixture.places.history_bodies_folder();
    let file = folder.join(format!("{}.2.zst", made.id()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        for file in fixture.files() {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
        assert_eq!(mode(&fixture.places.data_dir), 0o700);
    }
    let whole = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let lost = || database.read(made.id()).unwrap().reply_body;
    assert_eq!(lost(), KeptBody::Lost { of: 700_000 });
    countersign::store::disk::write(&file, &whole[..300_000]).unwrap();
    assert_eq!(lost(), KeptBody::Lost { of: 700_000 });
}

#[test]
fn a_body_beyond_the_limit_is_kept_in_its_beginning_wherever_it_is() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let made = Made::new(1);
    let shared = SharedBody::default();
    shared.append(&b"0123456789".repeat(200_000));
    let sent = |reply_body| Sent {
        exchange: &made.exchange,
        request: &made.request,
        sent_body: BodyOf::Files { of: 5_000_000_000 },
        reply_body,
        findings: &[],
        place: &made.place,
    };
    let entry = HistoryEntry::new(&sent(BodyOf::Shared(&shared)), &made.known, MOST_BODY_BYTES);
    database.write(&entry).unwrap();
    let kept = database.read(made.id()).unwrap();
    let why = LeftOut::Files;
    assert_eq!(
        kept.sent_body,
        KeptBody::LeftOut {
            of: 5_000_000_000,
            why
        }
    );
    let KeptBody::Beginning { bytes, of } = kept.reply_body else {
        panic!("{:?}", kept.reply_body);
    };
    assert_eq!(of, 2_000_000);
    assert_eq!(bytes.len() as u64, MOST_BODY_BYTES);
    assert!(bytes.starts_with(b"0123456789012"));
}

#[test]
fn pins_and_notes_change_and_what_is_gone_is_said() {
    let fixture = Fixture::new();
    let mut database = fixture.open();
    let made = Made::new(1);
    database.write(&made.entry()).unwrap();
    // A second write of the same exchange changes nothing.
    database.write(&made.entry()).unwrap();
    assert_eq!(database.totals().unwrap().unpinned, 1);
    database.pin(made.id(), Pin::Pinned).unwrap();
    let mut known = KnownSecrets::default();
    known.insert("password", &Secret::new("correct horse"));
    let note = known.redact("ask Ann; correct horse");
    database.note(made.id(), &note).unwrap();
    let row = database.row(made.id()).unwrap();
    assert_eq!(row.pin, Pin::Pinned);
    assert!(
        row.note.starts_with("ask Ann; [password, 13 bytes"),
        "{}",
        row.note
    );
    let totals = database.totals().unwrap();
    assert_eq!((totals.unpinned, totals.pinned), (0, 1));
    database.pin(made.id(), Pin::Unpinned).unwrap();
    assert_eq!(database.totals().unwrap().unpinned, 1);
    let missing = Made::new(2).id();
    for error in [
        database.read(missing).unwrap_err(),
        database.pin(missing, Pin::Pinned).unwrap_err(),
        database.note(missing, &note).unwrap_err(),
        database.delete(missing).unwrap_err(),
    ] {
        assert!(
            matches!(&error, HistoryError::Missing { id } if *id == missing),
            "{error}"
        );
        assert!(!error.hint().is_empty() && error.kind() == "history-missing");
    }
}
