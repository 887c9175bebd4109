//! Settings that a request takes from what it stands in.

use super::Ancestor;
use crate::model::RequestSettings;

/// One setting of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// How path and query are spelled.
    Spelling,
    /// Version of HTTP.
    Protocol,
    /// What happens at a redirect.
    Redirects,
    /// Whether the cookie jar takes part.
    Cookies,
    /// Address to connect to.
    ConnectTo,
    /// Name for SNI and certificate.
    ServerName,
    /// Time for the connection.
    ConnectTimeout,
    /// Time for all.
    TotalTimeout,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Spelling,
        Self::Protocol,
        Self::Redirects,
        Self::Cookies,
        Self::ConnectTo,
        Self::ServerName,
        Self::ConnectTimeout,
        Self::TotalTimeout,
    ];

    /// Takes the value of one setting over.
    fn copy(self, from: &RequestSettings, to: &mut RequestSettings) {
        match self {
            Self::Spelling => to.spelling = from.spelling,
            Self::Protocol => to.protocol = from.protocol,
            Self::Redirects => to.redirects = from.redirects,
            Self::Cookies => to.cookies = from.cookies,
            Self::ConnectTo => to.connect_to.clone_from(&from.connect_to),
            Self::ServerName => to.server_name.clone_from(&from.server_name),
            Self::ConnectTimeout => to.connect_timeout_ms = from.connect_timeout_ms,
            Self::TotalTimeout => to.total_timeout_ms = from.total_timeout_ms,
        }
    }

    fn is_default(self, settings: &RequestSettings) -> bool {
        let mut alone = RequestSettings::default();
        self.copy(settings, &mut alone);
        alone == RequestSettings::default()
    }
}

/// The settings that count, and which of them come from where: what the request leaves at its default is that of the nearest
/// ancestor that does not.
pub fn inherited_settings(
    own: &RequestSettings,
    ancestors: &[Ancestor],
) -> (RequestSettings, Vec<(Setting, String)>) {
    let mut settings = own.clone();
    let mut inherited = Vec::new();
    for setting in Setting::ALL {
        if !setting.is_default(own) {
            continue;
        }
        if let Some(ancestor) = ancestors
            .iter()
            .find(|ancestor| !setting.is_default(&ancestor.settings))
        {
            setting.copy(&ancestor.settings, &mut settings);
            inherited.push((setting, ancestor.name.clone()));
        }
    }
    (settings, inherited)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Auth, CookieUse, Protocol, Redirects, TargetSpelling};

    fn all_set() -> RequestSettings {
        RequestSettings {
            spelling: TargetSpelling::Canonical,
            protocol: Protocol::Http2,
            redirects: Redirects::SameOrigin,
            cookies: CookieUse::Off,
            connect_to: "127.0.0.1".to_owned(),
            server_name: "api.example.com".to_owned(),
            connect_timeout_ms: Some(0),
            total_timeout_ms: Some(5),
        }
    }

    fn ancestor(name: &str, settings: RequestSettings) -> Ancestor {
        Ancestor {
            settings: Arc::new(settings),
            ..Ancestor::of_auth(name, Auth::default())
        }
    }

    #[test]
    fn what_is_at_its_default_is_that_of_the_nearest_that_is_not() {
        let near = RequestSettings {
            cookies: CookieUse::On,
            ..RequestSettings::default()
        };
        let ancestors = [ancestor("folder", near), ancestor("collection", all_set())];
        let (settings, inherited) = inherited_settings(&RequestSettings::default(), &ancestors);
        let expected = RequestSettings {
            cookies: CookieUse::On,
            ..all_set()
        };
        assert_eq!(settings, expected);
        assert_eq!(
            inherited.len(),
            Setting::ALL.len(),
            "every setting is inherited: {inherited:?}"
        );
        assert!(inherited.contains(&(Setting::Cookies, "folder".to_owned())));
        assert!(inherited.contains(&(Setting::TotalTimeout, "collection".to_owned())));
    }

    #[test]
    fn what_the_request_says_stays() {
        let own = RequestSettings {
            redirects: Redirects::Everywhere,
            total_timeout_ms: Some(0),
            ..RequestSettings::default()
        };
        let (settings, _) = inherited_settings(&own, &[ancestor("collection", all_set())]);
        assert_eq!(settings.redirects, Redirects::Everywhere);
        assert_eq!(settings.total_timeout_ms, Some(0));
        assert_eq!(inherited_settings(&own, &[]), (own, Vec::new()));
    }
}
