//! Clocks: this computer's against the service's, and a pinned signing time.

use std::time::Duration;

use countersign::demo::DemoServer;
use countersign::diagnosis::{Diagnosable, Requested, SentAt, diagnose};
use countersign::engine::Ambient;
use countersign::model::{Cause, Finding, Mend, Phases, SigningTime, Timings};

use crate::support::command::run;
use crate::support::refusals::{Refusal, positives};

/// The findings for a refusal sent at this moment of this computer's clock, with that date in the reply.
fn findings(title: &str, began: &str, date: &str) -> Vec<Finding> {
    let mut refusal: Refusal = positives()
        .into_iter()
        .find(|refusal| refusal.title == title)
        .expect(title);
    refusal.head.headers.push(("Date".to_owned(), date.to_owned()));
    let timings = Timings {
        phases: Phases {
            sending: Some(Duration::ZERO),
            waiting: Some(Duration::from_secs(1)),
            ..Phases::default()
        },
        first_byte: Some(Duration::from_secs(1)),
        total: Duration::from_secs(1),
    };
    let input = Diagnosable {
        request: refusal.request.as_ref().map(Requested::Received),
        sent: Some(SentAt {
            began: SigningTime::parse_amz_date(began).unwrap().moment(),
            timings: &timings,
        }),
        ..Diagnosable::of_reply(&refusal.head, refusal.body.as_bytes())
    };
    diagnose(&input)
}

const EXPIRED: &str = "row 10: an API, five minutes";
const FORBIDDEN: &str = "row 35: an HTTP API, signed";

#[test]
fn a_clock_that_is_behind_is_mended_by_its_own_offset() {
    // Signed and sent at 12:00:00 here; the service had 12:17:00.
    let found = &findings(EXPIRED, "20261120T120000Z", "Fri, 20 Nov 2026 12:17:00 GMT")[0];
    assert_eq!(found.cause, Cause::ClockBehind);
    assert_eq!(found.mend, Some(Mend::UseServerTime { offset_seconds: 1020 }));
    assert!(found.title.contains("17 minutes before"), "{}", found.title);
}

#[test]
fn a_request_that_was_kept_is_told_from_a_clock_that_is_off() {
    // Signed at 12:00:00 and sent at 12:17:00, by the service's time and by this computer's.
    let found = &findings(EXPIRED, "20261120T121700Z", "Fri, 20 Nov 2026 12:17:00 GMT")[0];
    assert_eq!(
        (found.cause, found.mend.as_ref()),
        (Cause::ClockBehind, Some(&Mend::SignNow))
    );
    assert!(found.meaning.contains("agrees"), "{}", found.meaning);
}

#[test]
fn a_refusal_that_says_nothing_is_explained_by_a_clock_that_is_off() {
    let found = findings(FORBIDDEN, "20261120T120000Z", "Fri, 20 Nov 2026 11:40:00 GMT");
    let causes: Vec<Cause> = found.iter().map(|finding| finding.cause).collect();
    assert!(
        causes.contains(&Cause::ClockAhead) && causes.contains(&Cause::HttpApiForbidden),
        "{causes:?}"
    );
    let clock = found
        .iter()
        .find(|finding| finding.cause == Cause::ClockAhead)
        .unwrap();
    assert!(clock.title.contains("20 minutes ahead"), "{}", clock.title);
    // Within the window of every service it explains nothing.
    let found = findings(FORBIDDEN, "20261120T120000Z", "Fri, 20 Nov 2026 12:04:00 GMT");
    assert!(found.iter().all(|finding| finding.cause != Cause::ClockBehind));
}

/// Against a server whose clock is 17 minutes ahead, sent for real.
#[test]
fn the_offset_of_a_skewed_server_is_measured() {
    let skewed = {
        let now = Ambient::system().now;
        DemoServer::builder(move || now() + Duration::from_mins(17))
            .spawn(0)
            .unwrap()
    };
    let ran = run(&["send", "--json", "GET", &format!("{}/dev/pets", skewed.address())]);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["cause"], "clock-behind", "{finding}");
    let mend = &finding["fix"]["mend"];
    assert_eq!(mend["kind"], "use-server-time");
    let offset = mend["value"]["offset_seconds"].as_i64().unwrap();
    assert!((1000..=1040).contains(&offset), "{offset}");
}
