//! The signing time.

use time::{
    OffsetDateTime, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description,
};

const AMZ_DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const SCOPE_DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]");
const MESSAGE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
const CLOCK: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second]");

/// A moment in UTC with the precision of a second, as `X-Amz-Date` carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SigningTime(OffsetDateTime);

impl SigningTime {
    /// Cuts the moment to the second.
    pub fn new(moment: OffsetDateTime) -> Self {
        let utc = moment.to_offset(time::UtcOffset::UTC);
        Self(utc.replace_nanosecond(0).unwrap_or(utc))
    }

    /// Reads `20261120T120000Z`; `None` when the text is anything else.
    pub fn parse_amz_date(text: &str) -> Option<Self> {
        PrimitiveDateTime::parse(text, AMZ_DATE)
            .ok()
            .map(|moment| Self(moment.assume_utc()))
    }

    /// `20261120T120000Z`, the ISO 8601 basic format of `X-Amz-Date`.
    pub fn amz_date(self) -> String {
        self.0.format(AMZ_DATE).unwrap_or_default()
    }

    /// `20261120`, the date of the credential scope.
    pub fn scope_date(self) -> String {
        self.0.format(SCOPE_DATE).unwrap_or_default()
    }

    /// `12:00:00`, for people.
    pub fn clock(self) -> String {
        self.0.format(CLOCK).unwrap_or_default()
    }

    /// The moment.
    pub fn moment(self) -> OffsetDateTime {
        self.0
    }
}

/// Which moment a request is signed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SigningClock {
    /// The moment at which it is signed, by this computer's clock.
    #[default]
    Now,
    /// The same by a service's clock, which is this far ahead of this computer's; negative when it is behind.
    Shifted(time::Duration),
    /// A moment that the user pinned.
    Pinned(SigningTime),
}

impl SigningClock {
    /// The signing time, when this computer's clock says `now`.
    pub fn at(self, now: OffsetDateTime) -> SigningTime {
        match self {
            Self::Now => SigningTime::new(now),
            Self::Shifted(ahead) => SigningTime::new(now.saturating_add(ahead)),
            Self::Pinned(time) => time,
        }
    }
}

impl From<Option<SigningTime>> for SigningClock {
    fn from(pinned: Option<SigningTime>) -> Self {
        pinned.map_or(Self::Now, Self::Pinned)
    }
}

/// A moment for messages, as `2026-11-20 12:00 UTC`.
pub(super) fn utc_text(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC)
        .format(MESSAGE)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_the_official_suite_round_trips() {
        let time = SigningTime::parse_amz_date("20150830T123600Z").unwrap();
        assert_eq!(time.amz_date(), "20150830T123600Z");
        assert_eq!(time.scope_date(), "20150830");
        assert_eq!(time.clock(), "12:36:00");
        assert_eq!(SigningTime::parse_amz_date("2015-08-30"), None);
    }

    #[test]
    fn a_shifted_clock_follows_and_a_pinned_one_stands() {
        let noon = SigningTime::parse_amz_date("20150830T120000Z").unwrap();
        let at = |clock: SigningClock| clock.at(noon.moment()).amz_date();
        assert_eq!(at(SigningClock::Now), "20150830T120000Z");
        assert_eq!(
            at(SigningClock::Shifted(time::Duration::minutes(-20))),
            "20150830T114000Z"
        );
        let pinned = SigningTime::parse_amz_date("20130524T000000Z");
        assert_eq!(at(pinned.into()), "20130524T000000Z");
        assert_eq!(SigningClock::from(None), SigningClock::Now);
    }
}
