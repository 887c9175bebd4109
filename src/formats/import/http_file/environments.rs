//! `http-client.env.json` and `http-client.private.env.json` of `JetBrains`, which Visual Studio has too: an object for each
//! environment. The values of the private one are secret.

use serde_json::Value;

use super::super::json::text;
use super::super::secrets::hand_over;
use super::super::{CollectionTree, SecretHome, TransferNote, TransferOutcome};
use crate::model::{Environment, Secret, Variable};

/// Names that files of environments end with.
const ENDINGS: [&str; 2] = ["http-client.env.json", PRIVATE];
const PRIVATE: &str = "http-client.private.env.json";
/// What holds settings and no variables.
const SECURITY: &str = "Security";

/// Whether a file of this name holds environments.
pub(in crate::formats::import) fn is_environments(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    ENDINGS.contains(&name)
}

/// Reads the environments of a file.
pub(in crate::formats::import) fn environments(name: &str, value: &Value) -> CollectionTree {
    let is_private = name.ends_with(PRIVATE);
    let mut imported = CollectionTree::default();
    for (name, variables) in value.as_object().into_iter().flatten() {
        let Some(variables) = variables.as_object() else {
            drop_note(&mut imported, format!("{name}, which is no environment"));
            continue;
        };
        let home = SecretHome::Environment(name.clone());
        let mut environment = Environment {
            name: name.clone(),
            ..Environment::default()
        };
        for (key, value) in variables.iter().filter(|(key, _)| !key.trim().is_empty()) {
            if key == SECURITY && value.is_object() {
                drop_note(&mut imported, format!("The settings for auth and TLS of {name}"));
                continue;
            }
            let content = match value {
                nested @ (Value::Object(_) | Value::Array(_)) => nested.to_string(),
                plain => text(Some(plain)),
            };
            if !is_private {
                environment.variables.push(Variable::new(key.as_str(), content));
                continue;
            }
            let variable = Variable::secret(key.as_str());
            if !content.is_empty() {
                hand_over(&mut imported.secrets, &home, &variable, Secret::new(content));
            }
            environment.variables.push(variable);
        }
        imported.environments.push(environment);
    }
    imported
}

fn drop_note(imported: &mut CollectionTree, text: String) {
    imported.report.push(TransferNote {
        place: String::new(),
        outcome: TransferOutcome::Dropped,
        text,
    });
}
