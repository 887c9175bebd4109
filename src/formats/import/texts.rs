//! The texts of a request that may name variables, each in turn.

use crate::model::{Auth, LongText, Request, Secret, Variable, VariableValue};

/// Where `}}` stands in the first line of a text. A line that has none gives its length: nothing in it is looked at again,
/// so that a line full of open braces takes no longer than another one.
pub(super) fn end_of_braces(text: &str) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'\n', b'}', bytes) {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'}'), Some(b'}')) => return Ok(at),
            (Some(b'\n'), _) => return Err(at + 1),
            _ => {}
        }
    }
    Err(text.len())
}

/// Lets every text of a request be changed.
pub(super) fn of_request(request: &mut Request, change: &mut impl FnMut(&mut String)) {
    let http = &mut request.http;
    change(&mut http.url);
    for param in &mut http.disabled_params {
        change(&mut param.name);
        if let Some(value) = &mut param.value {
            change(value);
        }
    }
    for value in &mut http.path_values {
        change(&mut value.value);
    }
    for row in &mut http.headers {
        change(&mut row.name);
        change(&mut row.value);
    }
    of_auth(&mut http.auth, change);
    let body = &mut http.body;
    for text in [
        &mut body.text,
        &mut body.graphql.query,
        &mut body.graphql.variables,
    ] {
        of_long(text, change);
    }
    change(&mut body.file.path);
    for row in &mut body.form {
        change(&mut row.name);
        change(&mut row.value);
    }
    for part in &mut body.parts {
        change(&mut part.name);
        change(&mut part.text);
        change(&mut part.path);
        change(&mut part.file_name);
    }
    for assertion in &mut request.assertions {
        change(&mut assertion.value);
    }
    of_variables(&mut request.variables, change);
}

/// Lets the values of variables be changed.
pub(super) fn of_variables(variables: &mut [Variable], change: &mut impl FnMut(&mut String)) {
    for variable in variables {
        if let VariableValue::Text(text) = &mut variable.value {
            change(text);
        }
    }
}

fn of_auth(auth: &mut Auth, change: &mut impl FnMut(&mut String)) {
    for text in [
        &mut auth.aws.access_key_id,
        &mut auth.aws.region,
        &mut auth.aws.service,
        &mut auth.aws.profile,
        &mut auth.basic.username,
        &mut auth.api_key.key,
    ] {
        change(text);
    }
    for secret in [
        &mut auth.aws.secret_access_key,
        &mut auth.aws.session_token,
        &mut auth.basic.password,
        &mut auth.bearer.token,
        &mut auth.api_key.value,
    ] {
        let mut text = secret.expose_for_editing().to_owned();
        change(&mut text);
        *secret = Secret::new(text);
    }
}

fn of_long(text: &mut LongText, change: &mut impl FnMut(&mut String)) {
    if text.is_empty() {
        return;
    }
    let mut changed = text.as_str().to_owned();
    change(&mut changed);
    if *text != changed {
        *text = changed.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_end_in_their_line_or_not_at_all() {
        for (text, end) in [
            ("a}}b}}", Ok(1)),
            ("a}b}}}", Ok(3)),
            ("a\n}}", Err(2)),
            ("a}", Err(2)),
            ("", Err(0)),
        ] {
            assert_eq!(end_of_braces(text), end, "{text}");
        }
    }
}
