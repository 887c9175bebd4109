//! A GraphQL operation as JSON: <https://graphql.github.io/graphql-over-http/draft/#sec-Request>.

use serde::de::IgnoredAny;

use super::{BodyError, text};
use crate::model::GraphQl;
use crate::resolve::{ResolveError, Scope};

/// `{"query":…,"variables":…,"operationName":…}`; what is empty is left out, but for the query. The variables stay as
/// they were typed, so that no number changes. Nothing typed at all is no body.
pub(super) fn encoded(graphql: &GraphQl, scope: &Scope) -> Result<String, ResolveError> {
    let query = text(&graphql.query, 0, &|| "the GraphQL query".to_owned(), scope)?;
    let variables = text(
        &graphql.variables,
        0,
        &|| "the GraphQL variables".to_owned(),
        scope,
    )?;
    let operation = text(
        &graphql.operation_name,
        0,
        &|| "the GraphQL operation name".to_owned(),
        scope,
    )?;
    let (variables, operation) = (object(&variables)?, operation.trim());
    if query.is_empty() && variables.is_empty() && operation.is_empty() {
        return Ok(String::new());
    }
    let mut json = format!("{{\"query\":{}", quoted(&query));
    if !variables.is_empty() {
        json.push_str(",\"variables\":");
        json.push_str(variables);
    }
    if !operation.is_empty() {
        json.push_str(",\"operationName\":");
        json.push_str(&quoted(operation));
    }
    json.push('}');
    Ok(json)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text without the white space around it, which must be a JSON object or nothing.
fn object(typed: &str) -> Result<&str, BodyError> {
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return Ok(trimmed);
    }
    if let Err(error) = serde_json::from_str::<IgnoredAny>(typed) {
        let said = error.to_string();
        let reason = said.split(" at line ").next().unwrap_or_default();
        return Err(BodyError::VariablesMalformed {
            reason: reason.to_owned(),
            line: error.line(),
            column: error.column(),
        });
    }
    if !trimmed.starts_with('{') {
        let before = typed.strip_suffix(typed.trim_start()).unwrap_or_default();
        return Err(BodyError::VariablesNotObject {
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|ch| *ch != '\n').count() + 1,
        });
    }
    Ok(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(query: &str, variables: &str, operation_name: &str) -> Result<String, ResolveError> {
        let graphql = GraphQl {
            query: query.into(),
            variables: variables.into(),
            operation_name: operation_name.to_owned(),
        };
        encoded(&graphql, &Scope::default())
    }

    #[test]
    fn what_is_empty_is_left_out() {
        assert_eq!(made("{ a }", "", "").unwrap(), r#"{"query":"{ a }"}"#);
        assert_eq!(made("", "", " ").unwrap(), "");
        assert_eq!(
            made("query Q { a(s: \"x\") }\n", "{}", "Q").unwrap(),
            r#"{"query":"query Q { a(s: \"x\") }\n","variables":{},"operationName":"Q"}"#
        );
    }

    #[test]
    fn numbers_of_the_variables_stay_as_typed() {
        let made = made("q", "\n{\"big\": 12345678901234567890123, \"small\": 1.10}\n", "").unwrap();
        assert_eq!(
            made,
            r#"{"query":"q","variables":{"big": 12345678901234567890123, "small": 1.10}}"#
        );
        serde_json::from_str::<IgnoredAny>(&made).unwrap();
    }

    #[test]
    fn variables_that_are_no_object_are_refused_with_the_place() {
        let message = |variables: &str| made("q", variables, "").unwrap_err().to_string();
        assert_eq!(
            message("{\n  \"id\": ,\n}"),
            "the GraphQL variables are not JSON: expected value at line 2, column 9"
        );
        assert_eq!(
            message("\n  [1]"),
            "the GraphQL variables are not a JSON object: line 2, column 3 does not begin one"
        );
        for variables in ["1", "null", "\"secret\"", "{} {}", "{"] {
            let error = made("q", variables, "").unwrap_err();
            assert_eq!(error.kind(), "graphql-variables-invalid");
            assert!(!error.to_string().contains("secret"));
        }
    }
}
