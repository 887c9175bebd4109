//! The address of an API, as the variable `base`.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text, text_at};
use super::super::report::Report;
use crate::model::{Variable, VariableValue};

/// The variable that every URL begins with.
pub(super) const BASE: &str = "base";
/// What a variable of an address is called that has its name.
const BASE_OF_SERVER: &str = "base_of_server";
/// Stands where a description names no host: nothing is sent until this variable has a value.
const NO_HOST: &str = "https://{{host}}";

/// Where an API is.
pub(super) struct Server {
    /// Value of the variable: no slash at its end.
    pub(super) base: String,
    /// Variables that it names.
    pub(super) variables: Vec<Variable>,
    /// Its host with all variables at their defaults; `None` where the description names none.
    pub(super) host: Option<String>,
}

/// Reads it: `servers` of version 3, or `host` with `basePath` of version 2.
pub(super) fn server(value: &Value, report: &mut Report) -> Server {
    let servers = list_at(value, "servers");
    let mut server = match servers.first() {
        Some(first) => of_version_3(first),
        None => of_version_2(value),
    };
    if servers.len() > 1 {
        let others: Vec<String> = servers
            .iter()
            .skip(1)
            .map(|other| text_at(other, "url"))
            .collect();
        let text = format!(
            "Other servers: {}. Set the variable {BASE} to one of them",
            others.join(", ")
        );
        report.add("", TransferOutcome::Dropped, text);
    }
    if server.host.is_none() {
        let text = format!("The file names no host: define the variable host, or set the variable {BASE}");
        report.add("", TransferOutcome::Changed, text);
        let between = if server.base.is_empty() || server.base.starts_with('/') {
            ""
        } else {
            "/"
        };
        server.base = format!("{NO_HOST}{between}{}", server.base);
    }
    while server.base.ends_with('/') {
        server.base.pop();
    }
    server
}

/// Variables of the address, `{stage}`, become variables of the collection. API Gateway exports its stage as the default
/// `/dev` behind a slash.
fn of_version_3(server: &Value) -> Server {
    let mut url = with_scheme(&text_at(server, "url"));
    let mut plain = url.clone();
    let mut variables = Vec::new();
    let declared = server.get("variables").and_then(Value::as_object);
    for (name, variable) in declared.into_iter().flatten() {
        let braced = format!("{{{name}}}");
        if !url.contains(&braced) {
            continue;
        }
        let default = text(variable.get("default"));
        let follows_slash = url.contains(&format!("/{braced}"));
        let value = if follows_slash {
            default.trim_start_matches('/').to_owned()
        } else {
            default
        };
        plain = plain.replace(&braced, &value);
        // The address itself is a variable of that name.
        let ours = if name == BASE {
            BASE_OF_SERVER
        } else {
            name.as_str()
        };
        url = url.replace(&braced, &format!("{{{{{ours}}}}}"));
        variables.push(Variable::new(ours, value));
    }
    Server {
        host: host_of(&plain),
        base: url,
        variables,
    }
}

/// `api.example.com/v1` is meant as a host, though a reader of URLs takes it for a path.
fn with_scheme(url: &str) -> String {
    let url = url.trim();
    let host = url.split('/').next().unwrap_or_default();
    let (name, has_port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, port.bytes().all(|byte| byte.is_ascii_digit())),
        None => (host, false),
    };
    // `v1.2` is a path.
    let has_domain = name
        .rsplit_once('.')
        .is_some_and(|(_, last)| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_host = !name.is_empty() && (has_port || has_domain);
    if url.contains("://") || !is_host {
        return url
            .strip_prefix("//")
            .map_or_else(|| url.to_owned(), |rest| format!("https://{rest}"));
    }
    format!("https://{url}")
}

/// The address of the server that an operation or its path has for itself, with all variables at their defaults.
pub(super) fn own_base(operation: &Value, item: &Value, place: &str, report: &mut Report) -> Option<String> {
    let first = |value: &'_ Value| list_at(value, "servers").first().map(of_version_3);
    let server = first(operation).or_else(|| first(item))?;
    if server.host.is_none() {
        let text = format!("It has a server of its own without a host, {}", server.base);
        report.add(place, TransferOutcome::Dropped, text);
        return None;
    }
    let mut base = server.base;
    for variable in &server.variables {
        if let VariableValue::Text(value) = &variable.value {
            base = base.replace(&format!("{{{{{}}}}}", variable.name), value);
        }
    }
    let base = base.trim_end_matches('/').to_owned();
    let text = format!("It has a server of its own, {base}, which stands in its URL");
    report.add(place, TransferOutcome::Changed, text);
    Some(base)
}

fn of_version_2(value: &Value) -> Server {
    let host = text_at(value, "host");
    let path = text_at(value, "basePath");
    let schemes = list_at(value, "schemes");
    let has_https = schemes.is_empty() || schemes.iter().any(|scheme| scheme == "https");
    let scheme = if has_https { "https" } else { "http" };
    let between = if path.is_empty() || path.starts_with('/') {
        ""
    } else {
        "/"
    };
    if host.is_empty() {
        return Server {
            base: format!("{between}{path}"),
            variables: Vec::new(),
            host: None,
        };
    }
    Server {
        base: format!("{scheme}://{host}{between}{path}"),
        variables: Vec::new(),
        host: Some(host),
    }
}

fn host_of(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_owned())
}
