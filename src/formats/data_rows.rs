//! Data of a run: rows of CSV or JSON to variables, one row for each iteration.
//!
//! CSV as RFC 4180 has it, with any line ends, and a first row of names. JSON is a list of objects; what in them is no
//! text becomes its JSON, in which numbers keep their digits.

use thiserror::Error;

use crate::text::exact_numbers::ExactNumbers;

/// Rows with their columns in order.
pub type DataRows = Vec<Vec<(String, String)>>;

/// A longer file is refused.
pub const LONGEST_DATA_BYTES: usize = 64 << 20;
/// So many iterations at most.
pub const MOST_DATA_ROWS: usize = 100_000;

/// Why data can not be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DataError {
    /// It is not UTF-8.
    #[error("the data is not UTF-8")]
    NotUtf8,
    /// There is no row.
    #[error("the data has no rows")]
    Empty,
    /// A file or a number of rows beyond the limits.
    #[error("the data has more than 64 MiB or 100,000 rows")]
    TooLarge,
    /// A column has no name.
    #[error("column {column} of the first row has no name")]
    Unnamed {
        /// From 1.
        column: usize,
    },
    /// Two columns have one name.
    #[error("two columns are called {name}")]
    Twice {
        /// The name.
        name: String,
    },
    /// A row has more or fewer fields than there are names.
    #[error("row {row} has {fields} fields, and there are {names} names")]
    Ragged {
        /// From 1, without the row of names.
        row: usize,
        /// Its fields.
        fields: usize,
        /// Names of the first row.
        names: usize,
    },
    /// A quoted field does not end, or goes on behind its quote.
    #[error("the quotes of row {row} (0 is the row of names) are not closed, or something follows them")]
    Quotes {
        /// From 1, without the row of names.
        row: usize,
    },
    /// It is no list of objects.
    #[error("the data is no JSON list of objects: {reason}")]
    Json {
        /// What is wrong, without the content.
        reason: String,
    },
}

impl DataError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "Save the file as UTF-8.",
            Self::Empty => "Write a row of names and at least one row of values, or leave --data out.",
            Self::TooLarge => "Run parts of it one after the other.",
            Self::Unnamed { .. } | Self::Twice { .. } => {
                "Give each column a name of its own in the first row."
            }
            Self::Ragged { .. } => {
                "Give each row as many fields as the first one; a field with a comma stands in quotes."
            }
            Self::Quotes { .. } => "Write a quote within a quoted field twice.",
            Self::Json { .. } => "Write a list as [{\"petId\": \"1\"}, {\"petId\": \"2\"}].",
        }
    }
}

/// Reads rows. What begins with `[` or `{` is JSON.
pub fn read_data(bytes: &[u8]) -> Result<DataRows, DataError> {
    if bytes.len() > LONGEST_DATA_BYTES {
        return Err(DataError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| DataError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = if text.trim_start().starts_with(['[', '{']) {
        of_json(text)?
    } else {
        of_csv(text)?
    };
    if rows.is_empty() {
        return Err(DataError::Empty);
    }
    Ok(rows)
}

fn of_json(text: &str) -> Result<DataRows, DataError> {
    use serde_json::{Map, Value};

    let said = |reason: String| DataError::Json { reason };
    let exact = ExactNumbers::of(text);
    let read: serde_json::Result<Vec<Map<String, Value>>> = match &exact {
        Some(exact) => exact.read(text),
        None => serde_json::from_str(text),
    };
    let rows = read.map_err(|error| {
        // The text of the error may quote a value.
        said(format!("line {}, column {}", error.line(), error.column()))
    })?;
    if rows.len() > MOST_DATA_ROWS {
        return Err(DataError::TooLarge);
    }
    let written = |text: String| match &exact {
        Some(exact) => exact.written(&text),
        None => text,
    };
    let column = |(name, value): (String, Value)| match value {
        Value::String(text) => (name, written(text)),
        value => (name, written(value.to_string())),
    };
    let rows = rows.into_iter().map(|row| row.into_iter().map(column).collect());
    Ok(rows.collect())
}

fn of_csv(text: &str) -> Result<DataRows, DataError> {
    let mut reader = Csv { rest: text, row: 0 };
    let Some(names) = reader.next_row()? else {
        return Err(DataError::Empty);
    };
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(at) = names.iter().position(String::is_empty) {
        return Err(DataError::Unnamed { column: at + 1 });
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|before| before == name) {
            return Err(DataError::Twice { name: name.clone() });
        }
    }
    let mut rows = Vec::new();
    while let Some(fields) = reader.next_row()? {
        if rows.len() == MOST_DATA_ROWS {
            return Err(DataError::TooLarge);
        }
        if fields.len() != names.len() {
            return Err(DataError::Ragged {
                row: reader.row - 1,
                fields: fields.len(),
                names: names.len(),
            });
        }
        rows.push(names.iter().cloned().zip(fields).collect());
    }
    Ok(rows)
}

struct Csv<'a> {
    rest: &'a str,
    /// Rows read, the one of names too.
    row: usize,
}

impl Csv<'_> {
    /// The fields of the next row; empty lines are passed over.
    fn next_row(&mut self) -> Result<Option<Vec<String>>, DataError> {
        self.rest = self.rest.trim_start_matches(['\r', '\n']);
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            fields.push(self.field()?);
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            self.row += 1;
            return Ok(Some(fields));
        }
    }

    fn field(&mut self) -> Result<String, DataError> {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let end = self.rest.find([',', '\r', '\n']).unwrap_or(self.rest.len());
            let (field, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
            self.rest = rest;
            return Ok(field.to_owned());
        };
        let mut field = String::new();
        let mut rest = quoted;
        loop {
            let (part, after) = rest.split_once('"').ok_or(DataError::Quotes { row: self.row })?;
            field.push_str(part);
            let Some(doubled) = after.strip_prefix('"') else {
                self.rest = after;
                break;
            };
            field.push('"');
            rest = doubled;
        }
        if self.rest.is_empty() || self.rest.starts_with([',', '\r', '\n']) {
            Ok(field)
        } else {
            Err(DataError::Quotes { row: self.row })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>(), text in "[a-c,\"\r\n]{0,40}") {
            read_data(&bytes).ok();
            read_data(text.as_bytes()).ok();
        }

        #[test]
        fn what_is_written_as_csv_is_read_back(fields in proptest::collection::vec("[^\u{0}]{0,6}", 1..4)) {
            let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let names: Vec<String> = (0..fields.len()).map(|at| format!("n{at}")).collect();
            let row: Vec<String> = fields.iter().map(quoted).collect();
            let read = read_data(format!("{}\r\n{}\r\n", names.join(","), row.join(",")).as_bytes()).unwrap();
            let values: Vec<String> = read[0].iter().map(|(_, value)| value.clone()).collect();
            prop_assert_eq!(values, fields);
        }
    }

    fn rows(text: &str) -> Result<Vec<Vec<String>>, DataError> {
        let rows = read_data(text.as_bytes())?;
        let row = |row: Vec<(String, String)>| {
            row.into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        Ok(rows.into_iter().map(row).collect())
    }

    #[test]
    fn rows_of_csv_are_read_with_quotes_and_any_line_ends() {
        let text = "\u{feff}id, name\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,";
        let expected = [["id=1", "name=a, \"b\"\nc"], ["id=2", "name="]];
        assert_eq!(rows(text).unwrap(), expected);
    }

    #[test]
    fn rows_of_json_are_objects() {
        let text = "[{\"id\": 1, \"name\": \"x\"}, {\"id\": [1], \"other\": null}]";
        let expected = [["id=1", "name=x"], ["id=[1]", "other=null"]];
        assert_eq!(rows(text).unwrap(), expected);
        let long = "[{\"id\": 12345678901234567890123, \"more\": {\"a\": 1e999}, \"no\": 5}]";
        let expected = [["id=12345678901234567890123", "more={\"a\":1e999}", "no=5"]];
        assert_eq!(rows(long).unwrap(), expected, "no digit is lost");
    }

    #[test]
    fn what_is_no_data_says_why() {
        for (text, error) in [
            ("", DataError::Empty),
            ("a,b\n", DataError::Empty),
            ("[]", DataError::Empty),
            ("a,,c\n1,2,3", DataError::Unnamed { column: 2 }),
            ("a,a\n1,2", DataError::Twice { name: "a".to_owned() }),
            (
                "a,b\n1,2\n3",
                DataError::Ragged {
                    row: 2,
                    fields: 1,
                    names: 2,
                },
            ),
            ("a\n\"x", DataError::Quotes { row: 1 }),
            ("a\n\"x\"y", DataError::Quotes { row: 1 }),
        ] {
            assert_eq!(rows(text), Err(error), "{text}");
        }
        assert_eq!(read_data(b"a\n\xff"), Err(DataError::NotUtf8));
        let error = rows("[{\"token\": t0ps3cret}]").unwrap_err();
        assert!(!error.to_string().contains("t0ps"), "{error}");
        let many = format!("a\n{}", "1\n".repeat(MOST_DATA_ROWS + 1));
        assert_eq!(rows(&many), Err(DataError::TooLarge));
    }
}
