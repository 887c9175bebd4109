//! What was not taken over from a curl command, in words of the command line: the flag to use instead.

use crate::formats::{LeftOutReason, Warning};

/// Whether files that a command names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAccess {
    /// None is.
    Refused,
    /// `--allow-files`.
    Allowed,
}

/// The remark; `None` when nothing is left to say.
pub fn words(warning: &Warning, files: FileAccess, body_files: &[String]) -> Option<String> {
    match warning {
        Warning::NeedsPermission { flag, path } => {
            if body_files.contains(path) && files == FileAccess::Allowed {
                return None;
            }
            Some(format!("{flag} names the file {path}, which is not read"))
        }
        Warning::LeftOut { flag, because } => {
            Some(format!("{flag} was left out: {}", instead(flag, *because)))
        }
        other => Some(other.to_string()),
    }
}

fn instead(flag: &str, because: LeftOutReason) -> String {
    match (because, flag.trim_start_matches('-')) {
        (LeftOutReason::Insecure, "proxy-insecure" | "doh-insecure") => {
            "certificates are always checked".to_owned()
        }
        (LeftOutReason::Insecure, _) => {
            "certificates are always checked; accept a single one with --accept-certificate SHA256".to_owned()
        }
        (LeftOutReason::Trust, "E" | "cert") => "use --cert FILE of countersign send".to_owned(),
        (LeftOutReason::Trust, "key") => "use --key FILE of countersign send, beside --cert".to_owned(),
        (LeftOutReason::Trust, "cacert") => "use --cacert FILE of countersign send".to_owned(),
        (LeftOutReason::Trust, "pass") => {
            "the passphrase comes from COUNTERSIGN_CERT_PASSPHRASE of the environment".to_owned()
        }
        (LeftOutReason::Proxy, "x" | "proxy" | "socks5" | "socks5-hostname") => {
            "use --proxy URL of countersign send".to_owned()
        }
        (LeftOutReason::Proxy, "U" | "proxy-user") => {
            "use --proxy http://USER@HOST:PORT of countersign send, with the password in \
             COUNTERSIGN_PROXY_PASSWORD"
                .to_owned()
        }
        (LeftOutReason::Trust | LeftOutReason::Proxy, _) => LeftOutReason::NotDone.to_string(),
        (LeftOutReason::Profile, _) => "profiles are not read".to_owned(),
        (because, _) => because.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::request_from_curl;

    #[test]
    fn every_hint_names_a_flag_of_this_program() {
        for (command, expected) in [
            ("curl -k h", "--accept-certificate"),
            ("curl --cert c.pem h", "use --cert FILE"),
            ("curl -E c.pem h", "use --cert FILE"),
            ("curl --cacert c.pem h", "use --cacert FILE"),
            ("curl -x p:1 h", "use --proxy URL"),
            ("curl --next h i", "--next"),
            ("curl --tls-max 1.2 h", "can not do that"),
        ] {
            let imported = request_from_curl(&command.replace("--next h", "h --next")).unwrap();
            let said: Vec<String> = imported
                .warnings
                .iter()
                .filter_map(|warning| words(warning, FileAccess::Refused, &[]))
                .collect();
            assert!(said.concat().contains(expected), "{command}: {said:?}");
            assert!(!said.concat().contains("settings"), "{command}: {said:?}");
        }
    }
}
