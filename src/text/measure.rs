//! Sizes and durations for people.

use std::time::Duration;

const BYTE_UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];

/// A size in decimal units: `812 B`, `1.2 kB`, `84 MB`.
pub fn human_bytes(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let bytes = u128::from(bytes);
    let mut unit: u128 = 1000;
    for name in BYTE_UNITS {
        let tenths = (bytes * 10 + unit / 2) / unit;
        let whole = (bytes + unit / 2) / unit;
        if tenths < 100 {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
        if whole < 1000 {
            return format!("{whole} {name}");
        }
        unit *= 1000;
    }
    format!("{bytes} B")
}

/// A duration with three digits or so: `0.4 ms`, `84 ms`, `1.24 s`, `12.4 s`, `2 min 05 s`.
pub fn human_duration(duration: Duration) -> String {
    let micros = duration.as_micros();
    if micros < 9_950 {
        let tenths = (micros + 50) / 100;
        return format!("{}.{} ms", tenths / 10, tenths % 10);
    }
    let millis = (micros + 500) / 1000;
    if millis < 1000 {
        return format!("{millis} ms");
    }
    let hundredths = (micros + 5_000) / 10_000;
    if hundredths < 1000 {
        return format!("{}.{:02} s", hundredths / 100, hundredths % 100);
    }
    let tenths = (micros + 50_000) / 100_000;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let seconds = (micros + 500_000) / 1_000_000;
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

/// A count in groups of three digits: `1,284`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let cases = [
            (0, "0 B"),
            (812, "812 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1249, "1.2 kB"),
            (9_949, "9.9 kB"),
            (9_950, "10 kB"),
            (84_211, "84 kB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (100_000_000, "100 MB"),
            (u64::MAX, "18 EB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(human_bytes(bytes), text);
        }
    }

    #[test]
    fn counts() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn durations() {
        let cases = [
            (0, "0.0 ms"),
            (449, "0.4 ms"),
            (9_949, "9.9 ms"),
            (9_950, "10 ms"),
            (84_211, "84 ms"),
            (999_499, "999 ms"),
            (999_500, "1.00 s"),
            (1_240_000, "1.24 s"),
            (9_994_999, "9.99 s"),
            (9_995_000, "10.0 s"),
            (59_949_999, "59.9 s"),
            (59_950_000, "1 min 00 s"),
            (125_000_000, "2 min 05 s"),
        ];
        for (micros, text) in cases {
            assert_eq!(human_duration(Duration::from_micros(micros)), text);
        }
    }
}
