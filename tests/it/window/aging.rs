//! A live signature that becomes too old while nobody touches the window.

use std::time::Duration;

use countersign::model::SignatureLocation;
use countersign::ui::command::Command;

use super::test_window::TestWindow;

fn pass(window: &mut TestWindow, seconds: i64) {
    *window.machine.now.lock().unwrap() += time::Duration::seconds(seconds);
    window.settle();
}

/// "Signature expired: … is now earlier than … (… - 5 min.)" is what AWS says after five minutes.
#[test]
fn after_five_minutes_a_live_signature_says_that_it_is_old_and_offers_now() {
    let mut window = TestWindow::first_start();
    let minute = Duration::from_mins(1);
    let wakes_in = window.repaint_delay();
    // The live signature is of 12:00:00, and the clock stands half a second later.
    assert!(
        wakes_in > 4 * minute && wakes_in <= 5 * minute,
        "one wake-up: {wakes_in:?}"
    );
    pass(&mut window, 298);
    window.assert_sees("proved");
    window.assert_sees_not("too old");
    pass(&mut window, 2);
    window.assert_sees("too old");
    window.assert_sees("This signature is more than 5 minutes old");
    window.assert_sees_not("proved");
    assert!(
        window.repaint_delay() > Duration::from_hours(1),
        "and none after it"
    );
    window.click("Now");
    window.settle();
    window.assert_sees("proved");
    assert_eq!(window.report_live().time.amz_date(), "20261120T120500Z");
}

#[test]
fn a_presigned_url_is_old_when_it_expires() {
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.aws.options.location =
        SignatureLocation::Query { expires_in: 90 };
    window.settle();
    pass(&mut window, 88);
    window.assert_sees("proved");
    pass(&mut window, 3);
    window.assert_sees("This presigned URL has expired: it was good for 90 seconds");
}

#[test]
fn s3_takes_a_quarter_of_an_hour_and_a_pinned_time_is_meant() {
    let mut window = TestWindow::first_start();
    "s3".clone_into(&mut window.tab_mut().draft.request.http.auth.aws.service);
    window.settle();
    pass(&mut window, 301);
    window.assert_sees("proved");
    pass(&mut window, 600);
    window.assert_sees("This signature is more than 15 minutes old");
    window.run(Command::PinTime);
    window.settle();
    window.assert_sees("proved");
}
