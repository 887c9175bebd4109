//! Named sets of variables, one of which is chosen at a time.

use serde::{Deserialize, Serialize};

use super::Variable;

/// An environment of a collection, `environments/NAME.yml`, as Bruno chooses it by `--env NAME`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Environment {
    /// Name of its file without `.yml`: by it a person chooses it.
    pub name: String,
    /// Colour as `#rrggbb`, shown beside the name; empty means none.
    pub color: String,
    /// Its variables in the order of the file.
    pub variables: Vec<Variable>,
    /// How careful to be in it.
    pub caution: Caution,
}

impl Environment {
    /// Whether both say the same, whatever the identities of their rows.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.name == other.name
            && self.color == other.color
            && self.caution == other.caution
            && Variable::say_the_same(&self.variables, &other.variables)
    }
}

/// How careful to be in an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Caution {
    /// As everywhere.
    #[default]
    Normal,
    /// What it reaches is in use: a coloured frame stands around the window, and a person is asked before anything but
    /// GET, HEAD and OPTIONS is sent.
    Dangerous,
}

impl Caution {
    /// Whether a person is asked before a request of this method is sent: all but the safe methods of RFC 9110, 9.2.1
    /// (TRACE, which echoes what it is sent, is asked about too).
    pub fn asks_before(self, method: &str) -> bool {
        self == Self::Dangerous && !matches!(method.trim(), "GET" | "HEAD" | "OPTIONS")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_goes_out_unasked() {
        for (method, asked) in [
            ("GET", false),
            ("HEAD", false),
            ("OPTIONS", false),
            (" GET ", false),
        ] {
            assert_eq!(Caution::Dangerous.asks_before(method), asked, "{method}");
        }
        // Methods are case-sensitive: `get` may be anything.
        for method in ["POST", "PUT", "DELETE", "get", "QUERY", ""] {
            assert!(Caution::Dangerous.asks_before(method), "{method}");
            assert!(!Caution::Normal.asks_before(method), "{method}");
        }
    }
}
