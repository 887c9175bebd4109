//! `{{$uuid}}` and the like: values that nobody defines, new ones in every send.
//!
//! The names are those of Postman <https://learning.postman.com/docs/tests-and-scripts/write-scripts/variables-list/> and
//! Bruno <https://docs.usebruno.com/testing/script/dynamic-variables>. Of their names for made-up people, places, texts and
//! pictures (`$randomFirstName`, `$randomCity`, `$randomLoremWord` …) there is none here.
//!
//! A value follows from the seed of the send and from where it stands. So a second hop of a redirect has the values of the
//! first, and no place has those of another.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::macros::format_description;

/// What the dynamic values of one send follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dynamic {
    /// Random bits of the send.
    pub(super) seed: u128,
    /// Its moment.
    pub(super) now: OffsetDateTime,
}

/// A kind of dynamic value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uuid,
    Timestamp,
    IsoTimestamp,
    Int,
    Boolean,
    AlphaNumeric,
    HexColor,
    NanoId,
    Password,
    Ip,
    Ipv6,
    MacAddress,
    ExampleEmail,
}

/// Names without `$`.
const KINDS: [(&str, Kind); 16] = [
    ("uuid", Kind::Uuid),
    ("guid", Kind::Uuid),
    ("randomUUID", Kind::Uuid),
    ("timestamp", Kind::Timestamp),
    ("isoTimestamp", Kind::IsoTimestamp),
    ("randomInt", Kind::Int),
    ("randomBoolean", Kind::Boolean),
    ("randomAlphaNumeric", Kind::AlphaNumeric),
    ("randomHexColor", Kind::HexColor),
    ("randomNanoId", Kind::NanoId),
    ("randomPassword", Kind::Password),
    ("randomIP", Kind::Ip),
    ("randomIPV6", Kind::Ipv6),
    ("randomMACAddress", Kind::MacAddress),
    ("randomEmail", Kind::ExampleEmail),
    ("randomExampleEmail", Kind::ExampleEmail),
];

/// The largest `{{$randomInt}}`, as in Postman.
const LARGEST_INT: u128 = 1000;
const LETTERS_AND_DIGITS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SMALL_AND_DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// The names that are known, without `$`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// Where a dynamic value stands.
pub(super) struct Occurrence<'a> {
    /// The field in a sentence.
    pub(super) place: &'a str,
    /// Which row of its table, from 0.
    pub(super) row: usize,
    /// Where the braces open, in the field, then in the value that is named there, and so on.
    pub(super) offsets: &'a [usize],
}

impl Dynamic {
    /// The value of a name without `$`; `None` for an unknown one.
    pub(super) fn value(&self, name: &str, at: &Occurrence<'_>) -> Option<String> {
        let (_, kind) = KINDS.iter().find(|(known, _)| *known == name)?;
        let bits = self.bits(at);
        Some(match kind {
            Kind::Uuid => uuid(bits),
            Kind::Timestamp => self.now.unix_timestamp().to_string(),
            Kind::IsoTimestamp => iso(self.now),
            Kind::Int => (bits % (LARGEST_INT + 1)).to_string(),
            Kind::Boolean => bits.is_multiple_of(2).to_string(),
            Kind::AlphaNumeric => of_letters(bits, 1, SMALL_AND_DIGITS),
            Kind::HexColor => format!("#{:06x}", bits % 0x100_0000),
            Kind::NanoId => of_letters(bits, 21, LETTERS_AND_DIGITS),
            Kind::Password => of_letters(bits, 15, LETTERS_AND_DIGITS),
            Kind::Ip => std::net::Ipv4Addr::from_bits(low_bits(bits)).to_string(),
            Kind::Ipv6 => std::net::Ipv6Addr::from_bits(bits).to_string(),
            Kind::MacAddress => mac(bits),
            // A domain that receives no mail (RFC 2606, 3).
            Kind::ExampleEmail => format!("{}@example.com", of_letters(bits, 10, SMALL_AND_DIGITS)),
        })
    }

    /// 128 bits that are this occurrence's own.
    fn bits(&self, at: &Occurrence<'_>) -> u128 {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update(at.place.as_bytes());
        // No place has a NUL: what follows is not taken for a part of it.
        hash.update([0]);
        for number in [at.row].iter().chain(at.offsets) {
            hash.update(number.to_be_bytes());
        }
        let digest = hash.finalize();
        digest
            .iter()
            .take(16)
            .fold(0, |bits, byte| bits << 8 | u128::from(*byte))
    }
}

/// Version 4 (RFC 9562, 5.4).
fn uuid(bits: u128) -> String {
    let bits = bits & !(0xf << 76) | 4 << 76;
    let bits = bits & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let mut out = String::with_capacity(36);
    for (at, digit) in hex.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(digit);
    }
    out
}

/// As `2026-11-20T12:00:00.000Z`, in UTC.
fn iso(now: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    now.to_offset(time::UtcOffset::UTC)
        .format(form)
        .unwrap_or_default()
}

/// At most 24 letters, for which 128 bits are enough.
fn of_letters(mut bits: u128, length: usize, letters: &[u8]) -> String {
    let count = u128::try_from(letters.len()).unwrap_or(1);
    let mut out = String::with_capacity(length);
    for _ in 0..length {
        let at = usize::try_from(bits % count).unwrap_or_default();
        bits /= count;
        out.extend(letters.get(at).map(|letter| char::from(*letter)));
    }
    out
}

fn low_bits(bits: u128) -> u32 {
    u32::try_from(bits & 0xffff_ffff).unwrap_or_default()
}

/// Locally administered, for one receiver (IEEE 802, 8.2).
fn mac(bits: u128) -> String {
    let mut out = String::with_capacity(17);
    for (at, byte) in bits.to_be_bytes().iter().take(6).enumerate() {
        let (byte, colon) = if at == 0 {
            (byte & 0xfc | 2, "")
        } else {
            (*byte, ":")
        };
        write!(out, "{colon}{byte:02x}").ok();
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const DYNAMIC: Dynamic = Dynamic {
        seed: 7,
        now: time::macros::datetime!(2026-11-20 13:00:00.5 +01:00),
    };

    fn value(name: &str, offset: usize) -> String {
        let at = Occurrence {
            place: "the URL",
            row: 0,
            offsets: &[offset],
        };
        DYNAMIC.value(name, &at).unwrap()
    }

    #[test]
    fn each_kind_has_its_form() {
        // Forms after the documentation of Postman and of JavaScript's `Date.toISOString`.
        for (name, form) in [
            (
                "uuid",
                "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            ),
            (
                "guid",
                "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            ),
            (
                "randomUUID",
                "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            ),
            ("timestamp", "^1795176000$"),
            ("isoTimestamp", r"^2026-11-20T12:00:00\.500Z$"),
            ("randomInt", "^([0-9]{1,3}|1000)$"),
            ("randomBoolean", "^(true|false)$"),
            ("randomAlphaNumeric", "^[a-z0-9]$"),
            ("randomHexColor", "^#[0-9a-f]{6}$"),
            ("randomNanoId", "^[A-Za-z0-9]{21}$"),
            ("randomPassword", "^[A-Za-z0-9]{15}$"),
            ("randomMACAddress", "^[0-9a-f][26ae](:[0-9a-f]{2}){5}$"),
            ("randomEmail", "^[a-z0-9]{10}@example.com$"),
            ("randomExampleEmail", "^[a-z0-9]{10}@example.com$"),
        ] {
            let form = regex::Regex::new(form).unwrap();
            for offset in 0..50 {
                let value = value(name, offset);
                assert!(form.is_match(&value), "{name}: {value}");
            }
        }
        for offset in 0..50 {
            value("randomIP", offset).parse::<std::net::Ipv4Addr>().unwrap();
            value("randomIPV6", offset).parse::<std::net::Ipv6Addr>().unwrap();
        }
        assert_eq!(names().collect::<BTreeSet<_>>().len(), KINDS.len());
    }

    #[test]
    fn a_value_is_that_of_its_send_and_place() {
        assert_eq!(value("uuid", 3), value("uuid", 3));
        let ints: BTreeSet<String> = (0..1000).map(|offset| value("randomInt", offset)).collect();
        assert!(ints.len() > 500, "{}", ints.len());
        let mut seen = BTreeSet::new();
        for seed in [1, 2] {
            let dynamic = Dynamic { seed, ..DYNAMIC };
            for place in ["the URL", "the body"] {
                for row in [0, 1] {
                    for offsets in [&[0][..], &[1], &[0, 1], &[1, 0]] {
                        seen.insert(dynamic.value("uuid", &Occurrence { place, row, offsets }));
                    }
                }
            }
        }
        assert_eq!(seen.len(), 32);
        assert_eq!(
            DYNAMIC.value(
                "randomCity",
                &Occurrence {
                    place: "",
                    row: 0,
                    offsets: &[]
                }
            ),
            None
        );
    }
}
