//! Which two files count, by environment and home folder. Pure.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>

use std::path::PathBuf;

/// One variable of the environment.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigPaths {
    /// The config file.
    pub config: PathBuf,
    /// The credentials file.
    pub credentials: PathBuf,
}

impl ConfigPaths {
    /// `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, or the files of `~/.aws`. A variable that is set and empty
    /// names no file, as in botocore.
    pub fn of(environment: Environment<'_>) -> Self {
        let path = |variable: &str, usual: &str| {
            let text = environment(variable).unwrap_or_else(|| usual.to_owned());
            PathBuf::from(in_home(&with_variables(&text, environment), environment))
        };
        Self {
            config: path("AWS_CONFIG_FILE", "~/.aws/config"),
            credentials: path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        }
    }
}

/// `$NAME` and `${NAME}` replaced by variables that are set; all else stays.
/// <https://docs.python.org/3/library/os.path.html#os.path.expandvars>
fn with_variables(text: &str, environment: Environment<'_>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let (name, written, after) = variable_at_start(behind);
        if let Some(value) = name.and_then(environment) {
            out.push_str(&value);
        } else {
            out.push('$');
            out.push_str(written);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The name behind a dollar sign, how it is written, and the text behind it.
fn variable_at_start(text: &str) -> (Option<&str>, &str, &str) {
    if let Some((name, after)) = text.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        let written = text.strip_suffix(after).unwrap_or(text);
        return (Some(name), written, after);
    }
    let is_name = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    let after = text.trim_start_matches(is_name);
    let name = text.strip_suffix(after).unwrap_or_default();
    (Some(name).filter(|name| !name.is_empty()), name, after)
}

/// The home folder for a tilde in front. Those of other users stay as they are written.
fn in_home(path: &str, environment: Environment<'_>) -> String {
    let Some(behind) = path.strip_prefix('~') else {
        return path.to_owned();
    };
    let home = environment("HOME").or_else(|| environment("USERPROFILE"));
    match home {
        Some(home) if behind.is_empty() || behind.starts_with(['/', '\\']) => {
            format!("{}{behind}", home.trim_end_matches('/'))
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(set: &[(&str, &str)]) -> String {
        let environment = |name: &str| {
            let found = set.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ConfigPaths::of(&environment).config.display().to_string()
    }

    #[test]
    fn the_variable_names_the_file_and_the_home_folder_is_filled_in() {
        let home = ("HOME", "/home/bob");
        assert_eq!(config(&[home]), "/home/bob/.aws/config");
        assert_eq!(config(&[]), "~/.aws/config");
        assert_eq!(config(&[("HOME", "/")]), "/.aws/config");
        for (written, path) in [
            ("/etc/aws", "/etc/aws"),
            ("~/a", "/home/bob/a"),
            ("~", "/home/bob"),
            ("~eve/a", "~eve/a"),
            ("$HOME/a", "/home/bob/a"),
            ("${HOME}x/$NONE/${NONE}/$/é", "/home/bobx/$NONE/${NONE}/$/é"),
            ("${HOME", "${HOME"),
            ("", ""),
        ] {
            assert_eq!(config(&[home, ("AWS_CONFIG_FILE", written)]), path, "{written}");
        }
    }
}
