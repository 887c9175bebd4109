//! `accessKeys.csv` of the console: a header row that names the columns.

use super::field::{Bond, Field, accepted, meaning};
use super::set::Findings;

/// The rows under a header that names key ID and secret; `None` when the first line is no such header.
pub fn findings(text: &str) -> Option<Findings> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header = lines.next()?;
    let mark = [',', ';', '\t'].into_iter().find(|mark| header.contains(*mark))?;
    let columns: Vec<Option<Field>> = cells(header, mark).iter().map(|name| meaning(name)).collect();
    if !columns.contains(&Some(Field::KeyId)) || !columns.contains(&Some(Field::Secret)) {
        return None;
    }
    let mut findings = Findings::default();
    for line in lines {
        findings.block(None);
        for (field, value) in columns.iter().zip(cells(line, mark)) {
            if let Some(field) = field.filter(|field| accepted(*field, &value, Bond::Tight)) {
                findings.value(field, &value, Bond::Tight);
            }
        }
    }
    Some(findings)
}

/// Cells without quotes and blanks around; no value of credentials holds a mark of its own.
fn cells(line: &str, mark: char) -> Vec<String> {
    line.split(mark)
        .map(|cell| cell.trim().trim_matches('"').trim().to_owned())
        .collect()
}
