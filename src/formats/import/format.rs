//! Which format a file is in, by what it holds.

use serde_json::Value;

use super::{ImportError, bru, har, hoppscotch, http_file, hurl, insomnia, openapi, shell_script, yaml};

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    /// A collection of Postman, version 2.0 or 2.1.
    PostmanCollection,
    /// An environment of Postman, or its global variables.
    PostmanEnvironment,
    /// Everything of a Postman account.
    PostmanDump,
    /// An API description: `OpenAPI` 3 or Swagger 2, as JSON or YAML.
    OpenApi,
    /// Requests in Bruno's own language, `.bru`.
    Bruno,
    /// Requests as VS Code and `JetBrains` have them in `.http` files.
    HttpFile,
    /// A folder of such files, and of Hurl's, with their environments.
    RequestFiles,
    /// The environments beside such files.
    HttpClientEnvironments,
    /// Requests and checks of Hurl.
    Hurl,
    /// A script with commands of curl or awscurl.
    ShellScript,
    /// An export of Insomnia, version 4 or 5, as JSON or YAML.
    Insomnia,
    /// Collections of Hoppscotch.
    Hoppscotch,
    /// Environments of Hoppscotch.
    HoppscotchEnvironments,
    /// An HTTP Archive of a browser or proxy.
    Har,
}

impl ImportFormat {
    /// As it is called in sentences.
    pub fn words(self) -> &'static str {
        match self {
            Self::PostmanCollection => "a Postman collection",
            Self::PostmanEnvironment => "a Postman environment",
            Self::PostmanDump => "a Postman data dump",
            Self::OpenApi => "an OpenAPI description",
            Self::Bruno => "a collection of Bruno",
            Self::HttpFile => "a file of HTTP requests",
            Self::RequestFiles => "a folder of HTTP requests",
            Self::HttpClientEnvironments => "a file of environments for HTTP requests",
            Self::Hurl => "a Hurl file",
            Self::ShellScript => "a script with curl commands",
            Self::Insomnia => "an Insomnia export",
            Self::Hoppscotch => "a Hoppscotch collection",
            Self::HoppscotchEnvironments => "a Hoppscotch environment",
            Self::Har => "an HTTP Archive",
        }
    }

    /// Whether its program follows redirects unless it is told otherwise. curl and Hurl do not; a description says nothing of
    /// it, and an archive has each request by itself.
    pub(super) fn follows_redirects(self) -> bool {
        match self {
            Self::PostmanCollection
            | Self::PostmanDump
            | Self::Bruno
            | Self::HttpFile
            | Self::RequestFiles
            | Self::Insomnia
            | Self::Hoppscotch => true,
            Self::PostmanEnvironment
            | Self::OpenApi
            | Self::HttpClientEnvironments
            | Self::Hurl
            | Self::ShellScript
            | Self::HoppscotchEnvironments
            | Self::Har => false,
        }
    }
}

/// The format of a text that is lines and no tree: by its ending, or by what no other text looks like.
pub(super) fn of_text(name: &str, text: &str) -> Option<ImportFormat> {
    let endings = [
        ("bru", ImportFormat::Bruno),
        ("http", ImportFormat::HttpFile),
        ("rest", ImportFormat::HttpFile),
        ("hurl", ImportFormat::Hurl),
        ("sh", ImportFormat::ShellScript),
        ("bash", ImportFormat::ShellScript),
        ("zsh", ImportFormat::ShellScript),
    ];
    let by_ending = endings.into_iter().find(|(ending, _)| has_ending(name, ending));
    if let Some((_, format)) = by_ending {
        return Some(format);
    }
    let is_tree = ["json", "yml", "yaml", "har"]
        .iter()
        .any(|ending| has_ending(name, ending));
    if is_tree || text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    if bru::is_file(text) {
        Some(ImportFormat::Bruno)
    } else if hurl::is_one(text) {
        Some(ImportFormat::Hurl)
    } else if http_file::is_one(text) {
        Some(ImportFormat::HttpFile)
    } else if shell_script::is_one(text) {
        Some(ImportFormat::ShellScript)
    } else {
        None
    }
}

/// The format of a text, and what it holds as a tree.
pub fn import_format(name: &str, text: &str) -> Result<(ImportFormat, Value), ImportError> {
    let value = tree(name, text)?;
    let format = if http_file::is_environments(name) && value.is_object() {
        ImportFormat::HttpClientEnvironments
    } else {
        of_tree(&value).ok_or(ImportError::Unknown)?
    };
    Ok((format, value))
}

/// Reads JSON or YAML, within the limits of their readers for depth, aliases and size.
fn tree(name: &str, text: &str) -> Result<Value, ImportError> {
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str(text).map_err(|error| ImportError::Broken {
            // The message of the library tells no content.
            reason: format!(
                "line {}, column {}: {}",
                error.line(),
                error.column(),
                category(&error)
            ),
        });
    }
    if has_ending(name, "json") {
        return Err(broken("it does not begin like JSON"));
    }
    let is_yaml = has_ending(name, "yml")
        || has_ending(name, "yaml")
        || YAML.iter().any(|key| has_key(text, key))
        || (has_key(text, "type") && text.contains(".insomnia.rest/"));
    if !is_yaml {
        return Err(ImportError::Unknown);
    }
    yaml::tree(text)
}

/// Keys that stand at the top of files in YAML.
const YAML: [&str; 3] = ["openapi", "swagger", "__export_format"];

/// Whether a line begins with this key.
fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    })
}

fn of_tree(value: &Value) -> Option<ImportFormat> {
    if openapi::is_one(value) {
        return Some(ImportFormat::OpenApi);
    }
    if insomnia::is_flat(value) || insomnia::is_tree(value) {
        return Some(ImportFormat::Insomnia);
    }
    if har::is_one(value) {
        return Some(ImportFormat::Har);
    }
    if hoppscotch::is_collection(value) {
        return Some(ImportFormat::Hoppscotch);
    }
    let value = value
        .get("collection")
        .filter(|inner| inner.is_object())
        .unwrap_or(value);
    let is_list = |key: &str| value.get(key).is_some_and(Value::is_array);
    if is_list("collections") && (value.get("version").is_some() || is_list("environments")) {
        return Some(ImportFormat::PostmanDump);
    }
    if is_list("item") && value.get("info").is_some_and(Value::is_object) {
        return Some(ImportFormat::PostmanCollection);
    }
    let is_environment = is_list("values") && value.get("name").is_some_and(Value::is_string);
    if is_environment {
        return Some(ImportFormat::PostmanEnvironment);
    }
    hoppscotch::is_environment(value).then_some(ImportFormat::HoppscotchEnvironments)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

fn broken(reason: &str) -> ImportError {
    ImportError::Broken {
        reason: reason.to_owned(),
    }
}

fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends in the middle",
        serde_json::error::Category::Syntax if error.to_string().starts_with("recursion limit") => {
            "it is nested too deep"
        }
        serde_json::error::Category::Syntax => "it is no JSON there",
        serde_json::error::Category::Data | serde_json::error::Category::Io => "it can not be read there",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_what_they_hold() {
        for (text, format) in [
            (
                r#"{"info":{"name":"a"},"item":[]}"#,
                ImportFormat::PostmanCollection,
            ),
            (
                r#"{"collection":{"info":{},"item":[]}}"#,
                ImportFormat::PostmanCollection,
            ),
            (r#"{"name":"dev","values":[]}"#, ImportFormat::PostmanEnvironment),
            (
                r#"{"version":1,"collections":[],"environments":[]}"#,
                ImportFormat::PostmanDump,
            ),
            (r#"{"openapi":"3.0.1","paths":{}}"#, ImportFormat::OpenApi),
            (
                r#"{"_type":"export","__export_format":4,"resources":[]}"#,
                ImportFormat::Insomnia,
            ),
            (r#"{"log":{"entries":[]}}"#, ImportFormat::Har),
            (
                r#"[{"v":2,"name":"a","folders":[],"requests":[]}]"#,
                ImportFormat::Hoppscotch,
            ),
            (
                r#"{"name":"a","variables":[{"key":"b","value":"c"}]}"#,
                ImportFormat::HoppscotchEnvironments,
            ),
        ] {
            assert_eq!(import_format("a.json", text).unwrap().0, format, "{text}");
        }
        for name in ["a.yaml", "a"] {
            for text in [
                "type: collection.insomnia.rest/5.0\ncollection: []\n",
                "_type: export\n__export_format: 4\nresources: []\n",
            ] {
                assert_eq!(
                    import_format(name, text).unwrap().0,
                    ImportFormat::Insomnia,
                    "{name}"
                );
            }
        }
        for text in ["{}", "[]", "{\"item\":1}"] {
            assert_eq!(import_format("a.json", text), Err(ImportError::Unknown), "{text}");
        }
    }

    #[test]
    fn what_is_broken_says_where_and_tells_nothing_of_it() {
        let error = import_format("a.json", "{\"key\":\n \"s3cr3t\" \"x\"}").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the file can not be read: line 2, column 11: it is no JSON there"
        );
        let deep = "[".repeat(100_000);
        assert!(
            import_format("a.json", &deep)
                .unwrap_err()
                .to_string()
                .contains("too deep")
        );
        assert!(matches!(
            import_format("a.json", "hello"),
            Err(ImportError::Broken { .. })
        ));
        assert_eq!(import_format("a.bin", "hello"), Err(ImportError::Unknown));
    }
}
