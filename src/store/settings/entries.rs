//! Settings as entries of the file: section, key and value of everything that is not at its default.

use std::collections::BTreeMap;

use crate::model::{
    Appearance, ClientCertificate, ContrastChoice, LongLines, Network, ProgramSettings, ProxyMode,
    RowsChoice, Secret, SecretScan, ThemeChoice,
};

pub(super) const APPEARANCE: &str = "appearance";
pub(super) const NETWORK: &str = "network";
pub(super) const KEYS: &str = "keys";
pub(super) const HISTORY: &str = "history";
pub(super) const SECURITY: &str = "security";
pub(super) const CREDENTIALS: &str = "credentials";

/// In the order in which they stand in a new file.
pub(super) const SECTIONS: [&str; 6] = [APPEARANCE, NETWORK, KEYS, HISTORY, SECURITY, CREDENTIALS];

/// Words of the file for a choice, the default first.
pub(super) type Words<T, const N: usize> = [(&'static str, T); N];

pub(super) const THEMES: Words<ThemeChoice, 3> = [
    ("system", ThemeChoice::System),
    ("dark", ThemeChoice::Dark),
    ("light", ThemeChoice::Light),
];
pub(super) const CONTRASTS: Words<ContrastChoice, 2> =
    [("normal", ContrastChoice::Normal), ("high", ContrastChoice::High)];
pub(super) const ROWS: Words<RowsChoice, 2> = [
    ("comfortable", RowsChoice::Comfortable),
    ("compact", RowsChoice::Compact),
];
pub(super) const PROXIES: Words<ProxyMode, 3> = [
    ("system", ProxyMode::System),
    ("none", ProxyMode::Direct),
    ("this", ProxyMode::Explicit),
];

/// A value of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Text(String),
    Number(u64),
    Switch(bool),
    Texts(Vec<String>),
    Tables(Vec<Vec<(&'static str, String)>>),
}

/// What is not at its default, by section and key.
pub(super) type Entries = BTreeMap<(&'static str, String), Plain>;

/// The entries of some settings.
pub(super) fn entries(settings: &ProgramSettings) -> Entries {
    let mut found = Entries::new();
    let mut put = |section: &'static str, key: &str, value: Option<Plain>| {
        if let Some(value) = value {
            found.insert((section, key.to_owned()), value);
        }
    };
    let appearance = &settings.appearance;
    put(APPEARANCE, "theme", word(&THEMES, appearance.theme));
    put(APPEARANCE, "contrast", word(&CONTRASTS, appearance.contrast));
    put(APPEARANCE, "rows", word(&ROWS, appearance.rows));
    let zoom = appearance.zoom_percent;
    let is_zoomed = zoom != Appearance::default().zoom_percent;
    put(
        APPEARANCE,
        "zoom_percent",
        is_zoomed.then_some(Plain::Number(u64::from(zoom))),
    );
    let is_unwrapped = appearance.long_lines == LongLines::Unwrapped;
    put(
        APPEARANCE,
        "wrap_long_lines",
        is_unwrapped.then_some(Plain::Switch(false)),
    );

    let network = without_secrets(&settings.network);
    put(NETWORK, "proxy", word(&PROXIES, network.proxy.mode));
    put(NETWORK, "proxy_url", text(&network.proxy.url));
    put(NETWORK, "proxy_user", text(&network.proxy.user));
    put(NETWORK, "reach_directly", text(&network.proxy.bypass));
    put(
        NETWORK,
        "connect_timeout_ms",
        network.connect_timeout_ms.map(Plain::Number),
    );
    put(
        NETWORK,
        "total_timeout_ms",
        network.total_timeout_ms.map(Plain::Number),
    );
    put(NETWORK, "authorities", texts(network.authorities));
    let certificates: Vec<_> = network.client_certificates.iter().map(certificate).collect();
    let certificates = (!certificates.is_empty()).then_some(Plain::Tables(certificates));
    put(NETWORK, "client_certificates", certificates);

    let history = &settings.history;
    put(HISTORY, "keep", history.off.then_some(Plain::Switch(false)));
    let folders = history.off_for.iter().filter_map(|folder| folder.to_str());
    put(HISTORY, "not_for", texts(folders.map(str::to_owned).collect()));
    put(HISTORY, "days", history.days.map(Plain::Number));
    put(HISTORY, "megabytes", history.megabytes.map(Plain::Number));
    put(HISTORY, "exchanges", history.exchanges.map(Plain::Number));

    let is_unscanned = settings.security.secret_scan == SecretScan::Off;
    put(
        SECURITY,
        "find_secrets_on_save",
        is_unscanned.then_some(Plain::Switch(false)),
    );

    put(CREDENTIALS, "profile", text(&settings.credentials.profile));
    put(CREDENTIALS, "region", text(&settings.credentials.region));

    for (command, keys) in &settings.keys {
        put(KEYS, command, Some(keys_value(keys)));
    }
    found
}

/// Keys of one command: one text, or a list.
pub(super) fn keys_value(keys: &[String]) -> Plain {
    match keys {
        [one] => Plain::Text(one.clone()),
        several => Plain::Texts(several.to_vec()),
    }
}

fn word<T: PartialEq + Copy, const N: usize>(words: &Words<T, N>, value: T) -> Option<Plain> {
    let at = words.iter().position(|(_, choice)| *choice == value)?;
    let (word, _) = words.get(at).filter(|_| at > 0)?;
    Some(Plain::Text((*word).to_owned()))
}

fn text(value: &str) -> Option<Plain> {
    (!value.is_empty()).then(|| Plain::Text(value.to_owned()))
}

fn texts(values: Vec<String>) -> Option<Plain> {
    (!values.is_empty()).then_some(Plain::Texts(values))
}

fn certificate(certificate: &ClientCertificate) -> Vec<(&'static str, String)> {
    let pairs = [
        ("host", &certificate.host),
        ("certificate", &certificate.certificate),
        ("key", &certificate.key),
    ];
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(key, value)| (key, value.clone())).collect()
}

/// Network settings as the file has them: no password, no passphrase, nothing that ends with the program.
pub fn without_secrets(network: &Network) -> Network {
    let mut bare = network.clone();
    bare.proxy.password = Secret::default();
    bare.proxy.url = without_password(&bare.proxy.url);
    for certificate in &mut bare.client_certificates {
        certificate.passphrase = Secret::default();
    }
    bare.accepted.clear();
    bare
}

/// A proxy's URL without the password that somebody typed into it: `http://user@proxy:3128`.
fn without_password(url: &str) -> String {
    let start = url.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = url.split_at(start);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let Some((user_info, host)) = authority.rsplit_once('@') else {
        return url.to_owned();
    };
    let user = user_info.split_once(':').map_or(user_info, |(user, _)| user);
    format!("{scheme}{user}@{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_url_of_a_proxy_is_left_out() {
        for (typed, kept) in [
            ("", ""),
            ("http://proxy:3128", "http://proxy:3128"),
            ("http://me:pass@word@proxy:3128/", "http://me@proxy:3128/"),
            ("me:secret@proxy:3128", "me@proxy:3128"),
            ("socks5h://me@proxy:1080", "socks5h://me@proxy:1080"),
            ("http://:secret@[::1]:3128", "http://@[::1]:3128"),
        ] {
            assert_eq!(without_password(typed), kept, "{typed}");
        }
    }

    #[test]
    fn at_its_defaults_nothing_stands_in_the_file() {
        assert_eq!(entries(&ProgramSettings::default()), Entries::new());
    }
}
