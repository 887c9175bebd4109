//! Profiles and plans for people.

use super::print::{Ink, Printer};
use crate::formats::plan_rows::{PlanRow, asked, plan_rows};
use crate::model::{CredentialPlan, ProfileList, ProfileRemark, ProfileSummary};
use crate::text::visible_line;

/// A label and its value in a column of its own.
const LABEL_WIDTH: usize = 20;

/// Prints one line for each profile, and what is amiss below.
pub fn list(list: &ProfileList, printer: &mut Printer<'_>) {
    if list.profiles.is_empty() {
        printer.line("No profiles");
    }
    let name_width = list
        .profiles
        .iter()
        .map(|profile| profile.name.chars().count())
        .max()
        .unwrap_or_default();
    for profile in &list.profiles {
        printer.line(&visible_line(&row(profile, name_width)));
        for told in &profile.remarks {
            printer.inked(ink_of(told), &format!("    {}", visible_line(&sentence(told))));
        }
    }
    for told in &list.remarks {
        printer.inked(ink_of(told), &visible_line(&sentence(told)));
    }
}

fn row(profile: &ProfileSummary, name_width: usize) -> String {
    let further = [&profile.account_id, &profile.role, &profile.region];
    let further: Vec<&str> = further
        .into_iter()
        .flatten()
        .map(|found| found.value.as_str())
        .collect();
    let row = format!(
        "{:<name_width$}  {:<20}  {}",
        profile.name,
        profile.kind.label(),
        further.join("  ")
    );
    row.trim_end().to_owned()
}

fn ink_of(remark: &ProfileRemark) -> Ink {
    match remark {
        ProfileRemark::Refused(_) => Ink::Red,
        ProfileRemark::Doubt { .. } => Ink::Faint,
    }
}

/// Errors name their line themselves.
fn sentence(remark: &ProfileRemark) -> String {
    match remark {
        ProfileRemark::Refused(error) => format!("{error}. {}", error.hint()),
        ProfileRemark::Doubt { place, text } => format!("{text}: {place}"),
    }
}

/// Prints every value of a plan with where it stands, and who would be asked.
pub fn plan(plan: &CredentialPlan, printer: &mut Printer<'_>) {
    for PlanRow { label, value, from } in plan_rows(plan, "the command line") {
        let from = from.map(|from| format!("  ({from})")).unwrap_or_default();
        printer.line(&format!(
            "{label:<LABEL_WIDTH$}{}",
            visible_line(&format!("{value}{from}"))
        ));
    }
    let asked = asked(plan);
    for asked in &asked {
        printer.line(&format!("{:<LABEL_WIDTH$}{}", "Would ask", visible_line(asked)));
    }
    if asked.is_empty() {
        printer.line(&format!("{:<LABEL_WIDTH$}nobody", "Would ask"));
    }
}
