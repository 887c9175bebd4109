//! The service's clock against this computer's.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::SentAt;
use crate::model::{Exchange, Mend, ResponseHead};

/// The preferred form of an HTTP date (RFC 9110, 5.6.7).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
/// The form of S3's `ServerTime`, with or without a fraction.
const ISO_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
/// `X-Amz-Date`.
const BASIC_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]");

/// From this many seconds on an offset is worth a warning: services refuse from 5 or 15 minutes on.
/// <https://docs.aws.amazon.com/general/latest/gr/signing-elements.html>
pub const WORTH_A_WARNING_SECONDS: i64 = 240;

/// The largest offset that is signed by, in seconds: a day.
const LARGEST_OFFSET_SECONDS: u64 = 86_400;

/// How far the service's clock is from this computer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    /// Seconds that the service is ahead; negative when this computer is ahead.
    pub seconds: i64,
    /// How far the truth may be from that, in seconds: half the time that the reply took, and the second in which a
    /// date is written.
    pub uncertainty_seconds: i64,
}

impl ClockOffset {
    /// True when it is large enough to be told, whatever its uncertainty.
    pub fn is_large(self) -> bool {
        self.seconds.abs() - self.uncertainty_seconds > WORTH_A_WARNING_SECONDS
    }
}

/// The offset by the `Date` of a reply, against the midpoint of sending and the reply head.
///
/// `None` for a reply out of a cache, whose date is that of another one (RFC 9111, 5.1), and for one without a date.
pub fn clock_offset(exchange: &Exchange) -> Option<ClockOffset> {
    let head = &exchange.outcome.response()?.head;
    let sent = SentAt {
        began: exchange.began,
        timings: &exchange.timings,
    };
    clock_offset_at(head, sent)
}

/// True when the last two offsets are both worth a warning and on the same side: one alone may be a server's fault.
pub fn is_worth_a_warning(offsets: &[ClockOffset]) -> bool {
    matches!(
        offsets,
        [.., before, last]
            if before.is_large() && last.is_large() && before.seconds.signum() == last.seconds.signum()
    )
}

pub(super) fn clock_offset_at(head: &ResponseHead, sent: SentAt<'_>) -> Option<ClockOffset> {
    if is_from_cache(head) {
        return None;
    }
    let date = parsed_date(head.header("date")?)?;
    let timings = sent.timings;
    let phases = timings.phases;
    // By the end, so that redirects and the passes before sending do not count.
    let head_came = sent.began
        + timings
            .total
            .saturating_sub(phases.downloading.unwrap_or_default());
    let took = match (phases.sending, phases.waiting) {
        (Some(sending), Some(waiting)) => sending + waiting,
        _ => timings.first_byte?,
    };
    let half = Duration::try_from(took / 2).ok()?;
    // A date is cut to the second, so that half a second is missing on average.
    let offset = date + Duration::milliseconds(500) - (head_came - half);
    Some(ClockOffset {
        seconds: rounded(offset),
        uncertainty_seconds: rounded(half) + 1,
    })
}

fn rounded(duration: Duration) -> i64 {
    let millis = duration.whole_milliseconds();
    let seconds = (millis + millis.signum() * 500) / 1000;
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn is_from_cache(head: &ResponseHead) -> bool {
    let is_aged = head.header("age").is_some_and(|age| age.trim() != "0");
    let is_hit = head
        .header("x-cache")
        .is_some_and(|cache| cache.to_ascii_lowercase().contains("hit"));
    is_aged || is_hit
}

/// A moment in any of the forms in which services write one.
pub(super) fn parsed_date(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    let plain = text.strip_suffix('Z').unwrap_or(text);
    let whole = plain.split('.').next().unwrap_or(plain);
    PrimitiveDateTime::parse(text, HTTP_DATE)
        .or_else(|_| PrimitiveDateTime::parse(whole, BASIC_DATE))
        .or_else(|_| PrimitiveDateTime::parse(whole, ISO_DATE))
        .ok()
        .map(PrimitiveDateTime::assume_utc)
}

/// Signing by the service's clock, for an offset that a clock may have: one of more than a day is a date that was
/// mistaken or made up.
pub(super) fn server_time(offset_seconds: i64) -> Option<Mend> {
    (offset_seconds.unsigned_abs() <= LARGEST_OFFSET_SECONDS)
        .then_some(Mend::UseServerTime { offset_seconds })
}

/// `17 minutes`, `2 hours`, `3 days`, `40 seconds`.
pub(super) fn words(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => ((seconds + 30) / 60, "minute"),
        7_200..172_800 => ((seconds + 1_800) / 3_600, "hour"),
        _ => ((seconds + 43_200) / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration as Took;

    use crate::model::{Phases, Timings};

    #[test]
    fn the_time_of_a_service_is_taken_within_a_day() {
        let offset_seconds = 86_400;
        assert_eq!(
            server_time(offset_seconds),
            Some(Mend::UseServerTime { offset_seconds })
        );
        assert_eq!(
            server_time(-offset_seconds),
            Some(Mend::UseServerTime {
                offset_seconds: -86_400
            })
        );
        assert_eq!(server_time(86_401), None);
        assert_eq!(server_time(-86_401), None);
        assert_eq!(server_time(i64::MIN), None);
    }

    fn head(headers: &[(&str, &str)]) -> ResponseHead {
        ResponseHead {
            status: 403,
            reason: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }

    /// Began at 12:00:00; one second of connecting, two of waiting, ten of body.
    fn offset(headers: &[(&str, &str)]) -> Option<ClockOffset> {
        let timings = Timings {
            phases: Phases {
                connecting: Some(Took::from_secs(1)),
                sending: Some(Took::ZERO),
                waiting: Some(Took::from_secs(2)),
                downloading: Some(Took::from_secs(10)),
                ..Phases::default()
            },
            first_byte: Some(Took::from_secs(3)),
            total: Took::from_secs(13),
        };
        let began = parsed_date("20261120T120000Z").unwrap();
        clock_offset_at(
            &head(headers),
            SentAt {
                began,
                timings: &timings,
            },
        )
    }

    #[test]
    fn the_date_is_held_against_the_middle_of_the_waiting() {
        // The middle is 12:00:02; a date without a fraction stands for half a second later.
        let same = offset(&[("Date", "Fri, 20 Nov 2026 12:00:02 GMT")]).unwrap();
        assert_eq!(
            (same.seconds, same.uncertainty_seconds, same.is_large()),
            (1, 2, false)
        );
        let ahead = offset(&[("date", "Fri, 20 Nov 2026 12:17:02 GMT"), ("age", "0")]).unwrap();
        assert_eq!((ahead.seconds, ahead.is_large()), (17 * 60 + 1, true));
        let behind = offset(&[("date", "Fri, 20 Nov 2026 11:55:01 GMT")]).unwrap();
        assert_eq!((behind.seconds, behind.is_large()), (-301, true));
    }

    #[test]
    fn cached_and_dateless_replies_say_nothing() {
        let date = ("date", "Fri, 20 Nov 2026 12:17:02 GMT");
        assert_eq!(offset(&[date, ("age", "12")]), None);
        assert_eq!(offset(&[date, ("x-cache", "Hit from cloudfront")]), None);
        assert!(offset(&[date, ("x-cache", "Error from cloudfront")]).is_some());
        assert_eq!(offset(&[]), None);
        assert_eq!(offset(&[("date", "yesterday")]), None);
    }

    #[test]
    fn two_large_offsets_on_one_side_are_worth_a_warning() {
        let of = |seconds| ClockOffset {
            seconds,
            uncertainty_seconds: 1,
        };
        assert!(is_worth_a_warning(&[of(0), of(300), of(290)]));
        assert!(!is_worth_a_warning(&[of(300)]));
        assert!(!is_worth_a_warning(&[of(300), of(-300)]));
        assert!(!is_worth_a_warning(&[of(300), of(300), of(0)]));
        assert!(!is_worth_a_warning(&[of(240), of(240)]));
    }

    #[test]
    fn dates_in_all_forms_and_lengths_in_words() {
        for text in [
            "20130524T000000Z",
            "2013-05-24T00:00:00Z",
            "2013-05-24T00:00:00.000Z",
            "Fri, 24 May 2013 00:00:00 GMT",
        ] {
            assert_eq!(
                parsed_date(text).unwrap().unix_timestamp(),
                1_369_353_600,
                "{text}"
            );
        }
        let lengths = [
            (1, "1 second"),
            (-119, "119 seconds"),
            (1020, "17 minutes"),
            (7200, "2 hours"),
            (200_000, "2 days"),
        ];
        for (seconds, text) in lengths {
            assert_eq!(words(seconds), text);
        }
    }
}
