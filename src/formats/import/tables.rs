//! Tables of variables. Values of secret ones belong to the collection or an environment.

use super::report::Report;
use super::secrets::hand_over;
use super::{CollectionTree, ImportedSecret, SecretHome, TransferOutcome};
use crate::model::{RowState, Secret, Variable, VariableValue};

/// A row as other programs have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) state: RowState,
    pub(super) is_secret: bool,
    pub(super) description: String,
}

/// The rows that have a name as variables; secret ones give their values away.
pub(super) fn table(rows: Vec<Row>, secrets: &mut Vec<ImportedSecret>, home: &SecretHome) -> Vec<Variable> {
    let named = rows.into_iter().filter(|row| !row.name.trim().is_empty());
    named
        .map(|row| {
            let mut variable = Variable {
                state: row.state,
                description: row.description,
                ..Variable::new(row.name, row.value)
            };
            if row.is_secret {
                let value = std::mem::take(&mut variable.value);
                variable.value = VariableValue::Secret;
                if let VariableValue::Text(text) = value
                    && !text.is_empty()
                {
                    hand_over(secrets, home, &variable, Secret::new(text));
                }
            }
            variable
        })
        .collect()
}

/// The same for a folder or request: its secret variables name ones of the collection.
pub(super) fn inner_table(rows: Vec<Row>, place: &str, report: &mut Report) -> Vec<Variable> {
    let mut secrets = Vec::new();
    let mut variables = table(rows, &mut secrets, &SecretHome::Collection);
    lifted(&mut variables, secrets, place, report);
    variables
}

/// Lets secret variables of a folder or request name ones of the collection.
pub(super) fn lifted(
    variables: &mut [Variable],
    secrets: Vec<ImportedSecret>,
    place: &str,
    report: &mut Report,
) {
    for secret in secrets {
        let number = report.folder_secrets.len() + 1;
        let name = format!("{}_of_folder_{number}", secret.name);
        let of_name = variables
            .iter_mut()
            .filter(|variable| variable.name == secret.name && variable.value == VariableValue::Secret);
        for variable in of_name {
            variable.value = VariableValue::Text(format!("{{{{{name}}}}}"));
        }
        let text = format!(
            "The secret variable {} names {{{{{name}}}}} of the collection",
            secret.name
        );
        report.add(place, TransferOutcome::Changed, text);
        report.folder_secrets.push(ImportedSecret { name, ..secret });
    }
}

/// The collection with what was reported while it was read.
pub(super) fn finished(mut imported: CollectionTree, report: Report) -> CollectionTree {
    for secret in report.folder_secrets {
        imported
            .defaults
            .variables
            .push(Variable::secret(secret.name.as_str()));
        imported.secrets.push(secret);
    }
    imported.report.extend(report.notes);
    imported
}
