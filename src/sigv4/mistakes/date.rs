//! The signing time in the string to sign, and the day in the credential scope and in the signing key.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign>

use time::Duration;

use super::scope::ScopePlace;
use super::subject::Subject;
use super::words::Words;
use crate::model::SigningTime;

/// What the second line of the string to sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateMistake {
    /// A time that many seconds from the one sent.
    Seconds(i32),
    /// `2026-11-20T12:00:00Z`.
    Extended,
    /// With milliseconds.
    Milliseconds,
    /// The day alone.
    DayAlone,
    /// The beginning of the day.
    Midnight,
    /// The value of the `Date` header.
    DateHeader,
    /// The text of `X-Amz-Date` as it was sent, where it is not in the right form.
    AsSent,
}

/// Which day the scope and the signing key are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayMistake {
    /// A day that many days from that of the signing time.
    Days {
        /// Days; negative ones are earlier.
        days: i16,
        /// Where.
        place: ScopePlace,
    },
    /// The day that the credential names, where the signing time is of another.
    OfCredential,
    /// The day of the signing time, where the credential names another.
    OfSigningTime,
    /// The whole time: `20261120T120000Z`.
    WholeTime(ScopePlace),
    /// `2026-11-20`.
    WithHyphens(ScopePlace),
}

const MINUTE: i32 = 60;
const HOUR: i32 = 60 * MINUTE;

/// Local times that are no whole hours from UTC, in minutes (<https://www.iana.org/time-zones>).
const ODD_OFFSETS: [i32; 11] = [-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765];

impl DateMistake {
    /// Seconds between two readings of a clock, then hours between local time and UTC.
    pub(super) fn rare() -> impl Iterator<Item = Self> {
        let apart = |step: i32, most: i32| {
            (1..=most).flat_map(move |count| [Self::Seconds(-count * step), Self::Seconds(count * step)])
        };
        let forms = [
            Self::Extended,
            Self::Milliseconds,
            Self::DayAlone,
            Self::Midnight,
            Self::DateHeader,
            Self::AsSent,
        ];
        apart(1, 10)
            .chain(forms)
            .chain(apart(HOUR, 14))
            .chain(ODD_OFFSETS.map(|minutes| Self::Seconds(minutes * MINUTE)))
    }

    /// The line; `None` where the mistake can not be made.
    pub(super) fn text(self, subject: &Subject<'_>) -> Option<String> {
        let date = subject.time.amz_date();
        let (day, clock) = date.split_once('T')?;
        Some(match self {
            Self::Seconds(seconds) => moved(subject.time, Duration::seconds(i64::from(seconds)))?.amz_date(),
            Self::Extended => format!("{}T{}Z", hyphened(day)?, subject.time.clock()),
            Self::Milliseconds => format!("{day}T{}.000Z", clock.strip_suffix('Z')?),
            Self::DayAlone => day.to_owned(),
            Self::Midnight => format!("{day}T000000Z"),
            Self::DateHeader => subject.request.header("date")?.to_owned(),
            Self::AsSent => subject.request.header("x-amz-date")?.to_owned(),
        })
    }

    pub(super) fn words(self) -> Words {
        const ONE: &str = "Read the clock once, in UTC, and take x-amz-date, the scope and the string to sign from that reading.";
        const FORM: &str = "Write the time in the string to sign as in x-amz-date: 20261120T120000Z.";
        match self {
            Self::Seconds(seconds) if seconds % (15 * MINUTE) == 0 => Words::new(
                "date-local-time",
                format!(
                    "The string to sign has a time {} from the one sent, as local time has",
                    hours(seconds)
                ),
                ONE,
            ),
            Self::Seconds(seconds) => Words::new(
                "date-other-second",
                format!(
                    "The string to sign has a time {} s {} than the one sent: the clock was read twice",
                    seconds.unsigned_abs(),
                    if seconds < 0 { "earlier" } else { "later" }
                ),
                ONE,
            ),
            Self::Midnight => Words::new(
                "date-midnight",
                "The string to sign has the beginning of the day for its time",
                FORM,
            ),
            Self::Extended | Self::Milliseconds | Self::DayAlone | Self::DateHeader | Self::AsSent => {
                Words::new(
                    "date-other-form",
                    "The time in the string to sign is written in another form than 20261120T120000Z",
                    FORM,
                )
            }
        }
    }
}

/// `8 h 30 min later`.
fn hours(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let direction = if seconds < 0 { "earlier" } else { "later" };
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours} h {direction}"),
        (hours, minutes) => format!("{hours} h {minutes} min {direction}"),
    }
}

fn moved(time: SigningTime, by: Duration) -> Option<SigningTime> {
    time.moment().checked_add(by).map(SigningTime::new)
}

/// `2026-11-20` for `20261120`.
fn hyphened(day: &str) -> Option<String> {
    let (year, rest) = day.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Some(format!("{year}-{month}-{day}"))
}

impl DayMistake {
    pub(super) const USUAL: [Self; 8] = [
        Self::OfCredential,
        Self::OfSigningTime,
        Self::Days {
            days: -1,
            place: ScopePlace::Both,
        },
        Self::Days {
            days: 1,
            place: ScopePlace::Both,
        },
        Self::Days {
            days: -1,
            place: ScopePlace::Key,
        },
        Self::Days {
            days: 1,
            place: ScopePlace::Key,
        },
        Self::Days {
            days: -1,
            place: ScopePlace::Scope,
        },
        Self::Days {
            days: 1,
            place: ScopePlace::Scope,
        },
    ];

    /// Keys that were kept for a week, and other forms of the day.
    pub(super) fn rare() -> impl Iterator<Item = Self> {
        let days = (2..=7).flat_map(|days| [-days, days]);
        let kept = days.flat_map(|days| ScopePlace::ALL.map(|place| Self::Days { days, place }));
        let forms = ScopePlace::ALL
            .into_iter()
            .flat_map(|place| [Self::WholeTime(place), Self::WithHyphens(place)]);
        kept.chain(forms)
    }

    /// Where it is.
    pub(super) fn place(self) -> ScopePlace {
        match self {
            Self::Days { place, .. } | Self::WholeTime(place) | Self::WithHyphens(place) => place,
            Self::OfCredential => ScopePlace::Key,
            Self::OfSigningTime => ScopePlace::Scope,
        }
    }

    /// The day; `None` where the mistake can not be made.
    pub(super) fn text(self, subject: &Subject<'_>) -> Option<String> {
        let time = subject.time;
        Some(match self {
            Self::Days { days, .. } => moved(time, Duration::days(i64::from(days)))?.scope_date(),
            Self::OfCredential => subject.credential.date.clone(),
            Self::OfSigningTime => time.scope_date(),
            Self::WholeTime(_) => time.amz_date(),
            Self::WithHyphens(_) => hyphened(&time.scope_date())?,
        })
    }

    pub(super) fn words(self) -> Words {
        const DAY: &str = "Take the day of the scope and of the signing key from x-amz-date, in UTC, as 20261120; make a new key \
                           every day.";
        match self {
            Self::Days { days, place } => Words::new(
                "date-other-day",
                format!(
                    "The {} of a day {}",
                    match place {
                        ScopePlace::Both => "scope and the signing key are",
                        ScopePlace::Key => "signing key is",
                        ScopePlace::Scope => "scope in the string to sign is",
                    },
                    match days {
                        -1 => "before that of the signing time".to_owned(),
                        1 => "after that of the signing time".to_owned(),
                        days if days < 0 =>
                            format!("{} days before that of the signing time", days.unsigned_abs()),
                        days => format!("{days} days after that of the signing time"),
                    }
                ),
                DAY,
            ),
            Self::OfCredential => Words::new(
                "date-other-day",
                "The signing key is of the day that the credential names, and the signing time is of another",
                DAY,
            ),
            Self::OfSigningTime => Words::new(
                "date-other-day",
                "The string to sign has the day of the signing time in its scope, and the credential names another",
                DAY,
            ),
            Self::WholeTime(_) => Words::new(
                "date-whole-time",
                "The whole signing time was used where its day alone belongs, in the scope or the signing key",
                DAY,
            ),
            Self::WithHyphens(_) => Words::new(
                "date-with-hyphens",
                "The day was written with hyphens in the scope or the signing key",
                DAY,
            ),
        }
    }
}
