//! `application/x-www-form-urlencoded`, as the URL standard writes it: <https://url.spec.whatwg.org/#urlencoded-serializing>.

use url::form_urlencoded::byte_serialize;

use super::text;
use crate::model::{FormRow, RowState};
use crate::resolve::{ResolveError, Scope};

pub(super) const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// Enabled rows in order. A row without name and value is an empty line of the table and not sent; one of the two is
/// enough.
pub(super) fn encoded(rows: &[FormRow], scope: &Scope) -> Result<String, ResolveError> {
    let mut out = String::new();
    let enabled = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.state == RowState::Enabled);
    for (at, row) in enabled {
        let name = text(
            &row.name,
            at,
            &|| format!("the name of the form row {:?}", row.name),
            scope,
        )?;
        let value = text(
            &row.value,
            at,
            &|| format!("the value of the form row {:?}", row.name),
            scope,
        )?;
        if row.name.is_empty() && row.value.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(byte_serialize(name.as_bytes()));
        out.push('=');
        out.extend(byte_serialize(value.as_bytes()));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: &str) -> FormRow {
        FormRow {
            name: name.to_owned(),
            value: value.to_owned(),
            ..FormRow::default()
        }
    }

    fn form(rows: &[FormRow]) -> String {
        encoded(rows, &Scope::default()).unwrap()
    }

    #[test]
    fn only_the_set_of_the_standard_stays_and_a_space_is_a_plus() {
        // Alphanumerics and `*-._`: <https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set>
        for byte in 0..128_u8 {
            let ch = char::from(byte);
            let expected = match ch {
                ' ' => "+".to_owned(),
                '*' | '-' | '.' | '_' => ch.to_string(),
                _ if ch.is_ascii_alphanumeric() => ch.to_string(),
                _ => format!("%{byte:02X}"),
            };
            assert_eq!(form(&[row("k", &ch.to_string())]), format!("k={expected}"));
        }
        assert_eq!(form(&[row("ä", "€")]), "%C3%A4=%E2%82%AC");
    }

    #[test]
    fn rows_keep_their_order_and_doubles_and_empty_lines_are_left_out() {
        let off = FormRow {
            state: RowState::Disabled,
            ..row("off", "{{unknown}}")
        };
        let rows = [row("b", "1"), off, row("", ""), row("b", ""), row("", "v")];
        assert_eq!(form(&rows), "b=1&b=&=v");
        assert_eq!(form(&[]), "");
    }
}
