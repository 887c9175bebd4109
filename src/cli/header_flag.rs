//! `-H 'name: value'`.

use super::problem::Problem;
use crate::model::HeaderRow;

/// Splits at the first colon. The value keeps everything but the white space around it, which HTTP does not
/// transmit.
pub fn parse(text: &str) -> Result<HeaderRow, Problem> {
    let (name, value) = text.split_once(':').ok_or_else(|| {
        // The text stays out of the message: it may be a token pasted without its name.
        Problem::usage(
            "malformed-header",
            "A header given with -H has no colon",
            "Write -H 'name: value'.",
        )
    })?;
    Ok(HeaderRow::new(name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_colon_separates() {
        let row = parse("X-Time: 12:00").unwrap();
        assert_eq!((row.name.as_str(), row.value.as_str()), ("X-Time", "12:00"));
        assert_eq!(parse("Bearer").unwrap_err().kind, "malformed-header");
    }
}
