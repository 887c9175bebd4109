//! The address of an API, as the variable `base`.

use serde_json::Value;

use super::super::ImportOutcome;
use super::super::json::{list_at, text, text_at};
use super::super::report::Report;
use crate::model::Variable;

/// The variable that every URL begins with.
pub(super) const BASE: &str = "base";
/// Stands where a description names no host.
const NO_HOST: &str = "https://example.com";

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
        report.add("", ImportOutcome::Dropped, text);
    }
    if server.host.is_none() {
        let text = format!("The file names no host: set the variable {BASE}");
        report.add("", ImportOutcome::Changed, text);
        server.base = format!("{NO_HOST}{}", server.base);
    }
    while server.base.ends_with('/') {
        server.base.pop();
    }
    server
}

/// Variables of the address, `{stage}`, become variables of the collection. API Gateway exports its stage as the default
/// `/dev` behind a slash.
fn of_version_3(server: &Value) -> Server {
    let mut url = text_at(server, "url");
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
        url = url.replace(&braced, &format!("{{{{{name}}}}}"));
        variables.push(Variable::new(name.as_str(), value));
    }
    Server {
        host: host_of(&plain),
        base: url,
        variables,
    }
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
