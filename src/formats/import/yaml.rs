//! YAML as a tree, in the sense of version 1.2, which is what exporters of today write: `y` and `no` are texts
//! (<https://yaml.org/spec/1.2.2/#1032-tag-resolution>), and what is no number as JSON has it stays as it is written.

use serde_json::Value;
use serde_saphyr::{Error, NonFiniteFloatPolicy, Options, budget, options};

use super::ImportError;

/// Keys, texts and lists together: descriptions of large services have some hundred thousand.
const MOST_NODES: usize = 2_000_000;

/// Reads a text, within limits for depth, aliases and size.
pub(super) fn tree(text: &str) -> Result<Value, ImportError> {
    serde_saphyr::from_str_with_options(text, lenient()).map_err(|error| {
        let place = error.location().map_or_else(String::new, |place| {
            format!("line {}, column {}: ", place.line(), place.column())
        });
        // The message of the library may tell content.
        ImportError::Broken {
            reason: format!("{place}{}", what(error.without_snippet())),
        }
    })
}

fn lenient() -> Options {
    let budget = budget! {
        max_nodes: MOST_NODES,
        max_events: 3 * MOST_NODES,
        // A file may name one answer in each of its operations. What is repeated is counted.
        enforce_alias_anchor_ratio: false,
    };
    options! {
        budget: budget,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
    }
}

fn what(error: &Error) -> &'static str {
    match error {
        Error::AliasError { error, .. } => what(error.without_snippet()),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => "it is larger or deeper there than what is read",
        Error::DuplicateMappingKey { .. } => "a key stands there a second time",
        Error::MultipleDocuments { .. } => "a second document begins there, and one is read",
        _ => "it is no YAML there",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_and_odd_numbers_are_texts_as_in_version_1_2() {
        let read =
            tree("y: no\non: Off\nt: true\nz: 0123\nu: 1_000\ni: .inf\nn: -7\nf: 1.5\n200: ~\n").unwrap();
        assert_eq!(
            read,
            json!({ "y": "no", "on": "Off", "t": true, "z": "0123", "u": "1_000", "i": ".inf", "n": -7, "f": 1.5, "200": null })
        );
    }

    #[test]
    fn one_anchor_may_be_named_often_and_large_files_are_read() {
        let mut text = "a: &a {b: 1}\nall:\n".to_owned();
        text.push_str(&"  - *a\n".repeat(500));
        assert_eq!(tree(&text).unwrap()["all"][499], json!({ "b": 1 }));
        let large = format!("all:\n{}", "  - {a: 1, b: 2}\n".repeat(60_000));
        assert_eq!(tree(&large).unwrap()["all"].as_array().unwrap().len(), 60_000);
    }

    #[test]
    fn what_can_not_be_read_says_why_and_tells_nothing_of_it() {
        let reason = |text: &str| tree(text).unwrap_err().to_string();
        assert!(reason("a: 1\ns3cr3t: 2\ns3cr3t: 3\n").ends_with("a key stands there a second time"));
        assert!(reason("a: 1\n---\nb: 2\n").ends_with("a second document begins there, and one is read"));
        assert!(reason("a: [s3cr3t\n").ends_with("it is no YAML there"));
        let deep = format!("a: {}{}", "[".repeat(100), "]".repeat(100));
        assert!(reason(&deep).contains("larger or deeper"));
        let levels = (1..9).map(|at| {
            format!(
                "a{at}: &a{at} [{}]\n",
                vec![format!("*a{}", at - 1); 10].join(",")
            )
        });
        let bomb = format!("a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n{}", levels.collect::<String>());
        assert!(reason(&bomb).contains("larger or deeper"));
        let long = format!(
            "a: &a {}\nall: [{}]\n",
            "x".repeat(1 << 20),
            vec!["*a"; 1_000].join(",")
        );
        assert!(
            reason(&long).contains("larger or deeper"),
            "what is repeated has no more bytes than a file"
        );
    }
}
